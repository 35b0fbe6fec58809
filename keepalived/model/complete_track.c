/* SPDX-License-Identifier: GPL-2.0-or-later */
/* References to what is tracked: found, once only, and with the weight that counts. */
#include <inttypes.h>
#include <string.h>

#include "keepalived/model/complete.h"

struct track_kind {
	const char              *found_as;  /* "track script NAME not found" */
	const char              *twice_as;  /* "duplicate track_script NAME" */
	const struct conf_block *block;     /* NULL: interfaces */
	size_t                   list;      /* offset in struct conf_tracks */
	size_t                   weight;    /* offset of the object's */
	size_t                   references;
};

#define TRACK_KIND(label, twice, b, member, T)                                                     \
	{                                                                                          \
		.found_as = (label), .twice_as = (twice), .block = (b),                            \
		.list = offsetof(struct conf_tracks, member), .weight = offsetof(T, weight),       \
		.references = offsetof(T, n_references),                                           \
	}

static const struct track_kind kinds[] = {
	TRACK_KIND("track script", "track_script", &conf_vrrp_script_block, scripts, struct conf_vrrp_script),
	TRACK_KIND("track file", "track_file", &conf_track_file_block, files, struct conf_track_file),
	TRACK_KIND("track process", "track_process", &conf_track_process_block, processes,
		   struct conf_track_process),
	TRACK_KIND("track bfd", "track_bfd", &conf_bfd_block, bfds, struct conf_bfd),
};

static struct conf_list_any *list_of(struct conf_tracks *tracks, size_t offset)
{
	return (struct conf_list_any *)((char *)tracks + offset);
}

static struct conf_track *find_reference(const struct conf_list_any *list, const char *name,
					 const struct conf_track *before)
{
	for (struct conf_head *h = list->first; h && h != (before ? &before->head : NULL); h = h->next) {
		struct conf_track *t = (struct conf_track *)h;

		if (strcmp(t->name, name) == 0)
			return t;
	}
	return NULL;
}

static bool is_twice(struct conf_bind *b, const struct conf_list_any *list, const struct conf_track *t,
		     const char *owner, const char *label)
{
	struct diag             *d;
	const struct conf_track *first = find_reference(list, t->name, t);

	if (!first)
		return false;
	d = complete_report_line(b, DIAG_DUPLICATE, &t->head, NULL, NULL, "(%s) duplicate %s %s - ignoring", owner,
				 label, t->name);
	diag_help(b->diags, d, "the first one is in line %" PRIu32, first->head.line);
	return true;
}

/* What a reference names, as far as VRRP may know of it. */
static void *find_target(struct conf_bind *b, const struct track_kind *kind, const struct conf_track *t)
{
	void *object = conf_bind_find(b, kind->block, t->name);

	if (object && kind->block == &conf_bfd_block && !((const struct conf_bfd *)object)->tells_vrrp)
		return NULL;
	return object;
}

static void report_not_found(struct conf_bind *b, const struct conf_track *t, const char *owner,
			     const struct track_kind *kind)
{
	const struct conf_head *object = conf_bind_find(b, kind->block, t->name);
	struct diag            *d;

	d = complete_report_line(b, DIAG_UNKNOWN_NAME, &t->head, NULL, NULL, "(%s) %s %s not found, ignoring...",
				 owner, kind->found_as, t->name);
	if (object)
		diag_help(b->diags, d, "it is in line %" PRIu32 ", but only the checkers are told its state",
			  object->line);
}

static void resolve_kind(struct conf_bind *b, struct conf_tracks *tracks, const char *owner,
			 const struct track_kind *kind)
{
	struct conf_list_any *list = list_of(tracks, kind->list);
	struct conf_head     *next;

	for (struct conf_head *h = list->first; h; h = next) {
		struct conf_track *t = (struct conf_track *)h;
		void              *object = find_target(b, kind, t);

		next = h->next;
		if (!object) {
			report_not_found(b, t, owner, kind);
			conf_list_remove(list, h);
		} else if (is_twice(b, list, t, owner, kind->twice_as)) {
			conf_list_remove(list, h);
		} else {
			t->target = object;
			if (!t->weight.is_given)
				t->weight = *(const struct conf_weight *)((char *)object + kind->weight);
			++*(uint32_t *)((char *)object + kind->references);
		}
	}
}

static void resolve(struct conf_bind *b, struct conf_tracks *tracks, const char *owner)
{
	struct conf_list_any *interfaces = list_of(tracks, offsetof(struct conf_tracks, interfaces));
	struct conf_head     *next;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		resolve_kind(b, tracks, owner, &kinds[i]);
	for (struct conf_head *h = interfaces->first; h; h = next) {
		next = h->next;
		if (is_twice(b, interfaces, (struct conf_track *)h, owner, "track_interface"))
			conf_list_remove(interfaces, h);
	}
}

void complete_tracks(struct conf_bind *b, struct config *c)
{
	conf_each(struct conf_vrrp, vi, c->vrrps)
		resolve(b, &vi->tracks, vi->head.name);
	conf_each(struct conf_vrrp_group, g, c->vrrp_groups)
		resolve(b, &g->tracks, g->head.name);

	conf_each(struct conf_vrrp_script, s, c->scripts)
		if (!s->n_references)
			complete_report(b, DIAG_LOGGED, &s->head, "vrrp_script", NULL,
					"Warning - script %s is not used", s->head.name);
}

/* Weights that cannot work */

struct neutral {
	struct conf_bind *b;
	struct conf_vrrp *vi;
	const char       *why;  /* "SYNC group", "address_owner" */
	bool              is_owner;
};

static void neutralise_interfaces(const struct neutral *n)
{
	struct conf_tracks *tracks = &n->vi->tracks;
	struct conf_track  *next;

	for (struct conf_track *t = tracks->interfaces.first; t; t = next) {
		next = (struct conf_track *)t->head.next;
		if (!t->weight.value)
			continue;
		complete_report(n->b, DIAG_CONFLICT, &t->head, NULL, NULL,
				n->is_owner ? "(%s) ignoring %s tracked interface due to address owner"
					    : "(%s) ignoring %s tracked interface weight due to SYNC group",
				n->vi->head.name, t->name);
		if (n->is_owner)
			conf_remove(&tracks->interfaces, t);
		else
			t->weight = (struct conf_weight){ .is_given = true };
	}
}

static void neutralise_scripts(const struct neutral *n)
{
	struct conf_tracks *tracks = &n->vi->tracks;
	struct conf_track  *next;

	for (struct conf_track *t = tracks->scripts.first; t; t = next) {
		next = (struct conf_track *)t->head.next;
		if (!t->weight.value)
			continue;
		complete_report(n->b, DIAG_CONFLICT, &t->head, NULL, NULL,
				"(%s) ignoring tracked script %s with weights due to %s", n->vi->head.name,
				t->name, n->why);
		((struct conf_vrrp_script *)t->target)->n_references--;
		conf_remove(&tracks->scripts, t);
	}
}

/* What nobody refers to any more is not run. */
static void drop_idle_scripts(struct config *c)
{
	struct conf_vrrp_script *next;

	for (struct conf_vrrp_script *s = c->scripts.first; s; s = next) {
		next = (struct conf_vrrp_script *)s->head.next;
		if (!s->n_references)
			conf_remove(&c->scripts, s);
	}
}

static void neutralise_bfds(const struct neutral *n)
{
	struct conf_tracks *tracks = &n->vi->tracks;
	struct conf_track  *next;

	for (struct conf_track *t = tracks->bfds.first; t; t = next) {
		next = (struct conf_track *)t->head.next;
		if (!t->weight.value)
			continue;
		complete_report(n->b, DIAG_CONFLICT, &t->head, NULL, NULL,
				"(%s) ignoring tracked bfd %s with weight %" PRId32 " due to %s", n->vi->head.name,
				t->name, t->weight.value, n->why);
		conf_remove(&tracks->bfds, t);
	}
}

/* A weight of 1 may be nobody's wish, only the default: it becomes 0, so that the file can fault. */
static void neutralise_files(const struct neutral *n, struct conf_list_any *list, const char *what)
{
	struct conf_head *next;

	for (struct conf_head *h = list->first; h; h = next) {
		struct conf_track *t = (struct conf_track *)h;

		next = h->next;
		if (!t->weight.value)
			continue;
		if (t->weight.value == 1) {
			complete_report(n->b, DIAG_CONFLICT, h, NULL, NULL,
					"(%s) ignoring weight from tracked %s %s due to %s. specify weight 0",
					n->vi->head.name, what, t->name, n->why);
			t->weight = (struct conf_weight){ .is_given = true };
		} else {
			complete_report(n->b, DIAG_CONFLICT, h, NULL, NULL,
					"(%s) ignoring tracked %s %s with weight %" PRId32 " due to %s",
					n->vi->head.name, what, t->name, t->weight.value, n->why);
			conf_list_remove(list, h);
		}
	}
}

static void neutralise(struct conf_bind *b, struct conf_vrrp *vi)
{
	struct neutral n = { .b = b, .vi = vi, .is_owner = vi->priority == 255 };

	if (n.is_owner)
		n.why = "address_owner";
	else if (vi->sync_group && !vi->sync_group->tracking_weight)
		n.why = "SYNC group";
	else
		return;
	neutralise_interfaces(&n);
	neutralise_scripts(&n);
	neutralise_bfds(&n);
	neutralise_files(&n, list_of(&vi->tracks, offsetof(struct conf_tracks, files)), "file");
	if (n.is_owner)
		neutralise_files(&n, list_of(&vi->tracks, offsetof(struct conf_tracks, processes)), "process");
}

static bool has_owner(const struct conf_vrrp_group *g)
{
	conf_each(const struct conf_name, m, g->members) {
		const struct conf_vrrp *vi = m->target;

		if (vi->priority == 255)
			return true;
	}
	return false;
}

static const struct {
	size_t      list;
	const char *label;
	const char *outcome;
} group_kinds[] = {
	{ offsetof(struct conf_tracks, interfaces), "interface", "clearing weight" },
	{ offsetof(struct conf_tracks, scripts), "script", "clearing weight" },
	{ offsetof(struct conf_tracks, files), "file", "setting weight 0" },
	{ offsetof(struct conf_tracks, processes), "process", "setting weight 0" },
	{ offsetof(struct conf_tracks, bfds), "bfd", "setting weight 0" },
};

static void clear_group_weights(struct conf_bind *b, struct conf_vrrp_group *g)
{
	for (size_t i = 0; i < ARRAY_SIZE(group_kinds); i++) {
		struct conf_list_any *list = list_of(&g->tracks, group_kinds[i].list);

		for (struct conf_head *h = list->first; h; h = h->next) {
			struct conf_track *t = (struct conf_track *)h;

			if (!t->weight.value)
				continue;
			complete_report(b, DIAG_CONFLICT, h, NULL, NULL,
					"(%s) Cannot have weighted track %s '%s' with member having priority 255"
					" - %s",
					g->head.name, group_kinds[i].label, t->name, group_kinds[i].outcome);
			t->weight = (struct conf_weight){ .is_given = true };
		}
	}
}

static void report_both(struct conf_bind *b, const struct conf_vrrp *vi, const struct conf_head *at,
			const char *label, const char *name)
{
	/* Files, processes and BFD sessions in both places have never been an error. */
	bool is_error = strcmp(label, "interface") == 0 || strcmp(label, "script") == 0;

	complete_report(b, is_error ? DIAG_CONFLICT : DIAG_LOGGED, at, NULL, NULL,
			"(%s) track_%s %s is configured on VRRP instance and sync group. Remove vrrp instance or"
			" sync group config",
			vi->head.name, label, name);
}

/* The same thing tracked by a group and by a member of it counts once. */
static void combine_with_group(struct conf_bind *b, struct conf_vrrp *vi, const struct conf_vrrp_group *g)
{
	/* The own interface is tracked without being named. */
	if (vi->interface && !vi->dont_track_primary) {
		const struct conf_list_any *interfaces = (const struct conf_list_any *)&g->tracks.interfaces;
		const struct conf_track    *t = find_reference(interfaces, vi->interface, NULL);

		if (t)
			report_both(b, vi, &t->head, "interface", t->name);
	}
	for (size_t i = 0; i < ARRAY_SIZE(group_kinds); i++) {
		struct conf_list_any *own = list_of(&vi->tracks, group_kinds[i].list);
		struct conf_list_any *common =
			list_of((struct conf_tracks *)&g->tracks, group_kinds[i].list);

		for (struct conf_head *h = own->first; h; h = h->next) {
			struct conf_track *t = (struct conf_track *)h;
			struct conf_track *other = find_reference(common, t->name, NULL);

			if (!other)
				continue;
			report_both(b, vi, h, group_kinds[i].label, t->name);
			if (t->weight.value)
				t->weight = other->weight;
		}
	}
}

void complete_weights(struct conf_bind *b, struct config *c)
{
	conf_each(struct conf_vrrp_group, g, c->vrrp_groups)
		if (has_owner(g))
			clear_group_weights(b, g);
	conf_each(struct conf_vrrp, vi, c->vrrps) {
		neutralise(b, vi);
		if (vi->sync_group)
			combine_with_group(b, vi, vi->sync_group);
	}
	drop_idle_scripts(c);
}
