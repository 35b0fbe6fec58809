/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz - a target that takes any bytes, driven by libFuzzer or by the files of its corpus.
 *
 * Built with "clang -fsanitize=fuzzer,address,undefined" a target explores; included by the
 * test_fuzz_*.c beside it, it replays test/fuzz/corpus/NAME within make check, or the files that
 * are given as arguments, which is how a crash of the explorer is looked at.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The name and the result (0) are libFuzzer's. What is wrong ends the process. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
