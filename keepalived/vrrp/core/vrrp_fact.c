/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/core/vrrp_fact.h"

#define FILE_MOST   253
#define FILE_FAULT -254

static struct vrrp_share share_of_value(const struct vrrp_fact *fact)
{
	int64_t share;

	if (!fact->weight)
		return (struct vrrp_share){ .is_fault = (fact->value != 0) != fact->is_reversed };

	share = fact->value * fact->weight * (fact->is_reversed ? -1 : 1);
	if (share <= FILE_FAULT)
		return (struct vrrp_share){ .is_fault = true };
	return (struct vrrp_share){ .priority = (int32_t)(share < FILE_MOST ? share : FILE_MOST) };
}

struct vrrp_share vrrp_fact_share(const struct vrrp_fact *fact)
{
	bool is_good = fact->state == VRRP_FACT_GOOD;

	if (fact->reason == FAULT_FILE)
		return share_of_value(fact);
	if (fact->state == VRRP_FACT_UNKNOWN)
		return (struct vrrp_share){ .is_awaited = fact->weight == 0 };
	if (!fact->weight)
		return (struct vrrp_share){ .is_fault = is_good == fact->is_reversed };
	/* A positive weight is earned by being good, a negative one is the price of being bad. */
	if (is_good != (fact->weight > 0))
		return (struct vrrp_share){ 0 };
	return (struct vrrp_share){ .priority = fact->is_reversed ? -fact->weight : fact->weight };
}
