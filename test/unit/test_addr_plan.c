/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keepalived/kernel/core/addr_plan.h"
#include "lib/base/ka.h"
#include "model_kernel.h"

/* A kernel, what is wanted of it and what is ours there. */
struct bed {
	struct model_kernel kernel;
	struct addr_table wanted;
	struct addr_table owned;
	struct addr_plan plan;
	bool is_ignorant; /* of what interfaces promote */
};

static int setup(void **state)
{
	struct bed *bed = calloc(1, sizeof(*bed));

	if (!bed)
		return -1;
	model_kernel_init(&bed->kernel);
	addr_table_init(&bed->wanted);
	addr_table_init(&bed->owned);
	addr_plan_init(&bed->plan);
	*state = bed;
	return 0;
}

static int teardown(void **state)
{
	struct bed *bed = *state;

	addr_plan_release(&bed->plan);
	addr_table_release(&bed->owned);
	addr_table_release(&bed->wanted);
	model_kernel_release(&bed->kernel);
	free(bed);
	return 0;
}

static void there(struct bed *bed, const char *text)
{
	struct kstate_addr addr = model_addr(1, text);

	assert_int_equal(model_kernel_add(&bed->kernel, &addr), 0);
}

static void want(struct bed *bed, const char *text)
{
	struct kstate_addr addr = model_addr(1, text);

	addr_table_put(&bed->wanted, &addr);
}

static void own(struct bed *bed, const char *text)
{
	struct kstate_addr addr = model_addr(1, text);

	addr_table_put(&bed->owned, &addr);
}

static struct addr_wish wish_of(const struct bed *bed)
{
	return (struct addr_wish){
		.wanted = &bed->wanted,
		.owned = &bed->owned,
		.observed = &bed->kernel.addrs,
		.promoting = bed->kernel.promoting,
		.n_promoting = bed->is_ignorant ? 0 : bed->kernel.n_promoting,
	};
}

static void make(struct bed *bed)
{
	struct addr_wish wish = wish_of(bed);

	addr_plan_make(&bed->plan, &wish);
}

/* "+192.0.2.1/24 -192.0.2.2/24 ^..." for add, delete, put back; "=" for replace. */
static void assert_plan(struct bed *bed, const char *expected)
{
	char text[1000] = "";

	make(bed);
	for (size_t i = 0; i < bed->plan.ops.n; i++) {
		const struct addr_op *op = &bed->plan.ops.at[i];
		const char *sign = op->is_put_back		 ? "^"
				   : op->kind == ADDR_OP_DELETE	 ? "-"
				   : op->kind == ADDR_OP_REPLACE ? "="
								 : "+";
		struct prefix prefix = { .addr = op->addr.addr, .len = op->addr.len };
		char buf[PREFIX_LEN];
		size_t len = strlen(text);

		snprintf(text + len, sizeof(text) - len, "%s%s%s", i ? " " : "", sign,
			 prefix_format(&prefix, buf));
	}
	assert_string_equal(text, expected);
}

/* Do the plan; every operation has to succeed, but for what is put back for nothing. */
static void perform(struct bed *bed)
{
	struct addr_wish wish = wish_of(bed);

	addr_plan_begin(&bed->plan, &bed->owned);
	for (size_t i = 0; i < bed->plan.ops.n; i++) {
		const struct addr_op *op = &bed->plan.ops.at[i];
		int error = model_kernel_do(&bed->kernel, op);

		if (!(op->is_put_back && !op->is_ours && bed->is_ignorant && error == -EEXIST))
			assert_int_equal(error, 0);
		addr_plan_done(op, &bed->owned);
	}
	addr_plan_settle(&wish, &bed->owned);
}

static void test_added_in_the_order_wanted(void **state)
{
	struct bed *bed = *state;

	want(bed, "192.0.2.9/24");
	want(bed, "198.51.100.1/32");
	want(bed, "192.0.2.3/24");
	assert_plan(bed, "+192.0.2.9/24 +198.51.100.1/32 +192.0.2.3/24");
	perform(bed);
	assert_plan(bed, "");
	assert_int_equal(bed->owned.n, 3);
}

static void test_what_is_found_is_good_and_then_ours(void **state)
{
	struct bed *bed = *state;
	struct kstate_addr found = model_addr(1, "192.0.2.9/24");

	snprintf(found.label, sizeof(found.label), "eth0:admin");
	assert_int_equal(model_kernel_add(&bed->kernel, &found), 0);
	want(bed, "192.0.2.9/24");
	assert_plan(bed, "");
	perform(bed);
	assert_plan(bed, "");
	addr_table_clear(&bed->wanted);
	assert_plan(bed, "-192.0.2.9/24");
}

static void test_strangers_stay(void **state)
{
	struct bed *bed = *state;

	there(bed, "192.0.2.1/24");
	there(bed, "192.0.2.2/24");
	there(bed, "192.0.2.3/25");
	own(bed, "192.0.2.3/24");
	assert_plan(bed, "");
	perform(bed);
	assert_int_equal(bed->owned.n, 0);
}

/* Another prefix length is another address. */
static void test_other_length(void **state)
{
	struct bed *bed = *state;

	there(bed, "192.0.2.9/25");
	want(bed, "192.0.2.9/24");
	assert_plan(bed, "+192.0.2.9/24");
	perform(bed);
	assert_plan(bed, "");
	assert_int_equal(bed->kernel.addrs.n, 2);
}

static void test_secondary_ones_go_first(void **state)
{
	struct bed *bed = *state;

	there(bed, "192.0.2.1/24");
	there(bed, "192.0.2.2/24");
	there(bed, "192.0.2.3/24");
	own(bed, "192.0.2.1/24");
	own(bed, "192.0.2.3/24");
	own(bed, "192.0.2.2/24");
	assert_plan(bed, "-192.0.2.3/24 -192.0.2.2/24 -192.0.2.1/24");
	perform(bed);
	assert_int_equal(bed->kernel.addrs.n, 0);
	assert_int_equal(bed->owned.n, 0);
}

/* Ours was the first of its network: a stranger's and one that stays ours go down with it. */
static void test_survivors_are_put_back(void **state)
{
	struct bed *bed = *state;

	there(bed, "192.0.2.1/24");
	there(bed, "198.51.100.1/24");
	there(bed, "192.0.2.2/24");
	there(bed, "192.0.2.3/24");
	there(bed, "192.0.2.4/25");
	own(bed, "192.0.2.1/24");
	own(bed, "192.0.2.3/24");
	want(bed, "192.0.2.3/24");
	assert_plan(bed, "-192.0.2.1/24 ^192.0.2.2/24 ^192.0.2.3/24");
	perform(bed);
	assert_plan(bed, "");
	assert_int_equal(bed->kernel.addrs.n, 4);
	assert_int_equal(bed->owned.n, 1);
}

static void test_promoted_ones_need_no_help(void **state)
{
	struct bed *bed = *state;

	bed->kernel.promoting[bed->kernel.n_promoting++] = 1;
	there(bed, "192.0.2.1/24");
	there(bed, "192.0.2.2/24");
	there(bed, "192.0.2.3/24");
	own(bed, "192.0.2.1/24");
	assert_plan(bed, "-192.0.2.1/24");
	perform(bed);
	assert_int_equal(bed->kernel.addrs.n, 2);
}

/* What differs in more than lifetimes is added anew, and is primary again if it was. */
static void test_changed(void **state)
{
	struct bed *bed = *state;
	struct kstate_addr other = model_addr(1, "192.0.2.1/24");

	there(bed, "192.0.2.1/24");
	there(bed, "192.0.2.2/24");
	own(bed, "192.0.2.1/24");
	snprintf(other.label, sizeof(other.label), "eth0:1");
	addr_table_put(&bed->wanted, &other);
	want(bed, "192.0.2.5/24");
	assert_plan(bed, "-192.0.2.1/24 ^192.0.2.1/24 ^192.0.2.2/24 +192.0.2.5/24");
	assert_string_equal(bed->plan.ops.at[1].addr.label, "eth0:1");
	perform(bed);
	assert_plan(bed, "");
	assert_false(addr_table_find(&bed->kernel.addrs, &other)->flags & IFA_F_SECONDARY);
}

static void test_each_attribute_counts(void **state)
{
	struct bed *bed = *state;
	struct kstate_addr base = model_addr(1, "192.0.2.1/24");
	struct kstate_addr changed[5] = { base, base, base, base, base };

	changed[0].scope = 253;
	changed[1].broadcast = model_addr(1, "192.0.2.255").addr;
	changed[2].flags = IFA_F_NOPREFIXROUTE;
	changed[3].peer = model_addr(1, "192.0.2.77").addr;
	changed[4].label[0] = 'x';
	there(bed, "192.0.2.1/24");
	own(bed, "192.0.2.1/24");
	for (unsigned i = 0; i < 5; i++) {
		addr_table_put(&bed->wanted, &changed[i]);
		assert_plan(bed, "-192.0.2.1/24 ^192.0.2.1/24");
	}
}

static void test_lifetimes_are_replaced_in_place(void **state)
{
	struct bed *bed = *state;
	struct kstate_addr shorter = model_addr(1, "192.0.2.1/24");

	there(bed, "192.0.2.1/24");
	own(bed, "192.0.2.1/24");
	shorter.preferred_lft = 600;
	addr_table_put(&bed->wanted, &shorter);
	assert_plan(bed, "=192.0.2.1/24");
	perform(bed);
	assert_plan(bed, "");
	assert_int_equal(addr_table_find(&bed->kernel.addrs, &shorter)->preferred_lft, 600);
}

/* It would be replaced, but goes down with its primary address: put back as it is wanted. */
static void test_lifetimes_of_what_is_put_back(void **state)
{
	struct bed *bed = *state;
	struct kstate_addr shorter = model_addr(1, "192.0.2.2/24");

	there(bed, "192.0.2.1/24");
	there(bed, "192.0.2.2/24");
	own(bed, "192.0.2.1/24");
	own(bed, "192.0.2.2/24");
	shorter.preferred_lft = 600;
	addr_table_put(&bed->wanted, &shorter);
	assert_plan(bed, "-192.0.2.1/24 ^192.0.2.2/24");
	perform(bed);
	assert_plan(bed, "");
	assert_int_equal(addr_table_find(&bed->kernel.addrs, &shorter)->preferred_lft, 600);
}

/* Nobody tells whether it was done, and it is not wanted any more: it is taken away all the same. */
static void test_ours_since_it_was_asked_for(void **state)
{
	struct bed *bed = *state;
	struct addr_wish wish = wish_of(bed);

	want(bed, "192.0.2.1/24");
	want(bed, "192.0.2.2/24");
	assert_plan(bed, "+192.0.2.1/24 +192.0.2.2/24");
	addr_plan_begin(&bed->plan, &bed->owned);
	assert_int_equal(model_kernel_do(&bed->kernel, &bed->plan.ops.at[0]), 0);
	addr_table_clear(&bed->wanted);
	addr_plan_settle(&wish, &bed->owned);
	assert_int_equal(bed->owned.n, 1);
	assert_plan(bed, "-192.0.2.1/24");
}

/* As long as a change was not told to be done, it is still to be done. */
static void test_change_that_was_not_told_of(void **state)
{
	struct bed *bed = *state;
	struct addr_wish wish = wish_of(bed);
	struct kstate_addr other = model_addr(1, "192.0.2.1/24");

	there(bed, "192.0.2.1/24");
	own(bed, "192.0.2.1/24");
	other.scope = 253;
	addr_table_put(&bed->wanted, &other);
	assert_plan(bed, "-192.0.2.1/24 ^192.0.2.1/24");
	addr_plan_begin(&bed->plan, &bed->owned);
	addr_plan_settle(&wish, &bed->owned);
	assert_plan(bed, "-192.0.2.1/24 ^192.0.2.1/24");
}

/* A kernel that does nothing of what it is told is asked three times. */
static void test_passes(void **state)
{
	struct bed *bed = *state;
	struct addr_wish wish = wish_of(bed);

	assert_int_equal(addr_plan_pass(&bed->plan, &wish), ADDR_PASS_SETTLED);
	want(bed, "192.0.2.1/24");
	for (unsigned i = 0; i < ADDR_PLAN_MOST_PASSES; i++) {
		assert_int_equal(addr_plan_pass(&bed->plan, &wish), ADDR_PASS_WORK);
		assert_int_equal(bed->plan.ops.n, 1);
	}
	assert_int_equal(addr_plan_pass(&bed->plan, &wish), ADDR_PASS_STUCK);
	assert_int_equal(bed->plan.ops.n, 0);
	addr_plan_restart(&bed->plan);
	assert_int_equal(addr_plan_pass(&bed->plan, &wish), ADDR_PASS_WORK);
	perform(bed);
	assert_int_equal(addr_plan_pass(&bed->plan, &wish), ADDR_PASS_SETTLED);
}

/* Any kernel, any wish: one pass makes it what is wanted, and strangers are there as before. */

static uint32_t next_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

/* Of few addresses in few networks, so that they meet. A network has one scope, or Linux refuses. */
static struct kstate_addr random_addr(uint32_t *seed)
{
	static const uint8_t lens[] = { 24, 24, 24, 28, 32 };
	static const uint32_t lifetimes[] = { KSTATE_FOREVER, KSTATE_FOREVER, 600, 900 };
	struct kstate_addr addr = {
		.index = 1 + next_random(seed) % 2,
		.addr = { ADDR_IPV4, { 10, 0, (uint8_t)(next_random(seed) % 3),
				       (uint8_t)(1 + next_random(seed) % 6) } },
		.len = lens[next_random(seed) % ARRAY_SIZE(lens)],
		.preferred_lft = lifetimes[next_random(seed) % ARRAY_SIZE(lifetimes)],
		.valid_lft = KSTATE_FOREVER,
	};

	if (next_random(seed) % 4 == 0)
		addr.peer = (struct addr){ ADDR_IPV4, { 10, 0, (uint8_t)(next_random(seed) % 3), 9 } };
	if (next_random(seed) % 4 == 0)
		snprintf(addr.label, sizeof(addr.label), "l%u", next_random(seed) % 2);
	if (next_random(seed) % 4 == 0)
		addr.flags = IFA_F_NOPREFIXROUTE;
	return addr;
}

static void random_bed(struct bed *bed, uint32_t *seed)
{
	bed->is_ignorant = next_random(seed) % 4 == 0;
	for (unsigned i = next_random(seed) % 3; i > 0; i--)
		bed->kernel.promoting[bed->kernel.n_promoting++] = i;
	for (unsigned i = next_random(seed) % 16; i > 0; i--) {
		struct kstate_addr addr = random_addr(seed);
		bool is_new = model_kernel_add(&bed->kernel, &addr) == 0;

		if (is_new && next_random(seed) % 2)
			addr_table_put(&bed->owned, &addr);
	}
	for (unsigned i = next_random(seed) % 12; i > 0; i--) {
		struct kstate_addr addr = random_addr(seed);

		if (next_random(seed) % 2)
			addr_table_put(&bed->wanted, &addr);
		else if (next_random(seed) % 4 == 0 && !addr_table_find(&bed->kernel.addrs, &addr))
			addr_table_put(&bed->owned, &addr);
	}
	/* Some of what is ours stays, as it is or in another way. */
	addr_table_each(owned, &bed->owned) {
		struct kstate_addr addr = *owned;

		if (next_random(seed) % 2)
			continue;
		if (next_random(seed) % 3 == 0)
			addr.preferred_lft = 600;
		if (next_random(seed) % 3 == 0)
			addr.label[0] = 'x';
		addr_table_put(&bed->wanted, &addr);
	}
}

/* What has to be there in the end. */
static void expect(const struct bed *bed, struct addr_table *expected)
{
	addr_table_each(seen, &bed->kernel.addrs) {
		if (!addr_table_find(&bed->owned, seen))
			addr_table_put(expected, seen);
	}
	addr_table_each(wanted, &bed->wanted) {
		if (!addr_table_find(expected, wanted))
			addr_table_put(expected, wanted);
	}
}

static bool is_as_expected(const struct addr_table *kernel, const struct addr_table *expected)
{
	if (kernel->n != expected->n)
		return false;
	addr_table_each(seen, kernel) {
		const struct kstate_addr *want = addr_table_find(expected, seen);

		if (!want || !kstate_addr_is_alike(seen, want) ||
		    seen->preferred_lft != want->preferred_lft)
			return false;
	}
	return true;
}

/* Nobody else is touched but for being put back. */
static bool is_ours_alone(const struct bed *bed, const struct addr_table *owned)
{
	for (size_t i = 0; i < bed->plan.ops.n; i++) {
		const struct addr_op *op = &bed->plan.ops.at[i];
		bool is_ours = addr_table_find(owned, &op->addr) ||
			       addr_table_find(&bed->wanted, &op->addr);

		if (!is_ours && !op->is_put_back)
			return false;
		if (op->kind == ADDR_OP_DELETE && !addr_table_find(owned, &op->addr))
			return false;
	}
	return true;
}

static void one_random(uint32_t seed, unsigned *n_ops)
{
	uint32_t started_with = seed;
	struct addr_table expected;
	bool is_good;
	void *state = NULL;
	struct bed *bed;

	assert_int_equal(setup(&state), 0);
	bed = state;
	addr_table_init(&expected);
	random_bed(bed, &seed);
	expect(bed, &expected);
	make(bed);
	*n_ops += (unsigned)bed->plan.ops.n;
	is_good = is_ours_alone(bed, &bed->owned);
	perform(bed);
	is_good = is_good && is_as_expected(&bed->kernel.addrs, &expected);
	make(bed);
	if (!is_good || bed->plan.ops.n > 0)
		fail_msg("seed %u", started_with);
	addr_table_release(&expected);
	teardown(&state);
}

static void test_random(void **state)
{
	unsigned n_ops = 0;

	(void)state;
	for (uint32_t seed = 1; seed <= 20000; seed++)
		one_random(seed * 2654435761U, &n_ops);
	assert_true(n_ops > 20000);
}

int main(void)
{
#define WITH_BED(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		WITH_BED(test_added_in_the_order_wanted),
		WITH_BED(test_what_is_found_is_good_and_then_ours),
		WITH_BED(test_strangers_stay),
		WITH_BED(test_other_length),
		WITH_BED(test_secondary_ones_go_first),
		WITH_BED(test_survivors_are_put_back),
		WITH_BED(test_promoted_ones_need_no_help),
		WITH_BED(test_changed),
		WITH_BED(test_each_attribute_counts),
		WITH_BED(test_lifetimes_are_replaced_in_place),
		WITH_BED(test_lifetimes_of_what_is_put_back),
		WITH_BED(test_ours_since_it_was_asked_for),
		WITH_BED(test_change_that_was_not_told_of),
		WITH_BED(test_passes),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
