/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/loader/source_files.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/arena.h"
#include "lib/base/vec.h"
#include "lib/sys/fdutil.h"

#define MOST_BYTES ((size_t)256 * 1024 * 1024)

/* Of braces; what is more is no pattern that anybody wrote. */
#define MOST_ALTERNATIVES ((size_t)10000)
#define MOST_GROUPS       100
#define LONGEST_PATTERN   ((size_t)16384)

struct source_files {
	struct arena arena; /* paths */
	VEC(struct sbuf) contents;
};

/* Patterns without braces, in the order they were written. */
struct patterns {
	const char **at;
	size_t n;
	size_t cap;
};

struct source_files *source_files_open(void)
{
	struct source_files *files = calloc(1, sizeof(*files));

	if (!files)
		abort();
	arena_init(&files->arena);
	return files;
}

void source_files_close(struct source_files *files)
{
	if (!files)
		return;
	for (size_t i = 0; i < files->contents.n; i++)
		sbuf_release(&files->contents.at[i]);
	vec_release(&files->contents);
	arena_release(&files->arena);
	free(files);
}

/* What stands before @path to make it one that can be opened from anywhere; "" for an absolute one. */
static const char *prefix_of(struct arena *a, const char *directory, const char *path)
{
	size_t len = directory ? strlen(directory) : 0;

	if (path[0] == '/')
		return "";
	if (!len)
		return "./";
	return directory[len - 1] == '/' ? directory : arena_printf(a, "%s/", directory);
}

/* Braces */

/* The end of one alternative: the ',' or '}' that is on the level of @at. NULL: it is not closed. */
static const char *end_of_alternative(const char *at)
{
	unsigned depth = 0;

	for (; *at; at++) {
		if (*at == '\\' && at[1])
			at++;
		else if (*at == '{')
			depth++;
		else if (!depth && (*at == ',' || *at == '}'))
			return at;
		else if (*at == '}')
			depth--;
	}
	return NULL;
}

/* The first '{' at or after @at that opens a group, and the '}' that closes it. */
static const char *find_group(const char *at, const char **ret_close)
{
	for (; *at; at++) {
		const char *end;

		if (*at == '\\' && at[1]) {
			at++;
			continue;
		}
		if (*at != '{')
			continue;
		end = end_of_alternative(at + 1);
		while (end && *end == ',')
			end = end_of_alternative(end + 1);
		if (end) {
			*ret_close = end;
			return at;
		}
	}
	return NULL;
}

/* @n_groups were expanded before. False: there are too many. */
static bool expand_braces(struct arena *a, const char *pattern, unsigned n_groups,
			  struct patterns *out)
{
	const char *close;
	const char *open = find_group(pattern, &close);
	const char *end;

	if (n_groups > MOST_GROUPS || out->n >= MOST_ALTERNATIVES)
		return false;
	if (!open) {
		vec_push(out, pattern);
		return true;
	}
	for (const char *at = open + 1; at <= close; at = end + 1) {
		end = end_of_alternative(at);
		if (!expand_braces(a,
				   arena_printf(a, "%.*s%.*s%s", (int)(open - pattern), pattern,
						(int)(end - at), at, close + 1),
				   n_groups + 1, out))
			return false;
	}
	return true;
}

/* Wildcards */

/* @text as a pattern that matches nothing but itself. */
static const char *quote(struct arena *a, const char *text)
{
	char *quoted = arena_alloc(a, 2 * strlen(text) + 1);
	char *to = quoted;

	for (; *text; text++) {
		if (strchr("*?[]\\", *text))
			*to++ = '\\';
		*to++ = *text;
	}
	return quoted;
}

/* Length of the part of @pattern before the component with its first wildcard, or the last one. */
static size_t plain_directory_len(const char *pattern)
{
	size_t len = 0;

	for (size_t i = 0; pattern[i] && !strchr("*?[", pattern[i]); i++) {
		if (pattern[i] == '\\' && pattern[i + 1])
			i++;
		if (pattern[i] == '/')
			len = i + 1;
	}
	return len;
}

static bool is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool has_directory(struct arena *a, const char *prefix, const char *pattern)
{
	size_t len = plain_directory_len(pattern);
	char *plain = arena_alloc(a, len + 1);
	char *to = plain;

	for (size_t i = 0; i < len; i++) {
		if (pattern[i] == '\\' && i + 1 < len)
			i++;
		*to++ = pattern[i];
	}
	plain = arena_printf(a, "%s%s", prefix, plain);
	return is_directory(plain);
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_and_unite(const char **paths, size_t *n)
{
	size_t kept = 0;

	if (*n)
		qsort(paths, *n, sizeof(*paths), compare_paths);
	for (size_t i = 0; i < *n; i++) {
		if (!kept || strcmp(paths[i], paths[kept - 1]) != 0)
			paths[kept++] = paths[i];
	}
	*n = kept;
}

/*
 * The directory in front is quoted and cut off again: glob() knows no other place to look in than the
 * working directory.
 */
static int match_one(struct arena *a, const char *prefix, const char *pattern,
		     struct patterns *paths)
{
	glob_t found;
	int r;

	/* Nothing names nothing; behind a directory it would name that. */
	if (!*pattern)
		return 0;
	r = glob(arena_printf(a, "%s%s", quote(a, prefix), pattern), GLOB_NOSORT, NULL, &found);
	if (r == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++)
			vec_push(paths, arena_strdup(a, found.gl_pathv[i] + strlen(prefix)));
	}
	globfree(&found);
	return r == GLOB_NOMATCH ? 0 : r;
}

static struct source_matches match(void *source, const char *directory, const char *pattern)
{
	struct source_files *files = source;
	struct arena *a = &files->arena;
	struct patterns patterns = { 0 };
	struct patterns paths = { 0 };
	struct source_matches matches = { .is_directory_missing = true };

	if (strlen(pattern) > LONGEST_PATTERN ||
	    !expand_braces(a, arena_strdup(a, pattern), 0, &patterns))
		matches.error = GLOB_NOSPACE;
	for (size_t i = 0; i < patterns.n && !matches.error; i++) {
		/* Each has its own: of {/a,b} only one is absolute. */
		const char *prefix = prefix_of(a, directory, patterns.at[i]);

		matches.error = match_one(a, prefix, patterns.at[i], &paths);
		if (has_directory(a, prefix, patterns.at[i]))
			matches.is_directory_missing = false;
	}

	sort_and_unite(paths.at, &paths.n);
	matches.paths = arena_memdup(a, paths.at, paths.n * sizeof(*paths.at));
	matches.n = paths.n;
	if (matches.n || matches.error)
		matches.is_directory_missing = false;
	vec_release(&paths);
	vec_release(&patterns);
	return matches;
}

/* Reading */

static enum source_error error_of(int error)
{
	return error == ENOENT || error == ENOTDIR ? SOURCE_MISSING : SOURCE_UNREADABLE;
}

/* Where relative names of the file at @path lead from: its directory as the kernel sees it. */
static const char *directory_of(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *directory = slash ? arena_strndup(a, path, (size_t)(slash - path) + 1) : "./";
	char *real = realpath(directory, NULL);

	if (real) {
		directory = arena_strdup(a, real);
		free(real);
	}
	return directory;
}

/* A configuration may come through a pipe, but only when that is what the user named. */
static bool is_standard_input(const char *path, const struct stat *st)
{
	return S_ISFIFO(st->st_mode) && strcmp(path, "/dev/stdin") == 0;
}

static bool is_same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static bool has_changed(const struct stat *before, int fd)
{
	struct stat after;

	if (!S_ISREG(before->st_mode) || fstat(fd, &after) < 0)
		return false;
	return before->st_size != after.st_size || !is_same_time(before->st_mtim, after.st_mtim);
}

static enum source_error check_kind(const char *path, const struct stat *st)
{
	if (S_ISDIR(st->st_mode))
		return SOURCE_DIRECTORY;
	if (is_standard_input(path, st))
		return SOURCE_OK;
	if (!S_ISREG(st->st_mode) || (st->st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)))
		return SOURCE_NOT_PLAIN;
	return (uint64_t)st->st_size > MOST_BYTES ? SOURCE_TOO_BIG : SOURCE_OK;
}

static bool is_writable_by_others(const struct stat *st)
{
	return S_ISREG(st->st_mode) &&
	       ((st->st_mode & S_IWOTH) || (st->st_uid != 0 && geteuid() == 0));
}

static enum source_error read_file(void *source, const char *directory, const char *path,
				   struct source_bytes *ret_bytes)
{
	struct source_files *files = source;
	struct arena *a = &files->arena;
	const char *full = arena_printf(a, "%s%s", prefix_of(a, directory, path), path);
	_cleanup_close_ int fd = -1;
	struct sbuf content;
	struct stat st;
	enum source_error error;
	int r;

	/* A FIFO or a terminal must not make us wait, or become our own, before it is refused. */
	fd = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 || fstat(fd, &st) < 0)
		return error_of(errno);
	error = check_kind(full, &st);
	if (error != SOURCE_OK)
		return error;
	if (!S_ISREG(st.st_mode) && fcntl(fd, F_SETFL, O_RDONLY) < 0)
		return SOURCE_UNREADABLE;

	sbuf_init(&content);
	r = read_all(fd, MOST_BYTES, &content);
	if (r < 0) {
		sbuf_release(&content);
		return r == -EFBIG ? SOURCE_TOO_BIG : SOURCE_UNREADABLE;
	}
	vec_push(&files->contents, content);
	*ret_bytes = (struct source_bytes){
		.at = sbuf_text(&content),
		.len = content.len,
		.directory = directory_of(a, full),
		.is_writable_by_others = is_writable_by_others(&st),
	};
	return has_changed(&st, fd) ? SOURCE_CHANGED : SOURCE_OK;
}

/* The rest of the world */

static const char *environment(void *source, const char *name)
{
	(void)source;
	return getenv(name);
}

static uint32_t random_seed(void *source)
{
	uint32_t seed;

	(void)source;
	/* Without the kernel's help any number that differs from run to run will do. */
	if (getrandom(&seed, sizeof(seed), GRND_NONBLOCK) != sizeof(seed))
		seed = (uint32_t)getpid() ^ (uint32_t)time(NULL);
	return seed;
}

const struct source_ops source_files_ops = {
	.match = match,
	.read = read_file,
	.environment = environment,
	.random_seed = random_seed,
};
