/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/vrrp_inst.h"

#include <stdlib.h>
#include <string.h>

#include <linux/if_addr.h>

#include "keepalived/model/served.h"
#include "keepalived/vrrp/core/vrrp_follow.h"
#include "keepalived/vrrp/core/vrrp_prio.h"
#include "keepalived/vrrp/core/vrrp_want.h"
#include "keepalived/vrrp/vrrp_ifaces.h"
#include "keepalived/vrrp/vrrp_own.h"
#include "keepalived/vrrp/vrrp_say.h"
#include "lib/base/ka.h"

/* Places of the facts that every instance has; other interfaces follow. */
enum { FACT_SERVED, FACT_INTERFACE, FACT_SOURCE, FACT_VRID, FACT_FIRST_FOLLOWED };

const char *vrrp_inst_unserved(const struct conf_vrrp *conf)
{
	return conf->config_fault ? conf->config_fault : served_refusal(conf);
}

/* In one piece, for there are many instances; facts and pointers come first, nothing else has to be aligned. */
static void make_arrays(struct vrrp_inst *i, size_t n_followed)
{
	size_t            n_vips = i->conf->vips.n;
	size_t            n_peers = i->conf->peers.n;
	struct addr      *addresses;
	struct vrrp_peer *peers;

	i->n_facts = FACT_FIRST_FOLLOWED + n_followed;
	i->facts = vec_fixed(1, i->n_facts * sizeof(*i->facts) + n_followed * sizeof(struct vrrp_iface *) +
				     n_vips * sizeof(*addresses) +
				     n_peers * (sizeof(*peers) + sizeof(*i->peer_has_old_checksum)));
	i->followed = (struct vrrp_iface **)(i->facts + i->n_facts);
	addresses = (struct addr *)(i->followed + n_followed);
	peers = (struct vrrp_peer *)(addresses + n_vips);
	i->peer_has_old_checksum = (bool *)(peers + n_peers);
	i->expect.addresses = addresses;
	i->expect.n_addresses = n_vips;
	i->expect.peers = peers;
	i->expect.n_peers = n_peers;
	conf_each(const struct conf_vip, vip, i->conf->vips)
		*addresses++ = vip->address.addr;
	conf_each(const struct conf_peer, peer, i->conf->peers)
		*peers++ = (struct vrrp_peer){ peer->address, (uint8_t)peer->min_ttl, (uint8_t)peer->max_ttl };
}

static void take_password(struct vrrp_inst *i, const void *secrets, size_t len)
{
	const struct conf_authentication *auth = &i->conf->authentication;

	if (auth->type != CONF_AUTH_PASS || !secrets || !auth->pass.index ||
	    auth->pass.index + sizeof(i->expect.pass) > len)
		return;
	memcpy(i->expect.pass, (const char *)secrets + auth->pass.index, sizeof(i->expect.pass));
}

static void take_facts(struct vrrp_inst *i, const struct vrrp_follows *follows)
{
	i->facts[FACT_SERVED] = (struct vrrp_fact){
		.reason = FAULT_CONFIG,
		.state = vrrp_inst_unserved(i->conf) ? VRRP_FACT_BAD : VRRP_FACT_GOOD,
	};
	i->facts[FACT_INTERFACE] = (struct vrrp_fact){ .reason = FAULT_INTERFACE };
	i->facts[FACT_SOURCE] = (struct vrrp_fact){ .reason = FAULT_NO_SOURCE };
	i->facts[FACT_VRID] = (struct vrrp_fact){ .reason = FAULT_DUPLICATE_VRID };
	for (size_t n = 0; n < follows->v.n; n++)
		i->facts[FACT_FIRST_FOLLOWED + n] = (struct vrrp_fact){
			.reason = FAULT_INTERFACE,
			.weight = follows->v.at[n].weight,
			.is_reversed = follows->v.at[n].is_reversed,
		};
}

static void take_interfaces(struct vrrp_inst *i)
{
	struct vrrp_follows follows = vrrp_follows_of(i->role->config, i->conf);

	make_arrays(i, follows.v.n);
	take_facts(i, &follows);
	i->iface = i->conf->interface ? vrrp_ifaces_follow(i->role, i->conf->interface) : NULL;
	for (size_t n = 0; n < follows.v.n; n++)
		i->followed[n] = vrrp_ifaces_follow(i->role, follows.v.at[n].name);
	vec_release(&follows.v);
}

void vrrp_inst_init(struct vrrp_inst *i, struct vrrp_role *role, const struct conf_vrrp *conf, const void *secrets,
		    size_t secrets_len)
{
	*i = (struct vrrp_inst){
		.conf = conf,
		.role = role,
		.params = vrrp_params_of(conf),
		.expect = {
			.version = (uint8_t)conf->version,
			.vrid = (uint8_t)conf->vrid,
			.auth = conf->authentication.type,
			.old_checksum = conf->old_unicast_checksum,
			.is_checksum_as_v2 = conf->v3_checksum_as_v2,
			.is_unicast = conf->is_unicast,
			.checks_source = conf->check_unicast_src,
			.skips_known_sender = conf->skip_check_adv_addr,
			.ignores_all_as_owner = conf->owner_ignore_adverts,
			.interval = conf->advert_int,
		},
	};
	take_interfaces(i);
	take_password(i, secrets, secrets_len);
	addr_table_init(&i->virtuals);
	vrrp_fsm_init(&i->fsm, &i->params, vrrp_prio_effective((uint8_t)conf->priority, NULL, 0));
}

void vrrp_inst_release(struct vrrp_inst *i)
{
	ev_timer_stop(&i->due);
	addr_table_release(&i->virtuals);
	explicit_bzero(i->expect.pass, sizeof(i->expect.pass));
	i->adv = vrrp_adv_free(i->adv);
	free(i->facts);
	free(i->counters);
	free(i->quiet);
}

bool vrrp_inst_has_virtual(const struct vrrp_inst *i, const struct addr *addr)
{
	conf_each(const struct conf_vip, vip, i->conf->vips)
		if (addr_equal(&vip->address.addr, addr))
			return true;
	conf_each(const struct conf_vip, vip, i->conf->evips)
		if (addr_equal(&vip->address.addr, addr))
			return true;
	return false;
}

/* What adverts are sent from: as configured, or the first address that is not virtual. */
static struct addr source_of(const struct vrrp_inst *i, const struct view *view, uint32_t index)
{
	if (i->conf->src.family)
		return i->conf->src;
	addr_table_each(a, &view->addrs)
		if (a->index == index && a->addr.family == ADDR_IPV4 && !(a->flags & IFA_F_SECONDARY) &&
		    !vrrp_inst_has_virtual(i, &a->addr))
			return a->addr;
	addr_table_each(a, &view->addrs)
		if (a->index == index && a->addr.family == ADDR_IPV4 && !vrrp_inst_has_virtual(i, &a->addr))
			return a->addr;
	return (struct addr){ 0 };
}

static enum vrrp_fact_state state_of(const struct vrrp_iface *iface)
{
	return iface && iface->debounce.is_up ? VRRP_FACT_GOOD : VRRP_FACT_BAD;
}

static void set_fact(struct vrrp_fact *fact, enum vrrp_fact_state state, bool *changed)
{
	*changed |= fact->state != state;
	fact->state = (uint8_t)state;
}

bool vrrp_inst_look(struct vrrp_inst *i, const struct view *view, struct addr *ret_source)
{
	const char                *name = i->conf->interface;
	const struct kstate_iface *own = name ? ifaces_find_name(&view->ifaces, name) : NULL;
	bool                       changed = false;

	*ret_source = own ? source_of(i, view, own->index) : (struct addr){ 0 };
	set_fact(&i->facts[FACT_INTERFACE],
		 i->conf->dont_track_primary && own ? VRRP_FACT_GOOD : state_of(i->iface), &changed);
	set_fact(&i->facts[FACT_SOURCE], ret_source->family ? VRRP_FACT_GOOD : VRRP_FACT_BAD, &changed);
	set_fact(&i->facts[FACT_VRID], i->is_rival ? VRRP_FACT_BAD : VRRP_FACT_GOOD, &changed);
	for (size_t n = FACT_FIRST_FOLLOWED; n < i->n_facts; n++)
		set_fact(&i->facts[n], state_of(i->followed[n - FACT_FIRST_FOLLOWED]), &changed);
	return changed || !addr_equal(ret_source, &i->fsm.source);
}

void vrrp_inst_say_faults(const struct vrrp_inst *i)
{
	if (i->facts[FACT_INTERFACE].state == VRRP_FACT_BAD && i->conf->interface)
		vrrp_say_fault(i->conf->head.name, i->conf->interface);
	for (size_t n = FACT_FIRST_FOLLOWED; n < i->n_facts; n++)
		if (i->facts[n].state == VRRP_FACT_BAD && vrrp_fact_share(&i->facts[n]).is_fault)
			vrrp_say_fault(i->conf->head.name, i->followed[n - FACT_FIRST_FOLLOWED]->name);
	if (i->facts[FACT_SOURCE].state == VRRP_FACT_BAD)
		vrrp_say_fault(i->conf->head.name, NULL);
}

static void want_all(struct vrrp_inst *i, const struct view *view, const struct conf_vip *first)
{
	for (const struct conf_vip *vip = first; vip; vip = (const struct conf_vip *)vip->head.next) {
		const struct kstate_iface *iface = vip->dev ? ifaces_find_name(&view->ifaces, vip->dev) : NULL;
		struct kstate_addr         addr;

		if (!iface || vip->address.addr.family != ADDR_IPV4)
			continue;
		addr = vrrp_want_addr(vip, iface->index);
		addr_table_put(&i->virtuals, &addr);
	}
}

void vrrp_inst_want(struct vrrp_inst *i, const struct view *view)
{
	addr_table_clear(&i->virtuals);
	want_all(i, view, i->conf->vips.first);
	want_all(i, view, i->conf->evips.first);
}

void vrrp_inst_source(struct vrrp_inst *i, const struct addr *source)
{
	struct vrrp_adv_spec spec = {
		.version = i->expect.version,
		.vrid = i->expect.vrid,
		.ttl = i->conf->is_unicast ? (uint8_t)i->conf->ttl : VRRP_TTL,
		.auth = i->expect.auth,
		.is_checksum_as_v2 = i->expect.is_checksum_as_v2,
		.interval = i->conf->advert_int,
		.source = *source,
		.addresses = i->expect.addresses,
		.n_addresses = i->expect.n_addresses,
	};

	i->adv = vrrp_adv_free(i->adv);
	i->adv_source = *source;
	if (!source->family)
		return;
	memcpy(spec.pass, i->expect.pass, sizeof(spec.pass));
	i->adv = vrrp_adv_new(&spec);
}

const struct vrrp_expect *vrrp_inst_expect(struct vrrp_inst *i)
{
	i->expect.is_listening = i->fsm.state == VRRP_BACKUP || i->fsm.state == VRRP_MASTER;
	i->expect.is_master = i->fsm.state == VRRP_MASTER;
	i->expect.is_owner = vrrp_fsm_priority(&i->fsm) == VRRP_PRIO_OWNER;
	return &i->expect;
}
