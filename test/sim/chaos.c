/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "chaos.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/ka.h"

#define STORM 40 /* seconds */
#define CALM  60

/* -- routers --------------------------------------------------------------------------------- */

struct climate { /* of a whole world */
	uint8_t version;
	bool    same_interval;
	int64_t interval;
	bool    has_nopreempt;
	bool    has_delays;
	bool    has_owner;
	bool    is_late_aware; /* timer_expired_backup */
};

static struct vrrp_announce_params any_announcements(struct dice *d)
{
	return (struct vrrp_announce_params){
		.repeat = (uint32_t)dice_range(d, 1, 5),
		.delay = span_seconds(DICE_PICK(d, 0, 1, 5)),
		.refresh = span_seconds(DICE_PICK(d, 0, 0, 3, 10)),
		.refresh_repeat = 1,
		.lower_repeat = (uint32_t)DICE_PICK(d, 0, 1, 5, 5),
		.lower_delay = span_us(DICE_PICK(d, 0, 500000, 1000000, 5000000)),
		.extra = span_seconds(DICE_PICK(d, 0, 0, 0, 7)),
	};
}

static int64_t any_interval(struct dice *d, const struct climate *climate)
{
	if (climate->version == 2)
		return climate->interval;
	return climate->same_interval ? climate->interval : DICE_PICK(d, 100000, 250000, 500000, 1000000, 2000000);
}

static struct vrrp_params any_params(struct dice *d, const struct climate *climate)
{
	struct vrrp_params p = {
		.version = climate->version,
		.priority = (uint8_t)DICE_PICK(d, 1, 50, 100, 100, 150, 200, 254, dice_range(d, 1, 254)),
		.lower_prio_no_advert = dice_chance(d, 10),
		.higher_prio_send_advert = dice_chance(d, 20),
		.tells_priority = dice_chance(d, 50),
		.down_adverts = (uint8_t)DICE_PICK(d, 3, 3, 3, 1, 2, 5),
		.interval = { any_interval(d, climate) },
		.announce = any_announcements(d),
	};

	p.nopreempt = climate->has_nopreempt && dice_chance(d, 50);
	if (p.nopreempt && climate->is_late_aware)
		p.best_other = 254;
	if (climate->has_delays && !p.nopreempt)
		p.preempt_delay = span_us(dice_range(d, 1, 10000000));
	return p;
}

static void make_owner(struct vrrp_params *p, struct dice *d)
{
	p->priority = VRRP_PRIO_OWNER;
	p->starts_as_master = dice_chance(d, 50);
	p->owner_ignore_adverts = dice_chance(d, 30);
	p->nopreempt = false;
	p->best_other = 0;
	p->preempt_delay = span_us(0);
}

static void make_router(struct world *w, uint8_t i, const struct climate *climate)
{
	struct router *r = &w->routers[i];

	r->name[0] = (char)('a' + i);
	/* Addresses in no order, different beyond the first octet. */
	r->address = (struct addr){ ADDR_IPV4, { 192, 0, 2, (uint8_t)((i * 5 + 3) % 7 + 1) } };
	r->params[0] = any_params(&w->dice, climate);
	if (climate->has_owner && i == 0)
		make_owner(&r->params[0], &w->dice);
	if (dice_chance(&w->dice, 20))
		r->startup_delay = span_us(dice_range(&w->dice, 1000, 5000000));
	r->priority = r->params[0].priority;
	for (uint8_t k = 1; k < w->n_instances; k++) {
		/* All instances of a router have its priority: a mixed sync group is a mistake. */
		r->params[k] = any_params(&w->dice, climate);
		r->params[k].priority = r->priority;
		if (climate->has_owner && i == 0)
			make_owner(&r->params[k], &w->dice);
		else if (r->priority == VRRP_PRIO_OWNER)
			r->params[k] = r->params[0];
	}
}

static void make_world(struct world *w)
{
	struct dice   *d = &w->dice;
	struct climate climate = {
		.version = (uint8_t)dice_range(d, 2, 3),
		.same_interval = dice_chance(d, 50),
		.has_nopreempt = dice_chance(d, 40),
		.has_delays = dice_chance(d, 30),
		.has_owner = dice_chance(d, 15),
		.is_late_aware = dice_chance(d, 30),
	};

	climate.interval = climate.version == 2 ? DICE_PICK(d, 1000000, 1000000, 2000000)
						: DICE_PICK(d, 100000, 300000, 1000000);
	w->n_routers = (uint8_t)DICE_PICK(d, 2, 2, 3, 3, 4, 5);
	w->n_instances = (uint8_t)DICE_PICK(d, 1, 1, 2, 3);
	w->is_group = w->n_instances > 1 && dice_chance(d, 80);
	w->delay_least = span_us(100);
	w->delay_most = span_us(DICE_PICK(d, 100, 1000, 20000));
	for (uint8_t i = 0; i < w->n_routers; i++)
		make_router(w, i, &climate);
}

/* -- what befalls them ----------------------------------------------------------------------- */

static uint8_t any_router(struct world *w)
{
	return (uint8_t)dice_range(&w->dice, 0, w->n_routers - 1);
}

static void cut(struct world *w, uint8_t a, uint8_t b, bool is_cut)
{
	bool    one_instance = dice_chance(&w->dice, 20);
	uint8_t which = (uint8_t)dice_range(&w->dice, 0, w->n_instances - 1);

	for (uint8_t i = 0; i < w->n_instances; i++) {
		if (!one_instance || i == which)
			world_cut(w, a, b, i, is_cut);
	}
}

static void any_health(struct world *w, uint8_t r)
{
	struct vrrp_health health = { 0 };

	if (dice_chance(&w->dice, 50))
		health.faults = fault_with(health.faults, (enum fault_reason)dice_range(&w->dice, 0, FAULT_CONFIG));
	health.is_awaiting = dice_chance(&w->dice, 20);
	world_set_health(w, r, health);
}

static void any_priority(struct world *w, uint8_t r)
{
	int change = (int)DICE_PICK(&w->dice, -60, -10, 10, 60, 0, 0);
	int priority = w->routers[r].params[0].priority + change;

	if (w->routers[r].params[0].priority != VRRP_PRIO_OWNER)
		world_set_priority(w, r, (uint8_t)MAX(1, MIN(priority, VRRP_PRIO_MOST)));
}

static void steal(struct world *w, uint8_t r)
{
	int64_t times = dice_range(&w->dice, 1, 5);
	uint8_t i = (uint8_t)dice_range(&w->dice, 0, w->n_instances - 1);

	while (times-- > 0)
		world_steal(w, r, i);
}

static void blow(struct world *w)
{
	uint8_t a = any_router(w), b = any_router(w);

	switch (dice_range(&w->dice, 0, 15)) {
	case 0:
		world_stop(w, a);
		break;
	case 1:
		world_kill(w, a);
		break;
	case 2:
	case 3:
	case 4:
		world_start(w, a);
		break;
	case 5:
		world_pause(w, a);
		break;
	case 6:
		world_resume(w, a);
		break;
	case 7:
		cut(w, a, b, true);
		break;
	case 8:
		cut(w, a, b, true);
		cut(w, b, a, true);
		break;
	case 9:
	case 10:
		cut(w, a, b, false);
		cut(w, b, a, false);
		break;
	case 11:
		any_health(w, a);
		break;
	case 12:
		world_set_health(w, a, (struct vrrp_health){ 0 });
		break;
	case 13:
		any_priority(w, a);
		break;
	case 14:
		steal(w, a);
		break;
	default:
		w->loss = (unsigned)DICE_PICK(&w->dice, 0, 0, 1, 30);
		w->doubling = (unsigned)DICE_PICK(&w->dice, 0, 5, 50);
		break;
	}
}

static void calm_down(struct world *w)
{
	w->loss = w->doubling = 0;
	for (uint8_t a = 0; a < w->n_routers; a++) {
		world_resume(w, a);
		world_set_health(w, a, (struct vrrp_health){ 0 });
		world_set_priority(w, a, w->routers[a].params[0].priority);
		if (dice_chance(&w->dice, 80))
			world_start(w, a);
		for (uint8_t b = 0; b < w->n_routers; b++) {
			for (uint8_t i = 0; i < w->n_instances; i++)
				world_cut(w, a, b, i, false);
		}
	}
}

void chaos_run(struct world *w)
{
	struct mono storm_ends;
	int64_t     pause;

	make_world(w);
	for (uint8_t i = 0; i < w->n_routers; i++) {
		if (dice_chance(&w->dice, 80))
			world_start(w, i);
	}
	storm_ends = mono_after(w->now, span_seconds(STORM));
	pause = DICE_PICK(&w->dice, 200000, 2000000, 10000000);
	while (mono_before(w->now, storm_ends) && !w->is_over) {
		world_run(w, mono_after(w->now, span_us(dice_range(&w->dice, 0, 2 * pause))));
		if (!w->is_over)
			blow(w);
	}
	if (!w->is_over)
		calm_down(w);
	world_run(w, mono_after(w->now, span_seconds(CALM)));
}
