/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * complete - what happens between the last line of a file and a finished configuration, step by step.
 *
 * The order is part of the behaviour: it decides which sentence a user sees. Each step is a function
 * that looks at the whole configuration; config_complete() calls them.
 */
#pragma once

#include "keepalived/model/config.h"
#include "keepalived/model/model_load.h"
#include "keepalived/model/route_rows.h"
#include "keepalived/model/vrrp_rows.h"
#include "lib/conf/bind.h"

/* A finding about a finished object: known sentences carry no line, but we know where it is. */
struct diag *complete_report(struct conf_bind *b, enum diag_code code, const struct conf_head *head,
			     const char *kind, const void *member, const char *fmt, ...) printf_like(6, 7);
/* The same with its line in front. */
struct diag *complete_report_line(struct conf_bind *b, enum diag_code code, const struct conf_head *head,
				  const char *kind, const void *member, const char *fmt, ...)
	printf_like(6, 7);

/* @member of an object, or NULL for the object itself. */
#define vrrp_report(b, code, vi, member, ...)                                                      \
	complete_report((b), (code), &(vi)->head, "vrrp_instance", (member), __VA_ARGS__)

/* The configuration cannot be used at all; the finding says why. */
void complete_fatal(struct conf_bind *b, struct diag *d);

/* Of one service: complete_check. */
void complete_checks(struct conf_bind *b, struct config *c, struct conf_virtual *v);

void complete_users(struct conf_bind *b, struct config *c);      /* script_check: who runs what */
void complete_scripts(struct conf_bind *b, struct config *c);    /* script_check: the files themselves */
void complete_bfds(struct conf_bind *b, struct config *c);       /* complete_bfd: rivals, defaults */
void complete_groups(struct conf_bind *b, struct config *c);     /* complete_group: members */
void complete_tracks(struct conf_bind *b, struct config *c);     /* complete_track: references, weights */
void complete_weights(struct conf_bind *b, struct config *c);    /* complete_track: neutralisation */
void complete_lvs(struct conf_bind *b, struct config *c);        /* complete_lvs: virtual servers */
void complete_interfaces(struct conf_bind *b, struct config *c); /* complete_iface: existence */
void complete_vrrp(struct conf_bind *b, struct config *c);       /* complete_vrrp: instance by instance */
void complete_static(struct conf_bind *b, struct config *c);     /* complete_iface: static entries */
void complete_cross(struct conf_bind *b, struct config *c);      /* cross: between instances */
void complete_lint(struct conf_bind *b, struct config *c);       /* lint: advice */
