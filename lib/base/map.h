/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * map - from a name to a pointer, by hashing; grows, never shrinks, forgets nothing but as a whole.
 *
 * Keys are not copied: they must outlive the map.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct map_slot;

struct map {
	struct map_slot *slots; /* owned; a power of two of them */
	size_t           size;
	size_t           n;
};

void  map_init(struct map *m);
void  map_release(struct map *m);
void *map_find(const struct map *m, const char *key); /* NULL if none */
bool  map_put(struct map *m, const char *key, void *value); /* false: the key is taken, nothing done */
void  map_set(struct map *m, const char *key, void *value); /* replaces */
