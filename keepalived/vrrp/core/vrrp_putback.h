/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_putback - how often an object that somebody else removes from a MASTER is put back.
 *
 * Network managers flush what they did not add: putting it back costs no failover. Whoever goes on
 * removing it makes us give way.
 */
#pragma once

#include "lib/base/mono.h"

#define VRRP_PUTBACKS 3 /* in 10 seconds */

struct vrrp_putback { /* one per address, route or rule; zeroed at first */
	struct mono at[VRRP_PUTBACKS]; /* oldest first */
	uint8_t     n;
};

/* Remembered as done if true. */
bool vrrp_putback_may(struct vrrp_putback *p, struct mono now);
