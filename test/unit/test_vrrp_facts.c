/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the things an instance depends on come to: its priority, and whether it may run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "keepalived/vrrp/core/vrrp_fault.h"
#include "keepalived/vrrp/core/vrrp_prio.h"
#include "lib/base/ka.h"

struct row {
	const char       *name;
	struct vrrp_fact  fact;
	struct vrrp_share share;
};

#define SCRIPT(condition, w, reversed)                                                             \
	{ .reason = FAULT_SCRIPT, .state = VRRP_FACT_##condition, .weight = w, .is_reversed = reversed }
#define FILE_OF(v, w, reversed) { .reason = FAULT_FILE, .value = v, .weight = w, .is_reversed = reversed }

static const struct row rows[] = {
	{ "weight > 0, good", SCRIPT(GOOD, 20, false), { .priority = 20 } },
	{ "weight > 0, bad", SCRIPT(BAD, 20, false), { 0 } },
	{ "weight > 0, reversed, good", SCRIPT(GOOD, 20, true), { .priority = -20 } },
	{ "weight > 0, reversed, bad", SCRIPT(BAD, 20, true), { 0 } },
	{ "weight < 0, good", SCRIPT(GOOD, -20, false), { 0 } },
	{ "weight < 0, bad", SCRIPT(BAD, -20, false), { .priority = -20 } },
	{ "weight < 0, reversed, good", SCRIPT(GOOD, -20, true), { 0 } },
	{ "weight < 0, reversed, bad", SCRIPT(BAD, -20, true), { .priority = 20 } },
	{ "weight 0, good", SCRIPT(GOOD, 0, false), { 0 } },
	{ "weight 0, bad", SCRIPT(BAD, 0, false), { .is_fault = true } },
	{ "weight 0, reversed, good", SCRIPT(GOOD, 0, true), { .is_fault = true } },
	{ "weight 0, reversed, bad", SCRIPT(BAD, 0, true), { 0 } },
	{ "weight > 0, no result", SCRIPT(UNKNOWN, 20, false), { 0 } },
	{ "weight < 0, no result", SCRIPT(UNKNOWN, -20, true), { 0 } },
	{ "weight 0, no result", SCRIPT(UNKNOWN, 0, false), { .is_awaited = true } },
	{ "weight 0, reversed, no result", SCRIPT(UNKNOWN, 0, true), { .is_awaited = true } },

	{ "file: value times weight", FILE_OF(5, 2, false), { .priority = 10 } },
	{ "file: negative", FILE_OF(-5, 2, false), { .priority = -10 } },
	{ "file: reversed", FILE_OF(5, 2, true), { .priority = -10 } },
	{ "file: weight 0, value 0", FILE_OF(0, 0, false), { 0 } },
	{ "file: weight 0, a value", FILE_OF(7, 0, false), { .is_fault = true } },
	{ "file: weight 0, reversed, value 0", FILE_OF(0, 0, true), { .is_fault = true } },
	{ "file: weight 0, reversed, a value", FILE_OF(7, 0, true), { 0 } },
	{ "file: -253", FILE_OF(-253, 1, false), { .priority = -253 } },
	{ "file: -254", FILE_OF(-254, 1, false), { .is_fault = true } },
	{ "file: far below", FILE_OF(INT64_C(-2147483648), 2147483647, false), { .is_fault = true } },
	{ "file: 253", FILE_OF(253, 1, false), { .priority = 253 } },
	{ "file: 254", FILE_OF(254, 1, false), { .priority = 253 } },
	{ "file: far above", FILE_OF(INT64_C(-2147483648), 2147483647, true), { .priority = 253 } },
};

static void test_share(void **state)
{
	const struct row *row = *state;
	struct vrrp_share got = vrrp_fact_share(&row->fact);

	assert_int_equal(got.priority, row->share.priority);
	assert_int_equal(got.is_fault, row->share.is_fault);
	assert_int_equal(got.is_awaited, row->share.is_awaited);
}

static void test_priority_is_clamped_at_the_end(void **state)
{
	const struct vrrp_fact facts[] = {
		SCRIPT(BAD, -253, false), SCRIPT(BAD, -200, false), SCRIPT(GOOD, 253, false), SCRIPT(GOOD, 253, false),
	};

	(void)state;
	assert_int_equal(vrrp_prio_effective(100, facts, 0), 100);
	assert_int_equal(vrrp_prio_effective(100, facts, 1), 1);
	assert_int_equal(vrrp_prio_total(100, facts, 1), -153);
	assert_int_equal(vrrp_prio_effective(100, facts, 2), 1);
	assert_int_equal(vrrp_prio_effective(100, facts, 3), 1);
	assert_int_equal(vrrp_prio_effective(100, facts, 4), 153);
	assert_int_equal(vrrp_prio_effective(100, &facts[2], 1), 254);
	assert_int_equal(vrrp_prio_effective(254, facts, 0), 254);
	assert_int_equal(vrrp_prio_effective(255, facts, 1), 255);
	assert_int_equal(vrrp_prio_total(255, facts, 1), 255);
}

/* Two of one kind are one reason, and it is there until both are gone. */
static void test_faults_are_a_set(void **state)
{
	struct vrrp_fact facts[] = {
		{ .reason = FAULT_INTERFACE, .state = VRRP_FACT_BAD },
		{ .reason = FAULT_INTERFACE, .state = VRRP_FACT_BAD },
		SCRIPT(UNKNOWN, 0, false),
		FILE_OF(1, 0, false),
		SCRIPT(BAD, 10, false),
	};
	struct vrrp_health health = vrrp_fault_health(facts, ARRAY_SIZE(facts));

	(void)state;
	assert_true(fault_has(health.faults, FAULT_INTERFACE));
	assert_true(fault_has(health.faults, FAULT_FILE));
	assert_false(fault_has(health.faults, FAULT_SCRIPT));
	assert_true(health.is_awaiting);
	facts[0].state = VRRP_FACT_GOOD;
	facts[2].state = VRRP_FACT_GOOD;
	facts[3].value = 0;
	health = vrrp_fault_health(facts, ARRAY_SIZE(facts));
	assert_int_equal(health.faults.bits, 1 << FAULT_INTERFACE);
	assert_false(health.is_awaiting);
	facts[1].state = VRRP_FACT_GOOD;
	assert_false(fault_any(vrrp_fault_health(facts, ARRAY_SIZE(facts)).faults));
}

static void test_reasons_have_names(void **state)
{
	(void)state;
	for (unsigned i = 0; i < FAULT_N; i++) {
		assert_true(strlen(fault_text(i)) > 0);
		for (unsigned k = 0; k < i; k++)
			assert_string_not_equal(fault_name(i), fault_name(k));
	}
}

static const struct CMUnitTest more[] = {
	cmocka_unit_test(test_priority_is_clamped_at_the_end),
	cmocka_unit_test(test_faults_are_a_set),
	cmocka_unit_test(test_reasons_have_names),
};

int main(void)
{
	static struct CMUnitTest tests[ARRAY_SIZE(rows) + ARRAY_SIZE(more)];
	size_t                   n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		tests[n++] = (struct CMUnitTest){ rows[i].name, test_share, NULL, NULL, (void *)&rows[i] };
	for (size_t i = 0; i < ARRAY_SIZE(more); i++)
		tests[n++] = more[i];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
