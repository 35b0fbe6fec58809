/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/map.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE ((size_t)16)

struct map_slot {
	const char *key; /* NULL: free */
	void *value;
	uint64_t hash;
};

/* FNV-1a; the last step brings the high bits down to where the mask looks. */
static uint64_t hash_of(const char *key)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (; *key; key++) {
		hash ^= (unsigned char)*key;
		hash *= UINT64_C(0x100000001b3);
	}
	return hash ^ hash >> 32;
}

/* The slot of @key, or the free one where it belongs. There is always a free one. */
static struct map_slot *probe(struct map_slot *slots, size_t size, const char *key, uint64_t hash)
{
	size_t i = (size_t)hash & (size - 1);

	while (slots[i].key && (slots[i].hash != hash || strcmp(slots[i].key, key) != 0))
		i = (i + 1) & (size - 1);
	return &slots[i];
}

static void grow(struct map *m)
{
	size_t size = m->size ? 2 * m->size : FIRST_SIZE;
	struct map_slot *slots = calloc(size, sizeof(*slots));

	if (!slots)
		abort();

	for (size_t i = 0; i < m->size; i++) {
		const struct map_slot *old = &m->slots[i];

		if (old->key)
			*probe(slots, size, old->key, old->hash) = *old;
	}
	free(m->slots);
	m->slots = slots;
	m->size = size;
}

/* The slot of @key, or a free one that may be filled: at most two thirds are ever in use. */
static struct map_slot *slot_for(struct map *m, const char *key, uint64_t hash)
{
	if (m->n + 1 > m->size / 3 * 2)
		grow(m);
	return probe(m->slots, m->size, key, hash);
}

void map_init(struct map *m)
{
	*m = (struct map){ 0 };
}

void map_release(struct map *m)
{
	free(m->slots);
	map_init(m);
}

void *map_find(const struct map *m, const char *key)
{
	return m->n > 0 ? probe(m->slots, m->size, key, hash_of(key))->value : NULL;
}

bool map_put(struct map *m, const char *key, void *value)
{
	uint64_t hash = hash_of(key);
	struct map_slot *slot = slot_for(m, key, hash);

	if (slot->key)
		return false;

	*slot = (struct map_slot){ .key = key, .value = value, .hash = hash };
	m->n++;
	return true;
}

/* The new key replaces the old one as well: it may live in the value that goes. */
void map_set(struct map *m, const char *key, void *value)
{
	uint64_t hash = hash_of(key);
	struct map_slot *slot = slot_for(m, key, hash);

	if (!slot->key)
		m->n++;
	*slot = (struct map_slot){ .key = key, .value = value, .hash = hash };
}
