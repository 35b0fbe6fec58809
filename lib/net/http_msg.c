/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/net/http_msg.h"

#include <string.h>
#include <strings.h>

#include "lib/base/ka.h"

#define EMPTY_LINE     "\r\n\r\n"
#define EMPTY_LINE_LEN strlen(EMPTY_LINE)
#define LENGTH_MAX     ((uint64_t)(SIZE_MAX / 2)) /* SSIZE_MAX */
#define STATUS_DIGITS  3

bool http_protocol_parse(const char *word, struct http_protocol *ret_protocol)
{
	static const struct {
		const char *word;
		struct http_protocol protocol;
	} known[] = {
		{ "1.0", { HTTP_1_0, HTTP_CONNECTION_UNSAID } },
		{ "1.0c", { HTTP_1_0, HTTP_CONNECTION_CLOSE } },
		{ "1.0C", { HTTP_1_0, HTTP_CONNECTION_CLOSE } },
		{ "1.1", { HTTP_1_1, HTTP_CONNECTION_CLOSE } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		if (!strcmp(word, known[i].word)) {
			*ret_protocol = known[i].protocol;
			return true;
		}
	}
	return false;
}

static const char *connection_line(enum http_connection connection)
{
	switch (connection) {
	case HTTP_CONNECTION_UNSAID: return "";
	case HTTP_CONNECTION_CLOSE: return "Connection: close\r\n";
	case HTTP_CONNECTION_KEEP_ALIVE: return "Connection: keep-alive\r\n";
	}
	return "";
}

static void add_host(const struct http_request *r, struct sbuf *out)
{
	char addr[ADDR_LEN];

	if (r->virtualhost)
		sbuf_add(out, r->virtualhost);
	else if (r->addr.family == ADDR_IPV6)
		sbuf_addf(out, "[%s]:%u", addr_format(&r->addr, addr), r->port);
	else
		sbuf_addf(out, "%s:%u", addr_format(&r->addr, addr), r->port);
}

void http_request_encode(const struct http_request *request, struct sbuf *out)
{
	sbuf_addf(out, "GET %s HTTP/1.%d\r\n", request->path,
		  request->protocol.version == HTTP_1_1);
	sbuf_add(out, "User-Agent: KeepAliveClient\r\n");
	sbuf_add(out, connection_line(request->protocol.connection));
	sbuf_add(out, "Host: ");
	add_host(request, out);
	sbuf_add(out, EMPTY_LINE);
}

void http_response_init(struct http_response *r)
{
	*r = (struct http_response){ .phase = HTTP_IN_HEADER };
	sbuf_init(&r->header);
}

void http_response_release(struct http_response *r)
{
	sbuf_release(&r->header);
}

/* Up to @n bytes of @text's start are taken off and returned. */
static struct str take(struct str *text, size_t n)
{
	struct str taken = { .at = text->at, .len = MIN(n, text->len) };

	text->at += taken.len;
	text->len -= taken.len;
	return taken;
}

/* Without its line end, for which a bare LF will do: who looks at lines need not be strict. */
static struct str take_line(struct str *text)
{
	const char *end = memchr(text->at, '\n', text->len);
	struct str line = take(text, end ? (size_t)(end - text->at) + 1 : text->len);

	if (line.len && line.at[line.len - 1] == '\n')
		line.len--;
	if (line.len && line.at[line.len - 1] == '\r')
		line.len--;
	return line;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Three digits after the first blank, followed by another or nothing. */
static unsigned read_status(struct str line)
{
	const char *blank = memchr(line.at, ' ', line.len);
	unsigned status = 0;
	struct str digits;

	if (!blank)
		return 0;
	take(&line, (size_t)(blank - line.at) + 1);
	digits = take(&line, STATUS_DIGITS);
	if (digits.len < STATUS_DIGITS || (line.len && line.at[0] != ' '))
		return 0;

	for (size_t i = 0; i < digits.len; i++) {
		if (!is_digit(digits.at[i]))
			return 0;
		status = status * 10 + (unsigned)(digits.at[i] - '0');
	}
	return status;
}

/* Digits between blanks; RFC 9110 8.6 knows nothing else. */
static bool read_length(struct str value, uint64_t *ret_length)
{
	uint64_t length = 0;

	while (value.len && is_blank(value.at[0]))
		take(&value, 1);
	while (value.len && is_blank(value.at[value.len - 1]))
		value.len--;
	if (!value.len)
		return false;

	for (size_t i = 0; i < value.len; i++) {
		if (!is_digit(value.at[i]) ||
		    __builtin_mul_overflow(length, (uint64_t)10, &length) ||
		    __builtin_add_overflow(length, (uint64_t)(value.at[i] - '0'), &length))
			return false;
	}

	if (length > LENGTH_MAX)
		return false;
	*ret_length = length;
	return true;
}

static void read_header(struct http_response *r)
{
	const struct str name = STR("Content-Length:");
	struct str left = { .at = r->header.at, .len = r->header.len };

	r->status = read_status(take_line(&left));
	while (left.len) {
		struct str line = take_line(&left);

		if (line.len >= name.len && !strncasecmp(line.at, name.at, name.len)) {
			take(&line, name.len);
			r->has_length = read_length(line, &r->length);
			return;
		}
	}
}

static struct str add_body(struct http_response *r, struct str bytes)
{
	struct str body = bytes;

	if (r->has_length)
		body = take(&bytes, (size_t)MIN(r->length - r->received, (uint64_t)SIZE_MAX));
	r->received += body.len;
	if (r->has_length && r->received == r->length)
		r->phase = HTTP_COMPLETE;
	return body;
}

/* What of @bytes is behind the header, once that has ended. */
static struct str add_header(struct http_response *r, struct str bytes)
{
	size_t before = r->header.len;
	size_t from = before - MIN(before, EMPTY_LINE_LEN - 1);
	struct str nothing = { .at = bytes.at, .len = 0 };
	struct str taken = take(&bytes, HTTP_HEADER_MAX - before);
	const char *end;
	size_t surplus;

	if (!taken.len)
		return nothing;
	sbuf_add_mem(&r->header, taken.at, taken.len);
	end = memmem(r->header.at + from, r->header.len - from, EMPTY_LINE, EMPTY_LINE_LEN);
	if (!end) {
		if (r->header.len == HTTP_HEADER_MAX)
			r->phase = HTTP_TOO_LONG;
		return nothing;
	}

	surplus = r->header.len - ((size_t)(end - r->header.at) + EMPTY_LINE_LEN);
	sbuf_cut(&r->header, r->header.len - surplus);
	r->phase = HTTP_IN_BODY;
	read_header(r);
	return (struct str){ .at = bytes.at - surplus, .len = bytes.len + surplus };
}

struct str http_response_add(struct http_response *r, const char *bytes, size_t len)
{
	struct str left = { .at = bytes, .len = len };

	if (r->phase == HTTP_IN_HEADER)
		left = add_header(r, left);
	if (r->phase == HTTP_IN_BODY)
		return add_body(r, left);

	left.len = 0;
	return left;
}

bool http_response_has_header(const struct http_response *r)
{
	return r->phase == HTTP_IN_BODY || r->phase == HTTP_COMPLETE;
}

bool http_response_is_short(const struct http_response *r)
{
	return r->has_length && r->received < r->length;
}
