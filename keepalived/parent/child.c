/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/parent/child.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "lib/sys/log.h"

#define STATUS_FATAL 1 /* after a child that -R does not replace */

static void step(struct child *c, enum respawn_event event, int wait_status);

/* -- what is said ---------------------------------------------------------------------------- */

static const char *error_name(int status)
{
	switch (status) {
	case 1:
		return "FATAL";
	case 2:
		return "CONFIG";
	}
	return "missing permission";
}

static void say_how_it_ended(const struct child *c, int wait_status)
{
	int number;

	if (WIFEXITED(wait_status)) {
		log_info("pid %d exited with status %d", (int)c->pid, WEXITSTATUS(wait_status));
	} else if (WIFSIGNALED(wait_status)) {
		number = WTERMSIG(wait_status);
		log_info("pid %d exited due to signal %d (%s)%s", (int)c->pid, number, strsignal(number),
			 number == SIGKILL ? " - has rlimit_rttime been exceeded?" : "");
	} else {
		log_info("pid %d exited", (int)c->pid);
	}
}

static void say_died(const struct child *c, int wait_status, const char *what_next)
{
	say_how_it_ended(c, wait_status);
	if (c->kind->is_helper)
		log_info("%s process(%d) died: %s", c->kind->label, (int)c->pid, what_next);
	else
		log_alert("%s child process(%d) died: %s", c->kind->label, (int)c->pid, what_next);
}

static void say_gave_up(const struct child *c, int status)
{
	log_info("%s exited with permanent error %s. Terminating", c->kind->ident, error_name(status));
}

/* -- what is done ---------------------------------------------------------------------------- */

static void on_exit_of(struct ev_child *exit, int status)
{
	struct child *c = container_of(exit, struct child, exit);

	c->on_gone(c);
	step(c, c->kind->is_helper ? respawn_event_of_helper(status) : respawn_event_of(status, c->may_respawn),
	     status);
}

static void on_due(struct ev_timer *due)
{
	step(container_of(due, struct child, due), RESPAWN_DUE, 0);
}

static void give_birth(struct child *c)
{
	int r = c->fork(c, &c->pid);

	if (r == 0) {
		if (!c->kind->is_helper)
			log_info("Starting %s child process, pid=%d", c->kind->label, (int)c->pid);
		c->exit = (struct ev_child){ .ev = { c->kind->word, .urgent = !c->kind->is_helper },
					     .on_exit = on_exit_of };
		r = ev_child_start(c->loop, &c->exit, c->pid);
		if (r < 0) /* nobody would hear of its end */
			kill(c->pid, SIGKILL);
	}
	if (r < 0) {
		log_errno(r, "cannot start the %s process", c->kind->label);
		step(c, RESPAWN_NO_BIRTH, 0);
	}
}

static void wait_until(struct child *c, const struct respawn_step *s)
{
	if (!s->was_long && !c->kind->is_helper)
		log_info("Restart of %s process delayed %u seconds to limit respawn rate", c->kind->label,
			 s->delay_s);
	c->due = (struct ev_timer){ .ev = { "respawn", .urgent = true }, .on_due = on_due };
	ev_timer_start(c->loop, &c->due, s->due);
}

static void carry_out(struct child *c, enum respawn_effect effect, const struct respawn_step *s, int wait_status)
{
	switch (effect) {
	case RESPAWN_NOTHING:
		break;
	case RESPAWN_FORK:
		give_birth(c);
		break;
	case RESPAWN_WAIT:
		wait_until(c, s);
		break;
	case RESPAWN_TELL:
		if (!c->kind->is_helper)
			kill(c->pid, SIGTERM);
		break;
	case RESPAWN_KILL:
		kill(c->pid, SIGKILL);
		break;
	case RESPAWN_END_ALL:
		c->on_end_all(c, WIFEXITED(wait_status) && WEXITSTATUS(wait_status) ? WEXITSTATUS(wait_status) :
										      STATUS_FATAL);
		break;
	case RESPAWN_SAY_RESPAWNING:
		say_died(c, wait_status, "Respawning");
		break;
	case RESPAWN_SAY_EXITING:
		say_died(c, wait_status, "Exiting");
		break;
	case RESPAWN_SAY_GAVE_UP:
		say_gave_up(c, WEXITSTATUS(wait_status));
		break;
	case RESPAWN_SAY_FORCING:
		if (!c->kind->is_helper)
			log_info("%s process failed to die - forcing termination", c->kind->word);
		break;
	}
}

/* @wait_status: where the event is an end. */
static void step(struct child *c, enum respawn_event event, int wait_status)
{
	enum respawn_state  before = c->respawn.state;
	struct respawn_step s = respawn_step(&c->respawn, event, loop_now(c->loop));

	if (c->respawn.state != RESPAWN_WAITING)
		ev_timer_stop(&c->due);
	for (size_t i = 0; i < ARRAY_SIZE(s.effects); i++)
		carry_out(c, s.effects[i], &s, wait_status);
	if (before != RESPAWN_NONE && c->respawn.state == RESPAWN_NONE)
		c->on_none(c);
}

void child_start(struct child *c)
{
	step(c, RESPAWN_START, 0);
}

void child_stop(struct child *c)
{
	step(c, RESPAWN_STOP, 0);
}

void child_late(struct child *c)
{
	step(c, RESPAWN_LATE, 0);
}
