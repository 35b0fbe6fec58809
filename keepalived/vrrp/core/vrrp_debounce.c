/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/core/vrrp_debounce.h"

void vrrp_debounce_init(struct vrrp_debounce *d)
{
	*d = (struct vrrp_debounce){ 0 };
}

/* What is seen counts. */
static bool settle(struct vrrp_debounce *d, bool is_up)
{
	bool is_news = d->is_up != is_up;

	d->is_up = is_up;
	d->has_been_up |= is_up;
	d->is_changing = false;
	return is_news;
}

bool vrrp_debounce_step(struct vrrp_debounce *d, const struct vrrp_delays *delays, enum vrrp_seen seen,
			struct mono now)
{
	bool is_up = seen == VRRP_SEEN_UP;

	if (seen == VRRP_SEEN_GONE) {
		d->has_been_up = false;
		return settle(d, false);
	}
	if (!d->has_been_up || is_up == d->is_up)
		return settle(d, is_up);
	if (!d->is_changing) {
		d->is_changing = true;
		d->since = now;
	}
	return mono_before(now, vrrp_debounce_deadline(d, delays)) ? false : settle(d, is_up);
}

struct mono vrrp_debounce_deadline(const struct vrrp_debounce *d, const struct vrrp_delays *delays)
{
	if (!d->is_changing)
		return MONO_NEVER;
	return mono_after(d->since, d->is_up ? delays->down : delays->up);
}

bool vrrp_debounce_limit(struct vrrp_delays *delays, uint8_t down_adverts, struct span interval)
{
	struct span most = span_us((down_adverts - 1) * interval.us - interval.us / 256);

	if (down_adverts == 1) {
		bool is_less = delays->down.us || delays->up.us;

		*delays = (struct vrrp_delays){ 0 };
		return is_less;
	}
	if (delays->down.us <= most.us)
		return false;
	if (delays->up.us == delays->down.us)
		delays->up = most;
	delays->down = most;
	return true;
}
