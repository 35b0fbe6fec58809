/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/conf/places.h"

#include <string.h>

#define PLACE_WHOLE UINT32_MAX

void conf_places_init(struct conf_places *p, const struct diag_list *diags)
{
	*p = (struct conf_places){ .diags = diags };
	conf_places_add(p, (struct conf_place){ 0 });
}

void conf_places_release(struct conf_places *p)
{
	vec_release(&p->packed);
	vec_release(&p->whole);
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

static bool pack(const struct conf_places *p, const struct conf_place *place, struct conf_packed_place *ret)
{
	struct str bytes = bytes_of(p, place->file);
	size_t     at = (uintptr_t)place->text - (uintptr_t)bytes.at;

	if (is_nowhere(place)) {
		*ret = (struct conf_packed_place){ 0 };
		return true;
	}
	if (place->via || place->column > UINT16_MAX || place->length > UINT16_MAX)
		return false;
	if (!place->text || at >= bytes.len || at > UINT32_MAX || line_at(bytes, at).len != place->text_len)
		return false;
	*ret = (struct conf_packed_place){
		.file = place->file,
		.line = place->line,
		.text = (uint32_t)at,
		.column = (uint16_t)place->column,
		.length = (uint16_t)place->length,
	};
	return true;
}

uint32_t conf_places_add(struct conf_places *p, struct conf_place place)
{
	vec_push(&p->packed, (struct conf_packed_place){ 0 });
	conf_places_set(p, (uint32_t)p->packed.n - 1, place);
	return (uint32_t)p->packed.n - 1;
}

void conf_places_set(struct conf_places *p, uint32_t index, struct conf_place place)
{
	struct conf_packed_place *packed = &p->packed.at[index];

	if (pack(p, &place, packed))
		return;
	*packed = (struct conf_packed_place){ .file = PLACE_WHOLE, .text = (uint32_t)p->whole.n };
	vec_push(&p->whole, place);
}

struct conf_place conf_places_get(const struct conf_places *p, uint32_t index)
{
	const struct conf_packed_place *packed = &p->packed.at[index];
	struct str                      line;

	if (!packed->file)
		return (struct conf_place){ 0 };
	if (packed->file == PLACE_WHOLE)
		return p->whole.at[packed->text];
	line = line_at(bytes_of(p, packed->file), packed->text);
	return (struct conf_place){
		.file = packed->file,
		.line = packed->line,
		.column = packed->column,
		.length = packed->length,
		.text = line.at,
		.text_len = (uint32_t)line.len,
	};
}
