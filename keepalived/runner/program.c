/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/runner/program.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "lib/conf/schema.h"
#include "lib/sys/spawn.h"

#define SHELL "/bin/sh"

static struct rlimit limit_before; /* all zero: never raised */

void program_raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return;
	limit_before = limit;
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
		limit_before = (struct rlimit){ 0 };
}

/* Owned by the caller, the words are not. */
static char **arguments_of(const struct conf_script *script, const char *const *words, size_t n_words)
{
	size_t n = 0;
	char **all = calloc(script->argc + n_words + 2, sizeof(*all));

	if (!all)
		abort();
	if (script->needs_shell) {
		all[n++] = (char *)SHELL;
		all[n++] = (char *)script->path;
	} else {
		all[n++] = (char *)script->argv[0];
	}
	for (uint32_t i = 1; i < script->argc; i++)
		all[n++] = (char *)script->argv[i];
	for (size_t i = 0; i < n_words; i++)
		all[n++] = (char *)words[i];
	return all;
}

int program_start(const struct conf_script *script, const char *const *words, size_t n_words, pid_t *ret_pid,
		  const char **ret_what)
{
	struct spawn_program program = {
		.path = script->needs_shell ? SHELL : script->path,
		.as_user = script->uid != geteuid() || script->gid != getegid() || script->n_groups,
		.uid = script->uid,
		.gid = script->gid,
		.groups = script->groups,
		.n_groups = script->n_groups,
		.descriptors = limit_before.rlim_max ? &limit_before : NULL,
	};
	char **arguments;
	char **variables;
	int    r;

	*ret_what = "execve";
	if (script->is_file_test || !script->path)
		return -ENOEXEC;
	arguments = arguments_of(script, words, n_words);
	variables = spawn_environment(environ);
	program.arguments = arguments;
	program.environment = variables;
	r = spawn_program(&program, ret_pid, ret_what);
	free(arguments);
	free(variables);
	return r;
}

void program_signal(pid_t pid, int number)
{
	kill(-pid, number);
}
