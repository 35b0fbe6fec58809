/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as configuration files: expanded, read, bound, and the findings shown in every form.
 *
 * A line "--- NAME" starts another file, for the main one to include. The world is the fixture of
 * the unit tests; the limits on expansion are lowered, as a second spent on one input finds nothing.
 */
#include "test/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test/unit/conf_fixture.h"

const struct conf_block *const fuzz_root = &conf_fixture_root_block;

#define MARK "--- "

static void require(bool is_true, const char *what)
{
	if (is_true)
		return;
	fprintf(stderr, "fuzz_conf: %s\n", what);
	abort();
}

/* Where the next line that starts a file is at or after @at. */
static size_t find_mark(const char *bytes, size_t size, size_t at)
{
	for (size_t i = at; i + strlen(MARK) <= size; i++)
		if ((!i || bytes[i - 1] == '\n') && memcmp(bytes + i, MARK, strlen(MARK)) == 0)
			return i;
	return size;
}

static void add_files(struct conf_fixture *f, const char *bytes, size_t size)
{
	char name[64] = CONF_FIXTURE_MAIN;
	size_t at = 0;

	for (unsigned n = 0; n < 16; n++) {
		size_t next = find_mark(bytes, size, at);
		const char *end;
		size_t len;

		conf_fixture_add_bytes(f, name, bytes + at, next - at);
		if (next == size)
			return;
		at = next + strlen(MARK);
		end = memchr(bytes + at, '\n', size - at);
		len = end ? (size_t)(end - bytes) - at : size - at;
		snprintf(name, sizeof(name), "%.*s", (int)(len < 60 ? len : 60), bytes + at);
		at += len + (end != NULL);
	}
}

/* A finding names bytes of its line, or the one just behind them. */
static void check_place(const struct conf_fixture *f, const struct conf_place *p)
{
	require(p->file < f->diags.files.n, "a place is in a file that was never opened");
	require(!p->line || p->file, "a place has a line but no file");
	if (p->text && p->column)
		require((size_t)p->column + p->length <= (size_t)p->text_len + 2,
			"a place is outside of its line");
}

/* Known sentences stand in the first column and nothing else does. */
static void check_text(struct conf_fixture *f)
{
	size_t n = 0;
	const char *end;

	for (const char *s = conf_fixture_context(f); *s; s = end + 1) {
		n += *s != ' ';
		end = strchr(s, '\n');
		require(end != NULL, "the last line is not ended");
	}
	require(n == f->diags.found.n, "there are more first lines than findings, or less");
}

static size_t count_lines(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

static void check_json(const char *json)
{
	for (; *json; json++)
		require((unsigned char)*json >= 0x20 || *json == '\n',
			"a control character in JSON");
}

static void load(const char *bytes, size_t size, bool is_test)
{
	struct conf_fixture f;
	int status;

	conf_fixture_init(&f);
	f.is_test = is_test;
	f.checks = is_test ? 0 : INCLUDE_ALL;
	f.max_bytes = 4 * 1024;
	f.max_files = 12;
	f.environment[0] = "HOME";
	f.environment[1] = "${HOME}/#\"x y\\";
	add_files(&f, bytes, size);
	(void)conf_fixture_load(&f, NULL);

	status = diag_status(&f.diags);
	require(status == 0 || (status >= 4 && status <= 6) || status == 2, "no such exit status");
	require((status == 2) == f.bind.is_stopped,
		"reading stops when a parameter is missing, and only then");
	for (size_t i = 0; i < f.diags.found.n; i++)
		check_place(&f, &f.diags.found.at[i].place);
	for (uint32_t i = 0; i < f.bind.places.packed.n; i++) {
		struct conf_place place = conf_places_get(&f.bind.places, i);

		check_place(&f, &place);
	}
	require(count_lines(conf_fixture_findings(&f)) == f.diags.found.n,
		"a finding is not one line");
	check_text(&f);
	check_json(conf_fixture_json(&f));
	conf_fixture_release(&f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	load((const char *)data, size, true);
	load((const char *)data, size, false);
	return 0;
}
