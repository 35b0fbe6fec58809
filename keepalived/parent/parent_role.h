/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * parent_role - the process that was started: it has the configuration read, starts the others, watches
 * them, and ends them.
 *
 * It parses nothing, waits for nothing but its loop, and stays small: all workers are forks of it.
 */
#pragma once

#include "keepalived/parent/parent_orders.h"

/* Until the end; the exit status of the process. */
int parent_run(const struct parent_orders *orders);
