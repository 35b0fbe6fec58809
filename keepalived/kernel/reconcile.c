/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/kernel/reconcile.h"

#include <errno.h>

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

static void pass(struct reconcile *r)
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
	if (r->is_under_way) {
		send_plan(r);
		return;
	}
	/* It may be long until the next one, and objects are many. */
	netlink_batch_release(&r->batch);
	hand_job_release(&r->job);
	r->on_end(r, result == ADDR_PASS_SETTLED);
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

/* A hand that died says nothing of the kernel: no pass was made. */
static void on_answer(struct hand_job *job)
{
	struct reconcile *r = container_of(job, struct reconcile, job);
	bool is_lost = job->status == -ECONNRESET;
	/* Before the answers, since what the view tells may start us again. */
	int error = k_view_on_readable(r->view);

	for (size_t i = 0; !is_lost && i < r->plan.ops.n; i++)
		note_op(r, &r->plan.ops.at[i], job->errors.at[i]);
	if (is_lost || r->is_started_again)
		restart(r);
	if (error < 0) {
		r->is_under_way = false;
		r->on_end(r, false);
		return;
	}
	pass(r);
}

void reconcile_init(struct reconcile *r, struct k_view *view)
{
	r->view = view;
	r->is_under_way = false;
	r->is_started_again = false;
	addr_table_init(&r->wanted);
	addr_table_init(&r->owned);
	addr_plan_init(&r->plan);
	netlink_batch_init(&r->batch);
	hand_job_init(&r->job, on_answer);
}

void reconcile_release(struct reconcile *r)
{
	hand_forget(r->view->hand, &r->job);
	hand_job_release(&r->job);
	netlink_batch_release(&r->batch);
	addr_plan_release(&r->plan);
	addr_table_release(&r->owned);
	addr_table_release(&r->wanted);
}

void reconcile_start(struct reconcile *r)
{
	if (r->is_under_way) {
		r->is_started_again = true;
		return;
	}
	restart(r);
	r->is_under_way = true;
	pass(r);
}
