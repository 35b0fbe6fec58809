/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interfaces that a configuration names: do they exist, and what if not. Static entries as well. */
#include <string.h>

#include "keepalived/model/complete.h"

struct check {
	struct conf_bind *b;
	struct config    *c;
	bool              is_dynamic;
	bool              is_missing; /* one that has to exist does not */
};

static bool exists(const struct check *k, const char *name)
{
	struct model_load *m = model_of(k->b);
	struct world_iface iface;

	return m->ops->iface(m->world, name, &iface);
}

/* False if @name has to exist and does not; the finding is the caller's. */
static bool is_good(struct check *k, const char *name)
{
	if (k->is_dynamic || exists(k, name))
		return true;
	k->is_missing = true;
	return false;
}

static const char *vip_text(struct check *k, const struct conf_vip *vip)
{
	char text[PREFIX_LEN];

	if (vip->has_length)
		prefix_format(&vip->address, text);
	else
		addr_format(&vip->address.addr, text);
	return arena_strdup(k->b->scratch, text);
}

static void check_addresses(struct check *k, struct conf_list_any *list)
{
	struct conf_head *next;

	for (struct conf_head *h = list->first; h; h = next) {
		struct conf_vip *vip = (struct conf_vip *)h;

		next = h->next;
		if (!vip->dev || is_good(k, vip->dev))
			continue;
		complete_report_line(k->b, DIAG_NO_INTERFACE, h, NULL, &vip->dev,
				     "WARNING - interface %s for ip address %s doesn't exist", vip->dev,
				     vip_text(k, vip));
		conf_list_remove(list, h);
	}
}

static void check_tracks(struct check *k, struct conf_tracks *tracks, const char *owner)
{
	struct conf_track *next;

	for (struct conf_track *t = tracks->interfaces.first; t; t = next) {
		next = (struct conf_track *)t->head.next;
		if (is_good(k, t->name))
			continue;
		complete_report_line(k->b, DIAG_NO_INTERFACE, &t->head, NULL, NULL,
				     "(%s) tracked interface %s doesn't exist", owner, t->name);
		conf_remove(&tracks->interfaces, t);
	}
}

static bool is_track_group(struct check *k, const char *name)
{
	return !name || conf_bind_find(k->b, &conf_track_group_block, name);
}

static void check_routes(struct check *k, struct conf_list_any *list)
{
	struct conf_head *next;

	for (struct conf_head *h = list->first; h; h = next) {
		struct conf_route *route = (struct conf_route *)h;
		size_t             before = k->b->diags->found.n;

		next = h->next;
		if (conf_route_check(k->b, route, k->is_dynamic, is_track_group(k, route->track_group)))
			continue;
		conf_list_remove(list, h);
		k->is_missing |= k->b->diags->found.n > before &&
				 k->b->diags->found.at[k->b->diags->found.n - 1].code == DIAG_NO_INTERFACE;
	}
}

static void check_rules(struct check *k, struct conf_list_any *list, struct conf_rule_order *order)
{
	struct conf_head *next;

	for (struct conf_head *h = list->first; h; h = next) {
		struct conf_rule *rule = (struct conf_rule *)h;
		size_t            before = k->b->diags->found.n;

		next = h->next;
		if (conf_rule_check(k->b, rule, k->is_dynamic, is_track_group(k, rule->track_group))) {
			conf_rule_assign_priority(k->b, rule, order);
			continue;
		}
		conf_list_remove(list, h);
		k->is_missing |= k->b->diags->found.n > before &&
				 k->b->diags->found.at[k->b->diags->found.n - 1].code == DIAG_NO_INTERFACE;
	}
}

#define ANY(list) ((struct conf_list_any *)(list))

static void check_vrrp(struct check *k, struct conf_vrrp *vi, struct conf_rule_order *order)
{
	if (vi->interface && !is_good(k, vi->interface))
		complete_report_line(k->b, DIAG_NO_INTERFACE, &vi->head, "vrrp_instance", &vi->interface,
				     "WARNING - interface %s for vrrp_instance %s doesn't exist", vi->interface,
				     vi->head.name);
	if (vi->vrf && !vi->interface && !is_good(k, vi->vrf))
		complete_report_line(k->b, DIAG_NO_INTERFACE, &vi->head, "vrrp_instance", &vi->vrf,
				     "(%s) WARNING - VRF interface %s doesn't exist", vi->head.name, vi->vrf);
	check_addresses(k, ANY(&vi->vips));
	check_addresses(k, ANY(&vi->evips));
	check_routes(k, ANY(&vi->routes));
	check_rules(k, ANY(&vi->rules), order);
	check_tracks(k, &vi->tracks, vi->head.name);
}

/* An interface is paced by one group only. */
static void check_garp_groups(struct check *k)
{
	struct map taken;

	map_init(&taken);
	conf_each(struct conf_garp_group, g, k->c->garp_groups) {
		struct conf_name *next;

		for (struct conf_name *name = g->interfaces.first; name; name = next) {
			next = (struct conf_name *)name->head.next;
			if (!exists(k, name->head.name)) {
				k->is_missing |= !k->is_dynamic;
				complete_report_line(k->b, k->is_dynamic ? DIAG_LOGGED : DIAG_NO_INTERFACE,
						     &name->head, NULL, NULL,
						     "WARNING - interface %s specified for garp_group doesn't exist",
						     name->head.name);
				if (!k->is_dynamic)
					conf_remove(&g->interfaces, name);
			} else if (!map_put(&taken, name->head.name, name)) {
				complete_report_line(k->b, DIAG_DUPLICATE, &name->head, NULL, NULL,
						     "garp_group already specified for %s - ignoring",
						     name->head.name);
				conf_remove(&g->interfaces, name);
			}
		}
	}
	map_release(&taken);
}

static void check_supervision(struct check *k)
{
	struct conf_linkbeat *next_linkbeat;
	struct conf_if_delay *next_delay;

	for (struct conf_linkbeat *l = k->c->linkbeats.first; l; l = next_linkbeat) {
		next_linkbeat = (struct conf_linkbeat *)l->head.next;
		if (k->is_dynamic || exists(k, l->interface))
			continue;
		complete_report_line(k->b, DIAG_BAD_INTERFACE, &l->head, NULL, NULL,
				     "unknown interface %s specified for linkbeat interface", l->interface);
		conf_remove(&k->c->linkbeats, l);
	}
	for (struct conf_if_delay *d = k->c->if_delays.first; d; d = next_delay) {
		next_delay = (struct conf_if_delay *)d->head.next;
		if (k->is_dynamic || exists(k, d->interface))
			continue;
		complete_report_line(k->b, DIAG_BAD_INTERFACE, &d->head, NULL, NULL,
				     "unknown interface %s specified for up/down delay", d->interface);
		conf_remove(&k->c->if_delays, d);
	}
}

static void check_static(struct check *k, struct conf_rule_order *order)
{
	check_addresses(k, ANY(&k->c->static_addresses));
	check_routes(k, ANY(&k->c->static_routes));
	check_rules(k, ANY(&k->c->static_rules), order);

	conf_each(struct conf_vip, vip, k->c->static_addresses) {
		/* Where reading had to stop nobody has said what the default is. */
		if (vip->dev || !k->c->global.default_interface)
			continue;
		vip->dev = k->c->global.default_interface;
		if (k->is_dynamic || exists(k, vip->dev))
			continue;
		complete_report_line(k->b, DIAG_BAD_INTERFACE, &vip->head, NULL, NULL,
				     "Static address %s requires either an interface or default interface must"
				     " exist",
				     vip_text(k, vip));
		k->is_missing = true;
	}
}

void complete_interfaces(struct conf_bind *b, struct config *c)
{
	struct check           k = { .b = b, .c = c, .is_dynamic = c->global.dynamic_interfaces };
	struct conf_rule_order order = CONF_RULE_ORDER;

	check_static(&k, &order);
	conf_each(struct conf_vrrp, vi, c->vrrps)
		check_vrrp(&k, vi, &order);
	conf_each(struct conf_vrrp_group, g, c->vrrp_groups)
		check_tracks(&k, &g->tracks, g->head.name);
	check_garp_groups(&k);
	check_supervision(&k);
	if (k.is_missing && !b->is_stopped) {
		struct diag *d = diag_add(b->diags, DIAG_NO_INTERFACE, (struct conf_place){ 0 },
					  "Non-existent interface specified in configuration");

		diag_help(b->diags, d, "dynamic_interfaces in global_defs permits interfaces that come later");
		complete_fatal(b, d);
		b->diags->ends_as_error = true;
	}
}

void complete_static(struct conf_bind *b, struct config *c)
{
	conf_each(struct conf_vip, vip, c->static_addresses) {
		if (!vip->track_group)
			continue;
		if (!conf_bind_find(b, &conf_track_group_block, vip->track_group)) {
			complete_report_line(b, DIAG_UNKNOWN_NAME, &vip->head, NULL, &vip->track_group,
					     "track_group %s not found", vip->track_group);
			vip->track_group = NULL;
		} else if (vip->no_track) {
			complete_report(b, DIAG_LOGGED, &vip->head, NULL, &vip->track_group,
					"track_group %s with no_track - not tracking", vip->track_group);
			vip->track_group = NULL;
		}
	}
}
