/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * users - who a name or a number stands for, by the system's databases.
 *
 * A name is looked for first, since names may consist of digits.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keepalived/model/world.h"
#include "lib/base/vec.h"

struct users_groups {
	uint32_t *at;
	size_t n;
	size_t cap;
};

/* False: there is no such user, and it is no number. */
bool users_find(const char *name, struct world_user *ret_user);
bool users_find_group(const char *name, uint32_t *ret_gid);

/* All groups of the user, @gid among them; none if nobody knows @uid. Replaces what @groups holds. */
void users_groups_read(uint32_t uid, uint32_t gid, struct users_groups *groups);
