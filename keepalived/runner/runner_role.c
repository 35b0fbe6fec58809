/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/runner/runner_role.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "keepalived/bus/idents.h"
#include "keepalived/model/config.h"
#include "keepalived/notify/core/notify_name.h"
#include "keepalived/runner/core/run_queue.h"
#include "keepalived/runner/program.h"
#include "lib/base/list.h"
#include "lib/sys/channel.h"
#include "lib/sys/fdutil.h"
#include "lib/sys/log.h"

#define OUTBOX          4096
#define TIME_AT_STOP    span_seconds(1) /* of scripts that are told of the stop */
#define TIME_AFTER_TERM ((struct span){ .us = 100000 }) /* when the daemon ends */
#define TIME_TO_END     span_seconds(2) /* of one that took too long */

/* An instance or a group. */
struct subject {
	struct runner            *r;
	const char               *name;
	const struct conf_notify *notify;
	enum notify_object        object;
	struct run_queue          queue;
	struct ev_timer           due;
};

/* A program that runs. */
struct live {
	struct ev_child           exit;
	struct list               link;
	struct runner            *r;
	struct subject           *subject; /* NULL: it is the reader of a FIFO */
	const struct conf_script *script;
	const char               *about;   /* the subject's name, or the FIFO's path */
};

/* What the parent wants run before the daemon begins and after it has ended. */
struct task {
	struct ev_child exit;
	struct ev_timer late;
	bool            is_told;   /* the parent, what became of it */
	bool            is_ending; /* had its TERM */
};

struct runner {
	const struct config *config;
	struct loop          loop;
	struct channel       parent;
	struct ev_io         news;
	struct list          lives;
	struct task          tasks[2]; /* startup, shutdown */
	struct subject      *instances; /* owned, as are the groups */
	struct subject      *groups;
	struct ev_timer      leave;
	struct mono          told_stop; /* the last script of a stop began */
	bool                 is_leaving;
	bool                 has_ended_all;
};

/* -- programs ------------------------------------------------------------------------------------ */

static void leave_if_done(struct runner *r)
{
	if (r->is_leaving && list_is_empty(&r->lives))
		loop_leave(&r->loop);
}

static void say_end(const struct live *l, int status)
{
	bool        was_killed = WIFSIGNALED(status);
	int         number = was_killed ? WTERMSIG(status) : WEXITSTATUS(status);
	const char *how = was_killed ? "exited due to signal" : "exited with status";

	if (!l->subject) /* of which only the end of the daemon is one */
		log_info("(%s) script %s %s %d", l->about, l->script->argv[0], how, number);
	else if (number)
		log_detail(1, "(%s) notify script %s %s %d", l->about, l->script->argv[0], how, number);
}

static void pump(struct subject *s);

static void on_exit_of(struct ev_child *exit, int status)
{
	struct live    *l = container_of(exit, struct live, exit);
	struct runner  *r = l->r;
	struct subject *s = l->subject;

	if (!r->is_leaving)
		say_end(l, status);
	list_remove(&l->link);
	free(l);
	if (s) {
		run_queue_ended(&s->queue);
		pump(s);
	}
	leave_if_done(r);
}

/* 0, or a negative errno after it was said. */
static int begin(struct runner *r, struct subject *s, const struct conf_script *script, const char *about,
		 const char *const *words, size_t n_words)
{
	struct live *l;
	const char  *what;
	pid_t        pid;
	int          error = program_start(script, words, n_words, &pid, &what);

	if (script->is_file_test) /* nothing is to be run for it */
		return error;
	if (error < 0)
		return log_errno(error, "(%s) cannot run %s: %s", about, script->argv[0], what);
	l = calloc(1, sizeof(*l));
	if (!l)
		abort();
	*l = (struct live){ .exit = { .ev = { "script" }, .on_exit = on_exit_of }, .r = r, .subject = s,
			    .script = script, .about = about };
	error = ev_child_start(&r->loop, &l->exit, pid);
	if (error < 0) { /* nobody would hear of its end */
		program_signal(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		free(l);
		return log_errno(error, "(%s) cannot watch %s", about, script->argv[0]);
	}
	list_append(&r->lives, &l->link);
	return 0;
}

static int run(struct subject *s, const struct run *run)
{
	const struct notify_news news = { .name = s->name, .object = s->object, .event = run->event,
					  .priority = run->priority };
	const char              *words[NOTIFY_N_WORDS];
	char                     priority[NOTIFY_PRIORITY_SIZE];

	notify_words(&news, priority, words);
	return begin(s->r, s, run->script, s->name, words, run->has_words ? NOTIFY_N_WORDS : 0);
}

/* Start what may be started. */
static void pump(struct subject *s)
{
	struct runner *r = s->r;
	struct mono    now = loop_now(&r->loop);
	struct mono    due;
	struct run     next;

	while (run_queue_take(&s->queue, now, &next)) {
		if (run(s, &next) < 0)
			run_queue_ended(&s->queue);
		else if (next.cannot_wait)
			r->told_stop = now;
	}
	due = run_queue_due(&s->queue);
	if (due.us == MONO_NEVER.us)
		ev_timer_stop(&s->due);
	else
		ev_timer_start(&r->loop, &s->due, due);
}

static void on_due(struct ev_timer *timer)
{
	pump(container_of(timer, struct subject, due));
}

/* -- news ---------------------------------------------------------------------------------------- */

static struct subject *subject_of(struct runner *r, const struct run_news *news)
{
	switch ((enum notify_object)news->object) {
	case NOTIFY_INSTANCE:
		return news->index < r->config->vrrps.n ? &r->instances[news->index] : NULL;
	case NOTIFY_GROUP:
		return news->index < r->config->vrrp_groups.n ? &r->groups[news->index] : NULL;
	}
	return NULL;
}

static void take(struct runner *r, const struct run_news *news)
{
	struct subject           *s = subject_of(r, news);
	const struct conf_script *scripts[NOTIFY_SCRIPTS_MAX];
	size_t                    n;

	if (!s || news->event >= NOTIFY_N_EVENTS)
		return;
	n = notify_scripts(s->notify, (enum notify_event)news->event, scripts);
	for (size_t i = 0; i < n; i++)
		run_queue_add(&s->queue, &(struct run){
						 .script = scripts[i],
						 .since = loop_now(&r->loop),
						 .event = news->event,
						 .priority = news->priority,
						 .has_words = scripts[i] == &s->notify->any,
						 .cannot_wait = news->event == NOTIFY_STOP,
					 });
	pump(s);
}

/* All there are. */
static void read_news(struct runner *r)
{
	struct run_news news;
	ssize_t         n;

	while ((n = recv(r->news.fd, &news, sizeof(news), MSG_DONTWAIT)) > 0)
		if (n == sizeof(news))
			take(r, &news);
	if (n == 0) /* the parent has gone: its own channel says so, too */
		ev_io_stop(&r->news);
}

static void on_news(struct ev_io *io, unsigned ready)
{
	(void)ready;
	read_news(container_of(io, struct runner, news));
}

/* -- orders of the parent ------------------------------------------------------------------------ */

static void tell(struct runner *r, struct task *t, enum run_outcome outcome, int value)
{
	struct run_answer answer = {
		.order = t == &r->tasks[0] ? RUN_STARTUP : RUN_SHUTDOWN,
		.outcome = (uint8_t)outcome,
		.value = value,
	};

	if (t->is_told)
		return;
	t->is_told = true;
	if (channel_send(&r->parent, &answer, sizeof(answer), NULL, 0) < 0)
		log_as(IDENT_PARENT, LOG_INFO, "the parent does not listen");
}

static void on_task_exit(struct runner *r, struct task *t, int status)
{
	ev_timer_stop(&t->late);
	tell(r, t, RUN_ENDED, status);
}

static void on_startup_exit(struct ev_child *exit, int status)
{
	struct runner *r = container_of(exit, struct runner, tasks[0].exit);

	on_task_exit(r, &r->tasks[0], status);
}

static void on_shutdown_exit(struct ev_child *exit, int status)
{
	struct runner *r = container_of(exit, struct runner, tasks[1].exit);

	on_task_exit(r, &r->tasks[1], status);
}

static void on_task_late(struct runner *r, struct task *t)
{
	program_signal(t->exit.pid, t->is_ending ? SIGKILL : SIGTERM);
	if (!t->is_ending)
		ev_timer_start(&r->loop, &t->late, mono_after(loop_now(&r->loop), TIME_TO_END));
	t->is_ending = true;
	tell(r, t, RUN_TIMED_OUT, 0);
}

static void on_startup_late(struct ev_timer *timer)
{
	struct runner *r = container_of(timer, struct runner, tasks[0].late);

	on_task_late(r, &r->tasks[0]);
}

static void on_shutdown_late(struct ev_timer *timer)
{
	struct runner *r = container_of(timer, struct runner, tasks[1].late);

	on_task_late(r, &r->tasks[1]);
}

static void begin_task(struct runner *r, struct task *t, const struct conf_script *script, struct span timeout)
{
	const char *what;
	pid_t       pid;
	int         error = script->argv ? program_start(script, NULL, 0, &pid, &what) : -ENOEXEC;

	t->is_told = false;
	if (error == 0)
		error = ev_child_start(&r->loop, &t->exit, pid);
	if (error < 0)
		tell(r, t, RUN_NOT_BEGUN, -error);
	else
		ev_timer_start(&r->loop, &t->late, mono_after(loop_now(&r->loop), timeout));
}

static void end_task(struct task *t)
{
	if (ev_is_started(&t->exit.ev))
		program_signal(t->exit.pid, SIGKILL);
	ev_timer_stop(&t->late);
	ev_child_stop(&t->exit);
}

static void start_reader(struct runner *r, const struct conf_fifo *fifo)
{
	if (fifo->script.argv)
		(void)!begin(r, NULL, &fifo->script, fifo->path, &fifo->path, 1);
}

static void on_order(struct channel *c, const void *bytes, size_t len, int *fds, size_t n_fds)
{
	struct runner            *r = container_of(c, struct runner, parent);
	const struct conf_global *global = &r->config->global;

	(void)fds;
	(void)n_fds;
	if (len != 1)
		return;
	switch ((enum run_order) * (const char *)bytes) {
	case RUN_STARTUP:
		begin_task(r, &r->tasks[0], &global->startup_script, global->startup_script_timeout);
		return;
	case RUN_SHUTDOWN:
		end_task(&r->tasks[0]); /* the start was given up */
		begin_task(r, &r->tasks[1], &global->shutdown_script, global->shutdown_script_timeout);
		return;
	case RUN_READER:
		start_reader(r, &global->notify_fifo);
		return;
	case RUN_VRRP_READER:
		start_reader(r, &global->vrrp_notify_fifo);
		return;
	}
}

/* -- the end ------------------------------------------------------------------------------------- */

static void signal_lives(struct runner *r, int number, bool only_readers)
{
	for (struct list *link = r->lives.next; link != &r->lives; link = link->next) {
		struct live *l = container_of(link, struct live, link);

		if (!only_readers || !l->subject)
			program_signal(l->exit.pid, number);
	}
}

/* First they are asked. */
static void on_leave(struct ev_timer *timer)
{
	struct runner *r = container_of(timer, struct runner, leave);

	signal_lives(r, r->has_ended_all ? SIGKILL : SIGTERM, false);
	if (r->has_ended_all) {
		loop_leave(&r->loop);
		return;
	}
	r->has_ended_all = true;
	ev_timer_start(&r->loop, &r->leave, mono_after(loop_now(&r->loop), TIME_AFTER_TERM));
}

static void drop_waiting(struct runner *r)
{
	for (size_t n = 0; n < r->config->vrrps.n; n++)
		run_queue_drop(&r->instances[n].queue);
	for (size_t n = 0; n < r->config->vrrp_groups.n; n++)
		run_queue_drop(&r->groups[n].queue);
}

/* The parent has closed its end, after the workers have gone; what they said last may be unread. */
static void on_parent_gone(struct channel *c, int error)
{
	struct runner *r = container_of(c, struct runner, parent);

	(void)error;
	if (ev_is_started(&r->news.ev))
		read_news(r);
	r->is_leaving = true;
	drop_waiting(r);
	signal_lives(r, SIGTERM, true);
	ev_timer_start(&r->loop, &r->leave, mono_after(r->told_stop, TIME_AT_STOP));
	leave_if_done(r);
}

/* -- making it ----------------------------------------------------------------------------------- */

static struct subject *subjects_of(size_t n)
{
	struct subject *all = calloc(n ? n : 1, sizeof(*all));

	if (!all)
		abort();
	return all;
}

static void make_subject(struct runner *r, struct subject *s, enum notify_object object, const char *name,
			 const struct conf_notify *notify)
{
	*s = (struct subject){ .r = r, .name = name, .notify = notify, .object = object,
			       .due = { .ev = { "script waits" }, .on_due = on_due } };
}

static void make_subjects(struct runner *r)
{
	struct subject *s = r->instances = subjects_of(r->config->vrrps.n);

	conf_each(const struct conf_vrrp, v, r->config->vrrps)
		make_subject(r, s++, NOTIFY_INSTANCE, v->head.name, &v->notify);
	s = r->groups = subjects_of(r->config->vrrp_groups.n);
	conf_each(const struct conf_vrrp_group, g, r->config->vrrp_groups)
		make_subject(r, s++, NOTIFY_GROUP, g->head.name, &g->notify);
}

static void release_subjects(struct subject *all, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		ev_timer_stop(&all[i].due);
		run_queue_release(&all[i].queue);
	}
	free(all);
}

static void close_all(struct runner *r)
{
	for (struct list *link; (link = list_first(&r->lives));) {
		struct live *l = container_of(link, struct live, link);

		list_remove(link);
		ev_child_stop(&l->exit);
		free(l);
	}
	end_task(&r->tasks[0]);
	end_task(&r->tasks[1]);
	release_subjects(r->instances, r->config->vrrps.n);
	release_subjects(r->groups, r->config->vrrp_groups.n);
	ev_timer_stop(&r->leave);
	channel_close(&r->parent);
	ev_io_stop(&r->news);
	fd_close(&r->news.fd);
	log_watch(NULL);
	loop_close(&r->loop);
}

int runner_role_run(const struct run_start *start)
{
	struct runner r = {
		.config = start->config,
		.parent = { .io.ev = { "parent" }, .on_message = on_order, .on_end = on_parent_gone },
		.news = { .ev = { "news" }, .on_ready = on_news },
		.tasks = { { .exit = { .ev = { "startup script" }, .on_exit = on_startup_exit },
			     .late = { .ev = { "startup script" }, .on_due = on_startup_late } },
			   { .exit = { .ev = { "shutdown script" }, .on_exit = on_shutdown_exit },
			     .late = { .ev = { "shutdown script" }, .on_due = on_shutdown_late } } },
		.leave = { .ev = { "leave" }, .on_due = on_leave },
	};
	int error = loop_open(&r.loop);

	if (error < 0)
		return log_errno(error, "event loop"), EXIT_FAILURE;
	log_watch(&r.loop);
	list_init(&r.lives);
	program_raise_limit();
	make_subjects(&r);
	channel_open(&r.parent, &r.loop, start->channel, OUTBOX);
	ev_io_start(&r.loop, &r.news, start->news, EV_READ);
	loop_run(&r.loop);
	close_all(&r);
	return EXIT_SUCCESS;
}
