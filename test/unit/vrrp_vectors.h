/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_vectors - adverts as they were seen on a wire, each with the configuration it comes from.
 *
 * Most were sent by keepalived 2.2.7; two by vrrpd of FRR 8.4, which has habits of its own.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keepalived/vrrp/core/vrrp_adv.h"
#include "keepalived/vrrp/core/vrrp_auth.h"
#include "keepalived/vrrp/core/vrrp_judge.h"
#include "test/unit/packet_bytes.h"

#define VECTOR_ADDRESSES 2

struct vrrp_vector {
	const char *name;
	const char *hex; /* from the IP header on */
	const char *source;
	const char *destination;
	const char *addresses[VECTOR_ADDRESSES];
	const char *pass;   /* NULL: none */
	const char *key;    /* of auth_hmac; NULL: no trailer */
	uint64_t sequence;  /* of auth_hmac */
	int64_t  interval;  /* microseconds */
	uint32_t ah_sequence;
	uint16_t id;
	uint8_t version;
	uint8_t vrid;
	uint8_t priority;
	uint8_t ttl; /* 0: 255 */
	uint8_t auth;
	uint8_t key_id;
	bool is_unicast;
	bool is_checksum_as_v2;
	bool has_old_checksum;
	bool is_foreign; /* we would send it differently */
};

extern const struct vrrp_vector vrrp_vectors[];
extern const size_t vrrp_n_vectors;

/* All that a vector means to our code. Points into itself. */
struct vrrp_vector_parts {
	struct packet packet; /* from the IP header on */
	struct addr addresses[VECTOR_ADDRESSES];
	struct vrrp_hmac_key key;
	struct vrrp_mark marks[VRRP_MARKS];
	struct vrrp_hmac_policy hmac;
	struct vrrp_peer peer;
	struct vrrp_adv_spec spec;
	struct vrrp_adv_send send;
	struct vrrp_packet received;
	struct vrrp_expect expect;
};

void vrrp_vector_take_apart(const struct vrrp_vector *v, struct vrrp_vector_parts *ret);

/* Through OpenSSL. */
extern const struct vrrp_digests vrrp_vector_digests;
