/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/kstate.h"

#include <string.h>

#include <net/if.h>

/* What the prefix length belongs to. */
static const struct addr *network_of(const struct kstate_addr *a)
{
	return a->peer.family != ADDR_NONE ? &a->peer : &a->addr;
}

static bool is_in_network(const struct addr *a, const struct addr *b, uint8_t len)
{
	unsigned whole = len / 8U;
	unsigned rest = len % 8U;

	if (memcmp(a->bytes, b->bytes, whole) != 0)
		return false;
	return rest == 0 || (a->bytes[whole] ^ b->bytes[whole]) >> (8U - rest) == 0;
}

static bool is_same_network(const struct kstate_addr *a, const struct kstate_addr *b)
{
	return a->len == b->len && is_in_network(network_of(a), network_of(b), a->len);
}

bool kstate_addr_is_same(const struct kstate_addr *a, const struct kstate_addr *b)
{
	if (a->index != b->index || !addr_equal(&a->addr, &b->addr))
		return false;
	return a->addr.family != ADDR_IPV4 || is_same_network(a, b);
}

/* FNV-1a. */
uint32_t kstate_addr_hash(const struct kstate_addr *a)
{
	uint32_t hash = 2166136261U;

	for (unsigned i = 0; i < sizeof(a->addr.bytes); i++)
		hash = (hash ^ a->addr.bytes[i]) * 16777619U;
	return (hash ^ a->index) * 16777619U;
}

bool kstate_addr_is_kin(const struct kstate_addr *a, const struct kstate_addr *b)
{
	return a->index == b->index && a->addr.family == ADDR_IPV4 &&
	       b->addr.family == ADDR_IPV4 && is_same_network(a, b);
}

bool kstate_addr_is_alike(const struct kstate_addr *a, const struct kstate_addr *b)
{
	return ((a->flags ^ b->flags) & KSTATE_ADDR_ASKED) == 0 && a->len == b->len &&
	       a->scope == b->scope && addr_equal(&a->peer, &b->peer) &&
	       addr_equal(&a->broadcast, &b->broadcast) &&
	       strncmp(a->label, b->label, sizeof(a->label)) == 0;
}

bool kstate_iface_is_up(const struct kstate_iface *iface)
{
	const uint32_t both = IFF_UP | IFF_RUNNING;

	return (iface->flags & both) == both;
}
