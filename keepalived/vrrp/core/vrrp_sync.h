/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_sync - instances that are MASTER together or not at all; and the way every event takes.
 *
 * What a group is follows from what its members are, and is kept nowhere. A step of one member makes
 * the others follow before it returns, so no group is ever half MASTER, or half in FAULT:
 *
 *   - MASTER when every member wants to be: the last one pulls the others along;
 *   - not MASTER when one is not: a superior advert for one ends it for all;
 *   - FAULT when one has a fault, until none has, and none waits for a first result;
 *   - an inferior advert at one makes all announce their addresses again.
 *
 * An instance outside of any group is a group of one that nobody hears of.
 */
#pragma once

#include "keepalived/vrrp/core/vrrp_fsm.h"

struct vrrp_member {
	struct vrrp_fsm          *fsm;
	const struct vrrp_params *params;
};

struct vrrp_sync {
	const struct vrrp_member *members;
	uint16_t                  n;
	bool                      is_group; /* has a name, and notifications of its own */
};

enum vrrp_state vrrp_sync_state(const struct vrrp_sync *g);
/* All reasons of a member, those that it has from the others too. */
struct fault_set vrrp_sync_faults(const struct vrrp_sync *g, uint16_t member);

/*
 * VRRP_START and VRRP_QUIT are for all members, whichever is named. Effects name the member they are
 * for, or VRRP_THE_GROUP.
 */
void vrrp_sync_step(const struct vrrp_sync *g, uint16_t member, const struct vrrp_event *event, struct mono now,
		    struct vrrp_effects *effects);
/* After all instances have quit: the group says so too. */
void vrrp_sync_quit(const struct vrrp_sync *g, struct vrrp_effects *effects);
