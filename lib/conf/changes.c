/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/conf/changes.h"

#include <string.h>

#include "lib/conf/dump.h"
#include "lib/text/sbuf.h"

static const char *reload_text(enum conf_reload reload)
{
	switch (reload) {
	case CONF_LIVE:
		return "live";
	case CONF_START:
		return "at the next start";
	case CONF_FIXED:
		return "fixed";
	}
	return "";
}

/* What the user has written tells people more than what makes it the same one. */
static void add_identity(const struct conf_block *block, const struct conf_head *object, struct sbuf *out)
{
	if (block->title) {
		block->title(object, out);
	} else if (block->identity) {
		sbuf_add_char(out, ' ');
		block->identity(object, out);
	} else if (object->name) {
		sbuf_addf(out, " %s", object->name);
	}
}

/* "vrrp_instance VI_1 authentication" */
static void add_way(const struct conf_way *way, struct sbuf *out)
{
	if (way->up) {
		add_way(way->up, out);
		sbuf_add_char(out, ' ');
	}
	sbuf_add(out, way->key->name);
	if (way->key->kind != CONF_KIND_SINGLE)
		add_identity(way->key->block, way->new, out);
}

static void add_object(const struct conf_key *key, const struct conf_head *object, struct sbuf *out)
{
	sbuf_add(out, key->name);
	if (key->kind == CONF_KIND_WORDS) {
		sbuf_addf(out, " %s", object->name);
	} else if (key->kind == CONF_KIND_LINES) {
		sbuf_add_char(out, ' ');
		conf_dump_line(key->block, object, out);
	} else if (object->name || key->block->identity || key->block->title) {
		add_identity(key->block, object, out);
	} else {
		sbuf_addf(out, " of line %u", object->line);
	}
}

static void add_value(const struct conf_key *key, const void *object, struct sbuf *out)
{
	size_t before = out->len;

	if (key->kind == CONF_KIND_FLAG) {
		sbuf_add(out, *(const bool *)conf_field_const(key, object) == (key->flag_value != 0) ? " on" : " off");
		return;
	}
	conf_dump_value(key, object, out);
	if (out->len == before)
		sbuf_add(out, " (none)");
	else if (strcmp(sbuf_text(out) + before, " ") == 0)
		sbuf_add(out, "(set)");
}

static void add_values(const struct conf_change *change, struct sbuf *out)
{
	struct sbuf old;
	struct sbuf new;

	sbuf_init(&old);
	sbuf_init(&new);
	add_value(change->key, change->old, &old);
	add_value(change->key, change->new, &new);
	if (change->key->is_secret || strcmp(sbuf_text(&old), sbuf_text(&new)) == 0)
		sbuf_add(out, " changed");
	else
		sbuf_addf(out, "%s ->%s", sbuf_text(&old), sbuf_text(&new));
	sbuf_release(&old);
	sbuf_release(&new);
}

/* A value may go over several lines, or hold anything that was quoted. */
static void keep_to_one_line(struct sbuf *out, size_t from)
{
	for (size_t i = from; i < out->len; i++)
		if ((unsigned char)out->at[i] < ' ')
			out->at[i] = ' ';
}

void conf_change_format(const struct conf_change *change, struct sbuf *out)
{
	size_t start = out->len;

	if (change->in) {
		add_way(change->in, out);
		sbuf_add(out, ": ");
	}
	switch (change->kind) {
	case CONF_ADDED:
		add_object(change->key, change->new, out);
		sbuf_add(out, " added");
		break;
	case CONF_REMOVED:
		add_object(change->key, change->old, out);
		sbuf_add(out, " removed");
		break;
	case CONF_CHANGED:
		sbuf_add(out, change->key->name);
		add_values(change, out);
		break;
	case CONF_REORDERED:
		sbuf_addf(out, "%s in another order", change->key->name);
		break;
	}
	sbuf_addf(out, " (%s%s)", reload_text(change->reload), change->is_derived ? ", derived" : "");
	keep_to_one_line(out, start);
}

void conf_changes_format(const struct conf_changes *changes, struct sbuf *out)
{
	for (size_t i = 0; i < changes->n; i++) {
		conf_change_format(&changes->at[i], out);
		sbuf_add_char(out, '\n');
	}
}
