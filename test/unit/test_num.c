/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/ka.h"
#include "lib/text/num.h"

#define UNTOUCHED 4711

struct int_case {
	const char *text;
	enum num_error error;
	int64_t value;
};

struct uint_case {
	const char *text;
	enum num_error error;
	uint64_t value;
};

struct decimal_case {
	const char *text;
	unsigned places;
	enum num_error error;
	int64_t scaled;
};

static const struct int_case ints[] = {
	{ "0", NUM_OK, 0 },
	{ "-0", NUM_OK, 0 },
	{ "010", NUM_OK, 10 },
	{ "+7", NUM_OK, 7 },
	{ "-7", NUM_OK, -7 },
	{ " \t42\t ", NUM_OK, 42 },
	{ "0000000000000000000000000000005", NUM_OK, 5 },
	{ "9223372036854775807", NUM_OK, INT64_MAX },
	{ "-9223372036854775808", NUM_OK, INT64_MIN },
	{ "9223372036854775808", NUM_TOO_BIG, UNTOUCHED },
	{ "-9223372036854775809", NUM_TOO_BIG, UNTOUCHED },
	{ "18446744073709551616", NUM_TOO_BIG, UNTOUCHED },
	{ "-99999999999999999999999", NUM_TOO_BIG, UNTOUCHED },
	{ "99999999999999999999999x", NUM_TOO_BIG, UNTOUCHED },
	{ "5s", NUM_TRAILING, 5 },
	{ "-5s", NUM_TRAILING, -5 },
	{ "100abc", NUM_TRAILING, 100 },
	{ "1 2", NUM_TRAILING, 1 },
	{ "1.5", NUM_TRAILING, 1 },
	{ "1e9", NUM_TRAILING, 1 },
	{ "0x10", NUM_TRAILING, 0 },
	{ "1\n", NUM_TRAILING, 1 },
	{ "", NUM_INVALID, UNTOUCHED },
	{ "  ", NUM_INVALID, UNTOUCHED },
	{ "-", NUM_INVALID, UNTOUCHED },
	{ "+", NUM_INVALID, UNTOUCHED },
	{ "+-5", NUM_INVALID, UNTOUCHED },
	{ "--5", NUM_INVALID, UNTOUCHED },
	{ "- 5", NUM_INVALID, UNTOUCHED },
	{ "x5", NUM_INVALID, UNTOUCHED },
	{ ".5", NUM_INVALID, UNTOUCHED },
	{ "inf", NUM_INVALID, UNTOUCHED },
	{ "abc", NUM_INVALID, UNTOUCHED },
};

static const struct uint_case uints[] = {
	{ "0", NUM_OK, 0 },
	{ "010", NUM_OK, 10 },
	{ "+255", NUM_OK, 255 },
	{ " 255 ", NUM_OK, 255 },
	{ "18446744073709551615", NUM_OK, UINT64_MAX },
	{ "18446744073709551616", NUM_TOO_BIG, UNTOUCHED },
	{ "184467440737095516150", NUM_TOO_BIG, UNTOUCHED },
	{ "5s", NUM_TRAILING, 5 },
	{ "-5", NUM_NEGATIVE, UNTOUCHED },
	{ "-0", NUM_NEGATIVE, UNTOUCHED },
	{ "-5s", NUM_NEGATIVE, UNTOUCHED },
	{ "-99999999999999999999999", NUM_NEGATIVE, UNTOUCHED },
	{ "-", NUM_INVALID, UNTOUCHED },
	{ "-x", NUM_INVALID, UNTOUCHED },
	{ "", NUM_INVALID, UNTOUCHED },
	{ "abc", NUM_INVALID, UNTOUCHED },
};

static const struct uint_case auto_uints[] = {
	{ "0", NUM_OK, 0 },
	{ "10", NUM_OK, 10 },
	{ "010", NUM_OK, 8 },
	{ "022", NUM_OK, 18 },
	{ "0x1f", NUM_OK, 31 },
	{ "0X1F", NUM_OK, 31 },
	{ "+0x1f", NUM_OK, 31 },
	{ "0x00000000000000000000ff", NUM_OK, 255 },
	{ "0xffffffffffffffff", NUM_OK, UINT64_MAX },
	{ "0x10000000000000000", NUM_TOO_BIG, UNTOUCHED },
	{ "01777777777777777777777", NUM_OK, UINT64_MAX },
	{ "02000000000000000000000", NUM_TOO_BIG, UNTOUCHED },
	{ "18446744073709551616", NUM_TOO_BIG, UNTOUCHED },
	{ "0x", NUM_TRAILING, 0 },
	{ "0xg", NUM_TRAILING, 0 },
	{ "0x1g", NUM_TRAILING, 1 },
	{ "08", NUM_TRAILING, 0 },
	{ "018", NUM_TRAILING, 1 },
	{ "1f", NUM_TRAILING, 1 },
	{ "-0x1f", NUM_NEGATIVE, UNTOUCHED },
	{ "x1f", NUM_INVALID, UNTOUCHED },
	{ "ff", NUM_INVALID, UNTOUCHED },
};

static const struct int_case auto_ints[] = {
	{ "-0x10", NUM_OK, -16 },
	{ "-010", NUM_OK, -8 },
	{ "+10", NUM_OK, 10 },
	{ "-0x8000000000000000", NUM_OK, INT64_MIN },
	{ "-0x8000000000000001", NUM_TOO_BIG, UNTOUCHED },
	{ "0x8000000000000000", NUM_TOO_BIG, UNTOUCHED },
	{ "-0x", NUM_TRAILING, 0 },
	{ "0x-1", NUM_TRAILING, 0 },
};

static const struct decimal_case decimals[] = {
	{ "1.5", 6, NUM_OK, 1500000 },
	{ ".5", 6, NUM_OK, 500000 },
	{ "1.", 6, NUM_OK, 1000000 },
	{ "1", 6, NUM_OK, 1000000 },
	{ "0", 6, NUM_OK, 0 },
	{ "0.0", 6, NUM_OK, 0 },
	{ " 010.010 ", 6, NUM_OK, 10010000 },
	{ "0.000001", 6, NUM_OK, 1 },
	{ "4294.967295", 6, NUM_OK, 4294967295 },
	{ "3", 0, NUM_OK, 3 },
	{ "3.", 0, NUM_OK, 3 },
	{ "9223372036854.775807", 6, NUM_OK, INT64_MAX },
	{ "9223372036854.775808", 6, NUM_TOO_BIG, UNTOUCHED },
	{ "18446744073709.551616", 6, NUM_TOO_BIG, UNTOUCHED },
	{ "99999999999999999999", 0, NUM_TOO_BIG, UNTOUCHED },
	{ "99999999999999999999.x", 6, NUM_TOO_BIG, UNTOUCHED },
	{ "0", 25, NUM_OK, 0 },
	{ "1", 25, NUM_TOO_BIG, UNTOUCHED },
	{ "0.0000004", 6, NUM_TOO_PRECISE, 0 },
	{ "0.0000005", 6, NUM_TOO_PRECISE, 1 },
	{ "0.00000049999", 6, NUM_TOO_PRECISE, 0 },
	{ "0.9999995", 6, NUM_TOO_PRECISE, 1000000 },
	{ "1.0000000", 6, NUM_TOO_PRECISE, 1000000 },
	{ "1.5", 0, NUM_TOO_PRECISE, 2 },
	{ "1.4", 0, NUM_TOO_PRECISE, 1 },
	{ "9223372036854.7758074", 6, NUM_TOO_PRECISE, INT64_MAX },
	{ "9223372036854.7758075", 6, NUM_TOO_BIG, UNTOUCHED },
	{ "18446744073709.5516155", 6, NUM_TOO_BIG, UNTOUCHED },
	{ "1.5x", 6, NUM_TRAILING, 1500000 },
	{ "5s", 6, NUM_TRAILING, 5000000 },
	{ "1.x", 6, NUM_TRAILING, 1000000 },
	{ "1.5.2", 6, NUM_TRAILING, 1500000 },
	{ "1..5", 6, NUM_TRAILING, 1000000 },
	{ "1 .5", 6, NUM_TRAILING, 1000000 },
	{ "1e3", 6, NUM_TRAILING, 1000000 },
	{ "0x10", 6, NUM_TRAILING, 0 },
	{ "1,5", 6, NUM_TRAILING, 1000000 },
	{ "0.0000015s", 6, NUM_TRAILING, 2 },
	{ "-1", 6, NUM_NEGATIVE, UNTOUCHED },
	{ " -.5", 6, NUM_NEGATIVE, UNTOUCHED },
	{ "-0", 6, NUM_NEGATIVE, UNTOUCHED },
	{ "-1x", 6, NUM_NEGATIVE, UNTOUCHED },
	{ "-99999999999999999999", 6, NUM_NEGATIVE, UNTOUCHED },
	{ "+1", 6, NUM_OK, 1000000 },
	{ " +.5", 6, NUM_OK, 500000 },
	{ "+2s", 6, NUM_TRAILING, 2000000 },
	{ "+", 6, NUM_INVALID, UNTOUCHED },
	{ "++1", 6, NUM_INVALID, UNTOUCHED },
	{ "+-1", 6, NUM_INVALID, UNTOUCHED },
	{ "-+1", 6, NUM_INVALID, UNTOUCHED },
	{ "+ 1", 6, NUM_INVALID, UNTOUCHED },
	{ "-", 6, NUM_INVALID, UNTOUCHED },
	{ "-.", 6, NUM_INVALID, UNTOUCHED },
	{ "-x", 6, NUM_INVALID, UNTOUCHED },
	{ ".", 6, NUM_INVALID, UNTOUCHED },
	{ "..5", 6, NUM_INVALID, UNTOUCHED },
	{ ".x", 6, NUM_INVALID, UNTOUCHED },
	{ "", 6, NUM_INVALID, UNTOUCHED },
	{ " ", 6, NUM_INVALID, UNTOUCHED },
	{ "inf", 6, NUM_INVALID, UNTOUCHED },
	{ "nan", 6, NUM_INVALID, UNTOUCHED },
};

static void check_ints(enum num_error (*parse)(const char *, int64_t *),
		       const struct int_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int64_t value = UNTOUCHED;
		enum num_error error = parse(cases[i].text, &value);

		if (error != cases[i].error || value != cases[i].value)
			fail_msg("'%s': error %d, value %" PRId64, cases[i].text, error, value);
	}
}

static void check_uints(enum num_error (*parse)(const char *, uint64_t *),
			const struct uint_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint64_t value = UNTOUCHED;
		enum num_error error = parse(cases[i].text, &value);

		if (error != cases[i].error || value != cases[i].value)
			fail_msg("'%s': error %d, value %" PRIu64, cases[i].text, error, value);
	}
}

static void test_int(void **state)
{
	(void)state;
	check_ints(num_parse_int, ints, ARRAY_SIZE(ints));
}

static void test_uint(void **state)
{
	(void)state;
	check_uints(num_parse_uint, uints, ARRAY_SIZE(uints));
}

static void test_uint_auto(void **state)
{
	(void)state;
	check_uints(num_parse_uint_auto, auto_uints, ARRAY_SIZE(auto_uints));
}

static void test_int_auto(void **state)
{
	(void)state;
	check_ints(num_parse_int_auto, auto_ints, ARRAY_SIZE(auto_ints));
}

static void test_decimal(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(decimals); i++) {
		const struct decimal_case *c = &decimals[i];
		int64_t scaled = UNTOUCHED;
		enum num_error error = num_parse_decimal(c->text, c->places, &scaled);

		if (error != c->error || scaled != c->scaled)
			fail_msg("'%s': error %d, value %" PRId64, c->text, error, scaled);
	}
}

static uint64_t random_magnitude(void)
{
	uint64_t value = (uint64_t)rand() << 42 ^ (uint64_t)rand() << 21 ^ (uint64_t)rand();

	return value >> rand() % 64;
}

static void test_integers_survive_the_round_trip(void **state)
{
	(void)state;
	srand(4);
	for (int i = 0; i < 20000; i++) {
		uint64_t expected = random_magnitude(), value;
		int64_t expected_int = (int64_t)expected, value_int;
		char text[32];

		snprintf(text, sizeof(text), "%" PRIu64, expected);
		assert_int_equal(num_parse_uint(text, &value), NUM_OK);
		assert_true(value == expected);
		snprintf(text, sizeof(text), "%" PRId64, expected_int);
		assert_int_equal(num_parse_int(text, &value_int), NUM_OK);
		assert_true(value_int == expected_int);
		snprintf(text, sizeof(text), "0x%" PRIx64, expected);
		assert_int_equal(num_parse_uint_auto(text, &value), NUM_OK);
		assert_true(value == expected);
		snprintf(text, sizeof(text), "0%" PRIo64, expected);
		assert_int_equal(num_parse_uint_auto(text, &value), NUM_OK);
		assert_true(value == expected);
	}
}

/* The C library's own reading, where both speak of the same texts. */
static void test_random_text_against_strtoull(void **state)
{
	static const char alphabet[] = "000123456789xXaFg +.s";

	(void)state;
	srand(5);
	for (int i = 0; i < 50000; i++) {
		char text[8] = "", *end;
		uint64_t value = UNTOUCHED;
		unsigned long long expected;
		enum num_error error;

		for (int j = 0, n = rand() % 8; j < n; j++)
			text[j] = alphabet[(size_t)rand() % (sizeof(alphabet) - 1)];

		expected = strtoull(text, &end, 0);
		error = num_parse_uint_auto(text, &value);
		if (end == text) {
			assert_int_equal(error, NUM_INVALID);
			assert_int_equal(value, UNTOUCHED);
			continue;
		}
		end += strspn(end, " \t");
		if (error != (*end ? NUM_TRAILING : NUM_OK) || value != expected)
			fail_msg("'%s': error %d, value %" PRIu64, text, error, value);
	}
}

static void check_format(int64_t scaled, unsigned places, const char *expected)
{
	char buf[NUM_DECIMAL_LEN];

	assert_ptr_equal(num_format_decimal(scaled, places, buf), buf);
	assert_string_equal(buf, expected);
}

static void test_format(void **state)
{
	(void)state;
	check_format(0, 0, "0");
	check_format(0, 6, "0");
	check_format(1500000, 6, "1.5");
	check_format(1000000, 6, "1");
	check_format(1, 6, "0.000001");
	check_format(100, 6, "0.0001");
	check_format(4294967295, 6, "4294.967295");
	check_format(120, 0, "120");
	check_format(-1500000, 6, "-1.5");
	check_format(-1, 2, "-0.01");
	check_format(INT64_MAX, 0, "9223372036854775807");
	check_format(INT64_MIN, 0, "-9223372036854775808");
	check_format(INT64_MIN, 19, "-0.9223372036854775808");
	check_format(-1, 28, "-0.0000000000000000000000000001");
}

static void test_decimals_survive_the_round_trip(void **state)
{
	(void)state;
	srand(6);
	for (int i = 0; i < 20000; i++) {
		int64_t expected = (int64_t)(random_magnitude() >> 1), scaled;
		unsigned places = (unsigned)rand() % 19;
		char buf[NUM_DECIMAL_LEN];

		num_format_decimal(expected, places, buf);
		assert_int_equal(num_parse_decimal(buf, places, &scaled), NUM_OK);
		assert_true(scaled == expected);
		if (strchr(buf, '.'))
			assert_int_not_equal(buf[strlen(buf) - 1], '0');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_int),
		cmocka_unit_test(test_uint),
		cmocka_unit_test(test_uint_auto),
		cmocka_unit_test(test_int_auto),
		cmocka_unit_test(test_decimal),
		cmocka_unit_test(test_integers_survive_the_round_trip),
		cmocka_unit_test(test_random_text_against_strtoull),
		cmocka_unit_test(test_format),
		cmocka_unit_test(test_decimals_survive_the_round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
