/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/conf/bind.h"

#include <string.h>

#include "lib/conf/bind_steps.h"
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
	conf_places_init(&b->places, diags);
}

void conf_bind_release(struct conf_bind *b)
{
	for (size_t i = 0; i < b->indexes.n; i++) {
		map_release(&b->indexes.at[i]->keys);
		map_release(&b->indexes.at[i]->objects);
	}
	vec_release(&b->indexes);
	conf_places_release(&b->places);
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

/* Words */

static void report_quote(struct conf_bind *b)
{
	bind_in_block(b, diag_add(b->diags, DIAG_UNTERMINATED_QUOTE,
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
		bind_in_block(b, diag_add(b->diags, DIAG_UNTERMINATED_QUOTE,
					  conf_line_place(b->line, from, to - from),
					  "String '%.*s': missing terminating %c",
					  (int)MIN(to - from, (size_t)200), b->line->text.at + from, quote));
		return false;
	}
	return b->words.v.n > 0;
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
		.place = conf_places_add(&b->places, place),
	};
	head->origins = origin;
}

/* Values */

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
		return num_parse_decimal(text, conf_unit_places(key->is_in_ms), &value) == NUM_NEGATIVE || value < key->min ? key->min
											       : key->max;
	if (num_parse_int(text, &value) == NUM_OK)
		return value < key->min ? key->min : key->max;
	return text[0] == '-' ? key->min : key->max;
}

/* Clamping needs a number to be near to. */
static bool is_number(const struct conf_key *key, const char *text)
{
	int64_t        value;
	enum num_error error = key->kind == CONF_KIND_SPAN ? num_parse_decimal(text, conf_unit_places(key->is_in_ms), &value)
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
	store_number(key, object, !is_span ? 1 : key->is_in_ms ? USEC_PER_SEC / 1000 : USEC_PER_SEC);
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
		bind_add_limit(key, key->min, &text);
		sbuf_add(&text, " to ");
		bind_add_limit(key, key->max, &text);
		if (key->kind == CONF_KIND_SPAN)
			sbuf_addf(&text, " %s%sseconds", key->places ? "" : "whole ", key->is_in_ms ? "milli" : "");
		if (key->def)
			sbuf_addf(&text, "; default %s", key->def);
	}
	if (text.len)
		diag_help(b->diags, d, "%s", sbuf_text(&text));
	sbuf_release(&text);
}

/* Does @object hold a value of @key already? An empty command is none. */
static bool is_set(const struct conf_key *key, const void *object)
{
	if (key->kind == CONF_KIND_SCRIPT && !((const struct conf_script *)conf_field_const(key, object))->argc)
		return false;
	return conf_origin_find(object, key->offset) != NULL;
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
	if (is_set(key, object) && (key->repeated || key->repeat == CONF_FIRST_WINS)) {
		size_t at = value < b->words.v.n ? value : index;

		if (key->repeated)
			bind_complain_at(b, DIAG_REPEATED, key, key->kind == CONF_KIND_STRING ? object : NULL, at,
				    conf_bind_place(b, at), key->repeated);
		if (key->repeat == CONF_FIRST_WINS)
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
	if (bind_read_value(b, key, value, object)) {
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
	head->place = conf_places_add(&b->places, place);
	head->number = index_of(b, block)->n_made++ & 0xffffff;
	head->kind = block->kind;
	return head;
}

/* The place after that of a block is for its closing brace. */
static void expect_end(struct conf_bind *b)
{
	conf_places_add(&b->places, (struct conf_place){ 0 });
}

/* The object that a SINGLE block fills lies in its parent; its head says whether it was met before. */
static void *begin_single(struct conf_bind *b, const struct conf_key *key, void *parent)
{
	struct conf_head *head = conf_field(key, parent);
	struct conf_place place = conf_bind_place(b, 0);

	if (head->place && key->block->replaces) {
		if (key->repeated)
			conf_bind_complain(b, DIAG_REPEATED, key, 0, key->repeated);
		memset(head, 0, key->block->size);
	}
	if (!head->place) {
		head->file = place.file;
		head->line = place.line;
		head->place = conf_places_add(&b->places, place);
		expect_end(b);
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
			if (block->no_name)
				conf_bind_complain(b, DIAG_NO_NAME, key, b->words.v.n, block->no_name);
			else
				conf_bind_missing(b, 1);
			return NULL;
		}
		if (b->words.v.n > 2 && block->extra_name) {
			conf_bind_complain(b, DIAG_EXTRA_WORDS, key, 2, block->extra_name);
			return NULL;
		}
		if (block->duplicate && map_find(&index->objects, name)) {
			struct conf_head *other = map_find(&index->objects, name);
			struct diag      *d;

			if (block->duplicate_first)
				conf_bind_complain(b, DIAG_DUPLICATE, key, 1, block->duplicate_first);
			d = conf_bind_complain(b, DIAG_DUPLICATE, key, 1, block->duplicate);
			diag_help(b->diags, d, "the first one is in line %u, and stays", other->line);
			return NULL;
		}
	}

	if (key->kind == CONF_KIND_SINGLE) {
		head = begin_single(b, key, parent);
	} else {
		head = conf_bind_new(b, block, name, conf_bind_place(b, name ? 1 : 0));
		expect_end(b);
	}
	b->parent = parent;
	if (head && block->begin && !block->begin(b, head))
		return NULL;
	if (head && name && !map_find(&index->objects, name))
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

	conf_places_set(&b->places, head->place + 1, place);
	b->parent = parent;
	if (key->block->end && !key->block->end(b, object)) {
		if (key->block->naming == CONF_NAMED && conf_bind_find(b, key->block, head->name) == object)
			conf_bind_forget(b, key->block, head->name);
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
