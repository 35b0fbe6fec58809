/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/kernel/k_addr.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include "keepalived/kernel/k_notice.h"

static void begin(struct netlink_batch *batch, uint16_t type, uint16_t flags,
		  const struct kstate_addr *addr)
{
	const struct ifaddrmsg header = {
		.ifa_family = addr->addr.family == ADDR_IPV4 ? AF_INET : AF_INET6,
		.ifa_prefixlen = addr->len,
		.ifa_scope = addr->scope,
		.ifa_index = addr->index,
	};

	netlink_batch_begin(batch, type, flags, &header, sizeof(header));
}

static void put_address(struct netlink_batch *batch, uint16_t type, const struct addr *addr)
{
	if (addr->family != ADDR_NONE)
		netlink_batch_put(batch, type, addr->bytes, addr_bits(addr) / 8U);
}

/* What an address is known by; its network is that of the other end, if there is one. */
static void put_identity(struct netlink_batch *batch, const struct kstate_addr *addr)
{
	put_address(batch, IFA_LOCAL, &addr->addr);
	put_address(batch, IFA_ADDRESS,
		    addr->peer.family != ADDR_NONE ? &addr->peer : &addr->addr);
}

static void put_lifetimes(struct netlink_batch *batch, const struct kstate_addr *addr)
{
	const struct ifa_cacheinfo lifetimes = {
		.ifa_prefered = addr->preferred_lft,
		.ifa_valid = addr->valid_lft,
	};

	netlink_batch_put(batch, IFA_CACHEINFO, &lifetimes, sizeof(lifetimes));
}

static void put_new(struct netlink_batch *batch, uint16_t flags, const struct kstate_addr *addr)
{
	begin(batch, RTM_NEWADDR, flags, addr);
	put_identity(batch, addr);
	put_address(batch, IFA_BROADCAST, &addr->broadcast);
	if (addr->label[0])
		netlink_batch_put(batch, IFA_LABEL, addr->label,
				  strnlen(addr->label, sizeof(addr->label) - 1) + 1);
	netlink_batch_put_u32(batch, IFA_FLAGS, addr->flags & KSTATE_ADDR_ASKED);
	put_lifetimes(batch, addr);
	netlink_batch_put(batch, K_IFA_PROTO, &addr->protocol, sizeof(addr->protocol));
}

void k_addr_put(struct netlink_batch *batch, const struct addr_op *op)
{
	switch (op->kind) {
	case ADDR_OP_ADD:
		put_new(batch, NLM_F_CREATE | NLM_F_EXCL, &op->addr);
		return;
	case ADDR_OP_REPLACE:
		put_new(batch, NLM_F_CREATE | NLM_F_REPLACE, &op->addr);
		return;
	case ADDR_OP_DELETE:
		begin(batch, RTM_DELADDR, 0, &op->addr);
		put_identity(batch, &op->addr);
		return;
	}
}

bool k_addr_is_done(const struct addr_op *op, int error)
{
	if (error == 0)
		return true;
	if (op->kind == ADDR_OP_DELETE)
		return error == -EADDRNOTAVAIL || error == -ENODEV;
	return op->kind == ADDR_OP_ADD && error == -EEXIST;
}
