/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * explain - what a keyword means, from its row: places, value, range, default, and what a reload does.
 *
 * A word may stand in several places. Places whose rows say the same are explained once; where they
 * differ, each has its own paragraph. Nothing is known here about any keyword.
 */
#pragma once

#include <stdbool.h>

#include "lib/conf/schema.h"

/*
 * Appends the explanation of @word to @out; false: nobody knows it, and @out gets a line that says so, and
 * the keywords that look like it.
 */
bool conf_explain(const struct conf_block *root, const char *word, struct sbuf *out);
