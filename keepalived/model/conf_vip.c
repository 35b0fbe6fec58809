/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/conf_vip.h"

#include <inttypes.h>
#include <string.h>

#include "keepalived/model/model_load.h"
#include "lib/text/sbuf.h"

#define V struct conf_vip

static const char *as_written(const struct conf_bind *b)
{
	return b->words.v.at[0].text;
}

/* An option that lacks its argument takes the whole address with it. */
static const char *argument(struct conf_bind *b)
{
	const char *name = conf_bind_word(b, b->at);
	const char *text = conf_bind_word(b, b->at + 1);

	if (!text)
		conf_bind_report(b, DIAG_MISSING_VALUE, b->at, "No %s parameter specified for %s", name,
				 as_written(b));
	return text;
}

static void report_invalid(struct conf_bind *b, size_t word, const char *text)
{
	struct diag *d = conf_bind_report(b, DIAG_BAD_ADDRESS, word,
					  "VRRP parsed invalid IP %s. skipping IP...", text);

	diag_help(b->diags, d, "expected an IPv4 or IPv6 address, optionally with /PREFIX");
}

/* ADDRESS[/LEN] */

static bool parse_address(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_vip *vip = object;
	const char      *text = as_written(b);
	const char      *slash = strchr(text, '/');
	const char      *host = slash ? arena_strndup(b->scratch, text, (size_t)(slash - text)) : text;
	int64_t          len;

	if (!addr_parse(host, &vip->address.addr)) {
		report_invalid(b, 0, text);
		return false;
	}
	vip->address.len = addr_bits(&vip->address.addr);
	vip->has_length = slash != NULL;
	if (slash) {
		if (conf_bind_number_in(b, 0, slash + 1, 0, vip->address.len, false, &len))
			vip->address.len = (uint8_t)len;
		else
			conf_bind_report(b, DIAG_OUT_OF_RANGE, 0,
					 "Invalid address prefix len %s for address %s - using %u", slash + 1,
					 text, vip->address.len);
	}
	conf_bind_given(b, key, object, 0);
	return true;
}

static void format_address(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_vip *vip = object;
	char                   text[PREFIX_LEN];

	(void)key;
	if (vip->has_length)
		sbuf_addf(out, " %s", prefix_format(&vip->address, text));
	else
		sbuf_addf(out, " %s", addr_format(&vip->address.addr, text));
}

static const struct conf_custom address_functions = { parse_address, format_address, NULL };

/* dev IF */

static bool parse_dev(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_vip *vip = object;
	const char      *text = argument(b);

	if (!text)
		return false;
	if (vip->dev) {
		conf_bind_report(b, DIAG_REPEATED, b->at,
				 "Cannot specify ipaddress device more than once for %s", as_written(b));
		return false;
	}
	vip->dev = arena_strdup(b->image, text);
	conf_bind_given(b, key, object, b->at + 1);
	b->at += 2;
	return true;
}

static void format_string(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const char *text = *(const char *const *)conf_field_const(key, object);

	if (!text)
		return;
	sbuf_add_char(out, ' ');
	lex_add_word(out, text);
}

static const struct conf_custom dev_functions = { parse_dev, format_string, NULL };

/* brd ADDRESS|+|- */

static void set_host_bits(struct conf_vip *vip, bool are_ones)
{
	vip->broadcast = vip->address.addr;
	for (unsigned i = vip->address.len; i < 32; i++) {
		uint8_t bit = (uint8_t)(0x80 >> (i % 8));

		if (are_ones)
			vip->broadcast.bytes[i / 8] |= bit;
		else
			vip->broadcast.bytes[i / 8] &= (uint8_t)~bit;
	}
}

static bool parse_broadcast(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_vip *vip = object;
	const char      *text = argument(b);
	bool             is_computed = text && (strcmp(text, "+") == 0 || strcmp(text, "-") == 0);

	if (!text)
		return false;
	if (vip->address.addr.family == ADDR_IPV6) {
		conf_bind_report(b, DIAG_BAD_VALUE, b->at,
				 "VRRP is trying to assign a broadcast %s to the IPv6 address %s !!?? WTF..."
				 " skipping VIP...",
				 conf_bind_word(b, b->at), as_written(b));
		return false;
	}
	if (is_computed && vip->address.len > 30) {
		conf_bind_report(b, DIAG_OUT_OF_RANGE, b->at + 1, "Address prefix length %u too long for broadcast",
				 vip->address.len);
	} else if (is_computed) {
		set_host_bits(vip, *text == '+');
		vip->broadcast_kind = *text == '+' ? CONF_BRD_ONES : CONF_BRD_ZEROS;
		conf_bind_given(b, key, object, b->at + 1);
	} else {
		struct addr addr;

		if (!addr_parse(text, &addr) || addr.family != ADDR_IPV4) {
			conf_bind_report(b, DIAG_BAD_ADDRESS, b->at + 1,
					 "VRRP is trying to assign invalid broadcast %s. skipping VIP...", text);
			return false;
		}
		vip->broadcast = addr;
		vip->broadcast_kind = CONF_BRD_GIVEN;
		conf_bind_given(b, key, object, b->at + 1);
	}
	b->at += 2;
	return true;
}

static void format_broadcast(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_vip *vip = object;
	char                   text[ADDR_LEN];

	(void)key;
	switch ((enum conf_broadcast)vip->broadcast_kind) {
	case CONF_BRD_NONE:
		return;
	case CONF_BRD_ONES:
		sbuf_add(out, " +");
		return;
	case CONF_BRD_ZEROS:
		sbuf_add(out, " -");
		return;
	case CONF_BRD_GIVEN:
		sbuf_addf(out, " %s", addr_format(&vip->broadcast, text));
		return;
	}
}

static const struct conf_custom broadcast_functions = { parse_broadcast, format_broadcast, NULL };

/* scope NAME|NUMBER */

static bool parse_scope(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_vip   *vip = object;
	struct model_load *m = model_of(b);
	const char        *text = argument(b);
	uint32_t           scope;

	if (!text)
		return false;
	if (!m->ops->rt_number(m->world, WORLD_RT_SCOPE, text, &scope) || scope > 255) {
		conf_bind_report(b, DIAG_BAD_VALUE, b->at + 1, "Invalid scope '%s' specified for %s - ignoring",
				 text, as_written(b));
	} else if (vip->address.addr.family == ADDR_IPV6) {
		conf_bind_report(b, DIAG_CONFLICT, b->at,
				 "Cannot specify scope for IPv6 addresses (%s) - ignoring scope", as_written(b));
	} else {
		vip->scope = scope;
		conf_bind_given(b, key, object, b->at + 1);
	}
	b->at += 2;
	return true;
}

static void format_scope(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_vip *vip = object;

	(void)key;
	if (vip->scope != CONF_SCOPE_UNSET)
		sbuf_addf(out, " %" PRIu32, vip->scope);
}

static const struct conf_custom scope_functions = { parse_scope, format_scope, NULL };

/* label TEXT */

static bool parse_label(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_vip *vip = object;
	const char      *text = argument(b);

	if (!text)
		return false;
	if (strlen(text) > 15) {
		conf_bind_report(b, DIAG_TOO_LONG, b->at + 1,
				 "Address label %s is longer than maximum length 15 - removing address", text);
		return false;
	}
	if (vip->address.addr.family == ADDR_IPV6) {
		conf_bind_report(b, DIAG_CONFLICT, b->at,
				 "Cannot specify label for IPv6 addresses (%s) - ignoring label", as_written(b));
	} else {
		vip->label = arena_strdup(b->image, text);
		conf_bind_given(b, key, object, b->at + 1);
	}
	b->at += 2;
	return true;
}

static const struct conf_custom label_functions = { parse_label, format_string, NULL };

/* peer ADDRESS[/LEN] */

static bool parse_peer(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_vip *vip = object;
	const char      *text = argument(b);
	struct prefix    peer;
	bool             has_len;

	if (!text)
		return false;
	if (vip->has_peer) {
		conf_bind_report(b, DIAG_REPEATED, b->at, "Peer %s - another peer has already been specified",
				 text);
		b->at += 1; /* Because: its address has always been looked at as an option of its own. */
		return true;
	}
	if (prefix_parse(text, &peer, &has_len) != PREFIX_OK) {
		report_invalid(b, b->at + 1, text);
		conf_bind_report(b, DIAG_BAD_ADDRESS, b->at + 1, "Invalid peer address %s", text);
	} else if (peer.addr.family != vip->address.addr.family) {
		conf_bind_report(b, DIAG_CONFLICT, b->at + 1, "Peer address %s does not match address family",
				 text);
	} else {
		vip->peer = peer;
		vip->has_peer = true;
		conf_bind_given(b, key, object, b->at + 1);
	}
	b->at += 2;
	return true;
}

static void format_peer(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_vip *vip = object;
	char                   text[PREFIX_LEN];

	(void)key;
	if (vip->has_peer)
		sbuf_addf(out, " %s", prefix_format(&vip->peer, text));
}

static const struct conf_custom peer_functions = { parse_peer, format_peer, NULL };

/* preferred_lft SECONDS|forever */

static bool parse_preferred_lft(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_vip *vip = object;
	const char      *text = argument(b);
	int64_t          seconds = UINT32_MAX;

	if (!text)
		return false;
	if (strcmp(text, "forever") != 0 && !conf_bind_number(b, b->at + 1, 0, UINT32_MAX, false, &seconds)) {
		conf_bind_report(b, DIAG_OUT_OF_RANGE, b->at + 1, "preferred_lft %s is invalid", text);
	} else {
		vip->preferred_lft = (uint32_t)seconds;
		conf_bind_given(b, key, object, b->at + 1);
	}
	b->at += 2;
	return true;
}

static void format_preferred_lft(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_vip *vip = object;

	(void)key;
	if (vip->preferred_lft == UINT32_MAX)
		sbuf_add(out, " forever");
	else
		sbuf_addf(out, " %" PRIu32, vip->preferred_lft);
}

static const struct conf_custom preferred_lft_functions = { parse_preferred_lft, format_preferred_lft, NULL };

/* track_group NAME */

static bool parse_track_group(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_vip *vip = object;
	const char      *text = argument(b);

	if (!text)
		return false;
	if (vip->track_group) {
		conf_bind_report(b, DIAG_REPEATED, b->at + 1, "track_group %s is a duplicate", text);
	} else {
		vip->track_group = arena_strdup(b->image, text);
		conf_bind_given(b, key, object, b->at + 1);
	}
	b->at += 2;
	return true;
}

static const struct conf_custom track_group_functions = { parse_track_group, format_string, NULL };

static bool unknown_option(struct conf_bind *b, void *object)
{
	(void)object;
	conf_bind_report(b, DIAG_BAD_VALUE, b->at, "Unknown configuration entry '%s' for ip address - ignoring",
			 conf_bind_word(b, b->at));
	return true;
}

static bool begin(struct conf_bind *b, void *object)
{
	struct conf_vip *vip = object;

	(void)b;
	vip->scope = CONF_SCOPE_UNSET;
	return true;
}

static bool end(struct conf_bind *b, void *object)
{
	struct conf_vip *vip = object;
	bool             is_6 = vip->address.addr.family == ADDR_IPV6;

	if (vip->has_peer && vip->has_length)
		conf_bind_report(b, DIAG_CONFLICT, 0,
				 "Cannot specify address prefix when specifying peer address - ignoring");
	if (vip->has_peer && vip->broadcast_kind != CONF_BRD_NONE) {
		conf_bind_report(b, DIAG_CONFLICT, 0,
				 "Cannot specify broadcast and peer addresses - ignoring broadcast address");
		vip->broadcast_kind = CONF_BRD_NONE;
	}
	if (vip->has_peer) {
		vip->address.len = addr_bits(&vip->address.addr);
		vip->has_length = false;
	}
	if (!conf_is_given(vip, preferred_lft))
		vip->preferred_lft = is_6 && vip->address.len == 128 ? 0 : UINT32_MAX;
	return true;
}

/* Because: the generic machinery would say "missing" where this grammar has sentences of its own, most
 * options bring their functions. */
#define ADDRESS_ROWS                                                                               \
	{ .name = "address", CONF_CUSTOM(V, address, &address_functions), .is_positional = true,   \
	  .help = "The address and its prefix length, 32 or 128 if not given." },                  \
	{ .name = "dev", CONF_CUSTOM(V, dev, &dev_functions),                                      \
	  .help = "Interface that the address is put on." },                                       \
	{ .name = "brd", CONF_CUSTOM(V, broadcast, &broadcast_functions),                          \
	  .help = "Broadcast address; + or -: all host bits one or zero." },                       \
	{ .name = "broadcast", CONF_CUSTOM(V, broadcast, &broadcast_functions), .is_alias = true,  \
	  .help = "Other name of brd." },                                                          \
	{ .name = "scope", CONF_CUSTOM(V, scope, &scope_functions),                                \
	  .help = "How far the address is valid: host, link, site, global or a number." },         \
	{ .name = "label", CONF_CUSTOM(V, label, &label_functions),                                \
	  .help = "Label of the address, as in eth0:1." },                                         \
	{ .name = "peer", CONF_CUSTOM(V, peer, &peer_functions),                                   \
	  .help = "Address of the other end of a point-to-point link." },                          \
	{ .name = "home", CONF_FLAG(V, is_home), .help = "Mark it as a Mobile IPv6 home address." }, \
	{ .name = "-nodad", CONF_FLAG(V, wants_dad),                                               \
	  .help = "Do duplicate address detection." },                                             \
	{ .name = "mngtmpaddr", CONF_FLAG(V, mngtmpaddr),                                          \
	  .help = "Let the kernel make temporary addresses from it." },                            \
	{ .name = "noprefixroute", CONF_FLAG(V, noprefixroute),                                    \
	  .help = "Make no route for its prefix." },                                               \
	{ .name = "autojoin", CONF_FLAG(V, autojoin), .help = "Join it as a multicast group." },   \
	{ .name = "preferred_lft", CONF_CUSTOM(V, preferred_lft, &preferred_lft_functions),        \
	  .help = "Preferred lifetime; 0 keeps it from being chosen as a source." },               \
	{ .name = "no_track", CONF_FLAG(V, no_track),                                              \
	  .help = "Do not track its interface, and let others delete it." }

static const struct conf_key vip_keys[] = {
	ADDRESS_ROWS,
	{ .name = "use_vmac", CONF_FLAG(V, use_vmac), .help = "Put it on a virtual MAC interface of its own." },
};

static const struct conf_key static_keys[] = {
	ADDRESS_ROWS,
	{ .name = "track_group", CONF_CUSTOM(V, track_group, &track_group_functions),
	  .help = "Instances that fail with its interface." },
};

const struct conf_block conf_vip_block = {
	.name = "virtual address",
	CONF_BLOCK_OF(struct conf_vip, vip_keys),
	.is_line = true,
	.help = "A virtual address.",
	.begin = begin,
	.end = end,
	.other = unknown_option,
};

const struct conf_block conf_static_vip_block = {
	.name = "static address",
	CONF_BLOCK_OF(struct conf_vip, static_keys),
	.is_line = true,
	.help = "An address that is there whatever VRRP does.",
	.begin = begin,
	.end = end,
	.other = unknown_option,
};
