/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/core/vrrp_params.h"

#include <string.h>

#include "keepalived/model/conf_vrrp.h"
#include "keepalived/vrrp/core/vrrp_prio.h"

#define USEC_PER_CENTISECOND 10000

/* Whether the interval of announcements on other interfaces is for any address. */
static bool has_extra(const struct conf_vrrp *conf, const struct conf_vip *first)
{
	for (const struct conf_vip *vip = first; vip; vip = (const struct conf_vip *)vip->head.next)
		if (vip->dev && conf->interface && strcmp(vip->dev, conf->interface) != 0 &&
		    (conf->garp_extra_if_all || vip->use_vmac || conf->use_vmac_addr))
			return true;
	return false;
}

static struct vrrp_announce_params announce_params_of(const struct conf_vrrp *conf)
{
	bool is_extra = has_extra(conf, conf->vips.first) || has_extra(conf, conf->evips.first);

	return (struct vrrp_announce_params){
		.repeat = conf->garp_master_repeat,
		.delay = conf->garp_master_delay,
		.refresh = conf->garp_master_refresh,
		.refresh_repeat = conf->garp_master_refresh_repeat,
		.lower_repeat = conf->garp_lower_prio_repeat,
		.lower_delay = conf->garp_lower_prio_delay,
		.extra = span_us(is_extra ? conf->garp_extra_if.us : 0),
	};
}

struct vrrp_params vrrp_params_of(const struct conf_vrrp *conf)
{
	return (struct vrrp_params){
		.version = (uint8_t)conf->version,
		.priority = (uint8_t)conf->priority,
		.starts_as_master = conf->priority == VRRP_PRIO_OWNER && conf->state == CONF_STATE_MASTER,
		.is_ipv6 = conf->family == ADDR_IPV6,
		.announces_source = conf->is_unicast && conf->interface,
		.nopreempt = conf->nopreempt,
		.lower_prio_no_advert = conf->lower_prio_no_advert,
		.higher_prio_send_advert = conf->higher_prio_send_advert,
		.owner_ignore_adverts = conf->owner_ignore_adverts,
		.tells_priority = conf->notify_priority_changes,
		.best_other = (uint8_t)conf->timer_expired_backup,
		.down_adverts = (uint8_t)conf->down_timer_adverts,
		.interval = conf->advert_int,
		.preempt_delay = conf->preempt_delay,
		.announce = announce_params_of(conf),
	};
}

uint32_t vrrp_buffer_share(const struct conf_vrrp *conf, const struct conf_global *global, uint32_t mtu, uint32_t advert_len)
{
	if (conf->has_kernel_rx_buf_size)
		return conf->kernel_rx_buf_size;
	switch ((enum conf_rx_policy)global->rx_bufs_policy) {
	case CONF_RX_NONE:
		return 0;
	case CONF_RX_MTU:
		return mtu * global->rx_bufs_multiplier;
	case CONF_RX_ADVERT:
		return advert_len * global->rx_bufs_multiplier;
	case CONF_RX_BYTES:
		return global->rx_bufs_size;
	}
	return 0;
}

struct span vrrp_skew(uint8_t version, struct span interval, uint8_t priority)
{
	int64_t steps = 256 - priority;

	if (version == 2)
		return span_us(steps * USEC_PER_SEC / 256);
	return span_us(steps * (interval.us / USEC_PER_CENTISECOND) * 625 / 16);
}

struct span vrrp_master_down(const struct vrrp_params *params, struct span interval, uint8_t priority)
{
	return span_us(params->down_adverts * interval.us + vrrp_skew(params->version, interval, priority).us);
}
