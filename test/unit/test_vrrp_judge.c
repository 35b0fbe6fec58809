/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keepalived/model/conf_vrrp.h"
#include "keepalived/vrrp/core/vrrp_judge.h"
#include "lib/base/ka.h"
#include "lib/net/bytes.h"
#include "lib/net/csum.h"
#include "test/unit/packet_bytes.h"
#include "test/unit/vrrp_vectors.h"

/* Which verdicts the tests of single packets have reached; none may be left in the end. */
static bool reached[VRRP_N_VERDICTS];

/* A vector that a test changes to its taste, and what became of it. */
struct bench {
	struct vrrp_vector_parts p;
	struct vrrp_frame frame;
	struct vrrp_ruling r;
};

static const struct vrrp_vector *vector_get(const char *name)
{
	for (size_t i = 0; i < vrrp_n_vectors; i++)
		if (!strcmp(vrrp_vectors[i].name, name))
			return &vrrp_vectors[i];
	fail_msg("no vector '%s'", name);
	return NULL;
}

static void bench_init(struct bench *b, const char *name)
{
	vrrp_vector_take_apart(vector_get(name), &b->p);
}

static uint8_t *bytes_of(struct bench *b)
{
	return (uint8_t *)b->p.received.bytes;
}

static uint8_t *message_of(struct bench *b)
{
	const uint8_t *bytes = b->p.received.bytes;

	if (b->p.received.family == ADDR_IPV6)
		return bytes_of(b);
	return bytes_of(b) + VRRP_IP_LEN + (bytes[9] == VRRP_PROTOCOL_AH ? VRRP_AH_LEN : 0);
}

/* Judge a copy that ends where memory does. What cannot be opened has that as its verdict. */
static enum vrrp_verdict judge(struct bench *b)
{
	struct vrrp_packet packet = b->p.received;
	uint8_t *copy = malloc(packet.len + !packet.len);
	struct vrrp_remark remark;
	enum vrrp_verdict v;

	assert_non_null(copy);
	memcpy(copy, packet.bytes, packet.len);
	packet.bytes = copy;
	v = vrrp_judge_open(&packet, &b->frame, &remark);
	if (v != VRRP_GOOD) {
		assert_int_equal(remark.verdict, v);
		b->r = (struct vrrp_ruling){ .verdict = v, .n_remarks = 1, .remarks = { remark } };
	} else {
		vrrp_judge(&b->frame, &b->p.expect, &b->r);
	}
	free(copy);
	reached[b->r.verdict] = true;
	for (unsigned i = 0; i < b->r.n_remarks; i++)
		reached[b->r.remarks[i].verdict] = true;
	return b->r.verdict;
}

/* The checksum of an IPv4 message, after changes. */
static void reseal(struct bench *b)
{
	const struct vrrp_adv_spec *s = &b->p.spec;
	uint8_t *message = message_of(b);
	struct addr to = { .family = ADDR_IPV4 };
	size_t len = vrrp_adv_message_len(message[0] >> 4, ADDR_IPV4, message[3]);
	uint64_t sum = 0;

	memcpy(to.bytes, bytes_of(b) + 16, 4);
	bytes_put16(message + 6, 0);
	if (message[0] >> 4 == 3 && !s->is_checksum_as_v2)
		sum = csum_pseudo(&s->source, &to, VRRP_PROTOCOL, len);
	bytes_put16(message + 6, csum_close(csum_add(sum, message, len)));
}

static void set_len(struct bench *b, size_t len)
{
	b->p.received.len = len;
	bytes_put16(bytes_of(b) + 2, (uint16_t)len);
}

static const char *text_of(const struct vrrp_remark *r)
{
	static char text[256];
	struct sbuf out;

	sbuf_init(&out);
	vrrp_remark_add(&out, r, "VI_1", "eth0", 0);
	snprintf(text, sizeof(text), "%s", sbuf_text(&out));
	sbuf_release(&out);
	return text;
}

/* One thing wrong, and what is counted and said because of it; NULL: nothing is said. */
static void must_be(struct bench *b, enum vrrp_verdict v, uint32_t counted, const char *text)
{
	assert_int_equal(judge(b), v);
	assert_int_equal(b->r.counted, counted);
	if (text) {
		assert_int_equal(b->r.n_remarks, 1);
		assert_string_equal(text_of(&b->r.remarks[0]), text);
	} else if (v != VRRP_GOOD && vrrp_verdict_say(v) == VRRP_SAY_NEVER && b->r.n_remarks) {
		assert_string_equal(text_of(&b->r.remarks[0]), "");
	} else {
		assert_int_equal(b->r.n_remarks, 0);
	}
}

#define COUNT(name) (1u << VRRP_COUNT_##name)

/* -- good packets ------------------------------------------------------------------------------ */

static void must_be_heard(const struct vrrp_vector *v)
{
	struct vrrp_vector_parts *p;
	struct bench b;

	vrrp_vector_take_apart(v, &b.p);
	p = &b.p;
	must_be(&b, VRRP_GOOD,
		COUNT(RECEIVED) | (v->priority ? 0 : COUNT(PRIORITY_ZERO_RECEIVED)), NULL);
	assert_true(addr_equal(&b.r.heard.source, &p->spec.source));
	assert_true(addr_equal(&b.r.heard.destination, &p->send.destination));
	assert_int_equal(b.r.heard.version, v->version);
	assert_int_equal(b.r.heard.vrid, v->vrid);
	assert_int_equal(b.r.heard.priority, v->priority);
	assert_int_equal(b.r.heard.ttl, v->ttl ? v->ttl : 255);
	assert_int_equal(b.r.heard.interval.us, v->interval);
	assert_int_equal(b.r.heard.n_addresses, p->spec.n_addresses);
	assert_int_equal(b.r.heard.ah_sequence, v->ah_sequence);
	assert_int_equal(b.r.heard.has_old_checksum, v->has_old_checksum);
	assert_int_equal(b.r.mark.source.family, v->key ? p->spec.source.family : ADDR_NONE);
	assert_int_equal(b.r.mark.sequence, v->sequence);
}

static void test_vectors_are_heard(void **state)
{
	(void)state;
	for (size_t i = 0; i < vrrp_n_vectors; i++) {
		print_message("# %s\n", vrrp_vectors[i].name);
		must_be_heard(&vrrp_vectors[i]);
	}
}

/* Packets may have options in their IP header. */
static void test_ip_options(void **state)
{
	struct bench b;
	uint8_t *bytes;

	(void)state;
	bench_init(&b, "v2, password");
	bytes = bytes_of(&b);
	memmove(bytes + 24, bytes + 20, b.p.received.len - 20);
	memset(bytes + 20, 1, 4);
	bytes[0] = 0x46;
	set_len(&b, b.p.received.len + 4);
	must_be(&b, VRRP_GOOD, COUNT(RECEIVED), NULL);
}

/* -- one thing wrong --------------------------------------------------------------------------- */

static void spoil_truncated(struct bench *b)
{
	b->p.received.is_truncated = true;
}

static void spoil_empty(struct bench *b)
{
	b->p.received.len = 0;
}

static void spoil_early(struct bench *b)
{
	b->p.received.is_too_early = true;
}

static void spoil_short_ip(struct bench *b)
{
	set_len(b, 27);
}

static void spoil_short_ah(struct bench *b)
{
	set_len(b, 51);
}

static void spoil_short_ipv6(struct bench *b)
{
	b->p.received.len = 7;
}

static void spoil_ip_version(struct bench *b)
{
	bytes_of(b)[0] = 0x65;
}

static void spoil_ihl(struct bench *b)
{
	bytes_of(b)[0] = 0x44;
}

static void spoil_protocol(struct bench *b)
{
	bytes_of(b)[9] = 17;
}

static void spoil_listening(struct bench *b)
{
	b->p.expect.is_listening = false;
}

static void spoil_mode(struct bench *b)
{
	b->p.expect.is_unicast = !b->p.expect.is_unicast;
}

static void spoil_wants_ah(struct bench *b)
{
	b->p.expect.auth = CONF_AUTH_AH;
}

static void spoil_wants_no_ah(struct bench *b)
{
	b->p.expect.auth = CONF_AUTH_NONE;
}

static void spoil_too_long(struct bench *b)
{
	set_len(b, b->p.received.len + 4);
}

static void spoil_too_short(struct bench *b)
{
	set_len(b, b->p.received.len - 4);
}

static void spoil_cut_ipv6(struct bench *b)
{
	b->p.received.len = 36;
}

static void spoil_version_2_length(struct bench *b)
{
	message_of(b)[0] = 0x21;
}

static void spoil_trailer(struct bench *b)
{
	b->p.expect.hmac = NULL;
}

static void spoil_ttl(struct bench *b)
{
	bytes_of(b)[8] = 254;
}

static void spoil_hop_limit(struct bench *b)
{
	b->p.received.ttl = 64;
}

static void spoil_version(struct bench *b)
{
	b->p.expect.version = 2;
}

static void spoil_no_trailer(struct bench *b)
{
	set_len(b, b->p.received.len - VRRP_TRAILER_LEN);
}

static uint8_t *trailer_of(struct bench *b)
{
	return bytes_of(b) + b->p.received.len - VRRP_TRAILER_LEN;
}

static void spoil_scheme(struct bench *b)
{
	trailer_of(b)[0] = 2;
}

static void spoil_reserved(struct bench *b)
{
	trailer_of(b)[3] = 1;
}

static void spoil_clock(struct bench *b)
{
	b->p.expect.clock += (uint64_t)6 << 32;
}

static void spoil_clock_behind(struct bench *b)
{
	b->p.expect.clock -= (uint64_t)7 << 32;
}

static void spoil_key_id(struct bench *b)
{
	trailer_of(b)[1] = 9;
}

static void spoil_hmac(struct bench *b)
{
	trailer_of(b)[27] ^= 1;
}

static void spoil_hmac_peer(struct bench *b)
{
	b->p.expect.is_unicast = true;
	b->p.expect.n_peers = 0;
}

static void spoil_replay(struct bench *b)
{
	b->p.marks[2] = (struct vrrp_mark){ b->p.spec.source, b->p.expect.clock };
}

static void spoil_auth_type(struct bench *b)
{
	message_of(b)[4] = 7;
	reseal(b);
}

static void spoil_auth(struct bench *b)
{
	b->p.expect.auth = CONF_AUTH_NONE;
}

static void spoil_password(struct bench *b)
{
	b->p.expect.pass[7] = 1;
}

static void spoil_next_header(struct bench *b)
{
	bytes_of(b)[VRRP_IP_LEN] = 6;
}

static void spoil_digest(struct bench *b)
{
	b->p.expect.pass[0] ^= 1;
}

static void spoil_spi(struct bench *b)
{
	bytes_of(b)[VRRP_IP_LEN + 7] = 2;
	vrrp_auth_ah_seal(vrrp_vector_digests.md5, b->p.spec.pass, false, bytes_of(b),
			  b->p.received.len);
}

static void spoil_sequence(struct bench *b)
{
	b->p.expect.ah_sequence = 2;
}

static void spoil_interval(struct bench *b)
{
	b->p.expect.interval = span_seconds(1);
	message_of(b)[5] = 2;
	reseal(b);
}

static void spoil_type(struct bench *b)
{
	message_of(b)[0] = (uint8_t)(message_of(b)[0] + 1);
	reseal(b);
}

static void spoil_ip_length(struct bench *b)
{
	bytes_of(b)[3]++;
}

static void spoil_learnt_interval(struct bench *b)
{
	b->p.expect.interval = span_us(1250000);
}

static void spoil_checksum(struct bench *b)
{
	message_of(b)[7] ^= 1;
}

static void spoil_destination(struct bench *b)
{
	bytes_of(b)[16] = 10;
	reseal(b);
}

static void spoil_unicast_destination(struct bench *b)
{
	bytes_of(b)[16] = 224;
	reseal(b);
}

static void spoil_owner(struct bench *b)
{
	b->p.expect.ignores_all_as_owner = true;
	b->p.expect.is_owner = true;
}

static void spoil_count(struct bench *b)
{
	b->p.expect.n_addresses = 1;
}

static void spoil_addresses(struct bench *b)
{
	b->p.addresses[1] = packet_addr("10.9.0.171");
}

static void spoil_source(struct bench *b)
{
	b->p.expect.checks_source = true;
	b->p.peer.address = packet_addr("10.9.0.3");
}

static void spoil_min_ttl(struct bench *b)
{
	b->p.expect.checks_source = true;
	b->p.peer.min_ttl = 6;
}

static void spoil_max_ttl(struct bench *b)
{
	b->p.expect.checks_source = true;
	b->p.peer.max_ttl = 4;
}

static void spoil_unknown_hop_limit(struct bench *b)
{
	b->p.expect.checks_source = true;
	b->p.peer.min_ttl = 1;
	b->p.received.ttl = VRRP_TTL_UNKNOWN;
}

static const struct {
	const char *vector;
	void (*spoil)(struct bench *b);
	enum vrrp_verdict verdict;
	uint32_t counted;
	const char *text; /* NULL: none */
} cases[] = {
	{ "v3", spoil_truncated, VRRP_TRUNCATED, 0,
	  "(VI_1) empty or truncated packet, 32 bytes received" },
	{ "v3", spoil_empty, VRRP_TRUNCATED, 0,
	  "(VI_1) empty or truncated packet, 0 bytes received" },
	{ "v3, IPv6", spoil_empty, VRRP_TRUNCATED, 0,
	  "(VI_1) empty or truncated packet, 0 bytes received" },
	{ "v3", spoil_early, VRRP_TOO_EARLY, 0, NULL },
	{ "v3", spoil_short_ip, VRRP_BAD_HEADER, 0,
	  "(VI_1) packet of 27 bytes is too short for its headers, or not VRRP" },
	{ "v2, AH", spoil_short_ah, VRRP_BAD_HEADER, 0,
	  "(VI_1) packet of 51 bytes is too short for its headers, or not VRRP" },
	{ "v3, IPv6", spoil_short_ipv6, VRRP_BAD_HEADER, 0,
	  "(VI_1) packet of 7 bytes is too short for its headers, or not VRRP" },
	{ "v3", spoil_ip_version, VRRP_BAD_HEADER, 0,
	  "(VI_1) packet of 32 bytes is too short for its headers, or not VRRP" },
	{ "v3", spoil_ihl, VRRP_BAD_HEADER, 0,
	  "(VI_1) packet of 32 bytes is too short for its headers, or not VRRP" },
	{ "v3", spoil_protocol, VRRP_BAD_HEADER, 0,
	  "(VI_1) packet of 32 bytes is too short for its headers, or not VRRP" },
	{ "v3", spoil_listening, VRRP_NOT_LISTENING, 0, NULL },
	{ "v3, IPv6", spoil_mode, VRRP_WRONG_SCOPE, 0,
	  "(VI_1) ignoring multicast packet from fe80::ff:fe00:1" },
	{ "v3, IPv6, unicast", spoil_mode, VRRP_WRONG_SCOPE, 0,
	  "(VI_1) ignoring unicast packet from 2001:db8:9::1" },
	{ "v2, password", spoil_wants_ah, VRRP_AH_MISMATCH, COUNT(AUTH_TYPE_MISMATCHES),
	  "(VI_1) received a packet without AH header, expecting one with it" },
	{ "v2, AH", spoil_wants_no_ah, VRRP_AH_MISMATCH, COUNT(AUTH_TYPE_MISMATCHES),
	  "(VI_1) received a packet with an AH header, expecting one without" },
	{ "v2, password", spoil_too_long, VRRP_BAD_LENGTH, COUNT(LENGTH_ERRORS),
	  "(VI_1) vrrp packet too long, length 44 and expect 40" },
	{ "v2, password", spoil_too_short, VRRP_BAD_LENGTH, COUNT(LENGTH_ERRORS),
	  "(VI_1) vrrp packet too short, length 36 and expect 40" },
	{ "v3", spoil_version_2_length, VRRP_BAD_LENGTH, COUNT(LENGTH_ERRORS),
	  "(VI_1) vrrp packet too short, length 32 and expect 40" },
	{ "v3, IPv6", spoil_cut_ipv6, VRRP_BAD_LENGTH, COUNT(LENGTH_ERRORS),
	  "(VI_1) vrrp packet too short, length 36 and expect 40" },
	{ "v3, signed", spoil_trailer, VRRP_BAD_LENGTH, COUNT(LENGTH_ERRORS),
	  "(VI_1) vrrp packet too long, length 60 and expect 32" },
	{ "v3", spoil_ttl, VRRP_BAD_TTL, COUNT(TTL_ERRORS),
	  "(VI_1) invalid TTL/HL. Received 254 and expect 255" },
	{ "v3, IPv6", spoil_hop_limit, VRRP_BAD_TTL, COUNT(TTL_ERRORS),
	  "(VI_1) invalid TTL/HL. Received 64 and expect 255" },
	{ "v3", spoil_version, VRRP_BAD_VERSION, COUNT(VERSION_ERRORS),
	  "(VI_1) wrong version. Received 3 and expect 2" },
	{ "v3, signed", spoil_no_trailer, VRRP_EXT_MISSING, COUNT(EXT_MISSING),
	  "(VI_1) advert from 10.9.0.1 is not signed" },
	{ "v3, signed", spoil_scheme, VRRP_EXT_MALFORMED, COUNT(EXT_MALFORMED),
	  "(VI_1) malformed signature in advert from 10.9.0.1" },
	{ "v3, signed", spoil_reserved, VRRP_EXT_MALFORMED, COUNT(EXT_MALFORMED),
	  "(VI_1) malformed signature in advert from 10.9.0.1" },
	{ "v3, signed", spoil_clock, VRRP_EXT_STALE, COUNT(EXT_STALE),
	  "(VI_1) signature of advert from 10.9.0.1 is off by 6 sec, only 5 allowed" },
	{ "v3, signed", spoil_clock_behind, VRRP_EXT_STALE, COUNT(EXT_STALE),
	  "(VI_1) signature of advert from 10.9.0.1 is off by 7 sec, only 5 allowed" },
	{ "v3, signed", spoil_key_id, VRRP_EXT_UNKNOWN_KEY, COUNT(EXT_UNKNOWN_KEYS),
	  "(VI_1) advert from 10.9.0.1 is signed with unknown key 9" },
	{ "v3, signed", spoil_hmac, VRRP_EXT_INVALID_HMAC, COUNT(EXT_INVALID_HMACS),
	  "(VI_1) invalid signature in advert from 10.9.0.1 with key 1" },
	{ "v3, signed", spoil_hmac_peer, VRRP_EXT_NOT_A_PEER, 0,
	  "(VI_1) signed advert from 10.9.0.1, which is not a unicast peer" },
	{ "v3, IPv6, signed", spoil_replay, VRRP_EXT_REPLAY, COUNT(EXT_REPLAYS),
	  "(VI_1) replayed advert from fe80::ff:fe00:1" },
	{ "v2, password", spoil_auth_type, VRRP_AUTH_INVALID_TYPE, COUNT(AUTH_INVALID_TYPES),
	  "(VI_1) Invalid auth type: 7" },
	{ "v2, password", spoil_auth, VRRP_AUTH_MISMATCH, COUNT(AUTH_TYPE_MISMATCHES),
	  "(VI_1) received a 1 auth, expecting 0!" },
	{ "v2, password", spoil_password, VRRP_BAD_PASSWORD, COUNT(AUTH_FAILURES),
	  "(VI_1) received an invalid passwd!" },
	{ "v2, AH", spoil_next_header, VRRP_AH_FOREIGN, 0, NULL },
	{ "v2, AH", spoil_digest, VRRP_BAD_AH_DIGEST, COUNT(AUTH_FAILURES),
	  "(VI_1) invalid AH digest in advert from 10.9.0.1" },
	{ "v2, AH", spoil_spi, VRRP_BAD_AH_SPI, COUNT(AUTH_FAILURES),
	  "(VI_1) SPI 0x0a090002 in advert from 10.9.0.1 is not its source address" },
	{ "v2, AH, the second", spoil_sequence, VRRP_OLD_AH_SEQUENCE, COUNT(AUTH_FAILURES),
	  "(VI_1) AH sequence 2 in advert from 10.9.0.1 is not above 2" },
	{ "v2, password", spoil_interval, VRRP_BAD_INTERVAL, COUNT(INTERVAL_ERRORS),
	  "(VI_1) advertisement interval mismatch mine=1 sec rcv'd=2 sec" },
	{ "v3", spoil_type, VRRP_BAD_TYPE, COUNT(INVALID_TYPES),
	  "(VI_1) Invalid packet type. 2 and expect 1" },
	{ "v3", spoil_ip_length, VRRP_BAD_IP_LENGTH, COUNT(LENGTH_ERRORS),
	  "(VI_1) IP length 33 does not match the 32 bytes received" },
	{ "v3", spoil_learnt_interval, VRRP_GOOD, COUNT(RECEIVED),
	  "(VI_1) advertisement interval mismatch mine=1.25 sec rcv'd=0.50 sec" },
	{ "v2, password", spoil_checksum, VRRP_BAD_CHECKSUM, COUNT(CHECKSUM_ERRORS),
	  "(VI_1) Invalid VRRPv2 checksum" },
	{ "v3", spoil_checksum, VRRP_BAD_CHECKSUM, COUNT(CHECKSUM_ERRORS),
	  "(VI_1) Invalid VRRPv3 checksum" },
	{ "v3, v3_checksum_as_v2", spoil_checksum, VRRP_BAD_CHECKSUM, COUNT(CHECKSUM_ERRORS),
	  "(VI_1) Invalid VRRPv3 checksum" },
	{ "v3, unicast", spoil_checksum, VRRP_BAD_CHECKSUM, COUNT(CHECKSUM_ERRORS),
	  "(VI_1) Invalid VRRPv3 checksum" },
	{ "v2, password", spoil_destination, VRRP_BAD_DESTINATION, COUNT(ADDRESS_LIST_ERRORS),
	  "(VI_1) unicast packet from 10.9.0.1, expecting multicast" },
	{ "v3, unicast", spoil_unicast_destination, VRRP_BAD_DESTINATION,
	  COUNT(ADDRESS_LIST_ERRORS), "(VI_1) multicast packet from 10.9.0.1, expecting unicast" },
	{ "v3", spoil_owner, VRRP_OWNER_IGNORES, 0,
	  "(VI_1) address owner ignores advert from 10.9.0.1" },
	{ "v2, two addresses", spoil_count, VRRP_GOOD, COUNT(RECEIVED) | COUNT(ADDRESS_LIST_ERRORS),
	  "(VI_1) received an unexpected ip number count 2, expected 1!" },
	{ "v2, two addresses", spoil_addresses, VRRP_GOOD,
	  COUNT(RECEIVED) | COUNT(ADDRESS_LIST_ERRORS),
	  "(VI_1) ip address associated with VRID 52 not present in MASTER advert: 10.9.0.171" },
	{ "v3, unicast", spoil_source, VRRP_NOT_A_PEER, COUNT(RECEIVED),
	  "(VI_1) advert from 10.9.0.1, which is not a unicast peer" },
	{ "v3, unicast", spoil_min_ttl, VRRP_PEER_TTL, COUNT(RECEIVED) | COUNT(TTL_ERRORS),
	  "(VI_1) TTL/HL 5 of advert from 10.9.0.1 is outside of what its peer has" },
	{ "v3, unicast", spoil_max_ttl, VRRP_PEER_TTL, COUNT(RECEIVED) | COUNT(TTL_ERRORS),
	  "(VI_1) TTL/HL 5 of advert from 10.9.0.1 is outside of what its peer has" },
	{ "v3, IPv6, unicast", spoil_unknown_hop_limit, VRRP_PEER_TTL,
	  COUNT(RECEIVED) | COUNT(TTL_ERRORS),
	  "(VI_1) TTL/HL 0 of advert from 2001:db8:9::1 is outside of what its peer has" },
};

static void test_one_thing_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct bench b;

		print_message("# %zu: %s\n", i, cases[i].text ? cases[i].text : "");
		bench_init(&b, cases[i].vector);
		cases[i].spoil(&b);
		must_be(&b, cases[i].verdict, cases[i].counted, cases[i].text);
		if (cases[i].verdict != VRRP_GOOD)
			assert_int_equal(b.r.heard.source.family, ADDR_NONE);
	}
}

/* -- the order: everything is wrong, and what is complained about is mended -------------------- */

struct step {
	enum vrrp_verdict verdict;
	void (*mend)(struct bench *b);
};

static void mend_truncated(struct bench *b)
{
	b->p.received.is_truncated = false;
}

static void mend_early(struct bench *b)
{
	b->p.received.is_too_early = false;
}

static void mend_header(struct bench *b)
{
	bytes_of(b)[0] = 0x45;
}

static void mend_listening(struct bench *b)
{
	b->p.expect.is_listening = true;
}

static void mend_ah(struct bench *b)
{
	b->p.expect.auth = CONF_AUTH_PASS;
}

static void mend_length(struct bench *b)
{
	b->p.received.len -= 4;
}

static void mend_ttl(struct bench *b)
{
	bytes_of(b)[8] = 255;
}

static void mend_version(struct bench *b)
{
	b->p.expect.version = 2;
}

static void mend_auth_type(struct bench *b)
{
	message_of(b)[4] = CONF_AUTH_NONE;
}

static void mend_auth(struct bench *b)
{
	message_of(b)[4] = CONF_AUTH_PASS;
}

static void mend_password(struct bench *b)
{
	b->p.expect.pass[7] = 0;
}

static void mend_interval(struct bench *b)
{
	message_of(b)[5] = 1;
}

static void mend_type(struct bench *b)
{
	message_of(b)[0] = 0x21;
}

static void mend_ip_length(struct bench *b)
{
	bytes_put16(bytes_of(b) + 2, (uint16_t)b->p.received.len);
}

static void mend_checksum(struct bench *b)
{
	reseal(b);
}

static void mend_destination(struct bench *b)
{
	bytes_of(b)[16] = 224;
}

static void mend_owner(struct bench *b)
{
	b->p.expect.is_owner = false;
}

static void must_climb(struct bench *b, const struct step *steps, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(judge(b), steps[i].verdict);
		assert_true(!i || steps[i - 1].verdict < steps[i].verdict);
		steps[i].mend(b);
	}
	assert_int_equal(judge(b), VRRP_GOOD);
}

static void test_order_with_password(void **state)
{
	static const struct step steps[] = {
		{ VRRP_TRUNCATED, mend_truncated },
		{ VRRP_TOO_EARLY, mend_early },
		{ VRRP_BAD_HEADER, mend_header },
		{ VRRP_NOT_LISTENING, mend_listening },
		{ VRRP_AH_MISMATCH, mend_ah },
		{ VRRP_BAD_LENGTH, mend_length },
		{ VRRP_BAD_TTL, mend_ttl },
		{ VRRP_BAD_VERSION, mend_version },
		{ VRRP_AUTH_INVALID_TYPE, mend_auth_type },
		{ VRRP_AUTH_MISMATCH, mend_auth },
		{ VRRP_BAD_PASSWORD, mend_password },
		{ VRRP_BAD_INTERVAL, mend_interval },
		{ VRRP_BAD_TYPE, mend_type },
		{ VRRP_BAD_IP_LENGTH, mend_ip_length },
		{ VRRP_BAD_CHECKSUM, mend_checksum },
		{ VRRP_BAD_DESTINATION, mend_destination },
		{ VRRP_OWNER_IGNORES, mend_owner },
	};
	struct bench b;

	(void)state;
	bench_init(&b, "v2, password");
	spoil_truncated(&b);
	spoil_early(&b);
	spoil_listening(&b);
	spoil_wants_ah(&b);
	spoil_too_long(&b);
	spoil_ttl(&b);
	b.p.expect.version = 3;
	message_of(&b)[4] = 7;
	spoil_password(&b);
	message_of(&b)[5] = 2;
	message_of(&b)[0] = 0x2f;
	message_of(&b)[7] ^= 1;
	spoil_owner(&b);
	bytes_of(&b)[16] = 10;
	bytes_of(&b)[0] = 0x44;
	must_climb(&b, steps, ARRAY_SIZE(steps));
	assert_int_equal(b.r.n_remarks, 0);
}

static void mend_scheme(struct bench *b)
{
	trailer_of(b)[0] = 1;
}

static void mend_clock(struct bench *b)
{
	b->p.expect.clock -= (uint64_t)6 << 32;
}

static void mend_key_id(struct bench *b)
{
	trailer_of(b)[1] = 1;
}

static void mend_hmac(struct bench *b)
{
	trailer_of(b)[27] ^= 1;
}

static void mend_peer(struct bench *b)
{
	b->p.expect.n_peers = 1;
}

static void mend_mark(struct bench *b)
{
	b->p.marks[2].source.family = ADDR_NONE;
	message_of(b)[7] ^= 1; /* not signed, so the next complaint is this */
}

static void mend_message_checksum(struct bench *b)
{
	message_of(b)[7] ^= 1;
	b->p.expect.is_unicast = false;
}

/* From the trailer on, with an instance that is made a unicast one for a while. */
static void test_order_with_trailer(void **state)
{
	static const struct step steps[] = {
		{ VRRP_EXT_MALFORMED, mend_scheme },
		{ VRRP_EXT_STALE, mend_clock },
		{ VRRP_EXT_UNKNOWN_KEY, mend_key_id },
		{ VRRP_EXT_INVALID_HMAC, mend_hmac },
		{ VRRP_EXT_NOT_A_PEER, mend_peer },
		{ VRRP_EXT_REPLAY, mend_mark },
		{ VRRP_BAD_CHECKSUM, mend_message_checksum },
	};
	struct bench b;

	(void)state;
	bench_init(&b, "v3, signed");
	spoil_scheme(&b);
	spoil_clock(&b);
	spoil_key_id(&b);
	spoil_hmac(&b);
	spoil_hmac_peer(&b);
	b.p.marks[2] = (struct vrrp_mark){ b.p.spec.source, 0x6592008080000001 };
	must_climb(&b, steps, ARRAY_SIZE(steps));
}

static void mend_mode(struct bench *b)
{
	b->p.expect.auth = CONF_AUTH_AH;
}

static void mend_next_header(struct bench *b)
{
	bytes_of(b)[VRRP_IP_LEN] = VRRP_PROTOCOL;
}

static void mend_digest(struct bench *b)
{
	vrrp_auth_ah_seal(vrrp_vector_digests.md5, b->p.spec.pass, false, bytes_of(b),
			  b->p.received.len);
}

static void mend_spi(struct bench *b)
{
	bytes_of(b)[VRRP_IP_LEN + 7] = 1;
	mend_digest(b);
}

static void mend_sequence(struct bench *b)
{
	b->p.expect.ah_sequence = 1;
}

static void mend_interval_of_ours(struct bench *b)
{
	b->p.expect.interval = span_seconds(1);
}

static void test_order_with_ah(void **state)
{
	static const struct step steps[] = {
		{ VRRP_AH_MISMATCH, mend_mode },
		{ VRRP_AH_FOREIGN, mend_next_header },
		{ VRRP_BAD_AH_DIGEST, mend_digest },
		{ VRRP_BAD_AH_SPI, mend_spi },
		{ VRRP_OLD_AH_SEQUENCE, mend_sequence },
		{ VRRP_BAD_INTERVAL, mend_interval_of_ours },
	};
	struct bench b;

	(void)state;
	bench_init(&b, "v2, AH, the second");
	spoil_wants_no_ah(&b);
	spoil_next_header(&b);
	bytes_of(&b)[VRRP_IP_LEN + 7] = 2;
	spoil_sequence(&b);
	b.p.expect.interval = span_seconds(2);
	must_climb(&b, steps, ARRAY_SIZE(steps));
}

static void mend_unicast(struct bench *b)
{
	b->p.expect.is_unicast = false;
}

static void mend_no_ah(struct bench *b)
{
	b->p.expect.auth = CONF_AUTH_NONE;
}

static void mend_ipv6_length(struct bench *b)
{
	b->p.received.len = 40;
}

static void mend_hop_limit(struct bench *b)
{
	b->p.received.ttl = 255;
}

static void mend_version_3(struct bench *b)
{
	b->p.expect.version = 3;
}

static void test_order_over_ipv6(void **state)
{
	static const struct step steps[] = {
		{ VRRP_NOT_LISTENING, mend_listening },
		{ VRRP_WRONG_SCOPE, mend_unicast },
		{ VRRP_AH_MISMATCH, mend_no_ah },
		{ VRRP_BAD_LENGTH, mend_ipv6_length },
		{ VRRP_BAD_TTL, mend_hop_limit },
		{ VRRP_BAD_VERSION, mend_version_3 },
	};
	struct bench b;

	(void)state;
	bench_init(&b, "v3, IPv6");
	spoil_listening(&b);
	spoil_mode(&b);
	spoil_wants_ah(&b);
	spoil_cut_ipv6(&b);
	spoil_hop_limit(&b);
	spoil_version(&b);
	must_climb(&b, steps, ARRAY_SIZE(steps));
}

/* An interval of its own is remarked upon where its place is, if the packet gets there. */
static void test_remark_in_its_place(void **state)
{
	struct bench b;

	(void)state;
	bench_init(&b, "v3");
	spoil_learnt_interval(&b);
	spoil_checksum(&b);
	assert_int_equal(judge(&b), VRRP_BAD_CHECKSUM);
	assert_int_equal(b.r.n_remarks, 2);
	assert_int_equal(b.r.remarks[0].verdict, VRRP_OTHER_INTERVAL);
	spoil_ip_length(&b);
	must_be(&b, VRRP_BAD_IP_LENGTH, COUNT(LENGTH_ERRORS),
		"(VI_1) IP length 33 does not match the 32 bytes received");
}

/* Three remarks are the most there can be. */
static void test_remarks_come_together(void **state)
{
	struct bench b;

	(void)state;
	bench_init(&b, "v3, unicast");
	spoil_learnt_interval(&b);
	b.p.expect.n_addresses = 0;
	spoil_max_ttl(&b);
	assert_int_equal(judge(&b), VRRP_PEER_TTL);
	assert_int_equal(b.r.counted,
			 COUNT(RECEIVED) | COUNT(ADDRESS_LIST_ERRORS) | COUNT(TTL_ERRORS));
	assert_int_equal(b.r.n_remarks, 3);
	assert_int_equal(b.r.remarks[0].verdict, VRRP_OTHER_INTERVAL);
	assert_int_equal(b.r.remarks[1].verdict, VRRP_ADDRESS_COUNT);
	assert_int_equal(b.r.remarks[2].verdict, VRRP_PEER_TTL);

	spoil_source(&b);
	assert_int_equal(judge(&b), VRRP_NOT_A_PEER);
	assert_int_equal(b.r.n_remarks, 3);
	assert_true(vrrp_ruling_has(&b.r, VRRP_COUNT_RECEIVED));
	assert_false(vrrp_ruling_has(&b.r, VRRP_COUNT_TTL_ERRORS));
}

/* -- rules of single checks -------------------------------------------------------------------- */

/* Ethernet's padding is 46 bytes of packet; what is behind a whole address is not padding. */
static void test_padding(void **state)
{
	struct bench b;

	(void)state;
	for (size_t len = 33; len < 64; len++) {
		bool is_padding = len % 4 == 2;

		bench_init(&b, "v3");
		b.p.received.len = len;
		assert_int_equal(judge(&b), is_padding ? VRRP_GOOD : VRRP_BAD_LENGTH);
		set_len(&b, len); /* the sender did it itself */
		assert_int_equal(judge(&b), is_padding ? VRRP_GOOD : VRRP_BAD_LENGTH);
		set_len(&b, len - 1);
		b.p.received.len = len;
		assert_int_equal(judge(&b), is_padding && len > 33 ? VRRP_BAD_IP_LENGTH
								   : VRRP_BAD_LENGTH);
	}
	bench_init(&b, "v2, two addresses");
	b.p.received.len = 46;
	assert_int_equal(judge(&b), VRRP_GOOD);
	bench_init(&b, "v2, AH"); /* no short frame */
	b.p.received.len += 2;
	assert_int_equal(judge(&b), VRRP_BAD_LENGTH);
}

static void test_hop_limit_need_not_be_known(void **state)
{
	struct bench b;

	(void)state;
	bench_init(&b, "v3, IPv6");
	b.p.received.ttl = VRRP_TTL_UNKNOWN;
	assert_int_equal(judge(&b), VRRP_GOOD);
	assert_int_equal(b.r.heard.ttl, VRRP_TTL_UNKNOWN);
	bench_init(&b, "v3, IPv6, unicast");
	b.p.expect.checks_source = true;
	b.p.received.ttl = VRRP_TTL_UNKNOWN;
	assert_int_equal(judge(&b), VRRP_GOOD);
	b.p.peer.max_ttl = 254;
	assert_int_equal(judge(&b), VRRP_PEER_TTL);
}

static void test_peer_limits_are_inclusive(void **state)
{
	struct bench b;

	(void)state;
	bench_init(&b, "v3, unicast");
	b.p.expect.checks_source = true;
	b.p.peer.min_ttl = 5;
	b.p.peer.max_ttl = 5;
	assert_int_equal(judge(&b), VRRP_GOOD);

	/* It is a check of unicast. */
	bench_init(&b, "v3");
	b.p.expect.checks_source = true;
	assert_int_equal(judge(&b), VRRP_GOOD);

	/* Without the check anybody may send anything. */
	bench_init(&b, "v3, unicast");
	spoil_source(&b);
	b.p.peer.min_ttl = 6;
	b.p.expect.checks_source = false;
	assert_int_equal(judge(&b), VRRP_GOOD);
}

static void test_reserved_bits_are_not_interval(void **state)
{
	struct bench b;

	(void)state;
	bench_init(&b, "v3");
	message_of(&b)[4] = 0xf0;
	reseal(&b);
	must_be(&b, VRRP_GOOD, COUNT(RECEIVED), NULL);
	assert_int_equal(b.r.heard.interval.us, 500000);
}

static void test_no_interval_is_the_shortest(void **state)
{
	struct bench b;

	(void)state;
	bench_init(&b, "v3");
	bytes_put16(message_of(&b) + 4, 0);
	reseal(&b);
	must_be(&b, VRRP_GOOD, COUNT(RECEIVED),
		"(VI_1) advertisement interval mismatch mine=0.50 sec rcv'd=0.00 sec");
	assert_int_equal(b.r.heard.interval.us, 10000);
}

/* Which rule each packet follows, and which rules an instance takes. */
static void test_checksum_rules(void **state)
{
	static const struct {
		const char *vector;
		enum conf_checksum old;
		bool is_as_v2;
		enum vrrp_verdict verdict;
		bool is_old;
	} rules[] = {
		{ "v3, unicast", CONF_CHECKSUM_AUTO, false, VRRP_GOOD, false },
		{ "v3, unicast", CONF_CHECKSUM_OLD, false, VRRP_GOOD, false },
		{ "v3, unicast", CONF_CHECKSUM_NEVER_OLD, false, VRRP_GOOD, false },
		{ "v3, unicast", CONF_CHECKSUM_AUTO, true, VRRP_GOOD, false },
		{ "v3, unicast, old checksum", CONF_CHECKSUM_AUTO, false, VRRP_GOOD, true },
		{ "v3, unicast, old checksum", CONF_CHECKSUM_OLD, false, VRRP_GOOD, true },
		{ "v3, unicast, old checksum", CONF_CHECKSUM_NEVER_OLD, false, VRRP_BAD_CHECKSUM,
		  false },
		{ "v3", CONF_CHECKSUM_AUTO, false, VRRP_GOOD, false },
		{ "v3", CONF_CHECKSUM_NEVER_OLD, true, VRRP_GOOD, false },
		{ "v3, v3_checksum_as_v2", CONF_CHECKSUM_AUTO, true, VRRP_GOOD, false },
		{ "v3, v3_checksum_as_v2", CONF_CHECKSUM_AUTO, false, VRRP_BAD_CHECKSUM, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		struct bench b;

		bench_init(&b, rules[i].vector);
		b.p.expect.old_checksum = (uint8_t)rules[i].old;
		b.p.expect.is_checksum_as_v2 = rules[i].is_as_v2;
		assert_int_equal(judge(&b), rules[i].verdict);
		assert_int_equal(b.r.heard.has_old_checksum, rules[i].is_old);
	}
}

/* A multicast group of one's own does not make the old rule's group right. */
static void test_old_checksum_is_for_unicast(void **state)
{
	struct bench b;

	(void)state;
	bench_init(&b, "v3");
	bytes_of(&b)[19] = 99;
	assert_int_equal(judge(&b), VRRP_BAD_CHECKSUM);
}

static void test_addresses(void **state)
{
	struct bench b;
	struct addr first;

	(void)state;
	bench_init(&b, "v2, two addresses");
	first = b.p.addresses[0];
	b.p.addresses[0] = b.p.addresses[1]; /* in another order */
	b.p.addresses[1] = first;
	must_be(&b, VRRP_GOOD, COUNT(RECEIVED), NULL);

	spoil_addresses(&b);
	b.p.expect.skips_known_sender = true;
	assert_int_equal(judge(&b), VRRP_GOOD);
	assert_int_equal(b.r.n_remarks, 1); /* nobody is known yet */
	b.p.expect.last_accepted = packet_addr("10.9.0.2");
	assert_int_equal(judge(&b), VRRP_GOOD);
	assert_int_equal(b.r.n_remarks, 1); /* somebody else is */
	b.p.expect.last_accepted = b.p.spec.source;
	must_be(&b, VRRP_GOOD, COUNT(RECEIVED), NULL);
	b.p.expect.is_master = true;
	assert_int_equal(judge(&b), VRRP_GOOD);
	assert_int_equal(b.r.n_remarks, 1);
	b.p.expect.is_master = false;
	b.p.expect.n_addresses = 1; /* these are always counted */
	assert_int_equal(judge(&b), VRRP_GOOD);
	assert_int_equal(b.r.remarks[0].verdict, VRRP_ADDRESS_COUNT);
}

static void test_owner(void **state)
{
	struct bench b;

	(void)state;
	bench_init(&b, "v3");
	b.p.expect.is_owner = true;
	assert_int_equal(judge(&b), VRRP_GOOD);
	b.p.expect.is_owner = false;
	b.p.expect.ignores_all_as_owner = true;
	assert_int_equal(judge(&b), VRRP_GOOD);
}

static void test_trailer_modes(void **state)
{
	struct bench b;

	(void)state;
	for (uint8_t mode = CONF_HMAC_PERMISSIVE; mode <= CONF_HMAC_RECEIVE_ONLY; mode++) {
		bench_init(&b, "v3, signed");
		b.p.hmac.mode = mode;
		assert_int_equal(judge(&b), VRRP_GOOD);
		assert_int_equal(b.r.mark.source.family, ADDR_IPV4);
		spoil_hmac(&b);
		assert_int_equal(judge(&b), VRRP_EXT_INVALID_HMAC);
		assert_int_equal(b.r.mark.source.family, ADDR_NONE);
		bench_init(&b, "v3, signed");
		b.p.hmac.mode = mode;
		spoil_no_trailer(&b);
		must_be(&b, VRRP_GOOD, COUNT(RECEIVED), NULL);
		assert_int_equal(b.r.mark.source.family, ADDR_NONE);
	}
}

static void test_trailer_times(void **state)
{
	struct bench b;

	(void)state;
	bench_init(&b, "v3, signed");
	b.p.expect.clock += (uint64_t)5 << 32; /* the window's end */
	assert_int_equal(judge(&b), VRRP_GOOD);
	spoil_clock(&b);
	b.p.hmac.anti_replay = CONF_HMAC_MONOTONIC;
	assert_int_equal(judge(&b), VRRP_GOOD);

	/* A mark far in the future: stands for ever, or is forgotten as the clock is right. */
	b.p.marks[0] = (struct vrrp_mark){ b.p.spec.source, UINT64_C(0x6600000000000000) };
	assert_int_equal(judge(&b), VRRP_EXT_REPLAY);
	bench_init(&b, "v3, signed");
	b.p.marks[0] = (struct vrrp_mark){ b.p.spec.source, UINT64_C(0x6600000000000000) };
	assert_int_equal(judge(&b), VRRP_GOOD);

	/* Another sender's is none of its business, an older one of its own allows it. */
	b.p.marks[0] = (struct vrrp_mark){ packet_addr("10.9.0.2"), b.p.expect.clock };
	b.p.marks[1] = (struct vrrp_mark){ b.p.spec.source, b.p.expect.clock - 1 };
	assert_int_equal(judge(&b), VRRP_GOOD);
	b.p.marks[1].sequence++;
	assert_int_equal(judge(&b), VRRP_EXT_REPLAY);
}

/* A mark moves even if something that is looked at later is wrong. */
static void test_mark_of_a_dropped_packet(void **state)
{
	struct bench b;

	(void)state;
	bench_init(&b, "v3, signed");
	spoil_checksum(&b);
	assert_int_equal(judge(&b), VRRP_BAD_CHECKSUM);
	assert_int_equal(b.r.mark.sequence, UINT64_C(0x6592008080000000));
}

/* -- whom it is for ---------------------------------------------------------------------------- */

static void test_pick(void **state)
{
	struct bench b;
	struct vrrp_peer others[2] = { { .address = packet_addr("10.9.0.7") },
				       { .address = packet_addr("10.9.0.8") } };
	struct vrrp_expect other;
	const struct vrrp_expect *candidates[2] = { &other, &b.p.expect };
	struct vrrp_remark remark;
	size_t index = 77;

	(void)state;
	bench_init(&b, "v3, unicast");
	other = b.p.expect;
	other.peers = others;
	other.n_peers = ARRAY_SIZE(others);
	assert_int_equal(judge(&b), VRRP_GOOD);

	assert_int_equal(vrrp_judge_pick(&b.frame, candidates, 2, &index, &remark), VRRP_GOOD);
	assert_int_equal(index, 1);
	others[1].address = b.p.spec.source;
	assert_int_equal(vrrp_judge_pick(&b.frame, candidates, 2, &index, &remark), VRRP_GOOD);
	assert_int_equal(index, 0);

	index = 77;
	others[1].address = packet_addr("10.9.0.8");
	b.p.peer.address = packet_addr("10.9.0.9");
	assert_int_equal(vrrp_judge_pick(&b.frame, candidates, 2, &index, &remark),
			 VRRP_NOBODYS_PEER);
	reached[remark.verdict] = true;
	assert_string_equal(text_of(&remark), "");
	assert_int_equal(index, 77);

	/* Alone it is asked in any case. */
	assert_int_equal(vrrp_judge_pick(&b.frame, candidates, 1, &index, &remark), VRRP_GOOD);
	assert_int_equal(index, 0);

	assert_int_equal(vrrp_judge_pick(&b.frame, NULL, 0, &index, &remark), VRRP_UNKNOWN_VRID);
	reached[remark.verdict] = true;
	assert_string_equal(text_of(&remark),
			    "Unknown VRID(61) received on interface(eth0). ignoring...");
	assert_int_equal(vrrp_verdict_counter(VRRP_UNKNOWN_VRID), VRRP_COUNT_VRID_ERRORS);
	assert_int_equal(vrrp_verdict_say(VRRP_UNKNOWN_VRID), VRRP_SAY_IF_ASKED);
}

static void test_lines(void **state)
{
	struct vrrp_remark remark = { .verdict = VRRP_TRUNCATED, .got = 3 };
	struct sbuf out;

	(void)state;
	sbuf_init(&out);
	vrrp_remark_add(&out, &remark, NULL, "eth0", 12);
	assert_string_equal(sbuf_text(&out),
			    "(eth0) empty or truncated packet, 3 bytes received (12 suppressed)");
	sbuf_clear(&out);
	remark.verdict = VRRP_TOO_EARLY;
	vrrp_remark_add(&out, &remark, NULL, "eth0", 12);
	assert_string_equal(sbuf_text(&out), "");
	sbuf_release(&out);
	assert_int_equal(vrrp_verdict_say(VRRP_WRONG_SCOPE), VRRP_SAY_IN_DETAIL);
}

/* -- any byte, any length ---------------------------------------------------------------------- */

enum region { ANY_DROP = VRRP_N_VERDICTS };

static enum vrrp_verdict mutated_ip(const struct vrrp_vector *v, size_t at, uint8_t new)
{
	bool has_ah = v->auth == CONF_AUTH_AH;
	bool is_pseudo = v->version == 3 && !v->is_checksum_as_v2;

	switch (at) {
	case 0:
		return new >> 4 == 4 && (new & 15) > 5 ? ANY_DROP : VRRP_BAD_HEADER;
	case 2:
	case 3:
		return has_ah ? VRRP_BAD_AH_DIGEST : VRRP_BAD_IP_LENGTH;
	case 4:
	case 5:
		return has_ah ? VRRP_BAD_AH_DIGEST : VRRP_GOOD;
	case 8:
		return v->is_unicast ? VRRP_GOOD : VRRP_BAD_TTL;
	case 9:
		return new == VRRP_PROTOCOL || new == VRRP_PROTOCOL_AH ? ANY_DROP : VRRP_BAD_HEADER;
	case 12 ... 15:
		if (has_ah)
			return VRRP_BAD_AH_DIGEST;
		if (v->key)
			return VRRP_EXT_INVALID_HMAC;
		return is_pseudo ? VRRP_BAD_CHECKSUM : VRRP_GOOD;
	case 16 ... 19:
		if (has_ah)
			return VRRP_BAD_AH_DIGEST;
		if (is_pseudo && !v->has_old_checksum)
			return VRRP_BAD_CHECKSUM;
		if (at == 16 && v->is_unicast == (new >> 4 == 14))
			return VRRP_BAD_DESTINATION;
		return VRRP_GOOD;
	default:
		return VRRP_GOOD; /* TOS, fragment, header checksum: the kernel's business */
	}
}

static enum vrrp_verdict mutated_ah(size_t at)
{
	return at ? VRRP_BAD_AH_DIGEST : VRRP_AH_FOREIGN;
}

static enum vrrp_verdict mutated_version(const struct vrrp_vector *v, bool is_ipv4, uint8_t new)
{
	if (is_ipv4 && new >> 4 != v->version && (new >> 4 == 2 || v->version == 2))
		return VRRP_BAD_LENGTH;
	if (new >> 4 != v->version)
		return VRRP_BAD_VERSION;
	if (v->key)
		return VRRP_EXT_INVALID_HMAC;
	return v->auth == CONF_AUTH_AH ? VRRP_BAD_AH_DIGEST : VRRP_BAD_TYPE;
}

/* What is not looked at in particular is part of a sum. */
static enum vrrp_verdict mutated_sum(const struct vrrp_vector *v, bool is_ipv4)
{
	if (v->key)
		return VRRP_EXT_INVALID_HMAC;
	if (v->auth == CONF_AUTH_AH)
		return VRRP_BAD_AH_DIGEST;
	return is_ipv4 ? VRRP_BAD_CHECKSUM : VRRP_GOOD; /* over IPv6 the kernel looks at it */
}

static enum vrrp_verdict mutated_message(const struct vrrp_vector *v, bool is_ipv4, size_t at,
					 uint8_t new, size_t message_len)
{
	if (at == 0)
		return mutated_version(v, is_ipv4, new);
	if (at == 3) /* eight addresses more would be as long as the trailer */
		return v->key && is_ipv4 && new == 8 ? VRRP_EXT_MISSING : VRRP_BAD_LENGTH;
	if (v->key && (at == 6 || at == 7)) /* not signed */
		return is_ipv4 ? VRRP_BAD_CHECKSUM : VRRP_GOOD;
	if (v->key)
		return VRRP_EXT_INVALID_HMAC;
	if (v->version == 2 && at == 4)
		return new > CONF_AUTH_AH ? VRRP_AUTH_INVALID_TYPE : VRRP_AUTH_MISMATCH;
	if (v->auth == CONF_AUTH_PASS && at >= message_len - VRRP_PASS_LEN)
		return VRRP_BAD_PASSWORD;
	if (v->version == 2 && at == 5 && v->auth != CONF_AUTH_AH)
		return VRRP_BAD_INTERVAL;
	return mutated_sum(v, is_ipv4);
}

static enum vrrp_verdict mutated_trailer(const struct vrrp_vector *v, size_t at, uint8_t new)
{
	uint32_t seconds = (uint32_t)(v->sequence >> 32);
	unsigned shift = (unsigned)(8 * (7 - at));
	uint32_t moved;

	if (at == 0 || at == 2 || at == 3)
		return VRRP_EXT_MALFORMED;
	if (at == 1)
		return VRRP_EXT_UNKNOWN_KEY;
	if (at > 7)
		return VRRP_EXT_INVALID_HMAC;
	moved = (seconds & ~(0xffu << shift)) | (uint32_t)new << shift;
	return moved - seconds + 5 <= 10 ? VRRP_EXT_INVALID_HMAC : VRRP_EXT_STALE;
}

static enum vrrp_verdict mutated(const struct vrrp_vector *v, size_t at, uint8_t new, size_t len)
{
	bool is_ipv4 = !strchr(v->source, ':');
	size_t ip_len = is_ipv4 ? VRRP_IP_LEN : 0;
	size_t ah_len = v->auth == CONF_AUTH_AH ? VRRP_AH_LEN : 0;
	size_t trailer = len - (v->key ? VRRP_TRAILER_LEN : 0);

	if (at < ip_len)
		return mutated_ip(v, at, new);
	if (at < ip_len + ah_len)
		return mutated_ah(at - ip_len);
	if (at < trailer)
		return mutated_message(v, is_ipv4, at - ip_len - ah_len, new,
				       trailer - ip_len - ah_len);
	return mutated_trailer(v, at - trailer, new);
}

/* Every byte of every good packet gets every other value. */
static void test_mutations(void **state)
{
	unsigned n = 0;

	(void)state;
	for (size_t i = 0; i < vrrp_n_vectors; i++) {
		struct bench b;

		vrrp_vector_take_apart(&vrrp_vectors[i], &b.p);
		for (size_t at = 0; at < b.p.received.len; at++) {
			uint8_t *byte = bytes_of(&b) + at;

			for (unsigned flip = 1; flip < 256; flip++, n++) {
				enum vrrp_verdict expected;
				enum vrrp_verdict v;

				*byte ^= (uint8_t)flip;
				expected = mutated(&vrrp_vectors[i], at, *byte, b.p.received.len);
				v = judge(&b);
				if (expected == (enum vrrp_verdict)ANY_DROP ? v == VRRP_GOOD
									   : v != expected)
					fail_msg("'%s': byte %zu as %02x gives %u, not %u",
						 vrrp_vectors[i].name, at, *byte, v, expected);
				*byte ^= (uint8_t)flip;
			}
		}
	}
	assert_true(n > 250000);
}

/* Nothing that is cut off is good, and nobody reads behind the end. */
static void test_prefixes(void **state)
{
	(void)state;
	for (size_t i = 0; i < vrrp_n_vectors; i++) {
		struct bench b;
		size_t len;

		vrrp_vector_take_apart(&vrrp_vectors[i], &b.p);
		b.p.hmac.mode = CONF_HMAC_ENFORCE;
		len = b.p.received.len;
		for (b.p.received.len = 0; b.p.received.len < len; b.p.received.len++)
			assert_int_not_equal(judge(&b), VRRP_GOOD);
		assert_int_equal(judge(&b), VRRP_GOOD);
	}
}

/* -- what is sent is heard --------------------------------------------------------------------- */

#define MANY 300 /* more than an advert can have */

struct instance {
	struct addr addresses[MANY];
	struct vrrp_hmac_key key;
	struct vrrp_hmac_policy hmac;
	struct vrrp_peer peer;
	struct vrrp_adv_spec spec;
	struct vrrp_adv_send send;
	struct vrrp_expect expect;
	bool is_unicast;
};

static struct addr random_addr(uint8_t family, bool is_multicast)
{
	struct addr a = { .family = family };

	for (unsigned i = 0; i < (family == ADDR_IPV4 ? 4 : 16); i++)
		a.bytes[i] = (uint8_t)rand();
	if (family == ADDR_IPV4)
		a.bytes[0] = is_multicast ? 224 : 10;
	else
		a.bytes[0] = is_multicast ? 0xff : 0x20;
	return a;
}

static void random_instance(struct instance *in)
{
	uint8_t family = rand() % 4 ? ADDR_IPV4 : ADDR_IPV6;
	struct vrrp_adv_spec *s = &in->spec;
	size_t n = (size_t)(rand() % 3 ? rand() % 4 : rand() % 256);

	for (size_t i = 0; i < n; i++)
		in->addresses[i] = random_addr(family, false);
	in->is_unicast = rand() % 2;
	*s = (struct vrrp_adv_spec){
		.version = rand() % 2 ? 2 : 3, .vrid = (uint8_t)(1 + rand() % 255), .ttl = VRRP_TTL,
		.has_trailer = rand() % 3 == 0, .is_checksum_as_v2 = rand() % 2,
		.source = random_addr(family, false), .addresses = in->addresses, .n_addresses = n,
	};
	if (s->version == 2 && family == ADDR_IPV4 && !s->has_trailer)
		s->auth = (uint8_t)(rand() % 3);
	if (s->auth)
		for (unsigned i = 0; i < VRRP_PASS_LEN; i++)
			s->pass[i] = (uint8_t)rand();
	s->interval = s->version == 2 ? span_seconds(1 + rand() % 255)
				      : span_us((1 + rand() % 4095) * 10000);
	in->send = (struct vrrp_adv_send){
		.id = (uint16_t)rand(), .priority = (uint8_t)rand(),
		.has_old_checksum = in->is_unicast && rand() % 2,
		.ah_sequence = 1 + (uint32_t)rand(),
		.destination = random_addr(family, !in->is_unicast),
	};
}

static void expect_instance(struct instance *in, uint64_t clock)
{
	const struct vrrp_adv_spec *s = &in->spec;

	in->key = (struct vrrp_hmac_key){ .id = (uint8_t)rand(), .len = 64 };
	in->peer = (struct vrrp_peer){ .address = s->source, .max_ttl = 255 };
	in->hmac = (struct vrrp_hmac_policy){ .window = span_seconds(5), .keys = &in->key,
					      .n_keys = 1 };
	in->expect = (struct vrrp_expect){
		.version = s->version, .vrid = s->vrid, .auth = s->auth,
		.is_checksum_as_v2 = s->is_checksum_as_v2, .is_unicast = in->is_unicast,
		.checks_source = in->is_unicast, .interval = s->interval,
		.addresses = in->addresses, .n_addresses = s->n_addresses,
		.peers = &in->peer, .n_peers = in->is_unicast,
		.hmac = s->has_trailer ? &in->hmac : NULL, .digests = &vrrp_vector_digests,
		.is_listening = true, .ah_sequence = in->send.ah_sequence - 1, .clock = clock,
	};
	memcpy(in->expect.pass, s->pass, VRRP_PASS_LEN);
}

static uint8_t *send_from(const struct instance *in, const struct vrrp_adv *t, uint64_t clock)
{
	uint8_t *bytes = malloc(t->len);

	assert_non_null(bytes);
	vrrp_adv_stamp(t, &in->send, bytes);
	if (in->spec.auth == CONF_AUTH_AH)
		vrrp_auth_ah_seal(vrrp_vector_digests.md5, in->spec.pass, in->is_unicast, bytes,
				  t->len);
	if (in->spec.has_trailer)
		vrrp_auth_sign(vrrp_vector_digests.sha256, &in->key, &in->spec.source,
			       bytes + t->message, t->message_len, clock,
			       bytes + t->message + t->message_len);
	return bytes;
}

static void must_be_heard_as_sent(struct instance *in, uint64_t clock)
{
	const struct vrrp_adv_spec *s = &in->spec;
	struct vrrp_adv *t = vrrp_adv_new(s);
	uint8_t *bytes = send_from(in, t, clock);
	struct vrrp_packet packet = {
		.bytes = bytes, .len = t->len, .family = s->source.family, .ttl = 255,
		.source = s->source, .destination = in->send.destination,
	};
	struct vrrp_remark remark;
	struct vrrp_frame frame;
	struct vrrp_ruling r;

	assert_int_equal(vrrp_judge_open(&packet, &frame, &remark), VRRP_GOOD);
	assert_int_equal(frame.vrid, s->vrid);
	vrrp_judge(&frame, &in->expect, &r);
	assert_int_equal(r.verdict, VRRP_GOOD);
	assert_int_equal(r.n_remarks, 0);
	assert_int_equal(r.heard.priority, in->send.priority);
	assert_int_equal(r.heard.interval.us, s->interval.us);
	assert_int_equal(r.heard.version, s->version);
	assert_int_equal(r.heard.n_addresses, MIN(s->n_addresses, (size_t)VRRP_ADDRESSES_MAX));
	assert_true(addr_equal(&r.heard.source, &s->source));
	assert_true(addr_equal(&r.heard.destination, &in->send.destination));
	if (t->covers_destination)
		assert_int_equal(r.heard.has_old_checksum, in->send.has_old_checksum);
	free(bytes);
	vrrp_adv_free(t);
}

static void test_round_trips(void **state)
{
	struct instance in;

	(void)state;
	srand(9568);
	for (unsigned n = 0; n < 5000; n++) {
		uint64_t clock = (uint64_t)rand() << 33 | (uint64_t)rand();

		random_instance(&in);
		expect_instance(&in, clock);
		must_be_heard_as_sent(&in, clock);
	}
}

/* Both sides leave out the same ones. */
static void test_more_addresses_than_fit(void **state)
{
	struct instance in;

	(void)state;
	srand(255);
	for (unsigned n = 0; n < 50; n++) {
		random_instance(&in);
		in.spec.n_addresses = MANY;
		for (size_t i = 0; i < MANY; i++)
			in.addresses[i] = random_addr(in.spec.source.family, false);
		expect_instance(&in, 1);
		must_be_heard_as_sent(&in, 1);
	}
}

static void test_all_verdicts_were_reached(void **state)
{
	(void)state;
	for (unsigned v = 0; v < VRRP_N_VERDICTS; v++)
		if (!reached[v])
			fail_msg("verdict %u was never reached", v);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors_are_heard),
		cmocka_unit_test(test_ip_options),
		cmocka_unit_test(test_one_thing_wrong),
		cmocka_unit_test(test_order_with_password),
		cmocka_unit_test(test_order_with_trailer),
		cmocka_unit_test(test_order_with_ah),
		cmocka_unit_test(test_order_over_ipv6),
		cmocka_unit_test(test_remark_in_its_place),
		cmocka_unit_test(test_remarks_come_together),
		cmocka_unit_test(test_padding),
		cmocka_unit_test(test_hop_limit_need_not_be_known),
		cmocka_unit_test(test_peer_limits_are_inclusive),
		cmocka_unit_test(test_reserved_bits_are_not_interval),
		cmocka_unit_test(test_no_interval_is_the_shortest),
		cmocka_unit_test(test_checksum_rules),
		cmocka_unit_test(test_old_checksum_is_for_unicast),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_owner),
		cmocka_unit_test(test_trailer_modes),
		cmocka_unit_test(test_trailer_times),
		cmocka_unit_test(test_mark_of_a_dropped_packet),
		cmocka_unit_test(test_pick),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_all_verdicts_were_reached),
		cmocka_unit_test(test_mutations),
		cmocka_unit_test(test_prefixes),
		cmocka_unit_test(test_round_trips),
		cmocka_unit_test(test_more_addresses_than_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
