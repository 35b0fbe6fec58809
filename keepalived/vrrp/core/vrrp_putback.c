/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/core/vrrp_putback.h"

#define WINDOW span_seconds(10)

static void forget_oldest(struct vrrp_putback *p)
{
	p->n--;
	for (uint8_t i = 0; i < p->n; i++)
		p->at[i] = p->at[i + 1];
}

bool vrrp_putback_may(struct vrrp_putback *p, struct mono now)
{
	while (p->n && !mono_before(now, mono_after(p->at[0], WINDOW)))
		forget_oldest(p);
	if (p->n == VRRP_PUTBACKS)
		return false;
	p->at[p->n++] = now;
	return true;
}
