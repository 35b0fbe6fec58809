/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_quiet - keeps a stream of bad packets from becoming a stream of log lines.
 *
 * A line is said once in ten seconds, for each kind of it and each sender; the next one tells how
 * many were left out. Eight senders are remembered. What others send while those are at it counts
 * as from one sender more, so that a flood with invented senders is held back as well.
 *
 * Pure. Five kilobytes: an instance needs one from its first complaint on.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "keepalived/vrrp/core/vrrp_verdict.h"
#include "lib/base/mono.h"
#include "lib/net/addr.h"

#define VRRP_QUIET_SENDERS 8
#define VRRP_QUIET_SECONDS 10

struct vrrp_quiet_line {
	bool        was_said;
	uint32_t    suppressed; /* since then */
	struct mono said;
};

struct vrrp_quiet_sender {
	struct addr source; /* ADDR_NONE: nobody */
	struct mono said;   /* the last of its lines */
	struct vrrp_quiet_line lines[VRRP_N_VERDICTS];
};

struct vrrp_quiet {
	struct vrrp_quiet_sender senders[VRRP_QUIET_SENDERS];
	struct vrrp_quiet_sender others;
};

void vrrp_quiet_init(struct vrrp_quiet *q);

/* May @v be said of @source now? If so, @ret_suppressed is how often it was not. */
bool vrrp_quiet_may_say(struct vrrp_quiet *q, const struct addr *source, enum vrrp_verdict v,
			struct mono now, unsigned *ret_suppressed);
