/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sdnotify - tells the service manager how far a daemon is: one datagram a message, no library.
 *
 * Without a service manager (no NOTIFY_SOCKET) every message is sent to nobody, successfully. A
 * message never waits: -EAGAIN if the manager does not keep up.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/un.h>

#include "lib/base/ka.h"
#include "lib/base/mono.h"

struct sdnotify {
	int fd; /* owned; -1: nobody to tell */
	struct sockaddr_un to;
	socklen_t to_len;
};

/*
 * @address: a path, or "@" and the name of an abstract socket; NULL or empty: nobody to tell.
 * -EAFNOSUPPORT: of some other kind. Even after an error messages may be sent: to nobody.
 */
must_use int sdnotify_open(struct sdnotify *s, const char *address);

/* The same with the address from the environment, which is taken out of there. */
must_use int sdnotify_open_environment(struct sdnotify *s);
void sdnotify_close(struct sdnotify *s);
bool sdnotify_is_heard(const struct sdnotify *s);

/* @status, where there is one: a line for people, or NULL. */
must_use int sdnotify_ready(const struct sdnotify *s, pid_t main_pid, const char *status);
must_use int sdnotify_reloading(const struct sdnotify *s, struct mono now); /* then ready again */
must_use int sdnotify_stopping(const struct sdnotify *s, const char *status);
must_use int sdnotify_status(const struct sdnotify *s, const char *status);
must_use int sdnotify_main_pid(const struct sdnotify *s, pid_t pid);
must_use int sdnotify_errno(const struct sdnotify *s, int number);
must_use int sdnotify_extend(const struct sdnotify *s, struct span by); /* the manager's patience */
