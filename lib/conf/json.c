/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/conf/json.h"

#include <string.h>

#include "lib/text/json_write.h"

struct walk {
	struct json                   json;
	const struct conf_json_about *about;
	struct sbuf                   text; /* of the value at hand, if its row brings functions */
};

static void key_string(struct walk *w, const char *key, const char *text)
{
	json_key(&w->json, key);
	json_string(&w->json, text);
}

/* An object on one line. */
static void open_short(struct walk *w)
{
	json_open_object(&w->json);
	w->json.is_compact = true;
}

static void close_short(struct walk *w)
{
	json_close_object(&w->json);
	w->json.is_compact = false;
}

static void add_place(struct walk *w, uint32_t file, uint32_t line)
{
	key_string(w, "file", file && file < w->about->n_files ? w->about->files[file] : "");
	json_key(&w->json, "line");
	json_uint(&w->json, line);
}

/* Values */

static bool is_word_of(const struct conf_key *key, uint8_t value)
{
	for (const struct conf_word_value *w = key->words; w->word; w++)
		if (w->value == value)
			return true;
	return false;
}

/* A number that nobody can give means that there is none, unless it is the default. */
static bool is_number_of(const struct conf_key *key, int64_t value)
{
	int64_t def;

	return (value >= key->min && value <= key->max) || (key->zero_is_good && !value) ||
	       (conf_key_default(key, &def) && value == def);
}

/* Leaves the text of a row with functions in w->text. */
static bool has_value(struct walk *w, const struct conf_key *key, const void *object)
{
	const void *field = conf_field_const(key, object);

	switch (key->kind) {
	case CONF_KIND_FLAG:
	case CONF_KIND_BOOL:
		return true;
	case CONF_KIND_UINT:
		return is_number_of(key, *(const uint32_t *)field);
	case CONF_KIND_INT:
		return is_number_of(key, *(const int32_t *)field);
	case CONF_KIND_SPAN:
		return is_number_of(key, ((const struct span *)field)->us);
	case CONF_KIND_STRING:
		return *(const char *const *)field != NULL;
	case CONF_KIND_ADDR:
		return ((const struct addr *)field)->family != 0;
	case CONF_KIND_PREFIX:
		return ((const struct prefix *)field)->addr.family != 0;
	case CONF_KIND_WORD:
		return is_word_of(key, *(const uint8_t *)field);
	case CONF_KIND_SCRIPT:
		return ((const struct conf_script *)field)->argc > 0;
	case CONF_KIND_CUSTOM:
		sbuf_clear(&w->text);
		key->custom->format(key, object, &w->text);
		return w->text.len > 0;
	case CONF_KIND_BLOCK:
	case CONF_KIND_SINGLE:
	case CONF_KIND_LINES:
	case CONF_KIND_WORDS:
	case CONF_KIND_OPAQUE:
		return false;
	}
	return false;
}

static void add_script(struct walk *w, const struct conf_script *script)
{
	json_open_object(&w->json);
	json_key(&w->json, "argv");
	json_open_array(&w->json);
	for (uint32_t i = 0; i < script->argc; i++)
		json_string(&w->json, script->argv[i]);
	json_close_array(&w->json);
	key_string(w, "path", script->path);
	if (script->user)
		key_string(w, "user", script->user);
	if (script->group)
		key_string(w, "group", script->group);
	json_close_object(&w->json);
}

/* What a row's own function printed, a blank in front. A single word in quotes is shown without them. */
static void add_text(struct walk *w)
{
	const char *text = sbuf_text(&w->text) + 1;
	size_t      len = w->text.len - 1;

	if (!len)
		json_bool(&w->json, true);
	else if (len >= 2 && *text == '"' && strcspn(text + 1, "\"\\\n") == len - 2)
		json_string_n(&w->json, text + 1, len - 2);
	else
		json_string_n(&w->json, text, len);
}

/* After has_value(). */
static void add_value(struct walk *w, const struct conf_key *key, const void *object)
{
	const void *field = conf_field_const(key, object);
	char        text[PREFIX_LEN];

	if (key->is_secret && key->kind != CONF_KIND_CUSTOM) {
		json_string(&w->json, CONF_MASK);
		return;
	}
	switch (key->kind) {
	case CONF_KIND_FLAG:
		json_bool(&w->json, *(const bool *)field == (key->flag_value != 0));
		return;
	case CONF_KIND_BOOL:
		json_bool(&w->json, *(const bool *)field);
		return;
	case CONF_KIND_UINT:
		json_uint(&w->json, *(const uint32_t *)field);
		return;
	case CONF_KIND_INT:
		json_int(&w->json, *(const int32_t *)field);
		return;
	case CONF_KIND_SPAN:
		json_decimal(&w->json, ((const struct span *)field)->us, 6);
		return;
	case CONF_KIND_STRING:
		json_string(&w->json, *(const char *const *)field);
		return;
	case CONF_KIND_ADDR:
		json_string(&w->json, addr_format(field, text));
		return;
	case CONF_KIND_PREFIX:
		json_string(&w->json, prefix_format(field, text));
		return;
	case CONF_KIND_WORD:
		for (const struct conf_word_value *word = key->words; word->word; word++)
			if (word->value == *(const uint8_t *)field) {
				json_string(&w->json, word->word);
				return;
			}
		return;
	case CONF_KIND_SCRIPT:
		add_script(w, field);
		return;
	case CONF_KIND_CUSTOM:
		add_text(w);
		return;
	case CONF_KIND_BLOCK:
	case CONF_KIND_SINGLE:
	case CONF_KIND_LINES:
	case CONF_KIND_WORDS:
	case CONF_KIND_OPAQUE:
		return;
	}
}

static void add_origin(struct walk *w, const struct conf_key *key, const struct conf_origin *origin,
		       bool has_any)
{
	if (origin) {
		key_string(w, "origin", "given");
		add_place(w, origin->file, origin->line);
	} else if (has_any && key->inherit) {
		key_string(w, "origin", "inherited");
		key_string(w, "from", key->inherit);
	} else {
		key_string(w, "origin", "default");
		if (!has_any)
			key_string(w, "default", key->def);
	}
}

/*
 * Is there something to say about a member that nobody gave? A function of a row was only ever promised
 * members that were given, or that have something to fall back on.
 */
static bool has_fallback(const struct walk *w, const struct conf_key *key)
{
	return w->about->is_complete && (key->kind != CONF_KIND_CUSTOM || key->def || key->inherit);
}

static void add_keyword(struct walk *w, const struct conf_key *key, const void *object)
{
	const struct conf_origin *origin = conf_origin_find(object, key->offset);
	bool                      has_any;

	if (!origin && !has_fallback(w, key))
		return;
	has_any = has_value(w, key, object);
	/* Where two rows with functions share a member, the one that prints nothing was not meant. */
	if (!has_any && (origin ? key->kind == CONF_KIND_CUSTOM : !key->def))
		return;

	json_key(&w->json, key->name);
	open_short(w);
	json_key(&w->json, "value");
	if (has_any)
		add_value(w, key, object);
	else
		json_null(&w->json);
	add_origin(w, key, origin, has_any);
	close_short(w);
}

/* Lists */

static void add_line(struct walk *w, const struct conf_block *block, const struct conf_head *head)
{
	open_short(w);
	add_place(w, head->file, head->line);
	json_key(&w->json, "words");
	json_open_object(&w->json);
	for (size_t i = 0; i < block->n_keys; i++) {
		const struct conf_key *key = &block->keys[i];

		if (conf_key_main(block, key) != key || !conf_origin_find(head, key->offset) ||
		    !has_value(w, key, head))
			continue;
		json_key(&w->json, key->name);
		add_value(w, key, head);
	}
	json_close_object(&w->json);
	close_short(w);
}

static void add_word(struct walk *w, const struct conf_head *head)
{
	open_short(w);
	key_string(w, "value", head->name);
	key_string(w, "origin", "given");
	add_place(w, head->file, head->line);
	close_short(w);
}

static void add_title(struct walk *w, const struct conf_block *block, const struct conf_head *head)
{
	sbuf_clear(&w->text);
	block->title(head, &w->text);
	key_string(w, "title", w->text.len ? sbuf_text(&w->text) + 1 : "");
}

/* These two: was there anything to show? */
static bool add_keywords(struct walk *w, const struct conf_block *block, const void *object, bool is_root);

static bool add_block(struct walk *w, const struct conf_block *block, const struct conf_head *head)
{
	bool has_any;

	json_open_object(&w->json);
	if (block->naming == CONF_NAMED && head->name)
		key_string(w, "name", head->name);
	if (block->title)
		add_title(w, block, head);
	if (head->file)
		add_place(w, head->file, head->line);
	json_key(&w->json, "keywords");
	has_any = add_keywords(w, block, head, false);
	json_close_object(&w->json);
	return has_any;
}

/* The first entry from @head on that is one of @key: a list may be that of several rows. */
static const struct conf_head *next_of(const struct conf_key *key, const struct conf_head *head)
{
	while (head && key->kind == CONF_KIND_BLOCK && head->kind != key->block->kind)
		head = head->next;
	return head;
}

static void add_list(struct walk *w, const struct conf_key *key, const void *object)
{
	const struct conf_list_any *list = conf_field_const(key, object);
	const struct conf_head     *head = next_of(key, list->first);

	if (!head)
		return;
	json_key(&w->json, key->name);
	json_open_array(&w->json);
	for (; head; head = next_of(key, head->next)) {
		if (key->kind == CONF_KIND_BLOCK)
			add_block(w, key->block, head);
		else if (key->kind == CONF_KIND_LINES)
			add_line(w, key->block, head);
		else
			add_word(w, head);
	}
	json_close_array(&w->json);
}

/* What holds for the daemon as a whole holds even if nobody opened its block; if there is anything. */
static void add_single(struct walk *w, const struct conf_key *key, const void *object, bool is_root)
{
	struct json before = w->json;
	size_t      len = w->json.out->len;
	bool        is_given = conf_origin_find(object, key->offset) != NULL;

	if (!is_given && !(is_root && w->about->is_complete))
		return;
	json_key(&w->json, key->name);
	if (!add_block(w, key->block, conf_field_const(key, object)) && !is_given) {
		sbuf_cut(w->json.out, len);
		w->json = before;
	}
}

static bool add_keywords(struct walk *w, const struct conf_block *block, const void *object, bool is_root)
{
	size_t start;
	bool   has_any;

	json_open_object(&w->json);
	start = w->json.out->len;
	for (size_t i = 0; i < block->n_keys; i++) {
		const struct conf_key *key = &block->keys[i];

		if (conf_key_main(block, key) != key)
			continue;
		switch (key->kind) {
		case CONF_KIND_BLOCK:
		case CONF_KIND_LINES:
		case CONF_KIND_WORDS:
			add_list(w, key, object);
			break;
		case CONF_KIND_SINGLE:
			add_single(w, key, object, is_root);
			break;
		case CONF_KIND_OPAQUE:
			break;
		default:
			/* Because: all other kinds are one keyword and its value. */
			add_keyword(w, key, object);
			break;
		}
	}
	has_any = w->json.out->len > start;
	json_close_object(&w->json);
	return has_any;
}

void conf_json(const struct conf_block *root, const void *object, const struct conf_json_about *about,
	       struct sbuf *out)
{
	struct walk w = { .about = about };

	sbuf_init(&w.text);
	json_init(&w.json, out);
	json_open_object(&w.json);
	json_key(&w.json, "version");
	json_int(&w.json, CONF_JSON_VERSION);
	json_key(&w.json, "status");
	json_int(&w.json, about->status);
	json_key(&w.json, "files");
	json_open_array(&w.json);
	for (uint32_t i = 1; i < about->n_files; i++)
		json_string(&w.json, about->files[i]);
	json_close_array(&w.json);
	json_key(&w.json, "configuration");
	add_keywords(&w, root, object, true);
	json_close_object(&w.json);
	sbuf_add_char(out, '\n');
	sbuf_release(&w.text);
}
