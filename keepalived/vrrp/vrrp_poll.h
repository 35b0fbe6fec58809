/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_poll - asks once a second those interfaces for their link that are configured to be asked.
 *
 * Whether they are there and switched on is told as of any other interface, and counts at once.
 */
#pragma once

struct vrrp_role;

/* The interfaces that instances follow are known, and how they are. */
void vrrp_poll_begin(struct vrrp_role *r);
void vrrp_poll_release(struct vrrp_role *r);
