/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/kernel/sysctls.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/ka.h"
#include "lib/sys/fdutil.h"
#include "lib/text/sbuf.h"

#define MOST_BYTES	4096
#define MOST_REMEMBERED (4 * 1024 * 1024)

struct sysctl_kept {
	char *name;
	char *before; /* what it was */
	char *ours;   /* what we made of it */
	bool is_wanted;
};

static int open_setting(const char *name, int flags)
{
	struct sbuf path;
	int fd;

	sbuf_init(&path);
	sbuf_addf(&path, "/proc/sys/%s", name);
	fd = open(sbuf_text(&path), flags | O_CLOEXEC);
	fd = fd < 0 ? -errno : fd;
	sbuf_release(&path);
	return fd;
}

/* Without the end of its line. */
static int read_setting(const char *name, struct sbuf *value)
{
	_cleanup_close_ int fd = open_setting(name, O_RDONLY);
	int r;

	if (fd < 0)
		return fd;
	sbuf_clear(value);
	r = read_all(fd, MOST_BYTES, value);
	if (r < 0)
		return r;
	while (value->len > 0 && value->at[value->len - 1] == '\n')
		sbuf_cut(value, value->len - 1);
	return 0;
}

static int write_setting(const char *name, const char *value)
{
	_cleanup_close_ int fd = open_setting(name, O_WRONLY);

	return fd < 0 ? fd : write_all(fd, value, strlen(value));
}

/* What is remembered */

static char *copy_of(const char *text)
{
	char *copy = strdup(text);

	if (!copy)
		abort();
	return copy;
}

static void replace_text(char **text, const char *by)
{
	char *copy = copy_of(by);

	free(*text);
	*text = copy;
}

static void kept_free(struct sysctl_kept *kept)
{
	free(kept->name);
	free(kept->before);
	free(kept->ours);
	free(kept);
}

void sysctls_release(struct sysctls *s)
{
	fd_close(&s->memory);
	for (size_t i = 0; i < s->kept.n; i++)
		kept_free(s->kept.at[i]);
	vec_release(&s->kept);
}

static struct sysctl_kept *find(const struct sysctls *s, const char *name)
{
	for (size_t i = 0; i < s->kept.n; i++) {
		if (strcmp(s->kept.at[i]->name, name) == 0)
			return s->kept.at[i];
	}
	return NULL;
}

/* A value that is neither ours nor known was there before us, or came with a new interface. */
static void keep(struct sysctls *s, const char *name, const char *before, const char *ours)
{
	struct sysctl_kept *kept = find(s, name);

	if (!kept) {
		kept = calloc(1, sizeof(*kept));
		if (!kept)
			abort();
		kept->name = copy_of(name);
		vec_push(&s->kept, kept);
	}
	if (!kept->ours || strcmp(kept->ours, before) != 0)
		replace_text(&kept->before, before);
	replace_text(&kept->ours, ours);
	kept->is_wanted = true;
}

/* What outlives us: a line for each value, and an empty one behind them */

static void remember(const struct sysctls *s)
{
	struct sbuf text;

	if (s->memory < 0)
		return;
	sbuf_init(&text);
	for (size_t i = 0; i < s->kept.n; i++) {
		const struct sysctl_kept *kept = s->kept.at[i];

		sbuf_addf(&text, "%s\n%s\n%s\n", kept->name, kept->before, kept->ours);
	}
	sbuf_add(&text, "\n");
	(void)!pwrite(s->memory, sbuf_text(&text), text.len, 0);
	sbuf_release(&text);
}

/* The next line of @rest, without its end; NULL: there is none. */
static char *line_of(char **rest)
{
	char *line = *rest;
	char *end = line ? strchr(line, '\n') : NULL;

	if (!end)
		return NULL;
	*end = '\0';
	*rest = end + 1;
	return line;
}

static void recall(struct sysctls *s, char *rest)
{
	const char *name, *before, *ours;

	while ((name = line_of(&rest)) && *name && (before = line_of(&rest)) && (ours = line_of(&rest)))
		keep(s, name, before, ours);
}

void sysctls_init(struct sysctls *s, int memory)
{
	struct sbuf text;

	*s = (struct sysctls){ .memory = memory };
	if (memory < 0)
		return;
	sbuf_init(&text);
	if (lseek(memory, 0, SEEK_SET) == 0 && read_all(memory, MOST_REMEMBERED, &text) == 0 && text.len)
		recall(s, text.at);
	sbuf_release(&text);
}

/* Wanting and putting back */

static int set(struct sysctls *s, const struct sysctl_wish *wish)
{
	struct sysctl_kept *kept = find(s, wish->name);
	struct sbuf now;
	int r;

	sbuf_init(&now);
	r = read_setting(wish->name, &now);
	if (r == 0 && strcmp(sbuf_text(&now), wish->value) != 0) {
		keep(s, wish->name, sbuf_text(&now), wish->value);
		remember(s);
		r = write_setting(wish->name, wish->value);
		find(s, wish->name)->is_wanted = r == 0;
	} else if (r == 0 && kept) {
		kept->is_wanted = true;
	}
	sbuf_release(&now);
	return r;
}

static void put_back(const struct sysctl_kept *kept)
{
	struct sbuf now;

	sbuf_init(&now);
	/* Because: it may have gone with its interface, and then there is nothing to put back. */
	if (read_setting(kept->name, &now) == 0 && strcmp(sbuf_text(&now), kept->ours) == 0)
		(void)!write_setting(kept->name, kept->before);
	sbuf_release(&now);
}

/* Last set, first put back. */
static void put_back_unwanted(struct sysctls *s)
{
	for (size_t i = s->kept.n; i > 0; i--) {
		struct sysctl_kept *kept = s->kept.at[i - 1];

		if (kept->is_wanted)
			continue;
		put_back(kept);
		kept_free(kept);
		s->kept.n--;
		memmove(&s->kept.at[i - 1], &s->kept.at[i],
			(s->kept.n - (i - 1)) * sizeof(s->kept.at[0]));
	}
}

void sysctls_want(struct sysctls *s, struct sysctl_wish wishes[], size_t n)
{
	for (size_t i = 0; i < s->kept.n; i++)
		s->kept.at[i]->is_wanted = false;
	for (size_t i = 0; i < n; i++)
		wishes[i].error = set(s, &wishes[i]);
	put_back_unwanted(s);
	remember(s);
}
