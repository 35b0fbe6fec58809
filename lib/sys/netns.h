/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netns - network namespaces by name, as ip(8) keeps them in /run/netns; and a view of the files that
 * is a process's own, so that two daemons can have one path.
 */
#pragma once

#include "lib/base/ka.h"

/* A descriptor of it, or a negative errno. -EINVAL: not a name. */
must_use int netns_open(const char *name);

/* From now on, and for all children. -EINVAL: @fd is no network namespace. */
must_use int netns_enter(int fd);

/*
 * For this process and its children alone, and for good: @over shows what is in @directory. Both
 * exist. Mounts elsewhere do not show here any more, nor ours there.
 */
must_use int netns_cover(const char *over, const char *directory);
