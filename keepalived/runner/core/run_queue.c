/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/runner/core/run_queue.h"

#include <string.h>

void run_queue_release(struct run_queue *q)
{
	vec_release(&q->waiting);
}

void run_queue_add(struct run_queue *q, const struct run *run)
{
	vec_push(&q->waiting, *run);
}

static struct mono patience_ends(const struct run *run)
{
	return mono_after(run->since, RUN_QUEUE_PATIENCE);
}

static bool may_start(const struct run_queue *q, const struct run *run, struct mono now)
{
	return !q->running || !mono_before(now, patience_ends(run));
}

static void take(struct run_queue *q, size_t at, struct run *ret_run)
{
	*ret_run = q->waiting.at[at];
	q->waiting.n--;
	memmove(&q->waiting.at[at], &q->waiting.at[at + 1], (q->waiting.n - at) * sizeof(*q->waiting.at));
	q->running++;
}

bool run_queue_take(struct run_queue *q, struct mono now, struct run *ret_run)
{
	for (size_t i = 0; i < q->waiting.n; i++) {
		if (q->waiting.at[i].cannot_wait) {
			take(q, i, ret_run);
			return true;
		}
	}
	if (!q->waiting.n || !may_start(q, &q->waiting.at[0], now))
		return false;
	take(q, 0, ret_run);
	return true;
}

void run_queue_ended(struct run_queue *q)
{
	q->running--;
}

void run_queue_drop(struct run_queue *q)
{
	q->waiting.n = 0;
}

struct mono run_queue_due(const struct run_queue *q)
{
	return q->waiting.n ? patience_ends(&q->waiting.at[0]) : MONO_NEVER;
}
