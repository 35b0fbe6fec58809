/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netns - a network namespace for a test program, empty but for loopback, and commands in it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/*
 * cmocka's group set-up: enters one, which has Linux's own settings. Where none can be made and set
 * up, tests that need it are skipped.
 */
int netns_setup(void **state);

bool netns_is_ours(void);

#define NEED_NETNS()                                                                               \
	do {                                                                                       \
		if (!netns_is_ours()) {                                                            \
			skip();                                                                    \
			return;                                                                    \
		}                                                                                  \
	} while (0)

/* Run a shell command, like "ip link add ..."; ends the test unless it succeeds. */
void netns_run(const char *command);

/* A pair of them, up: what one sends the other receives. */
void     netns_add_veth(const char *name, const char *peer);
void     netns_delete_link(const char *name);
uint32_t netns_index(const char *name);
