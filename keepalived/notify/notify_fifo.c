/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/notify/notify_fifo.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/sys/fdutil.h"

static bool is_ours(const struct stat *st, const struct conf_fifo *conf)
{
	return S_ISFIFO(st->st_mode) && (st->st_uid == geteuid() || st->st_uid == conf->uid);
}

/* Asked before it is opened, for opening a device may do something, and again of what was opened. */
static int open_checked(const struct conf_fifo *conf, int *ret_fd)
{
	_cleanup_close_ int fd = -1;
	struct stat         st;

	if (stat(conf->path, &st) < 0)
		return -errno;
	if (!is_ours(&st, conf))
		return -EPERM;
	fd = open(conf->path, O_RDWR | O_NONBLOCK | O_CLOEXEC); /* as reader, too: it never has none */
	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (!is_ours(&st, conf))
		return -EPERM;
	*ret_fd = take_fd(&fd);
	return 0;
}

int notify_fifo_open(struct notify_fifo *f, const struct conf_fifo *conf)
{
	int r;

	*f = (struct notify_fifo){ .path = conf->path, .fd = -1 };
	f->is_made = mkfifo(conf->path, 0644) == 0;
	if (!f->is_made && errno != EEXIST)
		return -errno;
	r = open_checked(conf, &f->fd);
	if (r == 0 && f->is_made && fchown(f->fd, conf->uid, conf->gid) < 0)
		r = -errno;
	if (r == 0)
		return 0;
	if (f->is_made)
		unlink(f->path);
	fd_close(&f->fd);
	f->is_made = false;
	return r;
}

void notify_fifo_close(struct notify_fifo *f)
{
	struct stat held, there;

	if (f->fd < 0)
		return;
	if (f->is_made && fstat(f->fd, &held) == 0 && lstat(f->path, &there) == 0 && held.st_dev == there.st_dev &&
	    held.st_ino == there.st_ino)
		unlink(f->path);
	fd_close(&f->fd);
}

int notify_fifo_write(int fd, const char *line, size_t len)
{
	ssize_t n = write(fd, line, len);

	if (n < 0)
		return -errno;
	return (size_t)n == len ? 0 : -EIO;
}
