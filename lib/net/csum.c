/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/net/csum.h"

#include "lib/net/bytes.h"

uint64_t csum_add(uint64_t sum, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;

	for (; len > 1; at += 2, len -= 2)
		sum += bytes_get16(at);
	if (len)
		sum += (uint64_t)*at << 8;
	return sum;
}

uint64_t csum_pseudo(const struct addr *from, const struct addr *to, uint8_t protocol, size_t len)
{
	size_t addr_len = addr_bits(from) / 8u;
	uint64_t sum = csum_add(0, from->bytes, addr_len);

	return csum_add(sum, to->bytes, addr_len) + protocol + len;
}

static uint16_t fold(uint64_t sum)
{
	while (sum >> 16)
		sum = (sum >> 16) + (sum & 0xffff);
	return (uint16_t)sum;
}

uint16_t csum_close(uint64_t sum)
{
	return (uint16_t)~fold(sum);
}

uint16_t csum_replace(uint16_t csum, const void *old, const void *new, size_t len)
{
	uint64_t sum = (uint16_t)~csum;

	/* RFC 1624, equation 3: HC' = ~(~HC + ~m + m') */
	sum += csum_close(csum_add(0, old, len));
	return csum_close(csum_add(sum, new, len));
}
