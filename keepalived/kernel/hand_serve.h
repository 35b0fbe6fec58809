/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hand_serve - the process that waits for the kernel in its worker's place.
 *
 * The kernel does requests under a lock that others hold for seconds. This process sends them,
 * waits and says what came of it; it decides nothing and remembers nothing. The end of its socket
 * is its own.
 */
#pragma once

/* Until the other end of @fd is closed. The exit status: 0, or 1 if it could not work. */
int hand_serve(int fd);
