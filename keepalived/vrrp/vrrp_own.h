/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_own - everything that the process that speaks VRRP has and knows.
 */
#pragma once

#include "keepalived/bus/urgency.h"
#include "keepalived/bus/vrrp_start.h"
#include "keepalived/kernel/core/patience.h"
#include "keepalived/kernel/hand.h"
#include "keepalived/kernel/k_arp.h"
#include "keepalived/kernel/k_view.h"
#include "keepalived/kernel/reconcile.h"
#include "keepalived/kernel/sysctls.h"
#include "keepalived/model/config.h"
#include "keepalived/vrrp/core/vrrp_debounce.h"
#include "keepalived/vrrp/core/vrrp_judge.h"
#include "keepalived/vrrp/core/vrrp_linkbeat.h"
#include "keepalived/vrrp/core/vrrp_putback.h"
#include "keepalived/vrrp/core/vrrp_quiet.h"
#include "keepalived/vrrp/core/vrrp_sync.h"
#include "keepalived/vrrp/vrrp_sock.h"
#include "lib/base/map.h"
#include "lib/sys/channel.h"
#include "lib/sys/loop.h"

struct vrrp_role;
struct vrrp_clock;
struct vrrp_port;
struct vrrp_unit;

/* How far a change of addresses is. */
enum vrrp_lane_step {
	VRRP_LANE_FRESH,  /* not begun */
	VRRP_LANE_BEGUN,  /* and said so */
	VRRP_LANE_PARKED, /* the kernel, or the view of it, is waited for */
	VRRP_LANE_CHANGED,
};

/* What an instance still has to do in the kernel and to tell: vrrp_lane. There while there is something. */
struct vrrp_lane {
	struct vrrp_inst *inst;
	VEC(struct vrrp_effect) queue;
	size_t           head; /* what lies before it has been done */
	uint8_t          step; /* enum vrrp_lane_step, of the one at the head */
	bool             is_running;
	struct reconcile addrs;
};

/* An interface that instances depend on. */
struct vrrp_iface {
	struct vrrp_role           *role;
	const char                 *name;
	const struct conf_if_delay *delays; /* NULL: what is seen counts at once */
	struct vrrp_debounce        debounce;
	struct ev_timer             due;
	uint32_t                    flags;  /* that it had when it last counted */
	bool                        is_polled; /* its driver says nothing by itself */
	struct vrrp_linkbeat        beat;
	struct hand_job             job;
	bool                        is_asking;
};

struct vrrp_ifaces {
	VEC(struct vrrp_iface *) all; /* owned */
	struct map      by_name;
	struct ev_timer poll;
};

/* One virtual router with everything that it needs around its state machine. */
struct vrrp_inst {
	const struct conf_vrrp *conf;
	struct vrrp_role       *role;
	struct vrrp_unit       *unit;
	struct vrrp_port       *port;        /* NULL: none can be had yet */
	struct vrrp_iface      *iface;       /* its own; NULL: it has none */
	uint16_t                member;      /* index in the unit */
	uint16_t                adv_id;
	bool                    send_failed; /* said already */
	bool                    is_rival;    /* another one has its VRID where its interface has come */
	struct addr             adv_source;

	struct vrrp_fsm    fsm;
	struct vrrp_params params;
	struct ev_timer    due;

	struct vrrp_fact   *facts; /* owned; addresses and peers that are expected lie behind them, and */
	struct vrrp_iface **followed; /* of the facts that are about other interfaces, and */
	bool               *peer_has_old_checksum; /* of each: its last good advert */
	size_t              n_facts;
	struct vrrp_expect  expect;
	struct vrrp_adv    *adv;       /* NULL until there is a source */
	struct vrrp_quiet  *quiet;     /* NULL: nothing to complain about yet */
	uint64_t            received;  /* VRRP_COUNT_RECEIVED, which every BACKUP has */
	uint64_t           *counters;  /* owned; the others, by enum vrrp_counter; NULL: all are zero */

	struct addr_table   virtuals;  /* all its addresses, as it would add them */
	struct vrrp_putback putback;
	struct vrrp_lane   *lane;      /* owned; NULL: nothing is left to do */
};

/* An instance alone, or the members of a sync group. */
struct vrrp_unit {
	struct vrrp_role             *role;
	const struct conf_vrrp_group *conf; /* NULL: alone */
	struct vrrp_inst            **insts;   /* a part of the role's order */
	struct vrrp_member           *members; /* likewise */
	struct vrrp_sync              sync;
	VEC(struct vrrp_effect) told; /* of the group, until its members have been told of */
};

/* A pair of sockets, and who uses it. */
struct vrrp_port {
	struct vrrp_role     *role;
	struct vrrp_sock_key  key;
	struct vrrp_sock_pair pair;
	struct ev_io          io;
	struct hand_job       membership; /* coming or going */
	bool                  is_waiting; /* for that */
	struct vrrp_quiet    *quiet;   /* NULL: nothing to complain about yet */
	VEC(struct vrrp_inst *) insts; /* in the order of the configuration */
};

/* Who is told of what happens: vrrp_tell. */
struct vrrp_tell {
	struct channel runner; /* not open: there is none */
	int            fifos[VRRP_N_FIFOS];   /* owned; -1: not there */
	bool           is_full[VRRP_N_FIFOS]; /* said already */
	bool           is_deaf;               /* the runner; said already */
};

/* An address that is there whatever VRRP does. */
struct vrrp_static {
	const struct conf_vip *conf;
	struct patience        patience;
	bool                   is_given_up; /* somebody else does not want it */
};

struct vrrp_statics {
	struct vrrp_static *at; /* owned */
	size_t              n;
	struct reconcile    addrs;
	bool                has_begun;
	bool                is_ending;
};

struct vrrp_role {
	const struct config *config;
	struct loop          loop;
	struct urgency       urgency;
	struct channel       parent;
	struct vrrp_tell     tell;
	struct sysctls       settings;
	struct k_view        view;
	struct vrrp_ifaces   ifaces;
	struct ev_io         view_io;
	struct hand          hand;
	struct ev_io         hand_io;
	int                  hand_watch; /* the same socket once more: the hand closes its own when it is lost */
	struct k_arp         arp;
	struct ev_signal     stops[2];
	struct ev_timer      grace; /* after a stop */

	struct vrrp_inst   *insts; /* owned, as are the next ones */
	size_t              n_insts;
	struct vrrp_inst  **order;   /* by unit */
	struct vrrp_member *members; /* in that order */
	struct vrrp_unit   *units;
	size_t              n_units;
	VEC(struct vrrp_port *) ports;   /* owned, as are the next ones */
	VEC(struct vrrp_port *) leaving; /* used by nobody, until the hand has let them go */
	struct vrrp_statics statics;
	VEC(struct vrrp_clock *) clocks; /* of announcements */
	struct vrrp_effects effects;
	bool                is_started;
	bool                is_stopping;
	bool                keeps_addresses; /* when it stops */
	uint64_t            counters[VRRP_N_COUNTERS]; /* of packets that belong to no instance */
};

/* An event for an instance; what follows for it and its group is done before this returns. */
void vrrp_role_step(struct vrrp_inst *i, const struct vrrp_event *event);
/* Static addresses are as they should be, or cannot be: there at the start, gone at the end. */
void vrrp_role_on_static(struct vrrp_role *r);
/* Something about an interface, or about the addresses of all of them, is different. */
void vrrp_role_on_link(struct vrrp_role *r, const struct iface_news *news);
void vrrp_role_on_addrs(struct vrrp_role *r);
/* What counts of an interface is different. */
void vrrp_role_look(struct vrrp_role *r);
/* Those who are to be told of it are. */
void vrrp_role_notify(struct vrrp_inst *i, const struct vrrp_effect *e);
/* The lane of the instance is empty. */
void vrrp_role_idle(struct vrrp_inst *i);
