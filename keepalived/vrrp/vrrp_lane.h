/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_lane - what an instance still has to do in the kernel and to tell, one thing after the other.
 *
 * Adverts never come here. A change of addresses is given to the hand, and what stands behind it waits
 * until the kernel has answered: so addresses are there before they are announced, and gone before
 * anybody is told. An instance that waits is stepped on; when a newer transition has come, older
 * additions and announcements are dropped, removals and notifications are not.
 */
#pragma once

#include <stdbool.h>

struct vrrp_effect;
struct vrrp_inst;

void vrrp_lane_release(struct vrrp_inst *i);

/* Behind everything else; begun at once if nothing else is there. */
void vrrp_lane_add(struct vrrp_inst *i, const struct vrrp_effect *effect);
bool vrrp_lane_is_empty(const struct vrrp_inst *i);

/* The kernel is waited for no longer: what was still to be told is told. */
void vrrp_lane_give_up(struct vrrp_inst *i);

/* Bring the addresses into order once more, behind what is there. */
void vrrp_lane_review(struct vrrp_inst *i);

/* The view was renewed: go on with what waited for it, or review. */
void vrrp_lane_renewed(struct vrrp_inst *i);
