/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * conf_global - global_defs and the keywords of the top level: what holds for the daemon as a whole,
 * and the defaults of everything else.
 */
#pragma once

#include "lib/conf/schema.h"

/* Per process: vrrp, checker, bfd. */
struct conf_process {
	const char *name;
	int32_t     nice;
	bool        no_swap;
	uint32_t    rt_priority;  /* 0: not real-time */
	uint64_t    cpus[16];     /* bit set; all zero: no affinity */
	uint32_t    rlimit_rttime;
};

struct conf_fifo {
	const char        *path; /* NULL: none */
	const char        *user;
	const char        *group;
	uint32_t           uid;
	uint32_t           gid;
	struct conf_script script;
};

enum conf_tristate { CONF_UNSET, CONF_NO, CONF_YES };

enum conf_flush { CONF_FLUSH_NOT, CONF_FLUSH_ALL, CONF_FLUSH_VS };

enum conf_rx_policy { CONF_RX_NONE, CONF_RX_MTU, CONF_RX_ADVERT, CONF_RX_BYTES };

#define CONF_IPSETS 6

struct conf_sync_daemon {
	const char *interface; /* NULL: none */
	const char *instance;
	bool        has_id;
	uint32_t    id;
	uint32_t    maxlen;
	uint32_t    port;
	uint32_t    ttl;
	struct addr group;
};

struct conf_garp_defaults {
	struct span master_delay;
	uint32_t    master_repeat;
	struct span master_refresh;
	uint32_t    master_refresh_repeat;
	struct span lower_prio_delay;
	uint32_t    lower_prio_repeat;
	struct span interval;
	struct span gna_interval;
	struct span extra_if;
	bool        extra_if_all;
	bool        minimal;
};

struct conf_global {
	struct conf_head head;

	const char *net_namespace;
	const char *net_namespace_ipvs;
	bool        has_net_namespace_ipvs;
	bool        namespace_with_ipsets;
	const char *instance;
	bool        use_pid_dir;
	struct span child_wait_time;
	bool        linkbeat_use_polling;

	const char         *router_id;
	const char         *lvs_id;
	bool                process_names;
	const char         *process_name;
	struct conf_process vrrp;
	struct conf_process checker;
	struct conf_process bfd;

	CONF_LIST(struct conf_name) notification_email;
	const char *email_from;
	const char *smtp_host;
	uint32_t    smtp_port;
	const char *smtp_helo_name;
	struct span smtp_connect_timeout;
	bool        smtp_alert;
	bool        smtp_alert_vrrp;
	bool        smtp_alert_checker;
	bool        no_email_faults;
	bool        no_checker_emails;
	bool        rs_init_notifies;
	bool        checker_log_all_failures;

	const char        *script_user;
	const char        *script_group;
	bool               script_all_groups;
	uint32_t           script_uid;
	uint32_t           script_gid;
	bool               has_script_user; /* resolved: scripts without own user run as this one */
	bool               enable_script_security;
	bool               use_symlink_paths;
	bool               set_supplementary_groups;
	struct conf_script startup_script;
	struct span        startup_script_timeout;
	struct conf_script shutdown_script;
	struct span        shutdown_script_timeout;

	struct conf_fifo notify_fifo;
	struct conf_fifo vrrp_notify_fifo;
	struct conf_fifo lvs_notify_fifo;
	bool             vrrp_notify_priority_changes;
	bool             fifo_write_vrrp_states_on_reload;

	uint32_t                  vrrp_version;
	struct addr               mcast_group4;
	struct addr               mcast_group6;
	const char               *default_interface;
	struct conf_garp_defaults garp;
	uint32_t                  down_timer_adverts;
	bool                      lower_prio_no_advert;
	bool                      higher_prio_send_advert;
	bool                      check_unicast_src;
	bool                      skip_check_adv_addr;
	bool                      strict;
	bool                      v3_checksum_as_v2;
	bool                      owner_ignore_adverts;
	struct span               startup_delay;
	struct span               delay_after_boot;
	bool                      log_unknown_vrids;
	bool                      dynamic_interfaces;
	bool                      allow_if_changes;
	bool                      disable_local_igmp;
	const char               *vmac_prefix;
	const char               *vmac_addr_prefix;
	uint8_t                   rx_bufs_policy; /* enum conf_rx_policy */
	uint32_t                  rx_bufs_size;
	uint32_t                  rx_bufs_multiplier;
	const char               *iproute_usr_dir;
	const char               *iproute_etc_dir;

	const char *nftables;
	int32_t     nftables_priority;
	bool        nftables_counters;
	bool        nftables_ifindex;
	const char *nftables_ipvs;
	int32_t     nftables_ipvs_priority;
	uint32_t    nftables_ipvs_start_fwmark;
	bool        use_iptables;
	const char *iptables_in;
	const char *iptables_out;
	bool        use_ipsets;
	const char *ipsets[CONF_IPSETS];

	struct conf_sync_daemon sync_daemon;
	uint32_t                lvs_timeout_tcp;
	uint32_t                lvs_timeout_tcpfin;
	uint32_t                lvs_timeout_udp;
	bool                    lvs_flush;
	uint8_t                 lvs_flush_on_stop; /* enum conf_flush */

	int32_t  max_auto_priority;
	uint32_t min_auto_priority_delay; /* microseconds */
	uint32_t vrrp_netlink_cmd_rcv_bufs;
	uint32_t vrrp_netlink_monitor_rcv_bufs;
	uint32_t lvs_netlink_cmd_rcv_bufs;
	uint32_t lvs_netlink_monitor_rcv_bufs;
	uint32_t process_monitor_rcv_bufs;
	bool     vrrp_netlink_cmd_rcv_bufs_force;
	bool     vrrp_netlink_monitor_rcv_bufs_force;
	bool     lvs_netlink_cmd_rcv_bufs_force;
	bool     lvs_netlink_monitor_rcv_bufs_force;
	bool     process_monitor_rcv_bufs_force;

	const char *snmp_socket;
	bool        snmp_vrrp;
	bool        snmp_checker;
	bool        snmp_rfc;
	bool        snmp_rfcv2;
	bool        snmp_rfcv3;
	bool        snmp_traps;
	struct span snmp_vs_stats_interval;
	struct span snmp_rs_stats_interval;
	bool        enable_dbus;
	const char *dbus_service_name;
	const char *dbus_no_interface_name;

	const char *reload_check_config;
	const char *reload_time_file;
	bool        reload_repeat;
	const char *reload_file;
	uint32_t    include_checks; /* last given; for printing */
	const char *config_save_dir;
	const char *tmp_config_directory;
	bool        data_use_instance;
	const char *state_dump_file;
	const char *stats_dump_file;
	const char *json_dump_file;
	uint32_t    json_version;
	uint32_t    umask;
	uint32_t    random_seed;
	const char *plugin_dir;
};

struct conf_bind;

/* After everything is read: values that depend on each other. */
void conf_global_complete(struct conf_bind *b, struct conf_global *g);
