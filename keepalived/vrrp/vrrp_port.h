/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_port - where instances hear and send: sockets that are shared, and demultiplexed by VRID.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct addr;
struct vrrp_inst;
struct vrrp_role;

/* Give the instance a port that fits its interface as it is now, or none. */
void vrrp_port_choose(struct vrrp_inst *i);
/* Ports that nobody uses are closed. */
void vrrp_port_sweep(struct vrrp_role *r);
void vrrp_port_close_all(struct vrrp_role *r);

/* There is another hand, which knows of no membership. */
void vrrp_port_join_again(struct vrrp_role *r);

/* An advert to everybody it is for. */
void vrrp_port_send(struct vrrp_inst *i, uint8_t priority);
