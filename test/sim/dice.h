/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dice - random numbers that a seed brings back.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct dice {
	uint64_t state;
};

static inline uint64_t dice_next(struct dice *d)
{
	uint64_t z = d->state += UINT64_C(0x9e3779b97f4a7c15); /* splitmix64 */

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static inline int64_t dice_range(struct dice *d, int64_t least, int64_t most)
{
	return least + (int64_t)(dice_next(d) % (uint64_t)(most - least + 1));
}

static inline bool dice_chance(struct dice *d, unsigned percent)
{
	return dice_next(d) % 100 < percent;
}

#define DICE_PICK(d, ...)                                                                          \
	(((const int64_t[]){ __VA_ARGS__ })[dice_next(d) % (sizeof((int64_t[]){ __VA_ARGS__ }) / sizeof(int64_t))])
