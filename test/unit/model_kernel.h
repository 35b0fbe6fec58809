/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * model_kernel - the addresses of a few interfaces, kept by the rules of Linux: primary and
 * secondary ones, what a deletion takes along, what is refused.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "keepalived/kernel/core/addr_plan.h"
#include "keepalived/kernel/core/addr_table.h"

struct model_kernel {
	struct addr_table addrs; /* in the order of a dump but for primary addresses that came late */
	uint32_t promoting[4];
	size_t   n_promoting;
};

void model_kernel_init(struct model_kernel *m);
void model_kernel_release(struct model_kernel *m);

/* 0, -EEXIST, -EADDRNOTAVAIL, -EINVAL (not of one scope with its network): what Linux answers. */
int model_kernel_add(struct model_kernel *m, const struct kstate_addr *addr);
int model_kernel_delete(struct model_kernel *m, const struct kstate_addr *addr);
int model_kernel_do(struct model_kernel *m, const struct addr_op *op);

/* 192.0.2.1/24 and the like on an interface; "192.0.2.1 peer 198.51.100.1/32" too. */
struct kstate_addr model_addr(uint32_t index, const char *text);
