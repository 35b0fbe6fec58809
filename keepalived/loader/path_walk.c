/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/loader/path_walk.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "lib/text/sbuf.h"

#define MOST_LINKS 40 /* the kernel's own limit */

/* Paths under way have no slash at their end: "" is the root. */
struct walker {
	struct arena *a;
	struct sbuf real;
	struct sbuf said;
	struct stat st; /* of real */
	unsigned n_links;
	void (*on_component)(void *context, const struct path_component *component);
	void *context;
};

static const char *text_of(const struct sbuf *path)
{
	return path->len ? sbuf_text(path) : "/";
}

static void cut(struct sbuf *path, size_t len)
{
	path->len = len;
	if (path->at)
		path->at[len] = '\0';
}

static void drop_component(struct sbuf *path)
{
	const char *slash = path->len ? strrchr(path->at, '/') : NULL;

	cut(path, slash ? (size_t)(slash - path->at) : 0);
}

static void add_component(struct sbuf *path, const char *name, size_t len)
{
	sbuf_add_char(path, '/');
	sbuf_add_mem(path, name, len);
}

static void show(struct walker *w, const char *path, const struct stat *st)
{
	struct path_component component = { .path = path, .st = st };

	w->on_component(w->context, &component);
}

/* Where a link leads, or NULL with errno. */
static const char *read_link(struct walker *w, const char *path)
{
	char target[PATH_MAX];
	ssize_t len = readlink(path, target, sizeof(target));

	if (len < 0)
		return NULL;
	if (len == 0 || (size_t)len == sizeof(target)) {
		errno = len ? ENAMETOOLONG : ENOENT;
		return NULL;
	}
	return arena_strndup(w->a, target, (size_t)len);
}

/* What was written before a ".." may be left out only if it was a directory, not a link to one. */
static void leave_said(struct walker *w)
{
	struct stat st;

	if (w->said.len && lstat(sbuf_text(&w->said), &st) == 0 && S_ISLNK(st.st_mode)) {
		cut(&w->said, 0);
		sbuf_add(&w->said, sbuf_text(&w->real));
	} else {
		drop_component(&w->said);
	}
}

static int look_again(struct walker *w)
{
	return stat(text_of(&w->real), &w->st) < 0 ? -errno : 0;
}

static int enter_root(struct walker *w)
{
	int r;

	cut(&w->real, 0);
	r = look_again(w);
	if (r == 0)
		show(w, "/", &w->st);
	return r;
}

static int follow(struct walker *w, const char *path, bool is_written, bool is_last);

static int enter(struct walker *w, const char *name, size_t len, bool is_last)
{
	size_t parent_len = w->real.len;
	const char *target;
	const char *path;

	add_component(&w->real, name, len);
	path = arena_strdup(w->a, sbuf_text(&w->real));
	if (lstat(path, &w->st) < 0)
		return -errno;
	show(w, path, &w->st);
	if (!S_ISLNK(w->st.st_mode))
		return S_ISDIR(w->st.st_mode) || is_last ? 0 : -ENOTDIR;

	if (++w->n_links > MOST_LINKS)
		return -ELOOP;
	target = read_link(w, path);
	if (!target)
		return -errno;
	cut(&w->real, parent_len);
	return follow(w, target, false, is_last);
}

/* @is_written: these are the user's words, not those of a link. @is_last: nothing comes after. */
static int follow(struct walker *w, const char *path, bool is_written, bool is_last)
{
	int r = 0;

	if (*path == '/')
		r = enter_root(w);
	while (r == 0 && *path) {
		size_t len = strcspn(path, "/");
		const char *rest = path + len + strspn(path + len, "/");

		if (len == 1 && *path == '.') {
			r = look_again(w);
		} else if (len == 2 && memcmp(path, "..", 2) == 0) {
			drop_component(&w->real);
			if (is_written)
				leave_said(w);
			r = look_again(w);
		} else if (len) {
			if (is_written)
				add_component(&w->said, path, len);
			r = enter(w, path, len, is_last && !*rest);
		}
		path = rest;
	}
	return r;
}

int path_walk(struct arena *a, const char *directory, const char *path,
	      void (*on_component)(void *context, const struct path_component *component),
	      void *context, struct path_walk *ret_walk)
{
	struct walker w = { .a = a, .on_component = on_component, .context = context };
	char cwd[PATH_MAX];
	int r = 0;

	if (!*path)
		return -ENOENT;
	sbuf_init(&w.real);
	sbuf_init(&w.said);
	if (*path != '/' && (!directory || *directory != '/'))
		r = getcwd(cwd, sizeof(cwd)) ? follow(&w, cwd, true, false) : -errno;
	if (r == 0 && *path != '/' && directory)
		r = follow(&w, directory, true, false);
	if (r == 0)
		r = follow(&w, path, true, true);
	if (r == 0)
		*ret_walk = (struct path_walk){
			.tidied = arena_strdup(a, text_of(&w.said)),
			.resolved = arena_strdup(a, text_of(&w.real)),
			.st = w.st,
		};
	sbuf_release(&w.real);
	sbuf_release(&w.said);
	return r;
}
