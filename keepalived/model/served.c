/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/served.h"

#include <stddef.h>
#include <string.h>

#include "keepalived/model/complete.h"
#include "keepalived/model/config.h"

/* One kind of thing, in one kind of object. Without a member, the object itself is the thing. */
struct rule {
	const char       *what;
	enum served_owner owner;
	bool              is_refused;
	const char       *kind;
	size_t            list;  /* of the objects, in struct config; NOT_LISTED: its global part */
	size_t            place; /* of the member whose line is shown */
	size_t            at;    /* of the bytes that are all zero when nobody asks */
	size_t            size;
	bool (*is_wanted)(const void *object); /* instead of such bytes */
};

#define NOT_LISTED 0 /* struct config begins with its head */

#define OBJECTS(member)     .list = offsetof(struct config, member)
#define BLOCKS(name, member) .kind = (name), OBJECTS(member)
#define INSTANCE            BLOCKS("vrrp_instance", vrrps)
#define GROUP               BLOCKS("vrrp_sync_group", vrrp_groups)

#define ASKS(T, member, part)                                                                      \
	.place = offsetof(T, member), .at = offsetof(T, member part), .size = sizeof(((T *)0)->member part)
#define GLOBAL(member, part)          ASKS(struct conf_global, member, part)
#define INSTANCE_ASKS(member, part)   INSTANCE, ASKS(struct conf_vrrp, member, part)
#define INSTANCE_IS(member, function) INSTANCE, .place = offsetof(struct conf_vrrp, member), .is_wanted = (function)
#define GROUP_ASKS(member, part)      GROUP, ASKS(struct conf_vrrp_group, member, part)

#define REFUSED SERVED_VRRP, true

static bool speaks_ipv6(const void *object)
{
	return ((const struct conf_vrrp *)object)->family == ADDR_IPV6;
}

static bool has_excluded_ipv6(const void *object)
{
	const struct conf_vrrp *v = object;

	conf_each(const struct conf_vip, vip, v->evips) {
		if (vip->address.addr.family == ADDR_IPV6)
			return true;
	}
	return false;
}

static bool is_ipv6(const void *object)
{
	return ((const struct conf_vip *)object)->address.addr.family == ADDR_IPV6;
}

static bool uses_ah(const void *object)
{
	return ((const struct conf_vrrp *)object)->authentication.type == CONF_AUTH_AH;
}

static bool has_no_interface(const void *object)
{
	return !((const struct conf_vrrp *)object)->interface;
}

static bool drops_packets(const void *object)
{
	const struct conf_vrrp *v = object;

	return v->interface && !v->accept; /* without one, it was not completed */
}

static bool has_group_that_tracks(const void *object)
{
	const struct conf_vrrp_group *g = ((const struct conf_vrrp *)object)->sync_group;

	return g && (g->tracks.scripts.n || g->tracks.files.n || g->tracks.processes.n || g->tracks.bfds.n);
}

static const struct rule rules[] = {
	{ "virtual_server", SERVED_CHECK, false, BLOCKS("virtual_server", virtuals) },
	{ "bfd_instance", SERVED_BFD, false, BLOCKS("bfd_instance", bfds) },

	{ "IPv6", REFUSED, INSTANCE_IS(vips, speaks_ipv6) },
	{ "IPv6 among virtual_ipaddress_excluded", REFUSED, INSTANCE_IS(evips, has_excluded_ipv6) },
	{ "use_vmac and use_ipvlan", REFUSED, INSTANCE_ASKS(vmac, .kind) },
	{ "use_vmac_addr", REFUSED, INSTANCE_ASKS(use_vmac_addr, ) },
	{ "vrf", REFUSED, INSTANCE_ASKS(vrf, ) },
	{ "auth_type AH", REFUSED, INSTANCE_IS(authentication, uses_ah) },
	{ "auth_hmac", REFUSED, INSTANCE_ASKS(auth_hmac, .keys.first) },
	{ "virtual_routes", REFUSED, INSTANCE_ASKS(routes, .first) },
	{ "virtual_rules", REFUSED, INSTANCE_ASKS(rules, .first) },
	{ "track_script", REFUSED, INSTANCE_ASKS(tracks.scripts, .first) },
	{ "track_file", REFUSED, INSTANCE_ASKS(tracks.files, .first) },
	{ "track_process", REFUSED, INSTANCE_ASKS(tracks.processes, .first) },
	{ "track_bfd", REFUSED, INSTANCE_ASKS(tracks.bfds, .first) },
	{ "what its sync group tracks", REFUSED, INSTANCE_IS(head, has_group_that_tracks) },
	{ "an instance without interface", REFUSED, INSTANCE_IS(head, has_no_interface) },

	{ "no_accept", SERVED_VRRP, false, INSTANCE_IS(accept, drops_packets) },
	{ "smtp_alert", SERVED_VRRP, false, INSTANCE_ASKS(smtp_alert, ) },
	{ "smtp_alert", SERVED_VRRP, false, GROUP_ASKS(smtp_alert, ) },

	{ "vrrp_script", SERVED_VRRP, false, BLOCKS("vrrp_script", scripts) },
	{ "track_file", SERVED_VRRP, false, BLOCKS("track_file", track_files) },
	{ "vrrp_track_process", SERVED_VRRP, false, BLOCKS("vrrp_track_process", track_processes) },
	{ "IPv6 among static_ipaddress", SERVED_VRRP, false, OBJECTS(static_addresses), .is_wanted = is_ipv6 },
	{ "static_routes", SERVED_VRRP, false, OBJECTS(static_routes) },
	{ "static_rules", SERVED_VRRP, false, OBJECTS(static_rules) },

	{ "lvs_notify_fifo", SERVED_CHECK, false, GLOBAL(lvs_notify_fifo, .path) },
	{ "lvs_sync_daemon", SERVED_VRRP, false, GLOBAL(sync_daemon, .interface) },
	{ "SNMP", SERVED_PARENT, false, GLOBAL(snmp_vrrp, ) },
	{ "SNMP", SERVED_PARENT, false, GLOBAL(snmp_checker, ) },
	{ "SNMP", SERVED_PARENT, false, GLOBAL(snmp_rfc, ) },
	{ "SNMP", SERVED_PARENT, false, GLOBAL(snmp_rfcv2, ) },
	{ "SNMP", SERVED_PARENT, false, GLOBAL(snmp_rfcv3, ) },
	{ "D-Bus", SERVED_PARENT, false, GLOBAL(enable_dbus, ) },
	{ "a reload by file", SERVED_PARENT, false, GLOBAL(reload_time_file, ) },
	{ "a reload by file", SERVED_PARENT, false, GLOBAL(reload_file, ) },
};

static bool is_whole(const struct rule *rule)
{
	return !rule->size && !rule->is_wanted;
}

static bool has_bytes(const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (bytes[i])
			return true;
	}
	return false;
}

static bool is_asked(const struct rule *rule, const struct conf_head *object)
{
	if (rule->is_wanted)
		return rule->is_wanted(object);
	return is_whole(rule) || has_bytes((const char *)object + rule->at, rule->size);
}

/* Objects begin with their heads. */
static const struct conf_head *first_of(const struct rule *rule, const struct config *c)
{
	if (rule->list == NOT_LISTED)
		return &c->global.head;
	return ((const struct conf_list_any *)((const char *)c + rule->list))->first;
}

static void try_rule(const struct rule *rule, const struct config *c, served_fn on_lack, void *context)
{
	for (const struct conf_head *object = first_of(rule, c); object;
	     object = rule->list == NOT_LISTED ? NULL : object->next) {
		if (!is_asked(rule, object))
			continue;
		on_lack(context, &(struct served_lack){
			.what = rule->what,
			.owner = rule->owner,
			.is_refused = rule->is_refused,
			.object = object,
			.kind = rule->kind,
			.member = is_whole(rule) ? NULL : (const char *)object + rule->place,
		});
	}
}

void served_each(const struct config *c, served_fn on_lack, void *context)
{
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++)
		try_rule(&rules[i], c, on_lack, context);
}

const char *served_refusal(const struct conf_vrrp *v)
{
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		if (rules[i].is_refused && is_asked(&rules[i], &v->head))
			return rules[i].what;
	}
	return NULL;
}

static void report(void *context, const struct served_lack *lack)
{
	complete_report_line(context, DIAG_NOT_SERVED, lack->object, lack->kind, lack->member,
			     "%s: not served by this build yet%s", lack->what,
			     lack->is_refused ? " - the instance stays in FAULT" : "");
}

void served_report(struct conf_bind *b, const struct config *c)
{
	served_each(c, report, b);
}
