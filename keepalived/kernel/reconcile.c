/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/kernel/reconcile.h"

#include <errno.h>
#include <string.h>

#include "keepalived/kernel/k_addr.h"

static struct addr_wish wish_of(const struct reconcile *r)
{
	return (struct addr_wish){
		.wanted = &r->wanted,
		.owned = &r->owned,
		.observed = &r->view->view.addrs,
	};
}

static void send_plan(struct reconcile *r)
{
	addr_plan_begin(&r->plan, &r->owned);
	netlink_batch_clear(&r->batch);
	for (size_t i = 0; i < r->plan.ops.n; i++)
		k_addr_put(&r->batch, &r->plan.ops.at[i]);
	hand_batch(r->view->hand, &r->job, &r->batch);
}

/* Turns */

static bool is_deleting(const struct addr_plan *plan)
{
	for (size_t i = 0; i < plan->ops.n; i++)
		if (plan->ops.at[i].kind == ADDR_OP_DELETE)
			return true;
	return false;
}

static void wait_for_turn(struct reconcile *r, bool is_first)
{
	struct k_view *kv = r->view;

	vec_push(&kv->waiting, r);
	if (!is_first)
		return;
	memmove(kv->waiting.at + 1, kv->waiting.at, (kv->waiting.n - 1) * sizeof(kv->waiting.at[0]));
	kv->waiting.at[0] = r;
}

static void leave_queue(struct reconcile *r)
{
	struct k_view *kv = r->view;

	for (size_t i = 0; i < kv->waiting.n; i++) {
		if (kv->waiting.at[i] != r)
			continue;
		kv->waiting.n--;
		memmove(kv->waiting.at + i, kv->waiting.at + i + 1, (kv->waiting.n - i) * sizeof(kv->waiting.at[0]));
		return;
	}
}

/* @is_first: of those who wait. */
static bool take_turn(struct reconcile *r, bool is_first)
{
	struct k_view *kv = r->view;
	bool deletes = is_deleting(&r->plan);

	if (kv->is_deleting || (deletes && kv->n_adding) || (!is_first && kv->waiting.n))
		return false;
	r->is_deleting = kv->is_deleting = deletes;
	r->is_adding = !deletes;
	kv->n_adding += r->is_adding;
	return true;
}

static void give_turn(struct reconcile *r)
{
	r->view->n_adding -= r->is_adding;
	if (r->is_deleting)
		r->view->is_deleting = false;
	r->is_adding = r->is_deleting = false;
}

/* Passes */

static void pass(struct reconcile *r, bool is_first)
{
	struct addr_wish wish = wish_of(r);
	enum addr_pass result;

	/* Because: what has been done might not be seen. The owner starts us when it is. */
	if (k_view_is_asking(r->view)) {
		r->is_under_way = false;
		return;
	}
	addr_plan_settle(&wish, &r->owned);
	result = addr_plan_pass(&r->plan, &wish);
	r->is_under_way = result == ADDR_PASS_WORK;
	if (!r->is_under_way) {
		/* It may be long until the next one, and objects are many. */
		netlink_batch_release(&r->batch);
		hand_job_release(&r->job);
		r->on_end(r, result == ADDR_PASS_SETTLED);
	} else if (take_turn(r, is_first)) {
		send_plan(r);
	} else {
		r->plan.passes--; /* it will be made anew */
		wait_for_turn(r, is_first);
	}
}

static void note_op(struct reconcile *r, const struct addr_op *op, int error)
{
	bool is_done = k_addr_is_done(op, error);

	if (is_done)
		addr_plan_done(op, &r->owned);
	r->on_op(r, op, is_done ? 0 : error);
}

static void restart(struct reconcile *r)
{
	r->is_started_again = false;
	addr_plan_restart(&r->plan);
}

/* Who does not go now stays the first one. */
static void wake(struct k_view *kv)
{
	while (kv->waiting.n) {
		struct reconcile *r = kv->waiting.at[0];

		leave_queue(r);
		if (r->is_started_again)
			restart(r);
		pass(r, true);
		if (kv->waiting.n && kv->waiting.at[0] == r)
			return;
	}
}

/* A hand that died says nothing of the kernel: no pass was made. */
static void on_answer(struct hand_job *job)
{
	struct reconcile *r = container_of(job, struct reconcile, job);
	struct k_view *kv = r->view;
	bool is_lost = job->status == -ECONNRESET;
	/* Before the answers, since what the view tells may start us again. */
	int error = k_view_on_readable(kv);

	for (size_t i = 0; !is_lost && i < r->plan.ops.n; i++)
		note_op(r, &r->plan.ops.at[i], job->errors.at[i]);
	give_turn(r);
	if (is_lost || r->is_started_again)
		restart(r);
	if (error < 0) {
		r->is_under_way = false;
		r->on_end(r, false);
	} else {
		pass(r, false);
	}
	wake(kv);
}

void reconcile_init(struct reconcile *r, struct k_view *view)
{
	r->view = view;
	r->is_under_way = false;
	r->is_started_again = false;
	r->is_adding = r->is_deleting = false;
	addr_table_init(&r->wanted);
	addr_table_init(&r->owned);
	addr_plan_init(&r->plan);
	netlink_batch_init(&r->batch);
	hand_job_init(&r->job, on_answer);
}

void reconcile_release(struct reconcile *r)
{
	leave_queue(r);
	give_turn(r);
	hand_forget(r->view->hand, &r->job);
	hand_job_release(&r->job);
	netlink_batch_release(&r->batch);
	addr_plan_release(&r->plan);
	addr_table_release(&r->owned);
	addr_table_release(&r->wanted);
}

void reconcile_start(struct reconcile *r)
{
	struct k_view *kv = r->view;

	if (r->is_under_way) {
		r->is_started_again = true;
		return;
	}
	restart(r);
	r->is_under_way = true;
	pass(r, false);
	wake(kv); /* one that was released has told nobody */
}
