/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * channel - whole messages between two processes, with descriptors if need be; nobody waits.
 *
 * What the other side does not take yet is kept, up to a bound that the owner sets: beyond it sending
 * fails, and the owner decides what that means. The end of the other side - closed, dead, or the
 * channel broken - comes once, as an event, after everything it had sent.
 */
#pragma once

#include <stddef.h>

#include "lib/base/fifo.h"
#include "lib/base/ka.h"
#include "lib/sys/loop.h"

#define CHANNEL_MESSAGE_MAX 65536
#define CHANNEL_FDS_MAX     8

struct channel {
	struct ev_io io; /* io.ev.name and io.ev.urgent: set by the owner, and these two: */

	/* Descriptors are closed afterwards, but for those that take_fd() took. */
	void (*on_message)(struct channel *c, const void *bytes, size_t len, int *fds,
			   size_t n_fds);

	/* @error: 0, or a negative errno if the channel broke. It is closed already. */
	void (*on_end)(struct channel *c, int error);

	struct fifo outbox;
};

must_use int channel_pair(int ret_fds[2]);

/* @fd: one end; owned from now on. @outbox: bytes kept at most for a slow receiver. */
void channel_open(struct channel *c, struct loop *loop, int fd, size_t outbox);
void channel_close(struct channel *c); /* fine if it is closed; what is kept is dropped */

/*
 * Send, or keep to be sent; @fds stay the caller's. -ENOBUFS: it does not fit any more. -EPIPE: the
 * other side is gone; on_end will follow. Others: not sent, of no consequence for what comes next.
 */
must_use int channel_send(struct channel *c, const void *bytes, size_t len, const int *fds,
			  size_t n_fds);
