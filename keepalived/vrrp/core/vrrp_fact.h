/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_fact - what one thing an instance depends on does to it: its share of the priority, or FAULT.
 *
 * An interface, a tracked script, file, process or BFD session, a source address: each is a fact of
 * the instance. What holds for the instance is worked out from all of its facts together, whenever
 * one changes (vrrp_prio, vrrp_fault).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "keepalived/model/reason.h"

enum vrrp_fact_state {
	VRRP_FACT_UNKNOWN, /* no first result yet */
	VRRP_FACT_BAD,
	VRRP_FACT_GOOD,
};

struct vrrp_fact {
	uint8_t reason;      /* enum fault_reason: which FAULT it is when it comes to that */
	uint8_t state;       /* enum vrrp_fact_state; not of a FAULT_FILE */
	bool    is_reversed;
	int32_t weight;      /* 0: good or FAULT */
	int64_t value;       /* of a FAULT_FILE: the number in it */
};

struct vrrp_share {
	int32_t priority;    /* to be added */
	bool    is_fault;
	bool    is_awaited;  /* unweighted and without first result */
};

struct vrrp_share vrrp_fact_share(const struct vrrp_fact *fact);
