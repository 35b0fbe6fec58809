/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test/unit/model_fixture.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keepalived/loader/source_files.h"
#include "lib/conf/dump.h"
#include "lib/sys/digest.h"
/* Because: the world belongs to the tool of its folder, and is wanted here as it is there. */
#include "test/conf/fixed_world.c"

#define MARK "--- "

void model_fixture_init(struct model_fixture *f)
{
	*f = (struct model_fixture){ .id = "lb1", .is_test = true };
	arena_init(&f->image);
	arena_init(&f->secrets);
	arena_init(&f->scratch);
	sbuf_init(&f->dump);
	f->source = (struct fixed_source){ .arena = &f->scratch, .files = source_files_open() };
	f->directory = getcwd(NULL, 0);
	f->source.real_directory = f->directory ? f->directory : "/";
}

void model_fixture_release(struct model_fixture *f)
{
	conf_read_release(&f->reader);
	conf_bind_release(&f->bind);
	expand_release(&f->expand);
	diag_release(&f->diags);
	source_files_close(f->source.files);
	vec_release(&f->files);
	sbuf_release(&f->dump);
	arena_release(&f->image);
	arena_release(&f->secrets);
	arena_release(&f->scratch);
	free(f->directory);
}

/* Files */

static const char *absolute(struct model_fixture *f, const char *directory, const char *path)
{
	return path[0] == '/' ? path : arena_printf(&f->scratch, "%s/%s", directory, path);
}

void model_fixture_add(struct model_fixture *f, const char *name, const char *bytes, size_t len)
{
	vec_push(&f->files, ((struct model_fixture_file){
				    .path = arena_strdup(&f->scratch, absolute(f, FIXED_DIRECTORY, name)),
				    .bytes = bytes,
				    .len = len,
			    }));
}

/* Where the next line that starts a file is at or after @at. */
static size_t find_mark(const char *bytes, size_t len, size_t at)
{
	for (size_t i = at; i + strlen(MARK) <= len; i++)
		if ((!i || bytes[i - 1] == '\n') && memcmp(bytes + i, MARK, strlen(MARK)) == 0)
			return i;
	return len;
}

void model_fixture_add_marked(struct model_fixture *f, const char *bytes, size_t len)
{
	const char *name = "keepalived.conf";
	size_t      at = 0;

	while (f->files.n < 16) {
		size_t      next = find_mark(bytes, len, at);
		const char *end;
		size_t      n;

		model_fixture_add(f, name, bytes + at, next - at);
		if (next == len)
			return;
		at = next + strlen(MARK);
		end = memchr(bytes + at, '\n', len - at);
		n = end ? (size_t)(end - bytes) - at : len - at;
		name = arena_strndup(&f->scratch, bytes + at, MIN(n, (size_t)60));
		at += n + (end != NULL);
	}
}

static struct source_matches match_added(void *source, const char *directory, const char *pattern)
{
	struct model_fixture *f = source;
	const char           *wanted = absolute(f, directory, pattern);
	const char          **paths = arena_alloc(&f->scratch, (f->files.n + 1) * sizeof(*paths));
	size_t                n = 0;

	for (size_t i = 0; i < f->files.n; i++)
		if (strcmp(f->files.at[i].path, wanted) == 0 || fnmatch(wanted, f->files.at[i].path, FNM_PATHNAME) == 0)
			paths[n++] = f->files.at[i].path;
	return (struct source_matches){ .paths = paths, .n = n };
}

static enum source_error read_added(void *source, const char *directory, const char *path,
				    struct source_bytes *ret_bytes)
{
	struct model_fixture *f = source;
	const char           *wanted = absolute(f, directory, path);

	for (size_t i = 0; i < f->files.n; i++) {
		if (strcmp(f->files.at[i].path, wanted) != 0)
			continue;
		*ret_bytes = (struct source_bytes){
			.at = f->files.at[i].bytes,
			.len = f->files.at[i].len,
			.directory = FIXED_DIRECTORY,
		};
		return SOURCE_OK;
	}
	return SOURCE_MISSING;
}

static const struct source_ops added_files = {
	.match = match_added,
	.read = read_added,
	.environment = environment,
	.random_seed = random_seed,
};

/* Reading */

static void run(struct model_fixture *f, const struct source_ops *ops, void *source, const char *path,
		const char *directory)
{
	static const uint8_t digest_key[DIGEST_LEN];

	f->config = arena_new(&f->image, struct config);
	f->world = (struct fixed_world){ .arena = &f->scratch };
	f->load = (struct model_load){
		.ops = &fixed_world_ops,
		.world = &f->world,
		.global = &f->config->global,
		.secrets = &f->secrets,
		.digest_key = digest_key,
		.digest = digest_keyed,
		.checks_includes = f->checks_includes,
		.main_directory = directory,
	};
	diag_init(&f->diags, &f->scratch);
	expand_init(&f->expand, ops, source, &f->diags, &f->scratch, f->id,
		    f->checks_includes ? INCLUDE_ALL : 0);
	if (f->max_bytes)
		f->expand.max_bytes = f->max_bytes;
	if (f->max_files)
		f->expand.max_files = f->max_files;
	conf_bind_init(&f->bind, &f->image, &f->scratch, &f->diags, &f->expand, f->config, &f->load, f->is_test);
	conf_read_init(&f->reader, &f->bind, &config_block);
	f->expand.on_line = conf_read_line;
	f->expand.sink = &f->reader;

	expand_run(&f->expand, FIXED_DIRECTORY, path);
	conf_read_finish(&f->reader);
	if (!f->is_only_read)
		config_complete(&f->bind, f->config);
}

void model_fixture_read(struct model_fixture *f)
{
	run(f, &added_files, f, f->files.at[0].path, FIXED_DIRECTORY);
}

void model_fixture_read_real(struct model_fixture *f, const char *path)
{
	const char *slash = strrchr(path, '/');

	run(f, &fixed_source_ops, &f->source, path,
	    arena_printf(&f->scratch, "%s%s%.*s", FIXED_DIRECTORY, slash ? "/" : "", slash ? (int)(slash - path) : 0,
			 path));
}

const char *model_fixture_dump(struct model_fixture *f)
{
	sbuf_clear(&f->dump);
	conf_dump(&config_block, f->config, &f->dump);
	return sbuf_text(&f->dump);
}
