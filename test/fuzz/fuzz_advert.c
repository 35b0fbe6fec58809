/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a received packet, for any kind of instance: taken apart, judged, complained about.
 *
 * The first four bytes choose the instance (see take_instance), the rest is the packet. An advert
 * that is good must be one that vrrp_adv writes: addresses, interval, with a password everything.
 * The digests are sums, so that they can be got right by chance.
 */
#include "test/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keepalived/model/conf_vrrp.h"
#include "keepalived/vrrp/core/vrrp_judge.h"
#include "keepalived/vrrp/core/vrrp_quiet.h"
#include "lib/net/bytes.h"

#define CHOICES 4
#define CLOCK   ((uint64_t)0x65920080 << 32)

struct fuzz_instance {
	struct addr addresses[256];
	struct vrrp_peer peers[2];
	struct vrrp_hmac_key key;
	struct vrrp_mark mark;
	struct vrrp_hmac_policy hmac;
	struct vrrp_expect expect;
	struct vrrp_packet packet;
};

static void require(bool is_true, const char *what)
{
	if (is_true)
		return;
	fprintf(stderr, "fuzz_advert: %s\n", what);
	abort();
}

static void sum(const void *key, size_t key_len, const void *bytes, size_t len, uint8_t *ret)
{
	const uint8_t *at = bytes;
	const uint8_t *k = key;

	memset(ret, 0, 16);
	for (size_t i = 0; i < key_len; i++)
		ret[0] = (uint8_t)(ret[0] + k[i]);
	for (size_t i = 0; i < len; i++)
		ret[0] = (uint8_t)(ret[0] + at[i]);
}

static const struct vrrp_digests sums = { .md5 = sum, .sha256 = sum };

static struct addr address(bool is_ipv6, uint8_t last)
{
	struct addr a = { .family = ADDR_IPV4, .bytes = { 10, 9, 0, last } };

	if (is_ipv6)
		a = (struct addr){ .family = ADDR_IPV6,
				   .bytes = { 0xfe, 0x80, [15] = last } };
	return a;
}

static void take_instance(struct fuzz_instance *in, const uint8_t choice[CHOICES])
{
	uint8_t how = choice[0];
	uint8_t what = choice[1];
	bool is_ipv6 = how & 1;

	for (unsigned i = 0; i < 256; i++)
		in->addresses[i] = address(is_ipv6, (uint8_t)(100 + i));
	in->peers[0] = (struct vrrp_peer){ address(is_ipv6, 1), 5, 255 };
	in->peers[1] = (struct vrrp_peer){ address(is_ipv6, 2), 0, 64 };
	in->key = (struct vrrp_hmac_key){ .id = 1, .len = 32 };
	in->mark = (struct vrrp_mark){ address(is_ipv6, 1), CLOCK };
	in->hmac = (struct vrrp_hmac_policy){
		.mode = what >> 5 & 1, .anti_replay = what >> 6 & 1, .window = span_seconds(5),
		.keys = &in->key, .n_keys = 1, .marks = &in->mark, .n_marks = 1,
	};
	in->expect = (struct vrrp_expect){
		.version = how & 2 ? 3 : 2, .vrid = 51, .is_unicast = how & 4,
		.auth = (uint8_t)((how >> 3 & 3) % 3), .pass = "1111",
		.hmac = how & 32 ? &in->hmac : NULL,
		.is_checksum_as_v2 = how & 64, .checks_source = how & 128,
		.old_checksum = (uint8_t)((what & 3) % 3), .skips_known_sender = what & 4,
		.ignores_all_as_owner = what & 8, .is_owner = what & 16, .is_listening = true,
		.is_master = what & 128, .interval = span_seconds(1),
		.addresses = in->addresses, .n_addresses = choice[2],
		.peers = in->peers, .n_peers = how & 4 ? 2 : 0,
		.digests = &sums, .last_accepted = address(is_ipv6, 1), .clock = CLOCK,
	};
	in->packet = (struct vrrp_packet){
		.family = is_ipv6 ? ADDR_IPV6 : ADDR_IPV4, .ttl = choice[3],
		.source = address(true, 1), .destination = address(true, 3),
	};
	if (!(how & 4))
		in->packet.destination.bytes[0] = 0xff;
}

static void check_text(const struct vrrp_remark *r)
{
	struct sbuf out;

	sbuf_init(&out);
	vrrp_remark_add(&out, r, "VI_1", "eth0", 1);
	require((out.len > 0) == (vrrp_verdict_say(r->verdict) != VRRP_SAY_NEVER),
		"a verdict has a sentence if it may be said, and only then");
	for (const char *s = sbuf_text(&out); *s; s++)
		require(*s >= 0x20 && *s < 0x7f, "a line has a byte that does not belong there");
	sbuf_release(&out);
}

static void check_ruling(const struct vrrp_ruling *r)
{
	bool is_received = vrrp_ruling_has(r, VRRP_COUNT_RECEIVED);

	require(r->n_remarks <= VRRP_REMARKS_MAX, "there are too many remarks");
	for (unsigned i = 0; i < r->n_remarks; i++)
		check_text(&r->remarks[i]);
	for (unsigned i = 1; i < r->n_remarks; i++)
		require(r->remarks[i - 1].verdict < r->remarks[i].verdict, "remarks out of order");
	require(is_received == (r->verdict == VRRP_GOOD || r->verdict > VRRP_OWNER_IGNORES),
		"an advert is counted if it was good up to there, and only then");
	require(r->verdict == VRRP_GOOD || vrrp_verdict_fate(r->verdict) == VRRP_DROP,
		"dropped for something that is kept");
}

/* The message that we would send in the place of the sender. */
static void check_good(const struct fuzz_instance *in, const struct vrrp_frame *f,
		       const struct vrrp_ruling *r)
{
	const struct vrrp_heard *h = &r->heard;
	size_t len = addr_bits(&h->source) / 8u;
	struct addr list[VRRP_ADDRESSES_MAX];
	struct vrrp_adv_spec spec = {
		.version = h->version, .vrid = h->vrid, .auth = in->expect.auth,
		.is_checksum_as_v2 = in->expect.is_checksum_as_v2, .interval = h->interval,
		.source = h->source, .addresses = list, .n_addresses = h->n_addresses,
	};
	struct vrrp_adv_send send = {
		.priority = h->priority, .has_old_checksum = h->has_old_checksum,
		.destination = h->destination,
	};
	struct vrrp_adv *t;
	uint8_t *bytes;
	uint8_t *message;

	for (size_t i = 0; i < h->n_addresses; i++) {
		list[i] = (struct addr){ .family = h->source.family };
		memcpy(list[i].bytes, f->message + VRRP_HEADER_LEN + i * len, len);
	}
	memcpy(spec.pass, in->expect.pass, VRRP_PASS_LEN);
	t = vrrp_adv_new(&spec);
	bytes = malloc(t->len);
	require(bytes != NULL, "no memory");
	vrrp_adv_stamp(t, &send, bytes);
	message = bytes + t->message;

	require(memcmp(message, f->message, 4) == 0, "another header was sent");
	if (h->version == 3)
		message[4] |= f->message[4] & 0xf0; /* reserved */
	require(bytes_get16(f->message + 4) == bytes_get16(message + 4) ||
			(h->version == 3 && h->interval.us == VRRP_USEC_PER_CS),
		"another interval was sent");
	require(memcmp(message + 8, f->message + 8, h->n_addresses * len) == 0,
		"other addresses were sent");
	if (spec.auth == CONF_AUTH_PASS && h->source.family == ADDR_IPV4 && h->version == 2)
		require(memcmp(message, f->message, t->message_len) == 0,
			"another message was sent");
	free(bytes);
	vrrp_adv_free(t);
}

static void judge(const struct fuzz_instance *in)
{
	const struct vrrp_expect *candidates[2] = { &in->expect, &in->expect };
	static struct vrrp_quiet quiet;
	struct vrrp_ruling ruling;
	struct vrrp_remark remark;
	struct vrrp_frame frame;
	unsigned suppressed;
	size_t index = 2;

	if (vrrp_judge_open(&in->packet, &frame, &remark) != VRRP_GOOD) {
		check_text(&remark);
		return;
	}
	if (vrrp_judge_pick(&frame, candidates, 2, &index, &remark) == VRRP_GOOD)
		require(index == 0, "picked the wrong one");
	else
		check_text(&remark);

	vrrp_judge(&frame, &in->expect, &ruling);
	check_ruling(&ruling);
	if (ruling.verdict == VRRP_GOOD)
		check_good(in, &frame, &ruling);
	for (unsigned i = 0; i < ruling.n_remarks; i++)
		(void)vrrp_quiet_may_say(&quiet, &frame.source, ruling.remarks[i].verdict,
					 (struct mono){ 0 }, &suppressed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_instance in;

	if (size < CHOICES)
		return 0;
	take_instance(&in, data);
	in.packet.bytes = data + CHOICES;
	in.packet.len = size - CHOICES;
	judge(&in);
	return 0;
}
