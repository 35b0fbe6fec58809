/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rt_names - the names that iproute2 gives to routing tables, protocols and the like.
 *
 * They come from files of lines "NUMBER NAME": the administrator's in one directory, the
 * distribution's in another. A file FOO of the first replaces that of the second; files FOO.d/X.conf
 * add to it, again the first directory's instead of the second's of the same name. What the kernel
 * itself has a name for is always known.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "keepalived/model/world.h"
#include "lib/base/arena.h"
#include "lib/base/map.h"

#define RT_NAMES_KINDS (WORLD_RT_GROUP + 1)

struct rt_names {
	struct arena arena;
	const char *etc;
	const char *usr;                    /* NULL: the usual ones */
	struct map by_name[RT_NAMES_KINDS]; /* -> the number's place in the arena */
	bool is_read[RT_NAMES_KINDS];
};

void rt_names_init(struct rt_names *names);
void rt_names_release(struct rt_names *names);

/* Where to look from now on; NULL for the usual places. */
void rt_names_set_directories(struct rt_names *names, const char *etc, const char *usr);

/*
 * A name, or a number as text, decimal or after 0x. Files are read when the first name of their kind
 * is asked for. False: neither, or a number too big for its kind.
 */
bool rt_names_find(struct rt_names *names, enum world_rt kind, const char *name,
		   uint32_t *ret_number);
