/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/conf/bind_steps.h"
#include "lib/text/num.h"

const char *conf_bind_word(struct conf_bind *b, size_t index)
{
	return index < b->words.v.n ? b->words.v.at[index].text : NULL;
}

static int64_t power_of_ten(unsigned places)
{
	int64_t power = 1;

	while (places--)
		power *= 10;
	return power;
}

/* Limits of decimals are shown with all their places: that is how they have always looked. */
#define LIMIT_LEN 48
static const char *limit_text(int64_t limit, unsigned places, char buf[LIMIT_LEN])
{
	int64_t unit = power_of_ten(places);

	if (places)
		snprintf(buf, LIMIT_LEN, "%" PRId64 ".%0*" PRId64, limit / unit, (int)places, limit % unit);
	else
		snprintf(buf, LIMIT_LEN, "%" PRId64, limit);
	return buf;
}

static void report_range(struct conf_bind *b, size_t word, const char *text, int64_t min, int64_t max,
			 unsigned places)
{
	char low[LIMIT_LEN];
	char high[LIMIT_LEN];

	conf_bind_report(b, DIAG_OUT_OF_RANGE, word, "number '%s' outside range [%s, %s]", text,
			 limit_text(min, places, low), limit_text(max, places, high));
}

/* Trailing text: an error in a test; a running daemon uses the number and says so. */
static bool may_use_trailing(struct conf_bind *b, size_t word, const char *text)
{
	if (b->is_test)
		conf_bind_report(b, DIAG_INVALID_NUMBER, word, "invalid number '%s'", text);
	else
		conf_bind_report(b, DIAG_LOGGED, word, "WARNING - invalid number '%s'", text);
	return !b->is_test;
}

static void report_type(struct conf_bind *b, size_t word, const char *text, bool is_unsigned)
{
	conf_bind_report(b, DIAG_OUT_OF_RANGE, word, "number '%s' outside %sinteger range", text,
			 is_unsigned ? "unsigned " : "");
}

bool conf_bind_number_in(struct conf_bind *b, size_t word, const char *text, int64_t min, int64_t max,
			 bool is_auto_base, int64_t *ret)
{
	int64_t        value = 0;
	bool           is_unsigned = min >= 0;
	enum num_error error;

	if (is_unsigned && text[0] == '-') {
		conf_bind_report(b, DIAG_INVALID_NUMBER, word, "negative number '%s'", text);
		return false;
	}
	if (!*text) /* "" has always counted as 0 */
		error = NUM_OK;
	else
		error = is_auto_base ? num_parse_int_auto(text, &value) : num_parse_int(text, &value);

	switch (error) {
	case NUM_OK:
		break;
	case NUM_TRAILING:
		if (!may_use_trailing(b, word, text))
			return false;
		break;
	case NUM_TOO_BIG:
		report_type(b, word, text, is_unsigned);
		return false;
	case NUM_INVALID:
	case NUM_NEGATIVE:
	case NUM_TOO_PRECISE:
		conf_bind_report(b, DIAG_INVALID_NUMBER, word, "invalid number '%s'", text);
		return false;
	}

	if (value > (is_unsigned ? (int64_t)UINT32_MAX : INT32_MAX) || value < INT32_MIN) {
		report_type(b, word, text, is_unsigned);
		return false;
	}
	if (value < min || value > max) {
		report_range(b, word, text, min, max, 0);
		return false;
	}
	*ret = value;
	return true;
}

bool conf_bind_number(struct conf_bind *b, size_t word, int64_t min, int64_t max, bool is_auto_base,
		      int64_t *ret)
{
	return conf_bind_number_in(b, word, b->words.v.at[word].text, min, max, is_auto_base, ret);
}

/* Fewer decimals than a microsecond has: rounded, and said. */
static bool round_span(struct conf_bind *b, size_t word, const struct conf_span_rule *rule, int64_t *value)
{
	int64_t step = power_of_ten(conf_unit_places(rule->is_in_ms) - rule->places);

	if (*value % step == 0)
		return true;
	if (!rule->places) {
		conf_bind_report(b, DIAG_INVALID_NUMBER, word, "invalid number '%s'", b->words.v.at[word].text);
		return false;
	}
	conf_bind_report(b, DIAG_INVALID_NUMBER, word, "number '%s' has too many decimal places",
			 b->words.v.at[word].text);
	*value = (*value + step / 2) / step * step;
	return true;
}

bool conf_bind_span(struct conf_bind *b, size_t word, const struct conf_span_rule *rule, struct span *ret)
{
	const char    *text = b->words.v.at[word].text;
	unsigned       unit_places = conf_unit_places(rule->is_in_ms);
	int64_t        value = 0;
	bool           is_bare = !text[strspn(text, ".")]; /* no digit at all, as "" or ".", counts as 0 */
	enum num_error error = is_bare ? NUM_OK : num_parse_decimal(text, unit_places, &value);

	if (*text == '-') /* whatever follows */
		error = NUM_NEGATIVE;
	switch (error) {
	case NUM_OK:
		break;
	case NUM_TRAILING:
		if (!may_use_trailing(b, word, text) && !rule->uses_trailing)
			return false;
		break;
	case NUM_TOO_PRECISE:
		conf_bind_report(b, DIAG_INVALID_NUMBER, word, "number '%s' has too many decimal places", text);
		break;
	case NUM_NEGATIVE:
		conf_bind_report(b, DIAG_INVALID_NUMBER, word, "negative number '%s'", text);
		return false;
	case NUM_INVALID:
		conf_bind_report(b, DIAG_INVALID_NUMBER, word, "invalid number '%s'", text);
		if (!rule->uses_trailing || rule->min > 0)
			return false;
		break;
	case NUM_TOO_BIG:
		conf_bind_report(b, DIAG_OUT_OF_RANGE, word, "number '%s' outside unsigned decimal range", text);
		return false;
	}

	if (!round_span(b, word, rule, &value))
		return false;
	if ((value < rule->min || value > rule->max) && !(rule->zero_is_good && !value)) {
		report_range(b, word, text, rule->min, rule->max, rule->places ? unit_places : 0);
		return false;
	}
	*ret = span_us(value);
	return true;
}

bool conf_parse_bool(const char *text, bool *ret)
{
	static const char *const yes[] = { "true", "on", "yes" };
	static const char *const no[] = { "false", "off", "no" };

	for (size_t i = 0; i < ARRAY_SIZE(yes); i++) {
		if (strcmp(text, yes[i]) == 0)
			return *ret = true, true;
		if (strcmp(text, no[i]) == 0)
			return *ret = false, true;
	}
	return false;
}

static bool read_span(struct conf_bind *b, const struct conf_key *key, size_t word, struct span *ret)
{
	if (key->places) {
		struct conf_span_rule rule = { key->min, key->max, key->places, key->zero_is_good,
					       key->uses_trailing, key->is_in_ms };

		return conf_bind_span(b, word, &rule, ret);
	}

	/* Whole seconds are integers to their user, also in the limits that a complaint shows. */
	int64_t seconds;

	if (!conf_bind_number(b, word, key->min / USEC_PER_SEC, key->max / USEC_PER_SEC, false, &seconds))
		return false;
	*ret = span_seconds(seconds);
	return true;
}

static bool read_string(struct conf_bind *b, const struct conf_key *key, size_t word, const char **ret)
{
	const char *text = b->words.v.at[word].text;

	if (!key->max_length || strlen(text) <= key->max_length) {
		*ret = arena_strdup(b->image, text);
		return true;
	}
	conf_bind_complain(b, DIAG_TOO_LONG, key, word, key->too_long);
	if (!key->is_truncated)
		return false;
	*ret = arena_strndup(b->image, text, key->max_length);
	return true;
}

static bool read_word(const struct conf_key *key, const char *text, uint8_t *ret)
{
	for (const struct conf_word_value *w = key->words; w->word; w++) {
		if ((key->ignores_case ? strcasecmp : strcmp)(w->word, text) == 0) {
			*ret = w->value;
			return true;
		}
	}
	return false;
}

/* The text of the command at @word. */
static const char *command_text(struct conf_bind *b, const struct conf_key *key, size_t word)
{
	const char *text = b->words.v.at[word].text;

	for (size_t i = word + 1; *text && key->takes_line && i < b->words.v.n; i++)
		text = arena_printf(&b->words_arena, "%s %s", text, b->words.v.at[i].text);
	return text;
}

/* The command at @word, then user and group. */
static bool read_script(struct conf_bind *b, const struct conf_key *key, size_t word, struct conf_script *ret)
{
	struct conf_words command = { 0 };
	const char       *text = command_text(b, key, word);
	const char      **argv;
	char              quote = lex_command(text, &b->words_arena, &command);

	if (quote) {
		conf_bind_report(b, DIAG_UNTERMINATED_QUOTE, word, "String '%s': missing terminating %c", text,
				 quote);
		vec_release(&command.v);
		return false;
	}
	argv = arena_alloc(b->image, (command.v.n + 1) * sizeof(*argv));
	for (size_t i = 0; i < command.v.n; i++)
		argv[i] = arena_strdup(b->image, command.v.at[i].text);
	*ret = (struct conf_script){
		.argv = argv,
		.argc = (uint32_t)command.v.n,
		.path = command.v.n ? argv[0] : NULL,
		.text = arena_strdup(b->image, text),
	};
	vec_release(&command.v);
	if (key->takes_line)
		return true;

	text = conf_bind_word(b, word + 1);
	if (text)
		ret->user = arena_strdup(b->image, text);
	text = conf_bind_word(b, word + 2);
	if (text)
		ret->group = arena_strdup(b->image, text);
	return true;
}

bool conf_bind_addr(struct conf_bind *b, size_t word, struct addr *ret)
{
	const char *text = b->words.v.at[word].text;
	size_t      len = strcspn(text, "/-");
	char        alone[ADDR_LEN];

	if (!text[len])
		return addr_parse(text, ret);
	if (len >= sizeof(alone))
		return false;
	memcpy(alone, text, len);
	alone[len] = '\0';
	if (!addr_parse(alone, ret))
		return false;
	conf_bind_report(b, DIAG_LINT_ADDRESS, word, "'%s' means the address %s alone", text, alone);
	return true;
}

bool bind_read_value(struct conf_bind *b, const struct conf_key *key, size_t word, void *object)
{
	void          *field = conf_field(key, object);
	const char    *text = conf_bind_word(b, word);
	int64_t        number;
	struct span    span;
	struct addr    addr;
	struct prefix  prefix;
	const char    *string;
	bool           flag;
	bool           has_len;
	uint8_t        code;
	struct conf_script script;

	switch (key->kind) {
	case CONF_KIND_FLAG:
		*(bool *)field = key->flag_value != 0;
		return true;
	case CONF_KIND_BOOL:
		if (!conf_parse_bool(text, &flag))
			return false;
		*(bool *)field = flag;
		return true;
	case CONF_KIND_UINT:
		if (!conf_bind_number(b, word, key->min, key->max, key->is_auto_base, &number))
			return false;
		*(uint32_t *)field = (uint32_t)number;
		return true;
	case CONF_KIND_INT:
		if (!conf_bind_number(b, word, key->min, key->max, key->is_auto_base, &number))
			return false;
		*(int32_t *)field = (int32_t)number;
		return true;
	case CONF_KIND_SPAN:
		if (!read_span(b, key, word, &span))
			return false;
		*(struct span *)field = span;
		return true;
	case CONF_KIND_STRING:
		if (!read_string(b, key, word, &string))
			return false;
		*(const char **)field = string;
		return true;
	case CONF_KIND_ADDR:
		if (!(key->drops_mask ? conf_bind_addr(b, word, &addr) : addr_parse(text, &addr)))
			return false;
		*(struct addr *)field = addr;
		return true;
	case CONF_KIND_PREFIX:
		if (prefix_parse(text, &prefix, &has_len) != PREFIX_OK)
			return false;
		*(struct prefix *)field = prefix;
		return true;
	case CONF_KIND_WORD:
		if (!read_word(key, text, &code))
			return false;
		*(uint8_t *)field = code;
		return true;
	case CONF_KIND_SCRIPT:
		if (!read_script(b, key, word, &script))
			return false;
		*(struct conf_script *)field = script;
		return true;
	case CONF_KIND_CUSTOM:
	case CONF_KIND_BLOCK:
	case CONF_KIND_SINGLE:
	case CONF_KIND_LINES:
	case CONF_KIND_WORDS:
	case CONF_KIND_OPAQUE:
		break;
	}
	return false;
}
