/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * run_queue - in which order the notify scripts of one object run.
 *
 * One after the other, so that they see its changes in the order in which they happened. But who waits
 * for longer than PATIENCE waits no more: then they run beside each other. And some cannot wait: those
 * of a stop, after which there is little time.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/mono.h"
#include "lib/base/vec.h"

#define RUN_QUEUE_PATIENCE span_seconds(30)

struct conf_script;

struct run {
	const struct conf_script *script;
	struct mono               since; /* when it was asked for */
	uint8_t                   event; /* of the caller, as are the next two */
	uint8_t                   priority;
	bool                      has_words;
	bool                      cannot_wait;
};

struct run_queue {
	VEC(struct run) waiting; /* the first came first */
	size_t          running;
};

void run_queue_release(struct run_queue *q);

void run_queue_add(struct run_queue *q, const struct run *run);
/* What may be started now; it counts as running from here on. False: nothing may. */
bool run_queue_take(struct run_queue *q, struct mono now, struct run *ret_run);
/* One that was taken is over. */
void run_queue_ended(struct run_queue *q);
/* What waits will not be run. */
void run_queue_drop(struct run_queue *q);
/* When to ask again though nothing has ended; MONO_NEVER: there is no need to. */
struct mono run_queue_due(const struct run_queue *q);
