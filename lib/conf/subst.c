/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Definitions: $NAME=value, and what $NAME and ${NAME} stand for. */
#include <limits.h>
#include <string.h>

#include "lib/conf/expand_steps.h"
#include "lib/conf/lex.h"
#include "lib/text/num.h"

/* Length of NAME at @at. */
static size_t name_length(struct str text, size_t at)
{
	size_t i = at;

	if (i >= text.len || !lex_is_name_start(text.at[i]))
		return 0;
	while (i < text.len && lex_is_name(text.at[i]))
		i++;
	return i - at;
}

static struct expand_def *new_def(struct expand *x, const char *name, struct conf_place place)
{
	struct expand_def *def = arena_new(x->arena, struct expand_def);

	def->name = name;
	def->place = place;
	map_set(&x->defs, name, def);
	def->older = x->all_defs;
	x->all_defs = def;
	return def;
}

void expand_define(struct expand *x, const char *name, struct str value, struct conf_place place)
{
	struct expand_def *def = map_find(&x->defs, name);

	if (!def || def->is_multiline)
		def = new_def(x, name, place);
	def->place = place;
	def->value = (struct str){ arena_strndup(x->arena, value.at, value.len), value.len };
}

/* A line of a multi-line definition without its trailing backslash; blank ones are of no use. */
static void add_def_line(struct expand *x, struct expand_def *def, struct str text, struct conf_place place)
{
	while (text.len && conf_is_blank(text.at[text.len - 1]))
		text.len--;
	if (!text.len)
		return;
	text.at = arena_strndup(x->arena, text.at, text.len);
	vec_push(&def->lines, ((struct expand_line){ .text = text, .place = place }));
}

static bool is_continued(struct str text)
{
	return text.len && text.at[text.len - 1] == '\\';
}

bool expand_try_define(struct expand *x, const struct conf_line *line)
{
	struct str         text = line->text;
	size_t             len = text.len && text.at[0] == '$' ? name_length(text, 1) : 0;
	struct conf_place  place = conf_line_place(line, 0, len + 1);
	const char        *name;
	size_t             at = len + 2;
	struct expand_def *def;

	if (!len || len + 1 >= text.len || text.at[len + 1] != '=')
		return false;

	name = arena_strndup(x->arena, text.at + 1, len);
	while (at < text.len && conf_is_blank(text.at[at]))
		at++;
	text = (struct str){ text.at + at, text.len - at };

	if (!is_continued(text)) {
		expand_define(x, name, text, place);
		return true;
	}
	def = new_def(x, name, place);
	def->is_multiline = true;
	text.len--;
	add_def_line(x, def, text, conf_line_place(line, at, text.len));
	x->collecting = def;
	return true;
}

void expand_collect(struct expand *x, const struct conf_line *line)
{
	struct str text = line->text;
	bool       goes_on = is_continued(text);

	if (!text.len)
		return;
	text.len -= goes_on;
	add_def_line(x, x->collecting, text, conf_line_place(line, 0, text.len));
	if (!goes_on)
		expand_end_definition(x);
}

void expand_end_definition(struct expand *x)
{
	x->collecting = NULL;
}

static const struct conf_via *new_via(struct expand *x, const struct conf_line *line, size_t at, size_t len,
				      const char *name, const char *value, struct conf_place defined)
{
	struct conf_via *via = arena_new(x->arena, struct conf_via);

	*via = (struct conf_via){
		.outer = conf_line_place(line, at, len).via,
		.what = arena_printf(x->arena, "$%s", name),
		.value = value,
		.defined = defined,
	};
	return via;
}

/* xorshift64*: only has to look random, and to repeat for the same seed. */
static uint64_t next_random(struct expand *x)
{
	x->random_state ^= x->random_state >> 12;
	x->random_state ^= x->random_state << 25;
	x->random_state ^= x->random_state >> 27;
	return (x->random_state * UINT64_C(0x2545F4914F6CDD1D)) >> 32;
}

/* Wrong parameters are met with every pass over the line; @what was perhaps just said of them. False. */
static bool report_parameters(struct expand *x, struct conf_place place, const char *what)
{
	const struct diag *found = x->diags->found.at;
	size_t             n = x->diags->found.n;

	for (size_t i = n; i > 0 && i + 8 > n; i--) {
		const struct diag *d = &found[i - 1];

		if (d->code == DIAG_DEFINITION && d->place.file == place.file && d->place.line == place.line &&
		    d->place.column == place.column && strcmp(d->text, what) == 0)
			return false;
	}
	diag_add(x->diags, DIAG_DEFINITION, place, "%s", what);
	return false;
}

static bool random_value(struct expand *x, const struct conf_words *args, struct conf_place place,
			 const char **ret)
{
	int64_t limits[2] = { 0, 32767 };

	if (args->v.n > 2)
		return report_parameters(
			x, place,
			arena_printf(x->arena,
				     "Definition _RANDOM requires between 0 and 2 parameters, %zu specified.",
				     args->v.n));
	for (size_t i = 0; i < args->v.n; i++)
		if (num_parse_int(args->v.at[i].text, &limits[i]) != NUM_OK || limits[i] < INT32_MIN ||
		    limits[i] > INT32_MAX)
			return report_parameters(x, place,
						 "Definition _RANDOM requires numeric parameters only.");
	if (limits[0] > limits[1]) {
		diag_add(x->diags, DIAG_DEFINITION, place,
			 "${_RANDOM}: min %lld exceeds max %lld, using %lld", (long long)limits[0],
			 (long long)limits[1], (long long)limits[0]);
		limits[1] = limits[0];
	}
	*ret = arena_printf(x->arena, "%lld",
			    (long long)(limits[0] + (int64_t)(next_random(x) %
							      (uint64_t)(limits[1] - limits[0] + 1))));
	return true;
}

/* The value of a built-in definition; false if @name is none or its parameters are wrong (reported). */
static bool builtin_value(struct expand *x, struct str name, const struct conf_words *args,
			  struct conf_place place, const char **ret, bool *ret_is_literal)
{
	*ret_is_literal = false;
	if (str_is(name, "_RANDOM"))
		return random_value(x, args, place, ret);

	if (str_is(name, "_ENV")) {
		const char *value = NULL;

		if (args->v.n != 1)
			return report_parameters(
				x, place,
				arena_printf(x->arena,
					     "Definition _ENV requires between 1 and 1 parameters, %zu specified.",
					     args->v.n));
		if (x->ops->environment)
			value = x->ops->environment(x->source, args->v.at[0].text);
		*ret = value ? value : "";
		return true;
	}
	if (args->v.n)
		return false;
	if (str_is(name, "_PWD"))
		return *ret = expand_directory(x), true;
	if (str_is(name, "_INSTANCE"))
		return *ret = x->id, true;
	*ret_is_literal = true;
	if (str_is(name, "_HASH"))
		return *ret = "#", true;
	if (str_is(name, "_BANG"))
		return *ret = "!", true;
	return false;
}

struct reference {
	size_t     len;  /* of all of it */
	struct str name;
	struct str args; /* text between the name and the brace */
};

/* A reference at @at of either form. */
static bool find_reference(struct str text, size_t at, struct reference *ret)
{
	bool   is_braced = at + 1 < text.len && text.at[at + 1] == '{';
	size_t start = at + 1 + is_braced;
	size_t end = start + name_length(text, start);
	size_t args = end;

	if (end == start)
		return false;
	if (is_braced) {
		while (end < text.len && text.at[end] != '}' && text.at[end] != '{' && text.at[end] != '$')
			end++;
		if (end >= text.len || text.at[end] != '}' ||
		    (end > args && !conf_is_blank(text.at[args])))
			return false;
	} else if (end < text.len && text.at[end] != ' ' && text.at[end] != '\t' && text.at[end] != ',' &&
		   text.at[end] != ')') {
		return false;
	}
	*ret = (struct reference){
		.len = end + is_braced - at,
		.name = { text.at + start, args - start },
		.args = { text.at + args, end - args },
	};
	return true;
}

static bool is_blank_from(struct str text, size_t at)
{
	while (at < text.len && conf_is_blank(text.at[at]))
		at++;
	return at == text.len;
}

/* The lines of @def, the first behind what stands before the reference. */
static void expand_multiline(struct expand *x, const struct expand_def *def, const struct conf_line *before,
			     size_t before_len, const struct conf_line *line, size_t at, size_t len,
			     unsigned depth)
{
	if (depth >= EXPAND_MAX_LINES_DEEP) {
		diag_add(x->diags, DIAG_RECURSION, conf_line_place(line, at, len),
			 "Definition recursion too deep for '$%s'", def->name);
		x->is_line_dropped = true;
		return;
	}
	for (size_t i = 0; i < def->lines.n && !x->is_stopped && !x->is_line_dropped; i++) {
		struct conf_line       one;
		struct conf_line       scratch;
		const struct conf_via *via = new_via(x, line, at, len, def->name, def->lines.at[i].text.at,
						     def->lines.at[i].place);

		conf_line_init(&one);
		conf_line_init(&scratch);
		conf_line_begin_like(&one, line);
		if (!i)
			conf_line_copy(&one, before, 0, before_len);
		conf_line_insert(&one, line, at, len, def->lines.at[i].text, via, false);
		conf_line_finish(&one);
		(void)lex_strip_comment(&one, &scratch); /* an open quote was reported where it was written */
		expand_line(x, &one, depth + 1);
		conf_line_release(&one);
		conf_line_release(&scratch);
	}
}

enum expand_subst expand_substitute(struct expand *x, struct conf_line *line, struct conf_line *scratch,
				    unsigned depth, unsigned *count)
{
	struct str        text = line->text;
	struct conf_words args = { 0 };
	enum expand_subst result = SUBST_NONE;
	size_t            copied = 0;

	for (size_t i = 0; i < text.len; i++) {
		struct reference         ref;
		const struct expand_def *def;
		struct conf_place        defined = { 0 };
		const char              *value = NULL;
		const char              *name;
		bool                     is_literal = false;
		const char              *dollar = memchr(text.at + i, '$', text.len - i);

		if (!dollar)
			break;
		i = (size_t)(dollar - text.at);
		if (!find_reference(text, i, &ref))
			continue;
		x->bytes_out += EXPAND_COST_OF_REFERENCE;

		name = arena_strndup(x->arena, ref.name.at, ref.name.len);
		lex_words(ref.args, 0, ref.args.len, x->arena, &args);
		def = args.v.n ? NULL : map_find(&x->defs, name);
		if (def && def->is_multiline) {
			if (depth == UINT_MAX) {
				result = SUBST_MULTILINE;
				goto out;
			}
			if (!is_blank_from(text, i + ref.len))
				continue;
			if (result == SUBST_NONE)
				conf_line_begin_like(scratch, line);
			conf_line_copy(scratch, line, copied, i - copied);
			conf_line_finish(scratch);
			expand_multiline(x, def, scratch, scratch->text.len, line, i, ref.len, depth);
			result = SUBST_DONE;
			goto out;
		}
		if (def) {
			value = def->value.at;
			defined = def->place;
		} else if (!builtin_value(x, ref.name, &args, conf_line_place(line, i, ref.len), &value,
					  &is_literal)) {
			continue;
		}

		if (++*count > EXPAND_MAX_REPLACEMENTS) {
			diag_add(x->diags, DIAG_RECURSION, conf_line_place(line, i, ref.len),
				 "Definition recursion too deep for '$%s'", name);
			result = SUBST_DROPPED;
			goto out;
		}
		if (result == SUBST_NONE)
			conf_line_begin_like(scratch, line);
		result = SUBST_REPLACED;
		conf_line_copy(scratch, line, copied, i - copied);
		conf_line_insert(scratch, line, i, ref.len, str_of(value),
				 new_via(x, line, i, ref.len, name, value, defined), is_literal);
		copied = i + ref.len;
		i = copied - 1;

		if (scratch->own.len + (text.len - copied) > EXPAND_MAX_LINE) {
			diag_add(x->diags, DIAG_LINE_TOO_LONG, conf_line_place(line, 0, 0),
				 "Parameter substitution on line '%.*s%s' would exceed maximum line length",
				 (int)MIN(text.len, 100u), text.at, text.len > 100 ? "..." : "");
			result = SUBST_DROPPED;
			goto out;
		}
	}

	if (result == SUBST_REPLACED) {
		struct conf_line swap = *line;

		conf_line_copy(scratch, line, copied, text.len - copied);
		conf_line_finish(scratch);
		*line = *scratch;
		*scratch = swap;
		conf_line_trim(line);
	}
out:
	vec_release(&args.v);
	return result;
}

void expand_report_undefined(struct expand *x, const struct conf_line *line)
{
	struct str text = line->text;
	bool       is_quoted = false;

	for (size_t i = 0; i < text.len; i++) {
		size_t len = text.at[i] == '$' ? lex_reference(text, i) : 0;

		if (text.at[i] == '"')
			is_quoted = !is_quoted;
		if (text.at[i] == '\\' && is_quoted)
			i++;
		if (!len)
			continue;
		diag_add_as(x->diags, DIAG_UNDEFINED, is_quoted ? DIAG_NOTE : DIAG_ERROR,
			    conf_line_place(line, i, len), "Undefined definition %.*s", (int)len,
			    text.at + i);
		i += len - 1;
	}
}
