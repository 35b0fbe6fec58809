/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compare - what changed from one configuration to the next, by the rows that read them.
 *
 *   - Named objects are the same one if their names are equal, others if they are so in everything;
 *     a block may say otherwise (identity). Of several that are the same, the first one is the first.
 *   - Values count as they are when everything is completed. A value that is given now and was the
 *     default before is no change, while one inherited value may change in many objects: those are
 *     marked as derived.
 *   - Where something stands, files, lines, comments, quotes, the order of objects, is no change. The
 *     order of a list is one where its row says so.
 *   - What no row describes is not looked at.
 *
 * The time taken grows with the number of objects, not with its square.
 */
#pragma once

#include "lib/base/arena.h"
#include "lib/conf/changes.h"

/* Both are completed objects of @root. The result lies in @arena. */
struct conf_changes conf_compare(const struct conf_block *root, const void *old, const void *new,
				 struct arena *arena);
