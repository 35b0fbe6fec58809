/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test/conf/show_rows.h"

#include <stdio.h>

#include "lib/base/arena.h"
#include "lib/text/json_write.h"

static const char *const kinds[] = {
	[CONF_KIND_FLAG] = "flag",     [CONF_KIND_BOOL] = "bool",     [CONF_KIND_UINT] = "uint",
	[CONF_KIND_INT] = "int",       [CONF_KIND_SPAN] = "span",     [CONF_KIND_STRING] = "string",
	[CONF_KIND_ADDR] = "addr",     [CONF_KIND_PREFIX] = "prefix", [CONF_KIND_WORD] = "word",
	[CONF_KIND_SCRIPT] = "script", [CONF_KIND_CUSTOM] = "custom", [CONF_KIND_BLOCK] = "block",
	[CONF_KIND_SINGLE] = "single", [CONF_KIND_LINES] = "lines",   [CONF_KIND_WORDS] = "words",
	[CONF_KIND_OPAQUE] = "opaque",
};

static const char *const policies[] = {
	[CONF_BAD_KEEP] = "keep",
	[CONF_BAD_CLAMP] = "clamp",
	[CONF_BAD_USE] = "use",
	[CONF_BAD_DROP] = "drop",
};

static void add_number(struct json *j, const char *key, int64_t number)
{
	json_key(j, key);
	json_int(j, number);
}

static void add_flag(struct json *j, const char *key, bool flag)
{
	json_key(j, key);
	json_bool(j, flag);
}

static void add_text(struct json *j, const char *key, const char *text)
{
	if (!text)
		return;
	json_key(j, key);
	json_string(j, text);
}

static void show_row(const struct conf_block *block, const struct conf_key *key, const char *path)
{
	const struct conf_key *canonical = conf_key_main(block, key);
	struct sbuf            out;
	struct json            j = { 0 };

	sbuf_init(&out);
	json_init(&j, &out);
	j.is_compact = true;
	json_open_object(&j);
	add_text(&j, "path", path);
	add_text(&j, "kind", kinds[key->kind]);
	add_text(&j, "canonical", canonical ? canonical->name : NULL);
	add_text(&j, "bad", policies[key->bad]);
	add_number(&j, "bad_value", key->bad_value);
	add_number(&j, "min", key->min);
	add_number(&j, "max", key->max);
	add_number(&j, "places", key->places);
	add_flag(&j, "zero_is_good", key->zero_is_good);
	add_flag(&j, "is_in_ms", key->is_in_ms);
	add_flag(&j, "uses_trailing", key->uses_trailing);
	add_flag(&j, "ignores_case", key->ignores_case);
	add_text(&j, "zero", key->zero);
	json_key(&j, "words");
	json_open_array(&j);
	for (const struct conf_word_value *word = key->words; word && word->word; word++)
		json_string(&j, word->word);
	json_close_array(&j);
	json_close_object(&j);
	puts(sbuf_text(&out));
	sbuf_release(&out);
}

static void show_block(const struct conf_block *block, const char *path, struct arena *scratch)
{
	for (size_t i = 0; i < block->n_keys; i++) {
		const struct conf_key *key = &block->keys[i];
		const char            *own = arena_printf(scratch, "%s%s", path, key->name);

		if (key->is_positional)
			continue;
		show_row(block, key, own);
		if (key->block && !key->block->is_list)
			show_block(key->block, arena_printf(scratch, "%s/", own), scratch);
	}
}

void show_rows(const struct conf_block *root, struct arena *scratch)
{
	show_block(root, "", scratch);
}
