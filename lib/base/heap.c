/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/heap.h"

#include <assert.h>

void heap_init(struct heap *h)
{
	*h = (struct heap){ 0 };
}

void heap_release(struct heap *h)
{
	for (size_t i = 0; i < h->slots.n; i++)
		h->slots.at[i].node->place = 0;
	vec_release(&h->slots);
}

static bool is_before(const struct heap_slot *a, const struct heap_slot *b)
{
	return a->key != b->key ? a->key < b->key : a->turn < b->turn;
}

static void settle(struct heap *h, size_t i, struct heap_slot slot)
{
	h->slots.at[i] = slot;
	slot.node->place = i + 1;
}

/* Find the place of @slot at or above the hole @i. */
static void sift_up(struct heap *h, size_t i, struct heap_slot slot)
{
	while (i > 0) {
		size_t parent = (i - 1) / 2;

		if (!is_before(&slot, &h->slots.at[parent]))
			break;
		settle(h, i, h->slots.at[parent]);
		i = parent;
	}
	settle(h, i, slot);
}

/* Find the place of @slot at or below the hole @i. */
static void sift_down(struct heap *h, size_t i, struct heap_slot slot)
{
	const struct heap_slot *at = h->slots.at;

	for (;;) {
		size_t child = 2 * i + 1;

		if (child + 1 < h->slots.n && is_before(&at[child + 1], &at[child]))
			child++;
		if (child >= h->slots.n || !is_before(&at[child], &slot))
			break;
		settle(h, i, at[child]);
		i = child;
	}
	settle(h, i, slot);
}

/* @slot into the hole @i, wherever that is. */
static void sift(struct heap *h, size_t i, struct heap_slot slot)
{
	if (i > 0 && is_before(&slot, &h->slots.at[(i - 1) / 2]))
		sift_up(h, i, slot);
	else
		sift_down(h, i, slot);
}

void heap_put(struct heap *h, struct heap_node *node, int64_t key)
{
	struct heap_slot slot = { .key = key, .turn = h->turns++, .node = node };

	if (node->place) {
		assert(h->slots.at[node->place - 1].node == node);
		sift(h, node->place - 1, slot);
		return;
	}
	vec_push(&h->slots, slot);
	sift_up(h, h->slots.n - 1, slot);
}

void heap_remove(struct heap *h, struct heap_node *node)
{
	size_t hole = node->place - 1;
	struct heap_slot last;

	if (!node->place)
		return;
	assert(hole < h->slots.n && h->slots.at[hole].node == node);

	node->place = 0;
	last = h->slots.at[--h->slots.n];
	if (last.node != node)
		sift(h, hole, last);
}

struct heap_node *heap_first(const struct heap *h)
{
	return h->slots.n ? h->slots.at[0].node : NULL;
}

int64_t heap_first_key(const struct heap *h)
{
	assert(h->slots.n);
	return h->slots.at[0].key;
}
