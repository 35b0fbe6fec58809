/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/rt_words.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "keepalived/model/model_load.h"
#include "lib/text/near.h"
#include "lib/text/num.h"

/* Addresses */

static bool report_invalid(struct conf_bind *b, size_t word)
{
	conf_bind_report(b, DIAG_BAD_ADDRESS, word, "VRRP parsed invalid IP %s. skipping IP...",
			 conf_bind_word(b, word));
	return false;
}

bool rt_words_address(struct conf_bind *b, size_t word, struct addr *ret_addr)
{
	return addr_parse(conf_bind_word(b, word), ret_addr) || report_invalid(b, word);
}

bool rt_words_prefix(struct conf_bind *b, size_t word, struct prefix *ret_prefix)
{
	const char *text = conf_bind_word(b, word);
	const char *slash = strchr(text, '/');
	const char *host = slash ? arena_strndup(b->scratch, text, (size_t)(slash - text)) : text;
	struct prefix p;
	int64_t len;

	if (!addr_parse(host, &p.addr))
		return report_invalid(b, word);
	p.len = addr_bits(&p.addr);
	if (slash) {
		if (conf_bind_number_in(b, word, slash + 1, 0, p.len, false, &len)) {
			p.len = (uint8_t)len;
		} else {
			struct diag *d = conf_bind_report(
				b, DIAG_OUT_OF_RANGE, word,
				"Invalid address prefix len %s for address %s - using %u",
				slash + 1, text, p.len);

			diag_help(b->diags, d, "expected the number of leading bits, 0 to %u",
				  p.len);
		}
	}
	*ret_prefix = p;
	return true;
}

bool rt_words_is_any(const char *text)
{
	return strcmp(text, "default") == 0 || strcmp(text, "any") == 0 || strcmp(text, "all") == 0;
}

/* Numbers */

static bool may_use_trailing(struct conf_bind *b, size_t word)
{
	const char *text = conf_bind_word(b, word);

	if (b->is_test)
		conf_bind_report(b, DIAG_INVALID_NUMBER, word, "invalid number '%s'", text);
	else
		conf_bind_report(b, DIAG_LOGGED, word, "WARNING - invalid number '%s'", text);
	return !b->is_test;
}

bool rt_words_uint64(struct conf_bind *b, size_t word, uint64_t *ret_value)
{
	const char *text = conf_bind_word(b, word);
	uint64_t value = 0;

	switch (*text ? num_parse_uint(text, &value) : NUM_OK) {
	case NUM_OK: break;
	case NUM_TRAILING:
		if (!may_use_trailing(b, word))
			return false;
		break;
	case NUM_NEGATIVE:
		conf_bind_report(b, DIAG_INVALID_NUMBER, word, "negative number '%s'", text);
		return false;
	case NUM_TOO_BIG:
		conf_bind_report(b, DIAG_OUT_OF_RANGE, word,
				 "number '%s' outside unsigned 64 bit range", text);
		return false;
	case NUM_INVALID:
	case NUM_TOO_PRECISE:
		conf_bind_report(b, DIAG_INVALID_NUMBER, word, "invalid number '%s'", text);
		return false;
	}
	*ret_value = value;
	return true;
}

size_t rt_words_value(struct conf_bind *b)
{
	if (conf_bind_word(b, b->at + 1))
		return b->at + 1;
	conf_bind_missing(b, b->at + 1);
	return 0;
}

/* Names that work without the files of iproute2. */
static const struct {
	enum world_rt kind;
	const char *name;
	uint32_t number;
} built_in[] = {
	{ WORLD_RT_TABLE, "main", 254 },         { WORLD_RT_TABLE, "default", 253 },
	{ WORLD_RT_TABLE, "local", 255 },        { WORLD_RT_SCOPE, "global", 0 },
	{ WORLD_RT_SCOPE, "site", 200 },         { WORLD_RT_SCOPE, "link", 253 },
	{ WORLD_RT_SCOPE, "host", 254 },         { WORLD_RT_SCOPE, "nowhere", 255 },
	{ WORLD_RT_PROTOCOL, "keepalived", 18 },
};

static bool find_built_in(enum world_rt kind, const char *text, uint32_t *ret_number)
{
	for (size_t i = 0; i < ARRAY_SIZE(built_in); i++) {
		if (built_in[i].kind == kind && strcmp(built_in[i].name, text) == 0) {
			*ret_number = built_in[i].number;
			return true;
		}
	}
	return false;
}

bool rt_words_number(struct conf_bind *b, enum world_rt kind, const char *text, uint32_t max,
		     uint32_t *ret_number)
{
	const struct model_load *m = model_of(b);
	uint64_t value;
	uint32_t number;

	if (num_parse_uint_auto(text, &value) == NUM_OK) {
		if (value > max)
			return false;
		*ret_number = (uint32_t)value;
		return true;
	}
	if (!m->ops->rt_number(m->world, kind, text, &number) &&
	    !find_built_in(kind, text, &number))
		return false;
	if (number > max)
		return false;
	*ret_number = number;
	return true;
}

bool rt_words_realms(struct conf_bind *b, const char *text, uint32_t *ret_realms)
{
	const char *slash = strchr(text, '/');
	uint32_t from = 0;
	uint32_t to;

	if (slash) {
		const char *first = arena_strndup(b->scratch, text, (size_t)(slash - text));

		if (!rt_words_number(b, WORLD_RT_REALM, first, UINT16_MAX, &from))
			return false;
		text = slash + 1;
	}
	if (!rt_words_number(b, WORLD_RT_REALM, text, UINT16_MAX, &to))
		return false;
	*ret_realms = from << 16 | to;
	return true;
}

void rt_words_add_realms(struct sbuf *out, uint32_t realms)
{
	if (realms >> 16)
		sbuf_addf(out, "%u/%u", realms >> 16, realms & UINT16_MAX);
	else
		sbuf_addf(out, "%u", realms);
}

void rt_words_add_text(struct sbuf *out, const char *text)
{
	lex_add_word(out, text);
}

/* Types; the first name of a number is the one that is printed. */

static const struct conf_word_value types[] = {
	{ "unicast", 1 },  { "local", 2 },     { "broadcast", 3 }, { "brd", 3 },
	{ "anycast", 4 },  { "multicast", 5 }, { "blackhole", 6 }, { "unreachable", 7 },
	{ "prohibit", 8 }, { "throw", 9 },     { "nat", 10 },      { "xresolve", 11 },
};

bool rt_words_type(const char *text, uint8_t *ret_type)
{
	uint64_t number = 0;

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		if (strcmp(types[i].word, text) == 0) {
			*ret_type = types[i].value;
			return true;
		}
	}
	/* "" has always counted as 0 */
	if ((*text && num_parse_uint_auto(text, &number) != NUM_OK) || number > UINT8_MAX)
		return false;
	*ret_type = (uint8_t)number;
	return true;
}

const char *rt_words_type_name(uint8_t type)
{
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (types[i].value == type)
			return types[i].word;
	return NULL;
}

/* Findings */

void rt_words_hint(struct conf_bind *b, struct diag *d, const struct conf_block *block,
		   const char *word)
{
	struct near near;

	near_init(&near, word);
	for (size_t i = 0; i < block->n_keys; i++)
		near_try(&near, block->keys[i].name);
	if (near_best(&near) && strcmp(near_best(&near), word) != 0)
		diag_help(b->diags, d, "did you mean '%s'?", near_best(&near));
}

struct diag *rt_words_report(struct conf_bind *b, enum diag_code code, const struct conf_head *head,
			     size_t offset, const char *fmt, ...)
{
	char text[1024];
	va_list args;
	struct diag *d;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	d = diag_add(b->diags, code, conf_bind_member_place(b, head, offset), "%s", text);
	d->block = b->block_text;
	d->block_place = b->block_place;
	return d;
}

bool rt_words_iface(struct conf_bind *b, const struct conf_head *head, size_t offset,
		    const char *name, const char *what, bool is_dynamic)
{
	const struct model_load *m = model_of(b);
	struct world_iface iface;
	struct diag *d;

	if (is_dynamic || !name || m->ops->iface(m->world, name, &iface))
		return true;
	d = rt_words_report(b, DIAG_NO_INTERFACE, head, offset,
			    "WARNING - interface %s for %s doesn't exist", name, what);
	diag_help(b->diags, d, "dynamic_interfaces in global_defs lets interfaces come later");
	return false;
}
