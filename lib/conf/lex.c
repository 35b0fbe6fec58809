/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/conf/lex.h"

#include <string.h>

#include "lib/text/hex.h"

/* Where the quote that opens at @at closes; the end of the text if it does not. */
static size_t quote_end(struct str text, size_t at)
{
	for (size_t i = at + 1; i < text.len; i++) {
		if (text.at[i] == '\\')
			i++;
		else if (text.at[i] == '"')
			return i;
	}
	return text.len;
}

static bool is_comment_char(char c)
{
	return c == '#' || c == '!';
}

bool lex_strip_comment(struct conf_line *line, struct conf_line *scratch)
{
	bool   is_closed = true;
	bool   is_rebuilt = false;
	size_t copied = 0; /* bytes of the line that the rebuilt one has seen */
	size_t i;

	for (i = 0; i < line->text.len; i++) {
		char c = line->text.at[i];

		if (c == '"') {
			i = quote_end(line->text, i);
			if (i >= line->text.len)
				is_closed = false;
		} else if (c == '\\' && i + 1 < line->text.len && !is_comment_char(line->text.at[i + 1])) {
			i++;
		} else if (c == '\\' && i + 1 < line->text.len) {
			if (!is_rebuilt)
				conf_line_begin_like(scratch, line);
			is_rebuilt = true;
			conf_line_copy(scratch, line, copied, i - copied);
			conf_line_insert(scratch, line, i, 2, (struct str){ line->text.at + i + 1, 1 },
					 NULL, true);
			copied = i + 2;
			i++;
		} else if (is_comment_char(c) && !conf_line_is_literal(line, i)) {
			break;
		}
	}
	i = MIN(i, line->text.len);

	if (is_rebuilt) {
		struct conf_line swap = *line;

		conf_line_copy(scratch, line, copied, i - copied);
		conf_line_finish(scratch);
		*line = *scratch;
		*scratch = swap;
	} else {
		conf_line_cut(line, 0, i);
	}
	conf_line_trim(line);
	return is_closed;
}

size_t lex_reference(struct str text, size_t at)
{
	size_t i = at + 2;

	if (at + 3 >= text.len || text.at[at] != '$' || text.at[at + 1] != '{' ||
	    !lex_is_name_start(text.at[i]))
		return 0;
	while (i < text.len && lex_is_name(text.at[i]))
		i++;
	return i < text.len && text.at[i] == '}' ? i + 1 - at : 0;
}

size_t lex_statement(struct str text, size_t at, size_t *ret_from, size_t *ret_to)
{
	size_t from = at;
	size_t i;

	while (from < text.len && conf_is_blank(text.at[from]))
		from++;
	for (i = from; i < text.len; i++) {
		char   c = text.at[i];
		size_t reference = c == '$' ? lex_reference(text, i) : 0;

		if (reference)
			i += reference - 1;
		else if (c == '"')
			i = quote_end(text, i);
		else if (c == '\\' && i + 1 < text.len && (text.at[i + 1] == '"' || text.at[i + 1] == '\\'))
			i++;
		else if (c == '{' || c == '}')
			break;
	}
	if (i > text.len)
		i = text.len;
	if (i == from && i < text.len)
		i++; /* the brace itself */

	*ret_from = from;
	*ret_to = i;
	while (*ret_to > from && conf_is_blank(text.at[*ret_to - 1]))
		--*ret_to;
	return i;
}

static void add_word(struct conf_words *words, struct arena *arena, struct str text, size_t at, size_t len,
		     size_t outer_at, size_t outer_len)
{
	vec_push(&words->v, ((struct conf_word){
				    .text = arena_strndup(arena, text.at + at, len),
				    .at = outer_at,
				    .len = outer_len,
			    }));
}

void lex_words(struct str text, size_t from, size_t to, struct arena *arena, struct conf_words *ret)
{
	size_t i = from;

	ret->v.n = 0;
	ret->has_unmatched_quote = false;
	while (i < to) {
		size_t start = i;

		if (conf_is_blank(text.at[i])) {
			i++;
			continue;
		}
		if (text.at[i] == '"') {
			const char *close = memchr(text.at + i + 1, '"', to - i - 1);

			if (!close) {
				ret->has_unmatched_quote = true;
				return;
			}
			i = (size_t)(close - text.at) + 1;
			add_word(ret, arena, text, start + 1, i - start - 2, start, i - start);
			continue;
		}
		while (i < to && !conf_is_blank(text.at[i]) && text.at[i] != '"')
			i++;
		add_word(ret, arena, text, start, i - start, start, i - start);
	}
}

/* Nothing escapes a closing quote, and yet a backslash before it hides it from whoever looks for braces. */
static bool may_be_quoted(const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && text[len - 1 - n] == '\\')
		n++;
	return n % 2 == 0;
}

static bool is_include(const char *text, size_t len)
{
	return strncmp(text, "include", 7) == 0 && (len == 7 || (len == 8 && strchr("rmwba", text[7])));
}

/* Without blanks, and nothing that means something before there are words: a line may begin with it. */
static bool is_plain_word(const char *text, size_t len)
{
	if (!len || strchr("$@~", text[0]) || is_include(text, len))
		return false;
	for (size_t i = 0; i < len; i++)
		if (conf_is_blank(text[i]) || strchr("#!{}\"", text[i]))
			return false;
	return !strchr(text, '\\') || !may_be_quoted(text, len);
}

void lex_add_word(struct sbuf *out, const char *text)
{
	sbuf_addf(out, is_plain_word(text, strlen(text)) ? "%s" : "\"%s\"", text);
}

/* Decode the escape at s[1..] (s[0] is the backslash); returns how many bytes it took in all. */
static size_t decode_escape(const char *s, size_t len, char *ret_byte)
{
	static const char names[] = "abfnrtvE";
	static const char bytes[] = "\a\b\f\n\r\t\v\033";
	const char       *named;
	unsigned          value = 0;
	size_t            i = 1;

	if (len < 2) {
		*ret_byte = '\\';
		return 1;
	}
	if (s[1] == 'c' && len > 2) {
		*ret_byte = (char)(s[2] & 0x1f);
		return 3;
	}
	if (s[1] == 'x' && len > 2 && hex_digit(s[2]) >= 0) {
		for (i = 2; i < len && i < 4 && hex_digit(s[i]) >= 0; i++)
			value = value * 16 + (unsigned)hex_digit(s[i]);
		*ret_byte = (char)value;
		return i;
	}
	if (s[1] >= '0' && s[1] <= '7') {
		for (; i < len && i < 4 && s[i] >= '0' && s[i] <= '7'; i++)
			value = value * 8 + (unsigned)(s[i] - '0');
		*ret_byte = (char)value;
		return i;
	}
	named = memchr(names, s[1], sizeof(names) - 1);
	*ret_byte = named ? bytes[named - names] : s[1];
	return 2;
}

/*
 * Split by shell-like quoting. With @is_decoding escapes become their bytes, else they are kept for a
 * later pass; either way an escaped character neither quotes nor separates.
 */
static char split_quoted(struct str text, size_t from, size_t to, bool is_decoding, struct arena *arena,
			 struct conf_words *ret)
{
	char  *word = arena_alloc(arena, to - from + 1);
	size_t len = 0;
	size_t start = from;
	char   quote = 0;
	bool   is_open = false;

	ret->v.n = 0;
	ret->has_unmatched_quote = false;
	for (size_t i = from; i < to;) {
		char c = text.at[i];

		if (!is_open && !conf_is_blank(c)) {
			is_open = true;
			start = i;
		}
		if (c == '\\' && i + 1 < to) {
			size_t taken = 2;

			if (is_decoding) {
				taken = decode_escape(text.at + i, to - i, &word[len++]);
			} else {
				word[len++] = c;
				word[len++] = text.at[i + 1];
			}
			i += taken;
		} else if (quote && c == quote) {
			quote = 0;
			i++;
		} else if (!quote && (c == '"' || c == '\'')) {
			quote = c;
			i++;
		} else if (!quote && conf_is_blank(c)) {
			if (is_open)
				add_word(ret, arena, (struct str){ word, len }, 0, len, start, i - start);
			is_open = false;
			len = 0;
			i++;
		} else {
			word[len++] = c;
			i++;
		}
	}
	if (quote)
		ret->has_unmatched_quote = true;
	else if (is_open)
		add_word(ret, arena, (struct str){ word, len }, 0, len, start, to - start);
	return quote;
}

char lex_script_words(struct str text, size_t from, size_t to, struct arena *arena, struct conf_words *ret)
{
	return split_quoted(text, from, to, false, arena, ret);
}

char *lex_unescape(const char *text, struct arena *arena)
{
	size_t len = strlen(text);
	char  *out = arena_alloc(arena, len + 1);
	size_t n = 0;

	for (size_t i = 0; i < len;) {
		if (text[i] == '\\')
			i += decode_escape(text + i, len - i, &out[n++]);
		else
			out[n++] = text[i++];
	}
	out[n] = '\0';
	return out;
}

/* Up to a double quote that nothing escapes, or the end; a backslash that escapes nothing stays out. */
static size_t unquoted_length(const char *text, size_t len)
{
	size_t i = 0;

	while (i < len && text[i] != '"')
		i += text[i] == '\\' ? 2 : 1;
	return MIN(i, len);
}

void lex_add_script_word(struct sbuf *out, const char *text)
{
	size_t len = strlen(text);
	bool   ends_in_backslash = !may_be_quoted(text, len);

	if (len && !strpbrk(text, " \t\n\v\f\r\"'#!{}")) {
		sbuf_add(out, text);
		return;
	}
	len -= ends_in_backslash;
	do {
		size_t n = unquoted_length(text, len);

		if (n || !len)
			sbuf_addf(out, "\"%.*s\"", (int)n, text);
		for (text += n, len -= n; len && *text == '"'; text++, len--)
			sbuf_add(out, "'\"'");
	} while (len);
	if (ends_in_backslash)
		sbuf_add_char(out, '\\');
}

char lex_command(const char *command, struct arena *arena, struct conf_words *ret)
{
	struct str text = str_of(command);

	return split_quoted(text, 0, text.len, true, arena, ret);
}
