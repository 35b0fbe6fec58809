/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test/conf/fixed_world.h"

#include <errno.h>
#include <string.h>

#include "keepalived/loader/source_files.h"
#include "lib/base/arena.h"
#include "lib/text/num.h"

static bool holds(const char *path, const char *part)
{
	return strstr(path, part) != NULL;
}

/* Interfaces */

static const struct link {
	const char        *name;
	struct world_iface is;
} links[] = {
#define ETHERNET .mtu = 1500, .is_up = true, .is_ethernet = true
	{ "lo", { .mtu = 65536, .is_up = true, .is_loopback = true } },
	{ "eth0", { ETHERNET, .is_multicast = true } },
	{ "eth1", { ETHERNET, .is_multicast = true } },
	{ "eth2", { ETHERNET, .is_multicast = true } },
	{ "eth3", { ETHERNET, .is_multicast = true } },
	{ "eth4", { ETHERNET, .is_multicast = true } },
	{ "bond0", { ETHERNET, .is_multicast = true } },
	{ "vrrp.51", { ETHERNET, .is_multicast = true, .kind = WORLD_LINK_MACVLAN_PRIVATE, .base_index = 2 } },
	{ "dummy0", { ETHERNET } },
	{ "blue", { ETHERNET, .kind = WORLD_LINK_VRF } },
	{ "tun0", { .mtu = 1500, .is_up = true, .is_multicast = true, .is_noarp = true } },
};

#define FIRST_WITH_ADDRESS 2
#define LAST_WITH_ADDRESS  7

static bool iface(void *world, const char *name, struct world_iface *ret_iface)
{
	(void)world;
	for (uint32_t i = 0; i < ARRAY_SIZE(links); i++) {
		uint32_t index = i + 1;

		if (strcmp(links[i].name, name) != 0)
			continue;
		*ret_iface = links[i].is;
		ret_iface->index = index;
		if (index < FIRST_WITH_ADDRESS || index > LAST_WITH_ADDRESS)
			return true;
		(void)addr_parse("192.0.2.0", &ret_iface->address4);
		(void)addr_parse("fe80::", &ret_iface->address6);
		ret_iface->address4.bytes[3] = (uint8_t)index;
		ret_iface->address6.bytes[15] = (uint8_t)index;
		return true;
	}
	return false;
}

static const char *iface_name(void *world, uint32_t index)
{
	(void)world;
	return index && index <= ARRAY_SIZE(links) ? links[index - 1].name : NULL;
}

static bool has_address(void *world, const struct addr *addr, const char *on)
{
	for (uint32_t i = 0; i < ARRAY_SIZE(links); i++) {
		struct world_iface is;

		if (on && strcmp(links[i].name, on) != 0)
			continue;
		if (iface(world, links[i].name, &is) &&
		    (addr_equal(addr, &is.address4) || addr_equal(addr, &is.address6)))
			return true;
	}
	return false;
}

/* Users */

static const struct {
	const char *user;
	const char *group;
	uint32_t    id;
} users[] = { { "root", "root", 0 }, { "daemon", "daemon", 1 }, { "nobody", "nogroup", 65534 } };

static bool user(void *world, const char *name, struct world_user *ret_user)
{
	uint64_t id = UINT64_MAX;

	(void)world;
	(void)num_parse_uint(name, &id);
	for (size_t i = 0; i < ARRAY_SIZE(users); i++) {
		if (strcmp(users[i].user, name) == 0 || users[i].id == id) {
			*ret_user = (struct world_user){ .uid = users[i].id, .gid = users[i].id };
			return true;
		}
	}
	return false;
}

static bool group(void *world, const char *name, uint32_t *ret_gid)
{
	uint64_t id = UINT64_MAX;

	(void)world;
	(void)num_parse_uint(name, &id);
	for (size_t i = 0; i < ARRAY_SIZE(users); i++) {
		if (strcmp(users[i].group, name) == 0 || users[i].id == id) {
			*ret_gid = users[i].id;
			return true;
		}
	}
	return false;
}

static void own_user(void *world, struct world_user *ret_user)
{
	(void)world;
	*ret_user = (struct world_user){ 0 };
}

/* A user is in two groups more than his own. */
static const uint32_t *groups(void *world, uint32_t uid, uint32_t gid, size_t *ret_n)
{
	static uint32_t numbers[3];

	(void)world;
	numbers[0] = gid;
	numbers[1] = uid + 1;
	numbers[2] = uid + 2;
	*ret_n = ARRAY_SIZE(numbers);
	return numbers;
}

/* Scripts */

static void script(void *world, const struct world_script_query *query, struct world_script *ret_script)
{
	struct fixed_world *w = world;
	const char         *program = query->program;
	const char         *path = program;
	size_t              len = strlen(program);
	bool                is_searched = !strchr(program, '/');
	bool                is_directory = len > 2 && strcmp(program + len - 2, ".d") == 0;

	if (is_searched)
		path = arena_printf(w->arena, "/usr/bin/%s", program);
	else if (program[0] != '/')
		path = arena_printf(w->arena, "%s/%s", query->directory, program);

	if (!len || holds(program, "missing") || holds(program, "noaccess") || strcmp(program, "nowhere") == 0 ||
	    strcmp(program, "noexec") == 0) {
		*ret_script = (struct world_script){
			.is_searched = is_searched,
			.is_directory_error = strcmp(program, "noexec") == 0,
			.error = holds(program, "noaccess") ? EACCES : ENOENT,
			.path = path,
		};
		return;
	}
	*ret_script = (struct world_script){
		.is_searched = is_searched,
		.is_found = true,
		.path = path,
		.executed = path,
		.is_regular = !is_directory,
		.is_executable = !is_directory && !holds(path, "noexec"),
		.is_privileged = holds(path, "setuid"),
		.is_insecure = holds(path, "insecure"),
		.has_interpreter = !is_directory && !holds(path, "nobang"),
	};
	if (ret_script->is_insecure)
		ret_script->why = (struct world_insecure){ .path = "/opt/insecure", .owner = 1000, .mode = 0777 };
}

/* Names of iproute2 */

static const struct {
	enum world_rt kind;
	const char   *name;
	uint32_t      number;
} rt_names[] = {
	{ WORLD_RT_TABLE, "unspec", 0 },      { WORLD_RT_TABLE, "default", 253 },
	{ WORLD_RT_TABLE, "main", 254 },      { WORLD_RT_TABLE, "local", 255 },
	{ WORLD_RT_TABLE, "isp1", 101 },      { WORLD_RT_TABLE, "isp2", 102 },
	{ WORLD_RT_PROTOCOL, "kernel", 2 },   { WORLD_RT_PROTOCOL, "boot", 3 },
	{ WORLD_RT_PROTOCOL, "static", 4 },   { WORLD_RT_PROTOCOL, "bird", 12 },
	{ WORLD_RT_PROTOCOL, "keepalived", 18 },
	{ WORLD_RT_REALM, "cosmos", 0 },      { WORLD_RT_REALM, "internal", 10 },
	{ WORLD_RT_REALM, "external", 20 },
	{ WORLD_RT_SCOPE, "global", 0 },      { WORLD_RT_SCOPE, "site", 200 },
	{ WORLD_RT_SCOPE, "link", 253 },      { WORLD_RT_SCOPE, "host", 254 },
	{ WORLD_RT_SCOPE, "nowhere", 255 },
	{ WORLD_RT_DSFIELD, "default", 0 },   { WORLD_RT_DSFIELD, "AF11", 0x28 },
	{ WORLD_RT_DSFIELD, "CS6", 0xc0 },    { WORLD_RT_DSFIELD, "EF", 0xb8 },
	{ WORLD_RT_GROUP, "default", 0 },     { WORLD_RT_GROUP, "uplinks", 5 },
};

static bool rt_number(void *world, enum world_rt kind, const char *name, uint32_t *ret_number)
{
	static const uint32_t most[] = {
		[WORLD_RT_TABLE] = UINT32_MAX, [WORLD_RT_PROTOCOL] = 255, [WORLD_RT_REALM] = 65535,
		[WORLD_RT_SCOPE] = 255,        [WORLD_RT_DSFIELD] = 255,  [WORLD_RT_GROUP] = UINT32_MAX,
	};
	uint64_t number;

	(void)world;
	for (size_t i = 0; i < ARRAY_SIZE(rt_names); i++) {
		if (rt_names[i].kind == kind && strcmp(rt_names[i].name, name) == 0) {
			*ret_number = rt_names[i].number;
			return true;
		}
	}
	if (num_parse_uint_auto(name, &number) != NUM_OK || number > most[kind])
		return false;
	*ret_number = (uint32_t)number;
	return true;
}

static void rt_directories(void *world, const char *names_etc, const char *names_usr)
{
	(void)world;
	(void)names_etc;
	(void)names_usr;
}

/* Files */

static enum world_directory watch_directory(void *world, const char *file)
{
	(void)world;
	if (holds(file, "missing"))
		return WORLD_DIR_MISSING;
	if (holds(file, "noaccess"))
		return WORLD_DIR_NO_ACCESS;
	return strncmp(file, "/proc/", 6) == 0 ? WORLD_DIR_NOT_WATCHABLE : WORLD_DIR_GOOD;
}

static void key_file(void *world, const char *path, size_t most, struct world_key_file *ret_file)
{
	static const char text[] = "forty characters that nobody will guess\r\n";
	static const char hex[] = "hex:000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F\n";
	const char       *bytes = text;

	(void)world;
	(void)most;
	*ret_file = (struct world_key_file){ .is_readable_by_others = holds(path, "open") };
	if (holds(path, "missing"))
		ret_file->error = ENOENT;
	else if (holds(path, "noaccess"))
		ret_file->error = EACCES;
	else if (holds(path, "long"))
		ret_file->error = EFBIG;
	if (holds(path, "hex"))
		bytes = hex;
	else if (holds(path, "short"))
		bytes = "short\n";
	ret_file->bytes = bytes;
	ret_file->length = strlen(bytes);
}

/* Patterns: all are good but those with a bracket that stands alone */

static bool regex(void *world, const char *pattern, uint32_t options, const char **ret_why, size_t *ret_at)
{
	(void)world;
	(void)options;
	*ret_why = "missing closing parenthesis";
	*ret_at = strlen(pattern);
	return strcmp(pattern, "(") != 0;
}

/* The machine */

static uint32_t n_cpus(void *world)
{
	(void)world;
	return 2;
}

static const char *node_name(void *world)
{
	(void)world;
	return "lb1";
}

const struct world_ops fixed_world_ops = {
	.iface = iface,
	.iface_name = iface_name,
	.has_address = has_address,
	.user = user,
	.group = group,
	.own_user = own_user,
	.groups = groups,
	.script = script,
	.rt_number = rt_number,
	.rt_directories = rt_directories,
	.watch_directory = watch_directory,
	.key_file = key_file,
	.regex = regex,
	.n_cpus = n_cpus,
	.node_name = node_name,
};

/* Configurations: what lies in the working directory, under another name */

static const char *moved(struct fixed_source *s, const char *path, const char *from, const char *to)
{
	size_t len = strlen(from);

	if (strncmp(path, from, len) != 0 || (path[len] != '/' && path[len] != '\0'))
		return path;
	return arena_printf(s->arena, "%s%s", to, path + len);
}

static const char *to_real(struct fixed_source *s, const char *path)
{
	return moved(s, path, FIXED_DIRECTORY, s->real_directory);
}

static const char *to_fixed(struct fixed_source *s, const char *path)
{
	return moved(s, path, s->real_directory, FIXED_DIRECTORY);
}

static struct source_matches match(void *source, const char *directory, const char *pattern)
{
	struct fixed_source  *s = source;
	struct source_matches found = source_files_ops.match(s->files, to_real(s, directory), to_real(s, pattern));
	const char          **paths = arena_alloc(s->arena, (found.n + 1) * sizeof(*paths));

	for (size_t i = 0; i < found.n; i++)
		paths[i] = to_fixed(s, found.paths[i]);
	found.paths = paths;
	return found;
}

static enum source_error read_file(void *source, const char *directory, const char *path,
				   struct source_bytes *ret_bytes)
{
	struct fixed_source *s = source;
	enum source_error    error =
		source_files_ops.read(s->files, to_real(s, directory), to_real(s, path), ret_bytes);

	if (error != SOURCE_OK && error != SOURCE_CHANGED)
		return error;
	ret_bytes->directory = to_fixed(s, ret_bytes->directory);
	ret_bytes->is_writable_by_others = false;
	return SOURCE_OK;
}

static const char *environment(void *source, const char *name)
{
	(void)source;
	return strcmp(name, "KA_REGION") == 0 ? "north" : NULL;
}

static uint32_t random_seed(void *source)
{
	(void)source;
	return 1;
}

const struct source_ops fixed_source_ops = {
	.match = match,
	.read = read_file,
	.environment = environment,
	.random_seed = random_seed,
};
