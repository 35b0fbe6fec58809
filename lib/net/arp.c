/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/net/arp.h"

#include <string.h>

#include "lib/net/bytes.h"

#define TYPE_ARP  0x0806
#define TYPE_IPV4 0x0800
#define REQUEST   1
#define IPV4_LEN  4

static const struct {
	uint16_t hardware; /* its number in ARP */
	uint8_t  addr_len;
} links[] = {
	[ARP_ETHERNET] = { .hardware = 1, .addr_len = 6 },
	[ARP_INFINIBAND] = { .hardware = 32, .addr_len = 20 },
};

static uint8_t *put(uint8_t *at, const uint8_t *bytes, size_t len)
{
	return (uint8_t *)memcpy(at, bytes, len) + len;
}

static uint8_t *put16(uint8_t *at, uint16_t value)
{
	bytes_put16(at, value);
	return at + 2;
}

static uint8_t *put_header(const struct arp_link *link, size_t addr_len, uint8_t *at)
{
	at = put(at, link->broadcast, addr_len);
	if (link->kind == ARP_INFINIBAND)
		return put16(put16(at, TYPE_ARP), 0);
	at = put(at, link->address, addr_len);
	return put16(at, TYPE_ARP);
}

size_t arp_announce_encode(const struct arp_link *link, const struct addr *ip,
			   uint8_t ret_frame[ARP_FRAME_MAX])
{
	uint8_t addr_len = links[link->kind].addr_len;
	uint8_t *at = put_header(link, addr_len, ret_frame);

	at = put16(at, links[link->kind].hardware);
	at = put16(at, TYPE_IPV4);
	*at++ = addr_len;
	*at++ = IPV4_LEN;
	at = put16(at, REQUEST);
	at = put(at, link->address, addr_len);
	at = put(at, ip->bytes, IPV4_LEN);
	memset(at, 0xff, addr_len);
	at = put(at + addr_len, ip->bytes, IPV4_LEN);
	return (size_t)(at - ret_frame);
}
