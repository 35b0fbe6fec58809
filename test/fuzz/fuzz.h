/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz - a target that takes any bytes, driven by libFuzzer or by the files of its corpus.
 *
 * Built by tools/fuzz a target explores, driven by libFuzzer or explore.c; included by the
 * test_fuzz_*.c beside it, it replays test/fuzz/corpus/NAME within make check, or the files that
 * are given as arguments, which is how a crash of the explorer is looked at.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct conf_block;

/* The language of the target, for inputs that are changed by its rows (mutate.c); NULL: it has none. */
extern const struct conf_block *const fuzz_root;

/* The name and the result (0) are libFuzzer's. What is wrong ends the process. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
