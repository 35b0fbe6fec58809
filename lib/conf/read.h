/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * read - the structure of a configuration: blocks, braces, and what follows when they are wrong.
 *
 * Files in production are slightly broken, and what is ignored in them has been ignored for years. So
 * the way back from a mistake is part of the language: an unknown keyword is skipped but the content
 * of its block is not, and the brace that closes it closes the block around it.
 */
#pragma once

#include "lib/conf/bind.h"

struct conf_read_frame;

struct conf_read {
	struct conf_bind             *bind;
	const struct conf_block      *root;
	VEC(struct conf_read_frame)   frames;
	const struct conf_key        *pending; /* a block whose { is still to come */
	void                         *pending_parent;
	void                         *pending_object;
	bool                          is_pending_skipped; /* a list that was given before, and counts once */
	struct conf_place             pending_place;
	const char                   *pending_text;
	const char                   *last_word; /* of the last statement: what a wrong { belongs to */
	struct conf_place             last_place;
	struct conf_place             end;    /* last line seen */
	size_t                        n_open; /* braces of the text so far, whatever was made of them */
};

void conf_read_init(struct conf_read *r, struct conf_bind *bind, const struct conf_block *root);
void conf_read_release(struct conf_read *r);

/* A sink of expand: one logical line. False: stop. */
bool conf_read_line(void *reader, const struct conf_line *line);

/* No more lines: report what is open, and end it. */
void conf_read_finish(struct conf_read *r);
