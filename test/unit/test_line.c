/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "lib/base/ka.h"
#include "lib/conf/line.h"

static const struct conf_via via_a = { .what = "$A" };
static const struct conf_via via_b = { .what = "$B" };

static void start(struct conf_line *l, const char *physical)
{
	conf_line_init(l);
	l->physical = l->text = str_of(physical);
	l->file = 3;
	l->number = 7;
}

static void assert_text(const struct conf_line *l, const char *expected)
{
	if (!str_is(l->text, expected))
		fail_msg("'%.*s' instead of '%s'", (int)l->text.len, l->text.at, expected);
}

static void assert_place(const struct conf_line *l, size_t from, size_t len, unsigned column,
			 unsigned length, const struct conf_via *via)
{
	struct conf_place place = conf_line_place(l, from, len);

	assert_int_equal(place.file, 3);
	assert_int_equal(place.line, 7);
	assert_int_equal(place.column, column);
	assert_int_equal(place.length, length);
	assert_ptr_equal(place.via, via);
	assert_ptr_equal(place.text, l->physical.at);
	assert_int_equal(place.text_len, l->physical.len);
}

static void test_untouched(void **state)
{
	struct conf_line l;

	(void)state;
	start(&l, "  priority 100");
	assert_place(&l, 0, 0, 1, 0, NULL);
	assert_place(&l, 2, 8, 3, 8, NULL);
	assert_place(&l, 14, 1, 15, 1, NULL); /* behind the end */
	assert_false(conf_line_is_literal(&l, 2));

	l.via = &via_a;
	assert_place(&l, 2, 8, 3, 8, &via_a);
	conf_line_release(&l);
}

static void test_cut_and_trim_move_the_columns(void **state)
{
	struct conf_line l;

	(void)state;
	start(&l, " \t\v\f\r priority 100 \t");
	conf_line_trim(&l);
	assert_text(&l, "priority 100");
	assert_place(&l, 0, 8, 7, 8, NULL);
	conf_line_cut(&l, 9, 12);
	assert_text(&l, "100");
	assert_place(&l, 0, 3, 16, 3, NULL);
	conf_line_trim(&l);
	assert_text(&l, "100");
	conf_line_cut(&l, 3, 3);
	assert_text(&l, "");
	conf_line_trim(&l);
	assert_text(&l, "");
	conf_line_release(&l);

	start(&l, "   ");
	conf_line_trim(&l);
	assert_text(&l, "");
	conf_line_release(&l);
}

/* "  pri ${A} end" with A=one two */
static void build(struct conf_line *from, struct conf_line *to)
{
	start(from, "  pri ${A} end");
	conf_line_trim(from);
	conf_line_init(to);
	conf_line_begin_like(to, from);
	conf_line_copy(to, from, 0, 4);
	conf_line_insert(to, from, 4, 4, STR("one two"), &via_a, false);
	conf_line_copy(to, from, 8, 4);
	conf_line_finish(to);
}

static void test_inserted_text_stands_where_the_reference_does(void **state)
{
	struct conf_line from;
	struct conf_line l;

	(void)state;
	build(&from, &l);
	assert_text(&l, "pri one two end");
	assert_place(&l, 0, 3, 3, 3, NULL);
	assert_place(&l, 4, 3, 7, 4, &via_a);
	assert_place(&l, 8, 3, 7, 4, &via_a);
	assert_place(&l, 8, 0, 7, 4, &via_a);
	assert_place(&l, 12, 3, 12, 3, NULL);
	assert_place(&l, 15, 1, 15, 1, NULL);
	conf_line_release(&from);
	conf_line_release(&l);
}

static void test_places_that_span_a_reference(void **state)
{
	struct conf_line from;
	struct conf_line l;

	(void)state;
	build(&from, &l);
	assert_place(&l, 0, 15, 3, 12, &via_a); /* from plain to plain */
	assert_place(&l, 2, 4, 5, 6, &via_a);   /* into it */
	assert_place(&l, 9, 6, 7, 8, &via_a);   /* out of it */
	assert_place(&l, 3, 9, 6, 6, &via_a);
	conf_line_release(&from);
	conf_line_release(&l);
}

static void test_cut_through_segments(void **state)
{
	static const struct {
		size_t from, to;
		char text[16];
		unsigned column, length; /* of the first byte left */
	} cases[] = {
		{ 0, 15, "pri one two end", 3, 1 },
		{ 2, 15, "i one two end", 5, 1 },
		{ 4, 15, "one two end", 7, 4 },
		{ 6, 15, "e two end", 7, 4 },
		{ 11, 15, " end", 11, 1 },
		{ 13, 15, "nd", 13, 1 },
		{ 0, 4, "pri ", 3, 1 },
		{ 0, 6, "pri on", 3, 1 },
		{ 5, 7, "ne", 7, 4 },
		{ 15, 15, "", 15, 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct conf_line from;
		struct conf_line l;

		build(&from, &l);
		conf_line_cut(&l, cases[i].from, cases[i].to);
		assert_text(&l, cases[i].text);
		assert_place(&l, 0, 1, cases[i].column, cases[i].length,
			     cases[i].length == 4 ? &via_a : NULL);
		conf_line_release(&from);
		conf_line_release(&l);
	}
}

static void test_insert_into_inserted_text(void **state)
{
	struct conf_line from;
	struct conf_line once;
	struct conf_line twice;

	(void)state;
	build(&from, &once);
	conf_line_init(&twice);
	conf_line_begin_like(&twice, &once);
	conf_line_copy(&twice, &once, 0, 8);
	conf_line_insert(&twice, &once, 8, 3, STR("B"), &via_b, false);
	conf_line_copy(&twice, &once, 11, 4);
	conf_line_finish(&twice);

	assert_text(&twice, "pri one B end");
	assert_place(&twice, 4, 3, 7, 4, &via_a);
	assert_place(&twice, 8, 1, 7, 4, &via_b);
	assert_place(&twice, 4, 5, 7, 4, &via_a);
	assert_place(&twice, 10, 3, 12, 3, NULL);
	conf_line_release(&from);
	conf_line_release(&once);
	conf_line_release(&twice);
}

static void test_escapes_are_literal(void **state)
{
	struct conf_line from;
	struct conf_line l;

	(void)state;
	start(&from, "a\\#b #c");
	conf_line_init(&l);
	conf_line_begin_like(&l, &from);
	conf_line_copy(&l, &from, 0, 1);
	conf_line_insert(&l, &from, 1, 2, STR("#"), NULL, true);
	conf_line_copy(&l, &from, 3, 4);
	conf_line_finish(&l);

	assert_text(&l, "a#b #c");
	assert_false(conf_line_is_literal(&l, 0));
	assert_true(conf_line_is_literal(&l, 1));
	assert_false(conf_line_is_literal(&l, 2));
	assert_false(conf_line_is_literal(&l, 4));
	assert_place(&l, 0, 3, 1, 4, NULL);
	assert_place(&l, 1, 1, 2, 2, NULL);
	assert_place(&l, 2, 1, 4, 1, NULL);
	conf_line_release(&from);
	conf_line_release(&l);
}

static void test_nothing_inserted_or_copied_leaves_no_trace(void **state)
{
	struct conf_line from;
	struct conf_line l;

	(void)state;
	start(&from, "ab");
	conf_line_init(&l);
	conf_line_begin_like(&l, &from);
	conf_line_copy(&l, &from, 0, 0);
	conf_line_insert(&l, &from, 0, 1, STR(""), &via_a, false);
	conf_line_copy(&l, &from, 1, 1);
	conf_line_finish(&l);
	assert_text(&l, "b");
	assert_place(&l, 0, 1, 2, 1, NULL);

	/* A line is built anew in the memory of the old one. */
	conf_line_begin_like(&l, &from);
	conf_line_finish(&l);
	assert_text(&l, "");
	assert_int_equal(l.segs.n, 0);
	conf_line_release(&from);
	conf_line_release(&l);
}

/* Random edits against a model that remembers the origin of each byte. */
struct origin {
	char c;
	unsigned column;
	unsigned length;
	const struct conf_via *via;
};

static void edit(struct conf_line *l, struct origin *model, size_t *n)
{
	struct conf_line to;
	struct origin out[64];
	size_t at = *n ? (size_t)rand() % *n : 0;
	size_t len = *n > at ? 1 + (size_t)rand() % MIN(*n - at, (size_t)3) : 0;
	size_t n_in = (size_t)rand() % 4;
	size_t k = 0;
	struct conf_line swap;

	if (rand() % 4 == 0) {
		conf_line_cut(l, at, at + len);
		for (size_t i = 0; i < len; i++)
			model[i] = model[at + i];
		*n = len;
		return;
	}
	if (!len || *n + n_in > ARRAY_SIZE(out))
		return;
	for (size_t i = 0; i < at; i++)
		out[k++] = model[i];
	for (size_t i = 0; i < n_in; i++)
		out[k++] = (struct origin){ "xyz"[i], model[at].column,
					    model[at + len - 1].column +
						    model[at + len - 1].length - model[at].column,
					    &via_a };
	for (size_t i = at + len; i < *n; i++)
		out[k++] = model[i];

	conf_line_init(&to);
	conf_line_begin_like(&to, l);
	conf_line_copy(&to, l, 0, at);
	conf_line_insert(&to, l, at, len, (struct str){ "xyz", n_in }, &via_a, false);
	conf_line_copy(&to, l, at + len, *n - at - len);
	conf_line_finish(&to);
	swap = *l;
	*l = to;
	conf_line_release(&swap);
	for (size_t i = 0; i < k; i++)
		model[i] = out[i];
	*n = k;
}

static void test_against_a_model(void **state)
{
	(void)state;
	srand(11);
	for (int round = 0; round < 2000; round++) {
		struct conf_line l;
		struct origin model[64];
		size_t n = 12;

		start(&l, "abcdefghijkl");
		for (unsigned i = 0; i < 12; i++)
			model[i] = (struct origin){ (char)('a' + i), i + 1, 1, NULL };
		for (int i = 0; i < 6; i++) {
			edit(&l, model, &n);
			assert_int_equal(l.text.len, n);
			for (size_t k = 0; k < n; k++) {
				assert_int_equal(l.text.at[k], model[k].c);
				assert_place(&l, k, 1, model[k].column, model[k].length,
					     model[k].via);
			}
		}
		conf_line_release(&l);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_untouched),
		cmocka_unit_test(test_cut_and_trim_move_the_columns),
		cmocka_unit_test(test_inserted_text_stands_where_the_reference_does),
		cmocka_unit_test(test_places_that_span_a_reference),
		cmocka_unit_test(test_cut_through_segments),
		cmocka_unit_test(test_insert_into_inserted_text),
		cmocka_unit_test(test_escapes_are_literal),
		cmocka_unit_test(test_nothing_inserted_or_copied_leaves_no_trace),
		cmocka_unit_test(test_against_a_model),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
