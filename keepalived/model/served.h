/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * served - what a configuration asks for and this build does not do yet.
 *
 * One list of rules, and who tells of it: a configuration test object by object, the parent once for
 * each kind, the VRRP process where an instance cannot run at all without it. What becomes served loses
 * its row, and nothing else is to be changed.
 */
#pragma once

#include <stdbool.h>

struct conf_bind;
struct conf_head;
struct conf_vrrp;
struct config;

enum served_owner { SERVED_PARENT, SERVED_VRRP, SERVED_CHECK, SERVED_BFD };

struct served_lack {
	const char             *what;  /* a keyword, or a word for several */
	enum served_owner       owner; /* the process that would do it */
	bool                    is_refused; /* the instance stays in FAULT; else all but this is done */
	const struct conf_head *object;
	const char             *kind;   /* of the object: "vrrp_instance"; NULL: it has no name */
	const void             *member; /* of the object, that asks for it; NULL: the object does */
};

typedef void (*served_fn)(void *context, const struct served_lack *lack);

/* All of it, one rule after the other: what is the same comes in a row. */
void served_each(const struct config *c, served_fn on_lack, void *context);

/* Why an instance cannot run in this build: NULL, or the first of it. */
const char *served_refusal(const struct conf_vrrp *v);

/* A finding for each; of use before the configuration is final, while places are known. */
void served_report(struct conf_bind *b, const struct config *c);
