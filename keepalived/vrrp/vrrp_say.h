/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_say - the log lines of instances and groups, word for word as tools look for them.
 */
#pragma once

#include "keepalived/vrrp/core/vrrp_effect.h"

/* @name: of the instance, or of the group for VRRP_LINE_SYNC. */
void vrrp_say(const char *name, const struct vrrp_effect *effect);
