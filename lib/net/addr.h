/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * addr - an IPv4 or IPv6 address as a value, and the same with a prefix length.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum addr_family { ADDR_NONE = 0, ADDR_IPV4 = 4, ADDR_IPV6 = 6 };

struct addr {
	uint8_t family;    /* enum addr_family */
	uint8_t bytes[16]; /* network order; IPv4 uses the first four, the rest is zero */
};

struct prefix {
	struct addr addr; /* host bits kept as written */
	uint8_t     len;
};

#define ADDR_LEN   46 /* enough for any text form, with its terminator */
#define PREFIX_LEN 50

/* Dotted quad with all four octets, or RFC 4291 text. False: @ret_addr untouched. */
bool  addr_parse(const char *s, struct addr *ret_addr);
char *addr_format(const struct addr *a, char buf[ADDR_LEN]);

bool addr_equal(const struct addr *a, const struct addr *b);
bool addr_is_multicast(const struct addr *a);
bool addr_is_link_local(const struct addr *a); /* fe80::/10, 169.254/16 */
bool addr_is_unspecified(const struct addr *a);
uint8_t addr_bits(const struct addr *a); /* 32, 128; 0 for no address */
/* IPv6 multicast scope (RFC 4291 2.7), 0 for anything else. */
uint8_t addr_multicast_scope(const struct addr *a);

enum prefix_error { PREFIX_OK, PREFIX_BAD_ADDR, PREFIX_BAD_LEN };

/* ADDR[/LEN]; without LEN the full length. On PREFIX_BAD_LEN the address is delivered with full length. */
enum prefix_error prefix_parse(const char *s, struct prefix *ret_prefix, bool *ret_has_len);
char             *prefix_format(const struct prefix *p, char buf[PREFIX_LEN]);
bool              prefix_equal(const struct prefix *a, const struct prefix *b);
