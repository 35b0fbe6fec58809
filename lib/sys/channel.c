/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/sys/channel.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "lib/sys/fdutil.h"

#define FDS_SIZE (sizeof(int) * CHANNEL_FDS_MAX)

/* The control part of a message with room for as many descriptors as there may be. */
union control {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(FDS_SIZE)];
};

struct kept { /* in the outbox; the message follows */
	size_t n_fds;
	int fds[CHANNEL_FDS_MAX]; /* owned */
};

int channel_pair(int ret_fds[2])
{
	int r = socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ret_fds);

	return r < 0 ? -errno : 0;
}

static void close_all(int *fds, size_t n)
{
	for (size_t i = 0; i < n; i++)
		fd_close(&fds[i]);
}

static void drop_first(struct fifo *outbox)
{
	size_t len;
	struct kept *kept = fifo_first(outbox, &len);

	close_all(kept->fds, kept->n_fds);
	fifo_drop(outbox);
}

void channel_close(struct channel *c)
{
	if (!ev_is_started(&c->io.ev))
		return;
	ev_io_stop(&c->io);
	fd_close(&c->io.fd);
	while (c->outbox.n)
		drop_first(&c->outbox);
	fifo_release(&c->outbox);
}

/* The last thing that happens: on_end may free the channel. */
static void end(struct channel *c, int error)
{
	channel_close(c);
	c->on_end(c, error);
}

/* -- sending --------------------------------------------------------------------------------- */

static int send_message(int fd, const void *bytes, size_t len, const int *fds, size_t n_fds)
{
	/* Because: sendmsg() is declared for a message that it could write to, which it does not. */
	struct iovec part = { .iov_base = (void *)(uintptr_t)bytes, .iov_len = len };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
	union control control = { 0 };
	ssize_t n;

	if (n_fds) {
		struct cmsghdr *header = &control.align;

		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(sizeof(int) * n_fds);
		memcpy(CMSG_DATA(header), fds, sizeof(int) * n_fds);
		message.msg_control = control.bytes;
		message.msg_controllen = CMSG_SPACE(sizeof(int) * n_fds);
	}
	do {
		n = sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
	} while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : 0;
}

static bool is_gone(int error)
{
	return error == -EPIPE || error == -ECONNRESET;
}

static int duplicate(const int *fds, size_t n, int *ret_fds)
{
	for (size_t i = 0; i < n; i++) {
		ret_fds[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, 0);
		if (ret_fds[i] < 0) {
			int error = errno;

			close_all(ret_fds, i);
			return -error;
		}
	}
	return 0;
}

static int keep(struct channel *c, const void *bytes, size_t len, const int *fds, size_t n_fds)
{
	struct kept kept = { .n_fds = n_fds };
	char *record;
	int r = duplicate(fds, n_fds, kept.fds);

	if (r < 0)
		return r;
	record = fifo_put(&c->outbox, sizeof(kept) + len);
	if (!record) {
		close_all(kept.fds, n_fds);
		return -ENOBUFS;
	}
	memcpy(record, &kept, sizeof(kept));
	memcpy(record + sizeof(kept), bytes, len);
	ev_io_want(&c->io, EV_READ | EV_WRITE);
	return 0;
}

int channel_send(struct channel *c, const void *bytes, size_t len, const int *fds, size_t n_fds)
{
	int r = -EAGAIN;

	assert(len && len <= CHANNEL_MESSAGE_MAX && n_fds <= CHANNEL_FDS_MAX);
	if (!ev_is_started(&c->io.ev))
		return -EPIPE;
	if (!c->outbox.n)
		r = send_message(c->io.fd, bytes, len, fds, n_fds);
	if (is_gone(r))
		return -EPIPE;
	return r == -EAGAIN ? keep(c, bytes, len, fds, n_fds) : r;
}

/* 0, or what broke the channel. */
static int send_kept(struct channel *c)
{
	while (c->outbox.n) {
		size_t len;
		struct kept *kept = fifo_first(&c->outbox, &len);
		int r = send_message(c->io.fd, kept + 1, len - sizeof(*kept), kept->fds,
				     kept->n_fds);

		if (r == -EAGAIN)
			return 0;
		if (r < 0 && !is_gone(r))
			return r;
		/* With nobody to take it there is nothing to keep; its end is about to be read. */
		drop_first(&c->outbox);
	}
	ev_io_want(&c->io, EV_READ);
	return 0;
}

/* -- receiving ------------------------------------------------------------------------------- */

struct received {
	ssize_t len; /* or a negative errno */
	size_t n_fds;
	int fds[CHANNEL_FDS_MAX];
};

static void take_fds(struct msghdr *message, struct received *received)
{
	struct cmsghdr *header;

	for (header = CMSG_FIRSTHDR(message); header; header = CMSG_NXTHDR(message, header)) {
		if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
			continue;
		received->n_fds = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		memcpy(received->fds, CMSG_DATA(header), sizeof(int) * received->n_fds);
	}
}

static struct received receive(int fd, void *bytes, size_t size)
{
	struct iovec part = { .iov_base = bytes, .iov_len = size };
	union control control;
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes),
	};
	struct received received = { 0 };

	do {
		received.len = recvmsg(fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
		/* A reset is told once, before what the other side had sent. */
	} while (received.len < 0 && (errno == EINTR || errno == ECONNRESET));
	if (received.len < 0) {
		received.len = -errno;
		return received;
	}
	take_fds(&message, &received);
	if (message.msg_flags & MSG_TRUNC)
		received.len = -EMSGSIZE;
	else if (message.msg_flags & MSG_CTRUNC)
		received.len = -EMFILE;
	return received;
}

static void on_ready(struct ev_io *io, unsigned ready)
{
	struct channel *c = container_of(io, struct channel, io);
	char bytes[CHANNEL_MESSAGE_MAX];
	struct received received;
	int r = ready & EV_WRITE ? send_kept(c) : 0;

	if (r < 0) {
		end(c, r);
		return;
	}
	if (!(ready & EV_READ))
		return;

	/* One message a turn, since its callback may close the channel, or free it. */
	received = receive(io->fd, bytes, sizeof(bytes));
	if (received.len > 0)
		c->on_message(c, bytes, (size_t)received.len, received.fds, received.n_fds);
	else if (received.len != -EAGAIN)
		end(c, (int)received.len);
	close_all(received.fds, received.n_fds);
}

void channel_open(struct channel *c, struct loop *loop, int fd, size_t outbox)
{
	fifo_init(&c->outbox, outbox);
	c->io.on_ready = on_ready;
	ev_io_start(loop, &c->io, fd, EV_READ);
}
