/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mutate - changes an input the way that its language is written: statements of the block that they are
 * put into, values of the kind that a row wants, lines that go or come twice.
 *
 * Everything is taken from the rows of fuzz_root, so a new keyword is tried as soon as it has its row.
 * One change in four is made by the engine, which knows nothing but bytes.
 */
#include "test/fuzz/mutate.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/conf/schema.h"
#include "lib/text/sbuf.h"
#include "test/fuzz/fuzz.h"

#define MAX_DEPTH 8

/* What an input is while it is changed. */
struct text {
	char  *at;
	size_t len;
	size_t max;
};

static unsigned random_state;

static unsigned pick(size_t n)
{
	return n ? (unsigned)rand_r(&random_state) % (unsigned)n : 0;
}

#define PICK(list) ((list)[pick(ARRAY_SIZE(list))])

/* Values */

static const char *const words[] = {
	"a", "b", "VI_1", "VI_2", "eth0", "eth1", "bond0", "blue", "all", "default", "none", "name", "id", "dev",
	"weight", "reverse", "inst", "group", "10.0.0.1", "10.0.0.2/24", "192.0.2.1", "224.0.0.18", "2001:db8::1",
	"fe80::1/64", "ff02::12", "::", "::/0", "0", "1", "2", "100", "255", "256", "-1", "+3", "0x10", "010", "1.5",
	"0.000001", "4294967295", "4294967296", "99999999999999999999", "1x", "MASTER", "BACKUP", "00:11:22:33:44:55",
	"/bin/a", "/etc/keepalived/x.sh", "root", "nobody", ":", "'a b'", "\"a b\"", "\"\"", "''", "\"a\\\"b\"",
	"\"a'b\"", "a\\b", "\"a\\\\b\"", "\"a\\nb\"", "\"\\x41\\t\"", "\"#\"", "\"!x\"", "\"{\"", "\"}\"", "\"$A\"", "\"~SEQ\"",
	"\"@x\"", "$A", "${A}", "\xc3\xa4", "\x7f", "\"\x01\"", "a{b", "a}b", "a#b", "a!b", "a'b", "a\"b", "@a", "~a", "***",
};

/* Pieces that mean something to whatever reads the lines before any keyword is known. */
static const char *const pieces[] = {
	"{", "}", "\n", " ", "\t", "\"", "'", "\\", "#", "!", "\\\n", "\n{\n", "\n}\n", "@lb1 ", "@^lb1 ", "@lb2 ", "$A=b\n",
	"$A=b\\\n c\n", "${A}", "$A", "~SEQ(v, 1, 3) ", "$v", "include a.conf\n", "include *.conf\n", "includer a.conf\n",
	"\n--- a.conf\n", "${_RANDOM}", "\r\n", "\xef\xbb\xbf",
};

static void add_number(struct sbuf *out, const struct conf_key *key)
{
	int64_t unit = key->kind == CONF_KIND_SPAN ? USEC_PER_SEC : 1;
	int64_t number = 0;

	switch (pick(6)) {
	case 0:
		number = key->min / unit;
		break;
	case 1:
		number = key->max / unit;
		break;
	case 2:
		number = key->min / unit - 1;
		break;
	case 3:
		number = key->max / unit + 1;
		break;
	default:
		number = key->min / unit + pick(300);
		break;
	}
	sbuf_addf(out, "%" PRId64, number);
	if (key->kind == CONF_KIND_SPAN && !pick(3))
		sbuf_addf(out, ".%0*u", (int)pick(7) + 1, pick(1000000));
}

static void add_word_of_set(struct sbuf *out, const struct conf_word_value *set)
{
	size_t n = 0;

	while (set[n].word)
		n++;
	sbuf_add(out, set[pick(n)].word);
}

static void add_script(struct sbuf *out)
{
	static const char *const scripts[] = {
		"/bin/a", "\"/bin/a b c\"", "\"/bin/a 'b c' d\"", "\"'/bin/a b' c\"", "\"/bin/a \\\"b\\\" 'c\\'d'\"", "\"\"",
		"\"/bin/a ''\"", "'/bin/a b'", "/bin/a root", "\"/bin/a \\\\ \\x20\" nobody nogroup", "\"</etc/a\"", "\"a b\"",
		"missing", "\"/bin/a\tb\"", "\"/bin/a '#' '!' '{'\"", "\"/bin/a\" root :nogroup",
	};

	sbuf_add(out, PICK(scripts));
}

static void add_value(struct sbuf *out, const struct conf_block *block, const struct conf_key *key)
{
	static const char *const truths[] = { "true", "false", "on", "off", "yes", "no", "", "maybe" };

	switch (key->kind) {
	case CONF_KIND_FLAG:
		break;
	case CONF_KIND_BOOL:
		sbuf_add(out, PICK(truths));
		break;
	case CONF_KIND_UINT:
	case CONF_KIND_INT:
	case CONF_KIND_SPAN:
		add_number(out, key);
		break;
	case CONF_KIND_WORD:
		add_word_of_set(out, key->words);
		break;
	case CONF_KIND_SCRIPT:
		add_script(out);
		break;
	case CONF_KIND_STRING:
	case CONF_KIND_ADDR:
	case CONF_KIND_PREFIX:
		sbuf_add(out, PICK(words));
		break;
	case CONF_KIND_CUSTOM:
	case CONF_KIND_BLOCK:
	case CONF_KIND_SINGLE:
	case CONF_KIND_LINES:
	case CONF_KIND_WORDS:
	case CONF_KIND_OPAQUE:
		for (unsigned n = pick(5); n; n--)
			sbuf_addf(out, "%s ", pick(4) ? PICK(words) : block->keys[pick(block->n_keys)].name);
		break;
	}
}

/* Statements */

static void add_line(struct sbuf *out, const struct conf_block *block)
{
	sbuf_addf(out, "%s", PICK(words));
	for (unsigned n = pick(4); n; n--) {
		const struct conf_key *key = &block->keys[pick(block->n_keys)];

		sbuf_addf(out, " %s ", key->name);
		add_value(out, block, key);
	}
	sbuf_add_char(out, '\n');
}

static void add_statement(struct sbuf *out, const struct conf_block *block, unsigned depth)
{
	const struct conf_key *key = &block->keys[pick(block->n_keys)];

	sbuf_add(out, key->name);
	sbuf_add_char(out, ' ');
	switch (key->kind) {
	case CONF_KIND_BLOCK:
	case CONF_KIND_SINGLE:
		if (key->block->naming == CONF_NAMED)
			sbuf_add(out, PICK(words));
		sbuf_add(out, " {\n");
		for (unsigned n = depth < MAX_DEPTH ? pick(4) : 0; n; n--)
			add_statement(out, key->block, depth + 1);
		sbuf_add(out, "}\n");
		break;
	case CONF_KIND_LINES:
	case CONF_KIND_WORDS:
		sbuf_add(out, "{\n");
		for (unsigned n = pick(3); n; n--) {
			if (key->block)
				add_line(out, key->block);
			else
				sbuf_addf(out, "%s\n", PICK(words));
		}
		sbuf_add(out, "}\n");
		break;
	default:
		/* Because: every other kind is one line. */
		add_value(out, block, key);
		sbuf_add_char(out, '\n');
		break;
	}
}

/* The text */

static void splice(struct text *t, size_t at, size_t len, const char *by, size_t by_len)
{
	if (t->len - len + by_len > t->max)
		return;
	memmove(t->at + at + by_len, t->at + at + len, t->len - at - len);
	memcpy(t->at + at, by, by_len);
	t->len = t->len - len + by_len;
}

static size_t line_start(const struct text *t, size_t at)
{
	while (at && t->at[at - 1] != '\n')
		at--;
	return at;
}

static size_t line_end(const struct text *t, size_t at)
{
	while (at < t->len && t->at[at++] != '\n')
		;
	return at;
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static size_t word_length(const struct text *t, size_t at)
{
	size_t end = at;

	while (end < t->len && !is_blank(t->at[end]))
		end++;
	return end - at;
}

static const struct conf_key *find_key(const struct conf_block *block, const char *name, size_t len)
{
	for (size_t i = 0; block && i < block->n_keys; i++)
		if (strlen(block->keys[i].name) == len && memcmp(block->keys[i].name, name, len) == 0)
			return &block->keys[i];
	return NULL;
}

/* The row whose braces @at is in, near enough; NULL: none. */
static const struct conf_key *context(const struct text *t, size_t at)
{
	const struct conf_key *stack[MAX_DEPTH] = { NULL };
	const struct conf_key *last = NULL;
	size_t                 depth = 0;
	bool                   is_first = true;

	for (size_t i = 0; i < at; i++) {
		size_t start = i;

		if (t->at[i] == '\n')
			is_first = true;
		if (t->at[i] == '{' && depth + 1 < MAX_DEPTH)
			stack[++depth] = last;
		if (t->at[i] == '}' && depth)
			depth--;
		if (is_blank(t->at[i]) || strchr("{}", t->at[i]))
			continue;
		while (i + 1 < at && !is_blank(t->at[i + 1]))
			i++;
		if (!is_first)
			continue;
		last = find_key(depth ? (stack[depth] ? stack[depth]->block : NULL) : fuzz_root, t->at + start,
				i + 1 - start);
		is_first = false;
	}
	return stack[depth];
}

static void insert_statement(struct text *t)
{
	size_t                 at = line_start(t, pick(t->len + 1));
	const struct conf_key *in = context(t, at);
	struct sbuf            statement;

	sbuf_init(&statement);
	if (!in)
		add_statement(&statement, fuzz_root, 0);
	else if (!in->block)
		sbuf_addf(&statement, "%s\n", PICK(words));
	else if (in->kind == CONF_KIND_LINES)
		add_line(&statement, in->block);
	else
		add_statement(&statement, in->block, 1);
	splice(t, at, 0, sbuf_text(&statement), statement.len);
	sbuf_release(&statement);
}

/* A word becomes another one: a value that the row of its line wants, or any. */
static void replace_word(struct text *t)
{
	size_t                   at = pick(t->len);
	size_t                   end;
	size_t                   first;
	const struct conf_key   *in;
	const struct conf_block *block;
	const struct conf_key   *key;
	struct sbuf              value;

	while (at && !is_blank(t->at[at - 1]))
		at--;
	end = at + word_length(t, at);
	for (first = line_start(t, at); first < at && is_blank(t->at[first]); first++)
		;
	in = context(t, line_start(t, at));
	block = in && in->block ? in->block : fuzz_root;
	key = find_key(block, t->at + first, word_length(t, first));
	sbuf_init(&value);
	if (key && pick(3))
		add_value(&value, block, key);
	else if (pick(2))
		sbuf_add(&value, block->keys[pick(block->n_keys)].name);
	else
		sbuf_add(&value, PICK(words));
	splice(t, at, end - at, sbuf_text(&value), value.len);
	sbuf_release(&value);
}

static void remove_line(struct text *t)
{
	size_t start = line_start(t, pick(t->len));

	splice(t, start, line_end(t, start) - start, "", 0);
}

static void copy_line(struct text *t)
{
	size_t start = line_start(t, pick(t->len));
	size_t len = line_end(t, start) - start;
	char  *line = malloc(len + 1);

	if (!line)
		return;
	memcpy(line, t->at + start, len);
	splice(t, line_start(t, pick(t->len + 1)), 0, line, len);
	free(line);
}

static void insert_piece(struct text *t)
{
	const char *piece = pick(3) ? PICK(pieces) : PICK(words);

	splice(t, pick(t->len + 1), 0, piece, strlen(piece));
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	struct text t = { .at = (char *)data, .len = size, .max = max };

	random_state = seed;
	if (!fuzz_root || !pick(4))
		return LLVMFuzzerMutate(data, size, max);
	for (unsigned n = pick(4) + 1; n; n--) {
		switch (t.len ? pick(10) : 0) {
		case 0:
		case 1:
		case 2:
		case 3:
			insert_statement(&t);
			break;
		case 4:
		case 5:
		case 6:
			replace_word(&t);
			break;
		case 7:
			remove_line(&t);
			break;
		case 8:
			copy_line(&t);
			break;
		default:
			insert_piece(&t);
			break;
		}
	}
	return t.len;
}
