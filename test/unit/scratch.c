/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test/unit/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/sys/fdutil.h"

int scratch_setup(void **state)
{
	struct scratch *s = calloc(1, sizeof(*s));
	char path[] = "/tmp/ka-unit-XXXXXX";
	char *real;

	assert_non_null(s);
	arena_init(&s->arena);
	assert_non_null(mkdtemp(path));
	assert_int_equal(chmod(path, 0755), 0);
	real = realpath(path, NULL);
	assert_non_null(real);
	s->path = arena_strdup(&s->arena, real);
	free(real);
	*state = s;
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

int scratch_teardown(void **state)
{
	struct scratch *s = *state;

	nftw(s->path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	arena_release(&s->arena);
	free(s);
	return 0;
}

const char *scratch_path(struct scratch *s, const char *name)
{
	return arena_printf(&s->arena, "%s/%s", s->path, name);
}

const char *scratch_file(struct scratch *s, const char *name, const char *content, mode_t mode)
{
	const char *path = scratch_path(s, name);
	_cleanup_close_ int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write_all(fd, content, strlen(content)), 0);
	assert_int_equal(fchmod(fd, mode), 0);
	return path;
}

const char *scratch_directory(struct scratch *s, const char *name, mode_t mode)
{
	const char *path = scratch_path(s, name);

	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(chmod(path, mode), 0);
	return path;
}

const char *scratch_link(struct scratch *s, const char *name, const char *target)
{
	const char *path = scratch_path(s, name);

	assert_int_equal(symlink(target, path), 0);
	return path;
}
