/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * words - the words of the statement at hand, and of its canonical text, for rows that bring their own
 * functions.
 */
#pragma once

#include "lib/conf/bind.h"

/* NULL behind the last one. */
static inline const char *word(struct conf_bind *b, size_t i)
{
	return conf_bind_word(b, i);
}

/* A keyword stands alone: reading stops. */
static inline bool lacks_value(struct conf_bind *b)
{
	if (b->words.v.n > 1)
		return false;
	conf_bind_missing(b, 1);
	return true;
}

/* Of canonical text: a blank, and @text as it has to be written. */
static inline void add_word(struct sbuf *out, const char *text)
{
	sbuf_add_char(out, ' ');
	lex_add_word(out, text);
}
