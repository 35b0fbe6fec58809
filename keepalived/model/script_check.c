/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Script security: who runs a script, and could somebody else change what is run?
 *
 * The facts come from the world; the rules are here, once, for every kind of script.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "keepalived/model/complete.h"

struct scripts {
	struct conf_bind   *b;
	struct config      *c;
	struct conf_global *g;
	bool                has_default; /* scripts without a user of their own can be run */
	bool                is_default_reported;
	bool                is_default_missing; /* the daemon's own stands in for it, and nobody was told */
	bool                are_any;     /* some script would be run */
	bool                are_insecure;
};

static struct conf_place place_in(struct conf_bind *b, const struct conf_head *head, const void *member)
{
	return conf_bind_member_place(b, head, (size_t)((const char *)member - (const char *)head));
}

static void note(struct scripts *s, struct conf_place place, const char *what, const char *name)
{
	struct diag *d = diag_add(s->b->diags, DIAG_SCRIPT, place, "Invalid user/group for %s %s - ignoring", what,
				  name);

	d->is_placed = false;
}

/* Names to numbers; false, after saying why, if there is no such user or group. */
static bool look_up(struct scripts *s, const char *user, const char *group, struct conf_place place,
		    uint32_t *ret_uid, uint32_t *ret_gid)
{
	struct model_load *m = model_of(s->b);
	struct world_user  found;
	struct diag       *d;

	if (!m->ops->user(m->world, user, &found)) {
		d = diag_add(s->b->diags, DIAG_SCRIPT, place, "Script user '%s' does not exist", user);
		d->is_placed = false;
		return false;
	}
	if (group && !m->ops->group(m->world, group, &found.gid)) {
		d = diag_add(s->b->diags, DIAG_SCRIPT, place, "Script group '%s' does not exist", group);
		d->is_placed = false;
		return false;
	}
	*ret_uid = found.uid;
	*ret_gid = found.gid;
	return true;
}

static struct diag *log_script(struct scripts *s, struct conf_place place, const char *text)
{
	struct diag *d = diag_add(s->b->diags, DIAG_SCRIPT, place, "%s", text);

	d->is_placed = false;
	return d;
}

static void resolve_default_user(struct scripts *s)
{
	struct conf_global *g = s->g;
	struct model_load  *m = model_of(s->b);
	struct conf_place   place = place_in(s->b, &g->head, &g->script_user);
	struct world_user   user;

	if (g->script_user) {
		s->has_default = look_up(s, g->script_user, g->script_group, place, &g->script_uid,
					 &g->script_gid);
		if (!s->has_default) {
			diag_add(s->b->diags, DIAG_UNKNOWN_NAME, place, "Error setting global script uid/gid");
			s->is_default_reported = true;
		}
	} else if (m->ops->user(m->world, "keepalived_script", &user)) {
		g->script_uid = user.uid;
		g->script_gid = user.gid;
		s->has_default = true;
	} else if (!g->enable_script_security) {
		s->is_default_missing = true;
		m->ops->own_user(m->world, &user);
		g->script_uid = user.uid;
		g->script_gid = user.gid;
		s->has_default = true;
	}
	g->has_script_user = s->has_default;
}

static bool take_default(struct scripts *s, struct conf_script *script, struct conf_place place)
{
	if (s->is_default_missing) {
		log_script(s, (struct conf_place){ 0 }, "Script user 'keepalived_script' does not exist");
		s->is_default_missing = false;
	}
	if (s->has_default) {
		script->uid = s->g->script_uid;
		script->gid = s->g->script_gid;
		script->has_all_groups = s->g->script_all_groups || s->g->set_supplementary_groups;
		return true;
	}
	if (!s->is_default_reported) {
		struct diag *d = diag_add(s->b->diags, DIAG_UNKNOWN_NAME, place,
					  "Unable to set default user keepalived_script for script");

		diag_help(s->b->diags, d, "create the user keepalived_script, or give script_user in global_defs");
		s->is_default_reported = true;
	}
	return false;
}

/* The user of a notify script stands behind it: USER [GROUP], where a group may begin with a colon. */
static bool own_user(struct scripts *s, struct conf_script *script, struct conf_place place)
{
	const char *group = script->group;

	if (group && group[0] == ':') {
		script->has_all_groups = true;
		group = group[1] ? group + 1 : NULL;
	}
	return look_up(s, script->user, group, place, &script->uid, &script->gid);
}

static void resolve_notify(struct scripts *s, const struct conf_head *head, struct conf_script *script)
{
	struct conf_place place = place_in(s->b, head, script);
	bool              is_good;

	if (!script->argc) {
		*script = (struct conf_script){ 0 };
		return;
	}
	is_good = script->user ? own_user(s, script, place) : take_default(s, script, place);
	if (is_good)
		return;
	if (script->user)
		note(s, place, "notify script", script->text);
	*script = (struct conf_script){ 0 };
}

static void resolve_if_any(struct scripts *s, const struct conf_head *head, struct conf_script *script)
{
	if (script->argv)
		resolve_notify(s, head, script);
}

static void resolve_notifies(struct scripts *s, const struct conf_head *head, struct conf_notify *n)
{
	struct conf_script *const all[] = { &n->master, &n->backup,  &n->fault, &n->stop,
					    &n->any,    &n->deleted, &n->master_rx_lower_pri };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		resolve_if_any(s, head, all[i]);
}

static void resolve_global(struct scripts *s, struct conf_script *script, const char *complaint)
{
	struct conf_place place = place_in(s->b, &s->g->head, script);

	if (!script->argc) {
		if (script->argv && complaint)
			diag_add(s->b->diags, DIAG_SCRIPT_DISABLED, place, "%s", complaint);
		*script = (struct conf_script){ 0 };
		return;
	}
	if (script->user ? own_user(s, script, place) : take_default(s, script, place))
		return;
	if (complaint)
		diag_add(s->b->diags, DIAG_SCRIPT_DISABLED, place, "%s", complaint);
	*script = (struct conf_script){ 0 };
}

static void resolve_fifo(struct scripts *s, struct conf_fifo *fifo)
{
	struct conf_place place = place_in(s->b, &s->g->head, fifo);

	resolve_global(s, &fifo->script, NULL);
	if (!fifo->path)
		return;
	fifo->uid = s->g->script_uid;
	fifo->gid = s->g->script_gid;
	if (fifo->user && !look_up(s, fifo->user, fifo->group, place, &fifo->uid, &fifo->gid)) {
		note(s, place, "fifo", fifo->path);
		fifo->path = NULL;
	}
}

/* False: the script cannot be run by anybody. */
static bool resolve_track_script(struct scripts *s, struct conf_vrrp_script *t)
{
	struct conf_script *script = &t->script;
	struct conf_place   end = conf_bind_end_place(s->b, &t->head);

	if (script->user) {
		struct diag *d = diag_add(s->b->diags, DIAG_LINT_QUOTES, place_in(s->b, &t->head, script),
					  "the words after %s are ignored", script->text);

		diag_help(s->b->diags, d, "put the command and its arguments into one pair of quotes");
	}
	script->user = NULL; /* the words behind the command mean nothing here; there is a keyword */
	script->group = NULL;
	if (t->user) {
		script->has_all_groups = t->user_has_all_groups;
		if (look_up(s, t->user, t->group, place_in(s->b, &t->head, &t->user), &script->uid, &script->gid))
			return true;
		diag_add(s->b->diags, DIAG_UNKNOWN_NAME, place_in(s->b, &t->head, &t->user),
			 "Unable to set uid/gid for script '%s'", script->text);
		return false;
	}
	if (take_default(s, script, end))
		return true;
	diag_add(s->b->diags, DIAG_SCRIPT_DISABLED, end, "Unable to set default user for vrrp script %s - removing",
		 t->head.name);
	return false;
}

/* 'a' 'b c': how a command has always been shown once it had been taken apart. */
static const char *quoted(struct scripts *s, const struct conf_script *script)
{
	const char *text = "";

	for (uint32_t i = 0; i < script->argc; i++)
		text = arena_printf(s->b->scratch, "%s%s'%s'", text, i ? " " : "", script->argv[i]);
	return text;
}

/* False: the check cannot be run by anybody. */
static bool resolve_misc(struct scripts *s, struct conf_check_misc *misc)
{
	struct conf_script *script = &misc->script;
	struct conf_head   *head = &misc->check.head;
	struct conf_place   place = conf_bind_end_place(s->b, head);

	if (misc->user) {
		place = place_in(s->b, head, &misc->user);
		script->has_all_groups = misc->user_has_all_groups;
		if (look_up(s, misc->user, misc->group, place, &script->uid, &script->gid))
			return true;
		diag_add(s->b->diags, DIAG_UNKNOWN_NAME, place, "Failed to set uid/gid for misc checker script %s - removing",
			 quoted(s, script));
		return false;
	}
	if (take_default(s, script, place))
		return true;
	diag_add(s->b->diags, DIAG_SCRIPT_DISABLED, place, "Unable to set default user for misc script %s - removing",
		 quoted(s, script));
	return false;
}

/* Visit the MISC_CHECKs of a server; those for which @is_good says no are dropped. */
static void filter_miscs(struct scripts *s, struct conf_real *r,
			 bool (*is_good)(struct scripts *s, struct conf_check_misc *misc))
{
	struct conf_check *next;

	for (struct conf_check *check = r->checks.first; check; check = next) {
		next = (struct conf_check *)check->head.next;
		if (check->head.kind == CONF_CHECK_MISC && !is_good(s, (struct conf_check_misc *)check))
			conf_remove(&r->checks, check);
	}
}

static void resolve_server(struct scripts *s, struct conf_real *r)
{
	resolve_if_any(s, &r->head, &r->notify_up);
	resolve_if_any(s, &r->head, &r->notify_down);
	filter_miscs(s, r, resolve_misc);
}

static void resolve_service(struct scripts *s, struct conf_virtual *v)
{
	resolve_if_any(s, &v->head, &v->quorum_up);
	resolve_if_any(s, &v->head, &v->quorum_down);
	resolve_if_any(s, &v->head, &v->failover_up);
	resolve_if_any(s, &v->head, &v->failover_down);
	conf_each(struct conf_real, r, v->reals)
		resolve_server(s, r);
	conf_each(struct conf_real, r, v->backups)
		resolve_server(s, r);
}

void complete_users(struct conf_bind *b, struct config *c)
{
	struct scripts           s = { .b = b, .c = c, .g = &c->global };
	struct conf_vrrp_script *next;

	resolve_default_user(&s);
	for (struct conf_vrrp_script *t = c->scripts.first; t; t = next) {
		next = (struct conf_vrrp_script *)t->head.next;
		if (resolve_track_script(&s, t))
			continue;
		conf_bind_forget(b, &conf_vrrp_script_block, t->head.name);
		conf_remove(&c->scripts, t);
	}
	resolve_global(&s, &s.g->startup_script, "Invalid startup script");
	resolve_global(&s, &s.g->shutdown_script, "Invalid shutdown script");
	resolve_fifo(&s, &s.g->notify_fifo);
	resolve_fifo(&s, &s.g->vrrp_notify_fifo);
	resolve_fifo(&s, &s.g->lvs_notify_fifo);
	conf_each(struct conf_vrrp, vi, c->vrrps)
		resolve_notifies(&s, &vi->head, &vi->notify);
	conf_each(struct conf_vrrp_group, g, c->vrrp_groups)
		resolve_notifies(&s, &g->head, &g->notify);
	conf_each(struct conf_virtual, v, c->virtuals)
		resolve_service(&s, v);
}

/* The files */

enum script_verdict { SCRIPT_GOOD, SCRIPT_NOT_FOUND, SCRIPT_INSECURE, SCRIPT_BAD_FILE };

static const char *format(struct scripts *s, const char *fmt, const char *name)
{
	/* Because: the sentences come from a few constants in this file, each with one %s. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	return arena_printf(s->b->scratch, fmt, name);
#pragma GCC diagnostic pop
}

static void explain_missing(struct scripts *s, struct conf_place place, const struct conf_script *script,
			    const struct world_script *facts)
{
	const char  *program = script->argv[0];
	struct diag *d;

	if (facts->is_searched && facts->is_directory_error)
		log_script(s, place, format(s, "Permissions failure for script %s in path - disabling", program));
	else if (facts->is_searched)
		log_script(s, place, format(s, "Cannot find script %s in path - disabling", program));
	else
		log_script(s, place,
			   arena_printf(s->b->scratch, "Script %s cannot be accessed - %s", program,
					strerrordesc_np(facts->error ? facts->error : ENOENT)));
	if (strstr(program, "\xe2\x80\x9c") || strstr(program, "\xe2\x80\x9d")) {
		d = &s->b->diags->found.at[s->b->diags->found.n - 1];
		diag_help(s->b->diags, d, "typographic quotes do not quote; use \"");
	}
}

static void explain_insecure(struct scripts *s, struct conf_place place, const struct conf_script *script,
			     const struct world_insecure *why)
{
	struct diag *d = log_script(s, place,
				    arena_printf(s->b->scratch, "Unsafe permissions found for script '%s'%s.",
						 script->argv[0],
						 s->g->enable_script_security ? " - disabling" : ""));

	if (why->path && why->owner)
		diag_help(s->b->diags, d, "%s belongs to uid %" PRIu32 ": chown root %s", why->path, why->owner,
			  why->path);
	else if (why->path)
		diag_help(s->b->diags, d, "%s can be written by others than root (mode %04" PRIo32 "): chmod go-w %s",
			  why->path, why->mode & 07777, why->path);
}

/* A copy of @text; most of the time it is @old, which the image has already. */
static const char *keep_text(struct scripts *s, const char *text, const char *old)
{
	return strcmp(text, old) == 0 ? old : arena_strdup(s->b->image, text);
}

static void tell_program(struct scripts *s, struct conf_script *script, const char *program)
{
	const char *kept = keep_text(s, program, script->argv[0]);
	const char **argv;

	if (kept == script->argv[0])
		return;
	argv = arena_memdup(s->b->image, script->argv, (script->argc + 1) * sizeof(*argv));
	argv[0] = kept;
	script->argv = argv;
}

static void take_groups(struct scripts *s, struct conf_script *script)
{
	struct model_load *m = model_of(s->b);
	const uint32_t    *groups;
	size_t             n;

	if (!script->has_all_groups)
		return;
	groups = m->ops->groups(m->world, script->uid, script->gid, &n);
	script->groups = n ? arena_memdup(s->b->image, groups, n * sizeof(*groups)) : NULL;
	script->n_groups = (uint32_t)n;
}

static enum script_verdict judge(struct scripts *s, struct conf_script *script, struct conf_place place)
{
	struct model_load        *m = model_of(s->b);
	struct world_script_query query = {
		.program = script->argv[0],
		.uid = script->uid,
		.gid = script->gid,
		.has_all_groups = script->has_all_groups,
		.directory = m->main_directory,
		.is_via_symlink = s->g->use_symlink_paths,
	};
	struct world_script facts = { 0 };

	if (query.program[0] == '<') {
		script->is_file_test = true;
		return SCRIPT_GOOD;
	}
	m->ops->script(m->world, &query, &facts);
	if (!facts.is_found) {
		explain_missing(s, place, script, &facts);
		return SCRIPT_NOT_FOUND;
	}
	if (facts.is_searched)
		log_script(s, place,
			   arena_printf(s->b->scratch,
					"WARNING - script `%s` resolved by path search to `%s`. Please specify"
					" full path.",
					query.program, facts.executed));
	else if (query.program[0] != '/')
		log_script(s, place,
			   arena_printf(s->b->scratch,
					"WARNING - script `%s` is taken relative to the configuration's directory:"
					" `%s`. Please specify full path.",
					query.program, facts.executed));
	if (!facts.is_executable && facts.is_regular) {
		log_script(s, place,
			   arena_printf(s->b->scratch,
					"WARNING - script '%s' is not executable for uid:gid %" PRIu32 ":%" PRIu32
					" - disabling.",
					query.program, script->uid, script->gid));
		return SCRIPT_BAD_FILE;
	}
	if (facts.is_insecure && (!script->uid || !script->gid || facts.is_privileged)) {
		explain_insecure(s, place, script, &facts.why);
		if (s->g->enable_script_security)
			return SCRIPT_INSECURE;
		s->are_insecure = true;
	}
	if (!facts.is_regular) {
		log_script(s, place, format(s, "Wrong file type found in script path '%s'.", query.program));
		return SCRIPT_BAD_FILE;
	}
	if (!facts.has_interpreter) {
		log_script(s, place, format(s, "Please add a #! shebang to script %s", query.program));
		script->needs_shell = true;
	}
	take_groups(s, script);
	script->path = keep_text(s, facts.executed, query.program);
	tell_program(s, script, facts.path ? facts.path : facts.executed);
	return SCRIPT_GOOD;
}

static void judge_quietly(struct scripts *s, const struct conf_head *head, struct conf_script *script)
{
	enum script_verdict verdict;

	if (!script->argv)
		return;
	verdict = judge(s, script, place_in(s->b, head, script));
	if (verdict != SCRIPT_NOT_FOUND && !script->is_file_test)
		s->are_any = true;
	if (verdict != SCRIPT_GOOD)
		*script = (struct conf_script){ 0 };
}

static void judge_notifies(struct scripts *s, const struct conf_head *head, struct conf_notify *n)
{
	struct conf_script *const all[] = { &n->master, &n->backup,  &n->fault, &n->stop,
					    &n->any,    &n->deleted, &n->master_rx_lower_pri };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		judge_quietly(s, head, all[i]);
}

static void drop_disabled(struct conf_tracks *tracks)
{
	struct conf_track *next;

	for (struct conf_track *t = tracks->scripts.first; t; t = next) {
		const struct conf_vrrp_script *script = t->target;

		next = (struct conf_track *)t->head.next;
		if (script->is_disabled)
			conf_remove(&tracks->scripts, t);
	}
}

/* False: the script is not fit to run. */
static bool judge_track_script(struct scripts *s, struct conf_vrrp_script *t)
{
	enum script_verdict verdict = judge(s, &t->script, place_in(s->b, &t->head, &t->script));

	if (verdict == SCRIPT_GOOD) {
		s->are_any |= !t->script.is_file_test; /* nothing is executed for one */
		return true;
	}
	complete_report(s->b, DIAG_SCRIPT_DISABLED, &t->head, "vrrp_script", &t->script,
			"Disabling track script %s %s", t->head.name,
			verdict == SCRIPT_NOT_FOUND ? "since not found/accessible" : "due to insecure");
	return false;
}

static void judge_track_scripts(struct scripts *s)
{
	struct conf_vrrp_script *next;
	bool                     are_all_good = true;

	for (struct conf_vrrp_script *t = s->c->scripts.first; t; t = next) {
		next = (struct conf_vrrp_script *)t->head.next;
		t->is_disabled = !judge_track_script(s, t);
		are_all_good &= !t->is_disabled;
		if (!t->n_references || t->is_disabled)
			conf_remove(&s->c->scripts, t);
	}
	if (are_all_good)
		return;
	conf_each(struct conf_vrrp, vi, s->c->vrrps)
		drop_disabled(&vi->tracks);
	conf_each(struct conf_vrrp_group, g, s->c->vrrp_groups)
		drop_disabled(&g->tracks);
}

static void report_violation(struct scripts *s, const char *which, bool are_insecure)
{
	struct diag *d = diag_add(s->b->diags, DIAG_SCRIPT_SECURITY, (struct conf_place){ 0 },
				  "SECURITY VIOLATION - %sscripts are being executed but script_security not enabled.%s",
				  which, are_insecure ? " There are insecure scripts." : "");

	diag_help(s->b->diags, d, "add enable_script_security to global_defs");
}

static bool judge_misc(struct scripts *s, struct conf_check_misc *misc)
{
	struct conf_head   *head = &misc->check.head;
	enum script_verdict verdict = judge(s, &misc->script, place_in(s->b, head, &misc->script));

	if (verdict != SCRIPT_NOT_FOUND)
		s->are_any = true;
	if (verdict == SCRIPT_GOOD)
		return true;
	log_script(s, place_in(s->b, head, &misc->script),
		   arena_printf(s->b->scratch, "Disabling misc script %s %s", quoted(s, &misc->script),
				verdict == SCRIPT_NOT_FOUND ? "since not found/accessible" : "due to insecure"));
	return false;
}

static void judge_server(struct scripts *s, struct conf_real *r)
{
	judge_quietly(s, &r->head, &r->notify_up);
	judge_quietly(s, &r->head, &r->notify_down);
	filter_miscs(s, r, judge_misc);
}

static void judge_service(struct scripts *s, struct conf_virtual *v)
{
	judge_quietly(s, &v->head, &v->quorum_up);
	judge_quietly(s, &v->head, &v->quorum_down);
	judge_quietly(s, &v->head, &v->failover_up);
	judge_quietly(s, &v->head, &v->failover_down);
	conf_each(struct conf_real, r, v->reals)
		judge_server(s, r);
	conf_each(struct conf_real, r, v->backups)
		judge_server(s, r);
}

/* The programs of the checker process. */
static void judge_services(struct scripts *s)
{
	if (!s->c->virtuals.n)
		return;
	s->are_any = false;
	s->are_insecure = false;
	judge_quietly(s, &s->g->head, &s->g->lvs_notify_fifo.script);
	conf_each(struct conf_virtual, v, s->c->virtuals)
		judge_service(s, v);
	if (!s->are_any || s->g->enable_script_security)
		return;
	report_violation(s, "check ", s->are_insecure);
	s->b->diags->ends_as_error = false; /* whatever ended the checks of VRRP, this was found before */
}

void complete_scripts(struct conf_bind *b, struct config *c)
{
	struct scripts s = { .b = b, .c = c, .g = &c->global };

	judge_quietly(&s, &s.g->head, &s.g->startup_script);
	judge_quietly(&s, &s.g->head, &s.g->shutdown_script);
	if (s.are_any && !s.g->enable_script_security)
		report_violation(&s, "start/shutdown ", s.are_insecure);
	judge_services(&s);
	s.are_any = false;
	s.are_insecure = false;

	judge_track_scripts(&s);
	judge_quietly(&s, &s.g->head, &s.g->notify_fifo.script);
	judge_quietly(&s, &s.g->head, &s.g->vrrp_notify_fifo.script);
	conf_each(struct conf_vrrp, vi, c->vrrps)
		judge_notifies(&s, &vi->head, &vi->notify);
	conf_each(struct conf_vrrp_group, g, c->vrrp_groups)
		judge_notifies(&s, &g->head, &g->notify);
	if (s.are_any && !s.g->enable_script_security)
		report_violation(&s, "", s.are_insecure);
}
