/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * links - the interfaces of the machine and their addresses, as they were when they were read.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "keepalived/model/world.h"
#include "lib/base/arena.h"
#include "lib/base/map.h"
#include "lib/base/vec.h"

struct link {
	const char *name;
	struct world_iface iface;
};

struct link_address {
	struct addr addr;
	uint32_t index;
};

struct links {
	struct arena arena;                 /* names */
	VEC(struct link) v;                 /* by index, ascending */
	struct map by_name;                 /* -> struct link */
	VEC(struct link_address) addresses; /* by address, then index */
};

void links_init(struct links *l);
void links_release(struct links *l);

/* Into an empty one. An error leaves what had been learned until then. */
must_use int links_read(struct links *l);

const struct link *links_find(const struct links *l, const char *name);     /* NULL if none */
const struct link *links_find_index(const struct links *l, uint32_t index); /* NULL if none */
bool links_has_address(const struct links *l, const struct addr *addr,
		       uint32_t index); /* 0: on any */
