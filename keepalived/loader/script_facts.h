/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * script_facts - what a script's name leads to, and who could change it or run it.
 *
 * Whether somebody may run a file is told from owners and mode bits, since the loader itself may do
 * anything. Where an access list goes beyond them, the answer is yes.
 */
#pragma once

#include "keepalived/model/world.h"
#include "lib/base/arena.h"

/* @groups: supplementary ones of the user. The strings of the answer lie in @a. */
void script_facts_find(struct arena *a, const struct world_script_query *query,
		       const uint32_t *groups, size_t n_groups, struct world_script *ret_script);
