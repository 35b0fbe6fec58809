/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/kernel/k_monitor.h"

#include "keepalived/kernel/k_notice.h"

/* For the echoes of some thousand operations done at once; the system's limit may be lower. */
#define RECEIVE_BUFFER (4 * 1024 * 1024)

struct reader {
	void (*on_notice)(void *context, const struct view_notice *notice);
	void *context;
};

int k_monitor_open(struct k_monitor *m)
{
	static const unsigned groups[] = { RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR };

	int r;

	r = netlink_listen(NETLINK_ROUTE, groups, ARRAY_SIZE(groups), &m->netlink);
	if (r < 0)
		return r;
	r = netlink_set_buffer(m->netlink, RECEIVE_BUFFER, true);
	if (r < 0)
		r = netlink_set_buffer(m->netlink, RECEIVE_BUFFER, false);
	return r;
}

void k_monitor_close(struct k_monitor *m)
{
	netlink_close(&m->netlink);
}

static void on_message(void *context, const struct nlmsghdr *message)
{
	const struct reader *reader = context;
	struct view_notice notice;

	if (k_notice_read(message, &notice))
		reader->on_notice(reader->context, &notice);
}

int k_monitor_read(struct k_monitor *m,
		   void (*on_notice)(void *context, const struct view_notice *notice), void *context)
{
	struct reader reader = { .on_notice = on_notice, .context = context };

	return netlink_read(m->netlink, on_message, &reader);
}
