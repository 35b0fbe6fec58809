/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "lib/base/ka.h"
#include "test/unit/conf_fixture.h"

/* Severity: 11.2 */

static void test_status(void **state)
{
	static const struct {
		enum diag_class classes[4]; /* DIAG_NOTE: nothing */
		int status;
		bool unusable;
	} cases[] = {
		{ { DIAG_NOTE }, 0, false },
		{ { DIAG_LOG }, 0, false },
		{ { DIAG_FATAL }, 4, true },
		{ { DIAG_ERROR }, 5, false },
		{ { DIAG_SECURITY }, 6, false },
		{ { DIAG_MISSING }, 2, true },
		{ { DIAG_ERROR, DIAG_FATAL }, 5, true }, /* errors hide fatal ones */
		{ { DIAG_FATAL, DIAG_ERROR }, 5, true },
		{ { DIAG_SECURITY, DIAG_ERROR, DIAG_FATAL }, 6, true }, /* security hides errors */
		{ { DIAG_LOG, DIAG_SECURITY }, 6, false },
		{ { DIAG_SECURITY, DIAG_MISSING }, 2, true },
		{ { DIAG_LOG, DIAG_NOTE }, 0, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct conf_fixture f;

		conf_fixture_init(&f);
		assert_int_equal(diag_status(&f.diags), 0);
		for (size_t k = 0; k < ARRAY_SIZE(cases[i].classes); k++)
			if (cases[i].classes[k] != DIAG_NOTE)
				diag_add_as(&f.diags, DIAG_LOGGED, cases[i].classes[k],
					    (struct conf_place){ 0 }, "x");
		assert_int_equal(diag_status(&f.diags), cases[i].status);
		assert_int_equal(f.diags.unusable, cases[i].unusable);
		conf_fixture_release(&f);
	}
}

static void test_codes(void **state)
{
	(void)state;
	assert_string_equal(diag_code_name(DIAG_UNKNOWN_KEYWORD), "unknown-keyword");
	assert_int_equal(diag_code_class(DIAG_UNKNOWN_KEYWORD), DIAG_ERROR);
	assert_int_equal(diag_code_class(DIAG_BAD_INTERFACE), DIAG_FATAL);
	assert_int_equal(diag_code_class(DIAG_FILE_MISSING), DIAG_LOG);
	assert_int_equal(diag_code_class(DIAG_INCLUDE_CHECK), DIAG_SECURITY);
	assert_int_equal(diag_code_class(DIAG_MISSING_PARAMETER), DIAG_MISSING);
	for (unsigned a = 0; a < DIAG_N_CODES; a++)
		for (unsigned b = 0; b < a; b++)
			assert_string_not_equal(diag_code_name(a), diag_code_name(b));
}

/* First lines: 11.1 */

static void add_files(struct conf_fixture *f, unsigned n)
{
	static const char *const paths[] = { "main.conf", "a.conf", "b.conf" };

	for (unsigned i = 0; i < n; i++)
		vec_push(&f->diags.files,
			 ((struct diag_file){
				 .path = paths[i], .from_file = i, .from_line = 10 * i }));
}

static void test_first_lines(void **state)
{
	static const struct conf_place here = { .file = 1, .line = 7 };
	struct conf_fixture f;

	(void)state;
	conf_fixture_init(&f);
	add_files(&f, 1);
	diag_add(&f.diags, DIAG_UNKNOWN_KEYWORD, here, "one %d", 1);
	diag_add(&f.diags, DIAG_CONFLICT, (struct conf_place){ 0 }, "(VI_1) nowhere");
	diag_add(&f.diags, DIAG_NOTICE, here, "a note");
	diag_add(&f.diags, DIAG_LOGGED, here, "a log line");
	diag_add(&f.diags, DIAG_LOGGED, here, "WARNING - said already");
	diag_add(&f.diags, DIAG_FILE_MISSING, here, "missing");
	diag_add(&f.diags, DIAG_FILE_UNUSABLE, here, "unusable");
	vec_push(&f.diags.files,
		 ((struct diag_file){ .path = "a.conf", .from_file = 1, .from_line = 9 }));
	diag_add(&f.diags, DIAG_UNKNOWN_KEYWORD, here, "two");
	diag_add(&f.diags, DIAG_UNKNOWN_KEYWORD, (struct conf_place){ .file = 2, .line = 8 },
		 "three");
	diag_add(&f.diags, DIAG_CONFLICT, (struct conf_place){ 0 }, "nowhere");
	diag_add(&f.diags, DIAG_CONFLICT, here, "but not shown")->is_placed = false;
	assert_string_equal(conf_fixture_findings(&f), "(Line 7) one 1\n"
						       "(VI_1) nowhere\n"
						       "(Line 7) NOTE - a note\n"
						       "(Line 7) WARNING - a log line\n"
						       "(Line 7) WARNING - said already\n"
						       "(Line 7) missing\n"
						       "(Line 7) unusable\n"
						       "(main.conf: Line 7) two\n"
						       "(a.conf: Line 8) three\n"
						       "nowhere\n"
						       "but not shown\n");
	conf_fixture_release(&f);
}

static void test_what_a_terminal_would_obey_is_not_shown(void **state)
{
	static const char source[] = "a\033]0;x\007b \x7f\tc";
	struct conf_place place = { .file = 1,
				    .line = 1,
				    .column = 1,
				    .length = 1,
				    .text = source,
				    .text_len = sizeof(source) - 1 };
	const struct conf_via via = { .what = "$A\033",
				      .value = "v\033",
				      .defined = { .file = 1, .line = 2, .column = 3 } };
	struct conf_fixture f;
	struct diag *d;

	(void)state;
	conf_fixture_init(&f);
	vec_push(&f.diags.files,
		 ((struct diag_file){ .path = "m\033.conf", .from_file = 1, .from_line = 1 }));
	vec_push(&f.diags.files, ((struct diag_file){ .path = "n\033.conf" }));
	f.diags.files.at[1].from_file = 0;
	place.via = &via;
	d = diag_add(&f.diags, DIAG_UNKNOWN_KEYWORD, place, "x\033[2J\r\ny\tz\x7f");
	diag_help(&f.diags, d, "help\033");
	d->block = "block\033";
	assert_string_equal(conf_fixture_findings(&f), "(m?.conf: Line 1) x?[2J??y\tz?\n");
	assert_null(strchr(conf_fixture_context(&f), '\033'));
	assert_null(strchr(conf_fixture_context(&f), '\007'));
	conf_fixture_release(&f);
}

/* The whole of a finding */

static void test_context(void **state)
{
	struct conf_fixture f;

	(void)state;
	conf_fixture_init(&f);
	(void)conf_fixture_load(&f,
				"global_defs {\n}\nvrrp_instance VI_1 {\n\tpriority 300 # x\n}\n");
	assert_string_equal(
		conf_fixture_context(&f),
		"(Line 4) number '300' outside range [1, 255]\n"
		"  --> " CONF_FIXTURE_MAIN ":4:11, in vrrp_instance VI_1 of line 3 [out-of-range]\n"
		" 4 | \tpriority 300 # x\n"
		"   | \t         ^~~\n"
		"(Line 4) (VI_1) Priority not valid! must be between 1 & 255. Using default 100\n"
		"  --> " CONF_FIXTURE_MAIN ":4:11, in vrrp_instance VI_1 of line 3 [out-of-range]\n"
		" 4 | \tpriority 300 # x\n"
		"   | \t         ^~~\n"
		"   = help: expected a number from 1 to 255; default 100\n");
	conf_fixture_release(&f);
}

static void test_context_of_expansions(void **state)
{
	struct conf_fixture f;

	(void)state;
	conf_fixture_init(&f);
	conf_fixture_add(&f, "inner.conf", "# x\n~SEQ(N,2,2) foo${N} $A b\n");
	(void)conf_fixture_load(&f, "$A=x $B y\n$B=1\n\n\ninclude inner.conf\n");
	assert_string_equal(conf_fixture_context(&f),
			    "(inner.conf: Line 2) Unknown keyword 'foo2'\n"
			    "  --> inner.conf:2:13 [unknown-keyword]\n"
			    " 2 | ~SEQ(N,2,2) foo${N} $A b\n"
			    "   |             ^~~~~~~\n"
			    "   = expanded from ~SEQ N=2\n"
			    "   = expanded from $N, defined at inner.conf:2:1: 2\n"
			    "   = included from " CONF_FIXTURE_MAIN ":5\n");
	conf_fixture_release(&f);

	conf_fixture_init(&f);
	(void)conf_fixture_load(&f, "$A=$B y\n$B=foo\n  $A z\n");
	assert_string_equal(conf_fixture_context(&f),
			    "(Line 3) Unknown keyword 'foo'\n"
			    "  --> " CONF_FIXTURE_MAIN ":3:3 [unknown-keyword]\n"
			    " 3 |   $A z\n"
			    "   |   ^~\n"
			    "   = expanded from $A, defined at " CONF_FIXTURE_MAIN ":1:1: $B y\n"
			    "   = expanded from $B, defined at " CONF_FIXTURE_MAIN ":2:1: foo\n");
	conf_fixture_release(&f);

	conf_fixture_init(&f);
	(void)conf_fixture_load(&f, "$M=\\\n  a \\\n  foo bar \\\n\n$M\n");
	assert_string_equal(conf_fixture_context(&f),
			    "(Line 5) Unknown keyword 'a'\n"
			    "  --> " CONF_FIXTURE_MAIN ":5:1 [unknown-keyword]\n"
			    " 5 | $M\n"
			    "   | ^~\n"
			    "   = expanded from $M, defined at " CONF_FIXTURE_MAIN ":2:3: a\n"
			    "(Line 5) Unknown keyword 'foo'\n"
			    "  --> " CONF_FIXTURE_MAIN ":5:1 [unknown-keyword]\n"
			    " 5 | $M\n"
			    "   | ^~\n"
			    "   = expanded from $M, defined at " CONF_FIXTURE_MAIN
			    ":3:3: foo bar\n");
	conf_fixture_release(&f);
}

/* One finding at @column of @source; the line and the caret as they are shown. */
static void assert_shown(const char *source, unsigned column, unsigned length, const char *expected)
{
	static const struct diag_style style = { .with_context = true };
	struct conf_fixture f;
	const char *shown;

	conf_fixture_init(&f);
	add_files(&f, 1);
	diag_add(&f.diags, DIAG_UNKNOWN_KEYWORD,
		 (struct conf_place){ .file = 1,
				      .line = 1,
				      .column = column,
				      .length = length,
				      .text = source,
				      .text_len = (uint32_t)strlen(source) },
		 "x");
	sbuf_clear(&f.findings);
	diag_render_text(&f.diags, &f.diags.found.at[0], &style, &f.findings);
	shown = strstr(sbuf_text(&f.findings), " 1 | ");
	assert_non_null(shown);
	if (strcmp(shown, expected) != 0)
		fail_msg("column %u of '%s'\n%s--- instead of\n%s", column, source, shown,
			 expected);
	conf_fixture_release(&f);
}

#define TEN(c)     c c c c c c c c c c
#define HUNDRED(c) TEN(TEN(c))

static void test_carets(void **state)
{
	(void)state;
	assert_shown("abc", 1, 3, " 1 | abc\n   | ^~~\n");
	assert_shown("abc", 2, 1, " 1 | abc\n   |  ^\n");
	assert_shown("abc", 2, 0, " 1 | abc\n   |  ^\n");
	assert_shown("abc", 0, 0, " 1 | abc\n");            /* the whole line */
	assert_shown("abc", 4, 1, " 1 | abc\n   |    ^\n"); /* what is missing behind it */
	assert_shown("abc", 5, 1, " 1 | abc\n");
	assert_shown("abc", 2, 9, " 1 | abc\n   |  ^~\n");
	assert_shown("\ta\tbc", 4, 2, " 1 | \ta\tbc\n   | \t \t^~\n");
	assert_shown("\xc3\xa9\xe2\x82\xac x\xc3\xa9y", 7, 4,
		     " 1 | \xc3\xa9\xe2\x82\xac x\xc3\xa9y\n   |    ^~~\n");
	assert_shown("a\x01\rb", 4, 1, " 1 | a??b\n   |    ^\n");
}

static void test_long_lines_are_shown_around_the_caret(void **state)
{
	(void)state;
	assert_shown(HUNDRED("a") TEN("b"), 101, 10,
		     " 1 | " HUNDRED("a") TEN("b") "\n   | " HUNDRED(" ") "^~~~~~~~~~\n");
	assert_shown(HUNDRED("a") HUNDRED("b"), 1, 2,
		     " 1 | " HUNDRED("a") TEN("b") "...\n   | ^~\n");
	assert_shown(HUNDRED("a") HUNDRED("b") HUNDRED("c"), 151, 1,
		     " 1 | ..." TEN("b") TEN("b") TEN("b") "bbbbbb" TEN("b") TEN("b") TEN("b")
			     TEN("b") TEN("b") TEN("c") TEN("c") "cccc...\n   |    " TEN(" ")
				     TEN(" ") TEN(" ") "      ^\n");
	/* A character is not cut: of the first one the window would have one byte of two. */
	assert_shown(
		HUNDRED("\xc3\xa9") HUNDRED("x"), 90, 1,
		" 1 | ..." TEN("\xc3\xa9") TEN("\xc3\xa9") TEN("\xc3\xa9") TEN("\xc3\xa9")
			TEN("\xc3\xa9") "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9...\n   |    " TEN(
				" ") "         ^\n");
	assert_shown("x" HUNDRED("\xc3\xa9"), 2, 2,
		     " 1 | x" TEN("\xc3\xa9") TEN("\xc3\xa9") TEN("\xc3\xa9") TEN("\xc3\xa9")
			     TEN("\xc3\xa9") "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9...\n   |  ^\n");
	assert_shown(HUNDRED("\x80") HUNDRED("\x80"), 150, 1,
		     " 1 | ..." TEN("\x80") TEN("\x80") TEN("\x80") TEN("\x80") TEN("\x80")
			     TEN("\x80") TEN("\x80") TEN("\x80") TEN("\x80") "\n   |    ^\n");
}

static void test_colours(void **state)
{
	static const struct diag_style style = { .with_colour = true, .with_context = true };
	static const struct diag_style plain = { .with_colour = false, .with_context = false };
	static const struct conf_place here = {
		.file = 1, .line = 1, .column = 1, .length = 1, .text = "a", .text_len = 1
	};
	struct conf_fixture f;

	(void)state;
	conf_fixture_init(&f);
	add_files(&f, 1);
	diag_add(&f.diags, DIAG_UNKNOWN_KEYWORD, here, "bad");
	diag_add(&f.diags, DIAG_NOTICE, here, "note");
	diag_render_text(&f.diags, &f.diags.found.at[0], &style, &f.findings);
	assert_string_equal(sbuf_text(&f.findings),
			    "\033[1;31m(Line 1) bad\033[0m\n"
			    "  \033[36m-->\033[0m main.conf:1:1 [unknown-keyword]\n"
			    " \033[36m1 |\033[0m a\n"
			    " \033[36m  |\033[0m \033[1;31m^\033[0m\n");
	sbuf_clear(&f.findings);
	diag_render_text(&f.diags, &f.diags.found.at[1], &style, &f.findings);
	assert_int_equal(
		strncmp(sbuf_text(&f.findings), "\033[1m(Line 1) NOTE - note\033[0m\n", 29), 0);
	sbuf_clear(&f.findings);
	diag_render_text(&f.diags, &f.diags.found.at[0], &plain, &f.findings);
	assert_string_equal(sbuf_text(&f.findings), "(Line 1) bad\n");
	conf_fixture_release(&f);
}

/* A filter on the first column gives exactly the known lines. */
static void test_all_that_is_added_is_indented(void **state)
{
	struct conf_fixture f;
	struct sbuf first;
	const char *context;

	(void)state;
	sbuf_init(&first);
	conf_fixture_init(&f);
	conf_fixture_add(&f, "a.conf",
			 "$A=x\nfoo $A\nvrrp_instance V {\n priority ${A}\n bar {\n\n}\nbaz\n");
	(void)conf_fixture_load(&f, "include a.conf\n}\nvrrp_instance W {\n state x\n nopremt\n");
	context = conf_fixture_context(&f);
	while (*context) {
		size_t len = strcspn(context, "\n") + 1;

		if (*context != ' ')
			sbuf_add_mem(&first, context, len);
		context += len;
	}
	assert_string_equal(conf_fixture_findings(&f), sbuf_text(&first));
	conf_fixture_release(&f);
	sbuf_release(&first);
}

/* JSON */

static void test_json(void **state)
{
	struct conf_fixture f;

	(void)state;
	conf_fixture_init(&f);
	conf_fixture_add(&f, "a.conf", "$A=\"x\n${A}\n");
	(void)conf_fixture_load(&f, "include a.conf\nvrrp_instance V {\n state \"\xff\"\n");
	assert_string_equal(
		conf_fixture_json(&f),
		"{\n"
		"  \"version\": 1,\n"
		"  \"status\": 5,\n"
		"  \"usable\": true,\n"
		"  \"files\": [\n"
		"    \"" CONF_FIXTURE_MAIN "\",\n"
		"    \"a.conf\"\n"
		"  ],\n"
		"  \"findings\": [\n"
		"    {\n"
		"      \"code\": \"unterminated-quote\",\n"
		"      \"class\": \"error\",\n"
		"      \"message\": \"Unterminated quote '$A=\\\"x'\",\n"
		"      \"file\": \"a.conf\",\n"
		"      \"line\": 1,\n"
		"      \"column\": 1,\n"
		"      \"length\": 5,\n"
		"      \"source\": \"$A=\\\"x\",\n"
		"      \"included_from\": [\n"
		"        {\n"
		"          \"file\": \"" CONF_FIXTURE_MAIN "\",\n"
		"          \"line\": 1\n"
		"        }\n"
		"      ]\n"
		"    },\n"
		"    {\n"
		"      \"code\": \"unterminated-quote\",\n"
		"      \"class\": \"error\",\n"
		"      \"message\": \"Unterminated quote '\\\"x'\",\n"
		"      \"file\": \"a.conf\",\n"
		"      \"line\": 2,\n"
		"      \"column\": 1,\n"
		"      \"length\": 4,\n"
		"      \"source\": \"${A}\",\n"
		"      \"expanded_from\": [\n"
		"        {\n"
		"          \"what\": \"$A\",\n"
		"          \"file\": \"a.conf\",\n"
		"          \"line\": 1\n"
		"        }\n"
		"      ],\n"
		"      \"included_from\": [\n"
		"        {\n"
		"          \"file\": \"" CONF_FIXTURE_MAIN "\",\n"
		"          \"line\": 1\n"
		"        }\n"
		"      ]\n"
		"    },\n"
		"    {\n"
		"      \"code\": \"unterminated-quote\",\n"
		"      \"class\": \"error\",\n"
		"      \"message\": \"Unmatched quote: '\\\"x'\",\n"
		"      \"file\": \"a.conf\",\n"
		"      \"line\": 2,\n"
		"      \"column\": 1,\n"
		"      \"length\": 4,\n"
		"      \"source\": \"${A}\",\n"
		"      \"expanded_from\": [\n"
		"        {\n"
		"          \"what\": \"$A\",\n"
		"          \"file\": \"a.conf\",\n"
		"          \"line\": 1\n"
		"        }\n"
		"      ],\n"
		"      \"included_from\": [\n"
		"        {\n"
		"          \"file\": \"" CONF_FIXTURE_MAIN "\",\n"
		"          \"line\": 1\n"
		"        }\n"
		"      ]\n"
		"    },\n"
		"    {\n"
		"      \"code\": \"bad-value\",\n"
		"      \"class\": \"error\",\n"
		"      \"message\": \"(V) unknown state '\xef\xbf\xbd', defaulting to BACKUP\",\n"
		"      \"file\": \"" CONF_FIXTURE_MAIN "\",\n"
		"      \"line\": 3,\n"
		"      \"column\": 8,\n"
		"      \"length\": 3,\n"
		"      \"source\": \" state \\\"\xef\xbf\xbd\\\"\",\n"
		"      \"block\": \"vrrp_instance V\",\n"
		"      \"help\": \"expected one of: MASTER BACKUP\"\n"
		"    },\n"
		"    {\n"
		"      \"code\": \"missing-close-brace\",\n"
		"      \"class\": \"error\",\n"
		"      \"message\": \"There are 1 missing '}'s or extra '{'s\",\n"
		"      \"file\": \"" CONF_FIXTURE_MAIN "\",\n"
		"      \"line\": 3,\n"
		"      \"column\": 2,\n"
		"      \"length\": 0,\n"
		"      \"source\": \" state \\\"\xef\xbf\xbd\\\"\",\n"
		"      \"help\": \"vrrp_instance V of line 2 is still open\"\n"
		"    }\n"
		"  ],\n"
		"  \"not_shown\": 0\n"
		"}\n");
	conf_fixture_release(&f);
}

static void test_json_of_nothing(void **state)
{
	struct conf_fixture f;

	(void)state;
	conf_fixture_init(&f);
	assert_string_equal(conf_fixture_json(&f),
			    "{\n  \"version\": 1,\n  \"status\": 0,\n  \"usable\": true,\n"
			    "  \"files\": [],\n  \"findings\": [],\n  \"not_shown\": 0\n}\n");
	diag_add(&f.diags, DIAG_BAD_INTERFACE, (struct conf_place){ 0 }, "x");
	assert_non_null(strstr(conf_fixture_json(&f), "\"status\": 4,\n  \"usable\": false,\n"));
	conf_fixture_release(&f);
}

/* Bounds */

static void test_findings_are_capped(void **state)
{
	struct conf_fixture f;

	(void)state;
	conf_fixture_init(&f);
	for (int i = 0; i < DIAG_MAX + 5; i++) {
		struct diag *d = diag_add(&f.diags, DIAG_LOGGED, (struct conf_place){ 0 }, "x");

		diag_help(&f.diags, d, "h"); /* also of those that are not kept */
	}
	assert_int_equal(f.diags.found.n, DIAG_MAX);
	assert_int_equal(f.diags.dropped, 5);
	diag_add(&f.diags, DIAG_UNKNOWN_KEYWORD, (struct conf_place){ 0 }, "another kind");
	assert_int_equal(f.diags.found.n, DIAG_MAX + 1);
	diag_add_as(&f.diags, DIAG_LOGGED, DIAG_SECURITY, (struct conf_place){ 0 },
		    "counts all the same");
	assert_int_equal(diag_status(&f.diags), 6);
	assert_non_null(strstr(conf_fixture_json(&f), "\"not_shown\": 6\n"));
	conf_fixture_release(&f);
}

static void test_long_texts(void **state)
{
	struct conf_fixture f;
	struct sbuf text;

	(void)state;
	sbuf_init(&text);
	for (int i = 0; i < 5000; i++)
		sbuf_add_char(&text, (char)('a' + i % 26));
	conf_fixture_init(&f);
	diag_add(&f.diags, DIAG_LOGGED, (struct conf_place){ 0 }, "%.2047s", sbuf_text(&text));
	diag_add(&f.diags, DIAG_LOGGED, (struct conf_place){ 0 }, "%.2048s", sbuf_text(&text));
	diag_add(&f.diags, DIAG_LOGGED, (struct conf_place){ 0 }, "%s", sbuf_text(&text));
	assert_int_equal(strlen(f.diags.found.at[0].text), 2047);
	assert_int_equal(strlen(f.diags.found.at[1].text), 2048);
	assert_string_equal(f.diags.found.at[2].text, sbuf_text(&text));
	conf_fixture_release(&f);
	sbuf_release(&text);
}

/* What follows from a chain without end is shown up to a limit. */
static void test_long_chains(void **state)
{
	static struct conf_via vias[1000];
	struct conf_fixture f;
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(vias); i++)
		vias[i] = (struct conf_via){ .outer = i ? &vias[i - 1] : NULL,
					     .what = "$B",
					     .value = "${B}" };
	conf_fixture_init(&f);
	add_files(&f, 3);
	diag_add(&f.diags, DIAG_RECURSION,
		 (struct conf_place){ .file = 3, .line = 1, .via = &vias[ARRAY_SIZE(vias) - 1] },
		 "x");
	for (const char *s = conf_fixture_context(&f); (s = strstr(s, "expanded from $B")); s++)
		n++;
	assert_in_range(n, 8, 64);
	assert_non_null(strstr(conf_fixture_context(&f),
			       " = included from a.conf:20\n   = included from main.conf:10\n"));
	n = 0;
	for (const char *s = conf_fixture_json(&f); (s = strstr(s, "\"what\"")); s++)
		n++;
	assert_in_range(n, 8, 64);
	conf_fixture_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_codes),
		cmocka_unit_test(test_first_lines),
		cmocka_unit_test(test_what_a_terminal_would_obey_is_not_shown),
		cmocka_unit_test(test_context),
		cmocka_unit_test(test_context_of_expansions),
		cmocka_unit_test(test_carets),
		cmocka_unit_test(test_long_lines_are_shown_around_the_caret),
		cmocka_unit_test(test_colours),
		cmocka_unit_test(test_all_that_is_added_is_indented),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_json_of_nothing),
		cmocka_unit_test(test_findings_are_capped),
		cmocka_unit_test(test_long_texts),
		cmocka_unit_test(test_long_chains),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
