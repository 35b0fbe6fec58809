/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as the answer of a web server, compared with a reading of all of it at once.
 *
 * The first byte says in which pieces the rest comes: 0 at once, else so many bytes at a time.
 */
#include "test/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/net/http_msg.h"

const struct conf_block *const fuzz_root = NULL;

static void require(bool is_true, const char *what)
{
	if (is_true)
		return;
	fprintf(stderr, "fuzz_http: %s\n", what);
	abort();
}

/* A copy of each piece, so that reading beyond it is noticed. */
static void feed(struct http_response *r, const char *bytes, size_t len, struct sbuf *body)
{
	char *piece = malloc(len ? len : 1);
	struct str part;

	if (!piece)
		abort();
	memcpy(piece, bytes, len);
	part = http_response_add(r, piece, len);
	require(part.len == 0 || (part.at >= piece && part.at + part.len <= piece + len),
		"the body is not a part of what came");
	sbuf_add_mem(body, part.at, part.len);
	free(piece);

	require(r->header.len <= HTTP_HEADER_MAX, "more is kept than may be");
	require(r->received == body->len, "the body is not counted");
	require(!r->has_length || r->received <= r->length, "the body is longer than announced");
	require(r->status <= 999, "the status has more than three digits");
	require((r->phase == HTTP_COMPLETE) == (r->has_length && r->received == r->length),
		"complete is when all is here");
}

static void compare(const struct http_response *r, const struct sbuf *body, const char *bytes,
		    size_t len)
{
	const char *end = memmem(bytes, MIN(len, (size_t)HTTP_HEADER_MAX), "\r\n\r\n", 4);
	size_t header_len = end ? (size_t)(end - bytes) + 4 : MIN(len, (size_t)HTTP_HEADER_MAX);
	size_t body_len = end ? len - header_len : 0;

	require(http_response_has_header(r) == (end != NULL), "the end of the header is missed");
	require((r->phase == HTTP_TOO_LONG) == (!end && len >= HTTP_HEADER_MAX),
		"too long is what does not end in time");
	require(r->header.len == header_len && !memcmp(sbuf_text(&r->header), bytes, header_len),
		"the header is another");
	if (r->has_length)
		body_len = (size_t)MIN((uint64_t)body_len, r->length);
	require(body->len == body_len && !memcmp(sbuf_text(body), bytes + header_len, body_len),
		"the body is another");
}

/* What a reading in one piece and one in many have in common: all. */
static void compare_readings(const struct http_response *a, const struct http_response *b)
{
	require(a->phase == b->phase && a->status == b->status && a->has_length == b->has_length &&
			a->length == b->length,
		"pieces make a difference");
}

static void read_in_pieces(struct http_response *r, const char *bytes, size_t len, size_t piece)
{
	struct sbuf body;

	sbuf_init(&body);
	http_response_init(r);
	for (size_t at = 0; at < len; at += piece)
		feed(r, bytes + at, MIN(piece, len - at), &body);
	compare(r, &body, bytes, len);
	sbuf_release(&body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct http_response whole;
	struct http_response pieces;
	const char *bytes = (const char *)data + 1;

	if (!size)
		return 0;
	size--;
	read_in_pieces(&whole, bytes, size, size ? size : 1);
	read_in_pieces(&pieces, bytes, size, data[0] ? data[0] : size + 1);
	compare_readings(&whole, &pieces);
	http_response_release(&whole);
	http_response_release(&pieces);
	return 0;
}
