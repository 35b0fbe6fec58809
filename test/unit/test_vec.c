/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/vec.h"

struct point {
	int x, y;
};

static void test_empty(void **state)
{
	VEC(int) v = { 0 };

	(void)state;
	vec_reserve(&v, 0);
	assert_null(v.at);
	assert_int_equal(v.cap, 0);
	vec_release(&v);
	assert_null(v.at);
	assert_null(vec_free(NULL));
}

static void test_push_keeps_order(void **state)
{
	VEC(struct point) v = { 0 };
	const int n = 10000;

	(void)state;
	for (int i = 0; i < n; i++) {
		struct point p = { .x = i, .y = -i };

		vec_push(&v, p);
	}
	assert_int_equal(v.n, n);
	for (int i = 0; i < n; i++) {
		assert_int_equal(v.at[i].x, i);
		assert_int_equal(v.at[i].y, -i);
	}
	vec_release(&v);
	assert_null(v.at);
	assert_int_equal(v.n, 0);
	assert_int_equal(v.cap, 0);
}

/* Else the cost of n pushes would not be linear. */
static void test_grows_at_least_by_doubling(void **state)
{
	VEC(char) v = { 0 };
	size_t cap = 0;
	unsigned growths = 0;

	(void)state;
	for (int i = 0; i < 1000000; i++) {
		vec_push(&v, 'x');
		if (v.cap == cap)
			continue;
		assert_true(v.cap >= 2 * cap);
		cap = v.cap;
		growths++;
	}
	assert_true(growths <= 20);
	vec_release(&v);
}

static void test_reserve(void **state)
{
	VEC(uint64_t) v = { 0 };
	uint64_t *before;

	(void)state;
	vec_reserve(&v, 1000);
	assert_true(v.cap >= 1000);
	assert_int_equal(v.n, 0);
	before = v.at;
	v.at[999] = 7;
	vec_reserve(&v, 10);
	assert_ptr_equal(v.at, before);
	for (int i = 0; i < 1000; i++)
		vec_push(&v, 1);
	assert_ptr_equal(v.at, before);
	vec_release(&v);
}

static void assert_grow_aborts(size_t size, size_t cap, size_t want)
{
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		signal(SIGABRT, SIG_DFL);
		vec_grow(NULL, size, &cap, want);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

static void test_impossible_sizes_abort(void **state)
{
	(void)state;
	assert_grow_aborts(8, 0, SIZE_MAX / 8 + 1);
	assert_grow_aborts(16, SIZE_MAX / 16, SIZE_MAX / 16 + 1);
	assert_grow_aborts(2, SIZE_MAX / 2 + 1, SIZE_MAX);
}

static void test_fixed(void **state)
{
	int *at = vec_fixed(3, sizeof(*at));
	void *none = vec_fixed(0, sizeof(int));

	(void)state;
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(at[i], 0);
	assert_non_null(none);
	free(at);
	free(none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_push_keeps_order),
		cmocka_unit_test(test_grows_at_least_by_doubling),
		cmocka_unit_test(test_reserve),
		cmocka_unit_test(test_impossible_sizes_abort),
		cmocka_unit_test(test_fixed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
