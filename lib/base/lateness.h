/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lateness - who was late in an event loop, and who made it so.
 *
 * Every run of a callback is entered under the name of its handle: when it was due, when it began,
 * when it ended. A turn in which something began later than tolerated gives a report that names the
 * latest, and what held the loop up: the longest run of this turn or the last, or that the process was
 * woken late.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/mono.h"
#include "lib/base/vec.h"

struct lateness_account { /* of all handles of one name and lane */
	const char *name;
	bool urgent;
	uint64_t runs;
	uint64_t late; /* runs that began later than tolerated */
	struct span latest;
	struct span longest; /* a single run */
	struct span busy;    /* all of them */
};

struct lateness_report {
	const char *name; /* the latest of the turn */
	bool urgent;
	struct span by;
	const char *slowest; /* the longest run of this turn and the last; NULL if there was none */
	struct span took;
	struct span overslept; /* woken later than asked for: the machine was busy elsewhere */
};

struct lateness_run {
	const char *name; /* NULL: none yet */
	struct span took;
};

struct lateness {
	struct span tolerated; /* set by the owner; 0: nothing is ever late */
	VEC(struct lateness_account) accounts;
	struct lateness_report report;
	struct lateness_run slowest, slowest_before; /* of this turn and the last */
};

void lateness_init(struct lateness *l);
void lateness_release(struct lateness *l);

/* The account of a name, which must outlive all of this. @guess: what the last call gave for it, or 0. */
size_t lateness_account(struct lateness *l, const char *name, bool urgent, size_t guess);

/* A turn begins, @overslept after it should have. */
void lateness_turn(struct lateness *l, struct span overslept);
void lateness_enter(struct lateness *l, size_t account, struct mono due, struct mono began,
		    struct mono ended);

/* Was anything late in this turn? */
bool lateness_report(const struct lateness *l, struct lateness_report *ret_report);
