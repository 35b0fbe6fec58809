/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/vrrp_static.h"

#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "keepalived/kernel/core/addr_watch.h"
#include "keepalived/vrrp/core/vrrp_want.h"
#include "keepalived/vrrp/vrrp_hand.h"
#include "keepalived/vrrp/vrrp_own.h"
#include "lib/sys/log.h"

static struct vrrp_role *role_of(struct reconcile *addrs)
{
	return container_of(addrs, struct vrrp_role, statics.addrs);
}

static bool is_served(const struct conf_vip *conf)
{
	return conf->address.addr.family == ADDR_IPV4 && conf->dev;
}

/* Index 0: it cannot be anywhere now. */
static struct kstate_addr address_of(const struct vrrp_role *r, const struct vrrp_static *s)
{
	const struct kstate_iface *iface = ifaces_find_name(&r->view.view.ifaces, s->conf->dev);

	return iface ? vrrp_want_addr(s->conf, iface->index) : (struct kstate_addr){ 0 };
}

static struct vrrp_static *find(struct vrrp_role *r, const struct kstate_addr *addr)
{
	for (size_t n = 0; n < r->statics.n; n++) {
		struct kstate_addr own = address_of(r, &r->statics.at[n]);

		if (own.index && kstate_addr_is_same(&own, addr))
			return &r->statics.at[n];
	}
	return NULL;
}

bool vrrp_static_has(const struct vrrp_role *r, const struct kstate_addr *addr)
{
	return addr_table_find(&r->statics.addrs.wanted, addr);
}

/* What comes of it */

static void on_op(struct reconcile *addrs, const struct addr_op *op, int error)
{
	char text[ADDR_LEN];

	(void)addrs;
	if (error < 0)
		log_errno(error, "%s static address %s", op->kind == ADDR_OP_DELETE ? "removing" : "adding",
			  addr_format(&op->addr.addr, text));
}

static void on_end(struct reconcile *addrs, bool is_settled)
{
	if (!is_settled)
		log_info("static addresses are not as they should be");
	vrrp_role_on_static(role_of(addrs));
}

static void start(struct vrrp_role *r)
{
	addr_table_clear(&r->statics.addrs.wanted);
	for (size_t n = 0; n < r->statics.n && !r->statics.is_ending; n++) {
		struct kstate_addr addr = address_of(r, &r->statics.at[n]);

		if (addr.index && !r->statics.at[n].is_given_up)
			addr_table_put(&r->statics.addrs.wanted, &addr);
	}
	reconcile_start(&r->statics.addrs);
	vrrp_hand_send(r);
}

/* Of an earlier life, or the administrator's: ours from now on, as they are. */
static void adopt(struct vrrp_role *r)
{
	for (size_t n = 0; n < r->statics.n; n++) {
		struct kstate_addr        addr = address_of(r, &r->statics.at[n]);
		const struct kstate_addr *seen = addr_table_find(&r->view.view.addrs, &addr);
		struct kstate_addr        owned;

		if (!seen)
			continue;
		owned = *seen;
		if (!addr.label[0] && strcmp(owned.label, r->statics.at[n].conf->dev) == 0)
			owned.label[0] = '\0'; /* which Linux gives an address without a label */
		addr_table_put(&r->statics.addrs.owned, &owned);
	}
}

void vrrp_static_begin(struct vrrp_role *r)
{
	r->statics.has_begun = true;
	adopt(r);
	start(r);
}

void vrrp_static_end(struct vrrp_role *r)
{
	r->statics.is_ending = true;
	start(r);
}

bool vrrp_static_is_busy(const struct vrrp_role *r)
{
	return r->statics.addrs.is_under_way;
}

void vrrp_static_renewed(struct vrrp_role *r)
{
	start(r);
}

/* What the kernel tells */

void vrrp_static_on_link(struct vrrp_role *r, const struct iface_news *news)
{
	bool is_new = news->what & IFACE_CAME || (news->what & IFACE_STATE && kstate_iface_is_up(&news->now));

	if (!r->statics.has_begun)
		return;
	for (size_t n = 0; n < r->statics.n && is_new; n++)
		if (strcmp(news->now.name, r->statics.at[n].conf->dev) == 0)
			r->statics.at[n] = (struct vrrp_static){ .conf = r->statics.at[n].conf };
	if (is_new || news->what & IFACE_WENT)
		start(r);
}

static void give_up(struct vrrp_role *r, struct vrrp_static *s, const struct kstate_addr *addr)
{
	s->is_given_up = true;
	addr_table_remove(&r->statics.addrs.wanted, addr);
	addr_table_remove(&r->statics.addrs.owned, addr);
}

void vrrp_static_on_addr(struct vrrp_role *r, const struct view_notice *notice)
{
	const struct kstate_iface *iface = ifaces_find(&r->view.view.ifaces, notice->addr.index);
	struct vrrp_static        *s = notice->is_gone ? find(r, &notice->addr) : NULL;
	struct addr_change         change = { .is_gone = true, .is_link_down = !iface || !(iface->flags & IFF_UP) };
	char                       text[ADDR_LEN];

	if (!s || s->is_given_up || r->statics.is_ending)
		return;
	change.claim = s->conf->no_track ? ADDR_WANTED_QUIET : ADDR_WANTED;
	switch (addr_watch_judge(&change, &s->patience, loop_now(&r->loop))) {
	case ADDR_PUT_BACK:
		start(r);
		return;
	case ADDR_GIVE_WAY:
		log_info("static address %s is deleted again and again - leaving it", addr_format(&notice->addr.addr, text));
		give_up(r, s, &notice->addr);
		return;
	case ADDR_NO_MATTER:
		if (!change.is_link_down)
			give_up(r, s, &notice->addr);
		return;
	case ADDR_TAKE_OUT:
		return;
	}
}

void vrrp_static_init(struct vrrp_role *r)
{
	r->statics.addrs.on_op = on_op;
	r->statics.addrs.on_end = on_end;
	reconcile_init(&r->statics.addrs, &r->view);
	r->statics.at = vec_fixed(r->config->static_addresses.n, sizeof(*r->statics.at));
	conf_each(const struct conf_vip, conf, r->config->static_addresses)
		if (is_served(conf))
			r->statics.at[r->statics.n++].conf = conf;
}

void vrrp_static_release(struct vrrp_role *r)
{
	reconcile_release(&r->statics.addrs);
	free(r->statics.at);
}
