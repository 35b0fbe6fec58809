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
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/sys/fdutil.h"
#include "lib/sys/sdnotify.h"
#include "test/unit/scratch.h"

/* A service manager's end. @name: a path, or @ and a name. */
static int manager_open(const char *name)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	size_t len = strlen(name);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	assert_true(fd >= 0 && len < sizeof(at.sun_path));
	memcpy(at.sun_path, name, len);
	if (name[0] == '@')
		at.sun_path[0] = '\0';
	len += offsetof(struct sockaddr_un, sun_path);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, (socklen_t)len), 0);
	return fd;
}

static const char *heard(int manager)
{
	static char message[500];
	ssize_t n = recv(manager, message, sizeof(message) - 1, 0);

	if (n < 0)
		return NULL;
	message[n] = '\0';
	return message;
}

static void test_messages(void **state)
{
	const char *path = scratch_path(*state, "notify");
	_cleanup_close_ int manager = manager_open(path);
	struct sdnotify s;

	assert_int_equal(sdnotify_open(&s, path), 0);
	assert_true(sdnotify_is_heard(&s));
	assert_int_equal(sdnotify_ready(&s, 42, NULL), 0);
	assert_string_equal(heard(manager), "READY=1\nMAINPID=42\n");
	assert_int_equal(sdnotify_ready(&s, 42, "Reload refused:\nSTOPPING=1"), 0);
	assert_string_equal(heard(manager),
			    "READY=1\nMAINPID=42\nSTATUS=Reload refused: STOPPING=1\n");
	assert_int_equal(sdnotify_reloading(&s, (struct mono){ .us = INT64_C(5000000000123) }), 0);
	assert_string_equal(heard(manager), "RELOADING=1\nMONOTONIC_USEC=5000000000123\n");
	assert_int_equal(sdnotify_stopping(&s, NULL), 0);
	assert_string_equal(heard(manager), "STOPPING=1\n");
	assert_int_equal(sdnotify_stopping(&s, "bye"), 0);
	assert_string_equal(heard(manager), "STOPPING=1\nSTATUS=bye\n");
	assert_int_equal(sdnotify_status(&s, "3 instances"), 0);
	assert_string_equal(heard(manager), "STATUS=3 instances\n");
	assert_int_equal(sdnotify_main_pid(&s, 7), 0);
	assert_string_equal(heard(manager), "MAINPID=7\n");
	assert_int_equal(sdnotify_errno(&s, 22), 0);
	assert_string_equal(heard(manager), "ERRNO=22\n");
	assert_int_equal(sdnotify_extend(&s, span_seconds(30)), 0);
	assert_string_equal(heard(manager), "EXTEND_TIMEOUT_USEC=30000000\n");
	sdnotify_close(&s);
	sdnotify_close(&s);
}

static void test_abstract(void **state)
{
	char name[108];
	_cleanup_close_ int manager = -1;
	struct sdnotify s;

	(void)state;
	snprintf(name, sizeof(name), "@test-sdnotify/%d", (int)getpid());
	manager = manager_open(name);
	assert_int_equal(sdnotify_open(&s, name), 0);
	assert_int_equal(sdnotify_stopping(&s, NULL), 0);
	assert_string_equal(heard(manager), "STOPPING=1\n");
	sdnotify_close(&s);
}

static void test_addresses(void **state)
{
	const size_t most = sizeof(((struct sockaddr_un *)NULL)->sun_path);
	char path[200];
	struct sdnotify s;

	(void)state;
	assert_int_equal(sdnotify_open(&s, "vsock:2:1234"), -EAFNOSUPPORT);
	assert_false(sdnotify_is_heard(&s));
	assert_int_equal(sdnotify_ready(&s, 1, NULL), 0);
	assert_int_equal(sdnotify_open(&s, "@"), -EINVAL);

	memset(path, 'x', sizeof(path));
	path[0] = '/';
	path[most] = '\0';
	assert_int_equal(sdnotify_open(&s, path), -ENAMETOOLONG);
	path[most - 1] = '\0';
	assert_int_equal(sdnotify_open(&s, path), 0);
	sdnotify_close(&s);

	path[0] = '@';
	path[most - 1] = 'x';
	assert_int_equal(sdnotify_open(&s, path), 0); /* an abstract name needs no terminator */
	sdnotify_close(&s);
	path[most] = 'x';
	path[most + 1] = '\0';
	assert_int_equal(sdnotify_open(&s, path), -ENAMETOOLONG);
}

static void test_nobody_to_tell(void **state)
{
	struct sdnotify s;

	(void)state;
	assert_int_equal(sdnotify_open(&s, NULL), 0);
	assert_false(sdnotify_is_heard(&s));
	assert_int_equal(sdnotify_ready(&s, 1, "x"), 0);
	sdnotify_close(&s);
	assert_int_equal(sdnotify_open(&s, ""), 0);
	assert_false(sdnotify_is_heard(&s));
	assert_int_equal(sdnotify_extend(&s, span_us(1)), 0);
}

static void test_environment(void **state)
{
	const char *path = scratch_path(*state, "environment");
	_cleanup_close_ int manager = manager_open(path);
	struct sdnotify s;

	setenv("NOTIFY_SOCKET", path, 1);
	assert_int_equal(sdnotify_open_environment(&s), 0);
	assert_null(getenv("NOTIFY_SOCKET"));
	assert_int_equal(sdnotify_stopping(&s, NULL), 0);
	assert_string_equal(heard(manager), "STOPPING=1\n");
	sdnotify_close(&s);

	assert_int_equal(sdnotify_open_environment(&s), 0);
	assert_false(sdnotify_is_heard(&s));
	setenv("NOTIFY_SOCKET", "nonsense", 1);
	assert_int_equal(sdnotify_open_environment(&s), -EAFNOSUPPORT);
	assert_null(getenv("NOTIFY_SOCKET"));
}

/* A manager that does not read, or is gone. */
static void test_never_waits(void **state)
{
	const char *path = scratch_path(*state, "stuck");
	int manager = manager_open(path);
	struct sdnotify s;
	int r, sent = 0;

	assert_int_equal(sdnotify_open(&s, path), 0);
	while (!(r = sdnotify_status(&s, "busy")))
		assert_true(sent++ < 1000000);
	assert_int_equal(r, -EAGAIN);
	close(manager);
	assert_int_equal(sdnotify_status(&s, "x"), -ECONNREFUSED);
	unlink(path);
	assert_int_equal(sdnotify_status(&s, "x"), -ENOENT);
	sdnotify_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_messages),    cmocka_unit_test(test_abstract),
		cmocka_unit_test(test_addresses),   cmocka_unit_test(test_nobody_to_tell),
		cmocka_unit_test(test_environment), cmocka_unit_test(test_never_waits),
	};

	return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
