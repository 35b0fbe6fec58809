/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_words - keywords of a vrrp_instance whose values fit no common kind.
 */
#pragma once

#include "lib/conf/schema.h"

extern const struct conf_custom vrrp_state;
extern const struct conf_custom vrrp_interface;
extern const struct conf_custom vrrp_version;
extern const struct conf_custom vrrp_native_ipv6;
extern const struct conf_custom vrrp_sync_daemon_interface;
extern const struct conf_custom vrrp_source;
extern const struct conf_custom vrrp_mcast_dst;
extern const struct conf_custom vrrp_peer_address;
extern const struct conf_custom vrrp_peer_ttl;
extern const struct conf_custom vrrp_old_checksum;
extern const struct conf_custom vrrp_use_vmac;
extern const struct conf_custom vrrp_use_ipvlan;
extern const struct conf_custom vrrp_auth_pass;
extern const struct conf_custom vrrp_hmac_key;
extern const struct conf_custom vrrp_notify_deleted;

bool vrrp_peer_other(struct conf_bind *b, void *object);
