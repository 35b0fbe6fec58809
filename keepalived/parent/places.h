/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * places - what this daemon is called and where it keeps its pid files; the namespaces it lives in.
 *
 * Names depend on the command line, the network namespace and the instance, in that order of weight.
 */
#pragma once

#include <stdbool.h>

#include "lib/base/ka.h"

struct places_orders {
	const char *pid_file;      /* -p; NULL: not given, as all of these */
	const char *vrrp_pid_file; /* -r */
	const char *netns;         /* as it holds: -s, or net_namespace */
	const char *instance;
	bool        use_pid_dir;
};

struct places {
	char *suffix;        /* _NS_INST, or "": of idents and log files */
	char *pid_file;      /* all three are owned */
	char *vrrp_pid_file;
	bool  has_dir;       /* /run/keepalived is in use */
};

void places_init(struct places *p, const struct places_orders *orders);
void places_release(struct places *p);

/*
 * Make the folder if it is used, and enter the namespaces: false if that is impossible, which has been
 * logged. Before it nothing of the daemon's may lie in /run/keepalived.
 */
must_use bool places_enter(const struct places *p, const char *netns);
void          places_leave(const struct places *p); /* an empty folder goes */
