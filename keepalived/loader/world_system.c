/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/loader/world_system.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "keepalived/loader/links.h"
#include "keepalived/loader/rt_names.h"
#include "keepalived/loader/script_facts.h"
#include "keepalived/loader/users.h"
#include "keepalived/loader/watchable.h"
#include "keepalived/model/check_words.h"
#include "lib/base/arena.h"
#include "lib/base/vec.h"
#include "lib/sys/fdutil.h"
#include "lib/sys/regex.h"

/* Somebody's key: wiped when the world closes. */
struct secret {
	char *at;
	size_t len;
};

struct world_system {
	struct arena arena;
	struct links links;
	bool has_links;
	int links_error;
	struct rt_names rt_names;
	struct users_groups groups; /* of the user and group below, once has_groups */
	uint32_t groups_uid;
	uint32_t groups_gid;
	bool has_groups;
	VEC(struct secret) secrets;
};

int world_system_open(struct world_system **ret_world)
{
	struct world_system *w = calloc(1, sizeof(*w));

	if (!w)
		return -ENOMEM;
	arena_init(&w->arena);
	links_init(&w->links);
	rt_names_init(&w->rt_names);
	*ret_world = w;
	return 0;
}

void world_system_close(struct world_system *w)
{
	if (!w)
		return;
	for (size_t i = 0; i < w->secrets.n; i++) {
		explicit_bzero(w->secrets.at[i].at, w->secrets.at[i].len);
		free(w->secrets.at[i].at);
	}
	vec_release(&w->secrets);
	vec_release(&w->groups);
	rt_names_release(&w->rt_names);
	links_release(&w->links);
	arena_release(&w->arena);
	free(w);
}

int world_system_links_error(const struct world_system *w)
{
	return w->links_error;
}

/* Interfaces */

static const struct links *links_of(struct world_system *w)
{
	if (!w->has_links)
		w->links_error = links_read(&w->links);
	w->has_links = true;
	return &w->links;
}

static bool iface(void *world, const char *name, struct world_iface *ret_iface)
{
	const struct link *found = links_find(links_of(world), name);

	if (!found)
		return false;
	*ret_iface = found->iface;
	return true;
}

static const char *iface_name(void *world, uint32_t index)
{
	const struct link *found = links_find_index(links_of(world), index);

	return found ? found->name : NULL;
}

static bool has_address(void *world, const struct addr *addr, const char *on)
{
	const struct links *links = links_of(world);
	const struct link *found = on ? links_find(links, on) : NULL;

	if (on && !found)
		return false;
	return links_has_address(links, addr, found ? found->iface.index : 0);
}

/* Users and scripts */

static bool user(void *world, const char *name, struct world_user *ret_user)
{
	(void)world;
	return users_find(name, ret_user);
}

static bool group(void *world, const char *name, uint32_t *ret_gid)
{
	(void)world;
	return users_find_group(name, ret_gid);
}

static void own_user(void *world, struct world_user *ret_user)
{
	(void)world;
	*ret_user = (struct world_user){ .uid = geteuid(), .gid = getegid() };
}

static const uint32_t *groups(void *world, uint32_t uid, uint32_t gid, size_t *ret_n)
{
	struct world_system *w = world;

	if (!w->has_groups || w->groups_uid != uid || w->groups_gid != gid)
		users_groups_read(uid, gid, &w->groups);
	w->has_groups = true;
	w->groups_uid = uid;
	w->groups_gid = gid;
	*ret_n = w->groups.n;
	return w->groups.at;
}

static void script(void *world, const struct world_script_query *query,
		   struct world_script *ret_script)
{
	struct world_system *w = world;
	const uint32_t *its_groups = NULL;
	size_t n = 0;

	if (query->has_all_groups)
		its_groups = groups(world, query->uid, query->gid, &n);
	script_facts_find(&w->arena, query, its_groups, n, ret_script);
}

/* Names of iproute2 */

static bool rt_number(void *world, enum world_rt kind, const char *name, uint32_t *ret_number)
{
	struct world_system *w = world;

	return rt_names_find(&w->rt_names, kind, name, ret_number);
}

static void rt_directories(void *world, const char *names_etc, const char *names_usr)
{
	struct world_system *w = world;

	rt_names_set_directories(&w->rt_names, names_etc, names_usr);
}

/* Files */

static enum world_directory watch_directory(void *world, const char *file)
{
	struct world_system *w = world;

	return watchable_directory(&w->arena, file);
}

/* systemd keeps a service's credentials from others in its own way, which looks like group read. */
static bool is_credential(const char *path)
{
	const char *directory = getenv("CREDENTIALS_DIRECTORY");
	char real_directory[PATH_MAX];
	char real_path[PATH_MAX];
	size_t len;

	if (!directory || *directory != '/' || !realpath(directory, real_directory) ||
	    !realpath(path, real_path))
		return false;
	len = strlen(real_directory);
	return strncmp(real_path, real_directory, len) == 0 && real_path[len] == '/';
}

/* Up to @len bytes; how many, or a negative errno. */
static ssize_t read_up_to(int fd, char *to, size_t len)
{
	size_t n_read = 0;

	while (n_read < len) {
		ssize_t n = read(fd, to + n_read, len - n_read);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		n_read += (size_t)n;
	}
	return (ssize_t)n_read;
}

static int open_key_file(const char *path, struct stat *ret_st)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0 || fstat(fd, ret_st) < 0)
		return -errno;
	if (S_ISDIR(ret_st->st_mode))
		return -EISDIR;
	if (!S_ISREG(ret_st->st_mode))
		return -EINVAL;
	return take_fd(&fd);
}

static void key_file(void *world, const char *path, size_t most, struct world_key_file *ret_file)
{
	struct world_system *w = world;
	struct stat st;
	_cleanup_close_ int fd = open_key_file(path, &st);
	struct secret secret = { .len = most + 1 };
	ssize_t n;

	if (fd < 0) {
		*ret_file = (struct world_key_file){ .error = -fd };
		return;
	}

	/* One byte more than may be, to see that there is more. */
	secret.at = calloc(1, secret.len);
	if (!secret.at)
		abort();
	vec_push(&w->secrets, secret);
	n = read_up_to(fd, secret.at, secret.len);
	if (n < 0 || (size_t)n > most) {
		*ret_file = (struct world_key_file){ .error = n < 0 ? (int)-n : EFBIG };
		return;
	}
	*ret_file = (struct world_key_file){
		.bytes = secret.at,
		.length = (size_t)n,
		.is_readable_by_others = (st.st_mode & (S_IRGRP | S_IROTH)) && !is_credential(path),
	};
}

/* Patterns */

static bool regex(void *world, const char *pattern, uint32_t options, const char **ret_why, size_t *ret_at)
{
	struct world_system *w = world;
	char                 why[REGEX_WHY_LEN];
	uint32_t             flags = 0;

	for (unsigned i = 0; conf_regex_options[i]; i++)
		if (options & 1u << i)
			flags |= regex_flag(conf_regex_options[i]);
	if (regex_check(pattern, flags, why, ret_at))
		return true;
	*ret_why = arena_strdup(&w->arena, why);
	return false;
}

/* The machine */

/* As many as may have a number: those that are switched off at the moment count. */
static uint32_t n_cpus(void *world)
{
	long n = sysconf(_SC_NPROCESSORS_CONF);

	(void)world;
	return n < 1 ? 1 : (uint32_t)n;
}

static const char *node_name(void *world)
{
	struct world_system *w = world;
	struct utsname name;

	return arena_strdup(&w->arena, uname(&name) == 0 ? name.nodename : "");
}

const struct world_ops world_system_ops = {
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
