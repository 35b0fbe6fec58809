/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * json_write - JSON into an sbuf, one call per token; commas, indentation and escapes are its job.
 *
 * Text is taken as bytes: what is not valid UTF-8 is written as U+FFFD, so the result always parses.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/text/sbuf.h"

struct json {
	struct sbuf *out;
	unsigned     depth;
	bool         need_comma;
	bool         after_key;
	bool         is_compact; /* no line breaks, no indentation; may change between two calls */
};

void json_init(struct json *j, struct sbuf *out);
void json_open_object(struct json *j);
void json_close_object(struct json *j);
void json_open_array(struct json *j);
void json_close_array(struct json *j);
void json_key(struct json *j, const char *key);
void json_string(struct json *j, const char *text);
void json_string_n(struct json *j, const char *text, size_t len);
void json_int(struct json *j, int64_t value);
void json_uint(struct json *j, uint64_t value);
/* @scaled by 10^-@places, without needless zeros: 1500000 with 6 places is 1.5. */
void json_decimal(struct json *j, int64_t scaled, unsigned places);
void json_bool(struct json *j, bool value);
void json_null(struct json *j);
void json_raw(struct json *j, const char *text); /* a value that is JSON already */
