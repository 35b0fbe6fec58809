/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hand - the worker's end of the hand: what may have to wait for the kernel is given away as a job.
 *
 * A job is done when its on_done() is called. Jobs are done in the order in which they were given.
 * Nothing here waits: what cannot be sent yet is kept. The hand may die at any time; then every job
 * that had been sent counts as not done, although it may have been, so look at what is there before
 * anything is sent again. Jobs that had not been sent are for the next hand.
 *
 * In on_done() the job is the owner's again: it may be given once more, or freed.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/netlink.h>

#include "lib/base/ka.h"
#include "lib/base/vec.h"
#include "lib/net/addr.h"
#include "lib/sys/netlink_batch.h"

struct hand_job {
	void (*on_done)(struct hand_job *job);
	void (*on_part)(struct hand_job *job, const struct nlmsghdr *message); /* of a dump */
	int status; /* 0, or negative errno; -ECONNRESET: the hand died; of a link 1: it is up */
	VEC(int) errors; /* of a batch, one a message: 0 or negative errno */
	unsigned left;   /* packets not answered yet */
};

#define HAND_PORTS 4

struct hand_packet;

struct hand {
	int fd;        /* owned; -1: there is no hand */
	bool is_ready; /* its port is known */
	uint32_t seq;
	uint32_t ports[HAND_PORTS]; /* of this hand and of earlier ones */
	unsigned n_ports;           /* so far */
	VEC(struct hand_packet *) queue; /* owned; not answered yet */
	size_t head;   /* what lies before it in the queue has been answered */
	size_t n_sent; /* from head on */
	char *buffer;  /* owned */
};

void hand_init(struct hand *h);
void hand_release(struct hand *h); /* jobs that were given are never done */

void hand_attach(struct hand *h, int fd); /* owned from now on; a hand has been started behind it */

/* Owner of a job: @batch has one message at least, and is copied. */
void hand_batch(struct hand *h, struct hand_job *job, const struct netlink_batch *batch);
void hand_dump(struct hand *h, struct hand_job *job, uint16_t type, const void *payload,
	       size_t len);
/*
 * Let @fd, which stays open until that is done, be a member of @group on an interface. It stays one
 * until it leaves, whether or not it is closed here, but no longer than the hand lives: the next one
 * is to be asked again.
 */
void hand_join(struct hand *h, struct hand_job *job, int fd, const struct addr *group,
	       uint32_t index);
void hand_leave(struct hand *h, struct hand_job *job, const struct addr *group, uint32_t index);
/* Has it a link? @method: of enum conf_linkbeat_method, k_link says how. */
void hand_link(struct hand *h, struct hand_job *job, unsigned method, const char *name);

void hand_job_init(struct hand_job *job, void (*on_done)(struct hand_job *job));
void hand_job_release(struct hand_job *job);            /* when it is the owner's */
void hand_forget(struct hand *h, struct hand_job *job); /* it is not done, or nobody wants to know */

/* For an event loop. Readable: -ECONNRESET when the hand has died; its jobs have been told. */
must_use int hand_on_readable(struct hand *h);
void hand_on_writable(struct hand *h);
bool hand_wants_write(const struct hand *h);

/* Whether a notification is of an act of ours. */
bool hand_has_port(const struct hand *h, uint32_t port);
