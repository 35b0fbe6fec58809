/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vrrp.md 8: how a link is asked for, by what drivers answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>

#include "keepalived/model/conf_static.h"
#include "keepalived/vrrp/core/vrrp_linkbeat.h"

#define MII	CONF_LINKBEAT_MII
#define ETHTOOL CONF_LINKBEAT_ETHTOOL
#define IOCTL	CONF_LINKBEAT_IOCTL

static void test_in_their_order(void **state)
{
	static const struct {
		uint8_t wanted;
		uint8_t order[4];
	} rows[] = {
		{ CONF_LINKBEAT_AUTO, { MII, ETHTOOL, IOCTL, MII } },
		{ MII, { MII, ETHTOOL, IOCTL, MII } },
		{ ETHTOOL, { ETHTOOL, MII, IOCTL, ETHTOOL } },
		{ IOCTL, { IOCTL, MII, ETHTOOL, IOCTL } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vrrp_linkbeat b;

		vrrp_linkbeat_init(&b, rows[i].wanted, true);
		for (unsigned n = 0; n < 4; n++) {
			assert_int_equal(b.method, rows[i].order[n]);
			assert_false(vrrp_linkbeat_take(&b, -EOPNOTSUPP));
			assert_true(b.is_up);
			assert_false(b.is_settled);
		}
	}
}

static void test_what_answers_stays(void **state)
{
	struct vrrp_linkbeat b;

	(void)state;
	vrrp_linkbeat_init(&b, CONF_LINKBEAT_AUTO, true);
	vrrp_linkbeat_take(&b, -EOPNOTSUPP);
	assert_false(vrrp_linkbeat_take(&b, 1));
	assert_true(b.is_settled);
	assert_true(vrrp_linkbeat_take(&b, 0));
	assert_false(vrrp_linkbeat_take(&b, 0));
	assert_false(vrrp_linkbeat_take(&b, -ENODEV));
	assert_int_equal(b.method, ETHTOOL);
	assert_false(b.is_up);
	assert_true(vrrp_linkbeat_take(&b, 1));
	assert_true(b.is_up);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_in_their_order),
		cmocka_unit_test(test_what_answers_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
