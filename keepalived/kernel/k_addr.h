/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * k_addr - operations on addresses as requests to the kernel.
 */
#pragma once

#include <stdbool.h>

#include "keepalived/kernel/core/addr_plan.h"
#include "lib/sys/netlink_batch.h"

/* One message an operation, so that the kernel's answers are in the order of a plan's operations. */
void k_addr_put(struct netlink_batch *batch, const struct addr_op *op);

/* Whether an answer says that things are as the operation wants them. @error: 0 or negative errno. */
bool k_addr_is_done(const struct addr_op *op, int error);
