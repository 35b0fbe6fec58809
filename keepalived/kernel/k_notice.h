/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * k_notice - what the kernel says of interfaces and addresses, as plain records; and asking for it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "keepalived/kernel/core/view.h"
#include "keepalived/model/world.h"

/* Because: IFA_PROTO came with Linux 5.18, headers may be older. Older kernels ignore it. */
#define K_IFA_PROTO 11

/* A notification, or a part of the answer to a question. False: it is about something else. */
bool k_notice_read(const struct nlmsghdr *message, struct view_notice *ret_notice);

/* Of IFLA_LINKINFO, which may be missing (NULL). */
enum world_link_kind k_notice_link_kind(const struct nlattr *linkinfo);

/* Payloads of RTM_GETLINK and RTM_GETADDR: all there are. */
struct k_ask_links {
	struct ifinfomsg header;
	struct nlattr    attr;
	uint32_t         filter;
};
struct k_ask_links k_ask_links(void);
struct ifaddrmsg   k_ask_addrs(void);
