/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * runner_role - the process that runs programs: the only one that does.
 *
 * It leaves when the parent's end of the channel is closed: scripts of a stop then have what is left of
 * their second, the others are ended.
 */
#pragma once

#include "keepalived/bus/run_order.h"

/* The whole life of the process; its exit status. */
int runner_role_run(const struct run_start *start);
