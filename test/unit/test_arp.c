/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "lib/net/arp.h"
#include "test/unit/packet_bytes.h"

static void must_announce(const struct arp_link *link, const char *ip, const char *hex)
{
	struct packet expected = packet_of(hex);
	struct addr a = packet_addr(ip);
	uint8_t frame[ARP_FRAME_MAX];
	size_t len;

	memset(frame, 0xa5, sizeof(frame));
	len = arp_announce_encode(link, &a, frame);
	packet_must_be(frame, len, &expected);
	for (; len < sizeof(frame); len++)
		assert_int_equal(frame[len], 0xa5);
}

static struct arp_link ethernet(const char *address)
{
	struct arp_link link = { .kind = ARP_ETHERNET };

	memset(link.broadcast, 0xff, 6);
	memcpy(link.address, packet_of(address).bytes, 6);
	return link;
}

static void test_ethernet(void **state)
{
	struct arp_link link = ethernet("02 00 00 00 00 01");

	(void)state;
	must_announce(&link, "10.9.0.103",
		      "ff ff ff ff ff ff 02 00 00 00 00 01 08 06 00 01"
		      "08 00 06 04 00 01 02 00 00 00 00 01 0a 09 00 67"
		      "ff ff ff ff ff ff 0a 09 00 67");
	link = ethernet("00 00 5e 00 01 0a");
	must_announce(&link, "10.9.0.100",
		      "ff ff ff ff ff ff 00 00 5e 00 01 0a 08 06 00 01"
		      "08 00 06 04 00 01 00 00 5e 00 01 0a 0a 09 00 64"
		      "ff ff ff ff ff ff 0a 09 00 64");
}

static void test_infiniband(void **state)
{
	struct arp_link link = { .kind = ARP_INFINIBAND };

	(void)state;
	for (uint8_t i = 0; i < 20; i++)
		link.address[i] = (uint8_t)(0x40 + i);
	memcpy(link.broadcast, packet_of("00ffffff ff12401b ffff0000 00000000 ffffffff").bytes, 20);
	must_announce(&link, "192.0.2.7",
		      "00ffffff ff12401b ffff0000 00000000 ffffffff 0806 0000"
		      "0020 0800 14 04 0001"
		      "40414243 44454647 48494a4b 4c4d4e4f 50515253 c0000207"
		      "ffffffff ffffffff ffffffff ffffffff ffffffff c0000207");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ethernet),
		cmocka_unit_test(test_infiniband),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
