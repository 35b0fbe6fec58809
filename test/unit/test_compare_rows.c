/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Comparing configurations, row by row of the whole schema: every value that the good configurations give
 * is changed, one at a time, and that very member, and nothing else that the user wrote, is reported.
 *
 * A configuration is taken in its canonical text, so that a value can be replaced where the origin of its
 * member says it stands. What it is replaced by is found by trying: other values of the same row, and the
 * word with its last digit or letter changed, until one is read without a finding and printed differently.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/conf/compare.h"
#include "lib/conf/equal.h"
#include "test/unit/model_fixture.h"

#define MAX_ROWS  1024
#define MAX_FILES 256
#define MAX_POOL  8

#define N_MUTATIONS 10

/* Rows: what was seen of them, and whether a change of theirs was reported. */
struct row {
	const struct conf_block *block;
	const struct conf_key   *key;
	const char              *pool[MAX_POOL]; /* values that were given somewhere */
	size_t                   n_pool;
	size_t                   n_given;
	size_t                   n_changed;
};

static struct row   rows[MAX_ROWS];
static size_t       n_rows;
static struct arena texts;
static const char  *sources[MAX_FILES]; /* canonical texts of the good configurations */
static const char  *names[MAX_FILES];
static size_t       n_sources;
static size_t       n_faults;

/* Changes that are no fault beside that of the row which was edited. */
static const struct {
	const char *edited;
	const char *changed;
	const char *why;
} follows[] = {
	{ "vrrp_instance/track_script", "top level/vrrp_script", "a script that nobody refers to is not kept" },
	{ "vrrp_sync_group/track_script", "top level/vrrp_script", "a script that nobody refers to is not kept" },
	{ "track_script/name", "top level/vrrp_script", "a script that nobody refers to is not kept" },
};

/* Rows of which no change is ever reported. */
static const struct {
	const char *row;
	const char *why;
} silent[] = {
	{ "garp_group/interfaces", "another set of interfaces is another group" },
	{ "virtual_server/protocol", "another protocol is another service" },
	{ "vrrp_instance/lvs_sync_daemon_interface", "it sets lvs_sync_daemon of global_defs" },
};

static void fault(const char *fmt, ...) printf_like(1, 2);
static void fault(const char *fmt, ...)
{
	char    text[1024];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	n_faults++;
	if (n_faults <= 40)
		print_error("%s\n", text);
}

static struct row *row_of(const struct conf_block *block, const struct conf_key *key)
{
	for (size_t i = 0; i < n_rows; i++)
		if (rows[i].key == key)
			return &rows[i];
	assert_true(n_rows < MAX_ROWS);
	rows[n_rows] = (struct row){ .block = block, .key = key };
	return &rows[n_rows++];
}

static const char *row_name(const struct row *row)
{
	return arena_printf(&texts, "%s/%s", row->block->name, row->key->name);
}

static void collect_rows(const struct conf_block *block)
{
	for (size_t i = 0; i < n_rows; i++)
		if (rows[i].block == block)
			return;
	for (size_t i = 0; i < block->n_keys; i++)
		row_of(block, &block->keys[i]);
	for (size_t i = 0; i < block->n_keys; i++)
		if (block->keys[i].block)
			collect_rows(block->keys[i].block);
}

/* Reading */

static void read_text(struct model_fixture *f, const char *text)
{
	model_fixture_init(f);
	model_fixture_add_marked(f, text, strlen(text));
	model_fixture_read(f);
}

static struct conf_changes compare(const struct model_fixture *old, const struct model_fixture *new,
				   struct arena *arena)
{
	return conf_compare(&config_block, old->config, new->config, arena);
}

static char *describe(const struct conf_changes *changes)
{
	struct sbuf text;
	char       *copy;

	sbuf_init(&text);
	conf_changes_format(changes, &text);
	copy = arena_strdup(&texts, sbuf_text(&text));
	sbuf_release(&text);
	return copy;
}

/* @is_masked: one of the two is a canonical text, which does not tell the secrets. */
static void expect_no_change(const char *name, const struct model_fixture *old, const struct model_fixture *new,
			     bool is_masked)
{
	struct arena        arena;
	struct conf_changes changes;
	size_t              n = 0;

	arena_init(&arena);
	changes = compare(old, new, &arena);
	for (size_t i = 0; i < changes.n; i++)
		n += !is_masked || !changes.at[i].key->is_secret;
	if (n)
		fault("%s: nothing was changed, and yet:\n%s", name, describe(&changes));
	arena_release(&arena);
}

/* Every change there is also one the other way round. */
static void expect_mirror(const char *name, const struct conf_changes *there, const struct model_fixture *old,
			  const struct model_fixture *new)
{
	struct arena        arena;
	struct conf_changes back;

	arena_init(&arena);
	back = compare(new, old, &arena);
	for (size_t i = 0; i < there->n; i++) {
		const struct conf_change *a = &there->at[i];
		size_t                    n = 0;

		for (size_t k = 0; k < back.n; k++) {
			const struct conf_change *b = &back.at[k];

			n += a->key == b->key && a->old == b->new && a->new == b->old &&
			     a->is_derived == b->is_derived && a->reload == b->reload;
		}
		if (n != 1)
			fault("%s: not the same the other way round:\n%s-\n%s", name, describe(there), describe(&back));
	}
	if (back.n != there->n)
		fault("%s: %zu changes there, %zu back", name, there->n, back.n);
	arena_release(&arena);
}

/* Walking over what was read */

struct site {
	const struct conf_block *block;
	const struct conf_key   *key;
	const void              *object; /* that has the member; of WORDS, the entry */
	const struct conf_key   *list;   /* of the entry that the object is, NULL if it is none */
	const struct conf_key   *whole;  /* of the outermost object around that changes as a whole; NULL: none */
	uint32_t                 place;
};

typedef void (*visit_fn)(void *ctx, const struct model_fixture *f, const struct site *site);

/* Objects that are the same one only if they are equal in everything. */
static bool is_by_value(const struct conf_key *key)
{
	return key->block && !key->block->identity && key->block->naming == CONF_UNNAMED;
}

struct walk {
	const struct model_fixture *f;
	visit_fn                    visit;
	void                       *ctx;
};

static void walk_block(const struct walk *w, const struct conf_block *block, const void *object,
		       const struct conf_key *list, const struct conf_key *whole)
{
	for (size_t i = 0; i < block->n_keys; i++) {
		const struct conf_key    *key = &block->keys[i];
		const struct conf_origin *origin = conf_origin_find(object, key->offset);

		if (key->is_alias || key->kind == CONF_KIND_OPAQUE)
			continue;
		if (key->kind == CONF_KIND_SINGLE) {
			walk_block(w, key->block, conf_field_const(key, object), list, whole);
		} else if (key->kind == CONF_KIND_BLOCK || key->kind == CONF_KIND_LINES ||
			   key->kind == CONF_KIND_WORDS) {
			conf_each_entry(h, key, object) {
				w->visit(w->ctx, w->f, &(struct site){ block, key, h, list, whole, h->place });
				if (key->block)
					walk_block(w, key->block, h, key->kind == CONF_KIND_LINES ? key : list,
						   !whole && is_by_value(key) ? key : whole);
			}
		} else if (origin) {
			w->visit(w->ctx, w->f, &(struct site){ block, key, object, list, whole, origin->place });
		}
	}
}

static void walk(const struct model_fixture *f, visit_fn visit, void *ctx)
{
	struct walk w = { .f = f, .visit = visit, .ctx = ctx };

	walk_block(&w, &config_block, f->config, NULL, NULL);
}

/* Where the site's place is in the text, and how long; false: nowhere. */
static bool find_place(const struct model_fixture *f, const char *text, uint32_t place, size_t *ret_at,
		       size_t *ret_len)
{
	struct conf_place p = conf_places_get(&f->bind.places, place);
	const char       *s = text;

	if (!p.line || !p.column)
		return false;
	for (uint32_t i = 1; i < p.line; i++)
		s = strchr(s, '\n') + 1;
	*ret_at = (size_t)(s - text) + p.column - 1;
	*ret_len = p.length;
	return *ret_at + *ret_len <= strlen(text);
}

static size_t line_end(const char *text, size_t at)
{
	return at + strcspn(text + at, "\n");
}

static size_t line_start(const char *text, size_t at)
{
	while (at && text[at - 1] != '\n')
		at--;
	return at;
}

/* From the place to the end of its line: the values of a statement. */
static void learn(void *ctx, const struct model_fixture *f, const struct site *site)
{
	const char *text = ctx;
	struct row *row = row_of(site->block, site->key);
	const char *value;
	size_t      at;
	size_t      len;

	row->n_given++;
	if (row->n_pool == MAX_POOL || !find_place(f, text, site->place, &at, &len))
		return;
	if (!site->list)
		len = line_end(text, at) - at;
	value = arena_strndup(&texts, text + at, len);
	for (size_t i = 0; i < row->n_pool; i++)
		if (strcmp(row->pool[i], value) == 0)
			return;
	row->pool[row->n_pool++] = value;
}

/* Editing */

static char *replaced(struct arena *arena, const char *text, size_t at, size_t len, const char *by)
{
	return arena_printf(arena, "%.*s%s%s", (int)at, text, by, text + at + len);
}

/* The @n-th way to write something else for @word; NULL: no more. */
static const char *mutation(struct arena *arena, const char *word, const struct conf_key *key, unsigned n)
{
	size_t len = strlen(word);
	size_t last = len;
	char  *copy = arena_strdup(arena, word);

	if (n >= N_MUTATIONS) {
		const struct conf_word_value *w = key->words;

		for (unsigned i = N_MUTATIONS; w && w->word && i < n; i++)
			w++;
		return w ? w->word : NULL;
	}
	while (last > 0 && !isdigit((unsigned char)copy[last - 1]))
		last--;
	switch (n) {
	case 0: /* flags of BOOL rows are always printed in these words */
		return strcmp(word, "true") == 0 ? "false" : strcmp(word, "false") == 0 ? "true" : word;
	case 1: /* the last digit */
		if (last)
			copy[last - 1] = copy[last - 1] == '9' ? '8' : (char)(copy[last - 1] + 1);
		return copy;
	case 2:
		if (last)
			copy[last - 1] = copy[last - 1] == '0' ? '1' : (char)(copy[last - 1] - 1);
		return copy;
	case 3: /* within quotes at the end, if there are any */
		if (len > 1 && copy[len - 1] == '"')
			return arena_printf(arena, "%.*sx\"", (int)len - 1, word);
		return arena_printf(arena, "%sx", word);
	case 4:
		return arena_printf(arena, "1%s", word);
	case 5: /* the last character */
		copy[len - 1] = copy[len - 1] == 'x' ? 'y' : 'x';
		return copy;
	case 6:
		return "1";
	case 7:
		return "2";
	case 8:
		return "eth1";
	default:
		return "10.99.0.1";
	}
}

static bool is_silent(const struct row *row)
{
	for (size_t i = 0; i < ARRAY_SIZE(silent); i++)
		if (strcmp(silent[i].row, row_name(row)) == 0)
			return true;
	return false;
}

struct edit {
	const char               *name;
	const char               *text;
	const struct site        *site;
	const struct model_fixture *old;
	/* The last resort: new findings are taken, and an edit that does more than it should is passed over. */
	bool                      is_lenient;
};

static bool is_known_to_follow(const struct row *edited, const struct row *changed)
{
	for (size_t i = 0; i < ARRAY_SIZE(follows); i++)
		if (strcmp(follows[i].edited, row_name(edited)) == 0 &&
		    strcmp(follows[i].changed, row_name(changed)) == 0)
			return true;
	return false;
}

/* Is @c what the edit was about? */
static bool is_about(const struct conf_change *c, const struct site *site)
{
	bool is_entry = site->key->kind == CONF_KIND_BLOCK || site->key->kind == CONF_KIND_LINES ||
			site->key->kind == CONF_KIND_WORDS;

	if (site->whole)
		return c->key == site->whole;
	if (is_entry || site->list)
		return c->key == site->key || (site->list && c->key == site->list);
	return c->kind == CONF_CHANGED && c->key->offset == site->key->offset && c->old == site->object;
}

static const struct row *row_of_change(const struct conf_change *c)
{
	for (size_t i = 0; i < n_rows; i++)
		if (rows[i].key == c->key)
			return &rows[i];
	return NULL;
}

/* How many changes are what the edit was about; the others are faults. */
static size_t count_changes(const struct edit *e, const struct conf_changes *changes, size_t *ret_others)
{
	const struct row *row = row_of(e->site->block, e->site->key);
	size_t            n = 0;

	for (size_t i = 0; i < changes->n; i++) {
		const struct conf_change *c = &changes->at[i];

		if (is_about(c, e->site)) {
			n++;
		} else if (!c->is_derived && !is_known_to_follow(row, row_of_change(c))) {
			++*ret_others;
			if (!e->is_lenient)
				fault("%s: an edit of %s also changed %s:\n%s", e->name, row_name(row),
				      row_name(row_of_change(c)), describe(changes));
		}
	}
	return n;
}

/* True: the edit did something, which was looked at. */
static bool try_edit(const struct edit *e, const char *edited)
{
	struct row          *row = row_of(e->site->block, e->site->key);
	struct model_fixture new;
	struct arena         arena;
	struct conf_changes  changes;
	size_t               n_about;
	size_t               n_others = 0;
	bool                 did;

	read_text(&new, edited);
	did = (e->is_lenient || new.diags.found.n == e->old->diags.found.n) &&
	      (e->site->key->is_secret || strcmp(model_fixture_dump(&new), e->text) != 0);
	if (!did) {
		model_fixture_release(&new);
		return false;
	}

	arena_init(&arena);
	changes = compare(e->old, &new, &arena);
	n_about = count_changes(e, &changes, &n_others);
	/* Because: a flag that says what holds anyhow may go without a change of its own. */
	did = n_about > 0 || e->site->key->kind != CONF_KIND_FLAG;
	if (e->is_lenient)
		did = (n_about == 1 || n_about == 2) && !n_others;
	else if (did && (!n_about || n_about > 2))
		fault("%s: an edit of %s is %zu changes, not one:\n%s", e->name, row_name(row), n_about,
		      describe(&changes));
	expect_mirror(e->name, &changes, e->old, &new);
	row->n_changed += did;
	arena_release(&arena);
	model_fixture_release(&new);
	return did;
}

/* A flag goes, or is replaced by the word for its opposite. */
static bool edit_flag(const struct edit *e, const struct site *site, size_t at, size_t len, struct arena *arena)
{
	size_t start = site->list ? at : line_start(e->text, at);
	size_t end = site->list ? at + len : line_end(e->text, at);

	if (try_edit(e, replaced(arena, e->text, start, end - start, "")))
		return true;
	for (size_t i = 0; i < site->block->n_keys; i++) {
		const struct conf_key *key = &site->block->keys[i];

		if (key->kind == CONF_KIND_FLAG && key->offset == site->key->offset &&
		    try_edit(e, replaced(arena, e->text, start, end - start, key->name)))
			return true;
	}
	return false;
}

static bool edit_word(const struct edit *e, const struct site *site, size_t at, size_t len, struct arena *arena)
{
	const struct row *row = row_of(site->block, site->key);
	const char       *word = arena_strndup(arena, e->text + at, len);
	const char       *other;

	for (unsigned n = 0; (other = mutation(arena, word, site->key, n)); n++)
		if (strcmp(other, word) != 0 && try_edit(e, replaced(arena, e->text, at, len, other)))
			return true;
	if (!site->list)
		len = line_end(e->text, at) - at;
	word = arena_strndup(arena, e->text + at, len);
	for (size_t i = 0; i < row->n_pool; i++)
		if (strcmp(row->pool[i], word) != 0 && try_edit(e, replaced(arena, e->text, at, len, row->pool[i])))
			return true;
	return false;
}

static bool edit_away(const struct edit *e, size_t at, struct arena *arena)
{
	size_t start = line_start(e->text, at);

	return try_edit(e, replaced(arena, e->text, start, line_end(e->text, at) + 1 - start, ""));
}

static bool edit_in_any_way(const struct edit *e, const struct site *site, size_t at, size_t len, struct arena *arena)
{
	if (site->key->kind == CONF_KIND_FLAG)
		return edit_flag(e, site, at, len, arena);
	return edit_word(e, site, at, len, arena) || (e->is_lenient && edit_away(e, at, arena));
}

static void edit_site(void *ctx, const struct model_fixture *f, const struct site *site)
{
	struct edit *e = ctx;
	struct arena arena;
	size_t       at;
	size_t       len;

	(void)f;
	if (site->key->kind == CONF_KIND_BLOCK || is_silent(row_of(site->block, site->key)) ||
	    !find_place(e->old, e->text, site->place, &at, &len))
		return;
	arena_init(&arena);
	e->site = site;
	e->is_lenient = false;
	if (!edit_in_any_way(e, site, at, len, &arena)) {
		e->is_lenient = true;
		edit_in_any_way(e, site, at, len, &arena);
	}
	arena_release(&arena);
}

/* Tests */

static int is_conf(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len > 5 && strcmp(entry->d_name + len - 5, ".conf") == 0;
}

static void set_options(struct model_fixture *f, const char *name)
{
	char  text[64] = "";
	char *path = arena_printf(&texts, "%.*s.opts", (int)strlen(name) - 5, name);
	FILE *file = fopen(path, "r");

	if (!file)
		return;
	if (!fgets(text, sizeof(text), file))
		text[0] = '\0';
	fclose(file);
	text[strcspn(text, "\n")] = '\0';
	f->checks_includes = strcmp(text, "-e") == 0;
	if (strncmp(text, "-i ", 3) == 0)
		f->id = arena_strdup(&texts, text + 3);
}

/* Each good configuration against the reading of its canonical text, which is kept. */
static void test_canonical_text(void **state)
{
	struct dirent **entries;
	int             n = scandir(".", &entries, is_conf, alphasort);

	(void)state;
	assert_true(n > 30 && n < MAX_FILES);
	for (int i = 0; i < n; i++) {
		struct model_fixture written;
		struct model_fixture canonical;

		names[n_sources] = arena_strdup(&texts, entries[i]->d_name);
		model_fixture_init(&written);
		set_options(&written, entries[i]->d_name);
		model_fixture_read_real(&written, entries[i]->d_name);
		sources[n_sources] = arena_strdup(&texts, model_fixture_dump(&written));
		read_text(&canonical, sources[n_sources]);
		expect_no_change(entries[i]->d_name, &written, &canonical, true);
		walk(&canonical, learn, (void *)sources[n_sources]);
		model_fixture_release(&canonical);
		model_fixture_release(&written);
		n_sources++;
		free(entries[i]);
	}
	free(entries);
	assert_int_equal(n_faults, 0);
}

/* Comments, blank lines and other indentation. */
static void test_other_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_sources; i++) {
		struct model_fixture plain;
		struct model_fixture loose;
		struct sbuf          text;

		sbuf_init(&text);
		for (const char *s = sources[i]; *s; s += strcspn(s, "\n") + 1)
			sbuf_addf(&text, "# a comment {\n\n\t  %.*s ! another }\n", (int)strcspn(s, "\n"), s);
		read_text(&plain, sources[i]);
		read_text(&loose, sbuf_text(&text));
		expect_no_change(names[i], &plain, &loose, false);
		model_fixture_release(&plain);
		model_fixture_release(&loose);
		sbuf_release(&text);
	}
	assert_int_equal(n_faults, 0);
}

/* Of services for one group the first is the first, and of groups of one name the first counts. */
static bool needs_its_order(const char *name)
{
	return strcmp(name, "virtual-server-group-shared.conf") == 0;
}

/* Each block in a file of its own, included in the order of the text and in the opposite one. */
static void split_into_includes(const char *text, struct sbuf *forwards, struct sbuf *backwards)
{
	struct sbuf files;
	unsigned    n = 0;

	sbuf_init(&files);
	while (*text && n < 14) {
		const char *end = n == 13 ? NULL : strstr(text, "\n}\n\n");
		size_t      len = end ? (size_t)(end - text) + 4 : strlen(text);

		sbuf_addf(&files, "--- part%u.conf\n%.*s", n++, (int)len, text);
		text += len;
	}
	for (unsigned i = 0; i < n; i++) {
		sbuf_addf(forwards, "include part%u.conf\n", i);
		sbuf_addf(backwards, "include part%u.conf\n", n - 1 - i);
	}
	sbuf_add(forwards, sbuf_text(&files));
	sbuf_add(backwards, sbuf_text(&files));
	sbuf_release(&files);
}

static void test_other_order(void **state)
{
	size_t n_split = 0;

	(void)state;
	for (size_t i = 0; i < n_sources; i++) {
		struct model_fixture first;
		struct model_fixture second;
		struct sbuf          forwards;
		struct sbuf          backwards;

		if (needs_its_order(names[i]))
			continue;
		sbuf_init(&forwards);
		sbuf_init(&backwards);
		split_into_includes(sources[i], &forwards, &backwards);
		n_split += strcmp(sbuf_text(&forwards), sbuf_text(&backwards)) != 0;
		read_text(&first, sbuf_text(&forwards));
		read_text(&second, sbuf_text(&backwards));
		expect_no_change(names[i], &first, &second, false);
		model_fixture_release(&first);
		model_fixture_release(&second);
		sbuf_release(&forwards);
		sbuf_release(&backwards);
	}
	assert_true(n_split > 20);
	assert_int_equal(n_faults, 0);
}

static void test_every_value(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_sources; i++) {
		struct model_fixture old;
		struct edit          e = { .name = names[i], .text = sources[i], .old = &old };

		read_text(&old, sources[i]);
		walk(&old, edit_site, &e);
		model_fixture_release(&old);
	}
	assert_int_equal(n_faults, 0);
}

#define INSTANCE(name, id, ...)                                                                    \
	"vrrp_instance " name " {\ninterface eth0\nvirtual_router_id " id "\n" __VA_ARGS__ "\n}\n"
#define ADDRESSES(...) "virtual_ipaddress {\n" __VA_ARGS__ "\n}\n"
#define ADDRESS        ADDRESSES("192.0.2.1")

#define SERVICE(port, ...) "virtual_server 192.0.2.1 " port " {\nprotocol TCP\n" __VA_ARGS__ "}\n"
#define REAL(text, check)                                                                          \
	"real_server 192.0.2.9 80 {\n" text "\nTCP_CHECK {\n" check "\n}\n}\n"

/* Changes in the words that a user sees. */
static const struct {
	const char *old;
	const char *new;
	const char *changes;
} planted[] = {
	{ INSTANCE("VI_1", "51", ADDRESS "priority 100"), INSTANCE("VI_1", "51", ADDRESS "priority 150"),
	  "vrrp_instance VI_1: priority 100 -> 150 (live)\n" },
	{ INSTANCE("VI_1", "51", ADDRESS "priority 100"), INSTANCE("VI_1", "51", ADDRESS), "" },
	{ INSTANCE("VI_1", "51", ADDRESS), INSTANCE("VI_1", "51", ADDRESS) INSTANCE("VI_2", "52", ADDRESS),
	  "vrrp_instance VI_2 added (live)\n" },
	{ INSTANCE("VI_1", "51", ADDRESS) INSTANCE("VI_2", "52", ADDRESS), INSTANCE("VI_2", "52", ADDRESS),
	  "vrrp_instance VI_1 removed (live)\n" },
	{ INSTANCE("VI_1", "51", ADDRESS) INSTANCE("VI_2", "52", ADDRESS),
	  INSTANCE("VI_2", "52", ADDRESS) INSTANCE("VI_1", "51", ADDRESS), "" },
	{ INSTANCE("VI_1", "51", ADDRESS), INSTANCE("VI_1", "51", ADDRESS "authentication {\nauth_type PASS\nauth_pass a\n}"),
	  "vrrp_instance VI_1 authentication: auth_type (none) -> PASS (live)\n"
	  "vrrp_instance VI_1 authentication: auth_pass changed (live)\n" },
	{ INSTANCE("VI_1", "51", ADDRESS "authentication {\nauth_type PASS\nauth_pass secret1\n}"),
	  INSTANCE("VI_1", "51", ADDRESS "authentication {\nauth_type PASS\nauth_pass secret2\n}"),
	  "vrrp_instance VI_1 authentication: auth_pass changed (live)\n" },
	{ INSTANCE("VI_1", "51", ADDRESSES("192.0.2.1\n192.0.2.2 dev eth1\n192.0.2.3")),
	  INSTANCE("VI_1", "51", ADDRESSES("192.0.2.1\n192.0.2.3\n192.0.2.4/24")),
	  "vrrp_instance VI_1: virtual_ipaddress 192.0.2.2 dev eth1 removed (live)\n"
	  "vrrp_instance VI_1: virtual_ipaddress 192.0.2.4/24 added (live)\n" },
	{ INSTANCE("VI_1", "51", ADDRESSES("192.0.2.1\n192.0.2.2")),
	  INSTANCE("VI_1", "51", ADDRESSES("192.0.2.2\n192.0.2.1")),
	  "vrrp_instance VI_1: virtual_ipaddress in another order (live)\n" },
	{ "static_ipaddress {\n192.0.2.1\n192.0.2.2\n}\n", "static_ipaddress {\n192.0.2.2\n192.0.2.1\n}\n", "" },
	{ "global_defs {\nvrrp_garp_master_delay 5\n}\n" INSTANCE("VI_1", "51", ADDRESS),
	  "global_defs {\nvrrp_garp_master_delay 6\n}\n" INSTANCE("VI_1", "51", ADDRESS "garp_master_delay 5"),
	  "global_defs: vrrp_garp_master_delay 5 -> 6 (live)\n"
	  "global_defs: vrrp_garp_lower_prio_delay 5 -> 6 (live, derived)\n" },
	{ INSTANCE("VI_1", "51", ADDRESS), "vrrp_instance VI_1 {\ninterface eth1\nvirtual_router_id 51\n" ADDRESS "}\n",
	  "vrrp_instance VI_1: interface eth0 -> eth1 (live)\n"
	  "vrrp_instance VI_1: virtual_ipaddress 192.0.2.1 removed (live, derived)\n"
	  "vrrp_instance VI_1: virtual_ipaddress 192.0.2.1 added (live, derived)\n" },
	{ "vrrp_script s {\nscript /bin/a\nweight 2\n}\n" INSTANCE("VI_1", "51", ADDRESS "track_script {\ns\n}"),
	  "vrrp_script s {\nscript /bin/a\nweight 3\n}\n" INSTANCE("VI_1", "51", ADDRESS "track_script {\ns\n}"),
	  "vrrp_instance VI_1 track_script s: weight 2 -> 3 (live, derived)\n"
	  "vrrp_script s: weight 2 -> 3 (live)\n" },
	{ "vrrp_script s {\nscript \"/bin/a 'b c'\"\n}\n" INSTANCE("VI_1", "51", ADDRESS "track_script {\ns\n}"),
	  "vrrp_script s {\nscript \"/bin/a b\\ c\"\n}\n" INSTANCE("VI_1", "51", ADDRESS "track_script {\ns\n}"), "" },
	{ "net_namespace a\n", "net_namespace b\n", "net_namespace a -> b (fixed)\n" },
	{ "global_defs {\nnet_namespace a\n}\n", "net_namespace a\n", "" },
	{ "", "use_pid_dir\n", "use_pid_dir off -> on (at the next start)\n" },
	{ "", "net_namespace_ipvs\n", "net_namespace_ipvs (none) -> (set) (fixed)\n" },
	{ "global_defs {\nnotification_email {\na@example.org\n}\n}\n",
	  "global_defs {\nnotification_email {\nb@example.org\na@example.org\n}\n}\n",
	  "global_defs: notification_email b@example.org added (live)\n" },
	{ "garp_group {\ngarp_interval 1\ninterfaces {\neth0\n}\n}\n", "garp_group {\ngarp_interval 2\ninterfaces {\neth0\n}\n}\n",
	  "garp_group eth0: garp_interval 1 -> 2 (live)\n" },
	{ "garp_group {\ngarp_interval 1\ninterfaces {\neth0\n}\n}\n", "garp_group {\ngarp_interval 1\ninterfaces {\neth1\n}\n}\n",
	  "garp_group eth0 removed (live)\ngarp_group eth1 added (live)\n" },
	{ "", "bfd_instance b {\nneighbor_ip 192.0.2.9\n}\n", "bfd_instance b added (live)\n" },
	{ SERVICE("80", REAL("weight 1", "")), SERVICE("80", REAL("weight 2", "")),
	  "virtual_server 192.0.2.1 80 real_server 192.0.2.9 80: weight 1 -> 2 (live)\n" },
	{ SERVICE("80", REAL("", "")), SERVICE("81", REAL("", "")),
	  "virtual_server 192.0.2.1 80 removed (live)\nvirtual_server 192.0.2.1 81 added (live)\n" },
	{ SERVICE("80", REAL("", "retry 1")), SERVICE("80", REAL("", "retry 2")),
	  "virtual_server 192.0.2.1 80 real_server 192.0.2.9 80: TCP_CHECK of line 5 removed (live)\n"
	  "virtual_server 192.0.2.1 80 real_server 192.0.2.9 80: TCP_CHECK of line 5 added (live)\n" },
	/* Rows of which no good configuration can show a change: old words, and values that others decide. */
	{ "", "global_defs {\nlvs_id a\n}\n", "global_defs: router_id (none) -> a (live, derived)\nglobal_defs: lvs_id (none) -> a (live)\n" },
	{ INSTANCE("VI_1", "51", ADDRESS), INSTANCE("VI_1", "51", ADDRESS "linkbeat_use_polling"),
	  "vrrp_instance VI_1: linkbeat_use_polling off -> on (live)\n" },
	{ INSTANCE("VI_1", "51", ADDRESS), INSTANCE("VI_1", "51", ADDRESS "check_unicast_src"),
	  "vrrp_instance VI_1: check_unicast_src off -> on (live)\n" },
	{ INSTANCE("VI_1", "51", ADDRESS), INSTANCE("VI_1", "51", ADDRESS "lvs_sync_daemon_interface eth0"),
	  "global_defs: lvs_sync_daemon (none) -> eth0 inst VI_1 (live, derived)\n" },
	{ "bfd_instance b {\nneighbor_ip 192.0.2.9\nchecker\n}\n",
	  "bfd_instance b {\nneighbor_ip 192.0.2.9\nchecker\nvrrp\n}\n", "bfd_instance b: vrrp off -> on (live)\n" },
	{ "vrrp_track_process p {\nprocess a\n}\n", "vrrp_track_process p {\nprocess a\nfull_command\n}\n",
	  "vrrp_track_process p: full_command off -> on (live)\n" },
	{ "static_routes {\n198.51.100.0/24 via 192.0.2.1 or 192.0.2.2\n}\n",
	  "static_routes {\n198.51.100.0/24 via 192.0.2.1 or 192.0.2.3\n}\n",
	  "static_routes to 198.51.100.0/24 via 192.0.2.1 or 192.0.2.2 removed (live)\n"
	  "static_routes to 198.51.100.0/24 via 192.0.2.1 or 192.0.2.3 added (live)\n" },
	{ INSTANCE("VI_1", "51", ADDRESS "virtual_routes {\n198.51.100.0/24 via 192.0.2.1 or 192.0.2.2\n}"),
	  INSTANCE("VI_1", "51", ADDRESS "virtual_routes {\n198.51.100.0/24 via 192.0.2.1 or 192.0.2.3\n}"),
	  "vrrp_instance VI_1: virtual_routes to 198.51.100.0/24 via 192.0.2.1 or 192.0.2.2 removed (live)\n"
	  "vrrp_instance VI_1: virtual_routes to 198.51.100.0/24 via 192.0.2.1 or 192.0.2.3 added (live)\n" },
};

/* The row of a change; of a line that became the @next one also those of the words that differ. */
static void count_rows(const struct conf_change *c, const struct conf_change *next)
{
	row_of(NULL, c->key)->n_changed++;
	if (!next || c->kind != CONF_REMOVED || next->kind != CONF_ADDED || c->key->kind != CONF_KIND_LINES ||
	    next->key != c->key)
		return;
	for (size_t i = 0; i < c->key->block->n_keys; i++)
		if (!conf_equal_member(&c->key->block->keys[i], c->old, next->new))
			row_of(NULL, &c->key->block->keys[i])->n_changed++;
}

static void test_planted(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(planted); i++) {
		struct model_fixture old;
		struct model_fixture new;
		struct arena         arena;
		struct conf_changes  changes;

		arena_init(&arena);
		read_text(&old, planted[i].old);
		read_text(&new, planted[i].new);
		changes = compare(&old, &new, &arena);
		if (strcmp(describe(&changes), planted[i].changes) != 0)
			fault("from\n%sto\n%sis\n%snot\n%s", planted[i].old, planted[i].new, describe(&changes),
			      planted[i].changes);
		for (size_t k = 0; k < changes.n; k++)
			count_rows(&changes.at[k], k + 1 < changes.n ? &changes.at[k + 1] : NULL);
		expect_mirror("planted", &changes, &old, &new);
		model_fixture_release(&old);
		model_fixture_release(&new);
		arena_release(&arena);
	}
	assert_int_equal(n_faults, 0);
}

static void test_every_row(void **state)
{
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < n_rows; i++) {
		const struct row *row = &rows[i];

		if (row->key->is_alias || row->key->kind == CONF_KIND_OPAQUE || row->key->kind == CONF_KIND_SINGLE ||
		    row->key->kind == CONF_KIND_BLOCK)
			continue;
		if (!row->n_changed && !is_silent(row))
			fault("%s: never changed; given %zu times, e.g. '%s'", row_name(row), row->n_given,
			      row->n_pool ? row->pool[0] : "");
		if (row->n_changed && is_silent(row))
			fault("%s: was said to be silent", row_name(row));
		n += row->n_changed;
	}
	print_message("# %zu edits of %zu rows\n", n, n_rows);
	assert_int_equal(n_faults, 0);
}

static int set_up(void **state)
{
	const char *top = getenv("top_srcdir");

	(void)state;
	arena_init(&texts);
	collect_rows(&config_block);
	return chdir(arena_printf(&texts, "%s/test/conf/good", top ? top : "."));
}

static int tear_down(void **state)
{
	(void)state;
	arena_release(&texts);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_canonical_text),
		cmocka_unit_test(test_other_lines),
		cmocka_unit_test(test_other_order),
		cmocka_unit_test(test_every_value),
		cmocka_unit_test(test_planted),
		cmocka_unit_test(test_every_row),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
