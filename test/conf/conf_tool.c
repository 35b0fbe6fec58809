/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * conf_tool - what a configuration file means in the fixed world.
 *
 *   conf_tool [-e] [-i ID] FILE...       its findings as a configuration test shows them, then "status N"
 *   conf_tool [-e] [-i ID] --dump FILE   its canonical text
 *   conf_tool [-e] [-i ID] --json FILE   its values, with their origins
 *   conf_tool --schema                   what --json prints, as a JSON Schema
 *   conf_tool --keywords                 all keywords there are, as "vrrp_instance/virtual_ipaddress/dev
 *                                        plain"; instead of plain: block, words, lines or deprecated
 *   conf_tool --rows                     the same, also where blocks share their rows, with kind, range
 *                                        and what is done about bad values, as JSON, one a line
 *
 * -v shows the findings before canonical text or values, too. -e checks all includes, -i gives the
 * configuration id (default: lb1). FILE is relative to the working directory and shown as it is given;
 * of several, each is read for itself, and begins with a line "== FILE".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keepalived/loader/source_files.h"
#include "keepalived/model/config.h"
#include "keepalived/model/model_load.h"
#include "lib/conf/dump.h"
#include "lib/conf/json.h"
#include "lib/conf/json_schema.h"
#include "lib/conf/read.h"
#include "lib/sys/digest.h"
#include "test/conf/fixed_world.h"
#include "test/conf/show_rows.h"

#define MOST_SECRETS   65536
#define STATUS_STOPPED 2 /* the reading ended at a missing parameter */

struct tool {
	bool        wants_dump;
	bool        wants_json;
	bool        wants_keywords;
	bool        wants_rows;
	bool        wants_schema;
	bool        is_verbose;
	bool        checks_includes;
	const char *id;
	char      **files; /* the rest of the arguments */
	const char *file;

	struct arena     image;
	struct arena     secrets;
	struct arena     scratch;
	struct diag_list diags;
	struct config   *config;
	int              status;
};

static void read_configuration(struct tool *t)
{
	static const uint8_t digest_key[DIGEST_LEN];
	struct fixed_world   world = { .arena = &t->scratch };
	struct fixed_source  source = { .arena = &t->scratch, .files = source_files_open() };
	char                *directory = getcwd(NULL, 0);
	const char          *slash = strrchr(t->file, '/');
	struct expand        expand;
	struct conf_bind     bind;
	struct conf_read     reader;
	struct model_load    model = {
		   .ops = &fixed_world_ops,
		   .world = &world,
		   .global = &t->config->global,
		   .secrets = &t->secrets,
		   .digest_key = digest_key,
		   .digest = digest_keyed,
		   .checks_includes = t->checks_includes,
		   .main_directory = arena_printf(&t->scratch, "%s%s%.*s", FIXED_DIRECTORY, slash ? "/" : "",
						  slash ? (int)(slash - t->file) : 0, t->file),
	};

	source.real_directory = directory ? directory : "/";
	expand_init(&expand, &fixed_source_ops, &source, &t->diags, &t->scratch, t->id,
		    t->checks_includes ? INCLUDE_ALL : 0);
	conf_bind_init(&bind, &t->image, &t->scratch, &t->diags, &expand, t->config, &model, true);
	conf_read_init(&reader, &bind, &config_block);
	expand.on_line = conf_read_line;
	expand.sink = &reader;

	t->status = expand_run(&expand, FIXED_DIRECTORY, t->file) ? 0 : 4;
	conf_read_finish(&reader);
	config_complete(&bind, t->config);
	if (diag_status(&t->diags))
		t->status = diag_status(&t->diags);

	conf_read_release(&reader);
	conf_bind_release(&bind);
	expand_release(&expand);
	free(directory);
	/* The findings show lines of the files. */
	if (t->is_verbose || (!t->wants_dump && !t->wants_json)) {
		static const struct diag_style style = { .with_context = true };
		struct sbuf                    out;

		sbuf_init(&out);
		for (size_t i = 0; i < t->diags.found.n; i++)
			diag_render_text(&t->diags, &t->diags.found.at[i], &style, &out);
		printf("%sstatus %d\n", sbuf_text(&out), t->status);
		sbuf_release(&out);
	}
	source_files_close(source.files);
}

static void show_dump(const struct tool *t)
{
	struct sbuf out;

	sbuf_init(&out);
	conf_dump(&config_block, t->config, &out);
	fputs(sbuf_text(&out), stdout);
	sbuf_release(&out);
}

static void show_json(struct tool *t)
{
	size_t                 n = t->diags.files.n;
	const char           **files = arena_alloc(&t->scratch, (n + 1) * sizeof(*files));
	struct conf_json_about about = {
		.status = t->status,
		.is_complete = t->status != STATUS_STOPPED,
		.files = files,
		.n_files = (uint32_t)n,
	};
	struct sbuf out;

	for (size_t i = 1; i < n; i++)
		files[i] = t->diags.files.at[i].path;
	sbuf_init(&out);
	conf_json(&config_block, t->config, &about, &out);
	fputs(sbuf_text(&out), stdout);
	sbuf_release(&out);
}

static void show_schema(void)
{
	struct sbuf out;

	sbuf_init(&out);
	conf_json_schema(&config_block, &out);
	fputs(sbuf_text(&out), stdout);
	sbuf_release(&out);
}

/* A deprecated keyword is one whose use is a finding that counts. */
static const char *sort_of(const struct conf_key *key)
{
	if (key->kind == CONF_KIND_LINES)
		return "lines";
	if (key->kind == CONF_KIND_WORDS || key->kind == CONF_KIND_OPAQUE)
		return "words";
	if (key->kind == CONF_KIND_BLOCK || key->kind == CONF_KIND_SINGLE)
		return key->block->is_list ? "words" : "block";
	return key->deprecated && !key->deprecation_is_logged ? "deprecated" : "plain";
}

/* Another block around has the same rows, and shows them. */
static bool is_shown(const struct conf_block *block, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (block->keys[i].block && block->keys[i].block->keys == block->keys[n].block->keys)
			return !block->keys[n].is_alias && block->keys[i].block != block->keys[n].block;
	return false;
}

static void show_keywords(const struct conf_block *block, const char *path, struct arena *scratch)
{
	for (size_t i = 0; i < block->n_keys; i++) {
		const struct conf_key *key = &block->keys[i];
		const char            *own = arena_printf(scratch, "%s%s", path, key->name);

		if (key->is_positional)
			continue;
		printf("%s %s\n", own, sort_of(key));
		if (key->block && !key->block->is_list && !is_shown(block, i))
			show_keywords(key->block, arena_printf(scratch, "%s/", own), scratch);
	}
}

static bool parse_arguments(struct tool *t, char **argv)
{
	for (argv++; *argv; argv++) {
		if (strcmp(*argv, "--dump") == 0)
			t->wants_dump = true;
		else if (strcmp(*argv, "--json") == 0)
			t->wants_json = true;
		else if (strcmp(*argv, "--schema") == 0)
			t->wants_schema = true;
		else if (strcmp(*argv, "--keywords") == 0)
			t->wants_keywords = true;
		else if (strcmp(*argv, "--rows") == 0)
			t->wants_rows = true;
		else if (strcmp(*argv, "-v") == 0)
			t->is_verbose = true;
		else if (strcmp(*argv, "-e") == 0)
			t->checks_includes = true;
		else if (strcmp(*argv, "-i") == 0 && argv[1])
			t->id = *++argv;
		else if (**argv == '-')
			return false;
		else
			break;
	}
	t->files = argv;
	return *t->files || t->wants_keywords || t->wants_rows || t->wants_schema;
}

static void show_tables(const struct tool *t)
{
	struct arena scratch;

	arena_init(&scratch);
	if (t->wants_keywords)
		show_keywords(&config_block, "", &scratch);
	if (t->wants_rows)
		show_rows(&config_block, &scratch);
	if (t->wants_schema)
		show_schema();
	arena_release(&scratch);
}

static void show_file(struct tool *t)
{
	static char secrets[MOST_SECRETS];

	arena_init(&t->image);
	arena_init(&t->scratch);
	arena_init_fixed(&t->secrets, secrets, sizeof(secrets));
	diag_init(&t->diags, &t->scratch);
	t->config = arena_new(&t->image, struct config);

	read_configuration(t);
	if (t->wants_dump)
		show_dump(t);
	if (t->wants_json)
		show_json(t);

	diag_release(&t->diags);
	arena_release(&t->secrets);
	arena_release(&t->scratch);
	arena_release(&t->image);
}

int main(int argc, char **argv)
{
	struct tool t = { .id = "lb1" };

	(void)argc;
	if (!parse_arguments(&t, argv)) {
		fprintf(stderr, "usage: conf_tool [-ev] [-i ID] [--dump|--json] FILE... | --schema | --keywords | --rows\n");
		return 1;
	}
	show_tables(&t);
	for (char **file = t.files; *file; file++) {
		if (t.files[1])
			printf("== %s\n", *file);
		t.file = *file;
		show_file(&t);
	}
	return 0;
}
