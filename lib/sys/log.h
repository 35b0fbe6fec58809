/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * log - the lines of a process: to syslog, to the console, to log files; never waiting for syslog or
 * console (log_sink says how).
 *
 * One log a process. A line has the ident of whatever it is about, which is the process's own unless
 * log_as() is used; the pid is that of the process. Bytes that could pass for another line or move a
 * cursor are shown as "?". Nothing below a role calls this: errors are returned, and logged once.
 */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <syslog.h>

#include "lib/base/ka.h"
#include "lib/sys/loop.h"

#define LOG_TEXT_MAX 3900 /* bytes; a longer text is cut, and ends in "..." */

struct log_ident {
	const char *name;        /* for syslog: Keepalived_vrrp */
	const char *file_suffix; /* of its log file: _vrrp */
};

struct log_settings {
	const struct log_ident *idents; /* all that this program has; must outlive the log */
	unsigned n_idents;
	unsigned detail; /* as for log_detail() */
	int facility;    /* LOG_DAEMON */
	bool console;    /* stderr */
	bool syslog;
	const char *socket; /* NULL: /dev/log */
	const char *file;   /* NULL: none; for each ident one, its suffix put before the last dot */
};

/* Speaks as the first ident. Fails only where a log file cannot be opened: those are then missing. */
must_use int log_open(const struct log_settings *settings);
void log_close(void); /* waits up to a second until what is kept is sent */

void log_watch(
	struct loop *loop); /* send what is kept as soon as that is possible; NULL: no longer */

/* Idents and log files get this suffix ("_NS_INST") from now on. */
must_use int log_rename(const char *suffix);

/*
 * In the child, first thing after a fork: this process speaks as ident number @ident. It writes to
 * those log files whose descriptors, log_file(), are still open.
 */
void log_forked(unsigned ident);

/* Files are moved by those who rotate them: open them anew, here, and pass them on to the others. */
must_use int log_reopen(void);
int log_file(unsigned ident);               /* the descriptor; -1: there is none */
void log_take_file(unsigned ident, int fd); /* owned from now on */

void log_info(const char *fmt, ...) printf_like(1, 2);
void log_alert(const char *fmt, ...) printf_like(1, 2);
void log_as(unsigned ident, int severity, const char *fmt, ...) printf_like(3, 4);

/* @level 1: only with -D, 2: only with -DD. */
void log_detail(unsigned level, const char *fmt, ...) printf_like(2, 3);
bool log_has_detail(unsigned level);

/* Adds ": " and what the negative errno @error means; returns it. */
int log_errno(int error, const char *fmt, ...) printf_like(2, 3);
