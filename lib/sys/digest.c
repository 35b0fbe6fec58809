/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/sys/digest.h"

#include <stdlib.h>

#include <openssl/evp.h>

void digest_keyed(const uint8_t key[DIGEST_LEN], const void *bytes, size_t len,
		  uint8_t ret[DIGEST_LEN])
{
	size_t n = 0;

	/* OpenSSL takes a NULL for the wish not to compute anything. */
	if (!EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, key, DIGEST_LEN, len ? bytes : "", len,
		       ret, DIGEST_LEN, &n) ||
	    n != DIGEST_LEN)
		abort();
}
