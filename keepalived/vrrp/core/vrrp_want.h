/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_want - the address that a line of the configuration asks the kernel for.
 */
#pragma once

#include "keepalived/model/conf_vip.h"
#include "keepalived/model/kstate.h"

/* @index: of the interface of that line. */
struct kstate_addr vrrp_want_addr(const struct conf_vip *vip, uint32_t index);
