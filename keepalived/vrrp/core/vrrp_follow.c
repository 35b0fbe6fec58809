/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/core/vrrp_follow.h"

#include <string.h>

#include "keepalived/model/conf_group.h"
#include "keepalived/model/conf_vrrp.h"

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

static void add_addresses(struct vrrp_follows *all, const struct conf_vrrp *conf, const struct conf_vip *first)
{
	for (const struct conf_vip *vip = first; vip; vip = (const struct conf_vip *)vip->head.next) {
		struct vrrp_follow *known;

		if (!vip->dev || vip->no_track || is_own(conf, vip->dev))
			continue;
		known = find(all, vip->dev);
		if (!known)
			vec_push(&all->v, ((struct vrrp_follow){ .name = vip->dev }));
		else if (known->weight)
			*known = (struct vrrp_follow){ .name = vip->dev };
	}
}

struct vrrp_follows vrrp_follows_of(const struct conf_vrrp *conf)
{
	struct vrrp_follows all = { 0 };

	add_tracks(&all, conf, &conf->tracks);
	if (conf->sync_group)
		add_tracks(&all, conf, &conf->sync_group->tracks);
	add_addresses(&all, conf, conf->vips.first);
	add_addresses(&all, conf, conf->evips.first);
	return all;
}
