/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/conf/line.h"

#include "lib/base/ka.h"

void conf_line_init(struct conf_line *l)
{
	*l = (struct conf_line){ .first_column = 1 };
	sbuf_init(&l->own);
}

void conf_line_release(struct conf_line *l)
{
	sbuf_release(&l->own);
	vec_release(&l->segs);
}

/* The segment that covers @at; they are sorted by offset. */
static const struct conf_seg *find_seg(const struct conf_line *l, size_t at)
{
	size_t low = 0;
	size_t high = l->segs.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (l->segs.at[middle].at <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &l->segs.at[low - 1] : NULL;
}

/* The column behind what the byte at @at, which @seg covers, stands for. */
static uint32_t end_column(const struct conf_line *l, const struct conf_seg *seg, size_t at)
{
	if (!seg)
		return l->first_column + (uint32_t)at + 1;
	return seg->column + (seg->ref_length ? seg->ref_length : (uint32_t)(at - seg->at) + 1);
}

struct conf_place conf_line_place(const struct conf_line *l, size_t from, size_t len)
{
	const struct conf_seg *first = find_seg(l, from);
	const struct conf_seg *last = len > 1 ? find_seg(l, from + len - 1) : first;
	struct conf_place      place = {
		     .file = l->file,
		     .line = l->number,
		     .column = l->first_column + (uint32_t)from,
		     .text = l->physical.at,
		     .text_len = (uint32_t)l->physical.len,
		     .via = l->via,
	};

	if (first)
		place.column = first->column + (first->ref_length ? 0 : (uint32_t)(from - first->at));
	if (len)
		place.length = end_column(l, last, from + len - 1) - place.column;
	else if (first)
		place.length = first->ref_length;

	for (const struct conf_seg *seg = first; seg && seg <= last; seg++) {
		if (seg->via) {
			place.via = seg->via;
			break;
		}
	}
	return place;
}

bool conf_line_is_literal(const struct conf_line *l, size_t at)
{
	const struct conf_seg *seg = find_seg(l, at);

	return seg && seg->is_literal;
}

void conf_line_cut(struct conf_line *l, size_t from, size_t to)
{
	size_t kept = 0;

	l->text = (struct str){ .at = l->text.at + from, .len = to - from };
	if (!l->segs.n) {
		l->first_column += (uint32_t)from;
		return;
	}

	for (size_t i = 0; i < l->segs.n; i++) {
		struct conf_seg seg = l->segs.at[i];
		size_t          end = i + 1 < l->segs.n ? l->segs.at[i + 1].at : SIZE_MAX;

		if (end <= from || (seg.at >= to && kept))
			continue;
		if (seg.at < from) {
			if (!seg.ref_length)
				seg.column += (uint32_t)(from - seg.at);
			seg.at = 0;
		} else {
			seg.at -= (uint32_t)from;
		}
		l->segs.at[kept++] = seg;
	}
	l->segs.n = kept;
}

void conf_line_trim(struct conf_line *l)
{
	size_t from = 0;
	size_t to = l->text.len;

	while (from < to && conf_is_blank(l->text.at[from]))
		from++;
	while (to > from && conf_is_blank(l->text.at[to - 1]))
		to--;
	if (from || to != l->text.len)
		conf_line_cut(l, from, to);
}

void conf_line_begin_like(struct conf_line *to, const struct conf_line *from)
{
	sbuf_clear(&to->own);
	to->segs.n = 0;
	to->file = from->file;
	to->number = from->number;
	to->physical = from->physical;
	to->via = from->via;
}

static void add_seg(struct conf_line *to, struct conf_seg seg)
{
	seg.at = (uint32_t)to->own.len;
	vec_push(&to->segs, seg);
}

void conf_line_copy(struct conf_line *to, const struct conf_line *from, size_t at, size_t len)
{
	const struct conf_seg *end;

	if (!len)
		return;

	if (!from->segs.n) {
		add_seg(to, (struct conf_seg){ .column = from->first_column + (uint32_t)at });
		sbuf_add_mem(&to->own, from->text.at + at, len);
		return;
	}

	end = from->segs.at + from->segs.n;
	/* A segment is added just before its bytes: its offset is the length of the text so far. */
	for (const struct conf_seg *seg = find_seg(from, at); seg < end && seg->at < at + len; seg++) {
		size_t          start = MAX(seg->at, at);
		size_t          stop = seg + 1 < end ? MIN(seg[1].at, at + len) : at + len;
		struct conf_seg copy = *seg;

		if (!copy.ref_length)
			copy.column += (uint32_t)(start - seg->at);
		add_seg(to, copy);
		sbuf_add_mem(&to->own, from->text.at + start, stop - start);
	}
}

void conf_line_insert(struct conf_line *to, const struct conf_line *from, size_t at, size_t len,
		      struct str text, const struct conf_via *via, bool is_literal)
{
	struct conf_place place = conf_line_place(from, at, len);

	if (!text.len)
		return;
	add_seg(to, (struct conf_seg){
			    .column = place.column,
			    .ref_length = place.length ? place.length : 1,
			    .is_literal = is_literal,
			    .via = via,
		    });
	sbuf_add_mem(&to->own, text.at, text.len);
}

void conf_line_finish(struct conf_line *to)
{
	to->text = (struct str){ .at = sbuf_text(&to->own), .len = to->own.len };
}
