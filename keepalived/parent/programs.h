/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * programs - the runner, what workers tell it, the FIFOs; and the script before the first worker and
 * after the last.
 *
 * The FIFOs and the socket of the news are held here, so that neither the death of a worker nor of the
 * runner loses what was said.
 */
#pragma once

#include "keepalived/bus/run_order.h"
#include "keepalived/bus/vrrp_start.h"
#include "keepalived/notify/notify_fifo.h"
#include "keepalived/parent/child.h"
#include "lib/sys/channel.h"

struct programs { /* set by the owner: */
	struct loop         *loop;
	const struct config *config;
	int (*run)(const struct run_start *start);
	void (*on_done)(struct programs *p, enum run_order order); /* whatever came of it */
	void (*on_none)(struct programs *p);                       /* the runner has left */

	struct child       child; /* the rest is the module's */
	struct channel     channel;
	struct ev_timer    late;
	int                news[2]; /* owned; the end that is read, and that workers write to; -1: no runner */
	struct notify_fifo fifos[VRRP_N_FIFOS];
	char               order;   /* enum run_order; 0: none is under way */
	bool               is_told; /* the order, to the runner that lives */
};

/* Does @config want any program to be run, now or later? */
bool programs_are_wanted(const struct config *config);

void programs_init(struct programs *p);
/* The runner, if there is something to run. */
void programs_start(struct programs *p);
/* The FIFOs of VRRP, and those who read them. */
void programs_open_fifos(struct programs *p);
void programs_order(struct programs *p, enum run_order order);
/* on_none() follows, at once if there is none. */
void programs_stop(struct programs *p);
void programs_close(struct programs *p);
