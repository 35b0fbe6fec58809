/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * loop - what a process waits for: descriptors, deadlines, signals, children, and its own next turn.
 *
 * A handle is embedded in its owner, which sets name, lane and callback once:
 *
 *	*s = (struct session){ .due = { .ev = { "session timeout", .urgent = true }, .on_due = on_timeout } };
 *	ev_timer_start(loop, &s->due, mono_after(loop_now(loop), timeout));
 *
 * A zeroed handle is stopped; stopping a stopped one does nothing; starting a running one changes what
 * it waits for. A callback may stop, start and free any handle, its own included. Io and signal handles
 * go on until they are stopped; the others are stopped when their callback runs.
 *
 * One turn: wait; take the time; run every urgent handle that is ready, descriptors before deadlines
 * (what was received may move a deadline); then the rest, at least one and until a millisecond is used
 * up or an urgent deadline has come. What is left goes on in the next turn, in its old place. What
 * callbacks make ready waits for the next turn. So neither lane starves the other.
 *
 * After a fork the child leaves its copy of the loop alone - they share the kernel's side of it - closes
 * the descriptors and opens a loop of its own.
 */
#pragma once

#include <stdint.h>
#include <sys/types.h>

#include "lib/base/heap.h"
#include "lib/base/ka.h"
#include "lib/base/lateness.h"
#include "lib/base/list.h"
#include "lib/base/mono.h"

enum { EV_READ = 1, EV_WRITE = 2 };

enum ev_kind { EV_IO, EV_TIMER, EV_SIGNAL, EV_CHILD, EV_SOON, EV_SIGNALS, EV_ALARM };

struct ev {
	/* Set by the owner while it is stopped: a literal, for accounts; and the lane. */
	const char *name;
	bool urgent;

	uint8_t kind; /* enum ev_kind */
	uint32_t account;
	struct loop *loop;  /* NULL: stopped */
	struct list queued; /* its callback is about to run */
	struct mono since;  /* it was due then */
};

struct ev_io {
	struct ev ev;
	/* What is @ready may by then be so no longer: be prepared for EAGAIN. */
	void (*on_ready)(struct ev_io *io, unsigned ready);
	int fd;
	unsigned want, ready, watched;
};

struct ev_timer {
	struct ev ev;
	void (*on_due)(struct ev_timer *timer);
	struct mono at; /* the deadline */
	struct heap_node node;
};

struct ev_signal {
	struct ev ev;
	void (*on_signal)(struct ev_signal *signal); /* once for any number that came at once */
	int number;
	struct list link;
};

struct ev_child {
	struct ev ev;
	/* @status: as of waitpid(); -1: lost to another wait. */
	void (*on_exit)(struct ev_child *child, int status);
	pid_t pid;
	int fd;
};

struct ev_soon {
	struct ev ev;
	void (*on_soon)(struct ev_soon *soon);
};

struct loop {
	/* Set by the owner at any time: what is tolerated; and what is called after a late turn. */
	struct lateness lateness;
	void (*on_late)(struct loop *loop, const struct lateness_report *report);

	struct mono now, clock; /* when the turn began; last read */
	int epoll, signals, alarm;
	struct ev signals_ev, alarm_ev;
	struct mono alarm_at; /* in the past: not set */
	struct heap timers[2]; /* by lane: 0 the rest, 1 urgent; so the rows below */
	struct list ready[2];  /* for the next turn */
	struct list running[2];
	struct list signal_handles;
	size_t handles; /* started */
	bool left, coarse;
};

must_use int loop_open(struct loop *l);
void loop_close(struct loop *l); /* all handles must be stopped */

void loop_run(struct loop *l);   /* turn after turn until loop_leave() */
void loop_turn(struct loop *l);  /* a single one; waits for something to do */
void loop_leave(struct loop *l); /* after the callback that calls it */

/* When the turn began: the same for all of its callbacks. */
struct mono loop_now(const struct loop *l);
struct mono loop_clock(void); /* what the clock says */

/* One handle a descriptor. Stop before closing it. Errors and hang-ups show as what was wanted. */
void ev_io_start(struct loop *l, struct ev_io *io, int fd, unsigned want);
void ev_io_want(struct ev_io *io, unsigned want); /* 0: nothing for now */
void ev_io_stop(struct ev_io *io);

void ev_timer_start(struct loop *l, struct ev_timer *timer, struct mono at);
void ev_timer_stop(struct ev_timer *timer);

/* Blocks the signal, and leaves it blocked when stopped: none is ever lost to its default action. */
void ev_signal_start(struct loop *l, struct ev_signal *signal, int number);
void ev_signal_stop(struct ev_signal *signal);

/* @pid: a child of this process that nobody has waited for. Reaps it. */
must_use int ev_child_start(struct loop *l, struct ev_child *child, pid_t pid);
void ev_child_stop(struct ev_child *child); /* not reaped */

void ev_soon_start(struct loop *l, struct ev_soon *soon);
void ev_soon_stop(struct ev_soon *soon);

static inline bool ev_is_started(const struct ev *ev)
{
	return ev->loop;
}
