/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT        ((size_t)16)
#define FIRST_CHUNK_SIZE ((size_t)4096)

struct arena_chunk {
	struct arena_chunk *next;
	size_t size; /* of data, a multiple of ALIGNMENT */
	size_t used;
	alignas(16) char data[];
};

void arena_init(struct arena *a)
{
	*a = (struct arena){ 0 };
}

void arena_init_fixed(struct arena *a, void *memory, size_t size)
{
	size_t skew = (size_t)(-(uintptr_t)memory % ALIGNMENT);

	assert(memory);
	*a = (struct arena){ .base = memory, .size = size, .used = MIN(skew, size) };
}

void arena_release(struct arena *a)
{
	struct arena_chunk *next;

	for (struct arena_chunk *chunk = a->chunks; chunk; chunk = next) {
		next = chunk->next;
		free(chunk);
	}
	arena_init(a);
}

/* The newest chunk is the largest: it alone is worth keeping. */
void arena_reset(struct arena *a)
{
	struct arena_chunk *kept = a->chunks;

	if (!kept)
		return;
	for (struct arena_chunk *chunk = kept->next, *next; chunk; chunk = next) {
		next = chunk->next;
		free(chunk);
	}
	kept->next = NULL;
	kept->used = 0;
}

static size_t aligned(size_t size)
{
	return (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
}

/* NULL if there is no room. What lies between two pieces is zeroed too: same calls, same bytes. */
static void *take(char *memory, size_t room, size_t *used, size_t size)
{
	size_t left = room - *used;
	char *piece = memory + *used;

	if (size > left)
		return NULL;

	size = MIN(aligned(size), left);
	*used += size;
	return memset(piece, 0, size);
}

/* Each chunk is at least twice the one before: what its predecessors left unused stays bounded. */
static struct arena_chunk *push_chunk(struct arena *a, size_t at_least)
{
	size_t size = a->chunks ? a->chunks->size : FIRST_CHUNK_SIZE / 2;
	struct arena_chunk *chunk;

	if (at_least > SIZE_MAX / 4 || size > SIZE_MAX / 4)
		abort();

	size = MAX(2 * size, aligned(at_least));
	chunk = aligned_alloc(ALIGNMENT, sizeof(*chunk) + size);
	if (!chunk)
		abort();

	*chunk = (struct arena_chunk){ .next = a->chunks, .size = size };
	a->chunks = chunk;
	return chunk;
}

void *arena_alloc(struct arena *a, size_t size)
{
	struct arena_chunk *chunk = a->chunks;
	void *piece = NULL;

	size = MAX(size, 1);
	if (a->base) {
		piece = take(a->base, a->size, &a->used, size);
		if (piece)
			return piece;
		a->overflowed = true;
	}

	if (chunk)
		piece = take(chunk->data, chunk->size, &chunk->used, size);
	if (!piece) {
		chunk = push_chunk(a, size);
		piece = take(chunk->data, chunk->size, &chunk->used, size);
	}
	return piece;
}

void *arena_memdup(struct arena *a, const void *from, size_t size)
{
	void *copy = arena_alloc(a, size);

	return size > 0 ? memcpy(copy, from, size) : copy;
}

char *arena_strndup(struct arena *a, const char *s, size_t len)
{
	char *copy;

	len = len > 0 ? strnlen(s, len) : 0;
	if (len == SIZE_MAX)
		abort();

	copy = arena_alloc(a, len + 1);
	return len > 0 ? memcpy(copy, s, len) : copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_memdup(a, s, strlen(s) + 1);
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list args;
	char *text;
	int len;

	va_start(args, fmt);
	len = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (len < 0)
		abort();

	text = arena_alloc(a, (size_t)len + 1);
	va_start(args, fmt);
	vsnprintf(text, (size_t)len + 1, fmt, args);
	va_end(args);
	return text;
}

bool arena_overflowed(const struct arena *a)
{
	return a->overflowed;
}
