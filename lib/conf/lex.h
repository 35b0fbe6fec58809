/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lex - statements and words of one line: comments, braces, and the two ways of quoting.
 *
 * Ordinary: double quotes alone quote, a quote always ends the word before it, and nothing escapes.
 * Script: quotes of both kinds, pieces join, backslash escapes, and the first value is a command that
 * is split once more by the same rules.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/arena.h"
#include "lib/base/vec.h"
#include "lib/conf/line.h"
#include "lib/text/sbuf.h"

struct conf_word {
	const char *text; /* terminated, in the arena given */
	size_t      at;   /* in the line */
	size_t      len;  /* as written, with its quotes */
};

struct conf_words {
	VEC(struct conf_word) v;
	bool                  has_unmatched_quote;
};

/*
 * Cut the comment off, take the backslash of \# and \! away, trim. @scratch is used when the text
 * changes and then holds it. False: a double quote is not closed (the text is kept to its end).
 */
bool lex_strip_comment(struct conf_line *line, struct conf_line *scratch);

/*
 * The statement that starts at @at: up to an unquoted brace or the end, or a brace alone. Returns the
 * offset behind it; its ends, trimmed, go to @ret_from and @ret_to (equal: nothing there).
 * An undefined ${NAME} counts as text, not as braces.
 */
size_t lex_statement(struct str text, size_t at, size_t *ret_from, size_t *ret_to);

/* Ordinary words of text[from..to). */
void lex_words(struct str text, size_t from, size_t to, struct arena *arena, struct conf_words *ret);

/* Adds @text as it has to be written, anywhere in a line, to be read as one ordinary word. */
void lex_add_word(struct sbuf *out, const char *text);

/* First level of script quoting: pieces of the line, quotes taken off, escapes left as they are. */
char lex_script_words(struct str text, size_t from, size_t to, struct arena *arena,
		      struct conf_words *ret); /* the quote character that is not closed, or 0 */

/* Adds @text as it has to be written, behind other words of its line, to be a piece of the first level. */
void lex_add_script_word(struct sbuf *out, const char *text);

/* Second level: program and arguments of a command, escapes decoded. As above. */
char lex_command(const char *command, struct arena *arena, struct conf_words *ret);

/* A word of the first level with its escapes decoded, and not split again. */
char *lex_unescape(const char *text, struct arena *arena);

/* Length of "${NAME}" at @at, or 0 if no such reference stands there. */
size_t lex_reference(struct str text, size_t at);

static inline bool lex_is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static inline bool lex_is_name(char c)
{
	return lex_is_name_start(c) || (c >= '0' && c <= '9');
}
