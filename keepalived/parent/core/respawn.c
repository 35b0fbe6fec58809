/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/parent/core/respawn.h"

#include <sys/wait.h>

#include "lib/base/ka.h"

#define LONG_LIFE span_seconds(60)

struct action {
	enum respawn_state  next;
	enum respawn_effect effects[RESPAWN_EFFECTS_MAX];
};

#define NONE     RESPAWN_NONE
#define RUNNING  RESPAWN_RUNNING
#define WAITING  RESPAWN_WAITING
#define STOPPING RESPAWN_STOPPING
#define KILLED   RESPAWN_KILLED

/* clang-format off */
static const struct action actions[RESPAWN_N_STATES][RESPAWN_N_EVENTS] = {
	[RESPAWN_NONE] = {
		[RESPAWN_START]     = { RUNNING,  { RESPAWN_FORK } },
		[RESPAWN_NO_BIRTH]  = { NONE,     { 0 } },
		[RESPAWN_DIED]      = { NONE,     { 0 } },
		[RESPAWN_DIED_LAST] = { NONE,     { 0 } },
		[RESPAWN_GAVE_UP]   = { NONE,     { 0 } },
		[RESPAWN_LEFT]      = { NONE,     { 0 } },
		[RESPAWN_DUE]       = { NONE,     { 0 } },
		[RESPAWN_STOP]      = { NONE,     { 0 } },
		[RESPAWN_LATE]      = { NONE,     { 0 } },
	},
	[RESPAWN_RUNNING] = {
		[RESPAWN_START]     = { RUNNING,  { 0 } },
		[RESPAWN_NO_BIRTH]  = { WAITING,  { RESPAWN_WAIT } },
		[RESPAWN_DIED]      = { WAITING,  { RESPAWN_SAY_RESPAWNING, RESPAWN_WAIT } },
		[RESPAWN_DIED_LAST] = { NONE,     { RESPAWN_SAY_EXITING, RESPAWN_END_ALL } },
		[RESPAWN_GAVE_UP]   = { NONE,     { RESPAWN_SAY_GAVE_UP, RESPAWN_END_ALL } },
		[RESPAWN_LEFT]      = { NONE,     { 0 } },
		[RESPAWN_DUE]       = { RUNNING,  { 0 } },
		[RESPAWN_STOP]      = { STOPPING, { RESPAWN_TELL } },
		[RESPAWN_LATE]      = { RUNNING,  { 0 } },
	},
	[RESPAWN_WAITING] = {
		[RESPAWN_START]     = { WAITING,  { 0 } },
		[RESPAWN_NO_BIRTH]  = { WAITING,  { 0 } },
		[RESPAWN_DIED]      = { WAITING,  { 0 } },
		[RESPAWN_DIED_LAST] = { WAITING,  { 0 } },
		[RESPAWN_GAVE_UP]   = { WAITING,  { 0 } },
		[RESPAWN_LEFT]      = { WAITING,  { 0 } },
		[RESPAWN_DUE]       = { RUNNING,  { RESPAWN_FORK } },
		[RESPAWN_STOP]      = { NONE,     { 0 } },
		[RESPAWN_LATE]      = { WAITING,  { 0 } },
	},
	[RESPAWN_STOPPING] = {
		[RESPAWN_START]     = { STOPPING, { 0 } },
		[RESPAWN_NO_BIRTH]  = { STOPPING, { 0 } },
		[RESPAWN_DIED]      = { NONE,     { 0 } },
		[RESPAWN_DIED_LAST] = { NONE,     { 0 } },
		[RESPAWN_GAVE_UP]   = { NONE,     { 0 } },
		[RESPAWN_LEFT]      = { NONE,     { 0 } },
		[RESPAWN_DUE]       = { STOPPING, { 0 } },
		[RESPAWN_STOP]      = { STOPPING, { 0 } },
		[RESPAWN_LATE]      = { KILLED,   { RESPAWN_SAY_FORCING, RESPAWN_KILL } },
	},
	[RESPAWN_KILLED] = {
		[RESPAWN_START]     = { KILLED,   { 0 } },
		[RESPAWN_NO_BIRTH]  = { KILLED,   { 0 } },
		[RESPAWN_DIED]      = { NONE,     { 0 } },
		[RESPAWN_DIED_LAST] = { NONE,     { 0 } },
		[RESPAWN_GAVE_UP]   = { NONE,     { 0 } },
		[RESPAWN_LEFT]      = { NONE,     { 0 } },
		[RESPAWN_DUE]       = { KILLED,   { 0 } },
		[RESPAWN_STOP]      = { KILLED,   { 0 } },
		[RESPAWN_LATE]      = { KILLED,   { 0 } },
	},
};
/* clang-format on */

/* Fills in when the next life begins. */
static void plan_next(struct respawn *r, struct mono now, struct respawn_step *step)
{
	static const unsigned delays_s[] = { 0, 1, 2, 4, 8, 16, 32, 60 };
	const size_t          last = ARRAY_SIZE(delays_s) - 1;

	step->was_long = !mono_before(now, mono_after(r->born, LONG_LIFE));
	if (step->was_long) {
		r->short_lives = 0;
	} else {
		step->delay_s = delays_s[MIN(r->short_lives, last)];
		r->short_lives++;
	}
	step->due = mono_after(now, span_seconds(step->delay_s));
}

struct respawn_step respawn_step(struct respawn *r, enum respawn_event event, struct mono now)
{
	const struct action *action = &actions[r->state][event];
	struct respawn_step  step = { .effects = { RESPAWN_NOTHING } };

	r->state = action->next;
	for (size_t i = 0; i < RESPAWN_EFFECTS_MAX; i++) {
		step.effects[i] = action->effects[i];
		if (action->effects[i] == RESPAWN_FORK)
			r->born = now;
		if (action->effects[i] == RESPAWN_WAIT)
			plan_next(r, now, &step);
	}
	return step;
}

enum respawn_event respawn_event_of(int wait_status, bool may_respawn)
{
	if (WIFEXITED(wait_status)) {
		switch (WEXITSTATUS(wait_status)) {
		case 1:
		case 2:
		case 4:
			return RESPAWN_GAVE_UP;
		}
	}
	return may_respawn ? RESPAWN_DIED : RESPAWN_DIED_LAST;
}

enum respawn_event respawn_event_of_helper(int wait_status)
{
	return WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0 ? RESPAWN_LEFT : RESPAWN_DIED;
}

bool respawn_is_alive(const struct respawn *r)
{
	return r->state == RESPAWN_RUNNING || r->state == RESPAWN_STOPPING || r->state == RESPAWN_KILLED;
}
