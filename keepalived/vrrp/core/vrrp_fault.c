/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/core/vrrp_fault.h"

struct vrrp_health vrrp_fault_health(const struct vrrp_fact *facts, size_t n)
{
	struct vrrp_health health = { 0 };

	for (size_t i = 0; i < n; i++) {
		struct vrrp_share share = vrrp_fact_share(&facts[i]);

		if (share.is_fault)
			health.faults = fault_with(health.faults, facts[i].reason);
		health.is_awaiting |= share.is_awaited;
	}
	return health;
}
