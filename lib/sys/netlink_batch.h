/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netlink_batch - requests to the kernel, written one behind the other to be sent together.
 *
 * Begin a message, then put its attributes; a message ends where the next one begins.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/base/vec.h"

struct netlink_batch {
	VEC(char) bytes; /* aligned as the kernel wants it */
	size_t last;     /* where the message that was begun last starts */
	size_t n;        /* of messages */
};

void netlink_batch_init(struct netlink_batch *b);
void netlink_batch_release(struct netlink_batch *b);
void netlink_batch_clear(struct netlink_batch *b); /* empty, memory kept */

/* @flags: NLM_F_... besides the one of a request. @header: of the family. */
void netlink_batch_begin(struct netlink_batch *b, uint16_t type, uint16_t flags, const void *header,
			 size_t len);
void netlink_batch_put(struct netlink_batch *b, uint16_t type, const void *value, size_t len);
void netlink_batch_put_u32(struct netlink_batch *b, uint16_t type, uint32_t value);
