/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fifo - records of any length in the order they came, up to a number of bytes in total.
 *
 * A record is copied in, and lies there aligned for any type until it is dropped. What does not fit
 * any more is refused; the caller knows what to do about that, the fifo does not.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/ka.h"

struct fifo {
	char *at; /* owned; NULL while nothing was ever put in */
	size_t cap;
	size_t first; /* where the oldest record begins */
	size_t end;   /* behind the newest */
	size_t n;     /* records */
	size_t most;  /* bytes, lengths and padding included */
};

void fifo_init(struct fifo *f, size_t most);
void fifo_release(struct fifo *f);

/*
 * A record of @len bytes, to be filled by the caller; NULL: it does not fit. Pointers into the fifo
 * are good until the next one.
 */
must_use void *fifo_put(struct fifo *f, size_t len);

/* The oldest record; NULL if there is none. */
void *fifo_first(const struct fifo *f, size_t *ret_len);

/* The one after @record; NULL if that is the newest. */
void *fifo_next(const struct fifo *f, const void *record, size_t *ret_len);

/* Bytes; to be compared with @most. */
static inline size_t fifo_used(const struct fifo *f)
{
	return f->end - f->first;
}

void fifo_drop(struct fifo *f); /* the oldest; there must be one */
