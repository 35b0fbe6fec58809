/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/loader/rt_names.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/vec.h"
#include "lib/sys/fdutil.h"
#include "lib/text/num.h"

#define MOST_BYTES ((size_t)1024 * 1024)

struct built_in {
	const char *name;
	uint32_t number;
};

static const struct built_in tables[] = {
	{ "unspec", 0 }, { "default", 253 }, { "main", 254 }, { "local", 255 }, { NULL, 0 },
};

static const struct built_in protocols[] = {
	{ "unspec", 0 }, { "redirect", 1 }, { "kernel", 2 },    { "boot", 3 },
	{ "static", 4 }, { "gated", 8 },    { "ra", 9 },        { "mrt", 10 },
	{ "zebra", 11 }, { "bird", 12 },    { "dnrouted", 13 }, { "xorp", 14 },
	{ "ntk", 15 },   { "dhcp", 16 },    { "mrouted", 17 },  { "keepalived", 18 },
	{ "babel", 42 }, { "openr", 99 },   { "bgp", 186 },     { "isis", 187 },
	{ "ospf", 188 }, { "rip", 189 },    { "eigrp", 192 },   { NULL, 0 },
};

static const struct built_in realms[] = {
	{ "unknown", 0 },
	{ "cosmos", 0 },
	{ NULL, 0 },
};

static const struct built_in scopes[] = {
	{ "global", 0 }, { "site", 200 },    { "link", 253 },
	{ "host", 254 }, { "nowhere", 255 }, { NULL, 0 },
};

static const struct built_in dsfields[] = {
	{ "default", 0 },
	{ NULL, 0 },
};

static const struct built_in groups[] = {
	{ "default", 0 },
	{ NULL, 0 },
};

static const struct kind {
	const char *file;
	uint32_t most;
	const struct built_in *built_in;
} kinds[RT_NAMES_KINDS] = {
	[WORLD_RT_TABLE] = { "rt_tables", UINT32_MAX, tables },
	[WORLD_RT_PROTOCOL] = { "rt_protos", 255, protocols },
	[WORLD_RT_REALM] = { "rt_realms", 65535, realms },
	[WORLD_RT_SCOPE] = { "rt_scopes", 255, scopes },
	[WORLD_RT_DSFIELD] = { "rt_dsfield", 255, dsfields },
	[WORLD_RT_GROUP] = { "group", UINT32_MAX, groups },
};

/* Since version 6.7; some distributions had them elsewhere for a while. */
static const char *const usual_usr[] = { "/usr/share/iproute2", "/usr/lib/iproute2" };

void rt_names_init(struct rt_names *names)
{
	*names = (struct rt_names){ 0 };
	arena_init(&names->arena);
	for (size_t i = 0; i < RT_NAMES_KINDS; i++)
		map_init(&names->by_name[i]);
}

void rt_names_release(struct rt_names *names)
{
	for (size_t i = 0; i < RT_NAMES_KINDS; i++)
		map_release(&names->by_name[i]);
	arena_release(&names->arena);
}

void rt_names_set_directories(struct rt_names *names, const char *etc, const char *usr)
{
	rt_names_release(names);
	rt_names_init(names);
	names->etc = etc ? arena_strdup(&names->arena, etc) : NULL;
	names->usr = usr ? arena_strdup(&names->arena, usr) : NULL;
}

/* Files */

/* The first to bring a name has it. */
static void add(struct rt_names *names, enum world_rt kind, const char *name, uint32_t number)
{
	map_put(&names->by_name[kind], name, arena_memdup(&names->arena, &number, sizeof(number)));
}

/* Decimal, with leading zeros too, or hexadecimal after 0x: what iproute2 reads. */
static bool parse_number(enum world_rt kind, const char *text, uint32_t *ret_number)
{
	bool is_hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	uint64_t value;
	enum num_error error =
		is_hex ? num_parse_uint_auto(text, &value) : num_parse_uint(text, &value);

	if (error != NUM_OK || value > kinds[kind].most)
		return false;
	*ret_number = (uint32_t)value;
	return true;
}

/* What is not of the form "NUMBER NAME [#...]" is passed over. */
static void read_line(struct rt_names *names, enum world_rt kind, char *line)
{
	char *state = NULL;
	char *number = strtok_r(line, " \t\r", &state);
	char *name = strtok_r(NULL, " \t\r", &state);
	uint32_t value;

	if (!name || *number == '#' || *name == '#')
		return;
	if (parse_number(kind, number, &value))
		add(names, kind, name, value);
}

/* False: there is no such file. */
static bool read_file(struct rt_names *names, enum world_rt kind, const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct sbuf content;
	struct stat st;
	char *state = NULL;
	char *text;

	if (fd < 0 || fstat(fd, &st) < 0)
		return fd >= 0 || errno != ENOENT;
	if (!S_ISREG(st.st_mode))
		return true;

	sbuf_init(&content);
	if (read_all(fd, MOST_BYTES, &content) == 0) {
		text = arena_strndup(&names->arena, sbuf_text(&content), content.len);
		for (char *line = strtok_r(text, "\n", &state); line;
		     line = strtok_r(NULL, "\n", &state))
			read_line(names, kind, line);
	}
	sbuf_release(&content);
	return true;
}

static int is_conf_file(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return entry->d_name[0] != '.' && len > 5 && strcmp(entry->d_name + len - 5, ".conf") == 0;
}

static int compare_entries(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* Read @directory/FILE.d, but for the names in @seen, which grows. */
static void read_directory(struct rt_names *names, enum world_rt kind, const char *directory,
			   struct map *seen)
{
	const char *path = arena_printf(&names->arena, "%s/%s.d", directory, kinds[kind].file);
	struct dirent **entries = NULL;
	int n = scandir(path, &entries, is_conf_file, compare_entries);

	for (int i = 0; i < n; i++) {
		char *name = arena_strdup(&names->arena, entries[i]->d_name);

		if (map_put(seen, name, name))
			read_file(names, kind, arena_printf(&names->arena, "%s/%s", path, name));
		free(entries[i]);
	}
	free(entries);
}

static void read_kind(struct rt_names *names, enum world_rt kind)
{
	const char *directories[1 + ARRAY_SIZE(usual_usr)] = { names->etc ? names->etc
									  : "/etc/iproute2" };
	size_t n = 1;
	bool is_there = false;
	struct map seen;

	if (names->usr)
		directories[n++] = names->usr;
	for (size_t i = 0; !names->usr && i < ARRAY_SIZE(usual_usr); i++)
		directories[n++] = usual_usr[i];

	for (size_t i = 0; i < n && !is_there; i++)
		is_there = read_file(
			names, kind,
			arena_printf(&names->arena, "%s/%s", directories[i], kinds[kind].file));
	map_init(&seen);
	for (size_t i = 0; i < n; i++)
		read_directory(names, kind, directories[i], &seen);
	map_release(&seen);
	for (const struct built_in *b = kinds[kind].built_in; b->name; b++)
		add(names, kind, b->name, b->number);
	names->is_read[kind] = true;
}

bool rt_names_find(struct rt_names *names, enum world_rt kind, const char *name,
		   uint32_t *ret_number)
{
	const uint32_t *number;

	if (!names->is_read[kind])
		read_kind(names, kind);
	number = map_find(&names->by_name[kind], name);
	if (!number)
		return parse_number(kind, name, ret_number);
	*ret_number = *number;
	return true;
}
