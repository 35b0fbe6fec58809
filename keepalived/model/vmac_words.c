/* SPDX-License-Identifier: GPL-2.0-or-later */
/* use_vmac and use_ipvlan: words in any order, told apart by what they look like. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "keepalived/model/conf_vrrp.h"
#include "keepalived/model/model_load.h"
#include "keepalived/model/vrrp_words.h"
#include "keepalived/model/words.h"
#include "lib/text/sbuf.h"

#define IFNAME_MAX 15

static bool word_is(struct conf_bind *b, size_t i, const char *text)
{
	return word(b, i) && strcmp(word(b, i), text) == 0;
}

static bool is_good_ifname(const char *name)
{
	size_t len = strlen(name);

	if (!len || len > IFNAME_MAX || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return false;
	for (const char *s = name; *s; s++)
		if (*s == '/' || conf_is_blank(*s))
			return false;
	return true;
}

/* group NAME|NUMBER at @i; how many words were used */
static size_t take_group(struct conf_bind *b, struct conf_vmac *vmac, size_t i)
{
	struct model_load *m = model_of(b);
	uint32_t           number;

	if (!word(b, i + 1)) {
		conf_bind_report(b, DIAG_MISSING_VALUE, i, "(%s) group without a name - ignoring", b->object_name);
		return 1;
	}
	if (!m->ops->rt_number(m->world, WORLD_RT_GROUP, word(b, i + 1), &number)) {
		conf_bind_report(b, DIAG_UNKNOWN_NAME, i + 1, "(%s) unknown interface group %s - ignoring",
				 b->object_name, word(b, i + 1));
		return 2;
	}
	vmac->group = number;
	vmac->has_group = true;
	vmac->group_text = arena_strdup(b->image, word(b, i + 1));
	return 2;
}

enum mac_error { MAC_OK, MAC_NO_OCTET, MAC_WRONG_COUNT };

/* Five or six octets. */
static enum mac_error parse_mac(const char *text, uint8_t mac[6], size_t *ret_n)
{
	size_t n = 0;

	while (n < 6) {
		unsigned value = 0;
		unsigned digits = 0;

		for (; *text && *text != ':'; text++, digits++) {
			char c = (char)(*text | 0x20);

			if (c >= '0' && c <= '9')
				value = value * 16 + (unsigned)(c - '0');
			else if (c >= 'a' && c <= 'f')
				value = value * 16 + (unsigned)(c - 'a' + 10);
			else
				return MAC_NO_OCTET;
		}
		if (!digits || digits > 2)
			return MAC_NO_OCTET;
		mac[n++] = (uint8_t)value;
		if (!*text++) {
			*ret_n = n;
			return n >= 5 ? MAC_OK : MAC_WRONG_COUNT;
		}
	}
	return MAC_WRONG_COUNT;
}

static void take_mac(struct conf_bind *b, struct conf_vmac *vmac, size_t i)
{
	static const uint8_t vrrp[] = { 0x00, 0x00, 0x5e, 0x00 };
	uint8_t              mac[6] = { 0 };
	size_t               n = 0;
	enum mac_error       error = parse_mac(word(b, i), mac, &n);

	if (error) {
		struct diag *d = conf_bind_report(b, DIAG_BAD_VALUE, i, "VMAC invalid MAC address %s%s", word(b, i),
						  error == MAC_WRONG_COUNT ? " - ignored" : "");

		diag_help(b->diags, d, "expected six octets, or five of which the virtual router id is the sixth");
	} else if (mac[0] & 1) {
		conf_bind_report(b, DIAG_BAD_VALUE, i, "VMAC MAC address is multicast %s - ignoring", word(b, i));
	} else if (memcmp(mac, vrrp, sizeof(vrrp)) == 0 && (mac[4] == 1 || mac[4] == 2)) {
		conf_bind_report(b, DIAG_BAD_VALUE, i,
				 "VMAC MAC address not allowed to be RFC5798 address (%s) - ignoring", word(b, i));
	} else {
		memcpy(vmac->mac, mac, sizeof(mac));
		vmac->has_mac = true;
		vmac->mac_ends_in_vrid = n == 5;
	}
}

static void take_vmac_name(struct conf_bind *b, struct conf_vmac *vmac, size_t i)
{
	if (vmac->name)
		conf_bind_report(b, DIAG_REPEATED, i, "VMAC interface name already specified");
	else if (!is_good_ifname(word(b, i)))
		conf_bind_report(b, DIAG_BAD_VALUE, i,
				 "VMAC interface name '%s' too long or invalid characters - ignoring", word(b, i));
	else
		vmac->name = arena_strdup(b->image, word(b, i));
}

static bool parse_use_vmac(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_vmac *vmac = conf_field(key, object);

	if (vmac->kind == CONF_VMAC_IPVLAN) {
		conf_bind_report(b, DIAG_CONFLICT, 0, "(%s) use_vmac and use_ipvlan exclude each other - ignoring use_vmac",
				 b->object_name);
		return true;
	}
	vmac->kind = CONF_VMAC_MACVLAN;
	conf_bind_given(b, key, object, 0);
	for (size_t i = 1; i < b->words.v.n;) {
		if (word_is(b, i, "name") && word(b, i + 1)) {
			take_vmac_name(b, vmac, i + 1);
			i += 2;
		} else if (word_is(b, i, "netlink_notify_msg")) {
			vmac->netlink_notify = true;
			i++;
		} else if (word_is(b, i, "group")) {
			i += take_group(b, vmac, i);
		} else {
			if (strchr(word(b, i), ':'))
				take_mac(b, vmac, i);
			else
				take_vmac_name(b, vmac, i);
			i++;
		}
	}
	return true;
}

static void add_option(struct sbuf *out, const char *option, const char *text)
{
	sbuf_add(out, option);
	lex_add_word(out, text);
}

static void format_group(const struct conf_vmac *vmac, struct sbuf *out)
{
	if (vmac->has_group)
		add_option(out, " group ", vmac->group_text);
}

static void format_use_vmac(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_vmac *vmac = conf_field_const(key, object);

	if (vmac->kind != CONF_VMAC_MACVLAN)
		return;
	sbuf_add(out, vmac->name || vmac->has_mac || vmac->netlink_notify || vmac->has_group ? "" : " ");
	if (vmac->name)
		add_option(out, " name ", vmac->name);
	if (vmac->has_mac) {
		sbuf_addf(out, " %02x:%02x:%02x:%02x:%02x", vmac->mac[0], vmac->mac[1], vmac->mac[2],
			  vmac->mac[3], vmac->mac[4]);
		if (!vmac->mac_ends_in_vrid)
			sbuf_addf(out, ":%02x", vmac->mac[5]);
	}
	if (vmac->netlink_notify)
		sbuf_add(out, " netlink_notify_msg");
	format_group(vmac, out);
}

const struct conf_custom vrrp_use_vmac = { parse_use_vmac, format_use_vmac, NULL };

/* use_ipvlan [[name] IF] [IP[/LEN]] [bridge|private|vepa] [group G] */

static const char *const ipvlan_modes[] = { "bridge", "private", "vepa" };

static bool take_ipvlan_mode(struct conf_bind *b, struct conf_vmac *vmac, size_t i)
{
	for (size_t mode = 0; mode < ARRAY_SIZE(ipvlan_modes); mode++) {
		if (!word_is(b, i, ipvlan_modes[mode]))
			continue;
		if (vmac->has_mode)
			conf_bind_report(b, DIAG_REPEATED, i, "(%s) ipvlan type already specified - ignoring '%s'",
					 b->object_name, word(b, i));
		else
			vmac->mode = (uint8_t)mode;
		vmac->has_mode = true;
		return true;
	}
	return false;
}

static bool take_ipvlan_address(struct conf_bind *b, struct conf_vrrp *vi, size_t i)
{
	struct prefix address;
	bool          has_len;

	if (prefix_parse(word(b, i), &address, &has_len) != PREFIX_OK)
		return false;
	if (vi->vmac.address.addr.family)
		conf_bind_report(b, DIAG_REPEATED, i, "(%s) ipvlan address already specified - ignoring '%s'",
				 b->object_name, word(b, i));
	else if (!conf_vrrp_takes_family(vi, &address.addr))
		conf_bind_report(b, DIAG_CONFLICT, i,
				 "(%s) ipvlan address[%s] MUST match vrrp instance family !!! Skipping...",
				 b->object_name, word(b, i));
	else
		vi->vmac.address = address;
	return true;
}

static void take_ipvlan_name(struct conf_bind *b, struct conf_vmac *vmac, size_t i)
{
	if (vmac->name)
		conf_bind_report(b, DIAG_REPEATED, i, "(%s) IPVLAN interface already specified - ignoring '%s'",
				 b->object_name, word(b, i));
	else if (!is_good_ifname(word(b, i)))
		conf_bind_report(b, DIAG_TOO_LONG, i, "(%s) IPVLAN interface name '%s' too long - ignoring",
				 b->object_name, word(b, i));
	else
		vmac->name = arena_strdup(b->image, word(b, i));
}

static bool parse_use_ipvlan(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_vrrp *vi = object;
	struct conf_vmac *vmac = &vi->vmac;

	if (vmac->kind == CONF_VMAC_MACVLAN) {
		conf_bind_report(b, DIAG_CONFLICT, 0, "(%s) use_vmac and use_ipvlan exclude each other - ignoring use_ipvlan",
				 b->object_name);
		return true;
	}
	if (vmac->kind == CONF_VMAC_IPVLAN) {
		conf_bind_report(b, DIAG_REPEATED, 0, "(%s) use_ipvlan already specified", b->object_name);
		return true;
	}
	vmac->kind = CONF_VMAC_IPVLAN;
	conf_bind_given(b, key, object, 0);
	for (size_t i = 1; i < b->words.v.n;) {
		if (word_is(b, i, "name") && word(b, i + 1)) {
			take_ipvlan_name(b, vmac, i + 1);
			i += 2;
		} else if (word_is(b, i, "group")) {
			i += take_group(b, vmac, i);
		} else {
			if (!take_ipvlan_mode(b, vmac, i) && !take_ipvlan_address(b, vi, i))
				take_ipvlan_name(b, vmac, i);
			i++;
		}
	}
	return true;
}

static void format_use_ipvlan(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_vmac *vmac = conf_field_const(key, object);
	char                    text[PREFIX_LEN];

	if (vmac->kind != CONF_VMAC_IPVLAN)
		return;
	sbuf_add(out, vmac->name || vmac->address.addr.family || vmac->has_mode || vmac->has_group ? "" : " ");
	if (vmac->name)
		add_option(out, " name ", vmac->name);
	if (vmac->address.addr.family)
		sbuf_addf(out, " %s", prefix_format(&vmac->address, text));
	if (vmac->has_mode)
		sbuf_addf(out, " %s", ipvlan_modes[vmac->mode]);
	format_group(vmac, out);
}

const struct conf_custom vrrp_use_ipvlan = { parse_use_ipvlan, format_use_ipvlan, NULL };
