/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * world - routers with the real state machines on a simulated LAN, in simulated time.
 *
 * All routers have the same virtual routers (instances), all of them in one sync group or none. A link
 * is one direction between two routers: it may lose, delay, double or cut off adverts. A router may be
 * off, and may be paused: then it does nothing, and finds its mail when it goes on. Kernels obey at
 * once; announcements are heard by everybody, since hosts are on the same LAN.
 */
#pragma once

#include <stdio.h>

#include "dice.h"
#include "keepalived/vrrp/core/vrrp_prio.h"
#include "keepalived/vrrp/core/vrrp_putback.h"
#include "keepalived/vrrp/core/vrrp_sync.h"

#define WORLD_ROUTERS   6
#define WORLD_INSTANCES 3
#define WORLD_NOBODY    0xff

struct router {
	char               name[16];
	bool               is_on;
	bool               is_paused;
	struct addr        address;
	struct span        startup_delay;
	uint8_t            priority; /* effective, of all instances */
	struct vrrp_health health;   /* of all instances */
	struct vrrp_params params[WORLD_INSTANCES];
	struct vrrp_fsm    fsm[WORLD_INSTANCES];
	struct mono        deadline[WORLD_INSTANCES];
	bool               has_addresses[WORLD_INSTANCES];
	unsigned           notified[WORLD_INSTANCES][VRRP_DELETED + 1];
	unsigned           notified_lower[WORLD_INSTANCES];
	struct vrrp_putback putback[WORLD_INSTANCES];
};

struct packet {
	uint8_t           from;
	uint8_t           to;
	uint8_t           instance;
	struct vrrp_heard advert;
	struct mono       sent;
	struct mono       at; /* when it arrives */
};

struct world_step { /* one that has been taken, with all that followed from it */
	uint8_t                    router;
	uint8_t                    instance;
	const struct vrrp_event   *event;
	const struct packet       *packet; /* of a VRRP_ADVERT */
	uint8_t                    old[WORLD_INSTANCES]; /* states before */
	const struct vrrp_effects *effects;
};

struct world;

/* What looks on. Any may be NULL. */
struct world_watch {
	void *owner;
	void (*stepped)(void *owner, const struct world_step *step);
	/* Something out of the ordinary befell the way from @a to @b (or a router, with a == b). */
	void (*disturbed)(void *owner, uint8_t a, uint8_t b);
	void (*passed)(void *owner); /* time goes on to the next event */
};

struct world {
	struct mono   now;
	uint8_t       n_routers;
	uint8_t       n_instances;
	bool          is_group;
	struct router routers[WORLD_ROUTERS];
	struct dice   dice;
	unsigned      loss;         /* per cent */
	unsigned      doubling;     /* per cent */
	struct span   delay_least;
	struct span   delay_most;
	bool          is_cut[WORLD_ROUTERS][WORLD_ROUTERS][WORLD_INSTANCES];
	VEC(struct packet) packets;
	uint8_t       last_announcer[WORLD_INSTANCES];
	struct mono   last_announced[WORLD_INSTANCES];
	struct vrrp_effects effects; /* of the step being taken */
	struct world_watch watch;
	bool          is_stepping;  /* effects are being carried out; the watch is called after that */
	bool          is_over;      /* the watch has seen enough: no more time passes */
	FILE         *trace;        /* NULL: none */
};

void world_init(struct world *w, uint64_t seed);
void world_release(struct world *w);

/* Runs what is due until @until, which becomes the time. */
void world_run(struct world *w, struct mono until);
/* The same, one event at a time; false: there is none until then. */
bool world_go(struct world *w, struct mono until);

void world_start(struct world *w, uint8_t router);
void world_stop(struct world *w, uint8_t router); /* in order */
void world_kill(struct world *w, uint8_t router);
void world_pause(struct world *w, uint8_t router);
void world_resume(struct world *w, uint8_t router);
void world_cut(struct world *w, uint8_t from, uint8_t to, uint8_t instance, bool is_cut);
void world_set_health(struct world *w, uint8_t router, struct vrrp_health health);
void world_set_priority(struct world *w, uint8_t router, uint8_t priority);
void world_set_address(struct world *w, uint8_t router, const struct addr *address);
void world_steal(struct world *w, uint8_t router, uint8_t instance);  /* removes an address of it */
void world_inject(struct world *w, uint8_t to, uint8_t instance, const struct vrrp_heard *advert);

bool world_is_awake(const struct world *w, uint8_t router);
enum vrrp_state world_state(const struct world *w, uint8_t router, uint8_t instance);
uint8_t world_find(const struct world *w, const char *name); /* WORLD_NOBODY */
