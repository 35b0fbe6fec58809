/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * list - things in a row, linked through a member of their own: no allocation, removal from anywhere.
 *
 * A link that is in no row is all zero, so a zeroed owner needs no initialisation; leaving a row one
 * is not in does nothing. The head of a row is a link too, and must be initialised.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct list {
	struct list *next; /* NULL: in no row */
	struct list *prev;
};

static inline void list_init(struct list *head)
{
	head->next = head->prev = head;
}

static inline bool list_is_empty(const struct list *head)
{
	return head->next == head;
}

static inline bool list_is_linked(const struct list *link)
{
	return link->next;
}

/* @link must be in no row. */
static inline void list_append(struct list *head, struct list *link)
{
	link->next = head;
	link->prev = head->prev;
	head->prev->next = link;
	head->prev = link;
}

static inline void list_remove(struct list *link)
{
	if (!link->next)
		return;
	link->next->prev = link->prev;
	link->prev->next = link->next;
	link->next = link->prev = NULL;
}

static inline struct list *list_first(const struct list *head)
{
	return list_is_empty(head) ? NULL : head->next;
}
