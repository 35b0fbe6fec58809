/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The daemon with a role that does nothing but what a test tells it to: words in FAKE, separated by
 * blanks. All else is the real thing.
 *
 *	exit=N      ends with that status at once         deaf        does not care for TERM
 *	once=N      the same, but only in its first life  quick       leaves without a second's grace
 *	load=hang   the loader never answers              load=crash  the loader dies
 *	silent      is never ready                        abort       the end of its first life
 *	stuck       is what its hand is, in the kernel
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "keepalived/bus/idents.h"
#include "keepalived/daemon.h"
#include "keepalived/kernel/hand_serve.h"
#include "keepalived/loader/load.h"
#include "keepalived/loader/loader_role.h"
#include "keepalived/model/config.h"
#include "keepalived/options.h"
#include "keepalived/parent/parent_role.h"

/* What follows "@word=" in FAKE, or "" where it stands alone; NULL if it is not there. */
static const char *told(const char *word)
{
	const char *at = getenv("FAKE");
	size_t      len = strlen(word);

	for (; at && *at; at += strcspn(at, " "), at += strspn(at, " ")) {
		if (strncmp(at, word, len) == 0 && (at[len] == '=' || at[len] == ' ' || !at[len]))
			return at[len] == '=' ? at + len + 1 : "";
	}
	return NULL;
}

struct fake {
	int  channel, hand, signals;
	bool is_over;
};

static void say(const struct fake *f, char what)
{
	if (send(f->channel, &what, 1, MSG_NOSIGNAL) < 0)
		log_info("fake: nobody listens");
}

static void forget_hand(struct fake *f)
{
	log_info("fake: its hand is gone");
	close(f->hand);
	f->hand = -1;
}

/* What it says is of no interest, only that it is there. */
static void mind_hand(struct fake *f)
{
	char bytes[64];

	if (recv(f->hand, bytes, sizeof(bytes), MSG_DONTWAIT) > 0)
		return;
	forget_hand(f);
	say(f, VRRP_SAYS_HAND);
}

static int received_fd(struct msghdr *message)
{
	struct cmsghdr *header = CMSG_FIRSTHDR(message);
	int             fd = -1;

	if (header && header->cmsg_type == SCM_RIGHTS)
		memcpy(&fd, CMSG_DATA(header), sizeof(fd));
	return fd;
}

static void hear(struct fake *f)
{
	char          byte = 0;
	struct iovec  part = { &byte, 1 };
	char          control[CMSG_SPACE(sizeof(int))];
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control,
				  .msg_controllen = sizeof(control) };
	ssize_t       n = recvmsg(f->channel, &message, 0);

	if (n <= 0) {
		log_info("fake: the parent is gone");
		f->is_over = true;
	} else if (byte == VRRP_TOLD_HAND) {
		if (f->hand >= 0) /* the parent was faster to see the end of it */
			forget_hand(f);
		f->hand = received_fd(&message);
		log_info("fake: another hand%s", f->hand >= 0 ? "" : " that is none");
	}
}

static void mind_signal(struct fake *f)
{
	struct signalfd_siginfo info;

	if (read(f->signals, &info, sizeof(info)) != sizeof(info))
		return;
	log_info("fake: signal %u", info.ssi_signo);
	f->is_over = !told("deaf");
}

static void live(struct fake *f)
{
	while (!f->is_over) {
		struct pollfd fds[] = { { f->channel, POLLIN, 0 }, { f->signals, POLLIN, 0 }, { f->hand, POLLIN, 0 } };

		if (poll(fds, ARRAY_SIZE(fds), -1) < 0)
			continue;
		if (fds[0].revents)
			hear(f);
		if (fds[1].revents)
			mind_signal(f);
		if (fds[2].revents)
			mind_hand(f);
	}
}

static bool is_first_life(void)
{
	const char *scratch = getenv("FAKE_SCRATCH");
	char        path[256];
	FILE       *mark;

	snprintf(path, sizeof(path), "%s/lived", scratch ? scratch : ".");
	if (access(path, F_OK) == 0)
		return false;
	mark = fopen(path, "we");
	if (mark)
		fclose(mark);
	return true;
}

static int fake_vrrp(const struct vrrp_role_start *start)
{
	struct fake f = { .channel = start->channel, .hand = start->hand };
	sigset_t    signals;

	log_info("fake: %u instances, %zu bytes of secrets, %s hand", start->config->vrrps.n, start->secrets_len,
		 start->hand >= 0 ? "a" : "no");
	if (told("exit"))
		return atoi(told("exit"));
	if (told("abort") && is_first_life())
		abort();
	if (told("once") && is_first_life())
		return atoi(told("once"));
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	f.signals = signalfd(-1, &signals, SFD_CLOEXEC);
	if (!told("silent"))
		say(&f, VRRP_SAYS_READY);
	live(&f);
	if (!told("quick"))
		sleep(1);
	log_info("fake: stopped");
	return 0;
}

static int fake_load(const struct load_order *order)
{
	const char *what = told("load");

	while (what && strncmp(what, "hang", 4) == 0)
		pause();
	if (what && strncmp(what, "crash", 5) == 0)
		raise(SIGKILL);
	return loader_role_run(order);
}

static int fake_hand(int fd)
{
	while (told("stuck"))
		pause();
	return hand_serve(fd);
}

int main(int argc, char *argv[])
{
	static const struct parent_roles roles = { .load = fake_load, .map = load_map, .vrrp = fake_vrrp,
						   .hand = fake_hand };
	struct options       options;
	struct options_note *notes;
	int                  status;

	options_parse(argc, argv, NULL, &options, &notes);
	for (; notes; notes = notes->next)
		fputs(notes->text, stderr);
	status = options.action == OPTIONS_RUN ? daemon_run(&options, argc, argv, &roles) : 99;
	options_release(&options);
	return status;
}
