/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vrrp_fixture.h"

#include <string.h>

#define START (struct mono){ 1000 * USEC_PER_SEC }

static const struct addr own_address = { ADDR_IPV4, { 192, 0, 2, 5 } };

void vrrp_fixture_init(struct vrrp_fixture *f, uint16_t members)
{
	*f = (struct vrrp_fixture){ .now = START };
	f->sync = (struct vrrp_sync){ f->members, members, members > 1 };
	sbuf_init(&f->text);
	for (uint16_t i = 0; i < members; i++) {
		f->members[i] = (struct vrrp_member){ &f->fsm[i], &f->params[i] };
		f->params[i] = (struct vrrp_params){
			.version = 2,
			.priority = 100,
			.down_adverts = 3,
			.interval = span_seconds(1),
			.announce = { .repeat = 5, .lower_repeat = 4, .refresh_repeat = 1 },
		};
	}
}

void vrrp_fixture_release(struct vrrp_fixture *f)
{
	vec_release(&f->effects.list);
	sbuf_release(&f->text);
}

/* -- events ---------------------------------------------------------------------------------- */

struct vrrp_event vrrp_fixture_hear(uint8_t priority, uint8_t last_octet)
{
	return (struct vrrp_event){
		.kind = VRRP_ADVERT,
		.advert = { .source = { ADDR_IPV4, { 192, 0, 2, last_octet } },
			    .version = 2,
			    .priority = priority,
			    .interval = span_seconds(1) },
	};
}

struct vrrp_event vrrp_fixture_facts(bool is_fault, bool is_awaiting)
{
	struct vrrp_event event = { .kind = VRRP_FACTS, .facts = { { .is_awaiting = is_awaiting }, own_address } };

	if (is_fault)
		event.facts.health.faults = fault_with(event.facts.health.faults, FAULT_INTERFACE);
	return event;
}

/* -- text ------------------------------------------------------------------------------------ */

static void show_what(struct vrrp_fixture *f, const struct vrrp_effect *e)
{
	switch ((enum vrrp_effect_kind)e->kind) {
	case VRRP_SEND:
		sbuf_addf(&f->text, " %u", e->priority);
		break;
	case VRRP_LOG:
		sbuf_addf(&f->text, " %s", vrrp_line_name(e->what) + strlen("VRRP_LINE_"));
		if (e->what == VRRP_LINE_SYNC)
			sbuf_addf(&f->text, " %s", vrrp_state_name(e->state));
		if (e->what == VRRP_LINE_PRIORITY)
			sbuf_addf(&f->text, " %u %u", e->own, e->priority);
		break;
	case VRRP_ANNOUNCE:
		sbuf_addf(&f->text, " x%u", e->repeat);
		break;
	case VRRP_NOTIFY:
	case VRRP_NOTIFY_PRIORITY:
		sbuf_addf(&f->text, " %s %u", vrrp_state_name(e->what), e->priority);
		break;
	case VRRP_SYNC_DAEMON:
		sbuf_addf(&f->text, " %s", vrrp_state_name(e->what));
		break;
	case VRRP_DEADLINE:
		if (e->at.us == MONO_NEVER.us)
			sbuf_add(&f->text, " never");
		else
			sbuf_addf(&f->text, " %.6f", (double)(e->at.us - START.us) / USEC_PER_SEC);
		break;
	case VRRP_INSTALL:
	case VRRP_WITHDRAW:
	case VRRP_ANNOUNCE_EXTRA:
	case VRRP_ANNOUNCE_SOURCE:
	case VRRP_HUSH:
	case VRRP_NOTIFY_LOWER:
		break;
	}
}

static const char *show(struct vrrp_fixture *f)
{
	sbuf_clear(&f->text);
	for (size_t i = 0; i < f->effects.list.n; i++) {
		const struct vrrp_effect *e = &f->effects.list.at[i];

		if (i)
			sbuf_add(&f->text, "; ");
		if (e->member == VRRP_THE_GROUP)
			sbuf_add(&f->text, "group:");
		else if (e->member)
			sbuf_addf(&f->text, "%u:", e->member);
		sbuf_add(&f->text, vrrp_effect_name(e->kind));
		show_what(f, e);
	}
	return sbuf_text(&f->text);
}

/* -- steps ----------------------------------------------------------------------------------- */

const char *vrrp_fixture_step(struct vrrp_fixture *f, uint16_t member, const struct vrrp_event *event)
{
	f->effects.list.n = 0;
	vrrp_sync_step(&f->sync, member, event, f->now, &f->effects);
	return show(f);
}

const char *vrrp_fixture_quit(struct vrrp_fixture *f)
{
	f->effects.list.n = 0;
	vrrp_sync_quit(&f->sync, &f->effects);
	return show(f);
}

void vrrp_fixture_wait(struct vrrp_fixture *f, int64_t ms)
{
	f->now = mono_after(f->now, span_us(ms * 1000));
}

const char *vrrp_fixture_expire(struct vrrp_fixture *f)
{
	f->now = vrrp_fsm_deadline(&f->fsm[0]);
	return vrrp_fixture_step(f, 0, &(struct vrrp_event){ .kind = VRRP_EXPIRY });
}

double vrrp_fixture_patience(const struct vrrp_fixture *f, uint16_t member)
{
	return (double)mono_between(f->now, f->fsm[member].master_down).us / USEC_PER_SEC;
}

static void give_facts(struct vrrp_fixture *f, bool is_fault, bool is_awaiting)
{
	struct vrrp_event facts = vrrp_fixture_facts(is_fault, is_awaiting);

	for (uint16_t i = 0; i < f->sync.n; i++)
		vrrp_fixture_step(f, i, &facts);
}

static void start(struct vrrp_fixture *f, bool is_fault, bool is_awaiting)
{
	struct vrrp_event event = { .kind = VRRP_START, .hears_from = f->now };

	for (uint16_t i = 0; i < f->sync.n; i++)
		vrrp_fsm_init(&f->fsm[i], &f->params[i], f->params[i].priority);
	give_facts(f, is_fault, is_awaiting);
	vrrp_fixture_step(f, 0, &event);
}

void vrrp_fixture_start(struct vrrp_fixture *f)
{
	start(f, false, false);
}

void vrrp_fixture_reach(struct vrrp_fixture *f, enum vrrp_state state)
{
	start(f, state == VRRP_FAULT, state == VRRP_INIT);
	if (state == VRRP_MASTER) {
		vrrp_fixture_wait(f, 10000);
		for (uint16_t i = 0; i < f->sync.n; i++)
			vrrp_fixture_step(f, i, &(struct vrrp_event){ .kind = VRRP_EXPIRY });
	}
	vrrp_fixture_wait(f, 500);
}
