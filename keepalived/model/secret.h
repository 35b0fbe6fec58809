/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * secret - bytes that must not be where everybody can read them.
 *
 * They go into a memory of their own, which one process gets; what the image holds is where they are
 * and a keyed digest, so that "did it change?" can be answered without them.
 */
#pragma once

#include "lib/conf/schema.h"

struct model_load;

void secret_keep(struct model_load *m, const void *bytes, size_t len, struct conf_secret *ret_secret);
