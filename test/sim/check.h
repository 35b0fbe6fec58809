/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * check - what must hold at every moment of a simulation, whatever happens to routers and links.
 *
 * Besides the properties of the whole (never two MASTERs for long, never none, ...) it reckons, apart
 * from the state machine and in floating point, at which time a BACKUP has to become MASTER: from the
 * adverts that were delivered and the rules for accepting them. Sooner is wrong, and so is later.
 */
#pragma once

#include "world.h"

/* What was heard, kept by the rules of a BACKUP. */
struct forecast {
	bool   has_expired;   /* and the router has noticed: in a group it waits for the others */
	double expired;       /* seconds */
	double from;
	double adverts;       /* of silence: 0 after priority 0 */
	double interval;      /* of the master */
	bool   has_delay;     /* of preemption */
	double delay_until;
};

struct check {
	struct world       *w;
	const char         *failed;   /* NULL: nothing; else the property, and .why */
	char                why[256];
	struct mono         failed_at;
	struct mono         calm_since[WORLD_ROUTERS][WORLD_ROUTERS]; /* no disturbance on the way */
	struct mono         heard_last[WORLD_INSTANCES];  /* any advert, by anybody awake */
	struct mono         none_since[WORLD_INSTANCES];
	struct mono         dual_since[WORLD_ROUTERS][WORLD_ROUTERS][WORLD_INSTANCES];
	struct mono         sent_last[WORLD_ROUTERS][WORLD_INSTANCES]; /* as MASTER */
	struct mono         told[WORLD_ROUTERS][WORLD_INSTANCES]; /* heard the last announcer, after it announced */
	struct forecast     forecast[WORLD_ROUTERS][WORLD_INSTANCES];
	struct mono         changed[WORLD_ROUTERS]; /* priority, health: deadlines may be in the past */
	uint64_t            steps;
};

/* Watches @w from now on. */
void check_init(struct check *c, struct world *w);
/* Called by the world as time passes; for who has it call something else. */
void check_passed(void *c);
