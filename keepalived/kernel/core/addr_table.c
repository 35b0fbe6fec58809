/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/kernel/core/addr_table.h"

#include <assert.h>
#include <stdlib.h>

#define LEAST_SLOTS 16

void addr_table_init(struct addr_table *t)
{
	*t = (struct addr_table){ 0 };
}

void addr_table_release(struct addr_table *t)
{
	vec_release(&t->v);
	free(t->slots);
	addr_table_init(t);
}

void addr_table_clear(struct addr_table *t)
{
	addr_table_release(t);
}

/* The slot of @addr, or the free one where it would be. Removed records match nothing. */
static uint32_t *slot_of(const struct addr_table *t, const struct kstate_addr *addr)
{
	size_t i = kstate_addr_hash(addr) & (t->size - 1);

	while (t->slots[i] && !kstate_addr_is_same(&t->v.at[t->slots[i] - 1], addr))
		i = (i + 1) & (t->size - 1);
	return &t->slots[i];
}

/* Close the gaps of what was removed, and have room for as much again. */
static void rebuild(struct addr_table *t)
{
	size_t size = LEAST_SLOTS;
	size_t n = 0;

	while (size < t->n * 4)
		size *= 2;
	for (size_t i = 0; i < t->v.n; i++) {
		if (t->v.at[i].index)
			t->v.at[n++] = t->v.at[i];
	}
	t->v.n = n;

	free(t->slots);
	t->slots = calloc(size, sizeof(*t->slots));
	if (!t->slots)
		abort();
	t->size = size;
	for (size_t i = 0; i < n; i++)
		*slot_of(t, &t->v.at[i]) = (uint32_t)i + 1;
}

void addr_table_put(struct addr_table *t, const struct kstate_addr *addr)
{
	uint32_t *slot;

	assert(addr->index);
	if (t->v.n * 2 >= t->size)
		rebuild(t);
	slot = slot_of(t, addr);
	if (*slot) {
		t->v.at[*slot - 1] = *addr;
		return;
	}
	vec_push(&t->v, *addr);
	*slot = (uint32_t)t->v.n;
	t->n++;
}

bool addr_table_remove(struct addr_table *t, const struct kstate_addr *addr)
{
	uint32_t slot = t->size ? *slot_of(t, addr) : 0;

	if (!slot)
		return false;
	t->v.at[slot - 1].index = 0;
	t->n--;
	return true;
}

const struct kstate_addr *addr_table_find(const struct addr_table *t,
					  const struct kstate_addr *addr)
{
	uint32_t slot = t->size ? *slot_of(t, addr) : 0;

	return slot ? &t->v.at[slot - 1] : NULL;
}

const struct kstate_addr *addr_table_next(const struct addr_table *t,
					  const struct kstate_addr *previous)
{
	for (size_t i = previous ? (size_t)(previous - t->v.at) + 1 : 0; i < t->v.n; i++) {
		if (t->v.at[i].index)
			return &t->v.at[i];
	}
	return NULL;
}
