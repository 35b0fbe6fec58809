/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * conf_bfd - a BFD session, and who hears of its state.
 */
#pragma once

#include "keepalived/model/conf_track.h"
#include "lib/conf/schema.h"

struct conf_bfd {
	struct conf_head   head;
	struct addr        neighbor;
	struct addr        source;         /* no family: the kernel chooses */
	bool               is_multihop;    /* RFC 5883, a port of its own */
	bool               is_passive;     /* silent until the neighbour has been heard */
	struct span        min_rx;
	struct span        min_tx;         /* while Up */
	struct span        idle_tx;        /* while not Up */
	uint32_t           multiplier;
	uint32_t           ttl;            /* what is sent */
	uint32_t           arrival_ttl;    /* a packet is good if its TTL plus max_hops is at least that */
	int32_t            max_hops;       /* 0..255 once completed */
	struct conf_weight weight;         /* default of the references to it */
	bool               tells_vrrp;
	bool               tells_checkers;
	uint32_t           n_references;   /* of track_bfd */
};

extern const struct conf_block conf_bfd_block;
