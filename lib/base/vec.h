/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vec - an array that grows; VEC(int) names the type, elements are reached by plain indexing.
 *
 * Elements move when the array grows: keep indexes, not pointers, across a push.
 */
#pragma once

#include <stddef.h>

#define VEC(T)                                                                                     \
	struct {                                                                                   \
		T     *at;                                                                         \
		size_t n;                                                                          \
		size_t cap;                                                                        \
	}

#define vec_push(v, x)                                                                             \
	do {                                                                                       \
		vec_reserve((v), (v)->n + 1);                                                      \
		(v)->at[(v)->n++] = (x);                                                           \
	} while (0)

#define vec_reserve(v, want)                                                                       \
	((v)->at = vec_grow((v)->at, sizeof(*(v)->at), &(v)->cap, (want)))

#define vec_release(v) ((v)->at = vec_free((v)->at), (v)->n = (v)->cap = 0)

/* At least @want elements of @size bytes, doubling; never NULL unless @want is 0. Aborts on no memory. */
void *vec_grow(void *at, size_t size, size_t *cap, size_t want);
void *vec_free(void *at); /* NULL */

/* An array that does not grow: @n elements of @size bytes, all zero. Never NULL; aborts on no memory; yours to free. */
void *vec_fixed(size_t n, size_t size);
