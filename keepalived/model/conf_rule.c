/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/conf_rule.h"

#include <inttypes.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "keepalived/model/rt_words.h"
#include "lib/text/num.h"

static bool is_row_given(const struct conf_key *key, const struct conf_rule *rule)
{
	return conf_origin_find(&rule->head, key->offset) != NULL;
}

/* Because: where the name of the option is the value that the sentence shows, {key} is in it. */
static bool complain(struct conf_bind *b, const struct conf_key *key, size_t word, const char *help)
{
	struct diag *d = conf_bind_complain(b, DIAG_BAD_VALUE, key, word, key->complaint);

	if (help)
		diag_help(b->diags, d, "%s", help);
	return false;
}

static bool accept(struct conf_bind *b, const struct conf_key *key, struct conf_rule *rule,
		   size_t word)
{
	conf_bind_given(b, key, rule, word);
	b->at = word + 1;
	return true;
}

/* Family: that of the first word that has one. */

static uint8_t family_of(const struct conf_rule *rule)
{
	if (rule->family != ADDR_NONE)
		return rule->family;
	if (rule->says_inet6)
		return ADDR_IPV6;
	return rule->says_inet ? ADDR_IPV4 : ADDR_NONE;
}

static bool agree(struct conf_rule *rule, uint8_t family)
{
	uint8_t known = family_of(rule);

	if (known != ADDR_NONE && known != family)
		return false;
	rule->family = family;
	return true;
}

/* from and to */

static bool read_prefix(struct conf_bind *b, const struct conf_key *key, struct conf_rule *rule,
			bool *ret_is_set)
{
	size_t word = rt_words_value(b);
	const char *text = word ? conf_bind_word(b, word) : "";
	struct prefix prefix = { .len = 0 };
	bool is_any = rt_words_is_any(text);

	if (!word)
		return false;
	if (strcmp(text, "default6") == 0)
		prefix.addr.family = ADDR_IPV6;
	else if (!is_any && !rt_words_prefix(b, word, &prefix))
		return complain(b, key, word,
				"expected an address, optionally with /PREFIX, or all");
	if (!is_any && !agree(rule, prefix.addr.family)) {
		struct diag *d = conf_bind_report(b, DIAG_CONFLICT, word,
						  "rule specification has mixed IPv4 and IPv6");

		diag_help(b->diags, d,
			  "all of a rule has the family of the first word that has one");
		return false;
	}
	*(struct prefix *)conf_field(key, rule) = prefix;
	*ret_is_set = !is_any;
	return accept(b, key, rule, word);
}

static bool parse_from(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_rule *rule = object;

	return read_prefix(b, key, rule, &rule->has_from);
}

static bool parse_to(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_rule *rule = object;

	return read_prefix(b, key, rule, &rule->has_to);
}

static void format_prefix(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct prefix *prefix = conf_field_const(key, object);
	char text[PREFIX_LEN];

	if (prefix->addr.family != ADDR_NONE)
		sbuf_addf(out, " %s", prefix_format(prefix, text));
}

static const struct conf_custom from_functions = { parse_from, format_prefix, NULL };
static const struct conf_custom to_functions = { parse_to, format_prefix, NULL };

/* Actions */

/* The rule does @action from now on. False: it had one already, reported. */
static bool claim(struct conf_bind *b, struct conf_rule *rule, enum conf_rule_action action)
{
	if (rule->action == CONF_RULE_NONE) {
		rule->action = (uint8_t)action;
		return true;
	}
	if (action == CONF_RULE_L3MDEV)
		conf_bind_report(b, DIAG_CONFLICT, b->at,
				 "Cannot specify l3mdev with other action");
	else
		conf_bind_report(b, DIAG_CONFLICT, b->at,
				 "Cannot specify more than one of"
				 " table/nop/goto/blackhole/prohibit/unreachable%s for rule",
				 action == CONF_RULE_TABLE ? "" : "/l3mdev");
	return false;
}

static bool parse_table(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_rule *rule = object;
	size_t word = rt_words_value(b);
	uint32_t table;

	if (!word)
		return false;
	if (!rt_words_number(b, WORLD_RT_TABLE, conf_bind_word(b, word), UINT32_MAX, &table))
		return complain(b, key, word, NULL);
	if (!table) {
		conf_bind_report(b, DIAG_BAD_VALUE, word, "Table 0 is not valid");
		return false;
	}
	if (!claim(b, rule, CONF_RULE_TABLE))
		return false;
	rule->table = table;
	return accept(b, key, rule, word);
}

static void format_table(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_rule *rule = object;

	(void)key;
	if (rule->action == CONF_RULE_TABLE)
		sbuf_addf(out, " %u", rule->table);
}

static bool parse_goto(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_rule *rule = object;
	size_t word = rt_words_value(b);
	int64_t target;

	if (!word)
		return false;
	if (!conf_bind_number(b, word, 0, key->max, false, &target))
		return complain(b, key, word, "expected the preference of another rule");
	if (!claim(b, rule, CONF_RULE_GOTO))
		return false;
	rule->target = (uint32_t)target;
	return accept(b, key, rule, word);
}

static void format_goto(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_rule *rule = object;

	(void)key;
	if (rule->action == CONF_RULE_GOTO)
		sbuf_addf(out, " %u", rule->target);
}

/* Those that are a word and nothing more. */
static const struct conf_word_value actions[] = {
	{ "l3mdev", CONF_RULE_L3MDEV },       { "nop", CONF_RULE_NOP },
	{ "blackhole", CONF_RULE_BLACKHOLE }, { "unreachable", CONF_RULE_UNREACHABLE },
	{ "prohibit", CONF_RULE_PROHIBIT },
};

static const char *action_word(uint8_t action)
{
	for (size_t i = 0; i < ARRAY_SIZE(actions); i++)
		if (actions[i].value == action)
			return actions[i].word;
	return NULL;
}

static enum conf_rule_action find_action(const char *text)
{
	uint8_t type;

	for (size_t i = 0; i < ARRAY_SIZE(actions); i++)
		if (strcmp(actions[i].word, text) == 0)
			return actions[i].value;
	if (!rt_words_type(text, &type))
		return CONF_RULE_NONE;
	if (type == RTN_BLACKHOLE)
		return CONF_RULE_BLACKHOLE;
	if (type == RTN_UNREACHABLE)
		return CONF_RULE_UNREACHABLE;
	return type == RTN_PROHIBIT ? CONF_RULE_PROHIBIT : CONF_RULE_NONE;
}

static bool parse_action(struct conf_bind *b, const struct conf_key *key, void *object)
{
	if (!claim(b, object, find_action(key->name)))
		return false;
	return accept(b, key, object, b->at);
}

/* What is no option at all: the type of a route that rules have or have not, or nonsense. */
static bool parse_other(struct conf_bind *b, void *object)
{
	const char *text = conf_bind_word(b, b->at);
	enum conf_rule_action action = find_action(text);
	struct diag *d;
	uint8_t type;

	if (action != CONF_RULE_NONE) {
		if (!claim(b, object, action))
			return false;
		return accept(b, conf_bind_key(b, &conf_rule_block, "type"), object, b->at);
	}
	if (rt_words_type(text, &type)) {
		d = conf_bind_report(b, DIAG_BAD_VALUE, b->at, "Invalid rule action %s", text);
		diag_help(b->diags, d,
			  "expected one of: table goto l3mdev nop blackhole unreachable prohibit");
		return false;
	}
	d = conf_bind_report(b, DIAG_EXTRA_WORDS, b->at, "Unknown rule option %s", text);
	if (strcmp(text, "track_group") == 0)
		diag_help(b->diags, d, "track_group is for static_rules");
	else
		rt_words_hint(b, d, &conf_rule_block, text);
	return false;
}

static bool parse_type(struct conf_bind *b, const struct conf_key *key, void *object)
{
	size_t word = rt_words_value(b);

	if (!word)
		return false;
	b->at = word;
	if (strcmp(conf_bind_word(b, word), "goto") == 0)
		return parse_goto(b, conf_bind_key(b, &conf_rule_block, "goto"), object);
	(void)key;
	return parse_other(b, object);
}

static void format_type(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_rule *rule = object;
	const char *word = action_word(rule->action);

	(void)key;
	if (word)
		sbuf_addf(out, " %s", word);
}

static void format_nothing(const struct conf_key *key, const void *object, struct sbuf *out)
{
	(void)key;
	(void)object;
	(void)out;
}

static const struct conf_custom table_functions = { parse_table, format_table, NULL };
static const struct conf_custom goto_functions = { parse_goto, format_goto, NULL };
static const struct conf_custom action_functions = { parse_action, format_nothing, NULL };
static const struct conf_custom type_functions = { parse_type, format_type, NULL };

/* Numbers */

static bool parse_tos(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_rule *rule = object;
	size_t word = rt_words_value(b);

	if (!word)
		return false;
	if (!rt_words_number(b, WORLD_RT_DSFIELD, conf_bind_word(b, word), UINT8_MAX, &rule->tos))
		return complain(b, key, word,
				"expected a name of rt_dsfield or a number from 0 to 255");
	return accept(b, key, rule, word);
}

static bool parse_realms(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_rule *rule = object;
	size_t word = rt_words_value(b);

	if (!word)
		return false;
	if (!rt_words_realms(b, conf_bind_word(b, word), &rule->realms))
		return complain(b, key, word,
				"expected [FROM/]TO, each a name or a number from 0 to 65535");
	if (!agree(rule, ADDR_IPV4)) {
		conf_bind_report(b, DIAG_CONFLICT, b->at, "realms is only valid for IPv4");
		return false;
	}
	return accept(b, key, rule, word);
}

static bool parse_ifgroup(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_rule *rule = object;
	size_t word = rt_words_value(b);
	uint32_t group;

	if (!word)
		return false;
	if (!rt_words_number(b, WORLD_RT_GROUP, conf_bind_word(b, word), INT32_MAX, &group))
		return complain(b, key, word,
				"expected the name or number of a group of interfaces");
	rule->suppress_ifgroup = (int32_t)group;
	return accept(b, key, rule, word);
}

static bool parse_tunnel_id(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_rule *rule = object;
	size_t word = rt_words_value(b);

	if (!word)
		return false;
	if (!rt_words_uint64(b, word, &rule->tunnel_id))
		return complain(b, key, word, NULL);
	rule->has_tunnel_id = true;
	return accept(b, key, rule, word);
}

/* N[/MASK] */
static bool read_fwmark(struct conf_bind *b, const char *text, struct conf_rule *rule)
{
	const char *slash = strchrnul(text, '/');
	const char *first = arena_strndup(b->scratch, text, (size_t)(slash - text));
	uint64_t mark;
	uint64_t mask = UINT32_MAX;

	if (num_parse_uint_auto(first, &mark) != NUM_OK || mark > UINT32_MAX)
		return false;
	if (*slash && (num_parse_uint_auto(slash + 1, &mask) != NUM_OK || mask > UINT32_MAX))
		return false;
	rule->fwmark = (uint32_t)mark;
	rule->fwmask = (uint32_t)mask;
	rule->has_fwmark = true;
	rule->has_fwmask = *slash != '\0';
	return true;
}

static bool parse_fwmark(struct conf_bind *b, const struct conf_key *key, void *object)
{
	size_t word = rt_words_value(b);

	if (!word)
		return false;
	if (!read_fwmark(b, conf_bind_word(b, word), object))
		return complain(b, key, word,
				"expected MARK[/MASK]; 0x and a leading 0 are understood");
	return accept(b, key, object, word);
}

static void format_hex(const struct conf_key *key, const void *object, struct sbuf *out)
{
	if (is_row_given(key, object))
		sbuf_addf(out, " 0x%02x", *(const uint32_t *)conf_field_const(key, object));
}

static void format_number(const struct conf_key *key, const void *object, struct sbuf *out)
{
	if (is_row_given(key, object))
		sbuf_addf(out, " %u", *(const uint32_t *)conf_field_const(key, object));
}

static void format_realms(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_rule *rule = object;

	if (!is_row_given(key, rule))
		return;
	sbuf_add_char(out, ' ');
	rt_words_add_realms(out, rule->realms);
}

static void format_tunnel_id(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_rule *rule = object;

	(void)key;
	if (rule->has_tunnel_id)
		sbuf_addf(out, " %" PRIu64, rule->tunnel_id);
}

static void format_fwmark(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_rule *rule = object;

	(void)key;
	if (rule->has_fwmark)
		sbuf_addf(out, " 0x%x", rule->fwmark);
	if (rule->has_fwmask)
		sbuf_addf(out, "/0x%x", rule->fwmask);
}

static const struct conf_custom tos_functions = { parse_tos, format_hex, NULL };
static const struct conf_custom realms_functions = { parse_realms, format_realms, NULL };
static const struct conf_custom ifgroup_functions = { parse_ifgroup, format_number, NULL };
static const struct conf_custom tunnel_id_functions = { parse_tunnel_id, format_tunnel_id, NULL };
static const struct conf_custom fwmark_functions = { parse_fwmark, format_fwmark, NULL };

/* Ranges: A-B up to the row's max */

static bool read_range(struct conf_bind *b, const char *text, uint64_t max, bool may_be_one,
		       struct conf_range *ret_range)
{
	const char *dash = strchrnul(text, '-');
	const char *first = arena_strndup(b->scratch, text, (size_t)(dash - text));
	uint64_t low;
	uint64_t high;

	if (num_parse_uint(first, &low) != NUM_OK)
		return false;
	high = low;
	if (*dash ? num_parse_uint(dash + 1, &high) != NUM_OK : !may_be_one)
		return false;
	if (low > high || high > max)
		return false;
	*ret_range = (struct conf_range){ .is_set = true,
					  .first = (uint32_t)low,
					  .last = (uint32_t)high };
	return true;
}

static bool parse_range(struct conf_bind *b, const struct conf_key *key, struct conf_rule *rule,
			bool may_be_one, const char *help)
{
	size_t word = rt_words_value(b);

	if (!word)
		return false;
	if (!read_range(b, conf_bind_word(b, word), (uint64_t)key->max, may_be_one,
			conf_field(key, rule)))
		return complain(b, key, word, help);
	return accept(b, key, rule, word);
}

static bool parse_uids(struct conf_bind *b, const struct conf_key *key, void *object)
{
	return parse_range(b, key, object, false, "expected FIRST-LAST, ids of users");
}

static bool parse_ports(struct conf_bind *b, const struct conf_key *key, void *object)
{
	return parse_range(b, key, object, true, "expected PORT or FIRST-LAST, up to 65535");
}

static void format_range(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_range *range = conf_field_const(key, object);

	if (range->is_set)
		sbuf_addf(out, " %u-%u", range->first, range->last);
}

static const struct conf_custom uids_functions = { parse_uids, format_range, NULL };
static const struct conf_custom ports_functions = { parse_ports, format_range, NULL };

/* IP protocols: the names that people use, since /etc/protocols is not ours to open. */

/* clang-format off */
static const struct conf_word_value ip_protocols[] = {
	{ "ip", 0 }, { "icmp", 1 }, { "igmp", 2 }, { "ggp", 3 }, { "ipencap", 4 }, { "st", 5 },
	{ "tcp", 6 }, { "egp", 8 }, { "igp", 9 }, { "pup", 12 }, { "udp", 17 }, { "hmp", 20 },
	{ "xns-idp", 22 }, { "rdp", 27 }, { "iso-tp4", 29 }, { "dccp", 33 }, { "xtp", 36 },
	{ "ddp", 37 }, { "idpr-cmtp", 38 }, { "ipv6", 41 }, { "ipv6-route", 43 },
	{ "ipv6-frag", 44 }, { "idrp", 45 }, { "rsvp", 46 }, { "gre", 47 }, { "esp", 50 },
	{ "ipsec-esp", 50 }, { "ah", 51 }, { "ipsec-ah", 51 }, { "skip", 57 }, { "ipv6-icmp", 58 },
	{ "icmpv6", 58 }, { "ipv6-nonxt", 59 }, { "ipv6-opts", 60 }, { "rspf", 73 },
	{ "vmtp", 81 }, { "eigrp", 88 }, { "ospf", 89 }, { "ospfigp", 89 }, { "ax.25", 93 },
	{ "ipip", 94 }, { "etherip", 97 }, { "encap", 98 }, { "pim", 103 }, { "ipcomp", 108 },
	{ "vrrp", 112 }, { "l2tp", 115 }, { "isis", 124 }, { "sctp", 132 }, { "fc", 133 },
	{ "mobility-header", 135 }, { "udplite", 136 }, { "mpls-in-ip", 137 }, { "manet", 138 },
	{ "hip", 139 }, { "shim6", 140 }, { "wesp", 141 }, { "rohc", 142 },
};
/* clang-format on */

static bool find_ip_protocol(const char *text, uint32_t *ret_protocol)
{
	uint64_t number;

	for (size_t i = 0; i < ARRAY_SIZE(ip_protocols); i++) {
		if (strcasecmp(ip_protocols[i].word, text) == 0) {
			*ret_protocol = ip_protocols[i].value;
			return true;
		}
	}
	if (num_parse_uint(text, &number) != NUM_OK || number >= UINT8_MAX)
		return false;
	*ret_protocol = (uint32_t)number;
	return true;
}

static bool parse_ip_proto(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_rule *rule = object;
	size_t word = rt_words_value(b);

	if (!word)
		return false;
	if (!find_ip_protocol(conf_bind_word(b, word), &rule->ip_proto))
		return complain(b, key, word,
				"expected a name such as tcp, or a number from 0 to 254");
	rule->has_ip_proto = true;
	return accept(b, key, rule, word);
}

static const struct conf_custom ip_proto_functions = { parse_ip_proto, format_number, NULL };

/* The whole line */

static bool begin(struct conf_bind *b, void *object)
{
	struct conf_rule *rule = object;

	(void)b;
	rule->suppress_prefixlength = -1;
	rule->suppress_ifgroup = -1;
	rule->protocol = RTPROT_KEEPALIVED;
	return true;
}

static bool settle_family(struct conf_bind *b, struct conf_rule *rule)
{
	uint8_t family = family_of(rule);

	if (family == ADDR_NONE)
		family = ADDR_IPV4;
	if (rule->says_inet6 && (family == ADDR_IPV4 || rule->says_inet)) {
		rt_words_report(b, DIAG_CONFLICT, &rule->head,
				offsetof(struct conf_rule, says_inet6),
				"inet6 specified for IPv4 rule");
		return false;
	}
	if (rule->says_inet && family == ADDR_IPV6) {
		rt_words_report(b, DIAG_CONFLICT, &rule->head,
				offsetof(struct conf_rule, says_inet),
				"inet specified for IPv6 rule");
		return false;
	}
	rule->family = family;
	return true;
}

static bool check_action(struct conf_bind *b, const struct conf_rule *rule)
{
	struct diag *d;

	if (rule->action != CONF_RULE_NONE)
		return true;
	d = conf_bind_report(b, DIAG_INCOMPLETE, 0, "No action specified for rule - ignoring");
	diag_help(b->diags, d,
		  "expected one of: table goto l3mdev nop blackhole unreachable prohibit");
	return false;
}

/* A goto leads forward, which takes both ends to be known. */
static bool check_goto(struct conf_bind *b, const struct conf_rule *rule)
{
	if (rule->action != CONF_RULE_GOTO)
		return true;
	if (!rule->has_priority) {
		rt_words_report(b, DIAG_INCOMPLETE, &rule->head, offsetof(struct conf_rule, target),
				"Invalid rule - goto target %u specified without preference",
				rule->target);
		return false;
	}
	if (rule->priority < rule->target)
		return true;
	rt_words_report(b, DIAG_CONFLICT, &rule->head, offsetof(struct conf_rule, target),
			"Invalid rule - preference %u >= goto target %u", rule->priority,
			rule->target);
	return false;
}

static bool check_suppressors(struct conf_bind *b, const struct conf_rule *rule)
{
	size_t offset;

	if (rule->action == CONF_RULE_TABLE || rule->action == CONF_RULE_L3MDEV)
		return true;
	if (conf_is_given(rule, realms))
		offset = offsetof(struct conf_rule, realms);
	else if (conf_is_given(rule, suppress_prefixlength))
		offset = offsetof(struct conf_rule, suppress_prefixlength);
	else if (conf_is_given(rule, suppress_ifgroup))
		offset = offsetof(struct conf_rule, suppress_ifgroup);
	else
		return true;
	rt_words_report(b, DIAG_CONFLICT, &rule->head, offset,
			"suppressor/realm specified for non table action - skipping");
	return false;
}

static void settle_protocol(struct conf_bind *b, struct conf_rule *rule)
{
	struct diag *d;

	if (rule->no_track || rule->protocol == RTPROT_KEEPALIVED)
		return;
	d = rt_words_report(
		b, DIAG_CONFLICT, &rule->head, offsetof(struct conf_rule, protocol),
		"Rule cannot be tracked if protocol is not RTPROT_KEEPALIVED(%d), resetting protocol",
		RTPROT_KEEPALIVED);
	diag_help(b->diags, d, "a protocol of its own needs no_track");
	rule->protocol = RTPROT_KEEPALIVED;
}

static bool end(struct conf_bind *b, void *object)
{
	struct conf_rule *rule = object;

	rule->has_priority = conf_is_given(rule, priority);
	if (!settle_family(b, rule) || !check_action(b, rule) || !check_goto(b, rule) ||
	    !check_suppressors(b, rule))
		return false;
	settle_protocol(b, rule);
	return true;
}

/* Rows */
/* clang-format off */

#define PREFERENCE(n)										\
	.name = (n), CONF_UINT(struct conf_rule, priority), .max = UINT32_MAX,			\
	.is_auto_base = true,									\
	.bad = CONF_BAD_DROP, .complaint = "Invalid rule preference {key} specified"

#define SUPPRESS_LENGTH(n)									\
	.name = (n), CONF_INT(struct conf_rule, suppress_prefixlength), .max = INT32_MAX,	\
	.bad = CONF_BAD_DROP,									\
	.complaint = "Invalid suppress_prefixlength {key} specified"

#define SUPPRESS_GROUP(n)									\
	.name = (n), CONF_CUSTOM(struct conf_rule, suppress_ifgroup, &ifgroup_functions),	\
	.complaint = "suppress_group {value} is invalid"

#define ACTION(n, text)										\
	{ .name = (n), CONF_CUSTOM(struct conf_rule, action, &action_functions),		\
	  .is_alias = true, .help = (text) }

#define RULE_ROWS										\
	{ .name = "inet", CONF_FLAG(struct conf_rule, says_inet),				\
	  .help = "The rule is one of IPv4." },							\
	{ .name = "inet6", CONF_FLAG(struct conf_rule, says_inet6),				\
	  .help = "The rule is one of IPv6." },							\
	{ .name = "not", CONF_FLAG(struct conf_rule, is_inverted),				\
	  .help = "It applies to what does not match." },					\
	{ .name = "from", CONF_CUSTOM(struct conf_rule, from, &from_functions),			\
	  .def = "all", .complaint = "Invalid rule from address {value}",			\
	  .help = "Source of the packets it is for, with /PREFIX." },				\
	{ .name = "to", CONF_CUSTOM(struct conf_rule, to, &to_functions), .def = "all",		\
	  .complaint = "Invalid rule to address {value}",					\
	  .help = "Destination of the packets it is for, with /PREFIX." },			\
	{ .name = "tos", CONF_CUSTOM(struct conf_rule, tos, &tos_functions),			\
	  .complaint = "TOS value {value} is invalid",						\
	  .help = "Type of service of the packets it is for." },				\
	{ .name = "dsfield", CONF_CUSTOM(struct conf_rule, tos, &tos_functions),		\
	  .is_alias = true, .complaint = "TOS value {value} is invalid",			\
	  .help = "Other name of tos." },							\
	{ .name = "fwmark", CONF_CUSTOM(struct conf_rule, fwmark, &fwmark_functions),		\
	  .complaint = "Invalid rule fwmark {value} specified",					\
	  .help = "Mark of the packets it is for, with a mask and / between them." },		\
	{ .name = "iif", CONF_STRING(struct conf_rule, iif),					\
	  .help = "Interface they come in by; the instance tracks it." },			\
	{ .name = "dev", CONF_STRING(struct conf_rule, iif), .is_alias = true,			\
	  .help = "Other name of iif." },							\
	{ .name = "oif", CONF_STRING(struct conf_rule, oif),					\
	  .help = "Interface that their socket is bound to; tracked too." },			\
	{ .name = "tunnel-id",									\
	  CONF_CUSTOM(struct conf_rule, tunnel_id, &tunnel_id_functions),			\
	  .complaint = "Invalid tunnel-id {key} specified",					\
	  .help = "Key of the tunnel they came through." },					\
	{ .name = "uidrange", CONF_CUSTOM(struct conf_rule, uids, &uids_functions),		\
	  .max = UINT32_MAX, .complaint = "Invalid uidrange {key} specified",			\
	  .help = "Users whose packets it is for, as FIRST-LAST." },				\
	{ .name = "ipproto", CONF_CUSTOM(struct conf_rule, ip_proto, &ip_proto_functions),	\
	  .complaint = "Invalid ipproto {value}",						\
	  .help = "IP protocol, by name or number." },						\
	{ .name = "ip_proto",									\
	  CONF_CUSTOM(struct conf_rule, ip_proto, &ip_proto_functions), .is_alias = true,	\
	  .complaint = "Invalid ipproto {value}", .help = "Other name of ipproto." },		\
	{ .name = "sport", CONF_CUSTOM(struct conf_rule, sport, &ports_functions),		\
	  .max = UINT16_MAX, .complaint = "invalid sport range {value}",			\
	  .help = "Source port, or FIRST-LAST." },						\
	{ .name = "dport", CONF_CUSTOM(struct conf_rule, dport, &ports_functions),		\
	  .max = UINT16_MAX, .complaint = "invalid dport range {value}",			\
	  .help = "Destination port, or FIRST-LAST." },						\
	{ PREFERENCE("preference"),								\
	  .help = "Where it stands among the rules; should be given, for what is taken"		\
		  " else counts down from 16384." },						\
	{ PREFERENCE("order"), .is_alias = true, .help = "Other name of preference." },		\
	{ PREFERENCE("priority"), .is_alias = true, .help = "Other name of preference." },	\
	{ .name = "protocol", CONF_UINT(struct conf_rule, protocol), .max = UINT8_MAX,		\
	  .bad = CONF_BAD_DROP, .def = "18", .complaint = "Invalid protocol {value}",		\
	  .help = "Who the kernel is told made the rule; anything else needs no_track." },	\
	{ .name = "table", CONF_CUSTOM(struct conf_rule, table, &table_functions),		\
	  .complaint = "Routing table {value} not found for rule",				\
	  .help = "Look the route up in this table, by name or number." },			\
	{ .name = "lookup", CONF_CUSTOM(struct conf_rule, table, &table_functions),		\
	  .is_alias = true, .complaint = "Routing table {value} not found for rule",		\
	  .help = "Other name of table." },							\
	{ .name = "goto", CONF_CUSTOM(struct conf_rule, target, &goto_functions),		\
	  .max = UINT32_MAX, .complaint = "Invalid target {key} specified",			\
	  .help = "Go on with the rule of this preference, which must come later." },		\
	{ .name = "type", CONF_CUSTOM(struct conf_rule, action, &type_functions),		\
	  .help = "Action: nop, blackhole, unreachable, prohibit or l3mdev; the word may"	\
		  " be left out." },								\
	ACTION("l3mdev", "Look the route up in the table of the VRF of the interface."),	\
	ACTION("nop", "Do nothing."),								\
	ACTION("blackhole", "Drop it silently."),						\
	ACTION("unreachable", "Drop it, and answer that the network cannot be reached."),	\
	ACTION("prohibit", "Drop it, and answer that this is forbidden."),			\
	{ .name = "realms", CONF_CUSTOM(struct conf_rule, realms, &realms_functions),		\
	  .complaint = "invalid realms {value} for rule",					\
	  .help = "IPv4: realm of the destination, with that of the source and / before"	\
		  " it." },									\
	{ SUPPRESS_LENGTH("suppress_prefixlength"),						\
	  .help = "Do not use routes with a prefix of this length or shorter." },		\
	{ SUPPRESS_LENGTH("sup_pl"), .is_alias = true,						\
	  .help = "Other name of suppress_prefixlength." },					\
	{ SUPPRESS_GROUP("suppress_ifgroup"),							\
	  .help = "Do not use routes by interfaces of this group." },				\
	{ SUPPRESS_GROUP("sup_group"), .is_alias = true,					\
	  .help = "Other name of suppress_ifgroup." },						\
	{ .name = "no_track", CONF_FLAG(struct conf_rule, no_track),				\
	  .help = "Do not track its interfaces, and let others delete it." }
/* clang-format on */

static const struct conf_key rule_keys[] = {
	RULE_ROWS,
};

static const struct conf_key static_keys[] = {
	RULE_ROWS,
	{ .name = "track_group",
	  CONF_STRING(struct conf_rule, track_group),
	  .repeat = CONF_FIRST_WINS,
	  .repeated = "track_group {value} is a duplicate",
	  .help = "Instances of this group fail with the interface of the rule." },
};

const struct conf_block conf_rule_block = {
	.name = "virtual rule",
	CONF_BLOCK_OF(struct conf_rule, rule_keys),
	.is_line = true,
	.help = "A rule of policy routing that the master has.",
	.begin = begin,
	.end = end,
	.other = parse_other,
};

const struct conf_block conf_static_rule_block = {
	.name = "static rule",
	CONF_BLOCK_OF(struct conf_rule, static_keys),
	.is_line = true,
	.help = "A rule of policy routing that is there whatever VRRP does.",
	.begin = begin,
	.end = end,
	.other = parse_other,
};

/* Completion */

static void check_track_group(struct conf_bind *b, struct conf_rule *rule, bool is_group_known)
{
	if (!rule->track_group)
		return;
	if (!is_group_known) {
		rt_words_report(b, DIAG_UNKNOWN_NAME, &rule->head,
				offsetof(struct conf_rule, track_group), "track_group %s not found",
				rule->track_group);
		rule->track_group = NULL;
	} else if (!rule->iif) {
		rt_words_report(b, DIAG_CONFLICT, &rule->head,
				offsetof(struct conf_rule, track_group),
				"Static rule cannot have track_group if dev/iif not specified");
		rule->track_group = NULL;
	} else if (rule->no_track) {
		rt_words_report(b, DIAG_NOTICE, &rule->head,
				offsetof(struct conf_rule, track_group),
				"track_group %s is of no effect with no_track", rule->track_group);
	}
}

bool conf_rule_check(struct conf_bind *b, struct conf_rule *rule, bool is_dynamic,
		     bool is_group_known)
{
	if (!rt_words_iface(b, &rule->head, offsetof(struct conf_rule, iif), rule->iif, "rule",
			    is_dynamic) ||
	    !rt_words_iface(b, &rule->head, offsetof(struct conf_rule, oif), rule->oif, "rule",
			    is_dynamic))
		return false;
	check_track_group(b, rule, is_group_known);
	return true;
}

void conf_rule_assign_priority(struct conf_bind *b, struct conf_rule *rule,
			       struct conf_rule_order *order)
{
	uint32_t *next = rule->family == ADDR_IPV6 ? &order->next6 : &order->next4;
	struct diag *d;

	if (rule->has_priority)
		return;
	rule->priority = (*next)--;
	d = rt_words_report(b, DIAG_INCOMPLETE, &rule->head, offsetof(struct conf_rule, priority),
			    "Rule has no preference specified - setting to %u."
			    " This is probably not what you want.",
			    rule->priority);
	diag_help(b->diags, d, "the next rule without one gets %u, and so comes before this one",
		  *next);
}
