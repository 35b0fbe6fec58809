/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Members of sync groups and of track groups, by name. */
#include "keepalived/model/complete.h"

static void resolve_members(struct conf_bind *b, struct conf_vrrp_group *group)
{
	struct conf_name *next;

	for (struct conf_name *m = group->members.first; m; m = next) {
		struct conf_vrrp *vi = conf_bind_find(b, &conf_vrrp_block, m->head.name);

		next = (struct conf_name *)m->head.next;
		if (vi && !vi->sync_group) {
			vi->sync_group = group;
			m->target = vi;
			continue;
		}
		if (vi)
			complete_report(b, DIAG_CONFLICT, &m->head, NULL, NULL,
					"Virtual router %s cannot exist in more than one sync group; ignoring %s",
					m->head.name, group->head.name);
		else
			complete_report(b, DIAG_UNKNOWN_NAME, &m->head, NULL, NULL,
					"Virtual router %s specified in sync group %s doesn't exist - ignoring",
					m->head.name, group->head.name);
		conf_remove(&group->members, m);
	}
}

void complete_groups(struct conf_bind *b, struct config *c)
{
	struct conf_vrrp_group *next;

	for (struct conf_vrrp_group *g = c->vrrp_groups.first; g; g = next) {
		bool was_empty = !g->members.n;

		next = (struct conf_vrrp_group *)g->head.next;
		resolve_members(b, g);
		if (was_empty)
			complete_report(b, DIAG_INCOMPLETE, &g->head, "vrrp_sync_group", NULL,
					"Sync group %s has no virtual router(s). removing", g->head.name);
		else if (!g->members.n)
			complete_report(b, DIAG_INCOMPLETE, &g->head, "vrrp_sync_group", &g->members,
					"Sync group %s, no matching virtual router found in group declaration"
					" - removing",
					g->head.name);
		else if (g->members.n == 1)
			complete_report(b, DIAG_INCOMPLETE, &g->head, "vrrp_sync_group", &g->members,
					"Sync group %s has only 1 virtual router(s) - this probably isn't what"
					" you want",
					g->head.name);
		if (!g->members.n)
			conf_remove(&c->vrrp_groups, g);
	}

	conf_each(struct conf_track_group, g, c->track_groups)
		conf_each(struct conf_name, m, g->members)
			m->target = conf_bind_find(b, &conf_vrrp_block, m->head.name);
}
