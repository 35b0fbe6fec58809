/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines of routes: what becomes of the words, what is said of wrong ones, and that what is printed is
 * read again. The sentences are those of 2.2.7 but where the comment of a table says otherwise.
 */
#include <linux/rtnetlink.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/ka.h"
#include "lib/conf/equal.h"
#include "test/unit/rt_lines.h"

static struct rt_lines got;

static void read_block(const char *block, const char *lines)
{
	rt_lines_release(&got);
	rt_lines_read(&got, block, lines, true);
}

/* The route of a good line. */
static const struct conf_route *route_of(const char *line)
{
	read_block("virtual_routes", line);
	assert_string_equal(rt_lines_findings(&got), "");
	assert_int_equal(got.root.routes.n, 1);
	return got.root.routes.first;
}

static void expect_address(const struct addr *a, const char *text)
{
	char buf[ADDR_LEN];

	assert_string_equal(addr_format(a, buf), text);
}

static void expect_prefix(const struct prefix *p, const char *text)
{
	char buf[PREFIX_LEN];

	assert_string_equal(prefix_format(p, buf), text);
}

static void show(void *ctx, const char *what)
{
	(void)ctx;
	print_error("%s\n", what);
}

static void test_schema(void **state)
{
	(void)state;
	assert_int_equal(schema_verify(&rt_root_block, show, NULL), 0);
}

/* Fields */

static void test_defaults(void **state)
{
	const struct conf_route *r = route_of("10.1.0.0/16");

	(void)state;
	expect_prefix(&r->dst, "10.1.0.0/16");
	assert_int_equal(r->family, ADDR_IPV4);
	assert_int_equal(r->type, CONF_ROUTE_UNICAST);
	assert_int_equal(r->table, 254);
	assert_int_equal(r->scope, 0);
	assert_int_equal(r->protocol, 18);
	assert_int_equal(r->mode, CONF_ROUTE_PREPEND);
	assert_int_equal(r->via.family, ADDR_NONE);
	assert_false(r->has_metric);
	assert_false(r->no_track);
	assert_null(r->dev);
	assert_int_equal(r->nexthops.n, 0);
}

static void test_general(void **state)
{
	const struct conf_route *r =
		route_of("src 10.0.0.5 to 10.1.0.0/16 via 10.0.0.254 dev eth0 table small metric 5"
			 " scope link tos AF11 onlink protocol 0x12 vrf blue realms inr/7");

	(void)state;
	expect_address(&r->src, "10.0.0.5");
	expect_address(&r->via, "10.0.0.254");
	assert_string_equal(r->dev, "eth0");
	assert_string_equal(r->vrf, "blue");
	assert_int_equal(r->table, 100);
	assert_int_equal(r->metric, 5);
	assert_true(r->has_metric);
	assert_int_equal(r->scope, RT_SCOPE_LINK);
	assert_int_equal(r->tos, 0x28);
	assert_int_equal(r->protocol, 18);
	assert_true(r->is_onlink);
	assert_int_equal(r->realms, 9 << 16 | 7);
}

static void test_aliases(void **state)
{
	const struct conf_route *r = route_of("10.1.0.0/16 oif eth1 priority 6 dsfield 0x10");

	(void)state;
	assert_string_equal(r->dev, "eth1");
	assert_int_equal(r->metric, 6);
	assert_int_equal(r->tos, 0x10);
	assert_int_equal(route_of("10.1.0.0/16 preference 7")->metric, 7);
	assert_int_equal(route_of("10.1.0.0/16 metric 7 metric 8")->metric, 8);
}

static void test_family_of_default(void **state)
{
	static const struct {
		const char *line;
		uint8_t family;
	} cases[] = {
		{ "default dev eth0", ADDR_IPV4 },
		{ "any via fe80::1 dev eth0", ADDR_IPV6 },
		{ "via fe80::1 all", ADDR_IPV6 },
		{ "default src 2001:db8::1", ADDR_IPV6 },
		{ "default from 2001:db8::/64", ADDR_IPV6 },
		{ "default expires 5", ADDR_IPV6 },
		{ "default pref low", ADDR_IPV6 },
		{ "default realms 5", ADDR_IPV4 },
		{ "default6", ADDR_IPV6 },
		{ "inet6 default", ADDR_IPV6 },
		{ "default dev eth0 inet6", ADDR_IPV6 },
		{ "inet default", ADDR_IPV4 },
		{ "::/0", ADDR_IPV6 },
		{ "default nexthop via fe80::1 dev eth0", ADDR_IPV6 },
		{ "default via inet6 fe80::1", ADDR_IPV6 },
		{ "default nexthop via inet6 fe80::1", ADDR_IPV6 },
		{ "inet default via inet6 fe80::1", ADDR_IPV4 },
		{ "via inet6 fe80::1 10.0.0.0/8", ADDR_IPV4 },
		{ "default via inet6 fe80::1 src 10.0.0.1", ADDR_IPV4 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct conf_route *r = route_of(cases[i].line);

		if (r->family != cases[i].family)
			fail_msg("%s: family %d", cases[i].line, r->family);
		assert_int_equal(r->dst.addr.family, cases[i].family);
	}
}

static void test_types(void **state)
{
	static const struct {
		const char *line;
		uint8_t type;
		uint8_t scope;
	} cases[] = {
		{ "unicast 10.1.0.0/16", RTN_UNICAST, RT_SCOPE_UNIVERSE },
		{ "local 10.1.0.0/16", RTN_LOCAL, RT_SCOPE_HOST },
		{ "broadcast 10.1.0.0/16", RTN_BROADCAST, RT_SCOPE_LINK },
		{ "brd 10.1.0.0/16", RTN_BROADCAST, RT_SCOPE_LINK },
		{ "anycast 10.1.0.0/16", RTN_ANYCAST, RT_SCOPE_LINK },
		{ "multicast 10.1.0.0/16", RTN_MULTICAST, RT_SCOPE_UNIVERSE },
		{ "blackhole 10.1.0.0/16", RTN_BLACKHOLE, RT_SCOPE_UNIVERSE },
		{ "unreachable default", RTN_UNREACHABLE, RT_SCOPE_UNIVERSE },
		{ "prohibit default", RTN_PROHIBIT, RT_SCOPE_UNIVERSE },
		{ "throw default", RTN_THROW, RT_SCOPE_UNIVERSE },
		{ "nat default", RTN_NAT, RT_SCOPE_UNIVERSE },
		{ "xresolve default", RTN_XRESOLVE, RT_SCOPE_UNIVERSE },
		{ "6 10.1.0.0/16", RTN_BLACKHOLE, RT_SCOPE_UNIVERSE },
		{ "255 10.1.0.0/16", 255, RT_SCOPE_UNIVERSE },
		{ "local 10.1.0.0/16 scope global", RTN_LOCAL, RT_SCOPE_UNIVERSE },
		/* refused by 2.2.7 */
		{ "blackhole to 10.1.0.0/16", RTN_BLACKHOLE, RT_SCOPE_UNIVERSE },
		{ "to blackhole 10.1.0.0/16", RTN_BLACKHOLE, RT_SCOPE_UNIVERSE },
		{ "blackhole dev eth0 10.1.0.0/16", RTN_BLACKHOLE, RT_SCOPE_UNIVERSE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct conf_route *r = route_of(cases[i].line);

		if (r->type != cases[i].type || r->scope != cases[i].scope)
			fail_msg("%s: type %d scope %u", cases[i].line, r->type, r->scope);
	}
}

static void test_mode(void **state)
{
	(void)state;
	assert_int_equal(route_of("default add")->mode, CONF_ROUTE_ADD);
	assert_int_equal(route_of("default append")->mode, CONF_ROUTE_APPEND);
	assert_int_equal(route_of("default append add prepend")->mode, CONF_ROUTE_PREPEND);
	assert_int_equal(route_of("default prepend add append")->mode, CONF_ROUTE_APPEND);
	assert_false(got.root.routes.first->is_add);
}

static void test_scopes_and_protocols(void **state)
{
	(void)state;
	assert_int_equal(route_of("default scope host")->scope, 254);
	assert_int_equal(route_of("default scope site")->scope, 200);
	assert_int_equal(route_of("default scope nowhere")->scope, 255);
	assert_int_equal(route_of("default scope 0x10")->scope, 16);
	assert_int_equal(route_of("default protocol keepalived")->protocol, 18);
	assert_int_equal(route_of("default protocol static no_track")->protocol, 4);
	assert_int_equal(route_of("default no_track protocol 0")->protocol, 0);
	assert_int_equal(route_of("default table local")->table, 255);
	assert_int_equal(route_of("default table default")->table, 253);
	assert_int_equal(route_of("default table 0xffffffff")->table, 0xffffffff);
}

static void test_metrics(void **state)
{
	const struct conf_route *r = route_of(
		"10.1.0.0/16 mtu lock 1400 window 2 rtt 3 rttvar 4 ssthresh lock 5 cwnd 6 advmss 7 reordering 8"
		" hoplimit 9 initcwnd 10 features ecn rto_min lock 11 initrwnd 12 quickack 1"
		" fastopen_no_cookie 0 congctl lock cubic");
	static const uint32_t values[CONF_METRICS] = {
		[RTAX_MTU] = 1400,
		[RTAX_WINDOW] = 2,
		[RTAX_RTT] = 3,
		[RTAX_RTTVAR] = 4,
		[RTAX_SSTHRESH] = 5,
		[RTAX_CWND] = 6,
		[RTAX_ADVMSS] = 7,
		[RTAX_REORDERING] = 8,
		[RTAX_HOPLIMIT] = 9,
		[RTAX_INITCWND] = 10,
		[RTAX_FEATURES] = RTAX_FEATURE_ECN,
		[RTAX_RTO_MIN] = 11,
		[RTAX_INITRWND] = 12,
		[RTAX_QUICKACK] = 1,
		[RTAX_FASTOPEN_NO_COOKIE] = 0,
	};

	(void)state;
	for (size_t i = RTAX_MTU; i < CONF_METRICS; i++) {
		bool is_locked = i == RTAX_MTU || i == RTAX_SSTHRESH || i == RTAX_RTO_MIN;

		assert_int_equal(r->metrics[i].value, values[i]);
		assert_int_equal(r->metrics[i].is_set, i != RTAX_CC_ALGO);
		assert_int_equal(r->metrics[i].is_locked, is_locked);
	}
	assert_string_equal(r->congctl, "cubic");
	assert_true(r->is_congctl_locked);
}

static void test_times(void **state)
{
	static const struct {
		const char *line;
		unsigned metric;
		uint32_t value;
	} cases[] = {
		{ "default rtt 960000", RTAX_RTT, 960000 },
		{ "default rtt 5s", RTAX_RTT, 40000 },
		{ "default rtt 1.5S", RTAX_RTT, 12000 },
		{ "default rtt 5ms", RTAX_RTT, 40 },
		{ "default rtt 5msecs", RTAX_RTT, 40 },
		{ "default rtt lock 5secs", RTAX_RTT, 40000 },
		{ "default rttvar 5sec", RTAX_RTTVAR, 20000 },
		{ "default rttvar 7", RTAX_RTTVAR, 7 },
		{ "default rto_min 5ms", RTAX_RTO_MIN, 5 },
		{ "default rto_min 120s", RTAX_RTO_MIN, 120000 },
		{ "default rto_min 0", RTAX_RTO_MIN, 0 },
		{ "default rto_min \"\"", RTAX_RTO_MIN, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct conf_metric *m = &route_of(cases[i].line)->metrics[cases[i].metric];

		if (m->value != cases[i].value || !m->is_set)
			fail_msg("%s: %u", cases[i].line, m->value);
	}
}

static void test_only_ipv6(void **state)
{
	const struct conf_route *r =
		route_of("2001:db8::/64 from 2001:db8:1::/48 expires 60 pref low"
			 " ttl-propagate disabled");

	(void)state;
	expect_prefix(&r->from, "2001:db8:1::/48");
	assert_true(r->has_expires);
	assert_int_equal(r->expires, 60);
	assert_true(r->has_pref);
	assert_int_equal(r->pref, 3);
	assert_true(r->has_ttl_propagate);
	assert_false(r->ttl_propagate);
	assert_int_equal(route_of("default pref high")->pref, 1);
	assert_int_equal(route_of("default pref medium")->pref, 0);
	assert_int_equal(route_of("default pref 200")->pref, 200);
	assert_true(route_of("default ttl-propagate enabled")->ttl_propagate);
}

static void test_encap(void **state)
{
	const struct conf_encap_data *e =
		&route_of(
			 "10.1.0.0/16 encap ip id 18446744073709551615 dst 10.0.0.9 src 10.0.0.8 tos AF11 ttl 4"
			 " flags 65535 id 7 metric 5")
			 ->encap;

	(void)state;
	assert_int_equal(e->kind, CONF_ENCAP_IP);
	assert_true(e->has_id && e->id == 7);
	expect_address(&e->dst, "10.0.0.9");
	expect_address(&e->src, "10.0.0.8");
	assert_true(e->has_tos && e->has_ttl && e->has_flags && e->has_dst && e->has_src);
	assert_int_equal(e->tos, 0x28);
	assert_int_equal(e->ttl, 4);
	assert_int_equal(e->flags, 65535);
	assert_int_equal(got.root.routes.first->metric, 5);

	e = &route_of("10.1.0.0/16 encap ip6 dst fe80::1 tc 5 hoplimit 6")->encap;
	assert_int_equal(e->kind, CONF_ENCAP_IP6);
	assert_int_equal(e->tos, 5);
	assert_int_equal(e->ttl, 6);
	assert_false(e->has_id || e->has_src || e->has_flags);

	e = &route_of("10.1.0.0/16 encap mpls 100/0x10/1048575")->encap;
	assert_int_equal(e->kind, CONF_ENCAP_MPLS);
	assert_int_equal(e->n_labels, 3);
	assert_int_equal(e->labels[1], 16);
	assert_int_equal(e->labels[2], 1048575);

	e = &route_of("10.1.0.0/16 encap ila 2001:db8:0:ABCD dev eth0")->encap;
	assert_int_equal(e->kind, CONF_ENCAP_ILA);
	assert_true(e->locator == UINT64_C(0x20010db80000abcd));
	assert_string_equal(got.root.routes.first->dev, "eth0");
}

static void test_nexthops(void **state)
{
	const struct conf_route *r = route_of(
		"10.1.0.0/16 metric 3 nexthop via 10.0.0.1 dev eth0 weight 256 onlink realms 4"
		" nexthop via inet6 fe80::1 dev eth1 encap ip id 5 tos 1 nexthop");
	const struct conf_nexthop *hop = r->nexthops.first;

	(void)state;
	assert_int_equal(r->nexthops.n, 3);
	expect_address(&hop->via, "10.0.0.1");
	assert_string_equal(hop->dev, "eth0");
	assert_int_equal(hop->weight, 256);
	assert_int_equal(hop->realms, 4);
	assert_true(hop->is_onlink);

	hop = (const struct conf_nexthop *)hop->head.next;
	expect_address(&hop->via, "fe80::1");
	assert_int_equal(hop->weight, 1);
	assert_int_equal(hop->encap.tos, 1);
	assert_false(hop->is_onlink);

	hop = (const struct conf_nexthop *)hop->head.next;
	assert_null(hop->dev);
	assert_int_equal(hop->weight, 1);
	assert_int_equal(r->family, ADDR_IPV4);
}

/* Findings; "-" before the line: the route goes, "+": it stays. */

struct finding {
	const char *line;
	const char *text;
};

static void expect_findings(const char *block, const struct finding *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool is_kept = cases[i].line[0] == '+';

		read_block(block, cases[i].line + 1);
		if (strcmp(rt_lines_findings(&got), cases[i].text) != 0)
			fail_msg("%s:\n  expected %s\n  got      %s", cases[i].line, cases[i].text,
				 rt_lines_findings(&got));
		if ((got.root.routes.n + got.root.static_routes.n == 1) != is_kept)
			fail_msg("%s: is %s", cases[i].line, is_kept ? "gone" : "there");
	}
}

#define INVALID(text) "VRRP parsed invalid IP " text ". skipping IP... || "
#define MISSING(first, key, n)                                                     \
	"*** Configuration line starting `" first "` is missing a parameter after" \
	" keyword `" key "` at word position " n
#define MIXED "Cannot mix IPv4 and IPv6 addresses for route"

static void test_bad_destinations(void **state)
{
	static const struct finding cases[] = {
		{ "-dev eth0", "Route must have a destination" },
		{ "-inet6", "Route must have a destination" },
		{ "-x dev eth0", INVALID("x") "unknown route keyword x" },
		{ "-10.1/16", INVALID("10.1/16") "unknown route keyword 10.1/16" },
		{ "-256 10.1.0.0/16", INVALID("256") "unknown route keyword 256" },
		{ "-to dev eth0", INVALID("dev") "unknown route keyword dev" },
		{ "-to", MISSING("to", "to", "2") },
		{ "-blackhole", MISSING("blackhole", "blackhole", "2") },
		{ "-to blackhole", MISSING("to", "blackhole", "3") },
		{ "-\"\"", MISSING("", "", "2") },
		{ "-unicast blackhole default",
		  INVALID("blackhole") "unknown route keyword blackhole" },
		{ "-10.1.0.0/16 unicast", INVALID("unicast") "unknown route keyword unicast" },
		{ "-10.1.0.0/16 dev eth0 metrc 5", INVALID("metrc") "unknown route keyword metrc" },
		{ "-default track_group T",
		  INVALID("track_group") "unknown route keyword track_group" },
		{ "+10.1.0.0/33",
		  "number '33' outside range [0, 32] || Invalid address prefix len 33 for"
		  " address 10.1.0.0/33 - using 32" },
		{ "+2001:db8::/129",
		  "number '129' outside range [0, 128] || Invalid address prefix len 129 for"
		  " address 2001:db8::/129 - using 128" },
		{ "+10.1.0.0/x",
		  "invalid number 'x' || Invalid address prefix len x for address 10.1.0.0/x -"
		  " using 32" },
		{ "+10.1.0.0/16 10.2.0.0/16",
		  "note: the route has more than one destination; 10.2.0.0/16 counts" },
	};

	(void)state;
	expect_findings("virtual_routes", cases, ARRAY_SIZE(cases));
}

static void test_mixed_families(void **state)
{
	static const struct finding cases[] = {
		{ "-10.1.0.0/16 via fe80::1", MIXED },
		{ "-10.1.0.0/16 src fe80::1", MIXED },
		{ "-2001:db8::/64 via 10.0.0.1", MIXED },
		{ "-2001:db8::/64 via inet 10.0.0.1", MIXED },
		{ "-10.1.0.0/16 via inet fe80::1", MIXED },
		{ "-10.1.0.0/16 via inet6 10.0.0.1", MIXED },
		{ "-default via 10.0.0.1 src fe80::1", MIXED },
		{ "-src 2001:db8::1 10.1.0.0/16", MIXED " (10.1.0.0/16)" },
		{ "-10.0.0.0/16 to default6", MIXED " (default6)" },
		{ "-10.1.0.0/16 from 2001:db8::/64", MIXED },
		{ "-10.1.0.0/16 inet6", "inet6 specified for IPv4 route" },
		{ "-default expires 5 inet", "inet specified for IPv6 route" },
		{ "-inet inet6 default", "inet6 specified for IPv4 route" },
		{ "-10.1.0.0/16 nexthop via fe80::1", "Address family mismatch for next hop" },
		{ "-2001:db8::/64 nexthop via inet 10.0.0.1", "IPv4/6 mismatch for nexthop" },
		{ "-10.1.0.0/16 nexthop via inet fe80::1", "Address family mismatch for next hop" },
		{ "-2001:db8::/64 realms 5", "realms are only valid for IPv4" },
		{ "-2001:db8::/64 nexthop realms 5", "realms are only supported for IPv4" },
		{ "-10.1.0.0/16 expires", "expires is only valid for IPv6" },
		{ "-10.1.0.0/16 pref low", "pref is only valid for IPv6" },
		{ "-10.1.0.0/16 from 10.0.0.0/8",
		  "route from address only supported with IPv6 (10.0.0.0/8)" },
		{ "-2001:db8::/64 from all", "route from address only supported with IPv6 (all)" },
		/* read by 2.2.7 as if they did not say it */
		{ "-inet6 10.1.0.0/16", MIXED " (10.1.0.0/16)" },
		{ "-10.1.0.0/16 via 10.0.0.254 or fe80::1",
		  "\"or\" for routes is deprecated. Please use \"nexthop\" || " MIXED },
	};

	(void)state;
	expect_findings("virtual_routes", cases, ARRAY_SIZE(cases));
}

static void test_bad_values(void **state)
{
	static const struct finding cases[] = {
		{ "-default via x", INVALID("x") "invalid route via address x" },
		{ "-default via inet7 x", INVALID("inet7") "invalid route via address inet7" },
		{ "-default src x", INVALID("x") "invalid route src address x" },
		{ "-2001:db8::/64 from x", INVALID("x") "invalid route from address x" },
		{ "-default table x", "Routing table x not found for route" },
		{ "-default table 5s", "Routing table 5s not found for route" },
		{ "-default scope 256", "Scope 256 not found or invalid for route" },
		{ "-default protocol 256", "Protocol 256 not found or invalid for route" },
		{ "-default tos 256", "TOS value 256 is invalid" },
		{ "-default tos huge", "TOS value huge is invalid" },
		{ "-default realms 5/", "Invalid realms 5/ for route" },
		{ "-default realms /5", "Invalid realms /5 for route" },
		{ "-default realms 65536", "Invalid realms 65536 for route" },
		{ "-default metric x",
		  "invalid number 'x' || Invalid metric x specified for route" },
		{ "-default metric -1",
		  "negative number '-1' || Invalid metric -1 specified for route" },
		{ "-default preference 4294967296",
		  "number '4294967296' outside unsigned integer range ||"
		  " Invalid metric 4294967296 specified for route" },
		{ "-default6 expires x",
		  "invalid number 'x' || Invalid expires time x specified for route" },
		{ "-default6 pref x",
		  "invalid number 'x' || Invalid pref value x specified for route" },
		{ "-default ttl-propagate 1", "ttl-propagate value 1 not recognised" },
		{ "+default protocol 5",
		  "Route cannot be tracked if protocol is not RTPROT_KEEPALIVED(18),"
		  " resetting protocol" },
		{ "+default as to 10.0.0.1", "\"as to\" for MPLS only - ignoring" },
		{ "+default as to", "\"as to\" for MPLS only - ignoring" },
		{ "-default as", MISSING("default", "as", "3") },
		{ "-default via inet", MISSING("default", "inet", "4") },
		{ "-default dev", MISSING("default", "dev", "3") },
		{ "-default congctl lock", MISSING("default", "lock", "4") },
	};

	(void)state;
	expect_findings("virtual_routes", cases, ARRAY_SIZE(cases));
}

static void test_bad_metrics(void **state)
{
	static const struct finding cases[] = {
		{ "-default mtu x", "invalid number 'x' || Invalid MTU x specified for route" },
		{ "-default mtu lock", MISSING("default", "lock", "4") },
		{ "-default mtu lock x",
		  "invalid number 'x' || Invalid MTU x specified for route" },
		{ "-default advmss x",
		  "invalid number 'x' || Invalid advmss x specified for route" },
		{ "-default cwnd x",
		  "invalid number 'x' || Invalid cwnd value x specified for route" },
		{ "-default window lock 5",
		  "invalid number 'lock' || Invalid window value lock specified for"
		  " route" },
		{ "-default hoplimit 256",
		  "number '256' outside range [0, 255] || Invalid hoplimit 256"
		  " specified for route" },
		{ "-default quickack 2",
		  "number '2' outside range [0, 1] || Invalid quickack value 2 specified"
		  " for route" },
		{ "+default features x", "feature x not supported" },
		{ "-default rtt x", "invalid number 'x' || Invalid rtt x for route" },
		{ "-default rtt s", "Invalid rtt s for route" },
		{ "-default rtt 5ss", "Invalid rtt 5ss for route" },
		{ "-default rtt 5E3", "Invalid rtt 5E3 for route" },
		{ "-default rtt 5min", "invalid number '5min' || Invalid rtt 5min for route" },
		{ "-default rtt -1s", "negative number '-1' || Invalid rtt -1s for route" },
		{ "+default rtt 1.5", "number '1.5' has too many decimal places" },
		{ "+default rto_min 0.1ms", "number '0.1' has too many decimal places" },
		/* dropped by 2.2.7, whose limit for rtt and rttvar is another one */
		{ "+default rto_min 121s",
		  "number '121' outside range [0.000, 120.000] || Invalid rto_min value"
		  " 121s specified for route" },
		{ "+default rtt 121s",
		  "number '121' outside range [0.000, 120.000] || Invalid rtt 121s for"
		  " route" },
		{ "+default rttvar 480001",
		  "number '480001' outside range [0., 480000.] || Invalid rttvar"
		  " 480001 for route" },
		{ "+default rtt 99999999999999999999",
		  "number '99999999999999999999' outside range [0.,"
		  " 960000.] || Invalid rtt 99999999999999999999 for route" },
	};

	(void)state;
	expect_findings("virtual_routes", cases, ARRAY_SIZE(cases));
	read_block("virtual_routes", "default rtt 121s rttvar 500s rto_min 121000ms");
	assert_int_equal(got.root.routes.first->metrics[RTAX_RTT].value, 960000);
	assert_int_equal(got.root.routes.first->metrics[RTAX_RTTVAR].value, 480000);
	assert_int_equal(got.root.routes.first->metrics[RTAX_RTO_MIN].value, 120000);
	read_block("virtual_routes", "default rtt 1.5 mtu 5");
	assert_int_equal(got.root.routes.first->metrics[RTAX_RTT].value, 2);
	assert_int_equal(got.root.routes.first->metrics[RTAX_MTU].value, 5);
}

static void test_bad_nexthops(void **state)
{
	static const struct finding cases[] = {
		{ "-default nexthop foo", "Route has trailing nonsense after nexthops - foo" },
		{ "-default nexthop dev eth0 metric 5",
		  "Route has trailing nonsense after nexthops - metric" },
		{ "-default nexthop via x", INVALID("x") "invalid nexthop address x" },
		{ "-default nexthop via", MISSING("default", "via", "4") },
		{ "-default nexthop weight 0", "Invalid weight 0 specified for route" },
		{ "-default nexthop weight 257",
		  "number '257' outside range [0, 256] || Invalid weight 257"
		  " specified for route" },
		{ "-default nexthop realms x", "Invalid realms x for route" },
		{ "-default nexthop encap", "Missing encap type" },
		{ "-default or 10.0.0.4 nexthop via 10.0.0.2",
		  "\"or\" for routes is deprecated. Please use \"nexthop\" || Cannot specify nexthops with \"or\""
		  " route || Route has trailing nonsense - nexthop" },
		{ "-nexthop via 10.0.0.1", "Route must have a destination" },
	};

	(void)state;
	expect_findings("virtual_routes", cases, ARRAY_SIZE(cases));
}

static void test_deprecated(void **state)
{
	static const struct finding cases[] = {
		{ "+default gw 10.0.0.1", "\"gw\" for routes is deprecated. Please use \"via\"" },
		{ "-default gw x",
		  "\"gw\" for routes is deprecated. Please use \"via\" || " INVALID(
			  "x") "invalid route via address x" },
		{ "+default via 10.0.0.1 or 10.0.0.2",
		  "\"or\" for routes is deprecated. Please use \"nexthop\"" },
		{ "-default or x",
		  "\"or\" for routes is deprecated. Please use \"nexthop\" || " INVALID(
			  "x") "Invalid \"or\" address x" },
		{ "+default or 10.0.0.2 or 10.0.0.3",
		  "\"or\" for routes is deprecated. Please use \"nexthop\" || \"or\" for routes is deprecated."
		  " Please use \"nexthop\" || \"or\" route already specified - ignoring subsequent" },
	};

	(void)state;
	expect_findings("virtual_routes", cases, ARRAY_SIZE(cases));
	expect_address(&got.root.routes.first->second_via, "10.0.0.2");
}

/* 2.2.7 goes on with the words of a bad encapsulation as if they were the route's. */
static void test_bad_encap(void **state)
{
	static const struct finding cases[] = {
		{ "-default encap", "Missing encap type" },
		{ "-default encap seg6 x", "Unknown encap type - seg6" },
		{ "-default encap IP id 5", "Unknown encap type - IP" },
		{ "-default encap ip", "address or id missing for ip encapsulation" },
		{ "-default encap ip tos 5", "address or id missing for ip encapsulation" },
		{ "-default encap ip6 tc 5", "address or id missing for ip6 encapsulation" },
		{ "-default encap ip id x", "invalid number 'x' || encap id x value is invalid" },
		{ "-default encap ip id -1",
		  "negative number '-1' || encap id -1 value is invalid" },
		{ "-default encap ip id 18446744073709551616",
		  "number '18446744073709551616' outside unsigned 64"
		  " bit range || encap id 18446744073709551616"
		  " value is invalid" },
		{ "-default encap ip6 id x",
		  "invalid number 'x' || id x value invalid for IPv6 encapsulation" },
		{ "-default encap ip dst x", INVALID("x") "Invalid encap ip dst x" },
		{ "-default encap ip6 src x", INVALID("x") "Invalid encap ip6 src x" },
		{ "-default encap ip dst fe80::1",
		  "IPv6 address fe80::1 not valid for ip encapsulation" },
		{ "-default encap ip6 dst 10.0.0.1",
		  "IPv4 address 10.0.0.1 not valid for ip6 encapsulation" },
		{ "-default encap ip id 5 tos x", "dsfield x not valid for ip encapsulation" },
		{ "-default encap ip6 id 5 tc x", "tc value tc is invalid for ip6 encapsulation" },
		{ "-default encap ip id 5 ttl 256",
		  "number '256' outside range [0, 255] || ttl 256 is not valid"
		  " for ip encapsulation" },
		{ "-default encap ip6 id 5 hoplimit x",
		  "invalid number 'x' || Invalid hoplimit x specified for"
		  " ip6 encapsulation" },
		{ "-default encap ip id 5 flags 65536",
		  "number '65536' outside range [0, 65535] || flags 65536"
		  " is not valid for ip encapsulation" },
		{ "-default encap ip id 5 foo 5", INVALID("foo") "unknown route keyword foo" },
		{ "-default encap mpls", "missing address for MPLS encapsulation" },
		{ "-default encap mpls 1048576", "invalid mpls address 1048576 for encapsulation" },
		{ "-default encap mpls 100/", "invalid mpls address 100/ for encapsulation" },
		{ "-default encap mpls 1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20/21/22/23/24/25/26/27/"
		  "28/29/30/31",
		  "invalid mpls address 1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20/21/22/23/24/25/26/27/"
		  "28/29/30/31 for encapsulation" },
		{ "-default encap ila", "missing locator for ILA encapsulation" },
		{ "-default encap ila 1:2:3", "invalid locator 1:2:3 for ila encapsulation" },
		{ "-default encap ila 1:2:3:4:5",
		  "invalid locator 1:2:3:4:5 for ila encapsulation" },
		{ "-default encap ila 1:2:3:10000",
		  "invalid locator 1:2:3:10000 for ila encapsulation" },
		{ "-default encap ila 1:2:3:", "invalid locator 1:2:3: for ila encapsulation" },
	};

	(void)state;
	expect_findings("virtual_routes", cases, ARRAY_SIZE(cases));
}

static void test_help(void **state)
{
	(void)state;
	read_block("virtual_routes", "10.1.0.0/16 dev eth0 metrc 5");
	assert_int_equal(got.diags.found.n, 2);
	assert_string_equal(got.diags.found.at[1].help, "did you mean 'metric'?");
	assert_int_equal(rt_lines_column(&got, 1), 22);
}

/* A running daemon uses a number that more text follows. */
static void test_trailing_text_of_a_daemon(void **state)
{
	(void)state;
	rt_lines_release(&got);
	rt_lines_read(&got, "virtual_routes", "default mtu 5s encap ip id 6s", false);
	assert_string_equal(rt_lines_findings(&got),
			    "WARNING - invalid number '5s' || WARNING - invalid number '6s'");
	assert_int_equal(got.root.routes.first->metrics[RTAX_MTU].value, 5);
	assert_int_equal(got.root.routes.first->encap.id, 6);
}

/* Completion */

static struct conf_route *one_static(const char *line)
{
	read_block("static_routes", line);
	assert_int_equal(got.root.static_routes.n, 1);
	return got.root.static_routes.first;
}

static void expect_complete(const char *line, bool is_dynamic, bool is_group_known, bool is_kept,
			    const char *text)
{
	struct conf_route *r = one_static(line);

	if (conf_route_check(&got.bind, r, is_dynamic, is_group_known) != is_kept)
		fail_msg("%s: is %s", line, is_kept ? "gone" : "there");
	assert_string_equal(rt_lines_findings(&got), text);
}

static void test_missing_interfaces(void **state)
{
	(void)state;
	expect_complete("default dev eth0", false, true, true, "");
	expect_complete("default dev eth9", false, true, false,
			"WARNING - interface eth9 for VROUTE nexthop doesn't exist");
	assert_int_equal(rt_lines_column(&got, 0), 13);
	expect_complete("default nexthop dev eth0 nexthop dev eth9", false, true, false,
			"WARNING - interface eth9 for VROUTE nexthop doesn't exist");
	assert_int_equal(rt_lines_column(&got, 0), 38);
	expect_complete("default dev eth9", true, true, true, "");
	expect_complete("default nexthop dev eth9", true, true, true, "");
}

static void test_vrf(void **state)
{
	(void)state;
	expect_complete("default vrf blue", false, true, true, "");
	expect_complete("default vrf eth0", false, true, false,
			"Route specified VRF eth0 is not a VRF");
	expect_complete("default vrf eth9", false, true, false, "VRF eth9 not found for route");
	expect_complete("default vrf eth9", true, true, false,
			"Route specified VRF eth9 is not a VRF");
}

static void test_track_group(void **state)
{
	(void)state;
	expect_complete("default dev eth0 track_group T", false, true, true, "");
	assert_string_equal(got.root.static_routes.first->track_group, "T");
	expect_complete("default dev eth0 track_group T", false, false, true,
			"track_group T not found");
	assert_null(got.root.static_routes.first->track_group);
	expect_complete("default via 10.0.0.1 track_group T", false, true, true,
			"Static route cannot have track group if no oif specified");
	assert_null(got.root.static_routes.first->track_group);
	expect_complete("default dev eth0 no_track track_group T", false, true, true,
			"note: track_group T is of no effect with no_track");
	expect_complete("default dev eth0 track_group T track_group U", false, true, true,
			"track_group U is a duplicate");
	assert_string_equal(got.root.static_routes.first->track_group, "T");
}

/* Canonical text */

static void test_canonical(void **state)
{
	/* Line, and how it is printed; NULL: the same. */
	static const char *const cases[][2] = {
		{ "10.1.0.0/16 dev eth0", "to 10.1.0.0/16 dev eth0" },
		{ "default via 10.0.0.1", "to default via 10.0.0.1" },
		{ "inet6 any", "inet6 to ::/0" },
		{ "default6 gw fe80::1", "to ::/0 via fe80::1" },
		{ "blackhole 10.1.0.0/16 src 10.0.0.1", "to blackhole 10.1.0.0/16 src 10.0.0.1" },
		{ "77 10.1.0.0/16", "to 77 10.1.0.0/16" },
		{ "10.1.0.0/16 via inet6 fe80::1", "to 10.1.0.0/16 via inet6 fe80::1" },
		{ "10.1.0.0/16 append add", "to 10.1.0.0/16 add" },
		{ "10.1.0.0/16 table small metric 7 scope link tos AF11 protocol static no_track",
		  "to 10.1.0.0/16 table 100 metric 7 scope 253 protocol 4 tos 40 no_track" },
		{ "10.1.0.0/16 as to 10.0.0.1", "to 10.1.0.0/16" },
		{ "10.1.0.0/16 rtt lock 5ms mtu lock 5 features ecn congctl lock cubic realms 5/6",
		  "to 10.1.0.0/16 mtu lock 5 rtt lock 40 features ecn congctl lock cubic realms 5/6" },
		{ "2001:db8::/64 from ::/0 expires 5 pref high ttl-propagate enabled",
		  "to 2001:db8::/64 from ::/0 expires 5 pref 1 ttl-propagate enabled" },
		{ "encap ip id 5 dst 10.0.0.1 src 10.0.0.2 tos 6 ttl 7 flags 8 dev eth0 tos 9 10.1.0.0/16",
		  "to 10.1.0.0/16 dev eth0 tos 9 encap ip id 5 dst 10.0.0.1 src 10.0.0.2 tos 0x06 ttl 7 flags 8" },
		{ "to 10.1.0.0/16 hoplimit 5 encap ip6 dst fe80::1 tc 0x06 hoplimit 7", NULL },
		{ "to 10.1.0.0/16 encap mpls 1/2/3", NULL },
		{ "to 10.1.0.0/16 encap ila 1:0:3:ffff", NULL },
		{ "to 10.1.0.0/16 dev eth0 nexthop via 10.0.0.1 dev eth0 weight 5 onlink realms 3/4 encap ip id 5"
		  " nexthop via inet6 fe80::1 weight 1 nexthop weight 1",
		  NULL },
		{ "to 10.1.0.0/16 via 10.0.0.1 or 10.0.0.2", NULL },
		{ "to default congctl lock \"a b\" nexthop dev \"\" weight 1", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *expected = cases[i][1] ? cases[i][1] : cases[i][0];
		char printed[1024];

		read_block("virtual_routes", cases[i][0]);
		assert_int_equal(got.root.routes.n, 1);
		snprintf(printed, sizeof(printed), "%s",
			 rt_lines_print(&got, &conf_route_block, got.root.routes.first));
		assert_string_equal(printed, expected);
		read_block("virtual_routes", printed);
		assert_int_equal(got.root.routes.n, 1);
		assert_string_equal(rt_lines_print(&got, &conf_route_block, got.root.routes.first),
				    expected);
	}
}

static void test_equal(void **state)
{
	const struct conf_key *to = &conf_route_block.keys[2];
	const struct conf_route *first;

	(void)state;
	read_block("virtual_routes", "default dev eth0\n0.0.0.0/0\n10.0.0.0/8\nblackhole default");
	first = got.root.routes.first;
	assert_string_equal(to->name, "to");
	assert_true(conf_equal_member(to, first, first->head.next));
	assert_false(conf_equal_member(to, first, first->head.next->next));
	assert_false(conf_equal_member(to, first, got.root.routes.last));
}

static int release(void **state)
{
	(void)state;
	rt_lines_release(&got);
	got = (struct rt_lines){ 0 };
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_schema),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_general),
		cmocka_unit_test(test_aliases),
		cmocka_unit_test(test_family_of_default),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_mode),
		cmocka_unit_test(test_scopes_and_protocols),
		cmocka_unit_test(test_metrics),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_only_ipv6),
		cmocka_unit_test(test_encap),
		cmocka_unit_test(test_nexthops),
		cmocka_unit_test(test_bad_destinations),
		cmocka_unit_test(test_mixed_families),
		cmocka_unit_test(test_bad_values),
		cmocka_unit_test(test_bad_metrics),
		cmocka_unit_test(test_bad_nexthops),
		cmocka_unit_test(test_deprecated),
		cmocka_unit_test(test_bad_encap),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_trailing_text_of_a_daemon),
		cmocka_unit_test(test_missing_interfaces),
		cmocka_unit_test(test_vrf),
		cmocka_unit_test(test_track_group),
		cmocka_unit_test(test_canonical),
		cmocka_unit_test(test_equal),
	};

	return cmocka_run_group_tests(tests, NULL, release);
}
