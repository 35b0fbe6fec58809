/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_start - what the vrrp role is born with, and what it and the parent say to each other.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct config;

enum { VRRP_FIFO, VRRP_OWN_FIFO, VRRP_N_FIFOS }; /* notify_fifo, vrrp_notify_fifo */

struct vrrp_role_start {
	const struct config *config;     /* mapped already, and never changed */
	const void          *secrets;    /* what conf_secret.index counts in; NULL: there are none */
	size_t               secrets_len;
	bool                 keeps_addresses; /* -V: a stop neither says so nor removes anything virtual */
	int                  channel;    /* SOCK_SEQPACKET to the parent; owned from now on */
	int                  hand;       /* SOCK_SEQPACKET to the hand; owned; -1: there is none yet */
	int                  news;       /* SOCK_SEQPACKET to the runner, see run_order.h; owned; -1: none */
	int                  fifos[VRRP_N_FIFOS]; /* owned, open for ever; -1: not there */
	int                  sysctls;    /* owned: what settings were before the first life; -1: nowhere */
};

/*
 * One byte a message.
 *
 *	role -> parent  VRRP_SAYS_READY: it speaks; VRRP_SAYS_HAND: its hand died, it wants another one
 *	parent -> role  VRRP_TOLD_HAND, with a descriptor: the socket to a new hand
 */
enum { VRRP_SAYS_READY = 'r', VRRP_SAYS_HAND = 'h', VRRP_TOLD_HAND = 'H' };
