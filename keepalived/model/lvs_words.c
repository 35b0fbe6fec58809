/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/lvs_words.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <string.h>

#include "keepalived/model/config.h"
#include "keepalived/model/model_load.h"
#include "keepalived/model/secret.h"
#include "keepalived/model/words.h"
#include "lib/conf/equal.h"
#include "lib/text/sbuf.h"

#define PORT_MAX 65535

/* Names of services and servers, as in every message */

static const char *protocol_name(uint8_t protocol)
{
	switch (protocol) {
	case 0:
		return "none";
	case IPPROTO_TCP:
		return "tcp";
	case IPPROTO_UDP:
		return "udp";
	case IPPROTO_SCTP:
		return "sctp";
	default:
		/* Because: no keyword sets another one. */
		return "?";
	}
}

static const char *address_name(struct arena *arena, const struct addr *addr, uint8_t protocol, uint32_t port)
{
	char text[ADDR_LEN];

	return arena_printf(arena, "[%s]:%s:%" PRIu32, addr_format(addr, text), protocol_name(protocol), port);
}

const char *conf_virtual_name(struct arena *arena, const struct conf_virtual *v)
{
	switch ((enum conf_service_key)v->key) {
	case CONF_SERVICE_MARK:
		return arena_printf(arena, "FWM %" PRIu32, v->fwmark);
	case CONF_SERVICE_GROUP:
		return arena_printf(arena, "[%s]:%" PRIu32, v->group_name, v->ordinal);
	case CONF_SERVICE_ADDR:
		break;
	}
	return address_name(arena, &v->addr, v->protocol, v->port);
}

const char *conf_real_name(struct arena *arena, const struct conf_virtual *v, const struct conf_real *r)
{
	return address_name(arena, &r->addr, v->protocol, r->written_port);
}

/* What stands behind the names of the blocks */

static bool is_only_zeroes(const char *text)
{
	return !text[strspn(text, "0")];
}

bool lvs_read_server(struct conf_bind *b, size_t at, struct addr *ret_addr, uint32_t *ret_port)
{
	const char *port = word(b, at + 1);
	int64_t     number = 0;

	if (port && !is_only_zeroes(port) && !conf_bind_number(b, at + 1, 1, PORT_MAX, false, &number))
		return false;
	*ret_port = (uint32_t)number;
	return conf_bind_addr(b, at, ret_addr);
}

static bool read_mark(struct conf_bind *b, struct conf_virtual *v)
{
	int64_t mark;

	v->key = CONF_SERVICE_MARK;
	if (!word(b, 2)) {
		conf_bind_missing(b, 2);
		return false;
	}
	if (!conf_bind_number(b, 2, 0, UINT32_MAX, false, &mark)) {
		conf_bind_report(b, DIAG_OUT_OF_RANGE, 2,
				 "virtual server fwmark '%s' must be in [0, 4294967295] - ignoring", word(b, 2));
		return false;
	}
	v->fwmark = (uint32_t)mark;
	return true;
}

static bool read_group_name(struct conf_bind *b, struct conf_virtual *v)
{
	v->key = CONF_SERVICE_GROUP;
	if (!word(b, 2)) {
		conf_bind_missing(b, 2);
		return false;
	}
	v->group_name = arena_strdup(b->image, word(b, 2));
	return true;
}

static bool read_service(struct conf_bind *b, struct conf_virtual *v)
{
	struct diag *d;

	if (lacks_value(b))
		return false;
	if (strcmp(word(b, 1), "fwmark") == 0)
		return read_mark(b, v);
	if (strcmp(word(b, 1), "group") == 0)
		return read_group_name(b, v);
	if (lvs_read_server(b, 1, &v->addr, &v->port)) {
		v->family = v->addr.family;
		return true;
	}
	d = conf_bind_report(b, DIAG_BAD_ADDRESS, 1, "Invalid virtual server IP address%s %s%s%s - skipping",
			     word(b, 2) ? "/port" : "", word(b, 1), word(b, 2) ? "/" : "",
			     word(b, 2) ? word(b, 2) : "");
	diag_help(b->diags, d, "expected ADDRESS [PORT], fwmark MARK or group NAME; names are not looked up");
	return false;
}

bool lvs_begin_virtual(struct conf_bind *b, void *object)
{
	struct conf_virtual *v = object;

	if (!read_service(b, v))
		return false;
	v->head.name = conf_virtual_name(b->image, v);
	v->quorum = 1;
	v->weight = 1;
	v->failover_threshold = 100;
	return true;
}

static void add_server(struct sbuf *out, const struct addr *addr, uint32_t port)
{
	char text[ADDR_LEN];

	sbuf_addf(out, " %s", addr_format(addr, text));
	if (port)
		sbuf_addf(out, " %" PRIu32, port);
}

void lvs_virtual_title(const void *object, struct sbuf *out)
{
	const struct conf_virtual *v = object;

	switch ((enum conf_service_key)v->key) {
	case CONF_SERVICE_ADDR:
		add_server(out, &v->addr, v->port);
		return;
	case CONF_SERVICE_MARK:
		sbuf_addf(out, " fwmark %" PRIu32, v->fwmark);
		return;
	case CONF_SERVICE_GROUP:
		sbuf_add(out, " group ");
		lex_add_word(out, v->group_name);
		return;
	}
}

bool lvs_begin_real(struct conf_bind *b, void *object)
{
	struct conf_real          *r = object;
	const struct conf_virtual *v = b->parent;
	struct diag               *d;

	if (lacks_value(b))
		return false;
	if (!lvs_read_server(b, 1, &r->addr, &r->written_port)) {
		d = conf_bind_report(b, DIAG_BAD_ADDRESS, 1, "Invalid real server ip address/port %s/%s - skipping",
				     word(b, 1), word(b, 2) ? word(b, 2) : "(null)");
		diag_help(b->diags, d, "expected ADDRESS [PORT]; names are not looked up");
		return false;
	}
	r->service = v;
	r->head.name = conf_real_name(b->image, v, r);
	return true;
}

void lvs_real_title(const void *object, struct sbuf *out)
{
	const struct conf_real *r = object;

	add_server(out, &r->addr, r->written_port);
}

/* Address or mark, and protocol: what the kernel knows it by. */
void lvs_identity(const void *object, struct sbuf *out)
{
	const char *name = ((const struct conf_head *)object)->name;

	sbuf_add(out, name ? name : "");
}

/* ip_family inet|inet6 */

static bool parse_ip_family(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_virtual *v = object;
	uint8_t              family;

	if (lacks_value(b))
		return true;
	if (strcmp(word(b, 1), "inet") == 0) {
		family = ADDR_IPV4;
	} else if (strcmp(word(b, 1), "inet6") == 0) {
		family = ADDR_IPV6;
	} else {
		diag_help(b->diags, conf_bind_complain(b, DIAG_BAD_VALUE, key, 1, "unknown address family {value}"),
			  "expected inet or inet6");
		return true;
	}
	if (v->family && v->family != family) {
		conf_bind_complain(b, DIAG_CONFLICT, key, 1,
				   "Virtual server specified family {value} conflicts with server family");
		return true;
	}
	v->family = family;
	conf_bind_given(b, key, object, 1);
	return true;
}

static void format_ip_family(const struct conf_key *key, const void *object, struct sbuf *out)
{
	uint8_t family = ((const struct conf_virtual *)object)->family;

	(void)key;
	if (family)
		sbuf_add(out, family == ADDR_IPV6 ? " inet6" : " inet");
}

const struct conf_custom lvs_ip_family = { parse_ip_family, format_ip_family, NULL };

/* NAT | DR | TUN [type T] [port P] [nocsum|csum|remcsum] */

static const struct conf_word_value methods[] = {
	{ "NAT", CONF_FORWARD_NAT }, { "DR", CONF_FORWARD_DR }, { "TUN", CONF_FORWARD_TUN }, { NULL, 0 },
};

static const struct conf_word_value tunnels[] = {
	{ "ipip", CONF_TUNNEL_IPIP }, { "gue", CONF_TUNNEL_GUE }, { "gre", CONF_TUNNEL_GRE }, { NULL, 0 },
};

static const struct conf_word_value sums[] = {
	{ "nocsum", CONF_TUNNEL_NOCSUM }, { "csum", CONF_TUNNEL_CSUM }, { "remcsum", CONF_TUNNEL_REMCSUM }, { NULL, 0 },
};

static bool find_word(const struct conf_word_value *set, const char *text, uint8_t *ret)
{
	for (; set->word; set++)
		if (strcmp(set->word, text) == 0) {
			*ret = set->value;
			return true;
		}
	return false;
}

static const char *word_of(const struct conf_word_value *set, uint8_t value)
{
	while (set->word && set->value != value)
		set++;
	return set->word;
}

static bool read_tunnel_kind(struct conf_bind *b, size_t i, const char *whose, struct conf_forward *f)
{
	if (!word(b, i)) {
		conf_bind_report(b, DIAG_MISSING_VALUE, i, "Missing tunnel type for %s.", whose);
		return false;
	}
	if (find_word(tunnels, word(b, i), &f->tunnel))
		return true;
	diag_help(b->diags,
		  conf_bind_report(b, DIAG_BAD_VALUE, i, "Unknown tunnel type %s for %s.", word(b, i), whose),
		  "expected ipip, gue or gre");
	return false;
}

static bool read_tunnel_port(struct conf_bind *b, size_t i, const char *whose, struct conf_forward *f)
{
	int64_t port;

	if (!word(b, i)) {
		conf_bind_report(b, DIAG_MISSING_VALUE, i, "Missing port for %s gue tunnel.", whose);
		return false;
	}
	if (!conf_bind_number(b, i, 1, PORT_MAX, false, &port)) {
		conf_bind_report(b, DIAG_OUT_OF_RANGE, i, "Invalid gue tunnel port %s for %s.", word(b, i), whose);
		return false;
	}
	f->port = (uint16_t)port;
	return true;
}

static bool read_tunnel(struct conf_bind *b, const char *whose, struct conf_forward *f)
{
	for (size_t i = 2; word(b, i); i++) {
		if (strcmp(word(b, i), "type") == 0) {
			if (!read_tunnel_kind(b, ++i, whose, f))
				return false;
		} else if (strcmp(word(b, i), "port") == 0) {
			if (!read_tunnel_port(b, ++i, whose, f))
				return false;
		} else if (!find_word(sums, word(b, i), &f->sum)) {
			conf_bind_report(b, DIAG_BAD_VALUE, i, "Invalid tunnel option %s for %s.", word(b, i), whose);
			return false;
		}
	}
	return true;
}

static const char *tunnel_fault(const struct conf_forward *f)
{
	if ((f->tunnel == CONF_TUNNEL_GUE) != (f->port != 0))
		return "gue tunnels require port, otherwise cannot have port.";
	if (f->tunnel == CONF_TUNNEL_IPIP && f->sum != CONF_TUNNEL_NOCSUM)
		return "ipip tunnels do not support checksum option.";
	if (f->tunnel == CONF_TUNNEL_GRE && f->sum == CONF_TUNNEL_REMCSUM)
		return "gre tunnels do not support remote checksum option.";
	return NULL;
}

/* Bad options are dropped; the method stays. */
static bool parse_forward(struct conf_bind *b, const struct conf_key *key, void *object, const char *whose)
{
	struct conf_forward *field = conf_field(key, object);
	struct conf_forward  f = { 0 };
	const char          *fault;

	if (lacks_value(b))
		return true;
	if (!find_word(methods, word(b, 1), &f.method)) {
		diag_help(b->diags,
			  conf_bind_report(b, DIAG_BAD_VALUE, 1, "PARSER : unknown [%s] routing method for %s.",
					   word(b, 1), whose),
			  "expected NAT, DR or TUN (upper case)");
		return true;
	}
	*field = (struct conf_forward){ .method = f.method };
	conf_bind_given(b, key, object, 1);
	if (!read_tunnel(b, whose, &f))
		return true;
	fault = tunnel_fault(&f);
	if (fault)
		conf_bind_report(b, DIAG_CONFLICT, 1, "%s", fault);
	else if (f.method == CONF_FORWARD_TUN) /* the options of others are read, and mean nothing */
		*field = f;
	return true;
}

static bool parse_virtual_forward(struct conf_bind *b, const struct conf_key *key, void *object)
{
	return parse_forward(b, key, object, "virtual server");
}

static bool parse_real_forward(struct conf_bind *b, const struct conf_key *key, void *object)
{
	return parse_forward(b, key, object, "real server");
}

static bool parse_sorry_forward(struct conf_bind *b, const struct conf_key *key, void *object)
{
	return parse_forward(b, key, object, "sorry server");
}

static void format_forward(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_forward *f = conf_field_const(key, object);

	if (!f->method)
		return;
	sbuf_addf(out, " %s", word_of(methods, f->method));
	if (f->tunnel != CONF_TUNNEL_IPIP)
		sbuf_addf(out, " type %s", word_of(tunnels, f->tunnel));
	if (f->port)
		sbuf_addf(out, " port %" PRIu16, f->port);
	if (f->sum != CONF_TUNNEL_NOCSUM)
		sbuf_addf(out, " %s", word_of(sums, f->sum));
}

const struct conf_custom lvs_forward = { parse_virtual_forward, format_forward, NULL };
const struct conf_custom lvs_real_forward = { parse_real_forward, format_forward, NULL };
const struct conf_custom lvs_sorry_forward = { parse_sorry_forward, format_forward, NULL };

/* sorry_server ADDR [PORT] */

static bool parse_sorry_server(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_virtual *v = object;
	struct addr          addr;
	uint32_t             port;
	struct conf_real    *sorry;

	if (lacks_value(b))
		return true;
	if (!lvs_read_server(b, 1, &addr, &port)) {
		conf_bind_report(b, DIAG_BAD_ADDRESS, 1, "Invalid sorry server IP address %s - skipping", word(b, 1));
		return true;
	}
	sorry = arena_new(b->image, struct conf_real);
	sorry->service = v;
	sorry->addr = addr;
	sorry->written_port = port;
	sorry->weight = 1;
	v->sorry = sorry;
	conf_bind_given(b, key, object, 1);
	return true;
}

static void format_sorry_server(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_virtual *v = object;

	(void)key;
	if (v->sorry)
		add_server(out, &v->sorry->addr, v->sorry->written_port);
}

const struct conf_custom lvs_sorry_server = { parse_sorry_server, format_sorry_server, NULL };

/* persistence_granularity MASK: dotted for IPv4, a prefix length for IPv6 */

static bool read_mask(struct conf_bind *b, uint8_t family, struct addr *mask)
{
	struct in_addr dotted;
	int64_t        len;

	*mask = (struct addr){ .family = family };
	if (family == ADDR_IPV6) {
		if (!conf_bind_number(b, 1, 1, 128, false, &len))
			return false;
		mask->bytes[0] = (uint8_t)len;
		return true;
	}
	if (!inet_aton(word(b, 1), &dotted))
		return false;
	memcpy(mask->bytes, &dotted, sizeof(dotted));
	return true;
}

static bool parse_granularity(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_virtual *v = object;
	struct addr          mask;
	uint8_t              family = v->family;
	struct diag         *d;

	if (lacks_value(b))
		return true;
	if (!family)
		family = strchr(word(b, 1), '.') ? ADDR_IPV4 : ADDR_IPV6;
	if (!read_mask(b, family, &mask)) {
		d = conf_bind_report(b, DIAG_BAD_VALUE, 1, "Invalid IPv%d persistence_granularity specified - %s",
				     family == ADDR_IPV6 ? 6 : 4, word(b, 1));
		diag_help(b->diags, d, "%s", family == ADDR_IPV6 ? "expected a prefix length from 1 to 128"
								  : "expected a mask such as 255.255.255.0");
		return true;
	}
	v->family = family;
	v->granularity = mask;
	conf_bind_given(b, key, object, 1);
	return true;
}

static void format_granularity(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct addr *mask = conf_field_const(key, object);
	char               text[ADDR_LEN];

	if (mask->family == ADDR_IPV6)
		sbuf_addf(out, " %u", mask->bytes[0]);
	else if (mask->family)
		sbuf_addf(out, " %s", addr_format(mask, text));
}

const struct conf_custom lvs_granularity = { parse_granularity, format_granularity, NULL };

/* password TEXT */

static bool parse_password(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_ssl *ssl = object;

	if (!word(b, 1)) {
		conf_bind_complain(b, DIAG_MISSING_VALUE, key, 1, key->missing);
		return true;
	}
	if (conf_is_given(ssl, password))
		conf_bind_complain(b, DIAG_REPEATED, key, 1, key->repeated);
	secret_keep(model_of(b), word(b, 1), strlen(word(b, 1)) + 1, &ssl->password);
	conf_bind_given(b, key, object, 1);
	return true;
}

static void format_password(const struct conf_key *key, const void *object, struct sbuf *out)
{
	(void)key;
	if (((const struct conf_ssl *)object)->password.length)
		sbuf_add(out, " ********");
}

static bool equal_password(const struct conf_key *key, const void *a, const void *b)
{
	return conf_equal_secret(conf_field_const(key, a), conf_field_const(key, b));
}

const struct conf_custom lvs_ssl_password = { parse_password, format_password, equal_password };
