/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/conf/expand.h"

#include <string.h>

#include "lib/conf/expand_steps.h"
#include "lib/conf/lex.h"

struct expand_open {
	struct expand_open *outer;
	uint32_t            file; /* in the table of the findings */
	const char         *directory;
	unsigned            checks_before;
	unsigned            depth;
	uint32_t            line;
};

void expand_init(struct expand *x, const struct source_ops *ops, void *source, struct diag_list *diags,
		 struct arena *arena, const char *id, unsigned checks)
{
	*x = (struct expand){
		.ops = ops,
		.source = source,
		.diags = diags,
		.arena = arena,
		.id = id,
		.include_checks = checks,
		.max_lines = EXPAND_MAX_LINES,
		.max_bytes = EXPAND_MAX_BYTES,
		.max_files = EXPAND_MAX_FILES,
	};
	map_init(&x->defs);
	expand_seed_random(x, ops->random_seed ? ops->random_seed(source) : 1);
}

void expand_release(struct expand *x)
{
	for (struct expand_def *def = x->all_defs; def; def = def->older)
		vec_release(&def->lines);
	map_release(&x->defs);
}

void expand_set_include_checks(struct expand *x, unsigned checks)
{
	x->include_checks = checks;
}

unsigned expand_include_checks(const struct expand *x)
{
	return x->include_checks;
}

void expand_seed_random(struct expand *x, uint32_t seed)
{
	x->random_state = (seed + UINT64_C(1)) * UINT64_C(0x9E3779B97F4A7C15);
}

const char *expand_directory(const struct expand *x)
{
	return x->open ? x->open->directory : "/";
}

bool expand_afford(struct expand *x, const struct conf_line *line)
{
	x->bytes_out += line->text.len + EXPAND_COST_OF_PASS;
	if (x->lines_out <= x->max_lines && x->bytes_out <= x->max_bytes)
		return true;
	diag_add(x->diags, DIAG_RECURSION, conf_line_place(line, 0, 0),
		 "Expansion of one line exceeds %u lines or %u bytes - rest ignored", x->max_lines,
		 x->max_bytes);
	x->is_line_dropped = true;
	return false;
}

/* A line goes to the reader. */
static void emit(struct expand *x, const struct conf_line *line)
{
	x->lines_out++;
	if (!expand_afford(x, line))
		return;
	if (memchr(line->text.at, '$', line->text.len))
		expand_report_undefined(x, line);
	if (!x->on_line(x->sink, line))
		x->is_stopped = true;
}

/* @ID or @^ID: true if the line stays, without its prefix. */
static bool keep_conditional(const struct expand *x, struct conf_line *line)
{
	struct str text = line->text;
	bool       is_negated = text.len > 1 && text.at[1] == '^';
	size_t     from = 1 + is_negated;
	size_t     to = from;

	while (to < text.len && !conf_is_blank(text.at[to]))
		to++;
	if (to == text.len || (to == from && !is_negated))
		return false;
	if (str_is((struct str){ text.at + from, to - from }, x->id) == is_negated)
		return false;
	conf_line_cut(line, to, text.len);
	conf_line_trim(line);
	return true;
}

static const struct include_form {
	const char *keyword;
	unsigned    checks;
} include_forms[] = {
	{ "include", 0 },
	{ "includer", INCLUDE_READABLE },
	{ "includem", INCLUDE_READABLE | INCLUDE_MATCH },
	{ "includew", INCLUDE_READABLE | INCLUDE_MATCH | INCLUDE_WILDCARD },
	{ "includeb", INCLUDE_READABLE | INCLUDE_BRACE },
	{ "includea", INCLUDE_ALL },
};

static const struct include_form *find_include(struct str text, size_t *ret_rest)
{
	size_t len = 0;

	while (len < text.len && !conf_is_blank(text.at[len]))
		len++;
	for (size_t i = 0; i < ARRAY_SIZE(include_forms); i++) {
		if (!str_is((struct str){ text.at, len }, include_forms[i].keyword))
			continue;
		while (len < text.len && conf_is_blank(text.at[len]))
			len++;
		*ret_rest = len;
		return &include_forms[i];
	}
	return NULL;
}

static void read_lines(struct expand *x, struct str bytes);

/* One file. False: it could not be read, which has been reported. */
static bool open_file(struct expand *x, const char *directory, const char *path, struct conf_place place,
		      bool is_checked)
{
	struct source_bytes bytes = { 0 };
	enum source_error   error = x->ops->read(x->source, directory, path, &bytes);
	enum diag_class     class = is_checked ? DIAG_SECURITY : DIAG_LOG;
	struct expand_open  open = {
		 .outer = x->open,
		 .directory = bytes.directory,
		 .checks_before = x->include_checks,
		 .depth = x->open ? x->open->depth + 1 : 1,
	};
	struct diag_file file = { .path = arena_strdup(x->arena, path), .from_file = place.file,
				  .from_line = place.line };

	switch (error) {
	case SOURCE_OK:
	case SOURCE_CHANGED:
		break;
	case SOURCE_MISSING:
		diag_add_as(x->diags, DIAG_FILE_MISSING, class, place, "Config files missing '%s'.", path);
		return false;
	case SOURCE_DIRECTORY:
		diag_add_as(x->diags, DIAG_FILE_UNUSABLE, class, place,
			    "Configuration file '%s' is a directory - skipping", path);
		return false;
	case SOURCE_NOT_PLAIN:
		diag_add_as(x->diags, DIAG_FILE_UNUSABLE, class, place,
			    "Configuration file '%s' is not a regular non-executable file - skipping", path);
		return false;
	case SOURCE_UNREADABLE:
		diag_add_as(x->diags, DIAG_FILE_UNUSABLE, class, place,
			    "Failed to open configuration file %s", path);
		return false;
	case SOURCE_TOO_BIG:
		diag_add_as(x->diags, DIAG_FILE_UNUSABLE, DIAG_ERROR, place,
			    "Configuration file '%s' is too big - skipping", path);
		return false;
	}

	open.file = (uint32_t)x->diags->files.n;
	file.bytes = (struct str){ bytes.at, bytes.len };
	vec_push(&x->diags->files, file);
	x->open = &open;
	x->files_opened++;
	if (error == SOURCE_CHANGED)
		diag_add(x->diags, DIAG_LOGGED, (struct conf_place){ .file = open.file },
			 "Configuration file '%s' changed while it was read", path);
	if (bytes.is_writable_by_others)
		diag_add(x->diags, DIAG_LOGGED, (struct conf_place){ .file = open.file },
			 "Configuration file '%s' can be written by users other than root", path);

	read_lines(x, (struct str){ bytes.at, bytes.len });

	x->open = open.outer;
	x->include_checks = open.checks_before;
	if (open.depth <= 2)
		x->is_too_deep = false;
	return true;
}

static bool has_any(const char *pattern, const char *chars)
{
	return strpbrk(pattern, chars) != NULL;
}

/* Every alternative of the first {a,b} in @pattern, and so on inside them, has to match something. */
static bool all_alternatives_match(struct expand *x, const char *directory, const char *pattern)
{
	const char *open = strchr(pattern, '{');
	const char *at;
	const char *close;
	int         depth = 1;

	if (!open)
		return x->ops->match(x->source, directory, pattern).n > 0;
	at = open + 1;
	for (close = at; *close && depth; close++)
		depth += (*close == '{') - (*close == '}');
	if (depth)
		return true; /* not a group: the brace is a character */

	for (const char *c = at; c < close; c++) {
		depth += (*c == '{') - (*c == '}' && c + 1 < close);
		if (depth || (*c != ',' && c + 1 != close))
			continue;
		if (!all_alternatives_match(x, directory,
					    arena_printf(x->arena, "%.*s%.*s%s", (int)(open - pattern),
							 pattern, (int)(c - at), at, close)))
			return false;
		at = c + 1;
	}
	return true;
}

/* Report what a pattern that matched nothing means. */
static void report_no_match(struct expand *x, const char *pattern, const struct source_matches *matches,
			    unsigned checks, struct conf_place place)
{
	bool            is_wild = has_any(pattern, "*?[");
	bool            is_braced = has_any(pattern, "{");
	unsigned        check = is_braced ? INCLUDE_BRACE : INCLUDE_MATCH;
	bool            is_checked = checks & (is_wild && !matches->is_directory_missing ? INCLUDE_WILDCARD
											 : check);
	enum diag_class class = is_checked ? DIAG_SECURITY : DIAG_LOG;

	if (matches->error)
		diag_add_as(x->diags, DIAG_FILE_MISSING, class, place,
			    "Error reading config file(s): glob(\"%s\") returned %d, skipping.", pattern,
			    matches->error);
	else if (!is_wild || matches->is_directory_missing)
		diag_add_as(x->diags, DIAG_FILE_MISSING, class, place, "Config files missing '%s'.", pattern);
	else if (is_checked)
		diag_add(x->diags, DIAG_INCLUDE_CHECK, place, "No config files matched '%s'.", pattern);
}

static void report_depth(struct expand *x, const char *pattern, struct conf_place place)
{
	struct diag *d = diag_add(x->diags, DIAG_INCLUDE_DEPTH, place,
				  "Includes nested more than %u deep at '%s' - skipping",
				  EXPAND_MAX_FILES_DEEP, pattern);
	const char  *last = x->diags->files.at[x->open->file].path;
	const char  *before = x->open->outer ? x->diags->files.at[x->open->outer->file].path : last;

	diag_help(x->diags, d, "%s includes %s, which includes %s: does a file include itself?", before, last,
		  pattern);
}

/* Includes without end stop here. True: this one is not to be followed, which has been reported. */
static bool is_beyond_limits(struct expand *x, const char *pattern, struct conf_place place)
{
	if (x->is_too_deep || x->is_too_many)
		return true;
	if (x->open && x->open->depth >= EXPAND_MAX_FILES_DEEP) {
		report_depth(x, pattern, place);
		x->is_too_deep = true;
	} else if (x->files_opened >= x->max_files) {
		diag_add(x->diags, DIAG_INCLUDE_DEPTH, place, "More than %u files included - skipping '%s'",
			 x->max_files, pattern);
		x->is_too_many = true;
	}
	return x->is_too_deep || x->is_too_many;
}

static size_t include_pattern(struct expand *x, const char *directory, const char *pattern, unsigned checks,
			      struct conf_place place)
{
	struct source_matches matches;
	size_t                n_read = 0;

	if (is_beyond_limits(x, pattern, place))
		return 0;

	matches = x->ops->match(x->source, directory, pattern);
	if (!matches.n)
		report_no_match(x, pattern, &matches, checks, place);
	else if (has_any(pattern, "{") && !all_alternatives_match(x, directory, pattern))
		diag_add_as(x->diags, DIAG_INCLUDE_CHECK, checks & INCLUDE_BRACE ? DIAG_SECURITY : DIAG_LOG,
			    place, "Some config files missing: \"%s\".", pattern);
	if (!x->open && matches.n > 1)
		diag_add(x->diags, DIAG_MULTIPLE_FILES, place,
			 "WARNING, multiple configuration file matches of %s, starting with %s", pattern,
			 matches.paths[0]);

	for (size_t i = 0; i < matches.n && !x->is_stopped && !is_beyond_limits(x, pattern, place); i++)
		n_read += open_file(x, directory, matches.paths[i], place, checks & INCLUDE_READABLE);
	return n_read;
}

static bool try_include(struct expand *x, const struct conf_line *line)
{
	size_t                     rest;
	const struct include_form *form = find_include(line->text, &rest);
	struct str                 pattern;
	uint32_t                   lines_out = x->lines_out;
	uint64_t                   bytes_out = x->bytes_out;

	if (!form)
		return false;
	pattern = (struct str){ line->text.at + rest, line->text.len - rest };
	if (pattern.len >= 2 && pattern.at[0] == '"' && pattern.at[pattern.len - 1] == '"')
		pattern = (struct str){ pattern.at + 1, pattern.len - 2 };
	if (!pattern.len) {
		diag_add(x->diags, DIAG_MISSING_VALUE, conf_line_place(line, 0, line->text.len),
			 "%s without a file name - ignoring", form->keyword);
		return true;
	}
	include_pattern(x, x->open->directory, arena_strndup(x->arena, pattern.at, pattern.len),
			form->checks | x->include_checks,
			conf_line_place(line, (size_t)(pattern.at - line->text.at), pattern.len));
	/* The included lines had budgets of their own. */
	x->lines_out = lines_out;
	x->bytes_out = bytes_out;
	x->is_line_dropped = x->is_too_deep || x->is_too_many;
	return true;
}

void expand_line(struct expand *x, struct conf_line *line, unsigned depth)
{
	struct conf_line scratch;
	unsigned         count = 0;
	bool             is_closed = true;

	conf_line_init(&scratch);
	while (!x->is_stopped && !x->is_line_dropped && expand_afford(x, line) && line->text.len) {
		enum expand_subst subst;

		if (line->text.at[0] == '@' && !keep_conditional(x, line))
			break;
		if (expand_try_define(x, line) || expand_try_sequence(x, line, depth))
			break;

		subst = expand_substitute(x, line, &scratch, depth, &count);
		if (subst == SUBST_REPLACED) {
			if (!lex_strip_comment(line, &scratch) && is_closed) {
				diag_add(x->diags, DIAG_UNTERMINATED_QUOTE, conf_line_place(line, 0, 0),
					 "Unterminated quote '%.*s'", (int)MIN(line->text.len, 200u),
					 line->text.at);
				is_closed = false;
			}
			continue;
		}
		if (subst == SUBST_DROPPED)
			x->is_line_dropped = true;
		if (subst == SUBST_NONE && !try_include(x, line))
			emit(x, line);
		break;
	}
	conf_line_release(&scratch);
}

/* Steps 1 to 3 for one physical line. */
static void physical_line(struct expand *x, struct str raw, uint32_t number)
{
	struct conf_place place = { .file = x->open->file, .line = number, .text = raw.at,
				    .text_len = (uint32_t)MIN(raw.len, 4096u) };
	struct conf_line  line;
	struct conf_line  scratch;

	if (raw.len > EXPAND_MAX_LINE) {
		diag_add(x->diags, DIAG_LINE_TOO_LONG, place, "line too long - ignoring");
		return;
	}
	if (memchr(raw.at, '\0', raw.len)) {
		diag_add(x->diags, DIAG_EMBEDDED_NUL, place,
			 "configuration appears to have embedded NULs - ignoring line");
		return;
	}
	if (!raw.len) {
		if (x->collecting)
			expand_end_definition(x);
		return;
	}

	conf_line_init(&line);
	conf_line_init(&scratch);
	line.text = raw;
	line.physical = raw;
	line.file = x->open->file;
	line.number = number;
	if (!lex_strip_comment(&line, &scratch))
		diag_add(x->diags, DIAG_UNTERMINATED_QUOTE, conf_line_place(&line, 0, line.text.len),
			 "Unterminated quote '%.*s'", (int)MIN(line.text.len, 200u), line.text.at);
	if (x->collecting) {
		expand_collect(x, &line);
	} else if (line.text.len) {
		x->lines_out = 0;
		x->bytes_out = 0;
		x->is_line_dropped = false;
		expand_line(x, &line, 0);
	}
	conf_line_release(&line);
	conf_line_release(&scratch);
}

static void read_lines(struct expand *x, struct str bytes)
{
	size_t at = str_has_prefix(bytes, STR("\xef\xbb\xbf")) ? 3 : 0;

	for (uint32_t number = 1; at < bytes.len && !x->is_stopped; number++) {
		const char *end = memchr(bytes.at + at, '\n', bytes.len - at);
		size_t      next = end ? (size_t)(end - bytes.at) : bytes.len;
		struct str  raw = { bytes.at + at, next - at };

		while (raw.len && (raw.at[raw.len - 1] == '\r'))
			raw.len--;
		x->open->line = number;
		physical_line(x, raw, number);
		at = next + 1;
	}
	expand_end_definition(x);
}

bool expand_run(struct expand *x, const char *directory, const char *pattern)
{
	return include_pattern(x, directory, pattern, x->include_checks, (struct conf_place){ 0 }) > 0;
}
