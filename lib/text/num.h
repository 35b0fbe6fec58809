/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * num - numbers as people write them in a configuration file.
 *
 * Decimal unless the name says otherwise, independent of the locale, and never more lenient than
 * stated: no exponents, no hexadecimal, no "inf". Blanks around the digits are allowed. Where the
 * text starts with a number but goes on, the number is delivered together with NUM_TRAILING, since a
 * daemon that starts (as opposed to a test) uses it.
 */
#pragma once

#include <stdint.h>

enum num_error {
	NUM_OK,
	NUM_INVALID,	 /* no digits at the start; nothing delivered */
	NUM_TRAILING,	 /* delivered, but more text follows */
	NUM_NEGATIVE,	 /* a minus sign where none may be; nothing delivered */
	NUM_TOO_BIG,	 /* does not fit 64 bits; nothing delivered */
	NUM_TOO_PRECISE, /* delivered, rounded half up: more decimals than asked for */
};

enum num_error num_parse_int(const char *s, int64_t *ret_value);   /* [+-]digits */
enum num_error num_parse_uint(const char *s, uint64_t *ret_value); /* [+]digits */

/* Base by prefix: 0x.. hexadecimal, 0.. octal, else decimal. */
enum num_error num_parse_uint_auto(const char *s, uint64_t *ret_value);
enum num_error num_parse_int_auto(const char *s, int64_t *ret_value);

/*
 * [+]digits[.digits] or [+].digits, scaled by 10^@places: "1.5" with 6 places is 1500000. A minus
 * sign gives NUM_NEGATIVE.
 */
enum num_error num_parse_decimal(const char *s, unsigned places, int64_t *ret_scaled);

/* The reverse, without needless zeros: 1500000 with 6 places is "1.5". Returns @buf. */
#define NUM_DECIMAL_LEN 32
char *num_format_decimal(int64_t scaled, unsigned places, char buf[NUM_DECIMAL_LEN]);
