/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ifaces - the network interfaces by index and by name, and what each new fact about them changes.
 *
 * An index and a name are there once. A name that a second interface reports has been given up by
 * the first: its deletion was not heard of.
 */
#pragma once

#include <stdint.h>

#include "keepalived/model/kstate.h"
#include "lib/base/vec.h"

enum iface_change {
	IFACE_WENT = 1 << 0,  /* no interface has the name of .before any more */
	IFACE_CAME = 1 << 1,  /* there is one of the name of .now; after IFACE_WENT: it was renamed */
	IFACE_STATE = 1 << 2, /* it is up, or down, now */
	IFACE_MAC = 1 << 3,
	IFACE_MTU = 1 << 4,
	IFACE_PLACE = 1 << 5, /* kind, base or master */
};

struct iface_news {
	unsigned            what;   /* of enum iface_change, never 0 */
	struct kstate_iface before; /* index 0: there was none */
	struct kstate_iface now;    /* index 0: there is none */
};

struct iface_news_list {
	VEC(struct iface_news) v;
};

struct ifaces {
	VEC(struct kstate_iface) v; /* by index, ascending */
	VEC(uint32_t) by_name;      /* indexes, by the names they have */
};

void ifaces_init(struct ifaces *t);
void ifaces_release(struct ifaces *t);

const struct kstate_iface *ifaces_find(const struct ifaces *t, uint32_t index); /* NULL if none */
const struct kstate_iface *ifaces_find_name(const struct ifaces *t, const char *name);

/* News are appended in the order in which they are to be acted upon. */
void ifaces_put(struct ifaces *t, const struct kstate_iface *iface, struct iface_news_list *news);
void ifaces_remove(struct ifaces *t, uint32_t index, struct iface_news_list *news);

/* Make @t what @seen is. */
void ifaces_follow(struct ifaces *t, const struct ifaces *seen, struct iface_news_list *news);

void iface_news_release(struct iface_news_list *news);
