/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * loader_role - the process that reads the configuration for all others.
 *
 * Forked by the parent for one reading; keepalived/bus/load_order.h says what it is told and answers.
 */
#pragma once

#include "keepalived/bus/load_order.h"

int loader_role_run(const struct load_order *order);
