/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * genhash_report - how genhash shows what it has got; scripts know these lines.
 *
 * Every function appends to @out. Pure.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/base/mono.h"
#include "lib/sys/digest.h"
#include "lib/text/sbuf.h"
#include "lib/text/str.h"

enum genhash_section {
	GENHASH_HEADER,
	GENHASH_HEADER_TEXT,
	GENHASH_BODY,
	GENHASH_DIGEST,
	GENHASH_DIGEST_FINAL,
};

void genhash_report_title(enum genhash_section section, struct sbuf *out);

/* Sixteen bytes a line, in hexadecimal and as text; offsets begin with 0. */
void genhash_report_dump(const void *bytes, size_t len, struct sbuf *out);

/* Both forms of a header, with their titles. */
void genhash_report_header(struct str header, struct sbuf *out);

void genhash_report_digest(const uint8_t *digest, size_t len, struct sbuf *out);

/* The same as genhash has printed it before 2.2.3: with the name of its kind, and an empty line. */
void genhash_report_old_digest(enum digest_kind kind, const uint8_t *digest, size_t len,
			       struct sbuf *out);

void genhash_report_time(const char *url, struct span time, struct sbuf *out);
