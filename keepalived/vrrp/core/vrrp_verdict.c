/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/core/vrrp_verdict.h"

static const struct {
	uint8_t fate;
	uint8_t counter;
	uint8_t say;
} rows[] = {
#define VRRP_VERDICT(name, fate, counter, say) \
	[VRRP_##name] = { VRRP_##fate, VRRP_COUNT_##counter, VRRP_SAY_##say },
	VRRP_VERDICTS(VRRP_VERDICT)
#undef VRRP_VERDICT
};

enum vrrp_fate vrrp_verdict_fate(enum vrrp_verdict v)
{
	return rows[v].fate;
}

enum vrrp_counter vrrp_verdict_counter(enum vrrp_verdict v)
{
	return rows[v].counter;
}

enum vrrp_say vrrp_verdict_say(enum vrrp_verdict v)
{
	return rows[v].say;
}

static void add_length(struct sbuf *out, const struct vrrp_remark *r)
{
	sbuf_addf(out, "vrrp packet too %s, length %u and expect %u",
		  r->got > r->expected ? "long" : "short", r->got, r->expected);
}

static void add_sentence(struct sbuf *out, const struct vrrp_remark *r)
{
	char address[ADDR_LEN];

	addr_format(&r->address, address);
	switch ((enum vrrp_verdict)r->verdict) {
	case VRRP_GOOD:
	case VRRP_TOO_EARLY:
	case VRRP_UNKNOWN_VRID:
	case VRRP_NOBODYS_PEER:
	case VRRP_NOT_LISTENING:
	case VRRP_AH_FOREIGN:
	case VRRP_N_VERDICTS:
		break;
	case VRRP_TRUNCATED:
		sbuf_addf(out, "empty or truncated packet, %u bytes received", r->got);
		break;
	case VRRP_BAD_HEADER:
		sbuf_addf(out, "packet of %u bytes is too short for its headers, or not VRRP",
			  r->got);
		break;
	case VRRP_WRONG_SCOPE:
		sbuf_addf(out, "ignoring %s packet from %s", r->got ? "multicast" : "unicast",
			  address);
		break;
	case VRRP_AH_MISMATCH:
		sbuf_addf(out, "received a packet %s AH header, expecting one %s",
			  r->got ? "with an" : "without", r->expected ? "with it" : "without");
		break;
	case VRRP_BAD_LENGTH:
		add_length(out, r);
		break;
	case VRRP_BAD_TTL:
		sbuf_addf(out, "invalid TTL/HL. Received %u and expect %u", r->got, r->expected);
		break;
	case VRRP_BAD_VERSION:
		sbuf_addf(out, "wrong version. Received %u and expect %u", r->got, r->expected);
		break;
	case VRRP_EXT_MISSING:
		sbuf_addf(out, "advert from %s is not signed", address);
		break;
	case VRRP_EXT_MALFORMED:
		sbuf_addf(out, "malformed signature in advert from %s", address);
		break;
	case VRRP_EXT_STALE:
		sbuf_addf(out, "signature of advert from %s is off by %u sec, only %u allowed",
			  address, r->got, r->expected);
		break;
	case VRRP_EXT_UNKNOWN_KEY:
		sbuf_addf(out, "advert from %s is signed with unknown key %u", address, r->got);
		break;
	case VRRP_EXT_INVALID_HMAC:
		sbuf_addf(out, "invalid signature in advert from %s with key %u", address, r->got);
		break;
	case VRRP_EXT_NOT_A_PEER:
		sbuf_addf(out, "signed advert from %s, which is not a unicast peer", address);
		break;
	case VRRP_EXT_REPLAY:
		sbuf_addf(out, "replayed advert from %s", address);
		break;
	case VRRP_AUTH_INVALID_TYPE:
		sbuf_addf(out, "Invalid auth type: %u", r->got);
		break;
	case VRRP_AUTH_MISMATCH:
		sbuf_addf(out, "received a %u auth, expecting %u!", r->got, r->expected);
		break;
	case VRRP_BAD_PASSWORD:
		sbuf_add(out, "received an invalid passwd!");
		break;
	case VRRP_BAD_AH_DIGEST:
		sbuf_addf(out, "invalid AH digest in advert from %s", address);
		break;
	case VRRP_BAD_AH_SPI:
		sbuf_addf(out, "SPI 0x%08x in advert from %s is not its source address", r->got,
			  address);
		break;
	case VRRP_OLD_AH_SEQUENCE:
		sbuf_addf(out, "AH sequence %u in advert from %s is not above %u", r->got, address,
			  r->expected);
		break;
	case VRRP_BAD_INTERVAL:
		sbuf_addf(out, "advertisement interval mismatch mine=%u sec rcv'd=%u sec",
			  r->expected, r->got);
		break;
	case VRRP_OTHER_INTERVAL:
		sbuf_addf(out, "advertisement interval mismatch mine=%u.%02u sec rcv'd=%u.%02u sec",
			  r->expected / 100, r->expected % 100, r->got / 100, r->got % 100);
		break;
	case VRRP_BAD_TYPE:
		sbuf_addf(out, "Invalid packet type. %u and expect %u", r->got, r->expected);
		break;
	case VRRP_BAD_IP_LENGTH:
		sbuf_addf(out, "IP length %u does not match the %u bytes received", r->got,
			  r->expected);
		break;
	case VRRP_BAD_CHECKSUM:
		sbuf_addf(out, "Invalid VRRPv%u checksum", r->got);
		break;
	case VRRP_BAD_DESTINATION:
		sbuf_addf(out, "%s packet from %s, expecting %s", r->got ? "multicast" : "unicast",
			  address, r->expected ? "multicast" : "unicast");
		break;
	case VRRP_OWNER_IGNORES:
		sbuf_addf(out, "address owner ignores advert from %s", address);
		break;
	case VRRP_ADDRESS_COUNT:
		sbuf_addf(out, "received an unexpected ip number count %u, expected %u!", r->got,
			  r->expected);
		break;
	case VRRP_ADDRESS_MISSING:
		sbuf_addf(out,
			  "ip address associated with VRID %u not present in MASTER advert: %s",
			  r->got, address);
		break;
	case VRRP_NOT_A_PEER:
		sbuf_addf(out, "advert from %s, which is not a unicast peer", address);
		break;
	case VRRP_PEER_TTL:
		sbuf_addf(out, "TTL/HL %u of advert from %s is outside of what its peer has",
			  r->got, address);
		break;
	}
}

void vrrp_remark_add(struct sbuf *out, const struct vrrp_remark *r, const char *name,
		     const char *interface, unsigned suppressed)
{
	if (vrrp_verdict_say(r->verdict) == VRRP_SAY_NEVER)
		return;

	if (r->verdict == VRRP_UNKNOWN_VRID) {
		sbuf_addf(out, "Unknown VRID(%u) received on interface(%s). ignoring...", r->got,
			  interface);
	} else {
		sbuf_addf(out, "(%s) ", name ? name : interface);
		add_sentence(out, r);
	}
	if (suppressed)
		sbuf_addf(out, " (%u suppressed)", suppressed);
}
