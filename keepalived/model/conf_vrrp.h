/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * conf_vrrp - a vrrp_instance: a virtual router, what it has while MASTER, and how it gets there.
 */
#pragma once

#include "keepalived/model/conf_global.h"
#include "keepalived/model/conf_route.h"
#include "keepalived/model/conf_rule.h"
#include "keepalived/model/conf_track.h"
#include "keepalived/model/conf_vip.h"
#include "lib/conf/schema.h"

struct conf_vrrp_group;

enum conf_vrrp_state { CONF_STATE_UNSET, CONF_STATE_BACKUP, CONF_STATE_MASTER };

enum conf_auth { CONF_AUTH_NONE, CONF_AUTH_PASS, CONF_AUTH_AH };

struct conf_authentication {
	struct conf_head   head;
	uint8_t            type; /* enum conf_auth */
	struct conf_secret pass;
};

enum conf_hmac_mode { CONF_HMAC_ENFORCE, CONF_HMAC_PERMISSIVE, CONF_HMAC_RECEIVE_ONLY };
enum conf_hmac_replay { CONF_HMAC_TIME, CONF_HMAC_MONOTONIC };

struct conf_hmac_key {
	struct conf_head   head;
	uint32_t           id;
	struct conf_secret key;
	const char        *file; /* where it came from, NULL: given in the configuration */
};

struct conf_auth_hmac {
	struct conf_head head;
	CONF_LIST(struct conf_hmac_key) keys;
	uint32_t    active_key;
	uint8_t     mode;        /* enum conf_hmac_mode */
	uint8_t     anti_replay; /* enum conf_hmac_replay */
	struct span time_window;
};

struct conf_peer {
	struct conf_head head;
	struct addr      address;
	uint32_t         min_ttl;
	uint32_t         max_ttl;
};

enum conf_ipvlan_mode { CONF_IPVLAN_BRIDGE, CONF_IPVLAN_PRIVATE, CONF_IPVLAN_VEPA };

enum conf_vmac_kind { CONF_VMAC_NONE, CONF_VMAC_MACVLAN, CONF_VMAC_IPVLAN };

struct conf_vmac {
	uint8_t       kind; /* enum conf_vmac_kind */
	const char   *name; /* NULL: made up */
	uint8_t       mac[6];
	bool          has_mac;
	bool          mac_ends_in_vrid; /* five octets were given */
	bool          netlink_notify;
	const char   *group_text;
	uint32_t      group;
	bool          has_group;
	struct prefix address; /* ipvlan */
	uint8_t       mode;    /* enum conf_ipvlan_mode */
	bool          has_mode;
};

enum conf_checksum { CONF_CHECKSUM_AUTO, CONF_CHECKSUM_OLD, CONF_CHECKSUM_NEVER_OLD };

struct conf_notify {
	struct conf_script master;
	struct conf_script backup;
	struct conf_script fault;
	struct conf_script stop;
	struct conf_script deleted;
	bool               reports_deleted; /* the bare keyword */
	struct conf_script any;
	struct conf_script master_rx_lower_pri;
};

struct conf_vrrp {
	struct conf_head head;

	uint8_t     state; /* enum conf_vrrp_state: the initial wish */
	const char *interface;
	uint32_t    vrid;
	uint32_t    priority;
	uint32_t    version;
	uint8_t     family; /* enum addr_family; of the first address met */
	const char *vrf;
	bool        native_ipv6;
	uint32_t    debug;
	bool        promote_secondaries;
	uint32_t    kernel_rx_buf_size;
	bool        has_kernel_rx_buf_size;
	bool        dont_track_primary;
	bool        strict_mode;
	bool        linkbeat_use_polling;

	struct addr src;
	bool        has_unicast_word; /* a keyword that only makes sense for unicast */
	bool        is_unicast;
	bool        track_src_ip;
	struct addr mcast_dst;
	CONF_LIST(struct conf_peer) peers;
	uint32_t    ttl;
	bool        unicast_fault_no_peer;
	bool        check_unicast_src;
	uint8_t     old_unicast_checksum; /* enum conf_checksum */
	bool        v3_checksum_as_v2;
	struct span advert_int;
	uint32_t    down_timer_adverts;
	bool        skip_check_adv_addr;
	struct conf_vmac vmac;
	bool        vmac_xmit_base;
	bool        use_vmac_addr;

	bool        nopreempt;
	struct span preempt_delay;
	bool        lower_prio_no_advert;
	bool        higher_prio_send_advert;
	bool        owner_ignore_adverts;
	uint32_t    timer_expired_backup; /* 0: off */

	struct conf_authentication authentication;
	struct conf_auth_hmac      auth_hmac;

	CONF_LIST(struct conf_vip)   vips;
	CONF_LIST(struct conf_vip)   evips;
	CONF_LIST(struct conf_route) routes;
	CONF_LIST(struct conf_rule)  rules;
	bool        no_virtual_ipaddress;
	bool        accept;

	struct span garp_master_delay;
	uint32_t    garp_master_repeat;
	struct span garp_master_refresh;
	uint32_t    garp_master_refresh_repeat;
	struct span garp_lower_prio_delay;
	uint32_t    garp_lower_prio_repeat;
	struct span garp_extra_if;
	bool        garp_extra_if_all;

	struct conf_tracks tracks;
	struct conf_notify notify;
	bool        notify_priority_changes;
	bool        smtp_alert;

	const struct conf_vrrp_group *sync_group; /* it is a member of; NULL */
	const char                   *config_fault; /* stays in FAULT until the next reload, and why */
};

/* Remember the family that the first address of an instance has; false: @addr is of another one. */
bool conf_vrrp_takes_family(struct conf_vrrp *vi, const struct addr *addr);

/* Where their interfaces have one base: would each take the adverts of the other for those of its router? */
bool conf_vrrp_is_rival(const struct conf_vrrp *one, const struct conf_vrrp *two);
