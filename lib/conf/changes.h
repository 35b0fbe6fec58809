/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * changes - what is different between two configurations, as a list.
 *
 * Nothing is copied: objects and rows are those of the configurations that were compared, and what ties
 * them together lies in the arena that the comparison was given.
 */
#pragma once

#include "lib/conf/schema.h"

struct sbuf;

/* An object of both configurations on the way down from the root, which has none. */
struct conf_way {
	const struct conf_way *up;  /* NULL: its parent is the root */
	const struct conf_key *key; /* its row in the parent */
	const void            *old;
	const void            *new;
};

enum conf_change_kind {
	CONF_ADDED,     /* an object or entry: old is NULL */
	CONF_REMOVED,   /* new is NULL */
	CONF_CHANGED,   /* a member: old and new are the objects that have it */
	CONF_REORDERED, /* a list whose order means something; old and new are the objects that have it */
};

struct conf_change {
	enum conf_change_kind  kind;
	const struct conf_way *in;  /* the object around; NULL: the root */
	const struct conf_key *key; /* the row of the member, the list, or what was added or removed */
	const void            *old;
	const void            *new;
	enum conf_reload       reload; /* the strictest of the rows on the way */
	/* Follows from another change: the user wrote the same in both, or nothing in either. */
	bool                   is_derived;
};

struct conf_changes {
	struct conf_change *at; /* in the order of the rows; in a list: changed and removed, then added */
	size_t              n;
	enum conf_reload    worst; /* CONF_LIVE if there are none */
};

/* One line, without a line break: "vrrp_instance VI_1: priority 100 -> 150 (live)". Secrets do not show. */
void conf_change_format(const struct conf_change *change, struct sbuf *out);
/* All of them, each with a line break. */
void conf_changes_format(const struct conf_changes *changes, struct sbuf *out);
