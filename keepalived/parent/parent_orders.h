/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * parent_orders - what the command line wants of the parent, and what its children run: that is given to
 * it, since folders of one floor do not know each other.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "keepalived/bus/load_order.h"
#include "keepalived/bus/run_order.h"
#include "keepalived/bus/vrrp_start.h"
#include "lib/sys/log.h"

struct parent_roles {
	int (*load)(const struct load_order *order);
	const struct config *(*map)(int image_fd, unsigned slot, size_t *ret_size);
	int (*vrrp)(const struct vrrp_role_start *start);
	int (*hand)(int fd);
	int (*runner)(const struct run_start *start);
};

struct parent_orders { /* strings are NULL where nothing was given */
	const char         *program; /* with its version */
	int                 argc;
	char *const        *argv;
	struct parent_roles roles;
	struct load_order   load; /* without what is the parent's own: slot, key and channel */
	struct log_settings log;  /* idents are the parent's own */

	bool        stays; /* in the foreground */
	bool        never_respawns;
	bool        ignores_sigint;
	bool        no_vrrp, no_check, no_bfd;
	bool        runs_all;
	bool        keeps_addresses; /* at a stop */
	bool        dumps_core;
	bool        has_umask; /* beats the keyword */
	mode_t      umask;
	const char *pid_file;
	const char *vrrp_pid_file;
};
