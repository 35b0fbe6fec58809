/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Comparing lists: whatever is done to them at random, what is reported is what a slow and simple model
 * finds; and the time taken does not grow with the square.
 *
 * The rows of the daemon are compared in test_compare_rows.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/conf/bind.h"
#include "lib/conf/compare.h"
#include "lib/text/sbuf.h"

struct entry { /* a line */
	struct conf_head head;
	uint32_t         number;
	const char      *word;
};

struct thing {
	struct conf_head        head;
	uint32_t                value;
	CONF_LIST(struct entry) entries;
};

struct root {
	struct conf_head            head;
	CONF_LIST(struct thing)     named;
	CONF_LIST(struct thing)     loose;     /* without a name: the same by their values */
	CONF_LIST(struct thing)     identified; /* the same if their values are */
	CONF_LIST(struct entry)     set;
	CONF_LIST(struct entry)     sequence;
	CONF_LIST(struct conf_name) words;
};

static const struct conf_key entry_keys[] = {
	{ .name = "number", CONF_UINT(struct entry, number), .max = 9, .is_positional = true },
	{ .name = "word", CONF_STRING(struct entry, word) },
};

static const struct conf_block entry_line = {
	.name = "entry",
	CONF_BLOCK_OF(struct entry, entry_keys),
	.is_line = true,
};

static const struct conf_key thing_keys[] = {
	{ .name = "value", CONF_UINT(struct thing, value), .max = 9, .reload = CONF_START },
	{ .name = "entries", CONF_LINES(struct thing, entries, struct entry, &entry_line) },
};

static void identify(const void *object, struct sbuf *out)
{
	sbuf_addf(out, "%" PRIu32, ((const struct thing *)object)->value);
}

static const struct conf_block named_block = {
	.name = "named",
	CONF_BLOCK_OF(struct thing, thing_keys),
	.naming = CONF_NAMED,
};

static const struct conf_block loose_block = {
	.name = "loose",
	CONF_BLOCK_OF(struct thing, thing_keys),
};

static const struct conf_block identified_block = {
	.name = "identified",
	CONF_BLOCK_OF(struct thing, thing_keys),
	.identity = identify,
};

static const struct conf_key root_keys[] = {
	{ .name = "named", CONF_BLOCKS(struct root, named, struct thing, &named_block) },
	{ .name = "loose", CONF_BLOCKS(struct root, loose, struct thing, &loose_block) },
	{ .name = "identified", CONF_BLOCKS(struct root, identified, struct thing, &identified_block),
	  .reload = CONF_FIXED },
	{ .name = "set", CONF_LINES(struct root, set, struct entry, &entry_line) },
	{ .name = "sequence", CONF_LINES(struct root, sequence, struct entry, &entry_line), .is_ordered = true },
	{ .name = "words", CONF_WORDS(struct root, words), .is_ordered = true },
};

static const struct conf_block root_block = { .name = "root", CONF_BLOCK_OF(struct root, root_keys) };

/* Building */

static void give(struct arena *arena, struct conf_head *head, size_t offset)
{
	struct conf_origin *origin = arena_new(arena, struct conf_origin);

	*origin = (struct conf_origin){ .next = head->origins, .offset = (uint32_t)offset };
	head->origins = origin;
}

static struct entry *add_entry(struct arena *arena, void *list, uint32_t number)
{
	struct entry *e = arena_new(arena, struct entry);

	e->number = number;
	give(arena, &e->head, offsetof(struct entry, number));
	conf_list_append(list, &e->head);
	return e;
}

static struct thing *add_thing(struct arena *arena, void *list, const char *name, uint32_t value)
{
	struct thing *t = arena_new(arena, struct thing);

	t->head.name = name;
	t->value = value;
	give(arena, &t->head, offsetof(struct thing, value));
	conf_list_append(list, &t->head);
	return t;
}

static void add_word(struct arena *arena, struct root *r, uint32_t number)
{
	struct conf_name *name = arena_new(arena, struct conf_name);

	name->head.name = arena_printf(arena, "w%" PRIu32, number);
	conf_append(&r->words, name);
}

static const char *compared(struct arena *arena, const struct root *old, const struct root *new)
{
	struct conf_changes changes = conf_compare(&root_block, old, new, arena);
	struct sbuf         text;
	const char         *copy;

	sbuf_init(&text);
	conf_changes_format(&changes, &text);
	copy = arena_strdup(arena, sbuf_text(&text));
	sbuf_release(&text);
	return copy;
}

/* One thing after the other */

static void test_lists(void **state)
{
	struct arena arena;
	struct root  old = { 0 };
	struct root  new = { 0 };

	(void)state;
	arena_init(&arena);
	add_entry(&arena, &add_thing(&arena, &old.named, "a", 1)->entries, 5);
	add_entry(&arena, &add_thing(&arena, &new.named, "a", 2)->entries, 6);
	add_thing(&arena, &old.loose, NULL, 1)->head.line = 7;
	add_thing(&arena, &new.loose, NULL, 2)->head.line = 8;
	add_thing(&arena, &old.identified, NULL, 3);
	add_entry(&arena, &add_thing(&arena, &new.identified, NULL, 3)->entries, 4);
	assert_string_equal(compared(&arena, &old, &new),
			    "named a: value 1 -> 2 (at the next start)\n"
			    "named a: entries 5 removed (live)\n"
			    "named a: entries 6 added (live)\n"
			    "loose of line 7 removed (live)\n"
			    "loose of line 8 added (live)\n"
			    "identified 3: entries 4 added (fixed)\n");
	arena_release(&arena);
}

/* What the user did not write, or wrote alike, follows from something else. */
static void test_derived(void **state)
{
	struct arena arena;
	struct root  old = { 0 };
	struct root  new = { 0 };

	(void)state;
	arena_init(&arena);
	add_thing(&arena, &old.named, "a", 1)->head.origins = NULL;
	add_thing(&arena, &new.named, "a", 2)->head.origins = NULL;
	add_thing(&arena, &old.named, "b", 1)->head.origins = NULL;
	add_thing(&arena, &new.named, "b", 2);
	add_thing(&arena, &old.loose, NULL, 5);
	add_entry(&arena, &add_thing(&arena, &old.loose, NULL, 6)->entries, 1)->word = "x";
	add_entry(&arena, &add_thing(&arena, &new.loose, NULL, 6)->entries, 1)->word = "y";
	add_entry(&arena, &old.set, 3);
	add_entry(&arena, &old.set, 3)->word = "x";
	add_entry(&arena, &new.set, 3)->word = "y";
	assert_string_equal(compared(&arena, &old, &new),
			    "named a: value 1 -> 2 (at the next start, derived)\n"
			    "named b: value 1 -> 2 (at the next start)\n"
			    "loose of line 0 removed (live)\n"
			    "loose of line 0 removed (live, derived)\n"
			    "loose of line 0 added (live, derived)\n"
			    "set 3 removed (live, derived)\n"
			    "set 3 removed (live)\n"
			    "set 3 added (live, derived)\n");
	arena_release(&arena);
}

/* Several that are the same: the first is the first, the second the second. */
static void test_same_identity(void **state)
{
	struct arena arena;
	struct root  old = { 0 };
	struct root  new = { 0 };

	(void)state;
	arena_init(&arena);
	add_thing(&arena, &old.identified, NULL, 1);
	add_thing(&arena, &old.identified, NULL, 2);
	add_entry(&arena, &add_thing(&arena, &old.identified, NULL, 1)->entries, 1);
	add_thing(&arena, &new.identified, NULL, 2);
	add_thing(&arena, &new.identified, NULL, 1);
	add_entry(&arena, &add_thing(&arena, &new.identified, NULL, 1)->entries, 1);
	assert_string_equal(compared(&arena, &old, &new), "");
	arena_release(&arena);
}

static void test_nested_lists_count(void **state)
{
	struct arena arena;
	struct root  old = { 0 };
	struct root  new = { 0 };

	(void)state;
	arena_init(&arena);
	add_entry(&arena, &add_thing(&arena, &old.loose, NULL, 1)->entries, 1)->word = "a";
	add_entry(&arena, &add_thing(&arena, &new.loose, NULL, 1)->entries, 1)->word = "b";
	assert_string_equal(compared(&arena, &old, &new), "loose of line 0 removed (live, derived)\nloose of line 0 added (live, derived)\n");
	assert_string_equal(compared(&arena, &old, &old), "");
	arena_release(&arena);
}

/* At random */

#define MOST 12

struct numbers {
	uint32_t at[MOST];
	size_t   n;
};

static struct numbers random_numbers(unsigned *seed)
{
	struct numbers list = { .n = (size_t)rand_r(seed) % MOST };

	for (size_t i = 0; i < list.n; i++)
		list.at[i] = (uint32_t)rand_r(seed) % 6;
	return list;
}

static size_t count(const struct numbers *list, size_t before, uint32_t number)
{
	size_t n = 0;

	for (size_t i = 0; i < before; i++)
		n += list->at[i] == number;
	return n;
}

/* The entries of @list that @other has as well, in their order. */
static struct numbers common(const struct numbers *list, const struct numbers *other)
{
	struct numbers both = { 0 };

	for (size_t i = 0; i < list->n; i++)
		if (count(list, i, list->at[i]) < count(other, other->n, list->at[i]))
			both.at[both.n++] = list->at[i];
	return both;
}

struct tally {
	size_t n_added;
	size_t n_removed;
	size_t n_reordered;
};

static struct tally expected(const struct numbers *old, const struct numbers *new, bool is_ordered)
{
	struct numbers from = common(old, new);
	struct numbers to = common(new, old);

	assert_int_equal(from.n, to.n);
	return (struct tally){
		.n_added = new->n - to.n,
		.n_removed = old->n - from.n,
		.n_reordered = is_ordered && memcmp(from.at, to.at, from.n * sizeof(from.at[0])) != 0,
	};
}

static struct tally counted(const struct conf_changes *changes, const char *row)
{
	struct tally t = { 0 };

	for (size_t i = 0; i < changes->n; i++) {
		if (strcmp(changes->at[i].key->name, row) != 0)
			continue;
		t.n_added += changes->at[i].kind == CONF_ADDED;
		t.n_removed += changes->at[i].kind == CONF_REMOVED;
		t.n_reordered += changes->at[i].kind == CONF_REORDERED;
	}
	return t;
}

static void assert_tally(unsigned seed, const char *row, struct tally is, struct tally should)
{
	if (memcmp(&is, &should, sizeof(is)) != 0)
		fail_msg("seed %u, %s: %zu added, %zu removed, %zu reordered; not %zu, %zu, %zu", seed, row, is.n_added,
			 is.n_removed, is.n_reordered, should.n_added, should.n_removed, should.n_reordered);
}

static void fill(struct arena *arena, struct root *r, const struct numbers *list)
{
	for (size_t i = 0; i < list->n; i++) {
		add_thing(arena, &r->loose, NULL, list->at[i]);
		add_thing(arena, &r->identified, NULL, list->at[i]);
		add_entry(arena, &r->set, list->at[i]);
		add_entry(arena, &r->sequence, list->at[i]);
		add_word(arena, r, list->at[i]);
	}
}

static void test_random_lists(void **state)
{
	static const struct {
		const char *name;
		bool        is_ordered;
	} lists[] = { { "loose", false }, { "identified", false }, { "set", false }, { "sequence", true },
		      { "words", true } };

	(void)state;
	for (unsigned seed = 1; seed <= 3000; seed++) {
		unsigned            random = seed;
		struct numbers      before = random_numbers(&random);
		struct numbers      after = random_numbers(&random);
		struct root         old = { 0 };
		struct root         new = { 0 };
		struct arena        arena;
		struct conf_changes changes;

		arena_init(&arena);
		fill(&arena, &old, &before);
		fill(&arena, &new, &after);
		changes = conf_compare(&root_block, &old, &new, &arena);
		for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
			assert_tally(seed, lists[i].name, counted(&changes, lists[i].name),
				     expected(&before, &after, lists[i].is_ordered));
		arena_release(&arena);
	}
}

/* Named objects: a random half is changed, some go, some come, and their order is another one. */
static void test_random_objects(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= 500; seed++) {
		unsigned            random = seed;
		struct root         old = { 0 };
		struct root         new = { 0 };
		struct arena        arena;
		struct conf_changes changes;
		size_t              n_changed = 0;
		size_t              n_removed = 0;
		size_t              n_added = (size_t)rand_r(&random) % 5;
		size_t              n_as_changed = 0;
		struct tally        t;

		arena_init(&arena);
		for (uint32_t i = 0; i < 30; i++) {
			const char *name = arena_printf(&arena, "object %u", i);
			unsigned    fate = (unsigned)rand_r(&random) % 4;

			add_thing(&arena, &old.named, name, i);
			n_changed += fate == 1;
			n_removed += fate == 0;
			if (fate)
				add_thing(&arena, &new.named, name, fate == 1 ? i + 100 : i);
			/* The first becomes the last. */
			if (new.named.n > 1 && rand_r(&random) % 2) {
				struct conf_head *first = &new.named.first->head;

				conf_list_remove((struct conf_list_any *)&new.named, first);
				first->next = first->previous = NULL;
				conf_list_append((struct conf_list_any *)&new.named, first);
			}
		}
		for (uint32_t i = 0; i < n_added; i++)
			add_thing(&arena, &new.named, arena_printf(&arena, "new %u", i), 0);

		changes = conf_compare(&root_block, &old, &new, &arena);
		t = counted(&changes, "named");
		assert_tally(seed, "named", t, (struct tally){ n_added, n_removed, 0 });
		for (size_t i = 0; i < changes.n; i++) {
			const struct conf_change *c = &changes.at[i];

			if (c->kind != CONF_CHANGED)
				continue;
			n_as_changed++;
			assert_string_equal(c->key->name, "value");
			assert_string_equal(((const struct conf_head *)c->old)->name,
					    ((const struct conf_head *)c->new)->name);
			assert_ptr_equal(c->in->old, c->old);
			assert_ptr_equal(c->in->new, c->new);
			assert_int_equal(c->reload, CONF_START);
		}
		assert_int_equal(n_as_changed, n_changed);
		assert_int_equal(changes.worst, n_changed ? CONF_START : CONF_LIVE);
		arena_release(&arena);
	}
}

/* In time */

static void fill_in_order(struct arena *arena, struct root *r, uint32_t n, bool is_reversed)
{
	for (uint32_t i = 0; i < n; i++) {
		uint32_t number = is_reversed ? n - 1 - i : i;

		add_entry(arena, &add_thing(arena, &r->named, arena_printf(arena, "object %u", number), number)->entries,
			  number);
		add_thing(arena, &r->loose, NULL, number);
		add_thing(arena, &r->identified, NULL, number);
		add_entry(arena, &r->set, number);
		add_entry(arena, &r->sequence, 7); /* all of them alike */
		add_word(arena, r, number);
	}
}

/* The least of three: what disturbs only adds. */
static double time_of(uint32_t n)
{
	struct arena arena;
	struct root  old = { 0 };
	struct root  new = { 0 };
	double       least = 1e9;

	arena_init(&arena);
	fill_in_order(&arena, &old, n, false);
	fill_in_order(&arena, &new, n, true);
	for (unsigned i = 0; i < 3; i++) {
		clock_t             start = clock();
		struct conf_changes changes = conf_compare(&root_block, &old, &new, &arena);
		double              seconds = (double)(clock() - start) / CLOCKS_PER_SEC;

		assert_int_equal(changes.n, 1); /* the order of the words */
		assert_int_equal(changes.at[0].kind, CONF_REORDERED);
		least = seconds < least ? seconds : least;
	}
	arena_release(&arena);
	return least;
}

static void test_time(void **state)
{
	double few = time_of(2500);
	double many = time_of(20000);

	(void)state;
	print_message("# 2500 of each: %.1f ms, 20000: %.1f ms\n", few * 1e3, many * 1e3);
	/* Eight times as many: 8 if it grows as they do, 64 if with their square. */
	assert_true(many < 25 * few);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_derived),
		cmocka_unit_test(test_same_identity),
		cmocka_unit_test(test_nested_lists_count),
		cmocka_unit_test(test_random_lists),
		cmocka_unit_test(test_random_objects),
		cmocka_unit_test(test_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
