/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * line - one logical line of a configuration, and where each of its bytes comes from.
 *
 * An untouched line is a view of the file. Once something was put in (a definition) or taken out (the
 * backslash of \#), the text is a buffer of its own and a list of segments says, for every stretch of
 * it, which column of the physical line it stands for and through which expansion it came.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/vec.h"
#include "lib/conf/span.h"
#include "lib/text/sbuf.h"
#include "lib/text/str.h"

struct conf_seg {
	uint32_t               at;          /* offset in the text */
	uint32_t               column;      /* of its first byte, from 1 */
	uint32_t               ref_length;  /* 0: bytes stand one by one; else all mean this reference */
	bool                   is_literal;  /* # and ! in it never start a comment */
	const struct conf_via *via;
};

struct conf_line {
	struct str            text;
	struct sbuf           own;  /* backs the text once it is no view any more */
	VEC(struct conf_seg)  segs; /* empty: the text starts at column first_column */
	uint32_t              first_column;
	uint32_t              file;
	uint32_t              number;
	struct str            physical;
	const struct conf_via *via; /* of the line as a whole */
};

void conf_line_init(struct conf_line *l);
void conf_line_release(struct conf_line *l);

/*
 * Place of text[from..from+len): all that was written for it, references in full, seen through the
 * first of them.
 */
struct conf_place conf_line_place(const struct conf_line *l, size_t from, size_t len);

bool conf_line_is_literal(const struct conf_line *l, size_t at);

/* Drop bytes at either end. */
void conf_line_cut(struct conf_line *l, size_t from, size_t to);
void conf_line_trim(struct conf_line *l);

/*
 * Build @to piece by piece: stretches of @from keep their origin, inserted text gets that of the
 * stretch @at..@at+@len of @from, seen through @via.
 */
void conf_line_begin_like(struct conf_line *to, const struct conf_line *from);
void conf_line_copy(struct conf_line *to, const struct conf_line *from, size_t at, size_t len);
void conf_line_insert(struct conf_line *to, const struct conf_line *from, size_t at, size_t len,
		      struct str text, const struct conf_via *via, bool is_literal);
void conf_line_finish(struct conf_line *to);

static inline bool conf_is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}
