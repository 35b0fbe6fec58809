/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Command lines and what becomes of them.
 *
 * PARSE("-n", "x") reads "keepalived -n x"; the result is compared member by member, the notes as
 * the text that each stream would show. What 2.x makes of a prefix was measured with 2.2.7.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include <cmocka.h>

#include "config.h"
#include "keepalived/options.h"
#include "lib/base/ka.h"

#define KERNEL "Linux 6.1.0 #1 SMP"
#define HINT   "Try 'keepalived --help' for a list of the options\n"

struct outcome {
	struct options o;
	char out[1024];
	char err[8192];
};

/* The most recent one; released by the next and at the end. */
static struct outcome got;

static void append(char *to, size_t size, const char *text)
{
	size_t len = strlen(to);

	assert_true(len + strlen(text) < size);
	snprintf(to + len, size - len, "%s", text);
}

static struct options *parse(char *const argv[])
{
	struct options_note *notes;
	int argc = 0;

	while (argv[argc])
		argc++;

	options_release(&got.o);
	got = (struct outcome){ .out = "" };
	options_parse(argc, argv, KERNEL, &got.o, &notes);
	for (struct options_note *n = notes; n; n = n->next) {
		assert_int_equal(n->text[strlen(n->text) - 1], '\n');
		if (n->stream == OPTIONS_STDOUT)
			append(got.out, sizeof(got.out), n->text);
		else
			append(got.err, sizeof(got.err), n->text);
	}
	return &got.o;
}

#define PARSE_AS(...) parse((char *const[]){ __VA_ARGS__, NULL })
#define PARSE(...)    PARSE_AS("keepalived", __VA_ARGS__)

static void expect_quiet(void)
{
	assert_string_equal(got.out, "");
	assert_string_equal(got.err, "");
}

static void expect_exit(int status)
{
	assert_int_equal(got.o.action, OPTIONS_EXIT);
	assert_int_equal(got.o.exit_status, status);
}

static void expect_bad(const char *message)
{
	char text[512];

	snprintf(text, sizeof(text), "%s\n%s", message, HINT);
	assert_string_equal(got.err, text);
	expect_exit(1);
}

static void defaults(void **state)
{
	struct options *o = PARSE_AS("keepalived");

	(void)state;
	expect_quiet();
	assert_int_equal(o->action, OPTIONS_RUN);
	assert_string_equal(o->conf_file, DEFAULT_CONFIG_FILE);
	assert_int_equal(o->umask, 0177);
	assert_false(o->has_umask);
	assert_int_equal(o->log_facility, LOG_DAEMON);
	assert_int_equal(o->config_fd, -1);
	assert_null(o->config_id);
	assert_null(o->pid_file);
	assert_null(o->core_pattern);
	assert_null(o->debug);
	assert_false(o->dont_fork || o->no_syslog || o->log_to_file || o->core_dump || o->no_bfd);
}

static void no_argv_at_all(void **state)
{
	(void)state;
	parse((char *const[]){ NULL });
	expect_quiet();
	assert_int_equal(got.o.action, OPTIONS_RUN);
}

#define FLAG_ROW(letter, name, member)                         \
	{                                                      \
		letter, name, offsetof(struct options, member) \
	}

static void flags(void **state)
{
	static const struct {
		const char *letter;
		const char *name;
		size_t offset;
	} table[] = {
		FLAG_ROW("-P", "--vrrp", no_check),
		FLAG_ROW("-C", "--check", no_vrrp),
		FLAG_ROW("-B", "--no_bfd", no_bfd),
		FLAG_ROW(NULL, "--all", run_all),
		FLAG_ROW("-n", "--dont-fork", dont_fork),
		FLAG_ROW("-G", "--no-syslog", no_syslog),
		FLAG_ROW("-g", "--log-file", log_to_file),
		FLAG_ROW(NULL, "--flush-log-file", flush_log_file),
		FLAG_ROW("-d", "--dump-conf", dump_conf),
		FLAG_ROW("-e", "--all-config", all_config),
		FLAG_ROW("-V", "--dont-release-vrrp", dont_release_vrrp),
		FLAG_ROW("-I", "--dont-release-ipvs", dont_release_ipvs),
		FLAG_ROW("-R", "--dont-respawn", dont_respawn),
		FLAG_ROW("-x", "--snmp", snmp),
		FLAG_ROW("-a", "--address-monitoring", address_monitoring),
		FLAG_ROW("-m", "--core-dump", core_dump),
		FLAG_ROW(NULL, "--ignore-sigint", ignore_sigint),
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		for (int is_long = 0; is_long < 2; is_long++) {
			const char *word = is_long ? table[i].name : table[i].letter;
			char attached[64];
			struct options *o;

			if (!word)
				continue;
			o = PARSE((char *)word);
			expect_quiet();
			assert_int_equal(o->action, OPTIONS_RUN);
			assert_true(*(bool *)((char *)o + table[i].offset));

			if (!is_long || !strcmp(word, "--log-file"))
				continue;
			snprintf(attached, sizeof(attached), "%s=x", word);
			PARSE(attached);
			assert_non_null(strstr(got.err, "Unknown option --"));
			assert_non_null(strstr(got.err, "=x\n"));
			expect_exit(1);
		}
	}
}

#define TEXT_ROW(letter, name, member)                         \
	{                                                      \
		letter, name, offsetof(struct options, member) \
	}

static void texts(void **state)
{
	static const struct {
		const char *letter;
		const char *name;
		size_t offset;
	} table[] = {
		TEXT_ROW("-f", "--use-file", conf_file),
		TEXT_ROW("-i", "--config-id", config_id),
		TEXT_ROW("-p", "--pid", pid_file),
		TEXT_ROW("-r", "--vrrp_pid", vrrp_pid_file),
		TEXT_ROW("-c", "--checkers_pid", checkers_pid_file),
		TEXT_ROW("-b", "--bfd_pid", bfd_pid_file),
		TEXT_ROW("-A", "--snmp-agent-socket", snmp_agent_socket),
		TEXT_ROW("-s", "--namespace", namespace),
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		char *letter = (char *)table[i].letter;
		char *name = (char *)table[i].name;
		char attached_letter[64];
		char attached_name[64];
		char empty[64];
		char message[128];

		snprintf(attached_letter, sizeof(attached_letter), "%sword", letter);
		snprintf(attached_name, sizeof(attached_name), "%s=word", name);
		snprintf(empty, sizeof(empty), "%s=", name);

#define EXPECT_TEXT(text, ...)                                                            \
	do {                                                                              \
		struct options *o = PARSE(__VA_ARGS__);                                   \
		expect_quiet();                                                           \
		assert_int_equal(o->action, OPTIONS_RUN);                                 \
		assert_string_equal(*(const char **)((char *)o + table[i].offset), text); \
	} while (0)

		EXPECT_TEXT("word", letter, "word");
		EXPECT_TEXT("word", attached_letter);
		EXPECT_TEXT("word", name, "word");
		EXPECT_TEXT("word", attached_name);
		EXPECT_TEXT("-n", letter, "-n");
		EXPECT_TEXT("-n", name, "-n");
		EXPECT_TEXT("--", letter, "--");
		EXPECT_TEXT("", letter, "");
		EXPECT_TEXT("word", letter, "first", attached_name);

		snprintf(message, sizeof(message), "Missing parameter for option %s", letter);
		PARSE(letter);
		expect_bad(message);

		snprintf(message, sizeof(message), "Missing parameter for option %s", name);
		PARSE(name);
		expect_bad(message);
		PARSE(empty);
		expect_bad(message);
		PARSE(name, "");
		expect_bad(message);
	}
}

static void other_missing_values(void **state)
{
	(void)state;
	PARSE("-S");
	expect_bad("Missing parameter for option -S");
	PARSE("--log-facility");
	expect_bad("Missing parameter for option --log-facility");
	PARSE("-u");
	expect_bad("Missing parameter for option -u");
	PARSE("--umask");
	expect_bad("Missing parameter for option --umask");
	PARSE("--signum");
	expect_bad("Missing parameter for option --signum");
	PARSE("--signum=");
	expect_bad("Missing parameter for option --signum");
	PARSE("--config-fd");
	expect_bad("Missing parameter for option --config-fd");
	PARSE("--explain-keyword");
	expect_bad("Missing parameter for option --explain-keyword");
	PARSE("--use-fi");
	expect_bad("Missing parameter for option --use-file");
}

static void log_detail(void **state)
{
	(void)state;
	assert_int_equal(PARSE_AS("keepalived")->log_detail, 0);
	assert_int_equal(PARSE("-D")->log_detail, 1);
	assert_int_equal(PARSE("--log-detail")->log_detail, 1);
	assert_int_equal(PARSE("-DD")->log_detail, 2);
	assert_int_equal(PARSE("-D", "--log-d")->log_detail, 2);
	assert_int_equal(PARSE("-DDDD")->log_detail, 2);
}

static void console_needs_the_foreground(void **state)
{
	(void)state;
	assert_true(PARSE("-nl")->log_console);
	assert_true(PARSE("-l", "-n")->log_console);
	assert_true(PARSE("--log-console", "--dont-fork")->log_console);
	assert_false(PARSE("-l")->log_console);
	assert_false(PARSE("-n")->log_console);
}

static void facility(void **state)
{
	static const struct {
		const char *word;
		int facility;
	} good[] = {
		{ "0", LOG_LOCAL0 },      { "1", LOG_LOCAL1 },      { "7", LOG_LOCAL7 },
		{ "07", LOG_LOCAL7 },     { "local0", LOG_LOCAL0 }, { "local3", LOG_LOCAL3 },
		{ "local7", LOG_LOCAL7 }, { "user", LOG_USER },     { "daemon", LOG_DAEMON },
	};
	static const char *const bad[] = { "8",      "-1",     "3x",      "0x3",
					   "local",  "local8", "local07", "local10",
					   "LOCAL1", "kern",   "DAEMON",  "" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		assert_int_equal(PARSE("-S", (char *)good[i].word)->log_facility, good[i].facility);
		assert_false(got.o.has_facility_error);
		expect_quiet();
	}
	assert_int_equal(PARSE("-S5")->log_facility, LOG_LOCAL5);
	assert_int_equal(PARSE("--log-facility=local2")->log_facility, LOG_LOCAL2);
	assert_int_equal(PARSE("--log-fac", "user")->log_facility, LOG_USER);

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		char message[64];

		snprintf(message, sizeof(message), "Invalid log facility '%s'\n", bad[i]);
		assert_int_equal(PARSE("-t", "-S", (char *)bad[i])->action, OPTIONS_TEST);
		assert_string_equal(got.err, message);
		assert_true(got.o.has_facility_error);
		assert_int_equal(got.o.log_facility, LOG_DAEMON);
	}

	assert_int_equal(PARSE("-S", "foo")->action, OPTIONS_RUN);
}

static void umask_option(void **state)
{
	static const char *const bad[] = { "xx", "01000", "512", "999999", "-1", "08", "022x", "" };

	(void)state;
	assert_int_equal(PARSE("-u", "022")->umask, 022);
	assert_true(got.o.has_umask);
	assert_int_equal(PARSE("-u0x3f")->umask, 0x3f);
	assert_int_equal(PARSE("--umask=18")->umask, 18);
	assert_int_equal(PARSE("--umask", "0777")->umask, 0777);
	assert_int_equal(PARSE("-u", "0")->umask, 0);
	assert_true(got.o.has_umask);
	expect_quiet();

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		char message[64];

		snprintf(message, sizeof(message), "Invalid --umask option %s\n", bad[i]);
		assert_int_equal(PARSE("-u", (char *)bad[i])->action, OPTIONS_RUN);
		assert_string_equal(got.err, message);
		assert_false(got.o.has_umask);
		assert_int_equal(got.o.umask, 0177);
	}
}

static void release_at_stop(void **state)
{
	(void)state;
	assert_false(PARSE("-X")->dont_release_vrrp);
	assert_false(PARSE("--release-vips")->dont_release_vrrp);
	assert_true(PARSE("-XV")->dont_release_vrrp);
	assert_false(PARSE("-VX")->dont_release_vrrp);
	expect_quiet();
}

static void log_file(void **state)
{
	(void)state;
	assert_null(PARSE("-g")->log_file);
	assert_string_equal(PARSE("-gx.log")->log_file, "x.log");
	assert_true(got.o.log_to_file);
	assert_string_equal(PARSE("--log-file=y.log")->log_file, "y.log");
	assert_true(got.o.log_to_file);
	assert_null(PARSE("--log-file=")->log_file);
	assert_true(got.o.log_to_file);

	PARSE("-g", "z.log");
	assert_null(got.o.log_file);
	assert_string_equal(got.out, "Unexpected argument(s): z.log \n");
}

static void core_pattern(void **state)
{
	(void)state;
	assert_null(PARSE("-m")->core_pattern);
	assert_string_equal(PARSE("-M")->core_pattern, "core");
	assert_true(got.o.core_dump);
	assert_string_equal(PARSE("-M/x/%p")->core_pattern, "/x/%p");
	assert_string_equal(PARSE("--core-dump-pattern=y")->core_pattern, "y");
	assert_true(got.o.core_dump);
	assert_string_equal(PARSE("--core-dump-pattern")->core_pattern, "core");
	expect_quiet();
}

static void config_test(void **state)
{
	struct options *o = PARSE("-t");

	(void)state;
	expect_quiet();
	assert_int_equal(o->action, OPTIONS_TEST);
	assert_null(o->config_test_file);
	assert_true(o->dont_fork && o->dont_respawn && o->no_syslog);
	assert_false(o->json);

	assert_string_equal(PARSE("-tout")->config_test_file, "out");
	assert_string_equal(PARSE("-Dtout")->config_test_file, "out");
	assert_string_equal(PARSE("--config-test=out")->config_test_file, "out");
	assert_null(PARSE("--config-test=")->config_test_file);
	assert_int_equal(PARSE("--config-t", "-f", "x")->action, OPTIONS_TEST);

	assert_null(PARSE("-t", "out")->config_test_file);
	assert_string_equal(got.out, "Unexpected argument(s): out \n");
	assert_int_equal(got.o.action, OPTIONS_TEST);
}

static void json(void **state)
{
	(void)state;
	assert_true(PARSE("-t", "--json")->json);
	assert_int_equal(got.o.action, OPTIONS_TEST);
	assert_true(PARSE("--j", "--config-test=x")->json);
	expect_quiet();

	PARSE("--json");
	expect_bad("Option --json is only for --config-test");
	PARSE("-t", "--json=x");
	expect_bad("Unknown option --json=x");
}

static void print_and_explain(void **state)
{
	static const char both[] = "Only one of --config-test, --print-config and "
				   "--explain-keyword can be used";

	(void)state;
	assert_int_equal(PARSE("--print-config")->action, OPTIONS_PRINT_CONFIG);
	assert_false(got.o.print_config_json);
	assert_int_equal(PARSE("--print-config=json")->action, OPTIONS_PRINT_CONFIG);
	assert_true(got.o.print_config_json);
	assert_int_equal(PARSE("--explain-keyword", "x")->action, OPTIONS_EXPLAIN_KEYWORD);
	assert_string_equal(got.o.explain_keyword, "x");
	assert_string_equal(PARSE("--explain=y")->explain_keyword, "y");
	expect_quiet();

	PARSE("--print-config=xml");
	expect_bad("Invalid parameter 'xml' for option --print-config");
	PARSE("-t", "--print-config");
	expect_bad(both);
	PARSE("--explain-keyword=x", "-t");
	expect_bad(both);
}

static void unused_options(void **state)
{
#define NO_EFFECT(name) "Option --" name " is for developers of 2.x and has no effect\n"
	(void)state;
	assert_int_equal(PARSE("--config-fd", "3")->config_fd, 3);
	assert_int_equal(PARSE("--config-fd=0")->config_fd, 0);
	assert_int_equal(PARSE("--config-fd=x")->config_fd, -1);
	assert_int_equal(PARSE("--config-fd=99999999999")->config_fd, -1);
	expect_quiet();

	assert_true(PARSE("--perf")->perf);
	assert_string_equal(got.err, NO_EFFECT("perf"));
	PARSE("--perf=all");
	PARSE("--perf=end");
	assert_true(PARSE("--perf=run")->perf);
	assert_string_equal(got.err, NO_EFFECT("perf"));
	PARSE("--perf=x");
	assert_string_equal(got.err, NO_EFFECT("perf") "Unknown --perf mode 'x'\n");

	assert_true(PARSE("--no-mem-check")->no_mem_check);
	assert_string_equal(got.err, NO_EFFECT("no-mem-check"));
	assert_int_equal(got.o.action, OPTIONS_RUN);

	assert_string_equal(PARSE("--debug")->debug, "");
	assert_string_equal(PARSE("--debug=DvEcvNR")->debug, "DvEcvNR");
	assert_string_equal(got.err, NO_EFFECT("debug"));
	PARSE("--debug=DEFNPXMTSRpbcv");
	assert_string_equal(got.err, NO_EFFECT("debug"));
	PARSE("--debug=vDZp");
	assert_string_equal(got.err, NO_EFFECT("debug") "Unknown --debug letter 'v'\n"
							"Unknown --debug letter 'Z'\n");
	assert_int_equal(got.o.action, OPTIONS_RUN);
#undef NO_EFFECT
}

static void signum(void **state)
{
	static const struct {
		const char *name;
		const char *out;
	} table[] = {
		{ "STOP", "15\n" },  { "RELOAD", "1\n" }, { "DATA", "10\n" },
		{ "STATS", "12\n" }, { "JSON", "36\n" },  { "STATS_CLEAR", "63\n" },
	};
	static const char *const bad[] = { "BOGUS", "TERM", "stop", "TDUMP", "TDATA", "STOP,DATA" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		PARSE("--signum", (char *)table[i].name);
		expect_exit(0);
		assert_string_equal(got.out, table[i].out);
		assert_string_equal(got.err, "");
	}
	PARSE("--sig=STOP", "--signum=DATA", "-Z", "x");
	expect_exit(0);
	assert_string_equal(got.out, "15\n");
	assert_string_equal(got.err, "");

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		char message[64];

		snprintf(message, sizeof(message), "Unknown sigfunc %s\n", bad[i]);
		PARSE("--signum", (char *)bad[i]);
		expect_exit(1);
		assert_string_equal(got.err, message);
		assert_string_equal(got.out, "");
	}

	PARSE("-Z", "--signum=DATA");
	expect_exit(0);
	assert_string_equal(got.out, "10\n");
	assert_string_equal(got.err, "Unknown option -Z\n");
}

static void unknown_options(void **state)
{
	static const struct {
		const char *word;
		const char *message;
	} table[] = {
		{ "-Z", "Unknown option -Z" },
		{ "-nZ", "Unknown option -Z" },
		{ "-?", "Unknown option -?" },
		{ "-:", "Unknown option -:" },
		{ "-n-", "Unknown option --" },
		{ "-W=", "Unknown option -W\nUnknown option -=" },
		{ "--bogus", "Unknown option --bogus" },
		{ "--bogus=x", "Unknown option --bogus=x" },
		{ "--version=x", "Unknown option --version=x" },
		{ "--genhash=x", "Unknown option --genhash=x" },
		{ "--=", "Unknown option --=" },
		{ "--=x", "Unknown option --=x" },
		{ "--ues-file=x", "Unknown option --ues-file=x\nDid you mean --use-file?" },
		{ "--umaks", "Unknown option --umaks\nDid you mean --umask?" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		PARSE((char *)table[i].word);
		expect_bad(table[i].message);
	}

	PARSE("-Z", "-t", "-Y", "--foo", "-f");
	expect_bad("Unknown option -Z\nUnknown option -Y\nUnknown option --foo\n"
		   "Missing parameter for option -f");
}

/* The shortest prefix that 2.2.7 takes for each of its options; a letter less is unknown to it. */
static void prefixes_of_stock_options(void **state)
{
	static const struct {
		const char *name;
		const char *shortest;
	} table[] = {
		{ "use-file", "us" },
		{ "no_bfd", "no_" },
		{ "dont-fork", "dont-f" },
		{ "log-console", "log-c" },
		{ "log-detail", "log-d" },
		{ "log-facility", "log-fa" },
		{ "no-syslog", "no-" },
		{ "log-file", "log-fi" },
		{ "dump-conf", "du" },
		{ "config-test", "config-t" },
		{ "config-id", "config-i" },
		{ "all-config", "all-" },
		{ "pid", "p" },
		{ "vrrp_pid", "vrrp_" },
		{ "checkers_pid", "checke" },
		{ "bfd_pid", "b" },
		{ "umask", "um" },
		{ "release-vips", "r" },
		{ "dont-release-vrrp", "dont-release-v" },
		{ "dont-release-ipvs", "dont-release-i" },
		{ "dont-respawn", "dont-res" },
		{ "snmp-agent-socket", "snmp-" },
		{ "namespace", "na" },
		{ "address-monitoring", "ad" },
		{ "core-dump-pattern", "core-dump-" },
		{ "signum", "si" },
		{ "genhash", "g" },
		{ "config-fd", "config-f" },
		{ "version", "ve" },
		{ "help", "h" },
		{ "flush-log-file", "f" },
		{ "ignore-sigint", "i" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		for (size_t len = 1; len <= strlen(table[i].name); len++) {
			char word[64];

			/* Complete options of other names: --all, --check, --snmp, ... */
			snprintf(word, sizeof(word), "--%.*s", (int)len, table[i].name);
			if (!strcmp(word, "--all") || !strcmp(word, "--check") ||
			    !strcmp(word, "--vrrp") || !strcmp(word, "--snmp") ||
			    !strcmp(word, "--core-dump"))
				continue;

			PARSE(word, "1");
			assert_int_equal(!strstr(got.err, "Unknown option"),
					 len >= strlen(table[i].shortest));
		}
	}
}

static void prefixes_mean_the_right_option(void **state)
{
	(void)state;
	assert_string_equal(PARSE("--p", "x")->pid_file, "x");
	assert_string_equal(PARSE("--pi=x")->pid_file, "x");
	assert_true(PARSE("--no-")->no_syslog);
	assert_true(PARSE("--no_")->no_bfd);
	assert_string_equal(PARSE("--checkers", "x")->checkers_pid_file, "x");
	assert_true(PARSE("--vrrp")->no_check);
	assert_true(PARSE("--all")->run_all);
	assert_false(got.o.all_config);
	assert_true(PARSE("--ig")->ignore_sigint);
	expect_quiet();
}

static void prefixes_of_the_second_tier(void **state)
{
	(void)state;
	assert_true(PARSE("--pe")->perf);
	assert_true(PARSE("--no-m")->no_mem_check);
	assert_non_null(PARSE("--de")->debug);
	assert_int_equal(PARSE("--pr")->action, OPTIONS_PRINT_CONFIG);
	assert_int_equal(PARSE("--e=x")->action, OPTIONS_EXPLAIN_KEYWORD);
	assert_true(PARSE("--j", "-t")->json);

	/* Two of the first tier fit: the only one of the second is not asked. */
	PARSE("--d");
	expect_bad("Unknown option --d");
	PARSE("--no");
	expect_bad("Unknown option --no");
}

static void bundles(void **state)
{
	struct options *o = PARSE("-BnlDGtx", "-Ddf/a", "-s", "net");

	(void)state;
	expect_quiet();
	assert_true(o->no_bfd && o->dont_fork && o->log_console && o->no_syslog && o->dump_conf);
	assert_int_equal(o->log_detail, 2);
	assert_string_equal(o->config_test_file, "x");
	assert_string_equal(o->conf_file, "/a");
	assert_string_equal(o->namespace, "net");

	assert_string_equal(PARSE("-nf", "/b")->conf_file, "/b");
	assert_string_equal(PARSE("-f=/c")->conf_file, "=/c");
	expect_quiet();
}

static void leftover_words(void **state)
{
	(void)state;
	assert_true(PARSE("x", "-n", "y")->dont_fork);
	assert_string_equal(got.out, "Unexpected argument(s): x y \n");
	assert_string_equal(got.err, "");
	assert_int_equal(got.o.action, OPTIONS_RUN);

	assert_true(PARSE("-n", "--", "-Z", "--", "x")->dont_fork);
	assert_string_equal(got.out, "Unexpected argument(s): -Z -- x \n");
	PARSE("-");
	assert_string_equal(got.out, "Unexpected argument(s): - \n");
	PARSE("--");
	expect_quiet();

	PARSE("x", "-Z");
	assert_string_equal(got.out, "Unexpected argument(s): x \n");
	expect_bad("Unknown option -Z");
	PARSE("x", "-v");
	assert_string_equal(got.out, "");
	expect_exit(0);
}

static void genhash(void **state)
{
	static const char *const names[] = { "genhash", "/usr/bin/genhash", "./genhash" };
	struct options *o;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		o = PARSE_AS((char *)names[i], "-v", "-Z");
		expect_quiet();
		assert_int_equal(o->action, OPTIONS_GENHASH);
		assert_int_equal(o->genhash_first, 1);
		assert_false(o->is_genhash_option);
		assert_null(o->genhash_rest);
	}
	assert_int_equal(PARSE_AS("/usr/genhash/keepalived")->action, OPTIONS_RUN);
	assert_int_equal(PARSE_AS("genhash2")->action, OPTIONS_RUN);

	o = PARSE("-T", "-Z");
	expect_quiet();
	assert_int_equal(o->action, OPTIONS_GENHASH);
	assert_true(o->is_genhash_option);
	assert_int_equal(o->genhash_first, 2);
	assert_null(o->genhash_rest);

	assert_int_equal(PARSE("--gen", "-h")->genhash_first, 2);
	assert_null(got.o.genhash_rest);
	expect_quiet();

	assert_string_equal(PARSE("-Tvs", "::1")->genhash_rest, "vs");
	assert_int_equal(got.o.genhash_first, 2);
	expect_quiet();

	assert_int_equal(PARSE("-n", "-D", "-T", "-h")->genhash_first, 4);
	assert_string_equal(got.err, "Warning -- `-T` not used as first option, previous options "
				     "ignored\n");
	PARSE("--snmp", "-T");
	assert_non_null(strstr(got.err, "`-T`"));
	PARSE("x", "--genhash");
	assert_non_null(strstr(got.err, "`genhash`"));
	assert_int_equal(PARSE("-nT")->action, OPTIONS_GENHASH);
	assert_non_null(strstr(got.err, "`-T`"));
	assert_int_equal(PARSE("-Z", "--genhash")->action, OPTIONS_GENHASH);
	assert_string_equal(got.err, "Unknown option -Z\n"
				     "Warning -- `genhash` not used as first option, previous "
				     "options ignored\n");
	assert_string_equal(PARSE("-tT")->config_test_file, "T");
}

/* @word starts with its blank. */
static unsigned count_words(const char *text, const char *word)
{
	unsigned n = 0;

	for (const char *at = text; (at = strstr(at, word));) {
		at += strlen(word);
		n += *at == ' ' || *at == '\n';
	}
	return n;
}

static void version(void **state)
{
	static const char first[] = "Keepalived v" PACKAGE_VERSION " (" RELEASE_DATE ")\n\n";
	const char *line;

	(void)state;
	PARSE("-v", "-Z");
	expect_exit(0);
	assert_string_equal(got.out, "");
	assert_int_equal(strncmp(got.err, first, strlen(first)), 0);
	assert_non_null(strstr(got.err, "\nRunning on " KERNEL "\n"));
	assert_non_null(strstr(got.err, "\nBuilt with kernel headers for Linux "));
	assert_non_null(strstr(got.err, "\nConfig options:  JSON\n"));
	line = strstr(got.err, "\nconfigure options: ");
	assert_non_null(line);
	assert_int_equal(count_words(line, " --enable-json"), 1);

	PARSE("--vers");
	expect_exit(0);
	PARSE("-Zv");
	expect_exit(0);
	assert_int_equal(strncmp(got.err, "Unknown option -Z\nKeepalived v", 30), 0);
}

static void version_without_kernel(void **state)
{
	char *const argv[] = { "keepalived", "-v", NULL };
	struct options_note *notes;
	struct options o;

	(void)state;
	options_parse(2, argv, NULL, &o, &notes);
	assert_non_null(notes);
	assert_null(notes->next);
	assert_null(strstr(notes->text, "Running on"));
	options_release(&o);
}

static void help(void **state)
{
	(void)state;
	PARSE_AS("/x/keepalived", "-h");
	expect_exit(0);
	assert_string_equal(got.out, "");
	assert_int_equal(strncmp(got.err, "Usage: /x/keepalived [OPTION...]\n", 32), 0);
	assert_non_null(strstr(got.err, "\n  -f, --use-file=FILE          Read "));
	assert_non_null(strstr(got.err, "\n                                (default /"));
	assert_non_null(strstr(got.err, "\n      --all                    Run "));
	assert_non_null(strstr(got.err, "\n  -S, --log-facility=([0-7]|local[0-7]|user|daemon)\n"
					"                               Syslog "));
	assert_non_null(strstr(got.err, "\n  -t, --config-test[=FILE]     Check "));
	assert_non_null(strstr(got.err, "\n      --json "));
	assert_null(strstr(got.err, "config-fd"));

	for (const char *line = got.err; *line; line = strchr(line, '\n') + 1)
		assert_true(strcspn(line, "\n") <= 100);

	PARSE("--he");
	expect_exit(0);
}

static int release_last(void **state)
{
	(void)state;
	options_release(&got.o);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults),
		cmocka_unit_test(no_argv_at_all),
		cmocka_unit_test(flags),
		cmocka_unit_test(texts),
		cmocka_unit_test(other_missing_values),
		cmocka_unit_test(log_detail),
		cmocka_unit_test(console_needs_the_foreground),
		cmocka_unit_test(facility),
		cmocka_unit_test(umask_option),
		cmocka_unit_test(release_at_stop),
		cmocka_unit_test(log_file),
		cmocka_unit_test(core_pattern),
		cmocka_unit_test(config_test),
		cmocka_unit_test(json),
		cmocka_unit_test(print_and_explain),
		cmocka_unit_test(unused_options),
		cmocka_unit_test(signum),
		cmocka_unit_test(unknown_options),
		cmocka_unit_test(prefixes_of_stock_options),
		cmocka_unit_test(prefixes_mean_the_right_option),
		cmocka_unit_test(prefixes_of_the_second_tier),
		cmocka_unit_test(bundles),
		cmocka_unit_test(leftover_words),
		cmocka_unit_test(genhash),
		cmocka_unit_test(version),
		cmocka_unit_test(version_without_kernel),
		cmocka_unit_test(help),
	};

	return cmocka_run_group_tests(tests, NULL, release_last);
}
