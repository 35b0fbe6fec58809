/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as configuration of the daemon, printed:
 *
 *   - what the lines say is printed, and what is printed says the same: printed again it is equal;
 *   - a configuration without faults means the same as its text does once both are completed;
 *   - as JSON it can be shown, whatever it is;
 *   - one with faults may lose something with each reading, as what is ignored for one reason can be
 *     the reason to ignore something else, but that has an end.
 *
 * A line "--- NAME" starts another file, for the main one to include. The limits on expansion are
 * lowered, as a second spent on one input finds nothing.
 */
#include "test/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/conf/compare.h"
#include "lib/conf/json.h"
#include "test/unit/model_fixture.h"

const struct conf_block *const fuzz_root = &config_block;

static void refuse(const char *what, const char *first, const char *second)
{
	fprintf(stderr, "fuzz_print: %s\n%s---\n%s", what, first, second);
	abort();
}

static void read_bytes(struct model_fixture *f, const char *bytes, size_t size, bool is_only_read)
{
	model_fixture_init(f);
	f->max_bytes = 4 * 1024;
	f->max_files = 12;
	f->is_only_read = is_only_read;
	model_fixture_add_marked(f, bytes, size);
	model_fixture_read(f);
}

static void read_text(struct model_fixture *f, const char *text, bool is_only_read)
{
	model_fixture_init(f);
	f->is_only_read = is_only_read;
	model_fixture_add(f, "keepalived.conf", text, strlen(text));
	model_fixture_read(f);
}

/* Secrets are not in a text. */
static void require_equal(const struct model_fixture *first, const struct model_fixture *second)
{
	struct arena        arena;
	struct conf_changes changes;
	struct sbuf         text;

	arena_init(&arena);
	sbuf_init(&text);
	changes = conf_compare(&config_block, first->config, second->config, &arena);
	for (size_t i = 0; i < changes.n; i++) {
		if (changes.at[i].key->is_secret)
			continue;
		conf_change_format(&changes.at[i], &text);
		sbuf_add_char(&text, '\n');
	}
	if (text.len)
		refuse("the text means something else", sbuf_text(&first->dump), sbuf_text(&text));
	sbuf_release(&text);
	arena_release(&arena);
}

/* As JSON it has nothing that JSON has not. */
static void check_json(const struct model_fixture *f)
{
	struct conf_json_about about = { .status = diag_status(&f->diags), .is_complete = !f->bind.is_stopped };
	struct sbuf            out;

	sbuf_init(&out);
	conf_json(&config_block, f->config, &about, &out);
	for (const char *s = sbuf_text(&out); *s; s++)
		if ((unsigned char)*s < ' ' && *s != '\n')
			refuse("a control character in JSON", sbuf_text(&f->dump), sbuf_text(&out));
	sbuf_release(&out);
}

static void check_lines(const char *bytes, size_t size)
{
	struct model_fixture first;
	struct model_fixture second;
	const char          *text;

	read_bytes(&first, bytes, size, true);
	text = model_fixture_dump(&first);
	read_text(&second, text, true);
	if (strcmp(text, model_fixture_dump(&second)) != 0)
		refuse("what was read is printed as another text", text, sbuf_text(&second.dump));
	model_fixture_release(&second);
	model_fixture_release(&first);
}

#define MOST_READINGS 5

/* The readings of @bytes, of the text of that, and so on, until the text stays. */
static void check_meaning(const char *bytes, size_t size)
{
	struct model_fixture readings[MOST_READINGS];
	unsigned             n = 1;
	bool                 is_stable;

	read_bytes(&readings[0], bytes, size, false);
	model_fixture_dump(&readings[0]);
	check_json(&readings[0]);
	do {
		struct model_fixture *before = &readings[n - 1];
		struct model_fixture *after = &readings[n];
		const char           *text = sbuf_text(&before->dump);

		read_text(after, text, false);
		n++;
		is_stable = strcmp(text, model_fixture_dump(after)) == 0;
		if (!diag_status(&before->diags) && !is_stable)
			refuse("what was understood is printed as another text", text, sbuf_text(&after->dump));
		if (!diag_status(&before->diags))
			require_equal(before, after);
	} while (!is_stable && n < MOST_READINGS);
	if (!is_stable)
		refuse("the text does not come to rest", sbuf_text(&readings[n - 2].dump),
		       sbuf_text(&readings[n - 1].dump));
	while (n)
		model_fixture_release(&readings[--n]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_lines((const char *)data, size);
	check_meaning((const char *)data, size);
	return 0;
}
