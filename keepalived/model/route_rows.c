/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/route_rows.h"

#include <linux/rtnetlink.h>
#include <string.h>

#include "keepalived/model/conf_encap.h"
#include "keepalived/model/conf_metric.h"
#include "keepalived/model/conf_nexthop.h"
#include "keepalived/model/model_load.h"
#include "keepalived/model/rt_words.h"

static bool is_row_given(const struct conf_key *key, const struct conf_route *route)
{
	return conf_origin_find(&route->head, key->offset) != NULL;
}

static bool report_mixed(struct conf_bind *b, size_t word)
{
	struct diag *d = conf_bind_report(b, DIAG_CONFLICT, word,
					  "Cannot mix IPv4 and IPv6 addresses for route");

	diag_help(b->diags, d, "all addresses of a route have the family of the first one");
	return false;
}

/* [to] [TYPE] DESTINATION */

static bool report_unknown(struct conf_bind *b, size_t word)
{
	const char *text = conf_bind_word(b, word);
	struct diag *d =
		conf_bind_report(b, DIAG_EXTRA_WORDS, word, "unknown route keyword %s", text);

	if (strcmp(text, "track_group") == 0)
		diag_help(b->diags, d, "track_group is for static_routes");
	else
		rt_words_hint(b, d, &conf_route_block, text);
	return false;
}

/* What @text says of a destination without an address; false: it is one. */
static bool is_default(const char *text, uint8_t *ret_family)
{
	bool is_6 = strcmp(text, "default6") == 0;

	*ret_family = is_6 ? ADDR_IPV6 : ADDR_NONE;
	return is_6 || rt_words_is_any(text);
}

static bool read_destination(struct conf_bind *b, struct conf_route *route, size_t word)
{
	const char *text = conf_bind_word(b, word);
	struct prefix dst = { .len = 0 };
	struct diag *d;

	if (!is_default(text, &dst.addr.family) && !rt_words_prefix(b, word, &dst))
		return report_unknown(b, word);
	if (dst.addr.family != ADDR_NONE && !conf_route_agree(route, dst.addr.family)) {
		d = conf_bind_report(b, DIAG_CONFLICT, word,
				     "Cannot mix IPv4 and IPv6 addresses for route (%s)", text);
		diag_help(b->diags, d, "all addresses of a route have the family of the first one");
		return false;
	}
	if (route->has_dst)
		conf_bind_report(b, DIAG_NOTICE, word,
				 "the route has more than one destination; %s counts", text);
	route->dst = dst;
	route->has_dst = true;
	conf_bind_given(b, conf_bind_key(b, &conf_route_block, "to"), route, word);
	b->at = word + 1;
	return true;
}

/* Is @word the type of a route that is still to be told where to? */
static bool take_type(struct conf_bind *b, struct conf_route *route, size_t word)
{
	if (route->has_type || route->has_dst ||
	    !rt_words_type(conf_bind_word(b, word), &route->type))
		return false;
	route->has_type = true;
	return true;
}

static bool parse_to(struct conf_bind *b, const struct conf_key *key, void *object)
{
	size_t word = rt_words_value(b);

	(void)key;
	if (!word)
		return false;
	if (take_type(b, object, word) && !conf_bind_word(b, ++word)) {
		conf_bind_missing(b, word);
		return false;
	}
	return read_destination(b, object, word);
}

static bool parse_other(struct conf_bind *b, void *object)
{
	if (!take_type(b, object, b->at))
		return read_destination(b, object, b->at);
	b->at++;
	if (!conf_bind_word(b, b->at))
		conf_bind_missing(b, b->at);
	return !b->is_stopped;
}

static void format_to(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_route *route = object;
	const char *type = rt_words_type_name(route->type);
	char text[PREFIX_LEN];

	(void)key;
	if (route->has_type && type)
		sbuf_addf(out, " %s", type);
	else if (route->has_type)
		sbuf_addf(out, " %u", route->type);
	if (route->dst.len)
		sbuf_addf(out, " %s", prefix_format(&route->dst, text));
	else
		sbuf_add(out, route->dst.addr.family == ADDR_IPV6 ? " ::/0" : " default");
}

static const struct conf_custom to_functions = { parse_to, format_to, NULL };

/* Gateways and other addresses */

static bool parse_via(struct conf_bind *b, const struct conf_key *key, void *object)
{
	static const struct conf_via_words words = {
		.invalid = "invalid route via address {value}",
		.mixed = "Cannot mix IPv4 and IPv6 addresses for route",
		.other_family = "Cannot mix IPv4 and IPv6 addresses for route",
	};
	struct conf_route *route = object;

	if (!conf_via_parse(b, key, route, &words, &route->via))
		return false;
	conf_bind_given(b, key, object, b->at - 1);
	return true;
}

static void format_via(const struct conf_key *key, const void *object, struct sbuf *out)
{
	conf_via_format(object, conf_field_const(key, object), out);
}

/* An address of the route's family; the row's complaint is for one that is none. */
static bool parse_address(struct conf_bind *b, const struct conf_key *key, void *object)
{
	size_t word = rt_words_value(b);
	struct addr addr;

	if (!word)
		return false;
	if (!rt_words_address(b, word, &addr)) {
		conf_bind_complain(b, DIAG_BAD_ADDRESS, key, word, key->complaint);
		return false;
	}
	if (!conf_route_agree(object, addr.family))
		return report_mixed(b, word);
	*(struct addr *)conf_field(key, object) = addr;
	conf_bind_given(b, key, object, word);
	b->at = word + 1;
	return true;
}

static bool parse_or(struct conf_bind *b, const struct conf_key *key, void *object)
{
	const struct conf_route *route = object;
	size_t word = rt_words_value(b);

	if (!word)
		return false;
	if (route->second_via.family == ADDR_NONE)
		return parse_address(b, key, object);
	conf_bind_report(b, DIAG_REPEATED, word,
			 "\"or\" route already specified - ignoring subsequent");
	b->at = word + 1;
	return true;
}

static bool parse_from(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_route *route = object;
	size_t word = rt_words_value(b);
	const char *text = word ? conf_bind_word(b, word) : "";
	struct prefix from = { .len = 0 };

	if (!word)
		return false;
	if (!rt_words_is_any(text) && !rt_words_prefix(b, word, &from)) {
		conf_bind_report(b, DIAG_BAD_ADDRESS, word, "invalid route from address %s", text);
		return false;
	}
	if (from.addr.family != ADDR_IPV6) {
		conf_bind_report(b, DIAG_CONFLICT, word,
				 "route from address only supported with IPv6 (%s)", text);
		return false;
	}
	if (!conf_route_agree(route, ADDR_IPV6))
		return report_mixed(b, word);
	route->from = from;
	conf_bind_given(b, key, object, word);
	b->at = word + 1;
	return true;
}

static void format_from(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_route *route = object;
	char text[PREFIX_LEN];

	if (is_row_given(key, route))
		sbuf_addf(out, " %s", prefix_format(&route->from, text));
}

static const struct conf_custom via_functions = { parse_via, format_via, NULL };
static const struct conf_custom or_functions = { parse_or, format_via, NULL };
static const struct conf_custom src_functions = { parse_address, format_via, NULL };
static const struct conf_custom from_functions = { parse_from, format_from, NULL };

/* Numbers with names, into a uint32_t; the row's complaint is for one that is neither. */

static bool parse_named(struct conf_bind *b, const struct conf_key *key, void *object,
			enum world_rt kind, uint32_t max)
{
	size_t word = rt_words_value(b);

	if (!word)
		return false;
	if (!rt_words_number(b, kind, conf_bind_word(b, word), max, conf_field(key, object))) {
		conf_bind_complain(b, DIAG_BAD_VALUE, key, word, key->complaint);
		return false;
	}
	conf_bind_given(b, key, object, word);
	b->at = word + 1;
	return true;
}

static void format_number(const struct conf_key *key, const void *object, struct sbuf *out)
{
	if (is_row_given(key, object))
		sbuf_addf(out, " %u", *(const uint32_t *)conf_field_const(key, object));
}

static bool parse_table(struct conf_bind *b, const struct conf_key *key, void *object)
{
	return parse_named(b, key, object, WORLD_RT_TABLE, UINT32_MAX);
}

static bool parse_scope(struct conf_bind *b, const struct conf_key *key, void *object)
{
	return parse_named(b, key, object, WORLD_RT_SCOPE, UINT8_MAX);
}

static bool parse_protocol(struct conf_bind *b, const struct conf_key *key, void *object)
{
	return parse_named(b, key, object, WORLD_RT_PROTOCOL, UINT8_MAX);
}

static bool parse_tos(struct conf_bind *b, const struct conf_key *key, void *object)
{
	return parse_named(b, key, object, WORLD_RT_DSFIELD, UINT8_MAX);
}

static bool parse_realms(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_route *route = object;
	size_t word = rt_words_value(b);

	if (!word)
		return false;
	if (!rt_words_realms(b, conf_bind_word(b, word), &route->realms)) {
		conf_bind_complain(b, DIAG_BAD_VALUE, key, word, key->complaint);
		return false;
	}
	if (!conf_route_agree(route, ADDR_IPV4)) {
		conf_bind_report(b, DIAG_CONFLICT, b->at, "realms are only valid for IPv4");
		return false;
	}
	conf_bind_given(b, key, object, word);
	b->at = word + 1;
	return true;
}

static void format_realms(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_route *route = object;

	if (!is_row_given(key, route))
		return;
	sbuf_add_char(out, ' ');
	rt_words_add_realms(out, route->realms);
}

static const struct conf_custom table_functions = { parse_table, format_number, NULL };
static const struct conf_custom scope_functions = { parse_scope, format_number, NULL };
static const struct conf_custom protocol_functions = { parse_protocol, format_number, NULL };
static const struct conf_custom tos_functions = { parse_tos, format_number, NULL };
static const struct conf_custom realms_functions = { parse_realms, format_realms, NULL };

/* For IPv6 only */

static bool agree_on_6(struct conf_bind *b, struct conf_route *route)
{
	if (conf_route_agree(route, ADDR_IPV6))
		return true;
	conf_bind_report(b, DIAG_CONFLICT, b->at, "%s is only valid for IPv6",
			 conf_bind_word(b, b->at));
	return false;
}

static bool parse_expires(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_route *route = object;
	size_t word;
	int64_t seconds;

	if (!agree_on_6(b, route))
		return false;
	word = rt_words_value(b);
	if (!word)
		return false;
	if (!conf_bind_number(b, word, 0, key->max, false, &seconds)) {
		conf_bind_complain(b, DIAG_OUT_OF_RANGE, key, word, key->complaint);
		return false;
	}
	route->expires = (uint32_t)seconds;
	route->has_expires = true;
	conf_bind_given(b, key, object, word);
	b->at = word + 1;
	return true;
}

/* RFC 4191 2.1 */
static const struct conf_word_value prefs[] = {
	{ "medium", 0 },
	{ "high", 1 },
	{ "low", 3 },
};

static bool find_pref(const char *text, int64_t *ret_pref)
{
	for (size_t i = 0; i < ARRAY_SIZE(prefs); i++) {
		if (strcmp(prefs[i].word, text) == 0) {
			*ret_pref = prefs[i].value;
			return true;
		}
	}
	return false;
}

static bool parse_pref(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_route *route = object;
	size_t word;
	int64_t pref;
	struct diag *d;

	if (!agree_on_6(b, route))
		return false;
	word = rt_words_value(b);
	if (!word)
		return false;
	if (!find_pref(conf_bind_word(b, word), &pref) &&
	    !conf_bind_number(b, word, 0, key->max, false, &pref)) {
		d = conf_bind_complain(b, DIAG_BAD_VALUE, key, word, key->complaint);
		diag_help(b->diags, d, "expected low, medium, high or a number from 0 to 255");
		return false;
	}
	route->pref = (uint32_t)pref;
	route->has_pref = true;
	conf_bind_given(b, key, object, word);
	b->at = word + 1;
	return true;
}

static const struct conf_custom expires_functions = { parse_expires, format_number, NULL };
static const struct conf_custom pref_functions = { parse_pref, format_number, NULL };

/* Others */

static bool parse_ttl_propagate(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_route *route = object;
	size_t word = rt_words_value(b);
	const char *text = word ? conf_bind_word(b, word) : "";
	struct diag *d;

	if (!word)
		return false;
	if (strcmp(text, "enabled") != 0 && strcmp(text, "disabled") != 0) {
		d = conf_bind_complain(b, DIAG_BAD_VALUE, key, word, key->complaint);
		diag_help(b->diags, d, "expected enabled or disabled");
		return false;
	}
	route->ttl_propagate = strcmp(text, "enabled") == 0;
	route->has_ttl_propagate = true;
	conf_bind_given(b, key, object, word);
	b->at = word + 1;
	return true;
}

static void format_ttl_propagate(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_route *route = object;

	(void)key;
	if (route->has_ttl_propagate)
		sbuf_add(out, route->ttl_propagate ? " enabled" : " disabled");
}

static bool parse_as(struct conf_bind *b, const struct conf_key *key, void *object)
{
	size_t word = rt_words_value(b);

	(void)key;
	(void)object;
	if (!word)
		return false;
	conf_bind_report(b, DIAG_CONFLICT, b->at, "\"as to\" for MPLS only - ignoring");
	b->at = word + 1 + (strcmp(conf_bind_word(b, word), "to") == 0);
	return true;
}

static void format_nothing(const struct conf_key *key, const void *object, struct sbuf *out)
{
	(void)key;
	(void)object;
	(void)out;
}

static bool parse_encap(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_route *route = object;
	size_t at = b->at;

	if (!conf_encap_parse(b, key, &route->encap))
		return false;
	conf_bind_given(b, key, object, at);
	return true;
}

static void format_encap(const struct conf_key *key, const void *object, struct sbuf *out)
{
	conf_encap_format(conf_field_const(key, object), out);
}

static const struct conf_custom ttl_functions = { parse_ttl_propagate, format_ttl_propagate, NULL };
static const struct conf_custom as_functions = { parse_as, format_nothing, NULL };
static const struct conf_custom encap_functions = { parse_encap, format_encap, NULL };

/* The whole line */

static bool begin(struct conf_bind *b, void *object)
{
	struct conf_route *route = object;

	(void)b;
	route->type = CONF_ROUTE_UNICAST;
	route->table = RT_TABLE_MAIN;
	route->scope = RT_SCOPE_UNIVERSE;
	route->protocol = RTPROT_KEEPALIVED;
	return true;
}

/* A gateway of IPv6 decides only where nothing else does. */
static uint8_t family_of_gateways(const struct conf_route *route)
{
	if (route->via.family != ADDR_NONE)
		return route->via.family;
	conf_each(const struct conf_nexthop, hop,
		  route->nexthops) if (hop->via.family != ADDR_NONE) return hop->via.family;
	return ADDR_IPV4;
}

static bool settle_family(struct conf_bind *b, struct conf_route *route)
{
	uint8_t family = conf_route_family(route);

	if (family == ADDR_NONE)
		family = family_of_gateways(route);
	if (route->says_inet6 && (family == ADDR_IPV4 || route->says_inet)) {
		rt_words_report(b, DIAG_CONFLICT, &route->head,
				offsetof(struct conf_route, says_inet6),
				"inet6 specified for IPv4 route");
		return false;
	}
	if (route->says_inet && family == ADDR_IPV6) {
		rt_words_report(b, DIAG_CONFLICT, &route->head,
				offsetof(struct conf_route, says_inet),
				"inet specified for IPv6 route");
		return false;
	}
	route->family = family;
	route->dst.addr.family = family;
	return true;
}

/* Of prepend, append and add the last word counts. */
static void settle_mode(struct conf_route *route)
{
	const struct conf_origin *o = route->head.origins;

	while (o && o->offset != offsetof(struct conf_route, is_prepend) &&
	       o->offset != offsetof(struct conf_route, is_append) &&
	       o->offset != offsetof(struct conf_route, is_add))
		o = o->next;
	route->is_prepend = o && o->offset == offsetof(struct conf_route, is_prepend);
	route->is_append = o && o->offset == offsetof(struct conf_route, is_append);
	route->is_add = o && o->offset == offsetof(struct conf_route, is_add);
	route->mode = CONF_ROUTE_PREPEND;
	if (route->is_append)
		route->mode = CONF_ROUTE_APPEND;
	else if (route->is_add)
		route->mode = CONF_ROUTE_ADD;
}

/* The widest scope that the kernel takes for the type. */
static uint32_t widest_scope(uint8_t type)
{
	if (type == CONF_ROUTE_LOCAL)
		return RT_SCOPE_HOST;
	if (type == CONF_ROUTE_BROADCAST || type == CONF_ROUTE_ANYCAST)
		return RT_SCOPE_LINK;
	return RT_SCOPE_UNIVERSE;
}

static void settle_protocol(struct conf_bind *b, struct conf_route *route)
{
	struct diag *d;

	if (route->no_track || route->protocol == RTPROT_KEEPALIVED)
		return;
	d = rt_words_report(
		b, DIAG_CONFLICT, &route->head, offsetof(struct conf_route, protocol),
		"Route cannot be tracked if protocol is not RTPROT_KEEPALIVED(%d), resetting protocol",
		RTPROT_KEEPALIVED);
	diag_help(b->diags, d, "a protocol of its own needs no_track");
	route->protocol = RTPROT_KEEPALIVED;
}

static bool end(struct conf_bind *b, void *object)
{
	struct conf_route *route = object;

	if (!route->has_dst) {
		struct diag *d =
			conf_bind_report(b, DIAG_INCOMPLETE, 0, "Route must have a destination");

		diag_help(b->diags, d, "an address with /PREFIX, or default");
		return false;
	}
	if (!settle_family(b, route))
		return false;
	settle_mode(route);
	settle_protocol(b, route);
	route->has_metric = conf_is_given(route, metric);
	if (!conf_is_given(route, scope))
		route->scope = widest_scope(route->type);
	return true;
}

/* Rows */
/* clang-format off */

#define METRIC(n, index, functions, limit, sentence, text)					\
	{ .name = (n), CONF_CUSTOM(struct conf_route, metrics[index], &(functions)),		\
	  .max = (limit),									\
	  .complaint = (sentence), .help = (text) }

#define PRIORITY(n)										\
	.name = (n), CONF_UINT(struct conf_route, metric), .max = UINT32_MAX,			\
	.bad = CONF_BAD_DROP,									\
	.complaint = "Invalid metric {value} specified for route"

/* Because: an encapsulation and next hops take all words they know, what must not be theirs stands
 * before them in canonical text; hence two lists. */
#define FIRST_ROWS										\
	{ .name = "inet", CONF_FLAG(struct conf_route, says_inet),				\
	  .help = "The route is one of IPv4." },						\
	{ .name = "inet6", CONF_FLAG(struct conf_route, says_inet6),				\
	  .help = "The route is one of IPv6." },						\
	{ .name = "to", CONF_CUSTOM(struct conf_route, dst, &to_functions),			\
	  .help = "Destination: address and prefix length, or default; a type may stand"	\
		  " before it, and the word itself may be left out." },				\
	{ .name = "via", CONF_CUSTOM(struct conf_route, via, &via_functions),			\
	  .help = "Gateway; inet6 before it lets an IPv4 route have one of IPv6." },		\
	{ .name = "gw", CONF_CUSTOM(struct conf_route, via, &via_functions),			\
	  .is_alias = true,									\
	  .deprecated = "\"gw\" for routes is deprecated. Please use \"via\"",			\
	  .help = "Old name of via." },								\
	{ .name = "or", CONF_CUSTOM(struct conf_route, second_via, &or_functions),		\
	  .complaint = "Invalid \"or\" address {value}",					\
	  .deprecated = "\"or\" for routes is deprecated. Please use \"nexthop\"",		\
	  .help = "Second gateway beside via, of equal cost." },				\
	{ .name = "src", CONF_CUSTOM(struct conf_route, src, &src_functions),			\
	  .complaint = "invalid route src address {value}",					\
	  .help = "Source address preferred for what goes this way." },				\
	{ .name = "from", CONF_CUSTOM(struct conf_route, from, &from_functions),		\
	  .help = "IPv6: the route is for packets from this prefix only." },			\
	{ .name = "dev", CONF_STRING(struct conf_route, dev),					\
	  .help = "Interface to send by; the instance tracks it." },				\
	{ .name = "oif", CONF_STRING(struct conf_route, dev), .is_alias = true,			\
	  .help = "Other name of dev." },							\
	{ .name = "table", CONF_CUSTOM(struct conf_route, table, &table_functions),		\
	  .def = "main", .complaint = "Routing table {value} not found for route",		\
	  .help = "Routing table, by name or number." },					\
	{ .name = "vrf", CONF_STRING(struct conf_route, vrf),					\
	  .help = "Put it in the table of this VRF device." },					\
	{ PRIORITY("metric"),									\
	  .help = "Preference among equal destinations; the smallest wins." },			\
	{ PRIORITY("priority"), .is_alias = true, .help = "Other name of metric." },		\
	{ PRIORITY("preference"), .is_alias = true, .help = "Other name of metric." },		\
	{ .name = "scope", CONF_CUSTOM(struct conf_route, scope, &scope_functions),		\
	  .def = "global", .complaint = "Scope {value} not found or invalid for route",		\
	  .help = "How far the destination is: global, site, link, host, nowhere or a"		\
		  " number." },									\
	{ .name = "protocol",									\
	  CONF_CUSTOM(struct conf_route, protocol, &protocol_functions),			\
	  .def = "keepalived",									\
	  .complaint = "Protocol {value} not found or invalid for route",			\
	  .help = "Who the kernel is told made the route; anything else needs"			\
		  " no_track." },								\
	{ .name = "tos", CONF_CUSTOM(struct conf_route, tos, &tos_functions), .def = "0",	\
	  .complaint = "TOS value {value} is invalid",						\
	  .help = "Type of service of the packets it is for." },				\
	{ .name = "dsfield", CONF_CUSTOM(struct conf_route, tos, &tos_functions),		\
	  .is_alias = true, .complaint = "TOS value {value} is invalid",			\
	  .help = "Other name of tos." },							\
	{ .name = "onlink", CONF_FLAG(struct conf_route, is_onlink),				\
	  .help = "Reach the gateway by the interface even if no subnet has it." },		\
	{ .name = "prepend", CONF_FLAG(struct conf_route, is_prepend),				\
	  .help = "Put it before routes that match the same, which is the default." },		\
	{ .name = "append", CONF_FLAG(struct conf_route, is_append),				\
	  .help = "Put it behind routes that match the same." },				\
	{ .name = "add", CONF_FLAG(struct conf_route, is_add),					\
	  .help = "Do nothing if a route that matches the same exists." },			\
	{ .name = "no_track", CONF_FLAG(struct conf_route, no_track),				\
	  .help = "Do not track its interface, and let others delete it." },			\
	{ .name = "as", CONF_CUSTOM(struct conf_route, head, &as_functions),			\
	  .is_alias = true, .help = "Of no effect; some tools write it for MPLS." },		\
	METRIC("mtu", RTAX_MTU, conf_metric_lockable, UINT32_MAX,				\
	       "Invalid MTU {value} specified for route",					\
	       "MTU along the path; lock forbids to learn a smaller one."),			\
	METRIC("window", RTAX_WINDOW, conf_metric_plain, UINT32_MAX,				\
	       "Invalid window value {value} specified for route",				\
	       "Largest TCP window to advertise, in bytes."),					\
	METRIC("rtt", RTAX_RTT, conf_metric_time, CONF_METRIC_SECONDS * 8000LL,			\
	       "Invalid rtt {value} for route",							\
	       "Round trip time to begin with; without a unit in 1/8 ms."),			\
	METRIC("rttvar", RTAX_RTTVAR, conf_metric_time, CONF_METRIC_SECONDS * 4000LL,		\
	       "Invalid rttvar {value} for route",						\
	       "Its variance to begin with; without a unit in 1/4 ms."),			\
	METRIC("ssthresh", RTAX_SSTHRESH, conf_metric_lockable, UINT32_MAX,			\
	       "Invalid ssthresh value {value} specified for route",				\
	       "Slow start threshold to begin with."),						\
	METRIC("cwnd", RTAX_CWND, conf_metric_lockable, UINT32_MAX,				\
	       "Invalid cwnd value {value} specified for route",				\
	       "Limit of the congestion window, in packets."),					\
	METRIC("advmss", RTAX_ADVMSS, conf_metric_lockable, UINT32_MAX,				\
	       "Invalid advmss {value} specified for route",					\
	       "Segment size to advertise to TCP peers."),					\
	METRIC("reordering", RTAX_REORDERING, conf_metric_lockable, UINT32_MAX,			\
	       "Invalid reordering value {value} specified for route",				\
	       "Reordering to expect, in packets."),						\
	METRIC("hoplimit", RTAX_HOPLIMIT, conf_metric_plain, UINT8_MAX,				\
	       "Invalid hoplimit {value} specified for route",					\
	       "Hop limit or TTL of packets that go this way."),				\
	METRIC("initcwnd", RTAX_INITCWND, conf_metric_plain, UINT32_MAX,			\
	       "Invalid initcwnd value {value} specified for route",				\
	       "Congestion window to begin with, in packets."),					\
	METRIC("features", RTAX_FEATURES, conf_metric_features, UINT32_MAX,			\
	       "feature {value} not supported",							\
	       "ecn: ask for explicit congestion notification."),				\
	METRIC("rto_min", RTAX_RTO_MIN, conf_metric_time, CONF_METRIC_SECONDS * 1000LL,		\
	       "Invalid rto_min value {value} specified for route",				\
	       "Shortest retransmission time; without a unit in ms."),				\
	METRIC("initrwnd", RTAX_INITRWND, conf_metric_plain, UINT32_MAX,			\
	       "Invalid initrwnd value {value} specified for route",				\
	       "Receive window to begin with, in packets."),					\
	METRIC("quickack", RTAX_QUICKACK, conf_metric_plain, 1,					\
	       "Invalid quickack value {value} specified for route",				\
	       "1: acknowledge at once."),							\
	METRIC("fastopen_no_cookie", RTAX_FASTOPEN_NO_COOKIE, conf_metric_plain, 1,		\
	       "Invalid fastopen_no_cookie value {value} specified for route",			\
	       "1: TCP fast open without a cookie."),						\
	{ .name = "congctl",									\
	  CONF_CUSTOM(struct conf_route, congctl, &conf_metric_congctl),			\
	  .help = "Congestion control of connections that go this way." },			\
	{ .name = "realms", CONF_CUSTOM(struct conf_route, realms, &realms_functions),		\
	  .complaint = "Invalid realms {value} for route",					\
	  .help = "IPv4: realm of the destination, with that of the source and / before"	\
		  " it." },									\
	{ .name = "expires", CONF_CUSTOM(struct conf_route, expires, &expires_functions),	\
	  .max = UINT32_MAX,									\
	  .complaint = "Invalid expires time {value} specified for route",			\
	  .help = "IPv6: seconds after which the kernel drops the route." },			\
	{ .name = "pref", CONF_CUSTOM(struct conf_route, pref, &pref_functions),		\
	  .max = UINT8_MAX, .def = "medium",							\
	  .complaint = "Invalid pref value {value} specified for route",			\
	  .help = "IPv6: router preference low, medium or high." },				\
	{ .name = "ttl-propagate",								\
	  CONF_CUSTOM(struct conf_route, ttl_propagate, &ttl_functions),			\
	  .complaint = "ttl-propagate value {value} not recognised",				\
	  .help = "MPLS: whether the TTL is carried over, enabled or disabled." }

#define LAST_ROWS										\
	{ .name = "encap", CONF_CUSTOM(struct conf_route, encap, &encap_functions),		\
	  .help = "Encapsulate: ip or ip6 with options, mpls with labels, ila with a"		\
		  " locator." },								\
	{ .name = "nexthop",									\
	  CONF_CUSTOM(struct conf_route, nexthops, &conf_nexthop_functions),			\
	  .help = "One of several ways of a multipath route: via, dev, weight, onlink,"		\
		  " encap, realms." }
/* clang-format on */

static const struct conf_key route_keys[] = {
	FIRST_ROWS,
	LAST_ROWS,
};

static const struct conf_key static_keys[] = {
	FIRST_ROWS,
	{ .name = "track_group",
	  CONF_STRING(struct conf_route, track_group),
	  .repeat = CONF_FIRST_WINS,
	  .repeated = "track_group {value} is a duplicate",
	  .help = "Instances of this group fail with the interface of the route." },
	LAST_ROWS,
};

const struct conf_block conf_route_block = {
	.name = "virtual route",
	CONF_BLOCK_OF(struct conf_route, route_keys),
	.is_line = true,
	.help = "A route that the master has.",
	.begin = begin,
	.end = end,
	.other = parse_other,
};

const struct conf_block conf_static_route_block = {
	.name = "static route",
	CONF_BLOCK_OF(struct conf_route, static_keys),
	.is_line = true,
	.help = "A route that is there whatever VRRP does.",
	.begin = begin,
	.end = end,
	.other = parse_other,
};

/* Completion */

static bool check_interfaces(struct conf_bind *b, const struct conf_route *route, bool is_dynamic)
{
	static const char what[] = "VROUTE nexthop";

	if (!rt_words_iface(b, &route->head, offsetof(struct conf_route, dev), route->dev, what,
			    is_dynamic))
		return false;
	conf_each(const struct conf_nexthop, hop,
		  route->nexthops) if (!rt_words_iface(b, &hop->head,
						       offsetof(struct conf_nexthop, dev), hop->dev,
						       what, is_dynamic)) return false;
	return true;
}

static bool check_vrf(struct conf_bind *b, const struct conf_route *route, bool is_dynamic)
{
	const struct model_load *m = model_of(b);
	struct world_iface iface;

	if (!route->vrf)
		return true;
	if (m->ops->iface(m->world, route->vrf, &iface)) {
		if (iface.kind == WORLD_LINK_VRF)
			return true;
	} else if (!is_dynamic) {
		rt_words_report(b, DIAG_UNKNOWN_NAME, &route->head,
				offsetof(struct conf_route, vrf), "VRF %s not found for route",
				route->vrf);
		return false;
	}
	rt_words_report(b, DIAG_BAD_VALUE, &route->head, offsetof(struct conf_route, vrf),
			"Route specified VRF %s is not a VRF", route->vrf);
	return false;
}

static void check_track_group(struct conf_bind *b, struct conf_route *route, bool is_group_known)
{
	if (!route->track_group)
		return;
	if (!is_group_known) {
		rt_words_report(b, DIAG_UNKNOWN_NAME, &route->head,
				offsetof(struct conf_route, track_group),
				"track_group %s not found", route->track_group);
		route->track_group = NULL;
	} else if (!route->dev) {
		rt_words_report(b, DIAG_CONFLICT, &route->head,
				offsetof(struct conf_route, track_group),
				"Static route cannot have track group if no oif specified");
		route->track_group = NULL;
	} else if (route->no_track) {
		rt_words_report(b, DIAG_NOTICE, &route->head,
				offsetof(struct conf_route, track_group),
				"track_group %s is of no effect with no_track", route->track_group);
	}
}

bool conf_route_check(struct conf_bind *b, struct conf_route *route, bool is_dynamic,
		      bool is_group_known)
{
	if (!check_interfaces(b, route, is_dynamic) || !check_vrf(b, route, is_dynamic))
		return false;
	check_track_group(b, route, is_group_known);
	return true;
}
