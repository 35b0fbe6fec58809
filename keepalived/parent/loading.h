/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * loading - have the loader read the configuration, without waiting for it.
 */
#pragma once

#include "keepalived/bus/load_order.h"
#include "lib/sys/channel.h"
#include "lib/sys/loop.h"

struct loading { /* set by the owner: */
	struct loop            *loop;
	const struct load_order *order;
	int (*run)(const struct load_order *order);
	void (*on_done)(struct loading *l); /* the loader is gone; see verdict and fds */

	struct load_verdict verdict; /* status LOAD_FAILED if it brought none */
	int                 fds[LOAD_N_FDS]; /* the owner's to take; -1: none */
	pid_t               pid;             /* the rest is the module's */
	struct ev_child     exit;
	struct channel      channel;
};

/* A negative errno: on_done will not come. */
must_use int loading_start(struct loading *l);
void         loading_stop(struct loading *l); /* killed, and reaped */
