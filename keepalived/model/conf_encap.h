/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * conf_encap - "encap TYPE ..." of routes and of next hops: IP, IPv6, MPLS and ILA.
 */
#pragma once

#include "keepalived/model/conf_route.h"

/*
 * The word "encap" is at b->at, which moves behind all that belongs to it; an IP tunnel takes pairs
 * of words as long as it knows them. False: reported.
 */
bool conf_encap_parse(struct conf_bind *b, const struct conf_key *key,
		      struct conf_encap_data *ret_encap);

/* What follows the word "encap", with a blank before each word; nothing if there is none. */
void conf_encap_format(const struct conf_encap_data *encap, struct sbuf *out);
