/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules between instances: no two of them may be the same virtual router. */
#include <inttypes.h>
#include <string.h>

#include "keepalived/model/complete.h"

/* Instances that adverts of one kind could reach: same family, VRID and base interface. */
struct bucket {
	struct bucket          *next;
	const struct conf_vrrp *vi;
};

static uint32_t base_of(struct conf_bind *b, const struct conf_vrrp *vi)
{
	struct model_load *m = model_of(b);
	struct world_iface iface;

	if (!vi->interface || !m->ops->iface(m->world, vi->interface, &iface))
		return 0;
	return iface.base_index ? iface.base_index : iface.index;
}

/* What adverts really go through: the base of a macvlan is as good as the macvlan. */
static const char *base_name(struct conf_bind *b, const struct conf_vrrp *vi)
{
	struct model_load *m = model_of(b);
	uint32_t           base = base_of(b, vi);
	const char        *name = base ? m->ops->iface_name(m->world, base) : NULL;

	return name ? name : vi->interface ? vi->interface : "";
}

static void report_conflict(struct conf_bind *b, const struct conf_vrrp *one, const struct conf_vrrp *two)
{
	struct diag *d;

	if (one->is_unicast)
		d = vrrp_report(b, DIAG_CONFLICT, two, &two->vrid, "(%s) duplicate VRID conflict with %s VRID %" PRIu32,
				one->head.name, two->head.name, two->vrid);
	else
		d = vrrp_report(b, DIAG_CONFLICT, two, &two->vrid,
				"%s and %s both use VRID %" PRIu32 " with IPv%d on interface %s", one->head.name,
				two->head.name, two->vrid, one->family == ADDR_IPV6 ? 6 : 4, base_name(b, two));
	diag_help(b->diags, d, "%s, in line %" PRIu32 ", has the same virtual_router_id", one->head.name,
		  one->head.line);
	complete_fatal(b, d);
}

static void check_vrids(struct conf_bind *b, struct config *c)
{
	struct map seen;

	map_init(&seen);
	conf_each(const struct conf_vrrp, vi, c->vrrps) {
		const char    *key;
		struct bucket *mine = arena_new(b->scratch, struct bucket);
		struct bucket *first;

		if (!vi->vrid)
			continue;
		key = arena_printf(b->scratch, "%d %" PRIu32 " %s", vi->family, vi->vrid, base_name(b, vi));
		first = map_find(&seen, key);
		for (const struct bucket *other = first; other; other = other->next)
			if (conf_vrrp_is_rival(other->vi, vi))
				report_conflict(b, other->vi, vi);
		*mine = (struct bucket){ .next = first, .vi = vi };
		map_set(&seen, key, mine);
	}
	map_release(&seen);
}

/* An explicit name of a VMAC belongs to one instance. */
static void check_vmac_names(struct conf_bind *b, struct config *c)
{
	struct map taken;

	map_init(&taken);
	conf_each(struct conf_vrrp, vi, c->vrrps) {
		const struct conf_vrrp *other;

		if (!vi->vmac.name || map_put(&taken, vi->vmac.name, vi))
			continue;
		other = map_find(&taken, vi->vmac.name);
		complete_report_line(b, DIAG_DUPLICATE, &vi->head, "vrrp_instance", &vi->vmac,
				     "(%s) VRRP instance %s is already using %s - ignoring name", vi->head.name,
				     other->head.name, vi->vmac.name);
		vi->vmac.name = NULL;
	}
	map_release(&taken);
}

void complete_cross(struct conf_bind *b, struct config *c)
{
	check_vrids(b, c);
	check_vmac_names(b, c);
}
