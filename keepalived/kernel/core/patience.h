/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * patience - how often an object that somebody takes away is put back before we give way.
 *
 * Network managers flush what they did not add; that should not cost a failover. Who keeps deleting
 * shall have his way. All zero is a state in which nothing was put back yet.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/mono.h"

#define PATIENCE_TIMES 3

struct patience {
	struct mono at[PATIENCE_TIMES]; /* when it was put back, oldest first */
	uint8_t     n;
};

/* True: put it back, which is remembered. False: that was done 3 times within the last 10 seconds. */
bool patience_take(struct patience *p, struct mono now);
