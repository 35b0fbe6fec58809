/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * near - which known word was probably meant by a misspelt one.
 */
#pragma once

#include <stddef.h>

/* Edits (insert, delete, replace, swap neighbours) from @a to @b; anything above @limit is @limit + 1. */
size_t near_distance(const char *a, const char *b, size_t limit);

/*
 * Collects candidates one by one; near_best() is the only one at the smallest distance, which must
 * be at most 2 and less than half of the word's length; NULL when there is none or a tie.
 */
struct near {
	const char *word;
	const char *best;
	size_t      distance;
	unsigned    ties;
};

void        near_init(struct near *n, const char *word);
void        near_try(struct near *n, const char *candidate);
const char *near_best(const struct near *n);
