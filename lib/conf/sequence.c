/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ~SEQ, ~SEQx and ~LST: one line becomes many. */
#include <limits.h>
#include <stdio.h>

#include "lib/conf/expand_steps.h"
#include "lib/conf/lex.h"
#include "lib/text/num.h"

struct sequence {
	struct expand          *x;
	const struct conf_line *line;
	const char             *kind; /* "~SEQ", "~SEQx", "~LST" */
	size_t                  rest; /* where the remainder of the line starts */
	unsigned                depth;
	struct conf_place       place;
};

/* The line goes; @what is wrong with it, NULL if there is no more to say. */
static bool complain(const struct sequence *s, const char *what)
{
	struct diag_list *diags = s->x->diags;
	int               len = (int)MIN(s->line->text.len, 200u);
	bool              is_list = s->kind[1] == 'L';

	if (what)
		diag_add(diags, DIAG_SEQUENCE, s->place, "%s '%.*s'", what, len, s->line->text.at);
	diag_add(diags, DIAG_SEQUENCE, s->place, "Invalid %s specification '%.*s'",
		 is_list ? "~LST" : "~SEQ", len, s->line->text.at);
	return true;
}

static bool is_limited(const struct expand *x)
{
	return x->is_too_deep || x->is_too_many;
}

/*
 * The remainder of the line once more, with the variables as they now are. False: that was the last
 * time, for too much has come of it, or of what it includes.
 */
static bool run_once(const struct sequence *s, const char *what)
{
	struct expand   *x = s->x;
	struct conf_line one;
	bool             was_limited = is_limited(x);
	struct conf_via *via = arena_new(x->arena, struct conf_via);

	*via = (struct conf_via){ .outer = s->place.via, .what = what };
	conf_line_init(&one);
	conf_line_begin_like(&one, s->line);
	conf_line_copy(&one, s->line, s->rest, s->line->text.len - s->rest);
	conf_line_finish(&one);
	one.via = via;
	conf_line_trim(&one);
	expand_line(x, &one, s->depth);
	conf_line_release(&one);
	return !x->is_stopped && !x->is_line_dropped && (was_limited || !is_limited(x));
}

static bool is_name(const char *s)
{
	if (!lex_is_name_start(*s))
		return false;
	while (lex_is_name(*s))
		s++;
	return !*s;
}

static bool run_seq(const struct sequence *s, char **parts, size_t n)
{
	struct expand *x = s->x;
	bool           is_hex = s->kind[4] == 'x';
	int64_t        numbers[3];
	int64_t        start = 1;
	int64_t        step;
	int64_t        end;
	bool           is_running = true;

	if (n < 2 || n > 4 || !is_name(parts[0]))
		return complain(s, "Invalid ~SEQ definition");
	for (size_t i = 1; i < n; i++)
		if (num_parse_int_auto(parts[i], &numbers[i - 1]) != NUM_OK || numbers[i - 1] > INT32_MAX ||
		    numbers[i - 1] < INT32_MIN)
			return complain(s, "Invalid ~SEQ definition");

	end = numbers[n - 2];
	if (n > 2)
		start = numbers[0];
	else if (end < 0)
		start = -1;
	step = n == 4 ? numbers[1] : start <= end ? 1 : -1;
	if (!step || (step > 0 && start > end) || (step < 0 && start < end))
		return complain(s, "Invalid ~SEQ values");
	if (is_hex && (start < 0 || end < 0)) {
		diag_add(x->diags, DIAG_SEQUENCE, s->place,
			 "~SEQx is only valid for positive numbers '%.*s'", (int)MIN(s->line->text.len, 200u),
			 s->line->text.at);
		return complain(s, NULL);
	}

	for (int64_t v = start; is_running && (step > 0 ? v <= end : v >= end); v += step) {
		char        text[24];
		const char *what;

		snprintf(text, sizeof(text), is_hex ? "%llx" : "%lld", (long long)v);
		expand_define(x, parts[0], str_of(text), s->place);
		what = arena_printf(x->arena, "%s %s=%s", s->kind, parts[0], text);
		is_running = run_once(s, what);
	}
	return true;
}

/* Split "a, b, {c, d}" at its outer commas, blanks trimmed; false if braces do not match. */
static bool split_list(struct arena *arena, const char *text, char ***ret_parts, size_t *ret_n)
{
	VEC(char *) parts = { 0 };
	size_t from = 0;
	int    depth = 0;
	bool   is_good = true;

	for (size_t i = 0;; i++) {
		char c = text[i];

		if (c == '{')
			is_good &= ++depth == 1;
		else if (c == '}')
			is_good &= --depth == 0;
		if (!c || (c == ',' && !depth)) {
			size_t a = from;
			size_t b = i;

			while (a < b && conf_is_blank(text[a]))
				a++;
			while (b > a && conf_is_blank(text[b - 1]))
				b--;
			vec_push(&parts, arena_strndup(arena, text + a, b - a));
			from = i + 1;
		}
		if (!c)
			break;
	}
	*ret_n = parts.n;
	*ret_parts = arena_memdup(arena, parts.at, parts.n * sizeof(*parts.at));
	vec_release(&parts);
	return is_good && !depth;
}

/* The members of "{a,b}", or of a plain "a". */
struct group {
	char **at;
	size_t n;
};

static bool split_group(struct arena *arena, const char *text, struct group *ret)
{
	size_t len = strlen(text);
	bool   is_braced = text[0] == '{';

	if (is_braced && (len < 2 || text[len - 1] != '}'))
		return false;
	if (is_braced)
		text = arena_strndup(arena, text + 1, len - 2);
	if (!split_list(arena, text, &ret->at, &ret->n))
		return false;
	for (size_t i = 0; i < ret->n; i++)
		for (const char *c = ret->at[i]; *c; c++)
			if (conf_is_blank(*c))
				return false;
	return true;
}

static bool run_list(const struct sequence *s, char **parts, size_t n)
{
	struct expand *x = s->x;
	bool           is_running = true;
	struct group  *groups = arena_alloc(x->arena, n * sizeof(*groups)); /* the names, then the values */

	for (size_t i = 0; i < n; i++)
		if (!split_group(x->arena, parts[i], &groups[i]))
			return complain(s, NULL);
	for (size_t i = 0; i < groups[0].n; i++)
		if (!is_name(groups[0].at[i]))
			return complain(s, NULL);
	if (n < 2)
		return complain(s, NULL);
	for (size_t i = 1; i < n; i++)
		if (groups[i].n > groups[0].n)
			return complain(s, "~LST specification has too many values");

	for (size_t i = 1; i < n && is_running; i++) {
		x->bytes_out += groups[0].n * EXPAND_COST_OF_REFERENCE;
		for (size_t k = 0; k < groups[0].n; k++)
			expand_define(x, groups[0].at[k], str_of(k < groups[i].n ? groups[i].at[k] : ""),
				      s->place);
		is_running = run_once(s, arena_printf(x->arena, "~LST %s=%s", parts[0], parts[i]));
	}
	return true;
}

bool expand_try_sequence(struct expand *x, const struct conf_line *line, unsigned depth)
{
	static const char *const kinds[] = { "~SEQx", "~SEQ", "~LST" };
	struct sequence   s = { .x = x, .line = line, .depth = depth };
	struct conf_line  params;
	struct conf_line  scratch;
	struct str        text = line->text;
	enum expand_subst subst;
	unsigned          count = 0;
	char            **parts;
	size_t            n;
	size_t            at;
	bool              is_list;
	const char       *close;

	for (size_t i = 0; i < ARRAY_SIZE(kinds) && !s.kind; i++)
		if (str_has_prefix(text, str_of(kinds[i])))
			s.kind = kinds[i];
	if (!s.kind)
		return false;
	is_list = s.kind[1] == 'L';
	at = strlen(s.kind);
	while (at < text.len && conf_is_blank(text.at[at]))
		at++;
	if (at >= text.len || text.at[at] != '(') {
		s.place = conf_line_place(line, 0, text.len);
		return complain(&s, NULL);
	}
	at++;

	close = memchr(text.at + at, ')', text.len - at);
	s.place = conf_line_place(line, 0, close ? (size_t)(close - text.at) + 1 : text.len);
	if (!close)
		return complain(&s, is_list ? NULL : "~SEQ missing terminating ')'");
	s.rest = (size_t)(close - text.at) + 1;

	/* Because: $NAME needs its terminator, the parenthesis goes along and is cut off again below. */
	conf_line_init(&params);
	conf_line_init(&scratch);
	conf_line_begin_like(&params, line);
	conf_line_copy(&params, line, at, s.rest - at);
	conf_line_finish(&params);
	do
		subst = expand_substitute(x, &params, &scratch, UINT_MAX, &count);
	while (subst == SUBST_REPLACED && expand_afford(x, &params));

	if (subst == SUBST_DROPPED)
		x->is_line_dropped = true;
	if (subst == SUBST_MULTILINE) {
		complain(&s, "~SEQ parameter is multiline definition");
	} else if (subst == SUBST_NONE) {
		const char *list = arena_strndup(x->arena, params.text.at, params.text.len - 1);

		if (!split_list(x->arena, list, &parts, &n))
			complain(&s, is_list ? NULL : "Invalid ~SEQ definition");
		else if (is_list)
			run_list(&s, parts, n);
		else
			run_seq(&s, parts, n);
	}
	conf_line_release(&params);
	conf_line_release(&scratch);
	return true;
}
