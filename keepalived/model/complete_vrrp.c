/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One vrrp_instance after the other: what its keywords come to together. */
#include <inttypes.h>
#include <string.h>

#include "keepalived/model/complete.h"

#define STRICT_VERSION 3

struct step {
	struct conf_bind         *b;
	const struct conf_global *g;
	struct conf_vrrp         *vi;
	const char               *name;
	struct world_iface        iface;
	bool                      has_iface;
	bool                      is_failed; /* fatal: the rest of the rules would only add noise */
};

static void fatal(struct step *s, const void *member, enum diag_code code, const char *text)
{
	complete_fatal(s->b, vrrp_report(s->b, code, s->vi, member, "(%s) %s", s->name, text));
	s->is_failed = true;
}

/* It exists, but stays in FAULT until the next reload. */
static void config_fault(struct step *s, const void *member, const char *text)
{
	vrrp_report(s->b, DIAG_UNUSABLE, s->vi, member, "(%s) %s", s->name, text);
	if (!s->vi->config_fault)
		s->vi->config_fault = arena_strdup(s->b->image, text);
}

static void say(struct step *s, const void *member, const char *text)
{
	vrrp_report(s->b, DIAG_CONFLICT, s->vi, member, "(%s) %s", s->name, text);
}

/*
 * Where the line in front is that of the closing brace, by tradition; the place shown is the word's.
 */
static void say_at_end(struct step *s, const void *member, const char *text)
{
	struct conf_place end = conf_bind_end_place(s->b, &s->vi->head);
	struct diag      *d = diag_add(s->b->diags, DIAG_CONFLICT, end, "(%s)%s", s->name, text);
	struct conf_place place = conf_bind_member_place(
		s->b, &s->vi->head, (size_t)((const char *)member - (const char *)s->vi));

	diag_help(s->b->diags, d, "it is given in line %" PRIu32, place.line);
	d->block = arena_printf(s->b->scratch, "vrrp_instance %s", s->name);
	d->block_place = conf_bind_object_place(s->b, &s->vi->head);
}

static bool wants_unicast(const struct conf_vrrp *vi)
{
	return vi->has_unicast_word || vi->unicast_fault_no_peer || conf_is_given(vi, peers) ||
	       conf_is_given(vi, check_unicast_src);
}

/* 0 */
static void check_identity(struct step *s)
{
	struct conf_vrrp *vi = s->vi;

	if (!vi->vrid) {
		fatal(s, NULL, DIAG_INCOMPLETE, "the virtual router id must be set");
		return;
	}
	if (vi->vmac.kind && wants_unicast(vi) && !vi->interface) {
		say_at_end(s, &vi->vmac, ": Cannot use VMAC/ipvlan with unicast and no interface - clearing use_vmac");
		vi->vmac = (struct conf_vmac){ 0 };
	}
	if (!vi->interface && (!wants_unicast(vi) || vi->vmac.kind)) {
		fatal(s, NULL, DIAG_INCOMPLETE, "Unknown interface!");
		return;
	}
	if (vi->vmac.kind && wants_unicast(vi) && vi->interface && !vi->vmac_xmit_base) {
		vrrp_report(s->b, DIAG_LOGGED, vi, &vi->vmac,
			    "(%s) unicast with use_vmac requires vmac_xmit_base - setting", s->name);
		vi->vmac_xmit_base = true;
	}
}

#define INHERIT(member, from)                                                                      \
	do {                                                                                       \
		if (!conf_is_given(s->vi, member))                                                 \
			s->vi->member = (from);                                                    \
	} while (0)

/* 1 to 4 */
static void complete_election(struct step *s)
{
	struct conf_vrrp *vi = s->vi;

	INHERIT(strict_mode, s->g->strict);
	if (!vi->family)
		vi->family = ADDR_IPV4;
	if (!vi->version)
		vi->version = vi->family == ADDR_IPV6 ? 3 : s->g->vrrp_version;
	else if (vi->family == ADDR_IPV6 && vi->version == 2 && vi->strict_mode) {
		say(s, &vi->version, "cannot use IPv6 with VRRP version 2; setting version 3");
		vi->version = STRICT_VERSION;
	}
	INHERIT(ttl, 255);
	if (!vi->priority)
		vi->priority = vi->state == CONF_STATE_MASTER ? 255 : 100;
	if (vi->state == CONF_STATE_UNSET)
		vi->state = vi->priority == 255 ? CONF_STATE_MASTER : CONF_STATE_BACKUP;
	if (vi->strict_mode && (vi->priority == 255) != (vi->state == CONF_STATE_MASTER)) {
		say(s, &vi->state, "State MASTER must match being address owner");
		vi->state = vi->priority == 255 ? CONF_STATE_MASTER : CONF_STATE_BACKUP;
	}
}

static void drop_authentication(struct step *s, const char *text)
{
	say(s, &s->vi->authentication, text);
	s->vi->authentication.type = CONF_AUTH_NONE;
	s->vi->authentication.pass = (struct conf_secret){ 0 };
}

/* 5 */
static void complete_authentication(struct step *s)
{
	struct conf_vrrp *vi = s->vi;

	if (vi->authentication.type == CONF_AUTH_NONE)
		return;
	if (vi->strict_mode)
		drop_authentication(s, "Strict mode does not support authentication. Ignoring.");
	else if (vi->version == 3)
		drop_authentication(s, "VRRP version 3 does not support authentication. Ignoring.");
	else if (!vi->authentication.pass.length)
		drop_authentication(s, "Authentication specified but no password given. Ignoring");
	else if (vi->family == ADDR_IPV6 && vi->authentication.type == CONF_AUTH_AH)
		drop_authentication(s, "Cannot use AH authentication with IPv6. ignoring");
	else if (vi->authentication.type == CONF_AUTH_AH && vi->state == CONF_STATE_MASTER &&
		 vi->priority != 255) {
		say(s, &vi->state, "Initial state master is incompatible with AH authentication - clearing");
		vi->state = CONF_STATE_BACKUP;
	}
}

/* 6 */
static void complete_hmac(struct step *s)
{
	struct conf_vrrp      *vi = s->vi;
	struct conf_auth_hmac *hmac = &vi->auth_hmac;
	bool                   is_found = false;

	if (!hmac->head.place)
		return;
	if (vi->authentication.type != CONF_AUTH_NONE)
		drop_authentication(s, "auth_hmac replaces authentication. Ignoring authentication");
	conf_each(const struct conf_hmac_key, key, hmac->keys)
		is_found |= key->id == hmac->active_key;
	if (!is_found)
		config_fault(s, &vi->auth_hmac,
			     "auth_hmac active_key is not defined. setting instance to fault state");
	if (vi->strict_mode && hmac->mode != CONF_HMAC_ENFORCE) {
		say(s, &vi->auth_hmac, "Strict mode requires auth_hmac mode enforce. resetting");
		hmac->mode = CONF_HMAC_ENFORCE;
	}
	if (!hmac->time_window.us) {
		int64_t window = MAX(3 * vi->advert_int.us, 5 * USEC_PER_SEC);

		hmac->time_window = span_us(MIN(window, 300 * USEC_PER_SEC));
	}
}

static void drop_own_peer(struct step *s)
{
	struct conf_vrrp  *vi = s->vi;
	struct model_load *m = model_of(s->b);
	struct conf_peer  *next;

	for (struct conf_peer *peer = vi->peers.first; peer; peer = next) {
		char text[ADDR_LEN];
		bool is_own = vi->src.family ? addr_equal(&vi->src, &peer->address)
					     : m->ops->has_address(m->world, &peer->address, vi->interface);

		next = (struct conf_peer *)peer->head.next;
		if (!is_own || vi->peers.n == 1)
			continue;
		vrrp_report(s->b, DIAG_LOGGED, vi, &vi->peers, "(%s) unicast peer %s is our own address - skipping it",
			    s->name, addr_format(&peer->address, text));
		conf_remove(&vi->peers, peer);
	}
}

/* 7 to 12 */
static void complete_transport(struct step *s)
{
	struct conf_vrrp *vi = s->vi;

	if (vi->peers.n)
		drop_own_peer(s);
	vi->is_unicast = vi->peers.n > 0;
	if (!vi->is_unicast && vi->unicast_fault_no_peer)
		vi->config_fault = arena_strdup(s->b->image, "no unicast peer");
	else if (!vi->is_unicast && wants_unicast(vi))
		vrrp_report(s->b, DIAG_DEPRECATED, vi, vi->has_unicast_word ? (void *)&vi->src : (void *)&vi->peers,
			    "(%s) A unicast keyword has been specified without any unicast peers. Defaulting to"
			    " multicast. This usage is deprecated - please update your configuration.",
			    s->name);
	if (!vi->is_unicast && conf_is_given(vi, ttl)) {
		say_at_end(s, &vi->ttl, ": Cannot use unicast_ttl without unicast peers - resetting");
		vi->ttl = 255;
	}
	INHERIT(check_unicast_src, vi->check_unicast_src || s->g->check_unicast_src);

	if (!vi->interface && !vi->src.family)
		fatal(s, &vi->peers, DIAG_INCOMPLETE, "Unknown interface!");
	else if (!vi->interface && vi->family == ADDR_IPV6 && addr_is_link_local(&vi->src))
		fatal(s, &vi->src, DIAG_CONFLICT, "Cannot use link local source address without interface");
	if (s->has_iface && vi->vmac.kind && !s->iface.is_ethernet)
		config_fault(s, &vi->vmac, "VMAC interface needs an Ethernet interface. setting instance to fault state");
	if (s->has_iface && !s->iface.is_multicast && !vi->is_unicast)
		config_fault(s, &vi->interface,
			     "interface does not support multicast. setting instance to fault state");
	if (s->has_iface && s->iface.is_multicast && vi->is_unicast && vi->strict_mode)
		say(s, &vi->peers, "Strict mode does not allow unicast on an interface with multicast - keeping unicast");
	if (s->has_iface && s->iface.is_noarp)
		vrrp_report(s->b, DIAG_LOGGED, vi, &vi->interface,
			    "(%s) interface %s does not use ARP - no gratuitous ARP will be sent", s->name,
			    vi->interface);
	if (vi->vrf && (vi->interface || !vi->is_unicast)) {
		complete_report_line(s->b, DIAG_CONFLICT, &vi->head, "vrrp_instance", &vi->vrf,
				     vi->interface ? "(%s) Cannot specify VRF interface and interface - ignoring"
						   : "(%s) Cannot specify VRF interface without unicast peers"
						     " - ignoring",
				     s->name);
		vi->vrf = NULL;
	}
	if (vi->mcast_dst.family && vi->is_unicast) {
		say(s, &vi->mcast_dst, "multicast destination specified with unicast - ignoring");
		vi->mcast_dst = (struct addr){ 0 };
	} else if (!vi->mcast_dst.family && !vi->is_unicast) {
		vi->mcast_dst = vi->family == ADDR_IPV6 ? s->g->mcast_group6 : s->g->mcast_group4;
	}
}

/* 12, 13: what fits into an advert */
static void complete_vips(struct step *s)
{
	struct conf_vrrp *vi = s->vi;
	uint32_t          mtu = s->has_iface && s->iface.mtu ? s->iface.mtu : 1500;
	uint32_t          header = 14 + 8 + (vi->family == ADDR_IPV6 ? 40 : 20);
	uint32_t          most;
	uint32_t          n = vi->vips.n;

	if (vi->version == 2 && vi->family == ADDR_IPV4)
		header += 8;
	if (vi->authentication.type == CONF_AUTH_AH)
		header += 24;
	if (vi->auth_hmac.head.place)
		header += 28;
	most = mtu > header ? (mtu - header) / (vi->family == ADDR_IPV6 ? 16 : 4) : 0;
	most = MIN(most, 255u);
	if (n > most) {
		vrrp_report(s->b, DIAG_OUT_OF_RANGE, vi, &vi->vips,
			    "(%s) Number of VIPs (%" PRIu32 ") exceeds maximum/space available in packet (max %" PRIu32
			    " addresses) - excess moved to eVIPs",
			    s->name, n, most);
		struct conf_vip *moved = vi->vips.first;

		for (uint32_t i = 0; i < most; i++)
			moved = (struct conf_vip *)moved->head.next;
		while (moved) {
			struct conf_vip *next = (struct conf_vip *)moved->head.next;

			conf_remove(&vi->vips, moved);
			conf_append(&vi->evips, moved);
			moved = next;
		}
	}
	if (vi->family == ADDR_IPV6 && !vi->is_unicast && vi->vips.n &&
	    !addr_is_link_local(&vi->vips.first->address.addr))
		vrrp_report(s->b, vi->strict_mode ? DIAG_CONFLICT : DIAG_LOGGED, vi, &vi->vips,
			    vi->strict_mode ? "(%s) the first IPv6 VIP address must be link local"
					    : "(%s) the first IPv6 VIP address should be link local",
			    s->name);
}

/* 14 to 17 */
static void complete_preemption(struct step *s)
{
	struct conf_vrrp *vi = s->vi;
	bool              has_delay = vi->preempt_delay.us != 0;

	if (vi->priority == 255 && vi->nopreempt) {
		say(s, &vi->nopreempt, "nopreempt is incompatible with priority 255. resetting nopreempt");
		vi->nopreempt = false;
	}
	if (vi->state == CONF_STATE_MASTER && vi->nopreempt) {
		say(s, &vi->nopreempt, "Warning - nopreempt will not work with initial state MASTER - clearing");
		vi->nopreempt = false;
	}
	if (vi->state == CONF_STATE_MASTER && has_delay) {
		say(s, &vi->preempt_delay, "Warning - preempt delay will not work with initial state MASTER - clearing");
		vi->preempt_delay = span_us(0);
		has_delay = false;
	}
	if (has_delay && vi->strict_mode) {
		say(s, &vi->preempt_delay, "preempt_delay is incompatible with strict mode - resetting");
		vi->preempt_delay = span_us(0);
	}
	if (has_delay && vi->nopreempt) {
		say(s, &vi->preempt_delay, "preempt_delay is incompatible with nopreempt mode - resetting");
		vi->preempt_delay = span_us(0);
	}

	INHERIT(down_timer_adverts, s->g->down_timer_adverts);
	if (vi->strict_mode && vi->down_timer_adverts != 3) {
		say(s, &vi->down_timer_adverts, "down_timer_adverts is incompatible with strict mode - resetting");
		vi->down_timer_adverts = 3;
	}
	if (vi->timer_expired_backup && !vi->nopreempt) {
		say(s, &vi->timer_expired_backup, "timer_expired_backup needs nopreempt - ignoring");
		vi->timer_expired_backup = 0;
	}
}

/* 18 */
static void complete_accept(struct step *s)
{
	struct conf_vrrp *vi = s->vi;

	if (vi->strict_mode && vi->version == 2 && conf_is_given(vi, accept) && vi->accept && vi->priority != 255) {
		say(s, &vi->accept,
		    "warning - accept mode for VRRP version 2 does not comply with RFC3768 - resetting");
		vi->accept = false;
	}
	INHERIT(accept, !vi->strict_mode);
	if (vi->priority == 255)
		vi->accept = true;
}

/* 21 */
static void complete_garp(struct step *s)
{
	struct conf_vrrp                *vi = s->vi;
	const struct conf_garp_defaults *d = &s->g->garp;

	INHERIT(garp_master_delay, d->master_delay);
	INHERIT(garp_master_repeat, d->master_repeat);
	INHERIT(garp_master_refresh, d->master_refresh);
	INHERIT(garp_master_refresh_repeat, d->master_refresh_repeat);
	if (!conf_is_given(vi, garp_extra_if)) {
		vi->garp_extra_if = d->extra_if;
		vi->garp_extra_if_all = d->extra_if_all;
	}
	if (vi->strict_mode) {
		if (conf_is_given(vi, garp_lower_prio_delay) && vi->garp_lower_prio_delay.us)
			say(s, &vi->garp_lower_prio_delay, "Strict mode requires no repeat garp delay. resetting");
		if (conf_is_given(vi, garp_lower_prio_repeat) && vi->garp_lower_prio_repeat)
			say(s, &vi->garp_lower_prio_repeat, "Strict mode requires no repeat garps. resetting");
		vi->garp_lower_prio_delay = span_us(0);
		vi->garp_lower_prio_repeat = 0;
	} else {
		INHERIT(garp_lower_prio_delay, conf_is_given(s->g, garp.lower_prio_delay)
						       ? d->lower_prio_delay
						       : vi->garp_master_delay);
		INHERIT(garp_lower_prio_repeat, conf_is_given(s->g, garp.lower_prio_repeat)
							? d->lower_prio_repeat
							: vi->garp_master_repeat);
	}
}

/* 21, 22 */
static void complete_answers(struct step *s)
{
	struct conf_vrrp       *vi = s->vi;
	const struct conf_head *group = vi->sync_group ? &vi->sync_group->head : NULL;

	if (vi->strict_mode) {
		if (conf_is_given(vi, lower_prio_no_advert) && !vi->lower_prio_no_advert)
			say(s, &vi->lower_prio_no_advert, "Strict mode requires no lower priority advert. resetting");
		if (conf_is_given(vi, higher_prio_send_advert) && vi->higher_prio_send_advert)
			say(s, &vi->higher_prio_send_advert,
			    "strict mode requires higher_prio_send_advert to be clear. resetting");
		vi->lower_prio_no_advert = true;
		vi->higher_prio_send_advert = false;
	} else {
		INHERIT(lower_prio_no_advert, s->g->lower_prio_no_advert);
		INHERIT(higher_prio_send_advert, s->g->higher_prio_send_advert);
	}

	if (vi->priority != 255 && vi->owner_ignore_adverts) {
		say(s, &vi->owner_ignore_adverts, "owner_ignore_adverts needs priority 255 - ignoring");
		vi->owner_ignore_adverts = false;
	} else if (vi->priority == 255) {
		INHERIT(owner_ignore_adverts, vi->strict_mode || s->g->owner_ignore_adverts);
	}
	INHERIT(skip_check_adv_addr, s->g->skip_check_adv_addr);
	INHERIT(v3_checksum_as_v2, s->g->v3_checksum_as_v2);
	INHERIT(smtp_alert, conf_is_given(s->g, smtp_alert_vrrp) ? s->g->smtp_alert_vrrp : s->g->smtp_alert);
	INHERIT(notify_priority_changes,
		group && conf_is_given(vi->sync_group, notify_priority_changes)
			? vi->sync_group->notify_priority_changes
			: s->g->vrrp_notify_priority_changes);
}

#define ADVERT_MAX_V3 40950000

/* 23 */
static void complete_advert_int(struct step *s)
{
	struct conf_vrrp *vi = s->vi;
	int64_t           us = vi->advert_int.us;

	if (vi->version == 2) {
		if (us % USEC_PER_SEC)
			vrrp_report(s->b, DIAG_OUT_OF_RANGE, vi, &vi->advert_int,
				    "(%s) VRRPv2 advertisement interval %" PRId64 ".%06" PRId64
				    "s must be an integer. rounding",
				    s->name, us / USEC_PER_SEC, us % USEC_PER_SEC);
		us = (us + USEC_PER_SEC / 2) / USEC_PER_SEC * USEC_PER_SEC;
		vi->advert_int = span_us(MAX(us, USEC_PER_SEC));
		return;
	}
	if (us > ADVERT_MAX_V3 && us >= ADVERT_MAX_V3 + 10000) {
		vrrp_report(s->b, DIAG_OUT_OF_RANGE, vi, &vi->advert_int,
			    "(%s) VRRPv3 advertisement interval %" PRId64 ".%02" PRId64
			    "s is out of range. Must be less than 40.96s. Setting to 40.95s",
			    s->name, us / USEC_PER_SEC, us % USEC_PER_SEC / 10000);
		us = ADVERT_MAX_V3;
	} else if (us % 10000) {
		vrrp_report(s->b, DIAG_OUT_OF_RANGE, vi, &vi->advert_int,
			    "(%s) VRRPv3 advertisement interval %" PRId64 ".%06" PRId64
			    "s must be in units of 10ms - rounding",
			    s->name, us / USEC_PER_SEC, us % USEC_PER_SEC);
		us = MIN((us + 5000) / 10000 * 10000, ADVERT_MAX_V3);
	}
	vi->advert_int = span_us(us);
}

/* 25 to 27 */
static void complete_vmac(struct step *s)
{
	struct conf_vrrp *vi = s->vi;

	if (vi->track_src_ip && !vi->src.family) {
		vrrp_report(s->b, DIAG_LOGGED, vi, &vi->track_src_ip,
			    "(%s) track_src_ip needs a configured source address - clearing", s->name);
		vi->track_src_ip = false;
	}
	if (vi->strict_mode && vi->vmac.has_mac) {
		vrrp_report(s->b, DIAG_CONFLICT, vi, &vi->vmac,
			    "(%s): cannot specify MAC address with strict mode - clearing", s->name);
		vi->vmac.has_mac = false;
	}
	if (vi->vmac_xmit_base && vi->vmac.kind == CONF_VMAC_NONE) {
		say(s, &vi->vmac_xmit_base, "vmac_xmit_base is only valid with a vmac");
		vi->vmac_xmit_base = false;
	} else if (vi->vmac_xmit_base && vi->strict_mode && !vi->is_unicast) {
		say(s, &vi->vmac_xmit_base, "xmit_base is incompatible with strict mode - resetting");
		vi->vmac_xmit_base = false;
	}
	if (vi->promote_secondaries && vi->vmac.kind) {
		say(s, &vi->promote_secondaries, "promote_secondaries is automatically set for vmacs - ignoring");
		vi->promote_secondaries = false;
	}
	if (vi->vmac.kind == CONF_VMAC_IPVLAN && vi->family == ADDR_IPV4 && !vi->vmac.address.addr.family)
		config_fault(s, &vi->vmac,
			     "IPv4 ipvlan requires a source ip address to be configured. setting instance to fault state");
	if (vi->vmac.name) {
		struct model_load *m = model_of(s->b);
		struct world_iface iface;
		bool               is_macvlan = vi->vmac.kind == CONF_VMAC_MACVLAN;

		if (m->ops->iface(m->world, vi->vmac.name, &iface) &&
		    iface.kind != (is_macvlan ? WORLD_LINK_MACVLAN_PRIVATE : WORLD_LINK_IPVLAN)) {
			complete_report_line(s->b, DIAG_CONFLICT, &vi->head, "vrrp_instance", &vi->vmac,
					     is_macvlan ? "(%s) interface %s already exists and is not a private macvlan;"
							  " ignoring vmac if_name"
							: "(%s) interface %s already exists and is not an ipvlan;"
							  " ignoring ipvlan if_name",
					     s->name, vi->vmac.name);
			vi->vmac.name = NULL;
		}
	}
}

/* 28 */
static void complete_track_interfaces(struct step *s)
{
	struct conf_vrrp  *vi = s->vi;
	struct conf_track *next;

	for (struct conf_track *t = vi->tracks.interfaces.first; t; t = next) {
		next = (struct conf_track *)t->head.next;
		if (!vi->interface || strcmp(t->name, vi->interface) != 0)
			continue;
		complete_report(s->b, DIAG_CONFLICT, &t->head, "vrrp_instance", NULL,
				"(%s) Ignoring track_interface %s since own interface", s->name, t->name);
		conf_remove(&vi->tracks.interfaces, t);
	}
}

static void place_addresses(struct step *s, struct conf_vip *first)
{
	struct conf_vrrp *vi = s->vi;

	for (struct conf_vip *vip = first; vip; vip = (struct conf_vip *)vip->head.next) {
		char text[PREFIX_LEN];

		if (!vip->dev)
			vip->dev = vi->interface ? vi->interface : s->g->default_interface;
		if (!vip->use_vmac)
			continue;
		if (vip->has_length)
			prefix_format(&vip->address, text);
		else
			addr_format(&vip->address.addr, text);
		if (vi->use_vmac_addr)
			complete_report(s->b, DIAG_CONFLICT, &vip->head, NULL, NULL,
					"(%s) use_vmac_addr specified and use_vmac specified for VIP/eVIP %s", s->name,
					text);
		else if (vi->vmac.kind && vi->interface && strcmp(vip->dev, vi->interface) == 0)
			complete_report(s->b, DIAG_CONFLICT, &vip->head, NULL, NULL,
					"(%s) use_vmac specified for VIP/eVIP %s and vrrp instance", s->name, text);
	}
}

static void drop_duplicates(struct step *s)
{
	struct conf_vrrp *vi = s->vi;
	struct map        seen;
	struct conf_vip  *next;

	map_init(&seen);
	for (struct conf_vip *vip = vi->vips.first; vip; vip = next) {
		const char *key = arena_memdup(s->b->scratch, (char[PREFIX_LEN]){ 0 }, PREFIX_LEN);

		next = (struct conf_vip *)vip->head.next;
		prefix_format(&vip->address, (char *)key);
		if (map_put(&seen, key, vip))
			continue;
		complete_report(s->b, DIAG_DUPLICATE, &vip->head, "vrrp_instance", NULL,
				"(%s) duplicate VIP %s - ignoring", s->name, key);
		conf_remove(&vi->vips, vip);
	}
	map_release(&seen);
}

/* 29, 30 */
static void complete_addresses(struct step *s)
{
	struct conf_vrrp *vi = s->vi;

	if (vi->vips.n > 1)
		drop_duplicates(s);
	place_addresses(s, vi->vips.first);
	place_addresses(s, vi->evips.first);
	if (vi->no_virtual_ipaddress && vi->strict_mode) {
		say(s, &vi->no_virtual_ipaddress, "no_virtual_ipaddress is incompatible with strict mode - clearing");
		vi->no_virtual_ipaddress = false;
	}
	if (vi->vips.n || vi->no_virtual_ipaddress)
		return;
	if (vi->version == 3 || vi->strict_mode)
		fatal(s, &vi->vips, DIAG_INCOMPLETE, "No VIP specified; at least one is required");
	else
		vrrp_report(s->b, DIAG_INCOMPLETE, vi, &vi->vips, "(%s) No VIP specified; at least one is sensible",
			    s->name);
}

static void (*const steps[])(struct step *s) = {
	check_identity,      complete_election,   complete_authentication, complete_hmac,
	complete_transport,  complete_vips,       complete_preemption,     complete_accept,
	complete_garp,       complete_answers,    complete_advert_int,     complete_vmac,
	complete_track_interfaces, complete_addresses,
};

void complete_vrrp(struct conf_bind *b, struct config *c)
{
	struct model_load *m = model_of(b);

	conf_each(struct conf_vrrp, vi, c->vrrps) {
		struct step s = { .b = b, .g = &c->global, .vi = vi, .name = vi->head.name };

		s.has_iface = vi->interface && m->ops->iface(m->world, vi->interface, &s.iface);
		for (size_t i = 0; i < ARRAY_SIZE(steps) && !s.is_failed; i++)
			steps[i](&s);
	}
}
