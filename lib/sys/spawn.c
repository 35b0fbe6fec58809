/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/sys/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define FIRST_FD (STDERR_FILENO + 1)

int spawn_follow(pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) < 0)
		return -errno;
	return getppid() == parent ? 0 : -ESRCH;
}

/* -- roles ------------------------------------------------------------------------------------- */

/* The lowest of @fds that is at least @from; -1 if there is none. */
static int lowest(const int *fds, size_t n, int from)
{
	int found = -1;

	for (size_t i = 0; i < n; i++) {
		if (fds[i] >= from && (found < 0 || fds[i] < found))
			found = fds[i];
	}
	return found;
}

static int close_all_but(const int *keep, size_t n)
{
	int from = FIRST_FD;
	int next;

	while ((next = lowest(keep, n, from)) >= 0) {
		if (next > from && close_range((unsigned)from, (unsigned)next - 1, 0) < 0)
			return -errno;
		from = next + 1;
	}
	return close_range((unsigned)from, ~0U, 0) < 0 ? -errno : 0;
}

static _Noreturn void become_role(const struct spawn_role *role, pid_t parent)
{
	/* The status is that of an internal error: this cannot happen on a kernel we know. */
	if (close_all_but(role->keep, role->n_keep) < 0)
		_exit(70);
	if (role->name)
		prctl(PR_SET_NAME, role->name);
	if (spawn_follow(parent) < 0)
		_exit(0);
	_exit(role->run(role->argument));
}

int spawn_role(const struct spawn_role *role, pid_t *ret_pid)
{
	pid_t parent = getpid();
	sigset_t all, before;
	pid_t pid;
	int error;

	fflush(NULL); /* else what is buffered would be written twice */
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	pid = fork();
	if (pid == 0)
		become_role(role, parent);
	error = errno;
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (pid < 0)
		return -error;
	*ret_pid = pid;
	return 0;
}

/* -- programs ------------------------------------------------------------------------------------ */

struct birth { /* what the child leaves behind if it fails: it shares our memory until it runs */
	const struct spawn_program *program;
	pid_t parent;
	const char *what;
	int error;
};

static bool open_null(void)
{
	int fd = open("/dev/null", O_RDWR);

	if (fd < 0)
		return false;
	for (int to = STDIN_FILENO; to <= STDERR_FILENO; to++) {
		if (dup2(fd, to) < 0)
			return false;
	}
	return true;
}

static void reset_signals(void)
{
	struct sigaction by_default = { .sa_handler = SIG_DFL };
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		sigaction(number, &by_default, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* The name of what failed, errno set; NULL never: then it is another program. */
static const char *become_program(const struct birth *b)
{
	const struct spawn_program *p = b->program;
	int r;

	if (setpgid(0, 0) < 0)
		return "setpgid";
	if (!open_null())
		return "/dev/null";
	if (close_range(FIRST_FD, ~0U, 0) < 0)
		return "close_range";
	if (p->descriptors && setrlimit(RLIMIT_NOFILE, p->descriptors) < 0)
		return "setrlimit";
	if (p->as_user) {
		if (setgroups(p->n_groups, p->groups) < 0)
			return "setgroups";
		if (setresgid(p->gid, p->gid, p->gid) < 0)
			return "setgid";
		if (setresuid(p->uid, p->uid, p->uid) < 0)
			return "setuid";
	}
	r = spawn_follow(b->parent);
	if (r < 0) {
		errno = -r;
		return "prctl";
	}
	reset_signals();
	execve(p->path, p->arguments, p->environment);
	return "execve";
}

/*
 * Because: a fork copies page tables that the program throws away at once, and needs a pipe to say why
 * it failed. This child runs in our memory while we stand still, and calls nothing but the kernel.
 */
static pid_t give_birth(struct birth *b)
{
	pid_t pid = vfork();

	if (pid != 0)
		return pid;
	b->what = become_program(b);
	b->error = errno;
	_exit(127);
}

static void reap(pid_t pid)
{
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

int spawn_program(const struct spawn_program *program, pid_t *ret_pid, const char **ret_what)
{
	struct birth b = { .program = program, .parent = getpid() };
	sigset_t all, before;
	pid_t pid;
	int error;

	/* So that no handler of ours runs in the child. */
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	pid = give_birth(&b);
	error = errno;
	sigprocmask(SIG_SETMASK, &before, NULL);

	if (pid < 0) {
		b.what = "vfork";
		b.error = error;
	} else if (b.what) {
		reap(pid);
	}
	if (b.what) {
		if (ret_what)
			*ret_what = b.what;
		return -b.error;
	}
	*ret_pid = pid;
	return 0;
}

char **spawn_environment(char *const *environment)
{
	static const char *const unwanted[] = { "NOTIFY_SOCKET=", "IFS=", "LD_" };
	size_t n = 0, kept = 0;
	char **clean;

	while (environment[n])
		n++;
	clean = calloc(n + 1, sizeof(*clean));
	if (!clean)
		abort();
	for (size_t i = 0; i < n; i++) {
		bool wanted = true;

		for (size_t u = 0; u < ARRAY_SIZE(unwanted); u++)
			wanted &= strncmp(environment[i], unwanted[u], strlen(unwanted[u])) != 0;
		if (wanted)
			clean[kept++] = environment[i];
	}
	return clean;
}
