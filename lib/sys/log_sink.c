/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/sys/log_sink.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/sys/fdutil.h"

#define BATCH   32
#define BATCHES 4   /* sent on in one go: the caller has something better to do */
#define LINE    200 /* enough for a line that says how many were lost */

#define FIRST_PAUSE   span_seconds(1)
#define LONGEST_PAUSE span_seconds(60)

static void on_drain(struct ev_io *io, unsigned ready);
static void on_retry(struct ev_timer *timer);

void log_sink_init(struct log_sink *s, const char *path, int fd)
{
	*s = (struct log_sink){
		.path = path,
		.fd = fd,
		.pause = FIRST_PAUSE,
		.drain = { .ev = { .name = "log drain" }, .on_ready = on_drain },
		.retry = { .ev = { .name = "log retry" }, .on_due = on_retry },
	};
	fifo_init(&s->kept, LOG_KEPT_MAX);
}

static void disconnect(struct log_sink *s)
{
	ev_io_stop(&s->drain);
	if (s->path)
		fd_close(&s->fd);
	s->fd = -1;
}

/* Connected, since only then the kernel tells when the other side takes more. */
static int connect_to(const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	_cleanup_close_ int fd = -1;

	if (strlen(path) >= sizeof(to.sun_path))
		return -ENAMETOOLONG;
	memcpy(to.sun_path, path, strlen(path));
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (const struct sockaddr *)&to, sizeof(to)) < 0)
		return -errno;
	return take_fd(&fd);
}

static bool is_patience(int error)
{
	return error == -EAGAIN || error == -ENOBUFS;
}

/* As many as go in one call; their number or a negative errno. */
static int send_datagrams(const struct log_sink *s)
{
	struct mmsghdr messages[BATCH];
	struct iovec lines[BATCH];
	unsigned n = 0;
	size_t len;
	int sent;

	for (void *line = fifo_first(&s->kept, &len); line && n < BATCH;
	     line = fifo_next(&s->kept, line, &len), n++) {
		lines[n] = (struct iovec){ .iov_base = line, .iov_len = len };
		messages[n] =
			(struct mmsghdr){ .msg_hdr = { .msg_iov = &lines[n], .msg_iovlen = 1 } };
	}
	sent = sendmmsg(s->fd, messages, n, MSG_DONTWAIT | MSG_NOSIGNAL);
	return sent < 0 ? -errno : sent;
}

/*
 * One line. The descriptor may be blocking, and is not ours to change; but a pipe or terminal that is
 * ready takes a line of no more than PIPE_BUF bytes without waiting.
 */
static int write_line(const struct log_sink *s)
{
	struct pollfd ready = { .fd = s->fd, .events = POLLOUT };
	size_t len;
	const void *line = fifo_first(&s->kept, &len);
	ssize_t n;

	if (poll(&ready, 1, 0) < 0)
		return -errno;
	if (!(ready.revents & (POLLOUT | POLLERR | POLLNVAL)))
		return -EAGAIN;
	do {
		n = write(s->fd, line, len);
	} while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : 1;
}

static int send_some(struct log_sink *s)
{
	int r;

	if (!s->path)
		return s->fd < 0 ? -EBADF : write_line(s);

	/* Twice: the daemon may have been started anew since the last line. */
	for (int attempt = 0; attempt < 2; attempt++) {
		if (s->fd < 0)
			s->fd = connect_to(s->path);
		if (s->fd < 0) {
			r = s->fd;
			s->fd = -1;
			return r;
		}
		r = send_datagrams(s);
		if (r >= 0 || is_patience(r))
			break;
		disconnect(s);
	}
	return r;
}

static bool keep(struct log_sink *s, const char *line, size_t len)
{
	void *record = fifo_put(&s->kept, len);

	if (record)
		memcpy(record, line, len);
	return record;
}

/*
 * Say what was lost. Not before half of the room is free again: saying so for every line that still
 * fits somewhere would take the room of those.
 */
static void keep_lost(struct log_sink *s)
{
	char line[LINE];

	if (!s->lost || fifo_used(&s->kept) > LOG_KEPT_MAX / 2)
		return;
	if (keep(s, line, s->tell_lost(s, s->lost, line, sizeof(line))))
		s->lost = 0;
}

static void arrange(struct log_sink *s)
{
	if (!s->kept.n) {
		s->pause = FIRST_PAUSE;
		ev_io_stop(&s->drain);
		ev_timer_stop(&s->retry);
	} else if (s->loop && s->fd >= 0) {
		ev_timer_stop(&s->retry);
		if (!ev_is_started(&s->drain.ev))
			ev_io_start(s->loop, &s->drain, s->fd, EV_WRITE);
	} else if (s->loop && !ev_is_started(&s->retry.ev)) {
		ev_timer_start(s->loop, &s->retry, mono_after(loop_now(s->loop), s->pause));
	}
}

static void flush(struct log_sink *s)
{
	int r = 0;

	for (int batch = 0; batch < BATCHES && s->kept.n && r >= 0; batch++) {
		r = send_some(s);
		for (int i = 0; i < r; i++)
			fifo_drop(&s->kept);
		if (!s->kept.n)
			keep_lost(s);
	}
	/* A stream with nobody at its other end will not come back. */
	if (r < 0 && !is_patience(r) && !s->path) {
		disconnect(s);
		fifo_release(&s->kept);
	}
	arrange(s);
}

static void on_drain(struct ev_io *io, unsigned ready)
{
	(void)ready;
	flush(container_of(io, struct log_sink, drain));
}

static void on_retry(struct ev_timer *timer)
{
	struct log_sink *s = container_of(timer, struct log_sink, retry);

	s->pause.us = MIN(2 * s->pause.us, LONGEST_PAUSE.us);
	flush(s);
}

void log_sink_add(struct log_sink *s, const char *line, size_t len)
{
	keep_lost(s);
	if (s->lost || !keep(s, line, len))
		s->lost++;
	flush(s);
}

void log_sink_watch(struct log_sink *s, struct loop *loop)
{
	ev_io_stop(&s->drain);
	ev_timer_stop(&s->retry);
	s->loop = loop;
	arrange(s);
}

/* Milliseconds until @deadline; 0 if it has come. */
static int left_until(struct mono deadline)
{
	struct span left = mono_between(loop_clock(), deadline);

	return left.us > 0 ? (int)(left.us / 1000) : 0;
}

void log_sink_close(struct log_sink *s, struct mono deadline)
{
	int ms;

	log_sink_watch(s, NULL);
	flush(s);
	while (s->kept.n && s->fd >= 0 && (ms = left_until(deadline)) > 0) {
		struct pollfd ready = { .fd = s->fd, .events = POLLOUT };

		if (poll(&ready, 1, ms) > 0)
			flush(s);
	}
	disconnect(s);
	fifo_release(&s->kept);
}

void log_sink_forget(struct log_sink *s)
{
	size_t (*tell_lost)(const struct log_sink *, unsigned long, char *, size_t) = s->tell_lost;
	int fd = s->path ? -1 : s->fd;

	fifo_release(&s->kept);
	log_sink_init(s, s->path, fd);
	s->tell_lost = tell_lost;
}
