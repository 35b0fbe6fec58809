/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "lib/base/heap.h"
#include "lib/base/ka.h"

#define N 500

struct thing {
	struct heap_node node;
	int64_t key;
	unsigned born; /* order of the last put */
};

static struct thing *first(const struct heap *h)
{
	struct heap_node *node = heap_first(h);

	return node ? container_of(node, struct thing, node) : NULL;
}

static void test_empty(void **state)
{
	struct heap h;
	struct heap_node stranger = { 0 };

	(void)state;
	heap_init(&h);
	assert_null(heap_first(&h));
	assert_false(heap_holds(&stranger));
	heap_remove(&h, &stranger);
	heap_release(&h);
}

static void test_equal_keys_keep_their_order(void **state)
{
	struct thing things[N] = { 0 };
	struct heap h;

	(void)state;
	heap_init(&h);
	for (int i = 0; i < N; i++)
		heap_put(&h, &things[i].node, i % 2);
	for (int i = 0; i < N; i++) {
		int expected = i < N / 2 ? 2 * i : 2 * (i - N / 2) + 1;

		assert_ptr_equal(first(&h), &things[expected]);
		assert_int_equal(heap_first_key(&h), expected % 2);
		heap_remove(&h, heap_first(&h));
		assert_false(heap_holds(&things[expected].node));
	}
	assert_null(heap_first(&h));
	heap_release(&h);
}

/* What must come first, found the slow way. */
static struct thing *model_first(struct thing *things)
{
	struct thing *best = NULL;

	for (int i = 0; i < N; i++) {
		struct thing *t = &things[i];

		if (!heap_holds(&t->node))
			continue;
		if (!best || t->key < best->key || (t->key == best->key && t->born < best->born))
			best = t;
	}
	return best;
}

static void test_random_changes(void **state)
{
	struct thing things[N] = { 0 };
	struct heap h;
	unsigned seed = 7;

	(void)state;
	heap_init(&h);
	for (unsigned round = 0; round < 20000; round++) {
		struct thing *t = &things[rand_r(&seed) % N];

		if (rand_r(&seed) % 3) {
			t->key = rand_r(&seed) % 100 - 50;
			t->born = round;
			heap_put(&h, &t->node, t->key);
		} else {
			heap_remove(&h, &t->node);
		}
		assert_ptr_equal(first(&h), model_first(things));
	}
	heap_release(&h);
	for (int i = 0; i < N; i++)
		assert_false(heap_holds(&things[i].node));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_equal_keys_keep_their_order),
		cmocka_unit_test(test_random_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
