/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/sys/channel.h"
#include "lib/sys/fdutil.h"
#include "lib/text/sbuf.h"

#define OUTBOX 100000

/* In place of the C library's: fails like this, if it is to. */
static int sendmsg_error;

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
	if (sendmsg_error) {
		errno = sendmsg_error;
		return -1;
	}
	return syscall(SYS_sendmsg, fd, message, flags);
}

struct side {
	struct channel channel;
	struct sbuf heard; /* what came, one after the other */
	unsigned messages, ends;
	int error;
	size_t n_fds;
	int fd;      /* taken from the last message that brought one */
	bool closes; /* on a message */
	bool frees;  /* at the end */
};

struct fixture {
	struct loop loop;
	struct side a, b;
};

static void on_message(struct channel *c, const void *bytes, size_t len, int *fds, size_t n_fds)
{
	struct side *s = container_of(c, struct side, channel);

	s->messages++;
	sbuf_add_mem(&s->heard, bytes, len);
	s->n_fds = n_fds;
	if (n_fds) {
		fd_close(&s->fd);
		s->fd = take_fd(&fds[0]);
	}
	if (s->closes)
		channel_close(c);
}

static void on_end(struct channel *c, int error)
{
	struct side *s = container_of(c, struct side, channel);

	assert_false(ev_is_started(&c->io.ev));
	s->ends++;
	s->error = error;
	if (s->frees) {
		sbuf_release(&s->heard);
		free(s);
	}
}

static void side_init(struct side *s, const char *name)
{
	*s = (struct side){
		.channel = { .io.ev.name = name, .on_message = on_message, .on_end = on_end },
		.fd = -1,
	};
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	int ends[2];

	sendmsg_error = 0;
	assert_int_equal(loop_open(&f->loop), 0);
	assert_int_equal(channel_pair(ends), 0);
	side_init(&f->a, "a");
	side_init(&f->b, "b");
	channel_open(&f->a.channel, &f->loop, ends[0], OUTBOX);
	channel_open(&f->b.channel, &f->loop, ends[1], OUTBOX);
	*state = f;
	return 0;
}

static void side_release(struct side *s)
{
	channel_close(&s->channel);
	channel_close(&s->channel);
	sbuf_release(&s->heard);
	fd_close(&s->fd);
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	side_release(&f->a);
	side_release(&f->b);
	loop_close(&f->loop);
	free(f);
	return 0;
}

static int say(struct side *s, const char *text)
{
	return channel_send(&s->channel, text, strlen(text), NULL, 0);
}

static unsigned open_descriptors(void)
{
	unsigned n = 0;

	for (int fd = 0; fd < 1024; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

static void test_messages_stay_whole(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(say(&f->a, "one"), 0);
	assert_int_equal(say(&f->a, "two"), 0);
	loop_turn(&f->loop);
	assert_string_equal(sbuf_text(&f->b.heard), "one");
	loop_turn(&f->loop);
	assert_string_equal(sbuf_text(&f->b.heard), "onetwo");
	assert_int_equal(say(&f->b, "back"), 0);
	loop_turn(&f->loop);
	assert_string_equal(sbuf_text(&f->a.heard), "back");
	assert_int_equal(f->a.ends + f->b.ends, 0);
}

static void test_the_largest_message(void **state)
{
	struct fixture *f = *state;
	char *big = malloc(CHANNEL_MESSAGE_MAX + 1);

	memset(big, 'x', CHANNEL_MESSAGE_MAX + 1);
	assert_int_equal(channel_send(&f->a.channel, big, CHANNEL_MESSAGE_MAX, NULL, 0), 0);
	loop_turn(&f->loop);
	assert_int_equal(f->b.heard.len, CHANNEL_MESSAGE_MAX);

	/* A stranger's, since a channel would not send it. */
	assert_int_equal(send(f->a.channel.io.fd, big, CHANNEL_MESSAGE_MAX + 1, 0),
			 CHANNEL_MESSAGE_MAX + 1);
	loop_turn(&f->loop);
	assert_int_equal(f->b.ends, 1);
	assert_int_equal(f->b.error, -EMSGSIZE);
	free(big);
}

static void test_descriptors(void **state)
{
	struct fixture *f = *state;
	int ends[2], fds[CHANNEL_FDS_MAX];
	unsigned before = open_descriptors();
	char byte;

	assert_int_equal(pipe(ends), 0);
	for (int i = 0; i < CHANNEL_FDS_MAX; i++)
		fds[i] = ends[0];
	assert_int_equal(channel_send(&f->a.channel, "x", 1, fds, CHANNEL_FDS_MAX), 0);
	close(ends[0]);
	loop_turn(&f->loop);
	assert_int_equal(f->b.n_fds, CHANNEL_FDS_MAX);
	assert_int_equal(write(ends[1], "y", 1), 1);
	assert_int_equal(read(f->b.fd, &byte, 1), 1);
	assert_int_equal(byte, 'y');
	assert_int_equal(fcntl(f->b.fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	close(ends[1]);
	fd_close(&f->b.fd);
	assert_int_equal(open_descriptors(), before); /* what was not taken was closed */
}

/* The receiver sleeps: messages, some with descriptors, are kept in order, up to the bound. */
static void test_a_slow_receiver(void **state)
{
	struct fixture *f = *state;
	unsigned before = open_descriptors();
	unsigned sent = 0, kept;
	struct stat st, null;
	int fd;
	char text[32];

	fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	assert_int_equal(fstat(fd, &null), 0);
	ev_io_want(&f->b.channel.io, 0);
	for (;;) {
		int r;

		snprintf(text, sizeof(text), "%08u", sent);
		r = channel_send(&f->a.channel, text, 8, &fd, sent % 3 == 0);
		if (r == -ENOBUFS)
			break;
		assert_int_equal(r, 0);
		sent++;
	}
	assert_int_equal(channel_send(&f->a.channel, "x", 1, &fd, 1), -ENOBUFS);
	close(fd);
	kept = (unsigned)f->a.channel.outbox.n;
	assert_in_range(kept, 100, OUTBOX / 8);
	assert_true(sent > kept);

	ev_io_want(&f->b.channel.io, EV_READ);
	while (f->b.messages < sent) {
		loop_turn(&f->loop);
		if (f->b.fd >= 0) {
			assert_int_equal(fstat(f->b.fd, &st), 0);
			assert_int_equal(st.st_rdev, null.st_rdev);
			assert_int_equal((f->b.messages - 1) % 3, 0);
			fd_close(&f->b.fd);
		}
	}
	for (unsigned i = 0; i < sent; i++) {
		snprintf(text, sizeof(text), "%08u", i);
		assert_memory_equal(f->b.heard.at + 8 * (size_t)i, text, 8);
	}
	assert_int_equal(f->a.channel.outbox.n, 0);
	assert_int_equal(f->a.channel.io.want, EV_READ);
	assert_int_equal(open_descriptors(), before);
}

/* There is room again, but others were first. */
static void test_nothing_overtakes(void **state)
{
	struct fixture *f = *state;
	char byte;

	ev_io_want(&f->b.channel.io, 0);
	while (f->a.channel.outbox.n < 3)
		assert_int_equal(say(&f->a, "x"), 0);
	while (recv(f->b.channel.io.fd, &byte, 1, 0) == 1)
		;
	assert_int_equal(say(&f->a, "last"), 0);
	ev_io_want(&f->b.channel.io, EV_READ);
	while (f->b.messages < 4)
		loop_turn(&f->loop);
	assert_string_equal(sbuf_text(&f->b.heard), "xxxlast");
}

static void test_closing_drops_what_is_kept(void **state)
{
	struct fixture *f = *state;
	unsigned before = open_descriptors();
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	ev_io_want(&f->b.channel.io, 0);
	while (f->a.channel.outbox.n < 10)
		assert_int_equal(channel_send(&f->a.channel, "x", 1, &fd, 1), 0);
	close(fd);
	channel_close(&f->a.channel);
	channel_close(&f->b.channel);
	assert_int_equal(open_descriptors(), before - 2);
	assert_int_equal(say(&f->a, "x"), -EPIPE);
}

static void test_the_end_comes_last_and_once(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(say(&f->b, "unread"), 0); /* makes of a's closing a reset */
	assert_int_equal(say(&f->a, "last "), 0);
	assert_int_equal(say(&f->a, "words"), 0);
	channel_close(&f->a.channel);
	for (int i = 0; i < 3; i++) {
		if (i)
			assert_int_equal(say(&f->b, "x"), -EPIPE);
		assert_int_equal(f->b.ends, 0);
		loop_turn(&f->loop);
	}
	assert_string_equal(sbuf_text(&f->b.heard), "last words");
	assert_int_equal(f->b.ends, 1);
	assert_int_equal(f->b.error, 0);
	assert_int_equal(f->loop.handles, 0);
}

static void test_the_end_while_something_is_kept(void **state)
{
	struct fixture *f = *state;

	ev_io_want(&f->b.channel.io, 0);
	while (f->a.channel.outbox.n < 10)
		assert_int_equal(say(&f->a, "x"), 0);
	channel_close(&f->b.channel);
	for (int i = 0; i < 3 && !f->a.ends; i++)
		loop_turn(&f->loop);
	assert_int_equal(f->a.ends, 1);
	assert_int_equal(f->a.error, 0);
}

static void test_callbacks_close_and_free(void **state)
{
	struct fixture *f = *state;
	struct side *gone = malloc(sizeof(*gone));
	int ends[2];

	f->b.closes = true;
	assert_int_equal(say(&f->a, "one"), 0);
	assert_int_equal(say(&f->a, "two"), 0);
	loop_turn(&f->loop);
	assert_string_equal(sbuf_text(&f->b.heard), "one");
	assert_int_equal(f->b.ends, 0); /* its own doing is no event */

	assert_int_equal(channel_pair(ends), 0);
	side_init(gone, "gone");
	gone->frees = true;
	channel_open(&gone->channel, &f->loop, ends[0], OUTBOX);
	close(ends[1]);
	while (f->loop.handles)
		loop_turn(&f->loop);
	assert_int_equal(f->a.ends, 1);
}

static void test_errors_of_the_kernel(void **state)
{
	struct fixture *f = *state;
	struct rlimit limit, low;
	int fd = STDIN_FILENO;

	sendmsg_error = ETOOMANYREFS;
	assert_int_equal(say(&f->a, "x"), -ETOOMANYREFS);
	assert_int_equal(f->a.channel.outbox.n, 0);

	/* Kept, and then refused for good: the channel is broken. */
	sendmsg_error = EAGAIN;
	assert_int_equal(say(&f->a, "x"), 0);
	sendmsg_error = EPERM;
	loop_turn(&f->loop);
	assert_int_equal(f->a.ends, 1);
	assert_int_equal(f->a.error, -EPERM);
	sendmsg_error = 0;
	loop_turn(&f->loop);
	assert_int_equal(f->b.ends, 1);

	/* The receiver has no room for a descriptor: to go on without it would be worse. */
	teardown(state);
	setup(state);
	f = *state;
	assert_int_equal(channel_send(&f->a.channel, "x", 1, &fd, 1), 0);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	low = (struct rlimit){ .rlim_cur = 1, .rlim_max = limit.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
	loop_turn(&f->loop);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_int_equal(f->b.messages, 0);
	assert_int_equal(f->b.ends, 1);
	assert_int_equal(f->b.error, -EMFILE);
}

#define channel_test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		channel_test(test_messages_stay_whole),
		channel_test(test_the_largest_message),
		channel_test(test_descriptors),
		channel_test(test_a_slow_receiver),
		channel_test(test_nothing_overtakes),
		channel_test(test_closing_drops_what_is_kept),
		channel_test(test_the_end_comes_last_and_once),
		channel_test(test_the_end_while_something_is_kept),
		channel_test(test_callbacks_close_and_free),
		channel_test(test_errors_of_the_kernel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
