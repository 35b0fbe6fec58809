/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/daemon.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keepalived/options.h"
#include "keepalived/parent/parent_role.h"

#define LOG_NAME "keepalived.log"

/* Of a relative path, since a daemon lives in / and may be told to read again. Owned by the caller. */
static char *absolute(const char *path)
{
	char *directory = path[0] == '/' ? NULL : getcwd(NULL, 0);
	char *made;

	if (asprintf(&made, "%s%s%s", directory ? directory : "", directory ? "/" : "", path) < 0)
		abort();
	free(directory);
	return made;
}

/* Where files are written that nobody named. */
static const char *dump_directory(void)
{
	const char *given = getenv("TMPDIR");
	struct stat st;

	return given && given[0] == '/' && stat(given, &st) == 0 && S_ISDIR(st.st_mode) ? given : "/tmp";
}

/* NULL: none. Owned by the caller. */
static char *log_path(const struct options *options)
{
	char *made;

	if (!options->log_to_file)
		return NULL;
	if (options->log_file)
		return absolute(options->log_file);
	if (asprintf(&made, "%s/" LOG_NAME, dump_directory()) < 0)
		abort();
	return made;
}

int daemon_run(const struct options *options, int argc, char *const *argv, const struct parent_roles *roles)
{
	char                *conf_file = absolute(options->conf_file);
	char                *log_file = log_path(options);
	char                *pid_file = options->pid_file ? absolute(options->pid_file) : NULL;
	char                *vrrp_pid_file = options->vrrp_pid_file ? absolute(options->vrrp_pid_file) : NULL;
	struct parent_orders orders = {
		.program = options_program,
		.argc = argc,
		.argv = argv,
		.roles = *roles,
		.load = { .conf_file = conf_file,
			  .config_id = options->config_id,
			  .checks_includes = options->all_config,
			  .netns = options->namespace },
		.log = { .detail = options->log_detail,
			 .facility = options->log_facility,
			 .console = options->log_console,
			 .syslog = !options->no_syslog,
			 .file = log_file },
		.stays = options->dont_fork,
		.never_respawns = options->dont_respawn,
		.ignores_sigint = options->ignore_sigint,
		.no_vrrp = options->no_vrrp,
		.no_check = options->no_check,
		.no_bfd = options->no_bfd,
		.runs_all = options->run_all,
		.keeps_addresses = options->dont_release_vrrp,
		.dumps_core = options->core_dump,
		.has_umask = options->has_umask,
		.umask = options->umask,
		.pid_file = pid_file,
		.vrrp_pid_file = vrrp_pid_file,
	};
	int status = parent_run(&orders);

	free(conf_file);
	free(log_file);
	free(pid_file);
	free(vrrp_pid_file);
	return status;
}
