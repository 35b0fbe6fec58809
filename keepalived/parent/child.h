/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * child - a process of this daemon that its parent starts again whenever it dies.
 *
 * core/respawn decides; this does it: forks, waits, signals, and says the lines that operators know.
 * A helper is a child of which little is said, and which leaves when its worker does, not when told.
 */
#pragma once

#include <sys/types.h>

#include "keepalived/parent/core/respawn.h"
#include "lib/base/ka.h"
#include "lib/sys/loop.h"

struct child_kind {
	const char *label; /* VRRP, in "VRRP child process(N) died" */
	const char *word;  /* vrrp, in "vrrp process failed to die" */
	const char *ident; /* Keepalived_vrrp */
	bool        is_helper;
};

struct child { /* set by the owner: */
	const struct child_kind *kind;
	struct loop             *loop;
	bool                     may_respawn;

	must_use int (*fork)(struct child *c, pid_t *ret_pid);
	void (*on_gone)(struct child *c);              /* reaped; before anything else follows from that */
	void (*on_end_all)(struct child *c, int status); /* the daemon has to end, with @status */
	void (*on_none)(struct child *c);              /* none runs, and none will: last of all */

	struct respawn  respawn; /* zeroed by the owner, and so are these */
	struct ev_child exit;
	struct ev_timer due;
	pid_t           pid;
};

void child_start(struct child *c);
void child_stop(struct child *c); /* on_none follows, if there is anything to stop */
void child_late(struct child *c); /* it had its time to stop */
