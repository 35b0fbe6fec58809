/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_adv - the adverts that an instance sends: VRRP version 2 (RFC 3768) and 3 (RFC 9568).
 *
 * Nearly everything in an advert follows from the configuration, so it is written once, as a
 * template. An advert is a copy of it with four things put in: its number, the priority, the
 * destination, and what these do to the checksum.
 *
 *	IPv4   IP header (20) [AH (24)] message [trailer (28)]   the socket has IP_HDRINCL
 *	IPv6   message [trailer]                                 the kernel does all the rest
 *
 *	message   version and type, VRID, priority, count (1 each)
 *	          version 2: authentication type, seconds (1 each)   version 3: centiseconds (2)
 *	          checksum (2), addresses, and in version 2 over IPv4 always 8 bytes of password
 *
 * Left zero for the kernel: the checksum of the IP header, and over IPv6 that of the message.
 * What authenticates a finished advert is vrrp_auth's.
 *
 * Pure. A template is the caller's; it is made anew when anything in its specification changes.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/mono.h"
#include "lib/net/addr.h"

#define VRRP_PROTOCOL    112
#define VRRP_PROTOCOL_AH 51
#define VRRP_TYPE_ADVERT 1
#define VRRP_TTL         255 /* of every multicast advert (RFC 9568 5.1.1.3) */
#define VRRP_TOS         0xc0

#define VRRP_IP_LEN      20
#define VRRP_AH_LEN      24
#define VRRP_HEADER_LEN  8 /* of the message, before its addresses */
#define VRRP_PASS_LEN    8
#define VRRP_TRAILER_LEN 28

#define VRRP_ADDRESSES_MAX 255 /* that one advert can have */
#define VRRP_USEC_PER_CS   10000

/* 224.0.0.18: the destination in the pseudo header of keepalived up to 1.3.6, even of unicast. */
extern const struct addr vrrp_adv_old_destination;

struct vrrp_adv_spec {
	uint8_t version; /* 2, 3 */
	uint8_t vrid;
	uint8_t ttl;     /* IPv4 */
	uint8_t auth;    /* enum conf_auth; other than none in version 2 over IPv4 only */
	uint8_t pass[VRRP_PASS_LEN];
	bool    has_trailer;       /* of auth_hmac */
	bool    is_checksum_as_v2; /* version 3 over IPv4 without a pseudo header */
	struct span interval; /* version 2: 1 to 255 s; version 3: 10 ms to 40.95 s */
	struct addr source;   /* and the family of it all */
	const struct addr *addresses;
	size_t n_addresses; /* beyond VRRP_ADDRESSES_MAX they are not in the advert */
};

struct vrrp_adv {
	uint16_t len;         /* of an advert */
	uint8_t  message;     /* where the message begins */
	uint16_t message_len; /* without a trailer */
	bool     covers_destination; /* by the checksum of the message */
	uint8_t  bytes[];
};

/* What is particular to one packet. */
struct vrrp_adv_send {
	uint16_t id; /* vrrp_adv_next_id() of the advert before; the same for all unicast copies */
	uint8_t  priority; /* 0: leaving */
	bool     has_old_checksum; /* pseudo header as of keepalived up to 1.3.6 */
	uint32_t ah_sequence;      /* with AH only */
	struct addr destination;
};

struct vrrp_adv *vrrp_adv_new(const struct vrrp_adv_spec *spec);
struct vrrp_adv *vrrp_adv_free(struct vrrp_adv *t); /* returns NULL */

/* Write an advert of t->len bytes; what vrrp_auth puts into it is zero. */
void vrrp_adv_stamp(const struct vrrp_adv *t, const struct vrrp_adv_send *send, uint8_t *ret_bytes);

/* 1 after 0, where an instance begins; never 0. */
uint16_t vrrp_adv_next_id(uint16_t id);

/* Bytes of a message with @n_addresses; the password's place is included where there is one. */
size_t vrrp_adv_message_len(uint8_t version, uint8_t family, size_t n_addresses);
