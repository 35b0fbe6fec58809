/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_sock - a pair of raw sockets that instances on one interface share: one hears, one sends.
 *
 * Membership of a multicast group is asked for through the hand, since the kernel takes a lock for it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/ka.h"
#include "lib/net/addr.h"

struct vrrp_sock_key {
	uint32_t    index;     /* of the interface */
	const char *interface;
	bool        is_unicast;
	struct addr address;   /* the group, or our own address in unicast */
};

struct vrrp_sock_pair {
	int in;  /* owned; -1: not open */
	int out; /* owned */
};

bool vrrp_sock_key_equal(const struct vrrp_sock_key *a, const struct vrrp_sock_key *b);

/* IPv4. A negative errno if they cannot be had. */
must_use int vrrp_sock_open(struct vrrp_sock_pair *pair, const struct vrrp_sock_key *key);
void         vrrp_sock_close(struct vrrp_sock_pair *pair);

/* Let the kernel drop what is for none of @vrids already. */
must_use int vrrp_sock_filter(const struct vrrp_sock_pair *pair, const uint8_t *vrids, size_t n);

/* Room for so many bytes that nobody has read yet. */
must_use int vrrp_sock_buffer(const struct vrrp_sock_pair *pair, uint32_t bytes);

/* Without waiting; 0 or a negative errno. */
must_use int vrrp_sock_send(const struct vrrp_sock_pair *pair, const struct addr *to, const void *bytes, size_t len);
