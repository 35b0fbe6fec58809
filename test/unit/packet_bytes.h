/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * packet_bytes - packets in tests: written in hexadecimal, compared with a readable difference.
 *
 * Whatever fails ends the test.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/net/addr.h"

#define PACKET_MAX 8192

struct packet {
	uint8_t bytes[PACKET_MAX];
	size_t  len;
};

/* Digits with spaces anywhere between two of them. */
struct packet packet_of(const char *hex);
void          packet_add(struct packet *p, const void *bytes, size_t len);
void          packet_must_be(const uint8_t *bytes, size_t len, const struct packet *expected);

struct addr packet_addr(const char *text);
