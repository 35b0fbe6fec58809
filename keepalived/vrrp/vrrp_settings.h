/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_settings - settings of the kernel that the configuration asks for while the daemon runs.
 */
#pragma once

struct vrrp_role;

void vrrp_settings_open(struct vrrp_role *r, int memory);
/* Make them so, now and after an interface has come. */
void vrrp_settings_apply(struct vrrp_role *r);
/* As they were. */
void vrrp_settings_restore(struct vrrp_role *r);
void vrrp_settings_close(struct vrrp_role *r);
