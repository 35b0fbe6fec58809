/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/conf/bind.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/text/num.h"

/* Names below one block: its keywords, and the objects made from it. */
struct conf_index {
	const struct conf_block *block;
	struct map               keys;
	struct map               objects;
	uint32_t                 n_made;
};

void conf_bind_init(struct conf_bind *b, struct arena *image, struct arena *scratch, struct diag_list *diags,
		    struct expand *expand, void *root, void *context, bool is_test)
{
	*b = (struct conf_bind){
		.image = image,
		.scratch = scratch,
		.diags = diags,
		.expand = expand,
		.root = root,
		.context = context,
		.is_test = is_test,
	};
	arena_init(&b->words_arena);
	vec_push(&b->places, (struct conf_place){ 0 });
}

void conf_bind_release(struct conf_bind *b)
{
	for (size_t i = 0; i < b->indexes.n; i++) {
		map_release(&b->indexes.at[i]->keys);
		map_release(&b->indexes.at[i]->objects);
	}
	vec_release(&b->indexes);
	vec_release(&b->places);
	vec_release(&b->words.v);
	arena_release(&b->words_arena);
}

static struct conf_index *index_of(struct conf_bind *b, const struct conf_block *block)
{
	struct conf_index *index;

	for (size_t i = 0; i < b->indexes.n; i++)
		if (b->indexes.at[i]->block == block)
			return b->indexes.at[i];

	index = arena_new(b->scratch, struct conf_index);
	index->block = block;
	map_init(&index->keys);
	map_init(&index->objects);
	for (size_t i = 0; i < block->n_keys; i++)
		map_put(&index->keys, block->keys[i].name, (void *)&block->keys[i]);
	vec_push(&b->indexes, index);
	return index;
}

const struct conf_key *conf_bind_key(struct conf_bind *b, const struct conf_block *block, const char *name)
{
	return map_find(&index_of(b, block)->keys, name);
}

void *conf_bind_find(struct conf_bind *b, const struct conf_block *block, const char *name)
{
	return map_find(&index_of(b, block)->objects, name);
}

void conf_bind_forget(struct conf_bind *b, const struct conf_block *block, const char *name)
{
	map_set(&index_of(b, block)->objects, name, NULL);
}

/* Findings */

struct conf_place conf_bind_place(const struct conf_bind *b, size_t word)
{
	const struct conf_word *w;

	if (!b->words.v.n)
		return conf_line_place(b->line, 0, 0);
	if (word < b->words.v.n) {
		w = &b->words.v.at[word];
		return conf_line_place(b->line, w->at, w->len);
	}
	/* Something is missing: point behind the last word. */
	w = &b->words.v.at[b->words.v.n - 1];
	return conf_line_place(b->line, w->at + w->len, 1);
}

static struct diag *in_block(struct conf_bind *b, struct diag *d)
{
	d->block = b->block_text;
	d->block_place = b->block_place;
	return d;
}

struct diag *conf_bind_report(struct conf_bind *b, enum diag_code code, size_t word, const char *fmt, ...)
{
	char    text[1024];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return in_block(b, diag_add(b->diags, code, conf_bind_place(b, word), "%s", text));
}

static void add_limit(const struct conf_key *key, int64_t limit, struct sbuf *out)
{
	char text[NUM_DECIMAL_LEN];

	if (key->kind == CONF_KIND_SPAN)
		sbuf_add(out, num_format_decimal(limit, 6, text));
	else
		sbuf_addf(out, "%" PRId64, limit);
}

/* Put the {words} of a sentence in. */
static void fill_in(const struct conf_bind *b, const struct conf_key *key, const void *object, size_t word,
		    const char *sentence, struct sbuf *out)
{
	for (const char *s = sentence; *s; s++) {
		const char *end = *s == '{' ? strchr(s, '}') : NULL;
		struct str  name = end ? (struct str){ s + 1, (size_t)(end - s) - 1 } : STR("");

		if (str_is(name, "object")) {
			sbuf_add(out, b->object_name ? b->object_name : "");
		} else if (str_is(name, "old")) {
			const char *old = object ? *(const char *const *)conf_field_const(key, object) : NULL;

			sbuf_add(out, old ? old : "");
		} else if (str_is(name, "first")) {
			sbuf_add(out, b->words.v.n ? b->words.v.at[0].text : "");
		} else if (str_is(name, "key")) {
			sbuf_add(out, key->name);
		} else if (str_is(name, "value")) {
			sbuf_add(out, word < b->words.v.n ? b->words.v.at[word].text : "");
		} else if (str_is(name, "min")) {
			add_limit(key, key->min, out);
		} else if (str_is(name, "max")) {
			add_limit(key, key->max, out);
		} else if (str_is(name, "rest")) {
			for (size_t i = word; i < b->words.v.n; i++)
				sbuf_addf(out, "%s%s", i > word ? " " : "", b->words.v.at[i].text);
		} else {
			sbuf_add_char(out, *s);
			continue;
		}
		s = end;
	}
}

static struct diag *complain_at(struct conf_bind *b, enum diag_code code, const struct conf_key *key,
				const void *object, size_t word, struct conf_place place, const char *sentence)
{
	struct sbuf  text;
	struct diag *d;

	sbuf_init(&text);
	fill_in(b, key, object, word, sentence, &text);
	d = in_block(b, diag_add(b->diags, code, place, "%.1023s", sbuf_text(&text)));
	sbuf_release(&text);
	return d;
}

struct diag *conf_bind_complain(struct conf_bind *b, enum diag_code code, const struct conf_key *key,
				size_t word, const char *sentence)
{
	return complain_at(b, code, key, NULL, word, conf_bind_place(b, word), sentence);
}

void conf_bind_empty(struct conf_bind *b, const struct conf_key *key, struct conf_place place)
{
	complain_at(b, DIAG_INCOMPLETE, key, NULL, 0, place, key->empty);
}

void conf_bind_missing(struct conf_bind *b, size_t word)
{
	const char *first = b->words.v.n ? b->words.v.at[0].text : "";
	const char *before = word && word <= b->words.v.n ? b->words.v.at[word - 1].text : first;

	conf_bind_report(b, DIAG_MISSING_PARAMETER, b->words.v.n,
			 "*** Configuration line starting `%s` is missing a parameter after keyword `%s`"
			 " at word position %zu",
			 first, before, word + 1);
	b->is_stopped = true;
}

struct conf_place conf_bind_object_place(const struct conf_bind *b, const struct conf_head *head)
{
	return b->places.at[head->place];
}

struct conf_place conf_bind_end_place(const struct conf_bind *b, const struct conf_head *head)
{
	return b->places.at[head->end_place];
}

struct conf_place conf_bind_member_place(const struct conf_bind *b, const struct conf_head *head, size_t offset)
{
	const struct conf_origin *origin = conf_origin_find(head, offset);

	return b->places.at[origin ? origin->place : head->place];
}

/* Words */

const char *conf_bind_word(struct conf_bind *b, size_t index)
{
	return index < b->words.v.n ? b->words.v.at[index].text : NULL;
}

static void report_quote(struct conf_bind *b)
{
	in_block(b, diag_add(b->diags, DIAG_UNTERMINATED_QUOTE,
			     conf_line_place(b->line, 0, b->line->text.len), "Unmatched quote: '%.*s'",
			     (int)MIN(b->line->text.len, (size_t)200), b->line->text.at));
}

bool conf_bind_split(struct conf_bind *b, const struct conf_key *key, size_t from, size_t to)
{
	char quote;

	if (!key || (key->kind != CONF_KIND_SCRIPT && !key->is_script)) {
		lex_words(b->line->text, from, to, &b->words_arena, &b->words);
		if (b->words.has_unmatched_quote)
			report_quote(b);
		return b->words.v.n > 0;
	}

	quote = lex_script_words(b->line->text, from, to, &b->words_arena, &b->words);
	if (quote) {
		if (quote == '"')
			report_quote(b);
		in_block(b, diag_add(b->diags, DIAG_UNTERMINATED_QUOTE,
				     conf_line_place(b->line, from, to - from),
				     "String '%.*s': missing terminating %c",
				     (int)MIN(to - from, (size_t)200), b->line->text.at + from, quote));
		return false;
	}
	return b->words.v.n > 0;
}

static uint32_t keep_place(struct conf_bind *b, struct conf_place place)
{
	vec_push(&b->places, place);
	return (uint32_t)b->places.n - 1;
}

void conf_bind_given(struct conf_bind *b, const struct conf_key *key, void *object, size_t word)
{
	struct conf_head    *head = object;
	struct conf_place    place = conf_bind_place(b, word);
	struct conf_origin **at = &head->origins;
	struct conf_origin  *origin;

	while (*at && (*at)->offset != key->offset)
		at = &(*at)->next;
	origin = *at;
	if (origin)
		*at = origin->next;
	else
		origin = arena_new(b->image, struct conf_origin);

	*origin = (struct conf_origin){
		.next = head->origins,
		.offset = (uint32_t)key->offset,
		.file = place.file,
		.line = place.line,
		.place = keep_place(b, place),
	};
	head->origins = origin;
}

/* Values */

/* Limits of decimals are shown with all their places: that is how they have always looked. */
static const char *limit_text(int64_t limit, bool is_span, char buf[NUM_DECIMAL_LEN])
{
	if (is_span)
		snprintf(buf, NUM_DECIMAL_LEN, "%" PRId64 ".%06" PRId64, limit / USEC_PER_SEC,
			 limit % USEC_PER_SEC);
	else
		snprintf(buf, NUM_DECIMAL_LEN, "%" PRId64, limit);
	return buf;
}

static void report_range(struct conf_bind *b, size_t word, const char *text, int64_t min, int64_t max,
			 bool is_span)
{
	char low[NUM_DECIMAL_LEN];
	char high[NUM_DECIMAL_LEN];

	conf_bind_report(b, DIAG_OUT_OF_RANGE, word, "number '%s' outside range [%s, %s]", text,
			 limit_text(min, is_span, low), limit_text(max, is_span, high));
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
		report_range(b, word, text, min, max, false);
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
static bool round_span(struct conf_bind *b, size_t word, unsigned places, int64_t *value)
{
	int64_t step = 1;

	for (unsigned i = places; i < 6; i++)
		step *= 10;
	if (*value % step == 0)
		return true;
	if (!places) {
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
	int64_t        value = 0;
	enum num_error error = *text ? num_parse_decimal(text, 6, &value) : NUM_OK;

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
		report_range(b, word, text, rule->min, rule->max, true);
		return false;
	}

	if (!round_span(b, word, rule->places, &value))
		return false;
	if ((value < rule->min || value > rule->max) && !(rule->zero_is_good && !value)) {
		report_range(b, word, text, rule->min, rule->max, rule->places != 0);
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
					       key->uses_trailing };

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
		if (strcmp(w->word, text) == 0) {
			*ret = w->value;
			return true;
		}
	}
	return false;
}

/* The command at @word, then user and group. */
static bool read_script(struct conf_bind *b, size_t word, struct conf_script *ret)
{
	struct conf_words command = { 0 };
	const char       *text = b->words.v.at[word].text;
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

	text = conf_bind_word(b, word + 1);
	if (text)
		ret->user = arena_strdup(b->image, text);
	text = conf_bind_word(b, word + 2);
	if (text)
		ret->group = arena_strdup(b->image, text);
	return true;
}

/* The value at @word into @object; complaints are made here, what follows from them is the caller's. */
static bool read_value(struct conf_bind *b, const struct conf_key *key, size_t word, void *object)
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
		if (!addr_parse(text, &addr))
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
		if (!read_script(b, word, &script))
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

static void store_number(const struct conf_key *key, void *object, int64_t value)
{
	void *field = conf_field(key, object);

	if (key->kind == CONF_KIND_UINT)
		*(uint32_t *)field = (uint32_t)value;
	else if (key->kind == CONF_KIND_INT)
		*(int32_t *)field = (int32_t)value;
	else if (key->kind == CONF_KIND_SPAN)
		*(struct span *)field = span_us(value);
	else if (key->kind == CONF_KIND_WORD)
		*(uint8_t *)field = (uint8_t)value;
}

static int64_t absent_number(const struct conf_key *key)
{
	int64_t value = 0;

	(void)num_parse_int(key->absent, &value);
	return value;
}

static int64_t nearest(const struct conf_key *key, const char *text)
{
	int64_t value = INT64_MAX; /* NUM_TOO_BIG leaves it */

	if (key->kind == CONF_KIND_SPAN)
		return num_parse_decimal(text, 6, &value) == NUM_NEGATIVE || value < key->min ? key->min
											       : key->max;
	if (num_parse_int(text, &value) == NUM_OK)
		return value < key->min ? key->min : key->max;
	return text[0] == '-' ? key->min : key->max;
}

/* Clamping needs a number to be near to. */
static bool is_number(const struct conf_key *key, const char *text)
{
	int64_t        value;
	enum num_error error = key->kind == CONF_KIND_SPAN ? num_parse_decimal(text, 6, &value)
							   : num_parse_int(text, &value);

	return error == NUM_OK || error == NUM_TOO_BIG || error == NUM_TOO_PRECISE || error == NUM_NEGATIVE;
}

/* 0 where at least 1 makes sense. */
static void raise_zero(struct conf_bind *b, const struct conf_key *key, size_t word, void *object)
{
	bool is_span = key->kind == CONF_KIND_SPAN;
	bool is_zero = is_span ? !((struct span *)conf_field(key, object))->us
			       : !*(uint32_t *)conf_field(key, object);

	if (!is_zero)
		return;
	conf_bind_complain(b, DIAG_OUT_OF_RANGE, key, word, key->zero);
	store_number(key, object, is_span ? USEC_PER_SEC : 1);
}

/* What the row says about a value that could not be used. False: the object has to go. */
static bool handle_bad(struct conf_bind *b, const struct conf_key *key, size_t word, void *object)
{
	switch (key->bad) {
	case CONF_BAD_KEEP:
		return true;
	case CONF_BAD_CLAMP:
		if (is_number(key, b->words.v.at[word].text)) {
			store_number(key, object, nearest(key, b->words.v.at[word].text));
			conf_bind_given(b, key, object, word);
		}
		return true;
	case CONF_BAD_USE:
		store_number(key, object, key->bad_value);
		conf_bind_given(b, key, object, word);
		return true;
	case CONF_BAD_DROP:
		return false;
	}
	return true;
}

static enum diag_code bad_code(const struct conf_key *key)
{
	switch (key->kind) {
	case CONF_KIND_ADDR:
	case CONF_KIND_PREFIX:
		return DIAG_BAD_ADDRESS;
	case CONF_KIND_UINT:
	case CONF_KIND_INT:
	case CONF_KIND_SPAN:
		return DIAG_OUT_OF_RANGE;
	default:
		/* Because: every other kind has nothing more telling than that its value is bad. */
		return DIAG_BAD_VALUE;
	}
}

static void help_about(struct conf_bind *b, struct diag *d, const struct conf_key *key)
{
	struct sbuf text;

	sbuf_init(&text);
	if (key->kind == CONF_KIND_WORD) {
		sbuf_add(&text, "expected one of:");
		for (const struct conf_word_value *w = key->words; w->word; w++)
			sbuf_addf(&text, " %s", w->word);
	} else if (key->kind == CONF_KIND_BOOL) {
		sbuf_add(&text, "expected true, on, yes, false, off or no (lower case)");
	} else if (key->kind == CONF_KIND_ADDR || key->kind == CONF_KIND_PREFIX) {
		sbuf_addf(&text, "expected an IPv4 or IPv6 address%s",
			  key->kind == CONF_KIND_PREFIX ? ", optionally with /PREFIX" : "");
	} else if (bad_code(key) == DIAG_OUT_OF_RANGE) {
		sbuf_add(&text, "expected a number from ");
		add_limit(key, key->min, &text);
		sbuf_add(&text, " to ");
		add_limit(key, key->max, &text);
		if (key->kind == CONF_KIND_SPAN)
			sbuf_add(&text, key->places ? " seconds" : " whole seconds");
		if (key->def)
			sbuf_addf(&text, "; default %s", key->def);
	}
	if (text.len)
		diag_help(b->diags, d, "%s", sbuf_text(&text));
	sbuf_release(&text);
}

/*
 * The value of @key, of which word @index is the name. @ret_used: how many words the value took.
 * False: the object has to go.
 */
static bool bind_value(struct conf_bind *b, const struct conf_key *key, size_t index, void *object,
		       size_t *ret_used)
{
	size_t first_diag = b->diags->found.n;
	size_t value = key->is_positional ? index : index + 1;

	*ret_used = key->kind != CONF_KIND_FLAG;
	if (key->repeat == CONF_FIRST_WINS && conf_origin_find(object, key->offset)) {
		size_t at = value < b->words.v.n ? value : index;

		if (key->repeated)
			complain_at(b, DIAG_REPEATED, key, key->kind == CONF_KIND_STRING ? object : NULL, at,
				    conf_bind_place(b, at), key->repeated);
		return true;
	}
	if (key->kind != CONF_KIND_FLAG && value >= b->words.v.n) {
		if (key->absent) {
			bool flag;

			if (key->kind == CONF_KIND_BOOL && conf_parse_bool(key->absent, &flag))
				*(bool *)conf_field(key, object) = flag;
			else if (key->kind == CONF_KIND_STRING)
				*(const char **)conf_field(key, object) = arena_strdup(b->image, key->absent);
			else if (key->kind == CONF_KIND_UINT || key->kind == CONF_KIND_INT)
				store_number(key, object, absent_number(key));
			conf_bind_given(b, key, object, index);
			return true;
		}
		if (key->missing) {
			conf_bind_complain(b, DIAG_MISSING_VALUE, key, b->words.v.n, key->missing);
			return key->bad != CONF_BAD_DROP;
		}
		conf_bind_missing(b, value);
		return true;
	}

	if (key->extra && value + 1 < b->words.v.n) {
		conf_bind_complain(b, DIAG_EXTRA_WORDS, key, value + 1, key->extra);
		if (key->extra_is_bad)
			return true;
	}
	if (read_value(b, key, value, object)) {
		if (key->zero)
			raise_zero(b, key, value, object);
		conf_bind_given(b, key, object, key->kind == CONF_KIND_FLAG ? index : value);
		return true;
	}
	if (key->complaint && (!key->is_quiet || b->diags->found.n == first_diag))
		conf_bind_complain(b, bad_code(key), key, value, key->complaint);
	if (b->diags->found.n > first_diag)
		help_about(b, &b->diags->found.at[b->diags->found.n - 1], key);
	return handle_bad(b, key, value, object);
}

static void report_deprecated(struct conf_bind *b, const struct conf_key *key, size_t word)
{
	if (key->deprecated)
		conf_bind_complain(b, key->deprecation_is_logged ? DIAG_LOGGED : DIAG_DEPRECATED, key, word,
				   key->deprecated);
}

bool conf_bind_statement(struct conf_bind *b, const struct conf_key *key, void *object)
{
	size_t used;

	report_deprecated(b, key, 0);
	if (key->kind == CONF_KIND_CUSTOM)
		return key->custom->parse(b, key, object);
	return bind_value(b, key, 0, object, &used);
}

/* Objects */

void conf_list_append(struct conf_list_any *list, struct conf_head *head)
{
	head->next = NULL;
	head->previous = list->last;
	if (list->last)
		list->last->next = head;
	else
		list->first = head;
	list->last = head;
	list->n++;
}

void conf_list_remove(struct conf_list_any *list, struct conf_head *head)
{
	if (head->previous)
		head->previous->next = head->next;
	else
		list->first = head->next;
	if (head->next)
		head->next->previous = head->previous;
	else
		list->last = head->previous;
	list->n--;
}

void *conf_bind_new(struct conf_bind *b, const struct conf_block *block, const char *name,
		    struct conf_place place)
{
	struct conf_head *head = arena_alloc(b->image, block->size);

	head->name = name ? arena_strdup(b->image, name) : NULL;
	head->file = place.file;
	head->line = place.line;
	head->place = keep_place(b, place);
	head->number = index_of(b, block)->n_made++;
	return head;
}

/* The object that a SINGLE block fills lies in its parent; its head says whether it was met before. */
static void *begin_single(struct conf_bind *b, const struct conf_key *key, void *parent)
{
	struct conf_head *head = conf_field(key, parent);
	struct conf_place place = conf_bind_place(b, 0);

	if (!head->place) {
		head->file = place.file;
		head->line = place.line;
		head->place = keep_place(b, place);
		conf_bind_given(b, key, parent, 0);
	} else if (!key->block->merges) {
		if (key->repeated)
			conf_bind_complain(b, DIAG_REPEATED, key, 0, key->repeated);
		return NULL;
	}
	return head;
}

void *conf_bind_begin(struct conf_bind *b, const struct conf_key *key, void *parent)
{
	const struct conf_block *block = key->block;
	struct conf_index       *index = index_of(b, block);
	const char              *name = NULL;
	struct conf_head        *head;

	report_deprecated(b, key, 0);
	if (block->naming == CONF_NAMED) {
		name = conf_bind_word(b, 1);
		if (!name) {
			conf_bind_complain(b, DIAG_NO_NAME, key, b->words.v.n, block->no_name);
			return NULL;
		}
		if (b->words.v.n > 2 && block->extra_name) {
			conf_bind_complain(b, DIAG_EXTRA_WORDS, key, 2, block->extra_name);
			return NULL;
		}
		if (map_find(&index->objects, name)) {
			struct conf_head *other = map_find(&index->objects, name);
			struct diag      *d = conf_bind_complain(b, DIAG_DUPLICATE, key, 1, block->duplicate);

			diag_help(b->diags, d, "the first one is in line %u, and stays", other->line);
			return NULL;
		}
	}

	if (key->kind == CONF_KIND_SINGLE)
		head = begin_single(b, key, parent);
	else
		head = conf_bind_new(b, block, name, conf_bind_place(b, name ? 1 : 0));
	if (head && block->begin && !block->begin(b, head))
		return NULL;
	if (head && name)
		map_set(&index->objects, head->name, head);
	return head;
}

bool conf_bind_list(struct conf_bind *b, const struct conf_key *key, void *parent)
{
	if (key->repeat == CONF_FIRST_WINS && conf_origin_find(parent, key->offset)) {
		conf_bind_complain(b, DIAG_REPEATED, key, 0, key->repeated);
		return false;
	}
	conf_bind_given(b, key, parent, 0);
	return true;
}

void conf_bind_end(struct conf_bind *b, const struct conf_key *key, void *parent, void *object,
		   struct conf_place place)
{
	struct conf_head *head = object;

	head->end_place = keep_place(b, place);
	if (key->block->end && !key->block->end(b, object)) {
		if (head->name)
			map_set(&index_of(b, key->block)->objects, head->name, NULL);
		return;
	}
	if (key->kind == CONF_KIND_BLOCK)
		conf_list_append(conf_field(key, parent), head);
}

/* Lines */

static const struct conf_key *positional_key(const struct conf_block *block)
{
	for (size_t i = 0; i < block->n_keys; i++)
		if (block->keys[i].is_positional)
			return &block->keys[i];
	return NULL;
}

/* The words of one line into @object. False: it has to go. */
static bool bind_line(struct conf_bind *b, const struct conf_block *block, void *object)
{
	const struct conf_key *first = positional_key(block);
	size_t                 used;

	b->at = 0;
	if (first) {
		if (first->kind == CONF_KIND_CUSTOM ? !first->custom->parse(b, first, object)
						    : !bind_value(b, first, 0, object, &used))
			return false;
		if (first->kind != CONF_KIND_CUSTOM || !b->at)
			b->at = 1;
	}
	while (b->at < b->words.v.n && !b->is_stopped) {
		const struct conf_key *key = conf_bind_key(b, block, b->words.v.at[b->at].text);
		size_t                 before = b->at;

		if (!key || key->is_positional) {
			if (!block->other || !block->other(b, object))
				return false;
			if (b->at == before)
				b->at++;
			continue;
		}
		report_deprecated(b, key, b->at);
		if (key->kind == CONF_KIND_CUSTOM) {
			if (!key->custom->parse(b, key, object))
				return false;
			if (b->at == before)
				b->at++;
		} else {
			if (!bind_value(b, key, b->at, object, &used))
				return false;
			b->at += 1 + used;
		}
	}
	return true;
}

static void bind_names(struct conf_bind *b, const struct conf_key *key, void *parent)
{
	static const struct conf_block name_block = { .name = "name", .size = sizeof(struct conf_name) };

	for (size_t i = 0; i < b->words.v.n; i++) {
		struct conf_name *name = conf_bind_new(b, &name_block, b->words.v.at[i].text,
						       conf_bind_place(b, i));

		conf_list_append(conf_field(key, parent), &name->head);
	}
}

void conf_bind_entry(struct conf_bind *b, const struct conf_key *key, void *parent)
{
	struct conf_head *head;

	b->parent = parent;
	if (key->kind == CONF_KIND_WORDS) {
		bind_names(b, key, parent);
		return;
	}
	head = conf_bind_new(b, key->block, NULL, conf_bind_place(b, 0));
	if (key->block->begin && !key->block->begin(b, head))
		return;
	if (!bind_line(b, key->block, head) || b->is_stopped)
		return;
	if (key->block->end && !key->block->end(b, head))
		return;
	if (key->keep && !key->keep(b, parent, head))
		return;
	conf_list_append(conf_field(key, parent), head);
}
