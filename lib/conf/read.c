/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/conf/read.h"

#include <string.h>

#include "lib/text/near.h"

enum frame_kind {
	FRAME_KEYWORDS,
	FRAME_ENTRIES,
	FRAME_SKIPPED, /* content of no interest; only its braces count */
};

struct conf_read_frame {
	enum frame_kind          kind;
	const struct conf_block *block;  /* KEYWORDS */
	const struct conf_key   *key;    /* what opened it; NULL for the outermost */
	void                    *parent; /* object around it */
	const struct conf_key   *entries; /* ENTRIES: what they are ... */
	void                    *owner;   /* ... and the object that has their list */
	void                    *object; /* KEYWORDS: that its keywords fill */
	unsigned                 depth;  /* SKIPPED: braces open inside */
	struct conf_place        place;
	const char              *text;         /* "vrrp_instance VI_1" */
	const char              *object_name;  /* of the nearest named block */
	uint32_t                 n_before;     /* ENTRIES: in the list when it was opened */
	const char              *unknown;      /* a block that was opened inside and is not known */
	struct conf_place        unknown_place;
};

static struct conf_read_frame *top(struct conf_read *r)
{
	return &r->frames.at[r->frames.n - 1];
}

/* What the binder says about where it is. */
static void tell_binder(struct conf_read *r)
{
	const struct conf_read_frame *frame = top(r);

	r->bind->object_name = frame->object_name;
	r->bind->block_text = frame->text;
	r->bind->block_place = frame->place;
}

void conf_read_init(struct conf_read *r, struct conf_bind *bind, const struct conf_block *root)
{
	*r = (struct conf_read){ .bind = bind, .root = root };
	vec_push(&r->frames, ((struct conf_read_frame){
				     .kind = FRAME_KEYWORDS,
				     .block = root,
				     .object = bind->root,
			     }));
	tell_binder(r);
}

void conf_read_release(struct conf_read *r)
{
	vec_release(&r->frames);
}

static struct diag *report(struct conf_read *r, enum diag_code code, struct conf_place place, const char *what)
{
	struct diag *d = diag_add(r->bind->diags, code, place, "%s", what);

	d->block = r->bind->block_text;
	d->block_place = r->bind->block_place;
	return d;
}

static struct diag *report_open(struct conf_read *r, struct conf_place place)
{
	return report(r, DIAG_UNEXPECTED_OPEN, place, "Unexpected '{' - ignoring");
}

/* Blocks */

static bool is_list(const struct conf_key *key)
{
	return key->kind == CONF_KIND_LINES || key->kind == CONF_KIND_WORDS;
}

static uint32_t n_entries(const struct conf_key *key, void *parent)
{
	return ((struct conf_list_any *)conf_field(key, parent))->n;
}

/* "vrrp_instance VI_1", "virtual_server 10.0.0.1 80" */
static const char *block_text(struct conf_bind *b, const struct conf_key *key)
{
	const char *text = arena_printf(b->scratch, "%s %s", key->name, conf_bind_word(b, 1));

	for (size_t i = 2; key->block->title && i < b->words.v.n; i++)
		text = arena_printf(b->scratch, "%s %s", text, conf_bind_word(b, i));
	return text;
}

/* The keyword at hand wants a block: remember it until its brace comes. */
static void expect_block(struct conf_read *r, const struct conf_key *key, void *parent)
{
	struct conf_bind *b = r->bind;
	const char       *name = conf_bind_word(b, 1);

	r->pending = key;
	r->pending_parent = parent;
	r->pending_place = conf_bind_place(b, 0);
	r->pending_object = NULL;
	r->pending_text = key->name;
	if (key->kind == CONF_KIND_BLOCK || key->kind == CONF_KIND_SINGLE)
		r->pending_object = conf_bind_begin(b, key, parent);
	r->is_pending_skipped = is_list(key) && !conf_bind_list(b, key, parent);
	if (name && key->kind == CONF_KIND_BLOCK)
		r->pending_text = block_text(b, key);
	if (name && is_list(key))
		conf_bind_report(b, DIAG_EXTRA_WORDS, 1, "Block %s has extra parameters %s ...", key->name, name);
}

static void push_pending(struct conf_read *r)
{
	const struct conf_key *key = r->pending;
	struct conf_read_frame frame = {
		.kind = FRAME_KEYWORDS,
		.key = key,
		.parent = r->pending_parent,
		.object = r->pending_object,
		.place = r->pending_place,
		.text = r->pending_text,
		.object_name = top(r)->object_name,
	};

	if (is_list(key) && !r->is_pending_skipped) {
		frame.kind = FRAME_ENTRIES;
		frame.entries = key;
		frame.owner = frame.parent;
		frame.n_before = n_entries(key, frame.parent);
		frame.text = top(r)->text ? top(r)->text : key->name;
		frame.place = top(r)->text ? top(r)->place : frame.place;
	} else if (key->kind == CONF_KIND_OPAQUE || !frame.object) {
		frame.kind = FRAME_SKIPPED;
	} else {
		const struct conf_head *head = frame.object;

		frame.block = key->block;
		if (head->name)
			frame.object_name = head->name;
		if (key->block->is_list) {
			frame.kind = FRAME_ENTRIES;
			frame.entries = &key->block->keys[0];
			frame.owner = frame.object;
		}
	}
	r->pending = NULL;
	vec_push(&r->frames, frame);
	tell_binder(r);
}

static void pop(struct conf_read *r)
{
	struct conf_read_frame frame = *top(r);

	if (frame.object && frame.key)
		conf_bind_end(r->bind, frame.key, frame.parent, frame.object, r->end);
	if (frame.kind == FRAME_ENTRIES && frame.entries->empty &&
	    n_entries(frame.entries, frame.owner) == frame.n_before)
		conf_bind_empty(r->bind, frame.entries, r->end);
	r->frames.n--;
	tell_binder(r);
}

/* Something else came where the brace of a block should be. */
static void block_without_brace(struct conf_read *r, struct conf_place place)
{
	const struct conf_key *key = r->pending;
	struct diag           *d;

	if (is_list(key)) {
		d = diag_add(r->bind->diags, DIAG_NO_OPEN_IN_LIST, place,
			     "'{' missing from beginning of block %s", key->name);
		diag_help(r->bind->diags, d, "everything up to the next '}' is taken as entries of %s", key->name);
	} else {
		d = diag_add(r->bind->diags, DIAG_MISSING_OPEN, place,
			     "Missing '{' at beginning of configuration block");
		diag_help(r->bind->diags, d, "%s needs a '{'; what follows is read as if it were there",
			  r->pending_text);
	}
	push_pending(r);
}

/* Statements */

static void hint_at(struct conf_read *r, struct diag *d, const struct conf_block *block, const char *word)
{
	struct near near;
	const char *best;

	near_init(&near, word);
	for (size_t i = 0; i < block->n_keys; i++)
		near_try(&near, block->keys[i].name);
	best = near_best(&near);
	if (best)
		d->text = arena_printf(r->bind->diags->arena, "%s - did you mean '%s'?", d->text, best);
}

/* Blocks that @word is valid in, for somebody who wrote it elsewhere. */
static const char *home_of(const struct conf_block *block, const char *word, unsigned depth)
{
	for (size_t i = 0; i < block->n_keys; i++) {
		const struct conf_key *key = &block->keys[i];
		const char            *found;

		if (strcmp(key->name, word) == 0)
			return block->name;
		if (!key->block || key->kind == CONF_KIND_LINES || depth > 4)
			continue;
		found = home_of(key->block, word, depth + 1);
		if (found)
			return found;
	}
	return NULL;
}

static bool has_typographic_quote(const char *word)
{
	return strstr(word, "\xe2\x80\x9c") || strstr(word, "\xe2\x80\x9d");
}

static void unknown_keyword(struct conf_read *r, const struct conf_block *block)
{
	struct conf_bind *b = r->bind;
	const char       *word = b->words.v.at[0].text;
	struct diag      *d = conf_bind_report(b, DIAG_UNKNOWN_KEYWORD, 0, "Unknown keyword '%s'", word);
	const char       *home = home_of(r->root, word, 0);

	hint_at(r, d, block, word);
	if (has_typographic_quote(word))
		diag_help(b->diags, d, "typographic quotes do not quote; use \"");
	else if (strchr(word, '=') && strchr(word, '=') != word)
		diag_help(b->diags, d, "a keyword and its value are separated by a blank, not by '='");
	else if (home)
		diag_help(b->diags, d, "%s is a keyword of %s%s%s", word, home, b->block_text ? ", not of " : "",
			  b->block_text ? b->block_text : "");
	r->last_word = arena_strdup(b->scratch, word);
	r->last_place = d->place;
}

/* The object of the block at hand has to go; what else is said of it is of no interest. */
static void drop_object(struct conf_read *r)
{
	struct conf_read_frame *frame = top(r);
	const struct conf_head *head = frame->object;

	if (!frame->key || frame->key->kind != CONF_KIND_BLOCK)
		return;
	if (head->name)
		conf_bind_forget(r->bind, frame->block, head->name);
	frame->kind = FRAME_SKIPPED;
	frame->object = NULL;
}

static void keyword_statement(struct conf_read *r, size_t from, size_t to)
{
	struct conf_read_frame *frame = top(r);
	struct conf_bind       *b = r->bind;
	const struct conf_key  *key;
	size_t                  end = from;

	/* Which words follow depends on the first one. */
	while (end < to && !conf_is_blank(b->line->text.at[end]) && b->line->text.at[end] != '"')
		end++;
	lex_words(b->line->text, from, end > from ? end : to, &b->words_arena, &b->words);
	key = b->words.v.n ? conf_bind_key(b, frame->block, b->words.v.at[0].text) : NULL;
	r->last_word = NULL;
	if (!conf_bind_split(b, key, from, to))
		return;

	if (!key) {
		unknown_keyword(r, frame->block);
		return;
	}
	switch (key->kind) {
	case CONF_KIND_BLOCK:
	case CONF_KIND_SINGLE:
	case CONF_KIND_LINES:
	case CONF_KIND_WORDS:
	case CONF_KIND_OPAQUE:
		if (key->kind == CONF_KIND_OPAQUE)
			conf_bind_report(b, DIAG_NOT_SERVED, 0, "%s", key->complaint);
		expect_block(r, key, frame->object);
		break;
	default:
		/* Because: all other kinds are plain keywords, present and future. */
		if (!conf_bind_statement(b, key, frame->object))
			drop_object(r);
		break;
	}
}

static void closing_brace(struct conf_read *r, struct conf_place place)
{
	struct conf_read_frame *frame = top(r);

	if (frame->kind == FRAME_SKIPPED && frame->depth) {
		frame->depth--;
		return;
	}
	if (r->frames.n > 1) {
		if (frame->unknown) {
			struct diag *d = diag_add(r->bind->diags, DIAG_NOTICE, place,
						  "Block %s closed by the '}' of unknown block %s", frame->text,
						  frame->unknown);

			diag_help(r->bind->diags, d,
				  "the '{' of line %u was ignored, so what follows up to the next '}' is lost",
				  frame->unknown_place.line);
		}
		pop(r);
		return;
	}
	report(r, DIAG_UNKNOWN_KEYWORD, place, "Unknown keyword '}'");
}

/* The braces of the text are counted beside all recovery: what they tell is whether it balances. */
static void count_brace(struct conf_read *r, bool is_open, struct conf_place place)
{
	if (is_open)
		r->n_open++;
	else if (r->n_open)
		r->n_open--;
	else
		report(r, DIAG_UNEXPECTED_CLOSE, place, "Extra '}' found");
}

static void opening_brace(struct conf_read *r, size_t at, struct conf_place place)
{
	struct conf_read_frame *frame = top(r);

	if (frame->kind == FRAME_SKIPPED) {
		frame->depth++;
		return;
	}
	if (frame->kind == FRAME_ENTRIES) {
		lex_words(r->bind->line->text, at, at + 1, &r->bind->words_arena, &r->bind->words);
		conf_bind_entry(r->bind, frame->entries, frame->owner);
		return;
	}
	report_open(r, place);
	if (r->last_word) {
		frame->unknown = r->last_word;
		frame->unknown_place = r->last_place;
	}
}

/* One statement or brace: text[from..to). */
static void statement(struct conf_read *r, size_t from, size_t to)
{
	struct str        text = r->bind->line->text;
	struct conf_place place = conf_line_place(r->bind->line, from, to - from);
	bool              is_brace = to - from == 1 && (text.at[from] == '{' || text.at[from] == '}');
	bool              is_open = is_brace && text.at[from] == '{';

	if (is_brace)
		count_brace(r, is_open, place);
	if (r->pending && is_open) {
		push_pending(r);
		return;
	}
	if (r->pending)
		block_without_brace(r, place);

	if (is_open) {
		opening_brace(r, from, place);
		r->last_word = NULL;
	} else if (is_brace) {
		closing_brace(r, place);
	} else if (top(r)->kind == FRAME_KEYWORDS) {
		keyword_statement(r, from, to);
	} else if (top(r)->kind == FRAME_ENTRIES) {
		if (conf_bind_split(r->bind, NULL, from, to))
			conf_bind_entry(r->bind, top(r)->entries, top(r)->owner);
	}
}

bool conf_read_line(void *reader, const struct conf_line *line)
{
	struct conf_read *r = reader;
	size_t            at = 0;

	arena_reset(&r->bind->words_arena);
	r->bind->line = line;
	r->end = conf_line_place(line, 0, 0);
	while (at < line->text.len && !r->bind->is_stopped) {
		size_t from;
		size_t to;

		at = lex_statement(line->text, at, &from, &to);
		if (to > from)
			statement(r, from, to);
	}
	return !r->bind->is_stopped;
}

static void report_unbalanced(struct conf_read *r)
{
	const struct conf_read_frame *frame = top(r);
	struct diag                  *d = diag_add(r->bind->diags, DIAG_MISSING_CLOSE, r->end,
						   "There are %zu missing '}'s or extra '{'s", r->n_open);

	d->is_placed = false;
	if (r->frames.n > 1)
		diag_help(r->bind->diags, d, "%s of line %u is still open", frame->text, frame->place.line);
}

void conf_read_finish(struct conf_read *r)
{
	if (r->n_open && !r->bind->is_stopped)
		report_unbalanced(r);
	if (r->pending)
		push_pending(r);
	while (r->frames.n > 1)
		pop(r);
}
