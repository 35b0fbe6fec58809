/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_state - the states that instances and sync groups of VRRP are in, and those that are only told.
 */
#pragma once

/* INIT: not started, or the first result of an unweighted script is missing. */
#define VRRP_STATES(X)                                                                             \
	X(VRRP_INIT, "INIT")                                                                       \
	X(VRRP_BACKUP, "BACKUP")                                                                   \
	X(VRRP_MASTER, "MASTER")                                                                   \
	X(VRRP_FAULT, "FAULT")                                                                     \
	/* Values of notifications; nothing is ever in them. */                                    \
	X(VRRP_STOP, "STOP")                                                                       \
	X(VRRP_DELETED, "DELETED")

enum vrrp_state {
#define X(constant, name) constant,
	VRRP_STATES(X)
#undef X
};

/* As scripts, FIFOs and dumps have it. */
const char *vrrp_state_name(enum vrrp_state state);
