/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/text/near.h"

#include <stdbool.h>
#include <string.h>

#include "lib/base/ka.h"

#define LONGEST     ((size_t)64)
#define NEAR_ENOUGH ((size_t)2)

static bool is_swap(const char *a, const char *b)
{
	return a[0] == b[-1] && a[-1] == b[0];
}

/*
 * Optimal string alignment, row by row: rows[i % 3][j] is the distance between the first i bytes
 * of @a and the first j of @b. A row that is above the limit everywhere cannot be followed by one
 * that is not: what a swap takes from two rows up, the row between could have had for the same.
 */
size_t near_distance(const char *a, const char *b, size_t limit)
{
	size_t len_a = strnlen(a, LONGEST + 1);
	size_t len_b = strnlen(b, LONGEST + 1);
	size_t rows[3][LONGEST + 1];

	if (len_a > LONGEST || len_b > LONGEST)
		return limit + 1;
	if (MAX(len_a, len_b) - MIN(len_a, len_b) > limit)
		return limit + 1;

	for (size_t j = 0; j <= len_b; j++)
		rows[0][j] = j;

	for (size_t i = 1; i <= len_a; i++) {
		const size_t *before = rows[(i + 1) % 3];
		const size_t *above = rows[(i - 1) % 3];
		size_t *row = rows[i % 3];
		size_t smallest = i;

		row[0] = i;
		for (size_t j = 1; j <= len_b; j++) {
			size_t replaced = above[j - 1] + (a[i - 1] != b[j - 1]);

			row[j] = MIN(replaced, MIN(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && is_swap(&a[i - 1], &b[j - 1]))
				row[j] = MIN(row[j], before[j - 2] + 1);
			smallest = MIN(smallest, row[j]);
		}
		if (smallest > limit)
			return limit + 1;
	}
	return MIN(rows[len_a % 3][len_b], limit + 1);
}

void near_init(struct near *n, const char *word)
{
	*n = (struct near){ .word = word, .distance = NEAR_ENOUGH + 1 };
}

void near_try(struct near *n, const char *candidate)
{
	size_t limit = MIN(n->distance, NEAR_ENOUGH);
	size_t distance = near_distance(n->word, candidate, limit);

	if (distance > limit)
		return;

	if (distance < n->distance) {
		n->best = candidate;
		n->distance = distance;
		n->ties = 0;
	} else if (strcmp(candidate, n->best) != 0) {
		n->ties++;
	}
}

const char *near_best(const struct near *n)
{
	if (n->ties > 0 || 2 * n->distance >= strlen(n->word))
		return NULL;
	return n->best;
}
