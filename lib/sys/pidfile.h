/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pidfile - says that a daemon runs, and which process it is.
 *
 * Only the lock counts: whoever holds it is alive, and a file that nobody holds is stale, whatever it
 * says. The lock belongs to the open file, so it goes with the descriptor from the process that took
 * it to the one that it forks. Nothing is done through a symbolic link, or to what is no plain file.
 */
#pragma once

#include <sys/types.h>

#include "lib/base/ka.h"

struct pidfile {
	int fd; /* owned; -1: not held */
	const char *path;
};

/*
 * Create if need be and lock; what a stale one says is gone. @path must stay. -EAGAIN: another process
 * holds it. -ELOOP: a symbolic link; -EINVAL: no plain file.
 */
must_use int pidfile_open(struct pidfile *p, const char *path);
must_use int pidfile_write(struct pidfile *p, pid_t pid);

/* Remove it, unless meanwhile another file has taken its name; and let go of the lock. */
void pidfile_remove(struct pidfile *p);

void pidfile_close(
	struct pidfile *p); /* the file stays; in a process that inherited it, so does the lock */

/* Remove what a process that died has left: only if it says @pid and nobody holds it. */
must_use int pidfile_clear(const char *path, pid_t pid);
