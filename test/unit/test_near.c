/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "lib/base/ka.h"
#include "lib/text/near.h"

static void test_known_distances(void **state)
{
	static const struct {
		const char *a, *b;
		size_t distance;
	} cases[] = {
		{ "", "", 0 },
		{ "", "abc", 3 },
		{ "abc", "abc", 0 },
		{ "abc", "abd", 1 },
		{ "abc", "ab", 1 },
		{ "abc", "xabc", 1 },
		{ "abcd", "acbd", 1 },
		{ "ab", "ba", 1 },
		{ "ca", "abc", 3 }, /* a swapped pair is not edited again */
		{ "kitten", "sitting", 3 },
		{ "priorty", "priority", 1 },
		{ "virtual_ipadress", "virtual_ipaddress", 1 },
		{ "Abc", "abc", 1 },
		{ "abcdef", "ghijkl", 6 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		for (size_t limit = 0; limit < 8; limit++) {
			size_t expected = MIN(cases[i].distance, limit + 1);

			assert_int_equal(near_distance(cases[i].a, cases[i].b, limit), expected);
			assert_int_equal(near_distance(cases[i].b, cases[i].a, limit), expected);
		}
	}
}

static void test_long_words_are_far(void **state)
{
	char longest[65], too_long[66];

	(void)state;
	memset(longest, 'x', 64);
	longest[64] = '\0';
	memset(too_long, 'x', 65);
	too_long[65] = '\0';

	assert_int_equal(near_distance(longest, longest, 2), 0);
	assert_int_equal(near_distance(longest, longest + 1, 2), 1);
	assert_int_equal(near_distance(longest, "", 64), 64);
	assert_int_equal(near_distance(longest, "", 63), 64);
	assert_int_equal(near_distance(too_long, longest, 2), 3);
	assert_int_equal(near_distance(longest, too_long, 2), 3);
	assert_int_equal(near_distance(too_long, too_long, 2), 3);
	assert_int_equal(near_distance(too_long, "", 100), 101);
}

/* The definition itself, from the ends of both words. */
static size_t model(const char *a, size_t n, const char *b, size_t m)
{
	size_t best;

	if (n == 0 || m == 0)
		return n + m;

	best = model(a, n - 1, b, m - 1) + (a[n - 1] != b[m - 1]);
	best = MIN(best, model(a, n - 1, b, m) + 1);
	best = MIN(best, model(a, n, b, m - 1) + 1);
	if (n > 1 && m > 1 && a[n - 1] == b[m - 2] && a[n - 2] == b[m - 1])
		best = MIN(best, model(a, n - 2, b, m - 2) + 1);
	return best;
}

static void random_word(char word[8])
{
	size_t len = (size_t)rand() % 7;

	for (size_t i = 0; i < len; i++)
		word[i] = (char)('a' + rand() % 3);
	word[len] = '\0';
}

static void test_against_the_definition(void **state)
{
	(void)state;
	srand(7);
	for (int i = 0; i < 3000; i++) {
		char a[8], b[8];
		size_t distance, limit = (size_t)rand() % 7;

		random_word(a);
		random_word(b);
		distance = model(a, strlen(a), b, strlen(b));
		if (near_distance(a, b, limit) != MIN(distance, limit + 1))
			fail_msg("%s %s limit %zu, expected %zu", a, b, limit, distance);
	}
}

static const char *best_of(const char *word, const char *const *candidates)
{
	struct near n;

	near_init(&n, word);
	for (; *candidates; candidates++)
		near_try(&n, *candidates);
	return near_best(&n);
}

#define BEST(word, ...) best_of(word, (const char *const[]){ __VA_ARGS__, NULL })

static void test_best(void **state)
{
	(void)state;
	assert_string_equal(BEST("prioritty", "state", "priority", "interface"), "priority");
	assert_string_equal(BEST("intreface", "interface", "interfaces"), "interface");
	assert_string_equal(BEST("intreface", "interfaces", "interface"), "interface");
	assert_string_equal(BEST("state", "state", "stale"), "state");
	assert_null(BEST("lvs_sched", "state", "priority"));
}

static void test_no_candidates(void **state)
{
	struct near n;

	(void)state;
	near_init(&n, "state");
	assert_null(near_best(&n));
}

static void test_tie(void **state)
{
	(void)state;
	assert_null(BEST("weighs", "weight", "weighz"));
	assert_string_equal(BEST("weighs", "weight", "weighz", "weighs"), "weighs");
	assert_string_equal(BEST("weighs", "weight", "wieght", "height"), "weight");
	assert_string_equal(BEST("weighs", "weight", "weight"), "weight");
}

static void test_at_most_two_and_less_than_half(void **state)
{
	(void)state;
	assert_string_equal(BEST("abcde", "abcxy"), "abcxy");
	assert_null(BEST("abcd", "abxy"));
	assert_string_equal(BEST("abc", "abx"), "abx");
	assert_null(BEST("ab", "ax"));
	assert_null(BEST("abcdefghij", "abcdefgxyz"));
	assert_null(BEST("", "a"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_distances),
		cmocka_unit_test(test_long_words_are_far),
		cmocka_unit_test(test_against_the_definition),
		cmocka_unit_test(test_best),
		cmocka_unit_test(test_no_candidates),
		cmocka_unit_test(test_tie),
		cmocka_unit_test(test_at_most_two_and_less_than_half),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
