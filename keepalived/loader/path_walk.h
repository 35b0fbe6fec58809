/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * path_walk - follows a path component by component, as the kernel does, and shows each one.
 *
 * What somebody else could change on the way decides whether a path can be trusted, so everything the
 * kernel would look at is seen: directories, symbolic links, and where those lead through.
 */
#pragma once

#include <sys/stat.h>

#include "lib/base/arena.h"

struct path_walk {
	const char *tidied;   /* as written, but absolute and without //, /./ and /../ */
	const char *resolved; /* without symbolic links */
	struct stat st;       /* of what is there */
};

/* One step: @st is of a link itself, not of what it leads to. */
struct path_component {
	const char *path;
	const struct stat *st;
};

/*
 * Follow @path from @directory (NULL: the working directory) unless it is absolute. Results and paths
 * lie in @a. A negative errno says why the walk ended early; nothing is returned then.
 */
must_use int path_walk(struct arena *a, const char *directory, const char *path,
		       void (*on_component)(void *context, const struct path_component *component),
		       void *context, struct path_walk *ret_walk);
