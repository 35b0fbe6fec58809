/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When a MASTER announces its addresses: the bursts of its first minutes, as lists of seconds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "keepalived/vrrp/core/vrrp_announce.h"
#include "lib/base/ka.h"
#include "lib/text/sbuf.h"

#define START (struct mono){ 1000 * USEC_PER_SEC }

struct timeline {
	const char                 *name;
	struct vrrp_announce_params params;
	double                      lower[4]; /* inferior adverts are heard then; 0: no more */
	double                      until;
	const char                 *bursts; /* "SECONDSxTIMES ..."; e: others only, -: none is needed */
};

static const struct timeline timelines[] = {
	{ "12: a burst, and one after the delay", { .repeat = 5, .delay = { 5000000 } }, { 0 }, 60, "0x5 5x5" },
	{ "12: no second burst", { .repeat = 5 }, { 0 }, 60, "0x5" },
	{ "12: delay 3, refresh 2", { .repeat = 5, .delay = { 3000000 }, .refresh = { 2000000 }, .refresh_repeat = 1 },
	  { 0 }, 7, "0x5 2x1 3x5 4x1 6x1" },
	{ "12: delay 1, refresh 5", { .repeat = 2, .delay = { 1000000 }, .refresh = { 5000000 }, .refresh_repeat = 3 },
	  { 0 }, 11, "0x2 1x2 5x3 10x3" },
	{ "12: delay and refresh at once", { .repeat = 2, .delay = { 5000000 }, .refresh = { 5000000 }, .refresh_repeat = 1 },
	  { 0 }, 6, "0x2 5x2 5x1" },
	{ "12: other interfaces", { .repeat = 1, .extra = { 4000000 } }, { 0 }, 9, "0x1 4e 8e" },
	{ "12: after an inferior advert", { .repeat = 1, .lower_repeat = 4, .lower_delay = { 5000000 } }, { 10 }, 60,
	  "0x1 10x4 15x4" },
	{ "12: no second one after an inferior advert", { .repeat = 1, .lower_repeat = 4 }, { 10, 10.1 }, 60,
	  "0x1 10x4 10.1x4" },
	{ "12: further ones within a second", { .repeat = 1, .lower_repeat = 4, .lower_delay = { 5000000 } },
	  { 10, 10.5, 10.9 }, 60, "0x1 10x4 10.5- 10.9- 15x4" },
	{ "12: further ones after a second", { .repeat = 1, .lower_repeat = 4, .lower_delay = { 5000000 } },
	  { 10, 11, 11.5 }, 60, "0x1 10x4 11x4 11.5- 16x4" },
	{ "12: further ones, nothing pending", { .repeat = 1, .lower_repeat = 4, .lower_delay = { 200000 } }, { 10, 10.5 },
	  60, "0x1 10x4 10.2x4 10.5x4 10.7x4" },
	{ "12: none after inferior adverts", { .repeat = 1, .lower_delay = { 5000000 } }, { 10, 10.5 }, 60,
	  "0x1 10x0 10.5x0" },
};

static void show(struct sbuf *out, struct mono at, char kind, uint32_t repeat)
{
	sbuf_addf(out, "%s%g%c", out->len ? " " : "", (double)(at.us - START.us) / USEC_PER_SEC, kind);
	if (kind == 'x')
		sbuf_addf(out, "%u", repeat);
}

static void take_due(struct sbuf *out, struct vrrp_announce *a, const struct vrrp_announce_params *params,
		     struct mono now)
{
	struct vrrp_bursts due = vrrp_announce_due(a, params, now);

	for (size_t i = 0; i < ARRAY_SIZE(due.all); i++) {
		if (due.all[i])
			show(out, now, 'x', due.all[i]);
	}
	if (due.extra)
		show(out, now, 'e', 0);
}

static void run_until(struct sbuf *out, struct vrrp_announce *a, const struct vrrp_announce_params *params, double until)
{
	struct mono end = mono_after(START, span_us((int64_t)(until * 1e6 + 0.5)));

	while (mono_before(vrrp_announce_deadline(a), end))
		take_due(out, a, params, vrrp_announce_deadline(a));
}

static void test_timeline(void **state)
{
	const struct timeline *t = *state;
	struct vrrp_announce   a;
	struct sbuf            out;

	sbuf_init(&out);
	show(&out, START, 'x', vrrp_announce_start(&a, &t->params, START));
	for (size_t i = 0; i < ARRAY_SIZE(t->lower) && t->lower[i] > 0; i++) {
		struct mono at = mono_after(START, span_us((int64_t)(t->lower[i] * 1e6 + 0.5)));
		uint32_t    repeat = 0;

		run_until(&out, &a, &t->params, t->lower[i]);
		if (vrrp_announce_lower(&a, &t->params, at, &repeat))
			show(&out, at, 'x', repeat);
		else
			show(&out, at, '-', 0);
	}
	run_until(&out, &a, &t->params, t->until);
	assert_string_equal(sbuf_text(&out), t->bursts);
	sbuf_release(&out);
}

static void test_stop(void **state)
{
	const struct vrrp_announce_params params = { .repeat = 1, .delay = { 1 }, .refresh = { 1 }, .lower_repeat = 1,
						     .lower_delay = { 1 }, .extra = { 1 } };
	struct vrrp_announce              a;
	uint32_t                          repeat;

	(void)state;
	vrrp_announce_start(&a, &params, START);
	vrrp_announce_lower(&a, &params, START, &repeat);
	vrrp_announce_stop(&a);
	assert_int_equal(vrrp_announce_deadline(&a).us, MONO_NEVER.us);
}

/* Late: once for all that was missed, then on. */
static void test_late_refresh(void **state)
{
	const struct vrrp_announce_params params = { .repeat = 1, .refresh = { 2000000 }, .refresh_repeat = 1 };
	struct vrrp_announce              a;
	struct sbuf                       out;

	(void)state;
	sbuf_init(&out);
	vrrp_announce_start(&a, &params, START);
	take_due(&out, &a, &params, mono_after(START, span_us(3500000))); /* 1.5 s late: the next is on time */
	take_due(&out, &a, &params, mono_after(START, span_us(3999999)));
	take_due(&out, &a, &params, mono_after(START, span_us(4000000)));
	take_due(&out, &a, &params, mono_after(START, span_us(11000000)));
	run_until(&out, &a, &params, 14);
	assert_string_equal(sbuf_text(&out), "3.5x1 4x1 11x1 13x1");
	sbuf_release(&out);
}

static const struct CMUnitTest more[] = {
	cmocka_unit_test(test_stop),
	cmocka_unit_test(test_late_refresh),
};

int main(void)
{
	static struct CMUnitTest tests[ARRAY_SIZE(timelines) + ARRAY_SIZE(more)];
	size_t                   n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(timelines); i++)
		tests[n++] = (struct CMUnitTest){ timelines[i].name, test_timeline, NULL, NULL, (void *)&timelines[i] };
	for (size_t i = 0; i < ARRAY_SIZE(more); i++)
		tests[n++] = more[i];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
