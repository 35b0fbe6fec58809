/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mutate - how an input is changed. The names are libFuzzer's; explore.c uses and brings the same.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Changes @data, which has room for @max bytes; the new size. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed);

/* Of the engine: the same for bytes without any meaning. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
