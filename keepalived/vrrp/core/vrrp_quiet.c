/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/core/vrrp_quiet.h"

void vrrp_quiet_init(struct vrrp_quiet *q)
{
	*q = (struct vrrp_quiet){ 0 };
}

static bool is_recent(struct mono said, struct mono now)
{
	return now.us < mono_after(said, span_seconds(VRRP_QUIET_SECONDS)).us;
}

static struct vrrp_quiet_sender *sender_of(struct vrrp_quiet *q, const struct addr *source,
					   struct mono now)
{
	struct vrrp_quiet_sender *free = NULL;

	for (unsigned i = 0; i < VRRP_QUIET_SENDERS; i++) {
		struct vrrp_quiet_sender *s = &q->senders[i];

		if (s->source.family && addr_equal(&s->source, source))
			return s;
		if (!free && (!s->source.family || !is_recent(s->said, now)))
			free = s;
	}
	if (!free)
		return &q->others;
	*free = (struct vrrp_quiet_sender){ .source = *source };
	return free;
}

bool vrrp_quiet_may_say(struct vrrp_quiet *q, const struct addr *source, enum vrrp_verdict v,
			struct mono now, unsigned *ret_suppressed)
{
	struct vrrp_quiet_sender *s = sender_of(q, source, now);
	struct vrrp_quiet_line *line = &s->lines[v];

	if (line->was_said && is_recent(line->said, now)) {
		line->suppressed++;
		return false;
	}
	*ret_suppressed = line->suppressed;
	*line = (struct vrrp_quiet_line){ .was_said = true, .said = now };
	s->said = now;
	return true;
}
