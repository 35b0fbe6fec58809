/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "world.h"

#include <string.h>


void world_init(struct world *w, uint64_t seed)
{
	*w = (struct world){
		.dice = { seed },
		.n_instances = 1,
		.now = { USEC_PER_SEC }, /* no core may take 0 for never */
		.delay_least = { 200 },
		.delay_most = { 200 },
	};
	memset(w->last_announcer, WORLD_NOBODY, sizeof(w->last_announcer));
}

void world_release(struct world *w)
{
	vec_release(&w->packets);
	vec_release(&w->effects.list);
}

bool world_is_awake(const struct world *w, uint8_t router)
{
	return w->routers[router].is_on && !w->routers[router].is_paused;
}

enum vrrp_state world_state(const struct world *w, uint8_t router, uint8_t instance)
{
	return w->routers[router].is_on ? w->routers[router].fsm[instance].state : VRRP_STOP;
}

uint8_t world_find(const struct world *w, const char *name)
{
	for (uint8_t i = 0; i < w->n_routers; i++) {
		if (!strcmp(w->routers[i].name, name))
			return i;
	}
	return WORLD_NOBODY;
}

/* -- trace ----------------------------------------------------------------------------------- */

static const char *what_of(const struct vrrp_effect *e)
{
	if (e->kind == VRRP_LOG)
		return vrrp_line_name(e->what);
	return e->kind == VRRP_NOTIFY || e->kind == VRRP_SYNC_DAEMON ? vrrp_state_name(e->what) : "";
}

static void trace_effect(const struct world *w, const struct router *r, const struct vrrp_effect *e)
{
	char text[ADDR_LEN] = "";

	if (!w->trace)
		return;
	if (e->peer.family)
		addr_format(&e->peer, text);
	fprintf(w->trace, "%12.6f %s", (double)(w->now.us - USEC_PER_SEC) / 1e6, r->name);
	if (e->member == VRRP_THE_GROUP)
		fprintf(w->trace, " group");
	else if (w->n_instances > 1)
		fprintf(w->trace, " %u", e->member);
	fprintf(w->trace, " %s %s priority %u own %u repeat %u %s\n", vrrp_effect_name(e->kind), what_of(e),
		e->priority, e->own, e->repeat, text);
}

static void note(const struct world *w, const char *what, uint8_t a, uint8_t b)
{
	if (w->trace)
		fprintf(w->trace, "%12.6f -- %s %s %s\n", (double)(w->now.us - USEC_PER_SEC) / 1e6, what,
			w->routers[a].name, a == b ? "" : w->routers[b].name);
}

static void disturb(struct world *w, const char *what, uint8_t a, uint8_t b)
{
	if (w->is_over)
		return;
	note(w, what, a, b);
	if (w->watch.disturbed)
		w->watch.disturbed(w->watch.owner, a, b);
}

/* -- the network ----------------------------------------------------------------------------- */

static void post(struct world *w, const struct packet *packet)
{
	struct packet p = *packet;

	p.at = mono_after(w->now, span_us(dice_range(&w->dice, w->delay_least.us, w->delay_most.us)));
	vec_push(&w->packets, p);
}

static void send_advert(struct world *w, uint8_t from, uint8_t instance, uint8_t priority)
{
	const struct router *r = &w->routers[from];
	struct packet        p = {
		.from = from,
		.instance = instance,
		.sent = w->now,
		.advert = {
			.source = r->address,
			.priority = priority,
			.version = r->params[instance].version,
			.interval = r->params[instance].interval,
		},
	};

	for (p.to = 0; p.to < w->n_routers; p.to++) {
		if (p.to == from || !w->routers[p.to].is_on || w->is_cut[from][p.to][instance])
			continue;
		if (dice_chance(&w->dice, w->loss)) {
			disturb(w, "lost", from, p.to);
			continue;
		}
		post(w, &p);
		if (dice_chance(&w->dice, w->doubling))
			post(w, &p);
	}
}

/* -- steps ----------------------------------------------------------------------------------- */

static void carry_out(struct world *w, uint8_t router, const struct vrrp_effect *e)
{
	struct router *r = &w->routers[router];

	switch ((enum vrrp_effect_kind)e->kind) {
	case VRRP_SEND:
		send_advert(w, router, (uint8_t)e->member, e->priority);
		break;
	case VRRP_INSTALL:
		r->has_addresses[e->member] = true;
		break;
	case VRRP_WITHDRAW:
		r->has_addresses[e->member] = false;
		break;
	case VRRP_ANNOUNCE:
		w->last_announcer[e->member] = router;
		w->last_announced[e->member] = w->now;
		break;
	case VRRP_NOTIFY:
		if (e->member != VRRP_THE_GROUP)
			r->notified[e->member][e->what]++;
		break;
	case VRRP_NOTIFY_LOWER:
		r->notified_lower[e->member]++;
		break;
	case VRRP_DEADLINE:
		r->deadline[e->member] = e->at;
		break;
	case VRRP_LOG:
	case VRRP_ANNOUNCE_EXTRA:
	case VRRP_ANNOUNCE_SOURCE:
	case VRRP_HUSH:
	case VRRP_NOTIFY_PRIORITY:
	case VRRP_SYNC_DAEMON:
		break;
	}
}

static void step(struct world *w, uint8_t router, uint8_t instance, const struct vrrp_event *event,
		 const struct packet *packet)
{
	struct router     *r = &w->routers[router];
	struct vrrp_member members[WORLD_INSTANCES];
	struct vrrp_sync   group = { .members = members, .n = 1 };
	struct world_step  taken = { router, instance, event, packet, { 0 }, &w->effects };

	for (uint8_t i = 0; i < w->n_instances; i++) {
		members[i] = (struct vrrp_member){ &r->fsm[i], &r->params[i] };
		taken.old[i] = r->fsm[i].state;
	}
	w->effects.list.n = 0;
	if (w->is_group) {
		group = (struct vrrp_sync){ members, w->n_instances, true };
		vrrp_sync_step(&group, instance, event, w->now, &w->effects);
	} else {
		group.members = &members[instance];
		vrrp_sync_step(&group, 0, event, w->now, &w->effects);
		for (size_t i = 0; i < w->effects.list.n; i++)
			w->effects.list.at[i].member = instance;
	}
	w->is_stepping = true;
	for (size_t i = 0; i < w->effects.list.n; i++) {
		trace_effect(w, r, &w->effects.list.at[i]);
		carry_out(w, router, &w->effects.list.at[i]);
	}
	w->is_stepping = false;
	if (w->watch.stepped)
		w->watch.stepped(w->watch.owner, &taken);
}

/* An event that all instances of a router have; in a group START and QUIT go to all by themselves. */
static void step_all(struct world *w, uint8_t router, const struct vrrp_event *event)
{
	bool is_for_all = event->kind == VRRP_START || event->kind == VRRP_QUIT;

	for (uint8_t i = 0; i < w->n_instances; i++) {
		step(w, router, i, event, NULL);
		if (w->is_group && is_for_all)
			break;
	}
}

static void deliver(struct world *w, struct packet p)
{
	struct vrrp_event event = { .kind = VRRP_ADVERT, .advert = p.advert };

	step(w, p.to, p.instance, &event, &p);
}

/* -- time ------------------------------------------------------------------------------------ */

static void take_packet(struct world *w, size_t i)
{
	struct packet p = w->packets.at[i];

	memmove(&w->packets.at[i], &w->packets.at[i + 1], (--w->packets.n - i) * sizeof(p));
	deliver(w, p);
}

/* The next packet that has somebody to take it; packets.n if there is none. */
static size_t next_packet(const struct world *w)
{
	size_t best = w->packets.n;

	for (size_t i = 0; i < w->packets.n; i++) {
		if (!w->routers[w->packets.at[i].to].is_paused &&
		    (best == w->packets.n || mono_before(w->packets.at[i].at, w->packets.at[best].at)))
			best = i;
	}
	return best;
}

static struct mono next_deadline(const struct world *w, uint8_t *ret_router, uint8_t *ret_instance)
{
	struct mono next = MONO_NEVER;

	for (uint8_t r = 0; r < w->n_routers; r++) {
		for (uint8_t i = 0; world_is_awake(w, r) && i < w->n_instances; i++) {
			if (mono_before(w->routers[r].deadline[i], next)) {
				next = w->routers[r].deadline[i];
				*ret_router = r;
				*ret_instance = i;
			}
		}
	}
	return next;
}

static void pass_to(struct world *w, struct mono at)
{
	if (mono_before(w->now, at))
		w->now = at;
	if (w->watch.passed)
		w->watch.passed(w->watch.owner);
}

bool world_go(struct world *w, struct mono until)
{
	uint8_t     router = 0, instance = 0;
	size_t      i = next_packet(w);
	struct mono arrival = i < w->packets.n ? w->packets.at[i].at : MONO_NEVER;
	struct mono deadline = next_deadline(w, &router, &instance);

	if (w->is_over || mono_before(until, mono_first(arrival, deadline))) {
		pass_to(w, until);
		return false;
	}
	pass_to(w, mono_first(arrival, deadline));
	if (!mono_before(w->now, arrival)) /* mail is read first, late as it may be */
		take_packet(w, i);
	else
		step(w, router, instance, &(struct vrrp_event){ .kind = VRRP_EXPIRY }, NULL);
	return true;
}

void world_run(struct world *w, struct mono until)
{
	while (world_go(w, until))
		;
}

/* -- what happens to routers ----------------------------------------------------------------- */

static struct vrrp_event facts_of(const struct router *r)
{
	return (struct vrrp_event){ .kind = VRRP_FACTS, .facts = { r->health, r->address } };
}

static void forget_mail(struct world *w, uint8_t router)
{
	size_t n = 0;

	for (size_t i = 0; i < w->packets.n; i++) {
		if (w->packets.at[i].to != router)
			w->packets.at[n++] = w->packets.at[i];
	}
	w->packets.n = n;
}

void world_start(struct world *w, uint8_t router)
{
	struct router    *r = &w->routers[router];
	struct vrrp_event facts = facts_of(r);

	if (r->is_on)
		return;
	r->is_on = true;
	for (uint8_t i = 0; i < w->n_instances; i++) {
		vrrp_fsm_init(&r->fsm[i], &r->params[i], r->priority);
		r->deadline[i] = MONO_NEVER;
	}
	disturb(w, "start", router, router);
	step_all(w, router, &facts);
	step_all(w, router,
		 &(struct vrrp_event){ .kind = VRRP_START, .hears_from = mono_after(w->now, r->startup_delay) });
}

static void switch_off(struct world *w, uint8_t router)
{
	struct router *r = &w->routers[router];

	r->is_on = r->is_paused = false;
	memset(r->has_addresses, 0, sizeof(r->has_addresses));
	forget_mail(w, router);
}

void world_stop(struct world *w, uint8_t router)
{
	if (!world_is_awake(w, router))
		return;
	disturb(w, "stop", router, router);
	step_all(w, router, &(struct vrrp_event){ .kind = VRRP_QUIT });
	switch_off(w, router);
}

void world_kill(struct world *w, uint8_t router)
{
	if (!w->routers[router].is_on)
		return;
	switch_off(w, router);
	disturb(w, "kill", router, router);
}

void world_pause(struct world *w, uint8_t router)
{
	if (!world_is_awake(w, router))
		return;
	w->routers[router].is_paused = true;
	disturb(w, "pause", router, router);
}


void world_cut(struct world *w, uint8_t from, uint8_t to, uint8_t instance, bool is_cut)
{
	if (from == to || w->is_cut[from][to][instance] == is_cut)
		return;
	w->is_cut[from][to][instance] = is_cut;
	disturb(w, is_cut ? "cut" : "heal", from, to);
}

void world_set_health(struct world *w, uint8_t router, struct vrrp_health health)
{
	struct router    *r = &w->routers[router];
	struct vrrp_event facts;

	r->health = health;
	facts = facts_of(r);
	if (!world_is_awake(w, router))
		return;
	disturb(w, "health", router, router);
	step_all(w, router, &facts);
}

void world_set_priority(struct world *w, uint8_t router, uint8_t priority)
{
	struct router *r = &w->routers[router];

	r->priority = priority;
	if (!world_is_awake(w, router))
		return;
	disturb(w, "priority", router, router);
	step_all(w, router, &(struct vrrp_event){ .kind = VRRP_PRIORITY, .priority = priority });
}

/* What happened meanwhile is news now. */
void world_resume(struct world *w, uint8_t router)
{
	struct router    *r = &w->routers[router];
	struct vrrp_event facts = facts_of(r);

	if (!r->is_paused)
		return;
	r->is_paused = false;
	disturb(w, "resume", router, router);
	if (r->health.faults.bits != r->fsm[0].health.faults.bits ||
	    r->health.is_awaiting != r->fsm[0].health.is_awaiting ||
	    !addr_equal(&r->address, &r->fsm[0].source))
		step_all(w, router, &facts);
	if (r->priority != r->fsm[0].priority)
		world_set_priority(w, router, r->priority);
}

void world_set_address(struct world *w, uint8_t router, const struct addr *address)
{
	struct router    *r = &w->routers[router];
	struct vrrp_event facts;

	r->address = *address;
	facts = facts_of(r);
	if (!world_is_awake(w, router))
		return;
	disturb(w, "address", router, router);
	step_all(w, router, &facts);
}

void world_steal(struct world *w, uint8_t router, uint8_t instance)
{
	struct router    *r = &w->routers[router];
	struct vrrp_event lost = { .kind = VRRP_LOST };

	if (!world_is_awake(w, router) || !r->has_addresses[instance])
		return;
	r->has_addresses[instance] = false;
	lost.object.is_too_often = !vrrp_putback_may(&r->putback[instance], w->now);
	disturb(w, "steal", router, router);
	step(w, router, instance, &lost, NULL);
}

void world_inject(struct world *w, uint8_t to, uint8_t instance, const struct vrrp_heard *advert)
{
	struct packet p = { .from = WORLD_NOBODY, .to = to, .instance = instance, .advert = *advert,
			    .sent = w->now, .at = w->now };

	if (world_is_awake(w, to))
		deliver(w, p);
}
