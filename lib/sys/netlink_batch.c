/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/sys/netlink_batch.h"

#include <string.h>

#include <linux/netlink.h>

void netlink_batch_init(struct netlink_batch *b)
{
	*b = (struct netlink_batch){ 0 };
}

void netlink_batch_release(struct netlink_batch *b)
{
	vec_release(&b->bytes);
	netlink_batch_init(b);
}

void netlink_batch_clear(struct netlink_batch *b)
{
	b->bytes.n = b->n = 0;
}

/* Messages and attributes are aligned alike. */
static void append(struct netlink_batch *b, const void *bytes, size_t len)
{
	size_t padded = NLMSG_ALIGN(len);

	if (len == 0)
		return;
	vec_reserve(&b->bytes, b->bytes.n + padded);
	memcpy(b->bytes.at + b->bytes.n, bytes, len);
	memset(b->bytes.at + b->bytes.n + len, 0, padded - len);
	b->bytes.n += padded;
}

static void end_here(struct netlink_batch *b)
{
	uint32_t len = (uint32_t)(b->bytes.n - b->last);

	memcpy(b->bytes.at + b->last + offsetof(struct nlmsghdr, nlmsg_len), &len, sizeof(len));
}

void netlink_batch_begin(struct netlink_batch *b, uint16_t type, uint16_t flags, const void *header,
			 size_t len)
{
	const struct nlmsghdr message = {
		.nlmsg_type = type,
		.nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags),
	};

	b->last = b->bytes.n;
	append(b, &message, sizeof(message));
	append(b, header, len);
	b->n++;
	end_here(b);
}

void netlink_batch_put(struct netlink_batch *b, uint16_t type, const void *value, size_t len)
{
	const struct nlattr attr = { .nla_type = type, .nla_len = (uint16_t)(NLA_HDRLEN + len) };

	append(b, &attr, sizeof(attr));
	append(b, value, len);
	end_here(b);
}

void netlink_batch_put_u32(struct netlink_batch *b, uint16_t type, uint32_t value)
{
	netlink_batch_put(b, type, &value, sizeof(value));
}
