/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * spawn - new processes: roles of this program, and other programs.
 *
 * A role is a fork that goes on in a function. It begins with every signal blocked (so that none kills
 * it before it has a signalfd), none of the parent's descriptors but those it is given, and TERM if
 * the parent dies. Its loop and log are to be opened or told anew: both belong to the parent.
 *
 * A program begins with every signal as a login shell would have it, /dev/null as its three
 * descriptors and no other, in a process group of its own, and with TERM if the parent dies; working
 * directory and umask are the daemon's.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "lib/base/ka.h"

struct spawn_role {
	const char *name;           /* what ps shows; NULL: as the parent */
	int (*run)(void *argument); /* returns the exit status */
	void *argument;
	const int *keep; /* descriptors; 0, 1 and 2 stay in any case */
	size_t n_keep;
};

must_use int spawn_role(const struct spawn_role *role, pid_t *ret_pid);

/*
 * TERM when @parent dies. A change of user or capabilities undoes that, so a role asks again after
 * one. -ESRCH: it has died already.
 */
must_use int spawn_follow(pid_t parent);

struct spawn_program {
	const char *path;
	char *const *arguments; /* as for execve(); so is the next */
	char *const *environment;
	bool as_user; /* else as the daemon */
	uid_t uid;
	gid_t gid;
	const gid_t *groups;
	size_t n_groups;
	const struct rlimit *descriptors; /* how many it may have; NULL: as many as we */
};

/*
 * Returns when the program has begun, or could not: then with a negative errno, and @ret_what is the
 * name of the call that failed, if the caller wants it. The group's number is the pid.
 */
must_use int spawn_program(const struct spawn_program *program, pid_t *ret_pid,
			   const char **ret_what);

/*
 * What of an environment a program is given: all but NOTIFY_SOCKET, IFS and LD_*. The array is the
 * caller's to free(), the texts are those of @environment.
 */
char **spawn_environment(char *const *environment);
