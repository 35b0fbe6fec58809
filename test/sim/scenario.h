/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * scenario - a simulation that is written down: what happens when, and what has to be so.
 *
 * A line each; # starts a comment. Times are absolute: 1.5s, 200ms. R is a router, or R.N its instance
 * N (0 is the first). Lines are carried out in their order.
 *
 *   routers R...  [SETTING...]      the first line
 *   [all | R] SETTING...            priority N, interval T, version N, down_adverts N, nopreempt,
 *                                   preempt_delay T, startup_delay T, address A, state MASTER,
 *                                   lower_prio_no_advert, higher_prio_send_advert,
 *                                   owner_ignore_adverts, timer_expired_backup N, garp_repeat N,
 *                                   garp_delay T, garp_refresh T, garp_lower_repeat N,
 *                                   garp_lower_delay T
 *   instances N [group]             the same settings for all; in one sync group
 *   delay T                         of links
 *
 *   at T start | stop | kill | pause | resume R...
 *   at T cut | heal R R             both ways; R > R: one way. [instance N]
 *   at T fault R REASON             by its name for programs; clear R: none any more
 *   at T await R                    a first result
 *   at T priority R N               of all facts
 *   at T address R A
 *   at T steal R [N]                an address is removed by somebody else, N times
 *   at T hear R priority N from A   an advert of nobody here
 *
 *   by T R STATE                    it is in STATE then; OFF: it does not run
 *   by T announced R                its announcement was the last one
 *   by T R notified STATE N         that often so far; LOWER: of inferior adverts
 *   by T R effective N              its priority
 *   until T R STATE                 from now on until then
 *   never both MASTER while linked for more than T
 *   never no MASTER for more than T
 *   never R silent for more than T  while MASTER
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

/* Says on @out what was not so, or that all was; on @trace, if not NULL, all that it does. */
bool scenario_run(const char *file, FILE *out, FILE *trace);
