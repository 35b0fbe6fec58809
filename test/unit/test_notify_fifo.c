/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keepalived/notify/notify_fifo.h"
#include "test/unit/scratch.h"

static struct conf_fifo conf_of(const char *path)
{
	return (struct conf_fifo){ .path = path, .uid = geteuid(), .gid = getegid() };
}

static bool exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

static void test_made_and_taken_away(void **state)
{
	struct conf_fifo   conf = conf_of(scratch_path(*state, "f"));
	struct notify_fifo f;
	struct stat        st;
	char               bytes[16];

	umask(0177);
	assert_int_equal(notify_fifo_open(&f, &conf), 0);
	assert_true(f.is_made);
	assert_int_equal(stat(conf.path, &st), 0);
	assert_true(S_ISFIFO(st.st_mode));
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(notify_fifo_write(f.fd, "a line\n", 7), 0); /* though nobody reads */
	assert_int_equal(read(f.fd, bytes, sizeof(bytes)), 7);
	notify_fifo_close(&f);
	assert_false(exists(conf.path));
	notify_fifo_close(&f);
}

static void test_one_that_is_there_stays(void **state)
{
	struct conf_fifo   conf = conf_of(scratch_path(*state, "f"));
	struct notify_fifo f;

	assert_int_equal(mkfifo(conf.path, 0640), 0);
	assert_int_equal(notify_fifo_open(&f, &conf), 0);
	assert_false(f.is_made);
	notify_fifo_close(&f);
	assert_true(exists(conf.path));
}

static void test_not_a_fifo(void **state)
{
	struct conf_fifo   conf = conf_of(scratch_file(*state, "f", "content", 0600));
	struct notify_fifo f;

	assert_int_equal(notify_fifo_open(&f, &conf), -EPERM);
	assert_int_equal(f.fd, -1);
	notify_fifo_close(&f);
	assert_true(exists(conf.path));
}

static void test_a_strangers(void **state)
{
	struct conf_fifo   conf = conf_of(scratch_path(*state, "f"));
	struct notify_fifo f;

	if (geteuid() != 0)
		skip();
	assert_int_equal(mkfifo(conf.path, 0666), 0);
	assert_int_equal(chown(conf.path, 12345, 12345), 0);
	assert_int_equal(notify_fifo_open(&f, &conf), -EPERM);
	conf.uid = 12345; /* but the user's */
	assert_int_equal(notify_fifo_open(&f, &conf), 0);
	notify_fifo_close(&f);
}

static void test_no_directory(void **state)
{
	struct conf_fifo   conf = conf_of(scratch_path(*state, "missing/f"));
	struct notify_fifo f;

	assert_int_equal(notify_fifo_open(&f, &conf), -ENOENT);
	assert_int_equal(f.fd, -1);
}

static void test_full(void **state)
{
	struct conf_fifo   conf = conf_of(scratch_path(*state, "f"));
	struct notify_fifo f;
	char               page[4096];
	int                r, n = 0;

	memset(page, 'x', sizeof(page));
	assert_int_equal(notify_fifo_open(&f, &conf), 0);
	while ((r = notify_fifo_write(f.fd, page, sizeof(page))) == 0 && n < 1000)
		n++;
	assert_int_equal(r, -EAGAIN);
	assert_true(n > 0);
	assert_int_equal(read(f.fd, page, sizeof(page)), sizeof(page));
	assert_int_equal(notify_fifo_write(f.fd, page, sizeof(page)), 0);
	notify_fifo_close(&f);
}

static void test_another_in_its_place_stays(void **state)
{
	struct conf_fifo   conf = conf_of(scratch_path(*state, "f"));
	struct notify_fifo f;

	assert_int_equal(notify_fifo_open(&f, &conf), 0);
	assert_int_equal(rename(conf.path, scratch_path(*state, "old")), 0);
	assert_int_equal(mkfifo(conf.path, 0600), 0);
	notify_fifo_close(&f);
	assert_true(exists(conf.path));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)
		TEST(test_made_and_taken_away),
		TEST(test_one_that_is_there_stays),
		TEST(test_not_a_fifo),
		TEST(test_a_strangers),
		TEST(test_no_directory),
		TEST(test_full),
		TEST(test_another_in_its_place_stays),
#undef TEST
	};

	return cmocka_run_group_tests_name("notify_fifo", tests, NULL, NULL);
}
