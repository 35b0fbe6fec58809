/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/conf/explain.h"

#include <inttypes.h>
#include <string.h>

#include "lib/base/arena.h"
#include "lib/base/vec.h"
#include "lib/text/near.h"
#include "lib/text/num.h"
#include "lib/text/sbuf.h"

#define LABEL_WIDTH 16
#define LINE_WIDTH  78
#define MOST_DEEP   16
#define NEAR_ENOUGH 2

/* Places */

struct place {
	const struct conf_key   *key;
	const struct conf_block *block; /* that the row is one of */
	const char              *path;  /* of the block: "vrrp_instance > authentication" */
	bool                     is_told;
};

struct search {
	struct arena      arena;
	const char       *word;
	VEC(struct place) places;
};

static void search(struct search *s, const struct conf_block *block, const char *path, unsigned depth)
{
	for (size_t i = 0; i < block->n_keys; i++) {
		const struct conf_key *key = &block->keys[i];

		if (strcmp(key->name, s->word) == 0)
			vec_push(&s->places, ((struct place){ .key = key, .block = block, .path = path }));
		/* Because: an alias of a block would repeat every path with a name that nobody should use. */
		if (key->block && !key->is_alias && depth < MOST_DEEP)
			search(s, key->block,
			       arena_printf(&s->arena, "%s%s%s", path, *path ? " > " : "", key->name), depth + 1);
	}
}

static bool is_same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static const char *main_name(const struct place *p)
{
	const struct conf_key *key = conf_key_main(p->block, p->key);

	return key ? key->name : NULL;
}

/* Would the two be explained in the same words? */
static bool is_alike(const struct place *a, const struct place *b)
{
	const struct conf_key *k = a->key;
	const struct conf_key *l = b->key;

	return k == l || (k->kind == l->kind && k->min == l->min && k->max == l->max && k->words == l->words &&
			  k->zero_is_good == l->zero_is_good && k->places == l->places &&
			  k->flag_value == l->flag_value && k->max_length == l->max_length &&
			  k->block == l->block && k->repeat == l->repeat && k->reload == l->reload &&
			  k->is_positional == l->is_positional && a->block->is_line == b->block->is_line &&
			  k->is_secret == l->is_secret && is_same_text(k->absent, l->absent) &&
			  is_same_text(k->def, l->def) && is_same_text(k->inherit, l->inherit) &&
			  is_same_text(k->deprecated, l->deprecated) && is_same_text(k->help, l->help) &&
			  is_same_text(main_name(a), main_name(b)));
}

/* Layout */

static void add_label(struct sbuf *out, const char *label)
{
	sbuf_addf(out, "    %-*s", LABEL_WIDTH, label);
}

static void add_entry(struct sbuf *out, const char *label, const char *text)
{
	add_label(out, label);
	sbuf_addf(out, "%s\n", text);
}

/* Keywords of @block that are not of the past, in lines of a bearable length. */
static void add_names(struct sbuf *out, const struct conf_block *block)
{
	size_t column = LINE_WIDTH;
	bool   is_first = true;

	for (size_t i = 0; i < block->n_keys; i++) {
		const char *name = block->keys[i].name;
		size_t      len = strlen(name);

		if (block->keys[i].deprecated)
			continue;
		if (column + 1 + len > LINE_WIDTH) {
			sbuf_add(out, is_first ? "" : "\n");
			add_label(out, is_first ? "contains" : "");
			column = 4 + LABEL_WIDTH;
		} else {
			sbuf_add_char(out, ' ');
			column++;
		}
		sbuf_add(out, name);
		column += len;
		is_first = false;
	}
	sbuf_add(out, is_first ? "" : "\n");
}

/* Values */

static void add_number(struct sbuf *out, const struct conf_key *key, int64_t value)
{
	char text[NUM_DECIMAL_LEN];

	sbuf_add(out, num_format_decimal(value, key->kind == CONF_KIND_SPAN ? 6 : 0, text));
}

static void add_range(struct sbuf *out, const struct conf_key *key)
{
	sbuf_add(out, " from ");
	add_number(out, key, key->min);
	sbuf_add(out, key->max == INT64_MAX ? " on" : " to ");
	if (key->max != INT64_MAX)
		add_number(out, key, key->max);
	if (key->zero_is_good)
		sbuf_add(out, ", or 0");
}

static void add_words(struct sbuf *out, const struct conf_key *key)
{
	sbuf_add(out, "one of:");
	for (const struct conf_word_value *w = key->words; w->word; w++)
		sbuf_addf(out, " %s", w->word);
}

static void add_block_form(struct sbuf *out, const struct conf_key *key)
{
	if (key->block->naming == CONF_NAMED)
		sbuf_add(out, "a name, then ");
	sbuf_add(out, "a block of keywords in braces");
}

/* Its functions know more, of which the sentence of help tells. */
static void add_custom(struct sbuf *out, const struct conf_key *key)
{
	sbuf_add(out, "as described above");
	if (key->words) {
		sbuf_add(out, ", ");
		add_words(out, key);
	}
	if (key->min || key->max) {
		sbuf_add(out, ", a number");
		add_range(out, key);
	}
	if (key->max_length)
		sbuf_addf(out, ", at most %" PRIu32 " bytes", key->max_length);
}

static void add_form(struct sbuf *out, const struct conf_key *key)
{
	switch (key->kind) {
	case CONF_KIND_FLAG:
		sbuf_add(out, "none");
		return;
	case CONF_KIND_BOOL:
		sbuf_add(out, "true, on, yes, false, off or no");
		return;
	case CONF_KIND_UINT:
	case CONF_KIND_INT:
		sbuf_add(out, "a whole number");
		add_range(out, key);
		if (key->is_auto_base)
			sbuf_add(out, ", also in hexadecimal (0x) and octal (0)");
		return;
	case CONF_KIND_SPAN:
		sbuf_add(out, key->places ? "seconds" : "whole seconds");
		add_range(out, key);
		if (key->places)
			sbuf_addf(out, ", with up to %u decimals", key->places);
		return;
	case CONF_KIND_STRING:
		sbuf_add(out, "a text");
		if (key->max_length)
			sbuf_addf(out, " of at most %" PRIu32 " bytes", key->max_length);
		return;
	case CONF_KIND_ADDR:
		sbuf_add(out, "an IPv4 or IPv6 address");
		return;
	case CONF_KIND_PREFIX:
		sbuf_add(out, "an IPv4 or IPv6 address, optionally with /PREFIX");
		return;
	case CONF_KIND_WORD:
		add_words(out, key);
		return;
	case CONF_KIND_SCRIPT:
		sbuf_add(out, "a command in quotes, then optionally its user and group");
		return;
	case CONF_KIND_CUSTOM:
		add_custom(out, key);
		return;
	case CONF_KIND_BLOCK:
	case CONF_KIND_SINGLE:
		add_block_form(out, key);
		return;
	case CONF_KIND_LINES:
		sbuf_add(out, "a list in braces, one entry a line");
		return;
	case CONF_KIND_WORDS:
		sbuf_add(out, "a list of words in braces");
		return;
	case CONF_KIND_OPAQUE:
		sbuf_add(out, "a block that this version does not read");
		return;
	}
}

static void add_value(struct sbuf *out, const struct conf_key *key)
{
	add_label(out, "value");
	add_form(out, key);
	if (key->absent && *key->absent)
		sbuf_addf(out, "; left out: %s", key->absent);
	else if (key->absent)
		sbuf_add(out, "; may be left out");
	sbuf_add_char(out, '\n');
}

/* NULL: nothing can be said in general. */
static const char *repeat_text(const struct conf_key *key)
{
	bool is_first = key->repeat == CONF_FIRST_WINS;

	switch (key->kind) {
	case CONF_KIND_FLAG:
	case CONF_KIND_CUSTOM:
	case CONF_KIND_OPAQUE:
		return NULL;
	case CONF_KIND_BLOCK:
		return "any number of them";
	case CONF_KIND_SINGLE:
		return key->block->merges ? "several count as one" : "the first one counts";
	case CONF_KIND_LINES:
	case CONF_KIND_WORDS:
		return is_first ? "the first list counts" : "several lists count as one";
	default:
		/* Because: all other kinds have one value, which is replaced or stays. */
		return is_first ? "the first one counts" : "the last one counts";
	}
}

static const char *reload_text(const struct conf_key *key)
{
	switch (key->reload) {
	case CONF_LIVE:
		return "a new value takes effect at a reload";
	case CONF_START:
		return "a new value takes effect at the next start";
	case CONF_FIXED:
		return "a reload that changes it is refused";
	}
	return "";
}

/* The sentence that is said about its use, without what only a use can fill in. */
static void add_deprecation(struct sbuf *out, const struct conf_key *key)
{
	static const char object[] = "({object}) ";
	const char       *s = key->deprecated;

	add_label(out, "deprecated");
	if (strncmp(s, object, sizeof(object) - 1) == 0)
		s += sizeof(object) - 1;
	for (; *s; s++) {
		if (strncmp(s, "{key}", 5) == 0) {
			sbuf_add(out, key->name);
			s += 4;
		} else {
			sbuf_add_char(out, *s);
		}
	}
	sbuf_add_char(out, '\n');
}

static void add_relation(struct sbuf *out, const struct place *p)
{
	const struct conf_key *key = conf_key_main(p->block, p->key);

	if (!key || key == p->key)
		return;
	if (p->key->kind == CONF_KIND_FLAG && key->flag_value != p->key->flag_value)
		add_entry(out, "opposite of", key->name);
	else
		add_entry(out, "same as", key->name);
}

/* Paragraphs */

static void add_places(struct sbuf *out, struct search *s, size_t first)
{
	const struct place *p = &s->places.at[first];
	const char         *label = "in";

	for (size_t i = first; i < s->places.n; i++) {
		struct place *other = &s->places.at[i];

		if (other->is_told || !is_alike(p, other))
			continue;
		other->is_told = true;
		add_label(out, label);
		sbuf_add(out, *other->path ? other->path : "the top level");
		if (other->key->is_positional)
			sbuf_add(out, ", first in a line and without its name");
		else if (other->block->is_line)
			sbuf_add(out, ", in a line");
		sbuf_add_char(out, '\n');
		label = "";
	}
}

static void add_paragraph(struct sbuf *out, struct search *s, size_t first)
{
	const struct place    *p = &s->places.at[first];
	const struct conf_key *key = p->key;

	sbuf_addf(out, "%s%s - %s\n", first ? "\n" : "", key->name, key->help ? key->help : "");
	add_places(out, s, first);
	add_relation(out, p);
	if (key->deprecated)
		add_deprecation(out, key);
	add_value(out, key);
	if (key->inherit)
		add_entry(out, "inherited from", key->inherit);
	if (key->def)
		add_entry(out, "default", key->def);
	if (repeat_text(key))
		add_entry(out, "given twice", repeat_text(key));
	if (key->kind != CONF_KIND_OPAQUE)
		add_entry(out, "reload", reload_text(key));
	if (key->is_secret)
		add_entry(out, "secret", "it is never printed");
	if (key->block && !key->block->is_list)
		add_names(out, key->block);
}

/* Words that nobody knows */

struct near_misses {
	const char       *word;
	size_t            distance;
	VEC(const char *) names; /* at that distance */
};

static void add_miss(struct near_misses *m, const char *name)
{
	size_t distance = near_distance(m->word, name, m->distance);

	if (distance > m->distance)
		return;
	if (distance < m->distance)
		m->names.n = 0;
	m->distance = distance;
	for (size_t i = 0; i < m->names.n; i++)
		if (strcmp(m->names.at[i], name) == 0)
			return;
	vec_push(&m->names, name);
}

static void find_misses(struct near_misses *m, const struct conf_block *block, unsigned depth)
{
	for (size_t i = 0; i < block->n_keys; i++) {
		add_miss(m, block->keys[i].name);
		if (block->keys[i].block && depth < MOST_DEEP)
			find_misses(m, block->keys[i].block, depth + 1);
	}
}

/* It goes to a terminal. */
static void add_safe(struct sbuf *out, const char *text)
{
	for (; *text; text++)
		sbuf_add_char(out, (unsigned char)*text < ' ' || *text == 0x7f ? '?' : *text);
}

static void add_unknown(struct sbuf *out, const struct conf_block *root, const char *word)
{
	/* More than half of a word wrong is another word. */
	struct near_misses misses = { .word = word, .distance = NEAR_ENOUGH };

	sbuf_add_char(out, '\'');
	add_safe(out, word);
	sbuf_add(out, "' is no keyword of the configuration");
	find_misses(&misses, root, 0);
	if (2 * misses.distance >= strlen(word))
		misses.names.n = 0;
	for (size_t i = 0; i < misses.names.n; i++)
		sbuf_addf(out, "%s'%s'", i ? ", " : "; did you mean ", misses.names.at[i]);
	sbuf_add(out, misses.names.n ? "?\n" : "\n");
	vec_release(&misses.names);
}

bool conf_explain(const struct conf_block *root, const char *word, struct sbuf *out)
{
	struct search s = { .word = word };
	bool          is_known;

	arena_init(&s.arena);
	search(&s, root, "", 0);
	for (size_t i = 0; i < s.places.n; i++)
		if (!s.places.at[i].is_told)
			add_paragraph(out, &s, i);
	is_known = s.places.n > 0;
	if (!is_known)
		add_unknown(out, root, word);
	vec_release(&s.places);
	arena_release(&s.arena);
	return is_known;
}
