/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/fifo.h"

#include <assert.h>
#include <string.h>

#include "lib/base/vec.h"

/* What precedes every record; its size keeps the record aligned. */
struct head {
	_Alignas(max_align_t) size_t len;
};

void fifo_init(struct fifo *f, size_t most)
{
	*f = (struct fifo){ .most = most };
}

void fifo_release(struct fifo *f)
{
	vec_free(f->at);
	fifo_init(f, f->most);
}

static size_t room_of(size_t len)
{
	size_t align = sizeof(struct head);

	return align + (len + align - 1) / align * align;
}

/* Room for @more bytes at the end: by moving to the start if that pays, else by growing. */
static void reserve(struct fifo *f, size_t more)
{
	size_t used = fifo_used(f);

	if (f->cap - f->end >= more)
		return;
	if (f->first && f->first >= used / 2) {
		memmove(f->at, f->at + f->first, used);
		f->first = 0;
		f->end = used;
	}
	f->at = vec_grow(f->at, 1, &f->cap, f->end + more);
}

void *fifo_put(struct fifo *f, size_t len)
{
	size_t used = fifo_used(f);
	struct head *head;

	if (len > f->most || room_of(len) > f->most - used)
		return NULL;

	reserve(f, room_of(len));
	head = (struct head *)(void *)(f->at + f->end);
	head->len = len;
	f->end += room_of(len);
	f->n++;
	return head + 1;
}

static void *record_at(const struct fifo *f, size_t at, size_t *ret_len)
{
	struct head *head;

	if (at == f->end)
		return NULL;
	head = (struct head *)(void *)(f->at + at);
	*ret_len = head->len;
	return head + 1;
}

void *fifo_first(const struct fifo *f, size_t *ret_len)
{
	return record_at(f, f->first, ret_len);
}

void *fifo_next(const struct fifo *f, const void *record, size_t *ret_len)
{
	const struct head *head = (const struct head *)record - 1;

	return record_at(f, (size_t)((const char *)head - f->at) + room_of(head->len), ret_len);
}

void fifo_drop(struct fifo *f)
{
	size_t len = 0;

	assert(f->n);
	fifo_first(f, &len);
	f->first += room_of(len);
	f->n--;
	/* Memory for a rush is not kept for ever. */
	if (!f->n)
		fifo_release(f);
}
