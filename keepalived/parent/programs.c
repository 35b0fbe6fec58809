/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/parent/programs.h"

#include <errno.h>
#include <sys/wait.h>

#include "keepalived/bus/idents.h"
#include "keepalived/model/config.h"
#include "lib/sys/fdutil.h"
#include "lib/sys/spawn.h"

#define OUTBOX         4096
#define TIME_TO_LEAVE  span_seconds(2) /* scripts of a stop have a second */
#define TIME_TO_ANSWER span_seconds(5) /* beyond what the script may take */

static const struct child_kind kind = { .label = "Runner", .word = "runner", .is_helper = true };

/* -- what is wanted ------------------------------------------------------------------------------ */

static bool has_scripts(const struct conf_notify *notify)
{
	return notify->master.argv || notify->backup.argv || notify->fault.argv || notify->stop.argv ||
	       notify->deleted.argv || notify->any.argv || notify->master_rx_lower_pri.argv;
}

static bool has_reader(const struct conf_fifo *fifo)
{
	return fifo->path && fifo->script.argv;
}

bool programs_are_wanted(const struct config *config)
{
	const struct conf_global *global = &config->global;

	if (global->startup_script.argv || global->shutdown_script.argv || has_reader(&global->notify_fifo) ||
	    has_reader(&global->vrrp_notify_fifo))
		return true;
	conf_each(const struct conf_vrrp, v, config->vrrps) {
		if (has_scripts(&v->notify))
			return true;
	}
	conf_each(const struct conf_vrrp_group, g, config->vrrp_groups) {
		if (has_scripts(&g->notify))
			return true;
	}
	return false;
}

/* -- orders -------------------------------------------------------------------------------------- */

static const char *order_name(enum run_order order)
{
	return order == RUN_STARTUP ? "startup" : "shutdown";
}

static const struct conf_script *script_of(const struct programs *p, enum run_order order)
{
	const struct conf_global *global = &p->config->global;

	return order == RUN_STARTUP ? &global->startup_script : &global->shutdown_script;
}

static void say_answer(const struct programs *p, enum run_order order, const struct run_answer *a)
{
	const char *name = order_name(order);
	const char *path = script_of(p, order)->argv[0];

	switch ((enum run_outcome)a->outcome) {
	case RUN_ENDED:
		if (WIFSIGNALED(a->value))
			log_info("%s script script failed, signal %d", name, WTERMSIG(a->value));
		else if (WEXITSTATUS(a->value))
			log_info("%s script script failed, status %d", name, WEXITSTATUS(a->value));
		break;
	case RUN_NOT_BEGUN:
		log_errno(-a->value, "Call of %s script %s failed", name, path);
		break;
	case RUN_TIMED_OUT:
		log_info("%s script timed out", name);
		break;
	case RUN_LOST:
		log_info("%s script %s: nobody knows what became of it", name, path);
		break;
	}
}

static void finish(struct programs *p, const struct run_answer *a)
{
	enum run_order order = (enum run_order)p->order;

	p->order = 0;
	ev_timer_stop(&p->late);
	say_answer(p, order, a);
	p->on_done(p, order);
}

static void lose(struct programs *p)
{
	finish(p, &(struct run_answer){ .outcome = RUN_LOST });
}

static bool tell(struct programs *p, char order)
{
	if (!ev_is_started(&p->channel.io.ev))
		return false;
	/* If that fails the runner has died, or is about to. */
	(void)!channel_send(&p->channel, &order, 1, NULL, 0);
	return true;
}

static void tell_order(struct programs *p)
{
	p->is_told = p->order && tell(p, p->order);
}

static void tell_of_fifos(struct programs *p)
{
	if (p->fifos[VRRP_FIFO].fd >= 0)
		tell(p, RUN_READER);
	if (p->fifos[VRRP_OWN_FIFO].fd >= 0)
		tell(p, RUN_VRRP_READER);
}

static void on_answer(struct channel *channel, const void *bytes, size_t len, int *fds, size_t n_fds)
{
	struct programs         *p = container_of(channel, struct programs, channel);
	const struct run_answer *answer = bytes;

	(void)fds;
	(void)n_fds;
	if (len == sizeof(*answer) && p->order && answer->order == (uint8_t)p->order)
		finish(p, answer);
}

static void on_order_late(struct ev_timer *timer)
{
	lose(container_of(timer, struct programs, late));
}

void programs_order(struct programs *p, enum run_order order)
{
	const struct conf_global *global = &p->config->global;
	struct span timeout = order == RUN_STARTUP ? global->startup_script_timeout : global->shutdown_script_timeout;

	p->order = (char)order;
	ev_timer_stop(&p->late); /* of one that is given up */
	p->late = (struct ev_timer){ .ev = { "script's answer" }, .on_due = on_order_late };
	ev_timer_start(p->loop, &p->late, mono_after(mono_after(loop_now(p->loop), timeout), TIME_TO_ANSWER));
	tell_order(p);
}

/* -- the runner ---------------------------------------------------------------------------------- */

struct birth {
	struct programs *p;
	int              channel;
};

static int be_runner(void *argument)
{
	struct birth    *birth = argument;
	struct programs *p = birth->p;
	int              status;

	log_forked(IDENT_VRRP);
	status = p->run(&(struct run_start){
		.config = p->config,
		.channel = birth->channel,
		.news = p->news[0],
	});
	log_close();
	return status;
}

/* Its exit is what counts, and is to come. */
static void on_channel_end(struct channel *channel, int error)
{
	(void)channel;
	(void)error;
}

static int fork_runner(struct child *c, pid_t *ret_pid)
{
	struct programs *p = container_of(c, struct programs, child);
	struct birth     birth = { .p = p };
	int              keep[2 + IDENT_N];
	size_t           n_keep = 2;
	int              fds[2];
	int              r = channel_pair(fds);

	if (r < 0)
		return r;
	birth.channel = keep[0] = fds[1];
	keep[1] = p->news[0];
	for (unsigned i = 0; i < IDENT_N; i++)
		keep[n_keep++] = log_file(i);
	r = spawn_role(&(struct spawn_role){ .name = "ka-runner", .run = be_runner, .argument = &birth, .keep = keep,
					     .n_keep = n_keep },
		       ret_pid);
	fd_close(&fds[1]);
	if (r < 0) {
		fd_close(&fds[0]);
		return r;
	}
	p->channel = (struct channel){ .io.ev = { "runner says" }, .on_message = on_answer, .on_end = on_channel_end };
	channel_open(&p->channel, p->loop, fds[0], OUTBOX);
	tell_of_fifos(p);
	tell_order(p);
	return 0;
}

static void on_gone(struct child *c)
{
	struct programs *p = container_of(c, struct programs, child);

	channel_close(&p->channel);
	if (p->order && p->is_told)
		lose(p);
}

static void on_none(struct child *c)
{
	struct programs *p = container_of(c, struct programs, child);

	ev_timer_stop(&p->late);
	p->on_none(p);
}

static void on_leave_late(struct ev_timer *timer)
{
	child_late(&container_of(timer, struct programs, late)->child);
}

/* -- its life ------------------------------------------------------------------------------------ */

static void open_fifo(struct notify_fifo *f, const struct conf_fifo *conf, const char *kind_of_fifo)
{
	int r;

	if (!conf->path)
		return;
	r = notify_fifo_open(f, conf);
	if (r == -EPERM)
		log_info("%snotify fifo %s is not a fifo we own - not using", kind_of_fifo, conf->path);
	else if (r < 0)
		log_errno(r, "%snotify fifo %s", kind_of_fifo, conf->path);
}

void programs_init(struct programs *p)
{
	p->news[0] = p->news[1] = -1;
	for (size_t i = 0; i < VRRP_N_FIFOS; i++)
		p->fifos[i].fd = -1;
}

void programs_open_fifos(struct programs *p)
{
	open_fifo(&p->fifos[VRRP_FIFO], &p->config->global.notify_fifo, "");
	open_fifo(&p->fifos[VRRP_OWN_FIFO], &p->config->global.vrrp_notify_fifo, "vrrp ");
	tell_of_fifos(p);
}

void programs_start(struct programs *p)
{
	int r;

	p->child = (struct child){ .kind = &kind, .loop = p->loop, .may_respawn = true, .fork = fork_runner,
				   .on_gone = on_gone, .on_none = on_none };
	if (!programs_are_wanted(p->config))
		return;
	r = channel_pair(p->news);
	if (r < 0)
		log_errno(r, "cannot run scripts");
	else
		child_start(&p->child);
}

void programs_stop(struct programs *p)
{
	ev_timer_stop(&p->late);
	channel_close(&p->channel);
	if (p->child.respawn.state == RESPAWN_NONE) {
		p->on_none(p);
		return;
	}
	child_stop(&p->child);
	if (!respawn_is_alive(&p->child.respawn))
		return;
	p->late = (struct ev_timer){ .ev = { "runner stops" }, .on_due = on_leave_late };
	ev_timer_start(p->loop, &p->late, mono_after(loop_now(p->loop), TIME_TO_LEAVE));
}

void programs_close(struct programs *p)
{
	for (size_t i = 0; i < VRRP_N_FIFOS; i++)
		notify_fifo_close(&p->fifos[i]);
	fd_close(&p->news[0]);
	fd_close(&p->news[1]);
}
