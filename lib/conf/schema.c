/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/conf/schema.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/ka.h"
#include "lib/text/num.h"

const struct conf_origin *conf_origin_find(const struct conf_head *head, size_t offset)
{
	for (const struct conf_origin *o = head->origins; o; o = o->next)
		if (o->offset == offset)
			return o;
	return NULL;
}

const struct conf_key *conf_key_main(const struct conf_block *block, const struct conf_key *key)
{
	bool is_opposite = key->kind == CONF_KIND_FLAG && !key->flag_value;

	if (!key->is_alias && !is_opposite)
		return key;
	for (size_t i = 0; i < block->n_keys; i++) {
		const struct conf_key *other = &block->keys[i];

		if (other->kind == key->kind && other->offset == key->offset && other->block == key->block &&
		    !other->is_alias && (key->is_alias || other->flag_value))
			return other;
	}
	return key->is_alias ? NULL : key;
}

bool conf_key_default(const struct conf_key *key, int64_t *ret)
{
	if (!key->def)
		return false;
	if (key->kind == CONF_KIND_SPAN)
		return num_parse_decimal(key->def, 6, ret) == NUM_OK;
	return (key->kind == CONF_KIND_UINT || key->kind == CONF_KIND_INT) &&
	       num_parse_int(key->def, ret) == NUM_OK;
}

struct verify {
	void (*complain)(void *ctx, const char *what);
	void                    *ctx;
	size_t                   n_faults;
	const struct conf_block *seen[256];
	size_t                   n_seen;
};

static void fault(struct verify *v, const struct conf_block *block, const struct conf_key *key,
		  const char *what)
{
	char text[256];

	snprintf(text, sizeof(text), "%s: %s: %s", block->name, key ? key->name : "-", what);
	v->n_faults++;
	v->complain(v->ctx, text);
}

static bool has_range(const struct conf_key *key)
{
	return key->kind == CONF_KIND_UINT || key->kind == CONF_KIND_INT || key->kind == CONF_KIND_SPAN;
}

static bool is_container(const struct conf_key *key)
{
	return key->kind == CONF_KIND_BLOCK || key->kind == CONF_KIND_SINGLE || key->kind == CONF_KIND_LINES;
}

static bool has_word(const struct conf_key *key, int64_t value)
{
	for (const struct conf_word_value *w = key->words; w && w->word; w++)
		if (w->value == value)
			return true;
	return false;
}

/* What is done about values that are bad, missing, too long or given twice. */
static void verify_policies(struct verify *v, const struct conf_block *block, const struct conf_key *key)
{
	bool is_list = key->kind == CONF_KIND_LINES || key->kind == CONF_KIND_WORDS;

	if (key->kind == CONF_KIND_CUSTOM)
		return; /* its functions know */
	if (has_range(key) && key->bad == CONF_BAD_USE &&
	    (key->bad_value < key->min || key->bad_value > key->max) && !(key->zero_is_good && !key->bad_value))
		fault(v, block, key, "the value for bad input is out of range itself");
	if (key->kind == CONF_KIND_WORD && key->words && key->bad == CONF_BAD_USE &&
	    !has_word(key, key->bad_value))
		fault(v, block, key, "the value for bad input is no word of the set");
	if (key->bad == CONF_BAD_CLAMP && !has_range(key))
		fault(v, block, key, "nothing to clamp to");
	if (key->bad == CONF_BAD_USE && !has_range(key) && key->kind != CONF_KIND_WORD)
		fault(v, block, key, "bad input has no value that could be used");
	if (key->absent && key->kind != CONF_KIND_BOOL && key->kind != CONF_KIND_STRING &&
	    key->kind != CONF_KIND_SCRIPT && key->kind != CONF_KIND_UINT && key->kind != CONF_KIND_INT)
		fault(v, block, key, "a value of this kind cannot be left out");
	if (key->kind == CONF_KIND_STRING && key->max_length && !key->too_long)
		fault(v, block, key, "no complaint about a text that is too long");
	if (is_list && key->repeat == CONF_FIRST_WINS && !key->repeated)
		fault(v, block, key, "no complaint about a second list");
	if (key->kind == CONF_KIND_OPAQUE && !key->complaint)
		fault(v, block, key, "nothing to say about a block that is not read");
}

static void verify_block(struct verify *v, const struct conf_block *block);

static void verify_key(struct verify *v, const struct conf_block *block, size_t i)
{
	const struct conf_key *key = &block->keys[i];

	if (!key->name) {
		fault(v, block, NULL, "a row without a name");
		return;
	}
	for (size_t k = 0; k < i; k++)
		if (block->keys[k].name && strcmp(block->keys[k].name, key->name) == 0)
			fault(v, block, key, "name used twice");
	if (key->kind != CONF_KIND_OPAQUE && (!key->owner || strcmp(key->owner, block->owner) != 0))
		fault(v, block, key, "fills another struct than its block");
	if (key->kind != CONF_KIND_OPAQUE && key->offset >= block->size)
		fault(v, block, key, "lies outside of the struct");
	if (!key->help || !*key->help)
		fault(v, block, key, "no help");
	if (has_range(key) && key->min > key->max)
		fault(v, block, key, "empty range");
	if (has_range(key) && !key->min && !key->max)
		fault(v, block, key, "no range");
	verify_policies(v, block, key);
	if (key->kind == CONF_KIND_UINT && (key->min < 0 || key->max > UINT32_MAX))
		fault(v, block, key, "range does not fit the member");
	if (key->kind == CONF_KIND_INT && (key->min < INT32_MIN || key->max > INT32_MAX))
		fault(v, block, key, "range does not fit the member");
	if (key->kind == CONF_KIND_WORD && !key->words)
		fault(v, block, key, "no words");
	if (key->kind == CONF_KIND_CUSTOM && (!key->custom || !key->custom->parse || !key->custom->format))
		fault(v, block, key, "no functions");
	if (is_container(key) && !key->block)
		fault(v, block, key, "no block");
	if (key->kind == CONF_KIND_LINES && key->block && !key->block->is_line)
		fault(v, block, key, "its block is no line");
	if (is_container(key) && key->block)
		verify_block(v, key->block);
}

static void verify_block(struct verify *v, const struct conf_block *block)
{
	for (size_t i = 0; i < v->n_seen; i++)
		if (v->seen[i] == block)
			return;
	if (v->n_seen == ARRAY_SIZE(v->seen)) {
		fault(v, block, NULL, "too many blocks to verify");
		return;
	}
	v->seen[v->n_seen++] = block;

	if (!block->name || !block->owner || block->size < sizeof(struct conf_head))
		fault(v, block, NULL, "no name, no owner or no room for a head");
	if (block->is_list && (block->n_keys != 1 || block->keys[0].kind != CONF_KIND_LINES))
		fault(v, block, NULL, "its content has no single row of lines");
	for (size_t i = 0; i < block->n_keys; i++)
		verify_key(v, block, i);
}

size_t schema_verify(const struct conf_block *root, void (*complain)(void *ctx, const char *what), void *ctx)
{
	struct verify v = { .complain = complain, .ctx = ctx };

	verify_block(&v, root);
	return v.n_faults;
}
