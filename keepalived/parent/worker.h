/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * worker - the vrrp role, with the hand that waits for the kernel in its place.
 *
 * Two processes and what connects them. The hand leaves when its worker's end of their socket is
 * closed; a worker whose hand has died gets another one; no new hand begins before the old one is
 * reaped, for its last request may still be under way.
 */
#pragma once

#include "keepalived/bus/vrrp_start.h"
#include "keepalived/parent/child.h"
#include "lib/sys/channel.h"
#include "lib/sys/pidfile.h"

struct worker_orders { /* the same for every life */
	int (*run)(const struct vrrp_role_start *start);
	int (*hand)(int fd);
	const struct config *config;
	int                  secrets_fd;
	int                  news_fd;     /* to the runner; -1: there is none */
	int                  fifo_fds[VRRP_N_FIFOS]; /* -1: not there */
	int                  sysctls_fd;  /* settings of the kernel as they were; -1: nowhere */
	const char          *comm; /* NULL: as the parent */
	const char          *pid_path;
	bool                 may_respawn;
	bool                 keeps_addresses;
};

struct worker { /* set by the owner: */
	struct loop          *loop;
	struct worker_orders  orders;
	struct pidfile        pid_file; /* held already */
	void (*on_ready)(struct worker *w);
	void (*on_end_all)(struct worker *w, int status);
	void (*on_none)(struct worker *w); /* neither process is left */

	struct child    role, hand; /* the rest is the module's */
	struct channel  channel;
	struct ev_timer hand_late;
	int             hand_end; /* owned: the worker's end of the socket to the hand; -1: given away */
	bool            wants_hand;
	bool            is_ready; /* has been, once */
};

void worker_start(struct worker *w);
void worker_stop(struct worker *w);
void worker_late(struct worker *w); /* it had its time to stop */
bool worker_is_none(const struct worker *w);
