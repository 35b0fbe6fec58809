/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/sys/pidfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/sys/fdutil.h"

#define TEXT_LEN 24

static int open_plain(const char *path, int flags)
{
	_cleanup_close_ int fd = -1;
	struct stat st;

	fd = open(path, flags | O_RDWR | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC, 0644);
	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) < 0)
		return -errno;
	return S_ISREG(st.st_mode) ? take_fd(&fd) : -EINVAL;
}

static int lock(int fd)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (fcntl(fd, F_OFD_SETLK, &whole) == 0)
		return 0;
	return errno == EACCES ? -EAGAIN : -errno;
}

/* Is what @path names the file that @fd has open? */
static bool is_at(int fd, const char *path)
{
	struct stat open, named;

	return fstat(fd, &open) == 0 && lstat(path, &named) == 0 && open.st_dev == named.st_dev &&
	       open.st_ino == named.st_ino;
}

int pidfile_open(struct pidfile *p, const char *path)
{
	_cleanup_close_ int fd = -1;
	int r;

	/* Again where the one who held it has removed it before we had the lock. */
	do {
		fd_close(&fd);
		fd = open_plain(path, O_CREAT);
		if (fd < 0)
			return fd;
		r = lock(fd);
		if (r < 0)
			return r;
	} while (!is_at(fd, path));

	/* Whatever the umask. */
	if (fchmod(fd, 0644) < 0 || ftruncate(fd, 0) < 0)
		return -errno;
	*p = (struct pidfile){ .fd = take_fd(&fd), .path = path };
	return 0;
}

int pidfile_write(struct pidfile *p, pid_t pid)
{
	char text[TEXT_LEN];
	int len = snprintf(text, sizeof(text), "%d\n", (int)pid);
	ssize_t n;

	/* In place, so that at no moment it says half of it. */
	n = pwrite(p->fd, text, (size_t)len, 0);
	if (n < 0)
		return -errno;
	if (n < len)
		return -ENOSPC;
	return ftruncate(p->fd, len) < 0 ? -errno : 0;
}

void pidfile_close(struct pidfile *p)
{
	fd_close(&p->fd);
}

void pidfile_remove(struct pidfile *p)
{
	if (p->fd >= 0 && is_at(p->fd, p->path))
		unlink(p->path);
	pidfile_close(p);
}

static bool says(int fd, pid_t pid)
{
	char text[TEXT_LEN];
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);

	if (n <= 0)
		return false;
	text[n] = '\0';
	return strtol(text, NULL, 10) == pid;
}

int pidfile_clear(const char *path, pid_t pid)
{
	_cleanup_close_ int fd = open_plain(path, 0);
	int r;

	if (fd == -ENOENT)
		return 0;
	if (fd < 0)
		return fd;
	r = lock(fd);
	if (r < 0)
		return r;
	if (!says(fd, pid) || !is_at(fd, path))
		return -ESTALE;
	return unlink(path) < 0 ? -errno : 0;
}
