/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "keepalived/notify/core/notify_name.h"

static char *const words[] = { "x", NULL };

static struct conf_script script(void)
{
	return (struct conf_script){ .argv = (const char *const *)words, .argc = 1 };
}

static void assert_line(const struct notify_news *news, const char *expected)
{
	char   line[NOTIFY_LINE_MAX];
	size_t len = notify_line_format(news, line);

	assert_string_equal(line, expected);
	assert_int_equal(len, strlen(expected));
}

static void test_lines(void **state)
{
	(void)state;
	assert_line(&(struct notify_news){ .name = "VI_1", .object = NOTIFY_INSTANCE, .event = NOTIFY_MASTER, .priority = 100 },
		    "INSTANCE \"VI_1\" MASTER 100\n");
	assert_line(&(struct notify_news){ .name = "SG1", .object = NOTIFY_GROUP, .event = NOTIFY_BACKUP },
		    "GROUP \"SG1\" BACKUP 0\n");
	assert_line(&(struct notify_news){ .name = "a b", .event = NOTIFY_LOWER, .priority = 255 },
		    "INSTANCE \"a b\" MASTER_RX_LOWER_PRI 255\n");
	assert_line(&(struct notify_news){ .name = "V", .event = NOTIFY_BACKUP_PRIORITY, .priority = 1 },
		    "INSTANCE \"V\" BACKUP_PRIORITY 1\n");
}

static void test_line_is_one_write(void **state)
{
	static char        name[3 * NOTIFY_LINE_MAX];
	char               line[NOTIFY_LINE_MAX];
	struct notify_news news = { .name = name, .object = NOTIFY_INSTANCE, .event = NOTIFY_STOP, .priority = 7 };
	size_t             len;

	(void)state;
	memset(name, 'n', sizeof(name) - 1);
	len = notify_line_format(&news, line);
	assert_true(len <= NOTIFY_LINE_MAX);
	assert_int_equal(len, strlen(line));
	assert_string_equal(line + len - strlen("n\" STOP 7\n"), "n\" STOP 7\n");
}

static void test_events(void **state)
{
	(void)state;
	assert_string_equal(notify_event_name(notify_event_of(VRRP_MASTER)), "MASTER");
	assert_string_equal(notify_event_name(notify_event_of(VRRP_BACKUP)), "BACKUP");
	assert_string_equal(notify_event_name(notify_event_of(VRRP_FAULT)), "FAULT");
	assert_string_equal(notify_event_name(notify_event_of(VRRP_STOP)), "STOP");
	assert_string_equal(notify_event_name(notify_event_of(VRRP_DELETED)), "DELETED");
}

static void test_specific_script_before_any(void **state)
{
	struct conf_notify        conf = { .master = script(), .any = script() };
	const struct conf_script *all[NOTIFY_SCRIPTS_MAX];

	(void)state;
	assert_int_equal(notify_scripts(&conf, NOTIFY_MASTER, all), 2);
	assert_ptr_equal(all[0], &conf.master);
	assert_ptr_equal(all[1], &conf.any);
	assert_int_equal(notify_scripts(&conf, NOTIFY_FAULT, all), 1);
	assert_ptr_equal(all[0], &conf.any);
}

static void test_each_event_has_its_script(void **state)
{
	struct conf_notify        conf = { .master = script(), .backup = script(), .fault = script(), .stop = script(),
					   .deleted = script(), .master_rx_lower_pri = script() };
	const struct conf_script *of[] = {
		[NOTIFY_BACKUP] = &conf.backup,   [NOTIFY_MASTER] = &conf.master,   [NOTIFY_FAULT] = &conf.fault,
		[NOTIFY_STOP] = &conf.stop,       [NOTIFY_DELETED] = &conf.deleted, [NOTIFY_LOWER] = &conf.master_rx_lower_pri,
	};
	const struct conf_script *all[NOTIFY_SCRIPTS_MAX];

	(void)state;
	for (size_t event = NOTIFY_BACKUP; event <= NOTIFY_LOWER; event++) {
		assert_int_equal(notify_scripts(&conf, (enum notify_event)event, all), 1);
		assert_ptr_equal(all[0], of[event]);
	}
}

/* Only states are for everybody: who hears of a priority listens to a FIFO. */
static void test_no_script_for_what_is_no_state(void **state)
{
	struct conf_notify        conf = { .any = script() };
	const struct conf_script *all[NOTIFY_SCRIPTS_MAX];

	(void)state;
	assert_int_equal(notify_scripts(&conf, NOTIFY_LOWER, all), 0);
	assert_int_equal(notify_scripts(&conf, NOTIFY_MASTER_PRIORITY, all), 0);
	assert_int_equal(notify_scripts(&conf, NOTIFY_BACKUP_PRIORITY, all), 0);
}

static void test_words(void **state)
{
	struct notify_news news = { .name = "VI_1", .object = NOTIFY_INSTANCE, .event = NOTIFY_STOP, .priority = 255 };
	char               priority[NOTIFY_PRIORITY_SIZE];
	const char        *all[NOTIFY_N_WORDS];

	(void)state;
	notify_words(&news, priority, all);
	assert_string_equal(all[0], "INSTANCE");
	assert_string_equal(all[1], "VI_1");
	assert_string_equal(all[2], "STOP");
	assert_string_equal(all[3], "255");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_line_is_one_write),
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_specific_script_before_any),
		cmocka_unit_test(test_each_event_has_its_script),
		cmocka_unit_test(test_no_script_for_what_is_no_state),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests_name("notify_name", tests, NULL, NULL);
}
