/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/vrrp_tell.h"

#include <errno.h>

#include "keepalived/bus/run_order.h"
#include "keepalived/notify/core/notify_name.h"
#include "keepalived/notify/notify_fifo.h"
#include "keepalived/vrrp/vrrp_lane.h"
#include "keepalived/vrrp/vrrp_own.h"
#include "lib/sys/fdutil.h"
#include "lib/sys/log.h"

#define OUTBOX (1 << 20) /* of news that the runner has not read yet */

/* -- FIFOs --------------------------------------------------------------------------------------- */

static const char *fifo_path(const struct config *config, size_t which)
{
	return which == VRRP_FIFO ? config->global.notify_fifo.path : config->global.vrrp_notify_fifo.path;
}

static void write_line(struct vrrp_role *r, size_t which, const char *line, size_t len)
{
	struct vrrp_tell *t = &r->tell;
	int               error;

	if (t->fifos[which] < 0)
		return;
	error = notify_fifo_write(t->fifos[which], line, len);
	if (error < 0 && !t->is_full[which])
		log_errno(error, "notify fifo %s: lines are lost", fifo_path(r->config, which));
	t->is_full[which] = error < 0;
}

static void write_lines(struct vrrp_role *r, const struct notify_news *news)
{
	char   line[NOTIFY_LINE_MAX];
	size_t len = notify_line_format(news, line);

	for (size_t which = 0; which < VRRP_N_FIFOS; which++)
		write_line(r, which, line, len);
}

/* -- scripts ------------------------------------------------------------------------------------- */

static void on_message(struct channel *c, const void *bytes, size_t len, int *fds, size_t n_fds)
{
	(void)c; /* it only listens */
	(void)bytes;
	(void)len;
	(void)fds;
	(void)n_fds;
}

/* The parent has gone, which its own channel says, too. */
static void on_end(struct channel *c, int error)
{
	(void)c;
	(void)error;
}

static void send_news(struct vrrp_role *r, const struct run_news *news)
{
	struct vrrp_tell *t = &r->tell;
	int               error;

	if (!ev_is_started(&t->runner.io.ev))
		return;
	error = channel_send(&t->runner, news, sizeof(*news), NULL, 0);
	if (error == -ENOBUFS && !t->is_deaf)
		log_info("scripts are not run fast enough - some will not be run at all");
	t->is_deaf = error == -ENOBUFS;
}

static void tell(struct vrrp_role *r, const struct notify_news *news, const struct conf_notify *conf, size_t index)
{
	const struct conf_script *scripts[NOTIFY_SCRIPTS_MAX];

	write_lines(r, news);
	if (notify_scripts(conf, news->event, scripts))
		send_news(r, &(struct run_news){
				     .index = (uint32_t)index,
				     .object = (uint8_t)news->object,
				     .event = (uint8_t)news->event,
				     .priority = news->priority,
			     });
}

static enum notify_event event_of(const struct vrrp_effect *e)
{
	switch ((enum vrrp_effect_kind)e->kind) {
	case VRRP_NOTIFY_LOWER:
		return NOTIFY_LOWER;
	case VRRP_NOTIFY_PRIORITY:
		return e->what == VRRP_MASTER ? NOTIFY_MASTER_PRIORITY : NOTIFY_BACKUP_PRIORITY;
	default: /* Because: of all the others only VRRP_NOTIFY comes here. */
		return notify_event_of((enum vrrp_state)e->what);
	}
}

void vrrp_tell_instance(struct vrrp_inst *i, const struct vrrp_effect *e)
{
	struct vrrp_role  *r = i->role;
	struct notify_news news = {
		.name = i->conf->head.name,
		.object = NOTIFY_INSTANCE,
		.event = event_of(e),
		.priority = e->priority,
	};

	tell(r, &news, &i->conf->notify, (size_t)(i - r->insts));
}

/* -- groups -------------------------------------------------------------------------------------- */

/* Groups come first among the units, in the order of the configuration. */
static void tell_of_group(struct vrrp_unit *u, const struct vrrp_effect *e)
{
	struct vrrp_role  *r = u->role;
	struct notify_news news = {
		.name = u->conf->head.name,
		.object = NOTIFY_GROUP,
		.event = event_of(e),
	};

	tell(r, &news, &u->conf->notify, (size_t)(u - r->units));
}

void vrrp_tell_rest(struct vrrp_unit *u)
{
	for (size_t n = 0; n < u->told.n; n++)
		tell_of_group(u, &u->told.at[n]);
	u->told.n = 0;
}

void vrrp_tell_idle(struct vrrp_unit *u)
{
	for (size_t n = 0; u->told.n && n < u->sync.n; n++)
		if (!vrrp_lane_is_empty(u->insts[n]))
			return;
	vrrp_tell_rest(u);
}

void vrrp_tell_group(struct vrrp_unit *u, const struct vrrp_effect *e)
{
	vec_push(&u->told, *e);
	vrrp_tell_idle(u);
}

/* -- making it ----------------------------------------------------------------------------------- */

void vrrp_tell_open(struct vrrp_tell *t, struct loop *loop, const struct vrrp_role_start *start)
{
	*t = (struct vrrp_tell){
		.runner = { .io.ev = { "runner" }, .on_message = on_message, .on_end = on_end },
	};
	for (size_t which = 0; which < VRRP_N_FIFOS; which++)
		t->fifos[which] = start->fifos[which];
	if (start->news >= 0)
		channel_open(&t->runner, loop, start->news, OUTBOX);
}

void vrrp_tell_close(struct vrrp_tell *t)
{
	if (ev_is_started(&t->runner.io.ev))
		channel_close(&t->runner);
	for (size_t which = 0; which < VRRP_N_FIFOS; which++)
		fd_close(&t->fifos[which]);
}
