/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <locale.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keepalived/loader/source_files.h"
#include "lib/sys/fdutil.h"
#include "test/unit/scratch.h"

static struct source_files *files;

static int setup(void **state)
{
	files = source_files_open();
	return scratch_setup(state);
}

static int teardown(void **state)
{
	source_files_close(files);
	return scratch_teardown(state);
}

static struct source_matches match(const char *directory, const char *pattern)
{
	return source_files_ops.match(files, directory, pattern);
}

/* @expected: paths, each followed by a blank. */
static void assert_matches(const char *directory, const char *pattern, const char *expected)
{
	struct source_matches matches = match(directory, pattern);
	struct sbuf got;

	sbuf_init(&got);
	for (size_t i = 0; i < matches.n; i++)
		sbuf_addf(&got, "%s ", matches.paths[i]);
	assert_string_equal(sbuf_text(&got), expected);
	assert_int_equal(matches.error, 0);
	sbuf_release(&got);
}

static void assert_nothing(const char *directory, const char *pattern, bool is_directory_missing)
{
	struct source_matches matches = match(directory, pattern);

	assert_int_equal(matches.n, 0);
	assert_int_equal(matches.error, 0);
	assert_int_equal(matches.is_directory_missing, is_directory_missing);
}

static enum source_error read_file(const char *directory, const char *path,
				   struct source_bytes *ret_bytes)
{
	return source_files_ops.read(files, directory, path, ret_bytes);
}

static void assert_content(const char *directory, const char *path, const char *expected)
{
	struct source_bytes bytes;

	assert_int_equal(read_file(directory, path, &bytes), SOURCE_OK);
	assert_int_equal(bytes.len, strlen(expected));
	assert_memory_equal(bytes.at, expected, bytes.len);
}

/* Matching */

static void some_files(struct scratch *s)
{
	scratch_directory(s, "conf.d", 0755);
	scratch_file(s, "conf.d/b.conf", "", 0644);
	scratch_file(s, "conf.d/B.conf", "", 0644);
	scratch_file(s, "conf.d/_.conf", "", 0644);
	scratch_file(s, "conf.d/10.conf", "", 0644);
	scratch_file(s, "conf.d/9.conf", "", 0644);
	scratch_file(s, "conf.d/\303\244.conf", "", 0644);
	scratch_file(s, "conf.d/.hidden.conf", "", 0644);
	scratch_file(s, "conf.d/old", "", 0644);
	scratch_file(s, "main.conf", "", 0644);
}

static void test_order_is_bytewise(void **state)
{
	struct scratch *s = *state;

	some_files(s);
	setlocale(LC_ALL, "C.UTF-8");
	assert_matches(s->path, "conf.d/*.conf",
		       "conf.d/10.conf conf.d/9.conf conf.d/B.conf conf.d/_.conf conf.d/b.conf "
		       "conf.d/\303\244.conf ");
	setlocale(LC_ALL, "C");
	assert_matches(s->path, "conf.d/{old,b.conf,[0-9].conf}",
		       "conf.d/9.conf conf.d/b.conf conf.d/old ");
}

static void test_names_stay_as_written(void **state)
{
	struct scratch *s = *state;
	const char *absolute = scratch_path(s, "conf.d/?.conf");
	const char *expected = arena_printf(&s->arena, "%s/9.conf %s/B.conf %s/_.conf %s/b.conf ",
					    scratch_path(s, "conf.d"), scratch_path(s, "conf.d"),
					    scratch_path(s, "conf.d"), scratch_path(s, "conf.d"));

	some_files(s);
	assert_matches("/nowhere", absolute, expected);
	assert_matches(s->path, "./main.conf", "./main.conf ");
	assert_matches(scratch_path(s, "conf.d"), "../main.*", "../main.conf ");
	assert_matches(arena_printf(&s->arena, "%s/", s->path), "main.conf", "main.conf ");
	assert_matches("/nowhere", scratch_path(s, "main.conf"),
		       arena_printf(&s->arena, "%s/main.conf ", s->path));
}

static void test_without_directory_the_working_directory_is_meant(void **state)
{
	struct scratch *s = *state;
	_cleanup_close_ int before = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct source_bytes bytes;

	some_files(s);
	assert_int_equal(chdir(s->path), 0);
	assert_matches(NULL, "main.*", "main.conf ");
	assert_matches("", "main.*", "main.conf ");
	assert_matches("conf.d", "o*", "old ");
	assert_int_equal(read_file(NULL, "conf.d/old", &bytes), SOURCE_OK);
	assert_string_equal(bytes.directory, scratch_path(s, "conf.d"));
	assert_int_equal(fchdir(before), 0);
}

static void test_directory_is_no_pattern(void **state)
{
	static const char *const names[] = {
		"a*b", "a[1]", "a?", "a\\b", "a{1,2}", "a\\*", "[", "*"
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *directory = scratch_directory(s, names[i], 0755);

		scratch_file(s, arena_printf(&s->arena, "%s/x.conf", names[i]), names[i], 0644);
		assert_matches(directory, "x.conf", "x.conf ");
		assert_matches(directory, "*.conf", "x.conf ");
		assert_content(directory, "x.conf", names[i]);
	}
}

static void test_braces(void **state)
{
	struct scratch *s = *state;

	some_files(s);
	assert_matches(s->path, "{main,other}.conf", "main.conf ");
	assert_matches(s->path, "{conf.d/{9,10},main}.conf",
		       "conf.d/10.conf conf.d/9.conf main.conf ");
	assert_matches(s->path, "{main.conf,m*}", "main.conf ");
	assert_matches(s->path, "conf.d/{,1}0.conf", "conf.d/10.conf ");
	assert_matches(s->path, "{main}.conf", "main.conf ");
	assert_matches(s->path, "{,main.conf}", "main.conf ");
	assert_matches(s->path, arena_printf(&s->arena, "{main.conf,%s/main.conf}", s->path),
		       arena_printf(&s->arena, "%s/main.conf main.conf ", s->path));
}

static void test_characters_that_do_not_work(void **state)
{
	struct scratch *s = *state;

	scratch_file(s, "a{b", "", 0644);
	scratch_file(s, "{x,y}", "", 0644);
	scratch_file(s, "s*r", "", 0644);
	scratch_file(s, "star", "", 0644);
	assert_matches(s->path, "a{b", "a{b ");
	assert_matches(s->path, "a{*", "a{b ");
	assert_matches(s->path, "\\{x,y\\}", "{x,y} ");
	assert_matches(s->path, "s\\*r", "s*r ");
	assert_matches(s->path, "s*r", "s*r star ");
	assert_nothing(s->path, "~", false);
	assert_nothing(s->path, "$HOME", false);
}

static const char *repeated(struct scratch *s, const char *word, unsigned n)
{
	struct sbuf text;
	const char *copy;

	sbuf_init(&text);
	for (unsigned i = 0; i < n; i++)
		sbuf_add(&text, word);
	copy = arena_strdup(&s->arena, sbuf_text(&text));
	sbuf_release(&text);
	return copy;
}

static void test_too_many_alternatives(void **state)
{
	struct scratch *s = *state;

	assert_int_not_equal(match(s->path, repeated(s, "{a,b}", 24)).error, 0);
	assert_int_not_equal(match(s->path, repeated(s, "{a,b}", 3000)).error, 0);
	assert_int_not_equal(match(s->path, repeated(s, "{", 1000000)).error, 0);
	assert_int_equal(match(s->path, repeated(s, "{", 10000)).error, 0);
	assert_matches(s->path, repeated(s, "{a}", 90), "");
}

static void test_what_is_missing(void **state)
{
	struct scratch *s = *state;

	some_files(s);
	assert_nothing(s->path, "other.conf", false);
	assert_nothing(s->path, "conf.d/*.cfg", false);
	assert_nothing(s->path, "conf.d/x*/y.conf", false);
	assert_nothing(s->path, "x*/y/z.conf", false);
	assert_nothing(s->path, "", false);
	assert_nothing(s->path, "conf.e/*.conf", true);
	assert_nothing(s->path, "conf.e/other.conf", true);
	assert_nothing(s->path, "main.conf/*", true);
	assert_nothing(s->path, "conf.{e,f}/*.conf", true);
	assert_nothing(s->path, "conf.{e,d}/*.cfg", false);
	assert_nothing("/nowhere", "*.conf", true);
	assert_nothing(s->path, "/nowhere/x.conf", true);
}

static void test_directories_match_too(void **state)
{
	struct scratch *s = *state;

	some_files(s);
	assert_matches(s->path, "conf.d", "conf.d ");
	assert_matches(s->path, "conf*", "conf.d ");
}

/* Reading */

static void test_content(void **state)
{
	struct scratch *s = *state;
	struct source_bytes first;
	struct source_bytes bytes;
	const char *path = scratch_file(s, "a.conf", "x {\n}\n", 0640);
	char *big = arena_alloc(&s->arena, 300001);

	assert_int_equal(read_file("/nowhere", path, &first), SOURCE_OK);
	assert_string_equal(first.directory, s->path);
	assert_false(first.is_writable_by_others && geteuid() == 0);

	memset(big, 'x', 300000);
	scratch_file(s, "big.conf", big, 0644);
	assert_content(s->path, "big.conf", big);
	scratch_file(s, "empty.conf", "", 0644);
	assert_content(s->path, "./empty.conf", "");

	/* Still there, and as it was. */
	scratch_file(s, "a.conf", "something else", 0640);
	assert_memory_equal(first.at, "x {\n}\n", first.len);
	assert_int_equal(read_file(s->path, "a.conf", &bytes), SOURCE_OK);
	assert_memory_equal(bytes.at, "something else", bytes.len);
}

static void test_directory_of_a_file(void **state)
{
	struct scratch *s = *state;
	struct source_bytes bytes;

	some_files(s);
	scratch_link(s, "by-link.conf", "conf.d/old");
	scratch_link(s, "dir-link", "conf.d");
	assert_int_equal(read_file(s->path, "conf.d/../conf.d//old", &bytes), SOURCE_OK);
	assert_string_equal(bytes.directory, scratch_path(s, "conf.d"));
	assert_int_equal(read_file(s->path, "dir-link/old", &bytes), SOURCE_OK);
	assert_string_equal(bytes.directory, scratch_path(s, "conf.d"));
	assert_int_equal(read_file(s->path, "by-link.conf", &bytes), SOURCE_OK);
	assert_string_equal(bytes.directory, s->path);
}

static void test_what_is_not_read(void **state)
{
	static const mode_t modes[] = { 0744, 0654, 0645 };
	struct scratch *s = *state;
	struct source_bytes bytes = { .len = 77 };

	some_files(s);
	scratch_link(s, "dangling", "gone");
	scratch_link(s, "loop", "loop");
	assert_int_equal(mkfifo(scratch_path(s, "fifo"), 0644), 0);
	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		scratch_file(s, "executable", "", modes[i]);
		assert_int_equal(read_file(s->path, "executable", &bytes), SOURCE_NOT_PLAIN);
	}
	assert_int_equal(read_file(s->path, "gone", &bytes), SOURCE_MISSING);
	assert_int_equal(read_file(s->path, "gone/gone", &bytes), SOURCE_MISSING);
	assert_int_equal(read_file(s->path, "main.conf/x", &bytes), SOURCE_MISSING);
	assert_int_equal(read_file(s->path, "dangling", &bytes), SOURCE_MISSING);
	assert_int_equal(read_file(s->path, "loop", &bytes), SOURCE_UNREADABLE);
	assert_int_equal(read_file(s->path, "conf.d", &bytes), SOURCE_DIRECTORY);
	assert_int_equal(read_file(s->path, "fifo", &bytes), SOURCE_NOT_PLAIN);
	assert_int_equal(read_file(s->path, "/dev/null", &bytes), SOURCE_NOT_PLAIN);
	assert_int_equal(bytes.len, 77);
}

static void test_without_permission(void **state)
{
	struct scratch *s = *state;
	struct source_bytes bytes;

	if (geteuid() == 0)
		skip(); /* root reads anything */
	scratch_file(s, "secret.conf", "", 0200);
	assert_int_equal(read_file(s->path, "secret.conf", &bytes), SOURCE_UNREADABLE);
}

static void test_too_big(void **state)
{
	struct scratch *s = *state;
	struct source_bytes bytes;

	scratch_file(s, "big.conf", "", 0644);
	assert_int_equal(truncate(scratch_path(s, "big.conf"), 256 * 1024 * 1024 + 1), 0);
	assert_int_equal(read_file(s->path, "big.conf", &bytes), SOURCE_TOO_BIG);
}

static void test_who_may_write(void **state)
{
	struct scratch *s = *state;
	struct source_bytes bytes;

	scratch_file(s, "world.conf", "", 0646);
	assert_int_equal(read_file(s->path, "world.conf", &bytes), SOURCE_OK);
	assert_true(bytes.is_writable_by_others);
	scratch_file(s, "group.conf", "", 0664);
	assert_int_equal(read_file(s->path, "group.conf", &bytes), SOURCE_OK);
	assert_false(bytes.is_writable_by_others);
	if (geteuid() != 0)
		return;
	assert_int_equal(chown(scratch_path(s, "group.conf"), 12345, 0), 0);
	assert_int_equal(read_file(s->path, "group.conf", &bytes), SOURCE_OK);
	assert_true(bytes.is_writable_by_others);
}

/* Appends to the file as soon as somebody has read from it. */
static void *grow_when_read(void *context)
{
	const char *path = context;
	_cleanup_close_ int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);

	for (unsigned i = 0; i < 2000; i++) {
		if (write(fd, "x", 1) != 1)
			break;
		usleep(100);
	}
	return NULL;
}

static void test_change_while_reading(void **state)
{
	struct scratch *s = *state;
	const char *path = scratch_file(s, "growing.conf", "", 0644);
	struct source_bytes bytes;
	pthread_t writer;
	enum source_error error = SOURCE_OK;

	/* Long enough for the writer to come in between. */
	assert_int_equal(truncate(path, 8 * 1024 * 1024), 0);
	assert_int_equal(pthread_create(&writer, NULL, grow_when_read, (void *)(uintptr_t)path), 0);
	for (unsigned i = 0; i < 40 && error == SOURCE_OK; i++)
		error = read_file(s->path, "growing.conf", &bytes);
	pthread_join(writer, NULL);
	assert_int_equal(error, SOURCE_CHANGED);
	assert_true(bytes.len >= 8 * 1024 * 1024);
}

/* Standard input */

static void *write_late(void *context)
{
	_cleanup_close_ int fd = *(int *)context;

	usleep(20000);
	assert_int_equal(write_all(fd, "global_defs {\n", 14), 0);
	usleep(20000);
	assert_int_equal(write_all(fd, "}\n", 2), 0);
	return NULL;
}

static void test_pipe_as_standard_input(void **state)
{
	int saved = dup(STDIN_FILENO);
	int ends[2];
	pthread_t writer;

	(void)state;
	assert_true(saved >= 0);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_true(dup2(ends[0], STDIN_FILENO) == STDIN_FILENO);
	close(ends[0]);
	assert_int_equal(pthread_create(&writer, NULL, write_late, &ends[1]), 0);
	assert_matches("/nowhere", "/dev/stdin", "/dev/stdin ");
	assert_content("/nowhere", "/dev/stdin", "global_defs {\n}\n");
	pthread_join(writer, NULL);
	assert_int_equal(dup2(saved, STDIN_FILENO), STDIN_FILENO);
	close(saved);
}

/* The rest */

static void test_environment_and_seed(void **state)
{
	uint32_t first = source_files_ops.random_seed(files);
	bool differs = false;

	(void)state;
	setenv("KA_TEST_VARIABLE", "x y", 1);
	assert_string_equal(source_files_ops.environment(files, "KA_TEST_VARIABLE"), "x y");
	unsetenv("KA_TEST_VARIABLE");
	assert_null(source_files_ops.environment(files, "KA_TEST_VARIABLE"));
	for (unsigned i = 0; i < 4; i++)
		differs |= source_files_ops.random_seed(files) != first;
	assert_true(differs);
}

static void test_many_reads_leave_no_descriptor(void **state)
{
	struct scratch *s = *state;
	struct source_bytes bytes;
	int before = dup(0);
	int after;

	some_files(s);
	for (unsigned i = 0; i < 100; i++) {
		assert_int_equal(read_file(s->path, "main.conf", &bytes), SOURCE_OK);
		assert_int_equal(read_file(s->path, "conf.d", &bytes), SOURCE_DIRECTORY);
	}
	after = dup(0);
	assert_int_equal(after, before + 1);
	close(before);
	close(after);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_order_is_bytewise),
		TEST(test_names_stay_as_written),
		TEST(test_without_directory_the_working_directory_is_meant),
		TEST(test_directory_is_no_pattern),
		TEST(test_braces),
		TEST(test_characters_that_do_not_work),
		TEST(test_too_many_alternatives),
		TEST(test_what_is_missing),
		TEST(test_directories_match_too),
		TEST(test_content),
		TEST(test_directory_of_a_file),
		TEST(test_what_is_not_read),
		TEST(test_without_permission),
		TEST(test_too_big),
		TEST(test_who_may_write),
		TEST(test_change_while_reading),
		TEST(test_pipe_as_standard_input),
		TEST(test_environment_and_seed),
		TEST(test_many_reads_leave_no_descriptor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
