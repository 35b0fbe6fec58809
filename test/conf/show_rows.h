/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * show_rows - the tables of a schema for tests that try what the rows promise.
 *
 * One JSON object a line on standard output, for each keyword in each place where it may stand: its path,
 * as "vrrp_instance/priority", kind, range (spans in microseconds) and what is done about bad values.
 */
#pragma once

#include "lib/conf/schema.h"

struct arena;

void show_rows(const struct conf_block *root, struct arena *scratch);
