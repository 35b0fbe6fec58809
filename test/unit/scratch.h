/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * scratch - a directory of a test's own, with files to its taste; gone when the test is over.
 *
 * Names are relative to it. Whatever fails ends the test.
 */
#pragma once

#include <sys/types.h>

#include "lib/base/arena.h"

struct scratch {
	struct arena arena;
	const char *path; /* absolute, free of symbolic links */
};

/* cmocka's set-up and tear-down; *state is the struct scratch. */
int scratch_setup(void **state);
int scratch_teardown(void **state);

const char *scratch_path(struct scratch *s, const char *name);
const char *scratch_file(struct scratch *s, const char *name, const char *content, mode_t mode);
const char *scratch_directory(struct scratch *s, const char *name, mode_t mode);
const char *scratch_link(struct scratch *s, const char *name, const char *target);
