/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expand_steps - the steps of expand that have a file of their own; for lib/conf/expand.c and them only.
 */
#pragma once

#include "lib/conf/expand.h"

struct expand_line {
	struct str        text;
	struct conf_place place;
};

struct expand_def {
	const char             *name;
	bool                    is_multiline;
	struct str              value;
	VEC(struct expand_line) lines; /* of a multi-line definition */
	struct conf_place       place;
	struct expand_def      *older; /* chain of all, for release */
};

/* What a step costs beside the bytes of its line: a guess at the memory that it takes. */
#define EXPAND_COST_OF_PASS      128u
#define EXPAND_COST_OF_REFERENCE 64u

/* One more pass over a line. False: its physical line has grown too much, the rest is dropped. */
bool expand_afford(struct expand *x, const struct conf_line *line);

/* Steps 4 to 10 for one line; it is used up. @depth counts nested multi-line definitions. */
void expand_line(struct expand *x, struct conf_line *line, unsigned depth);

/* subst: definitions */
bool expand_try_define(struct expand *x, const struct conf_line *line);
void expand_define(struct expand *x, const char *name, struct str value, struct conf_place place);
void expand_collect(struct expand *x, const struct conf_line *line);
void expand_end_definition(struct expand *x);

enum expand_subst {
	SUBST_NONE,     /* nothing to replace */
	SUBST_REPLACED, /* @line holds the new text */
	SUBST_DONE,     /* a multi-line definition: its lines have been processed */
	SUBST_DROPPED,  /* a limit; reported */
	SUBST_MULTILINE, /* a multi-line definition where only a value can stand */
};

/* @depth: as above; UINT_MAX where a multi-line definition cannot be used. @count: replacements so far. */
enum expand_subst expand_substitute(struct expand *x, struct conf_line *line, struct conf_line *scratch,
				    unsigned depth, unsigned *count);

/* Report what is left of ${NAME} in the final text. */
void expand_report_undefined(struct expand *x, const struct conf_line *line);

/* sequence: ~SEQ and ~LST. False: the line is none. */
bool expand_try_sequence(struct expand *x, const struct conf_line *line, unsigned depth);
