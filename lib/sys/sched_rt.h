/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sched_rt - how urgently this process is run, on which processors, and that its memory stays in place.
 *
 * Each is a negative errno where the kernel refuses. Nothing of it but the limit is passed on to a fork.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/base/ka.h"

must_use int sched_rt_nice(int nice);

/* In real time, round robin; @priority: 1 to 99. */
must_use int sched_rt_priority(unsigned priority);

/*
 * Microseconds that it may use up in real time without sleeping: then it is killed, and asked by
 * SIGXCPU at half of them.
 */
must_use int sched_rt_limit(uint32_t us);

/* Bits of @cpus, @n words of them. */
must_use int sched_rt_cpus(const uint64_t *cpus, size_t n);

/* All memory it has and will have, a piece of stack included. */
must_use int sched_rt_no_swap(void);
