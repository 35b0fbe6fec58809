/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/base/ka.h"
#include "test/unit/conf_fixture.h"

/* What a text means, and what is found on the way. */
struct reading {
	const char *text, *meaning, *findings;
};

static void assert_all_read(const struct reading *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct conf_fixture f;
		const char         *meaning;
		const char         *findings;

		conf_fixture_init(&f);
		meaning = conf_fixture_load(&f, cases[i].text);
		findings = conf_fixture_findings(&f);
		if (strcmp(meaning, cases[i].meaning) != 0 || strcmp(findings, cases[i].findings) != 0)
			fail_msg("%s\n--- meaning\n%s\n--- instead of\n%s\n--- findings\n%s--- instead of\n%s",
				 cases[i].text, meaning, cases[i].meaning, findings, cases[i].findings);
		conf_fixture_release(&f);
	}
}

#define ASSERT_READ(cases) assert_all_read((cases), ARRAY_SIZE(cases))

#define EXTRA(line)      "(Line " #line ") Extra '}' found\n"
#define UNKNOWN(line, w) "(Line " #line ") Unknown keyword '" w "'\n"
#define SURPLUS(line)    EXTRA(line) UNKNOWN(line, "}")
#define OPEN(line)       "(Line " #line ") Unexpected '{' - ignoring\n"
#define MISSING(n)       "There are " #n " missing '}'s or extra '{'s\n"
#define NO_OPEN(line)    "(Line " #line ") Missing '{' at beginning of configuration block\n"
#define NO_LIST(line, w) "(Line " #line ") WARNING - '{' missing from beginning of block " w "\n"
#define CLOSED(line, x, y)                                                                                   \
	"(Line " #line ") NOTE - Block " x " closed by the '}' of unknown block " y "\n"
#define BAD_IP(line, w) "(Line " #line ") Invalid address " w "\n"

/* Where braces may stand: 4.1 */
static void test_braces(void **state)
{
	static const struct reading cases[] = {
		{ "vrrp_instance VI_1 {\n interface eth0\n}\n", "vrrp_instance [VI_1] { interface [eth0]; }", "" },
		{ "vrrp_instance VI_1\n{\n interface eth0\n}\n", "vrrp_instance [VI_1] { interface [eth0]; }", "" },
		{ "vrrp_instance VI_1\n\n# x\n \n  {\n interface eth0\n}\n",
		  "vrrp_instance [VI_1] { interface [eth0]; }", "" },
		{ "vrrp_instance VI_1{\n interface eth0\n}\n", "vrrp_instance [VI_1] { interface [eth0]; }", "" },
		{ "vrrp_instance VI_1 { virtual_ipaddress{10.9.1.1}}\n",
		  "vrrp_instance [VI_1] { virtual_ipaddress { 10.9.1.1/32 } }", "" },
		{ "vrrp_instance VI_1 { interface eth0\npriority 5\n}\n",
		  "vrrp_instance [VI_1] { interface [eth0]; priority 5; }", "" },
		{ "vrrp_instance VI_1\n{ interface eth0 virtual_router_id 5 }\n",
		  "vrrp_instance [VI_1] { interface [eth0]; }", "" }, /* one statement */
		{ "vrrp_instance VI_1 {\n interface eth0 } vrrp_instance VI_2 { priority 5\n}\n",
		  "vrrp_instance [VI_1] { interface [eth0]; } vrrp_instance [VI_2] { priority 5; }", "" },
		{ "vrrp_instance VI_1 {\n virtual_ipaddress\n {\n 10.0.0.1\n } priority 5\n}\n",
		  "vrrp_instance [VI_1] { priority 5; virtual_ipaddress { 10.0.0.1/32 } }", "" },
		{ "vrrp_instance \"VI { 1 }\" {\n}\n", "vrrp_instance [VI { 1 }] { }", "" },
		{ "vrrp_instance V {\n notify_backup \"/bin/x {a}\"\n}\n",
		  "vrrp_instance [V] { notify_backup [/bin/x] [{a}]; }", "" },
		{ "vrrp_instance V {\n notify_backup \"/bin/x \\\"{a}\\\"\"\n}\n",
		  "vrrp_instance [V] { notify_backup [/bin/x] [\"{a}\"]; }", "" },
		{ "vrrp_instance V {\n notify_backup '/bin/x {a}'\n}\n", "vrrp_instance [V] { }",
		  "(Line 2) String 'notify_backup '/bin/x': missing terminating '\n" OPEN(2) UNKNOWN(2, "a")
		  "(Line 2) Unknown keyword '''\n" UNKNOWN(3, "}") },
		{ "vrrp_instance V {\n interface eth${N}.1\n}\n", "vrrp_instance [V] { interface [eth${N}.1]; }",
		  "(Line 2) Undefined definition ${N}\n" },
		{ "", "", "" },
	};

	(void)state;
	ASSERT_READ(cases);
}

/* Kinds of keyword: 4.2 */
static void test_kinds(void **state)
{
	static const struct reading cases[] = {
		{ "global_defs {\n notification_email {\n  a@b.c d@e.f\n  g@h.i\n }\n}\n",
		  "global_defs { notification_email { [a@b.c] [d@e.f] [g@h.i] } }", "" },
		{ "global_defs {\n notification_email { a@b.c\n d@e.f }\n}\n",
		  "global_defs { notification_email { [a@b.c] [d@e.f] } }", "" },
		{ "vrrp_instance V {\n virtual_ipaddress { 10.0.0.1 dev eth0\n 10.0.0.2 }\n}\n",
		  "vrrp_instance [V] { virtual_ipaddress { 10.0.0.1/32 dev [eth0], 10.0.0.2/32 } }", "" },
		{ "vrrp_instance V {\n virtual_ipaddress {\n 10.0.0.1\n }\n virtual_ipaddress {\n 10.0.0.2\n }\n}\n",
		  "vrrp_instance [V] { virtual_ipaddress { 10.0.0.1/32, 10.0.0.2/32 } }", "" },
		{ "vrrp_instance V {\n Interface eth0\n PRIORITY 5\n}\n", "vrrp_instance [V] { }",
		  "(Line 2) Unknown keyword 'Interface' - did you mean 'interface'?\n" UNKNOWN(3, "PRIORITY") },
		{ "vrrp_instance V {\n priority 5 6 7\n nopreempt x\n}\n",
		  "vrrp_instance [V] { priority 5; nopreempt; }", "" },
		{ "vrrp_instance V {\n virtual_ipaddress a b {\n 10.0.0.1\n }\n}\n",
		  "vrrp_instance [V] { virtual_ipaddress { 10.0.0.1/32 } }",
		  "(Line 2) Block virtual_ipaddress has extra parameters a ...\n" },
		{ "vrrp_instance V {\n virtual_ipaddress a\n {\n 10.0.0.1\n }\n}\n",
		  "vrrp_instance [V] { virtual_ipaddress { 10.0.0.1/32 } }",
		  "(Line 2) Block virtual_ipaddress has extra parameters a ...\n" },
		{ "global_defs x {\n router_id a\n}\n", "global_defs { router_id [a]; }", "" },
		{ "global_defs {\n router_id a\n}\nglobal_defs {\n notification_email_from b\n}\n",
		  "global_defs { router_id [a]; notification_email_from [b]; }", "" },
		{ "global_defs {\n priority 5\n}\npriority 5\n", "global_defs { }",
		  UNKNOWN(2, "priority") UNKNOWN(4, "priority") }, /* wrong context */
		{ "vrrp_instance V {\n authentication {\n auth_type PASS\n auth_pass x\n }\n}\n",
		  "vrrp_instance [V] { authentication { auth_type PASS; auth_pass [x]; } }", "" },
		{ "vrrp_instance V {\n peer {\n address 10.0.0.1\n }\n peer {\n address 10.0.0.2\n port 5\n }\n}\n",
		  "vrrp_instance [V] { peer { address 10.0.0.1; } peer { address 10.0.0.2; port 5; } }", "" },
		{ "static_ipaddress {\n 10.0.0.1\n}\nchild_wait_time 5\n",
		  "child_wait_time 5; static_ipaddress { 10.0.0.1/32 }", "" },
		{ "virtual_server 10.0.0.1 80 {\n foo {\n bar {\n }\n baz x }\n qux\n}\nchild_wait_time 5\n",
		  "child_wait_time 5;", "(Line 1) NOTE - virtual_server is not served yet\n" },
		{ "virtual_server a\n{\n}\nfoo\n", "",
		  "(Line 1) NOTE - virtual_server is not served yet\n" UNKNOWN(4, "foo") },
		{ "vrrp_instance V {\n unicast_peer {\n }\n unicast_peer {\n a\n }\n}\n",
		  "vrrp_instance [V] { unicast_peer { [a] } }", "(Line 3) unicast_peer is empty\n" },
	};

	(void)state;
	ASSERT_READ(cases);
}

static void test_hints(void **state)
{
	static const struct reading cases[] = {
		{ "vrrp_instance V {\n vitual_ipaddress\n}\n", "vrrp_instance [V] { }",
		  "(Line 2) Unknown keyword 'vitual_ipaddress' - did you mean 'virtual_ipaddress'?\n" },
		{ "vrrp_instance V {\n prioritys 5\n}\n", "vrrp_instance [V] { }",
		  "(Line 2) Unknown keyword 'prioritys' - did you mean 'priority'?\n" },
		{ "vrrp_instanse V\n", "", "(Line 1) Unknown keyword 'vrrp_instanse' - did you mean 'vrrp_instance'?\n" },
		{ "lvs_sync\n", "", UNKNOWN(1, "lvs_sync") },
		{ "policy P {\n keepp 1\n}\n", "policy [P] { }",
		  "(Line 2) Unknown keyword 'keepp' - did you mean 'keep'?\n" },
		{ "policy P {\n xeep 1\n millix 1\n}\n", "policy [P] { }",
		  "(Line 2) Unknown keyword 'xeep' - did you mean 'keep'?\n"
		  "(Line 3) Unknown keyword 'millix' - did you mean 'millis'?\n" },
	};

	(void)state;
	ASSERT_READ(cases);
}

static void assert_helped(const char *text, const char *help)
{
	struct conf_fixture f;

	conf_fixture_init(&f);
	(void)conf_fixture_load(&f, text);
	if (!strstr(conf_fixture_context(&f), help))
		fail_msg("%s\n%s", text, conf_fixture_context(&f));
	conf_fixture_release(&f);
}

static void test_help(void **state)
{
	(void)state;
	assert_helped("global_defs {\n priority 5\n}\n",
		      " = help: priority is a keyword of vrrp_instance, not of global_defs\n");
	assert_helped("priority 5\n", " = help: priority is a keyword of vrrp_instance\n");
	assert_helped("vrrp_instance V {\n auth_pass x\n}\n",
		      " = help: auth_pass is a keyword of authentication, not of vrrp_instance V\n");
	assert_helped("vrrp_instance V {\n priority=100\n}\n",
		      " = help: a keyword and its value are separated by a blank, not by '='\n");
	assert_helped("\xe2\x80\x9cpriority\xe2\x80\x9d\n", " = help: typographic quotes do not quote; use \"\n");
	assert_helped("vrrp_instance V\n priority 5\n}\n",
		      " = help: vrrp_instance V needs a '{'; what follows is read as if it were there\n");
	assert_helped("vrrp_instance V {\n virtual_ipaddress\n 10.0.0.1\n}\n",
		      " = help: everything up to the next '}' is taken as entries of virtual_ipaddress\n");
	assert_helped("vrrp_instance V {\n", " = help: vrrp_instance V of line 1 is still open\n");
	assert_helped("vrrp_instance V {\n foo {\n }\n x\n",
		      " = help: the '{' of line 2 was ignored, so what follows up to the next '}' is lost\n");
	assert_helped("vrrp_instance V {\n foo\n}\n", "--> " CONF_FIXTURE_MAIN
						      ":2:2, in vrrp_instance V of line 1 [unknown-keyword]\n");
}

/* Recovery, row by row: 4.4 */

#define INSTANCE  "vrrp_instance VI_1 {\n interface eth0\n" /* two lines */
#define IS        "vrrp_instance [VI_1] { interface [eth0]; "
#define ANOTHER   "vrrp_instance VI_2 {\n priority 5\n}\n"
#define IS_OTHER  "vrrp_instance [VI_2] { priority 5; }"

static void test_unknown_keywords(void **state)
{
	static const struct reading cases[] = {
		{ INSTANCE " foo bar\n priority 5\n}\n", IS "priority 5; }", UNKNOWN(3, "foo") },
		{ "foo\n" ANOTHER, IS_OTHER, UNKNOWN(1, "foo") },
		{ INSTANCE " nopreempt;\n}\n", IS "}",
		  "(Line 3) Unknown keyword 'nopreempt;' - did you mean 'nopreempt'?\n" },
		{ INSTANCE " \"interface\" eth1\n \"foo bar\" x\n \"\"\n}\n", "vrrp_instance [VI_1] { interface [eth1]; }",
		  "(Line 4) Unknown keyword 'foo bar'\n(Line 5) Unknown keyword ''\n" },
	};

	(void)state;
	ASSERT_READ(cases);
}

static void test_unknown_blocks(void **state)
{
	static const struct reading cases[] = {
		{ INSTANCE " foo {\n bar x\n priority 5s\n state MASTER\n }\n nopreempt\n unicast_peer {\n 10.1.0.0\n }\n}\n"
		  ANOTHER,
		  "vrrp_instance [VI_1] { state MASTER; interface [eth0]; } " IS_OTHER, /* state is executed; nopreempt is lost */
		  UNKNOWN(3, "foo") OPEN(3) UNKNOWN(4, "bar") "(Line 5) invalid number '5s'\n"
		  "(Line 5) (VI_1) Priority not valid! must be between 1 & 255. Using default 100\n"
		  CLOSED(7, "vrrp_instance VI_1", "foo") UNKNOWN(8, "nopreempt") UNKNOWN(9, "unicast_peer")
		  OPEN(9) UNKNOWN(10, "10.1.0.0") UNKNOWN(11, "}") UNKNOWN(12, "}") },
		/* The example of the manual: what follows the misspelt block is lost. */
		{ INSTANCE " vitual_ipaddress {\n 10.0.0.1\n }\n priority 50\n}\n", IS "}",
		  "(Line 3) Unknown keyword 'vitual_ipaddress' - did you mean 'virtual_ipaddress'?\n" OPEN(3)
		  UNKNOWN(4, "10.0.0.1") CLOSED(5, "vrrp_instance VI_1", "vitual_ipaddress")
		  UNKNOWN(6, "priority") UNKNOWN(7, "}") },
		{ "foo {\n bar x\n router_id y\n}\n" ANOTHER, IS_OTHER,
		  UNKNOWN(1, "foo") OPEN(1) UNKNOWN(2, "bar") UNKNOWN(3, "router_id") UNKNOWN(4, "}") },
		{ "foo {\n bar {\n baz\n }\n qux\n}\n" ANOTHER, IS_OTHER,
		  UNKNOWN(1, "foo") OPEN(1) UNKNOWN(2, "bar") OPEN(2) UNKNOWN(3, "baz") UNKNOWN(4, "}")
		  UNKNOWN(5, "qux") UNKNOWN(6, "}") },
		{ "foo {\n global_defs {\n foo2\n router_id a\n }\n}\n" ANOTHER,
		  "global_defs { router_id [a]; } " IS_OTHER,
		  UNKNOWN(1, "foo") OPEN(1) UNKNOWN(3, "foo2") UNKNOWN(6, "}") },
		{ "global_defs {\n foo {\n router_id a\n bar\n }\n router_id b\n}\n", "global_defs { router_id [a]; }",
		  UNKNOWN(2, "foo") OPEN(2) UNKNOWN(4, "bar") CLOSED(5, "global_defs", "foo")
		  UNKNOWN(6, "router_id") UNKNOWN(7, "}") },
		{ INSTANCE " foo\n {\n bar\n }\n nopreempt\n}\n", IS "}",
		  UNKNOWN(3, "foo") OPEN(4) UNKNOWN(5, "bar") CLOSED(6, "vrrp_instance VI_1", "foo")
		  UNKNOWN(7, "nopreempt") UNKNOWN(8, "}") },
		{ INSTANCE " foo { bar baz }\n nopreempt\n}\n", IS "}",
		  UNKNOWN(3, "foo") OPEN(3) UNKNOWN(3, "bar") CLOSED(3, "vrrp_instance VI_1", "foo")
		  UNKNOWN(4, "nopreempt") UNKNOWN(5, "}") },
		{ INSTANCE " foo { }\n nopreempt\n}\n", IS "}",
		  UNKNOWN(3, "foo") OPEN(3) CLOSED(3, "vrrp_instance VI_1", "foo") UNKNOWN(4, "nopreempt")
		  UNKNOWN(5, "}") },
		{ INSTANCE " foo {\n a\n }\n bar {\n b\n }\n}\n" ANOTHER, IS "} " IS_OTHER,
		  UNKNOWN(3, "foo") OPEN(3) UNKNOWN(4, "a") CLOSED(5, "vrrp_instance VI_1", "foo")
		  UNKNOWN(6, "bar") OPEN(6) UNKNOWN(7, "b") UNKNOWN(8, "}") UNKNOWN(9, "}") },
		{ INSTANCE " authentication {\n foo {\n auth_type x\n }\n auth_pass a\n }\n nopreempt\n}\n" ANOTHER,
		  IS "authentication { } } " IS_OTHER,
		  UNKNOWN(4, "foo") OPEN(4) "(Line 5) (VI_1) unknown authentication type 'x'\n"
		  CLOSED(6, "authentication", "foo") UNKNOWN(7, "auth_pass") UNKNOWN(9, "nopreempt")
		  UNKNOWN(10, "}") },
		{ "global_defs {\n virtual_ipaddress {\n 10.0.0.1\n }\n router_id x\n}\n", "global_defs { }",
		  UNKNOWN(2, "virtual_ipaddress") OPEN(2) UNKNOWN(3, "10.0.0.1")
		  CLOSED(4, "global_defs", "virtual_ipaddress") UNKNOWN(5, "router_id") UNKNOWN(6, "}") },
		{ INSTANCE " vrrp_instance VI_2 {\n interface eth1\n virtual_ipaddress {\n 10.0.0.1\n }\n}\n}\n",
		  "vrrp_instance [VI_1] { interface [eth1]; virtual_ipaddress { 10.0.0.1/32 } }",
		  UNKNOWN(3, "vrrp_instance") OPEN(3) CLOSED(8, "vrrp_instance VI_1", "vrrp_instance")
		  UNKNOWN(9, "}") },
		{ INSTANCE " auth_type PASS\n auth_pass a\n}\n", IS "}", UNKNOWN(3, "auth_type") UNKNOWN(4, "auth_pass") },
		{ INSTANCE " authentication {\n priority 50\n auth_pass a\n }\n}\n", IS "authentication { auth_pass [a]; } }",
		  UNKNOWN(4, "priority") },
		{ "virtual_server a {\n foo {\n }\n bar\n}\nbaz\n", "",
		  "(Line 1) NOTE - virtual_server is not served yet\n" UNKNOWN(6, "baz") },
	};

	(void)state;
	ASSERT_READ(cases);
}

static void test_brace_after_a_plain_keyword(void **state)
{
	static const struct reading cases[] = {
		{ INSTANCE " priority 100 {\n state x\n }\n nopreempt\n}\n" ANOTHER, IS "priority 100; } " IS_OTHER,
		  OPEN(3) "(Line 4) (VI_1) unknown state 'x', defaulting to BACKUP\n" UNKNOWN(6, "nopreempt")
		  UNKNOWN(7, "}") },
		{ INSTANCE " priority 100 { }\n nopreempt\n}\n", IS "priority 100; }",
		  OPEN(3) UNKNOWN(4, "nopreempt") UNKNOWN(5, "}") },
		{ INSTANCE " priority 100\n {\n state MASTER\n }\n nopreempt\n}\n",
		  "vrrp_instance [VI_1] { state MASTER; interface [eth0]; priority 100; }",
		  OPEN(4) UNKNOWN(7, "nopreempt") UNKNOWN(8, "}") },
		{ INSTANCE " nopreempt {\n }\n}\n", IS "nopreempt; }", OPEN(3) UNKNOWN(5, "}") },
		{ "global_defs {\n router_id a {\n }\n}\n", "global_defs { router_id [a]; }", OPEN(2) UNKNOWN(4, "}") },
		{ INSTANCE " priority {\n 100\n }\n}\n" ANOTHER, IS "}",
		  "(Line 3) *** Configuration line starting `priority` is missing a parameter after keyword "
		  "`priority` at word position 2\n" },
	};

	(void)state;
	ASSERT_READ(cases);
}

static void test_keyword_block_without_brace(void **state)
{
	static const struct reading cases[] = {
		{ "vrrp_instance VI_1\n interface eth0\n virtual_ipaddress {\n 10.0.0.1\n }\n}\n" ANOTHER,
		  IS "virtual_ipaddress { 10.0.0.1/32 } } " IS_OTHER, NO_OPEN(2) EXTRA(6) },
		{ "vrrp_instance VI_1\n\n # x\n interface eth0\n}\n", IS "}", NO_OPEN(4) EXTRA(5) },
		{ ANOTHER "vrrp_instance VI_1\n", IS_OTHER " vrrp_instance [VI_1] { }", "" },
		{ "global_defs\n router_id a\n foo\n}\n", "global_defs { router_id [a]; }",
		  NO_OPEN(2) UNKNOWN(3, "foo") EXTRA(4) },
		{ INSTANCE " authentication\n auth_pass a\n }\n nopreempt\n}\n",
		  IS "nopreempt; authentication { auth_pass [a]; } }", NO_OPEN(4) EXTRA(7) },
		{ "vrrp_instance VI_1\n}\n" ANOTHER, "vrrp_instance [VI_1] { } " IS_OTHER, EXTRA(2) NO_OPEN(2) },
		{ "global_defs\nvrrp_instance V {\n}\n", "global_defs { }",
		  NO_OPEN(2) UNKNOWN(2, "vrrp_instance") OPEN(2) CLOSED(3, "global_defs", "vrrp_instance") },
	};

	(void)state;
	ASSERT_READ(cases);
}

static void test_value_block_without_brace(void **state)
{
	static const struct reading cases[] = {
		{ INSTANCE " virtual_ipaddress\n 10.0.0.1\n nopreempt\n priority 5s\n }\n foo\n}\n",
		  IS "virtual_ipaddress { 10.0.0.1/32 } }",
		  NO_LIST(4, "virtual_ipaddress") BAD_IP(5, "nopreempt") BAD_IP(6, "priority") UNKNOWN(8, "foo")
		  EXTRA(9) },
		/* The list ends with the brace of the instance, which goes on into the next one. */
		{ INSTANCE " virtual_ipaddress\n 10.0.0.1\n}\nvrrp_instance VI_2 {\n interface eth2\n}\n",
		  "vrrp_instance [VI_1] { interface [eth2]; virtual_ipaddress { 10.0.0.1/32 } }",
		  NO_LIST(4, "virtual_ipaddress") UNKNOWN(6, "vrrp_instance") OPEN(6)
		  CLOSED(8, "vrrp_instance VI_1", "vrrp_instance") },
		{ INSTANCE " virtual_ipaddress 10.0.0.1\n nopreempt\n}\n}\n", IS "}",
		  "(Line 3) Block virtual_ipaddress has extra parameters 10.0.0.1 ...\n"
		  NO_LIST(4, "virtual_ipaddress") BAD_IP(4, "nopreempt") EXTRA(6) },
		{ "global_defs {\n notification_email\n a@b.c\n }\n router_id x\n}\n",
		  "global_defs { router_id [x]; notification_email { [a@b.c] } }",
		  NO_LIST(3, "notification_email") EXTRA(6) },
		{ INSTANCE " virtual_ipaddress\n\n # y\n {\n 10.0.0.1\n }\n}\n", IS "virtual_ipaddress { 10.0.0.1/32 } }", "" },
		{ INSTANCE " virtual_ipaddress\n", IS "}", MISSING(1) },
		{ "static_ipaddress\n 10.0.0.9\n}\n" ANOTHER, IS_OTHER " static_ipaddress { 10.0.0.9/32 }",
		  NO_LIST(2, "static_ipaddress") EXTRA(3) },
	};

	(void)state;
	ASSERT_READ(cases);
}

static void test_surplus_closing_brace(void **state)
{
	static const struct reading cases[] = {
		{ ANOTHER "}\n", IS_OTHER, SURPLUS(4) },
		{ "}\n" ANOTHER, IS_OTHER, SURPLUS(1) },
		{ ANOTHER "}\n}\n", IS_OTHER, SURPLUS(4) SURPLUS(5) },
		{ ANOTHER "}\nvrrp_instance V {\n}\n", IS_OTHER " vrrp_instance [V] { }", SURPLUS(4) },
		{ ANOTHER "} foo bar\n", IS_OTHER, SURPLUS(4) UNKNOWN(4, "foo") },
		{ ANOTHER "} vrrp_instance V {\n}\n", IS_OTHER " vrrp_instance [V] { }", SURPLUS(4) },
		{ INSTANCE " virtual_ipaddress {\n 10.0.0.1\n }}}\n", IS "virtual_ipaddress { 10.0.0.1/32 } }", SURPLUS(5) },
		{ "foo { } bar\n" ANOTHER, IS_OTHER, UNKNOWN(1, "foo") OPEN(1) UNKNOWN(1, "}") UNKNOWN(1, "bar") },
		/* The braces of the text balance: nothing extra was found. */
		{ "{\n foo\n}\n" ANOTHER, IS_OTHER, OPEN(1) UNKNOWN(2, "foo") UNKNOWN(3, "}") },
		{ "{}\n{ }\n", "", OPEN(1) UNKNOWN(1, "}") OPEN(2) UNKNOWN(2, "}") },
	};

	(void)state;
	ASSERT_READ(cases);
}

static void test_end_of_file_inside_a_block(void **state)
{
	static const struct reading cases[] = {
		{ INSTANCE, IS "}", MISSING(1) },
		{ INSTANCE " virtual_ipaddress {\n 10.0.0.1\n", IS "virtual_ipaddress { 10.0.0.1/32 } }", MISSING(2) },
		{ INSTANCE " authentication {\n auth_pass a\n", IS "authentication { auth_pass [a]; } }", MISSING(2) },
		{ "vrrp_instance VI_1 {", "vrrp_instance [VI_1] { }", MISSING(1) },
		{ "global_defs {\n notification_email {\n a\n }\n router_id x\n",
		  "global_defs { router_id [x]; notification_email { [a] } }", MISSING(1) },
		{ "{\n", "", OPEN(1) MISSING(1) },
		{ INSTANCE "vrrp_instance VI_2 {\n interface eth2\n}\n", "vrrp_instance [VI_1] { interface [eth2]; }",
		  UNKNOWN(3, "vrrp_instance") OPEN(3) CLOSED(5, "vrrp_instance VI_1", "vrrp_instance") MISSING(1) },
		{ INSTANCE " foo {\n bar\n", IS "}", UNKNOWN(3, "foo") OPEN(3) UNKNOWN(4, "bar") MISSING(2) },
		{ INSTANCE " authentication {\n auth_pass a\n nopreempt\n}\n" ANOTHER,
		  "vrrp_instance [VI_1] { interface [eth0]; priority 5; authentication { auth_pass [a]; } }",
		  UNKNOWN(5, "nopreempt") UNKNOWN(7, "vrrp_instance") OPEN(7)
		  CLOSED(9, "vrrp_instance VI_1", "vrrp_instance") MISSING(1) },
		{ "virtual_server a {\n b {\n", "", "(Line 1) NOTE - virtual_server is not served yet\n" MISSING(2) },
		{ INSTANCE " unicast_peer {\n", IS "}", MISSING(2) "(Line 3) unicast_peer is empty\n" },
	};

	(void)state;
	ASSERT_READ(cases);
}

static void test_brace_in_a_value_block(void **state)
{
	static const struct reading cases[] = {
		{ INSTANCE " virtual_ipaddress {\n foo {\n 10.0.0.9\n }\n 10.0.0.1\n }\n}\n",
		  IS "virtual_ipaddress { 10.0.0.9/32 } }",
		  BAD_IP(4, "foo") BAD_IP(4, "{") UNKNOWN(7, "10.0.0.1") UNKNOWN(9, "}") },
		{ INSTANCE " virtual_ipaddress {\n 10.0.0.1 {\n 10.0.0.5\n }\n 10.0.0.6\n }\n}\n",
		  IS "virtual_ipaddress { 10.0.0.1/32, 10.0.0.5/32 } }",
		  BAD_IP(4, "{") UNKNOWN(7, "10.0.0.6") UNKNOWN(9, "}") },
		{ INSTANCE " virtual_ipaddress { {\n 10.0.0.1\n }\n}\n", IS "virtual_ipaddress { 10.0.0.1/32 } }",
		  BAD_IP(3, "{") MISSING(1) },
	};

	(void)state;
	ASSERT_READ(cases);
}

static void test_missing_parameter(void **state)
{
	static const struct {
		const char *text, *first, *after;
		unsigned    line, position;
	} cases[] = {
		{ "vrrp_instance V {\n priority\n foo\n}\nfoo\n", "priority", "priority", 2, 2 },
		{ "vrrp_instance V {\n interface # eth0\n}\n", "interface", "interface", 2, 2 },
		{ "vrrp_instance V {\n state { MASTER }\n}\n", "state", "state", 2, 2 },
		{ "$X=\nvrrp_instance V {\n priority $X\n}\n", "priority", "priority", 3, 2 },
		{ "vrrp_instance V {\n virtual_ipaddress {\n 10.0.0.1 dev\n }\n}\n", "10.0.0.1", "dev", 3, 3 },
		{ "global_defs {\n random_seed\n}\n", "random_seed", "random_seed", 2, 2 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct conf_fixture f;
		struct sbuf         expected;

		sbuf_init(&expected);
		sbuf_addf(&expected,
			  "(Line %u) *** Configuration line starting `%s` is missing a parameter after keyword "
			  "`%s` at word position %u\n",
			  cases[i].line, cases[i].first, cases[i].after, cases[i].position);
		conf_fixture_init(&f);
		(void)conf_fixture_load(&f, cases[i].text);
		assert_string_equal(conf_fixture_findings(&f), sbuf_text(&expected));
		assert_int_equal(diag_status(&f.diags), 2);
		assert_true(f.diags.unusable);
		conf_fixture_release(&f);
		sbuf_release(&expected);
	}
}

/* Names, and blocks that are not looked at. */
static void test_skipped_blocks(void **state)
{
	static const struct reading cases[] = {
		{ "vrrp_instance {\n foo\n virtual_ipaddress {\n x\n }\n bar {\n }\n}\n" ANOTHER, IS_OTHER,
		  "(Line 1) vrrp_instance must have a name\n" },
		{ ANOTHER "vrrp_instance VI_2 {\n foo\n priority\n virtual_ipaddress {\n x\n }\n}\nbar\n", IS_OTHER,
		  "(Line 4) vrrp_instance VI_2 is already defined\n" UNKNOWN(11, "bar") },
		{ ANOTHER "vrrp_instance VI_2\n{\n foo\n}\nbar\n", IS_OTHER,
		  "(Line 4) vrrp_instance VI_2 is already defined\n" UNKNOWN(8, "bar") },
		{ ANOTHER "vrrp_instance VI_2\n foo\n}\nbar\n", IS_OTHER,
		  "(Line 4) vrrp_instance VI_2 is already defined\n" NO_OPEN(5) EXTRA(6) UNKNOWN(7, "bar") },
		{ ANOTHER "vrrp_instance VI_2 {\n {\n", IS_OTHER,
		  "(Line 4) vrrp_instance VI_2 is already defined\n" MISSING(2) },
		{ "vrrp_instance \"VI_2\" {\n priority 5\n}\n" ANOTHER, IS_OTHER,
		  "(Line 4) vrrp_instance VI_2 is already defined\n" },
		{ "vrrp_instance \"\" {\n}\n", "vrrp_instance [] { }", "" },
		{ "vrrp_instance A B {\n}\n", "vrrp_instance [A] { }", "" },
		{ "policy A B {\n keep 1\n}\npolicy C {\n}\n", "policy [C] { }",
		  "(Line 1) policy with two names: B\n" },
		{ INSTANCE " authentication {\n auth_pass a\n }\n authentication {\n auth_pass b\n foo\n }\n}\n",
		  IS "authentication { auth_pass [a]; } }",
		  "(Line 6) (VI_1) authentication is given twice - ignoring the second\n" },
		{ INSTANCE " peer {\n port 5\n }\n peer {\n address ::1\n }\n}\n", IS "peer { address ::1; } }",
		  "(Line 3) peer without an address - ignoring\n" },
	};

	(void)state;
	ASSERT_READ(cases);
}

/* Quotes: 5.1 seen from a statement */
static void test_quotes(void **state)
{
#define LOST(line, text) "(Line " #line ") Unterminated quote '" text "'\n(Line " #line ") Unmatched quote: '" text "'\n"
	static const struct reading cases[] = {
		{ "global_defs {\n router_id \"a b\" # c\n}\n", "global_defs { router_id [a b]; }", "" },
		{ "global_defs {\n router_id a\"b c\"d\n}\n", "global_defs { router_id [a]; }", "" },
		{ "global_defs {\n router_id \"a b\"xyz\n}\n", "global_defs { router_id [a b]; }", "" },
		{ "global_defs {\n router_id \"\"\n}\n", "global_defs { router_id []; }", "" },
		{ "global_defs {\n router_id 'a b'\n}\n", "global_defs { router_id ['a]; }", "" },
		{ "global_defs {\n router_id a\\b\n}\n", "global_defs { router_id [a\\b]; }", "" },
		{ "global_defs {\n router_id a \"b\n}\n", "global_defs { router_id [a]; }", LOST(2, "router_id a \"b") },
		{ "global_defs {\n router_id a\" # \"b\n}\n", "global_defs { router_id [a]; }", "" },
		{ "global_defs {\n router_id \"a\\\"b\"\n}\n", "global_defs { router_id [a\\]; }",
		  "(Line 2) Unmatched quote: 'router_id \"a\\\"b\"'\n" },
		{ "global_defs {\n foo \"a\n}\n", "global_defs { }", LOST(2, "foo \"a") UNKNOWN(2, "foo") },
		{ "global_defs {\n \"router_id a\n}\n", "global_defs { }", LOST(2, "\"router_id a") },
		{ "global_defs {\n router_id \"a # b\"\n}\n", "global_defs { router_id [a # b]; }", "" },
		{ "global_defs {\n router_id \xe2\x80\x9c" "a b\xe2\x80\x9d\n}\n",
		  "global_defs { router_id [\xe2\x80\x9c" "a]; }", "" },
		{ "vrrp_instance VI_1\" {\n interface eth0\n}\n", IS "}",
		  LOST(1, "vrrp_instance VI_1\" {") NO_OPEN(2) EXTRA(3) },
		{ "vrrp_instance V {\n notify_backup \"/bin/x\n}\n", "vrrp_instance [V] { }",
		  LOST(2, "notify_backup \"/bin/x")
		  "(Line 2) String 'notify_backup \"/bin/x': missing terminating \"\n" },
		{ "vrrp_instance V {\n notify_backup '/bin/x\n}\n", "vrrp_instance [V] { }",
		  "(Line 2) String 'notify_backup '/bin/x': missing terminating '\n" },
		{ "vrrp_instance V {\n notify_backup \"/bin/x 'a\"\n}\n", "vrrp_instance [V] { }",
		  "(Line 2) String '/bin/x 'a': missing terminating '\n" },
	};

	(void)state;
	ASSERT_READ(cases);
}

/* Places of findings: one file, several, and none */
static void test_positions_in_the_text(void **state)
{
	struct conf_fixture f;

	(void)state;
	conf_fixture_init(&f);
	conf_fixture_add(&f, "a.conf", "\nbar\n");
	(void)conf_fixture_load(&f, "foo\ninclude a.conf\nbaz\n{\n");
	assert_string_equal(conf_fixture_findings(&f),
			    "(Line 1) Unknown keyword 'foo'\n"
			    "(a.conf: Line 2) Unknown keyword 'bar'\n"
			    "(" CONF_FIXTURE_MAIN ": Line 3) Unknown keyword 'baz'\n"
			    "(" CONF_FIXTURE_MAIN ": Line 4) Unexpected '{' - ignoring\n"
			    "There are 1 missing '}'s or extra '{'s\n");
	conf_fixture_release(&f);
}

static void test_lines_of_expansions(void **state)
{
	static const struct reading cases[] = {
		{ "$I=\\\n vrrp_instance V${N} {\\\n foo \\\n priority ${P} \\\n }\n$N=1\n$P=5\n$I\n$N=2\n$P=x\n\n$I\n",
		  "vrrp_instance [V1] { priority 5; } vrrp_instance [V2] { }",
		  UNKNOWN(8, "foo") UNKNOWN(12, "foo") "(Line 12) invalid number 'x'\n"
		  "(Line 12) (V2) Priority not valid! must be between 1 & 255. Using default 100\n" },
		{ "vrrp_instance V {\n virtual_ipaddress {\n ~SEQ(A,1,2) ~LST(B,7,9) 10.9.${A}.${B}\n }\n}\n",
		  "vrrp_instance [V] { virtual_ipaddress { 10.9.1.7/32, 10.9.1.9/32, 10.9.2.7/32, 10.9.2.9/32 } }", "" },
		{ "@lb1 vrrp_instance V {\n@lb2 vrrp_instance W {\n @^lb2 priority 5\n}\n",
		  "vrrp_instance [V] { priority 5; }", "" },
		{ "@other vrrp_instance V {\n priority 5\n}\n", "", UNKNOWN(2, "priority") SURPLUS(3) },
		{ "$B=vrrp_instance V { priority 5 }\n$B\n", "vrrp_instance [V] { priority 5; }", "" },
		{ "vrrp_instance V {\n priority ${_HASH}\n}\n", "vrrp_instance [V] { }",
		  "(Line 2) invalid number '#'\n"
		  "(Line 2) (V) Priority not valid! must be between 1 & 255. Using default 100\n" },
	};

	(void)state;
	ASSERT_READ(cases);
}

/* Bounds */

static char *repeated(const char *unit, size_t n)
{
	size_t len = strlen(unit);
	char  *text = malloc(n * len + 1);

	for (size_t i = 0; i < n; i++)
		memcpy(text + i * len, unit, len);
	text[n * len] = '\0';
	return text;
}

static double seconds_to_read(const char *unit, size_t n, size_t expected_findings)
{
	struct conf_fixture f;
	char               *text = repeated(unit, n);
	struct timespec     from;
	struct timespec     to;

	conf_fixture_init(&f);
	clock_gettime(CLOCK_MONOTONIC, &from);
	(void)conf_fixture_load(&f, text);
	clock_gettime(CLOCK_MONOTONIC, &to);
	assert_int_equal(f.diags.found.n + f.diags.dropped, expected_findings);
	assert_true(f.diags.found.n <= 2 * DIAG_MAX + 1); /* at most of each kind */
	assert_int_equal(diag_status(&f.diags), expected_findings ? 5 : 0);
	conf_fixture_release(&f);
	free(text);
	return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) * 1e-9;
}

/* Ten times the work may take ten times the time, and some more on a busy machine; never a hundred. */
static void assert_linear(const char *unit, size_t n, size_t findings_each, size_t findings_at_end)
{
	double few = seconds_to_read(unit, n / 10, n / 10 * findings_each + findings_at_end);
	double many = seconds_to_read(unit, n, n * findings_each + findings_at_end);

	if (many > 40 * few + 0.5)
		fail_msg("'%s': %g s for %zu, %g s for %zu", unit, few, n / 10, many, n);
}

static void test_much_of_everything(void **state)
{
	(void)state;
	assert_linear("{", 100000, 1, 1);          /* on one line */
	assert_linear("{\n", 100000, 1, 1);
	assert_linear("}\n", 100000, 2, 0);
	assert_linear("foo bar\n", 100000, 1, 0);  /* errors */
	assert_linear("virtual_ipaddress\n", 100000, 1, 0);
	assert_linear("virtual_server {\n", 20000, 0, 2);
	assert_linear("vrrp_instance V {\n priority x\n}\n", 10000, 1, 1); /* the first has two, the others one */
	assert_linear("a ", 500000, 0, 1);
}

static void test_many_instances(void **state)
{
	struct conf_fixture f;
	struct sbuf         text;
	uint32_t            number = 0;

	(void)state;
	sbuf_init(&text);
	for (int i = 0; i < 20000; i++)
		sbuf_addf(&text, "vrrp_instance V%d {\n priority %d\n}\n", i, i % 255 + 1);
	conf_fixture_init(&f);
	(void)conf_fixture_load(&f, sbuf_text(&text));
	assert_string_equal(conf_fixture_findings(&f), "");
	assert_int_equal(f.root.instances.n, 20000);
	conf_each(struct conf_fixture_instance, instance, f.root.instances) {
		assert_int_equal(instance->head.number, number);
		assert_int_equal(instance->head.line, number * 3 + 1);
		assert_int_equal(instance->priority, number % 255 + 1);
		number++;
	}
	conf_fixture_release(&f);
	sbuf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_braces),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_hints),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_unknown_keywords),
		cmocka_unit_test(test_unknown_blocks),
		cmocka_unit_test(test_brace_after_a_plain_keyword),
		cmocka_unit_test(test_keyword_block_without_brace),
		cmocka_unit_test(test_value_block_without_brace),
		cmocka_unit_test(test_surplus_closing_brace),
		cmocka_unit_test(test_end_of_file_inside_a_block),
		cmocka_unit_test(test_brace_in_a_value_block),
		cmocka_unit_test(test_missing_parameter),
		cmocka_unit_test(test_skipped_blocks),
		cmocka_unit_test(test_quotes),
		cmocka_unit_test(test_positions_in_the_text),
		cmocka_unit_test(test_lines_of_expansions),
		cmocka_unit_test(test_much_of_everything),
		cmocka_unit_test(test_many_instances),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
