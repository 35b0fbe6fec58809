/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "lib/conf/places.h"

static const char text[] = "first\r\n  second line\n\nlast";

struct fixture {
	struct arena       arena;
	struct diag_list   diags;
	struct conf_places places;
};

static void init(struct fixture *f, struct str bytes)
{
	arena_init(&f->arena);
	diag_init(&f->diags, &f->arena);
	vec_push(&f->diags.files, ((struct diag_file){ .path = "a.conf", .bytes = bytes }));
	conf_places_init(&f->places, &f->diags);
}

static void release(struct fixture *f)
{
	conf_places_release(&f->places);
	diag_release(&f->diags);
	arena_release(&f->arena);
}

static void assert_equal(struct conf_place a, struct conf_place b)
{
	assert_int_equal(a.file, b.file);
	assert_int_equal(a.line, b.line);
	assert_int_equal(a.column, b.column);
	assert_int_equal(a.length, b.length);
	assert_ptr_equal(a.text, b.text);
	assert_int_equal(a.text_len, b.text_len);
	assert_ptr_equal(a.via, b.via);
}

static struct conf_place place_of(uint32_t line, uint32_t column, uint32_t length, const char *at, uint32_t len)
{
	return (struct conf_place){ .file = 1, .line = line, .column = column, .length = length,
				    .text = at, .text_len = len };
}

static void test_nowhere(void **state)
{
	struct fixture f;

	(void)state;
	init(&f, STR(text));
	assert_equal(conf_places_get(&f.places, 0), (struct conf_place){ 0 });
	assert_int_equal(conf_places_add(&f.places, (struct conf_place){ 0 }), 1);
	assert_equal(conf_places_get(&f.places, 1), (struct conf_place){ 0 });
	assert_int_equal(f.places.whole.n, 0);
	release(&f);
}

static void test_one_is_known_later(void **state)
{
	static const struct conf_via via = { .what = "$A" };
	struct conf_place            packed = place_of(2, 3, 6, text + 7, 13);
	struct conf_place            whole = packed;
	struct fixture               f;

	(void)state;
	init(&f, STR(text));
	whole.via = &via;
	conf_places_add(&f.places, (struct conf_place){ 0 });
	conf_places_add(&f.places, place_of(1, 1, 5, text, 5));
	conf_places_set(&f.places, 1, packed);
	assert_equal(conf_places_get(&f.places, 1), packed);
	conf_places_set(&f.places, 1, whole);
	assert_equal(conf_places_get(&f.places, 1), whole);
	assert_equal(conf_places_get(&f.places, 2), place_of(1, 1, 5, text, 5));
	release(&f);
}

static void test_lines_are_found_again(void **state)
{
	const struct conf_place places[] = {
		place_of(1, 1, 5, text, 5),
		place_of(2, 3, 6, text + 7, 13),
		place_of(2, 0, 0, text + 7, 13),
		place_of(3, 1, 0, text + 21, 0),
		place_of(4, 2, 3, text + 22, 4),
	};
	struct fixture f;

	(void)state;
	init(&f, STR(text));
	for (uint32_t i = 0; i < ARRAY_SIZE(places); i++)
		assert_int_equal(conf_places_add(&f.places, places[i]), i + 1);
	assert_int_equal(f.places.whole.n, 0);
	for (uint32_t i = 0; i < ARRAY_SIZE(places); i++)
		assert_equal(conf_places_get(&f.places, i + 1), places[i]);
	release(&f);
}

static void test_others_are_kept_whole(void **state)
{
	static const struct conf_via via = { .what = "$A" };
	static const char            elsewhere[] = "first";
	struct conf_place            places[] = {
		place_of(1, 1, 5, text, 5),           /* seen through an expansion */
		place_of(1, 65536, 5, text, 5),       /* far to the right */
		place_of(1, 1, 65535, text, 5),       /* long */
		place_of(0, 1, 5, text, 5),           /* of no line */
		place_of(1, 1, 5, elsewhere, 5),      /* not of the file */
		place_of(1, 1, 2, text, 3),           /* only the beginning of a line is known */
		place_of(1, 1, 2, NULL, 0),
		place_of(1, 1, 2, text, 5),           /* of a file that nobody knows */
		place_of(1, 1, 2, text + sizeof(text) - 1, 0), /* behind the end */
	};
	struct fixture f;

	(void)state;
	places[0].via = &via;
	places[7].file = 7;
	init(&f, STR(text));
	for (uint32_t i = 0; i < ARRAY_SIZE(places); i++)
		conf_places_add(&f.places, places[i]);
	assert_int_equal(f.places.whole.n, ARRAY_SIZE(places));
	for (uint32_t i = 0; i < ARRAY_SIZE(places); i++)
		assert_equal(conf_places_get(&f.places, i + 1), places[i]);
	release(&f);
}

/* As includes do: from file to file and back, and a block that ends in another one than it began in. */
static void test_files(void **state)
{
	static const char other[] = "other\nlines";
	struct conf_place places[] = {
		place_of(1, 1, 5, text, 5),
		place_of(1, 1, 5, other, 5),
		place_of(2, 1, 5, other + 6, 5),
		place_of(2, 3, 6, text + 7, 13),
		place_of(4, 2, 3, text + 22, 4),
	};
	struct fixture f;

	(void)state;
	init(&f, STR(text));
	vec_push(&f.diags.files, ((struct diag_file){ .path = "b.conf", .bytes = STR(other) }));
	places[1].file = places[2].file = 2;
	for (uint32_t i = 0; i < ARRAY_SIZE(places); i++)
		conf_places_add(&f.places, places[i]);
	assert_int_equal(f.places.whole.n, 0);
	for (uint32_t i = 0; i < ARRAY_SIZE(places); i++)
		assert_equal(conf_places_get(&f.places, i + 1), places[i]);

	conf_places_set(&f.places, 1, places[2]);
	assert_int_equal(f.places.whole.n, 1);
	assert_equal(conf_places_get(&f.places, 1), places[2]);
	assert_equal(conf_places_get(&f.places, 4), places[3]);
	release(&f);
}

static void test_the_limits_are_packed(void **state)
{
	struct fixture    f;
	struct conf_place place = place_of(1, UINT16_MAX, UINT16_MAX - 1, text, 5);
	uint32_t          index;

	(void)state;
	init(&f, STR(text));
	place.line = UINT32_MAX;
	index = conf_places_add(&f.places, place);
	assert_int_equal(f.places.whole.n, 0);
	assert_equal(conf_places_get(&f.places, index), place);
	release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nowhere),
		cmocka_unit_test(test_one_is_known_later),
		cmocka_unit_test(test_lines_are_found_again),
		cmocka_unit_test(test_others_are_kept_whole),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_the_limits_are_packed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
