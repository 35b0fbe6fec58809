/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/kernel/core/patience.h"

#include <string.h>

#define WINDOW span_seconds(10)

static void forget_oldest(struct patience *p)
{
	p->n--;
	memmove(p->at, p->at + 1, p->n * sizeof(p->at[0]));
}

bool patience_take(struct patience *p, struct mono now)
{
	while (p->n > 0 && now.us >= mono_after(p->at[0], WINDOW).us)
		forget_oldest(p);
	if (p->n == PATIENCE_TIMES)
		return false;
	p->at[p->n++] = now;
	return true;
}
