/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of a configuration, with real files in a directory of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keepalived/loader/source_files.h"

struct fixture {
	char                 directory[64];
	struct source_files *files;
};

static void write_file(const struct fixture *f, const char *name, const char *text, mode_t mode)
{
	char path[256];
	int  fd;

	snprintf(path, sizeof(path), "%s/%s", f->directory, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	char            path[256];

	strcpy(f->directory, "/tmp/ka-source-XXXXXX");
	assert_non_null(mkdtemp(f->directory));
	write_file(f, "b.conf", "two", 0644);
	write_file(f, "a.conf", "one", 0644);
	write_file(f, "B.conf", "", 0644);
	write_file(f, "run.sh", "x", 0755);
	write_file(f, "open.conf", "z", 0666);
	snprintf(path, sizeof(path), "%s/sub", f->directory);
	assert_int_equal(mkdir(path, 0755), 0);
	write_file(f, "sub/c.conf", "three", 0644);
	snprintf(path, sizeof(path), "%s/fifo", f->directory);
	assert_int_equal(mkfifo(path, 0644), 0);
	f->files = source_files_open();
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	static const char *const names[] = { "b.conf",     "a.conf", "B.conf", "run.sh", "open.conf",
					     "sub/c.conf", "sub",    "fifo",   "" };
	struct fixture          *f = *state;

	source_files_close(f->files);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char path[256];

		snprintf(path, sizeof(path), "%s/%s", f->directory, names[i]);
		remove(path);
	}
	free(f);
	return 0;
}

static void expect_match(struct fixture *f, const char *pattern, const char *expected)
{
	struct source_matches m = source_files_ops.match(f->files, f->directory, pattern);
	char                  got[256] = "";

	for (size_t i = 0; i < m.n; i++) {
		strcat(got, i ? " " : "");
		strcat(got, m.paths[i]);
	}
	assert_string_equal(got, expected);
}

static void test_match(void **state)
{
	struct fixture       *f = *state;
	struct source_matches m;

	expect_match(f, "a.conf", "a.conf");
	expect_match(f, "?.conf", "B.conf a.conf b.conf"); /* bytewise, whatever the locale */
	expect_match(f, "[ab].conf", "a.conf b.conf");
	expect_match(f, "sub/*", "sub/c.conf");
	expect_match(f, "none*.conf", "");
	m = source_files_ops.match(f->files, f->directory, "no/such/*.conf");
	assert_int_equal(m.n, 0);
	assert_true(m.is_directory_missing);
	m = source_files_ops.match(f->files, f->directory, "*.none");
	assert_int_equal(m.n, 0);
	assert_false(m.is_directory_missing);
}

static void expect_read(struct fixture *f, const char *path, enum source_error error, const char *text)
{
	struct source_bytes bytes = { 0 };

	assert_int_equal(source_files_ops.read(f->files, f->directory, path, &bytes), error);
	if (!text)
		return;
	assert_int_equal(bytes.len, strlen(text));
	assert_memory_equal(bytes.at, text, bytes.len);
}

static void test_read(void **state)
{
	struct fixture     *f = *state;
	struct source_bytes bytes;
	char                expected[128];

	expect_read(f, "a.conf", SOURCE_OK, "one");
	expect_read(f, "B.conf", SOURCE_OK, "");
	expect_read(f, "none.conf", SOURCE_MISSING, NULL);
	expect_read(f, "none/a.conf", SOURCE_MISSING, NULL);
	expect_read(f, "sub", SOURCE_DIRECTORY, NULL);
	expect_read(f, "run.sh", SOURCE_NOT_PLAIN, NULL);
	expect_read(f, "fifo", SOURCE_NOT_PLAIN, NULL); /* without waiting for a writer */
	expect_read(f, "/dev/zero", SOURCE_NOT_PLAIN, NULL);

	assert_int_equal(source_files_ops.read(f->files, f->directory, "sub/c.conf", &bytes), SOURCE_OK);
	snprintf(expected, sizeof(expected), "%s/sub", f->directory);
	assert_string_equal(bytes.directory, expected);
	assert_false(bytes.is_writable_by_others);
	assert_int_equal(source_files_ops.read(f->files, f->directory, "open.conf", &bytes), SOURCE_OK);
	assert_true(bytes.is_writable_by_others);
}

static void test_environment(void **state)
{
	struct fixture *f = *state;

	setenv("KA_TEST_SOURCE", "value", 1);
	assert_string_equal(source_files_ops.environment(f->files, "KA_TEST_SOURCE"), "value");
	unsetenv("KA_TEST_SOURCE");
	assert_null(source_files_ops.environment(f->files, "KA_TEST_SOURCE"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_match, setup, teardown),
		cmocka_unit_test_setup_teardown(test_read, setup, teardown),
		cmocka_unit_test_setup_teardown(test_environment, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
