/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/core/vrrp_prio.h"

int64_t vrrp_prio_total(uint8_t configured, const struct vrrp_fact *facts, size_t n)
{
	int64_t total = configured;

	if (configured == VRRP_PRIO_OWNER)
		return configured;
	for (size_t i = 0; i < n; i++)
		total += vrrp_fact_share(&facts[i]).priority;
	return total;
}

uint8_t vrrp_prio_effective(uint8_t configured, const struct vrrp_fact *facts, size_t n)
{
	int64_t total = vrrp_prio_total(configured, facts, n);

	if (configured == VRRP_PRIO_OWNER)
		return configured;
	if (total < 1)
		return 1;
	return total > VRRP_PRIO_MOST ? VRRP_PRIO_MOST : (uint8_t)total;
}
