/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/conf_nexthop.h"

#include <string.h>

#include "keepalived/model/conf_encap.h"
#include "keepalived/model/rt_words.h"

uint8_t conf_route_family(const struct conf_route *route)
{
	if (route->family != ADDR_NONE)
		return route->family;
	if (route->says_inet6)
		return ADDR_IPV6;
	return route->says_inet ? ADDR_IPV4 : ADDR_NONE;
}

bool conf_route_agree(struct conf_route *route, uint8_t family)
{
	uint8_t known = conf_route_family(route);

	if (known != ADDR_NONE && known != family)
		return false;
	route->family = family;
	return true;
}

/* Gateways */

static uint8_t family_word(const char *text)
{
	if (strcmp(text, "inet") == 0)
		return ADDR_IPV4;
	return strcmp(text, "inet6") == 0 ? ADDR_IPV6 : ADDR_NONE;
}

static bool complain_mixed(struct conf_bind *b, const struct conf_key *key, size_t word,
			   const char *sentence)
{
	struct diag *d = conf_bind_complain(b, DIAG_CONFLICT, key, word, sentence);

	diag_help(b->diags, d, "the IPv6 gateway of an IPv4 route is written: via inet6 ADDRESS");
	return false;
}

bool conf_via_parse(struct conf_bind *b, const struct conf_key *key, struct conf_route *route,
		    const struct conf_via_words *words, struct addr *ret_via)
{
	size_t word = rt_words_value(b);
	uint8_t said = word ? family_word(conf_bind_word(b, word)) : ADDR_NONE;
	struct addr via;

	if (said != ADDR_NONE)
		word++;
	if (word && !conf_bind_word(b, word))
		conf_bind_missing(b, word);
	if (b->is_stopped)
		return false;
	if (said == ADDR_IPV4 && conf_route_family(route) == ADDR_IPV6)
		return complain_mixed(b, key, word - 1, words->other_family);
	if (!rt_words_address(b, word, &via)) {
		conf_bind_complain(b, DIAG_BAD_ADDRESS, key, word, words->invalid);
		return false;
	}
	if (said != ADDR_NONE && via.family != said)
		return complain_mixed(b, key, word, words->mixed);
	if (said != ADDR_IPV6 && !conf_route_agree(route, via.family))
		return complain_mixed(b, key, word, words->mixed);
	*ret_via = via;
	b->at = word + 1;
	return true;
}

void conf_via_format(const struct conf_route *route, const struct addr *via, struct sbuf *out)
{
	char text[ADDR_LEN];

	if (via->family == ADDR_NONE)
		return;
	sbuf_addf(out, " %s%s", via->family != route->family ? "inet6 " : "",
		  addr_format(via, text));
}

/* Next hops */

static const struct conf_key hop_via = { .name = "via", CONF_ADDR(struct conf_nexthop, via) };
static const struct conf_key hop_dev = { .name = "dev", CONF_STRING(struct conf_nexthop, dev) };

static bool parse_via(struct conf_bind *b, struct conf_route *route, struct conf_nexthop *hop)
{
	static const struct conf_via_words words = {
		.invalid = "invalid nexthop address {value}",
		.mixed = "Address family mismatch for next hop",
		.other_family = "IPv4/6 mismatch for nexthop",
	};

	if (!conf_via_parse(b, &hop_via, route, &words, &hop->via))
		return false;
	conf_bind_given(b, &hop_via, hop, b->at - 1);
	return true;
}

static bool parse_dev(struct conf_bind *b, struct conf_route *route, struct conf_nexthop *hop)
{
	size_t word = rt_words_value(b);

	(void)route;
	if (!word)
		return false;
	hop->dev = arena_strdup(b->image, conf_bind_word(b, word));
	conf_bind_given(b, &hop_dev, hop, word);
	b->at = word + 1;
	return true;
}

static bool parse_weight(struct conf_bind *b, struct conf_route *route, struct conf_nexthop *hop)
{
	size_t word = rt_words_value(b);
	int64_t weight = 0;
	struct diag *d;

	(void)route;
	if (!word)
		return false;
	/* Because: 0 is good as a number and bad as a weight, in two sentences. */
	if (!conf_bind_number(b, word, 0, 256, false, &weight) || !weight) {
		d = conf_bind_report(b, DIAG_OUT_OF_RANGE, word,
				     "Invalid weight %s specified for route",
				     conf_bind_word(b, word));
		diag_help(b->diags, d, "expected a number from 1 to 256; default 1");
		return false;
	}
	hop->weight = (uint32_t)weight;
	b->at = word + 1;
	return true;
}

static bool parse_onlink(struct conf_bind *b, struct conf_route *route, struct conf_nexthop *hop)
{
	(void)route;
	hop->is_onlink = true;
	b->at++;
	return true;
}

static bool parse_encap(struct conf_bind *b, struct conf_route *route, struct conf_nexthop *hop)
{
	(void)route;
	return conf_encap_parse(b, &hop_via, &hop->encap);
}

static bool parse_realms(struct conf_bind *b, struct conf_route *route, struct conf_nexthop *hop)
{
	size_t word = rt_words_value(b);

	if (!word)
		return false;
	if (!rt_words_realms(b, conf_bind_word(b, word), &hop->realms)) {
		conf_bind_report(b, DIAG_BAD_VALUE, word, "Invalid realms %s for route",
				 conf_bind_word(b, word));
		return false;
	}
	if (!conf_route_agree(route, ADDR_IPV4)) {
		conf_bind_report(b, DIAG_CONFLICT, b->at, "realms are only supported for IPv4");
		return false;
	}
	b->at = word + 1;
	return true;
}

static const struct {
	const char *name;
	bool (*parse)(struct conf_bind *b, struct conf_route *route, struct conf_nexthop *hop);
} hop_options[] = {
	{ "via", parse_via },       { "dev", parse_dev },     { "weight", parse_weight },
	{ "onlink", parse_onlink }, { "encap", parse_encap }, { "realms", parse_realms },
};

#define NO_OPTION ARRAY_SIZE(hop_options)

static size_t find_option(const char *word)
{
	size_t i = 0;

	while (i < NO_OPTION && strcmp(hop_options[i].name, word) != 0)
		i++;
	return i;
}

/* Words of one next hop, "nexthop" itself being at b->at. */
static bool parse_hop(struct conf_bind *b, struct conf_route *route)
{
	static const struct conf_block block = { .name = "nexthop",
						 .size = sizeof(struct conf_nexthop) };
	struct conf_nexthop *hop = conf_bind_new(b, &block, NULL, conf_bind_place(b, b->at));

	hop->weight = 1;
	b->at++;
	while (b->at < b->words.v.n) {
		size_t i = find_option(conf_bind_word(b, b->at));

		if (i == NO_OPTION)
			break;
		if (!hop_options[i].parse(b, route, hop))
			return false;
	}
	conf_append(&route->nexthops, hop);
	return true;
}

static bool report_nonsense(struct conf_bind *b)
{
	struct diag *d = conf_bind_report(b, DIAG_EXTRA_WORDS, b->at,
					  "Route has trailing nonsense after nexthops - %s",
					  conf_bind_word(b, b->at));

	diag_help(b->diags, d,
		  "next hops end the line: options of the route stand before the first one");
	return false;
}

static bool parse_nexthops(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_route *route = object;

	if (route->second_via.family != ADDR_NONE) {
		conf_bind_report(b, DIAG_CONFLICT, b->at,
				 "Cannot specify nexthops with \"or\" route");
		conf_bind_report(b, DIAG_EXTRA_WORDS, b->at,
				 "Route has trailing nonsense - nexthop");
		return false;
	}
	conf_bind_given(b, key, object, b->at);
	while (b->at < b->words.v.n) {
		if (strcmp(conf_bind_word(b, b->at), "nexthop") != 0)
			return report_nonsense(b);
		if (!parse_hop(b, route))
			return false;
	}
	return true;
}

/* Because: an IP tunnel takes every word it knows, the encapsulation comes last. */
static void format_hop(const struct conf_route *route, const struct conf_nexthop *hop,
		       struct sbuf *out)
{
	if (hop->via.family != ADDR_NONE) {
		sbuf_add(out, " via");
		conf_via_format(route, &hop->via, out);
	}
	if (hop->dev) {
		sbuf_add(out, " dev ");
		rt_words_add_text(out, hop->dev);
	}
	sbuf_addf(out, " weight %u", hop->weight);
	if (hop->is_onlink)
		sbuf_add(out, " onlink");
	if (hop->realms) {
		sbuf_add(out, " realms ");
		rt_words_add_realms(out, hop->realms);
	}
	if (hop->encap.kind != CONF_ENCAP_NONE) {
		sbuf_add(out, " encap");
		conf_encap_format(&hop->encap, out);
	}
}

static void format_nexthops(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_route *route = object;

	(void)key;
	conf_each(const struct conf_nexthop, hop, route->nexthops)
	{
		if (&hop->head != &route->nexthops.first->head)
			sbuf_add(out, " nexthop");
		format_hop(route, hop, out);
	}
}

const struct conf_custom conf_nexthop_functions = { parse_nexthops, format_nexthops, NULL };
