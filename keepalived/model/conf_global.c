/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/conf_global.h"

#include <inttypes.h>

#include "keepalived/model/model_load.h"

static struct conf_place place_of(struct conf_bind *b, const struct conf_global *g, const void *member)
{
	return conf_bind_member_place(b, &g->head, (size_t)((const char *)member - (const char *)g));
}

/* vrrp_min_garp: only what nobody set explicitly becomes minimal, wherever the keyword stands. */
static void complete_garp(struct conf_global *g)
{
	struct conf_garp_defaults *d = &g->garp;

	if (!conf_is_given(g, garp.master_delay))
		d->master_delay = span_seconds(d->minimal ? 0 : 5);
	if (!conf_is_given(g, garp.master_repeat))
		d->master_repeat = d->minimal ? 1 : 5;
	if (!conf_is_given(g, garp.master_refresh_repeat))
		d->master_refresh_repeat = 1;
	if (!conf_is_given(g, garp.lower_prio_delay))
		d->lower_prio_delay = d->master_delay;
	if (!conf_is_given(g, garp.lower_prio_repeat))
		d->lower_prio_repeat = d->master_repeat;
}

static void warn_if_large(struct conf_bind *b, struct conf_global *g, const struct span *span, int64_t seconds,
			  const char *name)
{
	if (span->us >= seconds * USEC_PER_SEC)
		diag_add(b->diags, DIAG_LOGGED, place_of(b, g, span),
			 "The %s is very large - %" PRId64 ".%06" PRId64 " seconds", name,
			 span->us / USEC_PER_SEC, span->us % USEC_PER_SEC);
}

static bool same_path(const char *a, const char *b)
{
	while (*a && *b) {
		while (a[0] == '/' && a[1] == '/')
			a++;
		while (b[0] == '/' && b[1] == '/')
			b++;
		if (*a++ != *b++)
			return false;
	}
	return !*a && !*b;
}

/* One path must not be written twice. */
static void complete_fifos(struct conf_bind *b, struct conf_global *g)
{
	struct conf_fifo *vrrp = &g->vrrp_notify_fifo;
	struct conf_fifo *lvs = &g->lvs_notify_fifo;
	const char       *all = g->notify_fifo.path;

	if (all && vrrp->path && same_path(all, vrrp->path)) {
		diag_add(b->diags, DIAG_LOGGED, place_of(b, g, vrrp),
			 "notify FIFO %s has been specified for global and vrrp FIFO - ignoring vrrp FIFO", all);
		*vrrp = (struct conf_fifo){ 0 };
	}
	if (all && lvs->path && same_path(all, lvs->path)) {
		diag_add(b->diags, DIAG_LOGGED, place_of(b, g, lvs),
			 "notify FIFO %s has been specified for global and LVS FIFO - ignoring LVS FIFO", all);
		*lvs = (struct conf_fifo){ 0 };
	}
	if (vrrp->path && lvs->path && same_path(vrrp->path, lvs->path) && vrrp->script.argv && lvs->script.argv) {
		diag_add(b->diags, DIAG_LOGGED, place_of(b, g, lvs),
			 "LVS notify FIFO and vrrp FIFO are the same both with scripts - ignoring LVS FIFO script");
		lvs->script = (struct conf_script){ 0 };
	}

	struct conf_fifo *const fifos[] = { &g->notify_fifo, vrrp, lvs };
	for (size_t i = 0; i < ARRAY_SIZE(fifos); i++)
		if (fifos[i]->script.argv && !fifos[i]->path)
			diag_add(b->diags, DIAG_LOGGED, place_of(b, g, &fifos[i]->script),
				 "FIFO script %s is never started, since its FIFO is not configured",
				 fifos[i]->script.text);
}

static void complete_processes(struct conf_bind *b, struct conf_global *g)
{
	struct conf_process *const processes[] = { &g->vrrp, &g->checker, &g->bfd };
	static const char *const   names[] = { "keepalived_vrrp", "keepalived_lvs", "keepalived_bfd" };

	for (size_t i = 0; i < ARRAY_SIZE(processes); i++) {
		if (!processes[i]->name && g->process_names)
			processes[i]->name = arena_strdup(b->image, names[i]);
		if (!processes[i]->rlimit_rttime)
			processes[i]->rlimit_rttime = 10000;
		else if (processes[i]->rlimit_rttime == 1)
			processes[i]->rlimit_rttime = 2;
	}
}

static bool is_top_level(const struct conf_global *g, uint32_t offset)
{
	const void *const members[] = { &g->net_namespace, &g->net_namespace_ipvs, &g->namespace_with_ipsets,
					&g->instance,      &g->use_pid_dir,        &g->child_wait_time,
					&g->linkbeat_use_polling };

	for (size_t i = 0; i < ARRAY_SIZE(members); i++)
		if ((const char *)members[i] == (const char *)g + offset)
			return true;
	return false;
}

/* Words of the top level may stand in global_defs; they are words of the top level all the same. */
static void move_to_top_level(struct conf_bind *b, struct conf_global *g)
{
	struct conf_head *root = b->root;

	for (const struct conf_origin *o = g->head.origins; o; o = o->next) {
		struct conf_origin *moved;

		if (!is_top_level(g, o->offset))
			continue;
		moved = arena_memdup(b->image, o, sizeof(*o));
		moved->offset += (uint32_t)((char *)g - (char *)root);
		moved->next = root->origins;
		root->origins = moved;
	}
}

static bool is_given_on_top_level(const struct conf_bind *b, const void *member)
{
	return conf_origin_find(b->root, (size_t)((const char *)member - (const char *)b->root)) != NULL;
}

/* Because: nothing in an image may point outside of it, not even at a constant. */
#define DEFAULT_TEXT(member, text) DEFAULT(member, arena_strdup(b->image, (text)))

#define DEFAULT(member, value)                                                                     \
	do {                                                                                       \
		if (!conf_is_given(g, member))                                                     \
			g->member = (value);                                                       \
	} while (0)

void conf_global_complete(struct conf_bind *b, struct conf_global *g)
{
	move_to_top_level(b, g);
	if (!is_given_on_top_level(b, &g->child_wait_time))
		g->child_wait_time = span_seconds(5);
	if (!g->router_id)
		g->router_id = g->lvs_id;
	DEFAULT(smtp_connect_timeout, span_seconds(30));
	DEFAULT(startup_script_timeout, span_seconds(10));
	DEFAULT(shutdown_script_timeout, span_seconds(10));
	DEFAULT(vrrp_version, 2);
	DEFAULT_TEXT(default_interface, "eth0");
	DEFAULT(down_timer_adverts, 3);
	DEFAULT_TEXT(vmac_prefix, "vrrp");
	DEFAULT_TEXT(vmac_addr_prefix, g->vmac_prefix);
	DEFAULT(rx_bufs_multiplier, 3);
	DEFAULT(nftables_priority, -1);
	DEFAULT(nftables_ipvs_priority, -1);
	DEFAULT(nftables_ipvs_start_fwmark, 1000);
	DEFAULT(min_auto_priority_delay, 1000000);
	DEFAULT(snmp_vs_stats_interval, span_seconds(5));
	DEFAULT(snmp_rs_stats_interval, g->snmp_vs_stats_interval);
	DEFAULT_TEXT(dbus_service_name, "org.keepalived.Vrrp1");
	DEFAULT_TEXT(dbus_no_interface_name, "none");
	DEFAULT(json_version, 1);
	DEFAULT(umask, 0177);
	if (!conf_is_given(g, mcast_group4))
		addr_parse("224.0.0.18", &g->mcast_group4);
	if (!conf_is_given(g, mcast_group6))
		addr_parse("ff02::12", &g->mcast_group6);

	complete_garp(g);
	complete_fifos(b, g);
	complete_processes(b, g);
	warn_if_large(b, g, &g->garp.interval, 1, "vrrp_garp_interval");
	warn_if_large(b, g, &g->garp.gna_interval, 1, "vrrp_gna_interval");
	warn_if_large(b, g, &g->startup_delay, 60, "vrrp_startup_delay");
	if (model_of(b)->ops->rt_directories)
		model_of(b)->ops->rt_directories(model_of(b)->world, g->iproute_etc_dir, g->iproute_usr_dir);
}
