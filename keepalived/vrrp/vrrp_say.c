/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/vrrp_say.h"

#include <inttypes.h>

#include "keepalived/model/vrrp_state.h"
#include "lib/sys/log.h"

#define USEC_PER_MSEC INT64_C(1000)

static void say_master(const char *name, const struct vrrp_effect *e, const char *peer)
{
	char old[ADDR_LEN];

	if (e->old.family)
		log_detail(1, "(%s) master changed from %s to %s", name, addr_format(&e->old, old), peer);
	else
		log_detail(1, "(%s) master set to %s", name, peer);
}

void vrrp_say_fault(const char *name, const char *interface)
{
	if (interface)
		log_info("(%s): entering FAULT state (interface %s down)", name, interface);
	else
		log_info("(%s) entering FAULT state (no IPv4 address for interface)", name);
}

void vrrp_say(const char *name, const struct vrrp_effect *e, const char *iface)
{
	char        text[ADDR_LEN];
	const char *peer = e->peer.family ? addr_format(&e->peer, text) : "";

	switch ((enum vrrp_line)e->what) {
	case VRRP_LINE_BACKUP_INIT:
		log_info("(%s) Entering BACKUP STATE (init)", name);
		return;
	case VRRP_LINE_FAULT_INIT:
		log_info("(%s) entering FAULT state", name);
		return;
	case VRRP_LINE_BACKUP:
		log_info("(%s) Entering BACKUP STATE", name);
		return;
	case VRRP_LINE_MASTER:
		log_info("(%s) Entering MASTER STATE", name);
		return;
	case VRRP_LINE_FAULT:
		log_info("(%s) Entering FAULT STATE", name);
		return;
	case VRRP_LINE_SYNC:
		log_info("VRRP_Group(%s) Syncing instances to %s state", name, vrrp_state_name(e->state));
		return;
	case VRRP_LINE_TIMEOUT:
		log_info("(%s) Receive advertisement timeout", name);
		return;
	case VRRP_LINE_SENT_ZERO:
		log_info("(%s) sent 0 priority", name);
		return;
	case VRRP_LINE_BACKUP_HEARD_ZERO:
		log_info("(%s) Backup received priority 0 advertisement", name);
		return;
	case VRRP_LINE_MASTER_HEARD_ZERO:
		log_info("(%s) Master received priority 0 message", name);
		return;
	case VRRP_LINE_HIGHER:
		log_info("(%s) Master received advert from %s with higher priority %u, ours %u", name, peer, e->priority,
			 e->own);
		return;
	case VRRP_LINE_HIGHER_ADDRESS:
		log_info("(%s) Master received advert from %s with same priority %u but higher IP address than ours", name,
			 peer, e->priority);
		return;
	case VRRP_LINE_LOWER:
		log_info("(%s) Received advert from %s with lower priority %u, ours %u, forcing new election", name, peer,
			 e->priority, e->own);
		return;
	case VRRP_LINE_DISCARDING:
		log_info("(%s) received lower priority (%u) advert from %s - discarding", name, e->priority, peer);
		return;
	case VRRP_LINE_OWN_ADDRESS:
		log_info("(%s) advert from %s has our own address and priority", name, peer);
		return;
	case VRRP_LINE_MASTER_SET:
		say_master(name, e, peer);
		return;
	case VRRP_LINE_INTERVAL:
		log_info("(%s) advertisement interval updated from %" PRId64 "ms to %" PRId64 "ms by master", name,
			 e->old_span.us / USEC_PER_MSEC, e->span.us / USEC_PER_MSEC);
		return;
	case VRRP_LINE_OWN_INTERVAL:
		log_info("(%s) changing advert interval from %" PRId64 "ms to locally configured %" PRId64 "ms", name,
			 e->old_span.us / USEC_PER_MSEC, e->span.us / USEC_PER_MSEC);
		return;
	case VRRP_LINE_PREEMPT_DELAY:
		log_info("(%s) start preempt delay (%" PRId64 ".%06" PRId64 ")", name, e->span.us / USEC_PER_SEC,
			 e->span.us % USEC_PER_SEC);
		return;
	case VRRP_LINE_NO_PREEMPT_DELAY:
		log_info("(%s) stop preempt delay", name);
		return;
	case VRRP_LINE_PRIORITY:
		log_info("(%s) Changing effective priority from %u to %u", name, e->own, e->priority);
		return;
	case VRRP_LINE_OWNER_IGNORES:
		log_detail(1, "(%s) advert from %s is ignored: owner of the addresses", name, peer);
		return;
	case VRRP_LINE_TWO_OWNERS:
		log_info("(%s) CONFIGURATION ERROR: %s is an owner of the addresses as well", name, peer);
		return;
	case VRRP_LINE_OWNER_YIELDS:
		log_info("(%s) CONFIGURATION ERROR: another owner goes on; priority is now %u", name, e->own);
		return;
	case VRRP_LINE_LATE:
		log_info("(%s) was late, and another router has taken over meanwhile", name);
		return;
	case VRRP_LINE_PUT_BACK:
		log_info("(%s) %s removed from %s by somebody else - put back", name, peer, iface);
		return;
	case VRRP_LINE_ROBBED:
		log_info("(%s) %s removed from %s by somebody else - giving up MASTER", name, peer, iface);
		return;
	case VRRP_LINE_NOT_MINE_YET:
		log_info("(%s) %s on %s while not MASTER - removed", name, peer, iface);
		return;
	}
}
