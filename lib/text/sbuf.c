/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/text/sbuf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/vec.h"

void sbuf_init(struct sbuf *b)
{
	*b = (struct sbuf){ 0 };
}

void sbuf_release(struct sbuf *b)
{
	vec_free(b->at);
	sbuf_init(b);
}

void sbuf_clear(struct sbuf *b)
{
	sbuf_cut(b, 0);
}

void sbuf_cut(struct sbuf *b, size_t len)
{
	assert(len <= b->len);

	b->len = len;
	if (b->at)
		b->at[len] = '\0';
}

const char *sbuf_text(const struct sbuf *b)
{
	return b->at ? b->at : "";
}

/* Room for @more bytes and the terminator. */
static void reserve(struct sbuf *b, size_t more)
{
	if (more < b->cap - b->len)
		return;
	if (more > SIZE_MAX - b->len - 1)
		abort();
	b->at = vec_grow(b->at, 1, &b->cap, b->len + more + 1);
}

void sbuf_add(struct sbuf *b, const char *s)
{
	sbuf_add_mem(b, s, strlen(s));
}

void sbuf_add_mem(struct sbuf *b, const char *s, size_t len)
{
	if (len == 0)
		return;

	reserve(b, len);
	memcpy(b->at + b->len, s, len);
	b->len += len;
	b->at[b->len] = '\0';
}

void sbuf_add_char(struct sbuf *b, char c)
{
	reserve(b, 1);
	b->at[b->len++] = c;
	b->at[b->len] = '\0';
}

void sbuf_addf(struct sbuf *b, const char *fmt, ...)
{
	va_list args;
	size_t room;
	int len;

	reserve(b, 0);
	room = b->cap - b->len;
	va_start(args, fmt);
	len = vsnprintf(b->at + b->len, room, fmt, args);
	va_end(args);
	if (len < 0)
		abort();

	if ((size_t)len >= room) {
		reserve(b, (size_t)len);
		va_start(args, fmt);
		vsnprintf(b->at + b->len, (size_t)len + 1, fmt, args);
		va_end(args);
	}
	b->len += (size_t)len;
}
