/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Namespaces of the test's own: every test runs in a child with its own users, mounts and network, and
 * with a /run that nobody else sees. Skipped where the machine does not allow that.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/sys/fdutil.h"
#include "lib/sys/netns.h"

#define NOT_ALLOWED 77

static bool put(const char *path, const char *text)
{
	_cleanup_close_ int fd = open(path, O_WRONLY | O_CLOEXEC);

	return fd >= 0 && write_all(fd, text, strlen(text)) == 0;
}

/* Root of a user namespace, for whoever is not root here. */
static bool become_root(void)
{
	char users[32], groups[32];

	snprintf(users, sizeof(users), "0 %u 1", geteuid());
	snprintf(groups, sizeof(groups), "0 %u 1", getegid());
	return unshare(CLONE_NEWUSER) == 0 && put("/proc/self/setgroups", "deny") &&
	       put("/proc/self/uid_map", users) && put("/proc/self/gid_map", groups);
}

static bool make_world(void)
{
	return (geteuid() == 0 || become_root()) && unshare(CLONE_NEWNS | CLONE_NEWNET) == 0 &&
	       mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount("none", "/run", "tmpfs", 0, NULL) == 0 && mkdir("/run/netns", 0755) == 0;
}

/* @test: 0 if all is well, else the number of the step that went wrong. */
static void in_a_world(int (*test)(void))
{
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0)
		_exit(make_world() ? test() : NOT_ALLOWED);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == NOT_ALLOWED)
		skip();
	assert_int_equal(WEXITSTATUS(status), 0);
}

static ino_t current(void)
{
	struct stat st;

	return stat("/proc/self/ns/net", &st) == 0 ? st.st_ino : 0;
}

static bool make_file(const char *path)
{
	_cleanup_close_ int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	return fd >= 0;
}

/* Name the network namespace this process is in. */
static bool name_it(const char *path)
{
	return make_file(path) && mount("/proc/self/ns/net", path, NULL, MS_BIND, NULL) == 0;
}

static int enter_by_name(void)
{
	ino_t first = current(), second;
	int fd;

	if (!name_it("/run/netns/first") || unshare(CLONE_NEWNET) < 0)
		return 1;
	second = current();
	if (second == first)
		return 2;
	fd = netns_open("first");
	if (fd < 0 || !(fcntl(fd, F_GETFD) & FD_CLOEXEC))
		return 3;
	if (current() != second) /* opened is not entered */
		return 4;
	if (netns_enter(fd) != 0 || current() != first)
		return 5;
	close(fd);
	return 0;
}

static int refuse_what_is_none(void)
{
	ino_t here = current();
	int fd;

	if (netns_open("missing") != -ENOENT)
		return 1;
	if (!make_file("/run/netns/plain"))
		return 2;
	fd = netns_open("plain");
	if (fd < 0 || netns_enter(fd) != -EINVAL)
		return 3;
	close(fd);
	fd = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
	if (fd < 0 || netns_enter(fd) != -EINVAL)
		return 4;
	close(fd);
	return current() == here ? 0 : 5;
}

static int cover(void)
{
	struct stat outer;
	int outside = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);

	/* As systemd leaves it: what is mounted in one view shows in all. */
	if (outside < 0 || mount(NULL, "/run", NULL, MS_SHARED, NULL) < 0)
		return 8;
	if (mkdir("/run/keepalived", 0755) < 0 || mkdir("/run/keepalived/n", 0755) < 0)
		return 1;
	if (netns_cover("/run/missing", "/run/keepalived/n") != -ENOENT)
		return 2;
	if (netns_cover("/run/keepalived", "/run/keepalived/n") != 0)
		return 3;
	if (!make_file("/run/keepalived/keepalived.pid"))
		return 4;
	/* Seen from outside it is where it was put. */
	if (setns(outside, CLONE_NEWNS) < 0)
		return 5;
	close(outside);
	if (stat("/run/keepalived/keepalived.pid", &outer) == 0)
		return 6;
	return stat("/run/keepalived/n/keepalived.pid", &outer) == 0 ? 0 : 7;
}

static void test_enter_by_name(void **state)
{
	(void)state;
	in_a_world(enter_by_name);
}

static void test_refuse_what_is_none(void **state)
{
	(void)state;
	in_a_world(refuse_what_is_none);
}

static void test_cover(void **state)
{
	(void)state;
	in_a_world(cover);
}

static void test_names(void **state)
{
	const char *const wrong[] = { "", ".", "..", "a/b", "../netns/a", "/proc/1/ns/net" };
	char long_name[300];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		assert_int_equal(netns_open(wrong[i]), -EINVAL);
	memset(long_name, 'x', sizeof(long_name));
	long_name[256] = '\0';
	assert_int_equal(netns_open(long_name), -ENAMETOOLONG);
	long_name[255] = '\0';
	assert_int_equal(netns_open(long_name), -ENOENT);
}

static void test_without_the_right_to(void **state)
{
	int status;
	pid_t child;

	(void)state;
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		int fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

		if (geteuid() == 0 && setuid(65534) < 0)
			_exit(1);
		_exit(netns_enter(fd) == -EPERM && netns_cover("/run", "/tmp") == -EPERM ? 0 : 2);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_enter_by_name),
		cmocka_unit_test(test_refuse_what_is_none),
		cmocka_unit_test(test_cover),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_without_the_right_to),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
