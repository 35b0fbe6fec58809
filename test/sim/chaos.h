/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * chaos - routers, and what befalls them, as a seed has it.
 *
 * A while of everything at once, then calm, long enough for whatever has been put off.
 */
#pragma once

#include "check.h"

/* In @w, which is initialised and empty. */
void chaos_run(struct world *w);
