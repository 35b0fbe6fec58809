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
#include "keepalived/vrrp/core/vrrp_adv.h"
#include "keepalived/vrrp/core/vrrp_auth.h"
#include "lib/base/ka.h"
#include "lib/net/bytes.h"
#include "lib/net/csum.h"
#include "test/unit/packet_bytes.h"
#include "test/unit/vrrp_vectors.h"

#define IPV6_LEN 40

/* What the kernel does with a packet on its way out. */
static void finish_as_kernel(const struct vrrp_vector_parts *p, const struct vrrp_adv *t,
			     uint8_t *bytes)
{
	const struct vrrp_adv_spec *s = &p->spec;

	if (s->source.family == ADDR_IPV4) {
		assert_int_equal(bytes_get16(bytes + 10), 0);
		bytes_put16(bytes + 10, csum_close(csum_add(0, bytes, VRRP_IP_LEN)));
		return;
	}
	assert_int_equal(bytes_get16(bytes + 6), 0);
	bytes_put16(bytes + 6,
		    csum_close(csum_add(csum_pseudo(&s->source, &p->send.destination, VRRP_PROTOCOL,
						    t->len), bytes, t->len)));
}

static void authenticate(const struct vrrp_vector *v, const struct vrrp_vector_parts *p,
			 const struct vrrp_adv *t, uint8_t *bytes)
{
	if (v->auth == CONF_AUTH_AH)
		vrrp_auth_ah_seal(vrrp_vector_digests.md5, p->spec.pass, v->is_unicast, bytes,
				  t->len);
	if (v->key)
		vrrp_auth_sign(vrrp_vector_digests.sha256, &p->key, &p->spec.source,
			       bytes + t->message, t->message_len, v->sequence,
			       bytes + t->message + t->message_len);
}

static void must_send(const struct vrrp_vector *v)
{
	struct vrrp_vector_parts p;
	struct packet expected;
	struct vrrp_adv *t;
	uint8_t *bytes;

	vrrp_vector_take_apart(v, &p);
	t = vrrp_adv_new(&p.spec);
	bytes = malloc(t->len); /* so that writing too far is noticed */
	assert_non_null(bytes);
	memset(bytes, 0xa5, t->len);
	vrrp_adv_stamp(t, &p.send, bytes);
	authenticate(v, &p, t, bytes);
	finish_as_kernel(&p, t, bytes);

	expected = p.packet;
	if (p.spec.source.family == ADDR_IPV6) {
		expected.len = 0;
		packet_add(&expected, p.packet.bytes + IPV6_LEN, p.packet.len - IPV6_LEN);
	}
	packet_must_be(bytes, t->len, &expected);
	free(bytes);
	vrrp_adv_free(t);
}

static void test_vectors(void **state)
{
	unsigned n = 0;

	(void)state;
	for (size_t i = 0; i < vrrp_n_vectors; i++) {
		print_message("# %s\n", vrrp_vectors[i].name);
		if (vrrp_vectors[i].is_foreign)
			continue;
		must_send(&vrrp_vectors[i]);
		n++;
	}
	assert_int_equal(n, vrrp_n_vectors - 2);
}

static void test_next_id(void **state)
{
	(void)state;
	assert_int_equal(vrrp_adv_next_id(0), 1);
	assert_int_equal(vrrp_adv_next_id(1), 2);
	assert_int_equal(vrrp_adv_next_id(65534), 65535);
	assert_int_equal(vrrp_adv_next_id(65535), 1);
}

static struct vrrp_adv_spec long_spec(const struct addr *addresses, size_t n, uint8_t version)
{
	return (struct vrrp_adv_spec){
		.version = version, .vrid = 255, .ttl = VRRP_TTL, .interval = span_seconds(1),
		.source = packet_addr("192.0.2.1"), .addresses = addresses, .n_addresses = n,
	};
}

static void must_say_addresses(size_t n, uint8_t version, size_t said)
{
	struct addr addresses[300] = { { 0 } };
	struct vrrp_adv_spec s = long_spec(addresses, n, version);
	struct vrrp_adv *t;

	for (size_t i = 0; i < ARRAY_SIZE(addresses); i++) {
		addresses[i] = packet_addr("198.51.100.0");
		bytes_put16(addresses[i].bytes + 2, (uint16_t)i);
	}
	t = vrrp_adv_new(&s);
	assert_int_equal(t->len, 20 + 8 + 4 * said + (version == 2 ? 8 : 0));
	assert_int_equal(t->message_len, t->len - 20);
	assert_int_equal(bytes_get16(t->bytes + 2), t->len);
	assert_int_equal(t->bytes[23], said);
	for (size_t i = 0; i < said; i++)
		assert_memory_equal(t->bytes + 28 + 4 * i, addresses[i].bytes, 4);
	vrrp_adv_free(t);
}

static void test_addresses_beyond_the_last(void **state)
{
	(void)state;
	for (uint8_t version = 2; version <= 3; version++) {
		must_say_addresses(0, version, 0);
		must_say_addresses(1, version, 1);
		must_say_addresses(254, version, 254);
		must_say_addresses(255, version, 255);
		must_say_addresses(256, version, 255);
		must_say_addresses(300, version, 255);
	}
}

/* Corners of the fields: the whole range of intervals and of the VRID. */
static void test_fields(void **state)
{
	struct vrrp_adv_spec s = long_spec(NULL, 0, 3);
	struct vrrp_adv *t;

	(void)state;
	s.interval = span_us(10000);
	t = vrrp_adv_new(&s);
	assert_int_equal(bytes_get16(t->bytes + 24), 1);
	vrrp_adv_free(t);
	s.interval = span_us(40950000);
	t = vrrp_adv_new(&s);
	assert_int_equal(bytes_get16(t->bytes + 24), 4095);
	assert_int_equal(t->bytes[21], 255);
	vrrp_adv_free(t);
	s.version = 2;
	s.interval = span_seconds(255);
	t = vrrp_adv_new(&s);
	assert_int_equal(bytes_get16(t->bytes + 24), 255);
	vrrp_adv_free(t);
}

/* IPv6 with version 2 has the type of authentication but no place for a password. */
static void test_version_2_over_ipv6(void **state)
{
	struct addr vip = packet_addr("2001:db8::7");
	struct packet expected =
		packet_of("21ff0301 00010000 20010db8 00000000 00000000 00000007");
	struct vrrp_adv_send send = { .priority = 3, .destination = packet_addr("ff02::12") };
	struct vrrp_adv_spec s = long_spec(&vip, 1, 2);
	uint8_t bytes[64];
	struct vrrp_adv *t;

	(void)state;
	s.source = packet_addr("fe80::1");
	t = vrrp_adv_new(&s);
	assert_int_equal(t->len, 24);
	vrrp_adv_stamp(t, &send, bytes);
	packet_must_be(bytes, t->len, &expected);
	vrrp_adv_free(t);
}

/* Nor has version 3. */
static void test_password_without_a_place(void **state)
{
	struct addr vip = packet_addr("192.0.2.7");
	struct vrrp_adv_spec s = long_spec(&vip, 1, 3);
	struct vrrp_adv *plain = vrrp_adv_new(&s);
	struct vrrp_adv *t;

	(void)state;
	s.auth = CONF_AUTH_PASS;
	memset(s.pass, 'x', sizeof(s.pass));
	t = vrrp_adv_new(&s);
	assert_int_equal(t->len, plain->len);
	assert_memory_equal(t->bytes, plain->bytes, plain->len);
	vrrp_adv_free(t);
	vrrp_adv_free(plain);
}

static uint16_t message_sum(const struct vrrp_adv_spec *s, const struct vrrp_adv_send *send,
			    const struct vrrp_adv *t, const uint8_t *bytes)
{
	uint64_t sum = 0;

	if (s->version == 3 && !s->is_checksum_as_v2)
		sum = csum_pseudo(&s->source,
				  send->has_old_checksum ? &vrrp_adv_old_destination
							 : &send->destination,
				  VRRP_PROTOCOL, t->message_len);
	return csum_close(csum_add(sum, bytes + t->message, t->message_len));
}

static struct addr random_ipv4(void)
{
	struct addr a = { .family = ADDR_IPV4 };

	for (unsigned i = 0; i < 4; i++)
		a.bytes[i] = (uint8_t)(rand() % 3 ? rand() : rand() % 2 ? 0xff : 0);
	return a;
}

/* The checksum of a stamped copy is the one that a computation from scratch gives. */
static void test_stamped_checksum(void **state)
{
	(void)state;
	srand(112);
	for (unsigned round = 0; round < 3000; round++) {
		struct addr addresses[3] = { random_ipv4(), random_ipv4(), random_ipv4() };
		struct vrrp_adv_spec s =
			long_spec(addresses, (size_t)rand() % 4, rand() % 2 ? 2 : 3);
		struct vrrp_adv *t;

		s.vrid = (uint8_t)rand();
		s.source = random_ipv4();
		s.is_checksum_as_v2 = rand() % 2;
		t = vrrp_adv_new(&s);
		for (unsigned i = 0; i < 8; i++) {
			struct vrrp_adv_send send = {
				.id = (uint16_t)rand(), .priority = (uint8_t)rand(),
				.has_old_checksum = rand() % 2, .destination = random_ipv4(),
			};
			uint8_t bytes[64];

			vrrp_adv_stamp(t, &send, bytes);
			assert_int_equal(message_sum(&s, &send, t, bytes), 0);
			assert_int_equal(bytes_get16(bytes + 4), send.id);
			assert_memory_equal(bytes + 16, send.destination.bytes, 4);
			assert_int_equal(bytes[22], send.priority);
		}
		vrrp_adv_free(t);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_next_id),
		cmocka_unit_test(test_addresses_beyond_the_last),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_version_2_over_ipv6),
		cmocka_unit_test(test_password_without_a_place),
		cmocka_unit_test(test_stamped_checksum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
