/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * digest - checksums that cannot be forged, computed by OpenSSL.
 *
 * None of them can fail: what OpenSSL 3 always brings is all that is used, and without memory the
 * process ends.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define DIGEST_LEN 32

/* HMAC-SHA-256 (RFC 2104, FIPS 180-4). */
void digest_keyed(const uint8_t key[DIGEST_LEN], const void *bytes, size_t len,
		  uint8_t ret[DIGEST_LEN]);
