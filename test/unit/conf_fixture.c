/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test/unit/conf_fixture.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/text/num.h"

/* Rows of the little language */

#define HELP .help = "Of use to tests."

static const struct conf_word_value states[] = { { "MASTER", 1 }, { "BACKUP", 2 }, { NULL, 0 } };
static const struct conf_word_value auth_types[] = { { "PASS", 1 }, { "AH", 2 }, { NULL, 0 } };
static const struct conf_word_value scopes[] = { { "global", 1 }, { "link", 2 }, { NULL, 0 } };

static bool parse_mark(struct conf_bind *b, const struct conf_key *key, void *object)
{
	uint32_t *marks = conf_field(key, object);

	++*marks;
	conf_bind_given(b, key, object, b->at);
	return true;
}

static void format_count(const struct conf_key *key, const void *object, struct sbuf *out)
{
	sbuf_addf(out, " %" PRIu32, *(const uint32_t *)conf_field_const(key, object));
}

static const struct conf_custom mark_custom = { parse_mark, format_count, NULL };

static bool other_word(struct conf_bind *b, void *object)
{
	(void)object;
	conf_bind_report(b, DIAG_BAD_VALUE, b->at, "Unknown option %s", b->words.v.at[b->at].text);
	return strcmp(b->words.v.at[b->at].text, "fatal") != 0;
}

#define ADDRESS(kind, ...) CONF_##kind(struct conf_fixture_address, __VA_ARGS__)

static const struct conf_key address_keys[] = {
	{ .name = "address",
	  ADDRESS(PREFIX, address),
	  .is_positional = true,
	  .bad = CONF_BAD_DROP,
	  .complaint = "Invalid address {value}",
	  HELP },
	{ .name = "dev",
	  ADDRESS(STRING, dev),
	  .max_length = 15,
	  .too_long = "Interface name {value} is too long",
	  .bad = CONF_BAD_DROP,
	  HELP },
	{ .name = "scope",
	  ADDRESS(WORD, scope, scopes),
	  .bad = CONF_BAD_DROP,
	  .complaint = "Invalid scope {value}",
	  HELP },
	{ .name = "weight", ADDRESS(INT, weight), .min = -254, .max = 254, HELP },
	{ .name = "no_track", ADDRESS(FLAG, no_track), HELP },
	{ .name = "mark", ADDRESS(CUSTOM, marks, &mark_custom), HELP },
};

static const struct conf_block address_block = {
	.name = "address",
	CONF_BLOCK_OF(struct conf_fixture_address, address_keys),
	.is_line = true,
	.other = other_word,
};

#define AUTH(kind, ...) CONF_##kind(struct conf_fixture_auth, __VA_ARGS__)

static const struct conf_key auth_keys[] = {
	{ .name = "auth_type",
	  AUTH(WORD, type, auth_types),
	  .complaint = "({object}) unknown authentication type '{value}'",
	  HELP },
	{ .name = "auth_pass",
	  AUTH(STRING, pass),
	  .max_length = 8,
	  .is_truncated = true,
	  .too_long = "Truncating auth_pass to 8 characters",
	  .is_secret = true,
	  HELP },
};

static const struct conf_block auth_block = {
	.name = "authentication",
	CONF_BLOCK_OF(struct conf_fixture_auth, auth_keys),
};

#define PEER(kind, ...) CONF_##kind(struct conf_fixture_peer, __VA_ARGS__)

static const struct conf_key peer_keys[] = {
	{ .name = "address", PEER(ADDR, address), HELP },
	{ .name = "port", PEER(UINT, port), .min = 1, .max = 65535, HELP },
};

static bool end_peer(struct conf_bind *b, void *object)
{
	const struct conf_fixture_peer *peer = object;

	if (conf_is_given(peer, address))
		return true;
	diag_add(b->diags, DIAG_INCOMPLETE, conf_bind_object_place(b, &peer->head),
		 "peer without an address - ignoring");
	return false;
}

static const struct conf_block peer_block = {
	.name = "peer",
	CONF_BLOCK_OF(struct conf_fixture_peer, peer_keys),
	.end = end_peer,
};

#define INSTANCE(kind, ...) CONF_##kind(struct conf_fixture_instance, __VA_ARGS__)

static const struct conf_key instance_keys[] = {
	{ .name = "state",
	  INSTANCE(WORD, state, states),
	  .complaint = "({object}) unknown state '{value}', defaulting to BACKUP",
	  HELP },
	{ .name = "interface",
	  INSTANCE(STRING, interface),
	  .max_length = 15,
	  .too_long = "({object}) interface name {value} is too long",
	  HELP },
	{ .name = "virtual_router_id",
	  INSTANCE(UINT, virtual_router_id),
	  .min = 1,
	  .max = 255,
	  .complaint = "({object}) VRID '{value}' not valid - must be between {min} & {max}",
	  HELP },
	{ .name = "priority",
	  INSTANCE(UINT, priority),
	  .min = 1,
	  .max = 255,
	  .def = "100",
	  .complaint =
		  "({object}) Priority not valid! must be between {min} & {max}. Using default 100",
	  HELP },
	{ .name = "advert_int",
	  INSTANCE(SPAN, advert_int),
	  .min = 10000,
	  .max = 255 * USEC_PER_SEC,
	  .def = "1",
	  HELP },
	{ .name = "garp_master_delay",
	  INSTANCE(SECONDS, garp_master_delay),
	  .min = 0,
	  .max = 1000 * USEC_PER_SEC,
	  HELP },
	{ .name = "nopreempt", INSTANCE(FLAG, nopreempt), HELP },
	{ .name = "preempt", INSTANCE(UNFLAG, nopreempt), HELP },
	{ .name = "accept",
	  INSTANCE(BOOL, accept),
	  .complaint = "({object}) invalid {key} parameter '{value}'",
	  HELP },
	{ .name = "debug",
	  INSTANCE(UINT, debug),
	  .min = 0,
	  .max = 4,
	  .missing = "({object}) {key} without a level",
	  HELP },
	{ .name = "mcast_src_ip",
	  INSTANCE(ADDR, mcast_src_ip),
	  .complaint = "({object}) malformed {key} {value}",
	  HELP },
	{ .name = "network",
	  INSTANCE(PREFIX, network),
	  .complaint = "({object}) bad {key} {value}",
	  HELP },
	{ .name = "notify_backup", INSTANCE(SCRIPT, notify_backup), HELP },
	{ .name = "authentication",
	  INSTANCE(SINGLE, authentication, struct conf_fixture_auth, &auth_block),
	  .repeated = "({object}) {key} is given twice - ignoring the second",
	  HELP },
	{ .name = "peer", INSTANCE(BLOCKS, peers, struct conf_fixture_peer, &peer_block), HELP },
	{ .name = "virtual_ipaddress",
	  INSTANCE(LINES, virtual_ipaddress, struct conf_fixture_address, &address_block),
	  HELP },
	{ .name = "unicast_peer",
	  INSTANCE(WORDS, unicast_peer),
	  .empty = "unicast_peer is empty",
	  HELP },
};

static const struct conf_block instance_block = {
	.name = "vrrp_instance",
	CONF_BLOCK_OF(struct conf_fixture_instance, instance_keys),
	.naming = CONF_NAMED,
	.no_name = "vrrp_instance must have a name",
	.duplicate = "vrrp_instance {value} is already defined",
};

#define POLICY(kind, ...) CONF_##kind(struct conf_fixture_policy, __VA_ARGS__)

static const struct conf_key policy_keys[] = {
	{ .name = "keep",
	  POLICY(UINT, keep),
	  .min = 1,
	  .max = 10,
	  .complaint = "{key}: {value} is bad",
	  HELP },
	{ .name = "clamp", POLICY(UINT, clamp), .min = 1, .max = 10, .bad = CONF_BAD_CLAMP, HELP },
	{ .name = "use",
	  POLICY(UINT, use),
	  .min = 1,
	  .max = 10,
	  .bad = CONF_BAD_USE,
	  .bad_value = 7,
	  HELP },
	{ .name = "drop", POLICY(UINT, drop), .min = 1, .max = 10, .bad = CONF_BAD_DROP, HELP },
	{ .name = "zero",
	  POLICY(UINT, zero),
	  .min = 0,
	  .max = 10,
	  .zero = "{key} must not be 0",
	  HELP },
	{ .name = "optional", POLICY(UINT, optional), .min = 1, .max = 10, .absent = "5", HELP },
	{ .name = "signed_optional",
	  POLICY(INT, signed_optional),
	  .min = -9,
	  .max = 9,
	  .absent = "-5",
	  HELP },
	{ .name = "automatic", POLICY(UINT, automatic), .max = 511, .is_auto_base = true, HELP },
	{ .name = "whole_range", POLICY(UINT, whole_range), .max = UINT32_MAX, HELP },
	{ .name = "signed_range",
	  POLICY(INT, signed_range),
	  .min = INT32_MIN,
	  .max = INT32_MAX,
	  HELP },
	{ .name = "signed_clamp",
	  POLICY(INT, signed_clamp),
	  .min = -20,
	  .max = 19,
	  .bad = CONF_BAD_CLAMP,
	  HELP },
	{ .name = "first",
	  POLICY(UINT, first),
	  .max = 10,
	  .repeat = CONF_FIRST_WINS,
	  .repeated = "{key} was given before",
	  HELP },
	{ .name = "last", POLICY(UINT, last), .max = 10, HELP },
	{ .name = "extra",
	  POLICY(UINT, extra),
	  .max = 10,
	  .extra = "{key} has more: {rest}",
	  HELP },
	{ .name = "extra_bad",
	  POLICY(UINT, extra_bad),
	  .max = 10,
	  .extra = "{key} has more: {rest}",
	  .extra_is_bad = true,
	  HELP },
	{ .name = "needed", POLICY(UINT, needed), .max = 10, HELP },
	{ .name = "asked",
	  POLICY(UINT, asked),
	  .max = 10,
	  .missing = "{key} of {object} needs a number",
	  HELP },
	{ .name = "asked_or_drop",
	  POLICY(UINT, asked),
	  .max = 10,
	  .missing = "{key} needs a number",
	  .bad = CONF_BAD_DROP,
	  .is_alias = true,
	  HELP },
	{ .name = "gone",
	  POLICY(UINT, gone),
	  .max = 10,
	  .deprecated = "{key} is deprecated",
	  HELP },
	{ .name = "gone_logged",
	  POLICY(UINT, gone_logged),
	  .max = 10,
	  .deprecated = "{key} is deprecated",
	  .deprecation_is_logged = true,
	  HELP },
	{ .name = "quiet",
	  POLICY(UINT, quiet),
	  .min = 1,
	  .max = 10,
	  .is_quiet = true,
	  .complaint = "only the general complaint",
	  HELP },
	{ .name = "seconds",
	  POLICY(SECONDS, seconds),
	  .min = USEC_PER_SEC,
	  .max = 60 * USEC_PER_SEC,
	  HELP },
	{ .name = "millis", POLICY(MSPAN, millis), .min = 1000, .max = 60 * USEC_PER_SEC, HELP },
	{ .name = "micros", POLICY(SPAN, micros), .min = 1, .max = 4294967295, HELP },
	{ .name = "in_ms", POLICY(MILLISECONDS, in_ms), .min = 1000, .max = 60 * USEC_PER_SEC, .def = "10", HELP },
	{ .name = "zero_span",
	  POLICY(SPAN, zero_span),
	  .min = 10000,
	  .max = USEC_PER_SEC,
	  .zero_is_good = true,
	  HELP },
	{ .name = "zero_seconds",
	  POLICY(SECONDS, zero_seconds),
	  .max = 60 * USEC_PER_SEC,
	  .zero = "{key} must not be 0",
	  HELP },
	{ .name = "clamp_span",
	  POLICY(SPAN, clamp_span),
	  .min = 10000,
	  .max = 2 * USEC_PER_SEC,
	  .bad = CONF_BAD_CLAMP,
	  HELP },
	{ .name = "use_span",
	  POLICY(SPAN, use_span),
	  .min = 10000,
	  .max = 2 * USEC_PER_SEC,
	  .bad = CONF_BAD_USE,
	  .bad_value = USEC_PER_SEC,
	  HELP },
	{ .name = "lenient",
	  POLICY(SPAN, lenient),
	  .max = 2 * USEC_PER_SEC,
	  .uses_trailing = true,
	  HELP },
	{ .name = "word", POLICY(WORD, word, scopes), .complaint = "{key} is not {value}", HELP },
	{ .name = "use_word",
	  POLICY(WORD, use_word, scopes),
	  .bad = CONF_BAD_USE,
	  .bad_value = 2,
	  HELP },
	{ .name = "flag", POLICY(FLAG, flag), HELP },
	{ .name = "no_flag", POLICY(UNFLAG, flag), HELP },
	{ .name = "strict_bool",
	  CONF_MEMBER(BOOL, struct conf_fixture_policy, strict_bool, bool),
	  .complaint = "Invalid value '{value}' for {key} specified",
	  HELP },
	{ .name = "text", POLICY(STRING, text), HELP },
	{ .name = "short_text",
	  POLICY(STRING, short_text),
	  .max_length = 4,
	  .too_long = "{value} is too long",
	  HELP },
	{ .name = "cut_text",
	  POLICY(STRING, cut_text),
	  .max_length = 4,
	  .is_truncated = true,
	  .too_long = "{value} is cut",
	  HELP },
	{ .name = "optional_text", POLICY(STRING, optional_text), .absent = "nothing", HELP },
	{ .name = "asked_text", POLICY(STRING, asked_text), .missing = "{key} needs a text", HELP },
};

const struct conf_block conf_fixture_policy_block = {
	.name = "policy",
	CONF_BLOCK_OF(struct conf_fixture_policy, policy_keys),
	.naming = CONF_NAMED,
	.no_name = "policy without a name",
	.extra_name = "policy with two names: {rest}",
	.duplicate = "policy {value} is already defined",
	.duplicate_first = "two policies {value}",
};

static bool parse_seed(struct conf_bind *b, const struct conf_key *key, void *object)
{
	int64_t seed;

	if (!conf_bind_word(b, 1))
		return conf_bind_missing(b, 1), true;
	if (!conf_bind_number(b, 1, 0, UINT32_MAX, false, &seed))
		return true;
	*(uint32_t *)conf_field(key, object) = (uint32_t)seed;
	expand_seed_random(b->expand, (uint32_t)seed);
	conf_bind_given(b, key, object, 1);
	return true;
}

static bool parse_include_check(struct conf_bind *b, const struct conf_key *key, void *object)
{
	int64_t checks;

	if (!conf_bind_word(b, 1))
		return conf_bind_missing(b, 1), true;
	if (!conf_bind_number(b, 1, 0, INCLUDE_ALL, false, &checks))
		return true;
	*(uint32_t *)conf_field(key, object) = (uint32_t)checks;
	expand_set_include_checks(b->expand, (unsigned)checks);
	conf_bind_given(b, key, object, 1);
	return true;
}

static const struct conf_custom seed_custom = { parse_seed, format_count, NULL };
static const struct conf_custom include_check_custom = { parse_include_check, format_count, NULL };

#define GLOBALS(kind, ...) CONF_##kind(struct conf_fixture_globals, __VA_ARGS__)

static const struct conf_key globals_keys[] = {
	{ .name = "router_id", GLOBALS(STRING, router_id), HELP },
	{ .name = "lvs_id",
	  GLOBALS(STRING, router_id),
	  .is_alias = true,
	  .deprecated = "{key} is deprecated - please use router_id",
	  HELP },
	{ .name = "notification_email_from", GLOBALS(STRING, email_from), HELP },
	{ .name = "random_seed", GLOBALS(CUSTOM, seed, &seed_custom), HELP },
	{ .name = "include_checks", GLOBALS(CUSTOM, include_check, &include_check_custom), HELP },
	{ .name = "notification_email", GLOBALS(WORDS, notification_email), HELP },
};

static const struct conf_block globals_block = {
	.name = "global_defs",
	CONF_BLOCK_OF(struct conf_fixture_globals, globals_keys),
	.merges = true,
};

#define ROOT(kind, ...) CONF_##kind(struct conf_fixture_root, __VA_ARGS__)

static const struct conf_key root_keys[] = {
	{ .name = "global_defs",
	  ROOT(SINGLE, global_defs, struct conf_fixture_globals, &globals_block),
	  HELP },
	{ .name = "child_wait_time",
	  ROOT(SECONDS, child_wait_time),
	  .max = 60 * USEC_PER_SEC,
	  HELP },
	{ .name = "vrrp_instance",
	  ROOT(BLOCKS, instances, struct conf_fixture_instance, &instance_block),
	  HELP },
	{ .name = "policy",
	  ROOT(BLOCKS, policies, struct conf_fixture_policy, &conf_fixture_policy_block),
	  HELP },
	{ .name = "static_ipaddress",
	  ROOT(LINES, static_ipaddress, struct conf_fixture_address, &address_block),
	  HELP },
	{ .name = "virtual_server",
	  .kind = CONF_KIND_OPAQUE,
	  .complaint = "virtual_server is not served yet",
	  HELP },
};

const struct conf_block conf_fixture_root_block = {
	.name = "configuration",
	CONF_BLOCK_OF(struct conf_fixture_root, root_keys),
};

/* Files */

struct conf_fixture_file {
	const char *path; /* absolute */
	char *bytes; /* owned; exactly as long as the file, so that reading too far is noticed */
	size_t len;
	enum source_error error;
	bool others_write;
};

/* @path from @directory, without "." and "..". */
static const char *absolute(struct conf_fixture *f, const char *directory, const char *path)
{
	const char *from =
		path[0] == '/' ? path : arena_printf(&f->scratch, "%s/%s", directory, path);
	char *full = arena_alloc(&f->scratch, strlen(from) + 2);
	size_t len = 0;

	while (*from) {
		size_t n = strcspn(++from, "/");

		if (n == 2 && strncmp(from, "..", 2) == 0) {
			while (len && full[--len] != '/')
				;
		} else if (n && !(n == 1 && *from == '.')) {
			full[len++] = '/';
			memcpy(full + len, from, n);
			len += n;
		}
		from += n;
		if (!*from && (!n || !len)) /* a name that ends in a slash keeps it */
			full[len++] = '/';
	}
	full[len] = '\0';
	return full;
}

void conf_fixture_add_bytes(struct conf_fixture *f, const char *path, const char *bytes, size_t len)
{
	struct conf_fixture_file *file = arena_new(&f->scratch, struct conf_fixture_file);

	file->path = arena_strdup(&f->scratch, absolute(f, CONF_FIXTURE_DIRECTORY, path));
	file->bytes = malloc(len ? len : 1);
	if (!file->bytes)
		abort();
	if (len)
		memcpy(file->bytes, bytes, len);
	file->len = len;
	vec_push(&f->files, file);
}

void conf_fixture_add(struct conf_fixture *f, const char *path, const char *text)
{
	conf_fixture_add_bytes(f, path, text, strlen(text));
}

void conf_fixture_add_bad(struct conf_fixture *f, const char *path, enum source_error error)
{
	conf_fixture_add(f, path, "");
	f->files.at[f->files.n - 1]->error = error;
}

void conf_fixture_let_others_write(struct conf_fixture *f)
{
	f->files.at[f->files.n - 1]->others_write = true;
}

static struct conf_fixture_file *find_file(struct conf_fixture *f, const char *path)
{
	for (size_t i = 0; i < f->files.n; i++)
		if (strcmp(f->files.at[i]->path, path) == 0)
			return f->files.at[i];
	return NULL;
}

struct paths {
	VEC(const char *) v;
};

static int compare_paths(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A pattern without braces. True: the directory that it starts in exists. */
static bool match_one(struct conf_fixture *f, const char *directory, const char *pattern,
		      struct paths *out)
{
	const char *full = absolute(f, directory, pattern);
	const char *last = strrchr(pattern, '/');
	int shown =
		last ? (int)(last - pattern) + 1 : 0; /* directories appear as they were written */
	size_t plain = strcspn(full, "*?[");
	bool is_wild = full[plain] != '\0';
	bool has_directory = false;

	while (plain && full[plain - 1] != '/')
		plain--;
	for (size_t i = 0; i < f->files.n; i++) {
		const char *path = f->files.at[i]->path;

		has_directory |= strncmp(path, full, plain) == 0;
		if (!is_wild && strcmp(full, path) == 0)
			vec_push(&out->v, arena_strdup(&f->scratch, pattern));
		if (is_wild && fnmatch(full, path, FNM_PATHNAME | FNM_PERIOD) == 0)
			vec_push(&out->v, arena_printf(&f->scratch, "%.*s%s", shown, pattern,
						       strrchr(path, '/') + 1));
	}
	return has_directory;
}

static bool match_braces(struct conf_fixture *f, const char *directory, const char *pattern,
			 struct paths *out)
{
	const char *open = strchr(pattern, '{');
	const char *close = open ? open + 1 : NULL;
	const char *at = close;
	int depth = 1;
	bool has_directory = false;

	for (; close && *close && depth; close++)
		depth += (*close == '{') - (*close == '}');
	if (!open || depth)
		return match_one(f, directory, pattern, out);

	depth = 0;
	for (const char *c = at; c < close; c++) {
		if (c + 1 == close || (*c == ',' && !depth)) {
			has_directory |= match_braces(f, directory,
						      arena_printf(&f->scratch, "%.*s%.*s%s",
								   (int)(open - pattern), pattern,
								   (int)(c - at), at, close),
						      out);
			at = c + 1;
		}
		depth += (*c == '{') - (*c == '}');
	}
	return has_directory;
}

static struct source_matches match(void *source, const char *directory, const char *pattern)
{
	struct conf_fixture *f = source;
	struct paths paths = { 0 };
	struct source_matches matches = { .error = f->glob_error };

	if (matches.error)
		return matches;
	matches.is_directory_missing = !match_braces(f, directory, pattern, &paths);
	if (paths.v.n)
		qsort(paths.v.at, paths.v.n, sizeof(*paths.v.at), compare_paths);
	matches.n = paths.v.n;
	matches.paths = arena_memdup(&f->scratch, paths.v.at, paths.v.n * sizeof(*paths.v.at));
	vec_release(&paths.v);
	return matches;
}

static enum source_error read_file(void *source, const char *directory, const char *path,
				   struct source_bytes *ret_bytes)
{
	struct conf_fixture *f = source;
	const char *full = absolute(f, directory, path);
	const struct conf_fixture_file *file = find_file(f, full);
	const char *slash = strrchr(full, '/');

	if (!file)
		return SOURCE_MISSING;
	if (file->error != SOURCE_OK && file->error != SOURCE_CHANGED)
		return file->error;
	*ret_bytes = (struct source_bytes){
		.at = file->bytes,
		.len = file->len,
		.directory = slash == full
				     ? "/"
				     : arena_strndup(&f->scratch, full, (size_t)(slash - full)),
		.is_writable_by_others = file->others_write,
	};
	return file->error;
}

static const char *environment(void *source, const char *name)
{
	struct conf_fixture *f = source;

	return f->environment[0] && strcmp(name, f->environment[0]) == 0 ? f->environment[1] : NULL;
}

static uint32_t random_seed(void *source)
{
	return ((struct conf_fixture *)source)->seed;
}

static const struct source_ops source_in_memory = { match, read_file, environment, random_seed };

void conf_fixture_init(struct conf_fixture *f)
{
	*f = (struct conf_fixture){ .id = "lb1", .is_test = true, .seed = 1 };
	arena_init(&f->image);
	arena_init(&f->scratch);
	diag_init(&f->diags, &f->scratch);
	sbuf_init(&f->lines);
	sbuf_init(&f->dump);
	sbuf_init(&f->findings);
}

void conf_fixture_release(struct conf_fixture *f)
{
	for (size_t i = 0; i < f->files.n; i++)
		free(f->files.at[i]->bytes);
	vec_release(&f->files);
	conf_read_release(&f->reader);
	conf_bind_release(&f->bind);
	expand_release(&f->expand);
	diag_release(&f->diags);
	sbuf_release(&f->lines);
	sbuf_release(&f->dump);
	sbuf_release(&f->findings);
	arena_release(&f->image);
	arena_release(&f->scratch);
}

/* What was bound, as text */

static void dump_object(const struct conf_block *block, void *object, struct sbuf *out);

static void dump_words(const char *const *words, struct sbuf *out)
{
	for (; words && *words; words++)
		sbuf_addf(out, " [%s]", *words);
}

static void dump_decimal(int64_t us, struct sbuf *out)
{
	char text[NUM_DECIMAL_LEN];

	sbuf_addf(out, " %s", num_format_decimal(us, 6, text));
}

static void dump_word_value(const struct conf_key *key, uint8_t value, struct sbuf *out)
{
	for (const struct conf_word_value *w = key->words; w->word; w++)
		if (w->value == value)
			sbuf_addf(out, " %s", w->word);
}

static void dump_value(const struct conf_key *key, void *object, struct sbuf *out)
{
	void *field = conf_field(key, object);
	const struct conf_script *script = field;
	char text[PREFIX_LEN];

	switch (key->kind) {
	case CONF_KIND_BOOL: sbuf_add(out, *(bool *)field ? " true" : " false"); break;
	case CONF_KIND_UINT: sbuf_addf(out, " %" PRIu32, *(uint32_t *)field); break;
	case CONF_KIND_INT: sbuf_addf(out, " %" PRId32, *(int32_t *)field); break;
	case CONF_KIND_SPAN: dump_decimal(((struct span *)field)->us, out); break;
	case CONF_KIND_STRING: sbuf_addf(out, " [%s]", *(const char **)field); break;
	case CONF_KIND_ADDR: sbuf_addf(out, " %s", addr_format(field, text)); break;
	case CONF_KIND_PREFIX: sbuf_addf(out, " %s", prefix_format(field, text)); break;
	case CONF_KIND_WORD: dump_word_value(key, *(uint8_t *)field, out); break;
	case CONF_KIND_SCRIPT:
		dump_words(script->argv, out);
		if (script->user)
			sbuf_addf(out, " as %s%s%s", script->user, script->group ? ":" : "",
				  script->group ? script->group : "");
		break;
	case CONF_KIND_CUSTOM: key->custom->format(key, object, out); break;
	case CONF_KIND_FLAG:
	case CONF_KIND_BLOCK:
	case CONF_KIND_SINGLE:
	case CONF_KIND_LINES:
	case CONF_KIND_WORDS:
	case CONF_KIND_OPAQUE: break;
	}
}

static bool is_shown(const struct conf_key *key, void *object)
{
	if (key->is_alias || !conf_origin_find(object, key->offset))
		return false;
	return key->kind != CONF_KIND_FLAG ||
	       *(bool *)conf_field(key, object) == (key->flag_value != 0);
}

static void dump_list(const struct conf_key *key, const struct conf_list_any *list,
		      struct sbuf *out)
{
	if (!list->n)
		return;
	if (key->kind == CONF_KIND_BLOCK) {
		for (struct conf_head *head = list->first; head; head = head->next) {
			sbuf_addf(out, "%s ", key->name);
			if (head->name)
				sbuf_addf(out, "[%s] ", head->name);
			sbuf_add(out, "{ ");
			dump_object(key->block, head, out);
			sbuf_add(out, "} ");
		}
		return;
	}
	sbuf_addf(out, "%s {", key->name);
	for (struct conf_head *head = list->first; head; head = head->next) {
		if (key->kind == CONF_KIND_WORDS)
			sbuf_addf(out, " [%s]", head->name);
		else
			dump_object(key->block, head, out);
		if (key->kind == CONF_KIND_LINES)
			sbuf_add(out, head->next ? "," : "");
	}
	sbuf_add(out, " } ");
}

static void dump_object(const struct conf_block *block, void *object, struct sbuf *out)
{
	for (size_t i = 0; i < block->n_keys; i++) {
		const struct conf_key *key = &block->keys[i];
		struct conf_head *head = conf_field(key, object);

		switch (key->kind) {
		case CONF_KIND_OPAQUE: break;
		case CONF_KIND_SINGLE:
			if (!head->place)
				break;
			sbuf_addf(out, "%s { ", key->name);
			dump_object(key->block, head, out);
			sbuf_add(out, "} ");
			break;
		case CONF_KIND_BLOCK:
		case CONF_KIND_LINES:
		case CONF_KIND_WORDS: dump_list(key, conf_field(key, object), out); break;
		default:
			/* Because: all other kinds are plain keywords. */
			if (!is_shown(key, object))
				break;
			if (!key->is_positional)
				sbuf_addf(out, "%s%s", block->is_line ? " " : "", key->name);
			dump_value(key, object, out);
			sbuf_add(out, block->is_line ? "" : "; ");
			break;
		}
	}
}

/* Reading */

static bool collect_line(void *sink, const struct conf_line *line)
{
	struct conf_fixture *f = sink;

	f->n_lines++;
	if (f->on_line)
		return f->on_line(f, line);
	sbuf_add_mem(&f->lines, line->text.at, line->text.len);
	sbuf_add_char(&f->lines, '\n');
	return true;
}

static bool read_line(void *sink, const struct conf_line *line)
{
	struct conf_fixture *f = sink;

	f->n_lines++;
	return conf_read_line(&f->reader, line);
}

static void run(struct conf_fixture *f, const char *pattern,
		bool (*on_line)(void *, const struct conf_line *))
{
	expand_init(&f->expand, &source_in_memory, f, &f->diags, &f->scratch, f->id, f->checks);
	if (f->max_bytes)
		f->expand.max_bytes = f->max_bytes;
	if (f->max_files)
		f->expand.max_files = f->max_files;
	f->expand.on_line = on_line;
	f->expand.sink = f;
	f->was_read = expand_run(&f->expand, CONF_FIXTURE_DIRECTORY, pattern);
}

const char *conf_fixture_expand(struct conf_fixture *f, const char *text)
{
	if (text)
		conf_fixture_add(f, CONF_FIXTURE_MAIN, text);
	run(f, CONF_FIXTURE_MAIN, collect_line);
	return sbuf_text(&f->lines);
}

const char *conf_fixture_load_pattern(struct conf_fixture *f, const char *pattern)
{
	conf_bind_init(&f->bind, &f->image, &f->scratch, &f->diags, &f->expand, &f->root, NULL,
		       f->is_test);
	conf_read_init(&f->reader, &f->bind, &conf_fixture_root_block);
	run(f, pattern, read_line);
	conf_read_finish(&f->reader);

	dump_object(&conf_fixture_root_block, &f->root, &f->dump);
	if (f->dump.len && f->dump.at[f->dump.len - 1] == ' ')
		f->dump.at[--f->dump.len] = '\0';
	return sbuf_text(&f->dump);
}

const char *conf_fixture_load(struct conf_fixture *f, const char *text)
{
	if (text)
		conf_fixture_add(f, CONF_FIXTURE_MAIN, text);
	return conf_fixture_load_pattern(f, CONF_FIXTURE_MAIN);
}

/* Findings */

const char *conf_fixture_findings(struct conf_fixture *f)
{
	sbuf_clear(&f->findings);
	for (size_t i = 0; i < f->diags.found.n; i++)
		diag_render_line(&f->diags, &f->diags.found.at[i], &f->findings);
	return sbuf_text(&f->findings);
}

const char *conf_fixture_places(struct conf_fixture *f)
{
	sbuf_clear(&f->findings);
	for (size_t i = 0; i < f->diags.found.n; i++) {
		const struct conf_place *p = &f->diags.found.at[i].place;

		sbuf_addf(&f->findings, "%u:%u+%u %s", p->line, p->column, p->length,
			  diag_code_name(f->diags.found.at[i].code));
		if (p->text && p->column && p->column - 1 + p->length <= p->text_len)
			sbuf_addf(&f->findings, " '%.*s'", (int)p->length, p->text + p->column - 1);
		sbuf_add_char(&f->findings, '\n');
	}
	return sbuf_text(&f->findings);
}

const char *conf_fixture_context(struct conf_fixture *f)
{
	static const struct diag_style style = { .with_context = true };

	sbuf_clear(&f->findings);
	for (size_t i = 0; i < f->diags.found.n; i++)
		diag_render_text(&f->diags, &f->diags.found.at[i], &style, &f->findings);
	return sbuf_text(&f->findings);
}

const char *conf_fixture_json(struct conf_fixture *f)
{
	sbuf_clear(&f->findings);
	diag_render_json(&f->diags, &f->findings);
	return sbuf_text(&f->findings);
}
