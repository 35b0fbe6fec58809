/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Virtual servers: groups, families, ports, quorum, and what the real servers inherit. */
#include <inttypes.h>
#include <netinet/in.h>
#include <string.h>

#include "keepalived/model/complete.h"

#define FLAG_OPS 0x4u
#define FLAG_1   0x8u
#define FLAG_2   0x10u
#define FLAG_3   0x20u

#define PERSISTENCE_DEFAULT 360

struct lvs {
	struct conf_bind   *b;
	struct config      *c;
	struct conf_global *g;
	struct map          ordinals; /* by group name: struct ordinal */
};

struct ordinal {
	uint32_t                   next;
	const struct conf_virtual *first; /* the first service of the group that stayed */
};

#define say(s, v, member, ...)                                                                     \
	complete_report((s)->b, DIAG_CONFLICT, &(v)->head, "virtual_server", (member), __VA_ARGS__)

/* The same about one of its servers. */
#define say_of(s, v, r, ...)                                                                       \
	do {                                                                                       \
		if ((r) == (v)->sorry)                                                             \
			say((s), (v), &(v)->sorry, __VA_ARGS__);                                   \
		else                                                                               \
			complete_report((s)->b, DIAG_CONFLICT, &(r)->head, "real_server", NULL, __VA_ARGS__); \
	} while (0)

/* Names */

static struct ordinal *ordinal_of(struct lvs *s, const char *group)
{
	struct ordinal *found = map_find(&s->ordinals, group);

	if (!found) {
		found = arena_new(s->b->scratch, struct ordinal);
		map_put(&s->ordinals, group, found);
	}
	return found;
}

static void name_service(struct lvs *s, struct conf_virtual *v)
{
	v->head.name = conf_virtual_name(s->b->image, v);
}

static void name_server(struct lvs *s, const struct conf_virtual *v, struct conf_real *r)
{
	r->head.name = conf_real_name(s->b->image, v, r);
}

/* Real servers, then backup servers, then the sorry server. */
static void each_server(struct lvs *s, const struct conf_virtual *v,
			void (*visit)(struct lvs *s, const struct conf_virtual *v, struct conf_real *r))
{
	conf_each(struct conf_real, r, v->reals)
		visit(s, v, r);
	conf_each(struct conf_real, r, v->backups)
		visit(s, v, r);
	if (v->sorry)
		visit(s, v, v->sorry);
}

/* Groups. False: there is none of that name. */

static bool resolve_group(struct lvs *s, struct conf_virtual *v)
{
	struct diag *d;

	if (v->key != CONF_SERVICE_GROUP)
		return true;
	v->ordinal = ordinal_of(s, v->group_name)->next++;
	name_service(s, v);
	v->group = conf_bind_find(s->b, &conf_vs_group_block, v->group_name);
	if (v->group) {
		v->group->n_users++;
		return true;
	}
	/* Because: it was never more than a line of the log, and files with it pass tests. */
	d = diag_add(s->b->diags, DIAG_LOGGED, conf_bind_object_place(s->b, &v->head),
		     "Virtual server group %s specified but not configured - ignoring virtual server %s", v->group_name,
		     v->head.name);
	d->is_placed = false;
	return false;
}

static bool is_mark(const struct conf_virtual *v)
{
	return v->key == CONF_SERVICE_MARK;
}

/* Nothing but marks: there is no protocol. */
static bool is_pure_mark(const struct conf_virtual *v)
{
	return is_mark(v) || (v->group && !v->group->has_address);
}

static bool has_mark(const struct conf_virtual *v)
{
	if (is_mark(v))
		return true;
	if (v->group)
		conf_each(const struct conf_vs_entry, e, v->group->entries)
			if (!e->first.family)
				return true;
	return false;
}

/* Forwarding */

static const struct conf_forward *forward_of(const struct conf_virtual *v, const struct conf_real *r)
{
	const struct conf_forward *own = r == v->sorry ? &v->sorry_forward : &r->forward;

	return own->method ? own : &v->forward;
}

/* The first server without a method is where the default is missed. */
static void default_forward(struct lvs *s, struct conf_virtual *v)
{
	bool is_needed = v->sorry && !v->sorry_forward.method;

	if (v->forward.method)
		return;
	conf_each(const struct conf_real, r, v->reals)
		is_needed |= !r->forward.method;
	conf_each(const struct conf_real, r, v->backups)
		is_needed |= !r->forward.method;
	if (is_needed)
		say(s, v, NULL, "Virtual server %s: no forwarding method set, setting default NAT", v->head.name);
	v->forward.method = CONF_FORWARD_NAT;
}

static void inherit_forward(struct lvs *s, const struct conf_virtual *v, struct conf_real *r)
{
	(void)s;
	r->forward = *forward_of(v, r);
}

/* Families */

static bool is_tunnelled(const struct conf_forward *f)
{
	return f->method == CONF_FORWARD_TUN;
}

/* Every server may be of any family. */
static bool are_all_tunnelled(const struct conf_virtual *v)
{
	conf_each(const struct conf_real, r, v->reals)
		if (!is_tunnelled(forward_of(v, r)))
			return false;
	conf_each(const struct conf_real, r, v->backups)
		if (!is_tunnelled(forward_of(v, r)))
			return false;
	return !v->sorry || is_tunnelled(forward_of(v, v->sorry));
}

/* What a mark or a group without a family of its own goes by. */
static uint8_t family_of_servers(const struct conf_virtual *v)
{
	bool has_ipv4 = false;
	bool has_ipv6 = false;

	conf_each(const struct conf_real, r, v->reals) {
		if (!is_tunnelled(forward_of(v, r)))
			return r->addr.family;
		has_ipv4 |= r->addr.family == ADDR_IPV4;
		has_ipv6 |= r->addr.family == ADDR_IPV6;
	}
	if (v->sorry && !is_tunnelled(forward_of(v, v->sorry)))
		return v->sorry->addr.family;
	if (!is_mark(v))
		return ADDR_NONE;
	return has_ipv6 && !has_ipv4 ? ADDR_IPV6 : ADDR_IPV4;
}

static bool has_family(const struct conf_virtual *v, const struct conf_real *r)
{
	return is_tunnelled(forward_of(v, r)) || !v->family || v->family == r->addr.family;
}

static void drop_strangers(struct lvs *s, const struct conf_virtual *v, struct conf_list_any *list)
{
	struct conf_real *next;
	char              text[ADDR_LEN];

	for (struct conf_real *r = (struct conf_real *)list->first; r; r = next) {
		next = (struct conf_real *)r->head.next;
		if (has_family(v, r))
			continue;
		diag_add(s->b->diags, DIAG_CONFLICT, conf_bind_end_place(s->b, &r->head),
			 "Address family of virtual server and real server %s don't match - skipping real server.",
			 addr_format(&r->addr, text));
		conf_list_remove(list, &r->head);
	}
}

static void check_families(struct lvs *s, struct conf_virtual *v)
{
	char text[ADDR_LEN];

	if (!v->family)
		v->family = family_of_servers(v);
	drop_strangers(s, v, (struct conf_list_any *)&v->reals);
	drop_strangers(s, v, (struct conf_list_any *)&v->backups);
	if (v->sorry && !has_family(v, v->sorry)) {
		diag_add(s->b->diags, DIAG_CONFLICT, conf_bind_end_place(s->b, &v->head),
			 "Address family of virtual server and sorry server %s don't match - skipping sorry server.",
			 addr_format(&v->sorry->addr, text));
		v->sorry = NULL;
	}
}

/* False: the addresses of the group and the servers cannot go together. */
static bool fits_group(struct lvs *s, struct conf_virtual *v)
{
	const struct conf_vs_group *g = v->group;
	struct diag                *d;
	bool                        has_other;

	if (!g || (v->reals.n && are_all_tunnelled(v)))
		return true;
	has_other = v->family == ADDR_IPV6 ? g->has_ipv4 : g->has_ipv6;
	if (!v->family || !has_other)
		return true;
	d = diag_add(s->b->diags, DIAG_LOGGED, conf_bind_object_place(s->b, &v->head), "%s: %s doesn't match virtual server %s - ignoring",
		     g->head.name, g->has_ipv4 && g->has_ipv6 ? "virtual server group with IPv4 & IPv6" : "address family",
		     v->head.name);
	d->is_placed = false;
	diag_help(s->b->diags, d, "only tunnelled servers can be of another family than the address that clients use");
	return false;
}

/* sorry_server_inhibit and the scheduler's flags need something else in the same block. */

static void check_sorry_words(struct lvs *s, struct conf_virtual *v)
{
	if (conf_is_given(v, sorry))
		return;
	if (v->sorry_inhibit)
		complete_report_line(s->b, DIAG_CONFLICT, &v->head, "virtual_server", &v->sorry_inhibit,
				     "Ignoring sorry_server inhibit used before or without sorry_server");
	if (v->sorry_forward.method)
		complete_report_line(s->b, DIAG_CONFLICT, &v->head, "virtual_server", &v->sorry_forward,
				     "sorry_server forwarding used without sorry_server");
	v->sorry_inhibit = false;
	v->sorry_forward = (struct conf_forward){ 0 };
}

static bool is_scheduler(const struct conf_virtual *v, const char *name)
{
	for (const struct conf_word_value *w = conf_schedulers; w->word; w++)
		if (w->value == v->scheduler)
			return strcmp(w->word, name) == 0;
	return false;
}

static bool check_flag(struct lvs *s, const struct conf_virtual *v, const bool *flag, const char *name, bool is_good)
{
	if (!*flag || is_good)
		return *flag;
	complete_report_line(s->b, DIAG_CONFLICT, &v->head, "virtual_server", flag,
			     "%s only applies to sh scheduler - ignoring", name);
	return false;
}

static void complete_flags(struct lvs *s, struct conf_virtual *v)
{
	bool hashes = is_scheduler(v, "sh") || is_scheduler(v, "mh");

	v->hashed = check_flag(s, v, &v->hashed, "hashed", hashes);
	v->sh_fallback = check_flag(s, v, &v->sh_fallback, "sh-fallback", hashes);
	v->sh_port = check_flag(s, v, &v->sh_port, "sh-port", hashes);
	v->mh_fallback = check_flag(s, v, &v->mh_fallback, "mh-fallback", hashes);
	v->mh_port = check_flag(s, v, &v->mh_port, "mh-port", hashes);
	v->flags = (v->ops ? FLAG_OPS : 0) | (v->flag_1 || v->sh_fallback || v->mh_fallback ? FLAG_1 : 0) |
		   (v->flag_2 || v->sh_port || v->mh_port ? FLAG_2 : 0) | (v->flag_3 ? FLAG_3 : 0);
}

/* The service itself */

static void complete_protocol(struct lvs *s, struct conf_virtual *v)
{
	const char *name = v->head.name;

	if (v->ha_suspend && has_mark(v)) {
		say(s, v, &v->ha_suspend, "Virtual server %s: cannot use ha_suspend with fwmarks - clearing ha_suspend",
		    name);
		v->ha_suspend = false;
	}
	if (is_pure_mark(v)) {
		if (v->protocol)
			say(s, v, &v->protocol,
			    "Warning: Virtual server %s: protocol specified for fwmark - protocol will be ignored", name);
		v->protocol = 0;
	} else if (!v->protocol) {
		say(s, v, NULL, "Virtual server %s: no protocol set - defaulting to UDP", name);
		v->protocol = IPPROTO_UDP;
	}
	name_service(s, v);
	if (v->ops && !is_pure_mark(v) && v->protocol != IPPROTO_UDP) {
		say(s, v, &v->ops, "Virtual server %s: one packet scheduling requires UDP - resetting", v->head.name);
		v->ops = false;
	}
}

static void complete_persistence(struct lvs *s, struct conf_virtual *v)
{
	bool has_zero_port = v->key == CONF_SERVICE_ADDR ? !v->port : v->group && v->group->has_zero_port;

	if (conf_is_given(v, granularity) && !v->persistence_timeout)
		v->persistence_timeout = PERSISTENCE_DEFAULT;
	if (has_zero_port && !v->persistence_timeout) {
		say(s, v, NULL, "Virtual server %s: zero port only valid for persistent services - setting", v->head.name);
		v->persistence_timeout = PERSISTENCE_DEFAULT;
	}
}

static void complete_scheduler(struct lvs *s, struct conf_virtual *v)
{
	complete_flags(s, v);
	if (v->scheduler)
		return;
	say(s, v, NULL, "Virtual server %s: no scheduler set, setting default 'wlc'", v->head.name);
	while (!is_scheduler(v, "wlc"))
		v->scheduler++;
}

/* Servers given twice */

static void drop_twins(struct lvs *s, struct conf_virtual *v)
{
	struct conf_real *next;
	struct map        seen;

	map_init(&seen);
	for (struct conf_real *r = v->reals.first; r; r = next) {
		next = (struct conf_real *)r->head.next;
		if (map_put(&seen, r->head.name, r))
			continue;
		say_of(s, v, r, "VS %s: real server %s is duplicated - removing second rs", v->head.name, r->head.name);
		conf_remove(&v->reals, r);
	}
	for (struct conf_real *r = v->backups.first; r; r = next) {
		next = (struct conf_real *)r->head.next;
		if (map_put(&seen, r->head.name, r))
			continue;
		say_of(s, v, r, "VS %s: backup real server %s is duplicated - removing", v->head.name, r->head.name);
		conf_remove(&v->backups, r);
	}
	map_release(&seen);
}

/* Ports. Without NAT the packets arrive with the port that the client used. */

static void fix_port(struct lvs *s, const struct conf_virtual *v, struct conf_real *r, const char *whose)
{
	if (r->forward.method == CONF_FORWARD_NAT) {
		r->port = r->written_port ? r->written_port : v->port;
		return;
	}
	if (is_mark(v)) {
		if (r->written_port && r == v->sorry)
			say_of(s, v, r, "WARNING - virtual server %s, %s has port specified - clearing", v->head.name, whose);
		else if (r->written_port)
			say_of(s, v, r, "WARNING - fwmark virtual server %s, %s has port specified - clearing", v->head.name,
			       whose);
		r->port = 0;
		return;
	}
	if (r->written_port && r->written_port != v->port)
		say_of(s, v, r, "WARNING - virtual server %s and %s ports don't match - resetting", v->head.name, whose);
	r->port = v->port;
}

static const char *entry_range(struct lvs *s, const struct conf_vs_entry *e)
{
	char first[ADDR_LEN];
	char last[ADDR_LEN];

	addr_format(&e->first, first);
	if (addr_equal(&e->first, &e->last))
		return arena_printf(s->b->scratch, "[%s,%" PRIu32 "]", first, e->port);
	return arena_printf(s->b->scratch, "[%s-%s,%" PRIu32 "]", first, addr_format(&e->last, last), e->port);
}

static bool has_other_port(const struct conf_vs_group *g, uint32_t port)
{
	conf_each(const struct conf_vs_entry, e, g->entries)
		if (e->first.family && e->port != port)
			return true;
	return false;
}

static void check_group_port(struct lvs *s, const struct conf_virtual *v, struct conf_real *r, const char *whose)
{
	r->port = r->forward.method == CONF_FORWARD_NAT ? r->written_port : 0;
	if (r->forward.method == CONF_FORWARD_NAT || !r->written_port)
		return;
	if (r == v->sorry) {
		if (has_mark(v) || has_other_port(v->group, r->written_port))
			say_of(s, v, r, "WARNING - %svirtual server %s, %s has port specified - port will be ignored",
			       has_mark(v) ? "fwmark " : "", v->head.name, whose);
		return;
	}
	if (has_mark(v))
		say_of(s, v, r, "WARNING - fwmark virtual server %s, %s has port specified - port will be ignored", v->head.name,
		       whose);
	conf_each(const struct conf_vs_entry, e, v->group->entries)
		if (e->first.family && e->port != r->written_port)
			say_of(s, v, r, "virtual server %s:%s and %s ports don't match", v->head.name, entry_range(s, e), whose);
}

static void complete_port(struct lvs *s, const struct conf_virtual *v, struct conf_real *r)
{
	const char *whose = r == v->sorry ? "sorry server" : arena_printf(s->b->scratch, "real server %s", r->head.name);

	if (v->group)
		check_group_port(s, v, r, whose);
	else
		fix_port(s, v, r, whose);
}

/* Quorum */

static void complete_quorum(struct lvs *s, struct conf_virtual *v)
{
	uint64_t total = 0;

	conf_each(const struct conf_real, r, v->reals)
		total += r->weight;
	if (v->quorum > total) {
		say(s, v, &v->quorum,
		    "Warning - quorum %" PRIu32 " for %s exceeds total weight of real servers %" PRIu64
		    ", reducing quorum to %" PRIu64,
		    v->quorum, v->head.name, total, total);
		v->quorum = total ? (uint32_t)total : 1; /* a service without weight has lost it */
	}
	if (v->hysteresis >= v->quorum) {
		say(s, v, &v->hysteresis,
		    "Virtual server %s: hysteresis %" PRIu32 " >= quorum %" PRIu32 "; setting hysteresis to %" PRIu32,
		    v->head.name, v->hysteresis, v->quorum, v->quorum - 1);
		v->hysteresis = v->quorum - 1;
	}
}

/* The sorry server may be one of the real servers; in the kernel they are one destination. */
static void match_sorry(struct lvs *s, struct conf_virtual *v)
{
	if (!v->sorry)
		return;
	v->sorry->inhibit_on_failure = v->sorry_inhibit;
	conf_each(const struct conf_real, r, v->reals) {
		if (strcmp(r->head.name, v->sorry->head.name) != 0 || r->inhibit_on_failure == v->sorry_inhibit)
			continue;
		say(s, v, NULL,
		    "Virtual server %s: real server %s matches sorry server, but inhibit setting differs,"
		    " %s on sorry server",
		    v->head.name, r->head.name, r->inhibit_on_failure ? "setting" : "clearing");
		v->sorry_inhibit = r->inhibit_on_failure;
		v->sorry->inhibit_on_failure = v->sorry_inhibit;
	}
}

/* Inheritance */

#define TAKE(object, member, value)                                                                \
	do {                                                                                       \
		if (!conf_is_given((object), member))                                              \
			(object)->member = (value);                                                \
	} while (0)

static bool smtp_alert_of(const struct conf_global *g, bool otherwise)
{
	if (conf_is_given(g, smtp_alert_checker))
		return g->smtp_alert_checker;
	return conf_is_given(g, smtp_alert) ? g->smtp_alert : otherwise;
}

static void inherit_server(struct lvs *s, const struct conf_virtual *v, struct conf_real *r)
{
	if (r == v->sorry)
		return;
	TAKE(r, delay_loop, v->delay_loop);
	TAKE(r, connect_timeout, v->connect_timeout);
	TAKE(r, retry, v->retry);
	TAKE(r, delay_before_retry, v->delay_before_retry);
	TAKE(r, warmup, v->warmup);
	TAKE(r, weight, v->weight);
	TAKE(r, inhibit_on_failure, v->inhibit_on_failure);
	TAKE(r, alpha, v->alpha);
	TAKE(r, smtp_alert, smtp_alert_of(s->g, true));
	if (!r->virtualhost)
		r->virtualhost = v->virtualhost;
}

/* False: the service is of no use. */
static bool complete_service(struct lvs *s, struct conf_virtual *v)
{
	check_sorry_words(s, v);
	check_families(s, v);
	name_service(s, v);
	if (!resolve_group(s, v))
		return false;
	if (!fits_group(s, v))
		return false;
	if (!v->reals.n) {
		complete_report(s->b, DIAG_INCOMPLETE, &v->head, "virtual_server", NULL,
				"Virtual server %s has no real servers - ignoring", v->head.name);
		return false;
	}
	complete_protocol(s, v);
	each_server(s, v, name_server);
	complete_persistence(s, v);
	complete_scheduler(s, v);
	default_forward(s, v);
	each_server(s, v, inherit_forward);
	TAKE(v, smtp_alert, smtp_alert_of(s->g, false));
	TAKE(v, delay_loop, span_seconds(60));
	TAKE(v, connect_timeout, span_seconds(5));
	TAKE(v, warmup, v->delay_loop);
	each_server(s, v, inherit_server);
	drop_twins(s, v);
	complete_quorum(s, v);
	match_sorry(s, v);
	each_server(s, v, complete_port);
	complete_checks(s->b, s->c, v);
	return true;
}

/* The same services twice: the kernel has room for one of each. */
static void advise_shared(struct lvs *s, const struct conf_virtual *v)
{
	struct ordinal *o;
	struct diag    *d;

	if (!v->group)
		return;
	o = ordinal_of(s, v->group_name);
	if (!o->first) {
		o->first = v;
		return;
	}
	if (o->first->protocol != v->protocol)
		return;
	d = complete_report_line(s->b, DIAG_LINT_SHARED, &v->head, "virtual_server", NULL,
				 "%s and %s share the services of group %s", o->first->head.name, v->head.name,
				 v->group_name);
	diag_help(s->b->diags, d, "the first one's scheduler and options count, the servers of both are used");
}

void complete_lvs(struct conf_bind *b, struct config *c)
{
	struct lvs           s = { .b = b, .c = c, .g = &c->global };
	struct conf_virtual *next;

	map_init(&s.ordinals);
	for (struct conf_virtual *v = c->virtuals.first; v; v = next) {
		next = (struct conf_virtual *)v->head.next;
		if (!complete_service(&s, v))
			conf_remove(&c->virtuals, v);
		else
			advise_shared(&s, v);
	}
	map_release(&s.ordinals);
}
