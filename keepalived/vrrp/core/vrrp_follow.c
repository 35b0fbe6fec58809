/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/core/vrrp_follow.h"

#include <string.h>

#include "keepalived/model/config.h"

static struct vrrp_follow *find(struct vrrp_follows *all, const char *name)
{
	for (size_t i = 0; i < all->v.n; i++)
		if (strcmp(all->v.at[i].name, name) == 0)
			return &all->v.at[i];
	return NULL;
}

static bool is_own(const struct conf_vrrp *conf, const char *name)
{
	return conf->interface && strcmp(conf->interface, name) == 0;
}

/* Of an instance before those of its group: completion has put into the first what both come to. */
static void add_tracks(struct vrrp_follows *all, const struct conf_vrrp *conf, const struct conf_tracks *tracks)
{
	conf_each(const struct conf_track, t, tracks->interfaces) {
		if (find(all, t->name) || (is_own(conf, t->name) && !conf->dont_track_primary))
			continue;
		vec_push(&all->v, ((struct vrrp_follow){ t->name, t->weight.value, t->weight.is_reversed }));
	}
}

static void add_address(struct vrrp_follows *all, const struct conf_vrrp *conf, const struct conf_vip *vip)
{
	struct vrrp_follow *known;

	if (!vip->dev || vip->no_track || is_own(conf, vip->dev))
		return;
	known = find(all, vip->dev);
	if (!known)
		vec_push(&all->v, ((struct vrrp_follow){ .name = vip->dev }));
	else if (known->weight)
		*known = (struct vrrp_follow){ .name = vip->dev };
}

static bool has_member(const struct conf_track_group *g, const struct conf_vrrp *conf)
{
	conf_each(const struct conf_name, member, g->members)
		if (member->target == conf)
			return true;
	return false;
}

static bool is_in_group(const struct config *config, const char *name, const struct conf_vrrp *conf)
{
	conf_each(const struct conf_track_group, g, config->track_groups)
		if (strcmp(g->head.name, name) == 0)
			return has_member(g, conf);
	return false;
}

struct vrrp_follows vrrp_follows_of(const struct config *config, const struct conf_vrrp *conf)
{
	struct vrrp_follows all = { 0 };

	add_tracks(&all, conf, &conf->tracks);
	if (conf->sync_group)
		add_tracks(&all, conf, &conf->sync_group->tracks);
	conf_each(const struct conf_vip, vip, conf->vips)
		add_address(&all, conf, vip);
	conf_each(const struct conf_vip, evip, conf->evips)
		add_address(&all, conf, evip);
	conf_each(const struct conf_vip, s, config->static_addresses)
		if (s->track_group && is_in_group(config, s->track_group, conf))
			add_address(&all, conf, s);
	return all;
}
