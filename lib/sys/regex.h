/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * regex - patterns of PCRE2, as HTTP_GET looks for them in answers.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The library's flag that is called @name, lower case and without its prefix; 0 if there is none. */
uint32_t regex_flag(const char *name);

#define REGEX_WHY_LEN 128

/* Does the library take the pattern? If not: why, and at which byte. */
bool regex_check(const char *pattern, uint32_t flags, char ret_why[REGEX_WHY_LEN], size_t *ret_at);
