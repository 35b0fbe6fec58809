/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Advice: configurations that are valid and do not do what their author wants. Taken from what users
 * ask for help with, again and again. Notes never change an exit status.
 */
#include <inttypes.h>
#include <string.h>

#include "keepalived/model/complete.h"

struct lint {
	struct conf_bind *b;
	struct config    *c;
};

static struct diag *advise(struct lint *l, enum diag_code code, const struct conf_head *head, const char *kind,
			   const void *member, const char *text)
{
	return complete_report_line(l->b, code, head, kind, member, "%s", text);
}

/* "killall -0 nginx" forks every other second to learn what the kernel would tell. */
static void lint_process_check(struct lint *l, const struct conf_vrrp_script *s)
{
	static const char *const programs[] = { "killall", "pidof", "pgrep", "pkill" };
	const char              *program = s->script.argv[0];
	const char              *name = strrchr(program, '/');
	struct diag             *d;

	name = name ? name + 1 : program;
	for (size_t i = 0; i < ARRAY_SIZE(programs); i++) {
		if (strcmp(name, programs[i]) != 0)
			continue;
		d = advise(l, DIAG_LINT_PROCESS, &s->head, "vrrp_script", &s->script,
			   "a script only looks for a process");
		diag_help(l->b->diags, d, "vrrp_track_process does that without running a program each time");
		return;
	}
}

static void lint_script_timing(struct lint *l, const struct conf_vrrp_script *s)
{
	struct diag *d;

	if (s->timeout.us <= s->interval.us)
		return;
	d = advise(l, DIAG_LINT_TIMING, &s->head, "vrrp_script", &s->timeout,
		   "timeout is longer than interval: runs are skipped while one is still going");
	diag_help(l->b->diags, d, "a hanging script is noticed after %" PRId64 " x fall seconds",
		  s->timeout.us / USEC_PER_SEC);
}

static void lint_weight(struct lint *l, const struct conf_vrrp *vi, const struct conf_track *t)
{
	int32_t      weight = t->weight.is_reversed ? -t->weight.value : t->weight.value;
	int32_t      changed = (int32_t)vi->priority + weight;
	struct diag *d;

	if (!t->weight.value)
		return;
	if (vi->nopreempt) {
		d = advise(l, DIAG_LINT_NOPREEMPT, &t->head, "vrrp_instance", NULL,
			   "a weight cannot move the addresses with nopreempt");
		diag_help(l->b->diags, d, "use weight 0, so that a failure is a fault, or drop nopreempt");
	} else if (vi->priority == 254 && weight > 0) {
		d = advise(l, DIAG_LINT_WEIGHT, &t->head, "vrrp_instance", NULL,
			   "this weight has no effect: priority 254 cannot become larger");
		diag_help(l->b->diags, d, "lower the priority by the weight");
	} else if (vi->priority == 1 && weight < 0) {
		advise(l, DIAG_LINT_WEIGHT, &t->head, "vrrp_instance", NULL,
		       "this weight has no effect: priority 1 cannot become smaller");
	} else if (weight == 1 || weight == -1) {
		d = advise(l, DIAG_LINT_WEIGHT, &t->head, "vrrp_instance", NULL,
			   "a weight of 1 hardly ever moves the addresses");
		diag_help(l->b->diags, d,
			  "the priority goes from %" PRIu32 " to %" PRId32
			  "; the other router has to have one between these",
			  vi->priority, changed);
	}
}

static void lint_unicast(struct lint *l, const struct conf_vrrp *vi)
{
	struct diag *d;

	if (!vi->is_unicast || vi->src.family)
		return;
	d = advise(l, DIAG_LINT_UNICAST, &vi->head, "vrrp_instance", &vi->peers,
		   "unicast without unicast_src_ip: the source follows the interface's addresses");
	diag_help(l->b->diags, d, "give the address that the peers have configured as unicast_src_ip");
}

static void lint_strict(struct lint *l, const struct conf_vrrp *vi)
{
	struct diag *d;

	if (!vi->strict_mode || vi->accept || conf_is_given(vi, accept))
		return;
	d = advise(l, DIAG_LINT_STRICT, &vi->head, "vrrp_instance", NULL,
		   "in strict mode the virtual addresses answer no ping and take no connection");
	diag_help(l->b->diags, d, "with version 3, accept permits them; else leave vrrp_strict away");
}

void complete_lint(struct conf_bind *b, struct config *c)
{
	struct lint l = { .b = b, .c = c };

	conf_each(const struct conf_vrrp_script, s, c->scripts) {
		lint_process_check(&l, s);
		lint_script_timing(&l, s);
	}
	conf_each(const struct conf_vrrp, vi, c->vrrps) {
		conf_each(const struct conf_track, t, vi->tracks.scripts)
			lint_weight(&l, vi, t);
		lint_unicast(&l, vi);
		lint_strict(&l, vi);
	}
}
