/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bind_steps - the steps of bind that have a file of their own; for lib/conf/bind.c and them only.
 */
#pragma once

#include "lib/conf/bind.h"

/* complain.c: sentences. The finding @d is one of the block at hand. */
struct diag *bind_in_block(struct conf_bind *b, struct diag *d);
struct diag *bind_complain_at(struct conf_bind *b, enum diag_code code, const struct conf_key *key,
			      const void *object, size_t word, struct conf_place place, const char *sentence);
void         bind_add_limit(const struct conf_key *key, int64_t limit, struct sbuf *out);

/*
 * value.c: types and ranges. The value at @word goes into @object; complaints are made here, what
 * follows from them is the caller's.
 */
bool bind_read_value(struct conf_bind *b, const struct conf_key *key, size_t word, void *object);
