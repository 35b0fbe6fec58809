/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/parent/loading.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "keepalived/bus/idents.h"
#include "lib/sys/fdutil.h"
#include "lib/sys/spawn.h"

#define OUTBOX 4096

struct birth {
	const struct loading *l;
	int                   channel;
};

static int be_loader(void *argument)
{
	const struct birth *birth = argument;
	struct load_order   order = *birth->l->order;

	log_forked(IDENT_PARENT);
	order.channel = birth->channel;
	return birth->l->run(&order);
}

static void close_both(struct loading *l)
{
	for (size_t i = 0; i < LOAD_N_FDS; i++)
		fd_close(&l->fds[i]);
}

static void on_message(struct channel *channel, const void *bytes, size_t len, int *fds, size_t n_fds)
{
	struct loading *l = container_of(channel, struct loading, channel);

	if (len != sizeof(l->verdict))
		return;
	memcpy(&l->verdict, bytes, len);
	close_both(l);
	for (size_t i = 0; i < LOAD_N_FDS && i < n_fds; i++)
		l->fds[i] = take_fd(&fds[i]);
	if (l->verdict.status == LOAD_USABLE && n_fds < LOAD_N_FDS)
		l->verdict.status = LOAD_FAILED;
}

/* Done when both have come: the end of what it says, and its own. */
static void finish_if_over(struct loading *l)
{
	if (!ev_is_started(&l->channel.io.ev) && !ev_is_started(&l->exit.ev))
		l->on_done(l);
}

static void on_end(struct channel *channel, int error)
{
	(void)error;
	finish_if_over(container_of(channel, struct loading, channel));
}

static void on_exit_of(struct ev_child *exit, int status)
{
	(void)status;
	finish_if_over(container_of(exit, struct loading, exit));
}

int loading_start(struct loading *l)
{
	struct birth birth = { .l = l };
	int          keep[1 + IDENT_N];
	int          fds[2];
	int          r = channel_pair(fds);

	if (r < 0)
		return r;
	l->verdict = (struct load_verdict){ .status = LOAD_FAILED };
	l->fds[LOAD_FD_IMAGE] = l->fds[LOAD_FD_SECRETS] = -1;
	birth.channel = keep[0] = fds[1];
	for (unsigned i = 0; i < IDENT_N; i++)
		keep[1 + i] = log_file(i);
	r = spawn_role(&(struct spawn_role){ .name = "ka-loader", .run = be_loader, .argument = &birth, .keep = keep,
					     .n_keep = ARRAY_SIZE(keep) },
		       &l->pid);
	fd_close(&fds[1]);
	l->exit = (struct ev_child){ .ev = { "loader" }, .on_exit = on_exit_of };
	if (r == 0) {
		r = ev_child_start(l->loop, &l->exit, l->pid);
		if (r < 0)
			kill(l->pid, SIGKILL);
	}
	if (r < 0) {
		fd_close(&fds[0]);
		return r;
	}
	l->channel = (struct channel){ .io.ev = { "loader says" }, .on_message = on_message, .on_end = on_end };
	channel_open(&l->channel, l->loop, fds[0], OUTBOX);
	return 0;
}

void loading_stop(struct loading *l)
{
	if (ev_is_started(&l->exit.ev)) {
		ev_child_stop(&l->exit);
		kill(l->pid, SIGKILL);
		waitpid(l->pid, NULL, 0);
	}
	channel_close(&l->channel);
	close_both(l);
}
