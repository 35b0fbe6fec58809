/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/sys/loop.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/sys/fdutil.h"

#define BATCH 256           /* events taken from the kernel at once */
#define SLICE span_us(1000) /* for what is not urgent, before the kernel is asked again */
#define LONG_US 100000      /* a wait that the kernel may draw out too much */

enum { REST, URGENT };

/* -- clock ------------------------------------------------------------------------------- */

struct mono loop_clock(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (struct mono){ .us = ts.tv_sec * USEC_PER_SEC + ts.tv_nsec / 1000 };
}

struct mono loop_now(const struct loop *l)
{
	return l->now;
}

/* -- open and close ------------------------------------------------------------------------ */

/* What the kernel may refuse here is memory, or it is a bug of ours: a descriptor that is none. */
static void watch(struct loop *l, int operation, int fd, uint32_t events, struct ev *ev)
{
	struct epoll_event event = { .events = events, .data.ptr = ev };

	if (epoll_ctl(l->epoll, operation, fd, &event) < 0)
		abort();
}

int loop_open(struct loop *l)
{
	_cleanup_close_ int epoll = epoll_create1(EPOLL_CLOEXEC);
	_cleanup_close_ int signals = -1;
	_cleanup_close_ int alarm = -1;
	sigset_t none;

	if (epoll < 0)
		return -errno;
	sigemptyset(&none);
	signals = signalfd(-1, &none, SFD_NONBLOCK | SFD_CLOEXEC);
	if (signals < 0)
		return -errno;
	alarm = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (alarm < 0)
		return -errno;

	*l = (struct loop){
		.epoll = take_fd(&epoll),
		.signals = take_fd(&signals),
		.signals_ev = { .kind = EV_SIGNALS },
		.alarm = take_fd(&alarm),
		.alarm_ev = { .kind = EV_ALARM },
	};
	l->now = l->clock = loop_clock();
	for (int lane = REST; lane <= URGENT; lane++) {
		heap_init(&l->timers[lane]);
		list_init(&l->ready[lane]);
		list_init(&l->running[lane]);
	}
	list_init(&l->signal_handles);
	watch(l, EPOLL_CTL_ADD, l->signals, EPOLLIN, &l->signals_ev);
	watch(l, EPOLL_CTL_ADD, l->alarm, EPOLLIN | EPOLLET, &l->alarm_ev); /* told once, never read */
	return 0;
}

void loop_close(struct loop *l)
{
	assert(!l->handles);

	for (int lane = REST; lane <= URGENT; lane++)
		heap_release(&l->timers[lane]);
	lateness_release(&l->lateness);
	fd_close(&l->alarm);
	fd_close(&l->signals);
	fd_close(&l->epoll);
}

/* -- handles ------------------------------------------------------------------------------- */

static void start(struct loop *l, struct ev *ev, enum ev_kind kind)
{
	assert(!ev->loop);
	ev->loop = l;
	ev->kind = (uint8_t)kind;
	ev->account = (uint32_t)lateness_account(&l->lateness, ev->name ? ev->name : "unnamed",
						 ev->urgent, ev->account);
	l->handles++;
}

static void stop(struct ev *ev)
{
	list_remove(&ev->queued);
	ev->loop->handles--;
	ev->loop = NULL;
}

static void queue(struct ev *ev, struct mono since)
{
	if (list_is_linked(&ev->queued))
		return;
	ev->since = since;
	list_append(&ev->loop->ready[ev->urgent], &ev->queued);
}

void ev_io_start(struct loop *l, struct ev_io *io, int fd, unsigned want)
{
	ev_io_stop(io);
	start(l, &io->ev, EV_IO);
	io->fd = fd;
	io->want = io->ready = io->watched = 0;
	ev_io_want(io, want);
}

void ev_io_want(struct ev_io *io, unsigned want)
{
	struct loop *l = io->ev.loop;
	uint32_t events = (want & EV_READ ? EPOLLIN : 0U) | (want & EV_WRITE ? EPOLLOUT : 0U);

	assert(l);
	io->want = want;
	if (io->watched == want)
		return;
	/* Hang-ups are reported even when nothing is wanted, so then the kernel must not know of it. */
	if (!want)
		watch(l, EPOLL_CTL_DEL, io->fd, 0, NULL);
	else
		watch(l, io->watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, io->fd, events, &io->ev);
	io->watched = want;
}

void ev_io_stop(struct ev_io *io)
{
	if (!io->ev.loop)
		return;
	ev_io_want(io, 0);
	stop(&io->ev);
}

void ev_timer_start(struct loop *l, struct ev_timer *timer, struct mono at)
{
	if (!timer->ev.loop)
		start(l, &timer->ev, EV_TIMER);
	assert(timer->ev.loop == l);
	list_remove(&timer->ev.queued);
	timer->at = at;
	heap_put(&l->timers[timer->ev.urgent], &timer->node, at.us);
}

void ev_timer_stop(struct ev_timer *timer)
{
	if (!timer->ev.loop)
		return;
	heap_remove(&timer->ev.loop->timers[timer->ev.urgent], &timer->node);
	stop(&timer->ev);
}

static struct ev_signal *signal_of(struct list *link)
{
	return container_of(link, struct ev_signal, link);
}

/* Tell the kernel which signals the loop listens to. */
static void listen_to_signals(struct loop *l)
{
	sigset_t set;

	sigemptyset(&set);
	for (struct list *at = l->signal_handles.next; at != &l->signal_handles; at = at->next)
		sigaddset(&set, signal_of(at)->number);
	if (signalfd(l->signals, &set, SFD_NONBLOCK | SFD_CLOEXEC) < 0)
		abort();
}

void ev_signal_start(struct loop *l, struct ev_signal *signal, int number)
{
	sigset_t set;

	ev_signal_stop(signal);
	start(l, &signal->ev, EV_SIGNAL);
	signal->number = number;
	list_append(&l->signal_handles, &signal->link);

	sigemptyset(&set);
	sigaddset(&set, number);
	sigprocmask(SIG_BLOCK, &set, NULL);
	listen_to_signals(l);
}

void ev_signal_stop(struct ev_signal *signal)
{
	struct loop *l = signal->ev.loop;

	if (!l)
		return;
	list_remove(&signal->link);
	stop(&signal->ev);
	listen_to_signals(l);
}

int ev_child_start(struct loop *l, struct ev_child *child, pid_t pid)
{
	int fd = pidfd_open(pid, 0);

	if (fd < 0)
		return -errno;
	ev_child_stop(child);
	start(l, &child->ev, EV_CHILD);
	child->pid = pid;
	child->fd = fd;
	watch(l, EPOLL_CTL_ADD, fd, EPOLLIN, &child->ev);
	return 0;
}

void ev_child_stop(struct ev_child *child)
{
	if (!child->ev.loop)
		return;
	watch(child->ev.loop, EPOLL_CTL_DEL, child->fd, 0, NULL);
	fd_close(&child->fd);
	stop(&child->ev);
}

void ev_soon_start(struct loop *l, struct ev_soon *soon)
{
	if (soon->ev.loop)
		return;
	start(l, &soon->ev, EV_SOON);
	queue(&soon->ev, l->clock);
}

void ev_soon_stop(struct ev_soon *soon)
{
	if (soon->ev.loop)
		stop(&soon->ev);
}

/* -- callbacks: nothing may be touched after one, its handle may be gone ------------------------ */

static void run_io(struct ev_io *io)
{
	unsigned ready = io->ready & io->want;

	io->ready = 0;
	if (ready)
		io->on_ready(io, ready);
}

static void run_child(struct ev_child *child)
{
	int status;
	pid_t got;

	do {
		got = waitpid(child->pid, &status, WNOHANG);
	} while (got < 0 && errno == EINTR);
	if (got == 0)
		return;
	ev_child_stop(child);
	child->on_exit(child, got > 0 ? status : -1);
}

static void run_callback(struct ev *ev)
{
	struct ev_timer *timer;
	struct ev_signal *signal;
	struct ev_soon *soon;

	switch ((enum ev_kind)ev->kind) {
	case EV_IO: run_io(container_of(ev, struct ev_io, ev)); break;
	case EV_TIMER:
		timer = container_of(ev, struct ev_timer, ev);
		ev_timer_stop(timer);
		timer->on_due(timer);
		break;
	case EV_SIGNAL:
		signal = container_of(ev, struct ev_signal, ev);
		signal->on_signal(signal);
		break;
	case EV_CHILD: run_child(container_of(ev, struct ev_child, ev)); break;
	case EV_SOON:
		soon = container_of(ev, struct ev_soon, ev);
		ev_soon_stop(soon);
		soon->on_soon(soon);
		break;
	case EV_SIGNALS:
	case EV_ALARM: abort(); /* the loop's own; never queued */
	}
}

static void run_first(struct loop *l, int lane)
{
	struct ev *ev = container_of(list_first(&l->running[lane]), struct ev, queued);
	size_t account = ev->account;
	struct mono since = ev->since;
	struct mono began = l->clock;

	list_remove(&ev->queued);
	run_callback(ev);
	l->clock = loop_clock();
	lateness_enter(&l->lateness, account, since, began, l->clock);
}

/* -- a turn -------------------------------------------------------------------------------- */

static bool has_ready(const struct loop *l)
{
	for (int lane = REST; lane <= URGENT; lane++) {
		if (!list_is_empty(&l->ready[lane]) || !list_is_empty(&l->running[lane]))
			return true;
	}
	return false;
}

/* When there is something to do at the latest; false: not by itself. */
static bool next_deadline(const struct loop *l, struct mono *ret_at)
{
	bool found = false;

	if (has_ready(l)) {
		*ret_at = l->clock;
		return true;
	}
	for (int lane = REST; lane <= URGENT; lane++) {
		struct mono first;

		if (!heap_first(&l->timers[lane]))
			continue;
		first.us = heap_first_key(&l->timers[lane]);
		if (!found || mono_before(first, *ret_at))
			*ret_at = first;
		found = true;
	}
	return found;
}

/*
 * Because: the kernel may be late by a thousandth of a wait, or a two-hundredth if the process is nice, but is
 * not with its timers; so a long wait for an urgent deadline has one. It is left at an earlier deadline that has
 * been moved: a BACKUP's moves with every advert, and to be woken once in vain is less than to set it each time.
 */
static void set_alarm(struct loop *l)
{
	struct itimerspec spec = { 0 };
	int64_t at;

	if (!heap_first(&l->timers[URGENT]))
		return;
	at = heap_first_key(&l->timers[URGENT]);
	if (at - l->clock.us <= LONG_US || (l->alarm_at.us > l->clock.us && l->alarm_at.us <= at))
		return;
	spec.it_value.tv_sec = at / USEC_PER_SEC;
	spec.it_value.tv_nsec = at % USEC_PER_SEC * 1000;
	if (timerfd_settime(l->alarm, TFD_TIMER_ABSTIME, &spec, NULL) < 0)
		abort();
	l->alarm_at.us = at;
}

/* Milliseconds, rounded up, for kernels (before 5.11) or sandboxes without the finer call. */
static int wait_coarsely(struct loop *l, struct epoll_event *events, const struct span *most)
{
	int ms = !most                  ? -1
		 : most->us > INT32_MAX ? INT32_MAX / 1000
					: (int)(most->us + 999) / 1000;

	return epoll_wait(l->epoll, events, BATCH, ms);
}

static int wait_finely(struct loop *l, struct epoll_event *events, const struct span *most)
{
	struct timespec ts;
	int n;

	if (most)
		ts = (struct timespec){ .tv_sec = most->us / USEC_PER_SEC,
					.tv_nsec = most->us % USEC_PER_SEC * 1000 };
	n = epoll_pwait2(l->epoll, events, BATCH, most ? &ts : NULL, NULL);
	if (n < 0 && (errno == ENOSYS || errno == EPERM)) {
		l->coarse = true;
		return wait_coarsely(l, events, most);
	}
	return n;
}

static size_t wait_for_events(struct loop *l, struct epoll_event *events)
{
	struct mono at = { 0 };
	struct span most = { 0 };
	bool bounded = next_deadline(l, &at);
	int n;

	if (bounded && mono_before(l->clock, at)) {
		most = mono_between(l->clock, at);
		set_alarm(l);
	}
	n = (l->coarse ? wait_coarsely : wait_finely)(l, events, bounded ? &most : NULL);
	if (n < 0 && errno != EINTR)
		abort();

	l->now = l->clock = loop_clock();
	lateness_turn(&l->lateness, most.us ? mono_between(at, l->now) : most);
	return n > 0 ? (size_t)n : 0;
}

static void take_signals(struct loop *l)
{
	struct signalfd_siginfo info;

	while (read(l->signals, &info, sizeof(info)) == sizeof(info)) {
		for (struct list *at = l->signal_handles.next; at != &l->signal_handles;
		     at = at->next) {
			if ((uint32_t)signal_of(at)->number == info.ssi_signo)
				queue(&signal_of(at)->ev, l->now);
		}
	}
}

static void take_event(struct loop *l, const struct epoll_event *event)
{
	struct ev *ev = event->data.ptr;
	uint32_t always = event->events & (EPOLLERR | EPOLLHUP) ? EV_READ | EV_WRITE : 0;

	if (ev->kind == EV_SIGNALS) {
		take_signals(l);
		return;
	}
	if (ev->kind == EV_ALARM) /* what is due is found as it is after any wait */
		return;
	if (ev->kind == EV_IO) {
		container_of(ev, struct ev_io, ev)->ready =
			always | (event->events & EPOLLIN ? EV_READ : 0U) |
			(event->events & EPOLLOUT ? EV_WRITE : 0U);
	}
	queue(ev, l->now);
}

static void take_timers(struct loop *l, int lane)
{
	struct heap *heap = &l->timers[lane];

	while (heap_first(heap) && heap_first_key(heap) <= l->now.us) {
		struct ev_timer *timer = container_of(heap_first(heap), struct ev_timer, node);

		heap_remove(heap, &timer->node);
		queue(&timer->ev, timer->at);
	}
}

static void move_all(struct list *from, struct list *to)
{
	struct list *link;

	while ((link = list_first(from))) {
		list_remove(link);
		list_append(to, link);
	}
}

static bool is_urgent_due(const struct loop *l)
{
	const struct heap *heap = &l->timers[URGENT];

	return !list_is_empty(&l->ready[URGENT]) ||
	       (heap_first(heap) && heap_first_key(heap) <= l->clock.us);
}

static void run_lanes(struct loop *l)
{
	struct mono slice_end;

	while (!list_is_empty(&l->running[URGENT]) && !l->left)
		run_first(l, URGENT);

	slice_end = mono_after(l->clock, SLICE);
	while (!list_is_empty(&l->running[REST]) && !l->left) {
		run_first(l, REST);
		if (is_urgent_due(l) || !mono_before(l->clock, slice_end))
			break;
	}
}

void loop_turn(struct loop *l)
{
	struct epoll_event events[BATCH];
	struct lateness_report report;
	size_t n = wait_for_events(l, events);

	l->left = false;
	for (size_t i = 0; i < n; i++)
		take_event(l, &events[i]);
	for (int lane = REST; lane <= URGENT; lane++) {
		take_timers(l, lane);
		move_all(&l->ready[lane], &l->running[lane]);
	}
	run_lanes(l);
	if (l->on_late && lateness_report(&l->lateness, &report))
		l->on_late(l, &report);
}

void loop_leave(struct loop *l)
{
	l->left = true;
}

void loop_run(struct loop *l)
{
	do {
		loop_turn(l);
	} while (!l->left);
}
