/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/vrrp_lane.h"

#include <stdlib.h>

#include "keepalived/vrrp/vrrp_garp.h"
#include "keepalived/vrrp/vrrp_hand.h"
#include "keepalived/vrrp/vrrp_inst.h"
#include "keepalived/vrrp/vrrp_own.h"
#include "lib/sys/log.h"

static void run(struct vrrp_inst *i);

static struct vrrp_lane *lane_of(struct reconcile *r)
{
	return container_of(r, struct vrrp_lane, addrs);
}

/* Addresses */

static void on_op(struct reconcile *r, const struct addr_op *op, int error)
{
	char text[ADDR_LEN];

	if (error < 0)
		log_errno(error, "(%s) %s address %s", lane_of(r)->inst->conf->head.name,
			  op->kind == ADDR_OP_DELETE ? "removing" : "adding", addr_format(&op->addr.addr, text));
}

static void on_end(struct reconcile *r, bool is_settled)
{
	struct vrrp_lane *lane = lane_of(r);

	if (!is_settled)
		log_info("(%s) addresses are not as they should be", lane->inst->conf->head.name);
	lane->step = VRRP_LANE_CHANGED;
	run(lane->inst);
}

/* While MASTER all of them are wanted, otherwise none; they are ours whoever added them. */
static void wish(struct vrrp_inst *i, bool is_wanted)
{
	struct reconcile *addrs = &i->lane->addrs;

	addr_table_clear(&addrs->wanted);
	addr_table_each(a, &i->virtuals) {
		if (is_wanted)
			addr_table_put(&addrs->wanted, a);
		if (!addr_table_find(&addrs->owned, a))
			addr_table_put(&addrs->owned, a);
	}
}

static void say_which(const struct vrrp_inst *i, const char *what)
{
	log_info("(%s) %s VIPs.", i->conf->head.name, what);
	if (i->conf->evips.n)
		log_info("(%s) %s E-VIPs.", i->conf->head.name, what);
}

/* True: the kernel has them as they should be, or will not. */
static bool change_addresses(struct vrrp_inst *i, bool is_wanted)
{
	struct vrrp_lane *lane = i->lane;

	if (lane->step == VRRP_LANE_FRESH)
		say_which(i, is_wanted ? "setting" : "removing");
	if (lane->step == VRRP_LANE_CHANGED)
		return true;
	wish(i, is_wanted);
	lane->step = VRRP_LANE_PARKED;
	reconcile_start(&lane->addrs);
	vrrp_hand_send(i->role);
	return lane->step == VRRP_LANE_CHANGED;
}

/* True: it is done, or nothing more has to be done. */
static bool perform(struct vrrp_inst *i, const struct vrrp_effect *e)
{
	bool is_void = e->epoch != i->fsm.epoch;

	switch ((enum vrrp_effect_kind)e->kind) {
	case VRRP_INSTALL:
		return is_void || change_addresses(i, true);
	case VRRP_WITHDRAW:
		return change_addresses(i, false);
	case VRRP_ANNOUNCE:
		if (!is_void)
			vrrp_garp_all(i, e->repeat);
		return true;
	case VRRP_ANNOUNCE_EXTRA:
		if (!is_void)
			vrrp_garp_extra(i);
		return true;
	case VRRP_ANNOUNCE_SOURCE: /* which no transition takes away */
		vrrp_garp_source(i);
		return true;
	case VRRP_NOTIFY:
	case VRRP_NOTIFY_LOWER:
	case VRRP_NOTIFY_PRIORITY:
		vrrp_role_notify(i, e);
		return true;
	case VRRP_HUSH:
	case VRRP_SYNC_DAEMON:
	case VRRP_SEND:
	case VRRP_LOG:
	case VRRP_DEADLINE:
		return true;
	}
	return true;
}

static void run(struct vrrp_inst *i)
{
	struct vrrp_lane *lane = i->lane;

	/* Because: an answer may be there at once, while the one that asked is still at it. */
	if (lane->is_running)
		return;
	lane->is_running = true;
	while (lane->step != VRRP_LANE_PARKED && lane->head < lane->queue.n) {
		struct vrrp_effect e = lane->queue.at[lane->head];

		if (!perform(i, &e))
			break;
		lane->head++;
		lane->step = VRRP_LANE_FRESH;
	}
	lane->is_running = false;
	if (lane->head < lane->queue.n)
		return;
	vrrp_lane_release(i);
	vrrp_role_idle(i);
}

static void begin(struct vrrp_inst *i)
{
	i->lane = vec_fixed(1, sizeof(*i->lane));
	i->lane->inst = i;
	i->lane->addrs.on_op = on_op;
	i->lane->addrs.on_end = on_end;
	reconcile_init(&i->lane->addrs, &i->role->view);
}

void vrrp_lane_release(struct vrrp_inst *i)
{
	if (!i->lane)
		return;
	reconcile_release(&i->lane->addrs);
	vec_release(&i->lane->queue);
	free(i->lane);
	i->lane = NULL;
}

void vrrp_lane_add(struct vrrp_inst *i, const struct vrrp_effect *effect)
{
	bool was_idle = vrrp_lane_is_empty(i);

	if (was_idle)
		begin(i);
	vec_push(&i->lane->queue, *effect);
	if (was_idle)
		run(i);
}

bool vrrp_lane_is_empty(const struct vrrp_inst *i)
{
	return !i->lane;
}

void vrrp_lane_give_up(struct vrrp_inst *i)
{
	struct vrrp_lane *lane = i->lane;

	if (!lane)
		return;
	for (; lane->head < lane->queue.n; lane->head++) {
		const struct vrrp_effect *e = &lane->queue.at[lane->head];

		if (e->kind == VRRP_NOTIFY || e->kind == VRRP_NOTIFY_LOWER || e->kind == VRRP_NOTIFY_PRIORITY)
			vrrp_role_notify(i, e);
	}
	vrrp_lane_release(i);
}

void vrrp_lane_review(struct vrrp_inst *i)
{
	struct vrrp_effect e = {
		.kind = i->fsm.state == VRRP_MASTER ? VRRP_INSTALL : VRRP_WITHDRAW,
		.epoch = i->fsm.epoch,
	};

	vrrp_lane_add(i, &e);
}

void vrrp_lane_renewed(struct vrrp_inst *i)
{
	if (vrrp_lane_is_empty(i)) {
		vrrp_lane_review(i);
	} else if (!i->lane->addrs.is_under_way) {
		i->lane->step = VRRP_LANE_BEGUN;
		run(i);
	}
}
