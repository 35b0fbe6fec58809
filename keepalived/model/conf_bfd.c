/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/conf_bfd.h"

#include <string.h>

#include "lib/conf/bind.h"
#include "lib/text/sbuf.h"

#define B          struct conf_bfd
#define SPAN_MS(n) (INT64_C(1000) * (n))
#define NAME_MAX   31

/* neighbor_ip, source_ip: a prefix length behind them has always been passed over, whatever it says. */

static bool parse_address(struct conf_bind *b, const struct conf_key *key, void *object)
{
	const char *text = conf_bind_word(b, 1);
	char        address[ADDR_LEN];
	size_t      len;

	if (!text) {
		if (key->missing)
			conf_bind_complain(b, DIAG_MISSING_VALUE, key, 1, key->missing);
		else
			conf_bind_missing(b, 1);
		return key->bad != CONF_BAD_DROP;
	}
	len = strcspn(text, "/");
	if (len < sizeof(address)) {
		memcpy(address, text, len);
		address[len] = '\0';
	}
	if (len >= sizeof(address) || !addr_parse(address, conf_field(key, object))) {
		struct diag *d = conf_bind_complain(b, DIAG_BAD_ADDRESS, key, 1, key->complaint);

		diag_help(b->diags, d, "expected an IPv4 or IPv6 address, without an interface");
		return key->bad != CONF_BAD_DROP;
	}
	if (text[len])
		conf_bind_report(b, DIAG_NOTICE, 1, "%s needs no prefix length: %s is passed over", key->name,
				 text + len);
	conf_bind_given(b, key, object, 1);
	return true;
}

static void format_address(const struct conf_key *key, const void *object, struct sbuf *out)
{
	char text[ADDR_LEN];

	sbuf_addf(out, " %s", addr_format(conf_field_const(key, object), text));
}

static const struct conf_custom address_functions = { parse_address, format_address, NULL };

#define IN_RANGE "not valid (must be in range [{min}-{max}]), ignoring"

#define NEIGHBOR(word)                                                                             \
	.name = (word), CONF_CUSTOM(B, neighbor, &address_functions), .bad = CONF_BAD_DROP,        \
	.complaint = "Configuration error: BFD instance {object} has malformed neighbor address"   \
		     " {value}, ignoring instance",                                                \
	.missing = "Configuration error: BFD instance {object} " word " without an address,"       \
		   " ignoring instance"

#define TIMER(word, low, usual, text)                                                                 \
	{ .name = #word, CONF_MILLISECONDS(B, word), .min = SPAN_MS(low), .max = SPAN_MS(4294967),  \
	  .complaint = "Configuration error: BFD instance {object} {key} value {value} is " IN_RANGE, \
	  .def = usual, .help = text }

#define TTL(word)                                                                                  \
	.name = (word), CONF_UINT(B, ttl), .min = 1, .max = 255, .def = "255",                     \
	.complaint = "Configuration error: BFD instance {object} ttl/hoplimit value {value} " IN_RANGE

static const struct conf_key keys[] = {
	{ NEIGHBOR("neighbor_ip"), .help = "The peer." },
	{ NEIGHBOR("neighbour_ip"), .is_alias = true, .help = "The same as neighbor_ip." },
	{ .name = "source_ip", CONF_CUSTOM(B, source, &address_functions),
	  .complaint = "Configuration error: BFD instance {object} has malformed source address {value},"
		       " ignoring",
	  .help = "The local address; by default the kernel chooses." },
	{ .name = "multihop", CONF_BOOL(B, is_multihop), .def = "false",
	  .complaint = "Configuration error: BFD instance {object} multihop value {value} not valid, ignoring",
	  .help = "There are routers in between; the peer has to know, as the port is another one." },
	{ .name = "passive", CONF_FLAG(B, is_passive), .help = "Send nothing until the peer has been heard." },
	TIMER(min_rx, 1, "10", "Packets may not come faster than every so many milliseconds."),
	TIMER(min_tx, 1, "10", "While the session is up, packets are sent every so many milliseconds."),
	TIMER(idle_tx, 1000, "1000", "While it is not, packets are sent every so many milliseconds."),
	{ .name = "multiplier", CONF_UINT(B, multiplier), .min = 1, .max = 255, .def = "5",
	  .complaint = "Configuration error: BFD instance {object} multiplier value {value} " IN_RANGE,
	  .help = "So many packets in a row that do not come mean that the session is down." },
	{ TTL("ttl"), .help = "Time to live of what is sent, and what is expected of packets that come." },
	{ TTL("hoplimit"), .is_alias = true, .help = "The same as ttl." },
	{ .name = "max_hops", CONF_INT(B, max_hops), .min = -1, .max = 255, .def = "0",
	  .complaint = "Configuration error: BFD instance {object} max_hops value {value} " IN_RANGE,
	  .help = "So much less than ttl may packets come with; -1: whatever they come with." },
	{ .name = "weight", CONF_CUSTOM(B, weight, &conf_weight_functions), .min = -253, .max = 253, .def = "0",
	  .complaint = "Configuration error: BFD instance {object} weight value {value} " IN_RANGE,
	  .extra = "Configuration error: BFD instance {object} unknown weight option {value}",
	  .help = "What it adds to the priority of instances that track it; 0: down is a fault." },
	{ .name = "vrrp", CONF_FLAG(B, tells_vrrp), .help = "VRRP is told its state; with checker, both are." },
	{ .name = "checker", CONF_FLAG(B, tells_checkers),
	  .help = "The checkers are told its state; by default both are." },
};

static bool begin(struct conf_bind *b, void *object)
{
	struct conf_bfd *bfd = object;
	const char      *name = bfd->head.name;

	if (strlen(name) > NAME_MAX) {
		conf_bind_report(b, DIAG_TOO_LONG, 1, "BFD name %s too long", name);
		conf_bind_report(b, DIAG_TOO_LONG, 1,
				 "Configuration error: BFD instance %s name too long (maximum length is %d"
				 " characters) - ignoring",
				 name, NAME_MAX);
		return false;
	}
	bfd->min_rx = span_us(SPAN_MS(10));
	bfd->min_tx = span_us(SPAN_MS(10));
	bfd->idle_tx = span_us(SPAN_MS(1000));
	bfd->multiplier = 5;
	return true;
}

const struct conf_block conf_bfd_block = {
	.name = "bfd_instance",
	CONF_BLOCK_OF(struct conf_bfd, keys),
	.naming = CONF_NAMED,
	.no_name = "bfd_instance must have a name - skipping",
	.duplicate_first = "BFD {value} already specified",
	.duplicate = "Configuration error: BFD instance {value} already configured - ignoring",
	.help = "A BFD session.",
	.begin = begin,
};
