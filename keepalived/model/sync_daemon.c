/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lvs_sync_daemon and lvs_timeouts: options by name and value on one line. */
#include <inttypes.h>
#include <string.h>

#include "keepalived/model/conf_global.h"
#include "keepalived/model/global_words.h"
#include "keepalived/model/model_load.h"
#include "lib/text/sbuf.h"

/* lvs_sync_daemon IF [[inst] VI] [id N] [maxlen N] [port N] [ttl N] [group ADDR] */

static const struct {
	const char *name;
	int64_t     min;
	int64_t     max;
	size_t      offset; /* of a uint32_t in struct conf_sync_daemon */
} options[] = {
	{ "maxlen", 1, 65507, offsetof(struct conf_sync_daemon, maxlen) },
	{ "port", 1, 65535, offsetof(struct conf_sync_daemon, port) },
	{ "ttl", 1, 255, offsetof(struct conf_sync_daemon, ttl) },
};

static bool parse_number_option(struct conf_bind *b, struct conf_sync_daemon *d, size_t i)
{
	const char *name = conf_bind_word(b, i);
	int64_t     value;

	for (size_t k = 0; k < ARRAY_SIZE(options); k++) {
		if (strcmp(options[k].name, name) != 0)
			continue;
		if (!conf_bind_word(b, i + 1))
			conf_bind_report(b, DIAG_MISSING_VALUE, i,
					 "No value specified for lvs_sync_daemon %s - ignoring", name);
		else if (!conf_bind_number(b, i + 1, options[k].min, options[k].max, false, &value))
			conf_bind_report(b, DIAG_OUT_OF_RANGE, i + 1,
					 "Invalid lvs_sync_daemon %s (%s) - ignoring", name,
					 conf_bind_word(b, i + 1));
		else
			*(uint32_t *)((char *)d + options[k].offset) = (uint32_t)value;
		return true;
	}
	return false;
}

static void parse_id(struct conf_bind *b, struct conf_sync_daemon *d, size_t i)
{
	int64_t value;

	if (!conf_bind_number(b, i, 0, 255, false, &value)) {
		conf_bind_report(b, DIAG_OUT_OF_RANGE, i, "Invalid syncid (%s) - defaulting to vrid",
				 conf_bind_word(b, i));
		return;
	}
	d->has_id = true;
	d->id = (uint32_t)value;
}

static void parse_group(struct conf_bind *b, struct conf_sync_daemon *d, size_t i)
{
	const char *text = conf_bind_word(b, i);
	struct addr addr;

	if (!text)
		conf_bind_report(b, DIAG_MISSING_VALUE, i, "No value specified for lvs_sync_daemon group - ignoring");
	else if (!addr_parse(text, &addr))
		conf_bind_report(b, DIAG_BAD_ADDRESS, i, "Invalid lvs_sync_daemon group (%s) - ignoring", text);
	else if (!addr_is_multicast(&addr))
		conf_bind_report(b, DIAG_BAD_ADDRESS, i,
				 "lvs_sync_daemon group address %s is not multicast - ignoring", text);
	else
		d->group = addr;
}

static void parse_instance(struct conf_bind *b, struct conf_sync_daemon *d, size_t i)
{
	if (d->instance)
		conf_bind_report(b, DIAG_REPEATED, i,
				 "lvs_sync_daemon vrrp instance has already been specified as %s - ignoring",
				 d->instance);
	else
		d->instance = arena_strdup(b->image, conf_bind_word(b, i));
}

/* The option at @i; returns how many words it took. */
static size_t parse_option(struct conf_bind *b, struct conf_sync_daemon *d, size_t i)
{
	const char *text = conf_bind_word(b, i);

	if (strcmp(text, "inst") == 0) {
		if (!conf_bind_word(b, i + 1)) {
			conf_bind_missing(b, i + 1);
			return 1;
		}
		parse_instance(b, d, i + 1);
		return 2;
	}
	if (strcmp(text, "id") == 0) {
		if (!conf_bind_word(b, i + 1))
			conf_bind_report(b, DIAG_MISSING_VALUE, i,
					 "No value specified for lvs_sync_daemon id, defaulting to vrid");
		else
			parse_id(b, d, i + 1);
		return 2;
	}
	if (strcmp(text, "group") == 0) {
		parse_group(b, d, i + 1);
		return 2;
	}
	if (parse_number_option(b, d, i))
		return 2;
	if (i == 2) { /* the instance, without its keyword */
		parse_instance(b, d, i);
		return 1;
	}
	if (i == 3) { /* the id, in the old form */
		parse_id(b, d, i);
		if (d->has_id)
			conf_bind_report(b, DIAG_DEPRECATED, i,
					 "Please use keyword \"id\" before lvs_sync_daemon SYNCID");
		return 1;
	}
	conf_bind_report(b, DIAG_BAD_VALUE, i, "Unknown option %s specified for lvs_sync_daemon", text);
	return 1;
}

static bool parse_sync_daemon(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_sync_daemon *d = conf_field(key, object);
	const char              *interface = conf_bind_word(b, 1);

	if (!interface) {
		conf_bind_complain(b, DIAG_MISSING_VALUE, key, 1, key->missing);
		return true;
	}
	if (d->interface) {
		conf_bind_report(b, DIAG_REPEATED, 1,
				 "lvs_sync_daemon has already been specified as %s %s - ignoring", d->interface,
				 d->instance ? d->instance : "");
		return true;
	}
	if (strlen(interface) > 15) {
		conf_bind_report(b, DIAG_TOO_LONG, 1,
				 "lvs_sync_daemon interface name '%s' too long - ignoring", interface);
		return true;
	}
	d->interface = arena_strdup(b->image, interface);
	conf_bind_given(b, key, object, 1);
	for (size_t i = 2; i < b->words.v.n && !b->is_stopped;)
		i += parse_option(b, d, i);
	return true;
}

bool global_sync_daemon_from_instance(struct conf_bind *b, const char *interface, const char *instance)
{
	struct conf_sync_daemon *d = &model_of(b)->global->sync_daemon;

	if (d->interface)
		return false;
	d->interface = arena_strdup(b->image, interface);
	d->instance = arena_strdup(b->image, instance);
	return true;
}

static void format_sync_daemon(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_sync_daemon *d = conf_field_const(key, object);
	char                           text[ADDR_LEN];

	if (!d->interface)
		return;
	sbuf_add_char(out, ' ');
	lex_add_word(out, d->interface);
	if (d->instance) {
		sbuf_add(out, " inst ");
		lex_add_word(out, d->instance);
	}
	if (d->has_id)
		sbuf_addf(out, " id %" PRIu32, d->id);
	for (size_t k = 0; k < ARRAY_SIZE(options); k++) {
		uint32_t value = *(const uint32_t *)((const char *)d + options[k].offset);

		if (value)
			sbuf_addf(out, " %s %" PRIu32, options[k].name, value);
	}
	if (d->group.family)
		sbuf_addf(out, " group %s", addr_format(&d->group, text));
}

const struct conf_custom global_sync_daemon = { parse_sync_daemon, format_sync_daemon, NULL };

/* lvs_timeouts [tcp N] [tcpfin N] [udp N] */

static const struct {
	const char *name;
	size_t      offset;
} timeouts[] = {
	{ "tcp", offsetof(struct conf_global, lvs_timeout_tcp) },
	{ "tcpfin", offsetof(struct conf_global, lvs_timeout_tcpfin) },
	{ "udp", offsetof(struct conf_global, lvs_timeout_udp) },
};

static bool parse_lvs_timeouts(struct conf_bind *b, const struct conf_key *key, void *object)
{
	if (b->words.v.n < 3) {
		conf_bind_complain(b, DIAG_MISSING_VALUE, key, b->words.v.n, key->missing);
		return true;
	}
	for (size_t i = 1; i < b->words.v.n; i++) {
		const char *name = conf_bind_word(b, i);
		int64_t     value;
		size_t      k = 0;

		while (k < ARRAY_SIZE(timeouts) && strcmp(timeouts[k].name, name) != 0)
			k++;
		if (k == ARRAY_SIZE(timeouts)) {
			conf_bind_report(b, DIAG_BAD_VALUE, i, "Unknown option %s specified for lvs_timeouts",
					 name);
			continue;
		}
		if (!conf_bind_word(b, ++i))
			conf_bind_report(b, DIAG_MISSING_VALUE, i - 1,
					 "No value specified for lvs_timeout %s - ignoring", name);
		else if (!conf_bind_number(b, i, 0, key->max, false, &value))
			conf_bind_report(b, DIAG_OUT_OF_RANGE, i, "Invalid lvs_timeout %s (%s) - ignoring", name,
					 conf_bind_word(b, i));
		else
			*(uint32_t *)((char *)object + timeouts[k].offset) = (uint32_t)value;
	}
	conf_bind_given(b, key, object, 1);
	return true;
}

static void format_lvs_timeouts(const struct conf_key *key, const void *object, struct sbuf *out)
{
	(void)key;
	for (size_t k = 0; k < ARRAY_SIZE(timeouts); k++) {
		uint32_t value = *(const uint32_t *)((const char *)object + timeouts[k].offset);

		if (value)
			sbuf_addf(out, " %s %" PRIu32, timeouts[k].name, value);
	}
}

const struct conf_custom global_lvs_timeouts = { parse_lvs_timeouts, format_lvs_timeouts, NULL };
