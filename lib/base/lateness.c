/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/lateness.h"

#include <string.h>

void lateness_init(struct lateness *l)
{
	*l = (struct lateness){ 0 };
}

void lateness_release(struct lateness *l)
{
	vec_release(&l->accounts);
}

static bool is_account(const struct lateness *l, size_t i, const char *name, bool urgent)
{
	const struct lateness_account *account = &l->accounts.at[i];

	return account->urgent == urgent &&
	       (account->name == name || strcmp(account->name, name) == 0);
}

size_t lateness_account(struct lateness *l, const char *name, bool urgent, size_t guess)
{
	size_t i;

	if (guess < l->accounts.n && is_account(l, guess, name, urgent))
		return guess;
	for (i = 0; i < l->accounts.n; i++) {
		if (is_account(l, i, name, urgent))
			return i;
	}
	vec_push(&l->accounts, ((struct lateness_account){ .name = name, .urgent = urgent }));
	return i;
}

static struct span longer(struct span a, struct span b)
{
	return a.us > b.us ? a : b;
}

void lateness_turn(struct lateness *l, struct span overslept)
{
	l->report = (struct lateness_report){ .overslept = longer(overslept, span_us(0)) };
	l->slowest_before = l->slowest;
	l->slowest = (struct lateness_run){ 0 };
}

static void enter_late(struct lateness *l, struct lateness_account *account, struct span by)
{
	account->late++;
	if (by.us <= l->report.by.us)
		return;
	l->report.name = account->name;
	l->report.urgent = account->urgent;
	l->report.by = by;
}

void lateness_enter(struct lateness *l, size_t account, struct mono due, struct mono began,
		    struct mono ended)
{
	struct lateness_account *a = &l->accounts.at[account];
	struct span late = mono_between(due, began);
	struct span took = mono_between(began, ended);

	a->runs++;
	a->latest = longer(a->latest, late);
	a->longest = longer(a->longest, took);
	a->busy.us += took.us;
	if (l->tolerated.us && late.us > l->tolerated.us)
		enter_late(l, a, late);
	if (!l->slowest.name || took.us > l->slowest.took.us)
		l->slowest = (struct lateness_run){ .name = a->name, .took = took };
}

bool lateness_report(const struct lateness *l, struct lateness_report *ret_report)
{
	const struct lateness_run *slowest = &l->slowest;

	if (!l->report.name)
		return false;
	if (l->slowest_before.took.us > slowest->took.us)
		slowest = &l->slowest_before;
	*ret_report = l->report;
	ret_report->slowest = slowest->name;
	ret_report->took = slowest->took;
	return true;
}
