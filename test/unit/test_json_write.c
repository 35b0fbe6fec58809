/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/ka.h"
#include "lib/text/json_write.h"

#define FFFD "\xef\xbf\xbd"

static void write_sample(struct json *j)
{
	json_open_object(j);
	json_key(j, "name");
	json_string(j, "VI_1");
	json_key(j, "none");
	json_open_object(j);
	json_close_object(j);
	json_key(j, "list");
	json_open_array(j);
	json_int(j, -1);
	json_open_array(j);
	json_close_array(j);
	json_open_object(j);
	json_key(j, "up");
	json_bool(j, true);
	json_close_object(j);
	json_null(j);
	json_close_array(j);
	json_key(j, "last");
	json_bool(j, false);
	json_close_object(j);
}

static void test_indented(void **state)
{
	struct sbuf out;
	struct json j;

	(void)state;
	sbuf_init(&out);
	json_init(&j, &out);
	write_sample(&j);
	assert_string_equal(sbuf_text(&out), "{\n"
					     "  \"name\": \"VI_1\",\n"
					     "  \"none\": {},\n"
					     "  \"list\": [\n"
					     "    -1,\n"
					     "    [],\n"
					     "    {\n"
					     "      \"up\": true\n"
					     "    },\n"
					     "    null\n"
					     "  ],\n"
					     "  \"last\": false\n"
					     "}");
	assert_int_equal(j.depth, 0);
	sbuf_release(&out);
}

static void test_compact(void **state)
{
	struct sbuf out;
	struct json j;

	(void)state;
	sbuf_init(&out);
	json_init(&j, &out);
	j.is_compact = true;
	write_sample(&j);
	assert_string_equal(sbuf_text(&out), "{\"name\":\"VI_1\",\"none\":{},"
					     "\"list\":[-1,[],{\"up\":true},null],\"last\":false}");
	sbuf_release(&out);
}

static void test_documents_in_a_row(void **state)
{
	struct sbuf out;
	struct json j;

	(void)state;
	sbuf_init(&out);
	json_init(&j, &out);
	json_open_array(&j);
	json_close_array(&j);
	sbuf_add_char(&out, '\n');
	json_int(&j, 1);
	sbuf_add_char(&out, '\n');
	json_string(&j, "x");
	assert_string_equal(sbuf_text(&out), "[]\n1\n\"x\"");
	sbuf_release(&out);
}

static void test_extreme_numbers(void **state)
{
	struct sbuf out;
	struct json j;

	(void)state;
	sbuf_init(&out);
	json_init(&j, &out);
	j.is_compact = true;
	json_open_array(&j);
	json_int(&j, INT64_MIN);
	json_int(&j, INT64_MAX);
	json_uint(&j, 0);
	json_uint(&j, UINT64_MAX);
	json_close_array(&j);
	assert_string_equal(sbuf_text(&out), "[-9223372036854775808,9223372036854775807,0,"
					     "18446744073709551615]");
	sbuf_release(&out);
}

static void test_decimals(void **state)
{
	struct sbuf out;
	struct json j;

	(void)state;
	sbuf_init(&out);
	json_init(&j, &out);
	j.is_compact = true;
	json_open_array(&j);
	json_decimal(&j, 1500000, 6);
	json_decimal(&j, 1, 6);
	json_decimal(&j, 0, 6);
	json_decimal(&j, -20000000, 6);
	json_decimal(&j, 7, 0);
	json_close_array(&j);
	assert_string_equal(sbuf_text(&out), "[1.5,0.000001,0,-20,7]");
	sbuf_release(&out);
}

static void test_ready_made(void **state)
{
	struct sbuf out;
	struct json j;

	(void)state;
	sbuf_init(&out);
	json_init(&j, &out);
	j.is_compact = true;
	json_open_object(&j);
	json_key(&j, "a");
	json_raw(&j, "{\"b\": [1]}");
	json_key(&j, "c");
	json_raw(&j, "null");
	json_close_object(&j);
	assert_string_equal(sbuf_text(&out), "{\"a\":{\"b\": [1]},\"c\":null}");
	sbuf_release(&out);
}

/* Lists whose entries stand on one line each. */
static void test_both_layouts(void **state)
{
	struct sbuf out;
	struct json j;

	(void)state;
	sbuf_init(&out);
	json_init(&j, &out);
	json_open_array(&j);
	for (int i = 0; i < 2; i++) {
		json_open_object(&j);
		j.is_compact = true;
		json_key(&j, "n");
		json_int(&j, i);
		json_close_object(&j);
		j.is_compact = false;
	}
	json_close_array(&j);
	assert_string_equal(sbuf_text(&out), "[\n  {\"n\":0},\n  {\"n\":1}\n]");
	sbuf_release(&out);
}

static void test_deep(void **state)
{
	struct sbuf out;
	struct json j;

	(void)state;
	sbuf_init(&out);
	json_init(&j, &out);
	for (int i = 0; i < 17; i++)
		json_open_array(&j);
	json_int(&j, 1);
	/* 17 brackets, 17 line breaks, 2 blanks for each level */
	assert_int_equal(out.len, 17 + 17 + 2 * (17 * 18 / 2) + 1);
	assert_string_equal(sbuf_text(&out) + out.len - 36, "\n                                  1");
	sbuf_release(&out);
}

static void check_string(const char *text, size_t len, const char *expected)
{
	struct sbuf out;
	struct json j;
	char *copy = malloc(len + 1); /* without a terminator, so that reading beyond is noticed */

	memcpy(copy, text, len);
	copy = realloc(copy, len > 0 ? len : 1);
	sbuf_init(&out);
	json_init(&j, &out);
	json_string_n(&j, copy, len);
	assert_string_equal(sbuf_text(&out), expected);
	sbuf_release(&out);
	free(copy);
}

#define CHECK_STRING(literal, expected) \
	check_string(literal, sizeof(literal) - 1, "\"" expected "\"")

static void test_escapes(void **state)
{
	(void)state;
	CHECK_STRING("", "");
	CHECK_STRING("say \"hi\" \\ /", "say \\\"hi\\\" \\\\ /");
	CHECK_STRING("\b\f\n\r\t", "\\b\\f\\n\\r\\t");
	CHECK_STRING("\x01\x1b\x1f\x7f", "\\u0001\\u001b\\u001f\x7f");
	CHECK_STRING("a\0b", "a\\u0000b");
}

static void test_valid_utf8_is_kept(void **state)
{
	(void)state;
	CHECK_STRING("\xc2\x80 \xdf\xbf", "\xc2\x80 \xdf\xbf");
	CHECK_STRING("\xe0\xa0\x80 \xed\x9f\xbf", "\xe0\xa0\x80 \xed\x9f\xbf");
	CHECK_STRING("\xee\x80\x80 \xef\xbf\xbf", "\xee\x80\x80 \xef\xbf\xbf");
	CHECK_STRING("\xf0\x90\x80\x80 \xf4\x8f\xbf\xbf", "\xf0\x90\x80\x80 \xf4\x8f\xbf\xbf");
}

static void test_invalid_utf8_is_replaced(void **state)
{
	(void)state;
	CHECK_STRING("a\x80z", "a" FFFD "z");
	CHECK_STRING("\xff\xfe", FFFD FFFD);
	CHECK_STRING("\xc3", FFFD);
	CHECK_STRING("\xc3(", FFFD "(");
	CHECK_STRING("\xc3\"", FFFD "\\\"");
	CHECK_STRING("\xe2\x82", FFFD FFFD);
	CHECK_STRING("\xf0\x9f\x98", FFFD FFFD FFFD);
	CHECK_STRING("\xc0\xaf", FFFD FFFD);                   /* overlong */
	CHECK_STRING("\xe0\x9f\xbf", FFFD FFFD FFFD);          /* overlong */
	CHECK_STRING("\xf0\x8f\xbf\xbf", FFFD FFFD FFFD FFFD); /* overlong */
	CHECK_STRING("\xed\xa0\x80", FFFD FFFD FFFD);          /* surrogate */
	CHECK_STRING("\xf4\x90\x80\x80", FFFD FFFD FFFD FFFD); /* above U+10FFFF */
	CHECK_STRING("\xf5\x80\x80\x80", FFFD FFFD FFFD FFFD);
}

/* Every code point in its canonical form is kept, unless it is a surrogate. */
static void test_all_code_points(void **state)
{
	struct sbuf out;
	struct json j;

	(void)state;
	sbuf_init(&out);
	json_init(&j, &out);
	for (uint32_t c = 0x80; c <= 0x10ffff; c++) {
		char text[5] = "", expected[8];
		size_t n = 0;

		if (c >= 0x10000) {
			text[n++] = (char)(0xf0 | c >> 18);
			text[n++] = (char)(0x80 | (c >> 12 & 0x3f));
			text[n++] = (char)(0x80 | (c >> 6 & 0x3f));
		} else if (c >= 0x800) {
			text[n++] = (char)(0xe0 | c >> 12);
			text[n++] = (char)(0x80 | (c >> 6 & 0x3f));
		} else {
			text[n++] = (char)(0xc0 | c >> 6);
		}
		text[n] = (char)(0x80 | (c & 0x3f));

		snprintf(expected, sizeof(expected), "\"%s\"", text);
		sbuf_clear(&out);
		json_string(&j, text);
		if (c >= 0xd800 && c <= 0xdfff)
			assert_string_equal(sbuf_text(&out), "\"" FFFD FFFD FFFD "\"");
		else if (strcmp(sbuf_text(&out), expected) != 0)
			fail_msg("U+%04X is not kept", (unsigned)c);
	}
	sbuf_release(&out);
}

static void test_keys_are_escaped(void **state)
{
	struct sbuf out;
	struct json j;

	(void)state;
	sbuf_init(&out);
	json_init(&j, &out);
	j.is_compact = true;
	json_open_object(&j);
	json_key(&j, "a\"\n\x80");
	json_uint(&j, 1);
	json_close_object(&j);
	assert_string_equal(sbuf_text(&out), "{\"a\\\"\\n" FFFD "\":1}");
	sbuf_release(&out);
}

/* A reader of JSON that only says how far a value reaches; NULL if it is none. */
static const char *read_value(const char *s);

static const char *read_blanks(const char *s)
{
	return s + strspn(s, " \n");
}

static const char *read_string(const char *s)
{
	if (*s++ != '"')
		return NULL;
	for (; *s != '"'; s++) {
		if ((unsigned char)*s < 0x20)
			return NULL;
		if (*s != '\\')
			continue;
		s++;
		if (*s == 'u' && strspn(s + 1, "0123456789abcdef") >= 4)
			s += 4;
		else if (!*s || !strchr("\"\\bfnrt", *s))
			return NULL;
	}
	return s + 1;
}

static const char *read_list(const char *s, char end, bool has_keys)
{
	s = read_blanks(s + 1);
	if (*s == end)
		return s + 1;
	for (;;) {
		if (has_keys) {
			s = read_string(s);
			if (!s || *s++ != ':')
				return NULL;
			s = read_blanks(s);
		}
		s = read_value(s);
		if (!s)
			return NULL;
		s = read_blanks(s);
		if (*s == end)
			return s + 1;
		if (*s++ != ',')
			return NULL;
		s = read_blanks(s);
	}
}

static const char *read_value(const char *s)
{
	static const char *const words[] = { "true", "false", "null" };
	size_t digits;

	if (*s == '{')
		return read_list(s, '}', true);
	if (*s == '[')
		return read_list(s, ']', false);
	if (*s == '"')
		return read_string(s);
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (strncmp(s, words[i], strlen(words[i])) == 0)
			return s + strlen(words[i]);
	}
	s += *s == '-';
	digits = strspn(s, "0123456789");
	return digits > 0 ? s + digits : NULL;
}

static void write_random_text(char text[12])
{
	size_t len = (size_t)rand() % 12;

	for (size_t i = 0; i < len; i++)
		text[i] = (char)(rand() % 255 + 1);
	text[len] = '\0';
}

static void write_random_value(struct json *j, unsigned depth)
{
	char text[12] = "";
	bool is_object = rand() % 2;

	if (depth == 0 || rand() % 3 == 0) {
		switch (rand() % 5) {
		case 0:
			write_random_text(text);
			json_string(j, text);
			break;
		case 1: json_int(j, rand() - rand()); break;
		case 2: json_uint(j, (uint64_t)rand()); break;
		case 3: json_bool(j, rand() % 2); break;
		default: json_null(j);
		}
		return;
	}

	(is_object ? json_open_object : json_open_array)(j);
	for (int i = 0, n = rand() % 5; i < n; i++) {
		if (is_object) {
			write_random_text(text);
			json_key(j, text);
		}
		write_random_value(j, depth - 1);
	}
	(is_object ? json_close_object : json_close_array)(j);
}

static void test_random_documents_parse(void **state)
{
	struct sbuf out;
	struct json j;

	(void)state;
	srand(8);
	sbuf_init(&out);
	for (int i = 0; i < 2000; i++) {
		const char *end;

		sbuf_clear(&out);
		json_init(&j, &out);
		j.is_compact = i % 2;
		write_random_value(&j, 5);
		end = read_value(sbuf_text(&out));
		if (!end || *end)
			fail_msg("not JSON: %s", sbuf_text(&out));
		if (j.is_compact)
			assert_null(strchr(sbuf_text(&out), '\n'));
	}
	sbuf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_indented),
		cmocka_unit_test(test_compact),
		cmocka_unit_test(test_documents_in_a_row),
		cmocka_unit_test(test_extreme_numbers),
		cmocka_unit_test(test_decimals),
		cmocka_unit_test(test_ready_made),
		cmocka_unit_test(test_both_layouts),
		cmocka_unit_test(test_deep),
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_valid_utf8_is_kept),
		cmocka_unit_test(test_invalid_utf8_is_replaced),
		cmocka_unit_test(test_all_code_points),
		cmocka_unit_test(test_keys_are_escaped),
		cmocka_unit_test(test_random_documents_parse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
