/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/config.h"

#include "keepalived/model/global_rows.h"
#include "keepalived/model/global_words.h"
#include "keepalived/model/route_rows.h"
#include "keepalived/model/vrrp_rows.h"
#include "lib/conf/bind.h"

#define C         struct config
#define SPAN_S(s) (INT64_C(1000000) * (s))

static const struct conf_key keys[] = {
	{ .name = "net_namespace", CONF_STRING(C, global.net_namespace), .repeat = CONF_FIRST_WINS,
	  .missing = "net_namespace name missing - ignoring",
	  .repeated = "Duplicate net_namespace definition {value} - ignoring", .reload = CONF_FIXED,
	  .help = "Network namespace that the daemon runs in." },
	{ .name = "net_namespace_ipvs", CONF_CUSTOM(C, global.net_namespace_ipvs, &global_namespace_ipvs),
	  .reload = CONF_FIXED, .help = "Network namespace of IPVS; without a name: that of process 1." },
	{ .name = "namespace_with_ipsets", CONF_FLAG(C, global.namespace_with_ipsets),
	  .help = "Use ipsets in a namespace on kernels before 3.13." },
	{ .name = "instance", CONF_STRING(C, global.instance), .repeat = CONF_FIRST_WINS,
	  .missing = "instance name missing - ignoring",
	  .repeated = "Duplicate instance definition {value} - ignoring", .reload = CONF_FIXED,
	  .help = "Name of this daemon where several run." },
	{ .name = "use_pid_dir", CONF_FLAG(C, global.use_pid_dir), .reload = CONF_START,
	  .help = "Put pid files into /run/keepalived." },
	{ .name = "child_wait_time", CONF_SECONDS(C, global.child_wait_time), .max = SPAN_S(UINT32_MAX),
	  .complaint = "Invalid child_wait_time {value}", .def = "5",
	  .help = "How long the parent waits for its children to stop." },
	{ .name = "linkbeat_use_polling", CONF_FLAG(C, global.linkbeat_use_polling),
	  .help = "Poll the link state of all interfaces of instances." },
	{ .name = "linkbeat_interfaces", CONF_LINES(C, linkbeats, struct conf_linkbeat, &conf_linkbeat_line),
	  .help = "Interfaces whose link state is polled." },
	{ .name = "interface_up_down_delays", CONF_LINES(C, if_delays, struct conf_if_delay, &conf_if_delay_line),
	  .help = "How long interfaces must be down or up before that counts." },
	{ .name = "global_defs", CONF_SINGLE(C, global, struct conf_global, &conf_global_block),
	  .help = "What holds for the daemon as a whole." },
	{ .name = "vrrp_instance", CONF_BLOCKS(C, vrrps, struct conf_vrrp, &conf_vrrp_block),
	  .help = "A virtual router." },
	{ .name = "vrrp_sync_group", CONF_BLOCKS(C, vrrp_groups, struct conf_vrrp_group, &conf_vrrp_group_block),
	  .help = "Instances that change their state together." },
	{ .name = "vrrp_script", CONF_BLOCKS(C, scripts, struct conf_vrrp_script, &conf_vrrp_script_block),
	  .help = "A program whose result counts." },
	{ .name = "track_file", CONF_BLOCKS(C, track_files, struct conf_track_file, &conf_track_file_block),
	  .help = "A file whose content counts." },
	{ .name = "vrrp_track_file", CONF_BLOCKS(C, track_files, struct conf_track_file, &conf_track_file_block),
	  .is_alias = true, .deprecation_is_logged = true,
	  .deprecated = "vrrp_track_file is deprecated - please use track_file", .help = "Old name of track_file." },
	{ .name = "vrrp_track_process",
	  CONF_BLOCKS(C, track_processes, struct conf_track_process, &conf_track_process_block),
	  .help = "A process whose presence counts." },
	{ .name = "track_group", CONF_BLOCKS(C, track_groups, struct conf_track_group, &conf_track_group_block),
	  .help = "Instances that static entries refer to." },
	{ .name = "garp_group", CONF_BLOCKS(C, garp_groups, struct conf_garp_group, &conf_garp_group_block),
	  .help = "Interfaces whose announcements are paced together." },
	{ .name = "static_ipaddress", CONF_LINES(C, static_addresses, struct conf_vip, &conf_static_vip_block),
	  .help = "Addresses that are there whatever VRRP does." },
	{ .name = "static_routes", CONF_LINES(C, static_routes, struct conf_route, &conf_static_route_block),
	  .help = "Routes that are there whatever VRRP does." },
	{ .name = "static_rules", CONF_LINES(C, static_rules, struct conf_rule, &conf_static_rule_block),
	  .help = "Policy rules that are there whatever VRRP does." },
	{ .name = "bfd_instance", CONF_BLOCKS(C, bfds, struct conf_bfd, &conf_bfd_block), .help = "A BFD session." },
	{ .name = "virtual_server_group", CONF_BLOCKS(C, vs_groups, struct conf_vs_group, &conf_vs_group_block),
	  .help = "Addresses and marks that make one virtual server." },
	{ .name = "virtual_server", CONF_BLOCKS(C, virtuals, struct conf_virtual, &conf_virtual_block),
	  .help = "A service, and the servers behind it." },
	{ .name = "SSL", CONF_SINGLE(C, ssl, struct conf_ssl, &conf_ssl_block),
	  .repeated = "SSL context already specified - replacing", .help = "Who SSL_GET is to the servers." },
};

const struct conf_block config_block = {
	.name = "top level",
	CONF_BLOCK_OF(struct config, keys),
	.help = "The whole configuration.",
};
