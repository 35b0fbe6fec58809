/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sim_tool - VRRP routers in simulated time.
 *
 *   sim_tool seeds FIRST COUNT      random worlds; names each seed that breaks a property
 *   sim_tool trace SEED             one of them, with all that it does
 *   sim_tool scenario FILE...       written ones; see scenario.h
 *   sim_tool follow FILE            one of them, with all that it does
 *
 * Exit status 1 if anything was wrong.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chaos.h"
#include "scenario.h"

#define SHOWN 10

static bool run_seed(uint64_t seed, FILE *trace, uint64_t *steps)
{
	struct world w;
	struct check c;

	world_init(&w, seed);
	w.trace = trace;
	check_init(&c, &w);
	chaos_run(&w);
	world_release(&w);
	*steps += c.steps;
	if (c.failed)
		printf("seed %" PRIu64 ": %s at %.6f: %s\n", seed, c.failed,
		       (double)(c.failed_at.us - USEC_PER_SEC) / 1e6, c.why);
	return !c.failed;
}

static int run_seeds(uint64_t first, uint64_t count)
{
	uint64_t failed = 0, steps = 0;

	for (uint64_t i = 0; i < count && failed < SHOWN; i++)
		failed += !run_seed(first + i, NULL, &steps);
	printf("%" PRIu64 " seeds from %" PRIu64 ", %" PRIu64 " steps, %" PRIu64 " failed\n", count, first, steps, failed);
	return failed > 0;
}

static uint64_t number(const char *text)
{
	char    *end;
	uint64_t n;

	errno = 0;
	n = strtoull(text, &end, 10);
	if (errno || *end || end == text) {
		fprintf(stderr, "sim_tool: not a number: %s\n", text);
		exit(2);
	}
	return n;
}

static int run_scenarios(char **files)
{
	int status = 0;

	for (; *files; files++)
		status |= scenario_run(*files, stdout, NULL) ? 0 : 1;
	return status;
}

int main(int argc, char **argv)
{
	uint64_t steps = 0;

	if (argc == 4 && !strcmp(argv[1], "seeds"))
		return run_seeds(number(argv[2]), number(argv[3]));
	if (argc == 3 && !strcmp(argv[1], "trace"))
		return !run_seed(number(argv[2]), stdout, &steps);
	if (argc == 3 && !strcmp(argv[1], "follow"))
		return !scenario_run(argv[2], stdout, stdout);
	if (argc > 2 && !strcmp(argv[1], "scenario"))
		return run_scenarios(argv + 2);
	fprintf(stderr, "usage: sim_tool seeds FIRST COUNT | trace SEED | scenario FILE...\n");
	return 2;
}
