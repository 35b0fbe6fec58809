/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * conf_rule - one line of policy routing rules, virtual or static.
 */
#pragma once

#include "lib/conf/bind.h"
#include "lib/conf/schema.h"

enum conf_rule_action {
	CONF_RULE_NONE,
	CONF_RULE_TABLE,
	CONF_RULE_L3MDEV,
	CONF_RULE_GOTO,
	CONF_RULE_NOP,
	CONF_RULE_BLACKHOLE,
	CONF_RULE_UNREACHABLE,
	CONF_RULE_PROHIBIT,
};

struct conf_range {
	bool     is_set;
	uint32_t first;
	uint32_t last;
};

struct conf_rule {
	struct conf_head  head;
	uint8_t           family; /* enum addr_family */
	uint8_t           action; /* enum conf_rule_action */
	bool              says_inet; /* the word "inet" */
	bool              says_inet6;
	struct prefix     from;
	struct prefix     to;
	bool              has_from;
	bool              has_to;
	bool              is_inverted;
	uint32_t          table;
	uint32_t          target; /* goto */
	uint32_t          priority;
	bool              has_priority;
	uint32_t          tos;
	uint32_t          fwmark;
	uint32_t          fwmask;
	bool              has_fwmark;
	bool              has_fwmask;
	const char       *iif;
	const char       *oif;
	uint32_t          realms; /* FROM << 16 | TO */
	int32_t           suppress_prefixlength; /* -1: none */
	int32_t           suppress_ifgroup;      /* -1: none */
	uint64_t          tunnel_id;
	bool              has_tunnel_id;
	struct conf_range uids;
	uint32_t          protocol;
	uint32_t          ip_proto;
	bool              has_ip_proto;
	struct conf_range sport;
	struct conf_range dport;
	bool              no_track;
	const char       *track_group;
};

extern const struct conf_block conf_rule_block;        /* virtual_rules */
extern const struct conf_block conf_static_rule_block; /* static_rules: also track_group */

/*
 * What can only be known once everything has been read: whether its interfaces exist (with
 * @is_dynamic they need not yet) and its track_group does (@is_group_known; of no matter without
 * one). False: the rule has to go, which has been reported.
 */
bool conf_rule_check(struct conf_bind *b, struct conf_rule *rule, bool is_dynamic,
		     bool is_group_known);

/* The next priority for rules that have none, per family. */
struct conf_rule_order {
	uint32_t next4;
	uint32_t next6;
};

#define CONF_RULE_ORDER ((struct conf_rule_order){ .next4 = 16384, .next6 = 16384 })

/* For every rule that is kept, in the order of the files; reports where it had to give one. */
void conf_rule_assign_priority(struct conf_bind *b, struct conf_rule *rule,
			       struct conf_rule_order *order);
