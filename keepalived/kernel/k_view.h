/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * k_view - keeps a view of the kernel up to date: listens, and has the hand ask for everything at
 * the start and whenever something was lost.
 */
#pragma once

#include <stdbool.h>

#include "keepalived/kernel/core/view.h"
#include "keepalived/kernel/hand.h"
#include "keepalived/kernel/k_monitor.h"
#include "lib/base/ka.h"
#include "lib/base/vec.h"

struct reconcile;

struct k_view {
	/* The owner's; called when the view has what they tell of. They may not close the view. */
	void (*on_addr)(struct k_view *kv, const struct view_notice *notice, bool was_there);
	void (*on_iface)(struct k_view *kv, const struct iface_news *news);
	void (*on_renewed)(struct k_view *kv, int error); /* not 0: it is as it was, negative errno */

	struct view view; /* to be read by anybody */
	struct k_monitor monitor;
	struct hand *hand; /* the owner's */
	struct hand_job ask;
	struct iface_news_list news;
	unsigned tries;
	bool is_asking;
	bool is_stale; /* something was lost while all was asked for */

	/* Of reconcile: whose acts are under way, and who waits for that. */
	unsigned n_adding;
	bool is_deleting;
	VEC(struct reconcile *) waiting;
};

/* The owner has set the functions. What is there comes with on_iface() and on_renewed(), later. */
must_use int k_view_open(struct k_view *kv, struct hand *hand);
void         k_view_close(struct k_view *kv); /* fine when opening failed */

/* For an event loop; also to be called when an answer is to be acted upon (k_monitor.h). */
must_use int k_view_on_readable(struct k_view *kv);
int          k_view_fd(const struct k_view *kv);

/* Something may be missing in the view until it is renewed. */
bool k_view_is_asking(const struct k_view *kv);
