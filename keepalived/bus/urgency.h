/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * urgency - a worker runs as urgently as it is configured, and more so when it was late.
 *
 * What it has no right to is said once, and it goes on without.
 */
#pragma once

#include "keepalived/model/conf_global.h"
#include "lib/base/lateness.h"
#include "lib/sys/loop.h"

struct urgency {
	const char                *label;  /* vrrp */
	const struct conf_process *conf;
	const struct conf_global  *global; /* how far it may be raised, and what counts as late */
	struct ev_signal           too_long;
	unsigned                   priority; /* in real time; 0: it is not */
	bool                       is_refused;
};

/* @loop: lateness is watched from here on; its on_late is to call urgency_late(). */
void urgency_begin(struct urgency *u, struct loop *loop, const char *label, const struct conf_process *conf,
		   const struct conf_global *global);
void urgency_end(struct urgency *u);

void urgency_late(struct urgency *u, const struct lateness_report *report);

/* For a helper: the same as its worker, without a word. */
void urgency_share(const struct conf_process *conf);
