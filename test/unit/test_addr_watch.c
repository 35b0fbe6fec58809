/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "keepalived/kernel/core/addr_watch.h"

static struct mono at_ms(int64_t ms)
{
	return (struct mono){ .us = ms * 1000 };
}

static enum addr_verdict judge(struct addr_change change)
{
	return addr_watch_judge(&change, NULL, at_ms(0));
}

static void test_own_acts_are_no_matter(void **state)
{
	(void)state;
	for (enum addr_claim claim = ADDR_NOT_OURS; claim <= ADDR_UNWANTED; claim++) {
		assert_int_equal(judge((struct addr_change){ .is_own_act = true, .claim = claim }),
				 ADDR_NO_MATTER);
		assert_int_equal(judge((struct addr_change){ .is_own_act = true,
							     .is_gone = true,
							     .claim = claim }),
				 ADDR_NO_MATTER);
	}
}

static void test_deleted_by_somebody(void **state)
{
	struct addr_change change = { .is_gone = true, .claim = ADDR_WANTED };

	(void)state;
	assert_int_equal(judge(change), ADDR_PUT_BACK);
	change.is_link_down = true;
	assert_int_equal(judge(change), ADDR_NO_MATTER);
	change.is_link_down = false;
	change.claim = ADDR_WANTED_QUIET;
	assert_int_equal(judge(change), ADDR_NO_MATTER);
	change.claim = ADDR_UNWANTED;
	assert_int_equal(judge(change), ADDR_NO_MATTER);
	change.claim = ADDR_NOT_OURS;
	assert_int_equal(judge(change), ADDR_NO_MATTER);
}

static void test_added_by_somebody(void **state)
{
	(void)state;
	assert_int_equal(judge((struct addr_change){ .claim = ADDR_UNWANTED }), ADDR_TAKE_OUT);
	assert_int_equal(judge((struct addr_change){ .claim = ADDR_UNWANTED, .is_link_down = true }),
			 ADDR_TAKE_OUT);
	assert_int_equal(judge((struct addr_change){ .claim = ADDR_WANTED }), ADDR_NO_MATTER);
	assert_int_equal(judge((struct addr_change){ .claim = ADDR_NOT_OURS }), ADDR_NO_MATTER);
}

/* Three times in any ten seconds, and again as those pass by. */
static void test_patience(void **state)
{
	struct addr_change change = { .is_gone = true, .claim = ADDR_WANTED };
	struct patience patience = { 0 };

	(void)state;
	assert_int_equal(addr_watch_judge(&change, &patience, at_ms(0)), ADDR_PUT_BACK);
	assert_int_equal(addr_watch_judge(&change, &patience, at_ms(4000)), ADDR_PUT_BACK);
	assert_int_equal(addr_watch_judge(&change, &patience, at_ms(8000)), ADDR_PUT_BACK);
	assert_int_equal(addr_watch_judge(&change, &patience, at_ms(9999)), ADDR_GIVE_WAY);
	assert_int_equal(addr_watch_judge(&change, &patience, at_ms(10000)), ADDR_PUT_BACK);
	assert_int_equal(addr_watch_judge(&change, &patience, at_ms(13999)), ADDR_GIVE_WAY);
	assert_int_equal(addr_watch_judge(&change, &patience, at_ms(30000)), ADDR_PUT_BACK);
	assert_int_equal(patience.n, 1);
}

/* What costs no patience leaves it alone. */
static void test_patience_is_kept(void **state)
{
	struct addr_change change = { .is_gone = true, .claim = ADDR_WANTED, .is_own_act = true };
	struct patience patience = { 0 };

	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(addr_watch_judge(&change, &patience, at_ms(i)), ADDR_NO_MATTER);
	assert_int_equal(patience.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_own_acts_are_no_matter),
		cmocka_unit_test(test_deleted_by_somebody),
		cmocka_unit_test(test_added_by_somebody),
		cmocka_unit_test(test_patience),
		cmocka_unit_test(test_patience_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
