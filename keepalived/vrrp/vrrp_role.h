/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_role - the process that speaks VRRP and holds the addresses.
 *
 * Forked by the parent; lives until it is told to stop, or until the parent's end of the channel is
 * closed, which means the same.
 */
#pragma once

#include <stddef.h>

struct config;

struct vrrp_role_start {
	const struct config *config;     /* mapped already, and never changed */
	const void          *secrets;    /* what conf_secret.index counts in; NULL: there are none */
	size_t               secrets_len;
	int                  channel;    /* SOCK_SEQPACKET to the parent; owned from now on */
	int                  hand;       /* SOCK_SEQPACKET to the hand; owned; -1: there is none yet */
};

/*
 * What the two say to each other, one byte a message.
 *
 *	role -> parent  VRRP_SAYS_READY: it speaks; VRRP_SAYS_HAND: its hand died, it wants another one
 *	parent -> role  VRRP_TOLD_HAND, with a descriptor: the socket to a new hand
 */
enum { VRRP_SAYS_READY = 'r', VRRP_SAYS_HAND = 'h', VRRP_TOLD_HAND = 'H' };

/* The whole life of the process; its exit status. Opens its own loop; the log is the parent's, told of the fork. */
int vrrp_role_run(const struct vrrp_role_start *start);
