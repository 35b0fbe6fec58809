/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_fault - why an instance may not run, from all of its facts.
 */
#pragma once

#include <stddef.h>

#include "keepalived/vrrp/core/vrrp_fact.h"

struct vrrp_health {
	struct fault_set faults;
	bool             is_awaiting; /* an unweighted script has no first result */
};

struct vrrp_health vrrp_fault_health(const struct vrrp_fact *facts, size_t n);
