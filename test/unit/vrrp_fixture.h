/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_fixture - state machines brought into a state, stepped, and what they ask for as text.
 *
 * Effects are shown in their order, separated by "; ", each by its name and what matters of it:
 *
 *   send 100; log MASTER; install; announce x5; notify MASTER 100; sync-daemon MASTER; deadline 1.000000
 *
 * Those of other members than the first begin with "1:", those of the group with "group:". Times are in
 * seconds after the start of the fixture.
 */
#pragma once

#include "keepalived/vrrp/core/vrrp_sync.h"
#include "lib/text/sbuf.h"

#define VRRP_FIXTURE_MEMBERS 3

struct vrrp_fixture {
	struct vrrp_params  params[VRRP_FIXTURE_MEMBERS];
	struct vrrp_fsm     fsm[VRRP_FIXTURE_MEMBERS];
	struct vrrp_member  members[VRRP_FIXTURE_MEMBERS];
	struct vrrp_sync    sync;
	struct mono         now;
	struct vrrp_effects effects;
	struct sbuf         text;
};

/* Version 2, one second, priority 100, our address 192.0.2.5. A group of more than one is a sync group. */
void vrrp_fixture_init(struct vrrp_fixture *f, uint16_t members);
void vrrp_fixture_release(struct vrrp_fixture *f);

/* Started, whatever state that brings. */
void vrrp_fixture_start(struct vrrp_fixture *f);
/* Started, all in @state, and nothing pending but what belongs to it. Time has gone on. */
void vrrp_fixture_reach(struct vrrp_fixture *f, enum vrrp_state state);

/* One step; valid until the next. */
const char *vrrp_fixture_step(struct vrrp_fixture *f, uint16_t member, const struct vrrp_event *event);
const char *vrrp_fixture_quit(struct vrrp_fixture *f); /* of the group itself */

void vrrp_fixture_wait(struct vrrp_fixture *f, int64_t ms);
/* Goes on to the deadline of the first member, and steps it. */
const char *vrrp_fixture_expire(struct vrrp_fixture *f);
/* Seconds from now to when a BACKUP gives up waiting. */
double vrrp_fixture_patience(const struct vrrp_fixture *f, uint16_t member);

struct vrrp_event vrrp_fixture_hear(uint8_t priority, uint8_t last_octet);
struct vrrp_event vrrp_fixture_facts(bool is_fault, bool is_awaiting);
