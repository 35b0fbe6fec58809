/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/conf/bind_steps.h"
#include "lib/text/num.h"

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

struct diag *bind_in_block(struct conf_bind *b, struct diag *d)
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
	return bind_in_block(b, diag_add(b->diags, code, conf_bind_place(b, word), "%s", text));
}

void bind_add_limit(const struct conf_key *key, int64_t limit, struct sbuf *out)
{
	char text[NUM_DECIMAL_LEN];

	if (key->kind == CONF_KIND_SPAN)
		sbuf_add(out, num_format_decimal(limit, conf_unit_places(key->is_in_ms), text));
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
			bind_add_limit(key, key->min, out);
		} else if (str_is(name, "max")) {
			bind_add_limit(key, key->max, out);
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

struct diag *bind_complain_at(struct conf_bind *b, enum diag_code code, const struct conf_key *key,
				const void *object, size_t word, struct conf_place place, const char *sentence)
{
	struct sbuf  text;
	struct diag *d;

	sbuf_init(&text);
	fill_in(b, key, object, word, sentence, &text);
	d = bind_in_block(b, diag_add(b->diags, code, place, "%.1023s", sbuf_text(&text)));
	sbuf_release(&text);
	return d;
}

struct diag *conf_bind_complain(struct conf_bind *b, enum diag_code code, const struct conf_key *key,
				size_t word, const char *sentence)
{
	return bind_complain_at(b, code, key, NULL, word, conf_bind_place(b, word), sentence);
}

void conf_bind_empty(struct conf_bind *b, const struct conf_key *key, struct conf_place place)
{
	bind_complain_at(b, DIAG_INCOMPLETE, key, NULL, 0, place, key->empty);
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
	return conf_places_get(&b->places, head->place);
}

struct conf_place conf_bind_end_place(const struct conf_bind *b, const struct conf_head *head)
{
	return conf_places_get(&b->places, head->place ? head->place + 1 : 0);
}

struct conf_place conf_bind_member_place(const struct conf_bind *b, const struct conf_head *head, size_t offset)
{
	const struct conf_origin *origin = conf_origin_find(head, offset);

	return conf_places_get(&b->places, origin ? origin->place : head->place);
}
