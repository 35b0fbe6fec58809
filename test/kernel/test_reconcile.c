/* SPDX-License-Identifier: GPL-2.0-or-later */
/* View, plans and hand together: what is wanted comes true, whoever dies or interferes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "keepalived/kernel/core/addr_watch.h"
#include "keepalived/kernel/hand_serve.h"
#include "keepalived/kernel/reconcile.h"
#include "lib/base/ka.h"
#include "netns.h"
#include "test/unit/model_kernel.h"

struct bed {
	struct hand hand;
	struct k_view view;
	struct reconcile object;
	struct reconcile other;
	pid_t pid;
	uint32_t index;
	unsigned n_renewed;
	unsigned n_ended;
	unsigned n_others_ended;
	unsigned n_done;
	unsigned n_refused;
	unsigned n_foreign;
	int last_error;
	bool is_settled;
	bool puts_back; /* what somebody deletes */
};

static void start_hand(struct bed *bed)
{
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), 0);
	bed->pid = fork();
	assert_true(bed->pid >= 0);
	if (bed->pid == 0) {
		close(fds[0]);
		_exit(hand_serve(fds[1]));
	}
	close(fds[1]);
	hand_attach(&bed->hand, fds[0]);
}

static void on_addr(struct k_view *kv, const struct view_notice *notice, bool was_there)
{
	struct bed *bed = container_of(kv, struct bed, view);
	struct addr_change change = {
		.is_gone = notice->is_gone,
		.is_own_act = hand_has_port(&bed->hand, notice->port),
		.claim = addr_table_find(&bed->object.wanted, &notice->addr) ? ADDR_WANTED
									      : ADDR_NOT_OURS,
	};

	(void)was_there;
	/* Linux gives interfaces IPv6 addresses when it likes. */
	bed->n_foreign += !change.is_own_act && notice->addr.addr.family == ADDR_IPV4;
	if (addr_watch_judge(&change, NULL, (struct mono){ 0 }) == ADDR_PUT_BACK && bed->puts_back)
		reconcile_start(&bed->object);
}

static void on_iface(struct k_view *kv, const struct iface_news *news)
{
	(void)kv;
	assert_true(news->what != 0);
}

static void on_renewed(struct k_view *kv, int error)
{
	struct bed *bed = container_of(kv, struct bed, view);

	assert_int_equal(error, 0);
	bed->n_renewed++;
	reconcile_start(&bed->object);
}

static void on_op(struct reconcile *r, const struct addr_op *op, int error)
{
	struct bed *bed = container_of(r, struct bed, object);

	(void)op;
	bed->n_done += error == 0;
	bed->n_refused += error != 0;
	if (error)
		bed->last_error = error;
}

static void on_end(struct reconcile *r, bool is_settled)
{
	struct bed *bed = container_of(r, struct bed, object);

	bed->n_ended++;
	bed->is_settled = is_settled;
}

static void on_other_op(struct reconcile *r, const struct addr_op *op, int error)
{
	(void)r;
	(void)op;
	assert_int_equal(error, 0);
}

static void on_other_end(struct reconcile *r, bool is_settled)
{
	assert_true(is_settled);
	container_of(r, struct bed, other)->n_others_ended++;
}

static int setup(void **state)
{
	struct bed *bed = calloc(1, sizeof(*bed));

	if (!bed)
		return -1;
	*state = bed;
	if (!netns_is_ours())
		return 0;
	netns_add_veth("t0", "t1");
	bed->index = netns_index("t0");
	hand_init(&bed->hand);
	start_hand(bed);
	bed->view.on_addr = on_addr;
	bed->view.on_iface = on_iface;
	bed->view.on_renewed = on_renewed;
	bed->object.on_op = on_op;
	bed->object.on_end = on_end;
	bed->other.on_op = on_other_op;
	bed->other.on_end = on_other_end;
	reconcile_init(&bed->object, &bed->view);
	reconcile_init(&bed->other, &bed->view);
	return k_view_open(&bed->view, &bed->hand);
}

static int teardown(void **state)
{
	struct bed *bed = *state;

	if (netns_is_ours()) {
		reconcile_release(&bed->object);
		reconcile_release(&bed->other);
		k_view_close(&bed->view);
		hand_release(&bed->hand);
		waitpid(bed->pid, NULL, 0);
		netns_delete_link("t0");
	}
	free(bed);
	return 0;
}

/* One turn of a loop: the hand, then notices. -ECONNRESET: the hand has died. */
static int turn(struct bed *bed)
{
	struct pollfd ready[] = {
		{ .fd = bed->hand.fd, .events = POLLIN },
		{ .fd = k_view_fd(&bed->view), .events = POLLIN },
	};
	int r = 0;

	if (hand_wants_write(&bed->hand))
		ready[0].events |= POLLOUT;
	assert_in_range(poll(ready, 2, 30000), 1, 2);
	if (ready[0].revents & POLLOUT)
		hand_on_writable(&bed->hand);
	if (ready[0].revents & ~POLLOUT)
		r = hand_on_readable(&bed->hand);
	if (ready[1].revents)
		assert_int_equal(k_view_on_readable(&bed->view), 0);
	return r;
}

static void wait_until_ended(struct bed *bed, unsigned times)
{
	while (bed->n_ended < times)
		assert_int_equal(turn(bed), 0);
	assert_int_equal(bed->n_ended, times);
}

static void want(struct bed *bed, const char *text)
{
	struct kstate_addr addr = model_addr(bed->index, text);

	addr_table_put(&bed->object.wanted, &addr);
}

static void assert_there(const char *text, bool is_there)
{
	char command[200];

	snprintf(command, sizeof(command), "%s ip -4 address show dev t0 | grep -qwF 'inet %s'",
		 is_there ? "" : "!", text);
	netns_run(command);
}

/* Started before the kernel has been asked what there is: that is waited for. */
static void test_comes_true(void **state)
{
	struct bed *bed = *state;

	NEED_NETNS();
	want(bed, "192.0.2.1/24");
	want(bed, "192.0.2.2/24");
	reconcile_start(&bed->object);
	assert_int_equal(bed->n_ended, 0);
	wait_until_ended(bed, 1);
	assert_true(bed->is_settled);
	assert_int_equal(bed->n_renewed, 1);
	assert_int_equal(bed->n_done, 2);
	assert_int_equal(bed->n_refused, 0);
	assert_int_equal(bed->n_foreign, 0);
	assert_there("192.0.2.1/24", true);
	assert_there("192.0.2.2/24", true);

	addr_table_clear(&bed->object.wanted);
	reconcile_start(&bed->object);
	wait_until_ended(bed, 2);
	assert_there("192.0.2.1/24", false);
	assert_int_equal(bed->object.owned.n, 0);

	/* Nothing to do is told at once. */
	reconcile_start(&bed->object);
	assert_int_equal(bed->n_ended, 3);
	assert_true(bed->is_settled);
}

/* The administrator's address goes down with ours, and is put back. */
static void test_strangers_survive(void **state)
{
	struct bed *bed = *state;

	NEED_NETNS();
	want(bed, "192.0.2.1/24");
	reconcile_start(&bed->object);
	wait_until_ended(bed, 1);
	netns_run("ip address add 192.0.2.7/24 dev t0");
	assert_int_equal(turn(bed), 0);
	assert_int_equal(bed->n_foreign, 1);
	addr_table_clear(&bed->object.wanted);
	reconcile_start(&bed->object);
	wait_until_ended(bed, 2);
	assert_true(bed->is_settled);
	assert_there("192.0.2.1/24", false);
	assert_there("192.0.2.7/24", true);
	assert_int_equal(bed->n_foreign, 1);
}

static void test_put_back(void **state)
{
	struct bed *bed = *state;

	NEED_NETNS();
	want(bed, "192.0.2.1/24");
	reconcile_start(&bed->object);
	wait_until_ended(bed, 1);
	bed->puts_back = true;
	netns_run("ip address flush dev t0");
	wait_until_ended(bed, 2);
	assert_int_equal(bed->n_foreign, 1);
	assert_there("192.0.2.1/24", true);
}

/* Both have one address of a network, the other object the primary one. */
static void want_one_each(struct bed *bed)
{
	struct kstate_addr addr;

	reconcile_start(&bed->object);
	wait_until_ended(bed, 1);
	addr = model_addr(bed->index, "192.0.2.1/24");
	addr_table_put(&bed->other.wanted, &addr);
	reconcile_start(&bed->other);
	want(bed, "192.0.2.2/24");
	reconcile_start(&bed->object);
	wait_until_ended(bed, 2);
	assert_int_equal(bed->n_others_ended, 1);
}

/* What the first one deletes is not brought back by the second one, who thought it was a stranger's. */
static void test_two_let_go(void **state)
{
	struct bed *bed = *state;

	NEED_NETNS();
	want_one_each(bed);
	addr_table_clear(&bed->object.wanted);
	addr_table_clear(&bed->other.wanted);
	reconcile_start(&bed->object);
	reconcile_start(&bed->other);
	while (bed->n_ended < 3 || bed->n_others_ended < 2)
		assert_int_equal(turn(bed), 0);
	assert_there("192.0.2.1/24", false);
	assert_there("192.0.2.2/24", false);
}

/* A turn that nobody gave back holds up nobody. */
static void test_released_under_way(void **state)
{
	struct bed *bed = *state;

	NEED_NETNS();
	want_one_each(bed);
	addr_table_clear(&bed->object.wanted);
	addr_table_clear(&bed->other.wanted);
	reconcile_start(&bed->other);
	reconcile_start(&bed->object);
	reconcile_release(&bed->other);
	reconcile_init(&bed->other, &bed->view);
	reconcile_start(&bed->other);
	wait_until_ended(bed, 3);
	assert_there("192.0.2.1/24", false);
	assert_there("192.0.2.2/24", false);
}

/* A wish that Linux refuses is given up after three passes, and was told each time. */
static void test_refused(void **state)
{
	struct bed *bed = *state;
	struct kstate_addr addr;

	NEED_NETNS();
	addr = model_addr(bed->index, "192.0.2.2/24");
	addr.scope = 253; /* not that of its network */
	want(bed, "192.0.2.1/24");
	addr_table_put(&bed->object.wanted, &addr);
	reconcile_start(&bed->object);
	wait_until_ended(bed, 1);
	assert_false(bed->is_settled);
	assert_int_equal(bed->n_done, 1);
	assert_int_equal(bed->n_refused, ADDR_PLAN_MOST_PASSES);
	assert_int_equal(bed->last_error, -EINVAL);
	assert_there("192.0.2.1/24", true);

	addr_table_remove(&bed->object.wanted, &addr);
	reconcile_start(&bed->object);
	assert_int_equal(bed->n_ended, 2);
	assert_true(bed->is_settled);
}

static void stop_hand(struct bed *bed)
{
	int status;

	assert_int_equal(kill(bed->pid, SIGSTOP), 0);
	assert_int_equal(waitpid(bed->pid, &status, WUNTRACED), bed->pid);
	assert_true(WIFSTOPPED(status));
}

/* While the kernel keeps the hand waiting, the wish may change: the last one comes true. */
static void test_wish_changes_under_way(void **state)
{
	struct bed *bed = *state;

	NEED_NETNS();
	reconcile_start(&bed->object);
	wait_until_ended(bed, 1);
	stop_hand(bed);
	want(bed, "192.0.2.1/24");
	want(bed, "192.0.2.2/24");
	reconcile_start(&bed->object);
	addr_table_clear(&bed->object.wanted);
	want(bed, "192.0.2.3/24");
	reconcile_start(&bed->object);
	assert_int_equal(kill(bed->pid, SIGCONT), 0);
	wait_until_ended(bed, 2);
	assert_true(bed->is_settled);
	assert_there("192.0.2.1/24", false);
	assert_there("192.0.2.2/24", false);
	assert_there("192.0.2.3/24", true);
	assert_int_equal(bed->object.owned.n, 1);
}

/* What was under way may have been done or not. The next hand makes it good, either way. */
static void test_hand_dies(void **state)
{
	struct bed *bed = *state;

	NEED_NETNS();
	reconcile_start(&bed->object);
	wait_until_ended(bed, 1);
	stop_hand(bed);
	want(bed, "192.0.2.1/24");
	reconcile_start(&bed->object);
	assert_int_equal(kill(bed->pid, SIGKILL), 0);
	assert_int_equal(waitpid(bed->pid, NULL, 0), bed->pid);
	assert_int_equal(turn(bed), -ECONNRESET);
	start_hand(bed);
	wait_until_ended(bed, 2);
	assert_true(bed->is_settled);
	assert_there("192.0.2.1/24", true);
}

/* It was done, nobody said so, and it is not wanted any more. */
static void test_hand_dies_when_it_was_done(void **state)
{
	struct bed *bed = *state;
	char answer[100];
	int status;

	NEED_NETNS();
	reconcile_start(&bed->object);
	wait_until_ended(bed, 1);
	want(bed, "192.0.2.1/24");
	reconcile_start(&bed->object);
	while (!addr_table_find(&bed->view.view.addrs, addr_table_next(&bed->object.wanted, NULL)))
		assert_int_equal(k_view_on_readable(&bed->view), 0);
	assert_int_equal(kill(bed->pid, SIGKILL), 0);
	assert_int_equal(waitpid(bed->pid, &status, 0), bed->pid);
	addr_table_clear(&bed->object.wanted);
	/* If it has answered, nobody reads it. */
	while (recv(bed->hand.fd, answer, sizeof(answer), MSG_DONTWAIT) > 0)
		;
	assert_int_equal(hand_on_readable(&bed->hand), -ECONNRESET);
	start_hand(bed);
	wait_until_ended(bed, 2);
	assert_true(bed->is_settled);
	assert_there("192.0.2.1/24", false);
}

/* Echoes are lost: the view is renewed before anything is concluded. */
static void test_overrun(void **state)
{
	enum { N = 240 };
	struct bed *bed = *state;
	unsigned renewed_before;

	NEED_NETNS();
	reconcile_start(&bed->object);
	wait_until_ended(bed, 1);
	renewed_before = bed->n_renewed;
	assert_int_equal(netlink_set_buffer(bed->view.monitor.netlink, 4096, false), 0);
	for (unsigned i = 1; i <= N; i++) {
		char text[32];

		snprintf(text, sizeof(text), "192.0.2.%u/24", i);
		want(bed, text);
	}
	reconcile_start(&bed->object);
	/* So that nothing is read meanwhile. */
	while (bed->n_done < N)
		assert_int_equal(hand_on_readable(&bed->hand), 0);
	wait_until_ended(bed, 2);
	assert_true(bed->is_settled);
	assert_int_equal(bed->n_refused, 0);
	assert_int_equal(bed->n_done, N);
	assert_true(bed->n_renewed > renewed_before);
	assert_int_equal(bed->object.owned.n, N);
}

int main(void)
{
#define WITH_BED(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		WITH_BED(test_comes_true),
		WITH_BED(test_strangers_survive),
		WITH_BED(test_put_back),
		WITH_BED(test_two_let_go),
		WITH_BED(test_released_under_way),
		WITH_BED(test_refused),
		WITH_BED(test_wish_changes_under_way),
		WITH_BED(test_hand_dies),
		WITH_BED(test_hand_dies_when_it_was_done),
		WITH_BED(test_overrun),
	};

	return cmocka_run_group_tests(tests, netns_setup, NULL);
}
