/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_kernel - what the kernel tells of interfaces and addresses, and whom that matters to.
 *
 * When all of it is known for the first time the static addresses are added; whenever all had to be asked for again,
 * addresses are brought into order once more, since what happened meanwhile was not heard.
 */
#pragma once

#include "lib/base/ka.h"

struct vrrp_role;

/* The hand has been opened. Logs what does not work. */
must_use int vrrp_kernel_open(struct vrrp_role *r);
void         vrrp_kernel_close(struct vrrp_role *r);
