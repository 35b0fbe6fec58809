/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * json - a configuration as JSON, each value with its origin, by the rows of the schema alone.
 *
 * What dump prints for people and for a daemon to read again, this prints for programs. Its shape is an
 * interface (lib/conf/json_schema.h describes it, keyword by keyword):
 *
 *   {"version": 1, "status": 0, "files": [PATH...], "configuration": {KEYWORD: ...}}
 *
 * Below a keyword stands, by the kind of its row,
 *
 *   a value   {"value": V, "origin": "given", "file": PATH, "line": N}      somebody wrote it there
 *             {"value": V, "origin": "inherited", "from": KEYWORD}          another keyword decided
 *             {"value": V, "origin": "default"}
 *             {"value": null, "origin": "default", "default": TEXT}         nothing is kept; TEXT holds
 *   a block   {"name": NAME, "title": WORDS, "file": PATH, "line": N, "keywords": {KEYWORD: ...}}
 *   blocks    an array of them, in the order of the files
 *   lines     an array of {"file": PATH, "line": N, "words": {WORD: V...}}; only words that were given
 *   words     an array of values
 *
 * V is what the daemon goes by. A given value is null where it was read and then set aside. Flags are
 * booleans, spans are seconds as decimal numbers, a script is an object, and a row with functions of its own
 * gives the text behind its keyword, or true where nothing is to stand there. What is not given and has no
 * value is left out: texts, scripts, addresses, empty lists, numbers outside of their range. A block's
 * "name", "title", "file" and "line" lie beside its keywords, since there are keywords of these names.
 *
 * A value that another name or an opposite of its keyword was given for stands under the main one. Secrets
 * are masked. New rows need nothing here. The time is linear in objects and rows.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/conf/schema.h"

#define CONF_JSON_VERSION 1

struct conf_json_about {
	int                status;      /* that a test of the configuration ends with */
	bool               is_complete; /* false: defaults were not applied, so only what was given is shown */
	const char *const *files;       /* by the index that heads and origins have; 0 is not used */
	uint32_t           n_files;
};

void conf_json(const struct conf_block *root, const void *object, const struct conf_json_about *about,
	       struct sbuf *out);
