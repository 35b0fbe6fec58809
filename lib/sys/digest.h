/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * digest - checksums, computed by OpenSSL.
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

/*
 * Sums of web pages. They tell pages apart and protect nothing, so they come from a library context
 * of their own, whose provider is the default one: a machine that is set up for FIPS, where MD5 is
 * not to be had otherwise, gets the same.
 */
enum digest_kind { DIGEST_MD5, DIGEST_SHA1 };

#define DIGEST_SUM_MAX 20

struct digest_sum; /* of bytes that come in pieces */

struct digest_sum *digest_sum_new(enum digest_kind kind);
struct digest_sum *digest_sum_free(struct digest_sum *sum); /* NULL is fine; returns NULL */
void digest_sum_add(struct digest_sum *sum, const void *bytes, size_t len);
/* Returns how many bytes of @ret are the result. @sum is ready for the next page then. */
size_t digest_sum_finish(struct digest_sum *sum, uint8_t ret[DIGEST_SUM_MAX]);
