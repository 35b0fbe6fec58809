/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/sys/stream.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/sys/fdutil.h"
#include "lib/sys/tls.h"

union peer_name {
	struct sockaddr any;
	struct sockaddr_in ipv4;
	struct sockaddr_in6 ipv6;
};

void stream_init(struct stream *s)
{
	*s = (struct stream){ .fd = -1 };
}

void stream_close(struct stream *s)
{
	s->tls = tls_free(s->tls);
	fd_close(&s->fd);
}

static socklen_t name_peer(const struct stream_peer *to, union peer_name *ret)
{
	if (to->addr.family == ADDR_IPV4) {
		ret->ipv4 = (struct sockaddr_in){
			.sin_family = AF_INET,
			.sin_port = htons(to->port),
		};
		memcpy(&ret->ipv4.sin_addr, to->addr.bytes, sizeof(ret->ipv4.sin_addr));
		return sizeof(ret->ipv4);
	}

	ret->ipv6 = (struct sockaddr_in6){
		.sin6_family = AF_INET6,
		.sin6_port = htons(to->port),
		.sin6_scope_id = to->zone,
	};
	memcpy(&ret->ipv6.sin6_addr, to->addr.bytes, sizeof(ret->ipv6.sin6_addr));
	return sizeof(ret->ipv6);
}

int stream_open(struct stream *s, const struct stream_peer *to)
{
	union peer_name name;
	socklen_t len = name_peer(to, &name);
	_cleanup_close_ int fd = -1;

	fd = socket(name.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
	if (fd < 0)
		return -errno;
	if (to->mark && setsockopt(fd, SOL_SOCKET, SO_MARK, &to->mark, sizeof(to->mark)) < 0)
		return -errno;

	/* What is said at once is told by stream_connected(), so that there is one place for it. */
	s->error = connect(fd, &name.any, len) < 0 && errno != EINPROGRESS ? errno : 0;
	s->fd = take_fd(&fd);
	return 0;
}

static enum io_result fail(struct stream *s, int error)
{
	s->error = error;
	return IO_FAILED;
}

enum io_result stream_connected(struct stream *s)
{
	struct pollfd p = { .fd = s->fd, .events = POLLOUT };
	int error = s->error;
	socklen_t len = sizeof(error);

	if (error)
		return IO_FAILED;
	if (poll(&p, 1, 0) <= 0)
		return IO_WANT_WRITE;
	if (getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &error, &len) < 0)
		error = errno;
	return error ? fail(s, error) : IO_DONE;
}

bool stream_secure(struct stream *s, struct tls_client *client, const char *name)
{
	s->tls = tls_new(client, s->fd, name);
	return s->tls != NULL;
}

enum io_result stream_handshake(struct stream *s)
{
	return tls_handshake(s->tls);
}

static enum io_result refusal(struct stream *s, enum io_result wish)
{
	if (errno == EAGAIN || errno == EINTR)
		return wish;
	return fail(s, errno);
}

enum io_result stream_send(struct stream *s, const void *bytes, size_t len, size_t *ret_n)
{
	ssize_t n;

	if (s->tls)
		return tls_write(s->tls, bytes, len, ret_n);

	n = send(s->fd, bytes, len, MSG_NOSIGNAL);
	if (n < 0)
		return refusal(s, IO_WANT_WRITE);
	*ret_n = (size_t)n;
	return IO_DONE;
}

enum io_result stream_receive(struct stream *s, void *bytes, size_t len, size_t *ret_n)
{
	ssize_t n;

	if (s->tls)
		return tls_read(s->tls, bytes, len, ret_n);

	n = recv(s->fd, bytes, len, 0);
	if (n < 0)
		return refusal(s, IO_WANT_READ);
	*ret_n = (size_t)n;
	return n ? IO_DONE : IO_CLOSED;
}

const char *stream_error(const struct stream *s)
{
	if (s->error)
		return strerrordesc_np(s->error);
	return s->tls ? tls_error(s->tls) : "";
}
