/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/core/vrrp_adv.h"

#include <stdlib.h>
#include <string.h>

#include "keepalived/model/conf_vrrp.h"
#include "lib/base/ka.h"
#include "lib/net/bytes.h"
#include "lib/net/csum.h"

/* The type of authentication stands in the packet as the model counts it. */
_Static_assert(CONF_AUTH_NONE == 0 && CONF_AUTH_PASS == 1 && CONF_AUTH_AH == 2,
	       "RFC 2338 5.3.6");

const struct addr vrrp_adv_old_destination = { .family = ADDR_IPV4, .bytes = { 224, 0, 0, 18 } };

static size_t addr_len(uint8_t family)
{
	return family == ADDR_IPV6 ? 16 : 4;
}

/* Whether a password is in it or not. */
static bool has_place_for_password(uint8_t version, uint8_t family)
{
	return version == 2 && family == ADDR_IPV4;
}

size_t vrrp_adv_message_len(uint8_t version, uint8_t family, size_t n_addresses)
{
	return VRRP_HEADER_LEN + n_addresses * addr_len(family) +
	       (has_place_for_password(version, family) ? VRRP_PASS_LEN : 0);
}

static void put_ip_header(const struct vrrp_adv_spec *s, struct vrrp_adv *t)
{
	uint8_t *ip = t->bytes;

	ip[0] = 4 << 4 | VRRP_IP_LEN / 4;
	ip[1] = VRRP_TOS;
	bytes_put16(ip + 2, t->len);
	ip[8] = s->ttl;
	ip[9] = s->auth == CONF_AUTH_AH ? VRRP_PROTOCOL_AH : VRRP_PROTOCOL;
	memcpy(ip + 12, s->source.bytes, 4);
}

static void put_ah(const struct vrrp_adv_spec *s, uint8_t *ah)
{
	ah[0] = VRRP_PROTOCOL;
	ah[1] = VRRP_AH_LEN / 4 - 2; /* RFC 4302 2.2 */
	memcpy(ah + 4, s->source.bytes, 4);
}

static void put_interval(const struct vrrp_adv_spec *s, uint8_t *message)
{
	if (s->version == 2) {
		message[4] = s->auth;
		message[5] = (uint8_t)(s->interval.us / USEC_PER_SEC);
	} else {
		bytes_put16(message + 4, (uint16_t)(s->interval.us / VRRP_USEC_PER_CS));
	}
}

static void put_message(const struct vrrp_adv_spec *s, size_t n, uint8_t *message)
{
	size_t len = addr_len(s->source.family);
	uint8_t *at = message + VRRP_HEADER_LEN;

	message[0] = (uint8_t)(s->version << 4 | VRRP_TYPE_ADVERT);
	message[1] = s->vrid;
	message[3] = (uint8_t)n;
	put_interval(s, message);
	for (size_t i = 0; i < n; i++, at += len)
		memcpy(at, s->addresses[i].bytes, len);
	if (s->auth == CONF_AUTH_PASS && has_place_for_password(s->version, s->source.family))
		memcpy(at, s->pass, VRRP_PASS_LEN);
}

/* As if priority and destination were zero, which adds nothing. */
static uint16_t checksum(const struct vrrp_adv_spec *s, const struct vrrp_adv *t)
{
	static const struct addr nowhere;
	uint64_t sum = 0;

	if (t->covers_destination)
		sum = csum_pseudo(&s->source, &nowhere, VRRP_PROTOCOL, t->message_len);
	return csum_close(csum_add(sum, t->bytes + t->message, t->message_len));
}

struct vrrp_adv *vrrp_adv_new(const struct vrrp_adv_spec *s)
{
	bool is_ipv4 = s->source.family == ADDR_IPV4;
	size_t n = MIN(s->n_addresses, (size_t)VRRP_ADDRESSES_MAX);
	size_t ip_len = is_ipv4 ? VRRP_IP_LEN : 0;
	size_t ah_len = s->auth == CONF_AUTH_AH ? VRRP_AH_LEN : 0;
	size_t message_len = vrrp_adv_message_len(s->version, s->source.family, n);
	size_t len = ip_len + ah_len + message_len + (s->has_trailer ? VRRP_TRAILER_LEN : 0);
	struct vrrp_adv *t = calloc(1, sizeof(*t) + len);

	if (!t)
		abort();
	t->len = (uint16_t)len;
	t->message = (uint8_t)(ip_len + ah_len);
	t->message_len = (uint16_t)message_len;
	t->covers_destination = is_ipv4 && s->version == 3 && !s->is_checksum_as_v2;

	put_message(s, n, t->bytes + t->message);
	if (!is_ipv4)
		return t;
	put_ip_header(s, t);
	if (ah_len)
		put_ah(s, t->bytes + VRRP_IP_LEN);
	bytes_put16(t->bytes + t->message + 6, checksum(s, t));
	return t;
}

struct vrrp_adv *vrrp_adv_free(struct vrrp_adv *t)
{
	free(t);
	return NULL;
}

static void stamp_checksum(const struct vrrp_adv *t, const struct vrrp_adv_send *send,
			   uint8_t *message)
{
	static const uint8_t zeros[4];
	uint8_t priority[2] = { send->priority, message[3] };
	uint8_t no_priority[2] = { 0, message[3] };
	const struct addr *destination =
		send->has_old_checksum ? &vrrp_adv_old_destination : &send->destination;
	uint16_t csum = csum_replace(bytes_get16(message + 6), no_priority, priority, 2);

	if (t->covers_destination)
		csum = csum_replace(csum, zeros, destination->bytes, 4);
	bytes_put16(message + 6, csum);
}

void vrrp_adv_stamp(const struct vrrp_adv *t, const struct vrrp_adv_send *send, uint8_t *ret_bytes)
{
	uint8_t *message = ret_bytes + t->message;

	memcpy(ret_bytes, t->bytes, t->len);
	message[2] = send->priority;
	if (!t->message) /* IPv6 */
		return;

	bytes_put16(ret_bytes + 4, send->id);
	memcpy(ret_bytes + 16, send->destination.bytes, 4);
	if (t->message > VRRP_IP_LEN)
		bytes_put32(ret_bytes + VRRP_IP_LEN + 8, send->ah_sequence);
	stamp_checksum(t, send, message);
}

uint16_t vrrp_adv_next_id(uint16_t id)
{
	return id == UINT16_MAX ? 1 : (uint16_t)(id + 1);
}
