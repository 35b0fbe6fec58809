/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_auth - what makes an advert hard to forge: AH (auth_type AH), signed trailers (auth_hmac).
 *
 * AH is as RFC 2338 meant it and as keepalived does it, which is not RFC 4302: HMAC-MD5 over IP
 * header, AH header and message, where TOS, fragment, header checksum and the digest itself count
 * as zero, the TTL in unicast only. The key is the password, padded with zeros to 8 bytes.
 *
 * A trailer:   scheme (1), key id, reserved (2), sequence (8), HMAC (16)
 * The sequence is a time: seconds since 1970 (32 bits), 1/65536 s (16), and a counter (16).
 * Signed is everything but IP header and destination, so the copies of one advert are alike.
 *
 * Pure: the digests are the caller's, and so is the clock.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keepalived/vrrp/core/vrrp_adv.h"
#include "keepalived/vrrp/core/vrrp_verdict.h"
#include "lib/base/mono.h"
#include "lib/net/addr.h"

#define VRRP_HMAC_KEY_MAX 64
#define VRRP_MARKS        4 /* senders of multicast whose sequence is remembered */

/* Writes the whole digest: 16 bytes for MD5, 32 for SHA-256. */
typedef void (*vrrp_hmac_fn)(const void *key, size_t key_len, const void *bytes, size_t len,
			     uint8_t *ret);

struct vrrp_digests {
	vrrp_hmac_fn md5;
	vrrp_hmac_fn sha256;
};

struct vrrp_hmac_key {
	uint8_t id;
	uint8_t len;
	uint8_t bytes[VRRP_HMAC_KEY_MAX];
};

/* The newest sequence of a sender. */
struct vrrp_mark {
	struct addr source; /* ADDR_NONE: nothing is known */
	uint64_t    sequence;
};

/* What trailers must be like. */
struct vrrp_hmac_policy {
	uint8_t     mode;        /* enum conf_hmac_mode */
	uint8_t     anti_replay; /* enum conf_hmac_replay */
	struct span window;
	const struct vrrp_hmac_key *keys;
	size_t n_keys;
	const struct vrrp_mark *marks; /* multicast: VRRP_MARKS; unicast: one for each peer */
	size_t n_marks;
};

/* Put the digest into a finished packet of @len bytes, from the IP header (20 bytes) on. */
void vrrp_auth_ah_seal(vrrp_hmac_fn md5, const uint8_t pass[VRRP_PASS_LEN], bool is_unicast,
		       uint8_t *packet, size_t len);
/* The same for a received one, whose IP header has @ip_len bytes. True: it has the right digest. */
bool vrrp_auth_ah_is_sealed(vrrp_hmac_fn md5, const uint8_t pass[VRRP_PASS_LEN], bool is_unicast,
			    const uint8_t *packet, size_t ip_len, size_t len);

/* For an advert at @clock (its counter is 0) after one with @last, 0 for the first. */
uint64_t vrrp_auth_next_sequence(const struct vrrp_hmac_policy *policy, uint64_t last,
				 uint64_t clock);

/* Write the trailer of @message, which @source sends. */
void vrrp_auth_sign(vrrp_hmac_fn sha256, const struct vrrp_hmac_key *key, const struct addr *source,
		    const uint8_t *message, size_t len, uint64_t sequence,
		    uint8_t ret_trailer[VRRP_TRAILER_LEN]);

/*
 * Judge the trailer behind @message, NULL when there is none; @is_foreigner: unicast, but not from
 * a peer. Fills got and expected of @remark; when VRRP_GOOD and there is a trailer, @ret_mark is
 * what to vrrp_auth_remember().
 */
enum vrrp_verdict vrrp_auth_judge(vrrp_hmac_fn sha256, const struct vrrp_hmac_policy *policy,
				  uint64_t clock, bool is_foreigner, const struct addr *source,
				  const uint8_t *message, size_t len, const uint8_t *trailer,
				  struct vrrp_remark *remark, struct vrrp_mark *ret_mark);

/* Make room for @mark in front; the same sender's goes, or the least recently used. */
void vrrp_auth_remember(struct vrrp_mark *marks, size_t n, const struct vrrp_mark *mark);

/* Equal, in a time that does not depend on where they differ. */
bool vrrp_auth_is_equal(const uint8_t *a, const uint8_t *b, size_t len);
