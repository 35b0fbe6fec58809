/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_hand - the hand of the role on its loop; when it dies the parent is asked for another one.
 */
#pragma once

struct vrrp_role;

void vrrp_hand_open(struct vrrp_role *r, int fd);   /* socket to it, owned; -1: there is none yet */
void vrrp_hand_attach(struct vrrp_role *r, int fd); /* to a new one */
void vrrp_hand_close(struct vrrp_role *r);

/* It was given something. */
void vrrp_hand_send(struct vrrp_role *r);
