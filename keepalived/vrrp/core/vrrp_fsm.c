/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/core/vrrp_fsm.h"

#include <string.h>

#include "keepalived/vrrp/core/vrrp_prio.h"
#include "lib/base/ka.h"

#define RIVAL_ANSWERS 2

struct step {
	struct vrrp_fsm          *f;
	const struct vrrp_params *params;
	struct vrrp_consent       consent;
	struct mono               now;
	struct vrrp_effects      *effects;
	bool                      was_away; /* silent for so long that another may have been MASTER */
};

/* -- values ---------------------------------------------------------------------------------- */

uint8_t vrrp_fsm_priority(const struct vrrp_fsm *f)
{
	return f->has_yielded ? VRRP_PRIO_MOST : f->priority;
}

/* An owner that has yielded keeps its short timers. */
static struct span skew_of(const struct step *s)
{
	return vrrp_skew(s->params->version, s->f->master_interval, s->f->priority);
}

static struct span master_down_of(const struct step *s)
{
	return vrrp_master_down(s->params, s->f->master_interval, s->f->priority);
}

struct mono vrrp_fsm_deadline(const struct vrrp_fsm *f)
{
	return mono_first(mono_first(f->master_down, f->advert), vrrp_announce_deadline(&f->announce));
}

/* -- effects --------------------------------------------------------------------------------- */

static struct vrrp_effect *add(struct step *s, enum vrrp_effect_kind kind)
{
	vec_push(&s->effects->list, ((struct vrrp_effect){ .kind = (uint8_t)kind, .epoch = s->f->epoch }));
	return &s->effects->list.at[s->effects->list.n - 1];
}

static struct vrrp_effect *say(struct step *s, enum vrrp_line line)
{
	struct vrrp_effect *e = add(s, VRRP_LOG);

	e->what = (uint8_t)line;
	e->own = vrrp_fsm_priority(s->f);
	return e;
}

static void say_of(struct step *s, enum vrrp_line line, const struct vrrp_heard *advert)
{
	struct vrrp_effect *e = say(s, line);

	e->peer = advert->source;
	e->priority = advert->priority;
}

static void notify(struct step *s, enum vrrp_state state)
{
	struct vrrp_effect *e = add(s, VRRP_NOTIFY);

	e->what = (uint8_t)state;
	e->priority = vrrp_fsm_priority(s->f);
}

static void tell_sync_daemon(struct step *s, enum vrrp_state state)
{
	add(s, VRRP_SYNC_DAEMON)->what = (uint8_t)state;
}

static void announce(struct step *s, uint32_t repeat)
{
	if (repeat)
		add(s, VRRP_ANNOUNCE)->repeat = repeat;
}

static void announce_as_new(struct step *s)
{
	announce(s, vrrp_announce_start(&s->f->announce, &s->params->announce, s->now));
}

/* -- sending --------------------------------------------------------------------------------- */

static bool can_send(const struct step *s)
{
	return !s->params->is_ipv6 || s->f->source.family;
}

static void send(struct step *s, uint8_t priority)
{
	if (!can_send(s))
		return;
	add(s, VRRP_SEND)->priority = priority;
	s->f->counts.sent++;
	s->f->last_sent = s->now;
}

static void send_zero(struct step *s)
{
	if (!can_send(s))
		return;
	send(s, VRRP_PRIO_LEAVE);
	s->f->counts.sent_zero++;
	say(s, VRRP_LINE_SENT_ZERO);
}

/* The other owner has heard from us twice: from now on it has had its chance to give way. */
static void count_answer(struct step *s)
{
	struct vrrp_rival *rival = &s->f->rival;
	int64_t            pause = MAX(s->params->interval.us, rival->interval.us);

	if (rival->address.family && rival->answers < RIVAL_ANSWERS && ++rival->answers == RIVAL_ANSWERS)
		rival->patience = mono_after(s->now, span_us(pause * 6 / 5));
}

static void send_advert(struct step *s)
{
	struct span silence = vrrp_master_down(s->params, s->params->interval, VRRP_PRIO_OWNER);

	s->was_away |= mono_before(mono_after(s->f->last_sent, silence), s->now);
	send(s, vrrp_fsm_priority(s->f));
	count_answer(s);
	s->f->advert = mono_after(s->now, s->params->interval);
}

/* At a steady pace: what this one is late does not delay the next, unless that is late as well. */
static void send_due_advert(struct step *s)
{
	struct mono next = mono_after(s->f->advert, s->params->interval);

	send_advert(s);
	if (mono_before(s->now, next))
		s->f->advert = next;
}

/* -- transitions ----------------------------------------------------------------------------- */

static void set_master_down(struct step *s, struct span after)
{
	struct mono from = mono_before(s->now, s->f->hears_from) ? s->f->hears_from : s->now;

	s->f->master_down = mono_after(from, after);
}

static void enter(struct step *s, enum vrrp_state state)
{
	struct vrrp_fsm *f = s->f;

	f->state = (uint8_t)state;
	f->epoch++;
	f->last_transition = s->now;
	f->wants_master = false;
	f->has_preempt_delay = false;
	f->master_down = MONO_NEVER;
	f->advert = MONO_NEVER;
	vrrp_announce_stop(&f->announce);
}

static void change_priority(struct step *s, uint8_t priority, bool has_yielded)
{
	struct vrrp_fsm    *f = s->f;
	uint8_t             old = vrrp_fsm_priority(f);
	struct vrrp_effect *e;

	f->priority = priority;
	f->has_yielded = has_yielded;
	if (vrrp_fsm_priority(f) == old)
		return;
	e = say(s, VRRP_LINE_PRIORITY);
	e->own = old;
	e->priority = vrrp_fsm_priority(f);
	if (!s->params->tells_priority || (f->state != VRRP_MASTER && f->state != VRRP_BACKUP))
		return;
	e = add(s, VRRP_NOTIFY_PRIORITY);
	e->what = f->state;
	e->priority = vrrp_fsm_priority(f);
}

static void change_interval(struct step *s, enum vrrp_line line, struct span interval)
{
	struct vrrp_effect *e;

	if (interval.us == s->f->master_interval.us)
		return;
	e = say(s, line);
	e->old_span = s->f->master_interval;
	e->span = interval;
	s->f->master_interval = interval;
}

/* The advert goes first: the old master lets go of the addresses before they are announced. */
static void become_master(struct step *s)
{
	struct vrrp_fsm *f = s->f;

	enter(s, VRRP_MASTER);
	f->wants_master = true;
	f->rival = (struct vrrp_rival){ 0 };
	change_priority(s, f->priority, false);
	f->counts.became_master++;
	f->last_sent = s->now;
	send_advert(s);
	say(s, VRRP_LINE_MASTER);
	change_interval(s, VRRP_LINE_OWN_INTERVAL, s->params->interval);
	add(s, VRRP_INSTALL);
	announce_as_new(s);
	notify(s, VRRP_MASTER);
	tell_sync_daemon(s, VRRP_MASTER);
}

static void let_go(struct step *s)
{
	s->f->counts.released_master++;
	tell_sync_daemon(s, VRRP_BACKUP);
	add(s, VRRP_HUSH);
	add(s, VRRP_WITHDRAW);
}

static void lose(struct step *s, enum vrrp_loss loss)
{
	enter(s, VRRP_BACKUP);
	say(s, VRRP_LINE_BACKUP);
	if (loss == VRRP_LOST_OBJECT)
		send_zero(s);
	let_go(s);
	notify(s, VRRP_BACKUP);
	set_master_down(s, loss == VRRP_LOST_OBJECT ? skew_of(s) : master_down_of(s));
}

/* INIT leaves without a line: what failed has said it. */
static void fail(struct step *s)
{
	enum vrrp_state old = s->f->state;

	enter(s, VRRP_FAULT);
	if (old != VRRP_INIT)
		say(s, VRRP_LINE_FAULT);
	if (old == VRRP_MASTER) {
		send_zero(s);
		let_go(s);
	}
	notify(s, VRRP_FAULT);
}

static void enter_backup(struct step *s, enum vrrp_line line, struct span master_down)
{
	enter(s, VRRP_BACKUP);
	s->f->master_interval = s->params->interval;
	say(s, line);
	notify(s, VRRP_BACKUP);
	set_master_down(s, master_down);
}

static void recover(struct step *s)
{
	if (s->params->announces_source)
		add(s, VRRP_ANNOUNCE_SOURCE);
	enter_backup(s, VRRP_LINE_BACKUP, vrrp_master_down(s->params, s->params->interval, s->f->priority));
}

/* -- health ---------------------------------------------------------------------------------- */

static bool may_run(const struct step *s)
{
	return !fault_any(s->f->health.faults) && s->consent.to_run;
}

static bool may_start(const struct step *s)
{
	return may_run(s) && !s->f->health.is_awaiting && s->consent.to_start;
}

static void review(struct step *s)
{
	switch ((enum vrrp_state)s->f->state) {
	case VRRP_INIT:
		if (!s->f->is_started)
			break;
		if (!may_run(s))
			fail(s);
		else if (may_start(s))
			recover(s);
		break;
	case VRRP_BACKUP:
	case VRRP_MASTER:
		if (!may_run(s))
			fail(s);
		break;
	case VRRP_FAULT:
		if (may_start(s))
			recover(s);
		break;
	case VRRP_STOP:
	case VRRP_DELETED:
		break;
	}
}

static void start(struct step *s, struct mono hears_from)
{
	struct vrrp_fsm *f = s->f;
	bool             waits_for_nobody = s->params->starts_as_master && s->consent.to_master;

	f->is_started = true;
	f->hears_from = hears_from;
	if (!may_run(s)) {
		say(s, VRRP_LINE_FAULT_INIT);
		fail(s);
	} else if (!may_start(s)) {
		/* INIT goes on. */
	} else if (waits_for_nobody && !mono_before(s->now, hears_from)) {
		say(s, VRRP_LINE_TIMEOUT);
		become_master(s);
	} else {
		enter_backup(s, VRRP_LINE_BACKUP_INIT, waits_for_nobody ? span_us(0) : master_down_of(s));
	}
}

/* -- adverts --------------------------------------------------------------------------------- */

static void remember_master(struct step *s, const struct vrrp_heard *advert)
{
	struct vrrp_fsm *f = s->f;

	if (!addr_equal(&f->master, &advert->source)) {
		struct vrrp_effect *e = say(s, VRRP_LINE_MASTER_SET);

		e->peer = advert->source;
		e->old = f->master;
		f->master = advert->source;
	}
	f->master_priority = advert->priority;
}

static void adopt(struct step *s, const struct vrrp_heard *advert)
{
	/* An interval of 0 would make us take over at once, whoever sends it. */
	if (advert->version == 3 && advert->interval.us > 0)
		change_interval(s, VRRP_LINE_INTERVAL, advert->interval);
	remember_master(s, advert);
}

static bool accepts(struct step *s, const struct vrrp_heard *advert)
{
	struct vrrp_fsm *f = s->f;

	if (advert->priority >= vrrp_fsm_priority(f)) {
		if (f->has_preempt_delay)
			say(s, VRRP_LINE_NO_PREEMPT_DELAY);
		f->has_preempt_delay = false;
		return true;
	}
	if (s->params->nopreempt)
		return true;
	if (!s->params->preempt_delay.us)
		return false;
	if (!f->has_preempt_delay) {
		f->has_preempt_delay = true;
		f->preempt_from = mono_after(s->now, s->params->preempt_delay);
		say(s, VRRP_LINE_PREEMPT_DELAY)->span = s->params->preempt_delay;
	}
	return mono_before(s->now, f->preempt_from);
}

static void backup_hears(struct step *s, const struct vrrp_heard *advert)
{
	struct vrrp_fsm *f = s->f;

	if (advert->priority == VRRP_PRIO_LEAVE) {
		say_of(s, VRRP_LINE_BACKUP_HEARD_ZERO, advert);
		set_master_down(s, skew_of(s));
		return;
	}
	if (!accepts(s, advert)) {
		say_of(s, VRRP_LINE_DISCARDING, advert);
		remember_master(s, advert);
		return;
	}
	if (f->has_yielded &&
	    (advert->priority != VRRP_PRIO_OWNER || !addr_equal(&advert->source, &f->rival.address)))
		change_priority(s, f->priority, false);
	adopt(s, advert);
	f->wants_master = false;
	set_master_down(s, master_down_of(s));
}

/* Two owners of one address: a mistake that only one of them can survive, and not for long. */
static void meet_rival(struct step *s, const struct vrrp_heard *advert)
{
	struct vrrp_rival *rival = &s->f->rival;
	struct span        silence = span_us(s->params->down_adverts * MAX(s->params->interval.us, advert->interval.us));

	if (!addr_equal(&rival->address, &advert->source) ||
	    mono_before(mono_after(rival->heard, silence), s->now)) {
		*rival = (struct vrrp_rival){ .address = advert->source, .patience = MONO_NEVER };
		say_of(s, VRRP_LINE_TWO_OWNERS, advert);
	}
	rival->heard = s->now;
	rival->interval = advert->interval;
	if (!mono_before(s->now, rival->patience)) {
		change_priority(s, s->f->priority, true);
		say_of(s, VRRP_LINE_OWNER_YIELDS, advert);
	}
}

/* Somebody else has had our addresses. False: a burst that is pending will do. */
static bool announce_against(struct step *s)
{
	uint32_t repeat = 0;
	bool     is_new = vrrp_announce_lower(&s->f->announce, &s->params->announce, s->now, &repeat);

	announce(s, repeat);
	return is_new;
}

static void master_hears_inferior(struct step *s, const struct vrrp_heard *advert)
{
	if (advert->priority == VRRP_PRIO_OWNER)
		meet_rival(s, advert);
	say_of(s, VRRP_LINE_LOWER, advert);
	if (!s->params->lower_prio_no_advert)
		send_advert(s);
	if (announce_against(s)) {
		struct vrrp_effect *e = add(s, VRRP_NOTIFY_LOWER);

		e->peer = advert->source;
		e->priority = vrrp_fsm_priority(s->f);
	}
}

static void master_hears_superior(struct step *s, const struct vrrp_heard *advert)
{
	bool has_higher_priority = advert->priority > vrrp_fsm_priority(s->f);

	if (vrrp_fsm_priority(s->f) == VRRP_PRIO_OWNER)
		say_of(s, VRRP_LINE_TWO_OWNERS, advert);
	say_of(s, has_higher_priority ? VRRP_LINE_HIGHER : VRRP_LINE_HIGHER_ADDRESS, advert);
	if (s->params->higher_prio_send_advert)
		send_advert(s);
	adopt(s, advert);
	lose(s, VRRP_LOST_ELECTION);
}

/* Positive: the sender is the better master. Addresses count as they are on the wire. */
static int compare_with_own(const struct vrrp_fsm *f, const struct vrrp_heard *advert)
{
	int by_priority = advert->priority - vrrp_fsm_priority(f);

	return by_priority ? by_priority
			   : memcmp(advert->source.bytes, f->source.bytes, sizeof(f->source.bytes));
}

static void master_hears(struct step *s, const struct vrrp_heard *advert)
{
	int order = compare_with_own(s->f, advert);

	if (advert->priority == VRRP_PRIO_LEAVE) {
		say_of(s, VRRP_LINE_MASTER_HEARD_ZERO, advert);
		send_advert(s);
		announce_against(s);
	} else if (order > 0) {
		master_hears_superior(s, advert);
	} else if (order < 0) {
		master_hears_inferior(s, advert);
	} else {
		say_of(s, VRRP_LINE_OWN_ADDRESS, advert);
	}
}

static void hear(struct step *s, const struct vrrp_heard *advert)
{
	struct vrrp_fsm *f = s->f;

	if (mono_before(s->now, f->hears_from) || (f->state != VRRP_BACKUP && f->state != VRRP_MASTER))
		return;
	if (s->params->owner_ignore_adverts && vrrp_fsm_priority(f) == VRRP_PRIO_OWNER) {
		say_of(s, VRRP_LINE_OWNER_IGNORES, advert);
		return;
	}
	f->counts.heard++;
	f->counts.heard_zero += advert->priority == VRRP_PRIO_LEAVE;
	if (f->state == VRRP_BACKUP)
		backup_hears(s, advert);
	else
		master_hears(s, advert);
}

/* -- time ------------------------------------------------------------------------------------ */

static void announce_what_is_due(struct step *s)
{
	struct vrrp_bursts due = vrrp_announce_due(&s->f->announce, &s->params->announce, s->now);

	for (size_t i = 0; i < ARRAY_SIZE(due.all); i++)
		announce(s, due.all[i]);
	if (due.extra)
		add(s, VRRP_ANNOUNCE_EXTRA);
}

static void expire(struct step *s)
{
	struct vrrp_fsm *f = s->f;

	if (!mono_before(s->now, f->master_down)) {
		say(s, VRRP_LINE_TIMEOUT);
		if (s->consent.to_master) {
			become_master(s);
			return;
		}
		f->wants_master = true;
		set_master_down(s, master_down_of(s));
	}
	if (!mono_before(s->now, f->advert))
		send_due_advert(s);
	announce_what_is_due(s);
}

bool vrrp_fsm_is_late(const struct vrrp_fsm *f, const struct vrrp_params *params, struct mono now)
{
	struct span patience = vrrp_master_down(params, params->interval, params->best_other);

	return f->state == VRRP_MASTER && params->best_other && mono_before(mono_after(f->last_sent, patience), now);
}

/* -- the rest -------------------------------------------------------------------------------- */

/* The deadline of a BACKUP moves with the skew. */
static void take_priority(struct step *s, uint8_t priority)
{
	struct vrrp_fsm *f = s->f;
	struct span      old = skew_of(s);

	change_priority(s, priority, f->has_yielded);
	if (f->state == VRRP_BACKUP)
		f->master_down = mono_after(f->master_down, span_us(skew_of(s).us - old.us));
}

static void say_of_object(struct step *s, enum vrrp_line line, const struct vrrp_event *event)
{
	struct vrrp_effect *e = say(s, line);

	e->peer = event->object.addr;
	e->index = event->object.index;
}

static void lose_object(struct step *s, const struct vrrp_event *event)
{
	if (s->f->state != VRRP_MASTER)
		return;
	if (event->object.is_too_often) {
		say_of_object(s, VRRP_LINE_ROBBED, event);
		lose(s, VRRP_LOST_OBJECT);
		return;
	}
	say_of_object(s, VRRP_LINE_PUT_BACK, event);
	add(s, VRRP_INSTALL);
	announce(s, s->params->announce.repeat);
}

static void find_object(struct step *s, const struct vrrp_event *event)
{
	if (s->f->state == VRRP_MASTER)
		return;
	say_of_object(s, VRRP_LINE_NOT_MINE_YET, event);
	add(s, VRRP_WITHDRAW);
}

static void quit(struct step *s, bool keeps)
{
	bool is_master = s->f->state == VRRP_MASTER;

	enter(s, VRRP_INIT);
	s->f->is_started = false;
	if (is_master && !keeps) {
		send_zero(s);
		let_go(s);
	}
	notify(s, VRRP_STOP);
}

static void follow(struct step *s, enum vrrp_state state, enum vrrp_loss loss)
{
	if (state == VRRP_MASTER && s->f->state == VRRP_BACKUP)
		become_master(s);
	else if (state == VRRP_BACKUP && s->f->state == VRRP_MASTER)
		lose(s, loss);
}

static void handle(struct step *s, const struct vrrp_event *event)
{
	switch ((enum vrrp_event_kind)event->kind) {
	case VRRP_START:
		start(s, event->hears_from);
		break;
	case VRRP_ADVERT:
		hear(s, &event->advert);
		break;
	case VRRP_EXPIRY:
		expire(s);
		break;
	case VRRP_FACTS:
		s->f->health = event->facts.health;
		s->f->source = event->facts.source;
		review(s);
		break;
	case VRRP_PRIORITY:
		take_priority(s, event->priority);
		break;
	case VRRP_LOST:
		lose_object(s, event);
		break;
	case VRRP_FOUND:
		find_object(s, event);
		break;
	case VRRP_LATE:
		say(s, VRRP_LINE_LATE);
		follow(s, VRRP_BACKUP, VRRP_LOST_ELECTION);
		break;
	case VRRP_QUIT:
		quit(s, event->keeps);
		break;
	case VRRP_FOLLOW:
		follow(s, event->follow.state, event->follow.loss);
		break;
	case VRRP_REVIEW:
		review(s);
		break;
	case VRRP_REANNOUNCE:
		if (s->f->state == VRRP_MASTER)
			announce_against(s);
		break;
	}
}

void vrrp_fsm_init(struct vrrp_fsm *f, const struct vrrp_params *params, uint8_t priority)
{
	*f = (struct vrrp_fsm){
		.state = VRRP_INIT,
		.priority = priority,
		.master_interval = params->interval,
		.master_down = MONO_NEVER,
		.advert = MONO_NEVER,
		.armed = MONO_NEVER,
	};
	vrrp_announce_stop(&f->announce);
}

void vrrp_fsm_step(struct vrrp_fsm *f, const struct vrrp_params *params, struct vrrp_consent consent,
		   const struct vrrp_event *event, struct mono now, struct vrrp_effects *effects)
{
	struct step s = { .f = f, .params = params, .consent = consent, .now = now, .effects = effects };
	struct mono deadline;

	handle(&s, event);
	if (s.was_away && f->state == VRRP_MASTER)
		announce_as_new(&s);
	deadline = vrrp_fsm_deadline(f);
	if (deadline.us != f->armed.us) {
		f->armed = deadline;
		add(&s, VRRP_DEADLINE)->at = deadline;
	}
}
