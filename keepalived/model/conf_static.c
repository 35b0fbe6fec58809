/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/conf_static.h"

#include <string.h>

#include "lib/conf/bind.h"
#include "keepalived/model/model_load.h"
#include "lib/text/sbuf.h"

#define SPAN_S(s) (INT64_C(1000000) * (s))

/* track_group */

static const struct conf_key track_group_keys[] = {
	{ .name = "group", CONF_WORDS(struct conf_track_group, members), .repeat = CONF_FIRST_WINS,
	  .repeated = "Group list already specified for sync group {object}",
	  .empty = "Warning - track group {object} has empty group block",
	  .help = "Instances that fail together with a static entry's interface." },
};

const struct conf_block conf_track_group_block = {
	.name = "track_group",
	CONF_BLOCK_OF(struct conf_track_group, track_group_keys),
	.naming = CONF_NAMED,
	.no_name = "track_group must have a name - skipping",
	.extra_name = "track_group must have a name - skipping",
	.duplicate = "track_group {value} already defined",
	.help = "Instances that static entries refer to.",
};

/* garp_group */

static bool parse_interface(struct conf_bind *b, const struct conf_key *key, void *object)
{
	static const struct conf_block name_block = { .name = "interface", .size = sizeof(struct conf_name) };
	struct conf_garp_group        *g = object;
	struct conf_name              *name;

	if (b->words.v.n < 2) {
		conf_bind_missing(b, 1);
		return true;
	}
	name = conf_bind_new(b, &name_block, conf_bind_word(b, 1), conf_bind_place(b, 1));
	conf_append(&g->interfaces, name);
	conf_bind_given(b, key, object, 1);
	return true;
}

static void format_nothing(const struct conf_key *key, const void *object, struct sbuf *out)
{
	(void)key;
	(void)object;
	(void)out;
}

static const struct conf_custom interface_functions = { parse_interface, format_nothing, NULL };

static const struct conf_key garp_group_keys[] = {
	{ .name = "garp_interval", CONF_SPAN(struct conf_garp_group, garp_interval), .max = INT32_MAX,
	  .uses_trailing = true, .complaint = "garp_group {key} '{value}' invalid",
	  .help = "Pause between gratuitous ARPs on all interfaces together." },
	{ .name = "gna_interval", CONF_SPAN(struct conf_garp_group, gna_interval), .max = INT32_MAX,
	  .uses_trailing = true, .complaint = "garp_group {key} '{value}' invalid",
	  .help = "Pause between neighbour advertisements on all interfaces together." },
	{ .name = "interfaces", CONF_WORDS(struct conf_garp_group, interfaces),
	  .empty = "Warning - empty garp_group interfaces block", .help = "Interfaces of the group." },
	{ .name = "interface", CONF_CUSTOM(struct conf_garp_group, interfaces, &interface_functions),
	  .is_alias = true, .help = "One interface of the group." },
};

static bool end_garp_group(struct conf_bind *b, void *object)
{
	struct conf_garp_group *g = object;

	if (conf_is_given(g, garp_interval) || conf_is_given(g, gna_interval))
		return true;
	diag_add(b->diags, DIAG_INCOMPLETE, conf_bind_end_place(b, &g->head),
		 "garp group %u does not have any delay set - removing", g->head.number);
	return false;
}

static void identify_garp_group(const void *object, struct sbuf *out)
{
	const struct conf_garp_group *g = object;

	conf_each(const struct conf_name, name, g->interfaces)
		sbuf_addf(out, "%s%s", &name->head == &g->interfaces.first->head ? "" : " ", name->head.name);
}

const struct conf_block conf_garp_group_block = {
	.name = "garp_group",
	CONF_BLOCK_OF(struct conf_garp_group, garp_group_keys),
	.help = "Interfaces whose announcements are paced together.",
	.end = end_garp_group,
	.identity = identify_garp_group,
};

/* linkbeat_interfaces { IF [MII|ETHTOOL|IOCTL] } */

static bool parse_if_name(struct conf_bind *b, const struct conf_key *key, void *object)
{
	*(const char **)conf_field(key, object) = arena_strdup(b->image, conf_bind_word(b, 0));
	conf_bind_given(b, key, object, 0);
	return true;
}

static void format_if_name(const struct conf_key *key, const void *object, struct sbuf *out)
{
	sbuf_add_char(out, ' ');
	lex_add_word(out, *(const char *const *)conf_field_const(key, object));
}

static const struct conf_custom if_name_functions = { parse_if_name, format_if_name, NULL };

static bool parse_method(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_linkbeat *l = object;

	if (b->words.v.n > 2) {
		conf_bind_report(b, DIAG_EXTRA_WORDS, 1, "extra characters %s in linkbeat interface",
				 conf_bind_word(b, 1));
		b->at = b->words.v.n;
		return true;
	}
	l->method = (uint8_t)key->flag_value;
	conf_bind_given(b, key, object, b->at);
	return true;
}

static void format_method(const struct conf_key *key, const void *object, struct sbuf *out)
{
	if (((const struct conf_linkbeat *)object)->method == key->flag_value)
		sbuf_add(out, " ");
}

static const struct conf_custom method_functions = { parse_method, format_method, NULL };

static bool extra_in_linkbeat(struct conf_bind *b, void *object)
{
	(void)object;
	conf_bind_report(b, DIAG_EXTRA_WORDS, b->at, "extra characters %s in linkbeat interface",
			 conf_bind_word(b, b->at));
	b->at = b->words.v.n;
	return true;
}

#define L struct conf_linkbeat
static const struct conf_key linkbeat_keys[] = {
	{ .name = "interface", CONF_CUSTOM(L, interface, &if_name_functions), .is_positional = true,
	  .help = "Interface that is polled." },
	{ .name = "MII", CONF_CUSTOM(L, method, &method_functions), .flag_value = CONF_LINKBEAT_MII,
	  .help = "By the MII registers." },
	{ .name = "ETHTOOL", CONF_CUSTOM(L, method, &method_functions), .flag_value = CONF_LINKBEAT_ETHTOOL,
	  .help = "By the ethtool call." },
	{ .name = "IOCTL", CONF_CUSTOM(L, method, &method_functions), .flag_value = CONF_LINKBEAT_IOCTL,
	  .help = "By the interface's flags." },
};

const struct conf_block conf_linkbeat_line = {
	.name = "linkbeat_interfaces",
	CONF_BLOCK_OF(struct conf_linkbeat, linkbeat_keys),
	.is_line = true,
	.help = "An interface whose link is polled.",
	.other = extra_in_linkbeat,
};

/* interface_up_down_delays { IF DOWN [UP] } */

static bool parse_delays(struct conf_bind *b, const struct conf_key *key, void *object)
{
	static const struct conf_span_rule rule = { .max = SPAN_S(255), .places = 6, .uses_trailing = true };
	struct conf_if_delay              *d = object;

	d->interface = arena_strdup(b->image, conf_bind_word(b, 0));
	if (conf_bind_word(b, 1))
		(void)conf_bind_span(b, 1, &rule, &d->down);
	if (conf_bind_word(b, 2))
		(void)conf_bind_span(b, 2, &rule, &d->up);
	conf_bind_given(b, key, object, 0);
	b->at = b->words.v.n;
	return true;
}

static void format_delays(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_if_delay *d = object;

	(void)key;
	sbuf_add_char(out, ' ');
	lex_add_word(out, d->interface);
	sbuf_addf(out, " %lld.%06lld %lld.%06lld", (long long)(d->down.us / USEC_PER_SEC),
		  (long long)(d->down.us % USEC_PER_SEC), (long long)(d->up.us / USEC_PER_SEC),
		  (long long)(d->up.us % USEC_PER_SEC));
}

static const struct conf_custom delay_functions = { parse_delays, format_delays, NULL };

static const struct conf_key delay_keys[] = {
	{ .name = "interface", CONF_CUSTOM(struct conf_if_delay, interface, &delay_functions),
	  .is_positional = true,
	  .help = "Interface, and how long it must be down, and up, before that counts." },
};

const struct conf_block conf_if_delay_line = {
	.name = "interface_up_down_delays",
	CONF_BLOCK_OF(struct conf_if_delay, delay_keys),
	.is_line = true,
	.help = "Debouncing of an interface.",
};
