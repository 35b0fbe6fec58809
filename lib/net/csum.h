/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * csum - the checksum of the Internet protocols (RFC 1071).
 *
 * A sum is gathered from any number of pieces, then closed:
 *
 *	bytes_put16(at, csum_close(csum_add(csum_pseudo(&from, &to, 112, len), message, len)));
 *
 * with the checksum's own field zero in the message. Over a message that contains a right checksum
 * csum_close() gives 0.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/net/addr.h"

/* Add @len bytes to @sum. Only the last piece may have an odd length. */
uint64_t csum_add(uint64_t sum, const void *bytes, size_t len);

/* The sum of the pseudo header of IPv4 or IPv6 (RFC 793, RFC 8200 8.1); @from has the family. */
uint64_t csum_pseudo(const struct addr *from, const struct addr *to, uint8_t protocol, size_t len);

uint16_t csum_close(uint64_t sum);

/*
 * The checksum after @len bytes, an even number at an even place, changed from @old to @new
 * (RFC 1624). The same as computing it anew, unless nothing but zeros was summed.
 */
uint16_t csum_replace(uint16_t csum, const void *old, const void *new, size_t len);
