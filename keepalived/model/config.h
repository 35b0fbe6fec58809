/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * config - everything that a configuration says, once it is read, completed and checked.
 *
 * This is the root of an image: all that is reached from here lies in one sealed piece of memory, is
 * const to everybody, and needs no second look: defaults and inheritance have been applied.
 */
#pragma once

#include "keepalived/model/conf_bfd.h"
#include "keepalived/model/conf_global.h"
#include "keepalived/model/conf_group.h"
#include "keepalived/model/conf_lvs.h"
#include "keepalived/model/conf_static.h"
#include "keepalived/model/conf_track.h"
#include "keepalived/model/conf_vrrp.h"
#include "lib/conf/schema.h"

struct config {
	struct conf_head   head;
	const char *const *files; /* as opened, in that order; index 0 is not used */
	uint32_t           n_files;
	const char        *main_directory;

	struct conf_global global;

	CONF_LIST(struct conf_vrrp)          vrrps;
	CONF_LIST(struct conf_vrrp_group)    vrrp_groups;
	CONF_LIST(struct conf_vrrp_script)   scripts;
	CONF_LIST(struct conf_track_file)    track_files;
	CONF_LIST(struct conf_track_process) track_processes;
	CONF_LIST(struct conf_track_group)   track_groups;
	CONF_LIST(struct conf_garp_group)    garp_groups;
	CONF_LIST(struct conf_vip)           static_addresses;
	CONF_LIST(struct conf_route)         static_routes;
	CONF_LIST(struct conf_rule)          static_rules;
	CONF_LIST(struct conf_linkbeat)      linkbeats;
	CONF_LIST(struct conf_if_delay)      if_delays;
	CONF_LIST(struct conf_bfd)           bfds;
	CONF_LIST(struct conf_vs_group)      vs_groups;
	CONF_LIST(struct conf_virtual)       virtuals;
	struct conf_ssl                      ssl;
};

extern const struct conf_block config_block;

struct conf_bind;

/*
 * After everything is read: defaults, inheritance, references, and all rules between keywords. Where
 * reading had to stop, only the interfaces that were named before are looked at.
 */
void config_complete(struct conf_bind *b, struct config *c);
