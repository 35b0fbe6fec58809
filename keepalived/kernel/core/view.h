/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * view - the interfaces and addresses of the kernel, as far as it has told us.
 *
 * Notices come one by one. When some were lost, and at the start, all is asked for: the answer is
 * collected beside the view in use. It is of some moment between question and end, so notices that
 * come meanwhile are kept and told to the new view once more when it is complete: each says how
 * something is and not what is different, so the last word is the right one.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "keepalived/kernel/core/addr_table.h"
#include "keepalived/kernel/core/ifaces.h"
#include "keepalived/model/kstate.h"
#include "lib/base/vec.h"

enum view_subject { VIEW_IFACE, VIEW_ADDR };

struct view_notice {
	enum view_subject subject;
	bool is_gone;  /* else it is there, as the record says */
	uint32_t port; /* of the netlink socket that asked for it; 0: the kernel's own doing */
	union {
		struct kstate_iface iface;
		struct kstate_addr addr;
	};
};

struct view {
	struct ifaces ifaces;
	struct addr_table addrs;
	struct ifaces next_ifaces;
	struct addr_table next_addrs;
	VEC(struct view_notice) meanwhile;
	bool is_renewing;
};

void view_init(struct view *v);
void view_release(struct view *v);

/* News of interfaces are appended. */
void view_notice(struct view *v, const struct view_notice *notice, struct iface_news_list *news);

/* All has been asked for; again, if the answer to an earlier question was not complete. */
void view_renew(struct view *v);
void view_collect(struct view *v, const struct view_notice *notice); /* a part of the answer */
void view_renewed(struct view *v, struct iface_news_list *news);     /* its end */
void view_stay(struct view *v); /* there will be none: stay with the view in use */
