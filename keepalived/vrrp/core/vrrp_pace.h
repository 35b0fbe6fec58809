/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_pace - whose turn it is to be announced, where announcements have to keep a distance.
 *
 * A burst is some addresses, each of which is to be announced a number of times: all of them once,
 * then all of them again. Bursts of several instances that share a clock take turns, an address at a
 * time. When an instance asks for a burst of the same addresses before an earlier one is through, the
 * two become one: every address gets as many turns as were asked for last, and no address has to begin
 * waiting anew. So what waits has a bound, however often bursts are asked for.
 *
 * Without a distance everything is due at once, in the same order.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/mono.h"
#include "lib/base/vec.h"
#include "lib/net/addr.h"

struct vrrp_target {
	uint32_t    index; /* of the interface */
	struct addr addr;
};

struct vrrp_burst {
	uint32_t owner;
	uint32_t left; /* rounds, the present one included */
	size_t   at;   /* whose turn it is */
	VEC(struct vrrp_target) targets;
};

struct vrrp_pace {
	struct span interval;
	struct mono next; /* nothing may go before */
	VEC(struct vrrp_burst) bursts; /* owned; the first one is next */
};

void vrrp_pace_init(struct vrrp_pace *p, struct span interval);
void vrrp_pace_release(struct vrrp_pace *p);

/* @owner: the number of an instance. */
void vrrp_pace_add(struct vrrp_pace *p, uint32_t owner, const struct vrrp_target targets[], size_t n, uint32_t repeat);
void vrrp_pace_drop(struct vrrp_pace *p, uint32_t owner); /* all that it has waiting */

/* What may go at @now, false if nothing may. It stays until it is said to be done, or has to wait. */
bool vrrp_pace_due(const struct vrrp_pace *p, struct mono now, uint32_t *ret_owner, struct vrrp_target *ret);
void vrrp_pace_done(struct vrrp_pace *p, struct mono now);
void vrrp_pace_wait(struct vrrp_pace *p, struct mono until);

/* True: nothing waits, nor does the last one keep anything waiting. */
bool        vrrp_pace_is_idle(const struct vrrp_pace *p, struct mono now);
struct mono vrrp_pace_deadline(const struct vrrp_pace *p); /* to go on, or to be idle */
