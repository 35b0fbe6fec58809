/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_heard - what an advert says that has been found good.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/mono.h"
#include "lib/net/addr.h"

#define VRRP_TTL_UNKNOWN (-1)

struct vrrp_heard {
	struct addr source;
	struct addr destination;
	uint8_t version;
	uint8_t vrid;
	uint8_t priority; /* 0: its sender leaves */
	int16_t ttl;      /* or VRRP_TTL_UNKNOWN */
	bool has_old_checksum; /* only the rule up to keepalived 1.3.6 fits: answer likewise */
	struct span interval;  /* never 0 */
	unsigned n_addresses;
	uint32_t ah_sequence;  /* 0 without AH */
};
