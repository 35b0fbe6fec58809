/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose turn it is: bursts as "MILLISECONDS:ADDRESS ...", addresses named by their last byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "keepalived/vrrp/core/vrrp_pace.h"
#include "lib/base/ka.h"
#include "lib/text/sbuf.h"

#define START (struct mono){ 1000 * USEC_PER_SEC }

struct bed {
	struct vrrp_pace pace;
	struct sbuf      said;
};

static int setup(void **state)
{
	static struct bed bed;

	sbuf_init(&bed.said);
	vrrp_pace_init(&bed.pace, span_us(100000));
	*state = &bed;
	return 0;
}

static int teardown(void **state)
{
	struct bed *bed = *state;

	vrrp_pace_release(&bed->pace);
	sbuf_release(&bed->said);
	return 0;
}

static struct mono at(int64_t ms)
{
	return mono_after(START, span_us(1000 * ms));
}

/* A burst of addresses FIRST to LAST. */
static void add(struct bed *bed, uint32_t owner, uint8_t first, uint8_t last, uint32_t repeat)
{
	struct vrrp_target targets[16];
	size_t             n = 0;

	for (uint8_t byte = first; byte <= last; byte++)
		targets[n++] = (struct vrrp_target){ .index = 1, .addr = { .family = ADDR_IPV4, .bytes = { 192, 0, 2, byte } } };
	vrrp_pace_add(&bed->pace, owner, targets, n, repeat);
}

static void take_due(struct bed *bed, struct mono now)
{
	struct vrrp_target target;
	uint32_t           owner;

	while (vrrp_pace_due(&bed->pace, now, &owner, &target)) {
		sbuf_addf(&bed->said, "%s%lld:%u", bed->said.len ? " " : "", (long long)(now.us - START.us) / 1000,
			  target.addr.bytes[3]);
		assert_int_equal(owner, target.addr.bytes[3] / 10);
		vrrp_pace_done(&bed->pace, now);
	}
}

/* Up to and without the time of @end. */
static void run(struct bed *bed, int64_t from, int64_t end)
{
	struct mono now = at(from);

	while (mono_before(now, at(end)) && !vrrp_pace_is_idle(&bed->pace, now)) {
		take_due(bed, now);
		if (!mono_before(now, vrrp_pace_deadline(&bed->pace)))
			break;
		now = vrrp_pace_deadline(&bed->pace);
	}
}

static void test_spread(void **state)
{
	struct bed *bed = *state;

	add(bed, 0, 1, 3, 3);
	run(bed, 0, 10000);
	assert_string_equal(sbuf_text(&bed->said), "0:1 100:2 200:3 300:1 400:2 500:3 600:1 700:2 800:3");
	assert_false(vrrp_pace_is_idle(&bed->pace, at(899)));
	assert_true(vrrp_pace_is_idle(&bed->pace, at(900)));
}

static void test_no_distance(void **state)
{
	struct bed *bed = *state;

	bed->pace.interval = span_us(0);
	add(bed, 0, 1, 3, 2);
	run(bed, 0, 10000);
	assert_string_equal(sbuf_text(&bed->said), "0:1 0:2 0:3 0:1 0:2 0:3");
	assert_true(vrrp_pace_is_idle(&bed->pace, at(0)));
}

/* The distance is kept between bursts, too. */
static void test_after_the_last(void **state)
{
	struct bed *bed = *state;

	add(bed, 0, 1, 1, 1);
	run(bed, 0, 1);
	add(bed, 0, 1, 1, 1);
	run(bed, 20, 10000);
	assert_string_equal(sbuf_text(&bed->said), "0:1 100:1");
}

static void test_turns_of_instances(void **state)
{
	struct bed *bed = *state;

	add(bed, 0, 1, 2, 2);
	add(bed, 1, 11, 11, 2);
	run(bed, 0, 10000);
	assert_string_equal(sbuf_text(&bed->said), "0:1 100:11 200:2 300:11 400:1 500:2");
}

static void test_nothing_to_say(void **state)
{
	struct bed *bed = *state;

	add(bed, 0, 1, 0, 3);
	add(bed, 0, 1, 3, 0);
	assert_true(vrrp_pace_is_idle(&bed->pace, at(0)));
}

/* The same again: each has its turns from now on, and who waited longest is next. */
static void test_asked_again(void **state)
{
	struct bed *bed = *state;

	add(bed, 0, 1, 3, 2);
	run(bed, 0, 150);
	add(bed, 0, 1, 3, 2);
	run(bed, 200, 10000);
	assert_string_equal(sbuf_text(&bed->said), "0:1 100:2 200:3 300:1 400:2 500:3 600:1 700:2 800:3");
}

/* Asked for at every turn, nothing piles up and nobody is left out. */
static void test_asked_all_the_time(void **state)
{
	struct bed *bed = *state;

	for (int64_t ms = 0; ms < 600; ms += 100) {
		add(bed, 0, 1, 3, 1);
		run(bed, ms, ms + 1);
	}
	assert_string_equal(sbuf_text(&bed->said), "0:1 100:2 200:3 300:1 400:2 500:3");
	assert_int_equal(bed->pace.bursts.n, 1);
}

/* Other addresses of the same instance are a burst of their own. */
static void test_other_addresses(void **state)
{
	struct bed *bed = *state;

	add(bed, 0, 1, 2, 1);
	add(bed, 0, 3, 3, 1);
	add(bed, 0, 2, 3, 1);
	run(bed, 0, 10000);
	assert_string_equal(sbuf_text(&bed->said), "0:1 100:3 200:2 300:2 400:3");
}

static void test_drop(void **state)
{
	struct bed *bed = *state;

	add(bed, 0, 1, 3, 2);
	add(bed, 1, 11, 12, 1);
	add(bed, 0, 4, 4, 1);
	run(bed, 0, 1);
	vrrp_pace_drop(&bed->pace, 0);
	run(bed, 100, 10000);
	assert_string_equal(sbuf_text(&bed->said), "0:1 100:11 200:12");
}

/* Held up, one goes later, and none is left out. */
static void test_wait(void **state)
{
	struct bed *bed = *state;

	add(bed, 0, 1, 2, 1);
	vrrp_pace_wait(&bed->pace, at(10));
	run(bed, 0, 10000);
	assert_string_equal(sbuf_text(&bed->said), "10:1 110:2");
}

int main(void)
{
#define WITH_BED(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		WITH_BED(test_spread),
		WITH_BED(test_no_distance),
		WITH_BED(test_after_the_last),
		WITH_BED(test_turns_of_instances),
		WITH_BED(test_nothing_to_say),
		WITH_BED(test_asked_again),
		WITH_BED(test_asked_all_the_time),
		WITH_BED(test_other_addresses),
		WITH_BED(test_drop),
		WITH_BED(test_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
