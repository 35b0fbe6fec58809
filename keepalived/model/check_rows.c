/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/check_words.h"
#include "keepalived/model/conf_lvs.h"
#include "keepalived/model/config.h"
#include "lib/conf/bind.h"

#define SPAN_S(s) (INT64_C(1000000) * (s))
#define MAX_SPAN  INT64_MAX
#define MAX_TIMER INT64_C(4294967295)

/* When and how often; T is the kind's struct. */
#define TIMING_ROWS(T)                                                                             \
	{ .name = "retry", CONF_UINT(T, check.retry), .max = UINT32_MAX,                           \
	  .complaint = "Invalid retry connection value '{value}'",                                 \
	  .inherit = "real_server.retry, virtual_server.retry",                                    \
	  .help = "Further failures in a row that are forgiven." },                                \
	{ .name = "delay_before_retry", CONF_SPAN(T, check.delay_before_retry), .max = MAX_SPAN,   \
	  .uses_trailing = true, .complaint = "Invalid delay_before_retry connection value '{value}'", \
	  .inherit = "real_server.delay_before_retry, virtual_server.delay_before_retry",          \
	  .help = "Time to the next attempt after such a failure." },                              \
	{ .name = "warmup", CONF_SPAN(T, check.warmup), .max = MAX_SPAN, .uses_trailing = true,    \
	  .complaint = "Invalid warmup connection value '{value}'",                                \
	  .inherit = "real_server.warmup, virtual_server.warmup, delay_loop",                      \
	  .help = "Within which time, at random, it starts; 0: at once." },                        \
	{ .name = "delay_loop", CONF_SPAN(T, check.delay_loop), .min = 1, .max = MAX_SPAN,         \
	  .uses_trailing = true, .complaint = "delay_loop '{value}' is invalid - ignoring",        \
	  .inherit = "real_server.delay_loop, virtual_server.delay_loop",                          \
	  .help = "Time from one check to the next." },                                            \
	{ .name = "log_all_failures", CONF_BOOL(T, check.log_all_failures),                        \
	  .complaint = "Invalid {key} parameter {value}", .inherit = "global_defs.checker_log_all_failures", \
	  .help = "Log every failed attempt, not only the one that counts." },                     \
	ALPHA_ROW(T)

#define ALPHA_ROW(T)                                                                               \
	{ .name = "alpha", CONF_BOOL(T, check.alpha), .complaint = "Invalid alpha parameter {value}", \
	  .inherit = "real_server.alpha, virtual_server.alpha", .help = "It counts as failed until it has succeeded." }

#define TIMEOUT_ROW(T)                                                                             \
	{ .name = "connect_timeout", CONF_SPAN(T, check.connect.timeout), .min = 1, .max = MAX_TIMER, \
	  .uses_trailing = true, .complaint = "connect_timeout {value} invalid - ignoring",        \
	  .inherit = "real_server.connect_timeout, virtual_server.connect_timeout", .def = "5",    \
	  .help = "How long a connection, or an answer, may take." }

#define PORT(T, word, member, text)                                                                \
	{ .name = word, CONF_UINT(T, member), .min = 1, .max = 65535,                              \
	  .complaint = "Invalid checker {key} '{value}'", .help = text }

/* Whom it talks to, and from where. */
#define CONNECT_ROWS(T)                                                                            \
	{ .name = "connect_ip", CONF_ADDR(T, check.connect.ip), .inherit = "real_server",          \
	  .drops_mask = true, .complaint = "Invalid connect_ip address {value} - ignoring", .help = "Address to check." }, \
	PORT(T, "connect_port", check.connect.port, "Port to check; without it that of the real server."), \
	{ .name = "bindto", CONF_ADDR(T, check.connect.bind), .drops_mask = true,                  \
	  .complaint = "Invalid bindto address {value} - ignoring", .help = "Address to check from." }, \
	PORT(T, "bind_port", check.connect.bind_port, "Port to check from."),                      \
	{ .name = "bind_if", CONF_STRING(T, check.connect.bind_if), .max_length = 15,              \
	  .too_long = "Interface name {value} is too long - ignoring", .help = "Interface to check through." }, \
	{ .name = "fwmark", CONF_UINT(T, check.connect.fwmark), .max = UINT32_MAX, .def = "0",     \
	  .complaint = "Invalid fwmark connection value '{value}'", .help = "Mark of the packets." }, \
	TIMEOUT_ROW(T)

static struct conf_check *begin_check(struct conf_bind *b, void *object)
{
	struct conf_check *check = object;

	check->server = b->parent;
	return check;
}

static bool begin_plain(struct conf_bind *b, void *object)
{
	begin_check(b, object);
	return true;
}

/* A link-local address means nothing without its interface. False: the check is dropped. */
static bool end_connect(struct conf_bind *b, struct conf_check *check)
{
	struct conf_connect *c = &check->connect;
	char                 text[ADDR_LEN];

	if (!c->ip.family)
		c->ip = check->server->addr;
	if (c->bind.family && c->bind.family != c->ip.family) {
		diag_add(b->diags, DIAG_CONFLICT, conf_bind_member_place(b, &check->head, offsetof(struct conf_check, connect.bind)),
			 "bindto address %s does not match address family of connect_ip - skipping",
			 addr_format(&c->bind, text));
		c->bind = (struct addr){ 0 };
	}
	if (c->ip.family == ADDR_IPV6 && addr_is_link_local(&c->ip) && !c->bind_if) {
		diag_add(b->diags, DIAG_INCOMPLETE, conf_bind_end_place(b, &check->head),
			 "Checker link local address %s requires a bind_if", addr_format(&c->ip, text));
		return false;
	}
	return true;
}

static bool end_plain(struct conf_bind *b, void *object)
{
	return end_connect(b, object);
}

static struct diag *at_end(struct conf_bind *b, const struct conf_head *head, enum diag_code code, const char *text)
{
	return diag_add(b->diags, code, conf_bind_end_place(b, head), "%s", text);
}

/* TCP_CHECK, PING_CHECK */

/* Because: the rows of a plain check fill struct conf_check through the same names as all others. */
struct plain_check {
	struct conf_check check;
};

static const struct conf_key plain_keys[] = {
	TIMING_ROWS(struct plain_check),
	CONNECT_ROWS(struct plain_check),
};

const struct conf_block conf_tcp_check_block = {
	.name = "TCP_CHECK",
	CONF_BLOCK_OF(struct plain_check, plain_keys),
	.kind = CONF_CHECK_TCP,
	.help = "Alive while it takes TCP connections.",
	.begin = begin_plain,
	.end = end_plain,
};

const struct conf_block conf_ping_check_block = {
	.name = "PING_CHECK",
	CONF_BLOCK_OF(struct plain_check, plain_keys),
	.kind = CONF_CHECK_PING,
	.help = "Alive while it answers ICMP echo requests.",
	.begin = begin_plain,
	.end = end_plain,
};

/* HTTP_GET, SSL_GET */

#define U struct conf_url

#define URL_ROWS                                                                                   \
	{ .name = "path", CONF_STRING(U, path), .help = "What to ask for, with its query." },      \
	{ .name = "digest", CONF_CUSTOM(U, digest, &check_digest), .help = "MD5 of the right answer, as genhash prints it." }, \
	{ .name = "status_code", CONF_CUSTOM(U, status, &check_status_code), .def = "200-299",     \
	  .complaint = "Invalid HTTP_GET status code '{value}'",                                   \
	  .help = "Status codes that are right: numbers and ranges." },                            \
	{ .name = "virtualhost", CONF_STRING(U, virtualhost), .missing = "Missing HTTP_GET virtualhost name", \
	  .inherit = "HTTP_GET.virtualhost, real_server.virtualhost, virtual_server.virtualhost",  \
	  .help = "Host to ask for." },                                                            \
	{ .name = "regex", CONF_CUSTOM(U, regex, &check_regex), .is_script = true,                 \
	  .help = "Pattern that the answer has to contain." },                                     \
	{ .name = "regex_no_match", CONF_FLAG(U, regex_no_match), .help = "The answer must not contain it." }, \
	{ .name = "regex_options", CONF_CUSTOM(U, regex_options, &check_regex_options),            \
	  .help = "Options of the pattern, by the names of PCRE2." },                              \
	{ .name = "regex_min_offset", CONF_CUSTOM(U, regex_min_offset, &check_regex_offset), .def = "0", \
	  .help = "First byte of the answer at which it may begin." },                             \
	{ .name = "regex_max_offset", CONF_CUSTOM(U, regex_max_offset, &check_regex_offset),       \
	  .help = "Last byte of the answer at which it may begin." },                              \
	{ .name = "regex_stack", CONF_CUSTOM(U, regex_stack_start, &check_regex_stack),            \
	  .help = "Bytes of stack for the pattern: at first and at most." }

#define TLS_COMPLIANT_ROW(T)                                                                       \
	{ .name = "tls_compliant", CONF_BOOL(T, tls_compliant), .complaint = "Invalid {key} parameter {value}", \
	  .help = "Say close_notify to the server." }

static const struct conf_key url_keys[] = { URL_ROWS };
static const struct conf_key tls_url_keys[] = { URL_ROWS, TLS_COMPLIANT_ROW(U) };

static bool begin_url(struct conf_bind *b, void *object)
{
	struct conf_url *url = object;

	(void)b;
	url->regex_max_offset = CONF_NO_OFFSET;
	return true;
}

static bool end_url(struct conf_bind *b, void *object)
{
	struct conf_url *url = object;

	if (url->path)
		return true;
	at_end(b, &url->head, DIAG_INCOMPLETE, "HTTP/SSL_GET checker url has no path - ignoring");
	return false;
}

#define URL_BLOCK(table)                                                                           \
	.name = "url", CONF_BLOCK_OF(U, table), .help = "Something to ask for.", .begin = begin_url, .end = end_url

static const struct conf_block url_block = { URL_BLOCK(url_keys) };
static const struct conf_block tls_url_block = { URL_BLOCK(tls_url_keys) };

#define H struct conf_check_http

static const struct conf_word_value protocols[] = {
	{ "1.0", CONF_HTTP_1_0 },	 { "1.0C", CONF_HTTP_1_0_CLOSE }, { "1.0c", CONF_HTTP_1_0_CLOSE },
	{ "1.1", CONF_HTTP_1_1 }, { NULL, 0 },
};

#define HTTP_BOOL(word, text)                                                                      \
	{ .name = #word, CONF_BOOL(H, word), .complaint = "Invalid {key} parameter {value}", .help = text }

#define HTTP_ROWS(url)                                                                             \
	TIMING_ROWS(H), CONNECT_ROWS(H),                                                           \
	{ .name = "nb_get_retry", CONF_UINT(H, check.retry), .max = UINT32_MAX, .is_alias = true,  \
	  .complaint = "Invalid {key} value '{value}'",                                            \
	  .deprecated = "nb_get_retry is deprecated - please use 'retry'", .help = "Old name of retry." }, \
	{ .name = "url", CONF_BLOCKS(H, urls, U, url), .help = "Something to ask for; several are asked in turn." }, \
	{ .name = "virtualhost", CONF_STRING(H, virtualhost), .missing = "HTTP_GET virtualhost name missing", \
	  .inherit = "real_server.virtualhost, virtual_server.virtualhost", .help = "Host to ask for." }, \
	{ .name = "http_protocol", CONF_WORD(H, protocol, protocols), .missing = "Missing http_protocol version", \
	  .complaint = "Invalid http_protocol version {value}", .def = "1.0",                      \
	  .help = "Version of HTTP; 1.0C asks the server to close the connection." },              \
	HTTP_BOOL(enable_sni, "Tell the server the name of the host during the handshake."),       \
	{ .name = "sni_name", CONF_CUSTOM(H, sni_name, &check_sni_name), .inherit = "virtualhost", \
	  .help = "That name; without one, only that it is told." },                               \
	HTTP_BOOL(fast_recovery, "Check all urls at once after a failure, not one after the other.")

static const struct conf_key http_keys[] = { HTTP_ROWS(&url_block) };
static const struct conf_key ssl_keys[] = { HTTP_ROWS(&tls_url_block), TLS_COMPLIANT_ROW(H) };

static bool end_http(struct conf_bind *b, void *object)
{
	struct conf_check_http *http = object;

	if (!end_connect(b, &http->check))
		return false;
	if (http->urls.n)
		return true;
	at_end(b, &http->check.head, DIAG_INCOMPLETE, "HTTP/SSL_GET checker has no urls specified - ignoring");
	return false;
}

const struct conf_block conf_http_get_block = {
	.name = "HTTP_GET",
	CONF_BLOCK_OF(H, http_keys),
	.kind = CONF_CHECK_HTTP,
	.help = "Alive while it answers HTTP requests as expected.",
	.begin = begin_plain,
	.end = end_http,
};

const struct conf_block conf_ssl_get_block = {
	.name = "SSL_GET",
	CONF_BLOCK_OF(H, ssl_keys),
	.kind = CONF_CHECK_SSL,
	.help = "The same over TLS.",
	.begin = begin_plain,
	.end = end_http,
};

/* MISC_CHECK */

#define M struct conf_check_misc

static const struct conf_key misc_keys[] = {
	TIMING_ROWS(M),
	TIMEOUT_ROW(M),
	{ .name = "misc_path", CONF_SCRIPT(M, script), .absent = "", .takes_line = true,
	  .help = "The command; its exit status is the result." },
	{ .name = "misc_timeout", CONF_SECONDS(M, timeout), .max = SPAN_S(4294),
	  .complaint = "Invalid misc_timeout value '{value}'", .inherit = "virtual_server.delay_loop",
	  .help = "How long it may run; longer counts as a failure." },
	{ .name = "misc_dynamic", CONF_FLAG(M, is_dynamic), .help = "Exit statuses from 2 on set the weight, to the status less 2." },
	{ .name = "user", CONF_CUSTOM(M, user, &check_user), .inherit = "global_defs.script_user",
	  .help = "User, and group, that it runs as." },
};

static bool end_misc(struct conf_bind *b, void *object)
{
	struct conf_check_misc *misc = object;

	if (misc->script.argc)
		return true;
	at_end(b, &misc->check.head, DIAG_INCOMPLETE, "No script path has been specified for MISC_CHECKER - skipping");
	return false;
}

const struct conf_block conf_misc_check_block = {
	.name = "MISC_CHECK",
	CONF_BLOCK_OF(M, misc_keys),
	.kind = CONF_CHECK_MISC,
	.help = "Alive while a program says so.",
	.begin = begin_plain,
	.end = end_misc,
};

/* SMTP_CHECK */

#define SMTP struct conf_check_smtp

static const struct conf_key host_keys[] = {
	TIMING_ROWS(struct plain_check),
	CONNECT_ROWS(struct plain_check),
};

static bool begin_host(struct conf_bind *b, void *object)
{
	((struct conf_check *)object)->server = ((const struct conf_check *)b->parent)->server;
	return true;
}

static const struct conf_block host_block = {
	.name = "host",
	CONF_BLOCK_OF(struct plain_check, host_keys),
	.kind = CONF_CHECK_SMTP,
	.help = "A further address to check; old.",
	.begin = begin_host,
	.end = end_plain,
};

static const struct conf_key smtp_keys[] = {
	TIMING_ROWS(SMTP),
	CONNECT_ROWS(SMTP),
	{ .name = "helo_name", CONF_STRING(SMTP, helo_name), .missing = "SMTP_CHECK helo name missing",
	  .def = "smtpchecker.keepalived.org", .help = "Name to greet the server with." },
	{ .name = "host", CONF_BLOCKS(SMTP, hosts, struct conf_check, &host_block), .deprecation_is_logged = true,
	  .deprecated = "The SMTP_CHECK host block is deprecated. Please define additional checkers.",
	  .help = "A further address to check; old." },
};

const struct conf_block conf_smtp_check_block = {
	.name = "SMTP_CHECK",
	CONF_BLOCK_OF(SMTP, smtp_keys),
	.kind = CONF_CHECK_SMTP,
	.help = "Alive while it greets as a mail server.",
	.begin = begin_plain,
	.end = end_plain,
};

/* DNS_CHECK */

#define D struct conf_check_dns

static const struct conf_word_value dns_types[] = {
	{ "A", 1 },	{ "NS", 2 },	{ "CNAME", 5 },	  { "SOA", 6 },	     { "MX", 15 },
	{ "TXT", 16 }, { "AAAA", 28 }, { "RRSIG", 46 }, { "DNSKEY", 48 }, { NULL, 0 },
};

#define DNS_SOA 6

static const struct conf_key dns_keys[] = {
	TIMING_ROWS(D),
	CONNECT_ROWS(D),
	{ .name = "type", CONF_WORD(D, type, dns_types), .ignores_case = true, .def = "SOA",
	  .complaint = "Unknown DNS check type {value} - ignoring", .help = "Type of the record to ask for." },
	{ .name = "name", CONF_CUSTOM(D, name, &check_dns_name), .def = ".", .help = "Name to ask for." },
};

static bool begin_dns(struct conf_bind *b, void *object)
{
	struct conf_check_dns *dns = object;

	begin_check(b, object);
	dns->type = DNS_SOA;
	dns->name = ".";
	return true;
}

const struct conf_block conf_dns_check_block = {
	.name = "DNS_CHECK",
	CONF_BLOCK_OF(D, dns_keys),
	.kind = CONF_CHECK_DNS,
	.help = "Alive while it answers DNS queries.",
	.begin = begin_dns,
	.end = end_plain,
};

/* UDP_CHECK */

#define UDP struct conf_check_udp

#define REPLY_LENGTH(word, member, noun, default_, text)                                           \
	{ .name = word, CONF_UINT(UDP, member), .max = 65535, .def = default_,                     \
	  .complaint = "UDP_CHECK " noun " length {value} not valid - must be between 0 & 65535", .help = text }

static const struct conf_key udp_keys[] = {
	TIMING_ROWS(UDP),
	CONNECT_ROWS(UDP),
	{ .name = "payload", CONF_CUSTOM(UDP, payload, &check_payload),
	  .missing = "UDP_CHECK payload requires a payload", .complaint = "Invalid hex string for UDP_CHECK payload",
	  .help = "Bytes to send, in hexadecimal." },
	{ .name = "require_reply", CONF_CUSTOM(UDP, reply, &check_reply),
	  .complaint = "Invalid hex string for UDP_CHECK reply",
	  .help = "An answer has to come, and to begin with these bytes; x stands for any digit." },
	REPLY_LENGTH("min_reply_length", min_reply, "min", "0", "Shortest answer that is right."),
	REPLY_LENGTH("max_reply_length", max_reply, "max", "255", "Longest answer that is right."),
};

static bool begin_udp(struct conf_bind *b, void *object)
{
	begin_check(b, object);
	((struct conf_check_udp *)object)->max_reply = 255;
	return true;
}

static bool end_udp(struct conf_bind *b, void *object)
{
	struct conf_check_udp *udp = object;

	if (udp->min_reply > udp->max_reply)
		diag_add(b->diags, DIAG_CONFLICT, conf_bind_end_place(b, &udp->check.head),
			 "UDP_CHECK min_reply length %u > max_reply_length %u - will always fail", udp->min_reply,
			 udp->max_reply);
	udp->checks_length = udp->reply.n || conf_origin_find(&udp->check.head, offsetof(UDP, min_reply)) ||
			     conf_origin_find(&udp->check.head, offsetof(UDP, max_reply));
	return end_connect(b, &udp->check);
}

const struct conf_block conf_udp_check_block = {
	.name = "UDP_CHECK",
	CONF_BLOCK_OF(UDP, udp_keys),
	.kind = CONF_CHECK_UDP,
	.help = "Alive while a datagram is not refused, or is answered.",
	.begin = begin_udp,
	.end = end_udp,
};

/* BFD_CHECK */

#define B struct conf_check_bfd

static const struct conf_key bfd_keys[] = {
	{ .name = "name", CONF_CUSTOM(B, name, &check_bfd_name), .help = "Which bfd_instance." },
	ALPHA_ROW(B),
};

static bool end_bfd(struct conf_bind *b, void *object)
{
	struct conf_check_bfd *bfd = object;

	if (bfd->name)
		return true;
	if (!bfd->is_refused)
		diag_add(b->diags, DIAG_INCOMPLETE, conf_bind_end_place(b, &bfd->check.head),
			 "(%s) No name has been specified for BFD_CHECKER - skipping", bfd->check.server->head.name);
	return false;
}

const struct conf_block conf_bfd_check_block = {
	.name = "BFD_CHECK",
	CONF_BLOCK_OF(B, bfd_keys),
	.kind = CONF_CHECK_BFD,
	.help = "Alive while a BFD session is up.",
	.begin = begin_plain,
	.end = end_bfd,
};

/* FILE_CHECK */

#define F struct conf_check_file

static const struct conf_key file_keys[] = {
	{ .name = "track_file", CONF_CUSTOM(F, name, &check_track_file), .help = "Which track_file." },
	{ .name = "weight", CONF_CUSTOM(F, weight, &conf_weight_functions), .min = -INT32_MAX, .max = INT32_MAX,
	  .missing = "track file weight missing", .inherit = "track_file.weight",
	  .complaint = "weight for track file must be in [-2147483647..2147483647] inclusive. Ignoring...",
	  .extra = "unknown track file weight option {value} - ignoring",
	  .help = "What the number is multiplied by; 0: not 0 is a failure." },
	{ .name = "dynamic", CONF_FLAG(F, dynamic), .help = "Accepted, without effect." },
};

static bool end_file(struct conf_bind *b, void *object)
{
	struct conf_check_file *file = object;

	if (file->name)
		return true;
	at_end(b, &file->check.head, DIAG_INCOMPLETE, "FILE_CHECK has no track_file specified - ignoring");
	return false;
}

const struct conf_block conf_file_check_block = {
	.name = "FILE_CHECK",
	CONF_BLOCK_OF(F, file_keys),
	.kind = CONF_CHECK_FILE,
	.help = "Alive, or of another weight, by the number in a file.",
	.begin = begin_plain,
	.end = end_file,
};
