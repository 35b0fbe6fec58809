/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "genhash/genhash_report.h"

#include <inttypes.h>

#define DASHES       "-----------------------"
#define LINE_BYTES   16
#define OFFSET_LIMIT 65536

static const char *name_of(enum genhash_section section)
{
	switch (section) {
	case GENHASH_HEADER: return "    HTTP Header Buffer    ";
	case GENHASH_HEADER_TEXT: return " HTTP Header Ascii Buffer ";
	case GENHASH_BODY: return "        HTML Buffer        ";
	case GENHASH_DIGEST: return "    HTML hash resulting    ";
	case GENHASH_DIGEST_FINAL: return " HTML hash final resulting ";
	}
	return "";
}

void genhash_report_title(enum genhash_section section, struct sbuf *out)
{
	sbuf_addf(out, DASHES "[%s]" DASHES "\n", name_of(section));
}

static void add_hex(const uint8_t *bytes, size_t len, const char *separator, struct sbuf *out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		sbuf_add(out, separator);
		sbuf_add_char(out, digits[bytes[i] >> 4]);
		sbuf_add_char(out, digits[bytes[i] & 0x0f]);
	}
}

static void add_blanks(size_t n, struct sbuf *out)
{
	sbuf_addf(out, "%*s", (int)n, "");
}

/* The columns stand where they are, however many of the bytes are there. */
static void add_columns(const uint8_t *bytes, size_t len, struct sbuf *out)
{
	const size_t half = LINE_BYTES / 2;
	size_t left = MIN(len, half);
	size_t right = len - left;

	add_hex(bytes, left, " ", out);
	add_blanks(3 * (half - left), out);
	sbuf_add(out, " -");
	add_hex(bytes + left, right, " ", out);
	add_blanks(3 * (half - right), out);
}

static void add_text(const uint8_t *bytes, size_t len, struct sbuf *out)
{
	for (size_t i = 0; i < len; i++)
		sbuf_add_char(out, bytes[i] >= ' ' && bytes[i] <= '~' ? (char)bytes[i] : '.');
	add_blanks(LINE_BYTES - len, out);
}

void genhash_report_dump(const void *bytes, size_t len, struct sbuf *out)
{
	const uint8_t *at = bytes;

	for (size_t offset = 0; offset < len; offset += LINE_BYTES) {
		size_t n = MIN(len - offset, (size_t)LINE_BYTES);

		sbuf_addf(out, "%04zu ", offset % OFFSET_LIMIT);
		add_columns(at + offset, n, out);
		sbuf_add(out, "   ");
		add_text(at + offset, n, out);
		sbuf_add_char(out, '\n');
	}
}

void genhash_report_header(struct str header, struct sbuf *out)
{
	genhash_report_title(GENHASH_HEADER, out);
	genhash_report_dump(header.at, header.len, out);
	genhash_report_title(GENHASH_HEADER_TEXT, out);
	sbuf_add_mem(out, header.at, header.len);
	sbuf_add_char(out, '\n');
}

void genhash_report_digest(const uint8_t *digest, size_t len, struct sbuf *out)
{
	add_hex(digest, len, "", out);
	sbuf_add_char(out, '\n');
}

void genhash_report_old_digest(enum digest_kind kind, const uint8_t *digest, size_t len,
			       struct sbuf *out)
{
	sbuf_add(out, kind == DIGEST_SHA1 ? "SHA1SUM = " : "MD5SUM = ");
	genhash_report_digest(digest, len, out);
	sbuf_add_char(out, '\n');
}

void genhash_report_time(const char *url, struct span time, struct sbuf *out)
{
	sbuf_addf(out, "\nGlobal response time for [%s] = %" PRId64 " usecs\n", url, time.us);
}
