/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/text/json_write.h"

#include <assert.h>
#include <string.h>

#include "lib/text/num.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

void json_init(struct json *j, struct sbuf *out)
{
	*j = (struct json){ .out = out };
}

static void break_line(struct json *j)
{
	static const char blanks[] = "                                ";
	size_t            left = 2 * (size_t)j->depth;

	if (j->is_compact)
		return;

	sbuf_add_char(j->out, '\n');
	for (; left >= sizeof(blanks); left -= sizeof(blanks) - 1)
		sbuf_add_mem(j->out, blanks, sizeof(blanks) - 1);
	sbuf_add_mem(j->out, blanks, left);
}

static void begin_item(struct json *j)
{
	if (j->need_comma)
		sbuf_add_char(j->out, ',');
	if (j->depth > 0)
		break_line(j);
}

static void begin_value(struct json *j)
{
	if (!j->after_key)
		begin_item(j);
	j->after_key = false;
}

/* At the top a new value starts a new document. */
static void end_value(struct json *j)
{
	j->need_comma = j->depth > 0;
}

static void open_with(struct json *j, char bracket)
{
	begin_value(j);
	sbuf_add_char(j->out, bracket);
	j->depth++;
	j->need_comma = false;
}

static void close_with(struct json *j, char bracket)
{
	assert(j->depth > 0 && !j->after_key);

	j->depth--;
	if (j->need_comma)
		break_line(j);
	sbuf_add_char(j->out, bracket);
	end_value(j);
}

void json_open_object(struct json *j)
{
	open_with(j, '{');
}

void json_close_object(struct json *j)
{
	close_with(j, '}');
}

void json_open_array(struct json *j)
{
	open_with(j, '[');
}

void json_close_array(struct json *j)
{
	close_with(j, ']');
}

static bool is_within(unsigned char c, unsigned char first, unsigned char last)
{
	return c >= first && c <= last;
}

/* The length of the character at @s by RFC 3629 section 4, 0 if there is none. */
static size_t utf8_len(const unsigned char *s, size_t left)
{
	unsigned char first = 0x80, last = 0xbf; /* what the second byte may be */
	size_t len;

	if (s[0] < 0x80)
		return 1;

	if (is_within(s[0], 0xc2, 0xdf))
		len = 2;
	else if (is_within(s[0], 0xe0, 0xef))
		len = 3;
	else if (is_within(s[0], 0xf0, 0xf4))
		len = 4;
	else
		return 0;

	if (s[0] == 0xe0)
		first = 0xa0;
	else if (s[0] == 0xed)
		last = 0x9f;
	else if (s[0] == 0xf0)
		first = 0x90;
	else if (s[0] == 0xf4)
		last = 0x8f;

	if (len > left || !is_within(s[1], first, last))
		return 0;
	for (size_t i = 2; i < len; i++) {
		if (!is_within(s[i], 0x80, 0xbf))
			return 0;
	}
	return len;
}

static void add_escape(struct sbuf *out, unsigned char c)
{
	switch (c) {
	case '"': sbuf_add(out, "\\\""); break;
	case '\\': sbuf_add(out, "\\\\"); break;
	case '\b': sbuf_add(out, "\\b"); break;
	case '\f': sbuf_add(out, "\\f"); break;
	case '\n': sbuf_add(out, "\\n"); break;
	case '\r': sbuf_add(out, "\\r"); break;
	case '\t': sbuf_add(out, "\\t"); break;
	default: sbuf_addf(out, "\\u%04x", c);
	}
}

/* How much at @s stands for itself. */
static size_t plain_len(const unsigned char *s, size_t left)
{
	size_t len = 0;

	while (len < left && is_within(s[len], 0x20, 0x7f) && s[len] != '"' && s[len] != '\\')
		len++;
	return len;
}

static void add_quoted(struct sbuf *out, const char *text, size_t len)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t at = 0;

	sbuf_add_char(out, '"');
	while (at < len) {
		size_t plain = plain_len(s + at, len - at);
		size_t step;

		sbuf_add_mem(out, text + at, plain);
		at += plain;
		if (at == len)
			break;
		step = utf8_len(s + at, len - at);

		if (step == 0)
			sbuf_add(out, REPLACEMENT);
		else if (s[at] < 0x20 || s[at] == '"' || s[at] == '\\')
			add_escape(out, s[at]);
		else
			sbuf_add_mem(out, text + at, step);
		at += step > 0 ? step : 1;
	}
	sbuf_add_char(out, '"');
}

void json_key(struct json *j, const char *key)
{
	assert(j->depth > 0 && !j->after_key);

	begin_item(j);
	add_quoted(j->out, key, strlen(key));
	sbuf_add(j->out, j->is_compact ? ":" : ": ");
	j->after_key = true;
}

void json_string(struct json *j, const char *text)
{
	json_string_n(j, text, strlen(text));
}

void json_string_n(struct json *j, const char *text, size_t len)
{
	begin_value(j);
	add_quoted(j->out, text, len);
	end_value(j);
}

static void add_digits(struct sbuf *out, uint64_t value)
{
	char  digits[20]; /* of UINT64_MAX */
	char *at = digits + sizeof(digits);

	do {
		*--at = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	sbuf_add_mem(out, at, (size_t)(digits + sizeof(digits) - at));
}

void json_int(struct json *j, int64_t value)
{
	begin_value(j);
	if (value < 0)
		sbuf_add_char(j->out, '-');
	add_digits(j->out, value < 0 ? -(uint64_t)value : (uint64_t)value);
	end_value(j);
}

void json_uint(struct json *j, uint64_t value)
{
	begin_value(j);
	add_digits(j->out, value);
	end_value(j);
}

void json_decimal(struct json *j, int64_t scaled, unsigned places)
{
	char text[NUM_DECIMAL_LEN];

	begin_value(j);
	sbuf_add(j->out, num_format_decimal(scaled, places, text));
	end_value(j);
}

void json_bool(struct json *j, bool value)
{
	begin_value(j);
	sbuf_add(j->out, value ? "true" : "false");
	end_value(j);
}

void json_null(struct json *j)
{
	begin_value(j);
	sbuf_add(j->out, "null");
	end_value(j);
}

void json_raw(struct json *j, const char *text)
{
	begin_value(j);
	sbuf_add(j->out, text);
	end_value(j);
}
