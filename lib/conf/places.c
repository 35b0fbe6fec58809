/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/conf/places.h"

#include <string.h>

#define KEPT_WHOLE UINT16_MAX

void conf_places_init(struct conf_places *p, const struct diag_list *diags)
{
	*p = (struct conf_places){ .diags = diags };
	vec_push(&p->runs, (struct conf_places_run){ 0 });
	conf_places_add(p, (struct conf_place){ 0 });
}

void conf_places_release(struct conf_places *p)
{
	vec_release(&p->packed);
	vec_release(&p->whole);
	vec_release(&p->runs);
}

/* The file of the run that @index belongs to. */
static uint32_t file_at(const struct conf_places *p, uint32_t index)
{
	size_t low = 0;
	size_t high = p->runs.n;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (p->runs.at[middle].from <= index)
			low = middle;
		else
			high = middle;
	}
	return p->runs.at[low].file;
}

/* The physical line that begins at @at. */
static struct str line_at(struct str bytes, size_t at)
{
	const char *begin = bytes.at + at;
	const char *end = memchr(begin, '\n', bytes.len - at);
	struct str  line = { begin, end ? (size_t)(end - begin) : bytes.len - at };

	while (line.len && line.at[line.len - 1] == '\r')
		line.len--;
	return line;
}

static struct str bytes_of(const struct conf_places *p, uint32_t file)
{
	return file < p->diags->files.n ? p->diags->files.at[file].bytes : STR("");
}

static bool is_nowhere(const struct conf_place *place)
{
	return !place->file && !place->line && !place->text && !place->via;
}

/* False: unpacking would not give the same. */
static bool pack(const struct conf_places *p, const struct conf_place *place, struct conf_packed_place *ret)
{
	struct str bytes = bytes_of(p, place->file);
	size_t     at = (uintptr_t)place->text - (uintptr_t)bytes.at;

	if (!place->line || place->via || place->column > UINT16_MAX || place->length >= KEPT_WHOLE)
		return false;
	if (!place->text || at >= bytes.len || at > UINT32_MAX || line_at(bytes, at).len != place->text_len)
		return false;
	*ret = (struct conf_packed_place){
		.text = (uint32_t)at,
		.line = place->line,
		.column = (uint16_t)place->column,
		.length = (uint16_t)place->length,
	};
	return true;
}

uint32_t conf_places_add(struct conf_places *p, struct conf_place place)
{
	uint32_t index = (uint32_t)p->packed.n;

	if (place.file && place.file != p->runs.at[p->runs.n - 1].file)
		vec_push(&p->runs, ((struct conf_places_run){ .from = index, .file = place.file }));
	vec_push(&p->packed, (struct conf_packed_place){ 0 });
	conf_places_set(p, index, place);
	return index;
}

void conf_places_set(struct conf_places *p, uint32_t index, struct conf_place place)
{
	struct conf_packed_place *packed = &p->packed.at[index];

	if (is_nowhere(&place)) {
		*packed = (struct conf_packed_place){ 0 };
	} else if (place.file != file_at(p, index) || !pack(p, &place, packed)) {
		*packed = (struct conf_packed_place){ .line = 1, .length = KEPT_WHOLE, .text = (uint32_t)p->whole.n };
		vec_push(&p->whole, place);
	}
}

struct conf_place conf_places_get(const struct conf_places *p, uint32_t index)
{
	const struct conf_packed_place *packed = &p->packed.at[index];
	uint32_t                        file = file_at(p, index);
	struct str                      line;

	if (!packed->line)
		return (struct conf_place){ 0 };
	if (packed->length == KEPT_WHOLE)
		return p->whole.at[packed->text];
	line = line_at(bytes_of(p, file), packed->text);
	return (struct conf_place){
		.file = file,
		.line = packed->line,
		.column = packed->column,
		.length = packed->length,
		.text = line.at,
		.text_len = (uint32_t)line.len,
	};
}
