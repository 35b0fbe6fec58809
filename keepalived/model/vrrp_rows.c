/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/vrrp_rows.h"

#include <inttypes.h>
#include <string.h>

#include "keepalived/model/global_words.h"
#include "keepalived/model/route_rows.h"
#include "keepalived/model/vrrp_words.h"
#include "lib/conf/bind.h"

#define V           struct conf_vrrp
#define SPAN_S(s)   (INT64_C(1000000) * (s))
#define MAX_SECONDS SPAN_S(UINT32_MAX)

static const struct conf_word_value auth_words[] = {
	{ "PASS", CONF_AUTH_PASS }, { "AH", CONF_AUTH_AH }, { NULL, 0 }
};

static const struct conf_key auth_keys[] = {
	{ .name = "auth_type", CONF_WORD(struct conf_authentication, type, auth_words),
	  .complaint = "({object}) unknown authentication type '{value}'",
	  .help = "PASS for a plain password, AH for a keyed header." },
	{ .name = "auth_pass", CONF_CUSTOM(struct conf_authentication, pass, &vrrp_auth_pass), .is_secret = true,
	  .max_length = 8, .help = "Password; the first eight bytes count." },
};

static const struct conf_block auth_block = {
	.name = "authentication",
	CONF_BLOCK_OF(struct conf_authentication, auth_keys),
	.merges = true,
	.help = "Authentication as in the withdrawn VRRP version 2 standard; no protection.",
};

static const struct conf_word_value hmac_mode_words[] = {
	{ "enforce", CONF_HMAC_ENFORCE },
	{ "permissive", CONF_HMAC_PERMISSIVE },
	{ "receive-only", CONF_HMAC_RECEIVE_ONLY },
	{ NULL, 0 }
};

static const struct conf_word_value hmac_replay_words[] = {
	{ "time", CONF_HMAC_TIME }, { "monotonic", CONF_HMAC_MONOTONIC }, { NULL, 0 }
};

#define H struct conf_auth_hmac

static const struct conf_key hmac_keys[] = {
	{ .name = "key", CONF_CUSTOM(H, keys, &vrrp_hmac_key), .is_secret = true,
	  .help = "A key: its number, then hex:DIGITS, file:PATH or the text itself." },
	{ .name = "active_key", CONF_UINT(H, active_key), .min = 1, .max = 255,
	  .complaint = "({object}) auth_hmac active_key '{value}' invalid - ignoring",
	  .help = "Number of the key to sign with." },
	{ .name = "mode", CONF_WORD(H, mode, hmac_mode_words), .def = "enforce",
	  .complaint = "({object}) auth_hmac mode '{value}' unknown - ignoring",
	  .help = "What happens to adverts without a good signature." },
	{ .name = "anti_replay", CONF_WORD(H, anti_replay, hmac_replay_words), .def = "time",
	  .complaint = "({object}) auth_hmac anti_replay '{value}' unknown - ignoring",
	  .help = "How old adverts are recognised: by the clock, or by their order." },
	{ .name = "time_window", CONF_SECONDS(H, time_window), .min = SPAN_S(1), .max = SPAN_S(300),
	  .complaint = "({object}) auth_hmac time_window '{value}' invalid - ignoring",
	  .help = "By how much clocks may differ." },
};

static const struct conf_block hmac_block = {
	.name = "auth_hmac",
	CONF_BLOCK_OF(struct conf_auth_hmac, hmac_keys),
	.merges = true,
	.help = "Signatures on adverts, by shared keys.",
};

static bool end_peer(struct conf_bind *b, void *object)
{
	struct conf_peer *peer = object;
	struct conf_vrrp *vi = b->parent;

	if (peer->min_ttl > peer->max_ttl)
		conf_bind_report(b, DIAG_CONFLICT, 0,
				 "(%s) min_ttl %" PRIu32 " > max_ttl %" PRIu32 " - all packets will be discarded",
				 b->object_name, peer->min_ttl, peer->max_ttl);
	if (conf_is_given(peer, min_ttl) || conf_is_given(peer, max_ttl))
		vi->check_unicast_src = true;
	return true;
}

static bool begin_peer(struct conf_bind *b, void *object)
{
	struct conf_peer *peer = object;

	(void)b;
	peer->max_ttl = 255;
	return true;
}

static const struct conf_key peer_keys[] = {
	{ .name = "address", CONF_CUSTOM(struct conf_peer, address, &vrrp_peer_address), .is_positional = true,
	  .help = "Where adverts are sent to, and come from." },
	{ .name = "min_ttl", CONF_CUSTOM(struct conf_peer, min_ttl, &vrrp_peer_ttl), .max = 255, .def = "0",
	  .help = "Smallest TTL that is taken from this peer." },
	{ .name = "max_ttl", CONF_CUSTOM(struct conf_peer, max_ttl, &vrrp_peer_ttl), .max = 255, .def = "255",
	  .help = "Largest TTL that is taken from this peer." },
};

static const struct conf_block peer_block = {
	.name = "unicast_peer",
	CONF_BLOCK_OF(struct conf_peer, peer_keys),
	.is_line = true,
	.help = "Another router of a unicast instance.",
	.begin = begin_peer,
	.end = end_peer,
	.other = vrrp_peer_other,
};


/* A virtual address has to be of the family of its instance, which the first one decides. */
static bool vip_is_of_family(struct conf_bind *b, void *parent, void *object)
{
	const struct conf_vip *vip = object;

	if (conf_vrrp_takes_family(parent, &vip->address.addr))
		return true;
	conf_bind_report(b, DIAG_CONFLICT, 0, "(%s): address family must match VRRP instance [%s] - ignoring",
			 b->object_name, conf_bind_word(b, 0));
	return false;
}

/* Because: a bare "debug" in old files must not stop the reading, its value has a default. */
#define OLD_DEBUG .missing = "({object}) debug without a value - ignoring"

#define INSTANCE_BOOL(word, text, inherited)                                                       \
	{ .name = #word, CONF_BOOL(V, word), .complaint = "({object}) invalid {key} {value} specified", \
	  .inherit = inherited, .help = text }

#define GARP_REPEAT(word, text, inherited)                                                         \
	{ .name = #word, CONF_UINT(V, word), .max = UINT32_MAX,                                    \
	  .zero = "({object}): {key} must be greater than 0, setting to 1",                        \
	  .complaint = "({object}): {key} '{value}' invalid - ignoring", .inherit = inherited, .help = text }

#define NOTIFY(word, member, text)                                                                 \
	{ .name = word, CONF_SCRIPT(V, notify.member), .repeat = CONF_FIRST_WINS,                  \
	  .repeated = "({object}) {key} script already specified - ignoring {value}", .help = text }

static const struct conf_key keys[] = {
	/* identity */
	{ .name = "state", CONF_CUSTOM(V, state, &vrrp_state), .help = "State to begin with: MASTER or BACKUP." },
	{ .name = "interface", CONF_CUSTOM(V, interface, &vrrp_interface),
	  .help = "Interface of the adverts, and of addresses that name none." },
	{ .name = "virtual_router_id", CONF_UINT(V, vrid), .min = 1, .max = 255,
	  .complaint = "({object}): VRID '{value}' not valid - must be between 1 & 255",
	  .help = "Number of the virtual router, the same on all its routers." },
	{ .name = "priority", CONF_UINT(V, priority), .min = 1, .max = 255, .bad = CONF_BAD_USE, .bad_value = 100,
	  .complaint = "({object}) Priority not valid! must be between {min} & {max}. Using default 100",
	  .def = "100", .help = "Who wins the election; 255 for the owner of the addresses." },
	{ .name = "version", CONF_CUSTOM(V, version, &vrrp_version), .min = 2, .max = 3,
	  .complaint = "({object}): Version must be either 2 or 3", .inherit = "global_defs.vrrp_version",
	  .help = "Version of the protocol." },
	{ .name = "vrf", CONF_STRING(V, vrf), .max_length = 15,
	  .too_long = "({object}) VRF interface name '{value}' too long - ignoring",
	  .help = "VRF of a unicast instance without interface." },
	{ .name = "native_ipv6", CONF_CUSTOM(V, native_ipv6, &vrrp_native_ipv6),
	  .help = "The instance is an IPv6 one, whatever its addresses; deprecated." },
	{ .name = "debug", CONF_UINT(V, debug), .max = 4, OLD_DEBUG,
	  .complaint = "({object}) Debug value '{value}' not valid; must be between 0-4", .def = "0",
	  .help = "Accepted, without effect." },
	{ .name = "promote_secondaries", CONF_FLAG(V, promote_secondaries),
	  .help = "Deleting the first address of a subnet keeps the others." },
	{ .name = "kernel_rx_buf_size", CONF_UINT(V, kernel_rx_buf_size), .max = UINT32_MAX,
	  .missing = "({object}) invalid {key} specified", .complaint = "({object}) invalid {key} specified",
	  .extra = "({object}) invalid {key} specified", .extra_is_bad = true,
	  .inherit = "global_defs.vrrp_rx_bufs_policy", .help = "Bytes of receive buffer." },
	{ .name = "dont_track_primary", CONF_FLAG(V, dont_track_primary),
	  .help = "A failure of the own interface does not count." },
	INSTANCE_BOOL(strict_mode, "Keep to the VRRP standard.", "global_defs.vrrp_strict"),
	{ .name = "linkbeat_use_polling", CONF_FLAG(V, linkbeat_use_polling),
	  .deprecated = "({object}) '{key}' in vrrp instance deprecated - use linkbeat_interfaces block",
	  .help = "Poll the link state of the own interface." },
	{ .name = "lvs_sync_daemon_interface", CONF_CUSTOM(V, head, &vrrp_sync_daemon_interface),
	  .help = "Old way of configuring lvs_sync_daemon." },

	/* transport */
	{ .name = "mcast_src_ip", CONF_CUSTOM(V, src, &vrrp_source),
	  .help = "Source address of the adverts." },
	{ .name = "unicast_src_ip", CONF_CUSTOM(V, src, &vrrp_source), .is_alias = true,
	  .help = "Source address of unicast adverts." },
	{ .name = "track_src_ip", CONF_FLAG(V, track_src_ip),
	  .help = "Fail when that address is missing from the interface." },
	{ .name = "mcast_dst_ip", CONF_CUSTOM(V, mcast_dst, &vrrp_mcast_dst),
	  .inherit = "global_defs.vrrp_mcast_group4 or 6", .help = "Multicast group of the adverts." },
	{ .name = "unicast_peer", CONF_LINES(V, peers, struct conf_peer, &peer_block),
	  .help = "Send adverts to these routers instead of a multicast group." },
	{ .name = "unicast_ttl", CONF_UINT(V, ttl), .max = 255, .def = "255",
	  .complaint = "({object}): TTL '{value}' not valid - must be between 0 & 255",
	  .help = "TTL or hop limit of unicast adverts." },
	{ .name = "unicast_fault_no_peer", CONF_FLAG(V, unicast_fault_no_peer),
	  .help = "Fail, rather than use multicast, when no peer is left." },
	{ .name = "check_unicast_src", CONF_FLAG(V, check_unicast_src),
	  .inherit = "global_defs.vrrp_check_unicast_src", .help = "Take adverts from configured peers only." },
	{ .name = "old_unicast_checksum", CONF_CUSTOM(V, old_unicast_checksum, &vrrp_old_checksum),
	  .help = "Use the checksum of releases before 1.3.6 for VRRPv3 unicast; never: do not detect it." },
	INSTANCE_BOOL(v3_checksum_as_v2, "Checksum without pseudo header.", "global_defs.v3_checksum_as_v2"),
	{ .name = "advert_int", CONF_SPAN(V, advert_int), .min = 10000, .max = SPAN_S(255),
	  .complaint = "({object}) Advert interval ({value}) not valid! Must be > 0 - ignoring", .def = "1",
	  .help = "Time from one advert to the next; whole seconds in version 2." },
	{ .name = "down_timer_adverts", CONF_UINT(V, down_timer_adverts), .min = 1, .max = 100,
	  .complaint = "({object}): Invalid {key} [1:100] '{value}'",
	  .inherit = "global_defs.vrrp_down_timer_adverts", .help = "Adverts that may be missed before taking over." },
	INSTANCE_BOOL(skip_check_adv_addr, "Compare the address list only when another router sends the adverts.",
		      "global_defs.vrrp_skip_check_adv_addr"),
	{ .name = "use_vmac", CONF_CUSTOM(V, vmac, &vrrp_use_vmac),
	  .help = "Use the virtual MAC address: name, address and options of its interface." },
	{ .name = "use_ipvlan", CONF_CUSTOM(V, vmac, &vrrp_use_ipvlan),
	  .help = "Use an ipvlan interface: its name, address and mode." },
	{ .name = "vmac_xmit_base", CONF_FLAG(V, vmac_xmit_base),
	  .help = "Send adverts from the base interface." },
	{ .name = "use_vmac_addr", CONF_FLAG(V, use_vmac_addr),
	  .help = "Put addresses of other interfaces on virtual MACs too." },

	/* election */
	{ .name = "nopreempt", CONF_FLAG(V, nopreempt), .help = "Do not take over from a MASTER of lower priority." },
	{ .name = "preempt", CONF_UNFLAG(V, nopreempt), .is_alias = true, .help = "The opposite of nopreempt; default." },
	{ .name = "preempt_delay", CONF_SPAN(V, preempt_delay), .max = SPAN_S(1000), .bad = CONF_BAD_USE,
	  .uses_trailing = true,
	  .complaint = "({object}) Preempt_delay not valid! must be between 0-1000", .def = "0",
	  .help = "How long a MASTER of lower priority is heard before taking over from it." },
	INSTANCE_BOOL(lower_prio_no_advert, "Do not answer adverts of lower priority.",
		      "global_defs.vrrp_lower_prio_no_advert"),
	INSTANCE_BOOL(higher_prio_send_advert, "Send a last advert before giving way.",
		      "global_defs.vrrp_higher_prio_send_advert"),
	INSTANCE_BOOL(owner_ignore_adverts, "Priority 255 takes no notice of other adverts.",
		      "global_defs.vrrp_owner_ignore_adverts"),
	{ .name = "timer_expired_backup", CONF_UINT(V, timer_expired_backup), .min = 1, .max = 254, .absent = "254",
	  .complaint = "({object}) {key} '{value}' invalid - ignoring",
	  .help = "Step down after having been held up so long that another router took over." },
	{ .name = "thread_timer_expired", CONF_UINT(V, timer_expired_backup), .min = 1, .max = 254, .absent = "254",
	  .complaint = "({object}) {key} '{value}' invalid - ignoring", .is_alias = true,
	  .deprecation_is_logged = true, .deprecated = "({object}) {key} - use timer_expired_backup",
	  .help = "Other name of timer_expired_backup." },

	/* authentication */
	{ .name = "authentication", CONF_SINGLE(V, authentication, struct conf_authentication, &auth_block),
	  .help = "Authentication of version 2." },
	{ .name = "auth_hmac", CONF_SINGLE(V, auth_hmac, struct conf_auth_hmac, &hmac_block),
	  .help = "Signed adverts." },

	/* addresses */
	{ .name = "virtual_ipaddress", CONF_LINES(V, vips, struct conf_vip, &conf_vip_block),
	  .keep = vip_is_of_family, .is_ordered = true,
	  .help = "Addresses that the MASTER has, in the order of the adverts." },
	{ .name = "virtual_ipaddress_excluded", CONF_LINES(V, evips, struct conf_vip, &conf_vip_block),
	  .help = "Addresses that the MASTER has and adverts do not name." },
	{ .name = "virtual_routes", CONF_LINES(V, routes, struct conf_route, &conf_route_block),
	  .help = "Routes that the MASTER has." },
	{ .name = "virtual_rules", CONF_LINES(V, rules, struct conf_rule, &conf_rule_block),
	  .help = "Policy rules that the MASTER has." },
	{ .name = "no_virtual_ipaddress", CONF_FLAG(V, no_virtual_ipaddress),
	  .help = "The instance is meant to have no address." },
	{ .name = "accept", CONF_FLAG(V, accept), .help = "Take packets to the virtual addresses." },
	{ .name = "no_accept", CONF_UNFLAG(V, accept), .help = "Drop packets to the virtual addresses." },

	/* announcements */
	{ .name = "garp_master_delay", CONF_SECONDS(V, garp_master_delay), .max = SPAN_S(4294),
	  .complaint = "({object}): {key} '{value}' invalid - ignoring",
	  .inherit = "global_defs.vrrp_garp_master_delay",
	  .help = "Time from the first burst of gratuitous ARPs to the second." },
	GARP_REPEAT(garp_master_repeat, "Packets of a burst.", "global_defs.vrrp_garp_master_repeat"),
	{ .name = "garp_master_refresh", CONF_SECONDS(V, garp_master_refresh), .max = MAX_SECONDS,
	  .complaint = "({object}): Invalid {key} '{value}' - ignoring", .bad = CONF_BAD_USE,
	  .inherit = "global_defs.vrrp_garp_master_refresh", .help = "Announce again in this interval." },
	GARP_REPEAT(garp_master_refresh_repeat, "Packets of such a burst.",
		    "global_defs.vrrp_garp_master_refresh_repeat"),
	{ .name = "garp_lower_prio_delay", CONF_SECONDS(V, garp_lower_prio_delay), .max = SPAN_S(4294),
	  .complaint = "({object}): {key} '{value}' invalid - ignoring",
	  .inherit = "global_defs.vrrp_garp_lower_prio_delay",
	  .help = "Time to the second burst after an advert of lower priority." },
	{ .name = "garp_lower_prio_repeat", CONF_UINT(V, garp_lower_prio_repeat), .max = INT32_MAX,
	  .complaint = "({object}): Invalid {key} '{value}'",
	  .inherit = "global_defs.vrrp_garp_lower_prio_repeat", .help = "Packets of that burst." },
	{ .name = "garp_extra_if", CONF_CUSTOM(V, garp_extra_if, &global_extra_if), .max = 86400,
	  .missing = "({object}): {key} specified without time - ignoring",
	  .complaint = "({object}): {key} '{value}' invalid - ignoring",
	  .inherit = "global_defs.vrrp_garp_extra_if", .help = "Announce addresses on other interfaces." },
	{ .name = "vmac_garp_intvl", CONF_CUSTOM(V, garp_extra_if, &global_extra_if), .max = 86400,
	  .missing = "({object}): {key} specified without time - ignoring",
	  .complaint = "({object}): {key} '{value}' invalid - ignoring", .is_alias = true,
	  .deprecated = "Keyword \"{key}\" is deprecated - please use \"garp_extra_if\"",
	  .help = "Old spelling of garp_extra_if." },

	/* tracking, notification */
	CONF_TRACK_ROWS(V, tracks),
	NOTIFY("notify_master", master, "Program to run on becoming MASTER."),
	NOTIFY("notify_backup", backup, "Program to run on becoming BACKUP."),
	NOTIFY("notify_fault", fault, "Program to run on entering FAULT."),
	NOTIFY("notify_stop", stop, "Program to run when the daemon stops."),
	{ .name = "notify_deleted", CONF_CUSTOM(V, notify.deleted, &vrrp_notify_deleted),
	  .is_script = true,
	  .help = "Report the instance as deleted when a reload removes it, by this program." },
	NOTIFY("notify", any, "Program to run on every change."),
	NOTIFY("notify_master_rx_lower_pri", master_rx_lower_pri,
	       "Program to run when the MASTER hears an advert of lower priority."),
	{ .name = "notify_priority_changes", CONF_BOOL(V, notify_priority_changes),
	  .complaint = "({object}) Invalid value '{value}' for {key} specified",
	  .inherit = "vrrp_sync_group.notify_priority_changes, global_defs.vrrp_notify_priority_changes",
	  .help = "Write changes of the effective priority to the FIFOs." },
	{ .name = "smtp_alert", CONF_BOOL(V, smtp_alert),
	  .complaint = "Invalid vrrp_instance smtp_alert parameter {value}",
	  .inherit = "global_defs.smtp_alert_vrrp, global_defs.smtp_alert", .help = "Send mail about changes." },
};

static bool begin(struct conf_bind *b, void *object)
{
	struct conf_vrrp *vi = object;

	(void)b;
	vi->advert_int = span_seconds(1);
	return true;
}

const struct conf_block conf_vrrp_block = {
	.name = "vrrp_instance",
	CONF_BLOCK_OF(struct conf_vrrp, keys),
	.naming = CONF_NAMED,
	.no_name = "vrrp_instance must have a name",
	.extra_name = "vrrp_instance must have a name",
	.duplicate = "vrrp instance {value} already defined",
	.help = "A virtual router.",
	.begin = begin,
};
