/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/text/sbuf.h"

static void test_empty(void **state)
{
	struct sbuf b;

	(void)state;
	sbuf_init(&b);
	assert_string_equal(sbuf_text(&b), "");
	sbuf_clear(&b);
	assert_string_equal(sbuf_text(&b), "");
	sbuf_add(&b, "");
	sbuf_add_mem(&b, NULL, 0);
	sbuf_addf(&b, "%s", "");
	assert_string_equal(sbuf_text(&b), "");
	assert_int_equal(b.len, 0);
	sbuf_release(&b);
	sbuf_release(&b);
	assert_string_equal(sbuf_text(&b), "");
}

static void test_each_way_to_add(void **state)
{
	struct sbuf b;

	(void)state;
	sbuf_init(&b);
	sbuf_add(&b, "vrrp");
	sbuf_add_char(&b, '_');
	sbuf_add_mem(&b, "instance...", 8);
	sbuf_addf(&b, " %s %d", "VI", 1);
	assert_string_equal(sbuf_text(&b), "vrrp_instance VI 1");
	assert_int_equal(b.len, strlen("vrrp_instance VI 1"));
	sbuf_release(&b);
}

static void test_cut(void **state)
{
	struct sbuf b;

	(void)state;
	sbuf_init(&b);
	sbuf_cut(&b, 0);
	assert_string_equal(sbuf_text(&b), "");
	sbuf_add(&b, "one two");
	sbuf_cut(&b, 7);
	assert_string_equal(sbuf_text(&b), "one two");
	sbuf_cut(&b, 3);
	assert_string_equal(sbuf_text(&b), "one");
	sbuf_add(&b, " three");
	assert_string_equal(sbuf_text(&b), "one three");
	assert_int_equal(b.len, 9);
	sbuf_release(&b);
}

static void test_clear_keeps_memory(void **state)
{
	struct sbuf b;
	size_t cap;

	(void)state;
	sbuf_init(&b);
	sbuf_addf(&b, "%500s", "x");
	cap = b.cap;
	sbuf_clear(&b);
	assert_string_equal(sbuf_text(&b), "");
	assert_int_equal(b.len, 0);
	assert_int_equal(b.cap, cap);
	sbuf_add(&b, "y");
	assert_string_equal(sbuf_text(&b), "y");
	sbuf_release(&b);
}

static void test_bytes_may_be_zero(void **state)
{
	struct sbuf b;

	(void)state;
	sbuf_init(&b);
	sbuf_add_mem(&b, "a\0b", 3);
	sbuf_add_char(&b, '\0');
	assert_int_equal(b.len, 4);
	assert_memory_equal(b.at, "a\0b\0", 5);
	sbuf_release(&b);
}

/* Lengths around every capacity: the terminator must always have room. */
static void test_format_of_every_length(void **state)
{
	struct sbuf b;

	(void)state;
	for (int prefix = 0; prefix < 20; prefix++) {
		for (int len = 0; len < 150; len++) {
			sbuf_init(&b);
			for (int i = 0; i < prefix; i++)
				sbuf_add_char(&b, 'p');
			sbuf_addf(&b, "%*s", len, "");
			assert_int_equal(b.len, prefix + len);
			assert_int_equal(strlen(sbuf_text(&b)), b.len);
			assert_true(b.cap > b.len);
			sbuf_release(&b);
		}
	}
}

static void test_grows_at_least_by_doubling(void **state)
{
	size_t cap = 0;
	unsigned growths = 0;
	struct sbuf b;

	(void)state;
	sbuf_init(&b);
	for (int i = 0; i < 1000000; i++) {
		sbuf_add_char(&b, 'x');
		if (b.cap == cap)
			continue;
		assert_true(b.cap >= 2 * cap);
		cap = b.cap;
		growths++;
	}
	assert_true(growths <= 20);
	sbuf_release(&b);
}

static void test_against_an_array(void **state)
{
	static char expected[100000];
	size_t len = 0;
	struct sbuf b;

	(void)state;
	srand(3);
	sbuf_init(&b);
	while (len < sizeof(expected) - 100) {
		char word[64];
		size_t n = (size_t)rand() % sizeof(word);

		memset(word, 'a' + rand() % 26, n);
		word[n] = '\0';
		switch (rand() % 4) {
		case 0: sbuf_add(&b, word); break;
		case 1: sbuf_add_mem(&b, word, n); break;
		case 2: sbuf_addf(&b, "%s", word); break;
		default:
			n = 1;
			word[0] = '-';
			sbuf_add_char(&b, '-');
		}
		memcpy(expected + len, word, n);
		len += n;
		assert_int_equal(b.len, len);
		assert_int_equal(b.at[len], '\0');
	}
	assert_string_equal(sbuf_text(&b), expected);
	sbuf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_each_way_to_add),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_clear_keeps_memory),
		cmocka_unit_test(test_bytes_may_be_zero),
		cmocka_unit_test(test_format_of_every_length),
		cmocka_unit_test(test_grows_at_least_by_doubling),
		cmocka_unit_test(test_against_an_array),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
