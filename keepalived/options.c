/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command line. One row per option holds all there is to know about it: its names, its value,
 * what it does and its line of help. A new option is a new row, and a function only if what it does
 * is more than to set one member.
 */
#include "keepalived/options.h"

#include <assert.h>
#include <linux/version.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "config.h"
#include "lib/base/ka.h"
#include "lib/text/near.h"
#include "lib/text/num.h"
#include "lib/text/sbuf.h"

#define DEFAULT_UMASK  0177
#define CORE_PATTERN   "core"
#define MAX_LOG_DETAIL 2
#define HELP_COLUMN    31

struct parser {
	struct options *options;
	struct options_note **tail;
	const char *kernel;

	int argc;
	char *const *argv;
	int next;             /* the word after the one being read */
	const char *rest;     /* what its bundle still holds; "" in a long option */
	struct sbuf leftover; /* words that are no options, each with a blank after it */

	bool is_first; /* nothing stood before the option being read */
	bool is_long;
	bool is_bad;
	bool is_done;
};

/* VALUE_ATTACHED may be left out. */
enum option_value { VALUE_NONE, VALUE_REQUIRED, VALUE_ATTACHED };

enum option_tier { TIER_STOCK, TIER_OTHER };

struct option_row {
	char letter; /* 0: none */
	enum option_tier tier;
	enum option_value value;
	const char *name;
	const char *placeholder; /* of the value, in the help text */
	const char *help;        /* NULL: not for people */

	void (*apply)(struct parser *p, const struct option_row *row, const char *value);
	size_t offset; /* of the member that apply_flag and apply_text set */
};

/* Does not compile unless @member has the type @T. */
#define MEMBER(member, T)                   \
	(offsetof(struct options, member) + \
	 0 * sizeof(_Generic(((struct options *)NULL)->member, T : 0)))

#define FLAG(member) .apply = apply_flag, .offset = MEMBER(member, bool)
#define TEXT(member) \
	.value = VALUE_REQUIRED, .apply = apply_text, .offset = MEMBER(member, const char *)

static void note(struct parser *p, enum options_stream stream, const char *text)
{
	struct options_note *n = arena_new(&p->options->memory, struct options_note);

	*n = (struct options_note){
		.stream = stream,
		.text = arena_strdup(&p->options->memory, text),
	};
	*p->tail = n;
	p->tail = &n->next;
}

printf_like(2, 3) static void remark(struct parser *p, const char *fmt, ...)
{
	char *text = NULL;
	va_list args;
	int len;

	va_start(args, fmt);
	len = vasprintf(&text, fmt, args);
	va_end(args);
	assert(len >= 0);

	note(p, OPTIONS_STDERR, text);
	free(text);
}

#define reject(p, ...) ((p)->is_bad = true, remark((p), __VA_ARGS__))

static void leave(struct parser *p, int status)
{
	p->options->action = OPTIONS_EXIT;
	p->options->exit_status = status;
	p->is_done = true;
}

static const char *program_name(const struct parser *p)
{
	return p->argc > 0 && p->argv[0] ? p->argv[0] : "keepalived";
}

/* What the options do */

static void apply_flag(struct parser *p, const struct option_row *row, const char *value)
{
	(void)value;
	*(bool *)((char *)p->options + row->offset) = true;
}

static void apply_text(struct parser *p, const struct option_row *row, const char *value)
{
	*(const char **)((char *)p->options + row->offset) = value;
}

static void apply_log_detail(struct parser *p, const struct option_row *row, const char *value)
{
	(void)row;
	(void)value;
	if (p->options->log_detail < MAX_LOG_DETAIL)
		p->options->log_detail++;
}

static bool read_facility(const char *text, int *ret_facility)
{
	const char *digit = text + strlen("local");
	uint64_t number;

	if (!strcmp(text, "user")) {
		*ret_facility = LOG_USER;
		return true;
	}
	if (!strcmp(text, "daemon")) {
		*ret_facility = LOG_DAEMON;
		return true;
	}

	if (!strncmp(text, "local", strlen("local"))) {
		if (*digit < '0' || *digit > '7' || digit[1])
			return false;
		number = (uint64_t)(*digit - '0');
	} else if (num_parse_uint(text, &number) != NUM_OK || number > 7) {
		return false;
	}

	*ret_facility = LOG_LOCAL0 + (LOG_LOCAL1 - LOG_LOCAL0) * (int)number;
	return true;
}

static void apply_log_facility(struct parser *p, const struct option_row *row, const char *value)
{
	(void)row;
	if (read_facility(value, &p->options->log_facility))
		return;

	remark(p, "Invalid log facility '%s'\n", value);
	p->options->has_facility_error = true;
}

static void apply_log_file(struct parser *p, const struct option_row *row, const char *value)
{
	(void)row;
	p->options->log_to_file = true;
	p->options->log_file = value;
}

static void apply_umask(struct parser *p, const struct option_row *row, const char *value)
{
	uint64_t mask;

	(void)row;
	if (num_parse_uint_auto(value, &mask) != NUM_OK || mask > 0777) {
		remark(p, "Invalid --umask option %s\n", value);
		return;
	}

	p->options->has_umask = true;
	p->options->umask = (mode_t)mask;
}

static void apply_release_vips(struct parser *p, const struct option_row *row, const char *value)
{
	(void)row;
	(void)value;
	p->options->dont_release_vrrp = false;
}

static void apply_core_pattern(struct parser *p, const struct option_row *row, const char *value)
{
	(void)row;
	p->options->core_dump = true;
	p->options->core_pattern = value ? value : CORE_PATTERN;
}

static void apply_config_test(struct parser *p, const struct option_row *row, const char *value)
{
	(void)row;
	p->options->config_test = true;
	p->options->config_test_file = value;
	p->options->dont_fork = true;
	p->options->dont_respawn = true;
	p->options->no_syslog = true;
}

static void apply_config_fd(struct parser *p, const struct option_row *row, const char *value)
{
	uint64_t fd;

	(void)row;
	if (num_parse_uint(value, &fd) == NUM_OK && fd <= INT32_MAX)
		p->options->config_fd = (int)fd;
}

static void apply_print_config(struct parser *p, const struct option_row *row, const char *value)
{
	if (value && strcmp(value, "json") != 0) {
		reject(p, "Invalid parameter '%s' for option --%s\n", value, row->name);
		return;
	}

	p->options->action = OPTIONS_PRINT_CONFIG;
	p->options->print_config_json = value != NULL;
}

static void remark_no_effect(struct parser *p, const struct option_row *row)
{
	remark(p, "Option --%s is for developers of 2.x and has no effect\n", row->name);
}

static void apply_perf(struct parser *p, const struct option_row *row, const char *value)
{
	p->options->perf = true;
	remark_no_effect(p, row);
	if (value && strcmp(value, "all") != 0 && strcmp(value, "run") != 0 &&
	    strcmp(value, "end") != 0)
		remark(p, "Unknown --perf mode '%s'\n", value);
}

/* A topic is one capital; the processes it is wanted for may follow it. */
static void apply_debug(struct parser *p, const struct option_row *row, const char *value)
{
	bool in_topic = false;

	p->options->debug = value ? value : "";
	remark_no_effect(p, row);

	for (const char *c = p->options->debug; *c; c++) {
		if (strchr("DEFNPXMTSR", *c))
			in_topic = true;
		else if (!in_topic || !strchr("pbcv", *c))
			remark(p, "Unknown --debug letter '%c'\n", *c);
	}
}

static void apply_no_mem_check(struct parser *p, const struct option_row *row, const char *value)
{
	(void)value;
	p->options->no_mem_check = true;
	remark_no_effect(p, row);
}

static void apply_signum(struct parser *p, const struct option_row *row, const char *value)
{
	const struct {
		const char *name;
		int number;
	} signals[] = {
		{ "STOP", SIGTERM },  { "RELOAD", SIGHUP },     { "DATA", SIGUSR1 },
		{ "STATS", SIGUSR2 }, { "JSON", SIGRTMIN + 2 }, { "STATS_CLEAR", SIGRTMAX - 1 },
	};

	(void)row;
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		if (!strcmp(value, signals[i].name)) {
			note(p, OPTIONS_STDOUT,
			     arena_printf(&p->options->memory, "%d\n", signals[i].number));
			leave(p, EXIT_SUCCESS);
			return;
		}
	}

	remark(p, "Unknown sigfunc %s\n", value);
	leave(p, EXIT_FAILURE);
}

/* What stands before it is forgotten, mistakes too: that is what 2.x does. */
static void apply_genhash(struct parser *p, const struct option_row *row, const char *value)
{
	(void)value;
	if (!p->is_first)
		remark(p, "Warning -- `%s` not used as first option, previous options ignored\n",
		       p->is_long ? row->name : "-T");

	p->options->action = OPTIONS_GENHASH;
	p->options->is_genhash_option = true;
	p->options->genhash_first = p->next;
	p->options->genhash_rest = *p->rest ? p->rest : NULL;
	p->is_done = true;
}

static bool has_word(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = text; (at = strstr(at, word)); at += len) {
		if ((at == text || at[-1] == ' ') && (!at[len] || at[len] == ' '))
			return true;
	}
	return false;
}

const char options_program[] = "Keepalived v" PACKAGE_VERSION " (" RELEASE_DATE ")";

/*
 * Exporters read the second word of the first line, and look for "--enable-json" in the line of the
 * configure options. "Config options:" lists, in the words of 2.x, what this build does.
 */
static void apply_version(struct parser *p, const struct option_row *row, const char *value)
{
	const char *configured = CONFIGURE_ARGS;
	struct sbuf text;

	(void)row;
	(void)value;
	sbuf_init(&text);
	sbuf_addf(&text, "%s\n\n", options_program);
	sbuf_add(&text, "Copyright (C) 2026 the authors. Free software: GPL version 2 or later, no "
			"warranty.\n\n");
	sbuf_addf(&text, "Built with kernel headers for Linux %d.%d.%d\n", LINUX_VERSION_CODE >> 16,
		  LINUX_VERSION_CODE >> 8 & 0xff, LINUX_VERSION_CODE & 0xff);
	if (p->kernel)
		sbuf_addf(&text, "Running on %s\n", p->kernel);
	sbuf_addf(&text, "\nconfigure options:%s%s", *configured ? " " : "", configured);
	if (!has_word(configured, "--enable-json"))
		sbuf_add(&text, " --enable-json");
	sbuf_add(&text, "\n\nConfig options:  JSON\n");

	note(p, OPTIONS_STDERR, sbuf_text(&text));
	sbuf_release(&text);
	leave(p, EXIT_SUCCESS);
}

static void apply_help(struct parser *p, const struct option_row *row, const char *value);

static const struct option_row rows[] = {
	{ .letter = 'f',
	  .name = "use-file",
	  TEXT(conf_file),
	  .placeholder = "FILE",
	  .help = "Read the configuration from FILE\n"
		  "(default " DEFAULT_CONFIG_FILE ")" },
	{ .letter = 'P',
	  .name = "vrrp",
	  FLAG(no_check),
	  .help = "Run VRRP without the health checkers" },
	{ .letter = 'C',
	  .name = "check",
	  FLAG(no_vrrp),
	  .help = "Run the health checkers without VRRP" },
	{ .letter = 'B', .name = "no_bfd", FLAG(no_bfd), .help = "Do not run BFD" },
	{ .name = "all",
	  FLAG(run_all),
	  .help = "Run every process, even those without any configuration" },
	{ .letter = 'l',
	  .name = "log-console",
	  FLAG(log_console),
	  .help = "Log to stderr as well (only together with -n)" },
	{ .letter = 'D',
	  .name = "log-detail",
	  .apply = apply_log_detail,
	  .help = "Log in more detail; twice: in still more" },
	{ .letter = 'S',
	  .name = "log-facility",
	  .value = VALUE_REQUIRED,
	  .apply = apply_log_facility,
	  .placeholder = "([0-7]|local[0-7]|user|daemon)",
	  .help = "Syslog facility (default daemon)" },
	{ .letter = 'G', .name = "no-syslog", FLAG(no_syslog), .help = "Do not log to syslog" },
	{ .letter = 'g',
	  .name = "log-file",
	  .value = VALUE_ATTACHED,
	  .apply = apply_log_file,
	  .placeholder = "FILE",
	  .help = "Log to files as well, one per process, named after FILE\n"
		  "(default keepalived.log in the directory of the dump files)" },
	{ .name = "flush-log-file",
	  FLAG(flush_log_file),
	  .help = "Write log files out after every line" },
	{ .letter = 'u',
	  .name = "umask",
	  .value = VALUE_REQUIRED,
	  .apply = apply_umask,
	  .placeholder = "MASK",
	  .help = "Permissions withheld from new files, as a number\n"
		  "(default 0177)" },
	{ .letter = 'X',
	  .name = "release-vips",
	  .apply = apply_release_vips,
	  .help = "Remove virtual addresses at stop (the default)" },
	{ .letter = 'V',
	  .name = "dont-release-vrrp",
	  FLAG(dont_release_vrrp),
	  .help = "Leave virtual addresses, routes and rules in place at stop" },
	{ .letter = 'I',
	  .name = "dont-release-ipvs",
	  FLAG(dont_release_ipvs),
	  .help = "Leave the IPVS table in place at stop" },
	{ .letter = 'R',
	  .name = "dont-respawn",
	  FLAG(dont_respawn),
	  .help = "Stop everything when a child process dies" },
	{ .letter = 'n', .name = "dont-fork", FLAG(dont_fork), .help = "Stay in the foreground" },
	{ .letter = 'd',
	  .name = "dump-conf",
	  FLAG(dump_conf),
	  .help = "Log the configuration as understood at start" },
	{ .letter = 'p',
	  .name = "pid",
	  TEXT(pid_file),
	  .placeholder = "FILE",
	  .help = "Pid file of the parent process" },
	{ .letter = 'r',
	  .name = "vrrp_pid",
	  TEXT(vrrp_pid_file),
	  .placeholder = "FILE",
	  .help = "Pid file of the VRRP process" },
	{ .letter = 'c',
	  .name = "checkers_pid",
	  TEXT(checkers_pid_file),
	  .placeholder = "FILE",
	  .help = "Pid file of the checker process" },
	{ .letter = 'b',
	  .name = "bfd_pid",
	  TEXT(bfd_pid_file),
	  .placeholder = "FILE",
	  .help = "Pid file of the BFD process" },
	{ .letter = 'T',
	  .name = "genhash",
	  .apply = apply_genhash,
	  .help = "Behave as genhash (this must be the first option)" },
	{ .letter = 'a',
	  .name = "address-monitoring",
	  FLAG(address_monitoring),
	  .help = "Log every address that the kernel reports as added or deleted" },
	{ .letter = 'x', .name = "snmp", FLAG(snmp), .help = "Enable SNMP for everything" },
	{ .letter = 'A',
	  .name = "snmp-agent-socket",
	  TEXT(snmp_agent_socket),
	  .placeholder = "ADDR",
	  .help = "Address of the AgentX master agent" },
	{ .letter = 's',
	  .name = "namespace",
	  TEXT(namespace),
	  .placeholder = "NAME",
	  .help = "Run in the network namespace NAME, whatever the file says" },
	{ .letter = 'm', .name = "core-dump", FLAG(core_dump), .help = "Allow core files" },
	{ .letter = 'M',
	  .name = "core-dump-pattern",
	  .value = VALUE_ATTACHED,
	  .apply = apply_core_pattern,
	  .placeholder = "PATTERN",
	  .help = "Also name them, in /proc/sys/kernel/core_pattern\n"
		  "(default " CORE_PATTERN ")" },
	{ .letter = 'e',
	  .name = "all-config",
	  FLAG(all_config),
	  .help = "Report included files that are missing or cannot be read" },
	{ .letter = 'i',
	  .name = "config-id",
	  TEXT(config_id),
	  .placeholder = "ID",
	  .help = "Use lines that begin with @ID, skip those that begin with @^ID\n"
		  "(default the name of the host)" },
	{ .name = "signum",
	  .value = VALUE_REQUIRED,
	  .apply = apply_signum,
	  .placeholder = "NAME",
	  .help = "Print the number of a signal: STOP, RELOAD, DATA, STATS,\n"
		  "STATS_CLEAR or JSON" },
	{ .name = "ignore-sigint", FLAG(ignore_sigint), .help = "Do not stop on SIGINT" },
	{ .name = "config-fd", .value = VALUE_REQUIRED, .apply = apply_config_fd },
	{ .letter = 't',
	  .name = "config-test",
	  .value = VALUE_ATTACHED,
	  .apply = apply_config_test,
	  .placeholder = "FILE",
	  .help = "Check the configuration, list findings on stderr or at the\n"
		  "end of FILE, and exit" },
	{ .tier = TIER_OTHER,
	  .name = "json",
	  FLAG(json),
	  .help = "With --config-test: findings as JSON on stdout" },
	{ .tier = TIER_OTHER,
	  .name = "print-config",
	  .value = VALUE_ATTACHED,
	  .apply = apply_print_config,
	  .placeholder = "json",
	  .help = "Print the configuration as understood and exit" },
	{ .tier = TIER_OTHER,
	  .name = "explain-keyword",
	  TEXT(explain_keyword),
	  .placeholder = "WORD",
	  .help = "Print what a keyword means and exit" },
	{ .tier = TIER_OTHER,
	  .name = "perf",
	  .value = VALUE_ATTACHED,
	  .apply = apply_perf,
	  .placeholder = "all|run|end",
	  .help = "No effect, accepted for compatibility" },
	{ .tier = TIER_OTHER,
	  .name = "debug",
	  .value = VALUE_ATTACHED,
	  .apply = apply_debug,
	  .placeholder = "LETTERS",
	  .help = "No effect, accepted for compatibility" },
	{ .tier = TIER_OTHER,
	  .name = "no-mem-check",
	  .apply = apply_no_mem_check,
	  .help = "No effect, accepted for compatibility" },
	{ .letter = 'v',
	  .name = "version",
	  .apply = apply_version,
	  .help = "Print the version and how this program was built" },
	{ .letter = 'h', .name = "help", .apply = apply_help, .help = "Print this text" },
};

static void add_label(struct sbuf *text, const struct option_row *row)
{
	size_t start = text->len;

	if (row->letter)
		sbuf_addf(text, "  -%c, --%s", row->letter, row->name);
	else
		sbuf_addf(text, "      --%s", row->name);

	if (row->value == VALUE_REQUIRED)
		sbuf_addf(text, "=%s", row->placeholder);
	if (row->value == VALUE_ATTACHED)
		sbuf_addf(text, "[=%s]", row->placeholder);

	if (text->len - start >= HELP_COLUMN) {
		sbuf_add_char(text, '\n');
		start = text->len;
	}
	sbuf_addf(text, "%*s", (int)(HELP_COLUMN - (text->len - start)), "");
}

static void apply_help(struct parser *p, const struct option_row *row, const char *value)
{
	struct sbuf text;

	(void)row;
	(void)value;
	sbuf_init(&text);
	sbuf_addf(&text, "Usage: %s [OPTION...]\n", program_name(p));
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!rows[i].help)
			continue;
		add_label(&text, &rows[i]);
		for (const char *c = rows[i].help; *c; c++) {
			sbuf_add_char(&text, *c);
			if (*c == '\n')
				sbuf_addf(&text, "%*s", HELP_COLUMN + 1, "");
		}
		sbuf_add_char(&text, '\n');
	}

	note(p, OPTIONS_STDERR, sbuf_text(&text));
	sbuf_release(&text);
	leave(p, EXIT_SUCCESS);
}

/* How words become options */

static const struct option_row *find_letter(char letter)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (rows[i].letter == letter)
			return &rows[i];
	}
	return NULL;
}

/* The only row of @tier whose name begins so; NULL if there is none or more than one. */
static const struct option_row *find_prefix(enum option_tier tier, const char *name, size_t len,
					    unsigned *ret_fits)
{
	const struct option_row *found = NULL;
	unsigned fits = 0;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (rows[i].tier == tier && !strncmp(rows[i].name, name, len)) {
			found = &rows[i];
			fits++;
		}
	}

	*ret_fits = fits;
	return fits == 1 ? found : NULL;
}

static const struct option_row *find_name(const char *name, size_t len)
{
	const struct option_row *found;
	unsigned fits;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (strlen(rows[i].name) == len && !strncmp(rows[i].name, name, len))
			return &rows[i];
	}

	found = find_prefix(TIER_STOCK, name, len, &fits);
	return fits ? found : find_prefix(TIER_OTHER, name, len, &fits);
}

static void reject_name(struct parser *p, const char *word, size_t len)
{
	struct near near;
	const char *best;

	near_init(&near, arena_strndup(&p->options->memory, word, len));
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		near_try(&near, rows[i].name);
	best = near_best(&near);

	reject(p, "Unknown option --%s\n", word);
	if (best && strcmp(best, near.word) != 0)
		remark(p, "Did you mean --%s?\n", best);
}

static const char *take_word(struct parser *p)
{
	return p->next < p->argc ? p->argv[p->next++] : NULL;
}

static void read_long(struct parser *p, const char *word)
{
	size_t len = strcspn(word, "=");
	const char *value = word[len] ? word + len + 1 : NULL;
	const struct option_row *row = find_name(word, len);

	if (!row || (value && row->value == VALUE_NONE)) {
		reject_name(p, word, len);
		return;
	}

	if (row->value == VALUE_REQUIRED && !value)
		value = take_word(p);
	if (value && !*value)
		value = NULL;
	if (row->value == VALUE_REQUIRED && !value) {
		reject(p, "Missing parameter for option --%s\n", row->name);
		return;
	}

	p->rest = "";
	p->is_long = true;
	row->apply(p, row, value);
}

static void read_letter(struct parser *p)
{
	char letter = *p->rest++;
	const struct option_row *row = find_letter(letter);
	const char *value = NULL;

	if (!row) {
		reject(p, "Unknown option -%c\n", letter);
		return;
	}

	if (row->value != VALUE_NONE && *p->rest) {
		value = p->rest;
		p->rest = "";
	} else if (row->value == VALUE_REQUIRED) {
		value = take_word(p);
		if (!value) {
			reject(p, "Missing parameter for option -%c\n", letter);
			return;
		}
	}

	p->is_long = false;
	row->apply(p, row, value);
}

static void read_words(struct parser *p)
{
	bool only_words = false;
	const char *word;

	while (!p->is_done && (word = take_word(p))) {
		if (only_words || word[0] != '-' || !word[1]) {
			sbuf_addf(&p->leftover, "%s ", word);
		} else if (!strcmp(word, "--")) {
			only_words = true;
		} else if (word[1] == '-') {
			read_long(p, word + 2);
		} else {
			for (p->rest = word + 1; *p->rest && !p->is_done; p->is_first = false)
				read_letter(p);
		}
		p->is_first = false;
	}
}

/* What can only be said once all words are known. */
static void finish(struct parser *p)
{
	struct options *o = p->options;
	unsigned modes =
		o->config_test + (o->action == OPTIONS_PRINT_CONFIG) + (o->explain_keyword != NULL);

	if (*sbuf_text(&p->leftover)) {
		sbuf_add_char(&p->leftover, '\n');
		note(p, OPTIONS_STDOUT,
		     arena_printf(&o->memory, "Unexpected argument(s): %s",
				  sbuf_text(&p->leftover)));
	}
	if (modes > 1)
		reject(p, "Only one of --config-test, --print-config and --explain-keyword can be "
			  "used\n");
	if (o->json && !o->config_test)
		reject(p, "Option --json is only for --config-test\n");

	if (p->is_bad) {
		remark(p, "Try '%s --help' for a list of the options\n", program_name(p));
		leave(p, EXIT_FAILURE);
		return;
	}

	o->log_console = o->log_console && o->dont_fork;
	if (o->config_test)
		o->action = OPTIONS_TEST;
	if (o->explain_keyword)
		o->action = OPTIONS_EXPLAIN_KEYWORD;
}

static bool is_called_genhash(const char *program)
{
	const char *slash = strrchr(program, '/');

	return !strcmp(slash ? slash + 1 : program, "genhash");
}

void options_parse(int argc, char *const argv[], const char *kernel, struct options *ret,
		   struct options_note **ret_notes)
{
	struct parser p = {
		.options = ret,
		.tail = ret_notes,
		.kernel = kernel,
		.argc = argc,
		.argv = argv,
		.next = 1,
		.is_first = true,
	};

	*ret = (struct options){
		.action = OPTIONS_RUN,
		.conf_file = DEFAULT_CONFIG_FILE,
		.config_fd = -1,
		.umask = DEFAULT_UMASK,
		.log_facility = LOG_DAEMON,
		.genhash_first = 1,
	};
	*ret_notes = NULL;
	arena_init(&ret->memory);

	if (is_called_genhash(program_name(&p))) {
		ret->action = OPTIONS_GENHASH;
		return;
	}

	sbuf_init(&p.leftover);
	read_words(&p);
	if (!p.is_done)
		finish(&p);
	sbuf_release(&p.leftover);
}

void options_release(struct options *options)
{
	arena_release(&options->memory);
}
