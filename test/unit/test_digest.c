/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>

#include "lib/sys/digest.h"

/*
 * RFC 4231. HMAC fills a short key up with zeros and replaces one longer than a block by its digest,
 * so all of the RFC's keys can be told in 32 bytes.
 */
static const struct vector {
	const char *name;
	const char *key; /* of less than 32 bytes, or a digest */
	size_t key_len;
	const char *bytes;
	size_t len;
	uint8_t digest[DIGEST_LEN];
} vectors[] = {
	{ "case 1",
	  "\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b",
	  20,
	  "Hi There",
	  8,
	  { 0xb0, 0x34, 0x4c, 0x61, 0xd8, 0xdb, 0x38, 0x53, 0x5c, 0xa8, 0xaf,
	    0xce, 0xaf, 0x0b, 0xf1, 0x2b, 0x88, 0x1d, 0xc2, 0x00, 0xc9, 0x83,
	    0x3d, 0xa7, 0x26, 0xe9, 0x37, 0x6c, 0x2e, 0x32, 0xcf, 0xf7 } },
	{ "case 2",
	  "Jefe",
	  4,
	  "what do ya want for nothing?",
	  28,
	  { 0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e, 0x6a, 0x04, 0x24,
	    0x26, 0x08, 0x95, 0x75, 0xc7, 0x5a, 0x00, 0x3f, 0x08, 0x9d, 0x27,
	    0x39, 0x83, 0x9d, 0xec, 0x58, 0xb9, 0x64, 0xec, 0x38, 0x43 } },
	{ "case 3",
	  "\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa",
	  20,
	  "\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd"
	  "\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd",
	  50,
	  { 0x77, 0x3e, 0xa9, 0x1e, 0x36, 0x80, 0x0e, 0x46, 0x85, 0x4d, 0xb8,
	    0xeb, 0xd0, 0x91, 0x81, 0xa7, 0x29, 0x59, 0x09, 0x8b, 0x3e, 0xf8,
	    0xc1, 0x22, 0xd9, 0x63, 0x55, 0x14, 0xce, 0xd5, 0x65, 0xfe } },
	{ "case 4",
	  "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19",
	  25,
	  "\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd"
	  "\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd",
	  50,
	  { 0x82, 0x55, 0x8a, 0x38, 0x9a, 0x44, 0x3c, 0x0e, 0xa4, 0xcc, 0x81,
	    0x98, 0x99, 0xf2, 0x08, 0x3a, 0x85, 0xf0, 0xfa, 0xa3, 0xe5, 0x78,
	    0xf8, 0x07, 0x7a, 0x2e, 0x3f, 0xf4, 0x67, 0x29, 0x66, 0x5b } },
	{ "case 6", /* SHA-256 of 131 bytes 0xaa */
	  "\x45\xad\x4b\x37\xc6\xe2\xfc\x0a\x2c\xfc\xc1\xb5\xda\x52\x41\x32\xec\x70\x76\x15\xc2\xca\xe1\xdb\xbc"
	  "\x43\xc9\x7a\xa5\x21\xdb\x81",
	  32,
	  "Test Using Larger Than Block-Size Key - Hash Key First",
	  54,
	  { 0x60, 0xe4, 0x31, 0x59, 0x1e, 0xe0, 0xb6, 0x7f, 0x0d, 0x8a, 0x26,
	    0xaa, 0xcb, 0xf5, 0xb7, 0x7f, 0x8e, 0x0b, 0xc6, 0x21, 0x37, 0x28,
	    0xc5, 0x14, 0x05, 0x46, 0x04, 0x0f, 0x0e, 0xe3, 0x7f, 0x54 } },
	{ "case 7",
	  "\x45\xad\x4b\x37\xc6\xe2\xfc\x0a\x2c\xfc\xc1\xb5\xda\x52\x41\x32\xec\x70\x76\x15\xc2\xca\xe1\xdb\xbc"
	  "\x43\xc9\x7a\xa5\x21\xdb\x81",
	  32,
	  "This is a test using a larger than block-size key and a larger than block-size data. The key needs to "
	  "be hashed before being used by the HMAC algorithm.",
	  152,
	  { 0x9b, 0x09, 0xff, 0xa7, 0x1b, 0x94, 0x2f, 0xcb, 0x27, 0x63, 0x5f,
	    0xbc, 0xd5, 0xb0, 0xe9, 0x44, 0xbf, 0xdc, 0x63, 0x64, 0x4f, 0x07,
	    0x13, 0x93, 0x8a, 0x7f, 0x51, 0x53, 0x5c, 0x3a, 0x35, 0xe2 } },
	{ "nothing", "", 0, NULL, 0, { 0xb6, 0x13, 0x67, 0x9a, 0x08, 0x14, 0xd9, 0xec,
				       0x77, 0x2f, 0x95, 0xd7, 0x78, 0xc3, 0x5f, 0xc5,
				       0xff, 0x16, 0x97, 0xc4, 0x93, 0x71, 0x56, 0x53,
				       0xc6, 0xc7, 0x12, 0x14, 0x42, 0x92, 0xc5, 0xad } },
};

static void test_known_digests(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		const struct vector *v = &vectors[i];
		uint8_t key[DIGEST_LEN] = { 0 };
		uint8_t got[DIGEST_LEN];

		memcpy(key, v->key, v->key_len);
		digest_keyed(key, v->bytes, v->len, got);
		if (memcmp(got, v->digest, sizeof(got)) != 0)
			fail_msg("%s", v->name);
	}
}

/* RFC 1321 A.5, FIPS 180 and others of general knowledge. */
static const struct sum_vector {
	enum digest_kind kind;
	const char *bytes;
	const char *hex;
} sums[] = {
	{ DIGEST_MD5, "", "d41d8cd98f00b204e9800998ecf8427e" },
	{ DIGEST_MD5, "abc", "900150983cd24fb0d6963f7d28e17f72" },
	{ DIGEST_MD5, "hello world\n", "6f5902ac237024bdd0c176cb93063dc4" },
	{ DIGEST_MD5,
	  "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
	  "57edf4a22be3c955ac49da2e2107b67a" },
	{ DIGEST_SHA1, "", "da39a3ee5e6b4b0d3255bfef95601890afd80709" },
	{ DIGEST_SHA1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d" },
};

static void assert_finish(struct digest_sum *sum, const char *hex)
{
	uint8_t got[DIGEST_SUM_MAX];
	size_t len = digest_sum_finish(sum, got);
	char text[2 * DIGEST_SUM_MAX + 1];

	assert_int_equal(2 * len, strlen(hex));
	for (size_t i = 0; i < len; i++)
		snprintf(text + 2 * i, 3, "%02x", got[i]);
	assert_string_equal(text, hex);
}

static void check_sums(void)
{
	for (size_t i = 0; i < sizeof(sums) / sizeof(sums[0]); i++) {
		const struct sum_vector *v = &sums[i];
		struct digest_sum *sum = digest_sum_new(v->kind);

		digest_sum_add(sum, v->bytes, strlen(v->bytes));
		assert_finish(sum, v->hex);
		for (const char *c = v->bytes; *c; c++)
			digest_sum_add(sum, c, 1);
		assert_finish(sum, v->hex);
		digest_sum_add(sum, NULL, 0);
		assert_null(digest_sum_free(sum));
	}
}

static void test_sums_in_any_pieces(void **state)
{
	(void)state;
	check_sums();
	assert_null(digest_sum_free(NULL));
}

static void test_two_sums_at_a_time(void **state)
{
	struct digest_sum *a = digest_sum_new(DIGEST_MD5);
	struct digest_sum *b = digest_sum_new(DIGEST_MD5);

	(void)state;
	digest_sum_add(a, "a", 1);
	digest_sum_add(b, "hello ", 6);
	digest_sum_add(a, "bc", 2);
	digest_sum_add(b, "world\n", 6);
	assert_finish(a, "900150983cd24fb0d6963f7d28e17f72");
	digest_sum_free(a);
	assert_finish(b, "6f5902ac237024bdd0c176cb93063dc4");
	digest_sum_free(b);
}

/* As crypto-policies set a machine up: whoever asks without properties gets what FIPS allows. */
static void test_sums_where_fips_is_asked_for(void **state)
{
	EVP_MD *md5;

	(void)state;
	assert_int_equal(EVP_set_default_properties(NULL, "fips=yes"), 1);
	md5 = EVP_MD_fetch(NULL, "MD5", NULL);
	assert_null(md5);
	check_sums();
	assert_int_equal(EVP_set_default_properties(NULL, ""), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_digests),
		cmocka_unit_test(test_sums_in_any_pieces),
		cmocka_unit_test(test_two_sums_at_a_time),
		cmocka_unit_test(test_sums_where_fips_is_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
