/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/conf_vrrp.h"

bool conf_vrrp_takes_family(struct conf_vrrp *vi, const struct addr *addr)
{
	if (!vi->family)
		vi->family = addr->family;
	return vi->family == addr->family;
}

static bool share_peer(const struct conf_vrrp *one, const struct conf_vrrp *two)
{
	conf_each(const struct conf_peer, a, one->peers)
		conf_each(const struct conf_peer, c, two->peers)
			if (addr_equal(&a->address, &c->address))
				return true;
	return false;
}

bool conf_vrrp_is_rival(const struct conf_vrrp *one, const struct conf_vrrp *two)
{
	if (one->family != two->family || one->vrid != two->vrid || one->is_unicast != two->is_unicast)
		return false;
	if (!one->is_unicast)
		return addr_equal(&one->mcast_dst, &two->mcast_dst);
	if (one->src.family && two->src.family && !addr_equal(&one->src, &two->src))
		return false;
	return share_peer(one, two);
}
