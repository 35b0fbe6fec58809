/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/kernel/core/addr_plan.h"

void addr_plan_init(struct addr_plan *plan)
{
	*plan = (struct addr_plan){ 0 };
}

void addr_plan_release(struct addr_plan *plan)
{
	vec_release(&plan->ops);
}

static void push(struct addr_plan *plan, enum addr_op_kind kind, const struct kstate_addr *addr)
{
	struct addr_op op = { .kind = kind, .addr = *addr, .is_ours = true };

	vec_push(&plan->ops, op);
}

static void push_back(struct addr_plan *plan, enum addr_op_kind kind,
		      const struct kstate_addr *addr, bool is_ours)
{
	struct addr_op op = {
		.kind = kind,
		.addr = *addr,
		.is_put_back = true,
		.is_ours = is_ours,
	};

	vec_push(&plan->ops, op);
}

static bool has_same_lifetimes(const struct kstate_addr *a, const struct kstate_addr *b)
{
	return a->preferred_lft == b->preferred_lft && a->valid_lft == b->valid_lft;
}

static bool is_secondary(const struct kstate_addr *seen)
{
	return seen->addr.family == ADDR_IPV4 && seen->flags & IFA_F_SECONDARY;
}

static bool is_promoting(const struct addr_wish *wish, uint32_t index)
{
	for (size_t i = 0; i < wish->n_promoting; i++) {
		if (wish->promoting[i] == index)
			return true;
	}
	return false;
}

/* What has to be taken away: not wanted, or not in this way. */
static void find_doomed(const struct addr_wish *wish, struct addr_table *doomed)
{
	addr_table_each(owned, wish->owned) {
		const struct kstate_addr *seen = addr_table_find(wish->observed, owned);
		const struct kstate_addr *wanted = addr_table_find(wish->wanted, owned);

		if (seen && !(wanted && kstate_addr_is_alike(wanted, owned)))
			addr_table_put(doomed, seen);
	}
}

static void delete_doomed(struct addr_plan *plan, const struct addr_table *doomed, bool secondary)
{
	addr_table_each(seen, doomed) {
		if (is_secondary(seen) == secondary)
			push(plan, ADDR_OP_DELETE, seen);
	}
}

/* Whether @seen, which is secondary, goes down with its primary address. */
static bool is_taken_along(const struct addr_wish *wish, const struct addr_table *doomed,
			   const struct kstate_addr *seen)
{
	if (is_promoting(wish, seen->index))
		return false;
	addr_table_each(other, doomed) {
		if (!is_secondary(other) && kstate_addr_is_kin(other, seen))
			return true;
	}
	return false;
}

static bool is_any_wanted(const struct addr_wish *wish, const struct addr_table *doomed)
{
	addr_table_each(seen, doomed) {
		if (addr_table_find(wish->wanted, seen))
			return true;
	}
	return false;
}

/* In the order of the kernel, so that who comes back first is primary as before. */
static void put_back(struct addr_plan *plan, const struct addr_wish *wish,
		     const struct addr_table *doomed)
{
	bool is_changing = is_any_wanted(wish, doomed);

	if (doomed->n == 0)
		return;
	addr_table_each(seen, wish->observed) {
		const struct kstate_addr *wanted;

		/* Because: there may be thousands, for each of which nothing more is to be asked. */
		if (!is_changing && !is_secondary(seen))
			continue;
		wanted = addr_table_find(wish->wanted, seen);
		if (addr_table_find(doomed, seen)) {
			if (wanted)
				push_back(plan, ADDR_OP_ADD, wanted, true);
		} else if (is_secondary(seen) && is_taken_along(wish, doomed, seen)) {
			/* If it did not go down after all, ours shall have its lifetimes. */
			if (wanted && addr_table_find(wish->owned, seen))
				push_back(plan, ADDR_OP_REPLACE, wanted, true);
			else
				push_back(plan, ADDR_OP_ADD, seen, false);
		}
	}
}

static void replace_lifetimes(struct addr_plan *plan, const struct addr_wish *wish,
			      const struct addr_table *doomed)
{
	addr_table_each(owned, wish->owned) {
		const struct kstate_addr *seen = addr_table_find(wish->observed, owned);
		const struct kstate_addr *wanted = addr_table_find(wish->wanted, owned);

		if (!seen || !wanted || has_same_lifetimes(wanted, owned))
			continue;
		if (addr_table_find(doomed, seen))
			continue;
		if (is_secondary(seen) && is_taken_along(wish, doomed, seen))
			continue;
		push(plan, ADDR_OP_REPLACE, wanted);
	}
}

static void add_missing(struct addr_plan *plan, const struct addr_wish *wish)
{
	addr_table_each(wanted, wish->wanted) {
		if (!addr_table_find(wish->observed, wanted))
			push(plan, ADDR_OP_ADD, wanted);
	}
}

void addr_plan_make(struct addr_plan *plan, const struct addr_wish *wish)
{
	struct addr_table doomed;

	plan->ops.n = 0;
	addr_table_init(&doomed);
	find_doomed(wish, &doomed);
	delete_doomed(plan, &doomed, true);
	delete_doomed(plan, &doomed, false);
	put_back(plan, wish, &doomed);
	replace_lifetimes(plan, wish, &doomed);
	add_missing(plan, wish);
	addr_table_release(&doomed);
}

void addr_plan_begin(const struct addr_plan *plan, struct addr_table *owned)
{
	for (size_t i = 0; i < plan->ops.n; i++) {
		const struct addr_op *op = &plan->ops.at[i];

		if (op->kind == ADDR_OP_ADD && op->is_ours && !addr_table_find(owned, &op->addr))
			addr_table_put(owned, &op->addr);
	}
}

void addr_plan_done(const struct addr_op *op, struct addr_table *owned)
{
	if (op->kind == ADDR_OP_DELETE)
		addr_table_remove(owned, &op->addr);
	else if (op->is_ours)
		addr_table_put(owned, &op->addr);
}

void addr_plan_settle(const struct addr_wish *wish, struct addr_table *owned)
{
	addr_table_each(ours, owned) {
		if (!addr_table_find(wish->observed, ours) && !addr_table_find(wish->wanted, ours))
			addr_table_remove(owned, ours);
	}
	addr_table_each(wanted, wish->wanted) {
		if (addr_table_find(wish->observed, wanted) && !addr_table_find(owned, wanted))
			addr_table_put(owned, wanted);
	}
}

void addr_plan_restart(struct addr_plan *plan)
{
	plan->passes = 0;
}

enum addr_pass addr_plan_pass(struct addr_plan *plan, const struct addr_wish *wish)
{
	addr_plan_make(plan, wish);
	if (plan->ops.n == 0) {
		vec_release(&plan->ops); /* it may be long until the next one, and plans are many */
		return ADDR_PASS_SETTLED;
	}
	if (plan->passes == ADDR_PLAN_MOST_PASSES) {
		vec_release(&plan->ops);
		return ADDR_PASS_STUCK;
	}
	plan->passes++;
	return ADDR_PASS_WORK;
}
