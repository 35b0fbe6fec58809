/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/parent/worker.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keepalived/bus/idents.h"
#include "keepalived/bus/urgency.h"
#include "keepalived/model/config.h"
#include "lib/sys/fdutil.h"
#include "lib/sys/spawn.h"

#define OUTBOX        4096
#define HAND_PATIENCE span_seconds(1)

static const struct child_kind vrrp_kind = { .label = "VRRP", .word = "vrrp", .ident = "Keepalived_vrrp" };
static const struct child_kind hand_kind = { .label = "Hand", .word = "hand", .is_helper = true };

/* -- the hand -------------------------------------------------------------------------------- */

struct hand_birth {
	const struct worker *w;
	int                  fd;
};

static int be_hand(void *argument)
{
	const struct hand_birth *birth = argument;
	int                      status;

	log_forked(IDENT_VRRP);
	urgency_share(&birth->w->orders.config->global.vrrp);
	status = birth->w->orders.hand(birth->fd);
	log_close();
	return status;
}

/* To the worker, if it lives already; else it takes the descriptor along when it is born. */
static void give_hand(struct worker *w)
{
	const char message = VRRP_TOLD_HAND;

	if (w->hand_end < 0 || !ev_is_started(&w->channel.io.ev))
		return;
	/* If that fails the worker has died, or is about to. */
	(void)!channel_send(&w->channel, &message, 1, &w->hand_end, 1);
	fd_close(&w->hand_end);
}

/* Log files go along, syslog is called anew. */
static size_t keep_log(int *keep, size_t n)
{
	for (unsigned i = 0; i < IDENT_N; i++)
		keep[n++] = log_file(i);
	return n;
}

static int fork_hand(struct child *c, pid_t *ret_pid)
{
	struct worker    *w = container_of(c, struct worker, hand);
	int               fds[2];
	int               keep[1 + IDENT_N];
	struct hand_birth birth = { .w = w };
	int               r = channel_pair(fds);

	if (r < 0)
		return r;
	birth.fd = keep[0] = fds[1];
	r = spawn_role(&(struct spawn_role){ .name = "ka-hand", .run = be_hand, .argument = &birth, .keep = keep,
					     .n_keep = keep_log(keep, 1) },
		       ret_pid);
	fd_close(&fds[1]);
	if (r < 0) {
		fd_close(&fds[0]);
		return r;
	}
	w->hand_end = fds[0];
	w->wants_hand = false;
	give_hand(w);
	return 0;
}

static void on_hand_gone(struct child *c)
{
	struct worker *w = container_of(c, struct worker, hand);

	ev_timer_stop(&w->hand_late);
	fd_close(&w->hand_end);
}

static void on_hand_late(struct ev_timer *timer)
{
	child_late(&container_of(timer, struct worker, hand_late)->hand);
}

static void stop_hand(struct worker *w)
{
	fd_close(&w->hand_end);
	child_stop(&w->hand);
	if (!respawn_is_alive(&w->hand.respawn))
		return;
	w->hand_late = (struct ev_timer){ .ev = { "hand stops" }, .on_due = on_hand_late };
	ev_timer_start(w->loop, &w->hand_late, mono_after(loop_now(w->loop), HAND_PATIENCE));
}

static void on_end_all(struct child *c, int status)
{
	struct worker *w = container_of(c, struct worker, role);

	w->on_end_all(w, status);
}

static void on_hand_none(struct child *c)
{
	struct worker *w = container_of(c, struct worker, hand);

	if (w->wants_hand && respawn_is_alive(&w->role.respawn))
		child_missed(c);
	else if (worker_is_none(w))
		w->on_none(w);
}

/* -- the role -------------------------------------------------------------------------------- */

struct role_birth {
	struct worker *w;
	int            channel;
	int            hand;
};

static const void *map_secrets(int fd, size_t *ret_len)
{
	struct stat st;
	void       *at = MAP_FAILED;

	*ret_len = 0;
	if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size)
		at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED)
		return NULL;
	*ret_len = (size_t)st.st_size;
	return at;
}

static int be_role(void *argument)
{
	struct role_birth     *birth = argument;
	struct worker         *w = birth->w;
	struct vrrp_role_start start = {
		.config = w->orders.config,
		.keeps_addresses = w->orders.keeps_addresses,
		.channel = birth->channel,
		.hand = birth->hand,
		.news = w->orders.news_fd,
		.sysctls = w->orders.sysctls_fd,
	};
	int status;

	memcpy(start.fifos, w->orders.fifo_fds, sizeof(start.fifos));
	setsid(); /* no terminal of anybody's */
	log_forked(IDENT_VRRP);
	start.secrets = map_secrets(w->orders.secrets_fd, &start.secrets_len);
	fd_close(&w->orders.secrets_fd);
	if (w->pid_file.fd >= 0 && pidfile_write(&w->pid_file, getpid()) < 0)
		log_info("cannot write pid file %s", w->pid_file.path);
	status = w->orders.run(&start);
	pidfile_remove(&w->pid_file);
	log_close();
	return status;
}

static void on_message(struct channel *channel, const void *bytes, size_t len, int *fds, size_t n_fds)
{
	struct worker *w = container_of(channel, struct worker, channel);
	const char    *message = bytes;

	(void)fds;
	(void)n_fds;
	if (len != 1)
		return;
	switch (*message) {
	case VRRP_SAYS_READY:
		w->is_ready = true;
		w->on_ready(w);
		break;
	case VRRP_SAYS_HAND: /* often the first news of that death: then another follows when it is reaped */
		w->wants_hand = true;
		child_missed(&w->hand);
		break;
	}
}

/* Its exit is what counts, and is to come. */
static void on_channel_end(struct channel *channel, int error)
{
	(void)channel;
	(void)error;
}

/* Without it the service is as good as with it, so its loss is a line only. */
static void hold_pid_file(struct worker *w)
{
	int r;

	if (w->pid_file.fd >= 0)
		return;
	r = pidfile_open(&w->pid_file, w->orders.pid_path);
	if (r < 0) {
		w->pid_file = (struct pidfile){ .fd = -1, .path = w->orders.pid_path };
		log_errno(r, "cannot open pid file %s", w->orders.pid_path);
	}
}

static int fork_role(struct child *c, pid_t *ret_pid)
{
	struct worker    *w = container_of(c, struct worker, role);
	struct role_birth birth = { .w = w };
	int               keep[6 + VRRP_N_FIFOS + IDENT_N];
	size_t            n_keep = 6;
	int               fds[2];
	int               r = channel_pair(fds);

	if (r < 0)
		return r;
	hold_pid_file(w);
	child_start(&w->hand);
	birth.channel = keep[0] = fds[1];
	birth.hand = keep[1] = w->hand_end;
	keep[2] = w->orders.secrets_fd;
	keep[3] = w->pid_file.fd;
	keep[4] = w->orders.news_fd;
	keep[5] = w->orders.sysctls_fd;
	for (size_t i = 0; i < VRRP_N_FIFOS; i++)
		keep[n_keep++] = w->orders.fifo_fds[i];
	r = spawn_role(&(struct spawn_role){ .name = w->orders.comm, .run = be_role, .argument = &birth, .keep = keep,
					     .n_keep = keep_log(keep, n_keep) },
		       ret_pid);
	fd_close(&fds[1]);
	if (r < 0) {
		fd_close(&fds[0]);
		stop_hand(w);
		return r;
	}
	fd_close(&w->hand_end);
	w->wants_hand = birth.hand < 0;
	w->channel = (struct channel){ .io.ev = { "vrrp says" }, .on_message = on_message, .on_end = on_channel_end };
	channel_open(&w->channel, w->loop, fds[0], OUTBOX);
	return 0;
}

static void on_role_gone(struct child *c)
{
	struct worker *w = container_of(c, struct worker, role);

	channel_close(&w->channel);
	pidfile_remove(&w->pid_file);
	w->wants_hand = false;
	stop_hand(w);
}

static void on_role_none(struct child *c)
{
	struct worker *w = container_of(c, struct worker, role);

	if (worker_is_none(w))
		w->on_none(w);
}

/* -- both ------------------------------------------------------------------------------------ */

void worker_start(struct worker *w)
{
	w->hand_end = -1;
	w->hand = (struct child){ .kind = &hand_kind, .loop = w->loop, .may_respawn = true, .fork = fork_hand,
				  .on_gone = on_hand_gone, .on_none = on_hand_none };
	w->role = (struct child){ .kind = &vrrp_kind, .loop = w->loop, .may_respawn = w->orders.may_respawn,
				  .fork = fork_role, .on_gone = on_role_gone, .on_end_all = on_end_all,
				  .on_none = on_role_none };
	child_start(&w->role);
}

void worker_stop(struct worker *w)
{
	child_stop(&w->role);
}

void worker_late(struct worker *w)
{
	child_late(&w->role);
}

bool worker_is_none(const struct worker *w)
{
	return w->role.respawn.state == RESPAWN_NONE && w->hand.respawn.state == RESPAWN_NONE;
}
