/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arena - memory that is given out piece by piece and taken back as a whole.
 *
 * Two kinds share one interface. A growing arena takes chunks from malloc and serves as scratch. A
 * fixed arena fills memory that its owner brought (the image of a configuration): what does not fit
 * is taken from malloc all the same, so that a caller never meets NULL, and arena_overflowed() tells
 * afterwards that the result cannot be used where it lies.
 *
 * Every piece is zeroed, and aligned for pointers and all that needs no more than they do; texts stand
 * close together. The layout depends on the calls alone, so the same calls give the same bytes.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/ka.h"

struct arena_chunk;

struct arena {
	char               *base;   /* fixed kind: the owner's memory; growing kind: NULL */
	size_t              size;
	size_t              used;
	struct arena_chunk *chunks; /* owned; newest first */
	bool                overflowed;
};

void arena_init(struct arena *a);
void arena_init_fixed(struct arena *a, void *memory, size_t size);
void arena_release(struct arena *a);
void arena_reset(struct arena *a); /* a growing one: all pieces are taken back, memory is kept */

void *arena_alloc(struct arena *a, size_t size);
void *arena_memdup(struct arena *a, const void *from, size_t size);
char *arena_strndup(struct arena *a, const char *s, size_t len);
char *arena_strdup(struct arena *a, const char *s);
char *arena_printf(struct arena *a, const char *fmt, ...) printf_like(2, 3);

#define arena_new(a, T) ((T *)arena_alloc((a), sizeof(T)))

bool arena_overflowed(const struct arena *a);
