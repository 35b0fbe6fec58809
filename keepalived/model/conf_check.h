/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * conf_check - how it is found out whether a real server is alive.
 *
 * A server's checks are one list in the order of the file; head.kind says what an entry really is.
 */
#pragma once

#include "keepalived/model/conf_track.h"
#include "lib/conf/schema.h"

struct conf_bfd;
struct conf_real;

enum conf_check_kind {
	CONF_CHECK_TCP = 1,
	CONF_CHECK_HTTP,
	CONF_CHECK_SSL,
	CONF_CHECK_MISC,
	CONF_CHECK_SMTP,
	CONF_CHECK_DNS,
	CONF_CHECK_UDP,
	CONF_CHECK_PING,
	CONF_CHECK_BFD,
	CONF_CHECK_FILE,
};

/* Whom a check talks to, and from where. */
struct conf_connect {
	struct addr ip;        /* completed: never empty */
	struct addr bind;
	uint32_t    port;      /* completed */
	uint32_t    bind_port; /* 0: any */
	const char *bind_if;
	uint32_t    fwmark;    /* 0: none */
	struct span timeout;
};

/* What every kind begins with. Where a kind has no use for a member, it stays 0. */
struct conf_check {
	struct conf_head        head;
	const struct conf_real *server;
	struct conf_connect     connect;
	struct span             delay_loop;
	struct span             delay_before_retry;
	struct span             warmup;
	uint32_t                retry;
	bool                    alpha;
	bool                    log_all_failures;
};

enum conf_http_protocol { CONF_HTTP_1_0, CONF_HTTP_1_0_CLOSE, CONF_HTTP_1_1 };

#define CONF_STATUS_MIN 100
#define CONF_STATUS_MAX 599

/* Status codes of HTTP as a set. */
struct conf_status_set {
	uint64_t bits[(CONF_STATUS_MAX - CONF_STATUS_MIN) / 64 + 1];
};

#define CONF_NO_OFFSET UINT32_MAX

struct conf_url {
	struct conf_head       head;
	const char            *path;
	const char            *virtualhost; /* completed by those around it */
	struct conf_status_set status;
	bool                   has_digest;
	uint8_t                digest[16];
	const char            *regex;
	uint32_t               regex_options; /* PCRE2 flags */
	bool                   regex_no_match;
	uint32_t               regex_min_offset;
	uint32_t               regex_max_offset; /* CONF_NO_OFFSET: none */
	uint32_t               regex_stack_start; /* 0: the library's */
	uint32_t               regex_stack_max;
	bool                   tls_compliant;
};

struct conf_check_http {
	struct conf_check          check;
	CONF_LIST(struct conf_url) urls;
	const char                *virtualhost;
	uint8_t                    protocol; /* enum conf_http_protocol */
	bool                       enable_sni;
	const char                *sni_name;
	bool                       fast_recovery;
	bool                       tls_compliant;
};

struct conf_check_misc {
	struct conf_check  check;
	struct conf_script script;
	const char        *user;
	const char        *group;
	bool               user_has_all_groups;
	struct span        timeout; /* completed */
	bool               is_dynamic;
};

struct conf_check_smtp {
	struct conf_check            check;
	const char                  *helo_name; /* completed */
	CONF_LIST(struct conf_check) hosts;     /* each a check of its own */
	bool                         talks_itself; /* completed: is a check besides its hosts */
};

struct conf_check_dns {
	struct conf_check check;
	uint8_t           type; /* as in a query */
	const char       *name;
};

struct conf_bytes {
	const uint8_t *at;
	const uint8_t *mask; /* bits that count; NULL: all */
	uint32_t       n;
};

struct conf_check_udp {
	struct conf_check check;
	struct conf_bytes payload; /* completed */
	bool              requires_reply;
	struct conf_bytes reply;
	uint32_t          min_reply;
	uint32_t          max_reply;
	bool              checks_length; /* completed: a length was given, or a pattern */
};

struct conf_check_bfd {
	struct conf_check      check;
	const char            *name;
	const struct conf_bfd *target;
	bool                   is_refused; /* a name of it was no name */
};

struct conf_check_file {
	struct conf_check             check;
	const char                   *name;
	const struct conf_track_file *target;
	struct conf_weight            weight; /* completed */
	bool                          dynamic;
};

extern const struct conf_block conf_tcp_check_block;
extern const struct conf_block conf_http_get_block;
extern const struct conf_block conf_ssl_get_block;
extern const struct conf_block conf_misc_check_block;
extern const struct conf_block conf_smtp_check_block;
extern const struct conf_block conf_dns_check_block;
extern const struct conf_block conf_udp_check_block;
extern const struct conf_block conf_ping_check_block;
extern const struct conf_block conf_bfd_check_block;
extern const struct conf_block conf_file_check_block;

/* All kinds, for whoever has a list of them. */
#define CONF_CHECK_BLOCKS(T, member)                                                               \
	{ .name = "TCP_CHECK", CONF_BLOCKS(T, member, struct conf_check, &conf_tcp_check_block),   \
	  .help = "Alive while it takes TCP connections." },                                       \
	{ .name = "HTTP_GET", CONF_BLOCKS(T, member, struct conf_check, &conf_http_get_block),     \
	  .help = "Alive while it answers HTTP requests as expected." },                           \
	{ .name = "SSL_GET", CONF_BLOCKS(T, member, struct conf_check, &conf_ssl_get_block),       \
	  .help = "The same over TLS." },                                                          \
	{ .name = "MISC_CHECK", CONF_BLOCKS(T, member, struct conf_check, &conf_misc_check_block), \
	  .help = "Alive while a program says so." },                                              \
	{ .name = "SMTP_CHECK", CONF_BLOCKS(T, member, struct conf_check, &conf_smtp_check_block), \
	  .help = "Alive while it greets as a mail server." },                                     \
	{ .name = "DNS_CHECK", CONF_BLOCKS(T, member, struct conf_check, &conf_dns_check_block),   \
	  .help = "Alive while it answers DNS queries." },                                         \
	{ .name = "UDP_CHECK", CONF_BLOCKS(T, member, struct conf_check, &conf_udp_check_block),   \
	  .help = "Alive while a datagram is not refused, or is answered." },                      \
	{ .name = "PING_CHECK", CONF_BLOCKS(T, member, struct conf_check, &conf_ping_check_block), \
	  .help = "Alive while it answers ICMP echo requests." },                                  \
	{ .name = "BFD_CHECK", CONF_BLOCKS(T, member, struct conf_check, &conf_bfd_check_block),   \
	  .help = "Alive while a BFD session is up." },                                            \
	{ .name = "FILE_CHECK", CONF_BLOCKS(T, member, struct conf_check, &conf_file_check_block), \
	  .help = "Alive, or of another weight, by the number in a file." }
