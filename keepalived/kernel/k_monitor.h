/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * k_monitor - the socket on which the kernel tells what happens to interfaces and addresses.
 *
 * An echo is there before the answer: when the hand says that something was done, read the monitor
 * first and act upon the answer then; the view shows what was done.
 */
#pragma once

#include "keepalived/kernel/core/view.h"
#include "lib/base/ka.h"
#include "lib/sys/netlink.h"

struct k_monitor {
	struct netlink *netlink; /* owned */
};

must_use int k_monitor_open(struct k_monitor *m);
void         k_monitor_close(struct k_monitor *m); /* fine when it is not open */

/* To be read when readable: every notice that has come in. -ENOBUFS: some were lost, ask for all. */
must_use int k_monitor_read(struct k_monitor *m,
			    void (*on_notice)(void *context, const struct view_notice *notice),
			    void *context);
