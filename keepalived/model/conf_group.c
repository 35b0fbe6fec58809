/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/conf_group.h"

#include "lib/conf/bind.h"

#define G struct conf_vrrp_group

#define NOTIFY(word, member, text)                                                                 \
	{ .name = word, CONF_SCRIPT(G, notify.member), .repeat = CONF_FIRST_WINS,                  \
	  .repeated = "vrrp group {object}: {key} script already specified - ignoring {value}", .help = text }

static const struct conf_key keys[] = {
	{ .name = "group", CONF_WORDS(G, members), .repeat = CONF_FIRST_WINS,
	  .repeated = "Group list already specified for sync group {object}",
	  .empty = "Warning - sync group {object} has empty group block",
	  .help = "Instances that go together." },
	CONF_TRACK_ROWS(G, tracks),
	NOTIFY("notify_master", master, "Program to run on becoming MASTER."),
	NOTIFY("notify_backup", backup, "Program to run on becoming BACKUP."),
	NOTIFY("notify_fault", fault, "Program to run on entering FAULT."),
	NOTIFY("notify_stop", stop, "Program to run when the daemon stops."),
	NOTIFY("notify_deleted", deleted, "Program to run when a reload removes the group."),
	NOTIFY("notify", any, "Program to run on every change."),
	{ .name = "smtp_alert", CONF_BOOL(G, smtp_alert),
	  .complaint = "Invalid vrrp_group smtp_alert parameter {value}",
	  .inherit = "global_defs.smtp_alert_vrrp, global_defs.smtp_alert", .help = "Send mail about changes." },
	{ .name = "sync_group_tracking_weight", CONF_FLAG(G, tracking_weight),
	  .help = "Members may have trackers with weights." },
	{ .name = "global_tracking", CONF_FLAG(G, tracking_weight), .is_alias = true,
	  .deprecated = "({object}) global_tracking is deprecated. Use track_interface/script/file on the sync group",
	  .help = "Old form of tracking in the group." },
	{ .name = "notify_priority_changes", CONF_BOOL(G, notify_priority_changes),
	  .complaint = "({object}) Invalid value '{value}' for sync group notify_priority_changes specified",
	  .inherit = "global_defs.vrrp_notify_priority_changes",
	  .help = "Default of the members' keyword of that name." },
};

const struct conf_block conf_vrrp_group_block = {
	.name = "vrrp_sync_group",
	CONF_BLOCK_OF(struct conf_vrrp_group, keys),
	.naming = CONF_NAMED,
	.no_name = "vrrp_sync_group must have a name - skipping",
	.extra_name = "vrrp_sync_group must have a name - skipping",
	.duplicate = "vrrp sync group {value} already defined",
	.help = "Instances that change their state together.",
};
