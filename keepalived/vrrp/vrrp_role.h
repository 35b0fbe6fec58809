/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_role - the process that speaks VRRP and holds the addresses.
 *
 * Forked by the parent; lives until it is told to stop, or until the parent's end of the channel is
 * closed, which means the same.
 */
#pragma once

#include "keepalived/bus/vrrp_start.h"

/* The whole life of the process; its exit status. Opens its own loop; the log is the parent's, told of the fork. */
int vrrp_role_run(const struct vrrp_role_start *start);
