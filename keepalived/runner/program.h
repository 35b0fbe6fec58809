/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * program - starts a script of the configuration, and ends one with all that it started.
 */
#pragma once

#include <stddef.h>
#include <sys/types.h>

#include "lib/base/ka.h"

struct conf_script;

/*
 * @words: what it is told behind its own arguments. -ENOEXEC: it is no program, there is nothing to run.
 * @ret_what: the name of the call that failed.
 */
must_use int program_start(const struct conf_script *script, const char *const *words, size_t n_words, pid_t *ret_pid,
			   const char **ret_what);

/* Its whole process group. */
void program_signal(pid_t pid, int number);

/* For this process: descriptors for as many programs as one may watch. Those get the limit that was. */
void program_raise_limit(void);
