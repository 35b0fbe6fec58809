/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/loader/script_facts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "keepalived/loader/path_walk.h"
#include "lib/sys/fdutil.h"

struct visit {
	struct arena *a;
	const struct world_script_query *query;
	const uint32_t *groups;
	size_t n_groups;
	struct world_insecure why; /* path NULL: nothing found */
	bool is_unreachable;       /* for the user */
};

static bool is_in_group(const struct visit *v, uint32_t gid)
{
	if (gid == v->query->gid)
		return true;
	for (size_t i = 0; i < v->n_groups; i++) {
		if (v->groups[i] == gid)
			return true;
	}
	return false;
}

static bool has_access_list(const char *path)
{
	return getxattr(path, "system.posix_acl_access", NULL, 0) > 0;
}

/* Run a file, or look into a directory: both are the x bits. */
static bool may_enter(const struct visit *v, const char *path, const struct stat *st)
{
	bool may;

	if (v->query->uid == 0)
		return S_ISDIR(st->st_mode) || (st->st_mode & (S_IXUSR | S_IXGRP | S_IXOTH));
	if (st->st_uid == v->query->uid)
		return st->st_mode & S_IXUSR;
	may = st->st_mode & (is_in_group(v, st->st_gid) ? S_IXGRP : S_IXOTH);
	return may || has_access_list(path);
}

/* Somebody else than root may put something there. */
static bool is_open_to_others(const char *path, const struct stat *st)
{
	if (st->st_mode & S_IWOTH)
		return true;
	/* With an access list, w for the group is w for anybody on the list. */
	return (st->st_mode & S_IWGRP) && (st->st_gid != 0 || has_access_list(path));
}

/* Of a link only its place counts: in a directory shared with others its owner may replace it. */
static bool is_link_changeable(struct arena *a, const char *path, const struct stat *st)
{
	const char *slash = strrchr(path, '/');
	const char *directory = arena_strndup(a, path, (size_t)(slash - path) + 1);
	struct stat around;

	return st->st_uid != 0 &&
	       (stat(directory, &around) < 0 || is_open_to_others(directory, &around));
}

static bool is_changeable(struct arena *a, const struct path_component *component)
{
	const struct stat *st = component->st;

	if (S_ISLNK(st->st_mode))
		return is_link_changeable(a, component->path, st);
	if (st->st_uid != 0)
		return true;
	/* A sticky directory keeps what belongs to root in its place. */
	if (S_ISDIR(st->st_mode) && (st->st_mode & S_ISVTX))
		return false;
	return is_open_to_others(component->path, st);
}

static void on_component(void *context, const struct path_component *component)
{
	struct visit *v = context;
	const struct stat *st = component->st;

	if (!v->why.path && is_changeable(v->a, component))
		v->why = (struct world_insecure){
			.path = component->path,
			.owner = st->st_uid,
			.group = st->st_gid,
			.mode = st->st_mode,
		};
	if (S_ISDIR(st->st_mode) && !may_enter(v, component->path, st))
		v->is_unreachable = true;
}

static bool is_privileged(const struct stat *st)
{
	/* Without x for the group, setgid is an old way to ask for locks. */
	return ((st->st_mode & S_ISUID) && st->st_uid == 0) ||
	       ((st->st_mode & S_ISGID) && (st->st_mode & S_IXGRP) && st->st_gid == 0);
}

static bool has_interpreter(const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	char start[4] = "";
	ssize_t n;

	/* What may be run need not be readable: nothing is known against it. */
	if (fd < 0)
		return true;
	n = read(fd, start, sizeof(start));
	return n < 0 || memcmp(start, "#!", 2) == 0 || memcmp(start, "\177ELF", 4) == 0;
}

static void look_at(struct visit v, const char *program, struct world_script *ret_script)
{
	struct path_walk walk;
	int r;

	r = path_walk(v.a, v.query->directory, program, on_component, &v, &walk);
	if (r < 0) {
		*ret_script =
			(struct world_script){ .error = -r, .path = arena_strdup(v.a, program) };
		return;
	}
	*ret_script = (struct world_script){
		.is_found = true,
		.path = walk.tidied,
		.executed = v.query->is_via_symlink ? walk.tidied : walk.resolved,
		.is_regular = S_ISREG(walk.st.st_mode),
		.is_executable = S_ISREG(walk.st.st_mode) && !v.is_unreachable &&
				 may_enter(&v, walk.resolved, &walk.st),
		.is_privileged = S_ISREG(walk.st.st_mode) && is_privileged(&walk.st),
		.is_insecure = v.why.path,
		.why = v.why,
		.has_interpreter = S_ISREG(walk.st.st_mode) && has_interpreter(walk.resolved),
	};
}

/* Where execvp() would look; what the working directory happens to hold is no program of ours. */
static const char *search_path(struct arena *a)
{
	const char *path = getenv("PATH");
	size_t len;
	char *usual;

	if (path)
		return path;
	len = confstr(_CS_PATH, NULL, 0);
	usual = arena_alloc(a, len + 1);
	confstr(_CS_PATH, usual, len);
	return usual;
}

static void search(const struct visit *v, const char *program, struct world_script *ret_script)
{
	bool is_refused = false;

	for (const char *at = search_path(v->a); *at; at += *at == ':') {
		size_t len = strcspn(at, ":");
		struct world_script found;

		if (*at == '/') {
			look_at(*v, arena_printf(v->a, "%.*s/%s", (int)len, at, program), &found);
			if (found.is_executable) {
				*ret_script = found;
				ret_script->is_searched = true;
				return;
			}
			is_refused |= found.is_found || found.error == EACCES;
		}
		at += len;
	}
	*ret_script = (struct world_script){
		.is_searched = true,
		.is_directory_error = is_refused,
		.error = is_refused ? EACCES : ENOENT,
		.path = arena_strdup(v->a, program),
	};
}

void script_facts_find(struct arena *a, const struct world_script_query *query,
		       const uint32_t *groups, size_t n_groups, struct world_script *ret_script)
{
	struct visit v = { .a = a, .query = query, .groups = groups, .n_groups = n_groups };

	if (!*query->program)
		*ret_script = (struct world_script){ .error = ENOENT, .path = "" };
	else if (strchr(query->program, '/'))
		look_at(v, query->program, ret_script);
	else
		search(&v, query->program, ret_script);
}
