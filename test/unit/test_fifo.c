/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "lib/base/fifo.h"

static bool put(struct fifo *f, const void *bytes, size_t len)
{
	void *record = fifo_put(f, len);

	if (record && len)
		memcpy(record, bytes, len);
	return record;
}

static void test_empty(void **state)
{
	struct fifo f;
	size_t len = 7;

	(void)state;
	fifo_init(&f, 100);
	assert_null(fifo_first(&f, &len));
	assert_int_equal(len, 7);
	fifo_release(&f);
}

static void test_bound(void **state)
{
	char big[1000] = "";
	struct fifo f;
	size_t fitted = 0;

	(void)state;
	fifo_init(&f, 1000);
	assert_false(put(&f, big, 1000));
	assert_null(fifo_put(&f, SIZE_MAX));
	while (put(&f, "12345678", 8))
		fitted++;
	assert_in_range(fitted, 10, 1000 / 8);
	assert_int_equal(f.n, fitted);
	fifo_drop(&f);
	assert_true(put(&f, "12345678", 8));
	assert_false(put(&f, "", 0));
	fifo_release(&f);
}

static void test_records_are_aligned_and_walked(void **state)
{
	struct fifo f;
	size_t len, n = 0;

	(void)state;
	fifo_init(&f, 100000);
	for (size_t i = 0; i < 100; i++)
		assert_true(put(&f, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", i % 32));
	for (void *r = fifo_first(&f, &len); r; r = fifo_next(&f, r, &len)) {
		assert_int_equal((uintptr_t)r % _Alignof(max_align_t), 0);
		assert_int_equal(len, n++ % 32);
	}
	assert_int_equal(n, 100);
	fifo_release(&f);
}

/* Comes and goes at random; every record says its number, so order and content are one check. */
static void test_random_traffic(void **state)
{
	unsigned seed = 3, in = 0, out = 0;
	struct fifo f;

	(void)state;
	fifo_init(&f, 5000);
	while (out < 20000) {
		unsigned record[8];
		size_t len = sizeof(unsigned) * (1 + in % 8);

		for (size_t i = 0; i < 8; i++)
			record[i] = in;
		if (rand_r(&seed) % 2) {
			in += put(&f, record, len);
		} else if (f.n) {
			const unsigned *got = fifo_first(&f, &len);

			assert_int_equal(len, sizeof(unsigned) * (1 + out % 8));
			assert_int_equal(got[out % 8], out);
			fifo_drop(&f);
			out++;
		}
		assert_true(f.cap <= 3 * 5000);
		assert_int_equal(f.n, in - out);
	}
	fifo_release(&f);
}

static void test_memory_of_a_rush_is_returned(void **state)
{
	struct fifo f;

	(void)state;
	fifo_init(&f, 1 << 20);
	for (int i = 0; i < 1000; i++)
		assert_true(put(&f, "x", 1));
	while (f.n)
		fifo_drop(&f);
	assert_int_equal(f.cap, 0);
	assert_true(put(&f, "x", 1));
	fifo_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_bound),
		cmocka_unit_test(test_records_are_aligned_and_walked),
		cmocka_unit_test(test_random_traffic),
		cmocka_unit_test(test_memory_of_a_rush_is_returned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
