/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/vrrp_kernel.h"

#include <string.h>

#include "keepalived/vrrp/vrrp_hand.h"
#include "keepalived/vrrp/vrrp_inst.h"
#include "keepalived/vrrp/vrrp_lane.h"
#include "keepalived/vrrp/vrrp_own.h"
#include "keepalived/vrrp/vrrp_static.h"
#include "lib/sys/log.h"

static struct vrrp_role *role_of(struct k_view *kv)
{
	return container_of(kv, struct vrrp_role, view);
}

/* Addresses */

static bool is_used(const struct vrrp_role *r, const char *interface)
{
	for (size_t n = 0; n < r->n_insts; n++)
		if (r->insts[n].conf->interface && !strcmp(r->insts[n].conf->interface, interface))
			return true;
	return false;
}

/* Adverts may come from it. */
static bool is_source(const struct vrrp_role *r, const struct kstate_addr *a)
{
	if (a->addr.family == ADDR_IPV6 && !addr_is_link_local(&a->addr))
		return false;
	for (size_t n = 0; n < r->n_insts; n++)
		if (vrrp_inst_has_virtual(&r->insts[n], &a->addr))
			return false;
	return true;
}

/* It is there before all others that could take its place, or was the last of them. */
static bool is_first_source(const struct vrrp_role *r, const struct kstate_addr *addr)
{
	if (!is_source(r, addr))
		return false;
	addr_table_each(a, &r->view.view.addrs)
		if (a->index == addr->index && a->addr.family == addr->addr.family && is_source(r, a))
			return addr_equal(&a->addr, &addr->addr);
	return true;
}

static void report_addr(struct vrrp_role *r, const struct kstate_addr *addr, bool is_gone)
{
	const struct kstate_iface *iface = ifaces_find(&r->view.view.ifaces, addr->index);
	char                       text[ADDR_LEN];

	if (!log_has_detail(1) || !iface || !is_used(r, iface->name) || !is_first_source(r, addr))
		return;
	log_detail(1, "%s address %s %s interface %s", is_gone ? "Deassigned" : "Assigned", addr_format(&addr->addr, text),
		   is_gone ? "from" : "for", iface->name);
}

/* Somebody else has taken an address away, or brought one. */
static void mind_addr(struct vrrp_inst *i, const struct view_notice *notice)
{
	struct vrrp_event event = {
		.kind = notice->is_gone ? VRRP_LOST : VRRP_FOUND,
		.object = { .addr = notice->addr.addr, .index = notice->addr.index },
	};
	bool is_master = i->fsm.state == VRRP_MASTER;

	if (!i->fsm.is_started || !addr_table_find(&i->virtuals, &notice->addr) || notice->is_gone != is_master ||
	    !vrrp_lane_is_empty(i))
		return;
	if (notice->is_gone)
		event.object.is_too_often = !vrrp_putback_may(&i->putback, loop_now(&i->role->loop));
	vrrp_role_step(i, &event);
}

static void on_addr(struct k_view *kv, const struct view_notice *notice, bool was_there)
{
	struct vrrp_role *r = role_of(kv);
	bool              is_own_act = hand_has_port(&r->hand, notice->port);

	/* Because: of a thousand virtual addresses that we add none is a source of adverts. */
	if (was_there != notice->is_gone || (is_own_act && !vrrp_static_has(r, &notice->addr)))
		return;
	report_addr(r, &notice->addr, notice->is_gone);
	if (!r->is_started || r->is_stopping)
		return;
	for (size_t n = 0; n < r->n_insts && !is_own_act; n++)
		mind_addr(&r->insts[n], notice);
	if (!is_own_act)
		vrrp_static_on_addr(r, notice);
	vrrp_role_on_addrs(r);
}

/* The view */

static void on_iface(struct k_view *kv, const struct iface_news *news)
{
	struct vrrp_role *r = role_of(kv);

	vrrp_static_on_link(r, news);
	vrrp_role_on_link(r, news);
}

static void on_first(struct vrrp_role *r, int error)
{
	if (error < 0) {
		log_errno(error, "asking the kernel for interfaces and addresses");
		loop_leave(&r->loop);
		return;
	}
	addr_table_each(a, &r->view.view.addrs)
		report_addr(r, a, false);
	vrrp_static_begin(r);
}

/* An error leaves the view as it was: what waited for it goes on all the same. */
static void on_renewed(struct k_view *kv, int error)
{
	struct vrrp_role *r = role_of(kv);

	if (!r->statics.has_begun) {
		if (!r->is_stopping)
			on_first(r, error);
		return;
	}
	if (error < 0)
		log_errno(error, "asking the kernel for interfaces and addresses");
	vrrp_static_renewed(r);
	if (!r->is_started)
		return;
	vrrp_role_on_addrs(r);
	for (size_t n = 0; n < r->n_insts; n++)
		vrrp_lane_renewed(&r->insts[n]);
}

static void on_view(struct ev_io *io, unsigned ready)
{
	struct vrrp_role *r = container_of(io, struct vrrp_role, view_io);
	int               error = k_view_on_readable(&r->view);

	(void)ready;
	if (error < 0)
		log_errno(error, "netlink");
	vrrp_hand_send(r);
}

int vrrp_kernel_open(struct vrrp_role *r)
{
	int error;

	log_info("Registering Kernel netlink reflector");
	log_info("Registering Kernel netlink command channel");
	r->view.on_addr = on_addr;
	r->view.on_iface = on_iface;
	r->view.on_renewed = on_renewed;
	error = k_view_open(&r->view, &r->hand);
	if (error < 0)
		return log_errno(error, "netlink");
	r->view_io = (struct ev_io){ .ev = { "netlink" }, .on_ready = on_view };
	ev_io_start(&r->loop, &r->view_io, k_view_fd(&r->view), EV_READ);
	vrrp_hand_send(r);
	return 0;
}

void vrrp_kernel_close(struct vrrp_role *r)
{
	ev_io_stop(&r->view_io);
	k_view_close(&r->view);
}
