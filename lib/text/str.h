/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * str - a piece of somebody else's text: pointer and length, not terminated.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct str {
	const char *at;
	size_t      len;
};

#define STR(literal) ((struct str){ .at = (literal), .len = sizeof(literal) - 1 })

static inline struct str str_of(const char *s)
{
	return (struct str){ .at = s, .len = strlen(s) };
}

static inline bool str_equal(struct str a, struct str b)
{
	return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

static inline bool str_is(struct str a, const char *b)
{
	return str_equal(a, str_of(b));
}

static inline bool str_has_prefix(struct str a, struct str prefix)
{
	return a.len >= prefix.len && memcmp(a.at, prefix.at, prefix.len) == 0;
}
