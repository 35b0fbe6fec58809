/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arp - the announcement that an IPv4 address is reached at a link-layer address now.
 *
 * A request in which sender and target are the same address; the target's link-layer address is
 * all ones, which some switches and hosts need to believe it (RFC 5944 4.6 leaves it open).
 * A frame is complete, with the header that a packet socket is given: 14 bytes for Ethernet, for
 * IP over InfiniBand the destination and a type (RFC 4391 6), 24 bytes. It is not padded.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/net/addr.h"

#define ARP_LINK_MAX  20 /* bytes of a link-layer address */
#define ARP_FRAME_MAX 80

enum arp_link_kind { ARP_ETHERNET, ARP_INFINIBAND };

struct arp_link {
	enum arp_link_kind kind;
	uint8_t address[ARP_LINK_MAX];   /* 6 bytes of it for Ethernet */
	uint8_t broadcast[ARP_LINK_MAX]; /* as long */
};

/* An announcement of @ip, which is an IPv4 address, in @ret_frame; returns its length. */
size_t arp_announce_encode(const struct arp_link *link, const struct addr *ip,
			   uint8_t ret_frame[ARP_FRAME_MAX]);
