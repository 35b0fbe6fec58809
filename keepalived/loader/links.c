/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/loader/links.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>

#include "keepalived/kernel/k_notice.h"
#include "lib/sys/netlink.h"

/* How often the tables may change under a dump before it is taken as it is. */
#define MOST_TRIES 10

void links_init(struct links *l)
{
	*l = (struct links){ 0 };
	arena_init(&l->arena);
	map_init(&l->by_name);
}

void links_release(struct links *l)
{
	map_release(&l->by_name);
	vec_release(&l->addresses);
	vec_release(&l->v);
	arena_release(&l->arena);
}

/* Interfaces */

static void on_link(void *context, const struct nlmsghdr *message)
{
	struct links *l = context;
	const struct ifinfomsg *header = netlink_header(message, sizeof(*header));
	const struct nlattr *attrs[IFLA_MAX + 1];
	struct link link = { 0 };
	unsigned up = IFF_UP | IFF_RUNNING;

	if (message->nlmsg_type != RTM_NEWLINK || !header)
		return;
	netlink_attrs(message, sizeof(*header), attrs, IFLA_MAX);
	link.name = arena_strdup(&l->arena, netlink_text(attrs[IFLA_IFNAME]));
	link.iface = (struct world_iface){
		.index = (uint32_t)header->ifi_index,
		.mtu = netlink_u32(attrs[IFLA_MTU]),
		.kind = k_notice_link_kind(attrs[IFLA_LINKINFO]),
		.is_up = (header->ifi_flags & up) == up,
		.is_loopback = header->ifi_flags & IFF_LOOPBACK,
		.is_multicast = header->ifi_flags & IFF_MULTICAST,
		.is_noarp = header->ifi_flags & IFF_NOARP,
		.is_ethernet = header->ifi_type == ARPHRD_ETHER,
	};
	/* An index in another network namespace says nothing in ours. */
	if (link.iface.kind != WORLD_LINK_OTHER && link.iface.kind != WORLD_LINK_VRF &&
	    !attrs[IFLA_LINK_NETNSID])
		link.iface.base_index = netlink_u32(attrs[IFLA_LINK]);
	vec_push(&l->v, link);
}

/* Addresses */

static struct addr address_of(uint8_t family, const struct nlattr *attr)
{
	struct addr addr = { .family = family == AF_INET ? ADDR_IPV4 : ADDR_IPV6 };
	size_t len = family == AF_INET ? 4 : 16;
	const void *bytes = netlink_bytes(attr, len);

	if (!bytes)
		return (struct addr){ 0 };
	memcpy(addr.bytes, bytes, len);
	return addr;
}

static void on_address(void *context, const struct nlmsghdr *message)
{
	struct links *l = context;
	const struct ifaddrmsg *header = netlink_header(message, sizeof(*header));
	const struct nlattr *attrs[IFA_MAX + 1];
	struct link_address address;

	if (message->nlmsg_type != RTM_NEWADDR || !header)
		return;
	if (header->ifa_family != AF_INET && header->ifa_family != AF_INET6)
		return;
	/* On a point-to-point link ADDRESS is the other end. */
	netlink_attrs(message, sizeof(*header), attrs, IFA_MAX);
	address.addr = address_of(header->ifa_family,
				  attrs[IFA_LOCAL] ? attrs[IFA_LOCAL] : attrs[IFA_ADDRESS]);
	address.index = header->ifa_index;
	if (address.addr.family != ADDR_NONE)
		vec_push(&l->addresses, address);
}

/* What an interface is known by, from addresses still in the kernel's order. */
static void give_addresses(struct links *l)
{
	for (size_t i = 0; i < l->addresses.n; i++) {
		const struct link_address *address = &l->addresses.at[i];
		const struct link *found = links_find_index(l, address->index);
		struct world_iface *iface;

		if (!found)
			continue;
		iface = &l->v.at[found - l->v.at].iface;
		if (address->addr.family == ADDR_IPV4 && iface->address4.family == ADDR_NONE)
			iface->address4 = address->addr;
		if (address->addr.family == ADDR_IPV6 && iface->address6.family == ADDR_NONE &&
		    addr_is_link_local(&address->addr))
			iface->address6 = address->addr;
	}
}

/* The dump */

static int compare_links(const void *a, const void *b)
{
	const struct link *left = a;
	const struct link *right = b;

	return (left->iface.index > right->iface.index) - (left->iface.index < right->iface.index);
}

static int compare_address(const struct link_address *left, const struct link_address *right)
{
	int order = left->addr.family - right->addr.family;

	return order ? order
		     : memcmp(left->addr.bytes, right->addr.bytes, sizeof(left->addr.bytes));
}

static int compare_addresses(const void *a, const void *b)
{
	const struct link_address *left = a;
	const struct link_address *right = b;
	int order = compare_address(left, right);

	return order ? order : (left->index > right->index) - (left->index < right->index);
}

static int read_links(struct links *l, struct netlink *netlink)
{
	const struct {
		struct ifinfomsg header;
		struct nlattr attr;
		uint32_t filter;
	} request = {
		.header.ifi_family = AF_UNSPEC,
		.attr = { .nla_len = NLA_HDRLEN + sizeof(uint32_t), .nla_type = IFLA_EXT_MASK },
		.filter = RTEXT_FILTER_SKIP_STATS,
	};

	l->v.n = 0;
	return netlink_dump(netlink, RTM_GETLINK, &request, sizeof(request), on_link, l);
}

static int read_addresses(struct links *l, struct netlink *netlink)
{
	const struct ifaddrmsg request = { .ifa_family = AF_UNSPEC };

	l->addresses.n = 0;
	return netlink_dump(netlink, RTM_GETADDR, &request, sizeof(request), on_address, l);
}

static int read_until_whole(struct links *l, struct netlink *netlink,
			    int (*read)(struct links *l, struct netlink *netlink))
{
	int r = -EAGAIN;

	for (unsigned i = 0; i < MOST_TRIES && r == -EAGAIN; i++)
		r = read(l, netlink);
	return r == -EAGAIN ? 0 : r;
}

static int read_all_tables(struct links *l)
{
	_cleanup_netlink_close_ struct netlink *netlink = NULL;
	int r;

	r = netlink_open(NETLINK_ROUTE, &netlink);
	if (r < 0)
		return r;
	r = read_until_whole(l, netlink, read_links);
	if (r < 0)
		return r;
	return read_until_whole(l, netlink, read_addresses);
}

int links_read(struct links *l)
{
	int r = read_all_tables(l);

	if (l->v.n)
		qsort(l->v.at, l->v.n, sizeof(*l->v.at), compare_links);
	for (size_t i = 0; i < l->v.n; i++)
		map_put(&l->by_name, l->v.at[i].name, &l->v.at[i]);
	give_addresses(l);
	if (l->addresses.n)
		qsort(l->addresses.at, l->addresses.n, sizeof(*l->addresses.at), compare_addresses);
	return r;
}

/* Questions */

const struct link *links_find(const struct links *l, const char *name)
{
	return map_find(&l->by_name, name);
}

const struct link *links_find_index(const struct links *l, uint32_t index)
{
	const struct link key = { .iface.index = index };

	return l->v.n ? bsearch(&key, l->v.at, l->v.n, sizeof(key), compare_links) : NULL;
}

bool links_has_address(const struct links *l, const struct addr *addr, uint32_t index)
{
	const struct link_address key = { .addr = *addr, .index = index };
	size_t low = 0;
	size_t high = l->addresses.n;

	/* The first that is not less: with index 0 the first of that address. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_addresses(&l->addresses.at[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == l->addresses.n || compare_address(&l->addresses.at[low], &key) != 0)
		return false;
	return index == 0 || l->addresses.at[low].index == index;
}
