/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * genhash_options - what the words of genhash's command line ask for.
 *
 * Nothing is printed here. Complaints are collected, so that one run shows them all, and any of
 * them turns the action into GENHASH_USAGE.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/mono.h"
#include "lib/net/http_msg.h"
#include "lib/sys/digest.h"
#include "lib/sys/stream.h"

enum genhash_action {
	GENHASH_FETCH,
	GENHASH_USAGE,   /* and failure */
	GENHASH_RELEASE, /* -r */
};

/* Strings are of argv or constants. */
struct genhash_options {
	enum genhash_action action;
	struct stream_peer peer;
	struct http_protocol protocol;
	const char *url;
	const char *virtualhost; /* NULL: none */
	bool use_tls;
	bool use_sni;
	bool is_verbose;
	struct span timeout;
	enum digest_kind hash;
	bool is_old_format; /* -H was given */
};

/*
 * @argv is put in another order, as getopt does; argv[0] is not looked at.
 * @complaints: whole lines are appended.
 */
void genhash_options_parse(int argc, char *argv[], struct genhash_options *ret,
			   struct sbuf *complaints);

/* Appends the usage text; @program is what it calls the program. */
void genhash_options_usage(const char *program, struct sbuf *out);
