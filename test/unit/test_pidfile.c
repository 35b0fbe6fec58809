/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/sys/fdutil.h"
#include "lib/sys/pidfile.h"
#include "test/unit/scratch.h"

/* In place of the C library's: fail like this, if they are to. */
static int lock_error, truncate_error;

/* Removed just before the lock is taken, once: as if its holder had come to its end right then. */
static const char *vanishes;

int fcntl(int fd, int command, ...)
{
	va_list args;
	void *argument;

	va_start(args, command);
	argument = va_arg(args, void *);
	va_end(args);
	if (command == F_OFD_SETLK && vanishes) {
		unlink(vanishes);
		vanishes = NULL;
	}
	if (command == F_OFD_SETLK && lock_error) {
		errno = lock_error;
		return -1;
	}
	return (int)syscall(SYS_fcntl, fd, command, argument);
}

int ftruncate(int fd, off_t len)
{
	if (truncate_error) {
		errno = truncate_error;
		return -1;
	}
	return (int)syscall(SYS_ftruncate, fd, len);
}

static const char *content(const char *path)
{
	static char bytes[100];
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	assert_true(fd >= 0);
	n = read(fd, bytes, sizeof(bytes) - 1);
	assert_true(n >= 0);
	bytes[n] = '\0';
	return bytes;
}

static bool exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

static void test_life(void **state)
{
	const char *path = scratch_path(*state, "keepalived.pid");
	mode_t mask = umask(0177);
	struct pidfile p;
	struct stat st;

	assert_int_equal(pidfile_open(&p, path), 0);
	assert_string_equal(content(path), "");
	assert_int_equal(pidfile_write(&p, 123456), 0);
	assert_string_equal(content(path), "123456\n");
	assert_int_equal(pidfile_write(&p, 42), 0);
	assert_string_equal(content(path), "42\n");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
	assert_int_equal(fcntl(p.fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	umask(mask);

	pidfile_remove(&p);
	assert_false(exists(path));
	assert_int_equal(p.fd, -1);
	pidfile_remove(&p);
}

static void test_a_stale_one_is_taken_over(void **state)
{
	const char *path = scratch_file(*state, "stale", "1\nand much more\n", 0600);
	struct pidfile p;

	assert_int_equal(pidfile_open(&p, path), 0);
	assert_string_equal(content(path), "");
	assert_int_equal(pidfile_write(&p, 7), 0);
	assert_string_equal(content(path), "7\n");
	pidfile_close(&p);
	assert_string_equal(content(path), "7\n");

	/* Closed, so stale itself. */
	assert_int_equal(pidfile_open(&p, path), 0);
	pidfile_remove(&p);
}

static void test_a_held_one_is_left_alone(void **state)
{
	const char *path = scratch_path(*state, "held");
	struct pidfile p, q = { .fd = -7 };

	assert_int_equal(pidfile_open(&p, path), 0);
	assert_int_equal(pidfile_write(&p, 7), 0);
	assert_int_equal(pidfile_open(&q, path), -EAGAIN);
	assert_int_equal(q.fd, -7);
	assert_string_equal(content(path), "7\n");
	pidfile_remove(&p);
}

/* Daemonising: the child goes on holding what the parent has taken. */
static void test_the_lock_is_inherited(void **state)
{
	const char *path = scratch_path(*state, "inherited");
	struct pidfile p, q;
	int ends[2];
	pid_t child;

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(pidfile_open(&p, path), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		char byte;

		close(ends[1]);
		_exit(read(ends[0], &byte, 1) != 0);
	}
	pidfile_close(&p);
	assert_int_equal(pidfile_open(&q, path), -EAGAIN);
	close(ends[0]);
	close(ends[1]);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_int_equal(pidfile_open(&q, path), 0);
	pidfile_remove(&q);
}

static void test_no_links_and_nothing_else(void **state)
{
	const char *target = scratch_file(*state, "target", "precious\n", 0644);
	const char *fifo = scratch_path(*state, "fifo");
	struct pidfile p;

	assert_int_equal(pidfile_open(&p, scratch_link(*state, "link", target)), -ELOOP);
	assert_string_equal(content(target), "precious\n");
	assert_int_equal(pidfile_open(&p, scratch_link(*state, "dangling", "nowhere")), -ELOOP);
	assert_false(exists(scratch_path(*state, "nowhere")));
	assert_int_equal(mkfifo(fifo, 0644), 0);
	assert_int_equal(pidfile_open(&p, fifo), -EINVAL);
	assert_int_equal(pidfile_open(&p, scratch_directory(*state, "directory", 0755)), -EISDIR);
	assert_int_equal(pidfile_open(&p, scratch_path(*state, "missing/x")), -ENOENT);
}

static void test_a_foreign_file_is_not_removed(void **state)
{
	const char *path = scratch_path(*state, "replaced");
	struct pidfile p;

	assert_int_equal(pidfile_open(&p, path), 0);
	assert_int_equal(unlink(path), 0);
	scratch_file(*state, "replaced", "foreign\n", 0644);
	pidfile_remove(&p);
	assert_string_equal(content(path), "foreign\n");
}

static void test_a_file_that_vanishes_before_it_is_locked(void **state)
{
	const char *path = scratch_file(*state, "vanishing", "1\n", 0644);
	struct pidfile p, q;

	vanishes = path;
	assert_int_equal(pidfile_open(&p, path), 0);
	assert_null(vanishes);
	assert_true(exists(path));
	assert_int_equal(pidfile_open(&q, path), -EAGAIN); /* it is this one that is locked */
	pidfile_remove(&p);
	assert_false(exists(path));
}

static void test_errors(void **state)
{
	const char *path = scratch_path(*state, "errors");
	struct pidfile p, full;

	lock_error = ENOLCK;
	assert_int_equal(pidfile_open(&p, path), -ENOLCK);
	lock_error = EACCES;
	assert_int_equal(pidfile_open(&p, path), -EAGAIN);
	lock_error = 0;
	truncate_error = EIO;
	assert_int_equal(pidfile_open(&p, path), -EIO);
	truncate_error = 0;
	assert_int_equal(pidfile_open(&p, path), 0);
	truncate_error = EIO;
	assert_int_equal(pidfile_write(&p, 7), -EIO);
	truncate_error = 0;
	pidfile_remove(&p);

	full = (struct pidfile){ .fd = open("/dev/full", O_RDWR | O_CLOEXEC), .path = "/dev/full" };
	assert_int_equal(pidfile_write(&full, 7), -ENOSPC);
	pidfile_close(&full);
}

static void test_clearing_up_after_the_dead(void **state)
{
	const char *path = scratch_file(*state, "vrrp.pid", "77\n", 0644);
	struct pidfile heir;

	assert_int_equal(pidfile_clear(scratch_path(*state, "none"), 77), 0);
	assert_int_equal(pidfile_clear(scratch_link(*state, "to", path), 77), -ELOOP);
	assert_int_equal(pidfile_clear(path, 78), -ESTALE);
	assert_string_equal(content(path), "77\n");

	assert_int_equal(pidfile_open(&heir, path), 0);
	assert_int_equal(pidfile_clear(path, 77), -EAGAIN);
	assert_int_equal(pidfile_write(&heir, 77), 0);
	assert_int_equal(pidfile_clear(path, 77), -EAGAIN);
	pidfile_close(&heir);
	assert_int_equal(pidfile_clear(path, 77), 0);
	assert_false(exists(path));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_life),
		cmocka_unit_test(test_a_stale_one_is_taken_over),
		cmocka_unit_test(test_a_held_one_is_left_alone),
		cmocka_unit_test(test_the_lock_is_inherited),
		cmocka_unit_test(test_no_links_and_nothing_else),
		cmocka_unit_test(test_a_foreign_file_is_not_removed),
		cmocka_unit_test(test_a_file_that_vanishes_before_it_is_locked),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_clearing_up_after_the_dead),
	};

	return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
