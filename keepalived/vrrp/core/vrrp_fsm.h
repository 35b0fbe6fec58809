/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_fsm - the state machine of one virtual router.
 *
 * Its state is a plain value: whoever holds it may copy it, show it, and go on with the copy. A step
 * takes an event and appends to a list what is to be done, in that order; nothing else is to be done.
 *
 *   - on becoming MASTER: the advert, then addresses, announcements, notifications;
 *   - on leaving: the advert that says so, if any, then removal, then notifications;
 *   - the time of the next advert moves when an advert was sent, and for no other reason;
 *   - a BACKUP's deadline moves for an advert that it accepts, or one with priority 0.
 *
 * Members of a sync group are stepped through vrrp_sync, as are instances outside of one: it knows what
 * the others allow (struct vrrp_consent), and has them follow.
 *
 * Pure: no clock, no I/O, no logging. Received adverts have been found valid before.
 */
#pragma once

#include "keepalived/model/vrrp_state.h"
#include "keepalived/vrrp/core/vrrp_announce.h"
#include "keepalived/vrrp/core/vrrp_effect.h"
#include "keepalived/vrrp/core/vrrp_fault.h"
#include "keepalived/vrrp/core/vrrp_heard.h"
#include "keepalived/vrrp/core/vrrp_params.h"

struct vrrp_counts {
	uint64_t heard;
	uint64_t sent;
	uint64_t heard_zero;
	uint64_t sent_zero;
	uint64_t became_master;
	uint64_t released_master;
};

/* Another owner of the same addresses, heard while MASTER. */
struct vrrp_rival {
	struct addr address; /* no family: there is none */
	struct mono heard;   /* last */
	struct span interval;
	struct mono patience; /* it has until then to notice us; MONO_NEVER: too few adverts sent yet */
	uint8_t     answers; /* adverts sent since it was first heard */
};

struct vrrp_fsm {
	uint8_t            state;    /* enum vrrp_state: INIT, BACKUP, MASTER, FAULT */
	bool               is_started;
	bool               wants_master; /* nobody was heard in time, but the sync group has to agree */
	bool               has_preempt_delay;
	bool               has_yielded;  /* an owner that lets another one have it: priority 254 */
	uint8_t            priority;     /* as the facts have it; see vrrp_fsm_priority() */
	uint8_t            master_priority;
	uint32_t           epoch;    /* of the last transition */
	struct vrrp_health health;
	struct addr        source;   /* of own adverts; no family: there is none */
	struct addr        master;   /* last one heard; no family: none */
	struct span        master_interval; /* learnt in version 3, else own */
	struct mono        hears_from; /* end of the startup delay */
	struct mono        master_down; /* BACKUP; else MONO_NEVER */
	struct mono        advert;   /* MASTER; else MONO_NEVER */
	struct mono        last_sent;
	struct mono        preempt_from; /* with has_preempt_delay */
	struct mono        armed;    /* the last VRRP_DEADLINE */
	struct mono        last_transition;
	struct vrrp_rival  rival;
	struct vrrp_announce announce;
	struct vrrp_counts counts;
};

enum vrrp_event_kind {
	VRRP_START,       /* all facts and the priority have been given, as far as they are known */
	VRRP_ADVERT,
	VRRP_EXPIRY,      /* the deadline was reached */
	VRRP_FACTS,       /* changed */
	VRRP_PRIORITY,    /* of the facts, changed */
	VRRP_LOST,        /* an address, route or rule of ours was removed by somebody else */
	VRRP_FOUND,       /* one is there that somebody else added, or that was left over */
	VRRP_QUIT,        /* stop */
	/* From vrrp_sync: */
	VRRP_LATE,        /* held up for so long that another router has become MASTER */
	VRRP_FOLLOW,      /* a member of the sync group did: see .state */
	VRRP_REVIEW,      /* the health of another member changed */
	VRRP_REANNOUNCE,  /* another member heard an inferior advert */
};

/* How MASTER was lost to BACKUP. */
enum vrrp_loss {
	VRRP_LOST_ELECTION, /* or late: others have taken over already */
	VRRP_LOST_OBJECT,   /* says so with priority 0, and tries again soon */
};

struct vrrp_event {
	uint8_t kind;                      /* enum vrrp_event_kind */
	union {
		struct mono       hears_from; /* START: end of the startup delay, or now */
		struct vrrp_heard advert;     /* ADVERT */
		struct {                      /* FACTS */
			struct vrrp_health health;
			struct addr        source;
		} facts;
		uint8_t           priority;   /* PRIORITY: vrrp_prio_effective() */
		struct {                      /* LOST, FOUND */
			struct addr addr;     /* and on which interface, for the log */
			uint32_t    index;
			bool        is_too_often; /* vrrp_putback_may() said no */
		} object;
		bool              keeps;      /* QUIT: neither say so nor remove anything */
		struct {                      /* FOLLOW */
			uint8_t state;        /* enum vrrp_state: MASTER, BACKUP */
			uint8_t loss;         /* enum vrrp_loss, if BACKUP */
		} follow;
	};
};

/* What the other members of its sync group let an instance do. */
struct vrrp_consent {
	bool to_master; /* all others want to be MASTER */
	bool to_run;    /* none is at fault */
	bool to_start;  /* none waits for a first result */
};

/* Memory is yours. @priority: effective. Not started. */
void vrrp_fsm_init(struct vrrp_fsm *f, const struct vrrp_params *params, uint8_t priority);
void vrrp_fsm_step(struct vrrp_fsm *f, const struct vrrp_params *params, struct vrrp_consent consent,
		   const struct vrrp_event *event, struct mono now, struct vrrp_effects *effects);

/* As sent: that of the facts, but for an owner that has yielded. */
uint8_t vrrp_fsm_priority(const struct vrrp_fsm *f);
/* To be asked before anything is sent. */
bool vrrp_fsm_is_late(const struct vrrp_fsm *f, const struct vrrp_params *params, struct mono now);
struct mono vrrp_fsm_deadline(const struct vrrp_fsm *f);
