/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every row of the daemon holds together, and a row that does not is found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "keepalived/model/config.h"
#include "lib/base/ka.h"
#include "lib/conf/schema.h"
#include "lib/text/sbuf.h"

static void show(void *ctx, const char *what)
{
	(void)ctx;
	print_error("%s\n", what);
}

static void test_all_rows(void **state)
{
	(void)state;
	assert_int_equal(schema_verify(&config_block, show, NULL), 0);
}

/*
 * What nobody gave is printed too, if it has something to fall back on: the functions of such rows are
 * called with members that are all zero, and what they print begins with a blank, if they print at all.
 */
static void print_untouched(const struct conf_block *block)
{
	const struct conf_head *object = calloc(1, block->size);
	struct sbuf             out;

	assert_non_null(object);
	sbuf_init(&out);
	for (size_t i = 0; i < block->n_keys; i++) {
		const struct conf_key *key = &block->keys[i];

		if (key->block)
			print_untouched(key->block);
		if (key->kind != CONF_KIND_CUSTOM || (!key->def && !key->inherit))
			continue;
		sbuf_clear(&out);
		key->custom->format(key, object, &out);
		if ((out.len && *sbuf_text(&out) != ' ') || strstr(sbuf_text(&out), "(null)"))
			fail_msg("%s: %s prints '%s'", block->name, key->name, sbuf_text(&out));
	}
	sbuf_release(&out);
	free((void *)object);
}

static void test_printing_what_nobody_gave(void **state)
{
	(void)state;
	print_untouched(&config_block);
}

struct other {
	struct conf_head head;
	uint32_t         number;
};

struct planted {
	struct conf_head        head;
	uint32_t                number;
	int32_t                 sign;
	uint8_t                 word;
	struct other            other;
	CONF_LIST(struct other) others;
};

static void keep(void *ctx, const char *what)
{
	strncpy(ctx, what, 255);
}

static const struct conf_key other_keys[] = {
	{ .name = "number", CONF_UINT(struct other, number), .max = 1, .help = "A number." },
};

static const struct conf_block other_block = {
	.name = "other",
	CONF_BLOCK_OF(struct other, other_keys),
};

static const struct conf_block list_block = {
	.name = "list",
	CONF_BLOCK_OF(struct other, other_keys),
	.is_list = true,
};

/* A block with the row @key alone has the fault @expected, and no other. */
static void expect_fault(struct conf_key key, const char *expected)
{
	struct conf_block block = {
		.name = "planted",
		.owner = "struct planted",
		.size = sizeof(struct planted),
		.keys = &key,
		.n_keys = 1,
	};
	char   text[256] = "";
	size_t n = schema_verify(&block, keep, text);

	if (n != 1 || strcmp(text, expected) != 0)
		fail_msg("expected '%s', got %zu faults, the last of them '%s'", expected, n, text);
}

#define ROW(...) ((struct conf_key){ .name = "k", .help = "Helps.", __VA_ARGS__ })

static void test_planted_faults(void **state)
{
	(void)state;
	expect_fault(ROW(CONF_UINT(struct other, number), .max = 9),
		     "planted: k: fills another struct than its block");
	expect_fault((struct conf_key){ .name = "k", CONF_UINT(struct planted, number), .max = 9 },
		     "planted: k: no help");
	expect_fault(ROW(CONF_UINT(struct planted, number)), "planted: k: no range");
	expect_fault(ROW(CONF_UINT(struct planted, number), .min = 9, .max = 1), "planted: k: empty range");
	expect_fault(ROW(CONF_UINT(struct planted, number), .min = -1, .max = 1),
		     "planted: k: range does not fit the member");
	expect_fault(ROW(CONF_INT(struct planted, sign), .min = 0, .max = UINT32_MAX),
		     "planted: k: range does not fit the member");
	expect_fault(ROW(CONF_UINT(struct planted, number), .min = 1, .max = 9, .bad = CONF_BAD_USE,
			 .bad_value = 10),
		     "planted: k: the value for bad input is out of range itself");
	expect_fault(ROW(CONF_WORD(struct planted, word, NULL)), "planted: k: no words");
	expect_fault(ROW(CONF_CUSTOM(struct planted, number, NULL)), "planted: k: no functions");
	expect_fault(ROW(CONF_SINGLE(struct planted, other, struct other, NULL)), "planted: k: no block");
	expect_fault(ROW(CONF_LINES(struct planted, others, struct other, &other_block)),
		     "planted: k: its block is no line");
	expect_fault(ROW(CONF_BLOCKS(struct planted, others, struct other, &list_block)),
		     "list: -: its content has no single row of lines");
}

static void test_name_twice(void **state)
{
	const struct conf_key keys[] = {
		ROW(CONF_UINT(struct planted, number), .max = 9),
		ROW(CONF_INT(struct planted, sign), .max = 9),
	};
	const struct conf_block block = { .name = "planted", CONF_BLOCK_OF(struct planted, keys) };
	char                    text[256] = "";

	(void)state;
	assert_int_equal(schema_verify(&block, keep, text), 1);
	assert_string_equal(text, "planted: k: name used twice");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_rows),
		cmocka_unit_test(test_printing_what_nobody_gave),
		cmocka_unit_test(test_planted_faults),
		cmocka_unit_test(test_name_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
