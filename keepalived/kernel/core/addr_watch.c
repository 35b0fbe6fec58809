/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/kernel/core/addr_watch.h"

#include <stddef.h>

/* What is lost with its interface comes back with it, and is nobody's fault. */
static enum addr_verdict judge_loss(const struct addr_change *change, struct patience *patience,
				    struct mono now)
{
	if (change->claim != ADDR_WANTED || change->is_link_down)
		return ADDR_NO_MATTER;
	return !patience || patience_take(patience, now) ? ADDR_PUT_BACK : ADDR_GIVE_WAY;
}

enum addr_verdict addr_watch_judge(const struct addr_change *change, struct patience *patience,
				   struct mono now)
{
	if (change->is_own_act)
		return ADDR_NO_MATTER;
	if (change->is_gone)
		return judge_loss(change, patience, now);
	return change->claim == ADDR_UNWANTED ? ADDR_TAKE_OUT : ADDR_NO_MATTER;
}
