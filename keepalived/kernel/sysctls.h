/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sysctls - settings of the kernel that we need otherwise, and put back when we do not any more.
 *
 * All that are wanted are said at once; what is no longer among them gets the value that it had
 * before, unless somebody else has changed it meanwhile, or it went with its interface. An
 * interface that came anew has values of its own: want the same once more.
 *
 * What there was before is written down in a file that outlives the process, before it is changed:
 * whoever comes next puts it back.
 */
#pragma once

#include <stddef.h>

#include "lib/base/vec.h"

struct sysctl_wish {
	const char *name;  /* below /proc/sys, as "net/ipv4/conf/eth0/promote_secondaries" */
	const char *value; /* as it would be read */
	int error;         /* set: 0 or negative errno */
};

struct sysctl_kept;

struct sysctls {
	VEC(struct sysctl_kept *) kept; /* owned; what they were before */
	int memory; /* owned; -1: none */
};

/* @memory: a memfd; empty, or of a process that had it before. -1: nothing outlives this one. */
void sysctls_init(struct sysctls *s, int memory);
void sysctls_release(struct sysctls *s); /* nothing is put back */

void sysctls_want(struct sysctls *s, struct sysctl_wish wishes[], size_t n);
