/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * addr_table - a set of addresses on interfaces, found by hashing and kept in the order they came
 * in. An instance has a table, mostly of one or two: so few take no more memory than themselves.
 *
 * Each is there once; kstate_addr_is_same() says what is the same. Records move when something is
 * put: keep no pointer across that.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keepalived/model/kstate.h"
#include "lib/base/vec.h"

struct addr_table {
	VEC(struct kstate_addr) v; /* index 0: was removed */
	uint32_t *slots; /* owned; position in v plus 1, 0 while free; NULL: few, looked through one by one */
	size_t size;     /* of slots; a power of two, or 0 */
	size_t n;        /* of addresses */
};

void addr_table_init(struct addr_table *t);
void addr_table_release(struct addr_table *t);
void addr_table_clear(struct addr_table *t);

/* What is the same is replaced, in its place. */
void addr_table_put(struct addr_table *t, const struct kstate_addr *addr);
bool addr_table_remove(struct addr_table *t, const struct kstate_addr *addr); /* was it in? */
const struct kstate_addr *addr_table_find(const struct addr_table *t,
					  const struct kstate_addr *addr); /* NULL if none */

/* The one after @previous, the first after NULL; NULL after the last. */
const struct kstate_addr *addr_table_next(const struct addr_table *t,
					  const struct kstate_addr *previous);

#define addr_table_each(a, t)                                                                      \
	for (const struct kstate_addr *a = addr_table_next((t), NULL); a;                          \
	     a = addr_table_next((t), a))
