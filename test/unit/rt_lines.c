/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test/unit/rt_lines.h"

#include <string.h>

#include "keepalived/model/rt_words.h"

/* Files: there is one. */

static struct source_matches match(void *source, const char *directory, const char *pattern)
{
	static const char *const paths[] = { "/k.conf" };

	(void)source;
	(void)directory;
	(void)pattern;
	return (struct source_matches){ .paths = paths, .n = 1 };
}

static enum source_error read_file(void *source, const char *directory, const char *path,
				   struct source_bytes *ret_bytes)
{
	const struct sbuf *text = source;

	(void)directory;
	(void)path;
	*ret_bytes =
		(struct source_bytes){ .at = sbuf_text(text), .len = text->len, .directory = "/" };
	return SOURCE_OK;
}

static const struct source_ops source = { .match = match, .read = read_file };

/* The world */

static bool iface(void *world, const char *name, struct world_iface *ret_iface)
{
	(void)world;
	*ret_iface = (struct world_iface){ .index = 7 };
	if (strcmp(name, "blue") == 0)
		ret_iface->kind = WORLD_LINK_VRF;
	return strcmp(name, "eth0") == 0 || strcmp(name, "eth1") == 0 || strcmp(name, "lo") == 0 ||
	       strcmp(name, "blue") == 0;
}

static bool rt_number(void *world, enum world_rt kind, const char *name, uint32_t *ret_number)
{
	static const struct {
		enum world_rt kind;
		const char *name;
		uint32_t number;
	} names[] = {
		{ WORLD_RT_TABLE, "small", 100 },   { WORLD_RT_TABLE, "unspec", 0 },
		{ WORLD_RT_PROTOCOL, "static", 4 }, { WORLD_RT_REALM, "cosmos", 0 },
		{ WORLD_RT_REALM, "inr", 9 },       { WORLD_RT_DSFIELD, "AF11", 0x28 },
		{ WORLD_RT_DSFIELD, "huge", 999 },  { WORLD_RT_GROUP, "servers", 12 },
	};

	(void)world;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (names[i].kind == kind && strcmp(names[i].name, name) == 0) {
			*ret_number = names[i].number;
			return true;
		}
	}
	return false;
}

static const struct world_ops world = { .iface = iface, .rt_number = rt_number };

/* Reading */

static const struct conf_key root_keys[] = {
	{ .name = "virtual_routes",
	  CONF_LINES(struct rt_root, routes, struct conf_route, &conf_route_block),
	  .help = "Routes." },
	{ .name = "static_routes",
	  CONF_LINES(struct rt_root, static_routes, struct conf_route, &conf_static_route_block),
	  .help = "Routes." },
	{ .name = "virtual_rules",
	  CONF_LINES(struct rt_root, rules, struct conf_rule, &conf_rule_block),
	  .help = "Rules." },
	{ .name = "static_rules",
	  CONF_LINES(struct rt_root, static_rules, struct conf_rule, &conf_static_rule_block),
	  .help = "Rules." },
};

const struct conf_block rt_root_block = {
	.name = "root",
	CONF_BLOCK_OF(struct rt_root, root_keys),
};

void rt_lines_read(struct rt_lines *l, const char *block, const char *lines, bool is_test)
{
	*l = (struct rt_lines){ .load = { .ops = &world } };
	arena_init(&l->image);
	arena_init(&l->scratch);
	sbuf_init(&l->text);
	sbuf_init(&l->findings);
	sbuf_addf(&l->text, "%s {\n%s\n}\n", block, lines);
	diag_init(&l->diags, &l->scratch);
	expand_init(&l->expand, &source, &l->text, &l->diags, &l->scratch, "", 0);
	conf_bind_init(&l->bind, &l->image, &l->scratch, &l->diags, &l->expand, &l->root, &l->load,
		       is_test);
	conf_read_init(&l->read, &l->bind, &rt_root_block);
	l->expand.on_line = conf_read_line;
	l->expand.sink = &l->read;
	expand_run(&l->expand, "/", "k.conf");
	conf_read_finish(&l->read);
}

void rt_lines_release(struct rt_lines *l)
{
	conf_read_release(&l->read);
	conf_bind_release(&l->bind);
	expand_release(&l->expand);
	diag_release(&l->diags);
	sbuf_release(&l->text);
	sbuf_release(&l->findings);
	arena_release(&l->image);
	arena_release(&l->scratch);
}

const char *rt_lines_findings(struct rt_lines *l)
{
	sbuf_clear(&l->findings);
	for (size_t i = 0; i < l->diags.found.n; i++)
		sbuf_addf(&l->findings, "%s%s%s", i ? " || " : "",
			  l->diags.found.at[i].class == DIAG_NOTE ? "note: " : "",
			  l->diags.found.at[i].text);
	return sbuf_text(&l->findings);
}

unsigned rt_lines_column(const struct rt_lines *l, size_t i)
{
	return l->diags.found.at[i].place.column;
}

/* Printing */

static void print_key(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const void *field = conf_field_const(key, object);
	struct sbuf value;

	sbuf_init(&value);
	switch (key->kind) {
	case CONF_KIND_FLAG:
		if (*(const bool *)field)
			sbuf_addf(out, " %s", key->name);
		break;
	case CONF_KIND_UINT:
	case CONF_KIND_INT:
		if (conf_origin_find(object, key->offset))
			sbuf_addf(&value, " %u", *(const uint32_t *)field);
		break;
	case CONF_KIND_STRING:
		if (*(const char *const *)field) {
			sbuf_add_char(&value, ' ');
			rt_words_add_text(&value, *(const char *const *)field);
		}
		break;
	default: key->custom->format(key, object, &value); break;
	}
	if (value.len)
		sbuf_addf(out, " %s%s", key->name, sbuf_text(&value));
	sbuf_release(&value);
}

const char *rt_lines_print(struct rt_lines *l, const struct conf_block *block, const void *object)
{
	struct sbuf line;
	const char *text;

	sbuf_init(&line);
	for (size_t i = 0; i < block->n_keys; i++)
		if (!block->keys[i].is_alias)
			print_key(&block->keys[i], object, &line);
	text = arena_strdup(&l->scratch, line.len ? sbuf_text(&line) + 1 : "");
	sbuf_release(&line);
	return text;
}
