/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fixed_world - a machine that is the same everywhere, for tests of what a configuration means on it.
 *
 * Interfaces, by index: lo, eth0..eth4, bond0, vrrp.51 (a private macvlan on eth0), dummy0 (without
 * multicast), blue (a VRF) and tun0 (no Ethernet, no ARP). From eth0 (index 2) to bond0 (7) each has the
 * address 192.0.2.INDEX and fe80::INDEX. The users are root, daemon and nobody, and we are root; the node
 * is lb1 and has 2 processors.
 *
 * Files that only their names matter of are judged by them: a path that holds one of these is
 *
 *   missing    not there               nobang     a script without #!
 *   noaccess   not to be looked at     setuid     setuid to root
 *   noexec     not executable          insecure   changeable: /opt/insecure is uid 1000's, mode 0777
 *   ....d      a directory             <other>    good
 *
 * A script without a slash is found in /usr/bin, unless it is called nowhere; one called noexec is there
 * but must not be run. Key files: missing and noaccess as above, long (too long), short, hex, open (others
 * may read it). Files to watch: missing and noaccess as above, /proc/... cannot be watched.
 *
 * Configurations are real files, but below the working directory only, which is called /etc/keepalived.
 */
#pragma once

#include "keepalived/model/world.h"
#include "lib/conf/source.h"

#define FIXED_DIRECTORY "/etc/keepalived"

struct source_files;

/* The first argument of world_ops; the texts that it answers with lie in an arena of the caller. */
struct fixed_world {
	struct arena *arena;
};

/* The first argument of source_ops. */
struct fixed_source {
	struct arena        *arena;
	struct source_files *files;
	const char          *real_directory; /* the working directory */
};

extern const struct world_ops  fixed_world_ops;
extern const struct source_ops fixed_source_ops;
