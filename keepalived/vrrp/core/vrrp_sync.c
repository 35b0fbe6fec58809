/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/core/vrrp_sync.h"

enum vrrp_state vrrp_sync_state(const struct vrrp_sync *g)
{
	unsigned n[VRRP_FAULT + 1] = { 0 };

	for (uint16_t i = 0; i < g->n; i++)
		n[g->members[i].fsm->state]++;
	if (n[VRRP_FAULT])
		return VRRP_FAULT;
	if (n[VRRP_INIT])
		return VRRP_INIT;
	return n[VRRP_BACKUP] ? VRRP_BACKUP : VRRP_MASTER;
}

struct fault_set vrrp_sync_faults(const struct vrrp_sync *g, uint16_t member)
{
	struct fault_set faults = g->members[member].fsm->health.faults;

	for (uint16_t i = 0; i < g->n; i++) {
		if (i != member && fault_any(g->members[i].fsm->health.faults))
			faults = fault_with(faults, FAULT_SYNC_GROUP);
	}
	return faults;
}

/* At the start it is the configuration that wants, later the silence of others. */
static bool wants_master(const struct vrrp_member *m, bool at_start)
{
	return at_start ? m->params->starts_as_master : m->fsm->wants_master;
}

static struct vrrp_consent consent_of(const struct vrrp_sync *g, uint16_t member, bool at_start)
{
	struct vrrp_consent consent = { true, true, true };

	for (uint16_t i = 0; i < g->n; i++) {
		const struct vrrp_member *other = &g->members[i];

		if (i == member)
			continue;
		consent.to_master &= wants_master(other, at_start);
		consent.to_run &= !fault_any(other->fsm->health.faults);
		consent.to_start &= !other->fsm->health.is_awaiting;
	}
	return consent;
}

static void step_one(const struct vrrp_sync *g, uint16_t member, const struct vrrp_event *event, struct mono now,
		     struct vrrp_effects *effects)
{
	const struct vrrp_member *m = &g->members[member];
	size_t                    from = effects->list.n;

	vrrp_fsm_step(m->fsm, m->params, consent_of(g, member, event->kind == VRRP_START), event, now, effects);
	for (size_t i = from; i < effects->list.n; i++)
		effects->list.at[i].member = member;
}

static void step_others(const struct vrrp_sync *g, uint16_t member, const struct vrrp_event *event, struct mono now,
			struct vrrp_effects *effects)
{
	for (uint16_t i = 0; i < g->n; i++) {
		if (i != member)
			step_one(g, i, event, now, effects);
	}
}

static void make_follow(const struct vrrp_sync *g, uint16_t member, enum vrrp_state state, enum vrrp_loss loss,
			struct mono now, struct vrrp_effects *effects)
{
	struct vrrp_event follow = {
		.kind = VRRP_FOLLOW,
		.follow = { .state = (uint8_t)state, .loss = (uint8_t)loss },
	};

	step_others(g, member, &follow, now, effects);
}

static bool has_heard_inferior(const struct vrrp_effects *effects, size_t from)
{
	for (size_t i = from; i < effects->list.n; i++) {
		if (effects->list.at[i].kind == VRRP_NOTIFY_LOWER)
			return true;
	}
	return false;
}

static void add_of_group(enum vrrp_effect_kind kind, uint8_t what, enum vrrp_state state,
			 struct vrrp_effects *effects)
{
	vec_push(&effects->list, ((struct vrrp_effect){
					 .kind = (uint8_t)kind,
					 .what = what,
					 .state = (uint8_t)state,
					 .member = VRRP_THE_GROUP,
				 }));
}

/* The line of the group stands between the member that it follows and those that follow it. */
static void step_and_follow(const struct vrrp_sync *g, uint16_t member, const struct vrrp_event *event,
			    struct mono now, struct vrrp_effects *effects)
{
	const struct vrrp_fsm *f = g->members[member].fsm;
	enum vrrp_state        old_of_group = vrrp_sync_state(g);
	enum vrrp_state        old = f->state;
	size_t                 from = effects->list.n;

	step_one(g, member, event, now, effects);
	if (g->is_group && f->state != old && f->state != old_of_group && old_of_group != VRRP_INIT)
		add_of_group(VRRP_LOG, VRRP_LINE_SYNC, f->state, effects);
	if (g->n == 1)
		return;
	if (old == VRRP_BACKUP && f->state == VRRP_MASTER)
		make_follow(g, member, VRRP_MASTER, VRRP_LOST_ELECTION, now, effects);
	else if (old == VRRP_MASTER && f->state == VRRP_BACKUP)
		make_follow(g, member, VRRP_BACKUP,
			    event->kind == VRRP_LOST ? VRRP_LOST_OBJECT : VRRP_LOST_ELECTION, now, effects);
	else if (has_heard_inferior(effects, from))
		step_others(g, member, &(struct vrrp_event){ .kind = VRRP_REANNOUNCE }, now, effects);
	if (event->kind == VRRP_FACTS)
		step_others(g, member, &(struct vrrp_event){ .kind = VRRP_REVIEW }, now, effects);
}

/* After the members, with priority 0. */
static void tell_of_group(enum vrrp_state old, enum vrrp_state state, struct vrrp_effects *effects)
{
	if (state == old || state == VRRP_INIT)
		return;
	add_of_group(VRRP_NOTIFY, (uint8_t)state, state, effects);
}

void vrrp_sync_step(const struct vrrp_sync *g, uint16_t member, const struct vrrp_event *event, struct mono now,
		    struct vrrp_effects *effects)
{
	enum vrrp_state old = vrrp_sync_state(g);

	if (event->kind == VRRP_START || event->kind == VRRP_QUIT) {
		for (uint16_t i = 0; i < g->n; i++)
			step_one(g, i, event, now, effects);
	} else {
		if (vrrp_fsm_is_late(g->members[member].fsm, g->members[member].params, now))
			step_and_follow(g, member, &(struct vrrp_event){ .kind = VRRP_LATE }, now, effects);
		step_and_follow(g, member, event, now, effects);
	}
	if (g->is_group)
		tell_of_group(old, vrrp_sync_state(g), effects);
}

void vrrp_sync_quit(const struct vrrp_sync *g, struct vrrp_effects *effects)
{
	if (g->is_group)
		add_of_group(VRRP_NOTIFY, VRRP_STOP, VRRP_STOP, effects);
}
