/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * daemonise - go on in the background; the process that was started ends once all stands.
 */
#pragma once

#include <stdbool.h>

#include "lib/base/ka.h"

/*
 * Two forks, so that the daemon can never get a terminal. In it: true, with @ret_first to be given to
 * daemonise_tell(). In the process that was started: false, when the daemon has told its status or
 * died; that status is to be its own.
 */
must_use bool daemonise(int *ret_first, int *ret_status);

/* @first: owned. The status is that of the process that was started. */
void daemonise_tell(int *first, int status);
