/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mono - points in time and lengths of time, as types that cannot meet an int.
 *
 * Both count microseconds, the resolution of the configuration language. Where the time comes from
 * is none of this module's business: pure code is given it, the event loop reads the clock.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define USEC_PER_SEC  INT64_C(1000000)

struct span {
	int64_t us;
};

struct mono {
	int64_t us;
};

/* Later than any time there is. */
#define MONO_NEVER    ((struct mono){ .us = INT64_MAX })

static inline struct span span_us(int64_t us)
{
	return (struct span){ .us = us };
}

static inline struct span span_seconds(int64_t seconds)
{
	return (struct span){ .us = seconds * USEC_PER_SEC };
}

static inline bool mono_before(struct mono a, struct mono b)
{
	return a.us < b.us;
}

static inline struct mono mono_first(struct mono a, struct mono b)
{
	return a.us < b.us ? a : b;
}

/* Negative if @to is before @from. */
static inline struct span mono_between(struct mono from, struct mono to)
{
	return (struct span){ .us = to.us - from.us };
}

static inline struct mono mono_after(struct mono at, struct span by)
{
	return (struct mono){ .us = at.us + by.us };
}
