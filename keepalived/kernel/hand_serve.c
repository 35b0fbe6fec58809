/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/kernel/hand_serve.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "keepalived/kernel/hand_wire.h"
#include "keepalived/kernel/k_link.h"
#include "lib/base/ka.h"
#include "lib/base/vec.h"
#include "lib/sys/fdutil.h"
#include "lib/sys/netlink.h"

#define COMM "ka-hand"

struct member { /* of a group */
	struct hand_join what;
	int fd; /* owned */
};

struct server {
	int fd;
	struct netlink *requests; /* owned; its port is what notifications of our acts have */
	struct netlink *dumps;    /* owned */
	int links;                /* owned; a socket to ask for links with, -1 until that is wanted */
	union {
		struct hand_request request;
		char bytes[HAND_PACKET_SIZE];
	} in;
	size_t len; /* of what follows the request */
	int passed; /* owned; the socket that came with the request, or -1 */
	VEC(struct member) members;
	VEC(int32_t) errors;
	VEC(char) part;     /* of a dump, not yet sent */
	bool is_incomplete; /* the dump */
	bool is_lost;       /* the worker has gone */
};

static char *payload_of(struct server *s)
{
	return s->in.bytes + sizeof(s->in.request);
}

static void say(struct server *s, const struct hand_answer *answer, const void *bytes, size_t len)
{
	struct iovec parts[] = {
		{ .iov_base = (void *)(uintptr_t)answer, .iov_len = sizeof(*answer) },
		{ .iov_base = (void *)(uintptr_t)bytes, .iov_len = len },
	};
	const struct msghdr packet = { .msg_iov = parts, .msg_iovlen = ARRAY_SIZE(parts) };
	ssize_t r;

	do
		r = sendmsg(s->fd, &packet, MSG_NOSIGNAL);
	while (r < 0 && errno == EINTR);
	s->is_lost = s->is_lost || r < 0;
}

static struct hand_answer answer_to(const struct server *s, enum hand_word word, int status)
{
	return (struct hand_answer){ .seq = s->in.request.seq, .word = word, .status = status };
}

/* Batches */

static void do_batch(struct server *s)
{
	struct hand_answer answer;
	size_t n = s->in.request.n;
	int r;

	/* None is shorter than its header, so a count that cannot be takes no memory. */
	if (n > s->len / sizeof(struct nlmsghdr))
		n = 0;
	vec_reserve(&s->errors, n);
	r = netlink_run(s->requests, payload_of(s), s->len, s->errors.at, n);
	answer = answer_to(s, HAND_DONE, r);
	answer.n = r == 0 ? (uint32_t)n : 0;
	say(s, &answer, s->errors.at, answer.n * sizeof(s->errors.at[0]));
}

/* Dumps */

static void send_part(struct server *s)
{
	struct hand_answer answer = answer_to(s, HAND_PART, 0);

	if (s->part.n > 0)
		say(s, &answer, s->part.at, s->part.n);
	s->part.n = 0;
}

static void on_message(void *context, const struct nlmsghdr *message)
{
	const size_t room = HAND_PACKET_SIZE - sizeof(struct hand_answer);
	struct server *s = context;
	size_t len = NLMSG_ALIGN(message->nlmsg_len);

	if (len > room) {
		s->is_incomplete = true;
		return;
	}
	if (s->part.n + len > room)
		send_part(s);
	vec_reserve(&s->part, room);
	memcpy(s->part.at + s->part.n, message, message->nlmsg_len);
	memset(s->part.at + s->part.n + message->nlmsg_len, 0, len - message->nlmsg_len);
	s->part.n += len;
}

static void do_dump(struct server *s)
{
	struct hand_answer answer;
	int r;

	s->is_incomplete = false;
	r = netlink_dump(s->dumps, (uint16_t)s->in.request.n, payload_of(s), s->len, on_message, s);
	send_part(s);
	answer = answer_to(s, HAND_DONE, r == 0 && s->is_incomplete ? -EMSGSIZE : r);
	say(s, &answer, NULL, 0);
}

/* Groups */

static int join(int fd, const struct hand_join *wish)
{
	struct group_req request = { .gr_interface = wish->index };
	int level;

	if (wish->group.family == ADDR_IPV4) {
		struct sockaddr_in *group = (struct sockaddr_in *)&request.gr_group;

		level = IPPROTO_IP;
		group->sin_family = AF_INET;
		memcpy(&group->sin_addr, wish->group.bytes, sizeof(group->sin_addr));
	} else {
		struct sockaddr_in6 *group = (struct sockaddr_in6 *)&request.gr_group;

		level = IPPROTO_IPV6;
		group->sin6_family = AF_INET6;
		memcpy(&group->sin6_addr, wish->group.bytes, sizeof(group->sin6_addr));
	}
	if (setsockopt(fd, level, MCAST_JOIN_GROUP, &request, sizeof(request)) < 0)
		return -errno;
	return 0;
}

/*
 * Because: closing the last descriptor of a member takes the lock, too, also in exit(). As long as this
 * process has one, the worker can close its own, or die, without waiting.
 */
static void keep(struct server *s, const struct hand_join *wish)
{
	vec_push(&s->members, ((struct member){ .what = *wish, .fd = take_fd(&s->passed) }));
}

static void do_join(struct server *s)
{
	struct hand_answer answer = answer_to(s, HAND_DONE, -EBADMSG);
	struct hand_join wish;

	if (s->len == sizeof(wish) && s->passed >= 0) {
		memcpy(&wish, payload_of(s), sizeof(wish));
		answer.status = join(s->passed, &wish);
		if (answer.status == 0 || answer.status == -EADDRINUSE)
			keep(s, &wish);
	}
	say(s, &answer, NULL, 0);
}

/* The first that came: sockets come and go in the same order. */
static void do_leave(struct server *s)
{
	struct hand_answer answer = answer_to(s, HAND_DONE, -EBADMSG);
	struct hand_join wish;
	size_t i = 0;

	if (s->len == sizeof(wish)) {
		memcpy(&wish, payload_of(s), sizeof(wish));
		while (i < s->members.n && (s->members.at[i].what.index != wish.index ||
					    !addr_equal(&s->members.at[i].what.group, &wish.group)))
			i++;
		answer.status = i < s->members.n ? 0 : -ENOENT;
	}
	if (answer.status == 0) {
		fd_close(&s->members.at[i].fd);
		s->members.n--;
		memmove(&s->members.at[i], &s->members.at[i + 1], (s->members.n - i) * sizeof(s->members.at[0]));
	}
	say(s, &answer, NULL, 0);
}

/* Members are many where interfaces are. */
static void raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	(void)!setrlimit(RLIMIT_NOFILE, &limit);
}

/* Links */

static int ask_link(struct server *s)
{
	char name[IFNAMSIZ] = "";

	if (s->len >= sizeof(name))
		return -EBADMSG;
	memcpy(name, payload_of(s), s->len);
	if (s->links < 0)
		s->links = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (s->links < 0)
		return -errno;
	return k_link_ask(s->links, (enum conf_linkbeat_method)s->in.request.n, name);
}

static void do_link(struct server *s)
{
	struct hand_answer answer = answer_to(s, HAND_DONE, ask_link(s));

	say(s, &answer, NULL, 0);
}

/* The process */

static void do_request(struct server *s)
{
	struct hand_answer answer = answer_to(s, HAND_DONE, -EBADMSG);

	switch ((enum hand_verb)s->in.request.verb) {
	case HAND_BATCH: do_batch(s); return;
	case HAND_DUMP: do_dump(s); return;
	case HAND_JOIN: do_join(s); return;
	case HAND_LEAVE: do_leave(s); return;
	case HAND_LINK: do_link(s); return;
	}
	say(s, &answer, NULL, 0);
}

static int passed_with(struct msghdr *packet)
{
	struct cmsghdr *extra = CMSG_FIRSTHDR(packet);
	int fd = -1;

	if (extra && extra->cmsg_level == SOL_SOCKET && extra->cmsg_type == SCM_RIGHTS &&
	    extra->cmsg_len >= CMSG_LEN(sizeof(fd)))
		memcpy(&fd, CMSG_DATA(extra), sizeof(fd));
	return fd;
}

static bool hear(struct server *s)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} extra;
	struct iovec part = { .iov_base = s->in.bytes, .iov_len = sizeof(s->in.bytes) };
	struct msghdr packet = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &extra,
		.msg_controllen = sizeof(extra),
	};
	ssize_t len;

	do
		len = recvmsg(s->fd, &packet, MSG_CMSG_CLOEXEC);
	while (len < 0 && errno == EINTR);
	if (len < (ssize_t)sizeof(s->in.request))
		return false;
	s->len = (size_t)len - sizeof(s->in.request);
	s->passed = passed_with(&packet);
	return true;
}

static void serve(struct server *s)
{
	const struct hand_answer ready = {
		.word = HAND_READY,
		.n = netlink_port(s->requests),
	};

	say(s, &ready, NULL, 0);
	while (!s->is_lost && hear(s)) {
		do_request(s);
		fd_close(&s->passed);
	}
}

static int open_sockets(struct server *s)
{
	int r;

	r = netlink_open(NETLINK_ROUTE, &s->requests);
	if (r < 0)
		return r;
	return netlink_open(NETLINK_ROUTE, &s->dumps);
}

int hand_serve(int fd)
{
	struct server s = { .fd = fd, .passed = -1, .links = -1 };
	int r;

	prctl(PR_SET_NAME, COMM);
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK); /* this process has nothing else to do */
	raise_limit();
	r = open_sockets(&s);
	if (r == 0)
		serve(&s);
	netlink_close(&s.requests);
	netlink_close(&s.dumps);
	fd_close(&s.links);
	vec_release(&s.errors);
	vec_release(&s.part);
	vec_release(&s.members); /* what they had open goes with the process */
	return r == 0 ? 0 : 1;
}
