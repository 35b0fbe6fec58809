/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the explorer of fuzz_advert.c has found, and what it started from, once more. */
#include "test/fuzz/fuzz_advert.c"
#include "test/fuzz/replay.h"

int main(int argc, char *argv[])
{
	return argc > 1 ? replay_all(argv + 1, argc - 1) : replay_corpus("advert");
}
