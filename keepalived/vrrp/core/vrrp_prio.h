/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_prio - the effective priority: the configured one plus what the facts add, as it is sent.
 */
#pragma once

#include <stddef.h>

#include "keepalived/vrrp/core/vrrp_fact.h"

#define VRRP_PRIO_OWNER 255 /* has the addresses for itself; nothing changes it */
#define VRRP_PRIO_MOST  254
#define VRRP_PRIO_LEAVE 0   /* on the wire: I am leaving */

/* Not clamped, as dumps show it. */
int64_t vrrp_prio_total(uint8_t configured, const struct vrrp_fact *facts, size_t n);
/* 1 to 254, or that of the owner. */
uint8_t vrrp_prio_effective(uint8_t configured, const struct vrrp_fact *facts, size_t n);
