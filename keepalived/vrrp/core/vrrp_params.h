/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_params - what the configuration says about how an instance behaves, and the timers that follow
 * from it. Strict mode is no rule of its own here: completion has turned it into these values.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/mono.h"

struct conf_vrrp;

struct vrrp_announce_params {
	uint32_t    repeat;         /* of each address, on becoming MASTER */
	struct span delay;          /* from there to the second burst; 0: none */
	struct span refresh;        /* 0: none */
	uint32_t    refresh_repeat;
	uint32_t    lower_repeat;   /* after an inferior advert; 0: none */
	struct span lower_delay;    /* from there to the second burst; 0: none */
	struct span extra;          /* between those on other interfaces; 0: none */
};

struct vrrp_params {
	uint8_t     version;
	uint8_t     priority;            /* as configured */
	bool        starts_as_master;    /* an owner that waits for nobody */
	bool        is_ipv6;
	bool        announces_source;    /* unicast: peers may have an old neighbour entry of us */
	bool        nopreempt;
	bool        lower_prio_no_advert;
	bool        higher_prio_send_advert;
	bool        owner_ignore_adverts;
	bool        tells_priority;      /* notify_priority_changes */
	uint8_t     best_other;          /* timer_expired_backup: highest priority of the others; 0: off */
	uint8_t     down_adverts;
	struct span interval;
	struct span preempt_delay;       /* 0: none */
	struct vrrp_announce_params announce;
};

struct conf_global;

struct vrrp_params vrrp_params_of(const struct conf_vrrp *conf);

/* Its share of the receive buffer, in bytes; 0: the kernel's default will do. */
uint32_t vrrp_buffer_share(const struct conf_vrrp *conf, const struct conf_global *global, uint32_t mtu, uint32_t advert_len);

/* The lower the priority, the longer a BACKUP hesitates. @interval is the master's in version 3. */
struct span vrrp_skew(uint8_t version, struct span interval, uint8_t priority);
struct span vrrp_master_down(const struct vrrp_params *params, struct span interval, uint8_t priority);
