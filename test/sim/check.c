/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/ka.h"

#define TOLERANCE 0.0001 /* seconds: integer divisions, and what is due at the same time */

static double seconds(struct mono t)
{
	return (double)t.us / USEC_PER_SEC;
}

static double now_of(const struct check *c)
{
	return seconds(c->w->now);
}

static double span_seconds_of(struct span s)
{
	return (double)s.us / USEC_PER_SEC;
}

printf_like(3, 4) static void fail(struct check *c, const char *property, const char *format, ...)
{
	va_list args;

	if (c->failed)
		return;
	c->failed = property;
	c->failed_at = c->w->now;
	c->w->is_over = true;
	va_start(args, format);
	vsnprintf(c->why, sizeof(c->why), format, args);
	va_end(args);
}

/* -- when a BACKUP has to act ---------------------------------------------------------------- */

static double skew_of(const struct router *r, uint8_t instance, double interval)
{
	int p = r->params[instance].priority == VRRP_PRIO_OWNER ? VRRP_PRIO_OWNER : r->priority;

	return (256 - p) / 256.0 * (r->params[instance].version == 2 ? 1.0 : interval);
}

static double due_of(const struct check *c, uint8_t router, uint8_t instance)
{
	const struct forecast *f = &c->forecast[router][instance];

	if (f->has_expired)
		return f->expired;
	return f->from + f->adverts * f->interval + skew_of(&c->w->routers[router], instance, f->interval);
}

/* A group acts when its last member is due. */
static double due_together(const struct check *c, uint8_t router, uint8_t instance)
{
	double due = due_of(c, router, instance);

	for (uint8_t i = 0; c->w->is_group && i < c->w->n_instances; i++)
		due = MAX(due, due_of(c, router, i));
	return due;
}

static void expect_silence(struct check *c, uint8_t router, uint8_t instance, double adverts, double interval)
{
	struct forecast *f = &c->forecast[router][instance];
	double           ears = seconds(c->w->routers[router].fsm[instance].hears_from);

	f->has_expired = false;
	f->from = MAX(now_of(c), ears);
	f->adverts = adverts;
	f->interval = interval;
}

static bool must_accept(struct check *c, const struct world_step *step)
{
	const struct router     *r = &c->w->routers[step->router];
	const struct vrrp_params *params = &r->params[step->instance];
	struct forecast         *f = &c->forecast[step->router][step->instance];

	if (step->event->advert.priority >= r->priority) {
		f->has_delay = false;
		return true;
	}
	if (params->nopreempt)
		return true;
	if (!params->preempt_delay.us)
		return false;
	if (!f->has_delay) {
		f->has_delay = true;
		f->delay_until = now_of(c) + span_seconds_of(params->preempt_delay);
	}
	return now_of(c) < f->delay_until;
}

static double interval_after(const struct check *c, const struct world_step *step, uint8_t instance, bool adopts)
{
	const struct vrrp_params *params = &c->w->routers[step->router].params[instance];

	return adopts && params->version == 3 ? span_seconds_of(step->event->advert.interval)
					      : span_seconds_of(params->interval);
}

static void backup_heard(struct check *c, const struct world_step *step)
{
	const struct router *r = &c->w->routers[step->router];
	struct forecast     *f = &c->forecast[step->router][step->instance];

	if (mono_before(c->w->now, r->fsm[step->instance].hears_from) ||
	    r->params[step->instance].owner_ignore_adverts)
		return;
	if (step->event->advert.priority == VRRP_PRIO_LEAVE) {
		if (!f->has_expired)
			expect_silence(c, step->router, step->instance, 0, f->interval);
	} else if (must_accept(c, step)) {
		expect_silence(c, step->router, step->instance,
			       r->params[step->instance].down_adverts,
			       interval_after(c, step, step->instance, true));
	}
}

static void entered_backup(struct check *c, const struct world_step *step, uint8_t instance)
{
	const struct router *r = &c->w->routers[step->router];
	bool                 lost_election = step->event->kind == VRRP_ADVERT && instance == step->instance &&
			     step->old[instance] == VRRP_MASTER;
	bool                 gave_up = step->event->kind == VRRP_LOST;
	bool                 late = lost_election && step->event->advert.priority < r->priority;

	c->forecast[step->router][instance].has_delay = false;
	expect_silence(c, step->router, instance, gave_up ? 0 : r->params[instance].down_adverts,
		       interval_after(c, step, instance, lost_election && !late));
	if (late)
		backup_heard(c, step); /* stepped down for being late, and then heard it as BACKUP */
}

/* An owner that starts as MASTER waits for no silence; after a startup delay it does so as BACKUP. */
static void owner_starts(struct check *c, uint8_t router, uint8_t instance)
{
	struct forecast *f = &c->forecast[router][instance];

	f->adverts = 0;
	f->from -= skew_of(&c->w->routers[router], instance, f->interval);
}

static bool all_start_as_master(const struct check *c, uint8_t router, uint8_t instance)
{
	const struct router *r = &c->w->routers[router];
	bool                 all = r->params[instance].starts_as_master;

	for (uint8_t i = 0; c->w->is_group && i < c->w->n_instances; i++)
		all &= r->params[i].starts_as_master;
	return all;
}

static void notice_expiry(struct check *c, const struct world_step *step)
{
	struct forecast *f = &c->forecast[step->router][step->instance];
	double           due = due_of(c, step->router, step->instance);

	if (step->event->kind == VRRP_EXPIRY && step->old[step->instance] == VRRP_BACKUP &&
	    now_of(c) > due - TOLERANCE) {
		f->has_expired = true;
		f->expired = MIN(due, now_of(c));
	}
}

static void check_takeover(struct check *c, const struct world_step *step, uint8_t instance)
{
	double early = due_together(c, step->router, instance) - now_of(c);

	if (early > TOLERANCE)
		fail(c, "takeover", "%s became MASTER of %u %.6f s too early", c->w->routers[step->router].name,
		     instance, early);
}

static void follow_transition(struct check *c, const struct world_step *step, uint8_t instance)
{
	enum vrrp_state old = step->old[instance];
	enum vrrp_state state = c->w->routers[step->router].fsm[instance].state;
	bool            is_start = step->event->kind == VRRP_START;

	if (state == VRRP_MASTER && old != VRRP_MASTER) {
		c->sent_last[step->router][instance] = c->w->now;
		if (old == VRRP_BACKUP)
			check_takeover(c, step, instance);
		else if (!is_start || !all_start_as_master(c, step->router, instance))
			fail(c, "takeover", "%s became MASTER of %u without having been BACKUP",
			     c->w->routers[step->router].name, instance);
	}
	if (state == VRRP_BACKUP && old != VRRP_BACKUP) {
		entered_backup(c, step, instance);
		if (is_start && all_start_as_master(c, step->router, instance))
			owner_starts(c, step->router, instance);
	}
}

/* -- what a step may ask for ----------------------------------------------------------------- */

#define LAST_RANK 4

/* Of one member: sending comes first, then the kernel, then telling. */
static int rank_of(const struct vrrp_effect *e)
{
	switch ((enum vrrp_effect_kind)e->kind) {
	case VRRP_SEND:
		return 0;
	case VRRP_INSTALL:
	case VRRP_WITHDRAW:
		return 1;
	case VRRP_ANNOUNCE:
		return 2;
	case VRRP_NOTIFY:
		return 3;
	case VRRP_DEADLINE:
		return LAST_RANK;
	case VRRP_LOG:
	case VRRP_ANNOUNCE_EXTRA:
	case VRRP_ANNOUNCE_SOURCE:
	case VRRP_HUSH:
	case VRRP_NOTIFY_LOWER:
	case VRRP_NOTIFY_PRIORITY:
	case VRRP_SYNC_DAEMON:
		break;
	}
	return -1;
}

static void check_order(struct check *c, const struct world_step *step)
{
	int last[WORLD_INSTANCES] = { 0 };

	for (size_t i = 0; i < step->effects->list.n; i++) {
		const struct vrrp_effect *e = &step->effects->list.at[i];
		int                       rank = rank_of(e);

		if (e->member == VRRP_THE_GROUP || rank < 0)
			continue;
		/* A member may be stepped twice: for being late, and for what happened. */
		if (rank < last[e->member] && last[e->member] != LAST_RANK)
			fail(c, "order", "%s: %s comes after something later", c->w->routers[step->router].name,
			     vrrp_effect_name(e->kind));
		last[e->member] = rank;
	}
}

static void check_own(struct check *c, const struct world_step *step)
{
	const struct router *r = &c->w->routers[step->router];
	unsigned             masters = 0, faults = 0;

	for (uint8_t i = 0; i < c->w->n_instances; i++) {
		bool is_master = r->fsm[i].state == VRRP_MASTER;

		masters += is_master;
		faults += r->fsm[i].state == VRRP_FAULT;
		if (r->has_addresses[i] != is_master)
			fail(c, "addresses", "%s: state %s, addresses %s", r->name, vrrp_state_name(r->fsm[i].state),
			     r->has_addresses[i] ? "there" : "not there");
	}
	if (c->w->is_group && masters % c->w->n_instances)
		fail(c, "group", "%s is half MASTER", r->name);
	if (c->w->is_group && faults % c->w->n_instances)
		fail(c, "group", "%s is half in FAULT", r->name);
}

/* A MASTER that fails, stops, or gives up says so; one that lost an election, or is late, does not. */
static void check_farewell(struct check *c, const struct world_step *step)
{
	bool says_so[WORLD_INSTANCES] = { false };
	bool is_late = false;

	for (size_t i = 0; i < step->effects->list.n; i++) {
		const struct vrrp_effect *e = &step->effects->list.at[i];

		if (e->kind == VRRP_SEND && e->priority == VRRP_PRIO_LEAVE)
			says_so[e->member] = true;
		is_late |= e->kind == VRRP_LOG && e->what == VRRP_LINE_LATE;
	}
	for (uint8_t i = 0; i < c->w->n_instances; i++) {
		enum vrrp_state state = c->w->routers[step->router].fsm[i].state;
		bool            leaves = step->old[i] == VRRP_MASTER && state != VRRP_MASTER;
		bool            has_to = leaves && !is_late && (state != VRRP_BACKUP || step->event->kind == VRRP_LOST);

		if (says_so[i] != has_to)
			fail(c, "farewell", "%s %s priority 0 for %u", c->w->routers[step->router].name,
			     has_to ? "does not send" : "sends", i);
	}
}

/* Who is not MASTER, or no longer, is quiet; but for the last advert of higher_prio_send_advert. */
static void check_quiet(struct check *c, const struct world_step *step)
{
	const struct router *r = &c->w->routers[step->router];

	for (size_t i = 0; i < step->effects->list.n; i++) {
		const struct vrrp_effect *e = &step->effects->list.at[i];
		bool speaks = e->kind == VRRP_ANNOUNCE || e->kind == VRRP_ANNOUNCE_EXTRA || e->kind == VRRP_INSTALL ||
			      (e->kind == VRRP_SEND && e->priority != VRRP_PRIO_LEAVE);

		if (speaks && r->fsm[e->member].state != VRRP_MASTER &&
		    !(e->kind == VRRP_SEND && r->params[e->member].higher_prio_send_advert))
			fail(c, "quiet", "%s: %s while %s", r->name, vrrp_effect_name(e->kind),
			     vrrp_state_name(r->fsm[e->member].state));
	}
}

/* What holds for an instance, holds for its group. */
static struct vrrp_health health_together(const struct check *c, const struct world_step *step)
{
	const struct router *r = &c->w->routers[step->router];
	struct vrrp_health   health = r->fsm[step->instance].health;

	for (uint8_t i = 0; c->w->is_group && i < c->w->n_instances; i++) {
		health.faults.bits |= r->fsm[i].health.faults.bits;
		health.is_awaiting |= r->fsm[i].health.is_awaiting;
	}
	return health;
}

static void check_health(struct check *c, const struct world_step *step)
{
	const struct router *r = &c->w->routers[step->router];
	enum vrrp_state      state = r->fsm[step->instance].state;
	struct vrrp_health   health = health_together(c, step);
	bool                 runs = state == VRRP_BACKUP || state == VRRP_MASTER;

	if (!r->fsm[step->instance].is_started)
		return;
	if (fault_any(health.faults) ? state != VRRP_FAULT : !health.is_awaiting && !runs)
		fail(c, "health", "%s is %s", r->name, vrrp_state_name(state));
}

static void see_effects(struct check *c, const struct world_step *step)
{
	for (size_t i = 0; i < step->effects->list.n; i++) {
		const struct vrrp_effect *e = &step->effects->list.at[i];

		if (e->kind == VRRP_SEND)
			c->sent_last[step->router][e->member] = c->w->now;
		if (e->kind == VRRP_ANNOUNCE) {
			for (uint8_t r = 0; r < c->w->n_routers; r++)
				c->told[r][e->member] = MONO_NEVER;
		}
	}
}

static void hear_announcer(struct check *c, const struct world_step *step)
{
	const struct packet *p = step->packet;

	if (!p || p->from != c->w->last_announcer[p->instance] ||
	    mono_before(p->sent, c->w->last_announced[p->instance]))
		return;
	if (world_state(c->w, step->router, p->instance) == VRRP_MASTER)
		c->told[step->router][p->instance] = mono_first(c->told[step->router][p->instance], c->w->now);
}

/* -- what must hold as time passes ----------------------------------------------------------- */

static double delays(const struct check *c)
{
	return 2 * span_seconds_of(c->w->delay_most) + TOLERANCE;
}

static bool is_linked(const struct check *c, uint8_t a, uint8_t b, uint8_t instance)
{
	return !c->w->is_cut[a][b][instance] && !c->w->is_cut[b][a][instance];
}

static void check_pair(struct check *c, uint8_t a, uint8_t b, uint8_t instance)
{
	const struct router *ra = &c->w->routers[a], *rb = &c->w->routers[b];
	struct mono         *since = &c->dual_since[a][b][instance];
	bool                 both = world_is_awake(c->w, a) && world_is_awake(c->w, b) &&
		    world_state(c->w, a, instance) == VRRP_MASTER && world_state(c->w, b, instance) == VRRP_MASTER;
	double most = span_seconds_of(span_us(MAX(ra->params[instance].interval.us, rb->params[instance].interval.us)));

	if (!both || !is_linked(c, a, b, instance)) {
		*since = MONO_NEVER;
		return;
	}
	*since = mono_first(*since, c->w->now);
	if (now_of(c) - MAX(seconds(*since), seconds(c->calm_since[a][b])) > most + delays(c))
		fail(c, "dual", "%s and %s are MASTER of %u for longer than one advert interval", ra->name, rb->name,
		     instance);
}

/* The slowest interval that anybody may have learnt. */
static double slowest(const struct check *c, uint8_t instance)
{
	double most = 0;

	for (uint8_t r = 0; r < c->w->n_routers; r++)
		most = MAX(most, span_seconds_of(c->w->routers[r].params[instance].interval));
	return most;
}

static double longest_master_down(const struct check *c, uint8_t router, uint8_t instance)
{
	const struct router *r = &c->w->routers[router];
	double               interval = slowest(c, instance);

	return r->params[instance].down_adverts * interval + skew_of(r, instance, interval);
}

/* A sync group has the patience of its slowest member. */
static double patience_of(const struct check *c, uint8_t router, uint8_t instance)
{
	double most = longest_master_down(c, router, instance);

	for (uint8_t i = 0; c->w->is_group && i < c->w->n_instances; i++)
		most = MAX(most, longest_master_down(c, router, i));
	return most;
}

static void check_none(struct check *c, uint8_t instance)
{
	double from = 0, patience = 1e9;
	bool   has_master = false;

	for (uint8_t r = 0; r < c->w->n_routers; r++) {
		const struct router *router = &c->w->routers[r];

		has_master |= world_is_awake(c->w, r) && world_state(c->w, r, instance) == VRRP_MASTER;
		if (!world_is_awake(c->w, r) || world_state(c->w, r, instance) != VRRP_BACKUP)
			continue;
		patience = MIN(patience, patience_of(c, r, instance));
		from = MAX(from, seconds(router->fsm[instance].hears_from));
		for (uint8_t other = 0; other < c->w->n_routers; other++)
			from = MAX(from, seconds(c->calm_since[r][other]));
	}
	if (has_master || patience == 1e9) {
		c->none_since[instance] = MONO_NEVER;
		return;
	}
	c->none_since[instance] = mono_first(c->none_since[instance], c->w->now);
	from = MAX(from, seconds(c->none_since[instance]));
	for (uint8_t i = 0; i < c->w->n_instances; i++) {
		if (i == instance || c->w->is_group)
			from = MAX(from, seconds(c->heard_last[i]));
	}
	if (now_of(c) - from > patience + delays(c))
		fail(c, "none", "nobody is MASTER of %u for longer than %.3f s", instance, patience);
}

static void check_late(struct check *c, uint8_t router, uint8_t instance)
{
	double due = MAX(due_together(c, router, instance), seconds(c->changed[router]));

	if (now_of(c) - due > TOLERANCE)
		fail(c, "takeover", "%s is still BACKUP of %u %.6f s after it was due", c->w->routers[router].name,
		     instance, now_of(c) - due);
}

static void check_silence(struct check *c, uint8_t router, uint8_t instance)
{
	const struct router *r = &c->w->routers[router];
	double               from = MAX(seconds(c->sent_last[router][instance]), seconds(c->changed[router]));

	if (now_of(c) - from > span_seconds_of(r->params[instance].interval) + TOLERANCE)
		fail(c, "silence", "%s is MASTER of %u and sends no adverts", r->name, instance);
}

/* A MASTER that heard of another one has to be the last to announce its addresses. */
static void check_announced(struct check *c, uint8_t router, uint8_t instance)
{
	const struct vrrp_announce_params *a = &c->w->routers[router].params[instance].announce;
	double told = MAX(seconds(c->told[router][instance]), seconds(c->changed[router]));

	if (!a->lower_repeat || c->w->routers[router].params[instance].owner_ignore_adverts ||
	    c->told[router][instance].us == MONO_NEVER.us)
		return;
	if (now_of(c) - told > span_seconds_of(a->lower_delay) + TOLERANCE)
		fail(c, "announced", "%s is MASTER of %u, but the last announcement is that of %s",
		     c->w->routers[router].name, instance, c->w->routers[c->w->last_announcer[instance]].name);
}

void check_passed(void *check)
{
	struct check *c = check;

	for (uint8_t i = 0; i < c->w->n_instances; i++) {
		check_none(c, i);
		for (uint8_t a = 0; a < c->w->n_routers; a++) {
			for (uint8_t b = 0; b < a; b++)
				check_pair(c, a, b, i);
			if (!world_is_awake(c->w, a))
				continue;
			if (c->w->routers[a].fsm[i].state == VRRP_BACKUP)
				check_late(c, a, i);
			if (c->w->routers[a].fsm[i].state != VRRP_MASTER)
				c->told[a][i] = MONO_NEVER;
			else
				check_silence(c, a, i), check_announced(c, a, i);
		}
	}
}

/* -- looking on ------------------------------------------------------------------------------- */

static void on_step(void *owner, const struct world_step *step)
{
	struct check *c = owner;
	uint8_t       old = step->old[step->instance];

	c->steps++;
	notice_expiry(c, step);
	for (uint8_t i = 0; i < c->w->n_instances; i++)
		follow_transition(c, step, i);
	if (step->event->kind == VRRP_ADVERT) {
		c->heard_last[step->instance] = c->w->now;
		if (old == VRRP_BACKUP && world_state(c->w, step->router, step->instance) == VRRP_BACKUP)
			backup_heard(c, step);
		hear_announcer(c, step);
	}
	see_effects(c, step);
	check_order(c, step);
	check_own(c, step);
	check_farewell(c, step);
	check_quiet(c, step);
	check_health(c, step);
	check_passed(c);
}

static void on_disturbance(void *owner, uint8_t a, uint8_t b)
{
	struct check *c = owner;

	for (uint8_t r = 0; r < c->w->n_routers; r++) {
		if (a == b)
			c->calm_since[a][r] = c->calm_since[r][a] = c->w->now;
	}
	if (a == b)
		c->changed[a] = c->w->now;
	c->calm_since[a][b] = c->calm_since[b][a] = c->w->now;
	if (!c->w->is_stepping)
		check_passed(c);
}

void check_init(struct check *c, struct world *w)
{
	*c = (struct check){ .w = w };
	for (uint8_t i = 0; i < WORLD_INSTANCES; i++) {
		c->none_since[i] = MONO_NEVER;
		for (uint8_t a = 0; a < WORLD_ROUTERS; a++) {
			c->told[a][i] = MONO_NEVER;
			for (uint8_t b = 0; b < WORLD_ROUTERS; b++)
				c->dual_since[a][b][i] = MONO_NEVER;
		}
	}
	w->watch = (struct world_watch){ c, on_step, on_disturbance, check_passed };
}
