/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * idents - in whose name a line of the log speaks: that of the process that owns what it is about.
 */
#pragma once

#include "lib/sys/log.h"

enum ident { IDENT_PARENT, IDENT_VRRP, IDENT_CHECK, IDENT_BFD };
#define IDENT_N (IDENT_BFD + 1)

extern const struct log_ident idents[IDENT_N];
