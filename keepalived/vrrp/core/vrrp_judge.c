/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/core/vrrp_judge.h"

#include <assert.h>
#include <string.h>

#include "keepalived/model/conf_vrrp.h"
#include "lib/base/ka.h"
#include "lib/net/bytes.h"
#include "lib/net/csum.h"

_Static_assert(VRRP_N_COUNTERS <= 32, "a ruling has a bit for each counter");

#define ETHERNET_MIN 46 /* bytes that a frame carries at least; shorter ones are padded */

/* -- headers ----------------------------------------------------------------------------------- */

static struct addr ipv4_at(const uint8_t *bytes)
{
	struct addr a = { .family = ADDR_IPV4 };

	memcpy(a.bytes, bytes, 4);
	return a;
}

/* False: too short, or none of ours. */
static bool open_ipv4(const struct vrrp_packet *p, struct vrrp_frame *f)
{
	const uint8_t *ip = p->bytes;

	if (p->len < VRRP_IP_LEN || ip[0] >> 4 != 4 || (ip[0] & 15) < VRRP_IP_LEN / 4)
		return false;
	if (ip[9] != VRRP_PROTOCOL && ip[9] != VRRP_PROTOCOL_AH)
		return false;

	f->ip_len = (ip[0] & 15) * 4u;
	f->ah_len = ip[9] == VRRP_PROTOCOL_AH ? VRRP_AH_LEN : 0;
	f->ttl = ip[8];
	f->source = ipv4_at(ip + 12);
	f->destination = ipv4_at(ip + 16);
	return true;
}

enum vrrp_verdict vrrp_judge_open(const struct vrrp_packet *p, struct vrrp_frame *ret_frame,
				  struct vrrp_remark *ret_remark)
{
	enum vrrp_verdict v = VRRP_GOOD;
	struct vrrp_frame f = {
		.bytes = p->bytes, .len = p->len,
		.source = p->source, .destination = p->destination, .ttl = p->ttl,
	};

	if (p->is_truncated || !p->len)
		v = VRRP_TRUNCATED;
	else if (p->is_too_early)
		v = VRRP_TOO_EARLY;
	else if (p->family == ADDR_IPV4 && !open_ipv4(p, &f))
		v = VRRP_BAD_HEADER;
	else if (p->len < f.ip_len + f.ah_len + VRRP_HEADER_LEN)
		v = VRRP_BAD_HEADER;

	if (v != VRRP_GOOD) {
		*ret_remark = (struct vrrp_remark){
			.verdict = (uint8_t)v, .got = (uint32_t)p->len, .address = f.source,
		};
		return v;
	}
	f.message = p->bytes + f.ip_len + f.ah_len;
	f.vrid = f.message[1];
	*ret_frame = f;
	return VRRP_GOOD;
}

static const struct vrrp_peer *peer_find(const struct vrrp_expect *e, const struct addr *source)
{
	for (size_t i = 0; i < e->n_peers; i++)
		if (addr_equal(&e->peers[i].address, source))
			return &e->peers[i];
	return NULL;
}

enum vrrp_verdict vrrp_judge_pick(const struct vrrp_frame *f,
				  const struct vrrp_expect *const *candidates, size_t n,
				  size_t *ret_index, struct vrrp_remark *ret_remark)
{
	enum vrrp_verdict v = n ? VRRP_NOBODYS_PEER : VRRP_UNKNOWN_VRID;

	for (size_t i = 0; i < n; i++) {
		if (n == 1 || peer_find(candidates[i], &f->source)) {
			*ret_index = i;
			return VRRP_GOOD;
		}
	}
	*ret_remark = (struct vrrp_remark){
		.verdict = (uint8_t)v, .got = f->vrid, .address = f->source,
	};
	return v;
}

/* -- one check after the other ----------------------------------------------------------------- */

struct judging {
	const struct vrrp_frame  *f;
	const struct vrrp_expect *e;
	const struct vrrp_peer   *peer; /* the sender, if it is one */
	struct vrrp_ruling       *r;
	struct vrrp_remark        remark; /* what the check at work would say */
	size_t len;         /* of the packet without padding and trailer; 0 before check_length() */
	size_t message_len; /* likewise */
	bool   has_trailer;
	bool   has_old_checksum;
};

static uint8_t version_of(const uint8_t *message)
{
	return message[0] >> 4;
}

/* Of an IPv4 packet that says it is of version 2, whatever is expected. */
static bool has_password(const struct judging *j)
{
	return version_of(j->f->message) == 2 && j->f->source.family == ADDR_IPV4;
}

static enum vrrp_verdict verdict_if(bool is_wrong, enum vrrp_verdict v)
{
	return is_wrong ? v : VRRP_GOOD;
}

/* @got instead of @expected is @v. */
static enum vrrp_verdict compare(struct judging *j, uint32_t got, uint32_t expected,
				 enum vrrp_verdict v)
{
	j->remark.got = got;
	j->remark.expected = expected;
	return verdict_if(got != expected, v);
}

static enum vrrp_verdict compare_scope(struct judging *j, enum vrrp_verdict v)
{
	return compare(j, addr_is_multicast(&j->f->destination), !j->e->is_unicast, v);
}

static enum vrrp_verdict check_listening(struct judging *j)
{
	return verdict_if(!j->e->is_listening, VRRP_NOT_LISTENING);
}

static enum vrrp_verdict check_scope(struct judging *j)
{
	if (j->f->source.family != ADDR_IPV6)
		return VRRP_GOOD;
	return compare_scope(j, VRRP_WRONG_SCOPE);
}

static enum vrrp_verdict check_ah_present(struct judging *j)
{
	return compare(j, j->f->ah_len != 0, j->e->auth == CONF_AUTH_AH, VRRP_AH_MISMATCH);
}

/* Some cards deliver what fills a short Ethernet frame; whole addresses cannot be that. */
static bool is_padded(size_t len, size_t expected)
{
	return len > expected && expected < ETHERNET_MIN && (len - expected) % 4 == 2;
}

static enum vrrp_verdict check_length(struct judging *j)
{
	const uint8_t *message = j->f->message;
	size_t expected;

	j->message_len = vrrp_adv_message_len(version_of(message), j->f->source.family, message[3]);
	expected = j->f->ip_len + j->f->ah_len + j->message_len;
	j->len = expected;
	j->has_trailer = j->e->hmac && j->f->len == expected + VRRP_TRAILER_LEN;
	if (j->has_trailer || is_padded(j->f->len, expected))
		return VRRP_GOOD;
	return compare(j, (uint32_t)j->f->len, (uint32_t)expected, VRRP_BAD_LENGTH);
}

static enum vrrp_verdict check_ttl(struct judging *j)
{
	if (j->e->is_unicast || j->f->ttl == VRRP_TTL_UNKNOWN)
		return VRRP_GOOD;
	return compare(j, (uint32_t)j->f->ttl, VRRP_TTL, VRRP_BAD_TTL);
}

static enum vrrp_verdict check_version(struct judging *j)
{
	return compare(j, version_of(j->f->message), j->e->version, VRRP_BAD_VERSION);
}

static enum vrrp_verdict check_hmac(struct judging *j)
{
	const uint8_t *trailer = j->has_trailer ? j->f->bytes + j->len : NULL;

	if (!j->e->hmac)
		return VRRP_GOOD;
	return vrrp_auth_judge(j->e->digests->sha256, j->e->hmac, j->e->clock,
			       j->e->is_unicast && !j->peer, &j->f->source, j->f->message,
			       j->message_len, trailer, &j->remark, &j->r->mark);
}

static enum vrrp_verdict check_auth_type(struct judging *j)
{
	if (j->e->version != 2)
		return VRRP_GOOD;
	j->remark.got = j->f->message[4];
	return verdict_if(j->remark.got > CONF_AUTH_AH, VRRP_AUTH_INVALID_TYPE);
}

static enum vrrp_verdict check_auth(struct judging *j)
{
	if (j->e->version != 2)
		return VRRP_GOOD;
	return compare(j, j->f->message[4], j->e->auth, VRRP_AUTH_MISMATCH);
}

static enum vrrp_verdict check_password(struct judging *j)
{
	const uint8_t *password = j->f->message + j->message_len - VRRP_PASS_LEN;

	if (j->e->auth != CONF_AUTH_PASS || !has_password(j))
		return VRRP_GOOD;
	return verdict_if(!vrrp_auth_is_equal(password, j->e->pass, VRRP_PASS_LEN),
			  VRRP_BAD_PASSWORD);
}

static enum vrrp_verdict check_ah(struct judging *j)
{
	const uint8_t *ah = j->f->bytes + j->f->ip_len;

	if (!j->f->ah_len)
		return VRRP_GOOD;
	if (ah[0] != VRRP_PROTOCOL)
		return VRRP_AH_FOREIGN;
	if (!vrrp_auth_ah_is_sealed(j->e->digests->md5, j->e->pass, j->e->is_unicast, j->f->bytes,
				    j->f->ip_len, j->len))
		return VRRP_BAD_AH_DIGEST;

	j->remark.got = bytes_get32(ah + 4);
	if (j->remark.got != bytes_get32(j->f->source.bytes))
		return VRRP_BAD_AH_SPI;

	j->remark.got = bytes_get32(ah + 8);
	j->remark.expected = j->e->ah_sequence;
	return verdict_if(j->remark.got <= j->remark.expected, VRRP_OLD_AH_SEQUENCE);
}

static enum vrrp_verdict check_interval(struct judging *j)
{
	if (j->e->version != 2)
		return VRRP_GOOD;
	return compare(j, j->f->message[5], (uint32_t)(j->e->interval.us / USEC_PER_SEC),
		       VRRP_BAD_INTERVAL);
}

static enum vrrp_verdict check_type(struct judging *j)
{
	return compare(j, j->f->message[0] & 15, VRRP_TYPE_ADVERT, VRRP_BAD_TYPE);
}

static enum vrrp_verdict check_ip_length(struct judging *j)
{
	uint16_t total;

	if (!j->f->ip_len)
		return VRRP_GOOD;
	total = bytes_get16(j->f->bytes + 2);
	if (total == j->len && is_padded(j->f->len, total))
		return VRRP_GOOD;
	return compare(j, total, (uint32_t)j->f->len, VRRP_BAD_IP_LENGTH);
}

static uint32_t centiseconds(const uint8_t *message)
{
	return bytes_get16(message + 4) & 0x0fff;
}

static enum vrrp_verdict check_learnt_interval(struct judging *j)
{
	if (j->e->version == 2)
		return VRRP_GOOD;
	return compare(j, centiseconds(j->f->message),
		       (uint32_t)(j->e->interval.us / VRRP_USEC_PER_CS), VRRP_OTHER_INTERVAL);
}

static bool is_sum_right(const struct judging *j, uint64_t sum)
{
	return csum_close(csum_add(sum, j->f->message, j->message_len)) == 0;
}

static bool is_sum_right_to(const struct judging *j, const struct addr *destination)
{
	return is_sum_right(j, csum_pseudo(&j->f->source, destination, VRRP_PROTOCOL,
					   j->message_len));
}

static bool may_be_old(const struct vrrp_expect *e)
{
	return e->is_unicast && e->old_checksum != CONF_CHECKSUM_NEVER_OLD;
}

/* Over IPv6 the kernel has done it. */
static enum vrrp_verdict check_checksum(struct judging *j)
{
	j->remark.got = j->e->version;
	if (j->f->source.family == ADDR_IPV6)
		return VRRP_GOOD;
	if (j->e->version == 2)
		return verdict_if(!is_sum_right(j, 0), VRRP_BAD_CHECKSUM);
	if (is_sum_right_to(j, &j->f->destination))
		return VRRP_GOOD;
	if (j->e->is_checksum_as_v2 && is_sum_right(j, 0))
		return VRRP_GOOD;
	j->has_old_checksum = may_be_old(j->e) && is_sum_right_to(j, &vrrp_adv_old_destination);
	return verdict_if(!j->has_old_checksum, VRRP_BAD_CHECKSUM);
}

static enum vrrp_verdict check_destination(struct judging *j)
{
	return compare_scope(j, VRRP_BAD_DESTINATION);
}

static enum vrrp_verdict check_owner(struct judging *j)
{
	return verdict_if(j->e->ignores_all_as_owner && j->e->is_owner, VRRP_OWNER_IGNORES);
}

/* From here on it is an advert, whatever follows. */
static enum vrrp_verdict count_received(struct judging *j)
{
	j->r->counted |= 1u << VRRP_COUNT_RECEIVED;
	return VRRP_GOOD;
}

static bool is_in_list(const uint8_t *list, size_t n, const uint8_t *address, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (memcmp(list + i * len, address, len) == 0)
			return true;
	return false;
}

/* The first of our addresses that is not in the advert, or NULL. */
static const struct addr *find_missing(const struct judging *j)
{
	const uint8_t *list = j->f->message + VRRP_HEADER_LEN;
	size_t len = addr_bits(&j->f->source) / 8u;
	size_t n = j->f->message[3]; /* as many as ours */

	for (size_t i = 0; i < n; i++) {
		const struct addr *a = &j->e->addresses[i];

		/* Nearly always the order is the same. */
		if (memcmp(list + i * len, a->bytes, len) != 0 &&
		    !is_in_list(list, n, a->bytes, len))
			return a;
	}
	return NULL;
}

static bool may_skip_addresses(const struct judging *j)
{
	return j->e->skips_known_sender && !j->e->is_master &&
	       addr_equal(&j->e->last_accepted, &j->f->source);
}

static enum vrrp_verdict check_addresses(struct judging *j)
{
	size_t n_own = MIN(j->e->n_addresses, (size_t)VRRP_ADDRESSES_MAX);
	const struct addr *missing;

	if (compare(j, j->f->message[3], (uint32_t)n_own, VRRP_ADDRESS_COUNT) != VRRP_GOOD)
		return VRRP_ADDRESS_COUNT;
	if (may_skip_addresses(j))
		return VRRP_GOOD;
	missing = find_missing(j);
	if (!missing)
		return VRRP_GOOD;
	j->remark.got = j->f->vrid;
	j->remark.address = *missing;
	return VRRP_ADDRESS_MISSING;
}

static bool checks_source(const struct judging *j)
{
	return j->e->is_unicast && j->e->checks_source;
}

static enum vrrp_verdict check_source(struct judging *j)
{
	return verdict_if(checks_source(j) && !j->peer, VRRP_NOT_A_PEER);
}

/* A TTL that is not known is good enough only where any would be. */
static enum vrrp_verdict check_peer_ttl(struct judging *j)
{
	int ttl = j->f->ttl;

	if (!checks_source(j))
		return VRRP_GOOD;
	if (ttl == VRRP_TTL_UNKNOWN)
		return verdict_if(j->peer->min_ttl > 0 || j->peer->max_ttl < 255, VRRP_PEER_TTL);
	j->remark.got = (uint32_t)ttl;
	return verdict_if(ttl < j->peer->min_ttl || ttl > j->peer->max_ttl, VRRP_PEER_TTL);
}

/* The order is that of VRRP_VERDICTS. */
static enum vrrp_verdict (*const checks[])(struct judging *) = {
	check_listening,
	check_scope,
	check_ah_present,
	check_length,
	check_ttl,
	check_version,
	check_hmac,
	check_auth_type,
	check_auth,
	check_password,
	check_ah,
	check_interval,
	check_type,
	check_ip_length,
	check_learnt_interval,
	check_checksum,
	check_destination,
	check_owner,
	count_received,
	check_addresses,
	check_source,
	check_peer_ttl,
};

/* -- the ruling -------------------------------------------------------------------------------- */

static void note(struct judging *j, enum vrrp_verdict v)
{
	struct vrrp_ruling *r = j->r;

	j->remark.verdict = (uint8_t)v;
	if (vrrp_verdict_counter(v) != VRRP_COUNT_NOTHING)
		r->counted |= 1u << vrrp_verdict_counter(v);
	if (vrrp_verdict_say(v) == VRRP_SAY_NEVER)
		return;
	assert(r->n_remarks < VRRP_REMARKS_MAX);
	r->remarks[r->n_remarks++] = j->remark;
}

/* No interval at all would have us take over at once: the shortest there is stands for it. */
static struct span interval_of(const uint8_t *message)
{
	if (version_of(message) == 2)
		return span_seconds(message[5]);
	return span_us((int64_t)MAX(centiseconds(message), 1u) * VRRP_USEC_PER_CS);
}

static struct vrrp_heard heard(const struct judging *j)
{
	const struct vrrp_frame *f = j->f;

	return (struct vrrp_heard){
		.source = f->source,
		.destination = f->destination,
		.version = version_of(f->message),
		.vrid = f->vrid,
		.priority = f->message[2],
		.ttl = (int16_t)f->ttl,
		.has_old_checksum = j->has_old_checksum,
		.interval = interval_of(f->message),
		.n_addresses = f->message[3],
		.ah_sequence = f->ah_len ? bytes_get32(f->bytes + f->ip_len + 8) : 0,
	};
}

void vrrp_judge(const struct vrrp_frame *f, const struct vrrp_expect *e, struct vrrp_ruling *ret)
{
	struct judging j = { .f = f, .e = e, .r = ret, .peer = peer_find(e, &f->source) };

	*ret = (struct vrrp_ruling){ .verdict = VRRP_GOOD };
	for (size_t i = 0; i < ARRAY_SIZE(checks); i++) {
		enum vrrp_verdict v;

		j.remark = (struct vrrp_remark){ .address = f->source };
		v = checks[i](&j);
		if (v == VRRP_GOOD)
			continue;
		note(&j, v);
		if (vrrp_verdict_fate(v) == VRRP_DROP) {
			ret->verdict = v;
			return;
		}
	}
	ret->heard = heard(&j);
	if (!ret->heard.priority)
		ret->counted |= 1u << VRRP_COUNT_PRIORITY_ZERO_RECEIVED;
}
