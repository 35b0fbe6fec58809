/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * run_order - what the runner is asked for: programs are named by their place in the configuration,
 * never by a command line.
 *
 * Workers write news on a socket of which the parent holds both ends for as long as it lives: what they
 * wrote is there for the next runner, should this one die. The parent has a channel of its own to each
 * runner, and the end of that channel is the end of the runner.
 */
#pragma once

#include <stdint.h>

struct config;

struct run_start {
	const struct config *config;
	int                  channel; /* SOCK_SEQPACKET to the parent; owned from now on, as is the next */
	int                  news;    /* SOCK_SEQPACKET: struct run_news from workers */
};

/* Something happened to an instance or a group that has scripts for it. */
struct run_news {
	uint32_t index;    /* in the configuration's list */
	uint8_t  object;   /* enum notify_object */
	uint8_t  event;    /* enum notify_event */
	uint8_t  priority;
};

/*
 * parent -> runner: one byte. The first two are answered once they are done; the others start the script
 * that reads a FIFO, since that is there now.
 */
enum run_order { RUN_STARTUP = 'u', RUN_SHUTDOWN = 'd', RUN_READER = 'r', RUN_VRRP_READER = 'v' };

enum run_outcome {
	RUN_ENDED,     /* .value: as of waitpid() */
	RUN_NOT_BEGUN, /* .value: errno */
	RUN_TIMED_OUT, /* it is being ended */
	RUN_LOST,      /* said by nobody: the runner died */
};

/* runner -> parent */
struct run_answer {
	uint8_t order;   /* enum run_order */
	uint8_t outcome; /* enum run_outcome */
	int32_t value;
};
