/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/sys/netlink.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <netlink/attr.h>
#include <netlink/errno.h>
#include <netlink/handlers.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>

/* Larger than any message of the kernel but a dump's, which libnl reads. */
#define BUFFER_SIZE 65536

/* Of a socket: what Linux gives any, which is more than libnl does. */
#define RECEIVE_BUFFER 212992

/* So many requests can be sent at once, and their answers fit into the buffer whatever they are. */
#define MOST_AT_ONCE	   200
#define MOST_BYTES_AT_ONCE 32768

struct netlink {
	struct nl_sock *socket; /* owned */
	char *buffer;           /* owned; for what libnl does not read */
	uint32_t seq;           /* of the next request that libnl does not send */
	void (*on_message)(void *context, const struct nlmsghdr *message);
	void *context;
	int error; /* what the kernel answered; negative errno */
};

/* libnl's own numbers; what the kernel answers does not come this way. */
static int errno_of(int nle)
{
	switch (abs(nle)) {
	case NLE_SUCCESS: return 0;
	case NLE_INTR: return -EINTR;
	case NLE_AGAIN:
	case NLE_DUMP_INTR: return -EAGAIN;
	case NLE_NOMEM: return -ENOBUFS;
	case NLE_PERM: return -EPERM;
	case NLE_NOACCESS: return -EACCES;
	case NLE_AF_NOSUPPORT: return -EAFNOSUPPORT;
	case NLE_PROTO_MISMATCH: return -EPROTONOSUPPORT;
	case NLE_OPNOTSUPP: return -EOPNOTSUPP;
	case NLE_INVAL: return -EINVAL;
	default: return -EIO;
	}
}

static int on_valid(struct nl_msg *message, void *context)
{
	struct netlink *netlink = context;

	netlink->on_message(netlink->context, nlmsg_hdr(message));
	return NL_OK;
}

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *answer, void *context)
{
	struct netlink *netlink = context;

	(void)from;
	netlink->error = answer->error;
	return NL_STOP;
}

/* Errors without the request they are about: more of them fit. A kernel that cannot is no worse. */
static void answer_briefly(const struct netlink *netlink)
{
	int on = 1;

	(void)setsockopt(netlink_fd(netlink), SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
}

int netlink_open(int protocol, struct netlink **ret_netlink)
{
	struct netlink *netlink = calloc(1, sizeof(*netlink));
	int r;

	if (!netlink)
		abort();
	netlink->socket = nl_socket_alloc();
	if (!netlink->socket)
		abort();

	r = nl_connect(netlink->socket, protocol);
	if (r < 0) {
		netlink_close(&netlink);
		return errno_of(r);
	}
	answer_briefly(netlink);
	r = netlink_set_buffer(netlink, RECEIVE_BUFFER, false);
	if (r < 0) {
		netlink_close(&netlink);
		return r;
	}
	nl_socket_modify_cb(netlink->socket, NL_CB_VALID, NL_CB_CUSTOM, on_valid, netlink);
	nl_socket_modify_err_cb(netlink->socket, NL_CB_CUSTOM, on_error, netlink);
	*ret_netlink = netlink;
	return 0;
}

void netlink_close(struct netlink **netlink)
{
	if (!*netlink)
		return;
	nl_socket_free((*netlink)->socket);
	free((*netlink)->buffer);
	free(*netlink);
	*netlink = NULL;
}

int netlink_dump(struct netlink *netlink, uint16_t type, const void *payload, size_t len,
		 void (*on_message)(void *context, const struct nlmsghdr *message), void *context)
{
	int r;

	netlink->on_message = on_message;
	netlink->context = context;
	netlink->error = 0;

	/* Because: libnl 3 declares the payload of nl_send_simple() without const; it only copies it. */
	r = nl_send_simple(netlink->socket, type, NLM_F_DUMP, (void *)(uintptr_t)payload, len);
	if (r < 0)
		return errno_of(r);
	r = nl_recvmsgs_default(netlink->socket);
	if (netlink->error)
		return netlink->error;
	return r < 0 ? errno_of(r) : 0;
}

int netlink_fd(const struct netlink *netlink)
{
	return nl_socket_get_fd(netlink->socket);
}

uint32_t netlink_port(const struct netlink *netlink)
{
	return nl_socket_get_local_port(netlink->socket);
}

int netlink_set_buffer(struct netlink *netlink, int bytes, bool force)
{
	int fd = netlink_fd(netlink);
	int option = force ? SO_RCVBUFFORCE : SO_RCVBUF;

	if (setsockopt(fd, SOL_SOCKET, option, &bytes, sizeof(bytes)) < 0)
		return -errno;
	return 0;
}

/* One datagram of the kernel into the buffer. Its length, or negative errno. */
static ssize_t receive(struct netlink *netlink, int flags)
{
	struct sockaddr_nl from = { 0 };
	struct iovec part = { .iov_len = BUFFER_SIZE };
	struct msghdr datagram = {
		.msg_name = &from,
		.msg_namelen = sizeof(from),
		.msg_iov = &part,
		.msg_iovlen = 1,
	};
	ssize_t len;

	if (!netlink->buffer)
		netlink->buffer = malloc(BUFFER_SIZE);
	if (!netlink->buffer)
		abort();
	part.iov_base = netlink->buffer;
	do
		len = recvmsg(netlink_fd(netlink), &datagram, flags);
	while ((len < 0 && errno == EINTR) || (len >= 0 && from.nl_pid != 0));
	if (len < 0)
		return -errno;
	return datagram.msg_flags & MSG_TRUNC ? -ENOBUFS : len;
}

int netlink_listen(int protocol, const unsigned groups[], size_t n, struct netlink **ret_netlink)
{
	_cleanup_netlink_close_ struct netlink *netlink = NULL;
	int r;

	r = netlink_open(protocol, &netlink);
	if (r < 0)
		return r;
	for (size_t i = 0; i < n; i++) {
		r = nl_socket_add_membership(netlink->socket, (int)groups[i]);
		if (r < 0)
			return errno_of(r);
	}
	*ret_netlink = netlink;
	netlink = NULL;
	return 0;
}

static void hand_over(struct netlink *netlink, ssize_t len,
		      void (*on_message)(void *context, const struct nlmsghdr *message),
		      void *context)
{
	struct nlmsghdr *message;
	int left = (int)len;

	for (message = (struct nlmsghdr *)netlink->buffer; nlmsg_ok(message, left);
	     message = nlmsg_next(message, &left))
		on_message(context, message);
}

int netlink_read(struct netlink *netlink,
		 void (*on_message)(void *context, const struct nlmsghdr *message), void *context)
{
	bool is_lossy = false;

	for (;;) {
		ssize_t len = receive(netlink, MSG_DONTWAIT);

		if (len == -EAGAIN)
			return is_lossy ? -ENOBUFS : 0;
		if (len == -ENOBUFS)
			is_lossy = true;
		else if (len < 0)
			return (int)len;
		else
			hand_over(netlink, len, on_message, context);
	}
}

/* Requests */

struct run {
	struct netlink *netlink;
	uint32_t first_seq; /* of those sent at once */
	size_t n;           /* how many they are */
	int *errors;        /* of theirs */
	bool is_complete;
};

static size_t count_messages(const void *bytes, size_t len)
{
	const struct nlmsghdr *message = bytes;
	int left = (int)len;
	size_t n = 0;

	for (; nlmsg_ok(message, left); n++)
		message = nlmsg_next((struct nlmsghdr *)(uintptr_t)message, &left);
	return left == 0 ? n : 0;
}

/* Number messages from @bytes on, one at least and as many as may go at once. Their length. */
static size_t prepare(struct run *run, void *bytes, size_t len)
{
	int enough = (int)(len - MIN(len, MOST_BYTES_AT_ONCE));
	struct nlmsghdr *message = bytes;
	struct nlmsghdr *last = bytes;
	int left = (int)len;

	run->first_seq = run->netlink->seq;
	run->is_complete = false;
	for (run->n = 0; run->n < MOST_AT_ONCE && left > enough; run->n++) {
		message->nlmsg_seq = run->netlink->seq++;
		message->nlmsg_pid = 0;
		message->nlmsg_flags &= (uint16_t)~NLM_F_ACK;
		last = message;
		message = nlmsg_next(message, &left);
	}
	/* Errors are answered anyhow; of success it is enough to hear once. */
	last->nlmsg_flags |= NLM_F_ACK;
	return len - (size_t)left;
}

/* An answer that is not of these belongs to requests whose answers were given up. */
static void on_answer(void *context, const struct nlmsghdr *message)
{
	struct run *run = context;
	uint32_t which = message->nlmsg_seq - run->first_seq;
	const struct nlmsgerr *answer = netlink_header(message, sizeof(answer->error));

	if (message->nlmsg_type != NLMSG_ERROR || !answer || which >= run->n)
		return;
	run->errors[which] = answer->error;
	run->is_complete = which == run->n - 1;
}

/* What has had no error yet may have been done or not. */
static void give_up(struct run *run, int error)
{
	for (size_t i = 0; i < run->n; i++) {
		if (run->errors[i] == 0)
			run->errors[i] = error;
	}
}

static void run_prepared(struct run *run, const void *bytes, size_t len)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	ssize_t r;

	for (size_t i = 0; i < run->n; i++)
		run->errors[i] = 0;
	do
		r = sendto(netlink_fd(run->netlink), bytes, len, 0, (struct sockaddr *)&kernel,
			   sizeof(kernel));
	while (r < 0 && errno == EINTR);
	if (r < 0) {
		give_up(run, -errno);
		return;
	}
	while (!run->is_complete) {
		r = receive(run->netlink, 0);
		if (r < 0) {
			give_up(run, (int)r);
			return;
		}
		hand_over(run->netlink, r, on_answer, run);
	}
}

int netlink_run(struct netlink *netlink, void *bytes, size_t len, int ret_errors[], size_t n)
{
	struct run run = { .netlink = netlink, .errors = ret_errors };
	char *at = bytes;

	if (count_messages(bytes, len) != n)
		return -EMSGSIZE;
	while (len > 0) {
		size_t part = prepare(&run, at, len);

		run_prepared(&run, at, part);
		run.errors += run.n;
		at += part;
		len -= part;
	}
	return 0;
}

/* Reading a message */

const void *netlink_header(const struct nlmsghdr *message, size_t len)
{
	return nlmsg_valid_hdr(message, (int)len) ? nlmsg_data(message) : NULL;
}

static void sort_attrs(const struct nlattr *first, int len, const struct nlattr *ret_attrs[],
		       int max)
{
	const struct nlattr *attr;
	int left;

	for (int i = 0; i <= max; i++)
		ret_attrs[i] = NULL;
	nla_for_each_attr(attr, first, len, left) {
		if (nla_type(attr) <= max)
			ret_attrs[nla_type(attr)] = attr;
	}
}

void netlink_attrs(const struct nlmsghdr *message, size_t header_len,
		   const struct nlattr *ret_attrs[], int max)
{
	int len = nlmsg_valid_hdr(message, (int)header_len)
			  ? nlmsg_attrlen(message, (int)header_len)
			  : 0;

	sort_attrs(nlmsg_attrdata(message, (int)header_len), len, ret_attrs, max);
}

void netlink_nested(const struct nlattr *attr, const struct nlattr *ret_attrs[], int max)
{
	sort_attrs(attr ? nla_data(attr) : NULL, attr ? nla_len(attr) : 0, ret_attrs, max);
}

uint32_t netlink_u32(const struct nlattr *attr)
{
	const void *bytes = netlink_bytes(attr, sizeof(uint32_t));
	uint32_t value = 0;

	if (bytes)
		memcpy(&value, bytes, sizeof(value));
	return value;
}

const char *netlink_text(const struct nlattr *attr)
{
	if (!attr || nla_len(attr) < 1 || !memchr(nla_data(attr), '\0', (size_t)nla_len(attr)))
		return "";
	return nla_data(attr);
}

const void *netlink_bytes(const struct nlattr *attr, size_t len)
{
	return attr && (size_t)nla_len(attr) == len ? nla_data(attr) : NULL;
}
