/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/kernel/k_notice.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/base/ka.h"
#include "lib/sys/netlink.h"

/* Interfaces */

enum world_link_kind k_notice_link_kind(const struct nlattr *linkinfo)
{
	const struct nlattr *info[IFLA_INFO_MAX + 1];
	const struct nlattr *data[IFLA_MACVLAN_MAX + 1];
	const char *kind;

	netlink_nested(linkinfo, info, IFLA_INFO_MAX);
	kind = netlink_text(info[IFLA_INFO_KIND]);
	if (strcmp(kind, "ipvlan") == 0)
		return WORLD_LINK_IPVLAN;
	if (strcmp(kind, "vrf") == 0)
		return WORLD_LINK_VRF;
	if (strcmp(kind, "macvlan") != 0)
		return WORLD_LINK_OTHER;
	netlink_nested(info[IFLA_INFO_DATA], data, IFLA_MACVLAN_MAX);
	return netlink_u32(data[IFLA_MACVLAN_MODE]) == MACVLAN_MODE_PRIVATE
		       ? WORLD_LINK_MACVLAN_PRIVATE
		       : WORLD_LINK_MACVLAN;
}

static void read_mac(const struct nlattr *attr, const struct nlattr *broadcast, struct kstate_iface *iface)
{
	size_t len = attr ? (size_t)(attr->nla_len - NLA_HDRLEN) : 0;
	const void *bytes = netlink_bytes(attr, len);

	if (!bytes || len > sizeof(iface->mac))
		return;
	iface->mac_len = (uint8_t)len;
	memcpy(iface->mac, bytes, len);
	bytes = netlink_bytes(broadcast, len);
	if (bytes)
		memcpy(iface->broadcast, bytes, len);
}

/* An index in another network namespace says nothing in ours. */
static uint32_t base_of(const struct nlattr *const attrs[], enum world_link_kind kind)
{
	if (kind == WORLD_LINK_OTHER || kind == WORLD_LINK_VRF || attrs[IFLA_LINK_NETNSID])
		return 0;
	return netlink_u32(attrs[IFLA_LINK]);
}

static bool read_link(const struct nlmsghdr *message, struct kstate_iface *iface)
{
	const struct ifinfomsg *header = netlink_header(message, sizeof(*header));
	const struct nlattr *attrs[IFLA_MAX + 1];

	/* With a family it is about a port of a bridge and the like, not about the interface. */
	if (!header || header->ifi_family != AF_UNSPEC || header->ifi_index <= 0)
		return false;
	netlink_attrs(message, sizeof(*header), attrs, IFLA_MAX);
	*iface = (struct kstate_iface){
		.index = (uint32_t)header->ifi_index,
		.flags = header->ifi_flags,
		.mtu = netlink_u32(attrs[IFLA_MTU]),
		.master_index = netlink_u32(attrs[IFLA_MASTER]),
		.type = header->ifi_type,
		.kind = (uint8_t)k_notice_link_kind(attrs[IFLA_LINKINFO]),
	};
	iface->base_index = base_of(attrs, iface->kind);
	read_mac(attrs[IFLA_ADDRESS], attrs[IFLA_BROADCAST], iface);
	snprintf(iface->name, sizeof(iface->name), "%s", netlink_text(attrs[IFLA_IFNAME]));
	return true;
}

/* Addresses */

static struct addr address_of(uint8_t family, const struct nlattr *attr)
{
	struct addr addr = { .family = family == AF_INET ? ADDR_IPV4 : ADDR_IPV6 };
	size_t len = addr_bits(&addr) / 8U;
	const void *bytes = netlink_bytes(attr, len);

	if (!bytes)
		return (struct addr){ 0 };
	memcpy(addr.bytes, bytes, len);
	return addr;
}

/* ADDRESS is the other end, which is the address itself where there is none. */
static void read_ends(uint8_t family, const struct nlattr *const attrs[], struct kstate_addr *addr)
{
	struct addr far = address_of(family, attrs[IFA_ADDRESS]);

	addr->addr = attrs[IFA_LOCAL] ? address_of(family, attrs[IFA_LOCAL]) : far;
	if (!addr_equal(&addr->addr, &far))
		addr->peer = far;
}

static void read_lifetimes(const struct nlattr *attr, struct kstate_addr *addr)
{
	const struct ifa_cacheinfo *lifetimes = netlink_bytes(attr, sizeof(*lifetimes));

	addr->preferred_lft = lifetimes ? lifetimes->ifa_prefered : KSTATE_FOREVER;
	addr->valid_lft = lifetimes ? lifetimes->ifa_valid : KSTATE_FOREVER;
	/* Of what is valid for ever, Linux says for IPv4 that it is preferred for ever, too. */
	if (addr->flags & IFA_F_DEPRECATED)
		addr->preferred_lft = 0;
}

static bool read_addr(const struct nlmsghdr *message, struct kstate_addr *addr)
{
	const struct ifaddrmsg *header = netlink_header(message, sizeof(*header));
	const struct nlattr *attrs[MAX(IFA_MAX, K_IFA_PROTO) + 1];
	const uint8_t *protocol;

	if (!header || (header->ifa_family != AF_INET && header->ifa_family != AF_INET6))
		return false;
	netlink_attrs(message, sizeof(*header), attrs, ARRAY_SIZE(attrs) - 1);
	protocol = netlink_bytes(attrs[K_IFA_PROTO], sizeof(*protocol));
	*addr = (struct kstate_addr){
		.index = header->ifa_index,
		.flags = attrs[IFA_FLAGS] ? netlink_u32(attrs[IFA_FLAGS]) : header->ifa_flags,
		.broadcast = address_of(header->ifa_family, attrs[IFA_BROADCAST]),
		.len = header->ifa_prefixlen,
		.scope = header->ifa_scope,
		.protocol = protocol ? *protocol : 0,
	};
	read_ends(header->ifa_family, attrs, addr);
	read_lifetimes(attrs[IFA_CACHEINFO], addr);
	snprintf(addr->label, sizeof(addr->label), "%s", netlink_text(attrs[IFA_LABEL]));
	return addr->index != 0 && addr->addr.family != ADDR_NONE;
}

bool k_notice_read(const struct nlmsghdr *message, struct view_notice *ret_notice)
{
	struct view_notice notice = { .port = message->nlmsg_pid };
	bool is_known;

	switch (message->nlmsg_type) {
	case RTM_NEWLINK:
	case RTM_DELLINK:
		notice.subject = VIEW_IFACE;
		notice.is_gone = message->nlmsg_type == RTM_DELLINK;
		is_known = read_link(message, &notice.iface);
		break;
	case RTM_NEWADDR:
	case RTM_DELADDR:
		notice.subject = VIEW_ADDR;
		notice.is_gone = message->nlmsg_type == RTM_DELADDR;
		is_known = read_addr(message, &notice.addr);
		break;
	default: return false;
	}
	if (is_known)
		*ret_notice = notice;
	return is_known;
}

struct k_ask_links k_ask_links(void)
{
	return (struct k_ask_links){
		.header.ifi_family = AF_UNSPEC,
		.attr = { .nla_len = NLA_HDRLEN + sizeof(uint32_t), .nla_type = IFLA_EXT_MASK },
		.filter = RTEXT_FILTER_SKIP_STATS,
	};
}

struct ifaddrmsg k_ask_addrs(void)
{
	return (struct ifaddrmsg){ .ifa_family = AF_UNSPEC };
}
