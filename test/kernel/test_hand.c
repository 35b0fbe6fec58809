/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "keepalived/kernel/core/view.h"
#include "keepalived/kernel/hand.h"
#include "keepalived/kernel/hand_serve.h"
#include "keepalived/kernel/hand_wire.h"
#include "keepalived/kernel/k_addr.h"
#include "keepalived/kernel/k_monitor.h"
#include "keepalived/kernel/k_notice.h"
#include "keepalived/model/conf_static.h"
#include "lib/base/ka.h"
#include "lib/sys/fdutil.h"
#include "lib/sys/netlink_batch.h"
#include "netns.h"
#include "test/unit/model_kernel.h"

struct task {
	struct hand_job job;
	unsigned order; /* when it was done, from 1 on */
	struct view *view;
	struct hand *again; /* give it once more */
};

struct bed {
	struct hand hand;
	pid_t pid;
	uint32_t index;
	struct netlink_batch batch;
};

static unsigned n_done;

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

static int setup(void **state)
{
	struct bed *bed = calloc(1, sizeof(*bed));

	if (!bed)
		return -1;
	*state = bed;
	hand_init(&bed->hand);
	netlink_batch_init(&bed->batch);
	n_done = 0;
	if (!netns_is_ours())
		return 0;
	netns_add_veth("t0", "t1");
	bed->index = netns_index("t0");
	start_hand(bed);
	return 0;
}

/* A hand whose worker has gone leaves, and is content. */
static int teardown(void **state)
{
	struct bed *bed = *state;
	int status = 0;

	hand_release(&bed->hand);
	netlink_batch_release(&bed->batch);
	if (netns_is_ours()) {
		if (waitpid(bed->pid, &status, 0) != bed->pid)
			return -1;
		netns_delete_link("t0");
	}
	free(bed);
	return status;
}

/* One turn of a loop. */
static int turn(struct bed *bed)
{
	struct pollfd ready = {
		.fd = bed->hand.fd,
		.events = (short)(POLLIN | (hand_wants_write(&bed->hand) ? POLLOUT : 0)),
	};

	assert_int_equal(poll(&ready, 1, 30000), 1);
	if (ready.revents & POLLOUT)
		hand_on_writable(&bed->hand);
	return ready.revents & ~POLLOUT ? hand_on_readable(&bed->hand) : 0;
}

static void wait_for(struct bed *bed, const struct task *task)
{
	while (!task->order)
		assert_int_equal(turn(bed), 0);
}

static void on_done(struct hand_job *job)
{
	struct task *task = container_of(job, struct task, job);

	task->order = ++n_done;
}

static void task_init(struct task *task)
{
	*task = (struct task){ 0 };
	hand_job_init(&task->job, on_done);
}

/* 10.1.0.1 and so on, from number @from. */
static void put_addresses(struct bed *bed, enum addr_op_kind kind, unsigned from, unsigned n)
{
	netlink_batch_clear(&bed->batch);
	for (unsigned i = from; i < from + n; i++) {
		struct addr_op op = { .kind = kind };
		char text[32];

		snprintf(text, sizeof(text), "10.1.%u.%u/16", i / 250, i % 250 + 1);
		op.addr = model_addr(bed->index, text);
		k_addr_put(&bed->batch, &op);
	}
}

static void add_addresses(struct bed *bed, struct task *task, unsigned from, unsigned n)
{
	put_addresses(bed, ADDR_OP_ADD, from, n);
	hand_batch(&bed->hand, &task->job, &bed->batch);
}

static void on_part(struct hand_job *job, const struct nlmsghdr *message)
{
	struct task *task = container_of(job, struct task, job);
	struct view_notice notice;

	if (k_notice_read(message, &notice))
		view_collect(task->view, &notice);
}

/* How many IPv4 addresses t0 has, by a dump through the hand. */
static unsigned count_addresses(struct bed *bed)
{
	struct ifaddrmsg ask = k_ask_addrs();
	struct iface_news_list news = { 0 };
	struct view view;
	struct task task;
	unsigned n = 0;

	view_init(&view);
	view_renew(&view);
	task_init(&task);
	task.view = &view;
	task.job.on_part = on_part;
	hand_dump(&bed->hand, &task.job, RTM_GETADDR, &ask, sizeof(ask));
	wait_for(bed, &task);
	assert_int_equal(task.job.status, 0);
	view_renewed(&view, &news);
	addr_table_each(addr, &view.addrs)
		n += addr->index == bed->index && addr->addr.family == ADDR_IPV4;
	iface_news_release(&news);
	view_release(&view);
	return n;
}

static void test_batch(void **state)
{
	struct bed *bed = *state;
	struct task task;

	NEED_NETNS();
	task_init(&task);
	add_addresses(bed, &task, 0, 3);
	wait_for(bed, &task);
	assert_int_equal(task.job.status, 0);
	assert_int_equal(task.job.errors.n, 3);
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(task.job.errors.at[i], 0);
	task.order = 0;
	add_addresses(bed, &task, 1, 3);
	wait_for(bed, &task);
	assert_int_equal(task.job.errors.at[0], -EEXIST);
	assert_int_equal(task.job.errors.at[1], -EEXIST);
	assert_int_equal(task.job.errors.at[2], 0);
	assert_int_equal(count_addresses(bed), 4);
	hand_job_release(&task.job);
}

/* More than a packet holds, and in the answer each has its place; a dump of as many too. */
static void test_large_batch(void **state)
{
	enum { N = 2000 };
	struct bed *bed = *state;
	struct task task;

	NEED_NETNS();
	task_init(&task);
	add_addresses(bed, &task, 500, 100);
	wait_for(bed, &task);
	task.order = 0;
	add_addresses(bed, &task, 0, N);
	assert_true(bed->batch.bytes.n > 3 * (size_t)HAND_PACKET_SIZE);
	wait_for(bed, &task);
	assert_int_equal(task.job.status, 0);
	assert_int_equal(task.job.errors.n, N);
	for (unsigned i = 0; i < N; i++)
		assert_int_equal(task.job.errors.at[i], i >= 500 && i < 600 ? -EEXIST : 0);
	assert_int_equal(count_addresses(bed), N);
	hand_job_release(&task.job);
}

/* A thousand at once: nothing waits here, and they are done in order. */
static void test_many_jobs(void **state)
{
	enum { N = 1000 };
	struct bed *bed = *state;
	struct task *tasks;

	NEED_NETNS();
	tasks = calloc(N, sizeof(*tasks));
	assert_non_null(tasks);
	for (unsigned i = 0; i < N; i++) {
		task_init(&tasks[i]);
		add_addresses(bed, &tasks[i], i, 1);
	}
	assert_int_equal(n_done, 0);
	wait_for(bed, &tasks[N - 1]);
	for (unsigned i = 0; i < N; i++) {
		assert_int_equal(tasks[i].order, i + 1);
		assert_int_equal(tasks[i].job.errors.at[0], 0);
		hand_job_release(&tasks[i].job);
	}
	free(tasks);
}

static void on_done_twice(struct hand_job *job)
{
	struct task *task = container_of(job, struct task, job);
	struct hand *again = task->again;
	struct ifaddrmsg ask = k_ask_addrs();

	task->again = NULL;
	if (again)
		hand_dump(again, job, RTM_GETADDR, &ask, sizeof(ask));
	else
		on_done(job);
}

static void ignore_part(struct hand_job *job, const struct nlmsghdr *message)
{
	(void)job;
	(void)message;
}

static void test_given_again_when_done(void **state)
{
	struct bed *bed = *state;
	struct task task;

	NEED_NETNS();
	task_init(&task);
	task.again = &bed->hand;
	task.job.on_done = on_done_twice;
	task.job.on_part = ignore_part;
	add_addresses(bed, &task, 0, 1);
	wait_for(bed, &task);
	assert_null(task.again);
	assert_int_equal(task.job.status, 0);
	hand_job_release(&task.job);
}

static void on_notice(void *context, const struct view_notice *notice)
{
	const struct hand *hand = context;

	if (notice->subject == VIEW_ADDR && notice->addr.addr.family == ADDR_IPV4) {
		assert_true(hand_has_port(hand, notice->port));
		n_done += 100;
	}
}

/* When the answer is there, so is the echo, and it is known for ours. */
static void test_echo_comes_before_the_answer(void **state)
{
	struct k_monitor monitor = { 0 };
	struct bed *bed = *state;
	struct task task;

	NEED_NETNS();
	assert_int_equal(k_monitor_open(&monitor), 0);
	assert_false(hand_has_port(&bed->hand, (uint32_t)getpid()));
	for (unsigned i = 0; i < 50; i++) {
		task_init(&task);
		n_done = 0;
		add_addresses(bed, &task, i * 5, 5);
		wait_for(bed, &task);
		assert_int_equal(k_monitor_read(&monitor, on_notice, &bed->hand), 0);
		assert_int_equal(n_done, 501);
		hand_job_release(&task.job);
	}
	k_monitor_close(&monitor);
}

static void kill_hand(struct bed *bed)
{
	assert_int_equal(kill(bed->pid, SIGKILL), 0);
	assert_int_equal(waitpid(bed->pid, NULL, 0), bed->pid);
}

static void stop_hand(struct bed *bed)
{
	int status;

	assert_int_equal(kill(bed->pid, SIGSTOP), 0);
	assert_int_equal(waitpid(bed->pid, &status, WUNTRACED), bed->pid);
	assert_true(WIFSTOPPED(status));
}

/* What a hand had been told is lost with it; what it had not been told is for the next. */
static void test_death(void **state)
{
	enum { N = 1000 };
	struct bed *bed = *state;
	struct task *tasks;
	unsigned n_lost;
	uint32_t port;

	NEED_NETNS();
	tasks = calloc(N, sizeof(*tasks));
	assert_non_null(tasks);
	task_init(&tasks[0]);
	add_addresses(bed, &tasks[0], 0, 1);
	wait_for(bed, &tasks[0]);
	port = bed->hand.ports[0];
	assert_true(hand_has_port(&bed->hand, port));

	stop_hand(bed);
	for (unsigned i = 1; i < N; i++) {
		task_init(&tasks[i]);
		add_addresses(bed, &tasks[i], i, 1);
	}
	assert_true(hand_wants_write(&bed->hand));
	kill_hand(bed);
	assert_int_equal(turn(bed), -ECONNRESET);
	assert_int_equal(bed->hand.fd, -1);
	assert_false(hand_wants_write(&bed->hand));
	n_lost = n_done - 1;
	assert_in_range(n_lost, 1, N - 2);
	for (unsigned i = 1; i < N; i++) {
		assert_int_equal(!!tasks[i].order, i <= n_lost);
		if (i <= n_lost) {
			assert_int_equal(tasks[i].job.status, -ECONNRESET);
			assert_int_equal(tasks[i].job.errors.at[0], -ECONNRESET);
		}
	}

	start_hand(bed);
	wait_for(bed, &tasks[N - 1]);
	for (unsigned i = n_lost + 1; i < N; i++) {
		assert_int_equal(tasks[i].job.status, 0);
		assert_int_equal(tasks[i].job.errors.at[0], 0);
	}
	assert_true(hand_has_port(&bed->hand, port));
	for (unsigned i = 0; i < N; i++)
		hand_job_release(&tasks[i].job);
	free(tasks);
}

/* Of a job that was sent in part, the rest is not done by the next hand. */
static void test_death_within_a_job(void **state)
{
	struct bed *bed = *state;
	struct task first;
	struct task task;

	NEED_NETNS();
	task_init(&first);
	task_init(&task);
	add_addresses(bed, &first, 0, 1);
	wait_for(bed, &first);
	stop_hand(bed);
	add_addresses(bed, &task, 1, 20000);
	assert_true(hand_wants_write(&bed->hand));
	kill_hand(bed);
	assert_int_equal(turn(bed), -ECONNRESET);
	assert_int_equal(task.job.status, -ECONNRESET);
	assert_int_equal(task.order, 2);
	start_hand(bed);
	assert_int_equal(count_addresses(bed), 1);
	hand_job_release(&task.job);
	hand_job_release(&first.job);
}

static void test_forget(void **state)
{
	enum { N = 1000 };
	struct bed *bed = *state;
	struct task *tasks;
	struct task first;

	NEED_NETNS();
	tasks = calloc(N, sizeof(*tasks));
	assert_non_null(tasks);
	task_init(&first);
	add_addresses(bed, &first, 0, 1);
	wait_for(bed, &first);
	stop_hand(bed);
	for (unsigned i = 1; i < N; i++) {
		task_init(&tasks[i]);
		add_addresses(bed, &tasks[i], i, 1);
	}
	for (unsigned i = 1; i < N - 1; i++)
		hand_forget(&bed->hand, &tasks[i].job);
	assert_int_equal(kill(bed->pid, SIGCONT), 0);
	wait_for(bed, &tasks[N - 1]);
	assert_int_equal(n_done, 2);
	assert_in_range(count_addresses(bed), 2, N - 1);
	for (unsigned i = 1; i < N; i++)
		hand_job_release(&tasks[i].job);
	hand_job_release(&first.job);
	free(tasks);
}

static void test_refused_dump(void **state)
{
	struct bed *bed = *state;
	struct task task;
	char byte = 0;

	NEED_NETNS();
	task_init(&task);
	task.job.on_part = ignore_part;
	hand_dump(&bed->hand, &task.job, RTM_GETNEIGHTBL + 200, &byte, sizeof(byte));
	wait_for(bed, &task);
	assert_true(task.job.status < 0);
	assert_int_not_equal(task.job.status, -ECONNRESET);
}

static void test_join(void **state)
{
	struct addr group = model_addr(1, "224.0.0.18").addr;
	struct addr group6 = model_addr(1, "ff02::12").addr;
	struct bed *bed = *state;
	struct task task;
	int fd;
	int fd6;

	NEED_NETNS();
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	fd6 = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	task_init(&task);
	hand_join(&bed->hand, &task.job, fd, &group, bed->index);
	wait_for(bed, &task);
	assert_int_equal(task.job.status, 0);
	task.order = 0;
	hand_join(&bed->hand, &task.job, fd6, &group6, bed->index);
	wait_for(bed, &task);
	assert_int_equal(task.job.status, 0);
	netns_run("ip maddress show dev t0 | grep -qw 224.0.0.18");
	netns_run("ip maddress show dev t0 | grep -qw ff02::12");
	task.order = 0;
	hand_join(&bed->hand, &task.job, fd, &group, 99999);
	wait_for(bed, &task);
	assert_int_equal(task.job.status, -ENODEV);
	/* The hand keeps the sockets until they leave. */
	close(fd);
	close(fd6);
	netns_run("ip maddress show dev t0 | grep -qw 224.0.0.18");
	task.order = 0;
	hand_leave(&bed->hand, &task.job, &group, bed->index);
	wait_for(bed, &task);
	assert_int_equal(task.job.status, 0);
	netns_run("! ip maddress show dev t0 | grep -qw 224.0.0.18");
	netns_run("ip maddress show dev t0 | grep -qw ff02::12");
	task.order = 0;
	hand_leave(&bed->hand, &task.job, &group, bed->index);
	wait_for(bed, &task);
	assert_int_equal(task.job.status, -ENOENT);
}

static void test_nonsense_is_a_death(void **state)
{
	static const struct hand_answer answers[] = {
		{ .word = HAND_DONE, .seq = 7 },
		{ .word = HAND_DONE, .n = 100 },
	};
	const struct hand_answer ready = { .word = HAND_READY, .n = 1 };
	struct bed *bed = *state;
	struct hand hand;
	struct task task;
	int fds[2];

	bed->index = 1;
	for (unsigned i = 0; i < ARRAY_SIZE(answers); i++) {
		hand_init(&hand);
		task_init(&task);
		assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), 0);
		hand_attach(&hand, fds[0]);
		put_addresses(bed, ADDR_OP_ADD, 0, 1);
		hand_batch(&hand, &task.job, &bed->batch);
		assert_int_equal(send(fds[1], &ready, sizeof(ready), 0), sizeof(ready));
		assert_int_equal(hand_on_readable(&hand), 0);
		assert_int_equal(send(fds[1], &answers[i], sizeof(answers[i]), 0),
				 sizeof(answers[i]));
		assert_int_equal(hand_on_readable(&hand), -ECONNRESET);
		assert_int_equal(task.job.status, -ECONNRESET);
		close(fds[1]);
		hand_job_release(&task.job);
		hand_release(&hand);
	}
}

static int ask_link(struct bed *bed, unsigned method, const char *name)
{
	struct task task;

	task_init(&task);
	hand_link(&bed->hand, &task.job, method, name);
	wait_for(bed, &task);
	return task.job.status;
}

static void test_link(void **state)
{
	struct bed *bed = *state;

	NEED_NETNS();
	assert_int_equal(ask_link(bed, CONF_LINKBEAT_MII, "t0"), -EOPNOTSUPP);
	assert_int_equal(ask_link(bed, CONF_LINKBEAT_ETHTOOL, "t0"), 1);
	assert_int_equal(ask_link(bed, CONF_LINKBEAT_IOCTL, "t0"), 1);
	netns_run("ip link set t1 down");
	assert_int_equal(ask_link(bed, CONF_LINKBEAT_ETHTOOL, "t0"), 0);
	assert_int_equal(ask_link(bed, CONF_LINKBEAT_IOCTL, "t0"), 0);
	assert_int_equal(ask_link(bed, CONF_LINKBEAT_IOCTL, "t9"), -ENODEV);
	assert_int_equal(ask_link(bed, CONF_LINKBEAT_AUTO, "t0"), -EINVAL);
	assert_int_equal(ask_link(bed, 99, "t0"), -EINVAL);
	assert_int_equal(ask_link(bed, CONF_LINKBEAT_IOCTL, "a-name-that-is-too-long"), -EBADMSG);
}

int main(void)
{
#define WITH_BED(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		WITH_BED(test_batch),
		WITH_BED(test_large_batch),
		WITH_BED(test_many_jobs),
		WITH_BED(test_given_again_when_done),
		WITH_BED(test_echo_comes_before_the_answer),
		WITH_BED(test_death),
		WITH_BED(test_death_within_a_job),
		WITH_BED(test_forget),
		WITH_BED(test_refused_dump),
		WITH_BED(test_join),
		WITH_BED(test_link),
		WITH_BED(test_nonsense_is_a_death),
	};

	return cmocka_run_group_tests(tests, netns_setup, NULL);
}
