/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "keepalived/vrrp/core/vrrp_quiet.h"
#include "test/unit/packet_bytes.h"

#define SILENT UINT32_MAX

static struct vrrp_quiet quiet;

static int start(void **state)
{
	(void)state;
	vrrp_quiet_init(&quiet);
	return 0;
}

static void must_say(uint8_t sender, enum vrrp_verdict v, int64_t us, uint32_t suppressed)
{
	struct addr source = packet_addr("192.0.2.0");
	unsigned told = SILENT;
	bool said;

	source.bytes[3] = sender;
	said = vrrp_quiet_may_say(&quiet, &source, v, (struct mono){ us }, &told);
	assert_int_equal(said, suppressed != SILENT);
	assert_int_equal(told, suppressed);
}

static void test_once_in_ten_seconds(void **state)
{
	(void)state;
	must_say(1, VRRP_BAD_TTL, 500, 0);
	must_say(1, VRRP_BAD_TTL, 501, SILENT);
	must_say(1, VRRP_BAD_TTL, 10000499, SILENT);
	must_say(1, VRRP_BAD_TTL, 10000500, 2);
	must_say(1, VRRP_BAD_TTL, 10000501, SILENT);
	must_say(1, VRRP_BAD_TTL, 30000000, 1);
}

static void test_kinds_and_senders_are_apart(void **state)
{
	(void)state;
	must_say(1, VRRP_BAD_TTL, 0, 0);
	must_say(1, VRRP_BAD_CHECKSUM, 1, 0);
	must_say(2, VRRP_BAD_TTL, 2, 0);
	must_say(1, VRRP_BAD_TTL, 3, SILENT);
	must_say(1, VRRP_BAD_CHECKSUM, 4, SILENT);
	must_say(2, VRRP_BAD_TTL, 5, SILENT);
	must_say(1, VRRP_BAD_TTL, 10000000, 1);
}

/* The ninth and all after it share what is said, until one of the eight was good for a while. */
static void test_flood_of_senders(void **state)
{
	(void)state;
	for (uint8_t i = 1; i <= 8; i++)
		must_say(i, VRRP_BAD_TTL, i * 1000000, 0);
	must_say(9, VRRP_BAD_TTL, 9000000, 0);
	for (uint8_t i = 10; i < 200; i++)
		must_say(i, VRRP_BAD_TTL, 9000000 + i, SILENT);
	must_say(8, VRRP_BAD_TTL, 9900000, SILENT);
	must_say(201, VRRP_BAD_CHECKSUM, 9900001, 0);
	must_say(202, VRRP_BAD_CHECKSUM, 9900002, SILENT);

	must_say(203, VRRP_BAD_TTL, 11000000, 0); /* in the place of 1 */
	must_say(203, VRRP_BAD_TTL, 11000001, SILENT);
	must_say(1, VRRP_BAD_TTL, 11000002, SILENT);
	must_say(1, VRRP_BAD_TTL, 12000000, 0); /* in the place of 2 */
	must_say(9, VRRP_BAD_TTL, 12000001, SILENT);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_once_in_ten_seconds, start),
		cmocka_unit_test_setup(test_kinds_and_senders_are_apart, start),
		cmocka_unit_test_setup(test_flood_of_senders, start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
