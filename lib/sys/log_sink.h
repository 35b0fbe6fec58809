/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * log_sink - a place where lines go that may be slow, stuck or gone, and is never waited for.
 *
 * A line is sent at once if the place takes it, else kept, up to LOG_KEPT_MAX bytes, and sent on in its
 * order when the place takes more: as soon as that shows in the loop the sink is watched by, and with
 * every further line. A place that is gone (the syslog daemon is being restarted) is looked for again
 * with every line, and after 1, 2, 4 ... 60 seconds. What does not fit any more is counted; where it is
 * missing a line will say how many.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/fifo.h"
#include "lib/sys/loop.h"

#define LOG_KEPT_MAX ((size_t)1 << 20)

struct log_sink {
	const char *path; /* of a datagram socket; NULL: fd is a stream that somebody else owns */
	int fd;           /* -1: not connected */
	struct fifo kept;
	unsigned long lost;

	struct loop *loop;     /* that watches it; NULL: none */
	struct ev_io drain;    /* while something is kept and the place is there */
	struct ev_timer retry; /* while something is kept and it is not */
	struct span pause;     /* until the next retry */

	/* How to say that lines were lost; the text is complete, as for log_sink_add(). */
	size_t (*tell_lost)(const struct log_sink *s, unsigned long lost, char *ret_line,
			    size_t size);
};

void log_sink_init(struct log_sink *s, const char *path, int fd);
void log_sink_add(struct log_sink *s, const char *line, size_t len);

void log_sink_watch(struct log_sink *s, struct loop *loop); /* NULL: no longer */

/* Send what is kept, and wait for that, but not beyond @deadline; then forget it. */
void log_sink_close(struct log_sink *s, struct mono deadline);

/* After a fork: what is kept here is the parent's to send, over descriptors that are the parent's. */
void log_sink_forget(struct log_sink *s);
