/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_ifaces - the interfaces that instances depend on, by name: whether they are up, as far as it counts.
 *
 * A name is followed for good; the interface that has it may go, and another one come.
 */
#pragma once

#include <stdbool.h>

struct vrrp_iface;
struct vrrp_role;

void vrrp_ifaces_init(struct vrrp_role *r);
void vrrp_ifaces_release(struct vrrp_role *r);

/* From now on. @name must stay. */
struct vrrp_iface *vrrp_ifaces_follow(struct vrrp_role *r, const char *name);
/* NULL if nobody follows it. */
struct vrrp_iface *vrrp_ifaces_find(const struct vrrp_role *r, const char *name);

/* The view is complete: how all of them are at the start, with what is to be said about it. */
void vrrp_ifaces_begin(struct vrrp_role *r);

/* Something was different in the view. True: what counts of this one is different. */
bool vrrp_ifaces_look(struct vrrp_iface *f);
