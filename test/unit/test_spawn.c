/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/sys/fdutil.h"
#include "lib/sys/spawn.h"
#include "test/unit/scratch.h"

/* In place of the C library's: fail like this, if they are to. */
static int setgroups_error, setpgid_error;

int setgroups(size_t n, const gid_t *groups)
{
	if (setgroups_error) {
		errno = setgroups_error;
		return -1;
	}
	return (int)syscall(SYS_setgroups, n, groups);
}

int setpgid(pid_t pid, pid_t group)
{
	if (setpgid_error) {
		errno = setpgid_error;
		return -1;
	}
	return (int)syscall(SYS_setpgid, pid, group);
}

static int exit_status(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static bool is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

/* -- roles: they report what is wrong by their exit status --------------------------------------- */

struct role_world {
	pid_t parent;
	int keep[3], other[4];
};

enum { RIGHT = 42, WRONG_PARENT, WRONG_SIGNALS, WRONG_NAME, WRONG_DEATH, NOT_KEPT, NOT_CLOSED };

static int look_around(void *argument)
{
	const struct role_world *w = argument;
	char name[16];
	sigset_t mask;
	int death;

	if (getppid() != w->parent)
		return WRONG_PARENT;
	sigprocmask(SIG_BLOCK, NULL, &mask);
	for (int number = 1; number <= SIGRTMAX; number++) {
		/* Two are the C library's, two cannot be blocked. */
		if (number == SIGKILL || number == SIGSTOP || (number >= 32 && number < SIGRTMIN))
			continue;
		if (!sigismember(&mask, number))
			return WRONG_SIGNALS;
	}
	if (prctl(PR_GET_NAME, name) < 0 || strcmp(name, "ka-test") != 0)
		return WRONG_NAME;
	if (prctl(PR_GET_PDEATHSIG, &death) < 0 || death != SIGTERM)
		return WRONG_DEATH;
	for (size_t i = 0; i < ARRAY_SIZE(w->keep); i++) {
		if (!is_open(w->keep[i]))
			return NOT_KEPT;
	}
	for (size_t i = 0; i < ARRAY_SIZE(w->other); i++) {
		if (is_open(w->other[i]))
			return NOT_CLOSED;
	}
	return RIGHT;
}

static void test_a_role_begins_clean(void **state)
{
	struct role_world w = { .parent = getpid() };
	struct spawn_role role = { .name = "ka-test",
				   .run = look_around,
				   .argument = &w,
				   .keep = w.keep,
				   .n_keep = ARRAY_SIZE(w.keep) };
	int at[7];
	sigset_t before, after;
	pid_t pid;

	(void)state;
	for (int i = 0; i < 7; i++) {
		at[i] = fcntl(STDIN_FILENO, F_DUPFD, 50);
		assert_true(at[i] >= 0);
	}
	/* Not in order, and with neighbours of either kind. */
	w = (struct role_world){ .parent = getpid(),
				 .keep = { at[5], at[1], at[2] },
				 .other = { at[0], at[3], at[4], at[6] } };
	sigprocmask(SIG_BLOCK, NULL, &before);
	assert_int_equal(spawn_role(&role, &pid), 0);
	sigprocmask(SIG_BLOCK, NULL, &after);
	for (int number = 1; number <= SIGRTMAX; number++)
		assert_int_equal(sigismember(&after, number), sigismember(&before, number));
	assert_int_equal(exit_status(pid), RIGHT);

	role.n_keep = 0;
	assert_int_equal(spawn_role(&role, &pid), 0);
	assert_int_equal(exit_status(pid), NOT_KEPT);
	role.name = NULL;
	assert_int_equal(spawn_role(&role, &pid), 0);
	assert_int_equal(exit_status(pid), WRONG_NAME);
	for (int i = 0; i < 7; i++)
		close(at[i]);
}

static int signal_before_it_is_read(void *argument)
{
	sigset_t set;
	int got;

	(void)argument;
	raise(SIGUSR1);
	raise(SIGRTMIN + 2);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	return sigwait(&set, &got) == 0 && got == SIGUSR1 ? RIGHT : WRONG_SIGNALS;
}

static void test_no_signal_kills_a_role_at_birth(void **state)
{
	struct spawn_role role = { .run = signal_before_it_is_read };
	pid_t pid;

	(void)state;
	assert_int_equal(spawn_role(&role, &pid), 0);
	assert_int_equal(exit_status(pid), RIGHT);
}

static void test_following_somebody_who_is_dead(void **state)
{
	int death;

	(void)state;
	assert_int_equal(spawn_follow(getppid()), 0);
	assert_int_equal(spawn_follow(getpid()), -ESRCH);
	assert_int_equal(prctl(PR_GET_PDEATHSIG, &death), 0);
	assert_int_equal(death, SIGTERM);
	assert_int_equal(prctl(PR_SET_PDEATHSIG, 0), 0);
}

/* -- programs ------------------------------------------------------------------------------------- */

static char *plain_environment[] = { "PATH=/usr/bin:/bin", NULL };

/* Run the shell's @script with @out as its $1; its exit status. */
static int shell(const char *script, const char *out, const struct spawn_program *as)
{
	char *arguments[] = { "sh", "-c", (char *)(uintptr_t)script, "sh", (char *)(uintptr_t)out,
			      NULL };
	struct spawn_program program = *as;
	const char *what = NULL;
	pid_t pid;
	int r;

	program.path = "/bin/sh";
	program.arguments = arguments;
	if (!program.environment)
		program.environment = plain_environment;
	r = spawn_program(&program, &pid, &what);
	if (r < 0)
		fail_msg("%s: %s", what, strerror(-r));
	return exit_status(pid);
}

static const char *content(const char *path)
{
	static char bytes[4096];
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	assert_true(fd >= 0);
	n = read(fd, bytes, sizeof(bytes) - 1);
	assert_true(n >= 0);
	bytes[n] = '\0';
	return bytes;
}

static void test_descriptors_of_a_program(void **state)
{
	const char *out = scratch_path(*state, "descriptors");
	int leaked = fcntl(STDIN_FILENO, F_DUPFD, 77);

	assert_int_equal(shell("for fd in /proc/$$/fd/*; do readlink $fd; done >$1.new 2>&1; "
			       "grep -vxF \"$1.new\" $1.new >$1; exit 3",
			       out, &(struct spawn_program){ 0 }),
			 3);
	close(leaked);
	/* The shell keeps a copy of its stdout while it is redirected: /dev/null, too. */
	for (const char *line = content(out); *line; line += strlen("/dev/null\n"))
		assert_memory_equal(line, "/dev/null\n", strlen("/dev/null\n"));
	assert_int_equal(shell("[ ! -e /proc/$$/fd/77 ]", out, &(struct spawn_program){ 0 }), 0);
}

static void test_signals_of_a_program(void **state)
{
	const char *out = scratch_path(*state, "signals");
	unsigned long blocks, ignores;
	sigset_t blocked, before;

	sigemptyset(&blocked);
	sigaddset(&blocked, SIGUSR1);
	sigprocmask(SIG_BLOCK, &blocked, &before);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	assert_int_equal(shell("grep -E '^Sig(Blk|Ign):' /proc/self/status >$1", out,
			       &(struct spawn_program){ 0 }),
			 0);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	sigprocmask(SIG_SETMASK, &before, NULL);
	assert_int_equal(sscanf(content(out), "SigBlk: %lx SigIgn: %lx", &blocks, &ignores), 2);
	assert_int_equal(blocks, 0);
	/* 32 and 33 are the C library's: nobody can change what was inherited. */
	assert_int_equal(ignores & ~(3UL << 31), 0);
}

static void test_the_parents_mask_is_as_before(void **state)
{
	sigset_t blocked, before, after;

	sigemptyset(&blocked);
	sigaddset(&blocked, SIGUSR2);
	sigprocmask(SIG_BLOCK, &blocked, &before);
	assert_int_equal(
		shell("exit 7", scratch_path(*state, "mask"), &(struct spawn_program){ 0 }), 7);
	sigprocmask(SIG_SETMASK, &before, &after);
	assert_int_equal(sigismember(&after, SIGUSR2), 1);
	assert_int_equal(sigismember(&after, SIGUSR1), 0);
}

static void test_the_group_of_a_program_can_be_killed(void **state)
{
	char *arguments[] = { "sh", "-c", "sleep 1000 & wait", NULL };
	struct spawn_program program = { .path = "/bin/sh",
					 .arguments = arguments,
					 .environment = plain_environment };
	pid_t pid;
	int status;

	(void)state;
	assert_int_equal(spawn_program(&program, &pid, NULL), 0);
	assert_int_equal(getpgid(pid), pid);
	assert_int_equal(kill(-pid, SIGTERM), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
}

static void test_the_user_of_a_program(void **state)
{
	const gid_t groups[] = { 4242, 4343 };
	struct spawn_program as = {
		.as_user = true, .uid = 65534, .gid = 65533, .groups = groups, .n_groups = 2
	};
	const char *out;

	if (geteuid() != 0)
		skip(); /* nobody else may become somebody */
	out = scratch_file(*state, "user", "", 0666);
	assert_int_equal(chmod(out, 0666), 0);
	assert_int_equal(shell("grep -E '^(Uid|Gid|Groups):' /proc/self/status >$1", out, &as), 0);
	assert_string_equal(content(out), "Uid:\t65534\t65534\t65534\t65534\n"
					  "Gid:\t65533\t65533\t65533\t65533\n"
					  "Groups:\t4242 4343 \n");
	as.n_groups = 0;
	assert_int_equal(shell("grep -E '^Groups:' /proc/self/status >$1", out, &as), 0);
	assert_int_equal(strncmp(content(out), "Groups:\t \n", 10), 0);
}

static void test_the_environment_of_a_program(void **state)
{
	char *before[] = { "A=1",          "NOTIFY_SOCKET=/run/x",
			   "LD_PRELOAD=x", "IFS=:",
			   "LD_=y",        "NOTIFY_SOCKETS=kept",
			   "IFSX=kept",    "XLD_=kept",
			   "PATH=/bin:x",  NULL };
	char *nothing[] = { NULL };
	char **clean = spawn_environment(before);
	const char *const expected[] = { "A=1", "NOTIFY_SOCKETS=kept", "IFSX=kept", "XLD_=kept",
					 "PATH=/bin:x" };
	const char *out = scratch_path(*state, "environment");
	char **empty;

	for (size_t i = 0; i < ARRAY_SIZE(expected); i++)
		assert_string_equal(clean[i], expected[i]);
	assert_null(clean[ARRAY_SIZE(expected)]);
	assert_int_equal(shell("echo \"$A $IFSX $NOTIFY_SOCKET\" >$1", out,
			       &(struct spawn_program){ .environment = clean }),
			 0);
	assert_string_equal(content(out), "1 kept \n");
	free(clean);
	empty = spawn_environment(nothing);
	assert_null(empty[0]);
	free(empty);
}

static void test_a_program_that_cannot_begin(void **state)
{
	char *arguments[] = { "x", NULL };
	struct spawn_program program = { .path = scratch_path(*state, "missing"),
					 .arguments = arguments,
					 .environment = plain_environment };
	const char *what = "";
	pid_t pid = -7;

	assert_int_equal(spawn_program(&program, &pid, &what), -ENOENT);
	assert_string_equal(what, "execve");
	program.path = scratch_file(*state, "no-program", "neither binary nor script\n", 0755);
	assert_int_equal(spawn_program(&program, &pid, &what), -ENOEXEC);
	assert_string_equal(what, "execve");

	program.as_user = true;
	setgroups_error = EPERM;
	assert_int_equal(spawn_program(&program, &pid, &what), -EPERM);
	assert_string_equal(what, "setgroups");
	setgroups_error = 0;
	setpgid_error = EACCES;
	assert_int_equal(spawn_program(&program, &pid, NULL), -EACCES);
	setpgid_error = 0;

	assert_int_equal(pid, -7);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* nothing is left to be reaped */
	assert_int_equal(errno, ECHILD);
}

/* The one in between says who its program is, waits until that is known here, and dies hard. */
static void test_a_program_ends_with_its_parent(void **state)
{
	int told[2], go[2];
	struct pollfd ended = { .events = POLLIN };
	pid_t between, program_pid;

	(void)state;
	assert_int_equal(pipe2(told, O_CLOEXEC), 0);
	assert_int_equal(pipe2(go, O_CLOEXEC), 0);
	between = fork();
	assert_true(between >= 0);
	if (between == 0) {
		char *arguments[] = { "sleep", "1000", NULL };
		struct spawn_program program = { .path = "/bin/sleep",
						 .arguments = arguments,
						 .environment = plain_environment };
		pid_t pid;
		char byte;

		if (spawn_program(&program, &pid, NULL) < 0 ||
		    write(told[1], &pid, sizeof(pid)) != sizeof(pid) || read(go[0], &byte, 1) != 1)
			_exit(1);
		kill(getpid(), SIGKILL);
	}
	close(told[1]);
	assert_int_equal(read(told[0], &program_pid, sizeof(program_pid)), sizeof(program_pid));
	ended.fd = pidfd_open(program_pid, 0);
	assert_true(ended.fd >= 0);
	assert_int_equal(poll(&ended, 1, 0), 0);
	assert_int_equal(write(go[1], "x", 1), 1);
	assert_int_equal(waitpid(between, NULL, 0), between);
	assert_int_equal(poll(&ended, 1, 60000), 1);
	close(ended.fd);
	close(told[0]);
	close(go[0]);
	close(go[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_role_begins_clean),
		cmocka_unit_test(test_no_signal_kills_a_role_at_birth),
		cmocka_unit_test(test_following_somebody_who_is_dead),
		cmocka_unit_test(test_descriptors_of_a_program),
		cmocka_unit_test(test_signals_of_a_program),
		cmocka_unit_test(test_the_parents_mask_is_as_before),
		cmocka_unit_test(test_the_group_of_a_program_can_be_killed),
		cmocka_unit_test(test_the_user_of_a_program),
		cmocka_unit_test(test_the_environment_of_a_program),
		cmocka_unit_test(test_a_program_that_cannot_begin),
		cmocka_unit_test(test_a_program_ends_with_its_parent),
	};

	return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
