/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sbuf - text that grows at its end; always terminated, so sbuf_text() is a C string at any time.
 */
#pragma once

#include <stddef.h>

#include "lib/base/ka.h"

struct sbuf {
	char  *at; /* owned; NULL while nothing was added */
	size_t len;
	size_t cap;
};

void        sbuf_init(struct sbuf *b);
void        sbuf_release(struct sbuf *b);
void        sbuf_clear(struct sbuf *b); /* empty, memory kept */
void        sbuf_cut(struct sbuf *b, size_t len); /* back to its first @len bytes */
const char *sbuf_text(const struct sbuf *b);

void sbuf_add(struct sbuf *b, const char *s);
void sbuf_add_mem(struct sbuf *b, const char *s, size_t len);
void sbuf_add_char(struct sbuf *b, char c);
void sbuf_addf(struct sbuf *b, const char *fmt, ...) printf_like(2, 3);
