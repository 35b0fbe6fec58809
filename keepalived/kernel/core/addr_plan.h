/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * addr_plan - the operations that turn the addresses of the kernel into those that are wanted.
 *
 *   wanted    what shall be there
 *   owned     what is ours to take away: what we asked for, as we asked for it, and every virtual
 *             address of the configuration, whoever added it; nothing that another object of ours wants
 *   observed  what is there
 *
 * Wanted and not there: added. Owned, there and not wanted: deleted. Owned and wanted in another
 * way: changed. Wanted, there and not owned: good as it is found. Anything else is left alone.
 *
 * The kernel keeps one IPv4 address of each network on an interface as the primary one and takes
 * the others, the secondary ones, away with it, unless the interface promotes secondaries. So
 * secondary addresses are deleted first, and what goes down with a primary one though it shall
 * stay, a stranger's too, is put back. Not to know that an interface promotes them does no harm:
 * what is put back and is there all the same is refused.
 *
 * A plan is made for any part of what we want: one instance or all of them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keepalived/kernel/core/addr_table.h"
#include "keepalived/model/kstate.h"
#include "lib/base/vec.h"

#define ADDR_PLAN_MOST_PASSES 3

enum addr_op_kind {
	ADDR_OP_ADD,
	ADDR_OP_DELETE,
	ADDR_OP_REPLACE, /* its lifetimes, in place; added if it is not there */
};

struct addr_op {
	enum addr_op_kind  kind;
	struct kstate_addr addr;
	bool               is_put_back; /* an earlier operation of the plan takes it away */
	bool               is_ours;     /* else it is put back as it was found */
};

struct addr_wish {
	const struct addr_table *wanted;
	const struct addr_table *owned;
	const struct addr_table *observed;
	const uint32_t *promoting; /* interfaces known to promote secondaries */
	size_t n_promoting;
};

struct addr_plan {
	VEC(struct addr_op) ops; /* in this order */
	unsigned passes;         /* since the wish was new */
};

enum addr_pass {
	ADDR_PASS_SETTLED, /* nothing is left to do */
	ADDR_PASS_WORK,    /* do plan.ops, observe, and ask again */
	ADDR_PASS_STUCK,   /* something is left to do, and the passes are used up; no ops */
};

void addr_plan_init(struct addr_plan *plan);
void addr_plan_release(struct addr_plan *plan);

/* plan.ops := what there is to do now. */
void addr_plan_make(struct addr_plan *plan, const struct addr_wish *wish);

/*
 * What is ours, from plan to plan. Before a plan is done: what it adds, since nobody may come to
 * tell that it was done. When one of its operations has been done: that. Before the next plan: what
 * is wanted and was found, and no longer what is neither wanted nor there.
 */
void addr_plan_begin(const struct addr_plan *plan, struct addr_table *owned);
void addr_plan_done(const struct addr_op *op, struct addr_table *owned);
void addr_plan_settle(const struct addr_wish *wish, struct addr_table *owned);

void           addr_plan_restart(struct addr_plan *plan); /* for another wish */
enum addr_pass addr_plan_pass(struct addr_plan *plan, const struct addr_wish *wish);
