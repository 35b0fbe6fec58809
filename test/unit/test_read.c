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
		const char *meaning;
		const char *findings;

		conf_fixture_init(&f);
		meaning = conf_fixture_load(&f, cases[i].text);
		findings = conf_fixture_findings(&f);
		if (strcmp(meaning, cases[i].meaning) != 0 ||
		    strcmp(findings, cases[i].findings) != 0)
			fail_msg("%s\n--- meaning\n%s\n--- instead of\n%s\n--- findings\n"
				 "%s--- instead of\n%s",
				 cases[i].text, meaning, cases[i].meaning, findings,
				 cases[i].findings);
		conf_fixture_release(&f);
	}
}

#define ASSERT_READ(cases) assert_all_read((cases), ARRAY_SIZE(cases))

/* Where braces may stand: 4.1 */
static void test_braces(void **state)
{
	static const struct reading cases[] = {
		{ "vrrp_instance VI_1 {\n interface eth0\n}\n",
		  "vrrp_instance [VI_1] { interface [eth0]; }", "" },
		{ "vrrp_instance VI_1\n{\n interface eth0\n}\n",
		  "vrrp_instance [VI_1] { interface [eth0]; }", "" },
		{ "vrrp_instance VI_1\n\n# x\n \n  {\n interface eth0\n}\n",
		  "vrrp_instance [VI_1] { interface [eth0]; }", "" },
		{ "vrrp_instance VI_1{\n interface eth0\n}\n",
		  "vrrp_instance [VI_1] { interface [eth0]; }", "" },
		{ "vrrp_instance VI_1 { virtual_ipaddress{10.9.1.1}}\n",
		  "vrrp_instance [VI_1] { virtual_ipaddress { 10.9.1.1/32 } }", "" },
		{ "vrrp_instance VI_1 { interface eth0\npriority 5\n}\n",
		  "vrrp_instance [VI_1] { interface [eth0]; priority 5; }", "" },
		{ "vrrp_instance VI_1\n{ interface eth0 virtual_router_id 5 }\n",
		  "vrrp_instance [VI_1] { interface [eth0]; }", "" }, /* one statement */
		{ "vrrp_instance VI_1 {\n interface eth0 } vrrp_instance VI_2 { priority 5\n}\n",
		  "vrrp_instance [VI_1] { interface [eth0]; } vrrp_instance [VI_2] { priority 5; }",
		  "" },
		{ "vrrp_instance VI_1 {\n virtual_ipaddress\n {\n 10.0.0.1\n } priority 5\n}\n",
		  "vrrp_instance [VI_1] { priority 5; virtual_ipaddress { 10.0.0.1/32 } }", "" },
		{ "vrrp_instance \"VI { 1 }\" {\n}\n", "vrrp_instance [VI { 1 }] { }", "" },
		{ "vrrp_instance V {\n notify_backup \"/bin/x {a}\"\n}\n",
		  "vrrp_instance [V] { notify_backup [/bin/x] [{a}]; }", "" },
		{ "vrrp_instance V {\n notify_backup \"/bin/x \\\"{a}\\\"\"\n}\n",
		  "vrrp_instance [V] { notify_backup [/bin/x] [\"{a}\"]; }", "" },
		{ "vrrp_instance V {\n notify_backup '/bin/x {a}'\n}\n", "vrrp_instance [V] { }",
		  "(Line 2) String 'notify_backup '/bin/x': missing terminating '\n"
		  "(Line 2) Unexpected '{' - ignoring\n"
		  "(Line 2) Unknown keyword 'a'\n"
		  "(Line 2) Unknown keyword '''\n"
		  "(Line 3) Unknown keyword '}'\n" },
		{ "vrrp_instance V {\n interface eth${N}.1\n}\n",
		  "vrrp_instance [V] { interface [eth${N}.1]; }",
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
		  "vrrp_instance [V] { virtual_ipaddress { 10.0.0.1/32 dev [eth0], 10.0.0.2/32 } }",
		  "" },
		{ "vrrp_instance V {\n virtual_ipaddress {\n 10.0.0.1\n }\n virtual_ipaddress {\n"
		  " 10.0.0.2\n }\n}\n",
		  "vrrp_instance [V] { virtual_ipaddress { 10.0.0.1/32, 10.0.0.2/32 } }", "" },
		{ "vrrp_instance V {\n Interface eth0\n PRIORITY 5\n}\n", "vrrp_instance [V] { }",
		  "(Line 2) Unknown keyword 'Interface' - did you mean 'interface'?\n"
		  "(Line 3) Unknown keyword 'PRIORITY'\n" },
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
		  "(Line 2) Unknown keyword 'priority'\n"
		  "(Line 4) Unknown keyword 'priority'\n" }, /* wrong context */
		{ "vrrp_instance V {\n authentication {\n auth_type PASS\n auth_pass x\n }\n}\n",
		  "vrrp_instance [V] { authentication { auth_type PASS; auth_pass [x]; } }", "" },
		{ "vrrp_instance V {\n peer {\n address 10.0.0.1\n }\n peer {\n address 10.0.0.2\n"
		  " port 5\n }\n}\n",
		  "vrrp_instance [V] { peer { address 10.0.0.1; } peer { address 10.0.0.2; port 5; } }",
		  "" },
		{ "static_ipaddress {\n 10.0.0.1\n}\nchild_wait_time 5\n",
		  "child_wait_time 5; static_ipaddress { 10.0.0.1/32 }", "" },
		{ "virtual_server 10.0.0.1 80 {\n foo {\n bar {\n }\n baz x }\n qux\n}\n"
		  "child_wait_time 5\n",
		  "child_wait_time 5;", "(Line 1) NOTE - virtual_server is not served yet\n" },
		{ "virtual_server a\n{\n}\nfoo\n", "",
		  "(Line 1) NOTE - virtual_server is not served yet\n"
		  "(Line 4) Unknown keyword 'foo'\n" },
		{ "vrrp_instance V {\n unicast_peer {\n }\n unicast_peer {\n a\n }\n}\n",
		  "vrrp_instance [V] { unicast_peer { [a] } }",
		  "(Line 3) unicast_peer is empty\n" },
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
		{ "vrrp_instanse V\n", "",
		  "(Line 1) Unknown keyword 'vrrp_instanse' - did you mean 'vrrp_instance'?\n" },
		{ "lvs_sync\n", "", "(Line 1) Unknown keyword 'lvs_sync'\n" },
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
	assert_helped(
		"vrrp_instance V {\n auth_pass x\n}\n",
		" = help: auth_pass is a keyword of authentication, not of vrrp_instance V\n");
	assert_helped("vrrp_instance V {\n priority=100\n}\n",
		      " = help: a keyword and its value are separated by a blank, not by '='\n");
	assert_helped("\xe2\x80\x9cpriority\xe2\x80\x9d\n",
		      " = help: typographic quotes do not quote; use \"\n");
	assert_helped(
		"vrrp_instance V\n priority 5\n}\n",
		" = help: vrrp_instance V needs a '{'; what follows is read as if it were there\n");
	assert_helped(
		"vrrp_instance V {\n virtual_ipaddress\n 10.0.0.1\n}\n",
		" = help: everything up to the next '}' is taken as entries of virtual_ipaddress\n");
	assert_helped("vrrp_instance V {\n", " = help: vrrp_instance V of line 1 is still open\n");
	assert_helped(
		"vrrp_instance V {\n foo {\n }\n x\n",
		" = help: the '{' of line 2 was ignored, so what follows up to the next '}' is lost\n");
	assert_helped("vrrp_instance V {\n foo\n}\n",
		      "--> " CONF_FIXTURE_MAIN
		      ":2:2, in vrrp_instance V of line 1 [unknown-keyword]\n");
}

/* Recovery, row by row: 4.4 */

#define INSTANCE "vrrp_instance VI_1 {\n interface eth0\n" /* two lines */
#define IS       "vrrp_instance [VI_1] { interface [eth0]; "
#define ANOTHER  "vrrp_instance VI_2 {\n priority 5\n}\n"
#define IS_OTHER "vrrp_instance [VI_2] { priority 5; }"

static void test_unknown_keywords(void **state)
{
	static const struct reading cases[] = {
		{ INSTANCE " foo bar\n priority 5\n}\n", IS "priority 5; }",
		  "(Line 3) Unknown keyword 'foo'\n" },
		{ "foo\n" ANOTHER, IS_OTHER, "(Line 1) Unknown keyword 'foo'\n" },
		{ INSTANCE " nopreempt;\n}\n", IS "}",
		  "(Line 3) Unknown keyword 'nopreempt;' - did you mean 'nopreempt'?\n" },
		{ INSTANCE " \"interface\" eth1\n \"foo bar\" x\n \"\"\n}\n",
		  "vrrp_instance [VI_1] { interface [eth1]; }",
		  "(Line 4) Unknown keyword 'foo bar'\n(Line 5) Unknown keyword ''\n" },
	};

	(void)state;
	ASSERT_READ(cases);
}

static void test_unknown_blocks(void **state)
{
	static const struct reading cases[] = {
		/* state is executed; nopreempt and what follows is lost */
		{ INSTANCE
		  " foo {\n bar x\n priority 5s\n state MASTER\n }\n nopreempt\n unicast_peer {\n"
		  " 10.1.0.0\n }\n}\n" ANOTHER,
		  "vrrp_instance [VI_1] { state MASTER; interface [eth0]; } " IS_OTHER,
		  "(Line 3) Unknown keyword 'foo'\n"
		  "(Line 3) Unexpected '{' - ignoring\n"
		  "(Line 4) Unknown keyword 'bar'\n"
		  "(Line 5) invalid number '5s'\n"
		  "(Line 5) (VI_1) Priority not valid! must be between 1 & 255. Using default 100\n"
		  "(Line 7) NOTE - Block vrrp_instance VI_1 closed by the '}' of unknown block foo\n"
		  "(Line 8) Unknown keyword 'nopreempt'\n"
		  "(Line 9) Unknown keyword 'unicast_peer'\n"
		  "(Line 9) Unexpected '{' - ignoring\n"
		  "(Line 10) Unknown keyword '10.1.0.0'\n"
		  "(Line 11) Unknown keyword '}'\n"
		  "(Line 12) Unknown keyword '}'\n" },
		/* The example of the manual: what follows the misspelt block is lost. */
		{ INSTANCE " vitual_ipaddress {\n 10.0.0.1\n }\n priority 50\n}\n", IS "}",
		  "(Line 3) Unknown keyword 'vitual_ipaddress' - did you mean 'virtual_ipaddress'?\n"
		  "(Line 3) Unexpected '{' - ignoring\n"
		  "(Line 4) Unknown keyword '10.0.0.1'\n"
		  "(Line 5) NOTE - Block vrrp_instance VI_1 closed by the '}' of unknown block vitual_ipaddress\n"
		  "(Line 6) Unknown keyword 'priority'\n"
		  "(Line 7) Unknown keyword '}'\n" },
		{ "foo {\n bar x\n router_id y\n}\n" ANOTHER, IS_OTHER,
		  "(Line 1) Unknown keyword 'foo'\n"
		  "(Line 1) Unexpected '{' - ignoring\n"
		  "(Line 2) Unknown keyword 'bar'\n"
		  "(Line 3) Unknown keyword 'router_id'\n"
		  "(Line 4) Unknown keyword '}'\n" },
		{ "foo {\n bar {\n baz\n }\n qux\n}\n" ANOTHER, IS_OTHER,
		  "(Line 1) Unknown keyword 'foo'\n"
		  "(Line 1) Unexpected '{' - ignoring\n"
		  "(Line 2) Unknown keyword 'bar'\n"
		  "(Line 2) Unexpected '{' - ignoring\n"
		  "(Line 3) Unknown keyword 'baz'\n"
		  "(Line 4) Unknown keyword '}'\n"
		  "(Line 5) Unknown keyword 'qux'\n"
		  "(Line 6) Unknown keyword '}'\n" },
		{ "foo {\n global_defs {\n foo2\n router_id a\n }\n}\n" ANOTHER,
		  "global_defs { router_id [a]; } " IS_OTHER,
		  "(Line 1) Unknown keyword 'foo'\n"
		  "(Line 1) Unexpected '{' - ignoring\n"
		  "(Line 3) Unknown keyword 'foo2'\n"
		  "(Line 6) Unknown keyword '}'\n" },
		{ "global_defs {\n foo {\n router_id a\n bar\n }\n router_id b\n}\n",
		  "global_defs { router_id [a]; }",
		  "(Line 2) Unknown keyword 'foo'\n"
		  "(Line 2) Unexpected '{' - ignoring\n"
		  "(Line 4) Unknown keyword 'bar'\n"
		  "(Line 5) NOTE - Block global_defs closed by the '}' of unknown block foo\n"
		  "(Line 6) Unknown keyword 'router_id'\n"
		  "(Line 7) Unknown keyword '}'\n" },
		{ INSTANCE " foo\n {\n bar\n }\n nopreempt\n}\n", IS "}",
		  "(Line 3) Unknown keyword 'foo'\n"
		  "(Line 4) Unexpected '{' - ignoring\n"
		  "(Line 5) Unknown keyword 'bar'\n"
		  "(Line 6) NOTE - Block vrrp_instance VI_1 closed by the '}' of unknown block foo\n"
		  "(Line 7) Unknown keyword 'nopreempt'\n"
		  "(Line 8) Unknown keyword '}'\n" },
		{ INSTANCE " foo { bar baz }\n nopreempt\n}\n", IS "}",
		  "(Line 3) Unknown keyword 'foo'\n"
		  "(Line 3) Unexpected '{' - ignoring\n"
		  "(Line 3) Unknown keyword 'bar'\n"
		  "(Line 3) NOTE - Block vrrp_instance VI_1 closed by the '}' of unknown block foo\n"
		  "(Line 4) Unknown keyword 'nopreempt'\n"
		  "(Line 5) Unknown keyword '}'\n" },
		{ INSTANCE " foo { }\n nopreempt\n}\n", IS "}",
		  "(Line 3) Unknown keyword 'foo'\n"
		  "(Line 3) Unexpected '{' - ignoring\n"
		  "(Line 3) NOTE - Block vrrp_instance VI_1 closed by the '}' of unknown block foo\n"
		  "(Line 4) Unknown keyword 'nopreempt'\n"
		  "(Line 5) Unknown keyword '}'\n" },
		{ INSTANCE " foo {\n a\n }\n bar {\n b\n }\n}\n" ANOTHER, IS "} " IS_OTHER,
		  "(Line 3) Unknown keyword 'foo'\n"
		  "(Line 3) Unexpected '{' - ignoring\n"
		  "(Line 4) Unknown keyword 'a'\n"
		  "(Line 5) NOTE - Block vrrp_instance VI_1 closed by the '}' of unknown block foo\n"
		  "(Line 6) Unknown keyword 'bar'\n"
		  "(Line 6) Unexpected '{' - ignoring\n"
		  "(Line 7) Unknown keyword 'b'\n"
		  "(Line 8) Unknown keyword '}'\n"
		  "(Line 9) Unknown keyword '}'\n" },
		{ INSTANCE
		  " authentication {\n foo {\n auth_type x\n }\n auth_pass a\n }\n nopreempt\n"
		  "}\n" ANOTHER,
		  IS "authentication { } } " IS_OTHER,
		  "(Line 4) Unknown keyword 'foo'\n"
		  "(Line 4) Unexpected '{' - ignoring\n"
		  "(Line 5) (VI_1) unknown authentication type 'x'\n"
		  "(Line 6) NOTE - Block authentication closed by the '}' of unknown block foo\n"
		  "(Line 7) Unknown keyword 'auth_pass'\n"
		  "(Line 9) Unknown keyword 'nopreempt'\n"
		  "(Line 10) Unknown keyword '}'\n" },
		{ "global_defs {\n virtual_ipaddress {\n 10.0.0.1\n }\n router_id x\n}\n",
		  "global_defs { }",
		  "(Line 2) Unknown keyword 'virtual_ipaddress'\n"
		  "(Line 2) Unexpected '{' - ignoring\n"
		  "(Line 3) Unknown keyword '10.0.0.1'\n"
		  "(Line 4) NOTE - Block global_defs closed by the '}' of unknown block virtual_ipaddress\n"
		  "(Line 5) Unknown keyword 'router_id'\n"
		  "(Line 6) Unknown keyword '}'\n" },
		{ INSTANCE
		  " vrrp_instance VI_2 {\n interface eth1\n virtual_ipaddress {\n 10.0.0.1\n }\n"
		  "}\n}\n",
		  "vrrp_instance [VI_1] { interface [eth1]; virtual_ipaddress { 10.0.0.1/32 } }",
		  "(Line 3) Unknown keyword 'vrrp_instance'\n"
		  "(Line 3) Unexpected '{' - ignoring\n"
		  "(Line 8) NOTE - Block vrrp_instance VI_1 closed by the '}' of unknown block vrrp_instance\n"
		  "(Line 9) Unknown keyword '}'\n" },
		{ INSTANCE " auth_type PASS\n auth_pass a\n}\n", IS "}",
		  "(Line 3) Unknown keyword 'auth_type'\n"
		  "(Line 4) Unknown keyword 'auth_pass'\n" },
		{ INSTANCE " authentication {\n priority 50\n auth_pass a\n }\n}\n",
		  IS "authentication { auth_pass [a]; } }",
		  "(Line 4) Unknown keyword 'priority'\n" },
		{ "virtual_server a {\n foo {\n }\n bar\n}\nbaz\n", "",
		  "(Line 1) NOTE - virtual_server is not served yet\n"
		  "(Line 6) Unknown keyword 'baz'\n" },
	};

	(void)state;
	ASSERT_READ(cases);
}

static void test_brace_after_a_plain_keyword(void **state)
{
	static const struct reading cases[] = {
		{ INSTANCE " priority 100 {\n state x\n }\n nopreempt\n}\n" ANOTHER,
		  IS "priority 100; } " IS_OTHER,
		  "(Line 3) Unexpected '{' - ignoring\n"
		  "(Line 4) (VI_1) unknown state 'x', defaulting to BACKUP\n"
		  "(Line 6) Unknown keyword 'nopreempt'\n"
		  "(Line 7) Unknown keyword '}'\n" },
		{ INSTANCE " priority 100 { }\n nopreempt\n}\n", IS "priority 100; }",
		  "(Line 3) Unexpected '{' - ignoring\n"
		  "(Line 4) Unknown keyword 'nopreempt'\n"
		  "(Line 5) Unknown keyword '}'\n" },
		{ INSTANCE " priority 100\n {\n state MASTER\n }\n nopreempt\n}\n",
		  "vrrp_instance [VI_1] { state MASTER; interface [eth0]; priority 100; }",
		  "(Line 4) Unexpected '{' - ignoring\n"
		  "(Line 7) Unknown keyword 'nopreempt'\n"
		  "(Line 8) Unknown keyword '}'\n" },
		{ INSTANCE " nopreempt {\n }\n}\n", IS "nopreempt; }",
		  "(Line 3) Unexpected '{' - ignoring\n"
		  "(Line 5) Unknown keyword '}'\n" },
		{ "global_defs {\n router_id a {\n }\n}\n", "global_defs { router_id [a]; }",
		  "(Line 2) Unexpected '{' - ignoring\n"
		  "(Line 4) Unknown keyword '}'\n" },
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
		{ "vrrp_instance VI_1\n interface eth0\n virtual_ipaddress {\n 10.0.0.1\n }\n"
		  "}\n" ANOTHER,
		  IS "virtual_ipaddress { 10.0.0.1/32 } } " IS_OTHER,
		  "(Line 2) Missing '{' at beginning of configuration block\n"
		  "(Line 6) Extra '}' found\n" },
		{ "vrrp_instance VI_1\n\n # x\n interface eth0\n}\n", IS "}",
		  "(Line 4) Missing '{' at beginning of configuration block\n"
		  "(Line 5) Extra '}' found\n" },
		{ ANOTHER "vrrp_instance VI_1\n", IS_OTHER " vrrp_instance [VI_1] { }", "" },
		{ "global_defs\n router_id a\n foo\n}\n", "global_defs { router_id [a]; }",
		  "(Line 2) Missing '{' at beginning of configuration block\n"
		  "(Line 3) Unknown keyword 'foo'\n"
		  "(Line 4) Extra '}' found\n" },
		{ INSTANCE " authentication\n auth_pass a\n }\n nopreempt\n}\n",
		  IS "nopreempt; authentication { auth_pass [a]; } }",
		  "(Line 4) Missing '{' at beginning of configuration block\n"
		  "(Line 7) Extra '}' found\n" },
		{ "vrrp_instance VI_1\n}\n" ANOTHER, "vrrp_instance [VI_1] { } " IS_OTHER,
		  "(Line 2) Extra '}' found\n"
		  "(Line 2) Missing '{' at beginning of configuration block\n" },
		{ "global_defs\nvrrp_instance V {\n}\n", "global_defs { }",
		  "(Line 2) Missing '{' at beginning of configuration block\n"
		  "(Line 2) Unknown keyword 'vrrp_instance'\n"
		  "(Line 2) Unexpected '{' - ignoring\n"
		  "(Line 3) NOTE - Block global_defs closed by the '}' of unknown block vrrp_instance\n" },
	};

	(void)state;
	ASSERT_READ(cases);
}

static void test_value_block_without_brace(void **state)
{
	static const struct reading cases[] = {
		{ INSTANCE " virtual_ipaddress\n 10.0.0.1\n nopreempt\n priority 5s\n }\n foo\n}\n",
		  IS "virtual_ipaddress { 10.0.0.1/32 } }",
		  "(Line 4) WARNING - '{' missing from beginning of block virtual_ipaddress\n"
		  "(Line 5) Invalid address nopreempt\n"
		  "(Line 6) Invalid address priority\n"
		  "(Line 8) Unknown keyword 'foo'\n"
		  "(Line 9) Extra '}' found\n" },
		/* The list ends with the brace of the instance, which goes on into the next one. */
		{ INSTANCE
		  " virtual_ipaddress\n 10.0.0.1\n}\nvrrp_instance VI_2 {\n interface eth2\n}\n",
		  "vrrp_instance [VI_1] { interface [eth2]; virtual_ipaddress { 10.0.0.1/32 } }",
		  "(Line 4) WARNING - '{' missing from beginning of block virtual_ipaddress\n"
		  "(Line 6) Unknown keyword 'vrrp_instance'\n"
		  "(Line 6) Unexpected '{' - ignoring\n"
		  "(Line 8) NOTE - Block vrrp_instance VI_1 closed by the '}' of unknown block vrrp_instance\n" },
		{ INSTANCE " virtual_ipaddress 10.0.0.1\n nopreempt\n}\n}\n", IS "}",
		  "(Line 3) Block virtual_ipaddress has extra parameters 10.0.0.1 ...\n"
		  "(Line 4) WARNING - '{' missing from beginning of block virtual_ipaddress\n"
		  "(Line 4) Invalid address nopreempt\n"
		  "(Line 6) Extra '}' found\n" },
		{ "global_defs {\n notification_email\n a@b.c\n }\n router_id x\n}\n",
		  "global_defs { router_id [x]; notification_email { [a@b.c] } }",
		  "(Line 3) WARNING - '{' missing from beginning of block notification_email\n"
		  "(Line 6) Extra '}' found\n" },
		{ INSTANCE " virtual_ipaddress\n\n # y\n {\n 10.0.0.1\n }\n}\n",
		  IS "virtual_ipaddress { 10.0.0.1/32 } }", "" },
		{ INSTANCE " virtual_ipaddress\n", IS "}",
		  "There are 1 missing '}'s or extra '{'s\n" },
		{ "static_ipaddress\n 10.0.0.9\n}\n" ANOTHER,
		  IS_OTHER " static_ipaddress { 10.0.0.9/32 }",
		  "(Line 2) WARNING - '{' missing from beginning of block static_ipaddress\n"
		  "(Line 3) Extra '}' found\n" },
	};

	(void)state;
	ASSERT_READ(cases);
}

static void test_surplus_closing_brace(void **state)
{
	static const struct reading cases[] = {
		{ ANOTHER "}\n", IS_OTHER,
		  "(Line 4) Extra '}' found\n"
		  "(Line 4) Unknown keyword '}'\n" },
		{ "}\n" ANOTHER, IS_OTHER,
		  "(Line 1) Extra '}' found\n"
		  "(Line 1) Unknown keyword '}'\n" },
		{ ANOTHER "}\n}\n", IS_OTHER,
		  "(Line 4) Extra '}' found\n"
		  "(Line 4) Unknown keyword '}'\n"
		  "(Line 5) Extra '}' found\n"
		  "(Line 5) Unknown keyword '}'\n" },
		{ ANOTHER "}\nvrrp_instance V {\n}\n", IS_OTHER " vrrp_instance [V] { }",
		  "(Line 4) Extra '}' found\n"
		  "(Line 4) Unknown keyword '}'\n" },
		{ ANOTHER "} foo bar\n", IS_OTHER,
		  "(Line 4) Extra '}' found\n"
		  "(Line 4) Unknown keyword '}'\n"
		  "(Line 4) Unknown keyword 'foo'\n" },
		{ ANOTHER "} vrrp_instance V {\n}\n", IS_OTHER " vrrp_instance [V] { }",
		  "(Line 4) Extra '}' found\n"
		  "(Line 4) Unknown keyword '}'\n" },
		{ INSTANCE " virtual_ipaddress {\n 10.0.0.1\n }}}\n",
		  IS "virtual_ipaddress { 10.0.0.1/32 } }",
		  "(Line 5) Extra '}' found\n"
		  "(Line 5) Unknown keyword '}'\n" },
		{ "foo { } bar\n" ANOTHER, IS_OTHER,
		  "(Line 1) Unknown keyword 'foo'\n"
		  "(Line 1) Unexpected '{' - ignoring\n"
		  "(Line 1) Unknown keyword '}'\n"
		  "(Line 1) Unknown keyword 'bar'\n" },
		/* The braces of the text balance: nothing extra was found. */
		{ "{\n foo\n}\n" ANOTHER, IS_OTHER,
		  "(Line 1) Unexpected '{' - ignoring\n"
		  "(Line 2) Unknown keyword 'foo'\n"
		  "(Line 3) Unknown keyword '}'\n" },
		{ "{}\n{ }\n", "",
		  "(Line 1) Unexpected '{' - ignoring\n"
		  "(Line 1) Unknown keyword '}'\n"
		  "(Line 2) Unexpected '{' - ignoring\n"
		  "(Line 2) Unknown keyword '}'\n" },
	};

	(void)state;
	ASSERT_READ(cases);
}

static void test_end_of_file_inside_a_block(void **state)
{
	static const struct reading cases[] = {
		{ INSTANCE, IS "}", "There are 1 missing '}'s or extra '{'s\n" },
		{ INSTANCE " virtual_ipaddress {\n 10.0.0.1\n",
		  IS "virtual_ipaddress { 10.0.0.1/32 } }",
		  "There are 2 missing '}'s or extra '{'s\n" },
		{ INSTANCE " authentication {\n auth_pass a\n",
		  IS "authentication { auth_pass [a]; } }",
		  "There are 2 missing '}'s or extra '{'s\n" },
		{ "vrrp_instance VI_1 {", "vrrp_instance [VI_1] { }",
		  "There are 1 missing '}'s or extra '{'s\n" },
		{ "global_defs {\n notification_email {\n a\n }\n router_id x\n",
		  "global_defs { router_id [x]; notification_email { [a] } }",
		  "There are 1 missing '}'s or extra '{'s\n" },
		{ "{\n", "",
		  "(Line 1) Unexpected '{' - ignoring\n"
		  "There are 1 missing '}'s or extra '{'s\n" },
		{ INSTANCE "vrrp_instance VI_2 {\n interface eth2\n}\n",
		  "vrrp_instance [VI_1] { interface [eth2]; }",
		  "(Line 3) Unknown keyword 'vrrp_instance'\n"
		  "(Line 3) Unexpected '{' - ignoring\n"
		  "(Line 5) NOTE - Block vrrp_instance VI_1 closed by the '}' of unknown block vrrp_instance\n"
		  "There are 1 missing '}'s or extra '{'s\n" },
		{ INSTANCE " foo {\n bar\n", IS "}",
		  "(Line 3) Unknown keyword 'foo'\n"
		  "(Line 3) Unexpected '{' - ignoring\n"
		  "(Line 4) Unknown keyword 'bar'\n"
		  "There are 2 missing '}'s or extra '{'s\n" },
		{ INSTANCE " authentication {\n auth_pass a\n nopreempt\n}\n" ANOTHER,
		  "vrrp_instance [VI_1] { interface [eth0]; priority 5; authentication { auth_pass [a]; } }",
		  "(Line 5) Unknown keyword 'nopreempt'\n"
		  "(Line 7) Unknown keyword 'vrrp_instance'\n"
		  "(Line 7) Unexpected '{' - ignoring\n"
		  "(Line 9) NOTE - Block vrrp_instance VI_1 closed by the '}' of unknown block vrrp_instance\n"
		  "There are 1 missing '}'s or extra '{'s\n" },
		{ "virtual_server a {\n b {\n", "",
		  "(Line 1) NOTE - virtual_server is not served yet\n"
		  "There are 2 missing '}'s or extra '{'s\n" },
		{ INSTANCE " unicast_peer {\n", IS "}",
		  "There are 2 missing '}'s or extra '{'s\n"
		  "(Line 3) unicast_peer is empty\n" },
	};

	(void)state;
	ASSERT_READ(cases);
}

static void test_brace_in_a_value_block(void **state)
{
	static const struct reading cases[] = {
		{ INSTANCE " virtual_ipaddress {\n foo {\n 10.0.0.9\n }\n 10.0.0.1\n }\n}\n",
		  IS "virtual_ipaddress { 10.0.0.9/32 } }",
		  "(Line 4) Invalid address foo\n"
		  "(Line 4) Invalid address {\n"
		  "(Line 7) Unknown keyword '10.0.0.1'\n"
		  "(Line 9) Unknown keyword '}'\n" },
		{ INSTANCE " virtual_ipaddress {\n 10.0.0.1 {\n 10.0.0.5\n }\n 10.0.0.6\n }\n}\n",
		  IS "virtual_ipaddress { 10.0.0.1/32, 10.0.0.5/32 } }",
		  "(Line 4) Invalid address {\n"
		  "(Line 7) Unknown keyword '10.0.0.6'\n"
		  "(Line 9) Unknown keyword '}'\n" },
		{ INSTANCE " virtual_ipaddress { {\n 10.0.0.1\n }\n}\n",
		  IS "virtual_ipaddress { 10.0.0.1/32 } }",
		  "(Line 3) Invalid address {\n"
		  "There are 1 missing '}'s or extra '{'s\n" },
	};

	(void)state;
	ASSERT_READ(cases);
}

static void test_missing_parameter(void **state)
{
	static const struct {
		const char *text, *first, *after;
		unsigned line, position;
	} cases[] = {
		{ "vrrp_instance V {\n priority\n foo\n}\nfoo\n", "priority", "priority", 2, 2 },
		{ "vrrp_instance V {\n interface # eth0\n}\n", "interface", "interface", 2, 2 },
		{ "vrrp_instance V {\n state { MASTER }\n}\n", "state", "state", 2, 2 },
		{ "$X=\nvrrp_instance V {\n priority $X\n}\n", "priority", "priority", 3, 2 },
		{ "vrrp_instance V {\n virtual_ipaddress {\n 10.0.0.1 dev\n }\n}\n", "10.0.0.1",
		  "dev", 3, 3 },
		{ "global_defs {\n random_seed\n}\n", "random_seed", "random_seed", 2, 2 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct conf_fixture f;
		struct sbuf expected;

		sbuf_init(&expected);
		sbuf_addf(
			&expected,
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
		{ "vrrp_instance {\n foo\n virtual_ipaddress {\n x\n }\n bar {\n }\n}\n" ANOTHER,
		  IS_OTHER, "(Line 1) vrrp_instance must have a name\n" },
		{ ANOTHER
		  "vrrp_instance VI_2 {\n foo\n priority\n virtual_ipaddress {\n x\n }\n}\nbar\n",
		  IS_OTHER,
		  "(Line 4) vrrp_instance VI_2 is already defined\n"
		  "(Line 11) Unknown keyword 'bar'\n" },
		{ ANOTHER "vrrp_instance VI_2\n{\n foo\n}\nbar\n", IS_OTHER,
		  "(Line 4) vrrp_instance VI_2 is already defined\n"
		  "(Line 8) Unknown keyword 'bar'\n" },
		{ ANOTHER "vrrp_instance VI_2\n foo\n}\nbar\n", IS_OTHER,
		  "(Line 4) vrrp_instance VI_2 is already defined\n"
		  "(Line 5) Missing '{' at beginning of configuration block\n"
		  "(Line 6) Extra '}' found\n"
		  "(Line 7) Unknown keyword 'bar'\n" },
		{ ANOTHER "vrrp_instance VI_2 {\n {\n", IS_OTHER,
		  "(Line 4) vrrp_instance VI_2 is already defined\n"
		  "There are 2 missing '}'s or extra '{'s\n" },
		{ "vrrp_instance \"VI_2\" {\n priority 5\n}\n" ANOTHER, IS_OTHER,
		  "(Line 4) vrrp_instance VI_2 is already defined\n" },
		{ "vrrp_instance \"\" {\n}\n", "vrrp_instance [] { }", "" },
		{ "vrrp_instance A B {\n}\n", "vrrp_instance [A] { }", "" },
		{ "policy A B {\n keep 1\n}\npolicy C {\n}\n", "policy [C] { }",
		  "(Line 1) policy with two names: B\n" },
		{ "policy A {\n}\npolicy A {\n foo\n}\n", "policy [A] { }",
		  "(Line 3) two policies A\n"
		  "(Line 3) policy A is already defined\n" },
		/* One value makes the block worthless: nothing else of it is said or kept, its name is free. */
		{ "policy A {\n keep 1\n drop 11\n foo\n needed\n bar {\n drop 12\n }\n}\npolicy A {\n keep 2\n}\n",
		  "policy [A] { keep 2; }", "(Line 3) number '11' outside range [1, 10]\n" },
		{ "policy A { drop 11 }\npolicy B { keep 2 }\n", "policy [B] { keep 2; }",
		  "(Line 1) number '11' outside range [1, 10]\n" },
		{ "policy A {\n drop 11\n keep 1\n", "",
		  "(Line 2) number '11' outside range [1, 10]\nThere are 1 missing '}'s or extra '{'s\n" },
		{ INSTANCE
		  " authentication {\n auth_pass a\n }\n authentication {\n auth_pass b\n foo\n"
		  " }\n}\n",
		  IS "authentication { auth_pass [a]; } }",
		  "(Line 6) (VI_1) authentication is given twice - ignoring the second\n" },
		{ INSTANCE " peer {\n port 5\n }\n peer {\n address ::1\n }\n}\n",
		  IS "peer { address ::1; } }", "(Line 3) peer without an address - ignoring\n" },
	};

	(void)state;
	ASSERT_READ(cases);
}

/* Quotes: 5.1 seen from a statement */
static void test_quotes(void **state)
{
	static const struct reading cases[] = {
		{ "global_defs {\n router_id \"a b\" # c\n}\n", "global_defs { router_id [a b]; }",
		  "" },
		{ "global_defs {\n router_id a\"b c\"d\n}\n", "global_defs { router_id [a]; }",
		  "" },
		{ "global_defs {\n router_id \"a b\"xyz\n}\n", "global_defs { router_id [a b]; }",
		  "" },
		{ "global_defs {\n router_id \"\"\n}\n", "global_defs { router_id []; }", "" },
		{ "global_defs {\n router_id 'a b'\n}\n", "global_defs { router_id ['a]; }", "" },
		{ "global_defs {\n router_id a\\b\n}\n", "global_defs { router_id [a\\b]; }", "" },
		{ "global_defs {\n router_id a \"b\n}\n", "global_defs { router_id [a]; }",
		  "(Line 2) Unterminated quote 'router_id a \"b'\n"
		  "(Line 2) Unmatched quote: 'router_id a \"b'\n" },
		{ "global_defs {\n router_id a\" # \"b\n}\n", "global_defs { router_id [a]; }",
		  "" },
		{ "global_defs {\n router_id \"a\\\"b\"\n}\n", "global_defs { router_id [a\\]; }",
		  "(Line 2) Unmatched quote: 'router_id \"a\\\"b\"'\n" },
		{ "global_defs {\n foo \"a\n}\n", "global_defs { }",
		  "(Line 2) Unterminated quote 'foo \"a'\n"
		  "(Line 2) Unmatched quote: 'foo \"a'\n"
		  "(Line 2) Unknown keyword 'foo'\n" },
		{ "global_defs {\n \"router_id a\n}\n", "global_defs { }",
		  "(Line 2) Unterminated quote '\"router_id a'\n"
		  "(Line 2) Unmatched quote: '\"router_id a'\n" },
		{ "global_defs {\n router_id \"a # b\"\n}\n", "global_defs { router_id [a # b]; }",
		  "" },
		{ "global_defs {\n router_id \xe2\x80\x9c"
		  "a b\xe2\x80\x9d\n}\n",
		  "global_defs { router_id [\xe2\x80\x9c"
		  "a]; }",
		  "" },
		{ "vrrp_instance VI_1\" {\n interface eth0\n}\n", IS "}",
		  "(Line 1) Unterminated quote 'vrrp_instance VI_1\" {'\n"
		  "(Line 1) Unmatched quote: 'vrrp_instance VI_1\" {'\n"
		  "(Line 2) Missing '{' at beginning of configuration block\n"
		  "(Line 3) Extra '}' found\n" },
		{ "vrrp_instance V {\n notify_backup \"/bin/x\n}\n", "vrrp_instance [V] { }",
		  "(Line 2) Unterminated quote 'notify_backup \"/bin/x'\n"
		  "(Line 2) Unmatched quote: 'notify_backup \"/bin/x'\n"
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
		{ "$I=\\\n vrrp_instance V${N} {\\\n foo \\\n priority ${P} \\\n }\n$N=1\n$P=5\n"
		  "$I\n$N=2\n$P=x\n\n$I\n",
		  "vrrp_instance [V1] { priority 5; } vrrp_instance [V2] { }",
		  "(Line 8) Unknown keyword 'foo'\n"
		  "(Line 12) Unknown keyword 'foo'\n"
		  "(Line 12) invalid number 'x'\n"
		  "(Line 12) (V2) Priority not valid! must be between 1 & 255. Using default 100\n" },
		{ "vrrp_instance V {\n virtual_ipaddress {\n"
		  " ~SEQ(A,1,2) ~LST(B,7,9) 10.9.${A}.${B}\n }\n}\n",
		  "vrrp_instance [V] { virtual_ipaddress { 10.9.1.7/32, 10.9.1.9/32, 10.9.2.7/32, 10.9.2.9/32 } }",
		  "" },
		{ "@lb1 vrrp_instance V {\n@lb2 vrrp_instance W {\n @^lb2 priority 5\n}\n",
		  "vrrp_instance [V] { priority 5; }", "" },
		{ "@other vrrp_instance V {\n priority 5\n}\n", "",
		  "(Line 2) Unknown keyword 'priority'\n"
		  "(Line 3) Extra '}' found\n"
		  "(Line 3) Unknown keyword '}'\n" },
		{ "$B=vrrp_instance V { priority 5 }\n$B\n", "vrrp_instance [V] { priority 5; }",
		  "" },
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
	char *text = malloc(n * len + 1);

	for (size_t i = 0; i < n; i++)
		memcpy(text + i * len, unit, len);
	text[n * len] = '\0';
	return text;
}

static double seconds_to_read(const char *unit, size_t n, size_t expected_findings)
{
	struct conf_fixture f;
	char *text = repeated(unit, n);
	struct timespec from;
	struct timespec to;

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
	assert_linear("{", 100000, 1, 1); /* on one line */
	assert_linear("{\n", 100000, 1, 1);
	assert_linear("}\n", 100000, 2, 0);
	assert_linear("foo bar\n", 100000, 1, 0); /* errors */
	assert_linear("virtual_ipaddress\n", 100000, 1, 0);
	assert_linear("virtual_server {\n", 20000, 0, 2);
	assert_linear("vrrp_instance V {\n priority x\n}\n", 10000, 1,
		      1); /* the first has two, the others one */
	assert_linear("a ", 500000, 0, 1);
}

static void test_many_instances(void **state)
{
	struct conf_fixture f;
	struct sbuf text;
	uint32_t number = 0;

	(void)state;
	sbuf_init(&text);
	for (int i = 0; i < 20000; i++)
		sbuf_addf(&text, "vrrp_instance V%d {\n priority %d\n}\n", i, i % 255 + 1);
	conf_fixture_init(&f);
	(void)conf_fixture_load(&f, sbuf_text(&text));
	assert_string_equal(conf_fixture_findings(&f), "");
	assert_int_equal(f.root.instances.n, 20000);
	conf_each(struct conf_fixture_instance, instance, f.root.instances)
	{
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
