/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * conf_metric - functions of the rows for route metrics, which fill a struct conf_metric.
 *
 * The row's complaint follows the general finding; its max is the limit of the number. For times
 * the max is what CONF_METRIC_SECONDS are in the kernel's unit, which tells the unit.
 */
#pragma once

#include "lib/conf/schema.h"

extern const struct conf_custom conf_metric_plain;    /* NUMBER */
extern const struct conf_custom conf_metric_lockable; /* [lock] NUMBER */
extern const struct conf_custom conf_metric_time;     /* [lock] NUMBER[UNIT] */
extern const struct conf_custom conf_metric_features; /* NAME */
extern const struct conf_custom conf_metric_congctl;  /* [lock] NAME, into a const char * */

#define CONF_METRIC_SECONDS 120 /* the longest time */
