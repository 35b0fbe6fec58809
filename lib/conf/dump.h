/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dump - a configuration as canonical text, by the rows that read it.
 *
 * What the user gave is printed, in the order of the rows, after includes and definitions have been
 * expanded and bad values have been dealt with; what follows from defaults follows again when the text
 * is read. So the text of a text's configuration is that text. Secrets are masked.
 */
#pragma once

#include "lib/conf/schema.h"
#include "lib/text/sbuf.h"

void conf_dump(const struct conf_block *root, const void *object, struct sbuf *out);

/*
 * What stands behind the keyword, with a blank before it; a blank alone if the keyword says it all, and
 * nothing at all if there is nothing to be printed.
 */
void conf_dump_value(const struct conf_key *key, const void *object, struct sbuf *out);

/* The same for a script, by itself. */
void conf_dump_script(const struct conf_script *script, struct sbuf *out);

/* An entry of @key's list, be it a line or a block. */
void conf_dump_object(const struct conf_key *key, const struct conf_head *object, struct sbuf *out);

/* One entry of a LINES block. */
void conf_dump_line(const struct conf_block *block, const void *object, struct sbuf *out);
