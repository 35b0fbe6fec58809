/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "keepalived/runner/core/run_queue.h"

static struct mono at(int64_t seconds)
{
	return mono_after((struct mono){ .us = 1000 }, span_seconds(seconds));
}

static void add(struct run_queue *q, uint8_t number, int64_t since, bool cannot_wait)
{
	run_queue_add(q, &(struct run){ .event = number, .since = at(since), .cannot_wait = cannot_wait });
}

/* The number of the next one; -1: nothing may be started. */
static int take(struct run_queue *q, int64_t now)
{
	struct run run;

	return run_queue_take(q, at(now), &run) ? run.event : -1;
}

static void test_one_after_the_other(void **state)
{
	struct run_queue q = { 0 };

	(void)state;
	assert_int_equal(take(&q, 0), -1);
	add(&q, 1, 0, false);
	add(&q, 2, 0, false);
	add(&q, 3, 1, false);
	assert_int_equal(take(&q, 1), 1);
	assert_int_equal(take(&q, 1), -1);
	run_queue_ended(&q);
	assert_int_equal(take(&q, 2), 2);
	assert_int_equal(take(&q, 2), -1);
	run_queue_ended(&q);
	assert_int_equal(take(&q, 2), 3);
	run_queue_ended(&q);
	assert_int_equal(take(&q, 2), -1);
	assert_int_equal(run_queue_due(&q).us, MONO_NEVER.us);
	run_queue_release(&q);
}

static void test_patience(void **state)
{
	struct run_queue q = { 0 };

	(void)state;
	add(&q, 1, 0, false);
	assert_int_equal(take(&q, 0), 1);
	add(&q, 2, 5, false);
	add(&q, 3, 9, false);
	assert_int_equal(run_queue_due(&q).us, at(35).us);
	assert_int_equal(take(&q, 34), -1);
	assert_int_equal(take(&q, 35), 2);
	assert_int_equal(run_queue_due(&q).us, at(39).us);
	assert_int_equal(take(&q, 35), -1);
	run_queue_ended(&q); /* one of two: the other still runs */
	assert_int_equal(take(&q, 36), -1);
	run_queue_ended(&q);
	assert_int_equal(take(&q, 36), 3);
	run_queue_release(&q);
}

static void test_a_stop_does_not_wait(void **state)
{
	struct run_queue q = { 0 };

	(void)state;
	add(&q, 1, 0, false);
	add(&q, 2, 0, false);
	assert_int_equal(take(&q, 0), 1);
	add(&q, 3, 1, true);
	add(&q, 4, 1, true);
	assert_int_equal(take(&q, 1), 3);
	assert_int_equal(take(&q, 1), 4);
	assert_int_equal(take(&q, 1), -1);
	run_queue_ended(&q);
	run_queue_ended(&q);
	assert_int_equal(take(&q, 1), -1);
	run_queue_ended(&q);
	assert_int_equal(take(&q, 1), 2);
	run_queue_release(&q);
}

static void test_drop(void **state)
{
	struct run_queue q = { 0 };

	(void)state;
	add(&q, 1, 0, false);
	add(&q, 2, 0, false);
	assert_int_equal(take(&q, 0), 1);
	run_queue_drop(&q);
	run_queue_ended(&q);
	assert_int_equal(take(&q, 99), -1);
	add(&q, 3, 99, false);
	assert_int_equal(take(&q, 99), 3);
	run_queue_release(&q);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_after_the_other),
		cmocka_unit_test(test_patience),
		cmocka_unit_test(test_a_stop_does_not_wait),
		cmocka_unit_test(test_drop),
	};

	return cmocka_run_group_tests_name("run_queue", tests, NULL, NULL);
}
