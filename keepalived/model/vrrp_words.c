/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/vrrp_words.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "keepalived/model/conf_vrrp.h"
#include "keepalived/model/global_words.h"
#include "keepalived/model/model_load.h"
#include "keepalived/model/secret.h"
#include "keepalived/model/words.h"
#include "lib/conf/dump.h"
#include "lib/conf/equal.h"
#include "lib/text/hex.h"
#include "lib/text/sbuf.h"

#define IFNAME_MAX 15

static void format_string(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const char *text = *(const char *const *)conf_field_const(key, object);

	if (!text)
		return;
	sbuf_add_char(out, ' ');
	lex_add_word(out, text);
}

static void format_addr(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct addr *addr = conf_field_const(key, object);
	char               text[ADDR_LEN];

	if (addr->family)
		sbuf_addf(out, " %s", addr_format(addr, text));
}

/* state MASTER|BACKUP: once MASTER, a later BACKUP is not believed */

static bool parse_state(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_vrrp *vi = object;
	const char       *text = word(b, 1);
	struct diag      *d;

	if (lacks_value(b))
		return true;
	if (strcmp(text, "MASTER") == 0) {
		vi->state = CONF_STATE_MASTER;
	} else if (strcmp(text, "BACKUP") == 0) {
		if (vi->state == CONF_STATE_MASTER) {
			conf_bind_report(b, DIAG_REPEATED, 1,
					 "(%s) state previously set as MASTER - ignoring BACKUP", b->object_name);
			return true;
		}
		vi->state = CONF_STATE_BACKUP;
	} else {
		d = conf_bind_report(b, DIAG_BAD_VALUE, 1, "(%s) unknown state '%s', defaulting to BACKUP",
				     b->object_name, text);
		diag_help(b->diags, d, "expected MASTER or BACKUP, in capitals");
		vi->state = CONF_STATE_BACKUP;
	}
	conf_bind_given(b, key, object, 1);
	return true;
}

static void format_state(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_vrrp *vi = object;

	(void)key;
	if (vi->state != CONF_STATE_UNSET)
		sbuf_add(out, vi->state == CONF_STATE_MASTER ? " MASTER" : " BACKUP");
}

const struct conf_custom vrrp_state = { parse_state, format_state, NULL };

/* interface IF: whether it exists is asked when dynamic_interfaces is known */

static bool parse_interface(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_vrrp   *vi = object;
	struct model_load  *m = model_of(b);
	const char         *text = word(b, 1);
	struct world_iface  iface;

	if (lacks_value(b))
		return true;
	if (strlen(text) > IFNAME_MAX) {
		conf_bind_report(b, DIAG_TOO_LONG, 1, "Interface name '%s' too long - ignoring", text);
		return true;
	}
	if (m->ops->iface(m->world, text, &iface) && iface.is_loopback) {
		vi->interface = NULL;
		conf_bind_report(b, DIAG_BAD_VALUE, 1,
				 "(%s) cannot use a loopback interface (%s) for vrrp - ignoring", b->object_name,
				 text);
		return true;
	}
	vi->interface = arena_strdup(b->image, text);
	conf_bind_given(b, key, object, 1);
	return true;
}

const struct conf_custom vrrp_interface = { parse_interface, format_string, NULL };

/* version 2|3: the first one stays */

static bool parse_version(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_vrrp *vi = object;
	int64_t           version;

	if (lacks_value(b))
		return true;
	if (!conf_bind_number(b, 1, INT32_MIN, INT32_MAX, false, &version)) {
		conf_bind_complain(b, DIAG_BAD_VALUE, key, 1, key->complaint);
		return true;
	}
	if (version < key->min || version > key->max) {
		conf_bind_report(b, DIAG_OUT_OF_RANGE, 1, "number '%s' outside range [2, 3]", word(b, 1));
		conf_bind_complain(b, DIAG_BAD_VALUE, key, 1, key->complaint);
		return true;
	}
	if (vi->version && vi->version != (uint32_t)version) {
		conf_bind_report(b, DIAG_CONFLICT, 1,
				 "(%s) vrrp_version %" PRId64 " conflicts with configured or deduced version %" PRIu32
				 "; ignoring.",
				 b->object_name, version, vi->version);
		return true;
	}
	vi->version = (uint32_t)version;
	conf_bind_given(b, key, object, 1);
	return true;
}

static void format_version(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_vrrp *vi = object;

	(void)key;
	if (vi->version)
		sbuf_addf(out, " %" PRIu32, vi->version);
}

const struct conf_custom vrrp_version = { parse_version, format_version, NULL };

static bool parse_native_ipv6(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_vrrp *vi = object;

	if (vi->family == ADDR_IPV4) {
		conf_bind_report(b, DIAG_CONFLICT, 0, "(%s) Cannot specify native_ipv6 with IPv4 addresses",
				 b->object_name);
		return true;
	}
	vi->native_ipv6 = true;
	vi->family = ADDR_IPV6;
	conf_bind_given(b, key, object, 0);
	return true;
}

static void format_native_ipv6(const struct conf_key *key, const void *object, struct sbuf *out)
{
	(void)key;
	if (((const struct conf_vrrp *)object)->native_ipv6)
		sbuf_add(out, " ");
}

const struct conf_custom vrrp_native_ipv6 = { parse_native_ipv6, format_native_ipv6, NULL };

/* lvs_sync_daemon_interface IF, the old place of lvs_sync_daemon */

static bool parse_sync_daemon_interface(struct conf_bind *b, const struct conf_key *key, void *object)
{
	(void)key;
	(void)object;
	conf_bind_report(b, DIAG_DEPRECATED, 0,
			 "(%s) Specifying lvs_sync_daemon_interface against a vrrp is deprecated.",
			 b->object_name);
	conf_bind_report(b, DIAG_DEPRECATED, 0, "        Please use global lvs_sync_daemon");
	if (lacks_value(b))
		return true;
	if (!global_sync_daemon_from_instance(b, word(b, 1), b->object_name))
		conf_bind_report(b, DIAG_REPEATED, 1,
				 "(%s) lvs_sync_daemon_interface has already been specified as %s - ignoring",
				 b->object_name, model_of(b)->global->sync_daemon.interface);
	return true;
}

static void format_nothing(const struct conf_key *key, const void *object, struct sbuf *out)
{
	(void)key;
	(void)object;
	(void)out;
}

const struct conf_custom vrrp_sync_daemon_interface = { parse_sync_daemon_interface, format_nothing, NULL };

/* mcast_src_ip, unicast_src_ip: a length after the address has always been ignored */

static bool parse_source(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_vrrp *vi = object;
	struct prefix     prefix;
	bool              has_len;

	if (lacks_value(b))
		return true;
	if (strcmp(key->name, "unicast_src_ip") == 0)
		vi->has_unicast_word = true;
	if (prefix_parse(word(b, 1), &prefix, &has_len) == PREFIX_BAD_ADDR) {
		conf_bind_report(b, DIAG_BAD_ADDRESS, 1,
				 "Configuration error: VRRP instance[%s] malformed src address[%s]. Skipping...",
				 b->object_name, word(b, 1));
		return true;
	}
	if (!conf_vrrp_takes_family(vi, &prefix.addr)) {
		conf_bind_report(b, DIAG_CONFLICT, 1,
				 "Configuration error: VRRP instance[%s] and src address[%s] MUST be of the same"
				 " family !!! Skipping...",
				 b->object_name, word(b, 1));
		return true;
	}
	vi->src = prefix.addr;
	conf_bind_given(b, key, object, 1);
	return true;
}

const struct conf_custom vrrp_source = { parse_source, format_addr, NULL };

static bool parse_mcast_dst(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_vrrp *vi = object;
	const char       *text = word(b, 1);
	struct prefix     prefix;
	bool              has_len;
	bool              is_link_local;

	if (lacks_value(b))
		return true;
	if (prefix_parse(text, &prefix, &has_len) == PREFIX_BAD_ADDR) {
		conf_bind_report(b, DIAG_BAD_ADDRESS, 1, "(%s) malformed mcast dest address %s. Skipping...",
				 b->object_name, text);
		return true;
	}
	is_link_local = addr_multicast_scope(&prefix.addr) == 2;
	if (vi->family && vi->family != prefix.addr.family) {
		conf_bind_report(b, DIAG_CONFLICT, 1,
				 "(%s) mcast dest address %s MUST match VRRP instance family. Skipping...",
				 b->object_name, text);
		return true;
	}
	if (prefix.addr.family == ADDR_IPV6 ? !is_link_local : !addr_is_multicast(&prefix.addr)) {
		conf_bind_report(b, DIAG_BAD_ADDRESS, 1, "(%s) mcast_dst_ip %s not %smulticast. Skipping...",
				 b->object_name, text, prefix.addr.family == ADDR_IPV6 ? "link-local " : "");
		return true;
	}
	vi->family = prefix.addr.family;
	vi->mcast_dst = prefix.addr;
	conf_bind_given(b, key, object, 1);
	return true;
}

const struct conf_custom vrrp_mcast_dst = { parse_mcast_dst, format_addr, NULL };

/* unicast_peer lines: ADDRESS [min_ttl N] [max_ttl N] */

static bool parse_peer_address(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_peer *peer = object;
	struct conf_vrrp *vi = b->parent;
	const char       *text = word(b, 0);
	struct prefix     prefix;
	bool              has_len;

	if (prefix_parse(text, &prefix, &has_len) == PREFIX_BAD_ADDR) {
		conf_bind_report(b, DIAG_BAD_ADDRESS, 0,
				 "Configuration error: VRRP instance[%s] malformed unicast peer address[%s]."
				 " Skipping...",
				 b->object_name, text);
		return false;
	}
	if (!conf_vrrp_takes_family(vi, &prefix.addr)) {
		conf_bind_report(b, DIAG_CONFLICT, 0,
				 "Configuration error: VRRP instance[%s] and unicast peer address[%s] MUST be of"
				 " the same family !!! Skipping...",
				 b->object_name, text);
		return false;
	}
	conf_each(const struct conf_peer, other, vi->peers) {
		if (!addr_equal(&other->address, &prefix.addr))
			continue;
		conf_bind_report(b, DIAG_DUPLICATE, 0, "(%s) duplicate unicast peer address %s - ignoring",
				 b->object_name, text);
		return false;
	}
	peer->address = prefix.addr;
	conf_bind_given(b, key, object, 0);
	return true;
}

const struct conf_custom vrrp_peer_address = { parse_peer_address, format_addr, NULL };

static bool parse_peer_ttl(struct conf_bind *b, const struct conf_key *key, void *object)
{
	int64_t ttl;

	if (!word(b, b->at + 1)) {
		conf_bind_report(b, DIAG_MISSING_VALUE, b->at, "(%s) %s is missing a value", b->object_name,
				 key->name);
	} else if (conf_bind_number(b, b->at + 1, 0, key->max, false, &ttl)) {
		*(uint32_t *)conf_field(key, object) = (uint32_t)ttl;
		conf_bind_given(b, key, object, b->at + 1);
	}
	b->at += 2;
	return true;
}

static void format_uint(const struct conf_key *key, const void *object, struct sbuf *out)
{
	sbuf_addf(out, " %" PRIu32, *(const uint32_t *)conf_field_const(key, object));
}

const struct conf_custom vrrp_peer_ttl = { parse_peer_ttl, format_uint, NULL };

bool vrrp_peer_other(struct conf_bind *b, void *object)
{
	const char *text = word(b, b->at);

	(void)object;
	if (!word(b, b->at + 1))
		conf_bind_report(b, DIAG_MISSING_VALUE, b->at, "(%s) %s is missing a value", b->object_name, text);
	else
		conf_bind_report(b, DIAG_BAD_VALUE, b->at, "(%s) unknown unicast_peer option %s", b->object_name,
				 text);
	b->at = b->words.v.n;
	return true;
}

/* old_unicast_checksum [never] */

static bool parse_old_checksum(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_vrrp *vi = object;
	const char       *text = word(b, 1);

	vi->has_unicast_word = true;
	if (text && strcmp(text, "never") != 0) {
		conf_bind_report(b, DIAG_BAD_VALUE, 1, "(%s) Unknown old_unicast_chksum mode %s - ignoring",
				 b->object_name, text);
		return true;
	}
	vi->old_unicast_checksum = text ? CONF_CHECKSUM_NEVER_OLD : CONF_CHECKSUM_OLD;
	conf_bind_given(b, key, object, 0);
	return true;
}

static void format_old_checksum(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_vrrp *vi = object;

	(void)key;
	if (vi->old_unicast_checksum != CONF_CHECKSUM_AUTO)
		sbuf_add(out, vi->old_unicast_checksum == CONF_CHECKSUM_OLD ? " " : " never");
}

const struct conf_custom vrrp_old_checksum = { parse_old_checksum, format_old_checksum, NULL };

/* auth_pass TEXT */

static bool parse_auth_pass(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_authentication *auth = object;
	const char                 *text = word(b, 1);
	char                        padded[9] = { 0 };
	size_t                      len;

	if (lacks_value(b))
		return true;
	len = strlen(text);
	if (len > key->max_length) {
		conf_bind_report(b, DIAG_TOO_LONG, 1, "Truncating auth_pass to 8 characters");
		len = key->max_length;
	}
	memcpy(padded, text, len);
	auth->pass = (struct conf_secret){ 0 };
	if (len)
		secret_keep(model_of(b), padded, 8, &auth->pass);
	auth->pass.length = (uint32_t)len;
	conf_bind_given(b, key, object, 1);
	return true;
}

static void format_auth_pass(const struct conf_key *key, const void *object, struct sbuf *out)
{
	(void)key;
	if (((const struct conf_authentication *)object)->pass.length)
		sbuf_add(out, " " CONF_MASK);
}

static bool equal_auth_pass(const struct conf_key *key, const void *a, const void *b)
{
	return conf_equal_secret(conf_field_const(key, a), conf_field_const(key, b));
}

const struct conf_custom vrrp_auth_pass = { parse_auth_pass, format_auth_pass, equal_auth_pass };

/* key ID VALUE */

#define HMAC_MIN       32
#define HMAC_MAX       64
#define HMAC_FILE_MAX  139

/* Long enough to be a key itself, so that the canonical text can be read again. */
#define HMAC_MASK      CONF_MASK CONF_MASK CONF_MASK CONF_MASK

/* Literal text or hex:DIGITS; the number of bytes, 0 if they make no key. */
static size_t decode_key(const char *text, size_t len, uint8_t bytes[HMAC_MAX])
{
	size_t n = 0;

	if (len < 4 || memcmp(text, "hex:", 4) != 0) {
		if (len < HMAC_MIN || len > HMAC_MAX)
			return 0;
		memcpy(bytes, text, len);
		return len;
	}
	if (len % 2 || len - 4 > 2 * HMAC_MAX || len - 4 < 2 * HMAC_MIN)
		return 0;
	for (size_t i = 4; i < len; i += 2) {
		int high = hex_digit(text[i]);
		int low = hex_digit(text[i + 1]);

		if (high < 0 || low < 0)
			return 0;
		bytes[n++] = (uint8_t)(high << 4 | low);
	}
	return n;
}

static const char *read_key_file(struct conf_bind *b, const char *path, size_t *ret_len)
{
	struct model_load    *m = model_of(b);
	struct world_key_file file = { .error = ENOENT };
	struct diag          *d;

	m->ops->key_file(m->world, path, HMAC_FILE_MAX, &file);
	if (file.error) {
		d = conf_bind_report(b, DIAG_BAD_VALUE, 2, "(%s) auth_hmac key file %s cannot be used: %s - ignoring",
				     b->object_name, path,
				     file.error == EFBIG ? "it is longer than 139 bytes" : strerrordesc_np(file.error));
		if (path[0] == '/' && !strchr(path + 1, '/') && conf_bind_place(b, 2).via)
			diag_help(b->diags, d, "CREDENTIALS_DIRECTORY is not set: systemd sets it for the service");
		return NULL;
	}
	if (file.is_readable_by_others) {
		d = conf_bind_report(b, DIAG_KEY_FILE, 2, "(%s) auth_hmac key file %s can be read by others",
				     b->object_name, path);
		diag_help(b->diags, d, "chmod 600 %s", path);
	}
	*ret_len = file.length;
	while (*ret_len && (file.bytes[*ret_len - 1] == '\n' || file.bytes[*ret_len - 1] == '\r'))
		--*ret_len;
	return file.bytes;
}

static bool parse_hmac_key(struct conf_bind *b, const struct conf_key *key, void *object)
{
	static const struct conf_block key_block = { .name = "key", .size = sizeof(struct conf_hmac_key) };
	struct conf_auth_hmac         *hmac = object;
	uint8_t                        bytes[HMAC_MAX];
	struct conf_hmac_key          *made;
	const char                    *text = word(b, 2);
	const char                    *file = NULL;
	int64_t                        id;
	size_t                         len;

	if (lacks_value(b))
		return true;
	if (!text) {
		conf_bind_missing(b, 2);
		return true;
	}
	if (!conf_bind_number(b, 1, 1, 255, false, &id))
		return true;
	conf_each(const struct conf_hmac_key, other, hmac->keys) {
		if (other->id != (uint32_t)id)
			continue;
		conf_bind_report(b, DIAG_DUPLICATE, 1, "(%s) auth_hmac key %" PRId64 " already specified - ignoring",
				 b->object_name, id);
		return true;
	}
	len = strlen(text);
	if (strncmp(text, "file:", 5) == 0) {
		file = arena_strdup(b->image, text + 5);
		text = read_key_file(b, file, &len);
		if (!text)
			return true;
	}
	len = decode_key(text, len, bytes);
	if (!len) {
		struct diag *d = conf_bind_report(b, DIAG_BAD_VALUE, 2,
						  "(%s) auth_hmac key %" PRId64 " invalid - ignoring",
						  b->object_name, id);

		diag_help(b->diags, d, "a key has 32 to 64 bytes: as text, as hex:DIGITS, or in file:PATH");
		return true;
	}
	made = conf_bind_new(b, &key_block, NULL, conf_bind_place(b, 1));
	made->id = (uint32_t)id;
	made->file = file;
	secret_keep(model_of(b), bytes, len, &made->key);
	conf_append(&hmac->keys, made);
	conf_bind_given(b, key, object, 1);
	explicit_bzero(bytes, sizeof(bytes));
	return true;
}

static void add_file(struct sbuf *out, const char *path)
{
	struct sbuf word;

	sbuf_init(&word);
	sbuf_addf(&word, "file:%s", path);
	lex_add_word(out, sbuf_text(&word));
	sbuf_release(&word);
}

static void format_hmac_keys(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_auth_hmac *hmac = object;
	bool                         is_first = true;

	conf_each(const struct conf_hmac_key, k, hmac->keys) {
		if (!is_first)
			sbuf_addf(out, "\n%s", key->name);
		is_first = false;
		sbuf_addf(out, " %" PRIu32 " ", k->id);
		if (k->file)
			add_file(out, k->file);
		else
			sbuf_add(out, HMAC_MASK);
	}
}

static bool equal_hmac_key(const struct conf_hmac_key *a, const struct conf_hmac_key *b)
{
	bool is_same_file = !a->file == !b->file && (!a->file || strcmp(a->file, b->file) == 0);

	return a->id == b->id && is_same_file && conf_equal_secret(&a->key, &b->key);
}

static bool equal_hmac_keys(const struct conf_key *key, const void *a, const void *b)
{
	const struct conf_hmac_key *first = ((const struct conf_auth_hmac *)a)->keys.first;
	const struct conf_hmac_key *second = ((const struct conf_auth_hmac *)b)->keys.first;

	(void)key;
	while (first && second && equal_hmac_key(first, second)) {
		first = (const struct conf_hmac_key *)first->head.next;
		second = (const struct conf_hmac_key *)second->head.next;
	}
	return !first && !second;
}

const struct conf_custom vrrp_hmac_key = { parse_hmac_key, format_hmac_keys, equal_hmac_keys };

/* notify_deleted [SCRIPT [USER [GROUP]]]: the words come from the ordinary splitting */

static bool parse_notify_deleted(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_vrrp *vi = object;
	struct conf_key   script = *key;

	if (vi->notify.reports_deleted) {
		conf_bind_report(b, DIAG_REPEATED, word(b, 1) ? 1 : 0,
				 "(%s) notify_deleted already specified - ignoring %s", b->object_name,
				 word(b, 1) ? word(b, 1) : "");
		return true;
	}
	vi->notify.reports_deleted = true;
	conf_bind_given(b, key, object, 0);
	if (!word(b, 1))
		return true;
	script.kind = CONF_KIND_SCRIPT;
	script.custom = NULL;
	return conf_bind_statement(b, &script, object);
}

static void format_notify_deleted(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_vrrp *vi = object;

	(void)key;
	if (!vi->notify.reports_deleted)
		return;
	if (vi->notify.deleted.argc)
		conf_dump_script(&vi->notify.deleted, out);
	else
		sbuf_add_char(out, ' ');
}

static bool equal_notify_deleted(const struct conf_key *key, const void *a, const void *b)
{
	const struct conf_notify *first = &((const struct conf_vrrp *)a)->notify;
	const struct conf_notify *second = &((const struct conf_vrrp *)b)->notify;

	(void)key;
	return first->reports_deleted == second->reports_deleted &&
	       conf_equal_script(&first->deleted, &second->deleted);
}

const struct conf_custom vrrp_notify_deleted = { parse_notify_deleted, format_notify_deleted,
						 equal_notify_deleted };
