/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/vrrp_news.h"

#include <inttypes.h>

#include "keepalived/vrrp/vrrp_garp.h"
#include "keepalived/vrrp/vrrp_ifaces.h"
#include "keepalived/vrrp/vrrp_lane.h"
#include "keepalived/vrrp/vrrp_own.h"
#include "lib/sys/log.h"

static void say_coming_and_going(const struct iface_news *news)
{
	if ((news->what & IFACE_WENT) && (news->what & IFACE_CAME))
		log_info("Interface name has changed from %s to %s", news->before.name, news->now.name);
	else if (news->what & IFACE_WENT)
		log_info("Interface %s deleted", news->before.name);
	if (news->what & IFACE_CAME)
		log_info("Interface %s added", news->now.name);
}

static void mac_text(const struct kstate_iface *iface, char text[3 * KSTATE_MAC_SIZE + 1])
{
	static const char digits[] = "0123456789abcdef";
	size_t            at = 0;

	for (unsigned n = 0; n < iface->mac_len && n < KSTATE_MAC_SIZE; n++) {
		if (n)
			text[at++] = ':';
		text[at++] = digits[iface->mac[n] >> 4];
		text[at++] = digits[iface->mac[n] & 15];
	}
	text[at] = '\0';
}

static bool has_address_on(const struct vrrp_inst *i, uint32_t index)
{
	addr_table_each(a, &i->virtuals)
		if (a->index == index)
			return true;
	return false;
}

/* Neighbours know the old one. */
static void on_mac(struct vrrp_role *r, const struct iface_news *news)
{
	char before[3 * KSTATE_MAC_SIZE + 1];
	char now[3 * KSTATE_MAC_SIZE + 1];

	mac_text(&news->before, before);
	mac_text(&news->now, now);
	log_info("(%s) MAC Address changed from %s to %s", news->now.name, before, now);
	for (size_t n = 0; n < r->n_insts; n++) {
		struct vrrp_inst *i = &r->insts[n];

		if (i->fsm.state == VRRP_MASTER && has_address_on(i, news->now.index))
			vrrp_garp_all(i, i->params.announce.repeat);
	}
}

static void on_mtu(struct vrrp_role *r, const struct vrrp_iface *f, const struct iface_news *news)
{
	for (size_t n = 0; n < r->n_insts; n++) {
		const struct vrrp_inst *i = &r->insts[n];

		if (i->iface == f && i->adv && i->adv->len > news->now.mtu)
			log_info("(%s) an advert has %u bytes and does not fit into the MTU of %s, which is %" PRIu32
				 " now",
				 i->conf->head.name, i->adv->len, f->name, news->now.mtu);
	}
}

/* The interface that adverts for @i come by: under a macvlan, its base. 0: there is none. */
static uint32_t base_of(const struct vrrp_inst *i)
{
	const struct kstate_iface *own = i->iface ? ifaces_find_name(&i->role->view.view.ifaces, i->iface->name) : NULL;

	if (!own)
		return 0;
	return own->base_index ? own->base_index : own->index;
}

/* Another one that was there before and would hear the same adverts. NULL: none. */
static const struct vrrp_inst *rival_of(const struct vrrp_inst *i)
{
	uint32_t base = base_of(i);

	for (size_t n = 0; base && n < i->role->n_insts; n++) {
		const struct vrrp_inst *other = &i->role->insts[n];

		if (other != i && !other->is_rival && conf_vrrp_is_rival(other->conf, i->conf) && base_of(other) == base)
			return other;
	}
	return NULL;
}

/* Another interface has @f's name, or none: instances on it may be rivals now, and rivals no longer so. */
static void find_rivals(struct vrrp_role *r, const struct vrrp_iface *f)
{
	for (size_t n = 0; n < r->n_insts; n++) {
		struct vrrp_inst       *i = &r->insts[n];
		bool                    was_rival = i->is_rival;
		const struct vrrp_inst *rival;

		if (i->iface != f && !was_rival)
			continue;
		rival = rival_of(i);
		i->is_rival = rival != NULL;
		if (rival && !was_rival)
			log_info("VRID conflict between %s and %s IPv4 vrid %u", i->conf->head.name, rival->conf->head.name,
				 i->conf->vrid);
	}
}

static bool take(struct vrrp_role *r, const char *name, const struct iface_news *news)
{
	struct vrrp_iface *f = name[0] ? vrrp_ifaces_find(r, name) : NULL;
	bool               is_other = (news->what & (IFACE_WENT | IFACE_CAME)) != 0;

	if (!f)
		return false;
	if (!is_other && (news->what & IFACE_MAC))
		on_mac(r, news);
	if (!is_other && (news->what & IFACE_MTU))
		on_mtu(r, f, news);
	if (news->what & (IFACE_WENT | IFACE_CAME | IFACE_PLACE))
		find_rivals(r, f);
	return vrrp_ifaces_look(f) || is_other || (news->what & IFACE_PLACE);
}

bool vrrp_news_take(struct vrrp_role *r, const struct iface_news *news)
{
	bool matters = false;

	say_coming_and_going(news);
	if (news->what & IFACE_WENT)
		matters = take(r, news->before.name, news);
	if (news->now.index)
		matters = take(r, news->now.name, news) || matters;
	return matters;
}

static bool has_leftover(const struct vrrp_inst *i)
{
	addr_table_each(a, &i->virtuals)
		if (addr_table_find(&i->role->view.view.addrs, a))
			return true;
	return false;
}

void vrrp_news_tidy(struct vrrp_role *r)
{
	for (size_t n = 0; n < r->n_insts; n++) {
		struct vrrp_inst *i = &r->insts[n];

		if (i->fsm.state != VRRP_MASTER && vrrp_lane_is_empty(i) && has_leftover(i))
			vrrp_lane_review(i);
	}
}
