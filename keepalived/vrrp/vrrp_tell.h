/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_tell - tells programs and readers of FIFOs what has become of instances and groups.
 *
 * A line is written at once or lost; what scripts are to be run is the runner's to know. A group is
 * told of when its members have been.
 */
#pragma once

struct loop;
struct vrrp_effect;
struct vrrp_inst;
struct vrrp_role_start;
struct vrrp_tell;
struct vrrp_unit;

void vrrp_tell_open(struct vrrp_tell *t, struct loop *loop, const struct vrrp_role_start *start);
void vrrp_tell_close(struct vrrp_tell *t);

/* VRRP_NOTIFY, and the other two of its kind. */
void vrrp_tell_instance(struct vrrp_inst *i, const struct vrrp_effect *e);
void vrrp_tell_group(struct vrrp_unit *u, const struct vrrp_effect *e);

/* A member has nothing more to do; so it may be the group's turn. */
void vrrp_tell_idle(struct vrrp_unit *u);
/* The group is told of now. */
void vrrp_tell_rest(struct vrrp_unit *u);
