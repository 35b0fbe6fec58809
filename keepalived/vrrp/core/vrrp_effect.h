/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_effect - what a step of the state machine wants done, as a list in the order it is to be done.
 *
 * SEND is for the wire and never waits. INSTALL, WITHDRAW and ANNOUNCE are for the kernel and may; what
 * follows them for the same instance waits with them. An effect carries the epoch of its transition:
 * once a newer one has happened, what is left of older INSTALL and ANNOUNCE is void.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/mono.h"
#include "lib/base/vec.h"
#include "lib/net/addr.h"

#define VRRP_EFFECTS(X)                                                                            \
	X(VRRP_SEND, "send")                   /* an advert with .priority */                      \
	X(VRRP_LOG, "log")                     /* line .what, with .peer, .priority, .own */       \
	X(VRRP_INSTALL, "install")             /* filter, addresses, routes, rules: as MASTER */   \
	X(VRRP_WITHDRAW, "withdraw")           /* the same, in reverse */                          \
	X(VRRP_ANNOUNCE, "announce")           /* every address, .repeat times */                  \
	X(VRRP_ANNOUNCE_EXTRA, "announce-extra") /* once, those on other interfaces */             \
	X(VRRP_ANNOUNCE_SOURCE, "announce-source") /* once, the source address of adverts */       \
	X(VRRP_HUSH, "hush")                   /* drop announcements that wait for their turn */   \
	X(VRRP_NOTIFY, "notify")               /* state .what: scripts, FIFOs, mail, traps */      \
	X(VRRP_NOTIFY_LOWER, "notify-lower")   /* a MASTER heard an inferior advert from .peer */  \
	X(VRRP_NOTIFY_PRIORITY, "notify-priority") /* FIFOs: now .priority in state .what */       \
	X(VRRP_SYNC_DAEMON, "sync-daemon")     /* IPVS, if bound to the instance: state .what */   \
	X(VRRP_DEADLINE, "deadline")           /* step again at .at; MONO_NEVER: not by itself */

enum vrrp_effect_kind {
#define X(constant, name) constant,
	VRRP_EFFECTS(X)
#undef X
};

/* Lines: P and A are of the advert, Q is our own priority. */
#define VRRP_LINES(X)                                                                              \
	X(VRRP_LINE_BACKUP_INIT)        /* Entering BACKUP STATE (init) */                         \
	X(VRRP_LINE_FAULT_INIT)         /* entering FAULT state */                                 \
	X(VRRP_LINE_BACKUP)             /* Entering BACKUP STATE */                                \
	X(VRRP_LINE_MASTER)             /* Entering MASTER STATE */                                \
	X(VRRP_LINE_FAULT)              /* Entering FAULT STATE */                                 \
	X(VRRP_LINE_SYNC)               /* of a group: Syncing instances to .state state */        \
	X(VRRP_LINE_TIMEOUT)            /* Receive advertisement timeout */                        \
	X(VRRP_LINE_SENT_ZERO)          /* sent 0 priority */                                      \
	X(VRRP_LINE_BACKUP_HEARD_ZERO)  /* Backup received priority 0 advertisement */             \
	X(VRRP_LINE_MASTER_HEARD_ZERO)  /* Master received priority 0 message */                   \
	X(VRRP_LINE_HIGHER)             /* Master received advert from A with higher priority P, ours Q */ \
	X(VRRP_LINE_HIGHER_ADDRESS)     /* ... with same priority P but higher IP address than ours */ \
	X(VRRP_LINE_LOWER)              /* Received advert from A with lower priority P, ours Q, forcing ... */ \
	X(VRRP_LINE_DISCARDING)         /* received lower priority (P) advert from A - discarding */ \
	X(VRRP_LINE_OWN_ADDRESS)        /* somebody, or an echo, uses our address and priority */  \
	X(VRRP_LINE_MASTER_SET)         /* detail: master set to A, or changed to it from .old */  \
	X(VRRP_LINE_INTERVAL)           /* advertisement interval updated from .old_span to .span by master */ \
	X(VRRP_LINE_OWN_INTERVAL)       /* changing advert interval from .old_span to locally configured .span */ \
	X(VRRP_LINE_PREEMPT_DELAY)      /* start preempt delay (.span) */                          \
	X(VRRP_LINE_NO_PREEMPT_DELAY)   /* stop preempt delay */                                   \
	X(VRRP_LINE_PRIORITY)           /* Changing effective priority from Q to P */              \
	X(VRRP_LINE_OWNER_IGNORES)      /* an owner dropped an advert from A */                    \
	X(VRRP_LINE_TWO_OWNERS)         /* A is an address owner as well: configuration error */   \
	X(VRRP_LINE_OWNER_YIELDS)       /* ... and goes on; priority is now Q */                   \
	X(VRRP_LINE_LATE)               /* the loop was late, another router has taken over: BACKUP */ \
	X(VRRP_LINE_PUT_BACK)           /* .peer removed from interface .index by somebody else */       \
	X(VRRP_LINE_ROBBED)             /* ... again and again: giving up MASTER */                \
	X(VRRP_LINE_NOT_MINE_YET)       /* .peer on interface .index while not MASTER */

enum vrrp_line {
#define X(constant) constant,
	VRRP_LINES(X)
#undef X
};

#define VRRP_THE_GROUP UINT16_MAX /* effect of the sync group itself, not of a member */

struct vrrp_effect {
	uint8_t     kind;      /* enum vrrp_effect_kind */
	uint8_t     what;      /* enum vrrp_state or enum vrrp_line */
	uint8_t     state;     /* enum vrrp_state; of VRRP_LINE_SYNC */
	uint8_t     priority;
	uint8_t     own;
	uint16_t    member;    /* index in the group; 0 outside of one */
	uint32_t    repeat;
	uint32_t    epoch;
	uint32_t    index;
	struct addr peer;
	struct addr old;
	struct span span;
	struct span old_span;
	struct mono at;
};

struct vrrp_effects {
	VEC(struct vrrp_effect) list; /* the caller empties and releases it */
};

const char *vrrp_effect_name(enum vrrp_effect_kind kind);
const char *vrrp_line_name(enum vrrp_line line);
