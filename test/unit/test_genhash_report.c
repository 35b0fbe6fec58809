/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "genhash/genhash_report.h"

#define DASHES "-----------------------"

static struct sbuf out;

static const char *taken(void)
{
	static char text[65536];

	assert_true(out.len < sizeof(text));
	memcpy(text, sbuf_text(&out), out.len + 1);
	sbuf_release(&out);
	return text;
}

static const char *dump(const char *bytes, size_t len)
{
	genhash_report_dump(bytes, len, &out);
	return taken();
}

static void test_titles(void **state)
{
	static const char *const titles[] = {
		[GENHASH_HEADER] = DASHES "[    HTTP Header Buffer    ]" DASHES "\n",
		[GENHASH_HEADER_TEXT] = DASHES "[ HTTP Header Ascii Buffer ]" DASHES "\n",
		[GENHASH_BODY] = DASHES "[        HTML Buffer        ]" DASHES "\n",
		[GENHASH_DIGEST] = DASHES "[    HTML hash resulting    ]" DASHES "\n",
		[GENHASH_DIGEST_FINAL] = DASHES "[ HTML hash final resulting ]" DASHES "\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(titles); i++) {
		genhash_report_title((enum genhash_section)i, &out);
		assert_string_equal(taken(), titles[i]);
	}
}

static void test_dump(void **state)
{
	(void)state;
	assert_string_equal(dump("", 0), "");
	assert_string_equal(
		dump("h", 1),
		"0000  68                      -                           h               \n");
	assert_string_equal(
		dump("hello wo", 8),
		"0000  68 65 6c 6c 6f 20 77 6f -                           hello wo        \n");
	assert_string_equal(
		dump("hello wor", 9),
		"0000  68 65 6c 6c 6f 20 77 6f - 72                        hello wor       \n");
	assert_string_equal(
		dump("0123456789abcdef", 16),
		"0000  30 31 32 33 34 35 36 37 - 38 39 61 62 63 64 65 66   0123456789abcdef\n");
	assert_string_equal(
		dump("0123456789abcdef\n", 17),
		"0000  30 31 32 33 34 35 36 37 - 38 39 61 62 63 64 65 66   0123456789abcdef\n"
		"0016  0a                      -                           .               \n");
	assert_string_equal(
		dump(" ~\x1f\x7f\x80\xff\0\r", 8),
		"0000  20 7e 1f 7f 80 ff 00 0d -                            ~......        \n");
}

/* The offset of the last line of @len bytes. */
static unsigned last_offset(size_t len)
{
	char *bytes = calloc(1, len);
	const char *text;
	unsigned offset;

	assert_non_null(bytes);
	genhash_report_dump(bytes, len, &out);
	text = sbuf_text(&out);
	assert_true(out.len > 0);
	sbuf_cut(&out, out.len - 1);
	text = strrchr(text, '\n') ? strrchr(text, '\n') + 1 : text;
	offset = (unsigned)strtoul(text, NULL, 10);
	sbuf_release(&out);
	free(bytes);
	return offset;
}

static void test_offsets(void **state)
{
	(void)state;
	assert_int_equal(last_offset(10000), 9984);
	assert_int_equal(last_offset(10001), 10000);
	assert_int_equal(last_offset(65536), 65520);
	assert_int_equal(last_offset(65537), 0);
	assert_int_equal(last_offset(65536 + 17), 16);
}

static void test_header(void **state)
{
	(void)state;
	genhash_report_header(STR("HTTP/1.0 200 OK\r\nX: \0\r\n\r\n"), &out);
	assert_memory_equal(sbuf_text(&out) + out.len - 28, "-\nHTTP/1.0 200 OK\r\nX: \0\r\n\r\n\n",
			    28);
	assert_string_equal(
		taken(), DASHES
		"[    HTTP Header Buffer    ]" DASHES "\n"
		"0000  48 54 54 50 2f 31 2e 30 - 20 32 30 30 20 4f 4b 0d   HTTP/1.0 200 OK.\n"
		"0016  0a 58 3a 20 00 0d 0a 0d - 0a                        .X: .....       \n" DASHES
		"[ HTTP Header Ascii Buffer ]" DASHES "\n"
		"HTTP/1.0 200 OK\r\nX: ");
}

static void test_digests(void **state)
{
	static const uint8_t digest[] = { 0x00, 0x0f, 0xf0, 0xab };

	(void)state;
	genhash_report_digest(digest, sizeof(digest), &out);
	assert_string_equal(taken(), "000ff0ab\n");
	genhash_report_old_digest(DIGEST_MD5, digest, sizeof(digest), &out);
	assert_string_equal(taken(), "MD5SUM = 000ff0ab\n\n");
	genhash_report_old_digest(DIGEST_SHA1, digest, sizeof(digest), &out);
	assert_string_equal(taken(), "SHA1SUM = 000ff0ab\n\n");
}

static void test_time(void **state)
{
	(void)state;
	genhash_report_time("/plain", span_us(1946), &out);
	assert_string_equal(taken(), "\nGlobal response time for [/plain] = 1946 usecs\n");
	genhash_report_time("/", span_seconds(5000), &out);
	assert_string_equal(taken(), "\nGlobal response time for [/] = 5000000000 usecs\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_titles),  cmocka_unit_test(test_dump),
		cmocka_unit_test(test_offsets), cmocka_unit_test(test_header),
		cmocka_unit_test(test_digests), cmocka_unit_test(test_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
