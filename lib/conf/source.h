/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * source - the world of files as the reader sees it: patterns, bytes, environment.
 *
 * The reader is pure; whoever calls it brings these functions. The loader's go to the file system,
 * those of a test to a table in memory.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum source_error {
	SOURCE_OK,
	SOURCE_MISSING,    /* no such file, or no such directory on the way */
	SOURCE_DIRECTORY,
	SOURCE_NOT_PLAIN,  /* not regular, or somebody may execute it */
	SOURCE_UNREADABLE,
	SOURCE_TOO_BIG,
	SOURCE_CHANGED,    /* it shrank or grew while it was read; what was read is delivered */
};

struct source_bytes {
	const char *at;
	size_t      len;
	const char *directory; /* absolute, of the file itself */
	bool        is_writable_by_others;
};

struct source_matches {
	const char *const *paths; /* sorted bytewise, as they are to be opened and shown */
	size_t             n;
	int                error;                /* of glob(), else 0 */
	bool               is_directory_missing; /* nothing matched, and there is no place to look in */
};

struct source_ops {
	/*
	 * Paths matching @pattern, which is relative to @directory unless absolute: * ? [] and {a,b}.
	 * A pattern without any of them yields the path itself when it exists. What is returned stays
	 * valid until the source is closed.
	 */
	struct source_matches (*match)(void *source, const char *directory, const char *pattern);
	enum source_error (*read)(void *source, const char *directory, const char *path,
				  struct source_bytes *ret_bytes);
	const char *(*environment)(void *source, const char *name); /* NULL if unset */
	uint32_t (*random_seed)(void *source);
};
