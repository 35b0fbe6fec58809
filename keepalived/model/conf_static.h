/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * conf_static - blocks that belong to no instance: static entries' groups, announcement groups, and
 * the supervision of links.
 */
#pragma once

#include "keepalived/model/conf_vrrp.h"

struct conf_track_group {
	struct conf_head head;
	CONF_LIST(struct conf_name) members; /* target: the struct conf_vrrp, NULL if there is none */
};

struct conf_garp_group {
	struct conf_head head;
	struct span      garp_interval;
	struct span      gna_interval;
	CONF_LIST(struct conf_name) interfaces;
};

enum conf_linkbeat_method { CONF_LINKBEAT_AUTO, CONF_LINKBEAT_MII, CONF_LINKBEAT_ETHTOOL, CONF_LINKBEAT_IOCTL };

struct conf_linkbeat {
	struct conf_head head;
	const char      *interface;
	uint8_t          method; /* enum conf_linkbeat_method */
};

struct conf_if_delay {
	struct conf_head head;
	const char      *interface;
	struct span      down;
	struct span      up;
};

extern const struct conf_block conf_track_group_block;
extern const struct conf_block conf_garp_group_block;
extern const struct conf_block conf_linkbeat_line;
extern const struct conf_block conf_if_delay_line;
