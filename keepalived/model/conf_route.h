/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * conf_route - one line of routes, virtual or static, with metrics, next hops and encapsulation.
 */
#pragma once

#include "lib/conf/bind.h"
#include "lib/conf/schema.h"

enum conf_route_type {
	CONF_ROUTE_UNICAST = 1, /* the kernel's RTN_ numbers */
	CONF_ROUTE_LOCAL,
	CONF_ROUTE_BROADCAST,
	CONF_ROUTE_ANYCAST,
	CONF_ROUTE_MULTICAST,
	CONF_ROUTE_BLACKHOLE,
	CONF_ROUTE_UNREACHABLE,
	CONF_ROUTE_PROHIBIT,
	CONF_ROUTE_THROW,
	CONF_ROUTE_NAT,
	CONF_ROUTE_XRESOLVE,
};

enum conf_route_mode { CONF_ROUTE_PREPEND, CONF_ROUTE_ADD, CONF_ROUTE_APPEND };

enum conf_encap { CONF_ENCAP_NONE, CONF_ENCAP_IP, CONF_ENCAP_IP6, CONF_ENCAP_MPLS, CONF_ENCAP_ILA };

#define CONF_MPLS_LABELS 30 /* what the kernel takes */

struct conf_encap_data {
	uint8_t     kind; /* enum conf_encap */
	bool        has_id;
	bool        has_dst;
	bool        has_src;
	bool        has_tos;  /* tc for IPv6 */
	bool        has_ttl;  /* hoplimit for IPv6 */
	bool        has_flags;
	uint64_t    id;
	struct addr dst;
	struct addr src;
	uint32_t    tos;
	uint32_t    ttl;
	uint32_t    flags;
	uint64_t    locator;
	uint32_t    labels[CONF_MPLS_LABELS];
	uint32_t    n_labels;
};

/* One of the kernel's RTAX_ metrics. */
struct conf_metric {
	bool     is_set;
	bool     is_locked;
	uint32_t value;
};

#define CONF_METRICS 18 /* indexes are the kernel's RTAX_ numbers */

struct conf_nexthop {
	struct conf_head       head;
	struct addr            via;
	const char            *dev;
	uint32_t               weight; /* 1..256 */
	bool                   is_onlink;
	uint32_t               realms;
	struct conf_encap_data encap;
};

struct conf_route {
	struct conf_head       head;
	uint8_t                family; /* enum addr_family */
	bool                   says_inet;  /* the word "inet" */
	bool                   says_inet6;
	uint8_t                type;   /* enum conf_route_type, or another RTN_ number */
	bool                   has_type;
	struct prefix          dst;
	bool                   has_dst;
	struct addr            via; /* of either family in an IPv4 route, else of the route's */
	struct addr            second_via; /* "or" */
	struct addr            src;
	struct prefix          from;
	const char            *dev;
	const char            *vrf;
	uint32_t               table;
	uint32_t               metric;
	bool                   has_metric;
	uint32_t               scope;
	uint32_t               protocol;
	uint32_t               tos;
	bool                   is_onlink;
	bool                   is_prepend; /* at most one of the three, the last one given */
	bool                   is_append;
	bool                   is_add;
	uint8_t                mode; /* enum conf_route_mode; follows from them */
	bool                   no_track;
	const char            *track_group;
	struct conf_metric     metrics[CONF_METRICS];
	const char            *congctl;
	bool                   is_congctl_locked;
	uint32_t               realms; /* FROM << 16 | TO */
	uint32_t               expires; /* seconds */
	bool                   has_expires;
	uint32_t               pref; /* RFC 4191, as the kernel has it: medium 0, high 1, low 3 */
	bool                   has_pref;
	bool                   ttl_propagate;
	bool                   has_ttl_propagate;
	struct conf_encap_data encap;
	CONF_LIST(struct conf_nexthop) nexthops;
};
