/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * heap - the smallest of many keys, when keys come, change and go all the time.
 *
 * A node is embedded in what it stands for; the heap has an array of its own that grows with the most
 * nodes it ever held. Among equal keys the one that was put first comes first. A node that is in no
 * heap is all zero.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/vec.h"

struct heap_node {
	size_t place; /* index of its slot + 1; 0: in no heap */
};

struct heap_slot {
	int64_t key;
	uint64_t turn; /* order among equal keys */
	struct heap_node *node;
};

struct heap {
	VEC(struct heap_slot) slots;
	uint64_t turns;
};

void heap_init(struct heap *h);
void heap_release(struct heap *h); /* nodes that are still in it are taken out */

void heap_put(struct heap *h, struct heap_node *node, int64_t key); /* again: with a new key */
void heap_remove(struct heap *h, struct heap_node *node);           /* fine if it is not in it */

struct heap_node *heap_first(const struct heap *h); /* NULL if there is none */
int64_t heap_first_key(const struct heap *h);       /* there must be one */

static inline bool heap_holds(const struct heap_node *node)
{
	return node->place;
}
