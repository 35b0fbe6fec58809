/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test/unit/vrrp_vectors.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "keepalived/model/conf_vrrp.h"
#include "lib/base/ka.h"

#define IPV6_LEN 40
#define A        "10.9.0.1"
#define A6       "fe80::ff:fe00:1"
#define GROUP    "224.0.0.18"
#define GROUP6   "ff02::12"

/* Bytes 00 to 1f */
#define KEY_1                                                                                      \
	"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"                         \
	"\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f"

const struct vrrp_vector vrrp_vectors[] = {
	{ .name = "v2, password",
	  .hex = "45c00028 00010000 ff70d088 0a090001 e0000012"
		 "21336401 01010cfb 0a090064 31313131 00000000",
	  .version = 2, .vrid = 51, .priority = 100, .id = 1, .interval = 1000000,
	  .auth = CONF_AUTH_PASS, .pass = "1111",
	  .source = A, .destination = GROUP, .addresses = { "10.9.0.100" } },
	{ .name = "v2, password, leaving",
	  .hex = "45c00028 000c0000 ff70d07d 0a090001 e0000012"
		 "21330001 010170fb 0a090064 31313131 00000000",
	  .version = 2, .vrid = 51, .priority = 0, .id = 12, .interval = 1000000,
	  .auth = CONF_AUTH_PASS, .pass = "1111",
	  .source = A, .destination = GROUP, .addresses = { "10.9.0.100" } },
	{ .name = "v2, two addresses",
	  .hex = "45c0002c 00010000 ff70d084 0a090001 e0000012"
		 "21349602 000233ea 0a090065 0a090066 00000000 00000000",
	  .version = 2, .vrid = 52, .priority = 150, .id = 1, .interval = 2000000,
	  .source = A, .destination = GROUP, .addresses = { "10.9.0.101", "10.9.0.102" } },
	{ .name = "v2, two addresses, leaving",
	  .hex = "45c0002c 00050000 ff70d080 0a090001 e0000012"
		 "21340002 0002c9ea 0a090065 0a090066 00000000 00000000",
	  .version = 2, .vrid = 52, .priority = 0, .id = 5, .interval = 2000000,
	  .source = A, .destination = GROUP, .addresses = { "10.9.0.101", "10.9.0.102" } },
	{ .name = "v3",
	  .hex = "45c00020 00010000 ff70d090 0a090001 e0000012 31356401 0032758e 0a090067",
	  .version = 3, .vrid = 53, .priority = 100, .id = 1, .interval = 500000,
	  .source = A, .destination = GROUP, .addresses = { "10.9.0.103" } },
	{ .name = "v3, leaving",
	  .hex = "45c00020 00010000 ff70d090 0a090001 e0000012 31350001 0032d98e 0a090067",
	  .version = 3, .vrid = 53, .priority = 0, .id = 1, .interval = 500000,
	  .source = A, .destination = GROUP, .addresses = { "10.9.0.103" } },
	{ .name = "v3, v3_checksum_as_v2",
	  .hex = "45c00020 00010000 ff70d090 0a090001 e0000012 31356401 00326027 0a090067",
	  .version = 3, .vrid = 53, .priority = 100, .id = 1, .interval = 500000,
	  .is_checksum_as_v2 = true,
	  .source = A, .destination = GROUP, .addresses = { "10.9.0.103" } },
	{ .name = "v3, v3_checksum_as_v2, leaving",
	  .hex = "45c00020 00010000 ff70d090 0a090001 e0000012 31350001 0032c427 0a090067",
	  .version = 3, .vrid = 53, .priority = 0, .id = 1, .interval = 500000,
	  .is_checksum_as_v2 = true,
	  .source = A, .destination = GROUP, .addresses = { "10.9.0.103" } },
	{ .name = "v3, IPv6",
	  .hex = "6c035ee6 002870ff fe800000 00000000 000000ff fe000001"
		 "ff020000 00000000 00000000 00000012"
		 "31367802 007d2c30 fe800000 00000000 00000000 00000054"
		 "20010db8 00090000 00000000 00000054",
	  .version = 3, .vrid = 54, .priority = 120, .interval = 1250000,
	  .source = A6, .destination = GROUP6, .addresses = { "fe80::54", "2001:db8:9::54" } },
	{ .name = "v3, IPv6, leaving",
	  .hex = "6c035ee6 002870ff fe800000 00000000 000000ff fe000001"
		 "ff020000 00000000 00000000 00000012"
		 "31360002 007da430 fe800000 00000000 00000000 00000054"
		 "20010db8 00090000 00000000 00000054",
	  .version = 3, .vrid = 54, .priority = 0, .interval = 1250000,
	  .source = A6, .destination = GROUP6, .addresses = { "fe80::54", "2001:db8:9::54" } },
	{ .name = "v2, AH",
	  .hex = "45c00040 00010000 ff33d0ad 0a090001 e0000012"
		 "70040000 0a090001 00000001 33047450 3bf662ff 7a742b63"
		 "21376401 02016e54 0a090069 00000000 00000000",
	  .version = 2, .vrid = 55, .priority = 100, .id = 1, .interval = 1000000,
	  .auth = CONF_AUTH_AH, .pass = "secretpw", .ah_sequence = 1,
	  .source = A, .destination = GROUP, .addresses = { "10.9.0.105" } },
	{ .name = "v2, AH, the second",
	  .hex = "45c00040 00020000 ff33d0ac 0a090001 e0000012"
		 "70040000 0a090001 00000002 e6f552cf 775686b5 683dd1cf"
		 "21376401 02016e54 0a090069 00000000 00000000",
	  .version = 2, .vrid = 55, .priority = 100, .id = 2, .interval = 1000000,
	  .auth = CONF_AUTH_AH, .pass = "secretpw", .ah_sequence = 2,
	  .source = A, .destination = GROUP, .addresses = { "10.9.0.105" } },
	{ .name = "v2, AH, leaving",
	  .hex = "45c00040 000c0000 ff33d0a2 0a090001 e0000012"
		 "70040000 0a090001 0000000c 49df2cd0 e9a07e51 ef0c5526"
		 "21370001 0201d254 0a090069 00000000 00000000",
	  .version = 2, .vrid = 55, .priority = 0, .id = 12, .interval = 1000000,
	  .auth = CONF_AUTH_AH, .pass = "secretpw", .ah_sequence = 12,
	  .source = A, .destination = GROUP, .addresses = { "10.9.0.105" } },
	{ .name = "v3, from a virtual MAC",
	  .hex = "45c00020 00010000 ff70d090 0a090001 e0000012 310a6401 001e75d0 0a090064",
	  .version = 3, .vrid = 10, .priority = 100, .id = 1, .interval = 300000,
	  .source = A, .destination = GROUP, .addresses = { "10.9.0.100" } },
	{ .name = "v3, IPv6, from a virtual MAC",
	  .hex = "6c035ee6 002870ff fe800000 00000000 000000ff fe000001"
		 "ff020000 00000000 00000000 00000012"
		 "310a6402 001e4143 fe800000 00000000 00000000 00000010"
		 "20010db8 00090000 00000000 00000010",
	  .version = 3, .vrid = 10, .priority = 100, .interval = 300000,
	  .source = A6, .destination = GROUP6, .addresses = { "fe80::10", "2001:db8:9::10" } },
	{ .name = "v3, unicast",
	  .hex = "45c00020 00010000 0570a099 0a090001 0a090002 313d6401 00324b54 0a0900a1",
	  .version = 3, .vrid = 61, .priority = 100, .id = 1, .interval = 500000, .ttl = 5,
	  .is_unicast = true,
	  .source = A, .destination = "10.9.0.2", .addresses = { "10.9.0.161" } },
	{ .name = "v3, unicast, old checksum",
	  .hex = "45c00020 00010000 0570a099 0a090001 0a090002 313d6401 0032754c 0a0900a1",
	  .version = 3, .vrid = 61, .priority = 100, .id = 1, .interval = 500000, .ttl = 5,
	  .is_unicast = true, .has_old_checksum = true,
	  .source = A, .destination = "10.9.0.2", .addresses = { "10.9.0.161" } },
	{ .name = "v2, unicast, password",
	  .hex = "45c00028 00010000 ff70a690 0a090001 0a090002"
		 "213c6401 0101ab62 0a0900a0 76657279 6c6f6e67",
	  .version = 2, .vrid = 60, .priority = 100, .id = 1, .interval = 1000000,
	  .is_unicast = true, .auth = CONF_AUTH_PASS, .pass = "verylong",
	  .source = A, .destination = "10.9.0.2", .addresses = { "10.9.0.160" } },
	{ .name = "v3, IPv6, unicast",
	  .hex = "6c0039e7 00187040 20010db8 00090000 00000000 00000001"
		 "20010db8 00090000 00000000 00000002"
		 "313e6401 0032e05a 20010db8 00090000 00000000 00000062",
	  .version = 3, .vrid = 62, .priority = 100, .interval = 500000, .ttl = 64,
	  .is_unicast = true,
	  .source = "2001:db8:9::1", .destination = "2001:db8:9::2",
	  .addresses = { "2001:db8:9::62" } },
	{ .name = "v2, FRR",
	  .hex = "45c00028 3e084000 ff705280 0a090002 e0000012"
		 "21065a01 00017a80 0a09006e 00000000 00000000",
	  .version = 2, .vrid = 6, .priority = 90, .id = 0x3e08, .interval = 1000000,
	  .is_foreign = true,
	  .source = "10.9.0.2", .destination = GROUP, .addresses = { "10.9.0.110" } },
	{ .name = "v3, FRR",
	  .hex = "45c00020 3cbe4000 ff7053d2 0a090002 e0000012 31055a01 00327fc0 0a090064",
	  .version = 3, .vrid = 5, .priority = 90, .id = 0x3cbe, .interval = 500000,
	  .is_foreign = true,
	  .source = "10.9.0.2", .destination = GROUP, .addresses = { "10.9.0.100" } },
	{ .name = "v3, signed",
	  .hex = "45c0003c 00010000 ff70d074 0a090001 e0000012"
		 "31356401 0032758e 0a090067"
		 "01010000 65920080 80000000 920e4956 b7c5c7cf edf4dfb0 41766ccf",
	  .version = 3, .vrid = 53, .priority = 100, .id = 1, .interval = 500000,
	  .key = KEY_1, .key_id = 1, .sequence = 0x6592008080000000,
	  .source = A, .destination = GROUP, .addresses = { "10.9.0.103" } },
	{ .name = "v3, IPv6, signed",
	  .hex = "60000000 004470ff fe800000 00000000 000000ff fe000001"
		 "ff020000 00000000 00000000 00000012"
		 "31367802 007d7db2 fe800000 00000000 00000000 00000054"
		 "20010db8 00090000 00000000 00000054"
		 "01010000 65920080 80000000 da2d243e ffc1641a 8f339271 45cbfd94",
	  .version = 3, .vrid = 54, .priority = 120, .interval = 1250000,
	  .key = KEY_1, .key_id = 1, .sequence = 0x6592008080000000,
	  .source = A6, .destination = GROUP6, .addresses = { "fe80::54", "2001:db8:9::54" } },
	{ .name = "v2, signed",
	  .hex = "45c00044 00010000 ff70d06c 0a090001 e0000012"
		 "21366401 00017056 0a090068 00000000 00000000"
		 "01070000 6b00fe9c 7a670000 aaf59ffa fd266134 aad59fea 0bb53f12",
	  .version = 2, .vrid = 54, .priority = 100, .id = 1, .interval = 1000000,
	  .key = "0123456789abcdef0123456789abcdef", .key_id = 7, .sequence = 0x6b00fe9c7a670000,
	  .source = A, .destination = GROUP, .addresses = { "10.9.0.104" } },
};
const size_t vrrp_n_vectors = ARRAY_SIZE(vrrp_vectors);

static void hmac(const char *digest, const void *key, size_t key_len, const void *bytes, size_t len,
		 uint8_t *ret)
{
	uint8_t out[EVP_MAX_MD_SIZE];
	size_t n = 0;

	if (!EVP_Q_mac(NULL, "HMAC", NULL, digest, NULL, key, key_len, bytes, len, out, sizeof(out),
		       &n))
		abort();
	memcpy(ret, out, n);
}

static void hmac_md5(const void *key, size_t key_len, const void *bytes, size_t len, uint8_t *ret)
{
	hmac("MD5", key, key_len, bytes, len, ret);
}

static void hmac_sha256(const void *key, size_t key_len, const void *bytes, size_t len,
			uint8_t *ret)
{
	hmac("SHA256", key, key_len, bytes, len, ret);
}

const struct vrrp_digests vrrp_vector_digests = { .md5 = hmac_md5, .sha256 = hmac_sha256 };

static void take_received(struct vrrp_vector_parts *p)
{
	size_t skip = p->spec.source.family == ADDR_IPV6 ? IPV6_LEN : 0;

	p->received = (struct vrrp_packet){
		.bytes = p->packet.bytes + skip,
		.len = p->packet.len - skip,
		.family = p->spec.source.family,
		.ttl = VRRP_TTL_UNKNOWN,
	};
	if (skip) {
		p->received.source = p->spec.source;
		p->received.destination = p->send.destination;
		p->received.ttl = p->packet.bytes[7];
	}
}

static void take_expectation(const struct vrrp_vector *v, struct vrrp_vector_parts *p)
{
	p->expect = (struct vrrp_expect){
		.version = v->version, .vrid = v->vrid, .auth = v->auth,
		.is_checksum_as_v2 = v->is_checksum_as_v2, .is_unicast = v->is_unicast,
		.interval = span_us(v->interval),
		.addresses = p->addresses, .n_addresses = p->spec.n_addresses,
		.digests = &vrrp_vector_digests,
		.is_listening = true, .clock = v->sequence,
	};
	memcpy(p->expect.pass, p->spec.pass, VRRP_PASS_LEN);
	p->peer = (struct vrrp_peer){ .address = p->spec.source, .max_ttl = 255 };
	p->expect.peers = &p->peer;
	p->expect.n_peers = v->is_unicast;

	if (!v->key)
		return;
	p->key = (struct vrrp_hmac_key){ .id = v->key_id, .len = 32 };
	memcpy(p->key.bytes, v->key, 32);
	memset(p->marks, 0, sizeof(p->marks));
	p->hmac = (struct vrrp_hmac_policy){
		.mode = CONF_HMAC_ENFORCE, .anti_replay = CONF_HMAC_TIME,
		.window = span_seconds(5), .keys = &p->key, .n_keys = 1,
		.marks = p->marks, .n_marks = VRRP_MARKS,
	};
	p->expect.hmac = &p->hmac;
}

void vrrp_vector_take_apart(const struct vrrp_vector *v, struct vrrp_vector_parts *p)
{
	size_t n = 0;

	while (n < VECTOR_ADDRESSES && v->addresses[n]) {
		p->addresses[n] = packet_addr(v->addresses[n]);
		n++;
	}
	p->packet = packet_of(v->hex);
	p->spec = (struct vrrp_adv_spec){
		.version = v->version, .vrid = v->vrid, .ttl = v->ttl ? v->ttl : VRRP_TTL,
		.auth = v->auth, .has_trailer = v->key != NULL,
		.is_checksum_as_v2 = v->is_checksum_as_v2, .interval = span_us(v->interval),
		.source = packet_addr(v->source), .addresses = p->addresses, .n_addresses = n,
	};
	if (v->pass)
		memcpy(p->spec.pass, v->pass, strlen(v->pass));
	p->send = (struct vrrp_adv_send){
		.id = v->id, .priority = v->priority, .has_old_checksum = v->has_old_checksum,
		.ah_sequence = v->ah_sequence, .destination = packet_addr(v->destination),
	};
	take_received(p);
	take_expectation(v, p);
}
