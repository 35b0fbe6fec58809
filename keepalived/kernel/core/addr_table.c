/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/kernel/core/addr_table.h"

#include <assert.h>
#include <stdlib.h>

#include "lib/base/ka.h"

#define FEW 8 /* without slots */

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

/* Position in v plus 1, or 0. */
static size_t place_of(const struct addr_table *t, const struct kstate_addr *addr)
{
	if (t->slots)
		return *slot_of(t, addr);
	for (size_t i = 0; i < t->v.n; i++) {
		if (kstate_addr_is_same(&t->v.at[i], addr))
			return i + 1;
	}
	return 0;
}

static void close_gaps(struct addr_table *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->v.n; i++) {
		if (t->v.at[i].index)
			t->v.at[n++] = t->v.at[i];
	}
	t->v.n = n;
}

/* Have room for as much again, without what was removed. */
static void rebuild(struct addr_table *t)
{
	close_gaps(t);
	free(t->slots);
	t->slots = NULL;
	t->size = 0;
	if (t->n < FEW)
		return;

	for (t->size = 4 * FEW; t->size < t->n * 4; t->size *= 2)
		;
	t->slots = calloc(t->size, sizeof(*t->slots));
	if (!t->slots)
		abort();
	for (size_t i = 0; i < t->v.n; i++)
		*slot_of(t, &t->v.at[i]) = (uint32_t)i + 1;
}

void addr_table_put(struct addr_table *t, const struct kstate_addr *addr)
{
	size_t place = place_of(t, addr);

	assert(addr->index);
	if (place) {
		t->v.at[place - 1] = *addr;
		return;
	}
	if (t->v.n >= MAX(t->size / 2, (size_t)FEW))
		rebuild(t);
	if (t->slots)
		*slot_of(t, addr) = (uint32_t)t->v.n + 1;
	vec_push(&t->v, *addr);
	t->n++;
}

bool addr_table_remove(struct addr_table *t, const struct kstate_addr *addr)
{
	size_t place = place_of(t, addr);

	if (!place)
		return false;
	t->v.at[place - 1].index = 0;
	t->n--;
	return true;
}

const struct kstate_addr *addr_table_find(const struct addr_table *t,
					  const struct kstate_addr *addr)
{
	size_t place = place_of(t, addr);

	return place ? &t->v.at[place - 1] : NULL;
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
