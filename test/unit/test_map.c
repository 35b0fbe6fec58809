/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/map.h"

static void test_empty(void **state)
{
	struct map m;

	(void)state;
	map_init(&m);
	assert_null(map_find(&m, "x"));
	assert_null(map_find(&m, ""));
	map_release(&m);
	map_release(&m);
	assert_null(map_find(&m, "x"));
}

static void test_put_never_replaces(void **state)
{
	char same[] = "key";
	int one, two;
	struct map m;

	(void)state;
	map_init(&m);
	assert_true(map_put(&m, "key", &one));
	assert_false(map_put(&m, same, &two));
	assert_ptr_equal(map_find(&m, same), &one);
	assert_null(map_find(&m, "ke"));
	assert_null(map_find(&m, "keys"));
	assert_null(map_find(&m, ""));
	assert_int_equal(m.n, 1);
	map_release(&m);
}

static void test_set_replaces(void **state)
{
	int one, two;
	struct map m;

	(void)state;
	map_init(&m);
	map_set(&m, "key", &one);
	map_set(&m, "key", &two);
	assert_ptr_equal(map_find(&m, "key"), &two);
	assert_int_equal(m.n, 1);
	map_release(&m);
}

/* A value may carry its own key: the old one is not touched once it has been replaced. */
static void test_set_lets_go_of_the_old_key(void **state)
{
	char *old = malloc(4), new[] = "key";
	struct map m;

	(void)state;
	snprintf(old, 4, "key");
	map_init(&m);
	map_set(&m, old, old);
	map_set(&m, new, new);
	free(old);
	assert_ptr_equal(map_find(&m, "key"), new);
	map_release(&m);
}

static void test_empty_key_and_null_value(void **state)
{
	int one;
	struct map m;

	(void)state;
	map_init(&m);
	assert_true(map_put(&m, "", &one));
	assert_ptr_equal(map_find(&m, ""), &one);
	assert_true(map_put(&m, "null", NULL));
	assert_false(map_put(&m, "null", &one));
	assert_null(map_find(&m, "null"));
	map_release(&m);
}

static void test_used_again_after_release(void **state)
{
	int one;
	struct map m;

	(void)state;
	map_init(&m);
	map_put(&m, "a", &one);
	map_release(&m);
	assert_null(map_find(&m, "a"));
	assert_true(map_put(&m, "a", &one));
	map_release(&m);
}

enum { NAMES = 5000 };

static char names[NAMES][16];

static void test_against_an_array(void **state)
{
	static void *expected[NAMES];
	size_t n = 0;
	struct map m;

	(void)state;
	srand(2);
	map_init(&m);
	for (int step = 0; step < 40000; step++) {
		size_t i = (size_t)rand() % NAMES;
		void *value = names[rand() % NAMES];

		switch (rand() % 3) {
		case 0:
			assert_int_equal(map_put(&m, names[i], value), !expected[i]);
			n += !expected[i];
			expected[i] = expected[i] ? expected[i] : value;
			break;
		case 1:
			map_set(&m, names[i], value);
			n += !expected[i];
			expected[i] = value;
			break;
		default: assert_ptr_equal(map_find(&m, names[i]), expected[i]);
		}
		assert_int_equal(m.n, n);
	}
	for (size_t i = 0; i < NAMES; i++)
		assert_ptr_equal(map_find(&m, names[i]), expected[i]);
	map_release(&m);
}

static void test_never_full(void **state)
{
	struct map m;

	(void)state;
	map_init(&m);
	for (size_t i = 0; i < NAMES; i++) {
		assert_true(map_put(&m, names[i], names[i]));
		assert_true(m.n < m.size);
		assert_int_equal(m.size & (m.size - 1), 0);
		assert_null(map_find(&m, "not there"));
	}
	map_release(&m);
}

static int make_names(void **state)
{
	(void)state;
	for (int i = 0; i < NAMES; i++)
		snprintf(names[i], sizeof(names[i]), "VI_%d", i);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_put_never_replaces),
		cmocka_unit_test(test_set_replaces),
		cmocka_unit_test(test_set_lets_go_of_the_old_key),
		cmocka_unit_test(test_empty_key_and_null_value),
		cmocka_unit_test(test_used_again_after_release),
		cmocka_unit_test(test_against_an_array),
		cmocka_unit_test(test_never_full),
	};

	return cmocka_run_group_tests(tests, make_names, NULL);
}
