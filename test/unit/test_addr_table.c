/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "keepalived/kernel/core/addr_table.h"
#include "model_kernel.h"

static void test_empty(void **state)
{
	struct kstate_addr addr = model_addr(1, "192.0.2.1/24");
	struct addr_table t;

	(void)state;
	addr_table_init(&t);
	assert_null(addr_table_find(&t, &addr));
	assert_false(addr_table_remove(&t, &addr));
	assert_null(addr_table_next(&t, NULL));
	addr_table_release(&t);
}

static void test_what_is_the_same(void **state)
{
	struct kstate_addr addr = model_addr(1, "192.0.2.1/24");
	struct kstate_addr other_len = model_addr(1, "192.0.2.1/25");
	struct kstate_addr other_iface = model_addr(2, "192.0.2.1/24");
	struct kstate_addr peer = model_addr(1, "192.0.2.1 peer 192.0.2.9/24");
	struct kstate_addr far_peer = model_addr(1, "192.0.2.1 peer 198.51.100.9/24");
	struct kstate_addr six = model_addr(1, "2001:db8::1/64");
	struct kstate_addr six_other_len = model_addr(1, "2001:db8::1/128");

	(void)state;
	assert_false(kstate_addr_is_same(&addr, &other_len));
	assert_false(kstate_addr_is_same(&addr, &other_iface));
	assert_true(kstate_addr_is_same(&addr, &peer));
	assert_false(kstate_addr_is_same(&addr, &far_peer));
	assert_true(kstate_addr_is_same(&six, &six_other_len));
}

/* The length of a network need not end with a byte. */
static void test_kin(void **state)
{
	struct kstate_addr a = model_addr(1, "10.1.17.1/20");
	struct kstate_addr b = model_addr(1, "10.1.30.1/20");
	struct kstate_addr c = model_addr(1, "10.1.32.1/20");
	struct kstate_addr whole = model_addr(1, "10.9.9.9/0");
	struct kstate_addr whole2 = model_addr(1, "192.0.2.9/0");

	(void)state;
	assert_true(kstate_addr_is_kin(&a, &b));
	assert_false(kstate_addr_is_kin(&a, &c));
	assert_true(kstate_addr_is_kin(&whole, &whole2));
	b.index = 2;
	assert_false(kstate_addr_is_kin(&a, &b));
}

static void test_put_replaces_in_its_place(void **state)
{
	struct kstate_addr first = model_addr(1, "192.0.2.1/24");
	struct kstate_addr second = model_addr(1, "192.0.2.2/24");
	struct addr_table t;

	(void)state;
	addr_table_init(&t);
	addr_table_put(&t, &first);
	addr_table_put(&t, &second);
	first.scope = 200;
	addr_table_put(&t, &first);
	assert_int_equal(t.n, 2);
	assert_int_equal(addr_table_next(&t, NULL)->scope, 200);
	assert_int_equal(addr_table_next(&t, addr_table_next(&t, NULL))->addr.bytes[3], 2);
	addr_table_release(&t);
}

/* Thousands come and go; the order of what stays is the order it came in. */
static void test_many(void **state)
{
	struct kstate_addr addr = model_addr(1, "10.0.0.0/16");
	struct addr_table t;
	unsigned seen = 0;

	(void)state;
	addr_table_init(&t);
	for (unsigned round = 0; round < 3; round++) {
		for (unsigned i = 0; i < 3000; i++) {
			addr.addr.bytes[2] = (uint8_t)(i >> 8);
			addr.addr.bytes[3] = (uint8_t)i;
			addr_table_put(&t, &addr);
		}
		assert_int_equal(t.n, 3000);
		for (unsigned i = 0; i < 3000; i++) {
			addr.addr.bytes[2] = (uint8_t)(i >> 8);
			addr.addr.bytes[3] = (uint8_t)i;
			if (round < 2 || i % 3)
				assert_true(addr_table_remove(&t, &addr));
			assert_int_equal(!!addr_table_find(&t, &addr), round == 2 && i % 3 == 0);
		}
	}
	assert_int_equal(t.n, 1000);
	addr_table_each(left, &t) {
		assert_int_equal(left->addr.bytes[2] << 8 | left->addr.bytes[3], 3 * seen);
		seen++;
	}
	assert_int_equal(seen, 1000);
	addr_table_clear(&t);
	assert_int_equal(t.n, 0);
	assert_null(addr_table_find(&t, &addr));
	addr_table_release(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_what_is_the_same),
		cmocka_unit_test(test_kin),
		cmocka_unit_test(test_put_replaces_in_its_place),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
