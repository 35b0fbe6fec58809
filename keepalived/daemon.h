/* SPDX-License-Identifier: GPL-2.0-or-later */
/* daemon - from the words of the command line to a parent that runs. */
#pragma once

struct options;
struct parent_roles;

/* Until the end; the exit status. */
int daemon_run(const struct options *options, int argc, char *const *argv, const struct parent_roles *roles);
