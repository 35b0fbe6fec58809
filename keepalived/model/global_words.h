/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * global_words - keywords of global_defs whose values fit no common kind.
 */
#pragma once

#include "lib/conf/schema.h"

extern const struct conf_custom global_rt_priority;
extern const struct conf_custom global_cpu_affinity;
extern const struct conf_custom global_smtp_server;
extern const struct conf_custom global_script_user;
extern const struct conf_custom global_fifo;
extern const struct conf_custom global_mcast_group;
extern const struct conf_custom global_extra_if; /* a struct span followed by a bool "all" */
extern const struct conf_custom global_dynamic_interfaces;
extern const struct conf_custom global_rx_policy;
extern const struct conf_custom global_iptables;
extern const struct conf_custom global_ipsets;
extern const struct conf_custom global_sync_daemon;
extern const struct conf_custom global_lvs_timeouts;
extern const struct conf_custom global_flush;
extern const struct conf_custom global_include_check;
extern const struct conf_custom global_umask;
extern const struct conf_custom global_random_seed;
extern const struct conf_custom global_namespace_ipvs;

struct conf_sync_daemon;

/* For the deprecated way of configuring it, inside a vrrp_instance. */
bool global_sync_daemon_from_instance(struct conf_bind *b, const char *interface, const char *instance);
