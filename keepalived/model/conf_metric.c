/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/conf_metric.h"

#include <linux/rtnetlink.h>
#include <string.h>

#include "keepalived/model/conf_route.h"
#include "keepalived/model/rt_words.h"
#include "lib/text/num.h"

/* The word with the value, after "lock" if that is there; 0: missing, reported. */
static size_t value_after_lock(struct conf_bind *b, bool *ret_is_locked)
{
	const char *next = conf_bind_word(b, b->at + 1);
	size_t word = b->at + 1;

	*ret_is_locked = next && strcmp(next, "lock") == 0;
	if (*ret_is_locked)
		word++;
	if (conf_bind_word(b, word))
		return word;
	conf_bind_missing(b, word);
	return 0;
}

static void store(struct conf_bind *b, const struct conf_key *key, void *object, size_t word,
		  bool is_locked, uint32_t value)
{
	*(struct conf_metric *)conf_field(key, object) =
		(struct conf_metric){ .is_set = true, .is_locked = is_locked, .value = value };
	conf_bind_given(b, key, object, word);
	b->at = word + 1;
}

static void format(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_metric *metric = conf_field_const(key, object);

	if (metric->is_set)
		sbuf_addf(out, "%s %u", metric->is_locked ? " lock" : "", metric->value);
}

/* Numbers */

static bool read_number(struct conf_bind *b, const struct conf_key *key, void *object, size_t word,
			bool is_locked)
{
	struct diag *d;
	int64_t value;

	if (conf_bind_number(b, word, 0, key->max, false, &value)) {
		store(b, key, object, word, is_locked, (uint32_t)value);
		return true;
	}
	d = conf_bind_complain(b, DIAG_OUT_OF_RANGE, key, word, key->complaint);
	diag_help(b->diags, d, "expected a number from 0 to %lld", (long long)key->max);
	return false;
}

static bool parse_plain(struct conf_bind *b, const struct conf_key *key, void *object)
{
	size_t word = rt_words_value(b);

	return word && read_number(b, key, object, word, false);
}

static bool parse_lockable(struct conf_bind *b, const struct conf_key *key, void *object)
{
	bool is_locked;
	size_t word = value_after_lock(b, &is_locked);

	return word && read_number(b, key, object, word, is_locked);
}

const struct conf_custom conf_metric_plain = { parse_plain, format, NULL };
const struct conf_custom conf_metric_lockable = { parse_lockable, format, NULL };

/* Times */

enum unit {
	UNIT_RAW, /* the kernel's own */
	UNIT_MS,
	UNIT_SECONDS,
	UNIT_UNKNOWN, /* begins like one */
	UNIT_NONE,    /* does not even begin like one */
};

static const struct {
	const char *name;
	enum unit unit;
} units[] = {
	{ "", UNIT_RAW },  { "s", UNIT_SECONDS }, { "sec", UNIT_SECONDS }, { "secs", UNIT_SECONDS },
	{ "ms", UNIT_MS }, { "msec", UNIT_MS },   { "msecs", UNIT_MS },
};

static enum unit unit_of(const char *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(units); i++)
		if (strcasecmp(units[i].name, text) == 0)
			return units[i].unit;
	/* An exponent has never been understood, nor worth a sentence about numbers. */
	if (strncasecmp(text, "s", 1) == 0 || strncasecmp(text, "ms", 2) == 0 ||
	    strncasecmp(text, "e", 1) == 0)
		return UNIT_UNKNOWN;
	return UNIT_NONE;
}

/* The longest time, as people see it: in thousandths with seconds, else whole. */
static void report_range(struct conf_bind *b, size_t word, const char *number, enum unit unit,
			 int64_t max)
{
	if (unit == UNIT_SECONDS)
		conf_bind_report(b, DIAG_OUT_OF_RANGE, word,
				 "number '%s' outside range [0.000, %u.000]", number,
				 CONF_METRIC_SECONDS);
	else
		conf_bind_report(b, DIAG_OUT_OF_RANGE, word,
				 "number '%s' outside range [0., %lld.]", number, (long long)max);
}

/* What @number is in the kernel's unit. Too long a time is reported, and cut; false: reported. */
static bool read_time(struct conf_bind *b, const struct conf_key *key, size_t word,
		      const char *number, enum unit unit, uint32_t *ret_value, bool *ret_is_cut)
{
	int64_t per_ms = key->max / (CONF_METRIC_SECONDS * 1000);
	int64_t max = unit == UNIT_RAW ? key->max : CONF_METRIC_SECONDS * 1000;
	int64_t value = 0;
	enum num_error error = num_parse_decimal(number, unit == UNIT_SECONDS ? 3 : 0, &value);

	if (error == NUM_NEGATIVE) {
		conf_bind_report(b, DIAG_INVALID_NUMBER, word, "negative number '%s'", number);
		return false;
	}
	if (error == NUM_INVALID || error == NUM_TRAILING) {
		conf_bind_report(b, DIAG_INVALID_NUMBER, word, "invalid number '%s'", number);
		return false;
	}
	if (error == NUM_TOO_PRECISE)
		conf_bind_report(b, DIAG_INVALID_NUMBER, word,
				 "number '%s' has too many decimal places", number);
	*ret_is_cut = error == NUM_TOO_BIG || value > max;
	if (*ret_is_cut)
		report_range(b, word, number, unit, max);
	value = *ret_is_cut ? max : value;
	*ret_value = (uint32_t)(unit == UNIT_RAW ? value : value * per_ms);
	return true;
}

static void complain_time(struct conf_bind *b, const struct conf_key *key, size_t word)
{
	struct diag *d = conf_bind_complain(b, DIAG_OUT_OF_RANGE, key, word, key->complaint);

	diag_help(b->diags, d,
		  "expected a number with s or ms, up to %u s, or one of 1/%lld ms without",
		  CONF_METRIC_SECONDS, (long long)(key->max / (CONF_METRIC_SECONDS * 1000)));
}

static bool parse_time(struct conf_bind *b, const struct conf_key *key, void *object)
{
	bool is_locked;
	bool is_cut = false;
	size_t word = value_after_lock(b, &is_locked);
	const char *text = word ? conf_bind_word(b, word) : "";
	size_t digits = strspn(text, "+-0123456789. ");
	enum unit unit = unit_of(text + digits);
	const char *number = unit == UNIT_NONE ? text : arena_strndup(b->scratch, text, digits);
	uint32_t value;

	if (!word)
		return false;
	if (unit == UNIT_UNKNOWN || (!digits && unit != UNIT_NONE && unit != UNIT_RAW) ||
	    !read_time(b, key, word, *number ? number : "0", unit, &value, &is_cut)) {
		complain_time(b, key, word);
		return false;
	}
	if (is_cut)
		complain_time(b, key, word);
	store(b, key, object, word, is_locked, value);
	return true;
}

const struct conf_custom conf_metric_time = { parse_time, format, NULL };

/* Names */

static bool parse_features(struct conf_bind *b, const struct conf_key *key, void *object)
{
	size_t word = rt_words_value(b);

	if (!word)
		return false;
	if (strcmp(conf_bind_word(b, word), "ecn") == 0) {
		store(b, key, object, word, false, RTAX_FEATURE_ECN);
	} else {
		struct diag *d = conf_bind_complain(b, DIAG_BAD_VALUE, key, word, key->complaint);

		diag_help(b->diags, d, "the only one is ecn; this word is ignored");
		b->at = word + 1;
	}
	return true;
}

static void format_features(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_metric *metric = conf_field_const(key, object);

	if (metric->is_set)
		sbuf_add(out, " ecn");
}

const struct conf_custom conf_metric_features = { parse_features, format_features, NULL };

static bool parse_congctl(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_route *route = object;
	bool is_locked;
	size_t word = value_after_lock(b, &is_locked);

	if (!word)
		return false;
	route->congctl = arena_strdup(b->image, conf_bind_word(b, word));
	route->is_congctl_locked = is_locked;
	conf_bind_given(b, key, object, word);
	b->at = word + 1;
	return true;
}

static void format_congctl(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_route *route = object;

	(void)key;
	if (!route->congctl)
		return;
	sbuf_add(out, route->is_congctl_locked ? " lock " : " ");
	rt_words_add_text(out, route->congctl);
}

const struct conf_custom conf_metric_congctl = { parse_congctl, format_congctl, NULL };
