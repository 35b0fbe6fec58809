/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rt_lines - for tests of route and rule lines: reads text by the real reader, in a world of a few
 * interfaces (eth0, eth1, lo, and the VRF blue) and names.
 */
#pragma once

#include "keepalived/model/route_rows.h"
#include "keepalived/model/conf_rule.h"
#include "keepalived/model/model_load.h"
#include "lib/conf/read.h"
#include "lib/text/sbuf.h"

struct rt_root {
	struct conf_head head;
	CONF_LIST(struct conf_route) routes;
	CONF_LIST(struct conf_route) static_routes;
	CONF_LIST(struct conf_rule) rules;
	CONF_LIST(struct conf_rule) static_rules;
};

struct rt_lines {
	struct arena      image;
	struct arena      scratch;
	struct diag_list  diags;
	struct expand     expand;
	struct conf_bind  bind;
	struct conf_read  read;
	struct model_load load;
	struct rt_root    root;
	struct sbuf       text;     /* what is read */
	struct sbuf       findings; /* of all, " || " between them; notes begin with "note: " */
};

extern const struct conf_block rt_root_block;

/* "BLOCK { LINES }", where BLOCK is virtual_routes, static_routes, virtual_rules or static_rules. */
void rt_lines_read(struct rt_lines *l, const char *block, const char *lines, bool is_test);
void rt_lines_release(struct rt_lines *l);

/* Brought up to date by each call. */
const char *rt_lines_findings(struct rt_lines *l);

/* Column where finding @i points. */
unsigned rt_lines_column(const struct rt_lines *l, size_t i);

/* The canonical line of @object, into the arena of @l. */
const char *rt_lines_print(struct rt_lines *l, const struct conf_block *block, const void *object);
