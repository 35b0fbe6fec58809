/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How often all is asked for, played with a hand whose answers the test writes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/rtnetlink.h>

#include "keepalived/kernel/hand_wire.h"
#include "keepalived/kernel/k_view.h"
#include "lib/sys/netlink_batch.h"
#include "netns.h"

#define MOST_TRIES 10

struct bed {
	struct hand hand;
	struct k_view view;
	int fd; /* the hand's end */
	unsigned n_renewed;
	int error;
	unsigned n_came;
	unsigned n_went;
};

static void on_addr(struct k_view *kv, const struct view_notice *notice, bool was_there)
{
	(void)kv;
	(void)was_there;
	(void)notice;
}

static void on_iface(struct k_view *kv, const struct iface_news *news)
{
	struct bed *bed = container_of(kv, struct bed, view);

	bed->n_came += !!(news->what & IFACE_CAME);
	bed->n_went += !!(news->what & IFACE_WENT);
}

static void on_renewed(struct k_view *kv, int error)
{
	struct bed *bed = container_of(kv, struct bed, view);

	bed->n_renewed++;
	bed->error = error;
}

static void attach(struct bed *bed)
{
	const struct hand_answer ready = { .word = HAND_READY, .n = 1 };
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), 0);
	bed->fd = fds[1];
	hand_attach(&bed->hand, fds[0]);
	assert_int_equal(send(bed->fd, &ready, sizeof(ready), 0), sizeof(ready));
	assert_int_equal(hand_on_readable(&bed->hand), 0);
}

static int setup(void **state)
{
	struct bed *bed = calloc(1, sizeof(*bed));

	if (!bed)
		return -1;
	*state = bed;
	if (!netns_is_ours())
		return 0;
	hand_init(&bed->hand);
	attach(bed);
	bed->view.on_addr = on_addr;
	bed->view.on_iface = on_iface;
	bed->view.on_renewed = on_renewed;
	return k_view_open(&bed->view, &bed->hand);
}

static int teardown(void **state)
{
	struct bed *bed = *state;

	if (netns_is_ours()) {
		k_view_close(&bed->view);
		hand_release(&bed->hand);
		close(bed->fd);
	}
	free(bed);
	return 0;
}

/* The type of the dump that is asked for; 0 when nothing is. */
static uint32_t question(struct bed *bed, struct hand_request *request)
{
	char packet[HAND_PACKET_SIZE];
	ssize_t len = recv(bed->fd, packet, sizeof(packet), MSG_DONTWAIT);

	if (len < 0)
		return 0;
	memcpy(request, packet, sizeof(*request));
	assert_int_equal(request->verb, HAND_DUMP);
	return request->n;
}

/* One interface of that index and name. */
static void say_link(struct bed *bed, uint32_t seq, int index, const char *name)
{
	const struct ifinfomsg header = { .ifi_index = index, .ifi_flags = IFF_UP };
	struct hand_answer answer = { .seq = seq, .word = HAND_PART };
	struct netlink_batch batch;
	char packet[1000];

	netlink_batch_init(&batch);
	netlink_batch_begin(&batch, RTM_NEWLINK, 0, &header, sizeof(header));
	netlink_batch_put(&batch, IFLA_IFNAME, name, strlen(name) + 1);
	memcpy(packet, &answer, sizeof(answer));
	memcpy(packet + sizeof(answer), batch.bytes.at, batch.bytes.n);
	assert_true(send(bed->fd, packet, sizeof(answer) + batch.bytes.n, 0) > 0);
	netlink_batch_release(&batch);
}

static void say_done(struct bed *bed, uint32_t seq, int status)
{
	struct hand_answer answer = { .seq = seq, .word = HAND_DONE, .status = status };

	assert_true(send(bed->fd, &answer, sizeof(answer), 0) > 0);
	assert_int_equal(hand_on_readable(&bed->hand), 0);
}

/* To the question for links, with one; then to that for addresses, with none. */
static void answer_all(struct bed *bed, int index, const char *name)
{
	struct hand_request request;

	assert_int_equal(question(bed, &request), RTM_GETLINK);
	say_link(bed, request.seq, index, name);
	say_done(bed, request.seq, 0);
	assert_int_equal(question(bed, &request), RTM_GETADDR);
	say_done(bed, request.seq, 0);
}

static void refuse_links(struct bed *bed, int error)
{
	struct hand_request request;

	assert_int_equal(question(bed, &request), RTM_GETLINK);
	say_link(bed, request.seq, 77, "partial");
	say_done(bed, request.seq, error);
}

/* As after an overrun of the monitor. */
static void lose_something(struct bed *bed)
{
	assert_int_equal(netlink_set_buffer(bed->view.monitor.netlink, 1, false), 0);
	for (unsigned i = 0; i < 3; i++)
		netns_run("ip link set lo up; for i in 1 2 3 4 5 6 7 8 9; do"
			  " ip address add 192.0.2.$i/32 dev lo; done;"
			  "ip address flush dev lo to 192.0.2.0/24");
	assert_int_equal(k_view_on_readable(&bed->view), 0);
}

static void test_answered(void **state)
{
	struct hand_request request;
	struct bed *bed = *state;

	NEED_NETNS();
	assert_true(k_view_is_asking(&bed->view));
	answer_all(bed, 1, "a");
	assert_false(k_view_is_asking(&bed->view));
	assert_int_equal(bed->n_renewed, 1);
	assert_int_equal(bed->error, 0);
	assert_int_equal(bed->n_came, 1);
	assert_int_equal(question(bed, &request), 0);
}

/* An answer that changed under way is asked for again, and one day taken as it is. */
static void test_never_whole(void **state)
{
	struct hand_request request;
	struct bed *bed = *state;

	NEED_NETNS();
	for (unsigned i = 1; i < MOST_TRIES; i++)
		refuse_links(bed, -EAGAIN);
	assert_int_equal(bed->n_renewed, 0);
	refuse_links(bed, -EAGAIN);
	assert_int_equal(question(bed, &request), RTM_GETADDR);
	say_done(bed, request.seq, -EAGAIN);
	assert_int_equal(bed->n_renewed, 1);
	assert_int_equal(bed->error, 0);
	assert_non_null(ifaces_find_name(&bed->view.view.ifaces, "partial"));
}

/* A kernel that will not tell is no reason to believe that everything has gone. */
static void test_refused(void **state)
{
	struct hand_request request;
	struct bed *bed = *state;

	NEED_NETNS();
	answer_all(bed, 1, "a");
	lose_something(bed);
	for (unsigned i = 0; i < MOST_TRIES; i++)
		refuse_links(bed, -ENOMEM);
	assert_int_equal(bed->n_renewed, 2);
	assert_int_equal(bed->error, -ENOMEM);
	assert_int_equal(bed->n_went, 0);
	assert_false(k_view_is_asking(&bed->view));
	assert_non_null(ifaces_find_name(&bed->view.view.ifaces, "a"));
	assert_null(ifaces_find_name(&bed->view.view.ifaces, "partial"));
	assert_int_equal(question(bed, &request), 0);
}

/* Something was lost again while all was asked for. */
static void test_lost_meanwhile(void **state)
{
	struct hand_request request;
	struct bed *bed = *state;

	NEED_NETNS();
	lose_something(bed);
	answer_all(bed, 1, "a");
	assert_int_equal(bed->n_renewed, 0);
	answer_all(bed, 1, "b");
	assert_int_equal(bed->n_renewed, 1);
	assert_null(ifaces_find_name(&bed->view.view.ifaces, "a"));
	assert_non_null(ifaces_find_name(&bed->view.view.ifaces, "b"));
	assert_int_equal(question(bed, &request), 0);
}

/* Whoever dies often has not answered at all. */
static void test_hands_die(void **state)
{
	struct hand_request request;
	struct bed *bed = *state;

	NEED_NETNS();
	for (unsigned i = 0; i < 2 * MOST_TRIES; i++) {
		assert_int_equal(question(bed, &request), RTM_GETLINK);
		say_link(bed, request.seq, 77, "partial");
		close(bed->fd);
		assert_int_equal(hand_on_readable(&bed->hand), -ECONNRESET);
		attach(bed);
	}
	answer_all(bed, 1, "a");
	assert_int_equal(bed->n_renewed, 1);
	assert_int_equal(bed->error, 0);
	assert_null(ifaces_find_name(&bed->view.view.ifaces, "partial"));
}

int main(void)
{
#define WITH_BED(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		WITH_BED(test_answered),	WITH_BED(test_never_whole),
		WITH_BED(test_refused),		WITH_BED(test_lost_meanwhile),
		WITH_BED(test_hands_die),
	};

	return cmocka_run_group_tests(tests, netns_setup, NULL);
}
