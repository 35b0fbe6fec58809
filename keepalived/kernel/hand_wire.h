/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hand_wire - what a worker and its hand say to each other over a SOCK_SEQPACKET pair.
 *
 * A packet is one of the headers below and what it says follows. Requests are done one after the
 * other and answered in that order. The first word is the hand's.
 */
#pragma once

#include <stdint.h>

#include "lib/net/addr.h"

#define HAND_PACKET_SIZE 32768 /* at most, header and all */

enum hand_verb {
	HAND_BATCH, /* .n netlink messages follow */
	HAND_DUMP,  /* .n is their type; the payload follows */
	HAND_JOIN,  /* struct hand_join follows, and the socket as ancillary data; it is kept */
	HAND_LEAVE, /* struct hand_join follows: the socket that was kept for it is let go */
	HAND_LINK,  /* .n is the method; the name of the interface follows, without a zero */
};

struct hand_join {
	struct addr group;
	uint32_t    index; /* of the interface */
};

struct hand_request {
	uint32_t seq;
	uint32_t verb; /* enum hand_verb */
	uint32_t n;
};

enum hand_word {
	HAND_READY, /* .n is the port of its netlink socket */
	HAND_PART,  /* of a dump: netlink messages follow */
	HAND_DONE,  /* .status; of a batch .n errors follow, int32_t */
};

struct hand_answer {
	uint32_t seq;
	uint32_t word; /* enum hand_word */
	uint32_t n;
	int32_t  status; /* 0 or negative errno; of a link 1: it is up */
};
