/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/global_words.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "keepalived/model/conf_global.h"
#include "keepalived/model/model_load.h"
#include "keepalived/model/words.h"
#include "lib/text/num.h"
#include "lib/text/sbuf.h"

static bool word_is(struct conf_bind *b, size_t i, const char *text)
{
	return i < b->words.v.n && strcmp(b->words.v.at[i].text, text) == 0;
}

static char *copy(struct conf_bind *b, size_t i)
{
	return arena_strdup(b->image, b->words.v.at[i].text);
}

/* True, after a complaint, if the statement has no value at all. */
static bool lacks_own_value(struct conf_bind *b, const struct conf_key *key)
{
	if (b->words.v.n > 1)
		return false;
	if (key->missing)
		conf_bind_complain(b, DIAG_MISSING_VALUE, key, 1, key->missing);
	else
		conf_bind_missing(b, 1);
	return true;
}

/* P_rt_priority N: out of range is clamped, in its own words */

static bool parse_rt_priority(struct conf_bind *b, const struct conf_key *key, void *object)
{
	uint32_t *field = conf_field(key, object);
	int64_t   value;
	int       len = (int)(strchr(key->name, '_') - key->name);

	if (lacks_own_value(b, key))
		return true;
	if (!conf_bind_number(b, 1, INT32_MIN, INT32_MAX, false, &value)) {
		conf_bind_complain(b, DIAG_OUT_OF_RANGE, key, 1, key->complaint);
		return true;
	}
	if (value < key->min)
		conf_bind_report(b, DIAG_OUT_OF_RANGE, 1,
				 "%.*s process real-time priority %" PRId64
				 " less than minimum %" PRId64 " - setting to minimum",
				 len, key->name, value, key->min);
	else if (value > key->max)
		conf_bind_report(b, DIAG_OUT_OF_RANGE, 1,
				 "%.*s process real-time priority %" PRId64
				 " greater than maximum %" PRId64 " - setting to maximum",
				 len, key->name, value, key->max);
	*field = (uint32_t)MIN(MAX(value, key->min), key->max);
	conf_bind_given(b, key, object, 1);
	return true;
}

static void format_uint(const struct conf_key *key, const void *object, struct sbuf *out)
{
	sbuf_addf(out, " %" PRIu32, *(const uint32_t *)conf_field_const(key, object));
}

const struct conf_custom global_rt_priority = { parse_rt_priority, format_uint, NULL };

/* P_cpu_affinity CPU... */

static bool parse_cpu_affinity(struct conf_bind *b, const struct conf_key *key, void *object)
{
	uint64_t       *cpus = conf_field(key, object);
	uint64_t        set[16] = { 0 };
	uint32_t        n_cpus = model_of(b)->ops->n_cpus(model_of(b)->world);
	int             len = (int)(strchr(key->name, '_') - key->name);

	if (lacks_own_value(b, key))
		return true;
	for (size_t i = 1; i < b->words.v.n; i++) {
		int64_t cpu = 0;

		if (!conf_bind_number(b, i, 0, MIN(n_cpus, 1024u) - 1, false, &cpu)) {
			(void)num_parse_int(word(b, i), &cpu);
			conf_bind_report(b, DIAG_OUT_OF_RANGE, i,
					 "Invalid cpu_id:%d specified for %.*s process", (int)cpu, len,
					 key->name);
			return true;
		}
		set[cpu / 64] |= UINT64_C(1) << (cpu % 64);
	}
	memcpy(cpus, set, sizeof(set));
	conf_bind_given(b, key, object, 1);
	return true;
}

static void format_cpu_affinity(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const uint64_t *cpus = conf_field_const(key, object);

	for (unsigned i = 0; i < 1024; i++)
		if (cpus[i / 64] >> (i % 64) & 1)
			sbuf_addf(out, " %u", i);
}

const struct conf_custom global_cpu_affinity = { parse_cpu_affinity, format_cpu_affinity, NULL };

/* smtp_server HOST [PORT] */

static bool parse_smtp_server(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_global *g = object;
	const char         *host = word(b, 1);
	const char         *port_text = word(b, 2);
	int64_t             port = 25;
	struct addr         addr;
	bool                is_numeric;

	if (lacks_own_value(b, key))
		return true;
	is_numeric = host[strspn(host, "0123456789.")] == '\0';
	if ((port_text && !conf_bind_number(b, 2, key->min, key->max, false, &port)) ||
	    strchr(host, '/') || (is_numeric && !addr_parse(host, &addr))) {
		struct diag *d = conf_bind_report(b, DIAG_BAD_ADDRESS, 1, "Invalid smtp server %s %s", host,
						  port_text ? port_text : "25");

		diag_help(b->diags, d, "expected an address or a host name, then a port number");
		return true;
	}
	g->smtp_host = copy(b, 1);
	g->smtp_port = (uint32_t)port;
	conf_bind_given(b, key, object, 1);
	return true;
}

static void format_smtp_server(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_global *g = object;

	(void)key;
	if (!g->smtp_host)
		return;
	add_word(out, g->smtp_host);
	sbuf_addf(out, " %" PRIu32, g->smtp_port);
}

const struct conf_custom global_smtp_server = { parse_smtp_server, format_smtp_server, NULL };

/* script_user USER [[:]GROUP]: looked up when all is read */

static bool parse_script_user(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_global *g = object;
	const char         *group = word(b, 2);

	if (lacks_own_value(b, key))
		return true;
	g->script_user = copy(b, 1);
	g->script_all_groups = group && group[0] == ':';
	if (g->script_all_groups)
		group = group[1] ? group + 1 : word(b, 3);
	g->script_group = group ? arena_strdup(b->image, group) : NULL;
	conf_bind_given(b, key, object, 1);
	return true;
}

static void format_script_user(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_global *g = object;

	(void)key;
	if (!g->script_user)
		return;
	add_word(out, g->script_user);
	if (g->script_all_groups)
		sbuf_add(out, " :");
	if (g->script_group)
		add_word(out, g->script_group);
}

const struct conf_custom global_script_user = { parse_script_user, format_script_user, NULL };

/* NAME_fifo PATH [USER [GROUP]] */

static bool parse_fifo(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_fifo *fifo = conf_field(key, object);

	if (lacks_own_value(b, key))
		return true;
	if (fifo->path) {
		conf_bind_complain(b, DIAG_REPEATED, key, 1, key->repeated);
		return true;
	}
	fifo->path = copy(b, 1);
	if (word(b, 2))
		fifo->user = copy(b, 2);
	if (word(b, 3))
		fifo->group = copy(b, 3);
	conf_bind_given(b, key, object, 1);
	return true;
}

static void format_fifo(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_fifo *fifo = conf_field_const(key, object);

	if (!fifo->path)
		return;
	add_word(out, fifo->path);
	if (fifo->user)
		add_word(out, fifo->user);
	if (fifo->group)
		add_word(out, fifo->group);
}

const struct conf_custom global_fifo = { parse_fifo, format_fifo, NULL };

/* vrrp_mcast_group4, vrrp_mcast_group6 */

static bool parse_mcast_group(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct addr  *group = conf_field(key, object);
	bool          is_6 = key->name[strlen(key->name) - 1] == '6';
	struct prefix prefix;
	bool          has_len;
	const char   *text = word(b, 1);
	const char   *wrong = NULL;

	if (lacks_own_value(b, key))
		return true;
	/* A length has always been taken, and ignored. */
	if (prefix_parse(text, &prefix, &has_len) == PREFIX_BAD_ADDR) {
		conf_bind_report(b, DIAG_BAD_ADDRESS, 1, "Can't parse %s [%s]. Skipping", key->name, text);
		return true;
	}
	if (prefix.addr.family != (is_6 ? ADDR_IPV6 : ADDR_IPV4))
		wrong = is_6 ? "IPv6" : "IPv4";
	else if (!addr_is_multicast(&prefix.addr))
		wrong = "multicast";
	if (wrong) {
		conf_bind_report(b, DIAG_BAD_ADDRESS, 1, "%s [%s] is not %s. Skipping", key->name, text, wrong);
		return true;
	}
	if (is_6 && addr_multicast_scope(&prefix.addr) != 2)
		conf_bind_report(b, DIAG_BAD_ADDRESS, 1, "%s [%s] should be link-local multicast.", key->name,
				 text);
	*group = prefix.addr;
	conf_bind_given(b, key, object, 1);
	return true;
}

static void format_addr(const struct conf_key *key, const void *object, struct sbuf *out)
{
	char text[ADDR_LEN];

	sbuf_addf(out, " %s", addr_format(conf_field_const(key, object), text));
}

const struct conf_custom global_mcast_group = { parse_mcast_group, format_addr, NULL };

/* garp_extra_if [all] N, also of instances: the words in any order, the last number counts */

struct extra_if {
	struct span interval;
	bool        all;
};

static bool parse_extra_if(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct extra_if *field = conf_field(key, object);
	bool             all = false;
	bool             has_time = false;
	int64_t          seconds = 0;

	for (size_t i = 1; i < b->words.v.n; i++) {
		if (word_is(b, i, "all")) {
			all = true;
			continue;
		}
		if (!conf_bind_number(b, i, key->min, key->max, false, &seconds)) {
			conf_bind_complain(b, DIAG_OUT_OF_RANGE, key, i, key->complaint);
			return true;
		}
		has_time = true;
	}
	if (!has_time) {
		conf_bind_complain(b, DIAG_MISSING_VALUE, key, b->words.v.n, key->missing);
		return true;
	}
	field->interval = span_seconds(seconds);
	field->all = all;
	conf_bind_given(b, key, object, 1);
	return true;
}

static void format_extra_if(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct extra_if *field = conf_field_const(key, object);

	sbuf_addf(out, "%s %" PRId64, field->all ? " all" : "", field->interval.us / USEC_PER_SEC);
}

const struct conf_custom global_extra_if = { parse_extra_if, format_extra_if, NULL };

static_assert(offsetof(struct conf_garp_defaults, extra_if_all) ==
		      offsetof(struct conf_garp_defaults, extra_if) + offsetof(struct extra_if, all),
	      "the interval and its \"all\" stand side by side");

/* dynamic_interfaces [allow_if_changes] */

static bool parse_dynamic_interfaces(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_global *g = object;

	g->dynamic_interfaces = true;
	conf_bind_given(b, key, object, 0);
	if (word_is(b, 1, "allow_if_changes"))
		g->allow_if_changes = true;
	else if (word(b, 1))
		conf_bind_report(b, DIAG_BAD_VALUE, 1, "Unknown dynamic_interfaces option '%s'", word(b, 1));
	return true;
}

static void format_dynamic_interfaces(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_global *g = object;

	(void)key;
	if (g->dynamic_interfaces)
		sbuf_add(out, g->allow_if_changes ? " allow_if_changes" : " ");
}

const struct conf_custom global_dynamic_interfaces = { parse_dynamic_interfaces, format_dynamic_interfaces,
						       NULL };

/* vrrp_rx_bufs_policy MTU|ADVERT|BYTES; several may be given, on one line or more */

static bool is_word(const char *text, const char *upper)
{
	for (; *text && *upper; text++, upper++)
		if ((*text & ~0x20) != *upper)
			return false;
	return !*text && !*upper;
}

static bool parse_rx_policy(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_global *g = object;

	if (lacks_own_value(b, key))
		return true;
	for (size_t i = 1; i < b->words.v.n; i++) {
		bool    is_mtu = is_word(word(b, i), "MTU");
		bool    is_policy = is_mtu || is_word(word(b, i), "ADVERT");
		int64_t bytes;

		if (!is_policy && !conf_bind_number(b, i, 0, UINT32_MAX, false, &bytes)) {
			conf_bind_complain(b, DIAG_BAD_VALUE, key, i, key->complaint);
			return true;
		}
		if ((is_policy && g->rx_bufs_policy == CONF_RX_BYTES) ||
		    (!is_policy && g->rx_bufs_policy != CONF_RX_NONE && g->rx_bufs_policy != CONF_RX_BYTES))
			conf_bind_report(b, DIAG_CONFLICT, i,
					 "Cannot set vrrp_rx_bufs_policy size and policy, ignoring policy");
		else if (is_policy && g->rx_bufs_policy == (is_mtu ? CONF_RX_ADVERT : CONF_RX_MTU))
			conf_bind_report(b, DIAG_CONFLICT, i,
					 "Cannot set both vrrp_rx_bufs_policy MTU and ADVERT, ignoring ADVERT");
		if (!is_policy) {
			g->rx_bufs_policy = CONF_RX_BYTES;
			g->rx_bufs_size = (uint32_t)bytes;
		} else if (g->rx_bufs_policy != CONF_RX_BYTES && (is_mtu || g->rx_bufs_policy != CONF_RX_MTU)) {
			g->rx_bufs_policy = is_mtu ? CONF_RX_MTU : CONF_RX_ADVERT;
		}
		conf_bind_given(b, key, object, i);
	}
	return true;
}

static void format_rx_policy(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_global *g = object;

	(void)key;
	if (g->rx_bufs_policy == CONF_RX_BYTES)
		sbuf_addf(out, " %" PRIu32, g->rx_bufs_size);
	else if (g->rx_bufs_policy)
		sbuf_add(out, g->rx_bufs_policy == CONF_RX_MTU ? " MTU" : " ADVERT");
}

const struct conf_custom global_rx_policy = { parse_rx_policy, format_rx_policy, NULL };

/* vrrp_iptables [IN [OUT]] */

static bool parse_iptables(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_global *g = object;

	if (g->use_iptables) {
		conf_bind_complain(b, DIAG_REPEATED, key, 0, key->repeated);
		return true;
	}
	for (size_t i = 1; i < b->words.v.n && i < 3; i++) {
		if (strlen(word(b, i)) > key->max_length) {
			conf_bind_report(b, DIAG_TOO_LONG, i, "VRRP Error : iptables chain name too long - ignored");
			return true;
		}
	}
	if (word(b, 1) && word(b, 2) && strcmp(word(b, 1), word(b, 2)) == 0) {
		conf_bind_report(b, DIAG_CONFLICT, 2, "vrrp_iptables: chain names cannot be the same");
		return true;
	}
	g->use_iptables = true;
	g->iptables_in = arena_strdup(b->image, word(b, 1) ? word(b, 1) : "INPUT");
	g->iptables_out = word(b, 2) ? copy(b, 2) : word(b, 1) ? NULL : arena_strdup(b->image, "OUTPUT");
	conf_bind_given(b, key, object, 0);
	return true;
}

static void format_iptables(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_global *g = object;

	(void)key;
	if (!g->use_iptables)
		return;
	add_word(out, g->iptables_in);
	if (g->iptables_out)
		add_word(out, g->iptables_out);
}

const struct conf_custom global_iptables = { parse_iptables, format_iptables, NULL };

/* vrrp_ipsets [NAME...] */

static bool parse_ipsets(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_global *g = object;
	size_t              n = MIN(b->words.v.n - 1, (size_t)CONF_IPSETS);

	for (size_t i = 1; i <= n; i++) {
		if (strlen(word(b, i)) > key->max_length) {
			conf_bind_report(b, DIAG_TOO_LONG, i, "VRRP Error : ipset set name too long - ignored");
			return true;
		}
		for (size_t k = 1; k < i; k++) {
			if (strcmp(word(b, i), word(b, k)) != 0)
				continue;
			conf_bind_report(b, DIAG_CONFLICT, i, "vrrp_ipsets: set name %s used more than once",
					 word(b, i));
			return true;
		}
	}
	g->use_ipsets = n > 0;
	for (size_t i = 0; i < CONF_IPSETS; i++)
		g->ipsets[i] = i < n ? copy(b, i + 1) : NULL;
	conf_bind_given(b, key, object, 0);
	return true;
}

static void format_ipsets(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_global *g = object;

	(void)key;
	sbuf_add(out, g->use_ipsets ? "" : " ");
	for (size_t i = 0; i < CONF_IPSETS && g->ipsets[i]; i++)
		add_word(out, g->ipsets[i]);
}

const struct conf_custom global_ipsets = { parse_ipsets, format_ipsets, NULL };

/* lvs_flush_on_stop [VS] */

static bool parse_flush(struct conf_bind *b, const struct conf_key *key, void *object)
{
	uint8_t *field = conf_field(key, object);

	if (word(b, 1) && !word_is(b, 1, "VS")) {
		conf_bind_complain(b, DIAG_BAD_VALUE, key, 1, key->complaint);
		return true;
	}
	*field = word(b, 1) ? CONF_FLUSH_VS : CONF_FLUSH_ALL;
	conf_bind_given(b, key, object, 0);
	return true;
}

static void format_flush(const struct conf_key *key, const void *object, struct sbuf *out)
{
	uint8_t value = *(const uint8_t *)conf_field_const(key, object);

	if (value)
		sbuf_add(out, value == CONF_FLUSH_VS ? " VS" : " ");
}

const struct conf_custom global_flush = { parse_flush, format_flush, NULL };

/* include_check [[+|-]WHAT]... */

static const struct {
	const char *word;
	unsigned    checks;
} include_words[] = {
	{ "read", INCLUDE_READABLE },
	{ "readable", INCLUDE_READABLE },
	{ "match", INCLUDE_READABLE | INCLUDE_MATCH },
	{ "wildcard_match", INCLUDE_READABLE | INCLUDE_WILDCARD },
	{ "brace_match", INCLUDE_READABLE | INCLUDE_BRACE },
};

static unsigned include_checks_of(const char *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(include_words); i++)
		if (strcmp(include_words[i].word, text) == 0)
			return include_words[i].checks;
	return 0;
}

static bool parse_include_check(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_global *g = object;
	unsigned            checks = expand_include_checks(b->expand);

	if (b->words.v.n == 1)
		checks = INCLUDE_ALL;
	for (size_t i = 1; i < b->words.v.n; i++) {
		const char *text = word(b, i);
		char        sign = *text == '+' || *text == '-' ? *text++ : 0;
		unsigned    these = include_checks_of(text);

		if (!sign && i > 1) {
			conf_bind_report(b, DIAG_REPEATED, i, "Duplicate include_check '%s' specified - ignoring",
					 text);
			continue;
		}
		if (!these) {
			conf_bind_report(b, DIAG_BAD_VALUE, i, "Unknown include_check type '%s' - ignoring", text);
			continue;
		}
		if (!sign)
			checks = these;
		else if (sign == '+')
			checks |= these;
		else
			checks &= ~(these == INCLUDE_READABLE ? these : these & ~(unsigned)INCLUDE_READABLE);
	}
	if (model_of(b)->checks_includes)
		checks = INCLUDE_ALL;
	expand_set_include_checks(b->expand, checks);
	g->include_checks = checks;
	conf_bind_given(b, key, object, 0);
	return true;
}

static void format_include_check(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_global *g = object;
	unsigned                  left = g->include_checks;
	bool                      is_first = true;

	(void)key;
	if (left == INCLUDE_ALL)
		sbuf_add(out, " ");
	for (size_t i = ARRAY_SIZE(include_words); left != INCLUDE_ALL && i-- > 0;) {
		unsigned own = include_words[i].checks & ~(unsigned)INCLUDE_READABLE;

		if (own ? !(left & own) : (i != 0 || !(left & INCLUDE_READABLE)))
			continue;
		sbuf_addf(out, " %s%s", is_first ? "" : "+", include_words[i].word);
		is_first = false;
	}
}

const struct conf_custom global_include_check = { parse_include_check, format_include_check, NULL };

/* umask NUMBER or BIT|BIT... */

static uint32_t umask_bit(const char *text, size_t len)
{
	static const char *const who[] = { "USR", "GRP", "OTH" };

	if (len == 5 && text[0] == 'I') {
		uint32_t bit = text[1] == 'R' ? 4 : text[1] == 'W' ? 2 : text[1] == 'X' ? 1 : 0;

		for (size_t i = 0; i < ARRAY_SIZE(who); i++)
			if (memcmp(text + 2, who[i], 3) == 0)
				return bit << (6 - 3 * i);
	}
	if (len == 5 && memcmp(text, "IRWX", 4) == 0)
		return text[4] == 'U' ? 0700 : text[4] == 'G' ? 070 : text[4] == 'O' ? 07 : 0;
	return 0;
}

static bool parse_umask_number(struct conf_bind *b, uint32_t *ret)
{
	uint64_t value;

	if (b->words.v.n > 2) {
		conf_bind_report(b, DIAG_EXTRA_WORDS, 2, "Extra parameter(s) to umask option");
		return false;
	}
	if (num_parse_uint_auto(word(b, 1), &value) != NUM_OK || value > 0777) {
		conf_bind_report(b, DIAG_BAD_VALUE, 1, "invalid umask value %s", word(b, 1));
		return false;
	}
	*ret = (uint32_t)value;
	return true;
}

static bool parse_umask_bits(struct conf_bind *b, uint32_t *ret)
{
	uint32_t value = 0;
	bool     wants_bit = true;

	for (size_t i = 1; i < b->words.v.n; i++) {
		const char *text = word(b, i);

		while (*text) {
			size_t   len = strcspn(text, "|");
			uint32_t bit = wants_bit ? umask_bit(text, len) : 0;

			if (wants_bit && !bit) {
				/* An empty bit takes the bar with it: that is how it has been named. */
				conf_bind_report(b, DIAG_BAD_VALUE, i, "Unknown umask bit %s",
						 len ? arena_strndup(b->scratch, text, len) : text);
				return false;
			}
			if (!wants_bit && len) {
				conf_bind_report(b, DIAG_BAD_VALUE, i, "Invalid umask syntax %s", text);
				return false;
			}
			value |= bit;
			wants_bit = false;
			text += len;
			if (*text == '|') {
				text++;
				wants_bit = true;
			}
		}
	}
	if (wants_bit) {
		conf_bind_report(b, DIAG_MISSING_VALUE, b->words.v.n - 1, "umask missing bit value");
		return false;
	}
	*ret = value;
	return true;
}

static bool parse_umask(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_global *g = object;
	bool                is_number;

	if (lacks_own_value(b, key))
		return true;
	is_number = *word(b, 1) >= '0' && *word(b, 1) <= '9';
	if (is_number ? parse_umask_number(b, &g->umask) : parse_umask_bits(b, &g->umask))
		conf_bind_given(b, key, object, 1);
	return true;
}

static void format_umask(const struct conf_key *key, const void *object, struct sbuf *out)
{
	sbuf_addf(out, " 0%03" PRIo32, *(const uint32_t *)conf_field_const(key, object));
}

const struct conf_custom global_umask = { parse_umask, format_umask, NULL };

/* random_seed N */

static bool parse_random_seed(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_global *g = object;
	int64_t             seed;

	if (lacks_own_value(b, key))
		return true;
	if (!conf_bind_number(b, 1, 0, key->max, false, &seed)) {
		conf_bind_complain(b, DIAG_OUT_OF_RANGE, key, 1, key->complaint);
		return true;
	}
	g->random_seed = (uint32_t)seed;
	expand_seed_random(b->expand, g->random_seed);
	conf_bind_given(b, key, object, 1);
	return true;
}

const struct conf_custom global_random_seed = { parse_random_seed, format_uint, NULL };

/* net_namespace_ipvs [NAME], in global_defs and on the top level */

static bool parse_namespace_ipvs(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_global *g = model_of(b)->global;

	if (g->has_net_namespace_ipvs) {
		conf_bind_report(b, DIAG_REPEATED, word(b, 1) ? 1 : 0,
				 "Duplicate net_namespace_ipvs definition %s - ignoring",
				 word(b, 1) ? word(b, 1) : "(null)");
		return true;
	}
	g->has_net_namespace_ipvs = true;
	g->net_namespace_ipvs = word(b, 1) ? copy(b, 1) : NULL;
	conf_bind_given(b, key, object, 0);
	return true;
}

static void format_namespace_ipvs(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const void               *field = conf_field_const(key, object);
	const struct conf_global *g = container_of(field, const struct conf_global, net_namespace_ipvs);

	if (!g->has_net_namespace_ipvs)
		return;
	if (g->net_namespace_ipvs)
		add_word(out, g->net_namespace_ipvs);
	else
		sbuf_add(out, " ");
}

const struct conf_custom global_namespace_ipvs = { parse_namespace_ipvs, format_namespace_ipvs, NULL };
