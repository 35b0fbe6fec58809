/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "genhash/genhash_options.h"

#include <getopt.h>
#include <net/if.h>
#include <string.h>
#include <strings.h>

#include "lib/text/num.h"

#define DEFAULT_TIMEOUT 30  /* seconds */
#define LONG_BASE       256 /* getopt's values of long options: this and the row */

struct parser {
	struct genhash_options *options;
	struct sbuf *complaints;
	bool has_server;
	bool has_port;
	bool is_usage_wanted;
};

struct option_row {
	char letter;
	const char *name;
	bool has_value;
	const char *help; /* NULL: an old option, not for people */
	void (*apply)(struct parser *p, const char *value);
};

/* What the options do */

/* A zone is the name of an interface or its index. */
static bool read_zone(const char *text, uint32_t *ret_zone)
{
	uint64_t number;

	*ret_zone = if_nametoindex(text);
	if (*ret_zone)
		return true;
	if (num_parse_uint(text, &number) != NUM_OK || !number || number > INT32_MAX)
		return false;
	*ret_zone = (uint32_t)number;
	return true;
}

static bool read_server(const char *text, struct stream_peer *ret_peer)
{
	const char *percent = strchrnul(text, '%');
	size_t len = (size_t)(percent - text);
	struct stream_peer peer = *ret_peer;
	char addr[ADDR_LEN] = "";

	if (len >= sizeof(addr))
		return false;
	memcpy(addr, text, len);
	if (!addr_parse(addr, &peer.addr))
		return false;

	peer.zone = 0;
	if (*percent && (peer.addr.family != ADDR_IPV6 || !read_zone(percent + 1, &peer.zone)))
		return false;
	*ret_peer = peer;
	return true;
}

static void apply_server(struct parser *p, const char *value)
{
	p->has_server = true;
	if (!read_server(value, &p->options->peer))
		sbuf_addf(p->complaints, "server should be an IP, not %s\n", value);
}

static void apply_port(struct parser *p, const char *value)
{
	uint64_t port;

	p->has_port = true;
	if (num_parse_uint(value, &port) != NUM_OK || port < 1 || port > UINT16_MAX)
		sbuf_addf(p->complaints, "invalid port number '%s'\n", value);
	else
		p->options->peer.port = (uint16_t)port;
}

static void apply_url(struct parser *p, const char *value)
{
	p->options->url = value;
}

static void apply_tls(struct parser *p, const char *value)
{
	(void)value;
	p->options->use_tls = true;
}

static void apply_sni(struct parser *p, const char *value)
{
	(void)value;
	p->options->use_sni = true;
}

static void apply_virtualhost(struct parser *p, const char *value)
{
	p->options->virtualhost = value;
}

static void apply_verbose(struct parser *p, const char *value)
{
	(void)value;
	p->options->is_verbose = true;
}

static void apply_help(struct parser *p, const char *value)
{
	(void)value;
	p->is_usage_wanted = true;
}

static void apply_fwmark(struct parser *p, const char *value)
{
	uint64_t mark;

	if (num_parse_uint(value, &mark) != NUM_OK || mark > UINT32_MAX)
		sbuf_addf(p->complaints, "invalid fwmark '%s'\n", value);
	else
		p->options->peer.mark = (uint32_t)mark;
}

/* The keep-alive variants are for tests of servers; http_protocol of the configuration has none. */
static bool read_protocol(const char *word, struct http_protocol *ret_protocol)
{
	if (!strcmp(word, "1.0k") || !strcmp(word, "1.1k")) {
		*ret_protocol = (struct http_protocol){
			.version = word[2] == '1' ? HTTP_1_1 : HTTP_1_0,
			.connection = HTTP_CONNECTION_KEEP_ALIVE,
		};
		return true;
	}
	return http_protocol_parse(word, ret_protocol);
}

static void apply_protocol(struct parser *p, const char *value)
{
	if (!read_protocol(value, &p->options->protocol))
		sbuf_addf(p->complaints, "invalid HTTP protocol version '%s'\n", value);
}

static void apply_timeout(struct parser *p, const char *value)
{
	uint64_t seconds;

	if (num_parse_uint(value, &seconds) != NUM_OK || !seconds || seconds > UINT32_MAX)
		sbuf_addf(p->complaints, "invalid timeout '%s'\n", value);
	else
		p->options->timeout = span_seconds((int64_t)seconds);
}

static void apply_hash(struct parser *p, const char *value)
{
	p->options->is_old_format = true;
	if (!strcasecmp(value, "MD5"))
		p->options->hash = DIGEST_MD5;
	else if (!strcasecmp(value, "SHA1"))
		p->options->hash = DIGEST_SHA1;
	else
		sbuf_addf(p->complaints, "unknown hash algorithm: %s\n", value);
}

static void apply_release(struct parser *p, const char *value)
{
	(void)value;
	p->options->action = GENHASH_RELEASE;
}

static const struct option_row rows[] = {
	{ 'S', "use-ssl", false, "Speak TLS; the certificate is not verified", apply_tls },
	{ 'I', "use-sni", false, "Name the virtual host in the TLS handshake", apply_sni },
	{ 's', "server", true, "Address of the server", apply_server },
	{ 'p', "port", true, "Its port, 1 to 65535", apply_port },
	{ 'u', "url", true, "Path of the page, with its query (default /)", apply_url },
	{ 'V', "use-virtualhost", true, "Virtual host, for the Host header", apply_virtualhost },
	{ 'v', "verbose", false, "Show header, body and digest", apply_verbose },
	{ 'h', "help", false, "Print this text", apply_help },
	{ 'm', "fwmark", true, "Firewall mark of the connection", apply_fwmark },
	{ 'P', "protocol", true, "1.0, 1.0c (with Connection: close) or 1.1", apply_protocol },
	{ 't', "timeout", true, "Seconds to wait for a connection or data", apply_timeout },
	{ 'H', "hash", true, NULL, apply_hash },
	{ 'r', "release", false, NULL, apply_release },
};

void genhash_options_usage(const char *program, struct sbuf *out)
{
	sbuf_addf(out, "Usage: %s COMMAND [OPTIONS]\n", program);
	sbuf_add(out, "Commands:\n"
		      "   -s server-address -p port -u url\n"
		      "   -S -s server-address -p port -u url\n"
		      "   -h\n"
		      "\n"
		      "Options:\n");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (rows[i].help)
			sbuf_addf(out, "   --%-16s-%c       %s.\n", rows[i].name, rows[i].letter,
				  rows[i].help);
	}
}

/* How words become options */

/* In the forms that getopt_long() wants: ":ab:", and an array with an end. */
struct getopt_tables {
	char letters[2 * ARRAY_SIZE(rows) + 2];
	struct option names[ARRAY_SIZE(rows) + 1];
};

static struct getopt_tables tables_of_rows(void)
{
	struct getopt_tables t = { .letters = ":" };
	char *at = t.letters + strlen(t.letters);

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		*at++ = rows[i].letter;
		if (rows[i].has_value)
			*at++ = ':';
		t.names[i] = (struct option){
			.name = rows[i].name,
			.has_arg = rows[i].has_value ? required_argument : no_argument,
			.val = LONG_BASE + (int)i,
		};
	}
	return t;
}

static const struct option_row *row_of(int found)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (found == rows[i].letter || found == LONG_BASE + (int)i)
			return &rows[i];
	}
	return NULL;
}

/* Of a letter optopt tells which one it was; a long option is the whole word just passed. */
static void complain_unknown(struct parser *p, char *const argv[])
{
	if (optopt && optopt < LONG_BASE)
		sbuf_addf(p->complaints, "Unknown option -%c\n", optopt);
	else
		sbuf_addf(p->complaints, "Unknown option %s\n", argv[optind - 1]);
}

static void complain_missing(struct parser *p)
{
	if (optopt < LONG_BASE)
		sbuf_addf(p->complaints, "Missing parameter for option -%c\n", optopt);
	else
		sbuf_addf(p->complaints, "Missing parameter for option --%s\n",
			  row_of(optopt)->name);
}

static void read_words(struct parser *p, int argc, char *argv[])
{
	const struct getopt_tables t = tables_of_rows();
	int found;

	optind = 0; /* from the start, however often this is called */
	opterr = 0;
	while ((found = getopt_long(argc, argv, t.letters, t.names, NULL)) >= 0) {
		const struct option_row *row = row_of(found);

		if (row)
			row->apply(p, optarg);
		else if (found == ':')
			complain_missing(p);
		else
			complain_unknown(p, argv);
	}

	if (optind < argc) {
		sbuf_add(p->complaints, "Unexpected argument(s):");
		for (; optind < argc; optind++)
			sbuf_addf(p->complaints, " %s", argv[optind]);
		sbuf_add_char(p->complaints, '\n');
	}
}

void genhash_options_parse(int argc, char *argv[], struct genhash_options *ret,
			   struct sbuf *complaints)
{
	struct parser p = { .options = ret, .complaints = complaints };
	size_t before = complaints->len;

	*ret = (struct genhash_options){
		.action = GENHASH_FETCH,
		.url = "/",
		.timeout = span_seconds(DEFAULT_TIMEOUT),
	};
	read_words(&p, argc, argv);

	if (p.is_usage_wanted || complaints->len > before)
		ret->action = GENHASH_USAGE;
	else if (ret->action == GENHASH_FETCH && (!p.has_server || !p.has_port))
		ret->action = GENHASH_USAGE;
}
