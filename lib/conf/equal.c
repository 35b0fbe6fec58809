/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/conf/equal.h"

#include <string.h>

#include "lib/text/sbuf.h"

static bool equal_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* The text and the names of user and group are how it was written; what is run is all the rest. */
bool conf_equal_script(const struct conf_script *a, const struct conf_script *b)
{
	if (a->argc != b->argc || !equal_text(a->path, b->path) || a->uid != b->uid || a->gid != b->gid ||
	    a->has_all_groups != b->has_all_groups || a->is_file_test != b->is_file_test ||
	    a->needs_shell != b->needs_shell)
		return false;
	for (uint32_t i = 0; i < a->argc; i++)
		if (strcmp(a->argv[i], b->argv[i]) != 0)
			return false;
	return true;
}

bool conf_equal_secret(const struct conf_secret *a, const struct conf_secret *b)
{
	return a->length == b->length && memcmp(a->digest, b->digest, sizeof(a->digest)) == 0;
}

static bool equal_custom(const struct conf_key *key, const void *a, const void *b)
{
	struct sbuf first;
	struct sbuf second;
	bool        is_equal;

	if (key->custom->equal)
		return key->custom->equal(key, a, b);
	sbuf_init(&first);
	sbuf_init(&second);
	key->custom->format(key, a, &first);
	key->custom->format(key, b, &second);
	is_equal = strcmp(sbuf_text(&first), sbuf_text(&second)) == 0;
	sbuf_release(&first);
	sbuf_release(&second);
	return is_equal;
}

static bool equal_entry(const struct conf_key *key, const struct conf_head *a, const struct conf_head *b)
{
	return key->kind == CONF_KIND_WORDS ? strcmp(a->name, b->name) == 0 : conf_equal_object(key->block, a, b);
}

static bool equal_list(const struct conf_key *key, const void *a, const void *b)
{
	const struct conf_list_any *other = conf_field_const(key, b);
	const struct conf_head     *second = conf_entry_of(key, other->first);

	conf_each_entry(first, key, a) {
		if (!second || !equal_entry(key, first, second))
			return false;
		second = conf_entry_of(key, second->next);
	}
	return !second;
}

bool conf_equal_member(const struct conf_key *key, const void *a, const void *b)
{
	const void *first = conf_field_const(key, a);
	const void *second = conf_field_const(key, b);

	switch (key->kind) {
	case CONF_KIND_FLAG:
	case CONF_KIND_BOOL:
		return *(const bool *)first == *(const bool *)second;
	case CONF_KIND_UINT:
		return *(const uint32_t *)first == *(const uint32_t *)second;
	case CONF_KIND_INT:
		return *(const int32_t *)first == *(const int32_t *)second;
	case CONF_KIND_SPAN:
		return ((const struct span *)first)->us == ((const struct span *)second)->us;
	case CONF_KIND_STRING:
		return equal_text(*(const char *const *)first, *(const char *const *)second);
	case CONF_KIND_ADDR:
		return addr_equal(first, second);
	case CONF_KIND_PREFIX:
		return prefix_equal(first, second);
	case CONF_KIND_WORD:
		return *(const uint8_t *)first == *(const uint8_t *)second;
	case CONF_KIND_SCRIPT:
		return conf_equal_script(first, second);
	case CONF_KIND_CUSTOM:
		return equal_custom(key, a, b);
	case CONF_KIND_SINGLE:
		return conf_equal_object(key->block, first, second);
	case CONF_KIND_BLOCK:
	case CONF_KIND_LINES:
	case CONF_KIND_WORDS:
		return equal_list(key, a, b);
	case CONF_KIND_OPAQUE:
		return true;
	}
	return true;
}

bool conf_equal_object(const struct conf_block *block, const void *a, const void *b)
{
	if (!equal_text(((const struct conf_head *)a)->name, ((const struct conf_head *)b)->name))
		return false;
	for (size_t i = 0; i < block->n_keys; i++)
		if (!block->keys[i].is_alias && !conf_equal_member(&block->keys[i], a, b))
			return false;
	return true;
}

/* FNV-1a over words. */

#define HASH_START UINT64_C(0xcbf29ce484222325)

static uint64_t mix(uint64_t hash, uint64_t value)
{
	return (hash ^ value) * UINT64_C(0x100000001b3);
}

static uint64_t mix_bytes(uint64_t hash, const void *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		hash = mix(hash, ((const unsigned char *)bytes)[i]);
	return hash;
}

static uint64_t mix_text(uint64_t hash, const char *text)
{
	return text ? mix_bytes(hash, text, strlen(text) + 1) : mix(hash, 1);
}

static uint64_t mix_object(uint64_t hash, const struct conf_block *block, const void *object);

static uint64_t mix_list(uint64_t hash, const struct conf_key *key, const void *object)
{
	conf_each_entry(h, key, object)
		hash = key->kind == CONF_KIND_WORDS ? mix_text(hash, h->name) : mix_object(hash, key->block, h);
	return mix(hash, 2);
}

/* Whoever compares in a way of his own says nothing of what is the same in equal values. */
static uint64_t mix_custom(uint64_t hash, const struct conf_key *key, const void *object)
{
	struct sbuf text;

	if (key->custom->equal)
		return hash;
	sbuf_init(&text);
	key->custom->format(key, object, &text);
	hash = mix_text(hash, sbuf_text(&text));
	sbuf_release(&text);
	return hash;
}

static uint64_t mix_script(uint64_t hash, const struct conf_script *script)
{
	for (uint32_t i = 0; i < script->argc; i++)
		hash = mix_text(hash, script->argv[i]);
	return mix(mix(hash, script->argc), script->uid);
}

static uint64_t mix_addr(uint64_t hash, const struct addr *addr)
{
	return mix_bytes(mix(hash, addr->family), addr->bytes, addr_bits(addr) / 8);
}

static uint64_t mix_member(uint64_t hash, const struct conf_key *key, const void *object)
{
	const void *field = conf_field_const(key, object);

	switch (key->kind) {
	case CONF_KIND_FLAG:
	case CONF_KIND_BOOL:
		return mix(hash, *(const bool *)field);
	case CONF_KIND_UINT:
		return mix(hash, *(const uint32_t *)field);
	case CONF_KIND_INT:
		return mix(hash, (uint64_t)(*(const int32_t *)field));
	case CONF_KIND_SPAN:
		return mix(hash, (uint64_t)((const struct span *)field)->us);
	case CONF_KIND_STRING:
		return mix_text(hash, *(const char *const *)field);
	case CONF_KIND_ADDR:
		return mix_addr(hash, field);
	case CONF_KIND_PREFIX:
		return mix(mix_addr(hash, &((const struct prefix *)field)->addr), ((const struct prefix *)field)->len);
	case CONF_KIND_WORD:
		return mix(hash, *(const uint8_t *)field);
	case CONF_KIND_SCRIPT:
		return mix_script(hash, field);
	case CONF_KIND_CUSTOM:
		return mix_custom(hash, key, object);
	case CONF_KIND_SINGLE:
		return mix_object(hash, key->block, field);
	case CONF_KIND_BLOCK:
	case CONF_KIND_LINES:
	case CONF_KIND_WORDS:
		return mix_list(hash, key, object);
	case CONF_KIND_OPAQUE:
		return hash;
	}
	return hash;
}

static uint64_t mix_object(uint64_t hash, const struct conf_block *block, const void *object)
{
	hash = mix_text(hash, ((const struct conf_head *)object)->name);
	for (size_t i = 0; i < block->n_keys; i++)
		if (!block->keys[i].is_alias)
			hash = mix_member(hash, &block->keys[i], object);
	return hash;
}

/* The high bits come down to where a table looks. */
static uint64_t finish(uint64_t hash)
{
	return hash ^ hash >> 32;
}

uint64_t conf_hash_object(const struct conf_block *block, const void *object)
{
	return finish(mix_object(HASH_START, block, object));
}

uint64_t conf_hash_text(const char *text)
{
	return finish(mix_text(HASH_START, text));
}
