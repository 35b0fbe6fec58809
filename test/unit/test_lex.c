/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "lib/base/ka.h"
#include "lib/conf/lex.h"
#include "lib/text/sbuf.h"

/* Comments and white space */

struct stripped {
	const char *line, *left;
};

static void assert_stripped(const struct stripped *cases, size_t n, bool expect_closed)
{
	for (size_t i = 0; i < n; i++) {
		struct conf_line line;
		struct conf_line scratch;
		bool is_closed;

		conf_line_init(&line);
		conf_line_init(&scratch);
		line.text = line.physical = str_of(cases[i].line);
		is_closed = lex_strip_comment(&line, &scratch);
		if (!str_is(line.text, cases[i].left) || is_closed != expect_closed)
			fail_msg("'%s' -> '%.*s', %s", cases[i].line, (int)line.text.len,
				 line.text.at, is_closed ? "closed" : "not closed");
		conf_line_release(&line);
		conf_line_release(&scratch);
	}
}

static void test_comments(void **state)
{
	static const struct stripped cases[] = {
		{ "", "" },
		{ " \t\f\v\r ", "" },
		{ "priority 100", "priority 100" },
		{ " \t priority\f\v100 \t", "priority\f\v100" },
		{ "# all of it", "" },
		{ "! all of it", "" },
		{ "a # rest", "a" },
		{ "a ! rest", "a" },
		{ "a#b", "a" },
		{ "a!b", "a" },
		{ "a # b ! c # d", "a" },
		{ "\"a # b\" c # d", "\"a # b\" c" },
		{ "\"a ! b\"", "\"a ! b\"" },
		{ "x\"#\"#y", "x\"#\"" },
		{ "'a # b'", "'a" },
		{ "'a ! b'", "'a" },
		{ "a\\#b", "a#b" },
		{ "a\\!b", "a!b" },
		{ "a\\#b#c", "a#b" },
		{ "\\# \\! \\# x # y", "# ! # x" },
		{ "\\#", "#" },
		{ "a\\", "a\\" },
		{ "a\\\\#b", "a\\\\" }, /* backslashes come in pairs */
		{ "a\\\\\\#b", "a\\\\#b" },
		{ "a\\ #b", "a\\" },
		{ "a\\\"#b", "a\\\"" }, /* no quote opens */
		{ "a\\\\\"#b\"", "a\\\\\"#b\"" },
		{ "a\\b", "a\\b" },
		{ "\"a\\#b\"", "\"a\\#b\"" }, /* the backslash stays inside quotes */
		{ "\"a\\\"#b\" c", "\"a\\\"#b\" c" },
		{ "\"a\\\\\" #b", "\"a\\\\\"" },
		{ "a # \"b", "a" },
		{ "a ; b , c = d", "a ; b , c = d" },
		{ "caf\xc3\xa9 \xff\x80 # x", "caf\xc3\xa9 \xff\x80" },
	};

	(void)state;
	assert_stripped(cases, ARRAY_SIZE(cases), true);
}

static void test_an_open_quote_hides_comments(void **state)
{
	static const struct stripped cases[] = {
		{ "\"open # here", "\"open # here" },
		{ "a\" # b", "a\" # b" },
		{ "\"a\" \"b # c", "\"a\" \"b # c" },
		{ "\"a\\", "\"a\\" },
		{ "\"a\\\"", "\"a\\\"" },
		{ "\"", "\"" },
	};

	(void)state;
	assert_stripped(cases, ARRAY_SIZE(cases), false);
}

static void test_an_escaped_mark_stays_literal(void **state)
{
	struct conf_line line;
	struct conf_line scratch;

	(void)state;
	conf_line_init(&line);
	conf_line_init(&scratch);
	line.text = line.physical = STR("  a\\#b \\! c # d");
	for (int i = 0; i < 3; i++) {
		assert_true(lex_strip_comment(&line, &scratch));
		assert_true(str_is(line.text, "a#b ! c"));
	}
	assert_int_equal(conf_line_place(&line, 0, 3).column, 3);
	assert_int_equal(conf_line_place(&line, 0, 3).length, 4);
	assert_int_equal(conf_line_place(&line, 4, 1).column, 8);
	assert_int_equal(conf_line_place(&line, 4, 1).length, 2);
	assert_int_equal(conf_line_place(&line, 6, 1).column, 11);
	conf_line_release(&line);
	conf_line_release(&scratch);
}

/* Statements */

static void test_statements(void **state)
{
	static const struct {
		const char *line, *statements;
	} cases[] = {
		{ "", "" },
		{ "   ", "" },
		{ "priority 100", "[priority 100]" },
		{ "vrrp_instance VI_1 {", "[vrrp_instance VI_1][{]" },
		{ "vrrp_instance VI_1{", "[vrrp_instance VI_1][{]" },
		{ "virtual_ipaddress{10.9.1.1}}", "[virtual_ipaddress][{][10.9.1.1][}][}]" },
		{ " a  {  b  }  } c ", "[a][{][b][}][}][c]" },
		{ "vrrp_instance VI_1 { interface eth0",
		  "[vrrp_instance VI_1][{][interface eth0]" },
		{ "{ interface eth0 virtual_router_id 5 }",
		  "[{][interface eth0 virtual_router_id 5][}]" },
		{ "{}{}", "[{][}][{][}]" },
		{ "x \"a { b } c\" {", "[x \"a { b } c\"][{]" },
		{ "x \"a \\\" {\" {", "[x \"a \\\" {\"][{]" },
		{ "x \"a { b", "[x \"a { b]" },
		{ "x a\\\\\"b { c\" {", "[x a\\\\\"b { c\"][{]" },
		{ "x \\\"a { b\\\"", "[x \\\"a][{][b\\\"]" },
		{ "x \\{ b", "[x \\][{][b]" },
		{ "x \"a\\", "[x \"a\\]" },
		{ "x 'a { b }'", "[x 'a][{][b][}][']" },
		{ "a;b{c;}", "[a;b][{][c;][}]" },
		{ "eth${NUM}.1 {", "[eth${NUM}.1][{]" },
		{ "${A}${B}", "[${A}${B}]" },
		{ "x ${_A9}", "[x ${_A9}]" },
		{ "${A", "[$][{][A]" },
		{ "$", "[$]" },
		{ "${", "[$][{]" },
		{ "${}", "[$][{][}]" },
		{ "${A", "[$][{][A]" },
		{ "${A}", "[${A}]" },
		{ "$${A}", "[$${A}]" },
		{ "$A {", "[$A][{]" },
		{ "${1A}", "[$][{][1A][}]" },
		{ "${A b}", "[$][{][A b][}]" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct str text = str_of(cases[i].line);
		struct sbuf out;
		size_t at = 0;

		sbuf_init(&out);
		while (at < text.len) {
			size_t from;
			size_t to;
			size_t next = lex_statement(text, at, &from, &to);

			assert_true(next > at && next <= text.len && from <= to && to <= next &&
				    from >= at);
			if (to > from)
				sbuf_addf(&out, "[%.*s]", (int)(to - from), text.at + from);
			at = next;
		}
		if (strcmp(sbuf_text(&out), cases[i].statements) != 0)
			fail_msg("'%s' -> %s", cases[i].line, sbuf_text(&out));
		sbuf_release(&out);
	}
}

static void test_references(void **state)
{
	static const struct {
		const char *text;
		size_t at, len;
	} cases[] = {
		{ "${A}", 0, 4 },  { "x${A}y", 1, 4 }, { "${NAME_2}", 0, 9 }, { "${_}", 0, 4 },
		{ "${A", 0, 0 },   { "$A", 0, 0 },     { "${}", 0, 0 },       { "${9}", 0, 0 },
		{ "${A }", 0, 0 }, { "{A}", 0, 0 },    { "x${A}", 5, 0 },     { "$", 0, 0 },
		{ "${", 0, 0 },    { "${A", 1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		if (lex_reference(str_of(cases[i].text), cases[i].at) != cases[i].len)
			fail_msg("'%s' at %zu", cases[i].text, cases[i].at);
}

/* Words */

struct split {
	const char *text, *words;
	char unclosed;
};

static void assert_words(const struct split *expected, const struct conf_words *words,
			 char unclosed)
{
	struct sbuf out;

	sbuf_init(&out);
	for (size_t i = 0; i < words->v.n; i++) {
		const struct conf_word *w = &words->v.at[i];

		sbuf_addf(&out, "[%s]", w->text);
		assert_true(w->at + w->len <= strlen(expected->text));
	}
	if (strcmp(sbuf_text(&out), expected->words) != 0 || unclosed != expected->unclosed)
		fail_msg("'%s' -> %s, unclosed '%c'", expected->text, sbuf_text(&out),
			 unclosed ? unclosed : '-');
	sbuf_release(&out);
}

static void test_ordinary_words(void **state)
{
	static const struct split cases[] = {
		{ "", "", 0 },
		{ " \t", "", 0 },
		{ "a b  c", "[a][b][c]", 0 },
		{ " a\tb\fc\vd\re ", "[a][b][c][d][e]", 0 },
		{ "\"a b\"", "[a b]", 0 },
		{ "a\"b c\"d", "[a][b c][d]", 0 },
		{ "\"a b\"xyz", "[a b][xyz]", 0 },
		{ "\"\"", "[]", 0 },
		{ "a \"\" b", "[a][][b]", 0 },
		{ "\"\"\"\"", "[][]", 0 },
		{ "'a b'", "['a][b']", 0 },
		{ "\"a\\\"b\"", "[a\\][b]", '"' },
		{ "\"abc", "", '"' },
		{ "x \"abc def", "[x]", '"' },
		{ "x\"", "[x]", '"' },
		{ "\"", "", '"' },
		{ "a\\b", "[a\\b]", 0 },
		{ "a\\ b", "[a\\][b]", 0 },
		{ "\xe2\x80\x9c"
		  "a b\xe2\x80\x9d",
		  "[\xe2\x80\x9c"
		  "a][b\xe2\x80\x9d]",
		  0 },
		{ "interface eth0;", "[interface][eth0;]", 0 },
		{ "a,b=c", "[a,b=c]", 0 },
		{ "a\xc2\xa0"
		  "b",
		  "[a\xc2\xa0"
		  "b]",
		  0 }, /* a no-break space is an ordinary character */
		{ "\"a # b\" ! c", "[a # b][!][c]", 0 },
	};
	struct conf_words words = { 0 };
	struct arena arena;

	(void)state;
	arena_init(&arena);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		/* Not terminated, so that reading too far is noticed. */
		size_t len = strlen(cases[i].text);
		char *copy = malloc(len + 1);

		copy = realloc(memcpy(copy, cases[i].text, len), len ? len : 1);
		lex_words((struct str){ copy, len }, 0, len, &arena, &words);
		assert_words(&cases[i], &words, words.has_unmatched_quote ? '"' : 0);
		free(copy);
	}
	vec_release(&words.v);
	arena_release(&arena);
}

/* What is added is read as the same word again, also where it is the first or the last of its line. */
static void test_words_are_written_as_they_are_read(void **state)
{
	static const struct {
		const char *text, *written;
	} cases[] = {
		{ "eth0", "eth0" },
		{ "", "\"\"" },
		{ "a b", "\"a b\"" },
		{ "a\fb", "\"a\fb\"" },
		{ "a@b", "a@b" },
		{ "@a", "\"@a\"" },
		{ "$A=b", "\"$A=b\"" },
		{ "~SEQ", "\"~SEQ\"" },
		{ "a#b", "\"a#b\"" },
		{ "!a", "\"!a\"" },
		{ "{a}", "\"{a}\"" },
		{ "it's", "it's" },
		{ "include", "\"include\"" },
		{ "includer", "\"includer\"" },
		{ "included", "included" },
		{ "a\\b", "\"a\\b\"" },
		{ "a\\", "a\\" },
		{ "\\#", "\"\\#\"" },
		{ "a\\\\", "\"a\\\\\"" },
		{ "\303\244", "\303\244" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct conf_line line;
		struct conf_line scratch;
		struct conf_words words = { 0 };
		struct arena arena;
		struct sbuf text;

		arena_init(&arena);
		sbuf_init(&text);
		lex_add_word(&text, cases[i].text);
		assert_string_equal(sbuf_text(&text), cases[i].written);
		sbuf_add(&text, " and ");
		lex_add_word(&text, cases[i].text);
		conf_line_init(&line);
		conf_line_init(&scratch);
		line.text = line.physical = (struct str){ text.at, text.len };
		assert_true(lex_strip_comment(&line, &scratch));
		lex_words(line.text, 0, line.text.len, &arena, &words);
		assert_int_equal(words.v.n, 3);
		assert_string_equal(words.v.at[0].text, cases[i].text);
		assert_string_equal(words.v.at[2].text, cases[i].text);
		conf_line_release(&line);
		conf_line_release(&scratch);
		vec_release(&words.v);
		sbuf_release(&text);
		arena_release(&arena);
	}
}

static void test_words_know_where_they_are(void **state)
{
	struct conf_words words = { 0 };
	struct str text = STR("skip a  \"b c\"d rest");
	struct arena arena;

	(void)state;
	arena_init(&arena);
	lex_words(text, 4, 14, &arena, &words);
	assert_int_equal(words.v.n, 3);
	assert_int_equal(words.v.at[0].at, 5);
	assert_int_equal(words.v.at[0].len, 1);
	assert_int_equal(words.v.at[1].at, 8);
	assert_int_equal(words.v.at[1].len, 5);
	assert_int_equal(words.v.at[2].at, 13);
	assert_int_equal(words.v.at[2].len, 1);

	/* A quote that closes behind the range does not close. */
	lex_words(text, 4, 11, &arena, &words);
	assert_int_equal(words.v.n, 1);
	assert_true(words.has_unmatched_quote);

	assert_int_equal(lex_script_words(STR("x 'a b'c  d"), 1, 11, &arena, &words), 0);
	assert_int_equal(words.v.n, 2);
	assert_int_equal(words.v.at[0].at, 2);
	assert_int_equal(words.v.at[0].len, 6);
	assert_int_equal(words.v.at[1].at, 10);
	assert_int_equal(words.v.at[1].len, 1);
	vec_release(&words.v);
	arena_release(&arena);
}

/* First level: the statement of a script keyword. Escapes are left for the second. */
static void test_script_words(void **state)
{
	static const struct split cases[] = {
		{ "", "", 0 },
		{ "notify /bin/x", "[notify][/bin/x]", 0 },
		{ "notify_backup /bin/echo a b", "[notify_backup][/bin/echo][a][b]", 0 },
		{ "n \"/bin/x a b\" user group", "[n][/bin/x a b][user][group]", 0 },
		{ "n '/bin/x \"a b\" c'", "[n][/bin/x \"a b\" c]", 0 },
		{ "n \"/bin/x 'a b' c\"", "[n][/bin/x 'a b' c]", 0 },
		{ "a\"b c\"d'e f'g", "[ab cde fg]", 0 }, /* pieces join */
		{ "n \"\" ''", "[n][][]", 0 },
		{ "n \"a \\\"b\\\" c\" d", "[n][a \\\"b\\\" c][d]", 0 },
		{ "n 'a \\' b' c", "[n][a \\' b][c]", 0 },
		{ "n a\\ b c", "[n][a\\ b][c]", 0 },
		{ "n \\\"a b", "[n][\\\"a][b]", 0 },
		{ "n a\\", "[n][a\\]", 0 },
		{ "n \"a b", "[n]", '"' },
		{ "n 'a b", "[n]", '\'' },
		{ "n \"a\" 'b", "[n][a]", '\'' },
		{ "n \"a\\\"", "[n]", '"' },
		{ "n \"it's\"", "[n][it's]", 0 },
		{ "n \xe2\x80\x9c/bin/x a\xe2\x80\x9d", "[n][\xe2\x80\x9c/bin/x][a\xe2\x80\x9d]",
		  0 },
	};
	struct conf_words words = { 0 };
	struct arena arena;

	(void)state;
	arena_init(&arena);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char unclosed = lex_script_words(str_of(cases[i].text), 0, strlen(cases[i].text),
						 &arena, &words);

		assert_words(&cases[i], &words, unclosed);
	}
	vec_release(&words.v);
	arena_release(&arena);
}

/* Second level: the command, with its escapes. */
static void test_script_words_are_written_as_they_are_read(void **state)
{
	static const struct {
		const char *text, *written;
	} cases[] = {
		{ "root", "root" },
		{ "", "\"\"" },
		{ "a b", "\"a b\"" },
		{ "'", "\"'\"" },
		{ "\"", "'\"'" },
		{ "a'\"\"b", "\"a'\"'\"''\"'\"b\"" },
		{ "a\\\"b", "\"a\\\"b\"" },
		{ "a\\", "a\\" },
		{ "a b\\", "\"a b\"\\" },
		{ "#", "\"#\"" },
		{ "a{", "\"a{\"" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct conf_words words = { 0 };
		struct arena arena;
		struct sbuf text;

		arena_init(&arena);
		sbuf_init(&text);
		lex_add_script_word(&text, cases[i].text);
		assert_string_equal(sbuf_text(&text), cases[i].written);
		assert_int_equal(lex_script_words((struct str){ text.at, text.len }, 0, text.len, &arena, &words), 0);
		assert_int_equal(words.v.n, 1);
		assert_string_equal(words.v.at[0].text, cases[i].text);
		vec_release(&words.v);
		sbuf_release(&text);
		arena_release(&arena);
	}
}

static void test_commands(void **state)
{
	static const struct split cases[] = {
		{ "", "", 0 },
		{ "/usr/bin/x a b", "[/usr/bin/x][a][b]", 0 },
		{ "/usr/bin/x", "[/usr/bin/x]", 0 },
		{ "/usr/bin/x 'a b' c", "[/usr/bin/x][a b][c]", 0 },
		{ "/usr/bin/x \"a b\" c", "[/usr/bin/x][a b][c]", 0 },
		{ "/usr/bin/x \\\"a b\\\" c", "[/usr/bin/x][\"a][b\"][c]", 0 },
		{ "/usr/bin/x a\\tb \\x41\\101", "[/usr/bin/x][a\tb][AA]", 0 },
		{ "/usr/bin/x '' x", "[/usr/bin/x][][x]", 0 },
		{ "/usr/bin/x a#b !c {d}", "[/usr/bin/x][a#b][!c][{d}]", 0 },
		{ "/usr/bin/x $HOME *", "[/usr/bin/x][$HOME][*]", 0 },

		{ "\\a\\b\\f\\n\\r\\t\\v", "[\a\b\f\n\r\t\v]", 0 },
		{ "\\E", "[\033]", 0 },
		{ "\\cA\\cz\\c[", "[\001\032\033]", 0 },
		{ "\\7x\\1018\\18", "[\007xA8\0018]", 0 },
		{ "\\x4\\x41\\x414\\xg", "[\004AA4xg]", 0 },
		{ "\\xfF\\xAb", "[\xff\xab]", 0 },
		{ "\\\\ \\' \\\" \\  \\q", "[\\]['][\"][ ][q]", 0 },
		{ "'a\\'b' \"c\\\"d\" 'e\\tf' \"g\\tf\"", "[a'b][c\"d][e\tf][g\tf]", 0 },
		{ "'a\\\\' b", "[a\\][b]", 0 },
		{ "a\\", "[a\\]", 0 },
		{ "\\c", "[c]", 0 },
		{ "\\x", "[x]", 0 },
		{ "a'b'\"c\"d", "[abcd]", 0 },
		{ "'a b", "", '\'' },
		{ "x \"a", "[x]", '"' },
		{ "x 'a\\'", "[x]", '\'' },
		{ "  a \t b  ", "[a][b]", 0 },
	};
	struct conf_words words = { 0 };
	struct arena arena;

	(void)state;
	arena_init(&arena);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char unclosed = lex_command(cases[i].text, &arena, &words);
		assert_words(&cases[i], &words, unclosed);
	}
	vec_release(&words.v);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_comments),
		cmocka_unit_test(test_an_open_quote_hides_comments),
		cmocka_unit_test(test_an_escaped_mark_stays_literal),
		cmocka_unit_test(test_statements),
		cmocka_unit_test(test_references),
		cmocka_unit_test(test_ordinary_words),
		cmocka_unit_test(test_words_are_written_as_they_are_read),
		cmocka_unit_test(test_words_know_where_they_are),
		cmocka_unit_test(test_script_words),
		cmocka_unit_test(test_script_words_are_written_as_they_are_read),
		cmocka_unit_test(test_commands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
