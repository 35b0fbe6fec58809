/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/conf/json_schema.h"

#include <string.h>

#include "lib/base/vec.h"
#include "lib/conf/json.h"
#include "lib/text/json_write.h"

struct maker {
	struct json                     json;
	VEC(const struct conf_block *)  blocks; /* in the order in which they are met */
};

/* Pieces */

static void key_string(struct maker *m, const char *key, const char *text)
{
	json_key(&m->json, key);
	json_string(&m->json, text);
}

static void key_bool(struct maker *m, const char *key, bool value)
{
	json_key(&m->json, key);
	json_bool(&m->json, value);
}

static void key_number(struct maker *m, const char *key, int64_t scaled, unsigned places)
{
	json_key(&m->json, key);
	json_decimal(&m->json, scaled, places);
}

static void open_object(struct maker *m, const char *key)
{
	json_key(&m->json, key);
	json_open_object(&m->json);
}

/* ... on one line. */
static void open_short(struct maker *m, const char *key)
{
	open_object(m, key);
	m->json.is_compact = true;
}

static void close_short(struct maker *m)
{
	json_close_object(&m->json);
	m->json.is_compact = false;
}

/* On one line, wherever it stands. */
static void key_strings(struct maker *m, const char *key, const char *const *texts)
{
	bool was_compact = m->json.is_compact;

	json_key(&m->json, key);
	m->json.is_compact = true;
	json_open_array(&m->json);
	for (; *texts; texts++)
		json_string(&m->json, *texts);
	json_close_array(&m->json);
	m->json.is_compact = was_compact;
}

#define KEY_STRINGS(m, key, ...) key_strings(m, key, (const char *const[]){ __VA_ARGS__, NULL })

static void refer_to(struct maker *m, const char *definition)
{
	struct sbuf ref;

	sbuf_init(&ref);
	sbuf_addf(&ref, "#/$defs/%s", definition);
	key_string(m, "$ref", sbuf_text(&ref));
	sbuf_release(&ref);
}

static void key_ref(struct maker *m, const char *key, const char *definition)
{
	bool was_compact = m->json.is_compact;

	open_short(m, key);
	refer_to(m, definition);
	close_short(m);
	m->json.is_compact = was_compact;
}

/* Names of definitions */

static bool is_word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Two blocks may have one name. */
static void add_block_name(const struct maker *m, const struct conf_block *block, struct sbuf *out)
{
	unsigned number = 1;

	sbuf_add(out, block->is_line ? "line-" : "block-");
	for (const char *s = block->name; *s; s++)
		sbuf_add_char(out, is_word_char(*s) ? *s : '_');
	for (size_t i = 0; m->blocks.at[i] != block; i++)
		number += strcmp(m->blocks.at[i]->name, block->name) == 0 &&
			  m->blocks.at[i]->is_line == block->is_line;
	if (number > 1)
		sbuf_addf(out, "-%u", number);
}

static void refer_to_block(struct maker *m, const struct conf_block *block)
{
	struct sbuf name;

	sbuf_init(&name);
	add_block_name(m, block, &name);
	refer_to(m, sbuf_text(&name));
	sbuf_release(&name);
}

static void collect_blocks(struct maker *m, const struct conf_block *block)
{
	for (size_t i = 0; i < m->blocks.n; i++)
		if (m->blocks.at[i] == block)
			return;
	vec_push(&m->blocks, block);
	for (size_t i = 0; i < block->n_keys; i++)
		if (block->keys[i].block && conf_key_main(block, &block->keys[i]) == &block->keys[i])
			collect_blocks(m, block->keys[i].block);
}

/* Values; in a line there is no null, as only words with a value are shown */

static void add_type(struct maker *m, const char *type, bool is_line)
{
	json_key(&m->json, "type");
	if (!is_line)
		json_open_array(&m->json);
	json_string(&m->json, type);
	if (!is_line) {
		json_string(&m->json, "null");
		json_close_array(&m->json);
	}
}

static void add_range(struct maker *m, const struct conf_key *key)
{
	unsigned places = key->kind == CONF_KIND_SPAN ? 6 : 0;
	int64_t  outside = 0;
	bool     has_outside = key->zero_is_good || conf_key_default(key, &outside);

	has_outside = has_outside && (outside < key->min || outside > key->max);
	if (has_outside) {
		json_key(&m->json, "anyOf");
		json_open_array(&m->json);
		json_open_object(&m->json);
		key_number(m, "const", outside, places);
		json_close_object(&m->json);
		json_open_object(&m->json);
	}
	key_number(m, "minimum", key->min, places);
	if (key->max != INT64_MAX)
		key_number(m, "maximum", key->max, places);
	if (has_outside) {
		json_close_object(&m->json);
		json_close_array(&m->json);
	}
}

static void add_words(struct maker *m, const struct conf_key *key, bool is_line)
{
	json_key(&m->json, "enum");
	json_open_array(&m->json);
	for (const struct conf_word_value *w = key->words; w->word; w++)
		json_string(&m->json, w->word);
	if (!is_line)
		json_null(&m->json);
	json_close_array(&m->json);
}

static void add_value_type(struct maker *m, const struct conf_key *key, bool is_line)
{
	if (key->is_secret && key->kind != CONF_KIND_CUSTOM) {
		KEY_STRINGS(m, "enum", CONF_MASK);
		return;
	}
	switch (key->kind) {
	case CONF_KIND_FLAG:
	case CONF_KIND_BOOL:
		key_string(m, "type", "boolean");
		return;
	case CONF_KIND_UINT:
	case CONF_KIND_INT:
		add_type(m, "integer", is_line);
		add_range(m, key);
		return;
	case CONF_KIND_SPAN:
		add_type(m, "number", is_line);
		add_range(m, key);
		return;
	case CONF_KIND_STRING:
		add_type(m, "string", is_line);
		if (key->max_length)
			key_number(m, "maxLength", key->max_length, 0);
		return;
	case CONF_KIND_ADDR:
		add_type(m, "string", is_line);
		key_string(m, "pattern", "^[0-9a-f.:]+$");
		return;
	case CONF_KIND_PREFIX:
		add_type(m, "string", is_line);
		key_string(m, "pattern", "^[0-9a-f.:]+/[0-9]+$");
		return;
	case CONF_KIND_WORD:
		add_words(m, key, is_line);
		return;
	case CONF_KIND_SCRIPT:
		refer_to(m, is_line ? "script" : "script_or_null");
		return;
	case CONF_KIND_CUSTOM:
		refer_to(m, is_line ? "text" : "text_or_null");
		return;
	case CONF_KIND_BLOCK:
	case CONF_KIND_SINGLE:
	case CONF_KIND_LINES:
	case CONF_KIND_WORDS:
	case CONF_KIND_OPAQUE:
		return;
	}
}

static void add_description(struct maker *m, const struct conf_key *key)
{
	struct sbuf text;

	sbuf_init(&text);
	sbuf_add(&text, key->help ? key->help : "");
	if (key->kind == CONF_KIND_SPAN)
		sbuf_add(&text, " In seconds.");
	if (key->def)
		sbuf_addf(&text, " Default: %s.", key->def);
	if (key->inherit)
		sbuf_addf(&text, " Inherited from: %s.", key->inherit);
	key_string(m, "description", sbuf_text(&text));
	if (key->deprecated)
		key_bool(m, "deprecated", true);
	sbuf_release(&text);
}

/* Keywords */

static void add_keyword(struct maker *m, const struct conf_key *key)
{
	open_short(m, key->name);
	add_description(m, key);
	switch (key->kind) {
	case CONF_KIND_SINGLE:
		refer_to_block(m, key->block);
		break;
	case CONF_KIND_BLOCK:
	case CONF_KIND_LINES:
		key_string(m, "type", "array");
		key_number(m, "minItems", 1, 0);
		open_object(m, "items");
		refer_to_block(m, key->block);
		json_close_object(&m->json);
		break;
	case CONF_KIND_WORDS:
		refer_to(m, "words");
		break;
	default:
		/* Because: all other kinds are one keyword and its value. */
		refer_to(m, "value");
		open_object(m, "properties");
		open_object(m, "value");
		add_value_type(m, key, false);
		json_close_object(&m->json);
		json_close_object(&m->json);
		break;
	}
	close_short(m);
}

static void add_word(struct maker *m, const struct conf_key *key)
{
	open_short(m, key->name);
	add_description(m, key);
	add_value_type(m, key, true);
	close_short(m);
}

static void add_keywords(struct maker *m, const struct conf_block *block)
{
	key_string(m, "type", "object");
	key_bool(m, "additionalProperties", false);
	open_object(m, "properties");
	for (size_t i = 0; i < block->n_keys; i++) {
		const struct conf_key *key = &block->keys[i];

		if (key->kind == CONF_KIND_OPAQUE || conf_key_main(block, key) != key)
			continue;
		if (block->is_line)
			add_word(m, key);
		else
			add_keyword(m, key);
	}
	json_close_object(&m->json);
}

/* Blocks */

static bool is_implied(const struct conf_block *root, const struct conf_block *block)
{
	for (size_t i = 0; i < root->n_keys; i++)
		if (root->keys[i].block == block && root->keys[i].kind == CONF_KIND_SINGLE)
			return true;
	return false;
}

static void add_required(struct maker *m, const struct conf_block *block)
{
	const char *members = block->is_line ? "words" : "keywords";

	if (is_implied(m->blocks.at[0], block)) {
		KEY_STRINGS(m, "required", members);
		open_object(m, "dependentRequired");
		KEY_STRINGS(m, "file", "line");
		KEY_STRINGS(m, "line", "file");
		json_close_object(&m->json);
	} else if (block->title) {
		KEY_STRINGS(m, "required", "title", "file", "line", members);
	} else if (block->naming == CONF_NAMED) {
		KEY_STRINGS(m, "required", "name", "file", "line", members);
	} else {
		KEY_STRINGS(m, "required", "file", "line", members);
	}
}

static void add_block(struct maker *m, const struct conf_block *block)
{
	struct sbuf name;

	sbuf_init(&name);
	add_block_name(m, block, &name);
	open_object(m, sbuf_text(&name));
	if (block->help)
		key_string(m, "description", block->help);
	key_string(m, "type", "object");
	add_required(m, block);
	key_bool(m, "additionalProperties", false);
	open_object(m, "properties");
	if (block->naming == CONF_NAMED)
		key_ref(m, "name", "name");
	if (block->title)
		key_ref(m, "title", "title");
	key_ref(m, "file", "file");
	key_ref(m, "line", "line");
	open_object(m, block->is_line ? "words" : "keywords");
	add_keywords(m, block);
	json_close_object(&m->json);
	json_close_object(&m->json);
	json_close_object(&m->json);
	sbuf_release(&name);
}

/* What does not depend on rows */

static const struct {
	const char *name, *schema;
} fixed_definitions[] = {
	{ "name", "{\"type\":\"string\"}" },
	{ "title", "{\"description\":\"The words behind the keyword of the block.\",\"type\":\"string\"}" },
	{ "file", "{\"description\":\"One of the files of the table.\",\"type\":\"string\",\"minLength\":1}" },
	{ "line", "{\"description\":\"Counted from 1.\",\"type\":\"integer\",\"minimum\":1}" },
	{ "text", "{\"description\":\"What stands behind the keyword, as it is written in a file; true where nothing "
		  "is to stand there.\",\"anyOf\":[{\"type\":\"string\"},{\"const\":true}]}" },
	{ "text_or_null", "{\"anyOf\":[{\"$ref\":\"#/$defs/text\"},{\"type\":\"null\"}]}" },
	{ "script", "{\"description\":\"A program: path is what is executed, argv what it is told, user and group "
		    "those that were given for it.\",\"type\":\"object\",\"required\":[\"argv\",\"path\"],"
		    "\"additionalProperties\":false,\"properties\":{"
		    "\"argv\":{\"type\":\"array\",\"minItems\":1,\"items\":{\"type\":\"string\"}},"
		    "\"path\":{\"type\":\"string\"},\"user\":{\"type\":\"string\"},\"group\":{\"type\":\"string\"}}}" },
	{ "script_or_null", "{\"anyOf\":[{\"$ref\":\"#/$defs/script\"},{\"type\":\"null\"}]}" },
	{ "value", "{\"description\":\"What holds, and why. A given value is null if it was set aside; a default one if "
		   "nothing is kept, and 'default' says what holds.\",\"type\":\"object\","
		   "\"required\":[\"value\",\"origin\"],\"oneOf\":[{\"$ref\":\"#/$defs/given\"},"
		   "{\"$ref\":\"#/$defs/inherited\"},{\"$ref\":\"#/$defs/default\"},"
		   "{\"$ref\":\"#/$defs/default_in_words\"}]}" },
	{ "given", "{\"required\":[\"value\",\"origin\",\"file\",\"line\"],\"additionalProperties\":false,"
		   "\"properties\":{\"value\":true,\"origin\":{\"const\":\"given\"},"
		   "\"file\":{\"$ref\":\"#/$defs/file\"},\"line\":{\"$ref\":\"#/$defs/line\"}}}" },
	{ "inherited", "{\"required\":[\"from\"],\"additionalProperties\":false,"
		       "\"properties\":{\"value\":{\"not\":{\"type\":\"null\"}},\"origin\":{\"const\":\"inherited\"},"
		       "\"from\":{\"description\":\"The keywords that decide, the first one first.\","
		       "\"type\":\"string\",\"minLength\":1}}}" },
	{ "default", "{\"additionalProperties\":false,"
		     "\"properties\":{\"value\":{\"not\":{\"type\":\"null\"}},\"origin\":{\"const\":\"default\"}}}" },
	{ "default_in_words", "{\"required\":[\"default\"],\"additionalProperties\":false,"
			      "\"properties\":{\"value\":{\"type\":\"null\"},\"origin\":{\"const\":\"default\"},"
			      "\"default\":{\"type\":\"string\",\"minLength\":1}}}" },
	{ "words", "{\"type\":\"array\",\"minItems\":1,\"items\":{\"type\":\"object\",\"$ref\":\"#/$defs/given\","
		   "\"properties\":{\"value\":{\"type\":\"string\"}}}}" },
};

static void add_definitions(struct maker *m)
{
	open_object(m, "$defs");
	for (size_t i = 0; i < ARRAY_SIZE(fixed_definitions); i++) {
		json_key(&m->json, fixed_definitions[i].name);
		json_raw(&m->json, fixed_definitions[i].schema);
	}
	for (size_t i = 1; i < m->blocks.n; i++)
		add_block(m, m->blocks.at[i]);
	json_close_object(&m->json);
}

static void add_document(struct maker *m)
{
	key_string(m, "type", "object");
	KEY_STRINGS(m, "required", "version", "status", "files", "configuration");
	key_bool(m, "additionalProperties", false);
	open_object(m, "properties");
	open_short(m, "version");
	key_string(m, "description", "Of this format.");
	key_number(m, "const", CONF_JSON_VERSION, 0);
	close_short(m);
	open_short(m, "status");
	key_string(m, "description", "What a test of the configuration exits with; 0 is good. With 2 the reading "
				     "was not finished, and only what was given is shown.");
	key_string(m, "type", "integer");
	key_number(m, "minimum", 0, 0);
	key_number(m, "maximum", 6, 0);
	close_short(m);
	open_short(m, "files");
	key_string(m, "description", "All files that were opened, in that order.");
	key_string(m, "type", "array");
	key_ref(m, "items", "file");
	close_short(m);
	open_object(m, "configuration");
	add_keywords(m, m->blocks.at[0]);
	json_close_object(&m->json);
	json_close_object(&m->json);
}

void conf_json_schema(const struct conf_block *root, struct sbuf *out)
{
	struct maker m = { 0 };

	collect_blocks(&m, root);
	json_init(&m.json, out);
	json_open_object(&m.json);
	key_string(&m, "$schema", "https://json-schema.org/draft/2020-12/schema");
	key_string(&m, "title", "keepalived --print-config=json");
	key_string(&m, "description", "A configuration of keepalived as it was understood, each value with its origin. "
				      "Made from the program's own tables.");
	add_document(&m);
	add_definitions(&m);
	json_close_object(&m.json);
	sbuf_add_char(out, '\n');
	vec_release(&m.blocks);
}
