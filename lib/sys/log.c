/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/sys/log.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/sys/fdutil.h"
#include "lib/sys/log_sink.h"
#include "lib/text/sbuf.h"

#define LINE_MAX_LEN \
	(LOG_TEXT_MAX + 196) /* with all that precedes the text; no more than PIPE_BUF */

struct log_target { /* the log file of one ident */
	int fd;     /* owned; -1: none */
	unsigned long lost;
};

static struct {
	bool open;
	struct log_settings settings;
	char *suffix; /* owned */
	unsigned self;
	struct log_sink syslog, console;
	struct log_target *files; /* owned; one per ident */
} the;

/* -- formats --------------------------------------------------------------------------------- */

struct moment {
	struct timespec at;
	struct tm local;
};

static struct moment moment_now(void)
{
	struct moment m;

	clock_gettime(CLOCK_REALTIME, &m.at);
	localtime_r(&m.at.tv_sec, &m.local);
	return m;
}

static size_t add_time(char *line, size_t size, const char *format, const struct moment *m)
{
	return strftime(line, size, format, &m->local);
}

/* What snprintf() has put into @size bytes. */
static size_t put(int would, size_t size)
{
	return MIN((size_t)would, size - 1);
}

static size_t format_syslog(char *line, size_t size, const struct moment *m, unsigned ident,
			    int severity, const char *text)
{
	char when[32];

	add_time(when, sizeof(when), "%b %e %T", m);
	return put(snprintf(line, size, "<%d>%s %s%s[%d]: %s", the.settings.facility | severity,
			    when, the.settings.idents[ident].name, the.suffix, (int)getpid(), text),
		   size);
}

static size_t format_console(char *line, size_t size, const struct moment *m, const char *text)
{
	char when[32];

	add_time(when, sizeof(when), "%a %b %e %T %Y", m);
	return put(snprintf(line, size, "%s: %s\n", when, text), size);
}

static size_t format_file(char *line, size_t size, const struct moment *m, const char *text)
{
	char when[32], year[8];

	add_time(when, sizeof(when), "%a %b %e %T", m);
	add_time(year, sizeof(year), "%Y", m);
	return put(snprintf(line, size, "%s.%09ld %s: %s\n", when, m->at.tv_nsec, year, text),
		   size);
}

static void format_lost(char *text, size_t size, unsigned long lost)
{
	snprintf(text, size, "%lu log line%s lost", lost, lost == 1 ? "" : "s");
}

static size_t tell_lost_syslog(const struct log_sink *s, unsigned long lost, char *ret_line,
			       size_t size)
{
	struct moment m = moment_now();
	char text[64];

	(void)s;
	format_lost(text, sizeof(text), lost);
	return format_syslog(ret_line, size, &m, the.self, LOG_INFO, text);
}

static size_t tell_lost_console(const struct log_sink *s, unsigned long lost, char *ret_line,
				size_t size)
{
	struct moment m = moment_now();
	char text[64];

	(void)s;
	format_lost(text, sizeof(text), lost);
	return format_console(ret_line, size, &m, text);
}

/* -- files ----------------------------------------------------------------------------------- */

/* keepalived.log, _vrrp, _NS_INST: keepalived_vrrp_NS_INST.log */
static void name_file(unsigned ident, struct sbuf *out)
{
	const char *path = the.settings.file;
	const char *slash = strrchr(path, '/');
	const char *dot = strrchr(slash ? slash : path, '.');
	size_t stem = dot ? (size_t)(dot - path) : strlen(path);

	sbuf_add_mem(out, path, stem);
	sbuf_add(out, the.settings.idents[ident].file_suffix);
	sbuf_add(out, the.suffix);
	sbuf_add(out, path + stem);
}

static int open_file(unsigned ident)
{
	struct sbuf name;
	int fd;

	sbuf_init(&name);
	name_file(ident, &name);
	fd = open(sbuf_text(&name), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0666);
	fd = fd < 0 ? -errno : fd;
	sbuf_release(&name);
	return fd;
}

/* All of them; what cannot be opened stays what it was, and the first error is returned. */
int log_reopen(void)
{
	int error = 0;

	if (!the.settings.file)
		return 0;
	for (unsigned i = 0; i < the.settings.n_idents; i++) {
		int fd = open_file(i);

		if (fd >= 0)
			log_take_file(i, fd);
		else if (!error)
			error = fd;
	}
	return error;
}

int log_file(unsigned ident)
{
	return the.files[ident].fd;
}

void log_take_file(unsigned ident, int fd)
{
	fd_close(&the.files[ident].fd);
	the.files[ident].fd = fd;
}

static void write_to(struct log_target *file, const struct moment *m, const char *text)
{
	char line[LINE_MAX_LEN];

	if (write_all(file->fd, line, format_file(line, sizeof(line), m, text)) < 0)
		file->lost++;
}

static void write_file(struct log_target *file, const struct moment *m, const char *text)
{
	unsigned long lost = file->lost;
	char said[64];

	if (file->fd < 0)
		return;
	if (lost) {
		format_lost(said, sizeof(said), lost);
		write_to(file, m, said);
		if (file->lost == lost)
			file->lost = 0;
		else
			file->lost = lost; /* what says so is no line of its own */
	}
	write_to(file, m, text);
}

/* -- open and close ---------------------------------------------------------------------------- */

int log_open(const struct log_settings *settings)
{
	assert(!the.open && settings->n_idents);

	tzset();
	the.settings = *settings;
	the.suffix = strdup("");
	the.files = calloc(settings->n_idents, sizeof(*the.files));
	if (!the.suffix || !the.files)
		abort();
	for (unsigned i = 0; i < settings->n_idents; i++)
		the.files[i].fd = -1;
	the.self = 0;
	log_sink_init(&the.syslog, settings->socket ? settings->socket : "/dev/log", -1);
	log_sink_init(&the.console, NULL, STDERR_FILENO);
	the.syslog.tell_lost = tell_lost_syslog;
	the.console.tell_lost = tell_lost_console;
	the.open = true;
	return log_reopen();
}

void log_close(void)
{
	struct mono deadline = mono_after(loop_clock(), span_seconds(1));

	if (!the.open)
		return;
	log_sink_close(&the.syslog, deadline);
	log_sink_close(&the.console, deadline);
	for (unsigned i = 0; i < the.settings.n_idents; i++)
		fd_close(&the.files[i].fd);
	free(the.files);
	free(the.suffix);
	the.open = false;
}

void log_watch(struct loop *loop)
{
	log_sink_watch(&the.syslog, loop);
	log_sink_watch(&the.console, loop);
}

int log_rename(const char *suffix)
{
	free(the.suffix);
	the.suffix = strdup(suffix);
	if (!the.suffix)
		abort();
	return log_reopen();
}

void log_forked(unsigned ident)
{
	assert(ident < the.settings.n_idents);
	the.self = ident;
	/* Soon the number of one that was not kept is that of something else. */
	for (unsigned i = 0; i < the.settings.n_idents; i++) {
		if (fcntl(the.files[i].fd, F_GETFD) < 0)
			the.files[i].fd = -1;
	}
	log_sink_forget(&the.syslog);
	log_sink_forget(&the.console);
}

/* -- lines ------------------------------------------------------------------------------------- */

static void make_harmless(char *text)
{
	for (; *text; text++) {
		if (((unsigned char)*text < ' ' && *text != '\t') || *text == 0x7f)
			*text = '?';
	}
}

static void put_text(unsigned ident, int severity, const char *text)
{
	struct moment m = moment_now();
	char line[LINE_MAX_LEN];

	if (the.settings.syslog)
		log_sink_add(&the.syslog, line,
			     format_syslog(line, sizeof(line), &m, ident, severity, text));
	if (the.settings.console)
		log_sink_add(&the.console, line, format_console(line, sizeof(line), &m, text));
	write_file(&the.files[ident], &m, text);
}

static void put_line(unsigned ident, int severity, int error, const char *fmt, va_list args)
{
	char text[LOG_TEXT_MAX + 1];
	size_t len;

	if (!the.open)
		return;
	len = (size_t)vsnprintf(text, sizeof(text), fmt, args);
	if (error && len < sizeof(text))
		len += (size_t)snprintf(text + len, sizeof(text) - len, ": %s", strerror(-error));
	if (len >= sizeof(text))
		memcpy(text + sizeof(text) - sizeof("..."), "...", sizeof("..."));
	make_harmless(text);
	put_text(ident, severity, text);
}

void log_info(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	put_line(the.self, LOG_INFO, 0, fmt, args);
	va_end(args);
}

void log_alert(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	put_line(the.self, LOG_ALERT, 0, fmt, args);
	va_end(args);
}

void log_as(unsigned ident, int severity, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	put_line(ident, severity, 0, fmt, args);
	va_end(args);
}

bool log_has_detail(unsigned level)
{
	return the.settings.detail >= level;
}

void log_detail(unsigned level, const char *fmt, ...)
{
	va_list args;

	if (!log_has_detail(level))
		return;
	va_start(args, fmt);
	put_line(the.self, LOG_INFO, 0, fmt, args);
	va_end(args);
}

int log_errno(int error, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	put_line(the.self, LOG_INFO, error, fmt, args);
	va_end(args);
	return error;
}
