/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_say - the log lines of instances and groups, word for word as tools look for them.
 */
#pragma once

#include "keepalived/vrrp/core/vrrp_effect.h"

/* What keeps an instance from running at the start: @interface is down, or, with NULL, has no address. */
void vrrp_say_fault(const char *name, const char *interface);

/* @name: of the instance, or of the group for VRRP_LINE_SYNC. @iface: the name of @effect->index. */
void vrrp_say(const char *name, const struct vrrp_effect *effect, const char *iface);
