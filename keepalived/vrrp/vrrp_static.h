/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_static - addresses of static_ipaddress: there from the start to the end, whatever VRRP does.
 *
 * One that is there already is taken over, and changed where it is not as written. One that somebody
 * deletes is put back, unless it has no_track or is deleted again and again; whoever had his way is
 * left alone until the interface comes up anew.
 */
#pragma once

#include <stdbool.h>

struct iface_news;
struct kstate_addr;
struct view_notice;
struct vrrp_role;

void vrrp_static_init(struct vrrp_role *r);
void vrrp_static_release(struct vrrp_role *r);

/* The kernel is known. vrrp_role_on_static() is called when they are there, or cannot be had. */
void vrrp_static_begin(struct vrrp_role *r);
/* Take them out. vrrp_role_on_static() is called when that is done. */
void vrrp_static_end(struct vrrp_role *r);
bool vrrp_static_is_busy(const struct vrrp_role *r);

/* What the kernel tells. */
void vrrp_static_on_link(struct vrrp_role *r, const struct iface_news *news);
void vrrp_static_on_addr(struct vrrp_role *r, const struct view_notice *notice); /* by somebody else */
void vrrp_static_renewed(struct vrrp_role *r);

bool vrrp_static_has(const struct vrrp_role *r, const struct kstate_addr *addr);
