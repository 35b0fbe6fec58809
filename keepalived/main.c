/* SPDX-License-Identifier: GPL-2.0-or-later */
/* keepalived: the command. What it is asked to do decides which part of the program runs. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>

#include "genhash/genhash.h"
#include "keepalived/config_test.h"
#include "keepalived/daemon.h"
#include "keepalived/explain_keyword.h"
#include "keepalived/kernel/hand_serve.h"
#include "keepalived/loader/load.h"
#include "keepalived/loader/loader_role.h"
#include "keepalived/options.h"
#include "keepalived/parent/parent_role.h"
#include "keepalived/runner/runner_role.h"
#include "keepalived/vrrp/vrrp_role.h"
#include "lib/base/ka.h"
#include "lib/sys/fdutil.h"

static void print_notes(const struct options_note *notes)
{
	for (; notes; notes = notes->next)
		fputs(notes->text, notes->stream == OPTIONS_STDOUT ? stdout : stderr);
}

static const struct parent_roles roles = {
	.load = loader_role_run,
	.map = load_map,
	.vrrp = vrrp_role_run,
	.hand = hand_serve,
	.runner = runner_role_run,
};

static int genhash(const struct options *options, int argc, char *const *argv)
{
	int first = MIN(options->genhash_first, argc);
	const char *called = argc > 0 ? argv[0] : "keepalived";
	char *program;
	int status;

	if (asprintf(&program, "%s%s", called, options->is_genhash_option ? " --genhash" : "") < 0)
		abort();
	status = genhash_run(program, options->genhash_rest, argc - first, argv + first);
	free(program);
	return status;
}

int main(int argc, char *argv[])
{
	struct options       options;
	struct options_note *notes;
	struct utsname       host;
	char                 kernel[256] = "";
	int                  status = EXIT_FAILURE;

	if (!fd_open_standard())
		return EXIT_FAILURE;
	if (uname(&host) == 0)
		snprintf(kernel, sizeof(kernel), "%s %s %s", host.sysname, host.release, host.version);
	options_parse(argc, argv, *kernel ? kernel : NULL, &options, &notes);
	print_notes(notes);
	fflush(stdout);

	switch (options.action) {
	case OPTIONS_EXIT:
		status = options.exit_status;
		break;
	case OPTIONS_TEST:
		status = config_test_run(&options);
		break;
	case OPTIONS_PRINT_CONFIG:
		status = config_print_run(&options);
		break;
	case OPTIONS_RUN:
		status = daemon_run(&options, argc, argv, &roles);
		break;
	case OPTIONS_EXPLAIN_KEYWORD:
		status = explain_keyword_run(options.explain_keyword);
		break;
	case OPTIONS_GENHASH:
		status = genhash(&options, argc, argv);
		break;
	}
	options_release(&options);
	return status;
}
