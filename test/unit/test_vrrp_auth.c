/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the packets of test_vrrp_adv and test_vrrp_judge do not show: sequences and marks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "keepalived/model/conf_vrrp.h"
#include "keepalived/vrrp/core/vrrp_auth.h"
#include "lib/base/ka.h"
#include "test/unit/packet_bytes.h"
#include "test/unit/vrrp_vectors.h"

#define AT(seconds, rest) ((uint64_t)(seconds) << 32 | (rest))

static void test_next_sequence(void **state)
{
	static const struct {
		uint8_t anti_replay;
		uint64_t last, clock, next;
	} cases[] = {
		{ CONF_HMAC_TIME, 0, AT(1000, 0), AT(1000, 0) },
		{ CONF_HMAC_TIME, AT(999, 7), AT(1000, 0), AT(1000, 0) },
		{ CONF_HMAC_TIME, AT(1000, 0), AT(1000, 0), AT(1000, 1) },
		{ CONF_HMAC_TIME, AT(1000, 0xffffffff), AT(1000, 0), AT(1001, 0) },
		{ CONF_HMAC_TIME, AT(1005, 3), AT(1000, 0), AT(1005, 4) },
		{ CONF_HMAC_TIME, AT(1006, 3), AT(1000, 0), AT(1000, 0) },
		{ CONF_HMAC_MONOTONIC, AT(2000, 3), AT(1000, 0), AT(2000, 4) },
		/* beyond 2038, and around the end of 32 bits in 2106 */
		{ CONF_HMAC_MONOTONIC, 0, AT(0x90000000, 0), AT(0x90000000, 0) },
		{ CONF_HMAC_MONOTONIC, AT(0xffffffff, 5), AT(1, 0), AT(1, 0) },
		{ CONF_HMAC_TIME, AT(2, 5), AT(0xffffffff, 0), AT(2, 6) },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct vrrp_hmac_policy policy = { .anti_replay = cases[i].anti_replay,
						   .window = span_seconds(5) };

		assert_int_equal(vrrp_auth_next_sequence(&policy, cases[i].last, cases[i].clock),
				 cases[i].next);
	}
}

static void must_have(const struct vrrp_mark *marks, size_t n, const char *expected)
{
	char text[16] = "";

	for (size_t i = 0; i < n; i++)
		text[i] = marks[i].source.family ? (char)('0' + marks[i].source.bytes[3]) : '-';
	assert_string_equal(text, expected);
}

static void remember(struct vrrp_mark *marks, uint8_t sender, uint64_t sequence)
{
	struct vrrp_mark mark = { packet_addr("192.0.2.0"), sequence };

	mark.source.bytes[3] = sender;
	vrrp_auth_remember(marks, VRRP_MARKS, &mark);
}

static void test_marks_of_the_latest_senders(void **state)
{
	struct vrrp_mark marks[VRRP_MARKS] = { 0 };

	(void)state;
	must_have(marks, VRRP_MARKS, "----");
	remember(marks, 1, 10);
	must_have(marks, VRRP_MARKS, "1---");
	remember(marks, 2, 20);
	remember(marks, 3, 30);
	must_have(marks, VRRP_MARKS, "321-");
	remember(marks, 2, 21);
	must_have(marks, VRRP_MARKS, "231-");
	assert_int_equal(marks[0].sequence, 21);
	assert_int_equal(marks[2].sequence, 10);
	remember(marks, 4, 40);
	must_have(marks, VRRP_MARKS, "4231");
	remember(marks, 5, 50);
	must_have(marks, VRRP_MARKS, "5423");
	remember(marks, 3, 31);
	must_have(marks, VRRP_MARKS, "3542");
	assert_int_equal(marks[3].sequence, 21);
	vrrp_auth_remember(marks, 0, marks + 1);
	must_have(marks, VRRP_MARKS, "3542");
}

/* The TTL is part of the digest, but in unicast. */
static void test_ah_and_the_ttl(void **state)
{
	static const uint8_t pass[VRRP_PASS_LEN] = "secretpw";
	vrrp_hmac_fn md5 = vrrp_vector_digests.md5;
	struct packet p;

	(void)state;
	for (unsigned is_unicast = 0; is_unicast < 2; is_unicast++) {
		p = packet_of("45c00040 00010000 ff33d0ad 0a090001 e0000012"
			      "70040000 0a090001 00000001 00000000 00000000 00000000"
			      "21376401 02016e54 0a090069 00000000 00000000");
		vrrp_auth_ah_seal(md5, pass, is_unicast, p.bytes, p.len);
		assert_true(vrrp_auth_ah_is_sealed(md5, pass, is_unicast, p.bytes, 20, p.len));
		assert_false(vrrp_auth_ah_is_sealed(md5, pass, !is_unicast, p.bytes, 20, p.len));
		p.bytes[8] = 64;
		assert_int_equal(vrrp_auth_ah_is_sealed(md5, pass, is_unicast, p.bytes, 20, p.len),
				 is_unicast);
	}
}

static void test_equal(void **state)
{
	static const uint8_t one[8] = "12345678";

	(void)state;
	for (unsigned i = 0; i < 8; i++) {
		uint8_t other[8] = "12345678";

		assert_true(vrrp_auth_is_equal(one, other, 8));
		other[i] ^= 0x80;
		assert_false(vrrp_auth_is_equal(one, other, 8));
		assert_true(vrrp_auth_is_equal(one, other, i));
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_next_sequence),
		cmocka_unit_test(test_marks_of_the_latest_senders),
		cmocka_unit_test(test_ah_and_the_ttl),
		cmocka_unit_test(test_equal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
