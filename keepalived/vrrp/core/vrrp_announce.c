/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/core/vrrp_announce.h"

/* Inferior adverts that close together are one conflict. */
#define SAME_CONFLICT span_seconds(1)

static struct mono after_unless_zero(struct mono now, struct span delay)
{
	return delay.us ? mono_after(now, delay) : MONO_NEVER;
}

void vrrp_announce_stop(struct vrrp_announce *a)
{
	*a = (struct vrrp_announce){ MONO_NEVER, MONO_NEVER, MONO_NEVER, MONO_NEVER, MONO_NEVER };
}

uint32_t vrrp_announce_start(struct vrrp_announce *a, const struct vrrp_announce_params *params, struct mono now)
{
	*a = (struct vrrp_announce){
		.second = after_unless_zero(now, params->delay),
		.refresh = after_unless_zero(now, params->refresh),
		.lower = MONO_NEVER,
		.extra = after_unless_zero(now, params->extra),
		.heard = MONO_NEVER,
	};
	return params->repeat;
}

static bool is_pending(struct mono at)
{
	return mono_before(at, MONO_NEVER);
}

bool vrrp_announce_lower(struct vrrp_announce *a, const struct vrrp_announce_params *params, struct mono now,
			 uint32_t *ret_repeat)
{
	if (is_pending(a->lower) && mono_before(now, mono_after(a->heard, SAME_CONFLICT)))
		return false;
	a->heard = now;
	if (params->lower_repeat)
		a->lower = after_unless_zero(now, params->lower_delay);
	*ret_repeat = params->lower_repeat;
	return true;
}

static bool take(struct mono *at, struct mono now)
{
	bool is_due = !mono_before(now, *at);

	if (is_due)
		*at = MONO_NEVER;
	return is_due;
}

/* One that comes again: at its own pace, but not several times for what was missed. */
static bool take_repeating(struct mono *at, struct span every, struct mono now)
{
	struct mono due = *at;

	if (!take(at, now))
		return false;
	due = mono_after(due, every);
	*at = mono_before(now, due) ? due : after_unless_zero(now, every);
	return true;
}

struct vrrp_bursts vrrp_announce_due(struct vrrp_announce *a, const struct vrrp_announce_params *params,
				     struct mono now)
{
	return (struct vrrp_bursts){
		.all = {
			take(&a->second, now) ? params->repeat : 0,
			take(&a->lower, now) ? params->lower_repeat : 0,
			take_repeating(&a->refresh, params->refresh, now) ? params->refresh_repeat : 0,
		},
		.extra = take_repeating(&a->extra, params->extra, now),
	};
}

struct mono vrrp_announce_deadline(const struct vrrp_announce *a)
{
	return mono_first(mono_first(a->second, a->lower), mono_first(a->refresh, a->extra));
}
