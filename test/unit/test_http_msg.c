/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/net/http_msg.h"

/* Requests */

static void expect_request(const char *server, const char *virtualhost, const char *protocol,
			   const char *expected)
{
	struct http_request r = { .path = "/a?b=c", .virtualhost = virtualhost, .port = 80 };
	struct sbuf out;

	assert_true(addr_parse(server, &r.addr));
	assert_true(http_protocol_parse(protocol, &r.protocol));
	sbuf_init(&out);
	http_request_encode(&r, &out);
	assert_string_equal(sbuf_text(&out), expected);
	sbuf_release(&out);
}

static void test_request(void **state)
{
	(void)state;
	expect_request("10.9.0.2", NULL, "1.0",
		       "GET /a?b=c HTTP/1.0\r\nUser-Agent: KeepAliveClient\r\n"
		       "Host: 10.9.0.2:80\r\n\r\n");
	expect_request("2001:db8:0::1", NULL, "1.0",
		       "GET /a?b=c HTTP/1.0\r\nUser-Agent: KeepAliveClient\r\n"
		       "Host: [2001:db8::1]:80\r\n\r\n");
	expect_request("::1", "www.example", "1.0c",
		       "GET /a?b=c HTTP/1.0\r\nUser-Agent: KeepAliveClient\r\n"
		       "Connection: close\r\nHost: www.example\r\n\r\n");
	expect_request("10.9.0.2", "www.example", "1.0C",
		       "GET /a?b=c HTTP/1.0\r\nUser-Agent: KeepAliveClient\r\n"
		       "Connection: close\r\nHost: www.example\r\n\r\n");
	expect_request("10.9.0.2", NULL, "1.1",
		       "GET /a?b=c HTTP/1.1\r\nUser-Agent: KeepAliveClient\r\n"
		       "Connection: close\r\nHost: 10.9.0.2:80\r\n\r\n");
}

static void test_request_that_keeps_the_connection(void **state)
{
	struct http_request r = {
		.path = "/",
		.virtualhost = "h",
		.protocol = { HTTP_1_1, HTTP_CONNECTION_KEEP_ALIVE },
	};
	struct sbuf out;

	(void)state;
	sbuf_init(&out);
	http_request_encode(&r, &out);
	assert_string_equal(sbuf_text(&out), "GET / HTTP/1.1\r\nUser-Agent: KeepAliveClient\r\n"
					     "Connection: keep-alive\r\nHost: h\r\n\r\n");
	sbuf_release(&out);
}

static void test_unknown_protocols(void **state)
{
	static const char *const words[] = { "",     "1",    "1.",   "1.2",     "2",
					     "1.0 ", "1.1c", "1.0k", "HTTP/1.0" };
	struct http_protocol p = { HTTP_1_1, HTTP_CONNECTION_KEEP_ALIVE };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		assert_false(http_protocol_parse(words[i], &p));
	assert_int_equal(p.version, HTTP_1_1);
	assert_int_equal(p.connection, HTTP_CONNECTION_KEEP_ALIVE);
}

/* Answers */

struct answer {
	struct http_response response;
	struct sbuf body;
};

static void answer_init(struct answer *a)
{
	http_response_init(&a->response);
	sbuf_init(&a->body);
}

static void answer_release(struct answer *a)
{
	http_response_release(&a->response);
	sbuf_release(&a->body);
}

/* In a block of its own, so that a sanitizer sees what is read beyond it. */
static void feed(struct answer *a, const char *bytes, size_t len)
{
	char *copy = malloc(len ? len : 1);
	struct str body;

	assert_non_null(copy);
	memcpy(copy, bytes, len);
	body = http_response_add(&a->response, copy, len);
	assert_true(body.len <= len);
	sbuf_add_mem(&a->body, body.at, body.len);
	free(copy);
}

static void feed_in_pieces(struct answer *a, const char *bytes, size_t len, size_t piece)
{
	for (size_t at = 0; at < len; at += piece)
		feed(a, bytes + at, MIN(piece, len - at));
}

struct expected {
	const char *name;
	const char *bytes;
	size_t len;
	unsigned status;
	const char *body;
	enum http_phase phase;
	bool has_length;
	bool is_short;
};

#define OK_LINE       "HTTP/1.0 200 OK\r\n"
#define HELLO         "hello world\n"
#define LENGTH(value) OK_LINE "Content-Length:" value "\r\n\r\n" HELLO

/* A length of 0 is that of the text. */
static const struct expected expectations[] = {
	{ "no length", OK_LINE "\r\n" HELLO, 0, 200, HELLO, HTTP_IN_BODY, false, false },
	{ "length", LENGTH(" 12"), 0, 200, HELLO, HTTP_COMPLETE, true, false },
	{ "more announced", LENGTH(" 50"), 0, 200, HELLO, HTTP_IN_BODY, true, true },
	{ "less announced", LENGTH(" 5"), 0, 200, "hello", HTTP_COMPLETE, true, false },
	{ "nothing announced", LENGTH(" 0"), 0, 200, "", HTTP_COMPLETE, true, false },
	{ "no blank", LENGTH("5"), 0, 200, "hello", HTTP_COMPLETE, true, false },
	{ "blanks", LENGTH(" \t 5\t "), 0, 200, "hello", HTTP_COMPLETE, true, false },
	{ "zeros", LENGTH(" 00000000000000000000000005"), 0, 200, "hello", HTTP_COMPLETE, true,
	  false },
	{ "largest", LENGTH(" 9223372036854775807"), 0, 200, HELLO, HTTP_IN_BODY, true, true },
	{ "SSIZE_MAX + 1", LENGTH(" 9223372036854775808"), 0, 200, HELLO, HTTP_IN_BODY, false,
	  false },
	{ "2^64 + 5", LENGTH(" 18446744073709551621"), 0, 200, HELLO, HTTP_IN_BODY, false, false },
	{ "10^30", LENGTH(" 1000000000000000000000000000000"), 0, 200, HELLO, HTTP_IN_BODY, false,
	  false },
	{ "negative", LENGTH(" -5"), 0, 200, HELLO, HTTP_IN_BODY, false, false },
	{ "plus", LENGTH(" +5"), 0, 200, HELLO, HTTP_IN_BODY, false, false },
	{ "word", LENGTH(" five"), 0, 200, HELLO, HTTP_IN_BODY, false, false },
	{ "empty", LENGTH(""), 0, 200, HELLO, HTTP_IN_BODY, false, false },
	{ "blank", LENGTH("  "), 0, 200, HELLO, HTTP_IN_BODY, false, false },
	{ "trailing", LENGTH(" 5 bytes"), 0, 200, HELLO, HTTP_IN_BODY, false, false },
	{ "list", LENGTH(" 5, 5"), 0, 200, HELLO, HTTP_IN_BODY, false, false },
	{ "hexadecimal", LENGTH(" 0x5"), 0, 200, HELLO, HTTP_IN_BODY, false, false },
	{ "twice", LENGTH(" 5\r\nContent-Length: 3"), 0, 200, "hello", HTTP_COMPLETE, true, false },
	{ "bad, then good", LENGTH(" x\r\nContent-Length: 5"), 0, 200, HELLO, HTTP_IN_BODY, false,
	  false },
	{ "any case", OK_LINE "A: b\r\ncOnTeNt-lEnGtH: 5\r\nC: d\r\n\r\n" HELLO, 0, 200, "hello",
	  HTTP_COMPLETE, true, false },
	{ "another name", OK_LINE "X-Content-Length: 5\r\n\r\n" HELLO, 0, 200, HELLO, HTTP_IN_BODY,
	  false, false },
	{ "in a value", OK_LINE "X: Content-Length: 5\r\n\r\n" HELLO, 0, 200, HELLO, HTTP_IN_BODY,
	  false, false },
	{ "first line", "Content-Length: 200\r\n\r\n" HELLO, 0, 200, HELLO, HTTP_IN_BODY, false,
	  false },
	{ "behind a bare LF", OK_LINE "X: y\nContent-Length: 5\r\n\r\n" HELLO, 0, 200, "hello",
	  HTTP_COMPLETE, true, false },
	{ "in the body", OK_LINE "\r\nContent-Length: 5\r\n\r\n", 0, 200,
	  "Content-Length: 5\r\n\r\n", HTTP_IN_BODY, false, false },
	{ "NUL in length", LENGTH(" 5\0"), sizeof(LENGTH(" 5\0")) - 1, 200, HELLO, HTTP_IN_BODY,
	  false, false },
	{ "NUL in header", OK_LINE "X: \0\r\nContent-Length: 5\r\n\r\n" HELLO,
	  sizeof(OK_LINE "X: \0\r\nContent-Length: 5\r\n\r\n" HELLO) - 1, 200, "hello",
	  HTTP_COMPLETE, true, false },
	{ "body begins with an empty line", OK_LINE "\r\n\r\n\r\n", 0, 200, "\r\n\r\n",
	  HTTP_IN_BODY, false, false },
	{ "chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
	  0, 200, "5\r\nhello\r\n0\r\n\r\n", HTTP_IN_BODY, false, false },

	{ "no blank behind the status", "HTTP/1.0 404\r\n\r\n", 0, 404, "", HTTP_IN_BODY, false,
	  false },
	{ "status and a blank", "HTTP/1.0 302 \r\n\r\n", 0, 302, "", HTTP_IN_BODY, false, false },
	{ "two digits", "HTTP/1.0 20\r\n\r\n", 0, 0, "", HTTP_IN_BODY, false, false },
	{ "four digits", "HTTP/1.0 2000 OK\r\n\r\n", 0, 0, "", HTTP_IN_BODY, false, false },
	{ "letters", "HTTP/1.0 2x0 OK\r\n\r\n", 0, 0, "", HTTP_IN_BODY, false, false },
	{ "two blanks", "HTTP/1.0  200 OK\r\n\r\n", 0, 0, "", HTTP_IN_BODY, false, false },
	{ "no first line", "\r\n\r\n" HELLO, 0, 0, HELLO, HTTP_IN_BODY, false, false },
	{ "no blank at all", "HTTP\r\n\r\n", 0, 0, "", HTTP_IN_BODY, false, false },

	{ "nothing", "", 0, 0, "", HTTP_IN_HEADER, false, false },
	{ "LF only", "HTTP/1.0 200 OK\n\nhello", 0, 0, "", HTTP_IN_HEADER, false, false },
	{ "CR only", "HTTP/1.0 200 OK\r\r", 0, 0, "", HTTP_IN_HEADER, false, false },
	{ "almost ended", "HTTP/1.0 200 OK\r\n\rx\n\r\n", 0, 0, "", HTTP_IN_HEADER, false, false },
	{ "not ended", LENGTH(" 5"), 20, 0, "", HTTP_IN_HEADER, false, false },
};

static void check(const struct expected *e, size_t piece)
{
	size_t len = e->len ? e->len : strlen(e->bytes);
	struct answer a;

	answer_init(&a);
	feed_in_pieces(&a, e->bytes, len, piece);
	if (a.response.phase != e->phase || a.response.status != e->status ||
	    a.response.has_length != e->has_length || strcmp(sbuf_text(&a.body), e->body) != 0 ||
	    http_response_is_short(&a.response) != e->is_short || a.response.received != a.body.len)
		fail_msg("%s, in pieces of %zu: phase %d, status %u, body \"%s\"", e->name, piece,
			 (int)a.response.phase, a.response.status, sbuf_text(&a.body));
	assert_int_equal(http_response_has_header(&a.response),
			 e->phase == HTTP_IN_BODY || e->phase == HTTP_COMPLETE);
	answer_release(&a);
}

static void test_answers_in_any_pieces(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(expectations); i++) {
		for (size_t piece = 1; piece < 80; piece++)
			check(&expectations[i], piece);
	}
}

static void test_header_is_kept(void **state)
{
	const char *header = OK_LINE "Content-Length: 5\r\n\r\n";
	struct answer a;

	(void)state;
	answer_init(&a);
	feed(&a, header, strlen(header) - 1);
	assert_int_equal(a.response.status, 0);
	assert_false(http_response_is_short(&a.response));
	feed(&a, "\nhel", 4);
	assert_string_equal(sbuf_text(&a.response.header), header);
	assert_int_equal(a.response.length, 5);
	assert_int_equal(a.response.received, 3);
	assert_true(http_response_is_short(&a.response));
	feed(&a, "lo wor", 6);
	feed(&a, "ld", 2);
	assert_string_equal(sbuf_text(&a.response.header), header);
	assert_string_equal(sbuf_text(&a.body), "hello");
	assert_int_equal(a.response.received, 5);
	answer_release(&a);
}

/* The phase after a header of @size bytes and a byte of body. */
static enum http_phase phase_after_header(size_t size, size_t piece)
{
	const char *start = OK_LINE "X: ";
	const char *end = "\r\n\r\nb";
	char *bytes = malloc(size + 1);
	struct answer a;
	enum http_phase phase;

	assert_non_null(bytes);
	memset(bytes, 'x', size + 1);
	memcpy(bytes, start, strlen(start));
	memcpy(bytes + size + 1 - strlen(end), end, strlen(end));

	answer_init(&a);
	feed_in_pieces(&a, bytes, size + 1, piece);
	phase = a.response.phase;
	assert_true(a.response.header.len <= HTTP_HEADER_MAX);
	assert_string_equal(sbuf_text(&a.body), phase == HTTP_IN_BODY ? "b" : "");
	feed(&a, "\r\n\r\n", 4);
	assert_int_equal(a.response.phase, phase);
	answer_release(&a);
	free(bytes);
	return phase;
}

static void test_header_size(void **state)
{
	static const size_t pieces[] = { 1, 1000, 4096, 65535, 65536, 65537, 100000 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(pieces); i++) {
		assert_int_equal(phase_after_header(HTTP_HEADER_MAX, pieces[i]), HTTP_IN_BODY);
		assert_int_equal(phase_after_header(HTTP_HEADER_MAX + 1, pieces[i]), HTTP_TOO_LONG);
	}
}

static void test_nothing_is_added(void **state)
{
	struct answer a;

	(void)state;
	answer_init(&a);
	assert_int_equal(http_response_add(&a.response, NULL, 0).len, 0);
	assert_int_equal(a.response.phase, HTTP_IN_HEADER);
	answer_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_request),
		cmocka_unit_test(test_request_that_keeps_the_connection),
		cmocka_unit_test(test_unknown_protocols),
		cmocka_unit_test(test_answers_in_any_pieces),
		cmocka_unit_test(test_header_is_kept),
		cmocka_unit_test(test_header_size),
		cmocka_unit_test(test_nothing_is_added),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
