/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * global_rows - the keywords of global_defs.
 */
#pragma once

#include "keepalived/model/conf_global.h"

extern const struct conf_block conf_global_block;
