/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "lib/base/ka.h"
#include "lib/net/bytes.h"
#include "lib/net/csum.h"
#include "test/unit/packet_bytes.h"

static void test_numbers_in_packets(void **state)
{
	uint8_t b[7] = { 0xaa, 0, 0, 0, 0, 0, 0xbb };

	(void)state;
	bytes_put32(b + 1, 0x12f4567f);
	assert_memory_equal(b, "\xaa\x12\xf4\x56\x7f\x00\xbb", 7);
	assert_int_equal(bytes_get32(b + 1), 0x12f4567f);
	assert_int_equal(bytes_get16(b + 2), 0xf456);
	bytes_put16(b + 4, 0xfedc);
	assert_memory_equal(b, "\xaa\x12\xf4\x56\xfe\xdc\xbb", 7);
}

static void test_known_sums(void **state)
{
	/* RFC 1071 3; the header of an IPv4 packet; an odd length; nothing */
	static const struct {
		const char *hex;
		uint16_t csum;
	} cases[] = {
		{ "0001 f203 f4f5 f6f7", 0x220d },
		{ "45c0 0028 0001 0000 ff70 0000 0a090001 e0000012", 0xd088 },
		{ "0001 f2", 0x0dfe },
		{ "", 0xffff },
		{ "ffff ffff", 0x0000 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct packet p = packet_of(cases[i].hex);

		assert_int_equal(csum_close(csum_add(0, p.bytes, p.len)), cases[i].csum);
	}
}

static void test_right_packet_sums_to_nothing(void **state)
{
	struct packet p = packet_of("45c0 0028 0001 0000 ff70 d088 0a090001 e0000012");

	(void)state;
	assert_int_equal(csum_close(csum_add(0, p.bytes, p.len)), 0);
	p.bytes[8] ^= 1;
	assert_int_not_equal(csum_close(csum_add(0, p.bytes, p.len)), 0);
}

static void test_carries_of_a_long_message(void **state)
{
	uint8_t *bytes = malloc(1 << 20);

	(void)state;
	assert_non_null(bytes);
	memset(bytes, 0xff, 1 << 20);
	bytes[0] = 0x12;
	assert_int_equal(csum_close(csum_add(0, bytes, 1 << 20)), 0xed00);
	free(bytes);
}

static uint16_t message_sum(const struct addr *from, const struct addr *to, uint8_t protocol,
			    const struct packet *p)
{
	return csum_close(csum_add(csum_pseudo(from, to, protocol, p->len), p->bytes, p->len));
}

static void test_pseudo_headers(void **state)
{
	struct addr from = packet_addr("10.9.0.1");
	struct addr to = packet_addr("224.0.0.18");
	struct packet v4 = packet_of("313564010032 758e 0a090067");
	struct packet v6 = packet_of("31367802007d 2c30 fe800000000000000000000000000054"
				     "20010db8000900000000000000000054");

	(void)state;
	assert_int_equal(message_sum(&from, &to, 112, &v4), 0);
	assert_int_not_equal(message_sum(&from, &from, 112, &v4), 0);
	assert_int_not_equal(message_sum(&from, &to, 113, &v4), 0);
	from = packet_addr("fe80::ff:fe00:1");
	to = packet_addr("ff02::12");
	assert_int_equal(message_sum(&from, &to, 112, &v6), 0);
}

static void fill_random(uint8_t *bytes, size_t len)
{
	/* Many zeros and ones: these are where one's complement has its corners. */
	for (size_t i = 0; i < len; i++)
		bytes[i] = rand() % 3 ? (uint8_t)(rand() % 2 ? 0xff : 0) : (uint8_t)rand();
}

static void test_replaced_is_computed_anew(void **state)
{
	(void)state;
	srand(1624);
	for (unsigned n = 0; n < 50000; n++) {
		uint8_t bytes[12];
		uint8_t new[4];
		size_t len = rand() % 2 ? 2 : 4;
		size_t at = 2 + 2 * (size_t)(rand() % 4);
		uint16_t csum;

		fill_random(bytes, sizeof(bytes));
		fill_random(new, sizeof(new));
		bytes[0] = 0x21; /* a message is never all zeros */
		csum = csum_close(csum_add(0, bytes, sizeof(bytes)));
		csum = csum_replace(csum, bytes + at, new, len);
		memcpy(bytes + at, new, len);
		assert_int_equal(csum, csum_close(csum_add(0, bytes, sizeof(bytes))));
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers_in_packets),
		cmocka_unit_test(test_known_sums),
		cmocka_unit_test(test_right_packet_sums_to_nothing),
		cmocka_unit_test(test_carries_of_a_long_message),
		cmocka_unit_test(test_pseudo_headers),
		cmocka_unit_test(test_replaced_is_computed_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
