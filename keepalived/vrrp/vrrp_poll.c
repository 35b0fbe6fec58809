/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/vrrp_poll.h"

#include <errno.h>

#include "keepalived/vrrp/vrrp_hand.h"
#include "keepalived/vrrp/vrrp_ifaces.h"
#include "keepalived/vrrp/vrrp_own.h"
#include "lib/sys/log.h"

#define PAUSE_S 1

static const char *method_name(uint8_t method)
{
	switch ((enum conf_linkbeat_method)method) {
	case CONF_LINKBEAT_MII: return "MII";
	case CONF_LINKBEAT_ETHTOOL: return "ETHTOOL";
	case CONF_LINKBEAT_IOCTL: return "IOCTL";
	case CONF_LINKBEAT_AUTO: break;
	}
	return "";
}

static void say_settled(const struct vrrp_iface *f)
{
	if (f->beat.wanted != CONF_LINKBEAT_AUTO && f->beat.wanted != f->beat.method)
		log_info("(%s): Configured linkbeat type %s not supported, using %s", f->name,
			 method_name(f->beat.wanted), method_name(f->beat.method));
}

static void ask(struct vrrp_iface *f)
{
	if (f->is_asking || !ifaces_find_name(&f->role->view.view.ifaces, f->name))
		return;
	f->is_asking = true;
	hand_link(&f->role->hand, &f->job, f->beat.method, f->name);
}

static void on_answer(struct hand_job *job)
{
	struct vrrp_iface *f = container_of(job, struct vrrp_iface, job);
	bool               was_settled = f->beat.is_settled;

	f->is_asking = false;
	if (job->status == -ECONNRESET) /* it is asked for again soon */
		return;
	vrrp_linkbeat_take(&f->beat, job->status);
	if (f->beat.is_settled && !was_settled)
		say_settled(f);
	if (vrrp_ifaces_look(f) && !f->role->is_stopping)
		vrrp_role_look(f->role);
	if (!f->beat.is_settled && f->beat.tried) { /* another way may be answered */
		ask(f);
		vrrp_hand_send(f->role);
	}
}

static void on_due(struct ev_timer *timer)
{
	struct vrrp_role *r = container_of(timer, struct vrrp_role, ifaces.poll);

	for (size_t n = 0; n < r->ifaces.all.n; n++)
		if (r->ifaces.all.at[n]->is_polled)
			ask(r->ifaces.all.at[n]);
	vrrp_hand_send(r);
	ev_timer_start(&r->loop, &r->ifaces.poll, mono_after(loop_now(&r->loop), span_seconds(PAUSE_S)));
}

static void poll(struct vrrp_iface *f, uint8_t method)
{
	if (f->is_polled)
		return;
	f->is_polled = true;
	vrrp_linkbeat_init(&f->beat, method, f->debounce.is_up);
	hand_job_init(&f->job, on_answer);
}

static bool poll_all(struct vrrp_role *r)
{
	bool is_any = false;

	conf_each(const struct conf_linkbeat, l, r->config->linkbeats) {
		struct vrrp_iface *f = vrrp_ifaces_find(r, l->interface);

		if (f)
			poll(f, l->method);
	}
	for (size_t n = 0; n < r->n_insts; n++) {
		struct vrrp_inst *i = &r->insts[n];

		if (i->iface && (r->config->global.linkbeat_use_polling || i->conf->linkbeat_use_polling))
			poll(i->iface, CONF_LINKBEAT_AUTO);
	}
	for (size_t n = 0; n < r->ifaces.all.n; n++)
		is_any |= r->ifaces.all.at[n]->is_polled;
	return is_any;
}

void vrrp_poll_begin(struct vrrp_role *r)
{
	r->ifaces.poll = (struct ev_timer){ .ev = { "linkbeat" }, .on_due = on_due };
	if (!poll_all(r))
		return;
	log_info("Using MII-BMSR/ETHTOOL NIC polling thread(s)...");
	ev_timer_start(&r->loop, &r->ifaces.poll, loop_now(&r->loop));
}

void vrrp_poll_release(struct vrrp_role *r)
{
	ev_timer_stop(&r->ifaces.poll);
	for (size_t n = 0; n < r->ifaces.all.n; n++) {
		struct vrrp_iface *f = r->ifaces.all.at[n];

		if (f->is_asking)
			hand_forget(&r->hand, &f->job);
		if (f->is_polled)
			hand_job_release(&f->job);
	}
}
