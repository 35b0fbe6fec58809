/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is told about a keyword follows from its row; what nobody knows is told as well. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "lib/base/ka.h"
#include "lib/conf/explain.h"
#include "lib/text/sbuf.h"

struct line {
	struct conf_head head;
	struct addr      address;
	const char      *dev;
};

struct inner {
	struct conf_head  head;
	uint32_t          number;
	uint32_t          shared;
	struct conf_secret pass;
};

struct outer {
	struct conf_head       head;
	bool                   flag;
	bool                   boolean;
	uint32_t               number;
	uint32_t               shared;
	int32_t                sign;
	struct span            span;
	struct span            seconds;
	struct span            endless;
	const char            *text;
	struct addr            address;
	struct prefix          prefix;
	uint8_t                word;
	struct conf_script     script;
	struct inner           single;
	CONF_LIST(struct inner)     inners;
	CONF_LIST(struct line)      lines;
	CONF_LIST(struct line)      more_lines;
	CONF_LIST(struct conf_name) words;
};

struct top {
	struct conf_head        head;
	CONF_LIST(struct outer) outers;
};

static const struct conf_word_value colours[] = { { "red", 1 }, { "blue", 2 }, { NULL, 0 } };
static const struct conf_custom functions = { NULL, NULL, NULL };

static const struct conf_key line_keys[] = {
	{ .name = "address", CONF_ADDR(struct line, address), .is_positional = true, .help = "Where." },
	{ .name = "dev", CONF_STRING(struct line, dev), .help = "By what." },
};

static const struct conf_block line_block = { .name = "line", CONF_BLOCK_OF(struct line, line_keys), .is_line = true };

static const struct conf_key inner_keys[] = {
	{ .name = "number", CONF_UINT(struct inner, number), .min = 1, .max = 9, .help = "Another number." },
	{ .name = "shared", CONF_UINT(struct inner, shared), .max = 9, .help = "The same everywhere." },
	{ .name = "pass", CONF_CUSTOM(struct inner, pass, &functions), .max_length = 8, .is_secret = true,
	  .help = "Secret." },
};

static const struct conf_block single_block = {
	.name = "single",
	CONF_BLOCK_OF(struct inner, inner_keys),
	.merges = true,
};

static const struct conf_block inner_block = {
	.name = "inner",
	CONF_BLOCK_OF(struct inner, inner_keys),
	.naming = CONF_NAMED,
};

#define O struct outer

static const struct conf_key outer_keys[] = {
	{ .name = "flag", CONF_FLAG(O, flag), .help = "On." },
	{ .name = "no_flag", CONF_UNFLAG(O, flag), .help = "Off." },
	{ .name = "boolean", CONF_BOOL(O, boolean), .help = "Either." },
	{ .name = "number", CONF_UINT(O, number), .min = 1, .max = 255, .def = "100", .help = "A number." },
	{ .name = "shared", CONF_UINT(O, shared), .max = 9, .help = "The same everywhere." },
	{ .name = "old_number", CONF_UINT(O, number), .min = 1, .max = 255, .is_alias = true,
	  .deprecated = "({object}) {key} is old - use number", .help = "Old." },
	{ .name = "sign", CONF_INT(O, sign), .min = -5, .max = 5, .is_auto_base = true, .absent = "3",
	  .repeat = CONF_FIRST_WINS, .reload = CONF_START, .help = "Signed." },
	{ .name = "span", CONF_SPAN(O, span), .min = 1000, .max = 1500000, .zero_is_good = true,
	  .inherit = "top.span", .reload = CONF_FIXED, .help = "A time." },
	{ .name = "seconds", CONF_SECONDS(O, seconds), .max = 60 * USEC_PER_SEC, .help = "Full ones." },
	{ .name = "endless", CONF_MSPAN(O, endless), .min = 1, .max = INT64_MAX, .help = "However long." },
	{ .name = "text", CONF_STRING(O, text), .max_length = 15, .absent = "", .help = "Any." },
	{ .name = "address", CONF_ADDR(O, address), .help = "Of its own." },
	{ .name = "prefix", CONF_PREFIX(O, prefix), .help = "A network." },
	{ .name = "word", CONF_WORD(O, word, colours), .help = "A colour." },
	{ .name = "script", CONF_SCRIPT(O, script), .help = "A program." },
	{ .name = "custom", CONF_CUSTOM(O, head, &functions), .words = colours, .min = 1, .max = 2, .help = "Odd." },
	{ .name = "single", CONF_SINGLE(O, single, struct inner, &single_block), .help = "One." },
	{ .name = "inner", CONF_BLOCKS(O, inners, struct inner, &inner_block), .help = "Many." },
	{ .name = "lines", CONF_LINES(O, lines, struct line, &line_block), .help = "Lines." },
	{ .name = "more_lines", CONF_LINES(O, more_lines, struct line, &line_block), .repeat = CONF_FIRST_WINS,
	  .help = "More." },
	{ .name = "words", CONF_WORDS(O, words), .help = "Words." },
	{ .name = "unread", .kind = CONF_KIND_OPAQUE, .help = "Later." },
};

static const struct conf_block outer_block = { .name = "outer", CONF_BLOCK_OF(O, outer_keys), .naming = CONF_NAMED };

static const struct conf_key top_keys[] = {
	{ .name = "outer", CONF_BLOCKS(struct top, outers, O, &outer_block), .help = "All of it." },
	{ .name = "old_outer", CONF_BLOCKS(struct top, outers, O, &outer_block), .is_alias = true,
	  .deprecated = "old", .help = "Old." },
};

static const struct conf_block top_block = { .name = "top level", CONF_BLOCK_OF(struct top, top_keys) };

static void expect(const char *word, bool is_known, const char *text)
{
	struct sbuf out;

	sbuf_init(&out);
	assert_int_equal(conf_explain(&top_block, word, &out), is_known);
	assert_string_equal(sbuf_text(&out), text);
	sbuf_release(&out);
}

/* One line of what is told, without its indentation. */
static void expect_entry(const char *word, const char *label, const char *value)
{
	struct sbuf out;
	struct sbuf line;

	sbuf_init(&out);
	sbuf_init(&line);
	assert_true(conf_explain(&top_block, word, &out));
	sbuf_addf(&line, "\n    %-16s%s\n", label, value);
	if (!strstr(sbuf_text(&out), sbuf_text(&line)))
		fail_msg("%s--- lacks%s", sbuf_text(&out), sbuf_text(&line));
	sbuf_release(&out);
	sbuf_release(&line);
}

#define LIVE "    reload          a new value takes effect at a reload\n"

static void test_whole(void **state)
{
	(void)state;
	expect("span", true,
	       "span - A time.\n"
	       "    in              outer\n"
	       "    value           seconds from 0.001 to 1.5, or 0, with up to 6 decimals\n"
	       "    inherited from  top.span\n"
	       "    given twice     the last one counts\n"
	       "    reload          a reload that changes it is refused\n");
	expect("old_number", true,
	       "old_number - Old.\n"
	       "    in              outer\n"
	       "    same as         number\n"
	       "    deprecated      old_number is old - use number\n"
	       "    value           a whole number from 1 to 255\n"
	       "    given twice     the last one counts\n" LIVE);
	expect("outer", true,
	       "outer - All of it.\n"
	       "    in              the top level\n"
	       "    value           a name, then a block of keywords in braces\n"
	       "    given twice     any number of them\n" LIVE
	       "    contains        flag no_flag boolean number shared sign span seconds\n"
	       "                    endless text address prefix word script custom single\n"
	       "                    inner lines more_lines words unread\n");
}

/* Rows that say the same are one paragraph, others are not. */
static void test_places(void **state)
{
	(void)state;
	expect("number", true,
	       "number - A number.\n"
	       "    in              outer\n"
	       "    value           a whole number from 1 to 255\n"
	       "    default         100\n"
	       "    given twice     the last one counts\n" LIVE
	       "\n"
	       "number - Another number.\n"
	       "    in              outer > single\n"
	       "                    outer > inner\n"
	       "    value           a whole number from 1 to 9\n"
	       "    given twice     the last one counts\n" LIVE);
	expect("shared", true,
	       "shared - The same everywhere.\n"
	       "    in              outer\n"
	       "                    outer > single\n"
	       "                    outer > inner\n"
	       "    value           a whole number from 0 to 9\n"
	       "    given twice     the last one counts\n" LIVE);
	expect("dev", true,
	       "dev - By what.\n"
	       "    in              outer > lines, in a line\n"
	       "                    outer > more_lines, in a line\n"
	       "    value           a text\n"
	       "    given twice     the last one counts\n" LIVE);
	expect("address", true,
	       "address - Of its own.\n"
	       "    in              outer\n"
	       "    value           an IPv4 or IPv6 address\n"
	       "    given twice     the last one counts\n" LIVE
	       "\n"
	       "address - Where.\n"
	       "    in              outer > lines, first in a line and without its name\n"
	       "                    outer > more_lines, first in a line and without its name\n"
	       "    value           an IPv4 or IPv6 address\n"
	       "    given twice     the last one counts\n" LIVE);
}

static void test_values(void **state)
{
	(void)state;
	expect_entry("flag", "value", "none");
	expect_entry("no_flag", "opposite of", "flag");
	expect_entry("boolean", "value", "true, on, yes, false, off or no; left out: true");
	expect_entry("sign", "value", "a whole number from -5 to 5, also in hexadecimal (0x) and octal (0); left out: 3");
	expect_entry("sign", "given twice", "the first one counts");
	expect_entry("sign", "reload", "a new value takes effect at the next start");
	expect_entry("seconds", "value", "whole seconds from 0 to 60");
	expect_entry("endless", "value", "seconds from 0.000001 on, with up to 3 decimals");
	expect_entry("text", "value", "a text of at most 15 bytes; may be left out");
	expect_entry("prefix", "value", "an IPv4 or IPv6 address, optionally with /PREFIX");
	expect_entry("word", "value", "one of: red blue");
	expect_entry("script", "value", "a command in quotes, then optionally its user and group");
	expect_entry("custom", "value", "as described above, one of: red blue, a number from 1 to 2");
	expect_entry("single", "value", "a block of keywords in braces");
	expect_entry("single", "given twice", "several count as one");
	expect_entry("inner", "given twice", "any number of them");
	expect_entry("lines", "value", "a list in braces, one entry a line");
	expect_entry("lines", "given twice", "several lists count as one");
	expect_entry("more_lines", "given twice", "the first list counts");
	expect_entry("more_lines", "contains", "address dev");
	expect_entry("words", "value", "a list of words in braces");
	expect_entry("unread", "value", "a block that this version does not read");
	expect_entry("pass", "value", "as described above, at most 8 bytes");
	expect_entry("pass", "secret", "it is never printed");
	expect_entry("old_outer", "same as", "outer");
}

static void test_unknown(void **state)
{
	char       *longest = malloc(100001);
	struct sbuf out;

	(void)state;
	expect("", false, "'' is no keyword of the configuration\n");
	expect("elsewhere", false, "'elsewhere' is no keyword of the configuration\n");
	expect("numbre", false, "'numbre' is no keyword of the configuration; did you mean 'number'?\n");
	expect("Single", false, "'Single' is no keyword of the configuration; did you mean 'single'?\n");
	/* one edit from both; two of three letters wrong are too many */
	expect("wordx", false, "'wordx' is no keyword of the configuration; did you mean 'word', 'words'?\n");
	expect("dxx", false, "'dxx' is no keyword of the configuration\n");
	expect("\x1b[31mx\n", false, "'?[31mx?' is no keyword of the configuration\n");

	assert_non_null(longest);
	memset(longest, 'a', 100000);
	longest[100000] = '\0';
	sbuf_init(&out);
	assert_false(conf_explain(&top_block, longest, &out));
	assert_true(out.len > 100000);
	sbuf_release(&out);
	free(longest);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
