/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "lib/base/ka.h"
#include "test/unit/conf_fixture.h"

/* A statement in "policy P { }", on line 2; what it gives, and what is said (without "(Line 2) "). */
struct binding {
	const char *statement, *value, *findings;
};

/* @findings, each with its line. */
static void add_lines(struct sbuf *out, const char *findings)
{
	while (*findings) {
		size_t len = strcspn(findings, "\n");

		sbuf_addf(out, "(Line 2) %.*s\n", (int)len, findings);
		findings += len + (findings[len] == '\n');
	}
}

static void assert_bound_in(const struct binding *cases, size_t n, const char *block, bool is_test)
{
	for (size_t i = 0; i < n; i++) {
		struct conf_fixture f;
		struct sbuf text;
		struct sbuf meaning;
		struct sbuf findings;
		const char *got;

		sbuf_init(&text);
		sbuf_init(&meaning);
		sbuf_init(&findings);
		sbuf_addf(&text, "%s P {\n%s\n}\n", block, cases[i].statement);
		sbuf_addf(&meaning, "%s [P] { %s%s}", block, cases[i].value,
			  *cases[i].value ? " " : "");
		add_lines(&findings, cases[i].findings);

		conf_fixture_init(&f);
		f.is_test = is_test;
		got = conf_fixture_load(&f, sbuf_text(&text));
		if (strcmp(got, sbuf_text(&meaning)) != 0 ||
		    strcmp(conf_fixture_findings(&f), sbuf_text(&findings)) != 0)
			fail_msg("%s\n%s\n%s--- instead of\n%s\n%s", cases[i].statement, got,
				 conf_fixture_findings(&f), sbuf_text(&meaning),
				 sbuf_text(&findings));
		conf_fixture_release(&f);
		sbuf_release(&text);
		sbuf_release(&meaning);
		sbuf_release(&findings);
	}
}

#define ASSERT_BOUND(cases)     assert_bound_in((cases), ARRAY_SIZE(cases), "policy", true)
#define ASSERT_BOUND_RUN(cases) assert_bound_in((cases), ARRAY_SIZE(cases), "policy", false)
#define ASSERT_INSTANCE(cases)  assert_bound_in((cases), ARRAY_SIZE(cases), "vrrp_instance", true)

/* Integers: 10.1 */
static void test_integers(void **state)
{
	static const struct binding cases[] = {
		{ "last 5", "last 5;", "" },
		{ "last +5", "last 5;", "" },
		{ "last 010", "last 10;", "" }, /* no octal */
		{ "last 0", "last 0;", "" },
		{ "last \" 5\"", "last 5;", "" },
		{ "last \"\"", "last 0;", "" }, /* nothing has always counted as 0 */
		{ "keep \"\"", "", "number '' outside range [1, 10]\nkeep:  is bad\n" },
		{ "last x", "", "invalid number 'x'" },
		{ "last 5s", "", "invalid number '5s'" },
		{ "last 5.0", "", "invalid number '5.0'" },
		{ "last 0x5", "", "invalid number '0x5'" },
		{ "last ++5", "", "invalid number '++5'" },
		{ "last +", "", "invalid number '+'" },
		{ "last -1", "", "negative number '-1'" },
		{ "last -0", "", "negative number '-0'" },
		{ "last -x", "", "negative number '-x'" },
		{ "last -", "", "negative number '-'" },
		{ "last 11", "", "number '11' outside range [0, 10]" },
		{ "last 4294967295", "", "number '4294967295' outside range [0, 10]" },
		{ "last 4294967296", "", "number '4294967296' outside unsigned integer range" },
		{ "last 99999999999999999999", "",
		  "number '99999999999999999999' outside unsigned integer range" },
		{ "whole_range 4294967295", "whole_range 4294967295;", "" },
		{ "whole_range 4294967296", "",
		  "number '4294967296' outside unsigned integer range" },
		{ "signed_range -2147483648", "signed_range -2147483648;", "" },
		{ "signed_range 2147483647", "signed_range 2147483647;", "" },
		{ "signed_range -0", "signed_range 0;", "" },
		{ "signed_range -2147483649", "", "number '-2147483649' outside integer range" },
		{ "signed_range 2147483648", "", "number '2147483648' outside integer range" },
		{ "signed_range -99999999999999999999", "",
		  "number '-99999999999999999999' outside integer range" },
		{ "signed_range -x", "", "invalid number '-x'" },
		{ "signed_range -", "", "invalid number '-'" },
		{ "automatic 0x10", "automatic 16;", "" },
		{ "automatic 010", "automatic 8;", "" },
		{ "automatic 10", "automatic 10;", "" },
		{ "automatic 0777", "automatic 511;", "" },
		{ "automatic 01000", "", "number '01000' outside range [0, 511]" },
		{ "automatic 08", "", "invalid number '08'" },
		{ "automatic 0x", "", "invalid number '0x'" },
	};

	(void)state;
	ASSERT_BOUND(cases);
}

/* A daemon that starts uses what it can read of a number; a test does not. */
static void test_trailing_text_outside_of_a_test(void **state)
{
	static const struct binding cases[] = {
		{ "last 5s", "last 5;", "WARNING - invalid number '5s'" },
		{ "last 100abc", "",
		  "WARNING - invalid number '100abc'\nnumber '100abc' outside range [0, 10]" },
		{ "last x5", "", "invalid number 'x5'" },
		{ "signed_range -5s", "signed_range -5;", "WARNING - invalid number '-5s'" },
		{ "seconds 5s", "seconds 5;", "WARNING - invalid number '5s'" },
		{ "micros 1.5s", "micros 1.5;", "WARNING - invalid number '1.5s'" },
		{ "keep 5 x", "keep 5;", "" },
	};

	(void)state;
	ASSERT_BOUND_RUN(cases);
}

/* Times: 10.2 */
static void test_times(void **state)
{
	static const struct binding cases[] = {
		{ "micros 1", "micros 1;", "" },
		{ "micros 1.5", "micros 1.5;", "" },
		{ "micros .5", "micros 0.5;", "" },
		{ "micros 1.", "micros 1;", "" },
		{ "micros 0.000001", "micros 0.000001;", "" },
		{ "micros 4294.967295", "micros 4294.967295;", "" },
		{ "micros 0", "", "number '0' outside range [0.000001, 4294.967295]" },
		{ "micros 4294.967296", "",
		  "number '4294.967296' outside range [0.000001, 4294.967295]" },
		{ "micros 99999999999999999999", "",
		  "number '99999999999999999999' outside unsigned decimal range" },
		{ "micros 1.1234564", "micros 1.123456;",
		  "number '1.1234564' has too many decimal places" },
		{ "micros 1.1234565", "micros 1.123457;",
		  "number '1.1234565' has too many decimal places" },
		{ "micros 1e3", "", "invalid number '1e3'" },
		{ "micros 5s", "", "invalid number '5s'" },
		{ "micros 1.5.5", "", "invalid number '1.5.5'" },
		{ "micros 1,5", "", "invalid number '1,5'" },
		{ "micros inf", "", "invalid number 'inf'" },
		{ "micros nan", "", "invalid number 'nan'" },
		{ "micros 0x1", "", "invalid number '0x1'" },
		{ "micros -1", "", "negative number '-1'" },
		{ "zero_span 0.01", "zero_span 0.01;", "" },
		{ "zero_span 0", "zero_span 0;", "" }, /* beside the range */
		{ "zero_span 0.009", "", "number '0.009' outside range [0.010000, 1.000000]" },
		{ "zero_span 1.000001", "",
		  "number '1.000001' outside range [0.010000, 1.000000]" },
		{ "millis 0.001", "millis 0.001;", "" },
		{ "millis 1.0004", "millis 1;", "number '1.0004' has too many decimal places" },
		{ "millis 1.0005", "millis 1.001;", "number '1.0005' has too many decimal places" },
		{ "millis 1.0000000", "millis 1;",
		  "number '1.0000000' has too many decimal places" },
		{ "in_ms 50", "in_ms 0.05;", "" },
		{ "in_ms 50.125", "in_ms 0.050125;", "" },
		{ "in_ms +1", "in_ms 0.001;", "" },
		{ "in_ms 60000", "in_ms 60;", "" },
		{ "in_ms 1.0005", "in_ms 0.001001;", "number '1.0005' has too many decimal places" },
		{ "in_ms 0.999", "", "number '0.999' outside range [1.000, 60000.000]" },
		{ "in_ms 60000.001", "", "number '60000.001' outside range [1.000, 60000.000]" },
		{ "in_ms \"\"", "", "number '' outside range [1.000, 60000.000]" },
		{ "in_ms 50ms", "", "invalid number '50ms'" },
		{ "in_ms -x", "", "negative number '-x'" },
		{ "in_ms 99999999999999999999", "",
		  "number '99999999999999999999' outside unsigned decimal range" },
		{ "seconds 5", "seconds 5;", "" },
		{ "seconds 5.5", "", "invalid number '5.5'" }, /* whole seconds are integers */
		{ "seconds 5.0", "", "invalid number '5.0'" },
		{ "seconds 0", "", "number '0' outside range [1, 60]" },
		{ "seconds 61", "", "number '61' outside range [1, 60]" },
		{ "seconds -1", "", "negative number '-1'" },
		{ "lenient 5s", "",
		  "invalid number '5s'\nnumber '5s' outside range [0.000000, 2.000000]" },
		{ "lenient 1s", "lenient 1;", "invalid number '1s'" },
		{ "lenient x", "lenient 0;", "invalid number 'x'" },
	};

	(void)state;
	ASSERT_BOUND(cases);
}

/* Booleans: 10.3, and flags */
static void test_booleans(void **state)
{
	static const struct binding cases[] = {
		{ "strict_bool true", "strict_bool true;", "" },
		{ "strict_bool on", "strict_bool true;", "" },
		{ "strict_bool yes", "strict_bool true;", "" },
		{ "strict_bool false", "strict_bool false;", "" },
		{ "strict_bool off", "strict_bool false;", "" },
		{ "strict_bool no", "strict_bool false;", "" },
		{ "strict_bool TRUE", "", "Invalid value 'TRUE' for strict_bool specified" },
		{ "strict_bool 1", "", "Invalid value '1' for strict_bool specified" },
		{ "strict_bool \"\"", "", "Invalid value '' for strict_bool specified" },
		{ "flag", "flag;", "" },
		{ "flag x y", "flag;", "" },
		{ "flag off", "flag;", "" },
		{ "no_flag", "no_flag;", "" },
		{ "flag\n no_flag", "no_flag;", "" },
		{ "no_flag\nflag", "flag;", "" },
	};
	static const struct binding instance_cases[] = {
		{ "accept", "accept true;", "" },
		{ "accept false", "accept false;", "" },
		{ "accept maybe", "", "(P) invalid accept parameter 'maybe'" },
		{ "nopreempt", "nopreempt;", "" },
		{ "nopreempt\npreempt", "preempt;", "" },
	};

	(void)state;
	ASSERT_BOUND(cases);
	ASSERT_INSTANCE(instance_cases);
}

/* Addresses: 10.4 */
static void test_addresses(void **state)
{
	static const struct binding cases[] = {
		{ "mcast_src_ip 10.0.0.1", "mcast_src_ip 10.0.0.1;", "" },
		{ "mcast_src_ip fe80::1", "mcast_src_ip fe80::1;", "" },
		{ "mcast_src_ip 10.1", "", "(P) malformed mcast_src_ip 10.1" },
		{ "mcast_src_ip 10.0.0.256", "", "(P) malformed mcast_src_ip 10.0.0.256" },
		{ "mcast_src_ip 10.0.0.1/24", "", "(P) malformed mcast_src_ip 10.0.0.1/24" },
		{ "mcast_src_ip fe80::1%eth0", "", "(P) malformed mcast_src_ip fe80::1%eth0" },
		{ "mcast_src_ip localhost", "", "(P) malformed mcast_src_ip localhost" },
		{ "network 10.0.0.0/8", "network 10.0.0.0/8;", "" },
		{ "network 10.0.0.1", "network 10.0.0.1/32;", "" },
		{ "network ::/0", "network ::/0;", "" },
		{ "network 10.0.0.0/33", "", "(P) bad network 10.0.0.0/33" },
		{ "network 10.0.0.0/", "", "(P) bad network 10.0.0.0/" },
		{ "network ::/129", "", "(P) bad network ::/129" },
	};

	(void)state;
	ASSERT_INSTANCE(cases);
}

/* Names of interfaces and other texts: 10.5 */
static void test_texts(void **state)
{
	static const struct binding cases[] = {
		{ "text a", "text [a];", "" },
		{ "text \"a b\"", "text [a b];", "" },
		{ "text \"\"", "text [];", "" },
		{ "text a b", "text [a];", "" },
		{ "text caf\xc3\xa9\xff", "text [caf\xc3\xa9\xff];", "" },
		{ "short_text abcd", "short_text [abcd];", "" },
		{ "short_text abcde", "", "abcde is too long" },
		{ "cut_text abcd", "cut_text [abcd];", "" },
		{ "cut_text abcde", "cut_text [abcd];", "abcde is cut" },
		{ "optional_text", "optional_text [nothing];", "" },
		{ "optional_text x", "optional_text [x];", "" },
		{ "word global", "word global;", "" },
		{ "word Global", "", "word is not Global" },
		{ "word x", "", "word is not x" },
		{ "use_word x", "use_word link;", "" },
	};
	static const struct binding instance_cases[] = {
		{ "interface abcdefghijklmno", "interface [abcdefghijklmno];", "" },
		{ "interface abcdefghijklmnop", "",
		  "(P) interface name abcdefghijklmnop is too long" },
		{ "interface eth0;", "interface [eth0;];", "" },
	};

	(void)state;
	ASSERT_BOUND(cases);
	ASSERT_INSTANCE(instance_cases);
}

/* Scripts: 5.2 */
static void test_scripts(void **state)
{
#define X "/usr/bin/x"
	static const struct binding cases[] = {
		{ "notify_backup \"" X " a b\"", "notify_backup [" X "] [a] [b];", "" },
		{ "notify_backup " X, "notify_backup [" X "];", "" },
		{ "notify_backup \"" X " 'a b' c\"", "notify_backup [" X "] [a b] [c];", "" },
		{ "notify_backup '" X " \"a b\" c'", "notify_backup [" X "] [a b] [c];", "" },
		{ "notify_backup \"" X " \\\"a b\\\" c\"", "notify_backup [" X "] [\"a] [b\"] [c];",
		  "" },
		{ "notify_backup \"" X " a\\tb \\x41\\101\"", "notify_backup [" X "] [a\tb] [AA];",
		  "" },
		{ "notify_backup \"" X " '' x\"", "notify_backup [" X "] [] [x];", "" },
		{ "notify_backup \"" X " a#b !c {d}\"", "notify_backup [" X "] [a#b] [!c] [{d}];",
		  "" },
		{ "notify_backup \"" X " $HOME *\"", "notify_backup [" X "] [$HOME] [*];", "" },
		{ "notify_backup \"" X " a\" nobody nogroup",
		  "notify_backup [" X "] [a] as nobody:nogroup;", "" },
		{ "notify_backup \"" X " a\" root :", "notify_backup [" X "] [a] as root::;", "" },
		{ "notify_backup /bin/echo a b", "notify_backup [/bin/echo] as a:b;", "" },
		{ "notify_backup " X " u", "notify_backup [" X "] as u;", "" },
		{ "notify_backup \"\"", "notify_backup;", "" },
		{ "notify_backup /bin/a\" b\"'c d'", "notify_backup [/bin/a] [bc] [d];", "" },
		{ "notify_backup \"" X " 'a\"", "", "String '" X " 'a': missing terminating '" },
		{ "notify_backup '" X " a", "",
		  "String 'notify_backup '" X " a': missing terminating '" },
		{ "notify_backup \xe2\x80\x9c" X " a\xe2\x80\x9d",
		  "notify_backup [\xe2\x80\x9c" X "] as a\xe2\x80\x9d;", "" },
	};

	(void)state;
	ASSERT_INSTANCE(cases);
}

static void test_a_script_has_all_its_parts(void **state)
{
	const struct conf_script *script;
	struct conf_fixture f;

	(void)state;
	conf_fixture_init(&f);
	(void)conf_fixture_load(&f, "vrrp_instance P {\n notify_backup \"/bin/x 'a b'\" u g\n}\n");
	script = &f.root.instances.first->notify_backup;
	assert_int_equal(script->argc, 2);
	assert_string_equal(script->path, "/bin/x");
	assert_string_equal(script->argv[0], "/bin/x");
	assert_string_equal(script->argv[1], "a b");
	assert_null(script->argv[2]);
	assert_string_equal(script->text, "/bin/x 'a b'");
	assert_string_equal(script->user, "u");
	assert_string_equal(script->group, "g");
	conf_fixture_release(&f);
}

/* What becomes of a bad value, and the other policies of a row. */
static void test_policies(void **state)
{
	static const struct binding cases[] = {
		{ "keep 11", "", "number '11' outside range [1, 10]\nkeep: 11 is bad" },
		{ "clamp 11", "clamp 10;", "number '11' outside range [1, 10]" },
		{ "clamp 0", "clamp 1;", "number '0' outside range [1, 10]" },
		{ "clamp -1", "clamp 1;", "negative number '-1'" },
		{ "clamp 99999999999999999999", "clamp 10;",
		  "number '99999999999999999999' outside unsigned integer range" },
		{ "clamp -99999999999999999999", "clamp 1;",
		  "negative number '-99999999999999999999'" },
		{ "clamp x", "", "invalid number 'x'" },
		{ "clamp 11s", "", "invalid number '11s'" },
		{ "signed_clamp 20", "signed_clamp 19;", "number '20' outside range [-20, 19]" },
		{ "signed_clamp -21", "signed_clamp -20;", "number '-21' outside range [-20, 19]" },
		{ "signed_clamp -99999999999", "signed_clamp -20;",
		  "number '-99999999999' outside integer range" },
		{ "clamp_span 3", "clamp_span 2;",
		  "number '3' outside range [0.010000, 2.000000]" },
		{ "clamp_span 0", "clamp_span 0.01;",
		  "number '0' outside range [0.010000, 2.000000]" },
		{ "clamp_span -1", "clamp_span 0.01;", "negative number '-1'" },
		{ "clamp_span 99999999999999999999", "clamp_span 2;",
		  "number '99999999999999999999' outside unsigned decimal range" },
		{ "clamp_span x", "", "invalid number 'x'" },
		{ "use 11", "use 7;", "number '11' outside range [1, 10]" },
		{ "use x", "use 7;", "invalid number 'x'" },
		{ "use_span 3", "use_span 1;", "number '3' outside range [0.010000, 2.000000]" },
		{ "zero 0", "zero 1;", "zero must not be 0" },
		{ "zero 2", "zero 2;", "" },
		{ "zero_seconds 0", "zero_seconds 1;", "zero_seconds must not be 0" },
		{ "optional", "optional 5;", "" },
		{ "optional 6", "optional 6;", "" },
		{ "signed_optional", "signed_optional -5;", "" },
		{ "optional 11", "", "number '11' outside range [1, 10]" },
		{ "extra 1 2 3", "extra 1;", "extra has more: 2 3" },
		{ "extra_bad 1 2 3", "", "extra_bad has more: 2 3" },
		{ "extra_bad 1", "extra_bad 1;", "" },
		{ "asked", "", "asked of P needs a number" },
		{ "asked_text", "", "asked_text needs a text" },
		{ "gone 1", "gone 1;", "gone is deprecated" },
		{ "gone_logged 1", "gone_logged 1;", "WARNING - gone_logged is deprecated" },
		{ "quiet 11", "", "number '11' outside range [1, 10]" },
		{ "first 1", "first 1;", "" },
		{ "last 1\nlast 2", "last 2;", "" },
	};

	(void)state;
	ASSERT_BOUND(cases);
}

static void assert_loaded(const char *text, const char *meaning, const char *findings)
{
	struct conf_fixture f;

	conf_fixture_init(&f);
	assert_string_equal(conf_fixture_load(&f, text), meaning);
	assert_string_equal(conf_fixture_findings(&f), findings);
	conf_fixture_release(&f);
}

static void test_repeated_keywords(void **state)
{
	(void)state;
	assert_loaded("policy P {\n keep 5\n keep 11\n}\n", "policy [P] { keep 5; }",
		      "(Line 3) number '11' outside range [1, 10]\n(Line 3) keep: 11 is bad\n");
	assert_loaded("policy P {\n first 1\n first 2\n first\n first x\n}\n",
		      "policy [P] { first 1; }",
		      "(Line 3) first was given before\n(Line 4) first was given before\n"
		      "(Line 5) first was given before\n");
	assert_loaded("policy P {\n first x\n first 2\n}\n", "policy [P] { first 2; }",
		      "(Line 2) invalid number 'x'\n");
	assert_loaded("policy P {\n first 1\n}\npolicy Q {\n first 2\n}\n",
		      "policy [P] { first 1; } policy [Q] { first 2; }", "");
	assert_loaded("global_defs {\n router_id a\n lvs_id b\n}\n",
		      "global_defs { router_id [b]; }",
		      "(Line 3) lvs_id is deprecated - please use router_id\n");
}

/* conf_bind_statement() tells that the object has to go. */
static void test_an_object_that_has_to_go(void **state)
{
	struct conf_fixture f;
	struct conf_line line;
	static const char *const bad[] = { "drop 11", "drop x", "asked_or_drop", NULL };
	static const char *const good[] = { "drop 5", "keep 11", "asked", "use x", NULL };
	struct conf_fixture_policy policy = { 0 };

	(void)state;
	conf_fixture_init(&f);
	(void)conf_fixture_load(&f, "");
	conf_line_init(&line);
	f.bind.line = &line;
	for (int k = 0; k < 2; k++) {
		for (const char *const *s = k ? bad : good; *s; s++) {
			const struct conf_key *key;
			char name[32];

			snprintf(name, sizeof(name), "%.*s", (int)strcspn(*s, " "), *s);
			line.text = line.physical = str_of(*s);
			key = conf_bind_key(&f.bind, &conf_fixture_policy_block, name);
			assert_non_null(key);
			assert_true(conf_bind_split(&f.bind, key, 0, line.text.len));
			assert_int_equal(conf_bind_statement(&f.bind, key, &policy), k ? 0 : 1);
		}
	}
	assert_int_equal(policy.drop, 5);
	assert_int_equal(policy.use, 7);
	assert_null(conf_bind_key(&f.bind, &conf_fixture_policy_block, "none"));
	conf_fixture_release(&f);
}

/* Lines */
static void test_lines(void **state)
{
	static const struct {
		const char *line, *meaning, *findings;
	} cases[] = {
		{ "10.0.0.1/24", "{ 10.0.0.1/24 }", "" },
		{ "10.0.0.1 dev eth0 scope link no_track weight -5",
		  "{ 10.0.0.1/32 dev [eth0] scope link weight -5 no_track }", "" },
		{ "10.0.0.1 no_track dev eth0", "{ 10.0.0.1/32 dev [eth0] no_track }", "" },
		{ "10.0.0.1 dev eth0 dev eth1", "{ 10.0.0.1/32 dev [eth1] }", "" },
		{ "10.0.0.1 mark mark dev a mark", "{ 10.0.0.1/32 dev [a] mark 3 }", "" },
		{ "::1 scope global", "{ ::1/128 scope global }", "" },
		{ "10.0.0.300 dev eth0", NULL, "Invalid address 10.0.0.300\n" },
		{ "dev eth0", NULL, "Invalid address dev\n" },
		{ "10.0.0.1 dev abcdefghijklmnop", NULL,
		  "Interface name abcdefghijklmnop is too long\n" },
		{ "10.0.0.1 scope x dev eth0", NULL, "Invalid scope x\n" },
		{ "10.0.0.1 weight x dev eth0", "{ 10.0.0.1/32 dev [eth0] }",
		  "invalid number 'x'\n" },
		{ "10.0.0.1 weight 255 no_track", "{ 10.0.0.1/32 no_track }",
		  "number '255' outside range [-254, 254]\n" },
		{ "10.0.0.1 foo dev eth0", "{ 10.0.0.1/32 dev [eth0] }", "Unknown option foo\n" },
		{ "10.0.0.1 foo bar", "{ 10.0.0.1/32 }",
		  "Unknown option foo\n(Line 3) Unknown option bar\n" },
		{ "10.0.0.1 fatal dev eth0", NULL, "Unknown option fatal\n" },
		{ "10.0.0.1 address dev eth0", "{ 10.0.0.1/32 dev [eth0] }",
		  "Unknown option address\n" },
		{ "\"10.0.0.1\" \"dev\" \"a b\"", "{ 10.0.0.1/32 dev [a b] }", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct sbuf text;
		struct sbuf meaning;
		struct sbuf findings;

		sbuf_init(&text);
		sbuf_init(&meaning);
		sbuf_init(&findings);
		sbuf_addf(&text, "vrrp_instance P {\n virtual_ipaddress {\n%s\n }\n}\n",
			  cases[i].line);
		sbuf_add(&meaning, "vrrp_instance [P] { ");
		if (cases[i].meaning)
			sbuf_addf(&meaning, "virtual_ipaddress %s ", cases[i].meaning);
		sbuf_add(&meaning, "}");
		if (*cases[i].findings)
			sbuf_addf(&findings, "(Line 3) %s", cases[i].findings);
		assert_loaded(sbuf_text(&text), sbuf_text(&meaning), sbuf_text(&findings));
		sbuf_release(&text);
		sbuf_release(&meaning);
		sbuf_release(&findings);
	}
}

/* Where a value was given, for findings that come later. */
static void test_origins(void **state)
{
	struct conf_fixture f;
	const struct conf_fixture_instance *instance;
	const struct conf_fixture_address *address;
	struct conf_place place;

	(void)state;
	conf_fixture_init(&f);
	conf_fixture_add(&f, "a.conf", "\n\n priority 5 # x\n");
	(void)conf_fixture_load(
		&f, "vrrp_instance V {\n interface eth0\n include a.conf\n nopreempt\n"
		    " virtual_ipaddress {\n\n 10.0.0.1 dev lo\n }\n interface eth1\n}\n");
	assert_string_equal(conf_fixture_findings(&f), "");
	instance = f.root.instances.first;

	assert_true(conf_is_given(instance, priority));
	assert_true(conf_is_given(instance, nopreempt));
	assert_false(conf_is_given(instance, advert_int));
	assert_int_equal(
		conf_origin_find(&instance->head, offsetof(struct conf_fixture_instance, priority))
			->line,
		3);
	assert_int_equal(
		conf_origin_find(&instance->head, offsetof(struct conf_fixture_instance, priority))
			->file,
		2);
	assert_int_equal(instance->head.file, 1);
	assert_int_equal(instance->head.line, 1);

	place = conf_bind_object_place(&f.bind, &instance->head);
	assert_int_equal(place.line, 1);
	assert_int_equal(place.column, 15);
	place = conf_bind_member_place(&f.bind, &instance->head,
				       offsetof(struct conf_fixture_instance, priority));
	assert_int_equal(place.line, 3);
	assert_int_equal(place.column, 11);
	assert_int_equal(place.length, 1);
	place = conf_bind_member_place(&f.bind, &instance->head,
				       offsetof(struct conf_fixture_instance, interface));
	assert_int_equal(place.line, 9); /* the one that counts */
	place = conf_bind_member_place(&f.bind, &instance->head,
				       offsetof(struct conf_fixture_instance, advert_int));
	assert_int_equal(place.line, 1); /* not given: the object */
	place = conf_bind_end_place(&f.bind, &instance->head);
	assert_int_equal(place.line, 10);

	address = instance->virtual_ipaddress.first;
	place = conf_bind_member_place(&f.bind, &address->head,
				       offsetof(struct conf_fixture_address, dev));
	assert_int_equal(place.line, 7);
	assert_int_equal(place.column, 15);
	place = conf_bind_object_place(&f.bind, &address->head);
	assert_int_equal(place.column, 2);
	conf_fixture_release(&f);
}

/* A member that is given again and again is listed once, the last one first. */
static void test_origins_do_not_pile_up(void **state)
{
	struct conf_fixture f;
	struct sbuf text;
	size_t n = 0;

	(void)state;
	sbuf_init(&text);
	sbuf_add(&text, "policy P {\n first 1\n flag\n");
	for (int i = 0; i < 1000; i++)
		sbuf_add(&text, " last 1\n last 2\n first 3\n");
	sbuf_add(&text, "keep 5\nlast 3\n}\n");
	conf_fixture_init(&f);
	assert_string_equal(conf_fixture_load(&f, sbuf_text(&text)),
			    "policy [P] { keep 5; first 1; last 3; flag; }");
	for (const struct conf_origin *o = f.root.policies.first->head.origins; o; o = o->next)
		n++;
	assert_int_equal(n, 4);
	assert_int_equal(f.root.policies.first->head.origins->offset,
			 offsetof(struct conf_fixture_policy, last));
	conf_fixture_release(&f);
	sbuf_release(&text);
}

static void test_places_of_complaints(void **state)
{
	static const struct {
		const char *text, *places;
	} cases[] = {
		{ "policy P {\n keep 11\n}\n",
		  "2:7+2 out-of-range '11'\n2:7+2 out-of-range '11'\n" },
		{ "policy P {\n needed\n}\n", "2:8+1 missing-parameter\n" },
		{ "policy P {\n asked # x\n}\n", "2:7+1 missing-value ' '\n" },
		{ "policy P {\n extra 1 2 3\n}\n", "2:10+1 extra-words '2'\n" },
		{ "policy P {\n gone 1\n}\n", "2:2+4 deprecated 'gone'\n" },
		{ "policy P {\n text \"a b\n}\n",
		  "2:2+9 unterminated-quote 'text \"a b'\n2:2+9 unterminated-quote 'text \"a b'\n"
		  "2:6+1 missing-parameter ' '\n" },
		{ "policy P {\n short_text \"abc de\"\n}\n", "2:13+8 too-long '\"abc de\"'\n" },
		{ "policy P {\n first 1\n first 2\n}\n", "3:8+1 repeated '2'\n" },
		{ "policy\n", "1:7+1 no-name\n" },
		{ "policy A B {\n}\n", "1:10+1 extra-words 'B'\n" },
		{ "policy A {\n}\npolicy A {\n}\n", "3:8+1 duplicate 'A'\n3:8+1 duplicate 'A'\n" },
		{ "vrrp_instance P {\n virtual_ipaddress {\n  10.0.0.1 scope x\n }\n}\n",
		  "3:18+1 bad-value 'x'\n" },
		{ "vrrp_instance P {\n virtual_ipaddress {\n  10.0.0.x\n }\n}\n",
		  "3:3+8 bad-address '10.0.0.x'\n" },
		{ "vrrp_instance P {\n notify_backup \"/bin/x 'a\"\n}\n",
		  "2:16+11 unterminated-quote '\"/bin/x 'a\"'\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct conf_fixture f;

		conf_fixture_init(&f);
		(void)conf_fixture_load(&f, cases[i].text);
		if (strcmp(conf_fixture_places(&f), cases[i].places) != 0)
			fail_msg("%s%s--- instead of\n%s", cases[i].text, conf_fixture_places(&f),
				 cases[i].places);
		conf_fixture_release(&f);
	}
}

static void test_help_with_values(void **state)
{
	static const struct {
		const char *statement, *help;
	} cases[] = {
		{ "keep 11", "expected a number from 1 to 10\n" },
		{ "seconds 61", "expected a number from 1 to 60 whole seconds\n" },
		{ "zero_span 2", "expected a number from 0.01 to 1 seconds\n" },
		{ "word x", "expected one of: global link\n" },
		{ "strict_bool x", "expected true, on, yes, false, off or no (lower case)\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct conf_fixture f;
		struct sbuf text;

		sbuf_init(&text);
		sbuf_addf(&text, "policy P {\n%s\n}\n", cases[i].statement);
		conf_fixture_init(&f);
		(void)conf_fixture_load(&f, sbuf_text(&text));
		if (!strstr(conf_fixture_context(&f), cases[i].help))
			fail_msg("%s: %s", cases[i].statement, conf_fixture_context(&f));
		conf_fixture_release(&f);
		sbuf_release(&text);
	}
}

static void test_long_values_are_cut_in_findings(void **state)
{
	struct conf_fixture f;
	struct sbuf text;

	(void)state;
	sbuf_init(&text);
	sbuf_add(&text, "policy P {\n strict_bool ");
	for (int i = 0; i < 100000; i++)
		sbuf_add_char(&text, 'x');
	sbuf_add(&text, "\n}\n");
	conf_fixture_init(&f);
	assert_string_equal(conf_fixture_load(&f, sbuf_text(&text)), "policy [P] { }");
	assert_int_equal(f.diags.found.n, 1);
	assert_in_range(strlen(f.diags.found.at[0].text), 500, 1100);
	assert_in_range(strlen(conf_fixture_context(&f)), 500, 2000);
	conf_fixture_release(&f);
	sbuf_release(&text);
}

/* Objects by name, lists */
static void test_objects(void **state)
{
	struct conf_fixture f;
	struct conf_fixture_policy *b;
	struct conf_fixture_policy *c;

	(void)state;
	conf_fixture_init(&f);
	(void)conf_fixture_load(&f, "policy A {\n}\npolicy B {\n}\npolicy C {\n}\n");
	b = conf_bind_find(&f.bind, &conf_fixture_policy_block, "B");
	c = conf_bind_find(&f.bind, &conf_fixture_policy_block, "C");
	assert_string_equal(b->head.name, "B");
	assert_int_equal(b->head.number, 1);
	assert_null(conf_bind_find(&f.bind, &conf_fixture_policy_block, "D"));
	assert_ptr_equal(f.root.policies.last, c);

	conf_remove(&f.root.policies, c);
	assert_int_equal(f.root.policies.n, 2);
	assert_ptr_equal(f.root.policies.last, b);
	conf_append(&f.root.policies, c);
	conf_remove(&f.root.policies, b);
	assert_int_equal(f.root.policies.n, 2);
	assert_string_equal(f.root.policies.first->head.name, "A");
	assert_ptr_equal(f.root.policies.first->head.next, &c->head);
	conf_remove(&f.root.policies, f.root.policies.first);
	assert_ptr_equal(f.root.policies.first, c);
	conf_remove(&f.root.policies, c);
	assert_int_equal(f.root.policies.n, 0);
	assert_null(f.root.policies.first);
	assert_null(f.root.policies.last);
	conf_fixture_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_integers),
		cmocka_unit_test(test_trailing_text_outside_of_a_test),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_booleans),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_scripts),
		cmocka_unit_test(test_a_script_has_all_its_parts),
		cmocka_unit_test(test_policies),
		cmocka_unit_test(test_repeated_keywords),
		cmocka_unit_test(test_an_object_that_has_to_go),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_origins),
		cmocka_unit_test(test_origins_do_not_pile_up),
		cmocka_unit_test(test_places_of_complaints),
		cmocka_unit_test(test_help_with_values),
		cmocka_unit_test(test_long_values_are_cut_in_findings),
		cmocka_unit_test(test_objects),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
