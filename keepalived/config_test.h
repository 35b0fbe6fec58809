/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * config_test - keepalived -t and --print-config: read a configuration, say what is wrong with it, and
 * leave the machine as it was.
 */
#pragma once

struct options;

/* Exit statuses as in keepalived(8). */
int config_test_run(const struct options *options);
int config_print_run(const struct options *options);
