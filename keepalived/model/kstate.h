/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kstate - what a role can want the kernel to have, and what it sees there, as plain records.
 *
 * The same record says both: one that is wanted has what was asked for, one that was observed what
 * the kernel told.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <linux/if_addr.h>

#include "lib/net/addr.h"

#define KSTATE_LABEL_SIZE 16
#define KSTATE_FOREVER	  UINT32_MAX /* a lifetime */

/* What of kstate_addr.flags can be asked for; the rest is the kernel's to say. */
#define KSTATE_ADDR_ASKED                                                                          \
	(IFA_F_NODAD | IFA_F_HOMEADDRESS | IFA_F_MANAGETEMPADDR | IFA_F_NOPREFIXROUTE |            \
	 IFA_F_MCAUTOJOIN)

struct kstate_addr {
	uint32_t    index;         /* of the interface; never 0 */
	uint32_t    flags;         /* IFA_F_... */
	uint32_t    preferred_lft; /* seconds */
	uint32_t    valid_lft;     /* seconds */
	struct addr addr;
	struct addr peer;      /* the other end; ADDR_NONE: there is none */
	struct addr broadcast; /* ADDR_NONE: there is none */
	uint8_t     len;       /* of the peer's network, where there is one */
	uint8_t     scope;     /* RT_SCOPE_... */
	uint8_t     protocol;  /* who added it: IFAPROT_..., or keepalived's number */
	char        label[KSTATE_LABEL_SIZE]; /* "" where none is wanted */
};

/*
 * One and the same address to the kernel, which cannot be there twice: IPv4, same interface,
 * address and network; IPv6, same interface and address.
 */
bool     kstate_addr_is_same(const struct kstate_addr *a, const struct kstate_addr *b);
uint32_t kstate_addr_hash(const struct kstate_addr *a); /* equal for what is the same */

/* Members of one IPv4 network on one interface: one of them is primary, the others are secondary. */
bool kstate_addr_is_kin(const struct kstate_addr *a, const struct kstate_addr *b);

/* Whether asking for @a is asking for @b, lifetimes aside; both are the same address. */
bool kstate_addr_is_alike(const struct kstate_addr *a, const struct kstate_addr *b);

#define KSTATE_NAME_SIZE 16
#define KSTATE_MAC_SIZE	 32

struct kstate_iface {
	uint32_t index;        /* never 0 */
	uint32_t flags;        /* IFF_... */
	uint32_t mtu;
	uint32_t base_index;   /* of a macvlan or ipvlan, when in our network namespace; 0: none */
	uint32_t master_index; /* bridge, bond or VRF it belongs to; 0: none */
	uint16_t type;         /* ARPHRD_... */
	uint8_t  kind;         /* enum world_link_kind (world.h) */
	uint8_t  mac_len;
	uint8_t  mac[KSTATE_MAC_SIZE];
	uint8_t  broadcast[KSTATE_MAC_SIZE]; /* as long */
	char     name[KSTATE_NAME_SIZE];
};

bool kstate_iface_is_up(const struct kstate_iface *iface); /* by administrator and carrier */
