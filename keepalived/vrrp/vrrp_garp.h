/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_garp - tells the network whose addresses are here now: gratuitous ARP, at its pace.
 *
 * A clock for each interface, or for all of a garp_group, keeps the distance. Addresses that the kernel
 * has not got are left out, as are interfaces that do not speak ARP.
 */
#pragma once

#include <stdint.h>

struct vrrp_inst;
struct vrrp_role;

void vrrp_garp_all(struct vrrp_inst *i, uint32_t repeat); /* every address */
void vrrp_garp_extra(struct vrrp_inst *i);  /* once, those on other interfaces than its own */
void vrrp_garp_source(struct vrrp_inst *i); /* once, what adverts are sent from */

/* What waits for its turn is not sent any more. */
void vrrp_garp_hush(struct vrrp_inst *i);
void vrrp_garp_close(struct vrrp_role *r);
