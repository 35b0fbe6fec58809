/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/conf/compare.h"

#include <string.h>

#include "lib/base/vec.h"
#include "lib/conf/dump.h"
#include "lib/conf/equal.h"
#include "lib/text/sbuf.h"

struct compare {
	struct arena           *arena;
	struct arena            scratch;
	VEC(struct conf_change) found;
	enum conf_reload        worst;
	struct sbuf             texts[2];
};

/* Two objects that are the same one, while their members are looked at. */
struct pair {
	struct pair           *up;  /* NULL: the roots */
	const struct conf_key *key; /* the row that they belong to */
	const void            *old;
	const void            *new;
	enum conf_reload       reload; /* the strictest of the rows down to here */
	const struct conf_way *way;    /* in the arena, once something below has changed */
};

static const struct conf_way *way_to(struct compare *c, struct pair *pair)
{
	struct conf_way *way;

	if (!pair->key)
		return NULL;
	if (!pair->way) {
		way = arena_new(c->arena, struct conf_way);
		*way = (struct conf_way){
			.up = way_to(c, pair->up),
			.key = pair->key,
			.old = pair->old,
			.new = pair->new,
		};
		pair->way = way;
	}
	return pair->way;
}

static void report(struct compare *c, struct pair *in, struct conf_change change)
{
	change.in = way_to(c, in);
	change.reload = MAX(in->reload, change.key->reload);
	c->worst = MAX(c->worst, change.reload);
	vec_push(&c->found, change);
}

/* Values */

/* The user wrote the same in both. */
static bool is_written_alike(struct compare *c, const struct conf_key *key, const void *old, const void *new)
{
	if (key->is_secret)
		return false;
	sbuf_clear(&c->texts[0]);
	sbuf_clear(&c->texts[1]);
	conf_dump_value(key, old, &c->texts[0]);
	conf_dump_value(key, new, &c->texts[1]);
	return strcmp(sbuf_text(&c->texts[0]), sbuf_text(&c->texts[1])) == 0;
}

static bool is_derived(struct compare *c, const struct conf_key *key, const void *old, const void *new)
{
	bool was_given = conf_origin_find(old, key->offset) != NULL;
	bool is_given = conf_origin_find(new, key->offset) != NULL;

	return was_given == is_given && (!is_given || is_written_alike(c, key, old, new));
}

/* Several rows may set one member; the first that has changed speaks for it. */
static bool is_told_before(const struct conf_block *block, const struct conf_key *key, const void *old,
			   const void *new)
{
	for (const struct conf_key *k = block->keys; k < key; k++)
		if (k->offset == key->offset && !k->is_alias && !conf_equal_member(k, old, new))
			return true;
	return false;
}

static void compare_value(struct compare *c, const struct conf_block *block, const struct conf_key *key,
			  struct pair *in)
{
	if (conf_equal_member(key, in->old, in->new) || is_told_before(block, key, in->old, in->new))
		return;
	report(c, in, (struct conf_change){
		.kind = CONF_CHANGED,
		.key = key,
		.old = in->old,
		.new = in->new,
		.is_derived = is_derived(c, key, in->old, in->new),
	});
}

/* Lists */

static void compare_block(struct compare *c, const struct conf_block *block, struct pair *in);

static bool is_matched_by_value(const struct conf_key *key)
{
	return key->kind != CONF_KIND_WORDS && !key->block->identity && key->block->naming == CONF_UNNAMED;
}

/* What makes @object the same one; @keep is for texts that have to be made. */
static const char *identity_of(const struct conf_key *key, const struct conf_head *object, struct sbuf *keep)
{
	if (key->kind == CONF_KIND_WORDS || !key->block->identity)
		return object->name;
	sbuf_clear(keep);
	key->block->identity(object, keep);
	return sbuf_text(keep);
}

static bool is_same(struct compare *c, const struct conf_key *key, const struct conf_head *old,
		    const struct conf_head *new)
{
	if (is_matched_by_value(key))
		return conf_equal_object(key->block, old, new);
	return strcmp(identity_of(key, old, &c->texts[0]), identity_of(key, new, &c->texts[1])) == 0;
}

static void compare_same(struct compare *c, const struct conf_key *key, const struct conf_head *old,
			 const struct conf_head *new, struct pair *in)
{
	struct pair pair = {
		.up = in,
		.key = key,
		.old = old,
		.new = new,
		.reload = MAX(in->reload, key->reload),
	};

	if (key->kind != CONF_KIND_WORDS && !is_matched_by_value(key))
		compare_block(c, key->block, &pair);
}

struct entry {
	const struct conf_head *object;
	const char             *text; /* equal in the same ones; NULL: all members are */
	uint64_t                hash;
	struct entry           *next; /* of the same bucket */
	struct entry           *partner;
	bool                    is_rewritten; /* the partner is written alike and yet another one */
};

struct entries {
	struct entry *at;
	size_t        n;
};

static struct entries collect(struct compare *c, const struct conf_key *key, const struct conf_head *first)
{
	struct entries list = { 0 };

	for (const struct conf_head *h = first; h; h = conf_entry_of(key, h->next))
		list.n++;
	list.at = arena_alloc(&c->scratch, list.n * sizeof(*list.at));
	for (size_t i = 0; i < list.n; i++, first = conf_entry_of(key, first->next))
		list.at[i].object = first;
	return list;
}

static void identify(struct compare *c, const struct conf_key *key, struct entries list)
{
	for (size_t i = 0; i < list.n; i++) {
		struct entry *e = &list.at[i];

		if (is_matched_by_value(key)) {
			e->hash = conf_hash_object(key->block, e->object);
		} else {
			e->text = arena_strdup(&c->scratch, identity_of(key, e->object, &c->texts[0]));
			e->hash = conf_hash_text(e->text);
		}
	}
}

/* Entries that found no partner are identified by what the user wrote. */
static void identify_by_text(struct compare *c, const struct conf_key *key, struct entries list)
{
	for (size_t i = 0; i < list.n; i++) {
		struct entry *e = &list.at[i];

		if (e->partner)
			continue;
		sbuf_clear(&c->texts[0]);
		conf_dump_object(key, e->object, &c->texts[0]);
		e->text = arena_strdup(&c->scratch, sbuf_text(&c->texts[0]));
		e->hash = conf_hash_text(e->text);
	}
}

static bool is_same_entry(const struct conf_key *key, const struct entry *a, const struct entry *b)
{
	if (a->hash != b->hash)
		return false;
	return a->text ? strcmp(a->text, b->text) == 0 : conf_equal_object(key->block, a->object, b->object);
}

/* Each old entry without a partner gets the first new one that is the same and has none. */
static void pair_up(struct compare *c, const struct conf_key *key, struct entries old, struct entries new,
		    bool is_rewritten)
{
	size_t         n_buckets = 1;
	struct entry **buckets;

	while (n_buckets < new.n)
		n_buckets *= 2;
	buckets = arena_alloc(&c->scratch, n_buckets * sizeof(struct entry *));
	for (size_t i = new.n; i-- > 0;) {
		struct entry **bucket = &buckets[new.at[i].hash & (n_buckets - 1)];

		if (new.at[i].partner)
			continue;
		new.at[i].next = *bucket;
		*bucket = &new.at[i];
	}
	for (size_t i = 0; i < old.n; i++) {
		struct entry  *e = &old.at[i];
		struct entry **at = &buckets[e->hash & (n_buckets - 1)];

		if (e->partner)
			continue;
		while (*at && !is_same_entry(key, e, *at))
			at = &(*at)->next;
		if (!*at)
			continue;
		e->partner = *at;
		e->partner->partner = e;
		e->is_rewritten = e->partner->is_rewritten = is_rewritten;
		*at = (*at)->next;
	}
}

static bool is_reordered(struct entries old)
{
	const struct entry *last = NULL;

	for (size_t i = 0; i < old.n; i++) {
		if (!old.at[i].partner || old.at[i].is_rewritten)
			continue;
		if (last && old.at[i].partner < last)
			return true;
		last = old.at[i].partner;
	}
	return false;
}

static void report_entries(struct compare *c, const struct conf_key *key, struct entries old, struct entries new,
			   struct pair *in)
{
	for (size_t i = 0; i < old.n; i++) {
		const struct entry *e = &old.at[i];

		if (e->partner && !e->is_rewritten)
			compare_same(c, key, e->object, e->partner->object, in);
		else
			report(c, in, (struct conf_change){ .kind = CONF_REMOVED, .key = key, .old = e->object,
							    .is_derived = e->is_rewritten });
	}
	for (size_t i = 0; i < new.n; i++)
		if (!new.at[i].partner || new.at[i].is_rewritten)
			report(c, in, (struct conf_change){ .kind = CONF_ADDED, .key = key, .new = new.at[i].object,
							    .is_derived = new.at[i].is_rewritten });
	if (key->is_ordered && is_reordered(old))
		report(c, in, (struct conf_change){ .kind = CONF_REORDERED, .key = key, .old = in->old,
						    .new = in->new });
}

static const struct conf_head *first_of(const struct conf_key *key, const void *object)
{
	return conf_entry_of(key, ((const struct conf_list_any *)conf_field_const(key, object))->first);
}

static void compare_list(struct compare *c, const struct conf_key *key, struct pair *in)
{
	const struct conf_head *old = first_of(key, in->old);
	const struct conf_head *new = first_of(key, in->new);
	struct entries          old_rest;
	struct entries          new_rest;

	/* Nearly always that is everything. */
	while (old && new && is_same(c, key, old, new)) {
		compare_same(c, key, old, new, in);
		old = conf_entry_of(key, old->next);
		new = conf_entry_of(key, new->next);
	}
	if (!old && !new)
		return;

	old_rest = collect(c, key, old);
	new_rest = collect(c, key, new);
	identify(c, key, old_rest);
	identify(c, key, new_rest);
	pair_up(c, key, old_rest, new_rest, false);
	if (is_matched_by_value(key)) {
		identify_by_text(c, key, old_rest);
		identify_by_text(c, key, new_rest);
		pair_up(c, key, old_rest, new_rest, true);
	}
	report_entries(c, key, old_rest, new_rest, in);
}

static void compare_single(struct compare *c, const struct conf_key *key, struct pair *in)
{
	struct pair pair = {
		.up = in,
		.key = key,
		.old = conf_field_const(key, in->old),
		.new = conf_field_const(key, in->new),
		.reload = MAX(in->reload, key->reload),
	};

	compare_block(c, key->block, &pair);
}

static void compare_block(struct compare *c, const struct conf_block *block, struct pair *in)
{
	for (const struct conf_key *key = block->keys; key < block->keys + block->n_keys; key++) {
		if (key->is_alias)
			continue;
		switch (key->kind) {
		case CONF_KIND_BLOCK:
		case CONF_KIND_LINES:
		case CONF_KIND_WORDS:
			compare_list(c, key, in);
			break;
		case CONF_KIND_SINGLE:
			compare_single(c, key, in);
			break;
		case CONF_KIND_OPAQUE:
			break;
		default:
			/* Because: all other kinds are one value. */
			compare_value(c, block, key, in);
			break;
		}
	}
}

struct conf_changes conf_compare(const struct conf_block *root, const void *old, const void *new,
				 struct arena *arena)
{
	struct compare      c = { .arena = arena };
	struct pair         roots = { .old = old, .new = new };
	struct conf_changes changes;

	arena_init(&c.scratch);
	sbuf_init(&c.texts[0]);
	sbuf_init(&c.texts[1]);
	compare_block(&c, root, &roots);

	changes = (struct conf_changes){ .n = c.found.n, .worst = c.worst };
	changes.at = arena_memdup(arena, c.found.at, c.found.n * sizeof(*c.found.at));
	vec_release(&c.found);
	sbuf_release(&c.texts[0]);
	sbuf_release(&c.texts[1]);
	arena_release(&c.scratch);
	return changes;
}
