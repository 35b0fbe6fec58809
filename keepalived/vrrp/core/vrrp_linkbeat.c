/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/core/vrrp_linkbeat.h"

#include "keepalived/model/conf_static.h"

static uint8_t first_of(uint8_t wanted)
{
	return wanted == CONF_LINKBEAT_AUTO ? CONF_LINKBEAT_MII : wanted;
}

/* When none was answered: all of them once more. */
static void try_next(struct vrrp_linkbeat *b)
{
	b->tried |= 1U << b->method;
	for (uint8_t m = CONF_LINKBEAT_MII; m <= CONF_LINKBEAT_IOCTL; m++) {
		if (!(b->tried & 1U << m)) {
			b->method = m;
			return;
		}
	}
	b->tried = 0;
	b->method = first_of(b->wanted);
}

void vrrp_linkbeat_init(struct vrrp_linkbeat *b, uint8_t wanted, bool is_up)
{
	*b = (struct vrrp_linkbeat){ .wanted = wanted, .method = first_of(wanted), .is_up = is_up };
}

bool vrrp_linkbeat_take(struct vrrp_linkbeat *b, int answer)
{
	bool was_up = b->is_up;

	if (answer < 0) {
		if (!b->is_settled)
			try_next(b);
		return false;
	}
	b->is_settled = true;
	b->is_up = answer > 0;
	return b->is_up != was_up;
}
