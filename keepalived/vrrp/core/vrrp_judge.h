/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_judge - takes a received packet apart and decides whether its advert is to be listened to.
 *
 * Three steps, as more becomes known about whom it is for:
 *
 *	vrrp_judge_open    headers; the VRID, by which candidates are looked up
 *	vrrp_judge_pick    which of several instances with that VRID it is
 *	vrrp_judge         everything that an instance expects of an advert
 *
 * The order of all checks is that of VRRP_VERDICTS. A packet can be good and still give rise to
 * remarks, and what was counted before a packet is dropped stays counted.
 *
 * Pure. Takes any bytes: no more of them are read than were received.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keepalived/vrrp/core/vrrp_adv.h"
#include "keepalived/vrrp/core/vrrp_auth.h"
#include "keepalived/vrrp/core/vrrp_heard.h"
#include "keepalived/vrrp/core/vrrp_verdict.h"
#include "lib/base/mono.h"
#include "lib/net/addr.h"

/* What a receive socket delivered. IPv4 bytes begin with the IP header, IPv6 bytes behind it. */
struct vrrp_packet {
	const uint8_t *bytes;
	size_t len;
	uint8_t family;       /* enum addr_family */
	bool is_truncated;
	bool is_too_early;    /* the startup delay is running */
	/* of IPv6, told by the kernel */
	struct addr source;
	struct addr destination;
	int ttl;              /* hop limit, or VRRP_TTL_UNKNOWN */
};

/* A packet with complete headers; points into its bytes. */
struct vrrp_frame {
	const uint8_t *bytes;
	size_t len;
	size_t ip_len;        /* 0 for IPv6 */
	size_t ah_len;        /* 0: no AH header */
	const uint8_t *message;
	struct addr source;
	struct addr destination;
	int ttl;
	uint8_t vrid;
};

struct vrrp_peer {
	struct addr address;
	uint8_t min_ttl;
	uint8_t max_ttl;
};

/* What an instance expects of an advert. */
struct vrrp_expect {
	uint8_t version;
	uint8_t vrid;
	uint8_t auth; /* enum conf_auth */
	uint8_t pass[VRRP_PASS_LEN];
	uint8_t old_checksum; /* enum conf_checksum */
	bool is_checksum_as_v2;
	bool is_unicast;
	bool checks_source;         /* check_unicast_src */
	bool skips_known_sender;    /* skip_check_adv_addr */
	bool ignores_all_as_owner;  /* owner_ignore_adverts */
	struct span interval;
	const struct addr *addresses; /* in the order of the configuration */
	size_t n_addresses;
	const struct vrrp_peer *peers;
	size_t n_peers;
	const struct vrrp_hmac_policy *hmac;  /* NULL: no auth_hmac */
	const struct vrrp_digests     *digests; /* NULL only with neither AH nor auth_hmac */

	/* What changes while it lives. */
	bool is_listening; /* neither in INIT nor in FAULT */
	bool is_master;
	bool is_owner;     /* its effective priority is 255 */
	struct addr last_accepted; /* the sender of the last accepted advert; ADDR_NONE: none yet */
	uint32_t ah_sequence;      /* the largest seen */
	uint64_t clock;            /* now, as a sequence of auth_hmac */
};

#define VRRP_REMARKS_MAX 3

struct vrrp_ruling {
	enum vrrp_verdict verdict; /* VRRP_GOOD, or why it is dropped */
	uint32_t counted;          /* bit 1 << enum vrrp_counter each */
	unsigned n_remarks;        /* to be said; the verdict's own is the last */
	struct vrrp_remark remarks[VRRP_REMARKS_MAX];
	struct vrrp_mark   mark;   /* to be remembered, good or not, unless ADDR_NONE */
	struct vrrp_heard  heard;  /* if VRRP_GOOD */
};

/*
 * VRRP_GOOD: @ret_frame is filled. Otherwise @ret_remark is. What belongs to no instance yet is
 * counted and said as its verdict says.
 */
enum vrrp_verdict vrrp_judge_open(const struct vrrp_packet *packet, struct vrrp_frame *ret_frame,
				  struct vrrp_remark *ret_remark);

/*
 * The one of @n candidates, all with the frame's VRID, that the frame is for: by its sender, if
 * there is more than one. VRRP_GOOD: @ret_index is filled. Otherwise @ret_remark is.
 */
enum vrrp_verdict vrrp_judge_pick(const struct vrrp_frame *frame,
				  const struct vrrp_expect *const *candidates, size_t n,
				  size_t *ret_index, struct vrrp_remark *ret_remark);

void vrrp_judge(const struct vrrp_frame *frame, const struct vrrp_expect *expect,
		struct vrrp_ruling *ret_ruling);

/* Was @counter counted? */
static inline bool vrrp_ruling_has(const struct vrrp_ruling *ruling, enum vrrp_counter counter)
{
	return ruling->counted >> counter & 1;
}
