/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * route_rows - the grammar of route lines, and what is known of a route once everything is read.
 */
#pragma once

#include "keepalived/model/conf_route.h"

struct conf_bind;

extern const struct conf_block conf_route_block;        /* virtual_routes */
extern const struct conf_block conf_static_route_block; /* static_routes: also track_group */

/*
 * What can only be known once everything has been read: whether its interfaces exist (with
 * @is_dynamic they need not yet) and its track_group does (@is_group_known; of no matter without
 * one). False: the route has to go, which has been reported.
 */
bool conf_route_check(struct conf_bind *b, struct conf_route *route, bool is_dynamic,
		      bool is_group_known);
