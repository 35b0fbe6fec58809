/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Faults that a table can have beside those of test_config_schema, which has the daemon's own rows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "lib/base/ka.h"
#include "test/unit/conf_fixture.h"

static void show(void *ctx, const char *what)
{
	(void)ctx;
	print_error("%s\n", what);
}

static void test_the_fixture_is_sound(void **state)
{
	(void)state;
	assert_int_equal(schema_verify(&conf_fixture_root_block, show, NULL), 0);
}

/* A table about every kind and every policy would be of little use if one were forgotten. */
static void mark_kinds(const struct conf_block *block, bool *kinds, bool *policies)
{
	for (size_t i = 0; i < block->n_keys; i++) {
		const struct conf_key *key = &block->keys[i];

		kinds[key->kind] = true;
		policies[key->bad] = true;
		if (key->block)
			mark_kinds(key->block, kinds, policies);
	}
}

static void test_the_fixture_has_every_kind(void **state)
{
	bool kinds[CONF_KIND_OPAQUE + 1] = { false };
	bool policies[CONF_BAD_DROP + 1] = { false };

	(void)state;
	mark_kinds(&conf_fixture_root_block, kinds, policies);
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		assert_true(kinds[i]);
	for (size_t i = 0; i < ARRAY_SIZE(policies); i++)
		assert_true(policies[i]);
}

struct planted {
	struct conf_head head;
	uint32_t number;
	uint8_t word;
	bool flag;
	const char *text;
	struct span span;
	struct addr addr;
	CONF_LIST(struct conf_name) names;
};

static void keep(void *ctx, const char *what)
{
	strncpy(ctx, what, 255);
}

static void expect_fault_of(const struct conf_block *block, const char *expected)
{
	char text[256] = "";
	size_t n = schema_verify(block, keep, text);

	if (n != (*expected ? 1 : 0) || strcmp(text, expected) != 0)
		fail_msg("expected '%s', got %zu faults, the last of them '%s'", expected, n, text);
}

static void expect_fault(struct conf_key key, const char *expected)
{
	struct conf_block block = {
		.name = "planted",
		.owner = "struct planted",
		.size = sizeof(struct planted),
		.keys = &key,
		.n_keys = 1,
	};

	expect_fault_of(&block, expected);
}

#define ROW(...) ((struct conf_key){ .name = "k", .help = "Helps.", __VA_ARGS__ })

static const struct conf_word_value words[] = { { "one", 1 }, { "two", 2 }, { NULL, 0 } };

static void test_planted_rows(void **state)
{
	(void)state;
	expect_fault((struct conf_key){ .help = "Helps.", CONF_FLAG(struct planted, flag) },
		     "planted: -: a row without a name");
	expect_fault(ROW(.kind = CONF_KIND_FLAG, .owner = "struct planted",
			 .offset = sizeof(struct planted)),
		     "planted: k: lies outside of the struct");
	expect_fault(ROW(.kind = CONF_KIND_OPAQUE, .complaint = "not served"), "");
	expect_fault(ROW(.kind = CONF_KIND_OPAQUE),
		     "planted: k: nothing to say about a block that is not read");
	expect_fault(
		ROW(CONF_WORD(struct planted, word, words), .bad = CONF_BAD_USE, .bad_value = 2),
		"");
	expect_fault(
		ROW(CONF_WORD(struct planted, word, words), .bad = CONF_BAD_USE, .bad_value = 3),
		"planted: k: the value for bad input is no word of the set");
	expect_fault(ROW(CONF_SPAN(struct planted, span), .min = 5, .max = 9, .bad = CONF_BAD_USE,
			 .zero_is_good = true),
		     "");
	expect_fault(ROW(CONF_STRING(struct planted, text), .bad = CONF_BAD_CLAMP),
		     "planted: k: nothing to clamp to");
	expect_fault(ROW(CONF_ADDR(struct planted, addr), .bad = CONF_BAD_USE),
		     "planted: k: bad input has no value that could be used");
	expect_fault(ROW(CONF_ADDR(struct planted, addr), .absent = "::"),
		     "planted: k: a value of this kind cannot be left out");
	expect_fault(ROW(CONF_STRING(struct planted, text), .max_length = 5),
		     "planted: k: no complaint about a text that is too long");
	expect_fault(ROW(CONF_WORDS(struct planted, names), .repeat = CONF_FIRST_WINS),
		     "planted: k: no complaint about a second list");
	expect_fault(ROW(CONF_WORDS(struct planted, names), .repeat = CONF_FIRST_WINS,
			 .repeated = "again"),
		     "");
}

static void test_planted_blocks(void **state)
{
	static const struct conf_block no_room = { .name = "small",
						   .owner = "struct planted",
						   .size = 1 };
	static const struct conf_block no_owner = { .name = "nobody's",
						    .size = sizeof(struct planted) };

	(void)state;
	expect_fault_of(&no_room, "small: -: no name, no owner or no room for a head");
	expect_fault_of(&no_owner, "nobody's: -: no name, no owner or no room for a head");
}

/* A block may hold itself, and is looked at once. */
static void test_a_block_within_itself(void **state)
{
	static struct conf_key keys[] = { { .name = "k",
					    .help = "Helps.",
					    .kind = CONF_KIND_BLOCK,
					    .owner = "struct planted",
					    .offset = offsetof(struct planted, names) } };
	static struct conf_block block = { .name = "planted",
					   .owner = "struct planted",
					   .size = sizeof(struct planted),
					   .keys = keys,
					   .n_keys = 1 };

	(void)state;
	keys[0].block = &block;
	expect_fault_of(&block, "");
	keys[0].help = NULL;
	expect_fault_of(&block, "planted: k: no help");
}

static void test_origins(void **state)
{
	struct conf_origin older = { .offset = offsetof(struct planted, number), .line = 1 };
	struct conf_origin newer = { .next = &older,
				     .offset = offsetof(struct planted, word),
				     .line = 2 };
	struct planted planted = { .head.origins = &newer };

	(void)state;
	assert_ptr_equal(conf_origin_find(&planted.head, offsetof(struct planted, number)), &older);
	assert_ptr_equal(conf_origin_find(&planted.head, offsetof(struct planted, word)), &newer);
	assert_null(conf_origin_find(&planted.head, offsetof(struct planted, text)));
	assert_true(conf_is_given(&planted, number));
	assert_false(conf_is_given(&planted, flag));
}

static void test_fields(void **state)
{
	static const struct conf_key key = ROW(CONF_UINT(struct planted, number), .max = 9);
	struct planted planted = { .number = 5 };

	(void)state;
	assert_ptr_equal(conf_field(&key, &planted), &planted.number);
	assert_ptr_equal(conf_field_const(&key, &planted), &planted.number);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_fixture_is_sound),
		cmocka_unit_test(test_the_fixture_has_every_kind),
		cmocka_unit_test(test_planted_rows),
		cmocka_unit_test(test_planted_blocks),
		cmocka_unit_test(test_a_block_within_itself),
		cmocka_unit_test(test_origins),
		cmocka_unit_test(test_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
