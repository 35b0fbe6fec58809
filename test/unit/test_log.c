/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The log, with a syslog daemon of the test's own and a clock that stands still. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/sys/fdutil.h"
#include "lib/sys/log.h"
#include "lib/sys/log_sink.h"
#include "test/unit/scratch.h"

/* In place of the C library's: wall time is Sat Nov 21 02:27:22.000123456 2026, always. */
int clock_gettime(clockid_t id, struct timespec *ts)
{
	if (id != CLOCK_REALTIME)
		return (int)syscall(SYS_clock_gettime, id, ts);
	*ts = (struct timespec){ .tv_sec = 1795228042, .tv_nsec = 123456 };
	return 0;
}

static const struct log_ident idents[] = {
	{ .name = "Keepalived", .file_suffix = "" },
	{ .name = "Keepalived_vrrp", .file_suffix = "_vrrp" },
};

struct fixture {
	struct scratch *scratch;
	const char *socket;
	int daemon;  /* the syslog daemon's end */
	int console; /* what was stderr; -1: still is */
	struct log_settings settings;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	signal(SIGPIPE, SIG_IGN);
	setenv("TZ", "UTC", 1);
	if (scratch_setup(state) < 0)
		return -1;
	f->scratch = *state;
	f->socket = scratch_path(f->scratch, "log");
	f->daemon = f->console = -1;
	f->settings = (struct log_settings){
		.idents = idents,
		.n_idents = ARRAY_SIZE(idents),
		.facility = LOG_DAEMON,
		.syslog = true,
		.socket = f->socket,
	};
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	void *scratch = f->scratch;

	log_close();
	fd_close(&f->daemon);
	free(f);
	return scratch_teardown(&scratch);
}

static void daemon_start(struct fixture *f)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };

	assert_true(strlen(f->socket) < sizeof(at.sun_path));
	memcpy(at.sun_path, f->socket, strlen(f->socket));
	f->daemon = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	assert_true(f->daemon >= 0);
	assert_int_equal(bind(f->daemon, (struct sockaddr *)&at, sizeof(at)), 0);
}

static void daemon_stop(struct fixture *f)
{
	fd_close(&f->daemon);
	assert_int_equal(unlink(f->socket), 0);
}

/* The next line that arrived; NULL if none has. */
static const char *heard(struct fixture *f)
{
	static char line[8192];
	ssize_t n = recv(f->daemon, line, sizeof(line) - 1, MSG_TRUNC);

	if (n < 0)
		return NULL;
	assert_true((size_t)n < sizeof(line));
	line[n] = '\0';
	return line;
}

static const char *text_of(const char *line)
{
	const char *text = line ? strstr(line, "]: ") : NULL;

	return text ? text + 3 : NULL;
}

static void assert_heard(struct fixture *f, const char *text)
{
	const char *line = heard(f);

	assert_non_null(line);
	assert_string_equal(text_of(line), text);
}

static void start(struct fixture *f)
{
	assert_int_equal(log_open(&f->settings), 0);
}

static void assert_whole_line(struct fixture *f, const char *format)
{
	char expected[200];

	snprintf(expected, sizeof(expected), format, (int)getpid());
	assert_string_equal(heard(f), expected);
}

static const char *content(struct fixture *f, const char *name)
{
	static char bytes[10000];
	int fd = open(scratch_path(f->scratch, name), O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return NULL;
	n = read(fd, bytes, sizeof(bytes) - 1);
	close(fd);
	assert_true(n >= 0);
	bytes[n] = '\0';
	return bytes;
}

/* -- formats --------------------------------------------------------------------------------- */

static void test_syslog_format(void **state)
{
	struct fixture *f = *state;

	daemon_start(f);
	start(f);
	log_info("Starting Keepalived v%s", "3.0.0");
	assert_whole_line(f, "<30>Nov 21 02:27:22 Keepalived[%d]: Starting Keepalived v3.0.0");
	log_alert("VRRP child process(%d) died: Respawning", 7);
	assert_whole_line(
		f, "<25>Nov 21 02:27:22 Keepalived[%d]: VRRP child process(7) died: Respawning");
	log_as(1, LOG_WARNING, "(VI_1) %s", "100%s");
	assert_whole_line(f, "<28>Nov 21 02:27:22 Keepalived_vrrp[%d]: (VI_1) 100%%s");
	assert_int_equal(log_errno(-ENOENT, "cannot open %s", "x"), -ENOENT);
	assert_heard(f, "cannot open x: No such file or directory");
	log_close();

	f->settings.facility = LOG_LOCAL3;
	start(f);
	assert_int_equal(log_rename("_ns_inst"), 0);
	log_as(1, LOG_INFO, "x");
	assert_whole_line(f, "<158>Nov 21 02:27:22 Keepalived_vrrp_ns_inst[%d]: x");
	log_close();
}

static void test_detail(void **state)
{
	struct fixture *f = *state;

	daemon_start(f);
	for (unsigned level = 0; level <= 2; level++) {
		f->settings.detail = level;
		start(f);
		log_detail(1, "one");
		log_detail(2, "two");
		assert_int_equal(log_has_detail(1), level >= 1);
		assert_int_equal(log_has_detail(2), level >= 2);
		if (level >= 1)
			assert_heard(f, "one");
		if (level >= 2)
			assert_heard(f, "two");
		assert_null(heard(f));
		log_close();
	}
}

static void test_texts_stay_one_line(void **state)
{
	struct fixture *f = *state;
	char longest[LOG_TEXT_MAX + 1], longer[2 * LOG_TEXT_MAX];
	const char *line;

	daemon_start(f);
	start(f);
	log_info("(a\nb) \x1b[31m\x7f\tM\xc3\xa4x");
	assert_heard(f, "(a?b) ?[31m?\tM\xc3\xa4x");

	memset(longest, 'y', sizeof(longest));
	longest[LOG_TEXT_MAX] = '\0';
	log_info("%s", longest);
	assert_heard(f, longest);
	memset(longer, 'z', sizeof(longer));
	longer[sizeof(longer) - 1] = '\0';
	for (int error = 0; error < 2; error++) {
		if (error)
			log_errno(-EIO, "%.*s", LOG_TEXT_MAX - 4, longer);
		else
			log_info("%s", longer);
		line = text_of(heard(f));
		assert_non_null(line);
		assert_int_equal(strlen(line), LOG_TEXT_MAX);
		assert_string_equal(line + LOG_TEXT_MAX - 5, error ? "z:..." : "zz...");
	}
	log_close();
}

static void test_no_syslog(void **state)
{
	struct fixture *f = *state;

	daemon_start(f);
	log_info("before it is open");
	f->settings.syslog = false;
	start(f);
	log_info("x");
	log_close();
	log_close();
	assert_null(heard(f));
}

/* -- a daemon that does not read, is gone, comes back --------------------------------------------- */

/* Lines "0", "1", ... until @kept of them are kept. Returns how many there were. */
static unsigned fill(struct log_sink *s, unsigned kept)
{
	char line[32];
	unsigned n = 0;

	while (s->kept.n < kept) {
		assert_true(n < 1000000);
		log_sink_add(s, line, (size_t)snprintf(line, sizeof(line), "%u", n++));
	}
	return n;
}

static size_t tell_lost(const struct log_sink *s, unsigned long lost, char *ret_line, size_t size)
{
	(void)s;
	return (size_t)snprintf(ret_line, size, "lost %lu", lost);
}

static void sink_init(struct fixture *f, struct log_sink *s)
{
	log_sink_init(s, f->socket, -1);
	s->tell_lost = tell_lost;
}

static void assert_heard_number(struct fixture *f, unsigned n)
{
	char expected[32];
	const char *line = heard(f);

	snprintf(expected, sizeof(expected), "%u", n);
	assert_non_null(line);
	assert_string_equal(line, expected);
}

static void assert_heard_number_lost(struct fixture *f, unsigned long n)
{
	char expected[32];
	const char *line = heard(f);

	snprintf(expected, sizeof(expected), "lost %lu", n);
	assert_non_null(line);
	assert_string_equal(line, expected);
}

static void test_a_daemon_that_does_not_read(void **state)
{
	struct fixture *f = *state;
	struct log_sink s;
	struct loop loop;
	unsigned sent, got = 0;

	daemon_start(f);
	assert_int_equal(loop_open(&loop), 0);
	sink_init(f, &s);
	log_sink_watch(&s, &loop);
	sent = fill(&s, 100);
	assert_true(ev_is_started(&s.drain.ev));
	assert_false(ev_is_started(&s.retry.ev));

	/* What it reads makes room for what the loop then sends on. */
	while (got < sent) {
		const char *line = heard(f);

		if (!line)
			loop_turn(&loop);
		else
			assert_int_equal(strtoul(line, NULL, 10), got++);
	}
	assert_null(heard(f));
	assert_false(ev_is_started(&s.drain.ev));
	assert_int_equal(s.lost, 0);
	log_sink_close(&s, loop_clock());
	loop_close(&loop);
}

static void test_new_lines_go_behind_kept_ones(void **state)
{
	struct fixture *f = *state;
	struct log_sink s;
	unsigned sent, got = 0;

	daemon_start(f);
	sink_init(f, &s);
	sent = fill(&s, 3);
	for (int i = 0; i < 5; i++)
		assert_heard_number(f, got++);
	log_sink_add(&s, "new", 3); /* no loop: a line takes the others along */
	assert_int_equal(s.kept.n, 0);
	while (got < sent)
		assert_heard_number(f, got++);
	assert_string_equal(heard(f), "new");
	log_sink_close(&s, loop_clock());
}

static void test_what_is_lost_is_counted_and_said(void **state)
{
	struct fixture *f = *state;
	char big[4000] = "";
	unsigned long lost;
	struct log_sink s;
	unsigned kept;

	sink_init(f, &s);
	for (kept = 0; !s.lost; kept++)
		log_sink_add(&s, big, sizeof(big));
	kept--;
	assert_in_range(kept, 250, LOG_KEPT_MAX / sizeof(big));
	for (int i = 0; i < 40; i++)
		log_sink_add(&s, big, sizeof(big));
	assert_int_equal(s.kept.n, kept);
	lost = s.lost;
	assert_int_equal(lost, 41);

	daemon_start(f);
	for (unsigned got = 0; got < kept; got++) {
		const char *line;

		log_sink_add(&s, "more",
			     4); /* as long as less than half of the room is free, lost too */
		line = heard(f);
		assert_non_null(line);
		assert_int_equal(line[0], '\0');
		if (s.lost)
			lost = s.lost;
	}
	assert_int_equal(s.lost, 0);
	assert_in_range(lost, 42, 41 + kept);
	assert_heard_number_lost(f, lost);
	assert_string_equal(heard(f), "more");
	log_sink_close(&s, loop_clock());
}

static void test_a_daemon_that_goes_and_comes_back(void **state)
{
	struct fixture *f = *state;
	struct log_sink s;

	sink_init(f, &s);
	log_sink_add(&s, "early", 5);
	daemon_start(f);
	log_sink_add(&s, "here", 4);
	assert_string_equal(heard(f), "early");
	assert_string_equal(heard(f), "here");

	/* Started anew between two lines: nothing is lost or late. */
	daemon_stop(f);
	daemon_start(f);
	log_sink_add(&s, "again", 5);
	assert_string_equal(heard(f), "again");

	daemon_stop(f);
	log_sink_add(&s, "a", 1);
	log_sink_add(&s, "b", 1);
	assert_int_equal(s.kept.n, 2);
	daemon_start(f);
	log_sink_add(&s, "c", 1);
	assert_string_equal(heard(f), "a");
	assert_string_equal(heard(f), "b");
	assert_string_equal(heard(f), "c");

	/* A socket that is still there, but nobody's. */
	fd_close(&f->daemon);
	log_sink_add(&s, "d", 1);
	assert_int_equal(s.kept.n, 1);
	assert_int_equal(unlink(f->socket), 0);
	daemon_start(f);
	log_sink_add(&s, "e", 1);
	assert_string_equal(heard(f), "d");
	assert_string_equal(heard(f), "e");
	log_sink_close(&s, loop_clock());
}

static void test_the_loop_looks_for_a_daemon_that_is_gone(void **state)
{
	struct fixture *f = *state;
	struct log_sink s;
	struct loop loop;
	int64_t pauses[8];

	assert_int_equal(loop_open(&loop), 0);
	sink_init(f, &s);
	log_sink_watch(&s, &loop);
	assert_int_equal(loop.handles, 0);
	log_sink_add(&s, "x", 1);
	for (size_t i = 0; i < ARRAY_SIZE(pauses); i++) {
		pauses[i] = mono_between(loop_now(&loop), s.retry.at).us / USEC_PER_SEC;
		ev_timer_start(&loop, &s.retry, loop_now(&loop)); /* as if it had passed */
		if (i < ARRAY_SIZE(pauses) - 1)
			loop_turn(&loop);
	}
	assert_int_equal(pauses[0], 1);
	assert_in_range(pauses[1], 1, 2);
	assert_in_range(pauses[5], 31, 32);
	assert_in_range(pauses[6], 59, 60);
	assert_in_range(pauses[7], 59, 60);

	daemon_start(f);
	loop_turn(&loop);
	assert_string_equal(heard(f), "x");
	assert_int_equal(loop.handles, 0);
	assert_int_equal(s.pause.us, USEC_PER_SEC);
	log_sink_close(&s, loop_clock());
	loop_close(&loop);
}

static void test_closing_waits_for_a_slow_daemon_but_not_for_ever(void **state)
{
	struct fixture *f = *state;
	struct mono began = loop_clock();
	struct log_sink s;
	int status;
	pid_t reader;

	/* Nobody reads: it ends, and not before it should. */
	daemon_start(f);
	sink_init(f, &s);
	fill(&s, 10);
	log_sink_close(&s, mono_after(began, span_us(50000)));
	assert_true(mono_between(began, loop_clock()).us >= 45000);
	assert_int_equal(s.fd, -1);

	/* Nobody is there: no wait at all. */
	daemon_stop(f);
	sink_init(f, &s);
	log_sink_add(&s, "x", 1);
	log_sink_close(&s, mono_after(loop_clock(), span_seconds(3600)));

	/* Somebody reads, late. */
	daemon_start(f);
	sink_init(f, &s);
	log_sink_add(&s, "first", 5);
	fill(&s, 10);
	reader = fork();
	assert_true(reader >= 0);
	if (reader == 0) {
		char line[64];
		ssize_t n;

		fcntl(f->daemon, F_SETFL, 0);
		while ((n = recv(f->daemon, line, sizeof(line), 0)) >= 0) {
			if (n == 4 && !memcmp(line, "last", 4))
				_exit(0);
		}
		_exit(1);
	}
	log_sink_add(&s, "last", 4);
	log_sink_close(&s, mono_after(loop_clock(), span_seconds(60)));
	assert_int_equal(waitpid(reader, &status, 0), reader);
	assert_int_equal(status, 0);
}

static void test_a_child_leaves_to_the_parent_what_is_kept(void **state)
{
	struct fixture *f = *state;
	int closed, other;

	start(f);
	log_info("kept");
	log_forked(1);
	daemon_start(f);
	log_info("x");
	assert_whole_line(f, "<30>Nov 21 02:27:22 Keepalived_vrrp[%d]: x");
	assert_null(heard(f));
	log_close();

	/* Of its log files one was closed by the fork; its number is then somebody else's. */
	f->settings.file = scratch_path(f->scratch, "forked.log");
	start(f);
	closed = log_file(0);
	close(closed);
	log_forked(1);
	assert_int_equal(log_file(0), -1);
	other = open(scratch_file(f->scratch, "other", "precious", 0644), O_WRONLY | O_CLOEXEC);
	assert_int_equal(other, closed);
	log_as(0, LOG_INFO, "one");
	log_info("two");
	log_close();
	close(other);
	assert_string_equal(content(f, "other"), "precious");
	assert_non_null(strstr(content(f, "forked_vrrp.log"), "two"));
}

/* -- console and files --------------------------------------------------------------------------- */

/* Stderr becomes a pipe, and then itself again. */
static int console_start(struct fixture *f)
{
	int ends[2];

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	f->console = dup(STDERR_FILENO);
	assert_int_equal(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
	close(ends[1]);
	return ends[0];
}

static void console_stop(struct fixture *f)
{
	dup2(f->console, STDERR_FILENO);
	fd_close(&f->console);
}

static void test_console(void **state)
{
	struct fixture *f = *state;
	char got[200] = "";
	int end;

	f->settings.syslog = false;
	f->settings.console = true;
	end = console_start(f);
	start(f);
	log_as(1, LOG_INFO, "Reload complete");
	log_close();
	console_stop(f);
	assert_int_not_equal(read(end, got, sizeof(got) - 1), -1);
	assert_string_equal(got, "Sat Nov 21 02:27:22 2026: Reload complete\n");
	close(end);
}

/* The pipe is blocking, and nobody reads: the test would never end. */
static void test_a_console_that_is_not_read(void **state)
{
	struct fixture *f = *state;
	size_t said = 0, got = 0;
	char bytes[4096];
	struct loop loop;
	int end;

	f->settings.syslog = false;
	f->settings.console = true;
	end = console_start(f);
	start(f);
	assert_int_equal(loop_open(&loop), 0);
	log_watch(&loop);
	while (said < 3000) {
		log_info("%-100zu", said);
		said++;
	}
	assert_int_equal(loop.handles, 1);
	while (loop.handles) {
		ssize_t n = read(end, bytes, sizeof(bytes));

		for (ssize_t i = 0; i < n; i++)
			got += bytes[i] == '\n';
		loop_turn(&loop);
	}
	log_watch(NULL);
	log_close();
	console_stop(f);
	for (ssize_t n; (n = read(end, bytes, sizeof(bytes))) > 0;) {
		for (ssize_t i = 0; i < n; i++)
			got += bytes[i] == '\n';
	}
	assert_int_equal(got, said);
	loop_close(&loop);
	close(end);
}

static void test_a_console_that_is_gone(void **state)
{
	struct fixture *f = *state;

	f->settings.console = true;
	daemon_start(f);
	close(console_start(f));
	start(f);
	log_info("one");
	log_info("two");
	log_close();
	console_stop(f);
	assert_heard(f, "one");
	assert_heard(f, "two");
}

static void test_files(void **state)
{
	struct fixture *f = *state;
	const char *moved;

	f->settings.syslog = false;
	scratch_directory(f->scratch, "d.d", 0755);
	f->settings.file = scratch_path(f->scratch, "d.d/keepalived.log");
	start(f);
	log_info("one");
	log_as(1, LOG_INFO, "two");
	assert_string_equal(content(f, "d.d/keepalived.log"),
			    "Sat Nov 21 02:27:22.000123456 2026: one\n");
	assert_string_equal(content(f, "d.d/keepalived_vrrp.log"),
			    "Sat Nov 21 02:27:22.000123456 2026: two\n");

	/* Rotated away. */
	moved = scratch_path(f->scratch, "moved");
	assert_int_equal(rename(f->settings.file, moved), 0);
	log_info("three");
	assert_int_equal(log_reopen(), 0);
	log_info("four");
	assert_non_null(strstr(content(f, "moved"), "three"));
	assert_string_equal(content(f, "d.d/keepalived.log"),
			    "Sat Nov 21 02:27:22.000123456 2026: four\n");

	assert_int_equal(log_rename("_ns_inst"), 0);
	log_as(1, LOG_INFO, "five");
	assert_non_null(strstr(content(f, "d.d/keepalived_vrrp_ns_inst.log"), "five"));
	log_close();

	/* A file without a dot, in a directory with one; and appending to what is there. */
	f->settings.file = scratch_path(f->scratch, "d.d/plain");
	start(f);
	log_as(1, LOG_INFO, "six");
	log_close();
	start(f);
	log_as(1, LOG_INFO, "seven");
	log_close();
	assert_string_equal(content(f, "d.d/plain_vrrp"),
			    "Sat Nov 21 02:27:22.000123456 2026: six\n"
			    "Sat Nov 21 02:27:22.000123456 2026: seven\n");
}

static void test_files_that_cannot_be_opened_or_written(void **state)
{
	struct fixture *f = *state;

	daemon_start(f);
	f->settings.file = scratch_path(f->scratch, "missing/keepalived.log");
	assert_int_equal(log_open(&f->settings), -ENOENT);
	assert_int_equal(log_file(0), -1);
	log_info("one");
	assert_heard(f, "one");

	/* As after a reopening that the parent did; this one is full, then is not. */
	log_take_file(0, open("/dev/full", O_WRONLY | O_CLOEXEC));
	log_info("two");
	log_info("three");
	scratch_file(f->scratch, "good", "", 0644);
	log_take_file(0, open(scratch_path(f->scratch, "good"), O_WRONLY | O_APPEND | O_CLOEXEC));
	log_info("four");
	log_close();
	assert_string_equal(content(f, "good"),
			    "Sat Nov 21 02:27:22.000123456 2026: 2 log lines lost\n"
			    "Sat Nov 21 02:27:22.000123456 2026: four\n");
}

/* What the other side sees of lost lines. */
static void test_lost_lines_in_syslog(void **state)
{
	struct fixture *f = *state;
	char text[3000];
	const char *line;
	struct loop loop;
	unsigned got;

	memset(text, 'x', sizeof(text));
	start(f);
	assert_int_equal(loop_open(&loop), 0);
	log_watch(&loop);
	for (int i = 0; i < 500; i++)
		log_info("%.*s", (int)sizeof(text), text);
	daemon_start(f);
	log_info("y"); /* finds the daemon; is lost like those before it */
	for (got = 0; !(line = heard(f)) || text_of(line)[0] == 'x';) {
		got += line != NULL;
		if (!line)
			loop_turn(&loop);
	}
	assert_in_range(got, 300, 400);
	assert_non_null(strstr(line, "<30>Nov 21 02:27:22 Keepalived["));
	assert_int_equal(strtoul(text_of(line), NULL, 10), 501 - got);
	assert_non_null(strstr(line, " log lines lost"));
	assert_null(heard(f));
	assert_int_equal(loop.handles, 0);
	log_watch(NULL);
	log_close();
	loop_close(&loop);
}

#define log_test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		log_test(test_syslog_format),
		log_test(test_detail),
		log_test(test_texts_stay_one_line),
		log_test(test_no_syslog),
		log_test(test_a_daemon_that_does_not_read),
		log_test(test_new_lines_go_behind_kept_ones),
		log_test(test_what_is_lost_is_counted_and_said),
		log_test(test_a_daemon_that_goes_and_comes_back),
		log_test(test_the_loop_looks_for_a_daemon_that_is_gone),
		log_test(test_closing_waits_for_a_slow_daemon_but_not_for_ever),
		log_test(test_a_child_leaves_to_the_parent_what_is_kept),
		log_test(test_console),
		log_test(test_a_console_that_is_not_read),
		log_test(test_a_console_that_is_gone),
		log_test(test_files),
		log_test(test_files_that_cannot_be_opened_or_written),
		log_test(test_lost_lines_in_syslog),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
