/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/conf/dump.h"

#include <inttypes.h>
#include <string.h>

#include "lib/conf/lex.h"
#include "lib/text/num.h"

static void indent(struct sbuf *out, unsigned depth)
{
	for (unsigned i = 0; i < depth; i++)
		sbuf_add(out, "    ");
}

static void add_word(struct sbuf *out, const char *text)
{
	sbuf_add_char(out, ' ');
	lex_add_word(out, text);
}

/* An argument in single quotes, inside of double ones: everything that means something is escaped. */
static void add_argument(struct sbuf *out, const char *text)
{
	sbuf_add_char(out, '\'');
	for (const char *s = text; *s; s++) {
		if ((unsigned char)*s < ' ')
			sbuf_addf(out, "\\x%02x", (unsigned char)*s);
		else if (strchr("\\\"'", *s))
			sbuf_addf(out, "\\%c", *s);
		else
			sbuf_add_char(out, *s);
	}
	sbuf_add_char(out, '\'');
}

void conf_dump_script(const struct conf_script *script, struct sbuf *out)
{
	if (!script->argc)
		return;
	sbuf_add(out, " \"");
	if (!strpbrk(script->text, "\"'\\")) {
		sbuf_add(out, script->text);
	} else {
		for (uint32_t i = 0; i < script->argc; i++) {
			if (i)
				sbuf_add_char(out, ' ');
			add_argument(out, script->argv[i]);
		}
	}
	sbuf_add_char(out, '"');
	if (script->user) {
		sbuf_add_char(out, ' ');
		lex_add_script_word(out, script->user);
	}
	if (script->group) {
		sbuf_add_char(out, ' ');
		lex_add_script_word(out, script->group);
	}
}

static void add_span(struct sbuf *out, const struct conf_key *key, struct span span)
{
	char text[NUM_DECIMAL_LEN];

	if (key->places)
		sbuf_addf(out, " %s", num_format_decimal(span.us, conf_unit_places(key->is_in_ms), text));
	else
		sbuf_addf(out, " %" PRId64, span.us / USEC_PER_SEC);
}

/* What completion put there, such as 0 for "off", can lie beside what can be written. */
static bool is_in_range(const struct conf_key *key, int64_t value)
{
	return (value >= key->min && value <= key->max) || (!value && key->zero_is_good);
}

void conf_dump_value(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const void *field = conf_field_const(key, object);
	char        text[PREFIX_LEN];

	if (key->is_secret && key->kind != CONF_KIND_CUSTOM) {
		sbuf_add(out, " " CONF_MASK);
		return;
	}
	switch (key->kind) {
	case CONF_KIND_FLAG:
		if (*(const bool *)field == (key->flag_value != 0))
			sbuf_add(out, " ");
		return;
	case CONF_KIND_BOOL:
		sbuf_add(out, *(const bool *)field ? " true" : " false");
		return;
	case CONF_KIND_UINT:
		if (is_in_range(key, *(const uint32_t *)field))
			sbuf_addf(out, " %" PRIu32, *(const uint32_t *)field);
		return;
	case CONF_KIND_INT:
		if (is_in_range(key, *(const int32_t *)field))
			sbuf_addf(out, " %" PRId32, *(const int32_t *)field);
		return;
	case CONF_KIND_SPAN:
		if (is_in_range(key, ((const struct span *)field)->us))
			add_span(out, key, *(const struct span *)field);
		return;
	case CONF_KIND_STRING:
		if (*(const char *const *)field)
			add_word(out, *(const char *const *)field);
		return;
	case CONF_KIND_ADDR:
		if (((const struct addr *)field)->family)
			sbuf_addf(out, " %s", addr_format(field, text));
		return;
	case CONF_KIND_PREFIX:
		if (((const struct prefix *)field)->addr.family)
			sbuf_addf(out, " %s", prefix_format(field, text));
		return;
	case CONF_KIND_WORD:
		for (const struct conf_word_value *w = key->words; w->word; w++)
			if (w->value == *(const uint8_t *)field) {
				sbuf_addf(out, " %s", w->word); /* the first of several is the canonical one */
				return;
			}
		return;
	case CONF_KIND_SCRIPT:
		conf_dump_script(field, out);
		return;
	case CONF_KIND_CUSTOM:
		key->custom->format(key, object, out);
		return;
	case CONF_KIND_BLOCK:
	case CONF_KIND_SINGLE:
	case CONF_KIND_LINES:
	case CONF_KIND_WORDS:
	case CONF_KIND_OPAQUE:
		return;
	}
}

/* Another row prints the member, unless this one says what that one cannot: that a flag is off. */
static bool is_printed(const struct conf_key *key, const void *object)
{
	if (key->is_alias && !(key->kind == CONF_KIND_FLAG && !key->flag_value))
		return false;
	return conf_origin_find(object, key->offset) != NULL;
}

void conf_dump_line(const struct conf_block *block, const void *object, struct sbuf *out)
{
	struct sbuf value;
	bool        is_first = true;

	sbuf_init(&value);
	for (size_t i = 0; i < block->n_keys; i++) {
		const struct conf_key *key = &block->keys[i];

		if (!is_printed(key, object))
			continue;
		sbuf_clear(&value);
		conf_dump_value(key, object, &value);
		if (!value.len)
			continue;
		if (!key->is_positional)
			sbuf_addf(out, "%s%s", is_first ? "" : " ", key->name);
		if (strcmp(sbuf_text(&value), " ") != 0)
			sbuf_add(out, sbuf_text(&value) + (is_first && key->is_positional));
		is_first = false;
	}
	sbuf_release(&value);
}

static void dump_entries(const struct conf_key *key, const void *object, unsigned depth, struct sbuf *out)
{
	const struct conf_list_any *list = conf_field_const(key, object);

	for (const struct conf_head *h = list->first; h; h = h->next) {
		indent(out, depth);
		if (key->kind == CONF_KIND_WORDS)
			lex_add_word(out, h->name);
		else
			conf_dump_line(key->block, h, out);
		sbuf_add_char(out, '\n');
	}
}

static void dump_list(const struct conf_key *key, const void *object, unsigned depth, struct sbuf *out)
{
	if (!((const struct conf_list_any *)conf_field_const(key, object))->n)
		return;
	indent(out, depth);
	sbuf_addf(out, "%s {\n", key->name);
	dump_entries(key, object, depth + 1, out);
	indent(out, depth);
	sbuf_add(out, "}\n");
}

static void dump_block(const struct conf_block *block, const void *object, unsigned depth, struct sbuf *out);

/* A quote that a backslash stands before is no closing one to whoever looks for the brace. */
static bool hides_brace(const char *text, size_t len)
{
	return (len > 0 && text[len - 1] == '\\') || (len > 1 && memcmp(text + len - 2, "\\\"", 2) == 0);
}

static void dump_object(const struct conf_key *key, const struct conf_head *head, unsigned depth,
			struct sbuf *out)
{
	indent(out, depth);
	sbuf_add(out, key->name);
	if (key->block->title)
		key->block->title(head, out);
	else if (head->name)
		add_word(out, head->name);
	if (hides_brace(sbuf_text(out), out->len)) {
		sbuf_add_char(out, '\n');
		indent(out, depth);
		sbuf_add(out, "{\n");
	} else {
		sbuf_add(out, " {\n");
	}
	if (key->block->is_list)
		dump_entries(&key->block->keys[0], head, depth + 1, out);
	else
		dump_block(key->block, head, depth + 1, out);
	indent(out, depth);
	sbuf_add(out, depth ? "}\n" : "}\n\n");
}

/* A custom value may go over several lines, each a statement of its own. */
static void dump_value(const struct conf_key *key, const void *object, unsigned depth, struct sbuf *out)
{
	struct sbuf value;
	const char *rest;

	sbuf_init(&value);
	conf_dump_value(key, object, &value);
	if (value.len) {
		indent(out, depth);
		sbuf_add(out, key->name);
		rest = strcmp(sbuf_text(&value), " ") == 0 ? "" : sbuf_text(&value);
		for (const char *end = strchr(rest, '\n'); end; end = strchr(rest, '\n')) {
			sbuf_add_mem(out, rest, (size_t)(end - rest) + 1);
			indent(out, depth);
			rest = end + 1;
		}
		sbuf_addf(out, "%s\n", rest);
	}
	sbuf_release(&value);
}

static void dump_block(const struct conf_block *block, const void *object, unsigned depth, struct sbuf *out)
{
	for (size_t i = 0; i < block->n_keys; i++) {
		const struct conf_key *key = &block->keys[i];

		switch (key->kind) {
		case CONF_KIND_BLOCK:
			if (key->is_alias)
				break;
			conf_each_entry(h, key, object)
				dump_object(key, h, depth, out);
			break;
		case CONF_KIND_SINGLE:
			if (conf_origin_find(object, key->offset))
				dump_object(key, conf_field_const(key, object), depth, out);
			break;
		case CONF_KIND_LINES:
		case CONF_KIND_WORDS:
			dump_list(key, object, depth, out);
			break;
		case CONF_KIND_OPAQUE:
			break;
		default:
			/* Because: all other kinds are one keyword and its value. */
			if (is_printed(key, object))
				dump_value(key, object, depth, out);
			break;
		}
	}
}

void conf_dump_object(const struct conf_key *key, const struct conf_head *object, struct sbuf *out)
{
	if (key->kind == CONF_KIND_LINES)
		conf_dump_line(key->block, object, out);
	else
		dump_object(key, object, 0, out);
}

void conf_dump(const struct conf_block *root, const void *object, struct sbuf *out)
{
	dump_block(root, object, 0, out);
}
