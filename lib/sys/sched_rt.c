/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/sys/sched_rt.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#define STACK_TOUCHED (256 * 1024)

int sched_rt_nice(int nice)
{
	return setpriority(PRIO_PROCESS, 0, nice) < 0 ? -errno : 0;
}

int sched_rt_priority(unsigned priority)
{
	struct sched_param param = { .sched_priority = (int)priority };

	return sched_setscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, &param) < 0 ? -errno : 0;
}

int sched_rt_limit(uint32_t us)
{
	struct rlimit limit = { .rlim_cur = us / 2, .rlim_max = us };

	return setrlimit(RLIMIT_RTTIME, &limit) < 0 ? -errno : 0;
}

int sched_rt_cpus(const uint64_t *cpus, size_t n)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	for (size_t cpu = 0; cpu < n * 64 && cpu < CPU_SETSIZE; cpu++) {
		if (cpus[cpu / 64] >> (cpu % 64) & 1)
			CPU_SET(cpu, &set);
	}
	return sched_setaffinity(0, sizeof(set), &set) < 0 ? -errno : 0;
}

static void __attribute__((noinline)) touch_stack(void)
{
	volatile char piece[STACK_TOUCHED];

	for (size_t i = 0; i < sizeof(piece); i += 4096)
		piece[i] = 0;
}

int sched_rt_no_swap(void)
{
	if (mlockall(MCL_CURRENT | MCL_FUTURE) < 0)
		return -errno;
	touch_stack();
	return 0;
}
