/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/core/vrrp_auth.h"

#include <assert.h>
#include <string.h>

#include "keepalived/model/conf_vrrp.h"
#include "lib/net/bytes.h"

#define ICV_LEN    12
#define SCHEME     1 /* HMAC-SHA-256, its first 16 bytes */
#define HMAC_LEN   16
#define HMAC_AT    12 /* in the trailer */
#define MD5_LEN    16
#define SHA256_LEN 32
#define PSEUDO_LEN 20

#define IP_MAX      60
#define MESSAGE_MAX (VRRP_HEADER_LEN + VRRP_ADDRESSES_MAX * 16)

bool vrrp_auth_is_equal(const uint8_t *a, const uint8_t *b, size_t len)
{
	volatile uint8_t differs = 0;

	for (size_t i = 0; i < len; i++)
		differs = (uint8_t)(differs | (a[i] ^ b[i]));
	return !differs;
}

/* -- AH ---------------------------------------------------------------------------------------- */

static void ah_digest(vrrp_hmac_fn md5, const uint8_t pass[VRRP_PASS_LEN], bool is_unicast,
		      const uint8_t *packet, size_t ip_len, size_t len, uint8_t ret[MD5_LEN])
{
	uint8_t copy[IP_MAX + VRRP_AH_LEN + MESSAGE_MAX];

	assert(ip_len <= IP_MAX && len >= ip_len + VRRP_AH_LEN && len <= sizeof(copy));
	memcpy(copy, packet, len);
	copy[1] = 0;
	memset(copy + 6, 0, 2);
	if (is_unicast)
		copy[8] = 0;
	memset(copy + 10, 0, 2);
	memset(copy + ip_len + VRRP_AH_LEN - ICV_LEN, 0, ICV_LEN);
	md5(pass, VRRP_PASS_LEN, copy, len, ret);
}

void vrrp_auth_ah_seal(vrrp_hmac_fn md5, const uint8_t pass[VRRP_PASS_LEN], bool is_unicast,
		       uint8_t *packet, size_t len)
{
	uint8_t digest[MD5_LEN];

	ah_digest(md5, pass, is_unicast, packet, VRRP_IP_LEN, len, digest);
	memcpy(packet + VRRP_IP_LEN + VRRP_AH_LEN - ICV_LEN, digest, ICV_LEN);
}

bool vrrp_auth_ah_is_sealed(vrrp_hmac_fn md5, const uint8_t pass[VRRP_PASS_LEN], bool is_unicast,
			    const uint8_t *packet, size_t ip_len, size_t len)
{
	uint8_t digest[MD5_LEN];

	ah_digest(md5, pass, is_unicast, packet, ip_len, len, digest);
	return vrrp_auth_is_equal(digest, packet + ip_len + VRRP_AH_LEN - ICV_LEN, ICV_LEN);
}

/* -- trailers ---------------------------------------------------------------------------------- */

static uint32_t seconds_of(uint64_t sequence)
{
	return (uint32_t)(sequence >> 32);
}

static uint64_t sequence_of(const uint8_t *trailer)
{
	return (uint64_t)bytes_get32(trailer + 4) << 32 | bytes_get32(trailer + 8);
}

/* Serial numbers: RFC 1982 3.2. */
static bool is_newer(uint64_t a, uint64_t b)
{
	return (int64_t)(a - b) > 0;
}

/* How far two sequences are apart, the shorter way round. */
static uint32_t distance(uint64_t a, uint64_t b)
{
	uint32_t ahead = seconds_of(a) - seconds_of(b);

	return ahead > UINT32_MAX / 2 ? -ahead : ahead;
}

static bool is_outside(const struct vrrp_hmac_policy *policy, uint64_t sequence, uint64_t clock)
{
	return policy->anti_replay == CONF_HMAC_TIME &&
	       distance(sequence, clock) > policy->window.us / USEC_PER_SEC;
}

uint64_t vrrp_auth_next_sequence(const struct vrrp_hmac_policy *policy, uint64_t last,
				 uint64_t clock)
{
	if (!last || !is_newer(last + 1, clock) || is_outside(policy, last, clock))
		return clock;
	return last + 1;
}

static void hmac(vrrp_hmac_fn sha256, const struct vrrp_hmac_key *key, const struct addr *source,
		 const uint8_t *message, size_t len, const uint8_t *trailer,
		 uint8_t ret[SHA256_LEN])
{
	uint8_t input[PSEUDO_LEN + MESSAGE_MAX + VRRP_TRAILER_LEN] = {
		source->family, message[0] >> 4, message[1], 0
	};
	uint8_t *at = input + PSEUDO_LEN;

	assert(len <= MESSAGE_MAX);
	memcpy(input + 4, source->bytes, 16);
	memcpy(at, message, len);
	memset(at + 6, 0, 2); /* the checksum */
	memcpy(at + len, trailer, HMAC_AT);
	sha256(key->bytes, key->len, input, PSEUDO_LEN + len + VRRP_TRAILER_LEN, ret);
}

void vrrp_auth_sign(vrrp_hmac_fn sha256, const struct vrrp_hmac_key *key, const struct addr *source,
		    const uint8_t *message, size_t len, uint64_t sequence,
		    uint8_t ret_trailer[VRRP_TRAILER_LEN])
{
	uint8_t digest[SHA256_LEN];

	ret_trailer[0] = SCHEME;
	ret_trailer[1] = key->id;
	bytes_put16(ret_trailer + 2, 0);
	bytes_put32(ret_trailer + 4, seconds_of(sequence));
	bytes_put32(ret_trailer + 8, (uint32_t)sequence);
	hmac(sha256, key, source, message, len, ret_trailer, digest);
	memcpy(ret_trailer + HMAC_AT, digest, HMAC_LEN);
}

static const struct vrrp_hmac_key *key_find(const struct vrrp_hmac_policy *policy, uint8_t id)
{
	for (size_t i = 0; i < policy->n_keys; i++)
		if (policy->keys[i].id == id)
			return &policy->keys[i];
	return NULL;
}

static bool is_replay(const struct vrrp_hmac_policy *policy, uint64_t clock,
		      const struct addr *source, uint64_t sequence)
{
	for (size_t i = 0; i < policy->n_marks; i++) {
		const struct vrrp_mark *mark = &policy->marks[i];

		if (mark->source.family && addr_equal(&mark->source, source))
			return !is_outside(policy, mark->sequence, clock) &&
			       !is_newer(sequence, mark->sequence);
	}
	return false;
}

enum vrrp_verdict vrrp_auth_judge(vrrp_hmac_fn sha256, const struct vrrp_hmac_policy *policy,
				  uint64_t clock, bool is_foreigner, const struct addr *source,
				  const uint8_t *message, size_t len, const uint8_t *trailer,
				  struct vrrp_remark *remark, struct vrrp_mark *ret_mark)
{
	const struct vrrp_hmac_key *key;
	uint8_t digest[SHA256_LEN];
	uint64_t sequence;

	if (!trailer)
		return policy->mode == CONF_HMAC_ENFORCE ? VRRP_EXT_MISSING : VRRP_GOOD;
	if (trailer[0] != SCHEME || bytes_get16(trailer + 2))
		return VRRP_EXT_MALFORMED;

	sequence = sequence_of(trailer);
	remark->got = distance(sequence, clock);
	remark->expected = (uint32_t)(policy->window.us / USEC_PER_SEC);
	if (is_outside(policy, sequence, clock))
		return VRRP_EXT_STALE;

	remark->got = trailer[1];
	key = key_find(policy, trailer[1]);
	if (!key)
		return VRRP_EXT_UNKNOWN_KEY;
	hmac(sha256, key, source, message, len, trailer, digest);
	if (!vrrp_auth_is_equal(digest, trailer + HMAC_AT, HMAC_LEN))
		return VRRP_EXT_INVALID_HMAC;
	if (is_foreigner)
		return VRRP_EXT_NOT_A_PEER;
	if (is_replay(policy, clock, source, sequence))
		return VRRP_EXT_REPLAY;

	*ret_mark = (struct vrrp_mark){ .source = *source, .sequence = sequence };
	return VRRP_GOOD;
}

void vrrp_auth_remember(struct vrrp_mark *marks, size_t n, const struct vrrp_mark *mark)
{
	size_t at = 0;

	if (!n)
		return;
	while (at + 1 < n && marks[at].source.family &&
	       !addr_equal(&marks[at].source, &mark->source))
		at++;
	memmove(marks + 1, marks, at * sizeof(*marks));
	marks[0] = *mark;
}
