/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ka - the handful of words that C lacks.
 */
#pragma once

#include <stddef.h>

#define ARRAY_SIZE(a)	       (sizeof(a) / sizeof((a)[0]))
#define container_of(p, T, m)  ((T *)((char *)(p) - offsetof(T, m)))

#define must_use	       __attribute__((warn_unused_result))
#define printf_like(fmt, args) __attribute__((format(printf, fmt, args)))

#define MIN(a, b)              ((a) < (b) ? (a) : (b))
#define MAX(a, b)              ((a) > (b) ? (a) : (b))
