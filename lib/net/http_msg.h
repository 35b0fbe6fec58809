/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * http_msg - the HTTP that checks speak: one GET, and an answer taken as it comes.
 *
 * The answer is not interpreted beyond what a check needs. Its header ends with the first empty
 * line, CR LF CR LF and nothing else. Its body is all that follows, raw: neither chunks nor content
 * encodings are undone, so that a digest is one of the bytes that were sent. A Content-Length ends
 * the body early if more follows; one that cannot be used (negative, beyond SSIZE_MAX, no number)
 * is as good as none, and of several the first one counts.
 *
 * Bytes may arrive in any pieces. Only the header is kept, and no more than HTTP_HEADER_MAX of it,
 * so an answer of any length takes the same memory.
 *
 * Pure: the caller brings the bytes.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/net/addr.h"
#include "lib/text/sbuf.h"
#include "lib/text/str.h"

#define HTTP_HEADER_MAX 65536 /* bytes, the empty line included */

enum http_version { HTTP_1_0, HTTP_1_1 };
enum http_connection { HTTP_CONNECTION_UNSAID, HTTP_CONNECTION_CLOSE, HTTP_CONNECTION_KEEP_ALIVE };

struct http_protocol {
	enum http_version version;
	enum http_connection connection;
};

struct http_request {
	const char *path;        /* with its query; sent as it is */
	const char *virtualhost; /* sent as it is; NULL: address and port stand for it */
	struct addr addr;
	uint16_t port;
	struct http_protocol protocol;
};

/* "1.0", "1.0c", "1.0C", "1.1"; the last three ask the server to close. */
bool http_protocol_parse(const char *word, struct http_protocol *ret_protocol);

/* Appends the request. */
void http_request_encode(const struct http_request *request, struct sbuf *out);

enum http_phase {
	HTTP_IN_HEADER,
	HTTP_IN_BODY,
	HTTP_COMPLETE, /* as many bytes as announced are here; more are ignored */
	HTTP_TOO_LONG, /* the header; all is ignored */
};

/* To be read only. Beside phase and header all members are 0 before the header has ended. */
struct http_response {
	enum http_phase phase;
	struct sbuf header; /* as far as it is here; the empty line is a part of it */
	unsigned status;    /* three digits; 0: the first line has no such thing */
	bool has_length;
	uint64_t length;   /* of the body, as announced */
	uint64_t received; /* of the body, and never more than announced */
};

void http_response_init(struct http_response *r);
void http_response_release(struct http_response *r);

/* The part of @bytes that belongs to the body. */
struct str http_response_add(struct http_response *r, const char *bytes, size_t len);

bool http_response_has_header(const struct http_response *r);
bool http_response_is_short(const struct http_response *r); /* less body than announced */
