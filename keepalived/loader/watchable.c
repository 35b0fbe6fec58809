/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/loader/watchable.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define MOST_LINKS 40 /* the kernel's own limit */

/* File systems whose files change without a word to inotify, by the numbers statfs() gives them. */
static const uint32_t silent[] = {
	0x00009fa0, /* proc */
	0x62656572, /* sysfs */
	0x0027e0eb, /* cgroup */
	0x63677270, /* cgroup2 */
	0x64626720, /* debugfs */
	0x74726163, /* tracefs */
	0x00001cd1, /* devpts */
	0xde5e81e4, /* efivarfs */
	0x65735546, /* fuse */
	0x19800202, /* mqueue */
	0x00006969, /* nfs */
	0x50495045, /* pipefs */
	0x00007275, /* romfs */
	0xf97cff8c, /* selinuxfs */
	0x0000517b, /* smb */
	0x534f434b, /* sockfs */
	0x012ff7b4, /* sysv: Xenix, */
	0x012ff7b5, /* System V 4, */
	0x012ff7b6, /* System V 2, */
	0x012ff7b7, /* Coherent */
	0xcafe4a11, /* bpf */
};

static const char *directory_of(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? arena_strndup(a, path, (size_t)(slash - path) + 1) : ".";
}

/* Where the file itself is, or would be, when @path is a link to it; NULL: nowhere. */
static const char *follow_links(struct arena *a, const char *path)
{
	for (unsigned i = 0; i < MOST_LINKS; i++) {
		char target[PATH_MAX];
		ssize_t len = readlink(path, target, sizeof(target) - 1);

		if (len < 0)
			return path;
		target[len] = '\0';
		path = target[0] == '/' ? arena_strdup(a, target)
					: arena_printf(a, "%s/%s", directory_of(a, path), target);
	}
	return NULL;
}

static bool is_silent(const struct statfs *fs)
{
	for (size_t i = 0; i < ARRAY_SIZE(silent); i++) {
		if ((uint32_t)fs->f_type == silent[i])
			return true;
	}
	return false;
}

enum world_directory watchable_directory(struct arena *a, const char *file)
{
	const char *path = follow_links(a, file);
	const char *directory = path ? directory_of(a, path) : "";
	struct stat st;
	struct statfs fs;

	if (stat(directory, &st) < 0)
		return errno == EACCES ? WORLD_DIR_NO_ACCESS : WORLD_DIR_MISSING;
	if (!S_ISDIR(st.st_mode))
		return WORLD_DIR_MISSING;
	/* inotify asks for r, opening the file for x. */
	if (faccessat(AT_FDCWD, directory, R_OK | X_OK, AT_EACCESS) < 0 ||
	    statfs(directory, &fs) < 0)
		return WORLD_DIR_NO_ACCESS;
	return (fs.f_flags & ST_RDONLY) || is_silent(&fs) ? WORLD_DIR_NOT_WATCHABLE
							  : WORLD_DIR_GOOD;
}
