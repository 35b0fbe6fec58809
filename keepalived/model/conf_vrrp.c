/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/conf_vrrp.h"

bool conf_vrrp_takes_family(struct conf_vrrp *vi, const struct addr *addr)
{
	if (!vi->family)
		vi->family = addr->family;
	return vi->family == addr->family;
}
