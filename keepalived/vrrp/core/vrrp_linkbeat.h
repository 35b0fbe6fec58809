/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_linkbeat - which way to ask an interface for its link, and what it said last.
 *
 * Drivers know some ways only. The configured one is tried first, then MII, ETHTOOL and IOCTL; the first
 * that is answered stays.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct vrrp_linkbeat {
	uint8_t  wanted;     /* enum conf_linkbeat_method */
	uint8_t  method;     /* the same: how to ask now; never CONF_LINKBEAT_AUTO */
	bool     is_settled; /* it has been answered */
	bool     is_up;
	unsigned tried;      /* 1 << method */
};

/* For an interface that is new. @is_up: as long as it has not answered. */
void vrrp_linkbeat_init(struct vrrp_linkbeat *b, uint8_t wanted, bool is_up);

/* @answer: 1 up, 0 down, else a negative errno. True: what it says is different from before. */
bool vrrp_linkbeat_take(struct vrrp_linkbeat *b, int answer);
