/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/global_rows.h"

#include "keepalived/model/global_words.h"
#include "lib/conf/bind.h"

#define SPAN_S(s) (INT64_C(1000000) * (s))
#define MAX_TIMER INT64_C(4294967295)

static const struct conf_word_value flush_words[] = { { "VS", CONF_FLUSH_VS }, { NULL, 0 } };

#define G struct conf_global

#define GLOBAL_BOOL(word, member, text)                                                            \
	{ .name = (word), CONF_BOOL(G, member),                                                    \
	  .complaint = "Invalid value '{value}' for global {key} specified", .help = (text) }

#define GLOBAL_FLAG(word, member, text) { .name = (word), CONF_FLAG(G, member), .help = (text) }

#define RCV_BUFS(word, text)                                                                       \
	{ .name = #word, CONF_UINT(G, word), .max = UINT32_MAX, .missing = "{key} size missing",   \
	  .complaint = "{key} size ({value}) invalid", .def = "0", .help = text },                 \
	GLOBAL_BOOL(#word "_force", word##_force,                                                  \
		    "Set that buffer size even above the system's limit.")

/* The keywords that exist once for each of the three processes. */
#define PROCESS(p, member)                                                                         \
	{ .name = p "_process_name", CONF_STRING(G, member.name), .max_length = 15,                \
	  .is_truncated = true, .too_long = "Process name {value} more than 15 characters, truncating", \
	  .help = "Name of the " p " process in process lists." },                                 \
	{ .name = p "_priority", CONF_INT(G, member.nice), .min = -20, .max = 19,                  \
	  .missing = "No " p " process priority specified",                                        \
	  .complaint = "Invalid " p " process priority specified", .def = "0",                     \
	  .help = "Nice value of the " p " process." },                                            \
	{ .name = p "_no_swap", CONF_FLAG(G, member.no_swap),                                      \
	  .help = "Keep the memory of the " p " process from being swapped out." },                \
	{ .name = p "_rt_priority", CONF_CUSTOM(G, member.rt_priority, &global_rt_priority),       \
	  .min = 1, .max = 99, .missing = "No " p " process real-time priority specified",         \
	  .complaint = p " process real-time priority '{value}' invalid",                          \
	  .help = "Run the " p " process with this round-robin real-time priority." },             \
	{ .name = p "_cpu_affinity", CONF_CUSTOM(G, member.cpus, &global_cpu_affinity),            \
	  .missing = "No " p " cpu_id set specified",                                              \
	  .help = "Processors, from 0, that the " p " process may run on." },                      \
	{ .name = p "_rlimit_rttime", CONF_UINT(G, member.rlimit_rttime), .min = 1,                \
	  .max = UINT32_MAX, .complaint = "Invalid " p " real-time limit - {value}",               \
	  .def = "10000", .help = "Microseconds that the " p " process may compute without a pause " \
				  "while it runs in real time." },                                 \
	{ .name = p "_rlimit_rtime", CONF_UINT(G, member.rlimit_rttime), .min = 1,                 \
	  .max = UINT32_MAX, .complaint = "Invalid " p " real-time limit - {value}",               \
	  .is_alias = true, .deprecation_is_logged = true,                                         \
	  .deprecated = "Keyword '{key}' is deprecated - please use '" p "_rlimit_rttime'",        \
	  .help = "Old spelling of " p "_rlimit_rttime." }

#define GARP_REPEAT(word, m, n)                                                                    \
	{ .name = (word), CONF_UINT(G, garp.m), .max = UINT32_MAX, .def = (n),                     \
	  .zero = "{key} must be greater than 0, setting to 1",                                    \
	  .complaint = "{key} '{value}' invalid - ignoring",                                       \
	  .help = "Default of the instances' keyword of that name." }

#define NOTIFY_FIFO(word, member, text)                                                            \
	{ .name = (word), CONF_CUSTOM(G, member, &global_fifo),                                    \
	  .missing = "No {key} name specified",                                                    \
	  .repeated = "{key} already specified - ignoring {value}", .help = text },                \
	{ .name = word "_script", CONF_SCRIPT(G, member.script), .repeat = CONF_FIRST_WINS,        \
	  .missing = "No {key} specified", .repeated = "{key} already specified - ignoring {value}", \
	  .help = "Program that reads the FIFO of " word "; it is started and stopped with the daemon." }

static const struct conf_key keys[] = {
	/* identity */
	{ .name = "router_id", CONF_STRING(G, router_id), .missing = "routerid name missing - ignoring",
	  .def = "host name", .help = "Name of this router in mails and for SNMP." },
	{ .name = "lvs_id", CONF_STRING(G, lvs_id), .missing = "routerid name missing - ignoring",
	  .deprecated = "'lvs_id' is deprecated - please use 'router_id'",
	  .help = "Name of router_id in releases before 1.2." },
	GLOBAL_FLAG("process_names", process_names,
		    "Name the children keepalived_vrrp, keepalived_lvs and keepalived_bfd."),
	{ .name = "process_name", CONF_STRING(G, process_name), .max_length = 15, .is_truncated = true,
	  .too_long = "Process name {value} more than 15 characters, truncating",
	  .help = "Name of the parent in process lists." },
	PROCESS("vrrp", vrrp),
	PROCESS("checker", checker),
	PROCESS("bfd", bfd),
	{ .name = "lvs_process_name", CONF_STRING(G, checker.name), .max_length = 15, .is_truncated = true,
	  .too_long = "Process name {value} more than 15 characters, truncating", .is_alias = true,
	  .deprecation_is_logged = true,
	  .deprecated = "'lvs_process_name' is deprecated - please use 'checker_process_name'",
	  .help = "Old spelling of checker_process_name." },

	/* mail */
	{ .name = "notification_email", CONF_WORDS(G, notification_email),
	  .empty = "Warning - empty notification_email block", .help = "Who gets mail about changes." },
	{ .name = "notification_email_from", CONF_STRING(G, email_from),
	  .missing = "emailfrom missing - ignoring",
	  .extra = "emailfrom - ignoring extra entries '{value}' ...", .help = "Sender of the mails." },
	{ .name = "smtp_server", CONF_CUSTOM(G, smtp_host, &global_smtp_server), .max = 65535, .min = 1,
	  .help = "Mail server, by address or name, and its port." },
	{ .name = "smtp_helo_name", CONF_STRING(G, smtp_helo_name), .absent = "",
	  .def = "host name", .help = "Name to greet the mail server with." },
	{ .name = "smtp_connect_timeout", CONF_SECONDS(G, smtp_connect_timeout), .max = SPAN_S(4294),
	  .zero = "smtp_conect_timeout must be greater than 0, setting to 1",
	  .complaint = "{key} '{value}' must be in [0, 4294] - ignoring", .def = "30",
	  .help = "Time for each step of talking to the mail server." },
	{ .name = "smtp_connection_timeout", CONF_SECONDS(G, smtp_connect_timeout), .max = SPAN_S(4294),
	  .zero = "smtp_conect_timeout must be greater than 0, setting to 1",
	  .complaint = "{key} '{value}' must be in [0, 4294] - ignoring", .is_alias = true,
	  .deprecated = "'{key}' is deprecated - please use 'smtp_connect_timeout'",
	  .help = "Misspelling of smtp_connect_timeout that is found in published tables." },
	GLOBAL_BOOL("smtp_alert", smtp_alert, "Send mail about every kind of object, unless it says otherwise."),
	GLOBAL_BOOL("smtp_alert_vrrp", smtp_alert_vrrp, "Send mail about VRRP instances and groups."),
	GLOBAL_BOOL("smtp_alert_checker", smtp_alert_checker, "Send mail about virtual and real servers."),
	GLOBAL_FLAG("no_email_faults", no_email_faults, "Send no mail about instances that enter FAULT."),
	GLOBAL_BOOL("no_checker_emails", no_checker_emails,
		    "Send mail only when a real server is added or removed, not for each checker."),
	GLOBAL_BOOL("rs_init_notifies", rs_init_notifies, "Notify also about the state that a real server starts in."),
	{ .name = "checker_log_all_failures", CONF_BOOL(G, checker_log_all_failures),
	  .complaint = "Invalid value for {key} specified",
	  .help = "Log every failed check, not only the one that changes the state." },

	/* scripts */
	{ .name = "script_user", CONF_CUSTOM(G, script_user, &global_script_user),
	  .missing = "No script username specified", .help = "User, and group, that scripts run as." },
	GLOBAL_FLAG("enable_script_security", enable_script_security,
		    "Do not run a script as root that somebody else could change."),
	{ .name = "use_symlink_paths", CONF_BOOL(G, use_symlink_paths),
	  .complaint = "Invalid value '{value}' for global use_symlink_path specified",
	  .help = "Run scripts by the path as configured." },
	GLOBAL_BOOL("set_supplementary_groups", set_supplementary_groups,
		    "Give scripts all groups of their user."),
	{ .name = "startup_script", CONF_SCRIPT(G, startup_script), .repeat = CONF_FIRST_WINS,
	  .missing = "startup script missing", .repeated = "startup script already specified",
	  .reload = CONF_START, .help = "Program that is run before anything else starts." },
	{ .name = "startup_script_timeout", CONF_SECONDS(G, startup_script_timeout), .min = SPAN_S(1),
	  .max = SPAN_S(1000), .missing = "{key} requires value",
	  .complaint = "{key} '{value}' must be in [1, 1000] - ignoring", .def = "10", .reload = CONF_START,
	  .help = "How long startup_script may take." },
	{ .name = "shutdown_script", CONF_SCRIPT(G, shutdown_script), .repeat = CONF_FIRST_WINS,
	  .missing = "shutdown script missing", .repeated = "shutdown script already specified",
	  .help = "Program that is run after everything has stopped." },
	{ .name = "shutdown_script_timeout", CONF_SECONDS(G, shutdown_script_timeout), .min = SPAN_S(1),
	  .max = SPAN_S(1000), .missing = "{key} requires value",
	  .complaint = "{key} '{value}' must be in [1, 1000] - ignoring", .def = "10",
	  .help = "How long shutdown_script may take." },

	/* FIFOs */
	NOTIFY_FIFO("notify_fifo", notify_fifo, "FIFO that gets a line for every event, with its owner."),
	NOTIFY_FIFO("vrrp_notify_fifo", vrrp_notify_fifo, "FIFO that gets a line for every VRRP event."),
	NOTIFY_FIFO("lvs_notify_fifo", lvs_notify_fifo, "FIFO that gets a line for every LVS event."),
	GLOBAL_BOOL("vrrp_notify_priority_changes", vrrp_notify_priority_changes,
		    "Write changes of the effective priority to the FIFOs."),
	GLOBAL_FLAG("fifo_write_vrrp_states_on_reload", fifo_write_vrrp_states_on_reload,
		    "Write the states of all instances and groups again after a reload."),

	/* VRRP defaults */
	{ .name = "vrrp_version", CONF_UINT(G, vrrp_version), .min = 2, .max = 3, .def = "2",
	  .complaint = "VRRP Error: Version must be either 2 or 3",
	  .help = "VRRP version of IPv4 instances that give none; IPv6 needs 3." },
	{ .name = "vrrp_mcast_group4", CONF_CUSTOM(G, mcast_group4, &global_mcast_group), .def = "224.0.0.18",
	  .help = "Multicast group of IPv4 adverts." },
	{ .name = "vrrp_mcast_group6", CONF_CUSTOM(G, mcast_group6, &global_mcast_group), .def = "ff02::12",
	  .help = "Multicast group of IPv6 adverts." },
	{ .name = "default_interface", CONF_STRING(G, default_interface), .def = "eth0",
	  .missing = "default_interface requires interface name",
	  .help = "Interface of addresses and routes that name none." },
	{ .name = "vrrp_garp_master_delay", CONF_SECONDS(G, garp.master_delay), .max = SPAN_S(4294),
	  .complaint = "{key} '{value}' invalid - ignoring", .def = "5",
	  .help = "Time from the first burst of gratuitous ARPs to the second; 0 for no second one." },
	GARP_REPEAT("vrrp_garp_master_repeat", master_repeat, "5"),
	{ .name = "vrrp_garp_master_refresh", CONF_SECONDS(G, garp.master_refresh), .max = SPAN_S(UINT32_MAX),
	  .complaint = "Invalid {key} '{value}' - ignoring", .def = "0", .bad = CONF_BAD_USE, .bad_value = 0,
	  .help = "Announce the addresses again in this interval while MASTER; 0 for never." },
	GARP_REPEAT("vrrp_garp_master_refresh_repeat", master_refresh_repeat, "1"),
	{ .name = "vrrp_garp_lower_prio_delay", CONF_SECONDS(G, garp.lower_prio_delay), .max = SPAN_S(4294),
	  .complaint = "{key} '{value}' invalid - ignoring", .inherit = "vrrp_garp_master_delay",
	  .help = "Time to the second burst after a lower-priority advert was heard while MASTER." },
	{ .name = "vrrp_garp_lower_prio_repeat", CONF_UINT(G, garp.lower_prio_repeat), .max = INT32_MAX,
	  .complaint = "Invalid {key} '{value}'", .inherit = "vrrp_garp_master_repeat",
	  .help = "Packets of that burst; 0 for none." },
	{ .name = "vrrp_garp_interval", CONF_SPAN(G, garp.interval), .min = 1, .max = MAX_TIMER,
	  .zero_is_good = true, .uses_trailing = true, .complaint = "{key} '{value}' is invalid", .def = "0",
	  .help = "Pause between two gratuitous ARPs on one interface." },
	{ .name = "vrrp_gna_interval", CONF_SPAN(G, garp.gna_interval), .min = 1, .max = MAX_TIMER,
	  .zero_is_good = true, .uses_trailing = true, .complaint = "{key} '{value}' is invalid", .def = "0",
	  .help = "Pause between two neighbour advertisements on one interface." },
	{ .name = "vrrp_min_garp", CONF_BOOL(G, garp.minimal), .complaint = "Invalid value for {key} specified",
	  .help = "Send a single gratuitous ARP per address wherever nothing else is said." },
	{ .name = "vrrp_garp_extra_if", CONF_CUSTOM(G, garp.extra_if, &global_extra_if), .min = 1, .max = 86400,
	  .missing = "{key} specified without time - ignoring", .complaint = "{key} '{value}' invalid - ignoring",
	  .help = "Announce addresses on other interfaces in this interval; all: not only on VMACs." },
	{ .name = "vrrp_vmac_garp_intvl", CONF_CUSTOM(G, garp.extra_if, &global_extra_if), .min = 1,
	  .max = 86400, .missing = "{key} specified without time - ignoring",
	  .complaint = "{key} '{value}' invalid - ignoring", .is_alias = true,
	  .deprecated = "Keyword \"{key}\" is deprecated - please use \"vrrp_garp_extra_if\"",
	  .help = "Old spelling of vrrp_garp_extra_if." },
	{ .name = "vrrp_down_timer_adverts", CONF_UINT(G, down_timer_adverts), .min = 1, .max = 100, .def = "3",
	  .complaint = "Invalid {key} [1:100] '{value}'", .help = "Adverts that may be missed before taking over." },
	{ .name = "vrrp_lower_prio_no_advert", CONF_BOOL(G, lower_prio_no_advert),
	  .complaint = "Invalid value for {key} specified",
	  .help = "Do not answer adverts of lower priority." },
	{ .name = "vrrp_higher_prio_send_advert", CONF_BOOL(G, higher_prio_send_advert),
	  .complaint = "Invalid value for {key} specified",
	  .help = "Send a last advert before giving way to a higher priority." },
	{ .name = "vrrp_check_unicast_src", CONF_FLAG(G, check_unicast_src),
	  .help = "Take unicast adverts from configured peers only." },
	{ .name = "vrrp_skip_check_adv_addr", CONF_BOOL(G, skip_check_adv_addr),
	  .complaint = "Invalid value '{value}' for global vrrp_check_adv_addr specified",
	  .help = "Compare the address list only when another router sends the adverts." },
	{ .name = "vrrp_strict", CONF_BOOL(G, strict), .complaint = "Invalid value '{value}' for global {key} specified",
	  .help = "Keep to the VRRP standard: no authentication, no unicast, addresses answer no ping." },
	{ .name = "v3_checksum_as_v2", CONF_BOOL(G, v3_checksum_as_v2),
	  .complaint = "Invalid value '{value}' for global {key} specified",
	  .help = "Compute the checksum of VRRPv3 over IPv4 without the pseudo header." },
	{ .name = "vrrp_owner_ignore_adverts", CONF_BOOL(G, owner_ignore_adverts),
	  .complaint = "Invalid value for {key} specified",
	  .help = "The address owner (priority 255) takes no notice of other adverts." },
	{ .name = "vrrp_startup_delay", CONF_SPAN(G, startup_delay), .min = 1000, .max = MAX_TIMER, .def = "0",
	  .complaint = "{key} '{value}' is invalid",
	  .help = "Become MASTER no sooner than this after the start." },
	{ .name = "vrrp_delay_after_boot", CONF_SPAN(G, delay_after_boot), .min = 1000, .max = MAX_TIMER,
	  .def = "0", .complaint = "{key} '{value}' is invalid",
	  .help = "Become MASTER no sooner than this after the machine has booted." },
	GLOBAL_FLAG("log_unknown_vrids", log_unknown_vrids, "Log adverts whose virtual router id nobody uses."),
	{ .name = "dynamic_interfaces", CONF_CUSTOM(G, dynamic_interfaces, &global_dynamic_interfaces),
	  .help = "Interfaces may be missing, and come and go; allow_if_changes: also change their kind." },
	{ .name = "disable_local_igmp", CONF_FLAG(G, disable_local_igmp), .reload = CONF_FIXED,
	  .help = "No IGMP reports for link-local groups while the daemon runs." },
	{ .name = "vmac_prefix", CONF_STRING(G, vmac_prefix), .repeat = CONF_FIRST_WINS, .def = "vrrp",
	  .repeated = "vmac prefix has already been specified - ignoring {value}",
	  .help = "How the names of virtual MAC interfaces begin." },
	{ .name = "vmac_addr_prefix", CONF_STRING(G, vmac_addr_prefix), .repeat = CONF_FIRST_WINS,
	  .repeated = "vmac_addr prefix has already been specified - ignoring {value}", .inherit = "vmac_prefix",
	  .help = "How the names begin of those that are made for single addresses." },
	{ .name = "vrrp_rx_bufs_policy", CONF_CUSTOM(G, rx_bufs_policy, &global_rx_policy), .max = UINT32_MAX,
	  .missing = "{key} missing", .complaint = "Invalid {key} {value}",
	  .help = "Receive buffer of an instance: by MTU, by advert size, or in bytes." },
	{ .name = "vrrp_rx_bufs_multiplier", CONF_UINT(G, rx_bufs_multiplier), .min = 1, .max = UINT32_MAX,
	  .missing = "Invalid {key}", .complaint = "Invalid {key} {value}", .extra = "Invalid {key}",
	  .extra_is_bad = true, .def = "3", .help = "How many packets a receive buffer has room for." },
	{ .name = "iproute_usr_dir", CONF_STRING(G, iproute_usr_dir), .missing = "{key} requires path",
	  .def = "/usr/share/iproute2", .help = "Where names of routing tables and the like are looked up." },
	{ .name = "iproute_etc_dir", CONF_STRING(G, iproute_etc_dir), .missing = "{key} requires path",
	  .def = "/etc/iproute2", .help = "The same, with precedence." },

	/* firewall */
	{ .name = "nftables", CONF_STRING(G, nftables), .repeat = CONF_FIRST_WINS, .absent = "keepalived",
	  .max_length = 255, .repeated = "nftables already specified - ignoring",
	  .too_long = "nftables table name too long - ignoring",
	  .help = "Use nftables, with this table, for addresses that accept no packets and for VMACs." },
	{ .name = "nftables_priority", CONF_INT(G, nftables_priority), .min = INT32_MIN, .max = INT32_MAX,
	  .complaint = "invalid nftables chain priority '{value}'", .def = "-1",
	  .help = "Priority of the chains in it." },
	GLOBAL_FLAG("nftables_counters", nftables_counters, "Count packets in all rules."),
	GLOBAL_FLAG("nftables_ifindex", nftables_ifindex, "Match interfaces by index where names would do."),
	{ .name = "nftables_ipvs", CONF_STRING(G, nftables_ipvs), .repeat = CONF_FIRST_WINS,
	  .absent = "keepalived_ipvs", .max_length = 255, .repeated = "ipvs nftables already specified - ignoring",
	  .too_long = "ipvs nftables table name too long - ignoring",
	  .help = "Mark the packets of each virtual server group by nftables rules in this table." },
	{ .name = "nftables_ipvs_priority", CONF_INT(G, nftables_ipvs_priority), .min = INT32_MIN,
	  .max = INT32_MAX, .complaint = "invalid ipvs nftables chain priority '{value}'", .def = "-1",
	  .help = "Priority of the chains in it." },
	{ .name = "nftables_ipvs_start_fwmark", CONF_UINT(G, nftables_ipvs_start_fwmark), .min = 1,
	  .max = UINT32_MAX, .complaint = "invalid ipvs nftables start_fwmark priority '{value}'", .def = "1000",
	  .help = "First of the marks given out." },
	{ .name = "vrrp_iptables", CONF_CUSTOM(G, use_iptables, &global_iptables), .max_length = 27,
	  .repeated = "iptables already specified - ignoring",
	  .help = "Use these iptables chains instead of nftables." },
	{ .name = "vrrp_ipsets", CONF_CUSTOM(G, use_ipsets, &global_ipsets), .max_length = 31,
	  .help = "Names of the sets used with iptables; none: no sets." },

	/* LVS */
	{ .name = "lvs_sync_daemon", CONF_CUSTOM(G, sync_daemon, &global_sync_daemon),
	  .missing = "{key} requires interface", .help = "Synchronise IPVS connections with another director." },
	{ .name = "lvs_timeouts", CONF_CUSTOM(G, lvs_timeout_tcp, &global_lvs_timeouts), .max = 2678400,
	  .missing = "{key} requires at least one option", .help = "IPVS connection time-outs: tcp, tcpfin, udp." },
	{ .name = "lvs_flush", CONF_BOOL(G, lvs_flush), .complaint = "Invalid value '{value}' for global {key} specified",
	  .help = "Empty the IPVS table at start." },
	{ .name = "lvs_flush_on_stop", CONF_CUSTOM(G, lvs_flush_on_stop, &global_flush), .words = flush_words,
	  .complaint = "Unknown lvs_flush_on_stop type {value}",
	  .help = "Empty the IPVS table at stop; VS: only what is ours." },
	{ .name = "lvs_flush_onstop", CONF_CUSTOM(G, lvs_flush_on_stop, &global_flush), .words = flush_words,
	  .complaint = "Unknown lvs_flush_on_stop type {value}", .is_alias = true, .deprecation_is_logged = true,
	  .deprecated = "'{key}' is deprecated - please use 'lvs_flush_on_stop'",
	  .help = "Old spelling of lvs_flush_on_stop." },

	/* scheduling */
	{ .name = "max_auto_priority", CONF_INT(G, max_auto_priority), .min = -1, .max = 99, .absent = "99",
	  .complaint = "{key} '{value}' must be in [0, 99] (or -1 to disable) - ignoring", .def = "0",
	  .help = "Raise the real-time priority up to this when timers are late; -1: never." },
	{ .name = "min_auto_priority_delay", CONF_UINT(G, min_auto_priority_delay), .min = 1, .max = 10000000,
	  .missing = "{key} requires delay time",
	  .complaint = "{key} '{value}' must be in [1, 10000000] - ignoring", .def = "1000000",
	  .help = "Microseconds that a timer must be late for that." },
	RCV_BUFS(vrrp_netlink_cmd_rcv_bufs, "Receive buffer of the VRRP process's netlink command socket."),
	RCV_BUFS(vrrp_netlink_monitor_rcv_bufs, "Receive buffer of the VRRP process's netlink monitor."),
	RCV_BUFS(lvs_netlink_cmd_rcv_bufs, "Receive buffer of the checker's netlink command socket."),
	RCV_BUFS(lvs_netlink_monitor_rcv_bufs, "Receive buffer of the checker's netlink monitor."),
	RCV_BUFS(process_monitor_rcv_bufs, "Receive buffer of the process monitor."),

	/* SNMP, D-Bus */
	{ .name = "snmp_socket", CONF_STRING(G, snmp_socket), .repeat = CONF_FIRST_WINS,
	  .missing = "SNMP error : snmp socket name missing",
	  .repeated = "SNMP socket already set to {old} - ignoring",
	  .extra = "Too many parameters specified for snmp_socket - ignoring", .extra_is_bad = true,
	  .def = "unix:/var/agentx/master", .help = "Where the SNMP master agent listens." },
	GLOBAL_FLAG("enable_snmp_vrrp", snmp_vrrp, "Serve the VRRP half of KEEPALIVED-MIB."),
	{ .name = "enable_snmp_keepalived", CONF_FLAG(G, snmp_vrrp), .is_alias = true,
	  .deprecation_is_logged = true,
	  .deprecated = "'{key}' is deprecated - please use 'enable_snmp_vrrp'",
	  .help = "Old spelling of enable_snmp_vrrp." },
	GLOBAL_FLAG("enable_snmp_checker", snmp_checker, "Serve the checker half of KEEPALIVED-MIB."),
	GLOBAL_FLAG("enable_snmp_rfc", snmp_rfc, "Serve the VRRPv2 and the VRRPv3 MIB."),
	GLOBAL_FLAG("enable_snmp_rfcv2", snmp_rfcv2, "Serve the MIB of RFC 2787."),
	GLOBAL_FLAG("enable_snmp_rfcv3", snmp_rfcv3, "Serve the MIB of RFC 6527."),
	GLOBAL_FLAG("enable_traps", snmp_traps, "Send the notifications of the MIBs that are served."),
	{ .name = "snmp_vs_stats_update_interval", CONF_SPAN(G, snmp_vs_stats_interval), .min = 1000,
	  .max = SPAN_S(30), .def = "5", .complaint = "snmp stats vs update interval '{value}' invalid - ignoring",
	  .help = "How old the statistics of virtual servers may be that SNMP shows." },
	{ .name = "snmp_rs_stats_update_interval", CONF_SPAN(G, snmp_rs_stats_interval), .min = 1000,
	  .max = SPAN_S(30), .inherit = "snmp_vs_stats_update_interval",
	  .complaint = "snmp stats rs update interval '{value}' invalid - ignoring",
	  .help = "The same for real servers." },
	GLOBAL_FLAG("enable_dbus", enable_dbus, "Serve the D-Bus interface."),
	{ .name = "dbus_service_name", CONF_STRING(G, dbus_service_name), .def = "org.keepalived.Vrrp1",
	  .missing = "dbus_service_name missing - ignoring", .help = "Name to own on the bus." },
	{ .name = "dbus_no_interface_name", CONF_STRING(G, dbus_no_interface_name), .def = "none",
	  .missing = "dbus_no_interface_name missing - ignoring",
	  .help = "What stands for the interface of an instance without one." },

	/* reload, files */
	{ .name = "reload_check_config", CONF_STRING(G, reload_check_config), .absent = "/dev/null",
	  .help = "Refuse a configuration with any finding at a reload; where to write the findings." },
	{ .name = "reload_time_file", CONF_STRING(G, reload_time_file), .missing = "reload_time_file invalid",
	  .extra = "reload_time_file invalid", .extra_is_bad = true,
	  .help = "File that holds the time of a scheduled reload." },
	GLOBAL_FLAG("reload_repeat", reload_repeat, "Keep that file, and reload daily."),
	{ .name = "reload_file", CONF_STRING(G, reload_file), .absent = "",
	  .help = "File that exists while the configuration is read." },
	{ .name = "include_check", CONF_CUSTOM(G, include_checks, &global_include_check),
	  .help = "What must exist for an include: read, match, wildcard_match, brace_match." },
	{ .name = "config_save_dir", CONF_STRING(G, config_save_dir),
	  .help = "Save configuration and state around each reload below this directory." },
	{ .name = "tmp_config_directory", CONF_STRING(G, tmp_config_directory), .repeat = CONF_FIRST_WINS,
	  .missing = "{key} missing directory name", .repeated = "{key} already specified - ignoring",
	  .reload = CONF_FIXED, .help = "Base of dump files that are given by a relative name." },
	{ .name = "data_use_instance", CONF_BOOL(G, data_use_instance),
	  .complaint = "Invalid value '{value}' for global date_use_instance specified",
	  .help = "Put the instance's name into the names of dump files." },
	{ .name = "state_dump_file", CONF_STRING(G, state_dump_file), .missing = "{key} requires path",
	  .help = "Where the state is written on SIGUSR1." },
	{ .name = "state_file_location", CONF_STRING(G, state_dump_file), .missing = "{key} requires path",
	  .is_alias = true, .help = "Other name of state_dump_file." },
	{ .name = "stats_dump_file", CONF_STRING(G, stats_dump_file), .missing = "{key} requires path",
	  .help = "Where the statistics are written on SIGUSR2." },
	{ .name = "stats_file_location", CONF_STRING(G, stats_dump_file), .missing = "{key} requires path",
	  .is_alias = true, .help = "Other name of stats_dump_file." },
	{ .name = "json_dump_file", CONF_STRING(G, json_dump_file), .missing = "{key} requires path",
	  .help = "Where the state is written as JSON." },
	{ .name = "json_file_location", CONF_STRING(G, json_dump_file), .missing = "{key} requires path",
	  .is_alias = true, .help = "Other name of json_dump_file." },
	{ .name = "json_version", CONF_UINT(G, json_version), .min = 1, .max = 2, .def = "1",
	  .missing = "{key} requires version", .complaint = "Invalid JSON version",
	  .help = "Layout of the JSON file." },
	{ .name = "umask", CONF_CUSTOM(G, umask, &global_umask), .def = "0177",
	  .help = "Rights that no file of the daemon has." },
	{ .name = "random_seed", CONF_CUSTOM(G, random_seed, &global_random_seed), .max = UINT32_MAX,
	  .complaint = "{key} {value} invalid", .help = "Makes ${_RANDOM} repeatable from here on." },
	{ .name = "plugin_dir", CONF_STRING(G, plugin_dir), .missing = "{key} requires path",
	  .deprecation_is_logged = true, .deprecated = "{key} has no effect",
	  .help = "Found in samples of others; has no effect." },

	/* at home on the top level */
	{ .name = "net_namespace", CONF_STRING(G, net_namespace), .repeat = CONF_FIRST_WINS,
	  .missing = "net_namespace name missing - ignoring", .deprecation_is_logged = true,
	  .deprecated = "{key} belongs outside of global_defs",
	  .repeated = "Duplicate net_namespace definition {value} - ignoring", .is_alias = true,
	  .reload = CONF_FIXED, .help = "Accepted here too; see the top level." },
	{ .name = "net_namespace_ipvs", CONF_CUSTOM(G, net_namespace_ipvs, &global_namespace_ipvs),
	  .deprecation_is_logged = true, .deprecated = "{key} belongs outside of global_defs", .is_alias = true,
	  .reload = CONF_FIXED, .help = "Accepted here too; see the top level." },
	{ .name = "namespace_with_ipsets", CONF_FLAG(G, namespace_with_ipsets), .is_alias = true,
	  .deprecation_is_logged = true, .deprecated = "{key} belongs outside of global_defs",
	  .help = "Accepted here too; see the top level." },
	{ .name = "instance", CONF_STRING(G, instance), .repeat = CONF_FIRST_WINS,
	  .missing = "instance name missing - ignoring", .deprecation_is_logged = true,
	  .deprecated = "{key} belongs outside of global_defs", .is_alias = true,
	  .repeated = "Duplicate instance definition {value} - ignoring", .reload = CONF_FIXED,
	  .help = "Accepted here too; see the top level." },
	{ .name = "use_pid_dir", CONF_FLAG(G, use_pid_dir), .is_alias = true, .deprecation_is_logged = true,
	  .deprecated = "{key} belongs outside of global_defs", .help = "Accepted here too; see the top level." },
	{ .name = "child_wait_time", CONF_SECONDS(G, child_wait_time), .max = SPAN_S(UINT32_MAX),
	  .complaint = "Invalid child_wait_time {value}", .is_alias = true, .deprecation_is_logged = true,
	  .deprecated = "{key} belongs outside of global_defs", .help = "Accepted here too; see the top level." },
	{ .name = "linkbeat_use_polling", CONF_FLAG(G, linkbeat_use_polling), .is_alias = true,
	  .deprecation_is_logged = true, .deprecated = "{key} belongs outside of global_defs",
	  .help = "Accepted here too; see the top level." },
};

const struct conf_block conf_global_block = {
	.name = "global_defs",
	CONF_BLOCK_OF(struct conf_global, keys),
	.merges = true,
	.help = "What holds for the daemon as a whole, and defaults.",
};
