/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * equal - do two objects have the same values?
 *
 * Values are compared as they are once everything is completed: how one came about (given, inherited, a
 * default) and where it stands makes no difference, nor does anything that no row describes. Secrets are
 * compared by their digests.
 */
#pragma once

#include "lib/conf/schema.h"

bool conf_equal_script(const struct conf_script *a, const struct conf_script *b);
bool conf_equal_secret(const struct conf_secret *a, const struct conf_secret *b);

/* The member of @key in two objects. A list is equal entry by entry, in the same order. */
bool conf_equal_member(const struct conf_key *key, const void *a, const void *b);
/* All members, and the names. */
bool conf_equal_object(const struct conf_block *block, const void *a, const void *b);

/* Equal objects have equal hashes. */
uint64_t conf_hash_object(const struct conf_block *block, const void *object);
uint64_t conf_hash_text(const char *text);
