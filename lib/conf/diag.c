/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/conf/diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lib/text/json_write.h"

#define SHOWN_WIDTH 110 /* of a source line; longer ones are shown around the caret */

static const struct {
	const char     *name;
	enum diag_class class;
} codes[] = {
#define X(code, name, class) [code] = { name, class },
	DIAG_CODES(X)
#undef X
};

static const char *const class_names[] = {
	[DIAG_NOTE] = "note",   [DIAG_LOG] = "log",		[DIAG_FATAL] = "fatal",
	[DIAG_ERROR] = "error", [DIAG_SECURITY] = "security", [DIAG_MISSING] = "missing-parameter",
};

void diag_init(struct diag_list *l, struct arena *arena)
{
	*l = (struct diag_list){ .arena = arena };
	vec_push(&l->files, (struct diag_file){ 0 });
}

void diag_release(struct diag_list *l)
{
	vec_release(&l->found);
	vec_release(&l->files);
}

const char *diag_code_name(enum diag_code code)
{
	return codes[code].name;
}

enum diag_class diag_code_class(enum diag_code code)
{
	return codes[code].class;
}

static struct diag *add(struct diag_list *l, enum diag_code code, enum diag_class class,
			struct conf_place place, const char *fmt, va_list args)
{
	struct diag d = {
		       .code = code,
		       .class = class,
		       .place = place,
		       .is_placed = place.line != 0,
		       .names_file = l->files.n > 2,
	};
	char    text[2048];
	va_list again;
	int     len;

	if (class > l->worst)
		l->worst = class;
	if (class == DIAG_MISSING || class == DIAG_FATAL)
		l->unusable = true;
	if (l->n_of[code]++ >= DIAG_MAX) {
		l->dropped++;
		l->beyond = d;
		l->beyond.text = "";
		return &l->beyond;
	}

	va_copy(again, args);
	len = vsnprintf(text, sizeof(text), fmt, args);
	if (len >= 0 && (size_t)len < sizeof(text)) {
		d.text = arena_strndup(l->arena, text, (size_t)len);
	} else {
		char *longer = arena_alloc(l->arena, (size_t)len + 1);

		vsnprintf(longer, (size_t)len + 1, fmt, again);
		d.text = longer;
	}
	va_end(again);
	vec_push(&l->found, d);
	return &l->found.at[l->found.n - 1];
}

struct diag *diag_add(struct diag_list *l, enum diag_code code, struct conf_place place, const char *fmt,
		      ...)
{
	struct diag *d;
	va_list      args;

	va_start(args, fmt);
	d = add(l, code, codes[code].class, place, fmt, args);
	va_end(args);
	return d;
}

struct diag *diag_add_as(struct diag_list *l, enum diag_code code, enum diag_class class,
			 struct conf_place place, const char *fmt, ...)
{
	struct diag *d;
	va_list      args;

	va_start(args, fmt);
	d = add(l, code, class, place, fmt, args);
	va_end(args);
	return d;
}

void diag_help(struct diag_list *l, struct diag *d, const char *fmt, ...)
{
	char    text[1024];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	d->help = arena_strdup(l->arena, text);
}

int diag_status(const struct diag_list *l)
{
	switch (l->worst) {
	case DIAG_NOTE:
	case DIAG_LOG:
		return 0;
	case DIAG_FATAL:
		return 4;
	case DIAG_ERROR:
		return 5;
	case DIAG_SECURITY:
		return l->ends_as_error ? 5 : 6;
	case DIAG_MISSING:
		return 2;
	}
	return 1;
}

static const char *file_path(const struct diag_list *l, uint32_t file)
{
	return file && file < l->files.n ? l->files.at[file].path : "";
}

/* Bytes of a file or of a name in it, made safe for a terminal. */
static void add_safe(struct sbuf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		sbuf_add_char(out, (c < 0x20 && c != '\t') || c == 0x7f ? '?' : (char)c);
	}
}

static void add_safe_text(struct sbuf *out, const char *text)
{
	add_safe(out, text, strlen(text));
}

static void render_line(const struct diag_list *l, const struct diag *d, bool is_marked, struct sbuf *out)
{
	if (d->is_placed && d->names_file) {
		sbuf_add_char(out, '(');
		add_safe_text(out, file_path(l, d->place.file));
		sbuf_addf(out, ": Line %u) ", d->place.line);
	} else if (d->is_placed) {
		sbuf_addf(out, "(Line %u) ", d->place.line);
	}

	if (d->class == DIAG_NOTE)
		sbuf_add(out, "NOTE - ");
	else if (is_marked && d->class == DIAG_LOG && d->code != DIAG_FILE_MISSING && d->code != DIAG_FILE_UNUSABLE &&
		 strncasecmp(d->text, "WARNING", 7) != 0)
		sbuf_add(out, "WARNING - ");
	add_safe_text(out, d->text);
	sbuf_add_char(out, '\n');
}

void diag_render_line(const struct diag_list *l, const struct diag *d, struct sbuf *out)
{
	render_line(l, d, true, out);
}

void diag_render_log_line(const struct diag_list *l, const struct diag *d, struct sbuf *out)
{
	render_line(l, d, false, out);
}

static const char *paint(const struct diag_style *style, const char *colour)
{
	return style->with_colour ? colour : "";
}

#define BOLD  "\033[1m"
#define RED   "\033[1;31m"
#define CYAN  "\033[36m"
#define PLAIN "\033[0m"

static bool is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* Where the character starts that the byte at @at is a part of. */
static size_t start_of_char(const struct conf_place *p, size_t at)
{
	for (unsigned i = 0; i < 3 && at && at < p->text_len && is_continuation(p->text[at]); i++)
		at--;
	return at;
}

/* The source line with a caret below it; both cut to a window when the line is long. */
static void render_source(const struct conf_place *p, const struct diag_style *style, int gutter,
			  struct sbuf *out)
{
	size_t column = p->column ? p->column - 1 : 0;
	size_t from = column > SHOWN_WIDTH * 2 / 3 && p->text_len > SHOWN_WIDTH ? column - SHOWN_WIDTH / 3 : 0;
	size_t to = MIN((size_t)p->text_len, from + SHOWN_WIDTH);
	size_t length = MAX(p->length, 1u);

	from = start_of_char(p, from);
	to = start_of_char(p, to);
	sbuf_addf(out, " %s%*u |%s ", paint(style, CYAN), gutter, p->line, paint(style, PLAIN));
	if (from)
		sbuf_add(out, "...");
	add_safe(out, p->text + from, to - from);
	if (to < p->text_len)
		sbuf_add(out, "...");
	sbuf_add_char(out, '\n');
	if (!p->column || column > to)
		return; /* what is missing stands just behind the line */

	sbuf_addf(out, " %s%*s |%s %s", paint(style, CYAN), gutter, "", paint(style, PLAIN), from ? "   " : "");
	for (size_t i = from; i < column; i++)
		if (!is_continuation(p->text[i]))
			sbuf_add_char(out, p->text[i] == '\t' ? '\t' : ' ');
	sbuf_addf(out, "%s^", paint(style, RED));
	for (size_t i = column + 1; i < MIN(column + length, to); i++)
		if (!is_continuation(p->text[i]))
			sbuf_add_char(out, '~');
	sbuf_addf(out, "%s\n", paint(style, PLAIN));
}

static void render_via(const struct diag_list *l, const struct conf_via *via, int gutter, struct sbuf *out,
		       unsigned depth)
{
	if (!via || depth > 16)
		return;
	render_via(l, via->outer, gutter, out, depth + 1);
	sbuf_addf(out, " %*s = expanded from ", gutter, "");
	add_safe_text(out, via->what);
	if (via->defined.line) {
		sbuf_add(out, ", defined at ");
		add_safe_text(out, file_path(l, via->defined.file));
		sbuf_addf(out, ":%u:%u", via->defined.line, via->defined.column);
	}
	if (via->value) {
		size_t len = strlen(via->value);

		sbuf_add(out, ": ");
		add_safe(out, via->value, MIN(len, (size_t)SHOWN_WIDTH));
		if (len > SHOWN_WIDTH)
			sbuf_add(out, "...");
	}
	sbuf_add_char(out, '\n');
}

static void render_includes(const struct diag_list *l, uint32_t file, int gutter, struct sbuf *out)
{
	unsigned shown = 0;

	while (file && l->files.at[file].from_file && shown++ < 8) {
		sbuf_addf(out, " %*s = included from ", gutter, "");
		add_safe_text(out, file_path(l, l->files.at[file].from_file));
		sbuf_addf(out, ":%u\n", l->files.at[file].from_line);
		file = l->files.at[file].from_file;
	}
}

void diag_render_text(const struct diag_list *l, const struct diag *d, const struct diag_style *style,
		      struct sbuf *out)
{
	const struct conf_place *p = &d->place;
	char                     number[16];
	int                      gutter = snprintf(number, sizeof(number), "%u", p->line);

	if (style->with_colour)
		sbuf_add(out, d->class <= DIAG_LOG ? BOLD : RED);
	diag_render_line(l, d, out);
	if (style->with_colour) {
		out->len--; /* Because: the line break comes after the colour is switched off. */
		sbuf_add(out, PLAIN "\n");
	}
	if (!style->with_context)
		return;

	if (p->line) {
		sbuf_addf(out, " %*s%s-->%s ", gutter, "", paint(style, CYAN), paint(style, PLAIN));
		add_safe_text(out, file_path(l, p->file));
		sbuf_addf(out, ":%u", p->line);
		if (p->column)
			sbuf_addf(out, ":%u", p->column);
		if (d->block) {
			sbuf_add(out, ", in ");
			add_safe_text(out, d->block);
			sbuf_addf(out, " of line %u", d->block_place.line);
		}
		sbuf_addf(out, " [%s]\n", diag_code_name(d->code));
	}
	if (p->line && p->text && p->text_len)
		render_source(p, style, gutter, out);
	if (d->help) {
		sbuf_addf(out, " %*s = help: ", gutter, "");
		add_safe_text(out, d->help);
		sbuf_add_char(out, '\n');
	}
	render_via(l, p->via, gutter, out, 0);
	render_includes(l, p->file, gutter, out);
}

static void json_via(struct json *j, const struct diag_list *l, const struct conf_via *via)
{
	unsigned n = 0;

	if (!via)
		return;
	json_key(j, "expanded_from");
	json_open_array(j);
	for (; via && n < 64; via = via->outer, n++) {
		json_open_object(j);
		json_key(j, "what");
		json_string(j, via->what);
		if (via->defined.line) {
			json_key(j, "file");
			json_string(j, file_path(l, via->defined.file));
			json_key(j, "line");
			json_uint(j, via->defined.line);
		}
		json_close_object(j);
	}
	json_close_array(j);
}

static void json_includes(struct json *j, const struct diag_list *l, uint32_t file)
{
	if (!file || !l->files.at[file].from_file)
		return;
	json_key(j, "included_from");
	json_open_array(j);
	for (; file && l->files.at[file].from_file; file = l->files.at[file].from_file) {
		json_open_object(j);
		json_key(j, "file");
		json_string(j, file_path(l, l->files.at[file].from_file));
		json_key(j, "line");
		json_uint(j, l->files.at[file].from_line);
		json_close_object(j);
	}
	json_close_array(j);
}

static void json_finding(struct json *j, const struct diag_list *l, const struct diag *d)
{
	json_open_object(j);
	json_key(j, "code");
	json_string(j, diag_code_name(d->code));
	json_key(j, "class");
	json_string(j, class_names[d->class]);
	json_key(j, "message");
	json_string(j, d->text);
	if (d->place.line) {
		json_key(j, "file");
		json_string(j, file_path(l, d->place.file));
		json_key(j, "line");
		json_uint(j, d->place.line);
		if (d->place.column) {
			json_key(j, "column");
			json_uint(j, d->place.column);
			json_key(j, "length");
			json_uint(j, d->place.length);
		}
		if (d->place.text) {
			json_key(j, "source");
			json_string_n(j, d->place.text, MIN((size_t)d->place.text_len, (size_t)4096));
		}
	}
	if (d->block) {
		json_key(j, "block");
		json_string(j, d->block);
	}
	if (d->help) {
		json_key(j, "help");
		json_string(j, d->help);
	}
	json_via(j, l, d->place.via);
	json_includes(j, l, d->place.file);
	json_close_object(j);
}

void diag_render_json(const struct diag_list *l, struct sbuf *out)
{
	struct json j;

	json_init(&j, out);
	json_open_object(&j);
	json_key(&j, "version");
	json_int(&j, 1);
	json_key(&j, "status");
	json_int(&j, diag_status(l));
	json_key(&j, "usable");
	json_bool(&j, !l->unusable);
	json_key(&j, "files");
	json_open_array(&j);
	for (size_t i = 1; i < l->files.n; i++)
		json_string(&j, l->files.at[i].path);
	json_close_array(&j);
	json_key(&j, "findings");
	json_open_array(&j);
	for (size_t i = 0; i < l->found.n; i++)
		json_finding(&j, l, &l->found.at[i]);
	json_close_array(&j);
	json_key(&j, "not_shown");
	json_uint(&j, l->dropped);
	json_close_object(&j);
	sbuf_add_char(out, '\n');
}
