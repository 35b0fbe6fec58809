/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/vrrp_garp.h"

#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include <linux/if_arp.h>
#include <linux/if_ether.h>

#include "keepalived/vrrp/core/vrrp_pace.h"
#include "keepalived/vrrp/vrrp_own.h"
#include "lib/net/arp.h"
#include "lib/sys/log.h"

#define MOST_A_TURN 64
#define FULL_PAUSE  span_us(10000) /* when the kernel has no room for more */

/* Exists while something waits in it, or the last one keeps its distance. */
struct vrrp_clock {
	struct vrrp_role             *role;
	const struct conf_garp_group *group; /* NULL: of one interface */
	uint32_t                      index; /* that one */
	struct vrrp_pace              pace;
	struct ev_timer               due;
	VEC(struct vrrp_target) targets; /* of the burst that is being put together */
};

/* One frame */

static bool link_of(const struct kstate_iface *iface, struct arp_link *ret)
{
	size_t len = iface->type == ARPHRD_INFINIBAND ? ARP_LINK_MAX : ETH_ALEN;

	if ((iface->type != ARPHRD_ETHER && iface->type != ARPHRD_INFINIBAND) || iface->flags & IFF_NOARP ||
	    iface->mac_len != len)
		return false;
	*ret = (struct arp_link){ .kind = iface->type == ARPHRD_INFINIBAND ? ARP_INFINIBAND : ARP_ETHERNET };
	memcpy(ret->address, iface->mac, len);
	memcpy(ret->broadcast, iface->broadcast, len);
	return true;
}

/* False: there is no room now. */
static bool speak(struct vrrp_role *r, uint32_t owner, const struct vrrp_target *target)
{
	const struct kstate_iface *iface = ifaces_find(&r->view.view.ifaces, target->index);
	struct arp_link            link;
	uint8_t                    bytes[ARP_FRAME_MAX];
	struct k_arp_frame         frame = { .bytes = bytes, .index = target->index };
	char                       text[ADDR_LEN];
	int                        error = 0;

	if (!iface || !link_of(iface, &link))
		return true;
	frame.len = arp_announce_encode(&link, &target->addr, bytes);
	if (k_arp_send(&r->arp, &frame, 1, &error) == 1) {
		log_detail(1, "Sending gratuitous ARP on %s for %s", iface->name, addr_format(&target->addr, text));
		return true;
	}
	if (error == -EAGAIN || error == -ENOBUFS)
		return false;
	log_errno(error, "(%s) gratuitous ARP on %s", r->insts[owner].conf->head.name, iface->name);
	return true;
}

/* Clocks */

static void close_clock(struct vrrp_clock *clock)
{
	struct vrrp_role *r = clock->role;
	size_t            n = 0;

	while (r->clocks.at[n] != clock)
		n++;
	r->clocks.at[n] = r->clocks.at[--r->clocks.n];
	ev_timer_stop(&clock->due);
	vrrp_pace_release(&clock->pace);
	vec_release(&clock->targets);
	free(clock);
}

/* May be its end. */
static void go_on(struct vrrp_clock *clock)
{
	struct vrrp_role  *r = clock->role;
	struct mono        now = loop_now(&r->loop);
	struct vrrp_target target;
	uint32_t           owner;

	for (unsigned n = 0; n < MOST_A_TURN && vrrp_pace_due(&clock->pace, now, &owner, &target); n++) {
		if (speak(r, owner, &target))
			vrrp_pace_done(&clock->pace, now);
		else
			vrrp_pace_wait(&clock->pace, mono_after(now, FULL_PAUSE));
	}
	if (vrrp_pace_is_idle(&clock->pace, now))
		close_clock(clock);
	else
		ev_timer_start(&r->loop, &clock->due, vrrp_pace_deadline(&clock->pace));
}

static void on_due(struct ev_timer *timer)
{
	go_on(container_of(timer, struct vrrp_clock, due));
}

/* The one that counts for gratuitous ARPs on an interface; NULL: none. */
static const struct conf_garp_group *group_of(const struct config *config, const char *name)
{
	conf_each(const struct conf_garp_group, g, config->garp_groups) {
		if (!conf_is_given(g, garp_interval))
			continue;
		conf_each(const struct conf_name, member, g->interfaces)
			if (strcmp(member->head.name, name) == 0)
				return g;
	}
	return NULL;
}

/* What a macvlan is a part of. */
static const struct kstate_iface *physical(const struct ifaces *ifaces, const struct kstate_iface *iface)
{
	const struct kstate_iface *base = iface->base_index ? ifaces_find(ifaces, iface->base_index) : NULL;

	return base ? base : iface;
}

static struct vrrp_clock *clock_of(struct vrrp_role *r, const struct kstate_iface *iface)
{
	const struct kstate_iface    *base = physical(&r->view.view.ifaces, iface);
	const struct conf_garp_group *group = group_of(r->config, base->name);
	uint32_t                      index = group ? 0 : base->index;
	struct vrrp_clock            *clock;

	for (size_t n = 0; n < r->clocks.n; n++)
		if (r->clocks.at[n]->group == group && r->clocks.at[n]->index == index)
			return r->clocks.at[n];
	clock = vec_fixed(1, sizeof(*clock));
	*clock = (struct vrrp_clock){
		.role = r,
		.group = group,
		.index = index,
		.due = { .ev = { "gratuitous ARP" }, .on_due = on_due },
	};
	vrrp_pace_init(&clock->pace, group ? group->garp_interval : r->config->global.garp.interval);
	vec_push(&r->clocks, clock);
	return clock;
}

/* A burst */

static void put(struct vrrp_inst *i, uint32_t index, const struct addr *addr)
{
	const struct kstate_iface *iface = ifaces_find(&i->role->view.view.ifaces, index);
	struct vrrp_target         target = { index, *addr };
	struct vrrp_clock         *clock;
	struct arp_link            unused;

	if (!iface || addr->family != ADDR_IPV4 || !link_of(iface, &unused))
		return;
	clock = clock_of(i->role, iface);
	vec_push(&clock->targets, target);
}

static void put_virtual(struct vrrp_inst *i, const struct kstate_addr *a)
{
	const struct kstate_iface *iface = ifaces_find(&i->role->view.view.ifaces, a->index);
	char                       text[ADDR_LEN];

	log_detail(1, "(%s) Sending/queueing gratuitous ARPs on %s for %s", i->conf->head.name, iface ? iface->name : "?",
		   addr_format(&a->addr, text));
	put(i, a->index, &a->addr);
}

/* Because: a clock that has come to its end leaves its place to the last one. */
static void begin(struct vrrp_inst *i, uint32_t repeat)
{
	struct vrrp_role *r = i->role;

	for (size_t n = r->clocks.n; n-- > 0;) {
		struct vrrp_clock *clock = r->clocks.at[n];

		if (!clock->targets.n)
			continue;
		vrrp_pace_add(&clock->pace, (uint32_t)(i - r->insts), clock->targets.at, clock->targets.n, repeat);
		clock->targets.n = 0;
		go_on(clock);
	}
}

static uint32_t own_index(const struct vrrp_inst *i)
{
	const char                *name = i->conf->interface;
	const struct kstate_iface *own = name ? ifaces_find_name(&i->role->view.view.ifaces, name) : NULL;

	return own ? own->index : 0;
}

/* @but: an interface whose addresses are left out. */
static void put_all(struct vrrp_inst *i, uint32_t but)
{
	addr_table_each(a, &i->virtuals)
		if (a->index != but && addr_table_find(&i->role->view.view.addrs, a))
			put_virtual(i, a);
}

void vrrp_garp_all(struct vrrp_inst *i, uint32_t repeat)
{
	put_all(i, 0);
	begin(i, repeat);
}

void vrrp_garp_extra(struct vrrp_inst *i)
{
	put_all(i, own_index(i));
	begin(i, 1);
}

void vrrp_garp_source(struct vrrp_inst *i)
{
	char text[ADDR_LEN];

	log_info("%s: sending gratuitous ARP for %s", i->conf->head.name, addr_format(&i->fsm.source, text));
	put(i, own_index(i), &i->fsm.source);
	begin(i, 1);
}

void vrrp_garp_hush(struct vrrp_inst *i)
{
	struct vrrp_role *r = i->role;

	for (size_t n = 0; n < r->clocks.n; n++)
		vrrp_pace_drop(&r->clocks.at[n]->pace, (uint32_t)(i - r->insts));
}

void vrrp_garp_close(struct vrrp_role *r)
{
	while (r->clocks.n)
		close_clock(r->clocks.at[0]);
	vec_release(&r->clocks);
}
