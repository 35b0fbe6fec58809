/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "keepalived/bus/urgency.h"

/* What the kernel was asked for, in place of it. */
static struct {
	int           nice, policy, priority, n_raised;
	bool          is_locked, is_refusing;
	cpu_set_t     cpus;
	struct rlimit limit;
} kernel;

int setpriority(__priority_which_t which, id_t who, int nice)
{
	(void)which;
	(void)who;
	kernel.nice = nice;
	return 0;
}

int sched_setscheduler(pid_t pid, int policy, const struct sched_param *param)
{
	(void)pid;
	if (kernel.is_refusing) {
		errno = EPERM;
		return -1;
	}
	kernel.policy = policy;
	kernel.priority = param->sched_priority;
	kernel.n_raised++;
	return 0;
}

int sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *set)
{
	(void)pid;
	(void)size;
	kernel.cpus = *set;
	return 0;
}

int setrlimit(__rlimit_resource_t which, const struct rlimit *limit)
{
	if (which == RLIMIT_RTTIME) /* a sanitizer sets others */
		kernel.limit = *limit;
	return 0;
}

int mlockall(int flags)
{
	kernel.is_locked = flags == (MCL_CURRENT | MCL_FUTURE);
	return 0;
}

struct room {
	struct loop    loop;
	struct urgency urgency;
};

static void begin(struct room *room, const struct conf_process *conf, const struct conf_global *global)
{
	kernel = (typeof(kernel)){ 0 };
	assert_int_equal(loop_open(&room->loop), 0);
	urgency_begin(&room->urgency, &room->loop, "vrrp", conf, global);
}

static void end(struct room *room)
{
	urgency_end(&room->urgency);
	loop_close(&room->loop);
}

static void be_late(struct room *room)
{
	urgency_late(&room->urgency, &(struct lateness_report){ .name = "advert", .by = span_seconds(2) });
}

static void test_nothing_is_asked_for(void **state)
{
	struct conf_process conf = { .rlimit_rttime = 10000 };
	struct conf_global  global = { .min_auto_priority_delay = 1000000 };
	struct room         room;

	(void)state;
	begin(&room, &conf, &global);
	assert_int_equal(room.loop.lateness.tolerated.us, 1000000);
	be_late(&room);
	assert_int_equal(kernel.n_raised, 0);
	assert_int_equal(kernel.nice, 0);
	assert_false(kernel.is_locked);
	assert_int_equal(kernel.limit.rlim_max, 0);
	end(&room);
}

static void test_all_of_it(void **state)
{
	struct conf_process conf = { .nice = -7, .no_swap = true, .rt_priority = 50, .cpus = { 5, 1 }, .rlimit_rttime = 9000 };
	struct conf_global  global = { .min_auto_priority_delay = 2000 };
	struct room         room;

	(void)state;
	begin(&room, &conf, &global);
	assert_int_equal(room.loop.lateness.tolerated.us, 2000);
	assert_int_equal(kernel.nice, -7);
	assert_true(kernel.is_locked);
	assert_int_equal(kernel.policy, SCHED_RR | SCHED_RESET_ON_FORK);
	assert_int_equal(kernel.priority, 50);
	assert_int_equal(kernel.limit.rlim_cur, 4500);
	assert_int_equal(kernel.limit.rlim_max, 9000);
	assert_int_equal(CPU_COUNT(&kernel.cpus), 3);
	assert_true(CPU_ISSET(0, &kernel.cpus) && CPU_ISSET(2, &kernel.cpus) && CPU_ISSET(64, &kernel.cpus));
	be_late(&room);
	assert_int_equal(kernel.priority, 50);
	end(&room);
}

static void test_raised_when_late(void **state)
{
	struct conf_process conf = { .rlimit_rttime = 10000 };
	struct conf_global  global = { .min_auto_priority_delay = 1000000, .max_auto_priority = 3 };
	struct room         room;

	(void)state;
	begin(&room, &conf, &global);
	assert_int_equal(kernel.n_raised, 0);
	for (int late = 1; late <= 5; late++) {
		be_late(&room);
		assert_int_equal(kernel.priority, MIN(late, 3));
	}
	assert_int_equal(kernel.n_raised, 3);
	assert_int_equal(kernel.limit.rlim_max, 10000);
	end(&room);
}

static void test_a_refusal_is_final(void **state)
{
	struct conf_process conf = { .rlimit_rttime = 10000 };
	struct conf_global  global = { .min_auto_priority_delay = 1000000, .max_auto_priority = 3 };
	struct room         room;

	(void)state;
	begin(&room, &conf, &global);
	kernel.is_refusing = true;
	be_late(&room);
	kernel.is_refusing = false;
	be_late(&room);
	assert_int_equal(kernel.n_raised, 0);
	end(&room);
}

static void test_a_helper_shares(void **state)
{
	struct conf_process conf = { .nice = 3, .no_swap = true, .rt_priority = 2, .rlimit_rttime = 10000 };

	(void)state;
	kernel = (typeof(kernel)){ 0 };
	urgency_share(&conf);
	assert_int_equal(kernel.nice, 3);
	assert_int_equal(kernel.priority, 2);
	assert_false(kernel.is_locked);
	assert_int_equal(kernel.limit.rlim_max, 0); /* it sleeps in the kernel */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_is_asked_for),
		cmocka_unit_test(test_all_of_it),
		cmocka_unit_test(test_raised_when_late),
		cmocka_unit_test(test_a_refusal_is_final),
		cmocka_unit_test(test_a_helper_shares),
	};

	return cmocka_run_group_tests_name("urgency", tests, NULL, NULL);
}
