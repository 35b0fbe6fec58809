/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/sys/digest.h"

#include <stdbool.h>
#include <stdlib.h>

#include <openssl/evp.h>
#include <openssl/provider.h>

struct digest_sum {
	EVP_MD_CTX *context;
	EVP_MD *algorithm;
};

/* Lives as long as the process: its providers are not made anew for every page. */
static OSSL_LIB_CTX *page_library;

static void require(bool is_true)
{
	if (!is_true)
		abort();
}

void digest_keyed(const uint8_t key[DIGEST_LEN], const void *bytes, size_t len,
		  uint8_t ret[DIGEST_LEN])
{
	size_t n = 0;

	/* OpenSSL takes a NULL for the wish not to compute anything. */
	require(EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, key, DIGEST_LEN, len ? bytes : "",
			  len, ret, DIGEST_LEN, &n) &&
		n == DIGEST_LEN);
}

static OSSL_LIB_CTX *library_for_pages(void)
{
	if (!page_library) {
		page_library = OSSL_LIB_CTX_new();
		require(page_library && OSSL_PROVIDER_load(page_library, "default"));
	}
	return page_library;
}

static const char *name_of(enum digest_kind kind)
{
	switch (kind) {
	case DIGEST_MD5: return "MD5";
	case DIGEST_SHA1: return "SHA1";
	}
	abort();
}

struct digest_sum *digest_sum_new(enum digest_kind kind)
{
	struct digest_sum *sum = malloc(sizeof(*sum));

	require(sum != NULL);
	*sum = (struct digest_sum){
		.context = EVP_MD_CTX_new(),
		.algorithm = EVP_MD_fetch(library_for_pages(), name_of(kind), "fips=no"),
	};
	require(sum->context && sum->algorithm);
	require(EVP_DigestInit_ex2(sum->context, sum->algorithm, NULL));
	return sum;
}

struct digest_sum *digest_sum_free(struct digest_sum *sum)
{
	if (sum) {
		EVP_MD_CTX_free(sum->context);
		EVP_MD_free(sum->algorithm);
	}
	free(sum);
	return NULL;
}

void digest_sum_add(struct digest_sum *sum, const void *bytes, size_t len)
{
	require(EVP_DigestUpdate(sum->context, bytes, len));
}

size_t digest_sum_finish(struct digest_sum *sum, uint8_t ret[DIGEST_SUM_MAX])
{
	unsigned n = 0;

	require(EVP_MD_get_size(sum->algorithm) <= DIGEST_SUM_MAX);
	require(EVP_DigestFinal_ex(sum->context, ret, &n));
	require(EVP_DigestInit_ex2(sum->context, sum->algorithm, NULL));
	return n;
}
