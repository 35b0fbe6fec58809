/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * respawn - what the parent does about a child that starts, ends, or has to end.
 *
 * One table, a row for every state and a column for every event, says it all; what is not in it does
 * not happen. How long a child has to wait for its next life:
 *
 *   - not at all, if it ran for a minute or longer;
 *   - else 0, 1, 2, 4, 8, 16, 32, 60, 60 ... seconds, from one short life to the next; a life of a
 *     minute begins that anew.
 *
 * Pure: no clock, no I/O, no log. The caller does what a step says, in that order.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/mono.h"

enum respawn_state {
	RESPAWN_NONE,     /* none runs, and none is to */
	RESPAWN_RUNNING,
	RESPAWN_WAITING,  /* none runs; one will, once its time has come */
	RESPAWN_STOPPING, /* told to stop */
	RESPAWN_KILLED,   /* has to be reaped only */
};
#define RESPAWN_N_STATES (RESPAWN_KILLED + 1)

enum respawn_event {
	RESPAWN_START,     /* from now on there is to be one */
	RESPAWN_NO_BIRTH,  /* it could not be made */
	RESPAWN_DIED,      /* by a signal, or with a status that promises nothing */
	RESPAWN_DIED_LAST, /* the same where one death is the end of all */
	RESPAWN_GAVE_UP,   /* with a status that any other would end with, too */
	RESPAWN_LEFT,      /* for good, and rightly so: what it was there for is gone */
	RESPAWN_DUE,       /* the time that RESPAWN_WAIT asked for has come */
	RESPAWN_STOP,      /* from now on there is to be none */
	RESPAWN_LATE,      /* there is one after the time that it had for stopping */
};
#define RESPAWN_N_EVENTS (RESPAWN_LATE + 1)

enum respawn_effect {
	RESPAWN_NOTHING,        /* ends the list */
	RESPAWN_FORK,           /* make one; RESPAWN_NO_BIRTH if that cannot be done */
	RESPAWN_WAIT,           /* RESPAWN_DUE when it is time */
	RESPAWN_TELL,           /* it to stop */
	RESPAWN_KILL,
	RESPAWN_END_ALL,        /* the daemon cannot go on without it */
	RESPAWN_SAY_RESPAWNING, /* log lines */
	RESPAWN_SAY_EXITING,
	RESPAWN_SAY_GAVE_UP,
	RESPAWN_SAY_FORCING,
};
#define RESPAWN_EFFECTS_MAX 2

struct respawn {
	enum respawn_state state;
	unsigned           short_lives; /* in a row */
	struct mono        born;        /* the last one */
};

struct respawn_step {
	enum respawn_effect effects[RESPAWN_EFFECTS_MAX + 1];
	struct mono         due;      /* for RESPAWN_WAIT */
	unsigned            delay_s;  /* the same as a number of seconds */
	bool                was_long; /* it waits for nothing: its life had been long enough */
};

struct respawn_step respawn_step(struct respawn *r, enum respawn_event event, struct mono now);

/*
 * What the end of a child means. @wait_status: as of waitpid(). @may_respawn: without -R. A helper is
 * never the end of all, and may leave.
 */
enum respawn_event respawn_event_of(int wait_status, bool may_respawn);
enum respawn_event respawn_event_of_helper(int wait_status);

/* Does a process exist? */
bool respawn_is_alive(const struct respawn *r);
