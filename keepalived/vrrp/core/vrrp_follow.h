/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_follow - the interfaces that an instance depends on beside its own one, each once.
 *
 * Those that it or its sync group tracks, those of its addresses, and those of static addresses whose
 * track_group it is in. What is tracked by weight and carries an address as well counts without: the
 * address cannot be there when the interface is not.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/vec.h"

struct conf_vrrp;
struct config;

struct vrrp_follow {
	const char *name; /* in the configuration */
	int32_t     weight; /* 0: good or FAULT */
	bool        is_reversed;
};

struct vrrp_follows {
	VEC(struct vrrp_follow) v;
};

/* To be released with vec_release(&v). */
struct vrrp_follows vrrp_follows_of(const struct config *config, const struct conf_vrrp *conf);
