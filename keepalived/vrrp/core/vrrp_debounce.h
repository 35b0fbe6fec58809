/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_debounce - how long an interface has to be down, or up, before that counts.
 *
 *   - until an interface has been seen up once, what is seen counts at once;
 *   - what changes and changes back within the delay has not happened;
 *   - an interface that is gone is down at once, and new when it comes again.
 *
 * Whoever asks gives what is seen now, and the delays that hold now: they may become shorter while one
 * runs.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/mono.h"

enum vrrp_seen { VRRP_SEEN_GONE, VRRP_SEEN_DOWN, VRRP_SEEN_UP };

struct vrrp_delays {
	struct span down;
	struct span up;
};

struct vrrp_debounce {
	bool        is_up;       /* what counts */
	bool        has_been_up;
	bool        is_changing; /* something else is seen, */
	struct mono since;       /* since then */
};

/* Down, and never seen up. */
void vrrp_debounce_init(struct vrrp_debounce *d);

/* True: what counts has changed. */
bool vrrp_debounce_step(struct vrrp_debounce *d, const struct vrrp_delays *delays, enum vrrp_seen seen,
			struct mono now);

/* When to ask again; MONO_NEVER: when something else is seen. */
struct mono vrrp_debounce_deadline(const struct vrrp_debounce *d, const struct vrrp_delays *delays);

/*
 * What is left of @delays with an instance on the interface, so that it lets go of its addresses before
 * others take over. True: less than before.
 */
bool vrrp_debounce_limit(struct vrrp_delays *delays, uint8_t down_adverts, struct span interval);
