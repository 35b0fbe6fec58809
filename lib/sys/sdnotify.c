/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/sys/sdnotify.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/sys/fdutil.h"
#include "lib/text/sbuf.h"

static int address_parse(const char *address, struct sdnotify *s)
{
	size_t len = strlen(address);
	size_t most = sizeof(s->to.sun_path) - (address[0] == '/'); /* a path is terminated */

	if (address[0] != '/' && address[0] != '@')
		return -EAFNOSUPPORT;
	if (len < 2)
		return -EINVAL;
	if (len > most)
		return -ENAMETOOLONG;

	s->to.sun_family = AF_UNIX;
	memcpy(s->to.sun_path, address, len);
	if (address[0] == '@')
		s->to.sun_path[0] = '\0';
	s->to_len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len + (address[0] == '/'));
	return 0;
}

int sdnotify_open(struct sdnotify *s, const char *address)
{
	int r;

	*s = (struct sdnotify){ .fd = -1 };
	if (!address || !*address)
		return 0;
	r = address_parse(address, s);
	if (r < 0)
		return r;
	s->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	return s->fd < 0 ? -errno : 0;
}

int sdnotify_open_environment(struct sdnotify *s)
{
	int r = sdnotify_open(s, getenv("NOTIFY_SOCKET"));

	unsetenv("NOTIFY_SOCKET");
	return r;
}

void sdnotify_close(struct sdnotify *s)
{
	fd_close(&s->fd);
}

bool sdnotify_is_heard(const struct sdnotify *s)
{
	return s->fd >= 0;
}

/* Sends and releases @message. */
static int finish(const struct sdnotify *s, struct sbuf *message)
{
	ssize_t n = 0;

	if (s->fd >= 0)
		n = sendto(s->fd, sbuf_text(message), message->len, MSG_DONTWAIT | MSG_NOSIGNAL,
			   (const struct sockaddr *)&s->to, s->to_len);
	n = n < 0 ? -errno : 0;
	sbuf_release(message);
	return (int)n;
}

/* One line of its own, whatever the text: the next line would be another assignment. */
static void add_status(struct sbuf *message, const char *status)
{
	if (!status)
		return;
	sbuf_add(message, "STATUS=");
	for (; *status; status++)
		sbuf_add_char(message, *status == '\n' ? ' ' : *status);
	sbuf_add_char(message, '\n');
}

int sdnotify_ready(const struct sdnotify *s, pid_t main_pid, const char *status)
{
	struct sbuf message = { 0 };

	sbuf_addf(&message, "READY=1\nMAINPID=%d\n", (int)main_pid);
	add_status(&message, status);
	return finish(s, &message);
}

int sdnotify_reloading(const struct sdnotify *s, struct mono now)
{
	struct sbuf message = { 0 };

	sbuf_addf(&message, "RELOADING=1\nMONOTONIC_USEC=%" PRId64 "\n", now.us);
	return finish(s, &message);
}

int sdnotify_stopping(const struct sdnotify *s, const char *status)
{
	struct sbuf message = { 0 };

	sbuf_add(&message, "STOPPING=1\n");
	add_status(&message, status);
	return finish(s, &message);
}

int sdnotify_status(const struct sdnotify *s, const char *status)
{
	struct sbuf message = { 0 };

	add_status(&message, status);
	return finish(s, &message);
}

int sdnotify_main_pid(const struct sdnotify *s, pid_t pid)
{
	struct sbuf message = { 0 };

	sbuf_addf(&message, "MAINPID=%d\n", (int)pid);
	return finish(s, &message);
}

int sdnotify_errno(const struct sdnotify *s, int number)
{
	struct sbuf message = { 0 };

	sbuf_addf(&message, "ERRNO=%d\n", number);
	return finish(s, &message);
}

int sdnotify_extend(const struct sdnotify *s, struct span by)
{
	struct sbuf message = { 0 };

	sbuf_addf(&message, "EXTEND_TIMEOUT_USEC=%" PRId64 "\n", by.us);
	return finish(s, &message);
}
