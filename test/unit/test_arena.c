/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "lib/base/arena.h"

static bool is_aligned(const void *p)
{
	return (uintptr_t)p % 8 == 0;
}

static bool is_zero(const char *p, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (p[i])
			return false;
	}
	return true;
}

static bool is_within(const void *p, const void *memory, size_t size)
{
	return (uintptr_t)p - (uintptr_t)memory < size;
}

static void test_pieces_are_apart_aligned_and_zero(void **state)
{
	enum { PIECES = 3000 };
	static char *pieces[PIECES];
	static size_t sizes[PIECES];
	struct arena a;

	(void)state;
	srand(1);
	arena_init(&a);
	for (size_t i = 0; i < PIECES; i++) {
		sizes[i] = (size_t)rand() % (i % 100 ? 200 : 20000);
		pieces[i] = arena_alloc(&a, sizes[i]);
		assert_non_null(pieces[i]);
		assert_true(is_aligned(pieces[i]));
		assert_true(is_zero(pieces[i], sizes[i]));
		memset(pieces[i], (int)(i % 255 + 1), sizes[i]);
	}
	for (size_t i = 0; i < PIECES; i++) {
		for (size_t j = 0; j < sizes[i]; j++)
			assert_int_equal((unsigned char)pieces[i][j], i % 255 + 1);
	}
	assert_false(arena_overflowed(&a));
	arena_release(&a);
}

static void test_size_zero_has_an_address_of_its_own(void **state)
{
	struct arena a;
	void *first, *second;

	(void)state;
	arena_init(&a);
	first = arena_alloc(&a, 0);
	second = arena_alloc(&a, 0);
	assert_non_null(first);
	assert_ptr_not_equal(first, second);
	arena_release(&a);
}

static void test_larger_than_any_chunk(void **state)
{
	const size_t size = 10 * 1000 * 1000;
	struct arena a;
	char *big;

	(void)state;
	arena_init(&a);
	arena_alloc(&a, 10);
	big = arena_alloc(&a, size);
	assert_true(is_zero(big, size));
	big[size - 1] = 'x';
	assert_non_null(arena_alloc(&a, 10));
	arena_release(&a);
}

static void test_release_may_be_repeated(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	arena_release(&a);
	arena_alloc(&a, 10);
	arena_release(&a);
	arena_release(&a);
	assert_non_null(arena_strdup(&a, "used again"));
	arena_release(&a);
}

static void test_fixed_lies_in_its_memory(void **state)
{
	_Alignas(16) char memory[256];
	struct arena a;
	char *p;

	(void)state;
	memset(memory, 0x55, sizeof(memory));
	arena_init_fixed(&a, memory, sizeof(memory));
	for (size_t i = 0; i < sizeof(memory) / 16; i++) {
		p = arena_alloc(&a, 9);
		assert_ptr_equal(p, memory + 16 * i);
		assert_true(is_zero(memory, 16 * i + 9));
	}
	assert_int_equal(a.used, sizeof(memory) - 7);
	assert_false(arena_overflowed(&a));

	p = arena_alloc(&a, 1);
	assert_non_null(p);
	assert_false(is_within(p, memory, sizeof(memory)));
	assert_true(arena_overflowed(&a));
	arena_release(&a);
}

static void test_texts_stand_close_together(void **state)
{
	_Alignas(16) char memory[64];
	struct arena a;

	(void)state;
	memset(memory, 0x55, sizeof(memory));
	arena_init_fixed(&a, memory, sizeof(memory));
	assert_ptr_equal(arena_strdup(&a, "ab"), memory);
	assert_ptr_equal(arena_strndup(&a, "cde", 2), memory + 3);
	assert_ptr_equal(arena_printf(&a, "%d", 7), memory + 6);
	assert_ptr_equal(arena_new(&a, uint64_t), memory + 8);
	assert_ptr_equal(arena_strdup(&a, ""), memory + 16);
	assert_ptr_equal(arena_memdup(&a, "x", 1), memory + 24);
	assert_memory_equal(memory, "ab\0cd\0" "7\0" "\0\0\0\0\0\0\0\0" "\0\0\0\0\0\0\0\0" "x", 25);
	arena_release(&a);
}

static void test_fixed_uses_the_last_byte_and_no_more(void **state)
{
	_Alignas(16) char memory[64];
	struct arena a;

	(void)state;
	memset(memory, 0x55, sizeof(memory));
	arena_init_fixed(&a, memory, 37);
	arena_alloc(&a, 32);
	assert_ptr_equal(arena_alloc(&a, 5), memory + 32);
	assert_false(arena_overflowed(&a));
	assert_true(is_zero(memory, 37));
	assert_int_equal(memory[37], 0x55);

	arena_init_fixed(&a, memory, 37);
	arena_alloc(&a, 32);
	assert_false(is_within(arena_alloc(&a, 6), memory, sizeof(memory)));
	assert_true(arena_overflowed(&a));
	arena_release(&a);
}

static void test_fixed_in_misaligned_memory(void **state)
{
	_Alignas(16) char memory[64];
	struct arena a;

	(void)state;
	arena_init_fixed(&a, memory + 3, 45);
	assert_ptr_equal(arena_alloc(&a, 16), memory + 8);
	assert_ptr_equal(arena_alloc(&a, 24), memory + 24);
	assert_false(arena_overflowed(&a));

	arena_init_fixed(&a, memory + 3, 5);
	assert_true(is_aligned(arena_alloc(&a, 1)));
	assert_true(arena_overflowed(&a));
	arena_release(&a);
}

static void build_something(struct arena *a)
{
	arena_strdup(a, "eth0");
	arena_printf(a, "%s/%d", "10.0.0.1", 24);
	arena_alloc(a, 5);
	arena_memdup(a, "abc", 3);
}

static void test_same_calls_give_same_bytes(void **state)
{
	_Alignas(16) char first[128], second[128];
	struct arena a, b;

	(void)state;
	memset(first, 0x11, sizeof(first));
	memset(second, 0x22, sizeof(second));
	arena_init_fixed(&a, first, sizeof(first));
	arena_init_fixed(&b, second, sizeof(second));
	build_something(&a);
	build_something(&b);
	assert_int_equal(a.used, b.used);
	assert_memory_equal(first, second, a.used);
	arena_release(&a);
	arena_release(&b);
}

static void test_copies(void **state)
{
	char long_word[5001];
	struct arena a;

	(void)state;
	memset(long_word, 'w', sizeof(long_word) - 1);
	long_word[sizeof(long_word) - 1] = '\0';

	arena_init(&a);
	assert_string_equal(arena_strdup(&a, ""), "");
	assert_string_equal(arena_strdup(&a, "VI_1"), "VI_1");
	assert_string_equal(arena_strndup(&a, "VI_1", 2), "VI");
	assert_string_equal(arena_strndup(&a, "VI_1", 99), "VI_1");
	assert_string_equal(arena_strndup(&a, NULL, 0), "");
	assert_memory_equal(arena_memdup(&a, "a\0b", 3), "a\0b", 3);
	assert_non_null(arena_memdup(&a, NULL, 0));
	assert_string_equal(arena_printf(&a, "%s-%03d", "x", 7), "x-007");
	assert_string_equal(arena_printf(&a, "%s%s", "", ""), "");
	assert_string_equal(arena_printf(&a, "%s", long_word), long_word);
	for (size_t len = 250; len < 260; len++) {
		char *text = arena_printf(&a, "%.*s", (int)len, long_word);

		assert_int_equal(strlen(text), len);
		assert_memory_equal(text, long_word, len);
	}
	assert_int_equal(*arena_new(&a, uint64_t), 0);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pieces_are_apart_aligned_and_zero),
		cmocka_unit_test(test_size_zero_has_an_address_of_its_own),
		cmocka_unit_test(test_larger_than_any_chunk),
		cmocka_unit_test(test_release_may_be_repeated),
		cmocka_unit_test(test_fixed_lies_in_its_memory),
		cmocka_unit_test(test_fixed_uses_the_last_byte_and_no_more),
		cmocka_unit_test(test_fixed_in_misaligned_memory),
		cmocka_unit_test(test_texts_stand_close_together),
		cmocka_unit_test(test_same_calls_give_same_bytes),
		cmocka_unit_test(test_copies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
