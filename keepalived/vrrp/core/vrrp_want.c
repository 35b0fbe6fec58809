/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/core/vrrp_want.h"

#include <string.h>

#include <linux/rtnetlink.h>

#define PROTOCOL_KEEPALIVED 18 /* of addresses and routes, in iproute2's tables */

/* The network's last or first address. */
static struct addr edge_of_network(const struct prefix *p, bool is_last)
{
	struct addr edge = p->addr;

	for (unsigned bit = p->len; bit < addr_bits(&p->addr); bit++) {
		uint8_t mask = (uint8_t)(0x80 >> bit % 8);

		if (is_last)
			edge.bytes[bit / 8] |= mask;
		else
			edge.bytes[bit / 8] &= (uint8_t)~mask;
	}
	return edge;
}

static struct addr broadcast_of(const struct conf_vip *vip)
{
	switch ((enum conf_broadcast)vip->broadcast_kind) {
	case CONF_BRD_NONE:
		break;
	case CONF_BRD_GIVEN:
		return vip->broadcast;
	case CONF_BRD_ONES:
		return edge_of_network(&vip->address, true);
	case CONF_BRD_ZEROS:
		return edge_of_network(&vip->address, false);
	}
	return (struct addr){ 0 };
}

static uint32_t flags_of(const struct conf_vip *vip)
{
	uint32_t flags = 0;

	if (vip->is_home)
		flags |= IFA_F_HOMEADDRESS;
	if (vip->mngtmpaddr)
		flags |= IFA_F_MANAGETEMPADDR;
	if (vip->noprefixroute)
		flags |= IFA_F_NOPREFIXROUTE;
	if (vip->autojoin)
		flags |= IFA_F_MCAUTOJOIN;
	if (vip->address.addr.family == ADDR_IPV6 && !vip->wants_dad)
		flags |= IFA_F_NODAD;
	return flags;
}

struct kstate_addr vrrp_want_addr(const struct conf_vip *vip, uint32_t index)
{
	struct kstate_addr a = {
		.index = index,
		.flags = flags_of(vip),
		.preferred_lft = vip->preferred_lft,
		.valid_lft = KSTATE_FOREVER,
		.addr = vip->address.addr,
		.broadcast = broadcast_of(vip),
		.len = vip->has_peer ? vip->peer.len : vip->address.len,
		.scope = vip->scope == CONF_SCOPE_UNSET ? RT_SCOPE_UNIVERSE : (uint8_t)vip->scope,
		.protocol = PROTOCOL_KEEPALIVED,
	};

	if (vip->has_peer)
		a.peer = vip->peer.addr;
	if (vip->label)
		strncpy(a.label, vip->label, sizeof(a.label) - 1);
	return a;
}
