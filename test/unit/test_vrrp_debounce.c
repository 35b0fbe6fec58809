/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of an interface's ups and downs counts: stories in virtual time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "keepalived/vrrp/core/vrrp_debounce.h"
#include "lib/base/ka.h"
#include "lib/text/sbuf.h"

#define START (struct mono){ 1000 * USEC_PER_SEC }
#define MS    1000

struct sight {
	int32_t        at_ms;
	enum vrrp_seen seen;
};

struct story {
	const char  *name;
	int32_t      down_ms;
	int32_t      up_ms;
	struct sight sights[8]; /* the one at 0 is the first; GONE at 0 ends them */
	const char  *counts;    /* "MILLISECONDS(u|d) ..." */
};

#define GONE VRRP_SEEN_GONE
#define DOWN VRRP_SEEN_DOWN
#define UP   VRRP_SEEN_UP

static const struct story stories[] = {
	{ "without delays all counts at once", 0, 0, { { 0, UP }, { 5, DOWN }, { 7, UP }, { 7, DOWN } }, "0u 5d 7u 7d" },
	{ "up at first at once", 300, 300, { { 0, UP } }, "0u" },
	{ "down at first at once, and the first up too", 300, 900, { { 0, DOWN }, { 50, UP } }, "50u" },
	{ "down, and it stays so", 300, 0, { { 0, UP }, { 100, DOWN } }, "0u 400d" },
	{ "up, and it stays so", 300, 900, { { 0, UP }, { 100, DOWN }, { 1000, UP } }, "0u 400d 1900u" },
	{ "up without a delay", 300, 0, { { 0, UP }, { 100, DOWN }, { 1000, UP } }, "0u 400d 1000u" },
	{ "down without a delay", 0, 300, { { 0, UP }, { 100, DOWN }, { 150, UP } }, "0u 100d 450u" },
	{ "down and up within the delay", 300, 300, { { 0, UP }, { 100, DOWN }, { 399, UP }, { 5000, UP } }, "0u" },
	{ "each time the delay begins anew", 300, 300, { { 0, UP }, { 100, DOWN }, { 200, UP }, { 300, DOWN } }, "0u 600d" },
	{ "the same again begins nothing", 300, 300, { { 0, UP }, { 100, DOWN }, { 200, DOWN }, { 399, DOWN } }, "0u 400d" },
	{ "down and up at its last moment", 300, 300, { { 0, UP }, { 100, DOWN }, { 400, UP } }, "0u 400d 700u" },
	{ "up and down within the delay", 300, 300, { { 0, UP }, { 100, DOWN }, { 500, UP }, { 700, DOWN } }, "0u 400d" },
	{ "gone is down at once", 300, 300, { { 0, UP }, { 100, GONE } }, "0u 100d" },
	{ "gone while going down", 300, 300, { { 0, UP }, { 100, DOWN }, { 200, GONE }, { 1000, DOWN } }, "0u 200d" },
	{ "what comes again is new", 300, 300, { { 0, UP }, { 100, GONE }, { 200, DOWN }, { 210, UP }, { 220, DOWN } },
	  "0u 100d 210u 520d" },
};

static void tell(struct sbuf *out, const struct vrrp_debounce *d, struct mono at)
{
	sbuf_addf(out, "%s%lld%c", out->len ? " " : "", (long long)(at.us - START.us) / MS, d->is_up ? 'u' : 'd');
}

/* As an event loop does it: at every deadline until something else is seen. */
static void wait(struct vrrp_debounce *d, const struct vrrp_delays *delays, enum vrrp_seen seen, struct mono until,
		 struct sbuf *out)
{
	struct mono due;

	while (mono_before(due = vrrp_debounce_deadline(d, delays), until) || (due.us == until.us)) {
		assert_false(vrrp_debounce_step(d, delays, seen, (struct mono){ due.us - 1 }));
		assert_true(vrrp_debounce_step(d, delays, seen, due));
		tell(out, d, due);
	}
}

static void test_stories(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(stories); i++) {
		const struct story  *s = &stories[i];
		struct vrrp_delays   delays = { { (int64_t)s->down_ms * MS }, { (int64_t)s->up_ms * MS } };
		struct vrrp_debounce d;
		struct sbuf          out;
		enum vrrp_seen       seen = GONE;

		sbuf_init(&out);
		vrrp_debounce_init(&d);
		for (size_t k = 0; k < ARRAY_SIZE(s->sights) && (k == 0 || s->sights[k].at_ms); k++) {
			struct mono now = mono_after(START, span_us((int64_t)s->sights[k].at_ms * MS));

			wait(&d, &delays, seen, now, &out);
			seen = s->sights[k].seen;
			if (vrrp_debounce_step(&d, &delays, seen, now))
				tell(&out, &d, now);
		}
		wait(&d, &delays, seen, mono_after(START, span_seconds(60)), &out);
		if (strcmp(sbuf_text(&out), s->counts) != 0)
			fail_msg("%s: %s, not %s", s->name, sbuf_text(&out), s->counts);
		sbuf_release(&out);
	}
}

static void test_shorter_delay_meanwhile(void **state)
{
	struct vrrp_delays   delays = { span_seconds(2), span_seconds(2) };
	struct vrrp_debounce d;

	(void)state;
	vrrp_debounce_init(&d);
	assert_true(vrrp_debounce_step(&d, &delays, UP, START));
	assert_false(vrrp_debounce_step(&d, &delays, DOWN, START));
	assert_int_equal(vrrp_debounce_deadline(&d, &delays).us, START.us + 2 * USEC_PER_SEC);
	delays.down = span_seconds(1);
	assert_int_equal(vrrp_debounce_deadline(&d, &delays).us, START.us + USEC_PER_SEC);
	assert_true(vrrp_debounce_step(&d, &delays, DOWN, mono_after(START, span_seconds(1))));
	assert_int_equal(vrrp_debounce_deadline(&d, &delays).us, MONO_NEVER.us);
}

/* vrrp.md 8: (down_timer_adverts - 1) x advert_int - advert_int / 256. */
static void test_limits(void **state)
{
	static const struct {
		int64_t down;
		int64_t up;
		uint8_t adverts;
		int64_t interval;
		int64_t left_down;
		int64_t left_up;
		bool    is_less;
	} rows[] = {
		{ 10000000, 10000000, 3, 500000, 998047, 998047, true },
		{ 10000000, 3000000, 3, 500000, 998047, 3000000, true },
		{ 998047, 998047, 3, 500000, 998047, 998047, false },
		{ 998048, 0, 3, 500000, 998047, 0, true },
		{ 100000, 9000000, 3, 500000, 100000, 9000000, false },
		{ 300000, 200000, 1, 1000000, 0, 0, true },
		{ 0, 200000, 1, 1000000, 0, 0, true },
		{ 0, 0, 1, 1000000, 0, 0, false },
		{ 255000000, 255000000, 100, 255000000, 255000000, 255000000, false },
		{ 255000000, 0, 2, 1000000, 996094, 0, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct vrrp_delays delays = { { rows[i].down }, { rows[i].up } };

		assert_int_equal(vrrp_debounce_limit(&delays, rows[i].adverts, span_us(rows[i].interval)), rows[i].is_less);
		assert_int_equal(delays.down.us, rows[i].left_down);
		assert_int_equal(delays.up.us, rows[i].left_up);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stories),
		cmocka_unit_test(test_shorter_delay_meanwhile),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
