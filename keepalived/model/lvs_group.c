/* SPDX-License-Identifier: GPL-2.0-or-later */
/* virtual_server_group: addresses, ranges and marks that make one virtual server. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keepalived/model/lvs_words.h"
#include "keepalived/model/words.h"
#include "lib/conf/bind.h"
#include "lib/text/sbuf.h"

#define MANY_ADDRESSES 65536

static bool complain(struct conf_bind *b, const struct conf_key *key, const char *sentence)
{
	conf_bind_complain(b, DIAG_BAD_VALUE, key, 0, sentence);
	return false;
}

/* The address in front of a range or mask. */
static bool read_start(const char *text, size_t len, struct addr *ret)
{
	char start[ADDR_LEN];

	if (len >= sizeof(start))
		return false;
	memcpy(start, text, len);
	start[len] = '\0';
	return addr_parse(start, ret);
}

/* 10.0.0.1-5 and fd00::1-5: the end of the last part alone. */
static bool read_short_end(struct conf_bind *b, const struct conf_key *key, const char *end, struct conf_vs_entry *e)
{
	bool     is_ipv6 = e->first.family == ADDR_IPV6;
	long     most = is_ipv6 ? 0xffff : 255;
	char    *rest;
	long     value = strtol(end, &rest, is_ipv6 ? 16 : 10);
	long     first = is_ipv6 ? e->first.bytes[14] << 8 | e->first.bytes[15] : e->first.bytes[3];

	if (*rest) {
		conf_bind_report(b, DIAG_BAD_VALUE, 0, "Virtual server group range '%s' has extra characters at end '%s'",
				 word(b, 0), rest);
		return false;
	}
	if (value < 0 || value > most) {
		conf_bind_report(b, DIAG_OUT_OF_RANGE, 0, "Virtual server group range '%s' end '%s' too large",
				 word(b, 0), end);
		return false;
	}
	if (value <= first)
		return complain(b, key, "Address range end is not greater than address range start - {value} - skipping");
	e->last = e->first;
	e->last.bytes[is_ipv6 ? 15 : 3] = (uint8_t)(value & 0xff);
	if (is_ipv6)
		e->last.bytes[14] = (uint8_t)(value >> 8);
	return true;
}

static bool read_full_end(struct conf_bind *b, const struct conf_key *key, const char *end, struct conf_vs_entry *e)
{
	if (!addr_parse(end, &e->last))
		return complain(b, key, "Invalid range end {value} - skipping");
	if (e->last.family != e->first.family)
		return complain(b, key, "Range address families do not match {value} - skipping");
	if (memcmp(e->last.bytes, e->first.bytes, sizeof(e->last.bytes)) < 0)
		return complain(b, key, "Address range end is less than address range start - {value} - skipping");
	return true;
}

/* Which of the two forms: an end with the family's own separator is a whole address. */
static bool read_range(struct conf_bind *b, const struct conf_key *key, const char *end, struct conf_vs_entry *e)
{
	if (strchr(end, e->first.family == ADDR_IPV6 ? ':' : '.'))
		return read_full_end(b, key, end, e);
	return read_short_end(b, key, end, e);
}

static bool read_mask(struct conf_bind *b, const struct conf_key *key, const char *len, struct conf_vs_entry *e)
{
	unsigned  bits = addr_bits(&e->first);
	char     *rest;
	long      value = strtol(len, &rest, 10);

	if (!*len || *rest || value < 1 || value > (long)bits)
		return complain(b, key, "Invalid netmask - {value} - skipping");
	e->last = e->first;
	for (unsigned i = (unsigned)value; i < bits; i++) {
		if (e->first.bytes[i / 8] & 0x80 >> i % 8)
			return complain(b, key, "Address mask bits not empty - {value} - skipping");
		e->last.bytes[i / 8] |= (uint8_t)(0x80 >> i % 8);
	}
	return true;
}

static bool refuse_address(struct conf_bind *b)
{
	conf_bind_report(b, DIAG_BAD_ADDRESS, 0, "Invalid virtual server group IP address %s %s%s - skipping",
			 word(b, 0), word(b, 1) ? "/port/" : "", word(b, 1) ? word(b, 1) : "");
	return false;
}

/* 2^16 addresses are 2^16 services in the kernel. */
static void advise_size(struct conf_bind *b, const struct conf_vs_entry *e)
{
	unsigned first = addr_bits(&e->first) / 8 - 2;
	struct diag *d;

	if (memcmp(e->first.bytes, e->last.bytes, first) == 0)
		return;
	d = conf_bind_report(b, DIAG_LINT_SIZE, 0, "this range has more than %d addresses", MANY_ADDRESSES);
	diag_help(b->diags, d, "each one becomes a service of the kernel; a firewall mark needs a single one");
}

static bool parse_address(struct conf_bind *b, const struct conf_key *key, struct conf_vs_entry *e)
{
	const char *text = word(b, 0);
	const char *port = word(b, 1);
	size_t      len = strcspn(text, "-/");
	int64_t     number = 0;

	if (port && port[strspn(port, "0")] && !conf_bind_number(b, 1, 1, 65535, false, &number))
		return refuse_address(b);
	if (!read_start(text, len, &e->first))
		return refuse_address(b);
	e->port = (uint32_t)number;
	e->last = e->first;
	if (text[len] == '-' && !read_range(b, key, text + len + 1, e))
		return false;
	if (text[len] == '/' && !read_mask(b, key, text + len + 1, e))
		return false;
	advise_size(b, e);
	return true;
}

static bool parse_mark(struct conf_bind *b, struct conf_vs_entry *e)
{
	const char *family = word(b, 2);
	int64_t     mark;

	if (!word(b, 1)) {
		conf_bind_missing(b, 1);
		return false;
	}
	if (!conf_bind_number(b, 1, 0, UINT32_MAX, false, &mark)) {
		conf_bind_report(b, DIAG_OUT_OF_RANGE, 1, "(%s): fwmark '%s' must be in [0, 4294967295] - ignoring",
				 b->object_name, word(b, 1));
		return false;
	}
	e->fwmark = (uint32_t)mark;
	if (family && strcmp(family, "inet") == 0) {
		e->family = ADDR_IPV4;
	} else if (family && strcmp(family, "inet6") == 0) {
		e->family = ADDR_IPV6;
	} else if (family) {
		conf_bind_report(b, DIAG_BAD_VALUE, 2, "(%s): fwmark '%s' family %s unknown - ignoring", b->object_name,
				 word(b, 1), family);
		return false;
	}
	return true;
}

static bool parse_entry(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_vs_entry *e = object;
	bool                  is_mark = strcmp(word(b, 0), "fwmark") == 0;

	if (is_mark ? !parse_mark(b, e) : !parse_address(b, key, e))
		return false;
	e->text = arena_strdup(b->image, word(b, 0));
	b->at = b->words.v.n; /* words behind it were never looked at */
	conf_bind_given(b, key, object, 0);
	return true;
}

static void format_entry(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_vs_entry *e = object;

	(void)key;
	if (!e->first.family) {
		sbuf_addf(out, " fwmark %" PRIu32, e->fwmark);
		if (e->family)
			sbuf_add(out, e->family == ADDR_IPV6 ? " inet6" : " inet");
		return;
	}
	sbuf_add_char(out, ' ');
	lex_add_word(out, e->text);
	if (e->port)
		sbuf_addf(out, " %" PRIu32, e->port);
}

static const struct conf_custom entry_functions = { parse_entry, format_entry, NULL };

static const struct conf_key entry_keys[] = {
	{ .name = "service", CONF_CUSTOM(struct conf_vs_entry, first, &entry_functions), .is_positional = true,
	  .help = "ADDRESS, FIRST-LAST or ADDRESS/LENGTH with a port, or fwmark MARK [inet|inet6]." },
};

static const struct conf_block entry_line = {
	.name = "virtual_server_group",
	CONF_BLOCK_OF(struct conf_vs_entry, entry_keys),
	.is_line = true,
	.help = "What a virtual server is reached by.",
};

static bool keep_entry(struct conf_bind *b, void *parent, void *object)
{
	struct conf_vs_group       *g = parent;
	const struct conf_vs_entry *e = object;

	uint8_t                     family = e->first.family ? e->first.family : e->family;

	(void)b;
	g->has_address |= e->first.family != ADDR_NONE;
	g->has_ipv4 |= family == ADDR_IPV4;
	g->has_ipv6 |= family == ADDR_IPV6;
	g->has_mark |= family == ADDR_NONE;
	g->has_zero_port |= e->first.family && !e->port;
	return true;
}

static bool end_group(struct conf_bind *b, void *object)
{
	struct conf_vs_group *g = object;
	struct conf_place     end = conf_bind_end_place(b, &g->head);

	if (!g->entries.n) {
		diag_add(b->diags, DIAG_INCOMPLETE, end, "virtual server group %s has no entries - removing",
			 g->head.name);
		return false;
	}
	if (g->has_ipv4 && g->has_ipv6 && g->has_mark) {
		diag_add(b->diags, DIAG_CONFLICT, end,
			 "virtual server group %s cannot have IPv4, IPv6 and fwmark without family - removing",
			 g->head.name);
		return false;
	}
	return true;
}

static const struct conf_key group_keys[] = {
	{ .name = "entries", CONF_LINES(struct conf_vs_group, entries, struct conf_vs_entry, &entry_line),
	  .keep = keep_entry, .help = "What virtual servers of this group are reached by." },
};

const struct conf_block conf_vs_group_block = {
	.name = "virtual_server_group",
	CONF_BLOCK_OF(struct conf_vs_group, group_keys),
	.naming = CONF_NAMED,
	.is_list = true,
	.help = "Addresses and marks that make one virtual server.",
	.end = end_group,
};
