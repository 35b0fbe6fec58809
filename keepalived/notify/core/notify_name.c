/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/notify/core/notify_name.h"

#include <stdio.h>

#define NAME_MAX_SHOWN (NOTIFY_LINE_MAX - 64) /* leaves room for the words around it */

static const char *object_name(enum notify_object object)
{
	switch (object) {
	case NOTIFY_INSTANCE:
		return "INSTANCE";
	case NOTIFY_GROUP:
		return "GROUP";
	}
	return "?";
}

const char *notify_event_name(enum notify_event event)
{
	switch (event) {
#define X(constant, word)                                                                          \
	case constant:                                                                             \
		return word;
		NOTIFY_EVENTS(X)
#undef X
	}
	return "?";
}

enum notify_event notify_event_of(enum vrrp_state state)
{
	switch (state) {
	case VRRP_INIT:
	case VRRP_BACKUP:
		return NOTIFY_BACKUP;
	case VRRP_MASTER:
		return NOTIFY_MASTER;
	case VRRP_FAULT:
		return NOTIFY_FAULT;
	case VRRP_STOP:
		return NOTIFY_STOP;
	case VRRP_DELETED:
		return NOTIFY_DELETED;
	}
	return NOTIFY_FAULT;
}

size_t notify_line_format(const struct notify_news *news, char line[NOTIFY_LINE_MAX])
{
	int n = snprintf(line, NOTIFY_LINE_MAX, "%s \"%.*s\" %s %u\n", object_name(news->object), NAME_MAX_SHOWN,
			 news->name, notify_event_name(news->event), news->priority);

	return n > 0 ? (size_t)n : 0;
}

static const struct conf_script *script_of(const struct conf_notify *conf, enum notify_event event)
{
	switch (event) {
	case NOTIFY_BACKUP:
		return &conf->backup;
	case NOTIFY_MASTER:
		return &conf->master;
	case NOTIFY_FAULT:
		return &conf->fault;
	case NOTIFY_STOP:
		return &conf->stop;
	case NOTIFY_DELETED:
		return &conf->deleted;
	case NOTIFY_LOWER:
		return &conf->master_rx_lower_pri;
	case NOTIFY_MASTER_PRIORITY:
	case NOTIFY_BACKUP_PRIORITY:
		return NULL;
	}
	return NULL;
}

static bool is_state(enum notify_event event)
{
	return event <= NOTIFY_DELETED;
}

size_t notify_scripts(const struct conf_notify *conf, enum notify_event event,
		      const struct conf_script *ret_scripts[NOTIFY_SCRIPTS_MAX])
{
	const struct conf_script *specific = script_of(conf, event);
	size_t                    n = 0;

	if (specific && specific->argv)
		ret_scripts[n++] = specific;
	if (is_state(event) && conf->any.argv)
		ret_scripts[n++] = &conf->any;
	return n;
}

void notify_words(const struct notify_news *news, char priority[NOTIFY_PRIORITY_SIZE],
		  const char *ret_words[NOTIFY_N_WORDS])
{
	snprintf(priority, NOTIFY_PRIORITY_SIZE, "%u", news->priority);
	ret_words[0] = object_name(news->object);
	ret_words[1] = news->name;
	ret_words[2] = notify_event_name(news->event);
	ret_words[3] = priority;
}
