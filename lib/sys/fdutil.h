/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fdutil - owning a descriptor, and moving whole contents through one.
 *
 * A descriptor in a variable is either owned or -1. A local one is declared _cleanup_close_ and
 * initialised at once; who hands it on takes it out of the variable with take_fd().
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/ka.h"
#include "lib/text/sbuf.h"

#define _cleanup_close_ __attribute__((cleanup(fd_close)))

void fd_close(int *fd); /* -1 afterwards, and nothing to do if it was; errno survives */

/*
 * Make descriptors 0 to 2 something, /dev/null if need be: a file or socket that is opened later
 * would be taken for one of them. False: that is not possible.
 */
must_use bool fd_open_standard(void);

static inline int take_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

must_use int write_all(int fd, const void *bytes, size_t len);

/* Append what is left of @fd. -EFBIG: it is more than @most bytes, of which @most were appended. */
must_use int read_all(int fd, size_t most, struct sbuf *out);
