/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * conf_nexthop - gateways of routes: "via", "nexthop", and the family that all addresses share.
 *
 * The family of a route is that of the first word that has one. An IPv6 gateway that says so itself
 * ("via inet6 ...") has no part in this: an IPv4 route may have it.
 */
#pragma once

#include "keepalived/model/conf_route.h"

uint8_t conf_route_family(const struct conf_route *route); /* enum addr_family; NONE: open yet */

/* The route is of @family from now on. False: it is of the other one. */
bool conf_route_agree(struct conf_route *route, uint8_t family);

/* What is said about a bad gateway. */
struct conf_via_words {
	const char *invalid;
	const char *mixed;
	const char *other_family; /* "via inet" in an IPv6 route */
};

/* KEYWORD [inet|inet6] IP at b->at, which moves behind it. False: reported. */
bool conf_via_parse(struct conf_bind *b, const struct conf_key *key, struct conf_route *route,
		    const struct conf_via_words *words, struct addr *ret_via);
void conf_via_format(const struct conf_route *route, const struct addr *via, struct sbuf *out);

/* All next hops of the line; the first "nexthop" is at b->at. */
extern const struct conf_custom conf_nexthop_functions;
