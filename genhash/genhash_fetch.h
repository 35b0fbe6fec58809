/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * genhash_fetch - gets one page, handing it on piece by piece; prints nothing.
 */
#pragma once

#include <stdint.h>

#include "genhash/genhash_options.h"
#include "lib/text/str.h"

/* How it ended, and the words for it, which are those of the checkers. */
#define GENHASH_OUTCOMES(X)                                                    \
	X(FETCHED, "")                                                         \
	X(NO_SOCKET, "Unable to make a socket")                                \
	X(NO_TLS, "Unable to set up TLS")                                      \
	X(CONNECT_FAILED, "Connection failed")                                 \
	X(UNREACHABLE, "HTTP_CHECK - network unreachable")                     \
	X(TLS_UNREACHABLE, "SSL_CHECK - network unreachable")                  \
	X(CONNECT_TIMEOUT, "Timeout connecting")                               \
	X(HANDSHAKE_FAILED, "SSL handshake/communication error connecting to") \
	X(SEND_FAILED, "Cannot send get request to")                           \
	X(SEND_TIMEOUT, "Timeout WEB write")                                   \
	X(ANSWER_TIMEOUT, "Timeout WEB read")                                  \
	X(READ_TIMEOUT, "Timeout HTTP read")                                   \
	X(TLS_READ_TIMEOUT, "Timeout SSL read")                                \
	X(READ_FAILED, "Read error with")                                      \
	X(TLS_READ_FAILED, "SSL read error from")                              \
	X(NO_HEADER, "no data received from remote webserver")

#define GENHASH_OUTCOME(name, text) GENHASH_##name,
enum genhash_outcome { GENHASH_OUTCOMES(GENHASH_OUTCOME) };
#undef GENHASH_OUTCOME

const char *genhash_outcome_text(enum genhash_outcome outcome);

/* Who takes the page. */
struct genhash_taker {
	/* Once, before any body. */
	void (*header)(struct genhash_taker *taker, struct str header);
	/* What shall be digested, at least a byte; never more of a page than its length says. */
	void (*body)(struct genhash_taker *taker, struct str body);
};

struct genhash_result {
	enum genhash_outcome outcome;
	const char *detail; /* the system's or OpenSSL's reason; "": there is none */
	bool is_short;      /* less body came than was announced */
	uint64_t announced;
	uint64_t received;
	struct span time;
};

void genhash_fetch(const struct genhash_options *options, struct genhash_taker *taker,
		   struct genhash_result *ret);
