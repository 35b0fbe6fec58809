/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * options - what the words of the command line ask for.
 *
 * options_parse() turns argv into a struct options: what to do (the action), with which settings,
 * and what to say first (the notes). It prints nothing and does not exit; main() prints the notes
 * in order, each to its stream, and then does what the action says.
 *
 * How words are read:
 *
 *   - short options may share one word (-nlD); the first that takes a value takes the rest of it;
 *   - a value that may be left out must be attached (-tFILE, --config-test=FILE); any other may
 *     also be the next word, whatever that looks like;
 *   - a long option may be shortened as long as one option fits. The options of an ordinary 2.x
 *     build are asked first; only if none of them fits do developer options and ours count, so no
 *     addition of ours can make a command line ambiguous that worked before;
 *   - options and other words may be mixed; "--" ends the options; other words only cause a note;
 *   - mistakes are collected, so one run shows them all, and end in OPTIONS_EXIT with status 1;
 *   - -v, -h, --signum and --genhash take effect where they stand: what follows is not looked at.
 *
 * Pure: the result depends on the parameters alone.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "lib/base/arena.h"

enum options_action {
	OPTIONS_RUN,             /* the daemon */
	OPTIONS_TEST,            /* -t */
	OPTIONS_PRINT_CONFIG,    /* --print-config */
	OPTIONS_EXPLAIN_KEYWORD, /* --explain-keyword */
	OPTIONS_GENHASH,         /* -T, or called as genhash */
	OPTIONS_EXIT,            /* with exit_status, once the notes are printed */
};

enum options_stream { OPTIONS_STDOUT, OPTIONS_STDERR };

struct options_note {
	struct options_note *next;
	enum options_stream stream;
	const char *text; /* whole lines, each with its newline */
};

/* Strings are argv's or constants, and NULL when not given, unless a member says otherwise. */
struct options {
	struct arena memory; /* of the notes */
	enum options_action action;
	int exit_status;

	const char *conf_file; /* never NULL */
	const char *config_id; /* may be "" */
	bool all_config;       /* every include is checked */
	int config_fd;         /* -1: none; has no effect */

	bool config_test; /* implies dont_fork, dont_respawn and no_syslog */
	const char *config_test_file;
	bool json;
	bool print_config_json;
	const char *explain_keyword;

	bool no_check; /* -P */
	bool no_vrrp;  /* -C */
	bool no_bfd;
	bool run_all;

	bool dont_fork;
	bool dont_respawn;
	bool ignore_sigint;
	const char *namespace;
	const char *pid_file;
	const char *vrrp_pid_file;
	const char *checkers_pid_file;
	const char *bfd_pid_file;

	bool has_umask; /* beats the keyword */
	mode_t umask;   /* the daemon's default unless has_umask */

	bool dont_release_vrrp;
	bool dont_release_ipvs;

	unsigned log_detail;     /* 0 to 2 */
	bool log_console;        /* only ever true together with dont_fork */
	int log_facility;        /* as syslog.h has it: LOG_DAEMON, ... */
	bool has_facility_error; /* counts as a finding of the class "error" under -t */
	bool no_syslog;
	bool log_to_file;
	const char *log_file; /* NULL with log_to_file: the default name */
	bool flush_log_file;
	bool dump_conf;
	bool address_monitoring;

	bool snmp;
	const char *snmp_agent_socket;

	bool core_dump;
	const char *core_pattern; /* NULL: leave the system's alone */

	bool is_genhash_option;   /* its usage text then names the option */
	int genhash_first;        /* index in argv of the first word for genhash */
	const char *genhash_rest; /* -Tvs: "vs", to be read as -vs before that word */

	bool perf; /* these three have no effect */
	const char *debug;
	bool no_mem_check;
};

/* "Keepalived vA.B.C (MM/DD,YYYY)", how the program calls itself. */
extern const char options_program[];

/*
 * @kernel: what -v says this host runs, "Linux 6.1.0 #1 SMP"; NULL leaves the line out.
 * @ret_notes: in the order they are to be printed; they live until options_release().
 */
void options_parse(int argc, char *const argv[], const char *kernel, struct options *ret,
		   struct options_note **ret_notes);
void options_release(struct options *options);
