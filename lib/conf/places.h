/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * places - where everything of a configuration was written, kept in little memory.
 *
 * A reading notes a place for every object and every value: millions in a large configuration, of
 * which a finding needs a few. So a place is packed: its line is an offset into the bytes of its file,
 * from which the text is found again, and the file is written down where it changes. A place for which
 * that would not give back the same (one that was seen through an expansion, or lies far to the right)
 * is kept whole.
 */
#pragma once

#include "lib/base/vec.h"
#include "lib/conf/diag.h"
#include "lib/conf/span.h"

struct conf_packed_place {
	uint32_t text;   /* offset of the physical line in the file */
	uint32_t line;   /* 0: nowhere */
	uint16_t column;
	uint16_t length; /* UINT16_MAX: kept whole, and @text is the index there */
};

/* From this index on, packed places are of this file. */
struct conf_places_run {
	uint32_t from;
	uint32_t file;
};

struct conf_places {
	const struct diag_list        *diags; /* has the files */
	VEC(struct conf_packed_place)  packed;
	VEC(struct conf_place)         whole;
	VEC(struct conf_places_run)    runs;
};

/* Index 0 is nowhere. */
void conf_places_init(struct conf_places *p, const struct diag_list *diags);
void conf_places_release(struct conf_places *p);

/* The index by which @place is found again: one more than that of the one before. */
uint32_t          conf_places_add(struct conf_places *p, struct conf_place place);
void              conf_places_set(struct conf_places *p, uint32_t index, struct conf_place place);
struct conf_place conf_places_get(const struct conf_places *p, uint32_t index);
