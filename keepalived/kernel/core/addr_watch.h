/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * addr_watch - what a change of an address that the kernel tells of means to us.
 *
 * Own acts are known by the port of the netlink socket that asked for them: it stands in the
 * notification, also in that of what the kernel takes along. Port 0 is the kernel's own doing, or
 * an old tool's.
 */
#pragma once

#include <stdbool.h>

#include "keepalived/kernel/core/patience.h"
#include "lib/base/mono.h"

enum addr_claim {
	ADDR_NOT_OURS,
	ADDR_WANTED,       /* it shall be there now */
	ADDR_WANTED_QUIET, /* the same, but nobody asked us to mind deletions: no_track */
	ADDR_UNWANTED,     /* ours, and shall not be there now */
};

enum addr_verdict {
	ADDR_NO_MATTER,
	ADDR_PUT_BACK, /* and announce it */
	ADDR_GIVE_WAY, /* somebody keeps deleting it */
	ADDR_TAKE_OUT, /* somebody else added it */
};

struct addr_change {
	bool            is_gone;      /* else it came, or something about it is different */
	bool            is_own_act;
	bool            is_link_down; /* by the administrator, or the interface is not there */
	enum addr_claim claim;
};

/* @patience: that of the address, NULL when there is no end of it. */
enum addr_verdict addr_watch_judge(const struct addr_change *change, struct patience *patience,
				   struct mono now);
