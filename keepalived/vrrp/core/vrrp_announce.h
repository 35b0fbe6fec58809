/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_announce - when a MASTER tells the network whose the addresses are (gratuitous ARP, NA).
 *
 *   - a burst on becoming MASTER, a second one after a delay;
 *   - refreshes, counted from becoming MASTER, whatever that delay;
 *   - a burst after an inferior advert, and a second one after a delay. While that one is pending,
 *     further inferior adverts within a second bring no burst of their own;
 *   - at an interval of their own, addresses on other interfaces than the instance's.
 *
 * Only when, and how often each address; the order and pace within a burst is the sender's.
 */
#pragma once

#include "keepalived/vrrp/core/vrrp_params.h"

struct vrrp_announce { /* MONO_NEVER: nothing pending */
	struct mono second;
	struct mono refresh;
	struct mono lower;
	struct mono extra;
	struct mono heard;   /* the inferior advert that brought the last burst */
};

struct vrrp_bursts {         /* due now, in this order */
	uint32_t all[3];     /* times each address; 0: no burst */
	bool     extra;      /* once each address on other interfaces */
};

void vrrp_announce_stop(struct vrrp_announce *a);
/* As MASTER from @now: the times that all addresses are to be announced at once. */
uint32_t vrrp_announce_start(struct vrrp_announce *a, const struct vrrp_announce_params *params, struct mono now);
/* An inferior advert was heard. False: a burst that is pending will do; else @ret_repeat may be 0. */
bool vrrp_announce_lower(struct vrrp_announce *a, const struct vrrp_announce_params *params, struct mono now,
			 uint32_t *ret_repeat);
/* Takes what is due at @now. */
struct vrrp_bursts vrrp_announce_due(struct vrrp_announce *a, const struct vrrp_announce_params *params,
				     struct mono now);
struct mono vrrp_announce_deadline(const struct vrrp_announce *a);
