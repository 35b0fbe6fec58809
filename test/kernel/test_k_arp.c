/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/if_ether.h>
#include <linux/if_packet.h>

#include "keepalived/kernel/k_arp.h"
#include "netns.h"

#define FRAME_LEN 42

struct bed {
	struct k_arp arp;
	int listener; /* hears what t0 sends, on t1 */
};

static struct bed bed;

static int setup(void **state)
{
	struct sockaddr_ll on = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ARP) };

	(void)state;
	bed = (struct bed){ .arp.fd = -1, .listener = -1 };
	if (!netns_is_ours())
		return 0;
	netns_add_veth("t0", "t1");
	on.sll_ifindex = (int)netns_index("t1");
	bed.listener = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ARP));
	if (bed.listener < 0 || bind(bed.listener, (struct sockaddr *)&on, sizeof(on)) < 0)
		return -1;
	return k_arp_open(&bed.arp);
}

static int teardown(void **state)
{
	(void)state;
	k_arp_close(&bed.arp);
	if (bed.listener >= 0)
		close(bed.listener);
	if (netns_is_ours())
		netns_delete_link("t0");
	return 0;
}

/* Ethernet broadcast, then bytes that tell it from the others. */
static void make(uint8_t frame[FRAME_LEN], unsigned number)
{
	memset(frame, (int)number & 0xff, FRAME_LEN);
	memset(frame, 0xff, 6);
	memcpy(frame + 6, "\x02\0\0\0\0\1\x08\x06", 8);
	frame[FRAME_LEN - 1] = (uint8_t)(number >> 8);
}

static void assert_heard(unsigned number)
{
	struct pollfd ready = { .fd = bed.listener, .events = POLLIN };
	uint8_t expected[FRAME_LEN];
	uint8_t heard[200];

	make(expected, number);
	assert_int_equal(poll(&ready, 1, 10000), 1);
	assert_int_equal(recv(bed.listener, heard, sizeof(heard), 0), FRAME_LEN);
	assert_memory_equal(heard, expected, FRAME_LEN);
}

static void test_frames_arrive_as_they_are(void **state)
{
	enum { N = 150 };
	static uint8_t bytes[N][FRAME_LEN];
	struct k_arp_frame frames[N];
	int error = 0;

	(void)state;
	NEED_NETNS();
	for (unsigned i = 0; i < N; i++) {
		make(bytes[i], i);
		frames[i] = (struct k_arp_frame){ bytes[i], FRAME_LEN, netns_index("t0") };
	}
	assert_int_equal(k_arp_send(&bed.arp, frames, N, &error), N);
	assert_int_equal(error, 0);
	for (unsigned i = 0; i < N; i++)
		assert_heard(i);
}

static void test_a_frame_that_cannot_be_sent(void **state)
{
	uint8_t bytes[3][FRAME_LEN];
	struct k_arp_frame frames[3];
	int error = 0;

	(void)state;
	NEED_NETNS();
	for (unsigned i = 0; i < 3; i++) {
		make(bytes[i], i);
		frames[i] = (struct k_arp_frame){ bytes[i], FRAME_LEN, netns_index("t0") };
	}
	frames[1].index = 99999;
	assert_int_equal(k_arp_send(&bed.arp, frames, 3, &error), 1);
	assert_int_equal(error, -ENXIO);
	error = 0;
	assert_int_equal(k_arp_send(&bed.arp, frames + 2, 1, &error), 1);
	assert_heard(0);
	assert_heard(2);
	netns_run("ip link set t0 down");
	assert_int_equal(k_arp_send(&bed.arp, frames, 1, &error), 0);
	assert_int_equal(error, -ENETDOWN);
}

/* What others send is not kept for us. */
static void test_hears_nothing(void **state)
{
	struct pollfd ready = { .fd = bed.arp.fd, .events = POLLIN };
	uint8_t bytes[FRAME_LEN];
	struct k_arp_frame frame = { bytes, FRAME_LEN, 0 };
	struct k_arp other;
	int error;

	(void)state;
	NEED_NETNS();
	assert_int_equal(k_arp_open(&other), 0);
	make(bytes, 7);
	frame.index = netns_index("t1");
	assert_int_equal(k_arp_send(&other, &frame, 1, &error), 1);
	frame.index = netns_index("t0");
	assert_int_equal(k_arp_send(&other, &frame, 1, &error), 1);
	assert_heard(7);
	assert_int_equal(poll(&ready, 1, 0), 0);
	k_arp_close(&other);
	k_arp_close(&other);
}

int main(void)
{
#define ON_VETH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		ON_VETH(test_frames_arrive_as_they_are),
		ON_VETH(test_a_frame_that_cannot_be_sent),
		ON_VETH(test_hears_nothing),
	};

	return cmocka_run_group_tests(tests, netns_setup, NULL);
}
