/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * conf_fixture - a small configuration language of its own, read from files that lie in memory.
 *
 * The keywords are named after those of the daemon, so that an example of the manual can be read as it
 * stands; there is a block for every kind of row, and "policy" has a row for every policy.
 *
 * A fixture is used once: describe the world (files, environment, identity), then expand or load. What
 * comes out are texts that a test compares: logical lines, the bound structs, the findings.
 */
#pragma once

#include "lib/conf/bind.h"
#include "lib/conf/read.h"

#define CONF_FIXTURE_DIRECTORY "/etc/keepalived"
#define CONF_FIXTURE_MAIN      "/etc/keepalived/keepalived.conf"

struct conf_fixture_address { /* a line: ADDRESS[/LEN] [dev NAME] [scope WORD] [weight N] [no_track] */
	struct conf_head head;
	struct prefix address;
	const char *dev;
	uint8_t scope;
	int32_t weight;
	bool no_track;
	uint32_t marks; /* custom: how many times "mark" was written */
};

struct conf_fixture_auth {
	struct conf_head head;
	uint8_t type;
	const char *pass;
};

struct conf_fixture_peer { /* a block without a name */
	struct conf_head head;
	struct addr address;
	uint32_t port;
};

struct conf_fixture_instance {
	struct conf_head head;
	uint8_t state;
	const char *interface;
	uint32_t virtual_router_id;
	uint32_t priority;
	struct span advert_int;
	struct span garp_master_delay;
	bool nopreempt;
	bool accept;
	uint32_t debug;
	struct addr mcast_src_ip;
	struct prefix network;
	struct conf_script notify_backup;
	struct conf_fixture_auth authentication;
	CONF_LIST(struct conf_fixture_peer) peers;
	CONF_LIST(struct conf_fixture_address) virtual_ipaddress;
	CONF_LIST(struct conf_name) unicast_peer;
};

struct conf_fixture_policy {
	struct conf_head head;
	uint32_t keep, clamp, use, drop, zero, optional, automatic, whole_range;
	int32_t signed_range, signed_clamp, signed_optional;
	uint32_t first, last, extra, extra_bad, needed, asked, gone, gone_logged, quiet;
	struct span seconds, millis, micros, in_ms, zero_span, zero_seconds, clamp_span, use_span, lenient;
	uint8_t word, use_word;
	bool flag, strict_bool;
	const char *text, *short_text, *cut_text, *optional_text, *asked_text;
};

struct conf_fixture_globals {
	struct conf_head head;
	const char *router_id;
	const char *email_from;
	uint32_t seed;
	uint32_t include_check;
	CONF_LIST(struct conf_name) notification_email;
};

struct conf_fixture_root {
	struct conf_head head;
	struct conf_fixture_globals global_defs;
	struct span child_wait_time;
	CONF_LIST(struct conf_fixture_instance) instances;
	CONF_LIST(struct conf_fixture_policy) policies;
	CONF_LIST(struct conf_fixture_address) static_ipaddress;
};

extern const struct conf_block conf_fixture_root_block;
extern const struct conf_block conf_fixture_policy_block;

struct conf_fixture_file;

struct conf_fixture {
	/* The world; set what is needed before anything is read. */
	const char *id;  /* of conditional lines; "lb1" */
	unsigned checks; /* -e */
	bool is_test;    /* true */
	int glob_error;  /* what every match answers, if not 0 */
	uint32_t seed;
	uint32_t max_bytes;         /* of one expansion, and ... */
	uint32_t max_files;         /* ... included; 0: as many as the daemon takes */
	const char *environment[2]; /* name, value */
	VEC(struct conf_fixture_file *) files;

	/* What came out. */
	struct arena image;
	struct arena scratch;
	struct diag_list diags;
	struct expand expand;
	struct conf_bind bind;
	struct conf_read reader;
	struct conf_fixture_root root;
	bool was_read;  /* a file could be opened */
	size_t n_lines; /* logical lines */
	bool (*on_line)(struct conf_fixture *f,
			const struct conf_line *line); /* of expand; NULL: collect */
	struct sbuf lines;
	struct sbuf dump;
	struct sbuf findings;
};

void conf_fixture_init(struct conf_fixture *f);
void conf_fixture_release(struct conf_fixture *f);

/* Files; relative paths lie in CONF_FIXTURE_DIRECTORY. */
void conf_fixture_add(struct conf_fixture *f, const char *path, const char *text);
void conf_fixture_add_bytes(struct conf_fixture *f, const char *path, const char *bytes,
			    size_t len);
/* A file that cannot be read for @error, or (SOURCE_CHANGED) changes while it is read. */
void conf_fixture_add_bad(struct conf_fixture *f, const char *path, enum source_error error);
void conf_fixture_let_others_write(struct conf_fixture *f);

/*
 * Read @text as the main file (NULL: one was added, or is to be missed). Expanding gives the logical
 * lines, each with a line break; loading gives what was bound, on one line:
 *
 *   vrrp_instance [VI_1] { priority 100; virtual_ipaddress { 10.0.0.1 dev [eth0], 10.0.0.2 } }
 */
const char *conf_fixture_expand(struct conf_fixture *f, const char *text);
const char *conf_fixture_load(struct conf_fixture *f, const char *text);
/* The same for files that a pattern names. */
const char *conf_fixture_load_pattern(struct conf_fixture *f, const char *pattern);

/* The findings so far, each in one line as a log shows it. */
const char *conf_fixture_findings(struct conf_fixture *f);
/* The same as "LINE:COLUMN+LENGTH code 'source under the caret'". */
const char *conf_fixture_places(struct conf_fixture *f);
/* The same with source lines and carets. */
const char *conf_fixture_context(struct conf_fixture *f);
const char *conf_fixture_json(struct conf_fixture *f);
