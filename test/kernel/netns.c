/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A new namespace may have taken settings over from the first one. */
#define PREPARE                                                                                    \
	"{ ip link set lo up && ip link add type veth && ip link delete veth0 &&"                  \
	"  echo 0 >/proc/sys/net/ipv4/conf/all/promote_secondaries &&"                             \
	"  echo 0 >/proc/sys/net/ipv4/conf/default/promote_secondaries; } 2>/dev/null"

static bool is_ours;

static bool write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "we");
	bool is_good = f && fputs(text, f) >= 0;

	return f && fclose(f) == 0 && is_good;
}

/* Nobody in particular may make a namespace in a user namespace of his own, where he is root. */
static bool become_root_inside(void)
{
	char uids[64];
	char gids[64];

	snprintf(uids, sizeof(uids), "0 %u 1\n", (unsigned)geteuid());
	snprintf(gids, sizeof(gids), "0 %u 1\n", (unsigned)getegid());
	return unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 &&
	       write_file("/proc/self/setgroups", "deny") &&
	       write_file("/proc/self/uid_map", uids) && write_file("/proc/self/gid_map", gids);
}

int netns_setup(void **state)
{
	(void)state;
	is_ours = unshare(CLONE_NEWNET) == 0 || become_root_inside();
	is_ours = is_ours && system(PREPARE) == 0;
	return 0;
}

bool netns_is_ours(void)
{
	return is_ours;
}

void netns_run(const char *command)
{
	if (system(command) != 0)
		fail_msg("%s", command);
}

void netns_add_veth(const char *name, const char *peer)
{
	char command[200];

	snprintf(command, sizeof(command),
		 "ip link add %s type veth peer name %s && ip link set %s up && ip link set %s up", name,
		 peer, name, peer);
	netns_run(command);
}

void netns_delete_link(const char *name)
{
	char command[64];

	snprintf(command, sizeof(command), "ip link delete %s", name);
	netns_run(command);
}

uint32_t netns_index(const char *name)
{
	unsigned index = if_nametoindex(name);

	assert_true(index > 0);
	return index;
}
