/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netlink - asking the kernel over a netlink socket; the one home of libnl.
 *
 * Messages and attributes are the kernel's own (linux/netlink.h); of libnl nothing shows. Attributes
 * are read through the functions below, which answer for what is absent or too short, so that no
 * caller has to check what the kernel sent.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/netlink.h>

#include "lib/base/ka.h"

struct netlink;

#define _cleanup_netlink_close_ __attribute__((cleanup(netlink_close)))

/* @protocol: NETLINK_ROUTE and the like. */
must_use int netlink_open(int protocol, struct netlink **ret_netlink);
void netlink_close(struct netlink **netlink); /* NULL afterwards, and fine before */

/*
 * Send a request of @type with @payload (a family's header, attributes behind it) and hand over every
 * message of the answer. -EAGAIN: the kernel's tables changed meanwhile, so something may be missing
 * or told twice; ask again.
 */
must_use int netlink_dump(struct netlink *netlink, uint16_t type, const void *payload, size_t len,
			  void (*on_message)(void *context, const struct nlmsghdr *message),
			  void *context);

/*
 * Do the requests that @bytes are made of (netlink_batch), many in one system call, and wait for
 * them. @ret_errors, one for each, in order: 0 or the negative errno of the kernel; -ENOBUFS where
 * its answer was lost. What the messages say of sequence and acknowledgement is overwritten.
 * -EMSGSIZE: it is not @n messages, nothing was done. Such a socket is not for dumps.
 */
must_use int netlink_run(struct netlink *netlink, void *bytes, size_t len, int ret_errors[],
			 size_t n);

/* A socket that is told what happens in @groups, RTNLGRP_... and the like. */
must_use int netlink_listen(int protocol, const unsigned groups[], size_t n,
			    struct netlink **ret_netlink);

/*
 * Hand over every notification that has come in; does not wait for more. -ENOBUFS: some were lost,
 * so ask for everything; those that were not lost have been handed over.
 */
must_use int netlink_read(struct netlink *netlink,
			  void (*on_message)(void *context, const struct nlmsghdr *message),
			  void *context);

int netlink_fd(const struct netlink *netlink);        /* for an event loop; not to be closed */
uint32_t netlink_port(const struct netlink *netlink); /* by which the kernel knows the socket */

/* Room for what has come in and was not read. @force: beyond the limit of the system. */
must_use int netlink_set_buffer(struct netlink *netlink, int bytes, bool force);

/* The header that a message of a family begins with; NULL if the message is shorter. */
const void *netlink_header(const struct nlmsghdr *message, size_t len);

/* Attributes by type, 0 to @max; NULL where there is none. @header_len: of the family's header. */
void netlink_attrs(const struct nlmsghdr *message, size_t header_len,
		   const struct nlattr *ret_attrs[], int max);
void netlink_nested(const struct nlattr *attr, const struct nlattr *ret_attrs[], int max);

/* Contents of an attribute that may be NULL. */
uint32_t netlink_u32(const struct nlattr *attr);                  /* 0 */
const char *netlink_text(const struct nlattr *attr);              /* "" */
const void *netlink_bytes(const struct nlattr *attr, size_t len); /* NULL unless of exactly @len */
