/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/conf_encap.h"

#include <inttypes.h>
#include <string.h>

#include "keepalived/model/rt_words.h"
#include "lib/text/num.h"

/* IP and IPv6: pairs of words */

enum option {
	OPTION_ID,
	OPTION_DST,
	OPTION_SRC,
	OPTION_TOS,
	OPTION_TTL,
	OPTION_FLAGS,
};

struct tunnel_option {
	const char *name;
	const char *complaint;
};

static const struct tunnel_option ip_options[] = {
	[OPTION_ID] = { "id", "encap id {value} value is invalid" },
	[OPTION_DST] = { "dst", "Invalid encap ip dst {value}" },
	[OPTION_SRC] = { "src", "Invalid encap ip src {value}" },
	[OPTION_TOS] = { "tos", "dsfield {value} not valid for ip encapsulation" },
	[OPTION_TTL] = { "ttl", "ttl {value} is not valid for ip encapsulation" },
	[OPTION_FLAGS] = { "flags", "flags {value} is not valid for ip encapsulation" },
};

static const struct tunnel_option ip6_options[] = {
	[OPTION_ID] = { "id", "id {value} value invalid for IPv6 encapsulation" },
	[OPTION_DST] = { "dst", "Invalid encap ip6 dst {value}" },
	[OPTION_SRC] = { "src", "Invalid encap ip6 src {value}" },
	[OPTION_TOS] = { "tc", "tc value tc is invalid for ip6 encapsulation" },
	[OPTION_TTL] = { "hoplimit", "Invalid hoplimit {value} specified for ip6 encapsulation" },
	[OPTION_FLAGS] = { "flags", "flags {value} is not valid for ip6 encapsulation" },
};

static bool is_ip6(const struct conf_encap_data *encap)
{
	return encap->kind == CONF_ENCAP_IP6;
}

static const struct tunnel_option *options_of(const struct conf_encap_data *encap)
{
	return is_ip6(encap) ? ip6_options : ip_options;
}

/* False: reported, but for the sentence of the option. */
static bool read_address(struct conf_bind *b, size_t word, const struct tunnel_option *option,
			 bool is_6, const struct conf_key *key, struct addr *ret_addr)
{
	if (!rt_words_address(b, word, ret_addr)) {
		conf_bind_complain(b, DIAG_BAD_ADDRESS, key, word, option->complaint);
		return false;
	}
	if ((ret_addr->family == ADDR_IPV6) == is_6)
		return true;
	conf_bind_report(b, DIAG_CONFLICT, word, "%s address %s not valid for %s encapsulation",
			 is_6 ? "IPv4" : "IPv6", conf_bind_word(b, word), is_6 ? "ip6" : "ip");
	return false;
}

static bool read_number(struct conf_bind *b, size_t word, const struct tunnel_option *option,
			int64_t max, const struct conf_key *key, uint32_t *ret_number)
{
	int64_t number;

	if (!conf_bind_number(b, word, 0, max, false, &number)) {
		conf_bind_complain(b, DIAG_OUT_OF_RANGE, key, word, option->complaint);
		return false;
	}
	*ret_number = (uint32_t)number;
	return true;
}

/* The value of option @i, at @word. */
static bool read_option(struct conf_bind *b, size_t word, enum option i, const struct conf_key *key,
			struct conf_encap_data *e)
{
	const struct tunnel_option *option = &options_of(e)[i];

	switch (i) {
	case OPTION_ID:
		e->has_id = rt_words_uint64(b, word, &e->id);
		if (!e->has_id)
			conf_bind_complain(b, DIAG_OUT_OF_RANGE, key, word, option->complaint);
		return e->has_id;
	case OPTION_DST: return e->has_dst = read_address(b, word, option, is_ip6(e), key, &e->dst);
	case OPTION_SRC: return e->has_src = read_address(b, word, option, is_ip6(e), key, &e->src);
	case OPTION_TOS:
		e->has_tos =
			rt_words_number(b, WORLD_RT_DSFIELD, conf_bind_word(b, word), 255, &e->tos);
		if (!e->has_tos)
			conf_bind_complain(b, DIAG_BAD_VALUE, key, word, option->complaint);
		return e->has_tos;
	case OPTION_TTL: return e->has_ttl = read_number(b, word, option, UINT8_MAX, key, &e->ttl);
	case OPTION_FLAGS:
		return e->has_flags = read_number(b, word, option, UINT16_MAX, key, &e->flags);
	}
	return false;
}

/* The option that the word is the name of, or -1. */
static int find_option(const struct conf_encap_data *e, const char *word)
{
	const struct tunnel_option *options = options_of(e);

	for (size_t i = 0; i < ARRAY_SIZE(ip_options); i++)
		if (strcmp(options[i].name, word) == 0)
			return (int)i;
	return -1;
}

static bool parse_tunnel(struct conf_bind *b, const struct conf_key *key, struct conf_encap_data *e)
{
	while (conf_bind_word(b, b->at + 1)) {
		int i = find_option(e, conf_bind_word(b, b->at));

		if (i < 0)
			break;
		if (!read_option(b, b->at + 1, (enum option)i, key, e))
			return false;
		b->at += 2;
	}
	if (e->has_id || e->has_dst)
		return true;
	conf_bind_report(b, DIAG_INCOMPLETE, b->at - 1,
			 "address or id missing for %s encapsulation", is_ip6(e) ? "ip6" : "ip");
	return false;
}

/* LABEL[/LABEL...] */

static bool read_labels(struct conf_bind *b, const char *text, struct conf_encap_data *e)
{
	for (;;) {
		size_t len = strcspn(text, "/");
		const char *label = arena_strndup(b->scratch, text, len);
		uint64_t number;

		if (e->n_labels == CONF_MPLS_LABELS ||
		    num_parse_uint_auto(label, &number) != NUM_OK || number > 0xfffff)
			return false;
		e->labels[e->n_labels++] = (uint32_t)number;
		if (!text[len])
			return true;
		text += len + 1;
	}
}

static bool parse_mpls(struct conf_bind *b, struct conf_encap_data *e)
{
	const char *text = conf_bind_word(b, b->at);
	struct diag *d;

	if (!text) {
		conf_bind_report(b, DIAG_INCOMPLETE, b->at,
				 "missing address for MPLS encapsulation");
		return false;
	}
	if (!read_labels(b, text, e)) {
		d = conf_bind_report(b, DIAG_BAD_VALUE, b->at,
				     "invalid mpls address %s for encapsulation", text);
		diag_help(b->diags, d,
			  "expected LABEL[/LABEL...], each from 0 to 1048575, at most %u",
			  CONF_MPLS_LABELS);
		return false;
	}
	b->at++;
	return true;
}

/* Four groups of hexadecimal digits */

static bool read_group(const char **text, uint64_t *ret_group)
{
	static const char digits[] = "0123456789abcdef";
	const char *s = *text;
	size_t n = 0;
	uint64_t value = 0;

	if (s[0] == '0' && (s[1] == 'x' || s[1] == 'X'))
		s += 2;
	for (; *s && *s != ':'; s++, n++) {
		char lower = *s >= 'A' && *s <= 'F' ? (char)(*s - 'A' + 'a') : *s;
		const char *digit = strchr(digits, lower);

		if (!digit)
			return false;
		value = value << 4 | (uint64_t)(digit - digits);
		if (value > UINT16_MAX)
			return false;
	}
	*text = s;
	*ret_group = value;
	return n > 0;
}

static bool read_locator(const char *text, uint64_t *ret_locator)
{
	uint64_t locator = 0;

	for (unsigned i = 0; i < 4; i++) {
		uint64_t group;

		if (i && *text++ != ':')
			return false;
		if (!read_group(&text, &group))
			return false;
		locator = locator << 16 | group;
	}
	*ret_locator = locator;
	return !*text;
}

static bool parse_ila(struct conf_bind *b, struct conf_encap_data *e)
{
	const char *text = conf_bind_word(b, b->at);
	struct diag *d;

	if (!text) {
		conf_bind_report(b, DIAG_INCOMPLETE, b->at,
				 "missing locator for ILA encapsulation");
		return false;
	}
	if (!read_locator(text, &e->locator)) {
		d = conf_bind_report(b, DIAG_BAD_VALUE, b->at,
				     "invalid locator %s for ila encapsulation", text);
		diag_help(b->diags, d,
			  "expected four groups of hexadecimal digits, as in 2001:db8:0:1");
		return false;
	}
	b->at++;
	return true;
}

/* TYPE */

static const struct conf_word_value kinds[] = {
	{ "ip", CONF_ENCAP_IP },
	{ "ip6", CONF_ENCAP_IP6 },
	{ "mpls", CONF_ENCAP_MPLS },
	{ "ila", CONF_ENCAP_ILA },
};

static enum conf_encap kind_of(const char *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (strcmp(kinds[i].word, text) == 0)
			return kinds[i].value;
	return CONF_ENCAP_NONE;
}

static bool parse_kind(struct conf_bind *b, const struct conf_key *key, const char *text,
		       struct conf_encap_data *e)
{
	struct diag *d;

	switch (kind_of(text)) {
	case CONF_ENCAP_IP:
	case CONF_ENCAP_IP6: return parse_tunnel(b, key, e);
	case CONF_ENCAP_MPLS: return parse_mpls(b, e);
	case CONF_ENCAP_ILA: return parse_ila(b, e);
	case CONF_ENCAP_NONE: break;
	}
	d = conf_bind_report(b, DIAG_BAD_VALUE, b->at - 1, "Unknown encap type - %s", text);
	diag_help(b->diags, d, "expected one of: ip ip6 mpls ila");
	return false;
}

bool conf_encap_parse(struct conf_bind *b, const struct conf_key *key,
		      struct conf_encap_data *ret_encap)
{
	struct conf_encap_data e = { 0 };
	const char *text = conf_bind_word(b, b->at + 1);

	if (!text) {
		conf_bind_report(b, DIAG_INCOMPLETE, b->at + 1, "Missing encap type");
		return false;
	}
	e.kind = (uint8_t)kind_of(text);
	b->at += 2;
	if (!parse_kind(b, key, text, &e))
		return false;
	*ret_encap = e;
	return true;
}

static void format_tunnel(const struct conf_encap_data *e, struct sbuf *out)
{
	const struct tunnel_option *options = options_of(e);
	char text[ADDR_LEN];

	sbuf_add(out, is_ip6(e) ? " ip6" : " ip");
	if (e->has_id)
		sbuf_addf(out, " id %" PRIu64, e->id);
	if (e->has_dst)
		sbuf_addf(out, " dst %s", addr_format(&e->dst, text));
	if (e->has_src)
		sbuf_addf(out, " src %s", addr_format(&e->src, text));
	if (e->has_tos)
		sbuf_addf(out, " %s 0x%02x", options[OPTION_TOS].name, e->tos);
	if (e->has_ttl)
		sbuf_addf(out, " %s %u", options[OPTION_TTL].name, e->ttl);
	if (e->has_flags)
		sbuf_addf(out, " flags %u", e->flags);
}

void conf_encap_format(const struct conf_encap_data *encap, struct sbuf *out)
{
	switch ((enum conf_encap)encap->kind) {
	case CONF_ENCAP_NONE: return;
	case CONF_ENCAP_IP:
	case CONF_ENCAP_IP6: format_tunnel(encap, out); return;
	case CONF_ENCAP_MPLS:
		sbuf_add(out, " mpls ");
		for (uint32_t i = 0; i < encap->n_labels; i++)
			sbuf_addf(out, "%s%u", i ? "/" : "", encap->labels[i]);
		return;
	case CONF_ENCAP_ILA:
		sbuf_addf(out, " ila %x:%x:%x:%x", (unsigned)(encap->locator >> 48),
			  (unsigned)(encap->locator >> 32 & UINT16_MAX),
			  (unsigned)(encap->locator >> 16 & UINT16_MAX),
			  (unsigned)(encap->locator & UINT16_MAX));
		return;
	}
}
