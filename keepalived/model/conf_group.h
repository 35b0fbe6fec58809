/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * conf_group - a vrrp_sync_group: instances that are MASTER together or not at all.
 */
#pragma once

#include "keepalived/model/conf_vrrp.h"

struct conf_vrrp_group {
	struct conf_head head;
	CONF_LIST(struct conf_name) members; /* target: the struct conf_vrrp */
	struct conf_tracks tracks;
	struct conf_notify notify;
	bool smtp_alert;
	bool tracking_weight;
	bool notify_priority_changes;
};

extern const struct conf_block conf_vrrp_group_block;
