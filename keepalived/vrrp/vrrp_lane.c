/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/vrrp_lane.h"

#include <string.h>

#include <linux/if_arp.h>

#include "keepalived/kernel/k_addr.h"
#include "keepalived/vrrp/vrrp_inst.h"
#include "keepalived/vrrp/vrrp_own.h"
#include "lib/net/arp.h"
#include "lib/sys/log.h"

static void run(struct vrrp_inst *i);

/* Announcements */

static bool link_of(const struct kstate_iface *iface, struct arp_link *ret)
{
	*ret = (struct arp_link){ .kind = iface->type == ARPHRD_INFINIBAND ? ARP_INFINIBAND : ARP_ETHERNET };
	if (iface->type != ARPHRD_ETHER)
		return false;
	memcpy(ret->address, iface->mac, MIN((size_t)iface->mac_len, sizeof(ret->address)));
	memset(ret->broadcast, 0xff, sizeof(ret->broadcast));
	return true;
}

static void announce_one(struct vrrp_inst *i, const struct kstate_addr *addr)
{
	const struct kstate_iface *iface = ifaces_find(&i->role->view.ifaces, addr->index);
	struct arp_link            link;
	uint8_t                    bytes[ARP_FRAME_MAX];
	struct k_arp_frame         frame = { .bytes = bytes, .index = addr->index };
	char                       text[ADDR_LEN];
	int                        error = 0;

	if (!iface || addr->addr.family != ADDR_IPV4 || !link_of(iface, &link))
		return;
	frame.len = arp_announce_encode(&link, &addr->addr, bytes);
	log_detail(1, "Sending gratuitous ARP on %s for %s", iface->name, addr_format(&addr->addr, text));
	if (k_arp_send(&i->role->arp, &frame, 1, &error) != 1)
		log_errno(error, "(%s) gratuitous ARP on %s", i->conf->head.name, iface->name);
}

static void say_burst(struct vrrp_inst *i, const struct kstate_addr *addr)
{
	const struct kstate_iface *iface = ifaces_find(&i->role->view.ifaces, addr->index);
	char                       text[ADDR_LEN];

	log_detail(1, "(%s) Sending/queueing gratuitous ARPs on %s for %s", i->conf->head.name, iface ? iface->name : "?",
		   addr_format(&addr->addr, text));
}

static void announce(struct vrrp_inst *i, uint32_t repeat)
{
	for (uint32_t n = 0; n < repeat; n++)
		addr_table_each(a, &i->owned) {
			if (n == 0)
				say_burst(i, a);
			announce_one(i, a);
		}
}

/* Addresses */

/* While MASTER all of them, otherwise none. */
static struct addr_wish wish_of(struct vrrp_inst *i, bool is_wanted)
{
	static const struct addr_table nothing;

	return (struct addr_wish){
		.wanted = is_wanted ? &i->owned : &nothing,
		.owned = &i->owned,
		.observed = &i->role->view.addrs,
	};
}

static void report(struct vrrp_inst *i)
{
	struct vrrp_lane *lane = &i->lane;
	char              text[ADDR_LEN];

	for (size_t n = 0; n < lane->plan.ops.n && n < lane->job.errors.n; n++) {
		const struct addr_op *op = &lane->plan.ops.at[n];

		if (!k_addr_is_done(op, lane->job.errors.at[n]))
			log_errno(lane->job.errors.at[n], "(%s) %s address %s", i->conf->head.name,
				  op->kind == ADDR_OP_DELETE ? "removing" : "adding", addr_format(&op->addr.addr, text));
	}
}

static void on_done(struct hand_job *job)
{
	struct vrrp_inst *i = container_of(job, struct vrrp_inst, lane.job);

	i->lane.is_parked = false;
	if (!job->status)
		report(i);
	vrrp_role_observe(i->role); /* the echo of what was done has come before the answer */
	run(i);
}

/* True: the hand has got something to do. */
static bool change_addresses(struct vrrp_inst *i, bool is_wanted)
{
	struct vrrp_lane    *lane = &i->lane;
	struct addr_wish     wish = wish_of(i, is_wanted);
	struct netlink_batch batch;

	if (!lane->has_begun) {
		addr_plan_restart(&lane->plan);
		lane->has_begun = true;
	}
	switch (addr_plan_pass(&lane->plan, &wish)) {
	case ADDR_PASS_SETTLED:
		return false;
	case ADDR_PASS_STUCK:
		log_info("(%s) addresses are not as they should be", i->conf->head.name);
		return false;
	case ADDR_PASS_WORK:
		break;
	}
	netlink_batch_init(&batch);
	for (size_t n = 0; n < lane->plan.ops.n; n++)
		k_addr_put(&batch, &lane->plan.ops.at[n]);
	lane->is_parked = true;
	hand_batch(&i->role->hand, &lane->job, &batch);
	netlink_batch_release(&batch);
	vrrp_role_send_hand(i->role);
	return true;
}

/* True: it is done, or nothing more has to be done. */
static bool perform(struct vrrp_inst *i, const struct vrrp_effect *e)
{
	bool is_void = e->epoch != i->fsm.epoch;

	switch ((enum vrrp_effect_kind)e->kind) {
	case VRRP_INSTALL:
		if (is_void)
			return true;
		if (!i->lane.has_begun)
			log_info("(%s) setting VIPs.", i->conf->head.name);
		return !change_addresses(i, true);
	case VRRP_WITHDRAW:
		if (!i->lane.has_begun)
			log_info("(%s) removing VIPs.", i->conf->head.name);
		return !change_addresses(i, false);
	case VRRP_ANNOUNCE:
		if (!is_void)
			announce(i, e->repeat);
		return true;
	case VRRP_ANNOUNCE_EXTRA:
	case VRRP_ANNOUNCE_SOURCE:
		if (!is_void)
			announce(i, 1);
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
	struct vrrp_lane *lane = &i->lane;

	while (!lane->is_parked && lane->head < lane->queue.n) {
		struct vrrp_effect e = lane->queue.at[lane->head];

		if (!perform(i, &e))
			continue;
		lane->head++;
		lane->has_begun = false;
	}
	if (lane->head < lane->queue.n)
		return;
	lane->queue.n = lane->head = 0;
	vrrp_role_idle(i);
}

void vrrp_lane_init(struct vrrp_inst *i)
{
	addr_plan_init(&i->lane.plan);
	hand_job_init(&i->lane.job, on_done);
}

void vrrp_lane_release(struct vrrp_inst *i)
{
	if (i->lane.is_parked)
		hand_forget(&i->role->hand, &i->lane.job);
	hand_job_release(&i->lane.job);
	addr_plan_release(&i->lane.plan);
	vec_release(&i->lane.queue);
}

void vrrp_lane_add(struct vrrp_inst *i, const struct vrrp_effect *effect)
{
	bool was_idle = vrrp_lane_is_empty(i);

	vec_push(&i->lane.queue, *effect);
	if (was_idle)
		run(i);
}

bool vrrp_lane_is_empty(const struct vrrp_inst *i)
{
	return i->lane.head == i->lane.queue.n;
}

void vrrp_lane_review(struct vrrp_inst *i)
{
	struct vrrp_effect e = {
		.kind = i->fsm.state == VRRP_MASTER ? VRRP_INSTALL : VRRP_WITHDRAW,
		.epoch = i->fsm.epoch,
	};

	vrrp_lane_add(i, &e);
}
