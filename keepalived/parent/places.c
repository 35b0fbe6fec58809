/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/parent/places.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/sys/fdutil.h"
#include "lib/sys/log.h"
#include "lib/sys/netns.h"

#define RUN_DIR "/run"
#define OUR_DIR RUN_DIR "/keepalived"

static char *text(const char *fmt, ...) printf_like(1, 2);

static char *text(const char *fmt, ...)
{
	va_list args;
	char   *made;

	va_start(args, fmt);
	if (vasprintf(&made, fmt, args) < 0)
		abort();
	va_end(args);
	return made;
}

static char *name_pid_file(const char *given, bool has_dir, const char *stem, const char *instance)
{
	if (given)
		return text("%s", given);
	return text("%s/%s%s%s.pid", has_dir ? OUR_DIR : RUN_DIR, stem, instance ? "_" : "",
		    instance ? instance : "");
}

void places_init(struct places *p, const struct places_orders *orders)
{
	const char *netns = orders->netns;
	const char *instance = orders->instance;

	*p = (struct places){ .has_dir = orders->use_pid_dir || netns || instance };
	p->suffix = text("%s%s%s%s", netns ? "_" : "", netns ? netns : "", instance ? "_" : "",
			 instance ? instance : "");
	p->pid_file = name_pid_file(orders->pid_file, p->has_dir, "keepalived", instance);
	p->vrrp_pid_file = name_pid_file(orders->vrrp_pid_file, p->has_dir, "vrrp", instance);
}

void places_release(struct places *p)
{
	free(p->suffix);
	free(p->pid_file);
	free(p->vrrp_pid_file);
}

static bool make_dir(const char *path)
{
	if (mkdir(path, 0755) == 0)
		return chmod(path, 0755) == 0; /* whatever the umask */
	if (errno == EEXIST)
		return true;
	log_errno(-errno, "cannot create %s", path);
	return false;
}

static bool enter_netns(const char *name)
{
	_cleanup_close_ int fd = netns_open(name);
	int                 r = fd;

	if (fd >= 0)
		r = netns_enter(fd);
	if (r < 0) {
		log_info("Failed to open /run/netns/%s", name);
		log_info("Unable to set network namespace %s - exiting", name);
	}
	return r >= 0;
}

/* Its own view of the folder: in every namespace the pid files have the same paths. */
static bool cover_dir(const char *netns)
{
	char *beside = text(OUR_DIR "/%s", netns);
	bool  is_done = make_dir(beside);
	int   r;

	if (is_done) {
		r = netns_cover(OUR_DIR, beside);
		is_done = r == 0;
		if (r < 0)
			log_errno(r, "cannot mount %s on " OUR_DIR, beside);
	}
	free(beside);
	return is_done;
}

bool places_enter(const struct places *p, const char *netns)
{
	if (netns && !enter_netns(netns))
		return false;
	if (p->has_dir && !make_dir(OUR_DIR))
		return false;
	return !netns || cover_dir(netns);
}

void places_leave(const struct places *p)
{
	if (p->has_dir)
		rmdir(OUR_DIR);
}
