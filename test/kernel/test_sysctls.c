/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "keepalived/kernel/sysctls.h"
#include "netns.h"

#define PROMOTE "net/ipv4/conf/t0/promote_secondaries"
#define IGNORE	"net/ipv4/conf/t0/arp_ignore"
#define REPORTS "net/ipv4/igmp_link_local_mcast_reports"

static int setup(void **state)
{
	struct sysctls *s = calloc(1, sizeof(*s));

	if (!s)
		return -1;
	sysctls_init(s, -1);
	*state = s;
	if (netns_is_ours())
		netns_add_veth("t0", "t1");
	return 0;
}

static int teardown(void **state)
{
	if (netns_is_ours())
		netns_delete_link("t0");
	sysctls_release(*state);
	free(*state);
	return 0;
}

static void assert_setting(const char *name, const char *expected)
{
	char command[200];

	snprintf(command, sizeof(command), "test \"$(cat /proc/sys/%s)\" = %s", name, expected);
	netns_run(command);
}

static void assert_want(struct sysctls *s, const char *name, const char *value)
{
	struct sysctl_wish wish = { .name = name, .value = value, .error = 1 };

	sysctls_want(s, &wish, 1);
	assert_int_equal(wish.error, 0);
	assert_setting(name, value);
}

static void test_put_back(void **state)
{
	struct sysctl_wish wishes[] = {
		{ .name = PROMOTE, .value = "1" },
		{ .name = REPORTS, .value = "0" },
	};
	struct sysctls *s = *state;

	NEED_NETNS();
	sysctls_want(s, wishes, 2);
	assert_int_equal(wishes[0].error, 0);
	assert_int_equal(wishes[1].error, 0);
	assert_setting(PROMOTE, "1");
	assert_setting(REPORTS, "0");
	sysctls_want(s, wishes, 1);
	assert_setting(PROMOTE, "1");
	assert_setting(REPORTS, "1");
	sysctls_want(s, NULL, 0);
	assert_setting(PROMOTE, "0");
	assert_int_equal(s->kept.n, 0);
}

/* What was so before is not ours to undo. */
static void test_as_it_was(void **state)
{
	struct sysctls *s = *state;

	NEED_NETNS();
	assert_want(s, REPORTS, "1");
	assert_int_equal(s->kept.n, 0);
	sysctls_want(s, NULL, 0);
	assert_setting(REPORTS, "1");
}

static void test_other_value(void **state)
{
	struct sysctls *s = *state;

	NEED_NETNS();
	assert_want(s, IGNORE, "1");
	assert_want(s, IGNORE, "2");
	sysctls_want(s, NULL, 0);
	assert_setting(IGNORE, "0");
}

static void test_changed_by_somebody(void **state)
{
	struct sysctls *s = *state;

	NEED_NETNS();
	assert_want(s, IGNORE, "1");
	netns_run("echo 8 >/proc/sys/" IGNORE);
	sysctls_want(s, NULL, 0);
	assert_setting(IGNORE, "8");
}

static void test_interface_went_and_came(void **state)
{
	struct sysctls *s = *state;
	struct sysctl_wish wish = { .name = IGNORE, .value = "1" };

	NEED_NETNS();
	assert_want(s, IGNORE, "1");
	netns_delete_link("t0");
	netns_run("echo 2 >/proc/sys/net/ipv4/conf/default/arp_ignore");
	netns_add_veth("t0", "t1");
	netns_run("echo 0 >/proc/sys/net/ipv4/conf/default/arp_ignore");
	assert_want(s, IGNORE, "1");
	sysctls_want(s, NULL, 0);
	assert_setting(IGNORE, "2");

	assert_want(s, IGNORE, "1");
	netns_delete_link("t0");
	sysctls_want(s, &wish, 1);
	assert_int_equal(wish.error, -ENOENT);
	netns_add_veth("t0", "t1");
	sysctls_want(s, NULL, 0);
	assert_setting(IGNORE, "0");
}

/* Of one process that died, by the next one, which wants something else. */
static void test_put_back_by_the_next(void **state)
{
	struct sysctls *s = *state;
	struct sysctls next;
	int memory = memfd_create("memory", MFD_CLOEXEC);

	NEED_NETNS();
	assert_true(memory >= 0);
	sysctls_release(s);
	sysctls_init(s, dup(memory));
	netns_run("echo 2 >/proc/sys/" IGNORE);
	assert_want(s, IGNORE, "1");
	assert_want(s, PROMOTE, "1"); /* puts the other one back */
	assert_setting(IGNORE, "2");

	sysctls_init(&next, dup(memory));
	assert_int_equal(next.kept.n, 1);
	assert_want(&next, PROMOTE, "1");
	assert_setting(PROMOTE, "1");
	sysctls_want(&next, NULL, 0);
	assert_setting(PROMOTE, "0");
	sysctls_release(&next);

	sysctls_init(&next, dup(memory));
	assert_int_equal(next.kept.n, 0);
	sysctls_release(&next);
	close(memory);
}

static void test_refused(void **state)
{
	struct sysctls *s = *state;
	struct sysctl_wish wish = { .name = IGNORE, .value = "nonsense" };

	NEED_NETNS();
	sysctls_want(s, &wish, 1);
	assert_int_equal(wish.error, -EINVAL);
	assert_int_equal(s->kept.n, 0);
}

int main(void)
{
#define ON_VETH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		ON_VETH(test_put_back),
		ON_VETH(test_as_it_was),
		ON_VETH(test_other_value),
		ON_VETH(test_changed_by_somebody),
		ON_VETH(test_interface_went_and_came),
		ON_VETH(test_put_back_by_the_next),
		ON_VETH(test_refused),
	};

	return cmocka_run_group_tests(tests, netns_setup, NULL);
}
