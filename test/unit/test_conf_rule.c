/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines of rules: what becomes of the words, what is said of wrong ones, and that what is printed is
 * read again. The sentences are those of 2.2.7 but where a comment says otherwise.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/ka.h"
#include "test/unit/rt_lines.h"

static struct rt_lines got;

static void read_block(const char *block, const char *lines)
{
	rt_lines_release(&got);
	rt_lines_read(&got, block, lines, true);
}

/* The rule of a good line. */
static const struct conf_rule *rule_of(const char *line)
{
	read_block("virtual_rules", line);
	assert_string_equal(rt_lines_findings(&got), "");
	assert_int_equal(got.root.rules.n, 1);
	return got.root.rules.first;
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
	const struct conf_rule *r = rule_of("table 5");

	(void)state;
	assert_int_equal(r->family, ADDR_IPV4);
	assert_int_equal(r->action, CONF_RULE_TABLE);
	assert_int_equal(r->table, 5);
	assert_int_equal(r->suppress_prefixlength, -1);
	assert_int_equal(r->suppress_ifgroup, -1);
	assert_int_equal(r->protocol, 18);
	assert_false(r->has_priority || r->has_from || r->has_to || r->is_inverted ||
		     r->has_fwmark);
	assert_false(r->uids.is_set || r->sport.is_set || r->has_ip_proto || r->has_tunnel_id);
}

static void test_options(void **state)
{
	const struct conf_rule *r = rule_of(
		"not from 10.0.0.0/8 to 10.1.0.0/16 tos AF11 fwmark 0x10/0xff iif eth0 oif lo"
		" tunnel-id 18446744073709551615 uidrange 5-6 ipproto UDP sport 7-8 dport 9"
		" preference 0x100 protocol 5 lookup small realms inr/8 suppress_prefixlength 3"
		" suppress_ifgroup servers no_track");

	(void)state;
	assert_true(r->is_inverted);
	expect_prefix(&r->from, "10.0.0.0/8");
	expect_prefix(&r->to, "10.1.0.0/16");
	assert_true(r->has_from && r->has_to);
	assert_int_equal(r->tos, 0x28);
	assert_true(r->has_fwmark && r->has_fwmask);
	assert_int_equal(r->fwmark, 16);
	assert_int_equal(r->fwmask, 255);
	assert_string_equal(r->iif, "eth0");
	assert_string_equal(r->oif, "lo");
	assert_true(r->has_tunnel_id && r->tunnel_id == UINT64_MAX);
	assert_int_equal(r->uids.first, 5);
	assert_int_equal(r->uids.last, 6);
	assert_int_equal(r->ip_proto, 17);
	assert_int_equal(r->sport.first, 7);
	assert_int_equal(r->sport.last, 8);
	assert_int_equal(r->dport.first, 9);
	assert_int_equal(r->dport.last, 9);
	assert_true(r->has_priority);
	assert_int_equal(r->priority, 256);
	assert_int_equal(r->protocol, 5);
	assert_int_equal(r->table, 100);
	assert_int_equal(r->realms, 9 << 16 | 8);
	assert_int_equal(r->suppress_prefixlength, 3);
	assert_int_equal(r->suppress_ifgroup, 12);
	assert_true(r->no_track);
}

static void test_aliases(void **state)
{
	const struct conf_rule *r = rule_of("dev eth1 order 010 sup_pl 4 sup_group 6 dsfield 16"
					    " ip_proto 6 fwmark 010 table main");

	(void)state;
	assert_string_equal(r->iif, "eth1");
	assert_int_equal(r->priority, 8);
	assert_int_equal(r->suppress_prefixlength, 4);
	assert_int_equal(r->suppress_ifgroup, 6);
	assert_int_equal(r->tos, 16);
	assert_int_equal(r->ip_proto, 6);
	assert_int_equal(r->fwmark, 8);
	assert_false(r->has_fwmask);
	assert_int_equal(r->table, 254);
	assert_int_equal(rule_of("table 5 priority 7")->priority, 7);
	assert_int_equal(rule_of("table 0x10 priority 7")->table, 16);
}

static void test_actions(void **state)
{
	static const struct {
		const char *line;
		uint8_t action;
	} cases[] = {
		{ "table 5", CONF_RULE_TABLE },
		{ "l3mdev", CONF_RULE_L3MDEV },
		{ "nop", CONF_RULE_NOP },
		{ "blackhole", CONF_RULE_BLACKHOLE },
		{ "unreachable", CONF_RULE_UNREACHABLE },
		{ "prohibit", CONF_RULE_PROHIBIT },
		{ "type nop", CONF_RULE_NOP },
		{ "type blackhole", CONF_RULE_BLACKHOLE },
		{ "type goto 200 priority 100", CONF_RULE_GOTO },
		{ "goto 200 priority 100", CONF_RULE_GOTO },
		{ "6", CONF_RULE_BLACKHOLE },
		{ "type 7", CONF_RULE_UNREACHABLE },
		{ "type 8", CONF_RULE_PROHIBIT },
		{ "l3mdev realms 5", CONF_RULE_L3MDEV },
		{ "l3mdev suppress_prefixlength 5", CONF_RULE_L3MDEV },
		/* refused by 2.2.7 */
		{ "type l3mdev", CONF_RULE_L3MDEV },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		if (rule_of(cases[i].line)->action != cases[i].action)
			fail_msg("%s: action %d", cases[i].line, got.root.rules.first->action);
	assert_int_equal(rule_of("goto 4294967295 priority 4294967294")->target, UINT32_MAX);
}

static void test_family(void **state)
{
	static const struct {
		const char *line;
		uint8_t family;
	} cases[] = {
		{ "from all table 5", ADDR_IPV4 },
		{ "from fe80::/64 table 5", ADDR_IPV6 },
		{ "to all from fe80::/64 table 5", ADDR_IPV6 },
		{ "from default6 table 5", ADDR_IPV6 },
		{ "to ::/0 table 5", ADDR_IPV6 },
		{ "realms 5 table 5", ADDR_IPV4 },
		{ "table 5 inet6", ADDR_IPV6 },
		{ "table 5 inet", ADDR_IPV4 },
		/* misread by 2.2.7, which skips the word after the family, and takes all for IPv4 */
		{ "inet6 table 5", ADDR_IPV6 },
		{ "inet6 from fe80::/64 table 5", ADDR_IPV6 },
		{ "inet from 10.0.0.0/8 table 5", ADDR_IPV4 },
		{ "from fe80::/64 to all table 5", ADDR_IPV6 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		if (rule_of(cases[i].line)->family != cases[i].family)
			fail_msg("%s: family %d", cases[i].line, got.root.rules.first->family);
	assert_false(rule_of("from 10.0.0.0/8 from all table 5")->has_from);
	assert_true(rule_of("from default6 table 5")->has_from);
}

static void test_ip_protocols(void **state)
{
	(void)state;
	assert_int_equal(rule_of("table 5 ipproto icmp")->ip_proto, 1);
	assert_int_equal(rule_of("table 5 ipproto Tcp")->ip_proto, 6);
	assert_int_equal(rule_of("table 5 ipproto ipv6-icmp")->ip_proto, 58);
	assert_int_equal(rule_of("table 5 ipproto 254")->ip_proto, 254);
	assert_true(rule_of("table 5 ipproto 0")->has_ip_proto);
}

/* Findings; "-" before the line: the rule goes, "+": it stays. */

struct finding {
	const char *line;
	const char *text;
};

static void expect_findings(const struct finding *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool is_kept = cases[i].line[0] == '+';

		read_block("virtual_rules", cases[i].line + 1);
		if (strcmp(rt_lines_findings(&got), cases[i].text) != 0)
			fail_msg("%s:\n  expected %s\n  got      %s", cases[i].line, cases[i].text,
				 rt_lines_findings(&got));
		if ((got.root.rules.n == 1) != is_kept)
			fail_msg("%s: is %s", cases[i].line, is_kept ? "gone" : "there");
	}
}

#define INVALID(text) "VRRP parsed invalid IP " text ". skipping IP... || "
#define MISSING(first, key, n)                                                     \
	"*** Configuration line starting `" first "` is missing a parameter after" \
	" keyword `" key "` at word position " n
#define SEVERAL(last)                                                                        \
	"Cannot specify more than one of table/nop/goto/blackhole/prohibit/unreachable" last \
	" for rule"

static void test_bad_words(void **state)
{
	static const struct finding cases[] = {
		{ "-foo bar", "Unknown rule option foo" },
		{ "-table 5 priorty 7", "Unknown rule option priorty" },
		{ "-table 5 track_group T", "Unknown rule option track_group" },
		{ "-from 10.0.0.1 10.0.0.2 table 5", "Unknown rule option 10.0.0.2" },
		{ "-type x", "Unknown rule option x" },
		{ "-type table 5", "Unknown rule option table" },
		{ "-256", "Unknown rule option 256" },
		{ "-unicast", "Invalid rule action unicast" },
		{ "-type nat", "Invalid rule action nat" },
		{ "-1", "Invalid rule action 1" },
		{ "-\"\"", "Invalid rule action " },
		{ "-table", MISSING("table", "table", "2") },
		{ "-table 5 type", MISSING("table", "type", "4") },
		{ "-priority 5 type goto", MISSING("priority", "goto", "5") },
		{ "-table 5 from", MISSING("table", "from", "4") },
		{ "-table 5 priority", MISSING("table", "priority", "4") },
		{ "-table 5 tunnel-id", MISSING("table", "tunnel-id", "4") },
	};

	(void)state;
	expect_findings(cases, ARRAY_SIZE(cases));
}

static void test_bad_actions(void **state)
{
	static const struct finding cases[] = {
		{ "-priority 100", "No action specified for rule - ignoring" },
		{ "-realms 5", "No action specified for rule - ignoring" },
		{ "-not", "No action specified for rule - ignoring" },
		{ "-blackhole nop", SEVERAL("/l3mdev") },
		{ "-nop nop", SEVERAL("/l3mdev") },
		{ "-table 5 goto 9", SEVERAL("/l3mdev") },
		{ "-l3mdev blackhole", SEVERAL("/l3mdev") },
		{ "-table 5 type blackhole", SEVERAL("/l3mdev") },
		{ "-table 5 table 6", SEVERAL("") },
		{ "-l3mdev lookup 6", SEVERAL("") },
		{ "-table 5 l3mdev", "Cannot specify l3mdev with other action" },
		{ "-l3mdev l3mdev", "Cannot specify l3mdev with other action" },
		{ "-table x", "Routing table x not found for rule" },
		{ "-table 0", "Table 0 is not valid" },
		{ "-table unspec", "Table 0 is not valid" },
		{ "-goto x", "invalid number 'x' || Invalid target goto specified" },
		{ "-type goto x", "invalid number 'x' || Invalid target goto specified" },
		{ "-goto 0x5", "invalid number '0x5' || Invalid target goto specified" },
		{ "-goto 200", "Invalid rule - goto target 200 specified without preference" },
		{ "-priority 100 goto 100", "Invalid rule - preference 100 >= goto target 100" },
		{ "-goto 50 priority 100 realms 5",
		  "Invalid rule - preference 100 >= goto target 50" },
		{ "-blackhole realms 5",
		  "suppressor/realm specified for non table action - skipping" },
		{ "-nop sup_pl 5", "suppressor/realm specified for non table action - skipping" },
		{ "-nop sup_group 5",
		  "suppressor/realm specified for non table action - skipping" },
	};

	(void)state;
	expect_findings(cases, ARRAY_SIZE(cases));
}

static void test_bad_families(void **state)
{
	static const struct finding cases[] = {
		{ "-from 10.0.0.0/8 to fe80::/64 table 5",
		  "rule specification has mixed IPv4 and IPv6" },
		{ "-from fe80::/64 from 10.0.0.0/8 table 5",
		  "rule specification has mixed IPv4 and IPv6" },
		{ "-realms 5 from fe80::/64 table 5",
		  "rule specification has mixed IPv4 and IPv6" },
		{ "-from fe80::/64 realms 5 table 5", "realms is only valid for IPv4" },
		{ "-from 10.0.0.0/8 inet6 table 5", "inet6 specified for IPv4 rule" },
		{ "-from fe80::/64 inet table 5", "inet specified for IPv6 rule" },
		{ "-inet inet6 table 5", "inet6 specified for IPv4 rule" },
		{ "-inet6 from 10.0.0.0/8 table 5", "rule specification has mixed IPv4 and IPv6" },
		{ "-inet6 realms 5 table 5", "realms is only valid for IPv4" },
	};

	(void)state;
	expect_findings(cases, ARRAY_SIZE(cases));
}

static void test_bad_values(void **state)
{
	static const struct finding cases[] = {
		{ "-from x table 5", INVALID("x") "Invalid rule from address x" },
		{ "-from table 5", INVALID("table") "Invalid rule from address table" },
		{ "-to x table 5", INVALID("x") "Invalid rule to address x" },
		{ "+from 10.0.0.0/33 table 5",
		  "number '33' outside range [0, 32] || Invalid address prefix len 33 for address"
		  " 10.0.0.0/33 - using 32" },
		{ "-table 5 preference x",
		  "invalid number 'x' || Invalid rule preference preference specified" },
		{ "-table 5 order x",
		  "invalid number 'x' || Invalid rule preference order specified" },
		{ "-table 5 priority -1",
		  "negative number '-1' || Invalid rule preference priority specified" },
		{ "-table 5 tos 256", "TOS value 256 is invalid" },
		{ "-table 5 realms 5/", "invalid realms 5/ for rule" },
		{ "-table 5 sup_pl x",
		  "invalid number 'x' || Invalid suppress_prefixlength sup_pl specified" },
		{ "-table 5 suppress_prefixlength 2147483648",
		  "number '2147483648' outside range [0, 2147483647] || Invalid suppress_prefixlength"
		  " suppress_prefixlength specified" },
		{ "-table 5 suppress_ifgroup x", "suppress_group x is invalid" },
		{ "-table 5 sup_group -1", "suppress_group -1 is invalid" },
		{ "-table 5 fwmark 5/x", "Invalid rule fwmark 5/x specified" },
		{ "-table 5 fwmark 4294967296", "Invalid rule fwmark 4294967296 specified" },
		{ "-table 5 fwmark 5/6/7", "Invalid rule fwmark 5/6/7 specified" },
		{ "-table 5 tunnel-id x",
		  "invalid number 'x' || Invalid tunnel-id tunnel-id specified" },
		{ "-table 5 uidrange 5", "Invalid uidrange uidrange specified" },
		{ "-table 5 uidrange 5-", "Invalid uidrange uidrange specified" },
		{ "-table 5 ipproto x", "Invalid ipproto x" },
		{ "-table 5 ipproto 255", "Invalid ipproto 255" },
		{ "-table 5 sport x", "invalid sport range x" },
		{ "-table 5 dport -5", "invalid dport range -5" },
		{ "-table 5 protocol 256",
		  "number '256' outside range [0, 255] || Invalid protocol 256" },
		{ "-table 5 protocol zebra", "invalid number 'zebra' || Invalid protocol zebra" },
		{ "+table 5 protocol 5",
		  "Rule cannot be tracked if protocol is not RTPROT_KEEPALIVED(18),"
		  " resetting protocol" },
		/* taken by 2.2.7 as 0, cut, or given to a kernel that refuses it */
		{ "-table 5 fwmark /5", "Invalid rule fwmark /5 specified" },
		{ "-table 5 fwmark 5/", "Invalid rule fwmark 5/ specified" },
		{ "-table 5 uidrange 6-5", "Invalid uidrange uidrange specified" },
		{ "-table 5 uidrange 5-6x", "Invalid uidrange uidrange specified" },
		{ "-table 5 uidrange 5-4294967296", "Invalid uidrange uidrange specified" },
		{ "-table 5 sport 6-5", "invalid sport range 6-5" },
		{ "-table 5 sport 5-65536", "invalid sport range 5-65536" },
		{ "-table 4294967296", "Routing table 4294967296 not found for rule" },
	};

	(void)state;
	expect_findings(cases, ARRAY_SIZE(cases));
}

static void test_help(void **state)
{
	(void)state;
	read_block("virtual_rules", "table 5 priorty 7");
	assert_string_equal(got.diags.found.at[0].help, "did you mean 'priority'?");
	assert_int_equal(rt_lines_column(&got, 0), 9);
	read_block("virtual_rules", "blackhole priority 5 sup_pl 7");
	assert_int_equal(rt_lines_column(&got, 0), 29);
	read_block("virtual_rules", "type table 5");
	assert_null(got.diags.found.at[0].help);
}

/* Completion */

static void expect_complete(const char *line, bool is_dynamic, bool is_group_known, bool is_kept,
			    const char *text)
{
	read_block("static_rules", line);
	assert_int_equal(got.root.static_rules.n, 1);
	if (conf_rule_check(&got.bind, got.root.static_rules.first, is_dynamic, is_group_known) !=
	    is_kept)
		fail_msg("%s: is %s", line, is_kept ? "gone" : "there");
	assert_string_equal(rt_lines_findings(&got), text);
}

static void test_missing_interfaces(void **state)
{
	(void)state;
	expect_complete("table 5 iif eth0 oif eth1", false, true, true, "");
	expect_complete("table 5 iif eth9", false, true, false,
			"WARNING - interface eth9 for rule doesn't exist");
	assert_int_equal(rt_lines_column(&got, 0), 13);
	expect_complete("table 5 oif eth9", false, true, false,
			"WARNING - interface eth9 for rule doesn't exist");
	expect_complete("table 5 iif eth9 oif eth8", true, true, true, "");
}

static void test_track_group(void **state)
{
	(void)state;
	expect_complete("table 5 iif eth0 track_group T", false, true, true, "");
	assert_string_equal(got.root.static_rules.first->track_group, "T");
	expect_complete("table 5 iif eth0 track_group T", false, false, true,
			"track_group T not found");
	assert_null(got.root.static_rules.first->track_group);
	expect_complete("table 5 oif eth0 track_group T", false, true, true,
			"Static rule cannot have track_group if dev/iif not specified");
	assert_null(got.root.static_rules.first->track_group);
	expect_complete("table 5 iif eth0 no_track track_group T", false, true, true,
			"note: track_group T is of no effect with no_track");
	expect_complete("table 5 iif eth0 track_group T track_group U", false, true, true,
			"track_group U is a duplicate");
}

static void test_priorities(void **state)
{
	struct conf_rule_order order = CONF_RULE_ORDER;
	const struct conf_rule *rule;

	(void)state;
	read_block("virtual_rules", "table 5\nfrom fe80::1 table 5\ntable 6 priority 7\nblackhole");
	conf_each(struct conf_rule, r, got.root.rules)
		conf_rule_assign_priority(&got.bind, r, &order);
	rule = got.root.rules.first;
	assert_int_equal(rule->priority, 16384);
	rule = (const struct conf_rule *)rule->head.next;
	assert_int_equal(rule->priority, 16384);
	rule = (const struct conf_rule *)rule->head.next;
	assert_int_equal(rule->priority, 7);
	rule = (const struct conf_rule *)rule->head.next;
	assert_int_equal(rule->priority, 16383);
	assert_string_equal(
		rt_lines_findings(&got),
		"Rule has no preference specified - setting to 16384. This is probably not what you want. ||"
		" Rule has no preference specified - setting to 16384. This is probably not what you want. ||"
		" Rule has no preference specified - setting to 16383. This is probably not what you want.");
	assert_int_equal(got.diags.found.at[2].place.line, 5);
}

/* Canonical text */

static void test_canonical(void **state)
{
	/* Line, and how it is printed; NULL: the same. */
	static const char *const cases[][2] = {
		{ "table main from all", "table 254" },
		{ "inet6 from default6 lookup 5 order 5", "inet6 from ::/0 preference 5 table 5" },
		{ "inet6 blackhole", "inet6 type blackhole" },
		{ "l3mdev", "type l3mdev" },
		{ "type goto 9 priority 0x5", "preference 5 goto 9" },
		{ "table 5 tos AF11 fwmark 010 dev eth0 ip_proto tcp sport 5",
		  "tos 0x28 fwmark 0x8 iif eth0 ipproto 6 sport 5-5 table 5" },
		{ "not from 10.0.0.0/8 to 10.1.0.0/16 tos 0x10 fwmark 0x1/0xff iif eth0 oif eth1 tunnel-id 5"
		  " uidrange 5-6 ipproto 6 sport 1-2 dport 3-4 preference 100 protocol 9 table 5 realms 6/7"
		  " suppress_prefixlength 0 suppress_ifgroup 0 no_track",
		  NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *expected = cases[i][1] ? cases[i][1] : cases[i][0];
		char printed[1024];

		(void)rule_of(cases[i][0]);
		snprintf(printed, sizeof(printed), "%s",
			 rt_lines_print(&got, &conf_rule_block, got.root.rules.first));
		assert_string_equal(printed, expected);
		(void)rule_of(printed);
		assert_string_equal(rt_lines_print(&got, &conf_rule_block, got.root.rules.first),
				    expected);
	}
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
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_aliases),
		cmocka_unit_test(test_actions),
		cmocka_unit_test(test_family),
		cmocka_unit_test(test_ip_protocols),
		cmocka_unit_test(test_bad_words),
		cmocka_unit_test(test_bad_actions),
		cmocka_unit_test(test_bad_families),
		cmocka_unit_test(test_bad_values),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_missing_interfaces),
		cmocka_unit_test(test_track_group),
		cmocka_unit_test(test_priorities),
		cmocka_unit_test(test_canonical),
	};

	return cmocka_run_group_tests(tests, NULL, release);
}
