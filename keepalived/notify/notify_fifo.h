/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * notify_fifo - a FIFO into which what happens is written, line by line, whether or not anybody reads.
 *
 * The parent makes and holds it, so that it stays open whatever becomes of those who write. What a full
 * one does not take is lost.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "keepalived/model/conf_global.h"
#include "lib/base/ka.h"

struct notify_fifo {
	const char *path;
	int         fd;      /* owned; -1: not there */
	bool        is_made; /* by us: it goes with us */
};

/*
 * Make it, or take one that is there and is the user's or ours: another owner, or no FIFO at all, is
 * -EPERM. Others: what the system said.
 */
must_use int notify_fifo_open(struct notify_fifo *f, const struct conf_fifo *conf);

/* And take it away, if we made it and it is still that one. */
void notify_fifo_close(struct notify_fifo *f);

/* A whole line or nothing. -EAGAIN: it is full. */
must_use int notify_fifo_write(int fd, const char *line, size_t len);
