/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/check_words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "keepalived/model/config.h"
#include "keepalived/model/words.h"
#include "lib/conf/bind.h"
#include "lib/text/hex.h"
#include "lib/text/sbuf.h"

/* Mistakes that never had a finding, and still must not change the status of a test. */
static struct diag *advise(struct conf_bind *b, size_t at, const char *what)
{
	return conf_bind_report(b, DIAG_LINT_REGEX, at, "%s '%s' is not used", what, word(b, at));
}

/* status_code N[-M] ... */

static void add_codes(struct conf_status_set *set, uint32_t first, uint32_t last)
{
	for (uint32_t code = first - CONF_STATUS_MIN; code <= last - CONF_STATUS_MIN; code++)
		set->bits[code / 64] |= UINT64_C(1) << code % 64;
}

static bool has_code(const struct conf_status_set *set, uint32_t code)
{
	code -= CONF_STATUS_MIN;
	return set->bits[code / 64] >> code % 64 & 1;
}

static bool read_code(const char **text, uint32_t *ret)
{
	uint32_t value = 0;
	unsigned n;

	if (**text == '+')
		(*text)++;
	for (n = 0; n < 9 && **text >= '0' && **text <= '9'; n++)
		value = value * 10 + (uint32_t)(*(*text)++ - '0');
	*ret = value;
	return n && value >= CONF_STATUS_MIN && value <= CONF_STATUS_MAX;
}

static bool read_codes(const char *text, struct conf_status_set *set)
{
	uint32_t first;
	uint32_t last;

	if (!read_code(&text, &first))
		return false;
	last = first;
	if (*text == '-') {
		text++;
		if (!read_code(&text, &last))
			return false;
	}
	if (*text || last < first)
		return false;
	add_codes(set, first, last);
	return true;
}

static bool parse_status_code(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_url *url = object;

	for (size_t i = 1; word(b, i); i++) {
		if (read_codes(word(b, i), &url->status))
			conf_bind_given(b, key, object, i);
		else
			diag_help(b->diags, conf_bind_complain(b, DIAG_BAD_VALUE, key, i, key->complaint),
				  "expected a number from %d to %d, or two with '-' between", CONF_STATUS_MIN,
				  CONF_STATUS_MAX);
	}
	return true;
}

static void format_status_code(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_status_set *set = conf_field_const(key, object);

	for (uint32_t first = CONF_STATUS_MIN; first <= CONF_STATUS_MAX; first++) {
		uint32_t last = first;

		if (!has_code(set, first))
			continue;
		while (last < CONF_STATUS_MAX && has_code(set, last + 1))
			last++;
		sbuf_addf(out, " %" PRIu32, first);
		if (last > first)
			sbuf_addf(out, "-%" PRIu32, last);
		first = last;
	}
}

const struct conf_custom check_status_code = { parse_status_code, format_status_code, NULL };

/* digest MD5 */

static bool parse_digest(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_url *url = object;
	const char      *text = word(b, 1);
	size_t           want = sizeof(url->digest) * 2;
	uint8_t          digest[sizeof(url->digest)];

	if (lacks_value(b))
		return true;
	if (url->has_digest) {
		conf_bind_complain(b, DIAG_REPEATED, key, 1, "Digest '{value}' is a duplicate");
		return true;
	}
	if (strlen(text) != want) {
		conf_bind_report(b, DIAG_BAD_VALUE, 1, "digest '%s' character length should be %zu rather than %zu",
				 text, want, strlen(text));
		return true;
	}
	for (size_t i = 0; i < sizeof(digest); i++) {
		int high = hex_digit(text[2 * i]);
		int low = hex_digit(text[2 * i + 1]);

		if (high < 0 || low < 0) {
			conf_bind_report(b, DIAG_BAD_VALUE, 1,
					 "Unable to interpret hex digit in '%s' at offset %zu/%zu", text, 2 * i,
					 2 * i + 1);
			return true;
		}
		digest[i] = (uint8_t)(high << 4 | low);
	}
	memcpy(url->digest, digest, sizeof(digest));
	url->has_digest = true;
	conf_bind_given(b, key, object, 1);
	return true;
}

static void format_digest(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_url *url = object;

	(void)key;
	if (!url->has_digest)
		return;
	sbuf_add_char(out, ' ');
	for (size_t i = 0; i < sizeof(url->digest); i++)
		sbuf_addf(out, "%02x", url->digest[i]);
}

const struct conf_custom check_digest = { parse_digest, format_digest, NULL };

/* regex PATTERN, with the quoting and the escapes of scripts; it is compiled when all is read */

static bool parse_regex(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_url *url = object;

	if (!word(b, 1))
		return true;
	url->regex = lex_unescape(word(b, 1), b->image);
	conf_bind_given(b, key, object, 1);
	return true;
}

static void format_regex(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_url *url = object;

	(void)key;
	if (!url->regex)
		return;
	sbuf_add(out, " \"");
	for (const char *s = url->regex; *s; s++) {
		/* Because: '#', '!' and '$' mean something to the line before the quotes do. */
		if ((unsigned char)*s < ' ' || strchr("$#!", *s))
			sbuf_addf(out, "\\x%02x", (unsigned char)*s);
		else if (strchr("\\\"'", *s))
			sbuf_addf(out, "\\%c", *s);
		else
			sbuf_add_char(out, *s);
	}
	sbuf_add_char(out, '"');
}

const struct conf_custom check_regex = { parse_regex, format_regex, NULL };

const char *const conf_regex_options[] = {
	"allow_empty_class", "alt_bsux",	  "auto_callout",     "caseless",	  "dollar_endonly",
	"dotall",	     "dupnames",	  "extended",	      "firstline",	  "match_unset_backref",
	"multiline",	     "never_ucp",	  "never_utf",	      "no_auto_capture",  "no_auto_possess",
	"no_dotstar_anchor", "no_start_optimize", "ucp",	      "ungreedy",	  "utf",
	"never_backslash_c", "alt_circumflex",	  "alt_verbnames",    "use_offset_limit", NULL,
};

static bool parse_regex_options(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_url *url = object;

	for (size_t i = 1; word(b, i); i++) {
		unsigned option = 0;

		while (conf_regex_options[option] && strcmp(conf_regex_options[option], word(b, i)) != 0)
			option++;
		if (!conf_regex_options[option]) {
			advise(b, i, "regex option");
			continue;
		}
		url->regex_options |= 1u << option;
		conf_bind_given(b, key, object, i);
	}
	return true;
}

static void format_regex_options(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_url *url = object;

	(void)key;
	for (unsigned option = 0; conf_regex_options[option]; option++)
		if (url->regex_options & 1u << option)
			sbuf_addf(out, " %s", conf_regex_options[option]);
}

const struct conf_custom check_regex_options = { parse_regex_options, format_regex_options, NULL };

/* regex_min_offset N and its like: bad ones were never reported */

static bool read_quietly(struct conf_bind *b, size_t at, uint32_t *ret)
{
	const char *text = word(b, at);
	uint64_t    value = 0;

	for (const char *s = text; *s; s++) {
		if (*s < '0' || *s > '9' || value >= CONF_NO_OFFSET / 10)
			return false;
		value = value * 10 + (uint64_t)(*s - '0');
	}
	*ret = (uint32_t)value;
	return *text != '\0';
}

static bool parse_regex_offset(struct conf_bind *b, const struct conf_key *key, void *object)
{
	if (!word(b, 1))
		return true;
	if (read_quietly(b, 1, conf_field(key, object)))
		conf_bind_given(b, key, object, 1);
	else
		advise(b, 1, key->name);
	return true;
}

static void format_regex_offset(const struct conf_key *key, const void *object, struct sbuf *out)
{
	uint32_t offset = *(const uint32_t *)conf_field_const(key, object);

	if (offset != CONF_NO_OFFSET)
		sbuf_addf(out, " %" PRIu32, offset);
}

const struct conf_custom check_regex_offset = { parse_regex_offset, format_regex_offset, NULL };

static bool parse_regex_stack(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_url *url = object;
	uint32_t         start;
	uint32_t         most;

	if (!word(b, 1) || !word(b, 2))
		return true;
	if (!read_quietly(b, 1, &start) || !read_quietly(b, 2, &most) || !start || start > most) {
		advise(b, 1, key->name);
		return true;
	}
	url->regex_stack_start = start;
	url->regex_stack_max = most;
	conf_bind_given(b, key, object, 1);
	return true;
}

static void format_regex_stack(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_url *url = object;

	(void)key;
	if (url->regex_stack_start)
		sbuf_addf(out, " %" PRIu32 " %" PRIu32, url->regex_stack_start, url->regex_stack_max);
}

const struct conf_custom check_regex_stack = { parse_regex_stack, format_regex_stack, NULL };

/* sni_name [NAME]: says enable_sni as well, unless that is said to be off */

static bool parse_sni_name(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_check_http *http = object;

	http->sni_name = arena_strdup(b->image, word(b, 1) ? word(b, 1) : "");
	conf_bind_given(b, key, object, 0);
	return true;
}

static void format_sni_name(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_check_http *http = object;

	(void)key;
	if (http->sni_name && *http->sni_name)
		add_word(out, http->sni_name);
	else if (http->sni_name)
		sbuf_add_char(out, ' ');
}

const struct conf_custom check_sni_name = { parse_sni_name, format_sni_name, NULL };

/* user USER [[:]GROUP] of a MISC_CHECK */

static bool parse_user(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_check_misc *misc = object;
	const char             *group = word(b, 2);

	if (!word(b, 1)) {
		conf_bind_report(b, DIAG_MISSING_VALUE, 1, "No user specified for misc checker script %s%s%s",
				 misc->script.argc ? "'" : "", misc->script.argc ? misc->script.argv[0] : "",
				 misc->script.argc ? "'" : "");
		return true;
	}
	misc->user = arena_strdup(b->image, word(b, 1));
	misc->user_has_all_groups = group && group[0] == ':';
	if (misc->user_has_all_groups)
		group = group[1] ? group + 1 : word(b, 3);
	misc->group = group ? arena_strdup(b->image, group) : NULL;
	conf_bind_given(b, key, object, 1);
	return true;
}

static void format_user(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_check_misc *misc = object;

	(void)key;
	if (!misc->user)
		return;
	add_word(out, misc->user);
	if (misc->user_has_all_groups)
		sbuf_add(out, " :");
	if (misc->group)
		add_word(out, misc->group);
}

const struct conf_custom check_user = { parse_user, format_user, NULL };

/* name of a DNS_CHECK */

#define LABEL_MAX 63
#define DOMAIN_MAX 253

static const char *name_fault(const char *name)
{
	size_t len = strlen(name);

	if (len && name[len - 1] == '.')
		len--;
	if (len > DOMAIN_MAX)
		return "is too long";
	for (size_t at = 0; at < len;) {
		size_t label = strcspn(name + at, ".");

		label = MIN(label, len - at);
		if (!label || (at + label < len && at + label + 1 == len))
			return "has empty label";
		if (label > LABEL_MAX)
			return "has a label of more than 63 characters";
		at += label + 1;
	}
	return NULL;
}

static bool parse_dns_name(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_check_dns *dns = object;
	const char            *fault;

	if (lacks_value(b))
		return true;
	if (conf_origin_find(object, key->offset)) {
		conf_bind_complain(b, DIAG_REPEATED, key, 1, "DNS_CHECK name already specified - ignoring");
		return true;
	}
	fault = name_fault(word(b, 1));
	if (fault) {
		conf_bind_report(b, DIAG_BAD_VALUE, 1, "DNS_CHECK name '%s' %s - ignoring", word(b, 1), fault);
		return true;
	}
	dns->name = arena_strdup(b->image, word(b, 1));
	conf_bind_given(b, key, object, 1);
	return true;
}

static void format_dns_name(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const char *name = ((const struct conf_check_dns *)object)->name;

	(void)key;
	if (name)
		add_word(out, name);
}

const struct conf_custom check_dns_name = { parse_dns_name, format_dns_name, NULL };

/* Bytes in hexadecimal: pairs of digits, a blank ends a byte of one digit; "x" stands for any digit */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static int nibble(char c, bool has_wildcards, uint8_t *ret_mask)
{
	*ret_mask = 0xf;
	if (has_wildcards && (c == 'x' || c == 'X')) {
		*ret_mask = 0;
		return 0;
	}
	return hex_digit(c);
}

/* One byte at @text; returns what it took, 0 if it is none. */
static size_t read_byte(const char *text, bool has_wildcards, uint8_t *ret_byte, uint8_t *ret_mask)
{
	uint8_t high_mask;
	uint8_t low_mask;
	int     high = nibble(text[0], has_wildcards, &high_mask);
	int     low;

	if (high < 0)
		return 0;
	if (!text[1] || is_blank(text[1])) {
		*ret_byte = (uint8_t)high;
		*ret_mask = high_mask ? 0xff : 0xf0;
		return 1;
	}
	low = nibble(text[1], has_wildcards, &low_mask);
	if (low < 0)
		return 0;
	*ret_byte = (uint8_t)(high << 4 | low);
	*ret_mask = (uint8_t)(high_mask << 4 | low_mask);
	return 2;
}

static bool read_bytes(struct conf_bind *b, bool has_wildcards, struct conf_bytes *ret)
{
	struct sbuf text;
	uint8_t    *bytes;
	uint8_t    *mask;
	uint32_t    n = 0;
	size_t      taken;

	sbuf_init(&text);
	for (size_t i = 1; word(b, i); i++)
		sbuf_addf(&text, "%s%s", i > 1 ? " " : "", word(b, i));
	bytes = arena_alloc(b->image, text.len + 1);
	mask = arena_alloc(b->image, text.len + 1);
	for (const char *s = sbuf_text(&text); *s; s += taken) {
		if (is_blank(*s)) {
			taken = 1;
			continue;
		}
		taken = read_byte(s, has_wildcards, &bytes[n], &mask[n]);
		if (!taken) {
			n = 0;
			break;
		}
		n++;
	}
	sbuf_release(&text);
	if (!n)
		return false;
	*ret = (struct conf_bytes){ .at = bytes, .mask = has_wildcards ? mask : NULL, .n = n };
	return true;
}

static void format_bytes(const struct conf_bytes *bytes, struct sbuf *out)
{
	static const char digits[] = "0123456789abcdef";

	for (uint32_t i = 0; i < bytes->n; i++) {
		uint8_t mask = bytes->mask ? bytes->mask[i] : 0xff;

		sbuf_add_char(out, ' ');
		sbuf_add_char(out, mask & 0xf0 ? digits[bytes->at[i] >> 4] : 'x');
		sbuf_add_char(out, mask & 0x0f ? digits[bytes->at[i] & 0xf] : 'x');
	}
}

static bool parse_payload(struct conf_bind *b, const struct conf_key *key, void *object)
{
	if (!word(b, 1))
		conf_bind_complain(b, DIAG_MISSING_VALUE, key, 1, key->missing);
	else if (read_bytes(b, false, conf_field(key, object)))
		conf_bind_given(b, key, object, 1);
	else
		conf_bind_complain(b, DIAG_BAD_VALUE, key, 1, key->complaint);
	return true;
}

static void format_payload(const struct conf_key *key, const void *object, struct sbuf *out)
{
	format_bytes(conf_field_const(key, object), out);
}

const struct conf_custom check_payload = { parse_payload, format_payload, NULL };

static bool parse_reply(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_check_udp *udp = object;

	udp->requires_reply = true;
	conf_bind_given(b, key, object, 0);
	if (word(b, 1) && !read_bytes(b, true, &udp->reply))
		conf_bind_complain(b, DIAG_BAD_VALUE, key, 1, key->complaint);
	return true;
}

static void format_reply(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_check_udp *udp = object;

	(void)key;
	if (udp->requires_reply)
		sbuf_add_char(out, ' ');
	format_bytes(&udp->reply, out);
}

const struct conf_custom check_reply = { parse_reply, format_reply, NULL };

/*
 * Names of objects that may be defined further down. The first good one stays; one that is followed by
 * another and is not known by then is given up.
 */

static bool is_known(struct conf_bind *b, const struct conf_block *block, const char *name)
{
	return conf_bind_find(b, block, name) != NULL;
}

#define BFD_NAME_MAX 31

static bool parse_bfd_name(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_check_bfd *bfd = object;
	const char            *name = word(b, 1);

	if (b->words.v.n != 2) {
		conf_bind_report(b, DIAG_BAD_VALUE, 1, "(%s) BFD_CHECK - No or too many names specified - skipping checker",
				 b->object_name);
		bfd->is_refused = true;
		return true;
	}
	if (strlen(name) > BFD_NAME_MAX) {
		conf_bind_report(b, DIAG_TOO_LONG, 1, "(%s) BFD_CHECK - BFD name %s too long", b->object_name, name);
		bfd->is_refused = true;
		return true;
	}
	if (bfd->name && is_known(b, &conf_bfd_block, bfd->name)) {
		conf_bind_report(b, DIAG_REPEATED, 1, "(%s) BFD_CHECK - BFD %s already specified as %s", b->object_name,
				 name, bfd->name);
		return true;
	}
	if (bfd->name)
		conf_bind_report(b, DIAG_UNKNOWN_NAME, 1, "(%s) BFD_CHECK - BFD %s not configured", b->object_name,
				 bfd->name);
	bfd->name = arena_strdup(b->image, name);
	conf_bind_given(b, key, object, 1);
	return true;
}

static void format_name(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const char *name = *(const char *const *)conf_field_const(key, object);

	if (name)
		add_word(out, name);
}

const struct conf_custom check_bfd_name = { parse_bfd_name, format_name, NULL };

static bool parse_track_file(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_check_file *file = object;
	const char             *name = word(b, 1);
	bool                    was_known = file->name && is_known(b, &conf_track_file_block, file->name);
	const char             *lost = NULL;

	if (lacks_value(b))
		return true;
	if (file->name && !is_known(b, &conf_track_file_block, name) && was_known)
		lost = name;
	else if (file->name && !was_known)
		lost = file->name;
	if (lost)
		conf_bind_report(b, DIAG_UNKNOWN_NAME, 1, "track_file %s not found", lost);
	if (lost == name)
		return true;
	file->name = arena_strdup(b->image, name);
	conf_bind_given(b, key, object, 1);
	return true;
}

const struct conf_custom check_track_file = { parse_track_file, format_name, NULL };
