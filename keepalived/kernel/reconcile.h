/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reconcile - makes the addresses that an object wants those that the kernel has, by its hand.
 *
 * Change .wanted and .owned (addr_plan.h says what they are), and start. What comes of it is told
 * when the kernel has answered. It may be started again at any time: what is under way is waited
 * for, then the new wish counts. Start it, too, when the view was renewed, or when somebody else
 * interfered.
 *
 * Objects that share a view take turns. What one deletes may take addresses of another one along, or
 * bring back what the other one has just deleted: so a plan that deletes is made when all that went
 * before is seen, and nothing is planned until it is. Those that only add do not wait for each other.
 */
#pragma once

#include <stdbool.h>

#include "keepalived/kernel/core/addr_plan.h"
#include "keepalived/kernel/hand.h"
#include "keepalived/kernel/k_view.h"
#include "lib/sys/netlink_batch.h"

struct reconcile {
	/* The owner's. Of an operation: 0, or the negative errno of one that was not done. */
	void (*on_op)(struct reconcile *r, const struct addr_op *op, int error);
	/* Nothing is under way any more. May start it again, and is the place to release it. */
	void (*on_end)(struct reconcile *r, bool is_settled);
	struct addr_table wanted;
	struct addr_table owned;

	struct k_view *view; /* the owner's */
	struct addr_plan plan;
	struct netlink_batch batch;
	struct hand_job job;
	bool is_under_way;
	bool is_started_again;
	bool is_adding; /* its turn */
	bool is_deleting;
};

/* The owner has set the functions. */
void reconcile_init(struct reconcile *r, struct k_view *view);
void reconcile_release(struct reconcile *r); /* what is under way will be done, and not told */

void reconcile_start(struct reconcile *r);
