/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The loop in a time of the test's own: the clock stands still but for what callbacks "take", and
 * waiting for a deadline moves it there at once. A few tests use the machine's time, and assert order
 * alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/sys/fdutil.h"
#include "lib/sys/loop.h"
#include "lib/text/sbuf.h"

/* -- the seam: these stand in for the C library's ---------------------------------------------- */

static struct {
	bool real;         /* the machine's time */
	int64_t us;        /* else this */
	int64_t oversleep; /* added to every wait that ends by its deadline */
	int64_t slack;     /* if not 0, that part of the wait is added as well */
	int error;         /* what the fine wait answers, if not 0 */
	unsigned waits;    /* that could have slept */
	int alarm;         /* the timer that was set last */
	int64_t alarm_us;  /* when it goes off; 0: not set */
	unsigned alarms;   /* how often one was set */
} machine;

int clock_gettime(clockid_t id, struct timespec *ts)
{
	if (machine.real || id != CLOCK_MONOTONIC)
		return (int)syscall(SYS_clock_gettime, id, ts);
	*ts = (struct timespec){ .tv_sec = machine.us / 1000000,
				 .tv_nsec = machine.us % 1000000 * 1000 };
	return 0;
}

int timerfd_settime(int fd, int flags, const struct itimerspec *spec, struct itimerspec *old)
{
	const struct itimerspec never = { 0 };

	machine.alarms++;
	if (machine.real)
		return (int)syscall(SYS_timerfd_settime, fd, flags, spec, old);
	machine.alarm = fd;
	machine.alarm_us = spec->it_value.tv_sec * 1000000 + spec->it_value.tv_nsec / 1000;
	return (int)syscall(SYS_timerfd_settime, fd, flags, &never, old);
}

/* Sleep until then, or until the alarm goes off, if that is earlier. True: it has gone off. */
static bool sleep_until(int64_t us)
{
	const struct itimerspec now = { .it_value = { .tv_nsec = 1 } };
	bool is_alarm = machine.alarm_us && machine.alarm_us < us;

	machine.us = is_alarm ? machine.alarm_us : us;
	if (!is_alarm)
		return false;
	machine.alarm_us = 0;
	return syscall(SYS_timerfd_settime, machine.alarm, 0, &now, NULL) == 0;
}

int epoll_pwait2(int fd, struct epoll_event *events, int most, const struct timespec *timeout,
		 const sigset_t *mask)
{
	const struct timespec none = { 0 };
	int n;

	if (machine.error) {
		errno = machine.error;
		return -1;
	}
	machine.waits += !timeout || timeout->tv_sec || timeout->tv_nsec;
	n = (int)syscall(SYS_epoll_pwait2, fd, events, most,
			 machine.real || !timeout ? timeout : &none, mask, sizeof(sigset_t));
	if (n == 0 && !machine.real && (timeout->tv_sec || timeout->tv_nsec)) {
		int64_t us = timeout->tv_sec * 1000000 + timeout->tv_nsec / 1000;

		us += machine.us + machine.oversleep + (machine.slack ? us / machine.slack : 0);
		if (sleep_until(us))
			n = (int)syscall(SYS_epoll_pwait2, fd, events, most, NULL, mask, sizeof(sigset_t));
	}
	return n;
}

/* -- what every test has --------------------------------------------------------------------- */

struct fixture {
	struct loop loop;
	struct sbuf trace; /* one letter a callback */
	struct lateness_report report;
	unsigned reports;
};

static struct fixture *the; /* callbacks get their handle alone */

static int setup(void **state)
{
	machine.real = false;
	machine.us = 1000000;
	machine.oversleep = 0;
	machine.slack = 0;
	machine.error = 0;
	machine.waits = 0;
	machine.alarm_us = 0;
	machine.alarms = 0;
	the = calloc(1, sizeof(*the));
	assert_int_equal(loop_open(&the->loop), 0);
	*state = the;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	loop_close(&the->loop); /* asserts that every handle was stopped */
	sbuf_release(&the->trace);
	free(the);
	return 0;
}

static void assert_trace(const char *expected)
{
	assert_string_equal(sbuf_text(&the->trace), expected);
	sbuf_clear(&the->trace);
}

static void turns(int n)
{
	while (n--)
		loop_turn(&the->loop);
}

static struct mono in_us(int64_t us)
{
	return (struct mono){ .us = machine.us + us };
}

/* A timer that leaves its letter, and does what it is told to. */
struct alarm {
	struct ev_timer timer;
	char letter;
	int64_t takes;
	int64_t again;                  /* after so many microseconds; 0: never */
	struct ev_timer *stops, *moves; /* the latter by a second */
};

static void on_alarm(struct ev_timer *timer)
{
	struct alarm *a = container_of(timer, struct alarm, timer);

	assert_false(ev_is_started(&timer->ev));
	sbuf_add_char(&the->trace, a->letter);
	machine.us += a->takes;
	if (a->again)
		ev_timer_start(&the->loop, timer,
			       mono_after(loop_now(&the->loop), span_us(a->again)));
	if (a->stops)
		ev_timer_stop(a->stops);
	if (a->moves)
		ev_timer_start(&the->loop, a->moves, mono_after(a->moves->at, span_seconds(1)));
}

#define ALARM(l, ...)                                                                              \
	{                                                                                          \
		.timer = { .ev = { .name = "alarm " #l }, .on_due = on_alarm }, .letter = (#l)[0], \
		__VA_ARGS__                                                                        \
	}
#define URGENT(alarm) ((alarm).timer.ev.urgent = true)

/* One end of a socket pair; the callback reads what is there, and leaves a letter. */
struct wire {
	struct ev_io io;
	int ends[2]; /* ours, the other */
	char letter;
	int64_t takes;
	unsigned ready;
	bool keeps; /* does not read */
	struct ev_io *stops;
};

static void on_wire(struct ev_io *io, unsigned ready)
{
	struct wire *w = container_of(io, struct wire, io);
	char bytes[100];

	w->ready = ready;
	sbuf_add_char(&the->trace, w->letter);
	machine.us += w->takes;
	if (!w->keeps && (ready & EV_READ) && read(w->ends[0], bytes, sizeof(bytes)) <= 0)
		ev_io_stop(io);
	if (w->stops)
		ev_io_stop(w->stops);
}

static void wire_open(struct wire *w, char letter)
{
	*w = (struct wire){ .io = { .ev = { .name = "wire" }, .on_ready = on_wire },
			    .letter = letter };
	assert_int_equal(
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, w->ends), 0);
}

static void wire_close(struct wire *w)
{
	ev_io_stop(&w->io);
	fd_close(&w->ends[0]);
	fd_close(&w->ends[1]);
}

static void poke(struct wire *w)
{
	assert_int_equal(write(w->ends[1], "x", 1), 1);
}

/* A soon that leaves its letter. */
struct errand {
	struct ev_soon soon;
	char letter;
	bool again;
	struct errand *frees; /* possibly itself */
};

static void on_errand(struct ev_soon *soon)
{
	struct errand *e = container_of(soon, struct errand, soon);

	sbuf_add_char(&the->trace, e->letter);
	if (e->again)
		ev_soon_start(&the->loop, soon);
	if (e->frees) {
		ev_soon_stop(&e->frees->soon);
		free(e->frees);
	}
}

#define ERRAND(l)                                                                           \
	{                                                                                   \
		.soon = { .ev = { .name = "errand" }, .on_soon = on_errand }, .letter = (l) \
	}

/* -- timers ---------------------------------------------------------------------------------- */

static void test_timers_run_in_the_order_of_their_deadlines(void **state)
{
	struct alarm c = ALARM(c), a = ALARM(a), b = ALARM(b), past = ALARM(p);

	(void)state;
	ev_timer_start(&the->loop, &c.timer, in_us(3000000));
	ev_timer_start(&the->loop, &a.timer, in_us(1000));
	ev_timer_start(&the->loop, &b.timer, in_us(1000));
	ev_timer_start(&the->loop, &past.timer, in_us(-5));
	turns(1);
	assert_trace("p");
	assert_int_equal(machine.waits, 0);
	turns(1);
	assert_trace("ab");
	assert_int_equal(loop_now(&the->loop).us, 1001000);
	turns(1);
	assert_trace("c");
	assert_int_equal(loop_now(&the->loop).us, 4000000);
	assert_int_equal(machine.waits, 2);
}

static void test_a_timer_moves_and_stops(void **state)
{
	struct alarm a = ALARM(a), b = ALARM(b), c = ALARM(c);

	(void)state;
	ev_timer_start(&the->loop, &a.timer, in_us(10));
	ev_timer_start(&the->loop, &b.timer, in_us(20));
	ev_timer_start(&the->loop, &c.timer, in_us(30));
	ev_timer_start(&the->loop, &a.timer, in_us(25));
	ev_timer_stop(&b.timer);
	ev_timer_stop(&b.timer);
	turns(2);
	assert_trace("ac");
}

/* Both are due; what the first one does to the second counts. */
static void test_due_timers_are_stopped_and_moved_by_others(void **state)
{
	struct alarm a = ALARM(a), b = ALARM(b), c = ALARM(c), d = ALARM(d);

	(void)state;
	a.stops = &b.timer;
	a.moves = &c.timer;
	ev_timer_start(&the->loop, &a.timer, in_us(10));
	ev_timer_start(&the->loop, &b.timer, in_us(10));
	ev_timer_start(&the->loop, &c.timer, in_us(10));
	ev_timer_start(&the->loop, &d.timer, in_us(20));
	turns(2);
	assert_trace("ad");
	turns(1);
	assert_trace("c");
	assert_int_equal(loop_now(&the->loop).us, 2000010);
}

static void test_time_is_the_same_within_a_turn(void **state)
{
	struct alarm a = ALARM(a, .takes = 300, .again = 1000), b = ALARM(b, .again = 1000);

	(void)state;
	ev_timer_start(&the->loop, &a.timer, in_us(10));
	ev_timer_start(&the->loop, &b.timer, in_us(10));
	turns(1);
	assert_trace("ab");
	assert_int_equal(a.timer.at.us, 1001010);
	assert_int_equal(b.timer.at.us, 1001010);
	ev_timer_stop(&a.timer);
	ev_timer_stop(&b.timer);
}

static void test_thousands_of_timers(void **state)
{
	enum { N = 5000 };
	struct alarm *alarms = calloc(N, sizeof(*alarms));
	unsigned seed = 11;
	int64_t latest = 0;

	(void)state;
	for (int i = 0; i < N; i++) {
		alarms[i] = (struct alarm)ALARM(x);
		ev_timer_start(&the->loop, &alarms[i].timer, in_us(1 + rand_r(&seed) % 100000));
	}
	for (int i = 0; i < N; i += 5)
		ev_timer_stop(&alarms[i].timer);
	while (the->trace.len < N - N / 5) {
		size_t before = the->trace.len;

		turns(1);
		assert_true(the->trace.len > before);
		assert_true(loop_now(&the->loop).us >= latest);
		latest = loop_now(&the->loop).us;
		for (int i = 0; i < N; i++) {
			if (ev_is_started(&alarms[i].timer.ev))
				assert_true(alarms[i].timer.at.us > latest);
		}
	}
	assert_int_equal(the->loop.handles, 0);
	free(alarms);
}

/* Linux draws out a wait by a thousandth of it, but not its timers. */
static void test_long_waits_are_exact_for_what_is_urgent(void **state)
{
	struct alarm a = ALARM(a), u = ALARM(U);

	(void)state;
	URGENT(u);
	machine.slack = 1000;
	ev_timer_start(&the->loop, &u.timer, in_us(1000000));
	turns(1);
	assert_int_equal(machine.us, u.timer.at.us);

	/* Another one shortly before does not make it late. */
	ev_timer_start(&the->loop, &a.timer, in_us(9999000));
	ev_timer_start(&the->loop, &u.timer, in_us(10000000));
	turns(1);
	assert_int_equal(machine.us, u.timer.at.us);
	assert_int_equal(machine.alarms, 2);
	assert_trace("UUa");

	/* What is not urgent, and short waits, cost nothing more. */
	ev_timer_start(&the->loop, &a.timer, in_us(1000000));
	turns(1);
	ev_timer_start(&the->loop, &u.timer, in_us(100000));
	turns(1);
	assert_int_equal(machine.us, u.timer.at.us + 100);
	assert_int_equal(machine.alarms, 2);
	assert_int_equal(machine.waits, 4);
	assert_trace("aU");
}

/* A deadline that is moved by every message: the alarm is not, but goes off in vain now and then. */
static void test_an_alarm_stays_where_it_was_while_that_will_do(void **state)
{
	struct alarm u = ALARM(U), tick = ALARM(t);

	(void)state;
	URGENT(u);
	tick.moves = &u.timer;
	ev_timer_start(&the->loop, &u.timer, in_us(3600000));
	for (int i = 0; i < 3; i++) {
		ev_timer_start(&the->loop, &tick.timer, in_us(1000000));
		turns(1);
	}
	assert_trace("ttt");
	assert_int_equal(machine.alarms, 1);
	turns(1);
	assert_trace("");
	turns(1);
	assert_trace("U");
	assert_int_equal(machine.us, u.timer.at.us);
	assert_int_equal(machine.alarms, 2);

	/* Earlier than the alarm: it is set anew. */
	ev_timer_start(&the->loop, &u.timer, in_us(5000000));
	ev_timer_start(&the->loop, &tick.timer, in_us(200));
	tick.moves = NULL;
	turns(1);
	ev_timer_start(&the->loop, &u.timer, in_us(200000));
	turns(1);
	assert_trace("tU");
	assert_int_equal(machine.us, u.timer.at.us);
	assert_int_equal(machine.alarms, 4);
	ev_timer_stop(&u.timer);
}

static void test_without_the_fine_wait(void **state)
{
	struct alarm a = ALARM(a), b = ALARM(b);
	const int errors[] = { ENOSYS, EPERM };

	(void)state;
	machine.real = true;
	for (size_t i = 0; i < ARRAY_SIZE(errors); i++) {
		struct mono start = loop_now(&the->loop);

		machine.error = errors[i];
		the->loop.coarse = false;
		ev_timer_start(&the->loop, &b.timer, mono_after(start, span_us(INT64_C(3) << 50)));
		ev_timer_start(&the->loop, &a.timer, mono_after(start, span_us(1500)));
		while (ev_is_started(&a.timer.ev))
			turns(1);
		assert_true(the->loop.coarse);
		assert_false(mono_before(loop_now(&the->loop), mono_after(start, span_us(1500))));
		ev_timer_stop(&b.timer);
	}
	assert_trace("aa");
}

static void test_real_time_keeps_the_order(void **state)
{
	struct alarm a = ALARM(a), b = ALARM(b), c = ALARM(c);

	(void)state;
	machine.real = true;
	loop_close(&the->loop);
	assert_int_equal(loop_open(&the->loop), 0);
	ev_timer_start(&the->loop, &c.timer, mono_after(loop_now(&the->loop), span_us(3000)));
	ev_timer_start(&the->loop, &a.timer, mono_after(loop_now(&the->loop), span_us(1)));
	ev_timer_start(&the->loop, &b.timer, mono_after(loop_now(&the->loop), span_us(1500)));
	while (ev_is_started(&c.timer.ev)) {
		turns(1);
		assert_false(!ev_is_started(&c.timer.ev) &&
			     mono_before(loop_now(&the->loop), c.timer.at));
	}
	assert_trace("abc");
}

/* -- descriptors ------------------------------------------------------------------------------- */

static void test_descriptors_go_on_until_stopped(void **state)
{
	struct wire w;

	(void)state;
	wire_open(&w, 'w');
	ev_io_start(&the->loop, &w.io, w.ends[0], EV_READ);
	for (int i = 0; i < 3; i++) {
		poke(&w);
		turns(1);
		assert_int_equal(w.ready, EV_READ);
	}
	assert_trace("www");
	ev_io_want(&w.io, EV_READ | EV_WRITE);
	turns(1);
	assert_int_equal(w.ready, EV_WRITE);
	poke(&w);
	turns(1);
	assert_int_equal(w.ready, EV_READ | EV_WRITE);
	assert_trace("ww");
	wire_close(&w);
}

static void test_a_hang_up_shows_as_what_was_wanted(void **state)
{
	struct alarm a = ALARM(a);
	struct wire w;

	(void)state;
	wire_open(&w, 'w');
	ev_io_start(&the->loop, &w.io, w.ends[0], 0);
	fd_close(&w.ends[1]);

	/* Nothing is wanted: no callback, and no wait that returns at once for ever. */
	ev_timer_start(&the->loop, &a.timer, in_us(1000));
	turns(1);
	assert_trace("a");
	assert_int_equal(machine.waits, 1);

	w.keeps = true;
	ev_io_want(&w.io, EV_WRITE);
	turns(1);
	assert_int_equal(w.ready, EV_WRITE);
	w.keeps = false;
	ev_io_want(&w.io, EV_READ);
	turns(1);
	assert_trace("ww");
	assert_false(ev_is_started(&w.io.ev)); /* it read the end and stopped itself */
	wire_close(&w);
}

static void test_ready_descriptors_are_stopped_by_others(void **state)
{
	struct wire w[3];

	(void)state;
	for (int i = 0; i < 3; i++) {
		wire_open(&w[i], (char)('0' + i));
		ev_io_start(&the->loop, &w[i].io, w[i].ends[0], EV_READ);
		poke(&w[i]);
	}
	w[0].stops = &w[1].io;
	w[2].stops = &w[2].io;
	turns(1);
	assert_trace("02");
	assert_false(ev_is_started(&w[1].io.ev));
	assert_false(ev_is_started(&w[2].io.ev));
	for (int i = 0; i < 3; i++)
		wire_close(&w[i]);
}

/* It was ready, then no longer wanted, before its turn came. */
struct changer {
	struct ev_io io;
	struct ev_io *other;
};

static void on_changer(struct ev_io *io, unsigned ready)
{
	struct changer *c = container_of(io, struct changer, io);

	assert_int_equal(ready, EV_WRITE);
	sbuf_add_char(&the->trace, 'c');
	ev_io_want(c->other, EV_WRITE);
	ev_io_stop(io);
}

static void test_readiness_that_is_no_longer_wanted_is_dropped(void **state)
{
	struct changer c = { .io = { .ev = { .name = "changer", .urgent = true },
				     .on_ready = on_changer } };
	struct wire w, other;
	char full[4096] = "";

	(void)state;
	wire_open(&w, 'w');
	wire_open(&other, 'o');
	while (write(w.ends[0], full, sizeof(full)) > 0)
		;
	c.other = &w.io;
	ev_io_start(&the->loop, &w.io, w.ends[0], EV_READ);
	ev_io_start(&the->loop, &c.io, other.ends[0], EV_WRITE);
	poke(&w);
	turns(1);
	assert_trace("c");
	wire_close(&w);
	wire_close(&other);
}

static void test_more_descriptors_than_a_batch(void **state)
{
	enum { N = 300 };
	struct wire *w = calloc(N, sizeof(*w));

	(void)state;
	for (int i = 0; i < N; i++) {
		wire_open(&w[i], 'w');
		ev_io_start(&the->loop, &w[i].io, w[i].ends[0], EV_READ);
		poke(&w[i]);
	}
	turns(2);
	assert_int_equal(the->trace.len, N);
	for (int i = 0; i < N; i++) {
		assert_int_equal(w[i].ready, EV_READ);
		wire_close(&w[i]);
	}
	free(w);
}

static void test_a_descriptor_closed_too_early_is_a_bug(void **state)
{
	int status;
	pid_t child;

	(void)state;
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct wire w;

		signal(SIGABRT, SIG_DFL);
		/* The child has the kernel's side of the loop in common with us, so it takes its own. */
		if (loop_open(&the->loop) < 0)
			_exit(1);
		wire_open(&w, 'w');
		ev_io_start(&the->loop, &w.io, w.ends[0], EV_READ);
		close(w.ends[0]);
		ev_io_stop(&w.io);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

/* -- lanes ------------------------------------------------------------------------------------- */

static void test_urgent_first_and_descriptors_before_deadlines(void **state)
{
	struct alarm a = ALARM(a), u = ALARM(U);
	struct errand e = ERRAND('e');
	struct wire w, v;

	(void)state;
	wire_open(&w, 'w');
	wire_open(&v, 'V');
	v.io.ev.urgent = true;
	URGENT(u);
	ev_timer_start(&the->loop, &a.timer, in_us(0));
	ev_timer_start(&the->loop, &u.timer, in_us(0));
	ev_io_start(&the->loop, &w.io, w.ends[0], EV_READ);
	ev_io_start(&the->loop, &v.io, v.ends[0], EV_READ);
	ev_soon_start(&the->loop, &e.soon);
	poke(&w);
	poke(&v);
	turns(1);
	assert_trace("VUewa");
	wire_close(&w);
	wire_close(&v);
}

/* Urgent ones that never rest: the others get one run a turn. */
static void test_the_rest_does_not_starve(void **state)
{
	struct alarm u = ALARM(U, .takes = 5000, .again = 1);
	struct wire w[3];

	(void)state;
	URGENT(u);
	ev_timer_start(&the->loop, &u.timer, in_us(0));
	for (int i = 0; i < 3; i++) {
		wire_open(&w[i], (char)('0' + i));
		ev_io_start(&the->loop, &w[i].io, w[i].ends[0], EV_READ);
		w[i].keeps = true;
		poke(&w[i]);
	}
	turns(6);
	assert_trace("U0U1U2U0U1U2");
	for (int i = 0; i < 3; i++)
		wire_close(&w[i]);
	ev_timer_stop(&u.timer);
}

/* The others never rest: an urgent deadline waits for one run of theirs, not for all. */
static void test_urgent_deadlines_cut_in(void **state)
{
	struct alarm u = ALARM(U, .again = 1000);
	struct wire w[4];

	(void)state;
	URGENT(u);
	ev_timer_start(&the->loop, &u.timer, in_us(150));
	for (int i = 0; i < 4; i++) {
		wire_open(&w[i], (char)('0' + i));
		ev_io_start(&the->loop, &w[i].io, w[i].ends[0], EV_READ);
		w[i].takes = 100;
		poke(&w[i]);
	}
	turns(2);
	assert_trace("01U23");
	for (int i = 0; i < 4; i++)
		wire_close(&w[i]);
	ev_timer_stop(&u.timer);
}

/* Urgent descriptors get a look after each slice. */
static void test_urgent_descriptors_cut_in_after_a_slice(void **state)
{
	struct wire w[4], v;

	(void)state;
	wire_open(&v, 'V');
	v.io.ev.urgent = true;
	for (int i = 0; i < 4; i++) {
		wire_open(&w[i], (char)('0' + i));
		ev_io_start(&the->loop, &w[i].io, w[i].ends[0], EV_READ);
		w[i].takes = 600;
		poke(&w[i]);
	}
	ev_io_start(&the->loop, &v.io, v.ends[0], EV_READ);
	turns(1);
	assert_trace("01");
	poke(&v);
	turns(1);
	assert_trace("V23");
	for (int i = 0; i < 4; i++)
		wire_close(&w[i]);
	wire_close(&v);
}

/* -- soon -------------------------------------------------------------------------------------- */

static void test_soon_is_the_next_turn(void **state)
{
	struct errand a = ERRAND('a'), b = ERRAND('b'), c = ERRAND('c');

	(void)state;
	a.again = true;
	ev_soon_start(&the->loop, &a.soon);
	ev_soon_start(&the->loop, &a.soon);
	ev_soon_start(&the->loop, &b.soon);
	ev_soon_start(&the->loop, &c.soon);
	ev_soon_stop(&c.soon);
	turns(1);
	assert_trace("ab");
	turns(2);
	assert_trace("aa");
	assert_int_equal(machine.waits, 0);
	ev_soon_stop(&a.soon);
}

static void test_callbacks_free_handles(void **state)
{
	struct errand *e[3];

	(void)state;
	for (int i = 0; i < 3; i++) {
		e[i] = malloc(sizeof(*e[i]));
		*e[i] = (struct errand)ERRAND((char)('0' + i));
		ev_soon_start(&the->loop, &e[i]->soon);
	}
	e[0]->frees = e[1];
	e[2]->frees = e[2];
	turns(1);
	assert_trace("02");
	free(e[0]);
}

/* Handles that stop, start and move each other at random: the loop's books stay right. */
static void test_anything_from_within_anything(void **state)
{
	enum { N = 40 };
	static struct wire wires[N];
	static struct alarm alarms[N];
	static struct errand errands[N];
	unsigned seed = 5;

	(void)state;
	for (int i = 0; i < N; i++) {
		wire_open(&wires[i], 'w');
		alarms[i] = (struct alarm)ALARM(a);
		errands[i] = (struct errand)ERRAND('e');
		wires[i].io.ev.urgent = alarms[i].timer.ev.urgent = errands[i].soon.ev.urgent =
			i % 2;
		wires[i].stops = &wires[(i * 7 + 3) % N].io;
		alarms[i].stops = &alarms[(i * 5 + 1) % N].timer;
		alarms[i].takes = i * 10;
		wires[i].takes = i * 10;
	}
	for (int round = 0; round < 3000; round++) {
		int i = (int)(rand_r(&seed) % N);

		switch (rand_r(&seed) % 5) {
		case 0: ev_io_start(&the->loop, &wires[i].io, wires[i].ends[0], EV_READ); break;
		case 1:
			ev_timer_start(&the->loop, &alarms[i].timer, in_us(rand_r(&seed) % 500));
			break;
		case 2: ev_soon_start(&the->loop, &errands[i].soon); break;
		case 3: poke(&wires[i]); break;
		case 4:
			if (ev_is_started(&errands[0].soon.ev) ||
			    ev_is_started(&alarms[0].timer.ev))
				turns(1);
		}
	}
	assert_true(the->trace.len > 500);
	for (int i = 0; i < N; i++) {
		wire_close(&wires[i]);
		ev_timer_stop(&alarms[i].timer);
		ev_soon_stop(&errands[i].soon);
	}
	assert_int_equal(the->loop.handles, 0);
	assert_null(heap_first(&the->loop.timers[0]));
	assert_null(heap_first(&the->loop.timers[1]));
}

/* -- signals and children ------------------------------------------------------------------------ */

struct bell {
	struct ev_signal signal;
	char letter;
};

static void on_bell(struct ev_signal *signal)
{
	sbuf_add_char(&the->trace, container_of(signal, struct bell, signal)->letter);
}

static void test_signals(void **state)
{
	struct bell usr1 = { .signal = { .ev = { .name = "usr1" }, .on_signal = on_bell },
			     .letter = 'u' };
	struct bell rt = { .signal = { .ev = { .name = "rt" }, .on_signal = on_bell },
			   .letter = 'r' };
	struct bell too = { .signal = { .ev = { .name = "usr1 too" }, .on_signal = on_bell },
			    .letter = 'U' };
	sigset_t blocked;

	(void)state;
	ev_signal_start(&the->loop, &usr1.signal, SIGUSR1);
	ev_signal_start(&the->loop, &too.signal, SIGUSR1);
	ev_signal_start(&the->loop, &rt.signal, SIGRTMIN + 2);
	raise(SIGRTMIN + 2);
	raise(SIGRTMIN + 2);
	raise(SIGUSR1);
	turns(1);
	assert_int_equal(the->trace.len, 3);
	assert_non_null(strstr(sbuf_text(&the->trace), "uU"));
	assert_non_null(strchr(sbuf_text(&the->trace), 'r'));
	sbuf_clear(&the->trace);

	raise(SIGUSR1);
	ev_signal_stop(&too.signal);
	turns(1);
	assert_trace("u");

	/* A stopped one is not lost to the default action: it waits. */
	ev_signal_stop(&usr1.signal);
	sigprocmask(SIG_BLOCK, NULL, &blocked);
	assert_int_equal(sigismember(&blocked, SIGUSR1), 1);
	raise(SIGUSR1);
	ev_signal_start(&the->loop, &usr1.signal, SIGUSR1);
	turns(1);
	assert_trace("u");
	ev_signal_stop(&usr1.signal);
	ev_signal_stop(&rt.signal);
}

struct kid {
	struct ev_child child;
	int status;
};

static void on_kid(struct ev_child *child, int status)
{
	assert_false(ev_is_started(&child->ev));
	container_of(child, struct kid, child)->status = status;
	sbuf_add_char(&the->trace, 'k');
}

static pid_t kid_start(struct kid *k, int (*life)(void))
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(life());
	*k = (struct kid){ .child = { .ev = { .name = "kid" }, .on_exit = on_kid }, .status = -7 };
	assert_int_equal(ev_child_start(&the->loop, &k->child, pid), 0);
	return pid;
}

static int life_exit_3(void)
{
	return 3;
}

static int life_wait(void)
{
	return pause();
}

static void test_children(void **state)
{
	struct kid a, b;
	pid_t pid;

	(void)state;
	machine.real = true;
	kid_start(&a, life_exit_3);
	pid = kid_start(&b, life_wait);
	while (ev_is_started(&a.child.ev))
		turns(1);
	assert_true(WIFEXITED(a.status) && WEXITSTATUS(a.status) == 3);
	assert_true(ev_is_started(&b.child.ev));
	kill(pid, SIGKILL);
	while (ev_is_started(&b.child.ev))
		turns(1);
	assert_true(WIFSIGNALED(b.status) && WTERMSIG(b.status) == SIGKILL);
	assert_trace("kk");
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(ev_child_start(&the->loop, &a.child, pid), -ESRCH);
}

static void test_a_child_lost_to_another_wait(void **state)
{
	struct kid a;
	pid_t pid;

	(void)state;
	machine.real = true;
	pid = kid_start(&a, life_exit_3);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	turns(1);
	assert_trace("k");
	assert_int_equal(a.status, -1);
}

static void test_a_stopped_child_is_not_reaped(void **state)
{
	struct kid a;
	pid_t pid;

	(void)state;
	pid = kid_start(&a, life_exit_3);
	ev_child_stop(&a.child);
	ev_child_stop(&a.child);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_trace("");
}

/* -- run and leave -------------------------------------------------------------------------------- */

static void on_last(struct ev_soon *soon)
{
	sbuf_add_char(&the->trace, 'l');
	(void)soon;
	loop_leave(&the->loop);
}

static void test_leaving(void **state)
{
	struct errand a = ERRAND('a'), b = ERRAND('b');
	struct ev_soon last = { .ev = { .name = "last" }, .on_soon = on_last };

	(void)state;
	ev_soon_start(&the->loop, &a.soon);
	ev_soon_start(&the->loop, &last);
	ev_soon_start(&the->loop, &b.soon);
	loop_run(&the->loop);
	assert_trace("al");
	turns(1);
	assert_trace("b");
}

/* -- lateness -------------------------------------------------------------------------------------- */

static void on_late(struct loop *l, const struct lateness_report *report)
{
	assert_ptr_equal(l, &the->loop);
	the->report = *report;
	the->reports++;
}

static void watch_lateness(void)
{
	the->loop.lateness.tolerated = span_us(1000);
	the->loop.on_late = on_late;
}

static const struct lateness_account *account(const char *name)
{
	for (size_t i = 0; i < the->loop.lateness.accounts.n; i++) {
		if (!strcmp(the->loop.lateness.accounts.at[i].name, name))
			return &the->loop.lateness.accounts.at[i];
	}
	fail_msg("no account of %s", name);
	return NULL;
}

static void test_a_slow_one_is_named(void **state)
{
	struct alarm slow = ALARM(s, .takes = 7000), late = ALARM(l), less = ALARM(m);

	(void)state;
	watch_lateness();
	URGENT(late);
	URGENT(less);
	ev_timer_start(&the->loop, &less.timer, in_us(400));
	ev_timer_start(&the->loop, &slow.timer, in_us(100));
	ev_timer_start(&the->loop, &late.timer, in_us(300));
	turns(1);
	assert_int_equal(the->reports, 0);
	turns(1);
	assert_trace("slm");
	assert_int_equal(the->reports, 1);
	assert_string_equal(the->report.name, "alarm l");
	assert_true(the->report.urgent);
	assert_int_equal(the->report.by.us, 6800);
	assert_string_equal(the->report.slowest, "alarm s");
	assert_int_equal(the->report.took.us, 7000);
	assert_int_equal(the->report.overslept.us, 0);

	assert_int_equal(account("alarm s")->runs, 1);
	assert_int_equal(account("alarm s")->longest.us, 7000);
	assert_int_equal(account("alarm s")->late, 0);
	assert_int_equal(account("alarm l")->late, 1);
	assert_int_equal(account("alarm l")->latest.us, 6800);
	assert_true(account("alarm l")->urgent);
}

static void test_a_busy_machine_is_named(void **state)
{
	struct alarm a = ALARM(a, .takes = 10, .again = 5000);

	(void)state;
	watch_lateness();
	machine.oversleep = 900;
	ev_timer_start(&the->loop, &a.timer, in_us(5000));
	turns(3);
	assert_int_equal(the->reports, 0);
	machine.oversleep = 40000;
	turns(1);
	assert_int_equal(the->reports, 1);
	assert_int_equal(the->report.by.us, 40000);
	assert_int_equal(the->report.overslept.us, 40000);
	assert_int_equal(the->report.took.us, 10);
	assert_int_equal(account("alarm a")->runs, 4);
	assert_int_equal(account("alarm a")->busy.us, 40);
	ev_timer_stop(&a.timer);
}

static void test_accounts_are_by_name_and_lane(void **state)
{
	struct alarm a = ALARM(a), b = ALARM(a), c = ALARM(a);

	(void)state;
	URGENT(c);
	for (int i = 0; i < 2; i++) {
		ev_timer_start(&the->loop, &a.timer, in_us(0));
		ev_timer_start(&the->loop, &b.timer, in_us(0));
		ev_timer_start(&the->loop, &c.timer, in_us(0));
		turns(1);
	}
	assert_trace("aaaaaa");
	assert_int_equal(the->loop.lateness.accounts.n, 2);
	assert_int_equal(the->loop.lateness.accounts.at[0].runs, 4);
	assert_int_equal(the->loop.lateness.accounts.at[1].runs, 2);
}

#define loop_test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		loop_test(test_timers_run_in_the_order_of_their_deadlines),
		loop_test(test_a_timer_moves_and_stops),
		loop_test(test_due_timers_are_stopped_and_moved_by_others),
		loop_test(test_time_is_the_same_within_a_turn),
		loop_test(test_thousands_of_timers),
		loop_test(test_long_waits_are_exact_for_what_is_urgent),
		loop_test(test_an_alarm_stays_where_it_was_while_that_will_do),
		loop_test(test_without_the_fine_wait),
		loop_test(test_real_time_keeps_the_order),
		loop_test(test_descriptors_go_on_until_stopped),
		loop_test(test_a_hang_up_shows_as_what_was_wanted),
		loop_test(test_ready_descriptors_are_stopped_by_others),
		loop_test(test_readiness_that_is_no_longer_wanted_is_dropped),
		loop_test(test_more_descriptors_than_a_batch),
		loop_test(test_a_descriptor_closed_too_early_is_a_bug),
		loop_test(test_urgent_first_and_descriptors_before_deadlines),
		loop_test(test_the_rest_does_not_starve),
		loop_test(test_urgent_deadlines_cut_in),
		loop_test(test_urgent_descriptors_cut_in_after_a_slice),
		loop_test(test_soon_is_the_next_turn),
		loop_test(test_callbacks_free_handles),
		loop_test(test_anything_from_within_anything),
		loop_test(test_signals),
		loop_test(test_children),
		loop_test(test_a_child_lost_to_another_wait),
		loop_test(test_a_stopped_child_is_not_reaped),
		loop_test(test_leaving),
		loop_test(test_a_slow_one_is_named),
		loop_test(test_a_busy_machine_is_named),
		loop_test(test_accounts_are_by_name_and_lane),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
