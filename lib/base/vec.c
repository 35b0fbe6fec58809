/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/vec.h"

#include <stdint.h>
#include <stdlib.h>

#include "lib/base/ka.h"

#define FIRST_BYTES ((size_t)24) /* what the smallest piece of malloc holds */

void *vec_grow(void *at, size_t size, size_t *cap, size_t want)
{
	size_t grown = *cap > SIZE_MAX / 2 ? SIZE_MAX : 2 * *cap;
	size_t bytes;

	if (want <= *cap)
		return at;

	grown = MAX(MAX(grown, want), FIRST_BYTES / size);
	if (__builtin_mul_overflow(grown, size, &bytes))
		abort();
	at = realloc(at, bytes);
	if (!at)
		abort();

	*cap = grown;
	return at;
}

void *vec_free(void *at)
{
	free(at);
	return NULL;
}

void *vec_fixed(size_t n, size_t size)
{
	void *at = calloc(n ? n : 1, size);

	if (!at)
		abort();
	return at;
}
