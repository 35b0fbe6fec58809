/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "lib/base/ka.h"
#include "lib/net/addr.h"

static struct addr addr_of(const char *s)
{
	struct addr a;

	if (!addr_parse(s, &a))
		fail_msg("'%s' is no address", s);
	return a;
}

static void test_text_forms(void **state)
{
	static const struct {
		const char *text, *formatted;
		uint8_t family;
	} cases[] = {
		{ "192.0.2.1", "192.0.2.1", ADDR_IPV4 },
		{ "0.0.0.0", "0.0.0.0", ADDR_IPV4 },
		{ "255.255.255.255", "255.255.255.255", ADDR_IPV4 },
		{ "2001:DB8:0:0:0:0:0:1", "2001:db8::1", ADDR_IPV6 },
		{ "::", "::", ADDR_IPV6 },
		{ "::1", "::1", ADDR_IPV6 },
		{ "fe80::", "fe80::", ADDR_IPV6 },
		{ "::ffff:192.0.2.1", "::ffff:192.0.2.1", ADDR_IPV6 },
		{ "2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6", ADDR_IPV6 },
	};
	char buf[ADDR_LEN];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct addr a = addr_of(cases[i].text);

		assert_int_equal(a.family, cases[i].family);
		assert_ptr_equal(addr_format(&a, buf), buf);
		assert_string_equal(buf, cases[i].formatted);
	}
}

static void test_not_an_address(void **state)
{
	static const char *const texts[] = {
		"",
		" ",
		"192.0.2",
		"192.0.2.",
		"192.0.2.256",
		"192.0.2.1.1",
		"192.0.2.01",
		"0x7f.0.0.1",
		"3221225985",
		" 192.0.2.1",
		"192.0.2.1 ",
		"192.0.2.1/24",
		"localhost",
		":",
		":::",
		"1::2::3",
		"2001:db8",
		"fe80::1%eth0",
		"12345::",
		"::g",
		"[::1]",
		"1:2:3:4:5:6:7:8:9",
		"::1/128",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct addr a, before;

		memset(&a, 0x5a, sizeof(a));
		before = a;
		if (addr_parse(texts[i], &a))
			fail_msg("'%s' is an address", texts[i]);
		assert_memory_equal(&a, &before, sizeof(a));
	}
}

static void test_ipv4_leaves_the_rest_zero(void **state)
{
	static const uint8_t expected[16] = { 192, 0, 2, 1 };
	struct addr a;

	(void)state;
	memset(&a, 0x5a, sizeof(a));
	assert_true(addr_parse("192.0.2.1", &a));
	assert_memory_equal(a.bytes, expected, sizeof(expected));
}

static void test_random_addresses_survive_the_round_trip(void **state)
{
	(void)state;
	srand(9);
	for (int i = 0; i < 20000; i++) {
		struct addr a = { .family = i % 2 ? ADDR_IPV4 : ADDR_IPV6 }, back;
		char buf[ADDR_LEN];

		for (int j = 0; j < addr_bits(&a) / 8; j++)
			a.bytes[j] = rand() % 3 ? 0 : (uint8_t)rand();
		assert_true(addr_parse(addr_format(&a, buf), &back));
		assert_true(addr_equal(&a, &back));
		assert_memory_equal(&a, &back, sizeof(a));
	}
}

static void test_no_address(void **state)
{
	struct addr none = { .family = ADDR_NONE }, other = none;
	char buf[ADDR_LEN] = "x";

	(void)state;
	assert_string_equal(addr_format(&none, buf), "");
	assert_int_equal(addr_bits(&none), 0);
	assert_true(addr_equal(&none, &other));
	assert_false(addr_is_unspecified(&none));
	assert_false(addr_is_multicast(&none));
	assert_false(addr_is_link_local(&none));
	assert_int_equal(addr_multicast_scope(&none), 0);
}

static void test_equal(void **state)
{
	struct addr a = addr_of("192.0.2.1"), b = addr_of("192.0.2.1"), c = addr_of("192.0.2.2");
	struct addr x = addr_of("2001:db8::1"), y = addr_of("2001:db8::2");
	struct addr zero4 = addr_of("0.0.0.0"), zero6 = addr_of("::");

	(void)state;
	assert_true(addr_equal(&a, &b));
	assert_false(addr_equal(&a, &c));
	assert_true(addr_equal(&x, &x));
	assert_false(addr_equal(&x, &y));
	assert_false(addr_equal(&zero4, &zero6));
}

static void test_kinds(void **state)
{
	static const struct {
		const char *text;
		bool is_multicast, is_link_local, is_unspecified;
		uint8_t scope;
	} cases[] = {
		{ .text = "223.255.255.255" },
		{ .text = "224.0.0.0", .is_multicast = true },
		{ .text = "224.0.0.18", .is_multicast = true },
		{ .text = "239.255.255.255", .is_multicast = true },
		{ .text = "240.0.0.0" },
		{ .text = "255.255.255.255" },
		{ .text = "169.253.255.255" },
		{ .text = "169.254.0.0", .is_link_local = true },
		{ .text = "169.254.255.255", .is_link_local = true },
		{ .text = "169.255.0.0" },
		{ .text = "0.0.0.0", .is_unspecified = true },
		{ .text = "0.0.0.1" },
		{ .text = "feff::" },
		{ .text = "ff01::1", .is_multicast = true, .scope = 1 },
		{ .text = "ff02::12", .is_multicast = true, .scope = 2 },
		{ .text = "ff3e::1", .is_multicast = true, .scope = 14 },
		{ .text = "ff10::1", .is_multicast = true, .scope = 0 },
		{ .text = "fe7f:ffff::" },
		{ .text = "fe80::", .is_link_local = true },
		{ .text = "febf:ffff::1", .is_link_local = true },
		{ .text = "fec0::" },
		{ .text = "::", .is_unspecified = true },
		{ .text = "::1" },
		{ .text = "e000::" },
		{ .text = "a9fe::" },
		{ .text = "::ffff:0.0.0.0" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct addr a = addr_of(cases[i].text);

		if (addr_is_multicast(&a) != cases[i].is_multicast ||
		    addr_is_link_local(&a) != cases[i].is_link_local ||
		    addr_is_unspecified(&a) != cases[i].is_unspecified ||
		    addr_multicast_scope(&a) != cases[i].scope)
			fail_msg("%s is of another kind", cases[i].text);
	}
}

static void test_prefix(void **state)
{
	static const struct {
		const char *text;
		enum prefix_error error;
		const char *formatted;
		bool has_len;
	} cases[] = {
		{ "192.0.2.1", PREFIX_OK, "192.0.2.1/32", false },
		{ "192.0.2.1/24", PREFIX_OK, "192.0.2.1/24", true },
		{ "192.0.2.1/0", PREFIX_OK, "192.0.2.1/0", true },
		{ "192.0.2.1/32", PREFIX_OK, "192.0.2.1/32", true },
		{ "192.0.2.1/024", PREFIX_OK, "192.0.2.1/24", true },
		{ "2001:db8::1", PREFIX_OK, "2001:db8::1/128", false },
		{ "2001:db8::1/64", PREFIX_OK, "2001:db8::1/64", true },
		{ "::/0", PREFIX_OK, "::/0", true },
		{ "2001:db8::1/128", PREFIX_OK, "2001:db8::1/128", true },
		{ "192.0.2.1/33", PREFIX_BAD_LEN, "192.0.2.1/32", false },
		{ "192.0.2.1/", PREFIX_BAD_LEN, "192.0.2.1/32", false },
		{ "192.0.2.1/x", PREFIX_BAD_LEN, "192.0.2.1/32", false },
		{ "192.0.2.1/24x", PREFIX_BAD_LEN, "192.0.2.1/32", false },
		{ "192.0.2.1/-1", PREFIX_BAD_LEN, "192.0.2.1/32", false },
		{ "192.0.2.1/+1", PREFIX_BAD_LEN, "192.0.2.1/32", false },
		{ "192.0.2.1/ 1", PREFIX_BAD_LEN, "192.0.2.1/32", false },
		{ "192.0.2.1/24/24", PREFIX_BAD_LEN, "192.0.2.1/32", false },
		{ "192.0.2.1/255.255.255.0", PREFIX_BAD_LEN, "192.0.2.1/32", false },
		{ "192.0.2.1/4294967320", PREFIX_BAD_LEN, "192.0.2.1/32", false },
		{ "2001:db8::1/129", PREFIX_BAD_LEN, "2001:db8::1/128", false },
	};
	char buf[PREFIX_LEN];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct prefix p;
		bool has_len = !cases[i].has_len;

		if (prefix_parse(cases[i].text, &p, &has_len) != cases[i].error)
			fail_msg("'%s': unexpected outcome", cases[i].text);
		assert_ptr_equal(prefix_format(&p, buf), buf);
		assert_string_equal(buf, cases[i].formatted);
		assert_int_equal(has_len, cases[i].has_len);
	}
}

static void test_prefix_of_no_address(void **state)
{
	static const char *const texts[] = {
		"",
		"/",
		"/24",
		"192.0.2/24",
		"x/24",
		"192.0.2.1 /24",
		"0000:0000:0000:0000:0000:ffff:255.255.255.2555/1",
		"0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000/1"
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct prefix p, before;
		bool has_len = true;

		memset(&p, 0x5a, sizeof(p));
		before = p;
		assert_int_equal(prefix_parse(texts[i], &p, &has_len), PREFIX_BAD_ADDR);
		assert_memory_equal(&p, &before, sizeof(p));
		assert_true(has_len);
	}
}

static void test_longest_texts_fit(void **state)
{
	static const char longest[] = "0000:0000:0000:0000:0000:ffff:255.255.255.255/128";
	char addr_buf[ADDR_LEN], buf[PREFIX_LEN];
	struct prefix p;
	bool has_len;

	(void)state;
	assert_int_equal(strlen(longest), PREFIX_LEN - 1);
	assert_int_equal(prefix_parse(longest, &p, &has_len), PREFIX_OK);
	assert_string_equal(prefix_format(&p, buf), "::ffff:255.255.255.255/128");

	p = (struct prefix){ .addr.family = ADDR_IPV6, .len = 128 };
	memset(p.addr.bytes, 0xff, sizeof(p.addr.bytes));
	assert_string_equal(addr_format(&p.addr, addr_buf),
			    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
	assert_string_equal(prefix_format(&p, buf), "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128");
}

static void test_prefix_equal(void **state)
{
	struct prefix a = { .addr = addr_of("192.0.2.1"), .len = 24 }, b = a;

	(void)state;
	assert_true(prefix_equal(&a, &b));
	b.len = 25;
	assert_false(prefix_equal(&a, &b));
	b = a;
	b.addr = addr_of("192.0.2.2"); /* host bits count */
	assert_false(prefix_equal(&a, &b));
}

static void test_prefix_of_none(void **state)
{
	struct prefix p = { .addr.family = ADDR_NONE };
	char buf[PREFIX_LEN] = "x";

	(void)state;
	assert_string_equal(prefix_format(&p, buf), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_forms),
		cmocka_unit_test(test_not_an_address),
		cmocka_unit_test(test_ipv4_leaves_the_rest_zero),
		cmocka_unit_test(test_random_addresses_survive_the_round_trip),
		cmocka_unit_test(test_no_address),
		cmocka_unit_test(test_equal),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_prefix),
		cmocka_unit_test(test_prefix_of_no_address),
		cmocka_unit_test(test_longest_texts_fit),
		cmocka_unit_test(test_prefix_equal),
		cmocka_unit_test(test_prefix_of_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
