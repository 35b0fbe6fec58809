/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/parent/daemonise.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/sys/fdutil.h"

static void leave_terminal(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	(void)!chdir("/");
	for (int fd = STDIN_FILENO; null >= 0 && fd <= STDERR_FILENO; fd++)
		dup2(null, fd);
	if (null > STDERR_FILENO)
		fd_close(&null);
}

static int hear(int fd)
{
	unsigned char status;
	ssize_t       n;

	do {
		n = read(fd, &status, 1);
	} while (n < 0 && errno == EINTR);
	return n == 1 ? status : EXIT_FAILURE;
}

bool daemonise(int *ret_first, int *ret_status)
{
	int   fds[2];
	pid_t pid;

	*ret_status = EXIT_FAILURE;
	fflush(NULL); /* else what is buffered would be written twice */
	if (pipe2(fds, O_CLOEXEC) < 0)
		return false;
	pid = fork();
	if (pid == 0) {
		fd_close(&fds[0]);
		setsid();
		pid = fork();
		if (pid != 0)
			_exit(EXIT_SUCCESS); /* if there is no daemon, nobody tells anything */
		leave_terminal();
		*ret_first = fds[1];
		return true;
	}
	fd_close(&fds[1]);
	if (pid > 0) {
		waitpid(pid, NULL, 0);
		*ret_status = hear(fds[0]);
	}
	fd_close(&fds[0]);
	return false;
}

void daemonise_tell(int *first, int status)
{
	const unsigned char told = (unsigned char)status;

	if (*first >= 0)
		(void)!write(*first, &told, 1);
	fd_close(first);
}
