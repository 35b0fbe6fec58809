/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * span - where in the files something was written, through includes, definitions and sequences.
 *
 * A place names bytes of a physical line. When the bytes were produced by an expansion, the place is
 * that of the reference, and the chain of conf_via tells what the reference stood for, outermost first.
 */
#pragma once

#include <stdint.h>

#include "lib/text/str.h"

struct conf_via;

struct conf_place {
	uint32_t               file;   /* index into the table of opened files; 0: nowhere */
	uint32_t               line;   /* from 1 */
	uint32_t               column; /* from 1, in bytes; 0: the whole line */
	uint32_t               length; /* 0: unknown */
	const char            *text;   /* the physical line, up to text_len; NULL: unknown */
	uint32_t               text_len;
	const struct conf_via *via;
};

/* One step of an expansion. Lives as long as the reading. */
struct conf_via {
	const struct conf_via *outer;
	const char            *what;  /* "$NAME" or "~SEQ A=3" */
	const char            *value; /* the (part of the) definition that was put in, NULL if of no help */
	struct conf_place      defined;
};
