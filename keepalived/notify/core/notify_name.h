/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * notify_name - what scripts and readers of FIFOs are told about an instance or a group, word for word.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "keepalived/model/vrrp_state.h"
#include "keepalived/model/conf_vrrp.h"

#define NOTIFY_EVENTS(X)                                                                           \
	X(NOTIFY_BACKUP, "BACKUP")                                                                 \
	X(NOTIFY_MASTER, "MASTER")                                                                 \
	X(NOTIFY_FAULT, "FAULT")                                                                   \
	X(NOTIFY_STOP, "STOP")                                                                     \
	X(NOTIFY_DELETED, "DELETED")                                                               \
	X(NOTIFY_LOWER, "MASTER_RX_LOWER_PRI") /* a MASTER heard an inferior advert */             \
	X(NOTIFY_MASTER_PRIORITY, "MASTER_PRIORITY") /* another priority, the same state */        \
	X(NOTIFY_BACKUP_PRIORITY, "BACKUP_PRIORITY")

enum notify_event {
#define X(constant, word) constant,
	NOTIFY_EVENTS(X)
#undef X
};
#define NOTIFY_N_EVENTS (NOTIFY_BACKUP_PRIORITY + 1)

enum notify_object { NOTIFY_INSTANCE, NOTIFY_GROUP };

struct notify_news {
	const char        *name;
	enum notify_object object;
	enum notify_event  event;
	uint8_t            priority; /* 0 for groups */
};

/* @state: not INIT, of which nobody is told. */
enum notify_event notify_event_of(enum vrrp_state state);
const char       *notify_event_name(enum notify_event event);

/* One line for a FIFO with its newline, in @line; how long it is. A name too long for it is cut. */
#define NOTIFY_LINE_MAX 4096 /* what a pipe takes as a whole */
size_t notify_line_format(const struct notify_news *news, char line[NOTIFY_LINE_MAX]);

/* The scripts that @event starts, in that order; how many. */
#define NOTIFY_SCRIPTS_MAX 2
size_t notify_scripts(const struct conf_notify *conf, enum notify_event event,
		      const struct conf_script *ret_scripts[NOTIFY_SCRIPTS_MAX]);

/* What the script for all states is told behind its own arguments; @priority: the room for that number. */
#define NOTIFY_N_WORDS       4
#define NOTIFY_PRIORITY_SIZE sizeof("255")
void notify_words(const struct notify_news *news, char priority[NOTIFY_PRIORITY_SIZE],
		  const char *ret_words[NOTIFY_N_WORDS]);
