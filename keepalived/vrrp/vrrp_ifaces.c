/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/vrrp_ifaces.h"

#include <inttypes.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "keepalived/vrrp/vrrp_own.h"
#include "lib/sys/log.h"

/* How they are */

/* A master that sends more often than we do takes over earlier. */
static bool limit(const struct vrrp_inst *i, struct vrrp_delays *delays)
{
	struct span interval = i->params.interval;

	if (i->fsm.master_interval.us && i->fsm.master_interval.us < interval.us)
		interval = i->fsm.master_interval;
	return vrrp_debounce_limit(delays, i->params.down_adverts, interval);
}

static struct vrrp_delays delays_of(const struct vrrp_iface *f)
{
	struct vrrp_delays delays = { 0 };

	if (!f->delays)
		return delays;
	delays = (struct vrrp_delays){ f->delays->down, f->delays->up };
	for (size_t n = 0; n < f->role->n_insts; n++)
		if (f->role->insts[n].iface == f)
			limit(&f->role->insts[n], &delays);
	return delays;
}

static void wait(struct vrrp_iface *f, struct mono until)
{
	if (until.us == MONO_NEVER.us)
		ev_timer_stop(&f->due);
	else
		ev_timer_start(&f->role->loop, &f->due, until);
}

static void say_waits(const struct vrrp_iface *f, const struct vrrp_delays *delays, uint32_t flags)
{
	struct span delay = f->debounce.is_up ? delays->down : delays->up;

	log_detail(1, "%s: Adding flags change from 0x%" PRIx32 " to 0x%" PRIx32 " delay by %" PRId64, f->name, f->flags,
		   flags, delay.us);
}

/* Of one that is polled the kernel knows only whether it is switched on. */
static enum vrrp_seen seen_of(const struct vrrp_iface *f, const struct kstate_iface *seen)
{
	bool is_up;

	if (!seen)
		return VRRP_SEEN_GONE;
	is_up = f->is_polled ? (seen->flags & IFF_UP) && f->beat.is_up : kstate_iface_is_up(seen);
	return is_up ? VRRP_SEEN_UP : VRRP_SEEN_DOWN;
}

bool vrrp_ifaces_look(struct vrrp_iface *f)
{
	const struct kstate_iface *seen = ifaces_find_name(&f->role->view.view.ifaces, f->name);
	struct vrrp_delays         delays = delays_of(f);
	bool                       was_changing = f->debounce.is_changing;
	bool                       is_news;

	if (f->is_polled && !seen)
		vrrp_linkbeat_init(&f->beat, f->beat.wanted, false);
	is_news = vrrp_debounce_step(&f->debounce, &delays, seen_of(f, seen), loop_now(&f->role->loop));
	if (f->debounce.is_changing && !was_changing)
		say_waits(f, &delays, seen->flags);
	if (!f->debounce.is_changing)
		f->flags = seen ? seen->flags : 0;
	if (is_news && seen && f->role->is_started)
		log_info("%s reports %s %s", f->is_polled ? "Linkbeat" : "Netlink", f->name, f->debounce.is_up ? "up" : "down");
	wait(f, vrrp_debounce_deadline(&f->debounce, &delays));
	return is_news;
}

static void on_due(struct ev_timer *timer)
{
	struct vrrp_iface *f = container_of(timer, struct vrrp_iface, due);

	if (vrrp_ifaces_look(f) && !f->role->is_stopping)
		vrrp_role_look(f->role);
}

/* Names */

static const struct conf_if_delay *delay_of(const struct config *config, const char *name)
{
	conf_each(const struct conf_if_delay, d, config->if_delays)
		if (strcmp(d->interface, name) == 0)
			return d;
	return NULL;
}

void vrrp_ifaces_init(struct vrrp_role *r)
{
	r->ifaces = (struct vrrp_ifaces){ 0 };
	map_init(&r->ifaces.by_name);
}

void vrrp_ifaces_release(struct vrrp_role *r)
{
	for (size_t n = 0; n < r->ifaces.all.n; n++) {
		ev_timer_stop(&r->ifaces.all.at[n]->due);
		free(r->ifaces.all.at[n]);
	}
	vec_release(&r->ifaces.all);
	map_release(&r->ifaces.by_name);
}

struct vrrp_iface *vrrp_ifaces_find(const struct vrrp_role *r, const char *name)
{
	return map_find(&r->ifaces.by_name, name);
}

struct vrrp_iface *vrrp_ifaces_follow(struct vrrp_role *r, const char *name)
{
	struct vrrp_iface *f = vrrp_ifaces_find(r, name);

	if (f)
		return f;
	f = malloc(sizeof(*f));
	if (!f)
		abort();
	*f = (struct vrrp_iface){
		.role = r,
		.name = name,
		.delays = delay_of(r->config, name),
		.due = { .ev = { "interface", .urgent = true }, .on_due = on_due },
	};
	vrrp_debounce_init(&f->debounce);
	vec_push(&r->ifaces.all, f);
	map_put(&r->ifaces.by_name, name, f);
	return f;
}

/* The start */

static void say_limit(const struct vrrp_inst *i, struct vrrp_delays *delays)
{
	if (!limit(i, delays))
		return;
	if (i->params.down_adverts == 1)
		log_info("%s: cannot use debounce timers with down_timer_adverts = 1 - resetting", i->conf->head.name);
	else
		log_info("%s: interface %s debounce timer(s) not less that %u * advert_int - resetting",
			 i->conf->head.name, i->iface->name, i->params.down_adverts - 1U);
}

static void say_limits(const struct vrrp_iface *f)
{
	struct vrrp_delays delays = { f->delays->down, f->delays->up };

	for (size_t n = 0; n < f->role->n_insts; n++)
		if (f->role->insts[n].iface == f)
			say_limit(&f->role->insts[n], &delays);
}

void vrrp_ifaces_begin(struct vrrp_role *r)
{
	for (size_t n = 0; n < r->ifaces.all.n; n++) {
		struct vrrp_iface *f = r->ifaces.all.at[n];

		if (f->delays)
			say_limits(f);
		if (!ifaces_find_name(&r->view.view.ifaces, f->name))
			log_info("Configuration specifies interface %s which doesn't currently exist - will use if created",
				 f->name);
		vrrp_ifaces_look(f);
	}
}
