/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/sys/netlink.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <netlink/attr.h>
#include <netlink/errno.h>
#include <netlink/handlers.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>

struct netlink {
	struct nl_sock *socket; /* owned */
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
