/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * conf_vip - one line of addresses: virtual, excluded or static.
 */
#pragma once

#include "lib/conf/schema.h"

enum conf_broadcast { CONF_BRD_NONE, CONF_BRD_GIVEN, CONF_BRD_ONES, CONF_BRD_ZEROS };

#define CONF_SCOPE_UNSET 256

struct conf_vip {
	struct conf_head head;
	struct prefix    address;
	bool             has_length;
	const char      *dev;        /* as given; completion puts the instance's own one */
	struct addr      broadcast;
	uint8_t          broadcast_kind; /* enum conf_broadcast */
	uint32_t         scope;      /* CONF_SCOPE_UNSET: the kernel's default */
	const char      *label;
	struct prefix    peer;
	bool             has_peer;
	bool             is_home;
	bool             wants_dad;
	bool             mngtmpaddr;
	bool             noprefixroute;
	bool             autojoin;
	uint32_t         preferred_lft; /* seconds; UINT32_MAX for ever */
	bool             no_track;
	bool             use_vmac;
	const char      *track_group; /* static only */
};

extern const struct conf_block conf_vip_block;        /* lines of virtual_ipaddress and _excluded */
extern const struct conf_block conf_static_vip_block; /* lines of static_ipaddress */
