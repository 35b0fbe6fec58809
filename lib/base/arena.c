/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT        ((size_t)8)
#define FIRST_CHUNK_SIZE ((size_t)4096)

struct arena_chunk {
	struct arena_chunk *next;
	size_t size; /* of data */
	size_t used;
	alignas(8) char data[];
};

void arena_init(struct arena *a)
{
	*a = (struct arena){ 0 };
}

void arena_init_fixed(struct arena *a, void *memory, size_t size)
{
	assert(memory);
	*a = (struct arena){ .base = memory, .size = size };
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

/* What is missing from @address to the next multiple of @alignment. */
static size_t gap(const char *address, size_t alignment)
{
	return (size_t)(-(uintptr_t)address % alignment);
}

/* NULL if there is no room. What lies between two pieces is zeroed too: same calls, same bytes. */
static void *take(char *memory, size_t room, size_t *used, size_t size, size_t alignment)
{
	char *end = memory + *used;
	size_t left = room - *used;
	size_t before = gap(end, alignment);

	if (before > left || size > left - before)
		return NULL;

	memset(end, 0, before + size);
	*used += before + size;
	return end + before;
}

/* Each chunk is at least twice the one before: what its predecessors left unused stays bounded. */
static struct arena_chunk *push_chunk(struct arena *a, size_t at_least)
{
	size_t size = a->chunks ? a->chunks->size : FIRST_CHUNK_SIZE / 2;
	struct arena_chunk *chunk;

	if (at_least > SIZE_MAX / 4 || size > SIZE_MAX / 4)
		abort();

	size = MAX(2 * size, at_least);
	chunk = malloc(sizeof(*chunk) + size);
	if (!chunk)
		abort();

	*chunk = (struct arena_chunk){ .next = a->chunks, .size = size };
	a->chunks = chunk;
	return chunk;
}

static void *alloc(struct arena *a, size_t size, size_t alignment)
{
	struct arena_chunk *chunk = a->chunks;
	void *piece = NULL;

	size = MAX(size, 1);
	if (a->base) {
		piece = take(a->base, a->size, &a->used, size, alignment);
		if (piece)
			return piece;
		a->overflowed = true;
	}

	if (chunk)
		piece = take(chunk->data, chunk->size, &chunk->used, size, alignment);
	if (!piece) {
		chunk = push_chunk(a, size);
		piece = take(chunk->data, chunk->size, &chunk->used, size, alignment);
	}
	return piece;
}

void *arena_alloc(struct arena *a, size_t size)
{
	return alloc(a, size, ALIGNMENT);
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

	copy = alloc(a, len + 1, 1);
	return len > 0 ? memcpy(copy, s, len) : copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
	size_t size = strlen(s) + 1;

	return memcpy(alloc(a, size, 1), s, size);
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	char small[256];
	va_list args;
	char *text;
	int len;

	va_start(args, fmt);
	len = vsnprintf(small, sizeof(small), fmt, args);
	va_end(args);
	if (len < 0)
		abort();

	if ((size_t)len < sizeof(small))
		return memcpy(alloc(a, (size_t)len + 1, 1), small, (size_t)len + 1);

	text = alloc(a, (size_t)len + 1, 1);
	va_start(args, fmt);
	vsnprintf(text, (size_t)len + 1, fmt, args);
	va_end(args);
	return text;
}

bool arena_overflowed(const struct arena *a)
{
	return a->overflowed;
}
