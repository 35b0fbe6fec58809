/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/text/num.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#define NO_DIGIT 99

static const char *skip_blanks(const char *s)
{
	while (*s == ' ' || *s == '\t')
		s++;
	return s;
}

static unsigned digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned)(c - 'a') + 10;
	if (c >= 'A' && c <= 'F')
		return (unsigned)(c - 'A') + 10;
	return NO_DIGIT;
}

static bool is_digit(char c)
{
	return digit_of(c) < 10;
}

/* "0x" without a digit behind it is the number 0 and trailing text. */
static unsigned base_of(const char *s)
{
	if (s[0] != '0')
		return 10;
	if ((s[1] == 'x' || s[1] == 'X') && digit_of(s[2]) < 16)
		return 16;
	return 8;
}

/* False: @value would leave 64 bits, and is unspecified. */
static bool append_digit(uint64_t *value, unsigned base, unsigned digit)
{
	return !__builtin_mul_overflow(*value, base, value) &&
	       !__builtin_add_overflow(*value, digit, value);
}

static enum num_error check_end(const char *s)
{
	return *skip_blanks(s) ? NUM_TRAILING : NUM_OK;
}

/* An optional sign and digits; @base 0 goes by the prefix. The sign is told even of NUM_TOO_BIG. */
static enum num_error parse(const char *s, unsigned base, bool *ret_is_negative,
			    uint64_t *ret_magnitude)
{
	bool is_negative;
	uint64_t value = 0;

	s = skip_blanks(s);
	is_negative = *s == '-';
	if (*s == '-' || *s == '+')
		s++;
	if (!is_digit(*s))
		return NUM_INVALID;

	*ret_is_negative = is_negative;
	if (base == 0)
		base = base_of(s);
	if (base == 16)
		s += strlen("0x");
	for (; digit_of(*s) < base; s++) {
		if (!append_digit(&value, base, digit_of(*s)))
			return NUM_TOO_BIG;
	}

	*ret_magnitude = value;
	return check_end(s);
}

static enum num_error parse_int(const char *s, unsigned base, int64_t *ret_value)
{
	bool is_negative;
	uint64_t magnitude;
	enum num_error error = parse(s, base, &is_negative, &magnitude);

	if (error == NUM_INVALID || error == NUM_TOO_BIG)
		return error;
	if (magnitude > (uint64_t)INT64_MAX + is_negative)
		return NUM_TOO_BIG;

	*ret_value = (int64_t)(is_negative ? -magnitude : magnitude);
	return error;
}

static enum num_error parse_uint(const char *s, unsigned base, uint64_t *ret_value)
{
	bool is_negative;
	uint64_t magnitude;
	enum num_error error = parse(s, base, &is_negative, &magnitude);

	if (error == NUM_INVALID)
		return error;
	if (is_negative)
		return NUM_NEGATIVE;
	if (error == NUM_TOO_BIG)
		return error;

	*ret_value = magnitude;
	return error;
}

enum num_error num_parse_int(const char *s, int64_t *ret_value)
{
	return parse_int(s, 10, ret_value);
}

enum num_error num_parse_uint(const char *s, uint64_t *ret_value)
{
	return parse_uint(s, 10, ret_value);
}

enum num_error num_parse_uint_auto(const char *s, uint64_t *ret_value)
{
	return parse_uint(s, 0, ret_value);
}

enum num_error num_parse_int_auto(const char *s, int64_t *ret_value)
{
	return parse_int(s, 0, ret_value);
}

static bool starts_decimal(const char *s)
{
	return is_digit(s[0]) || (s[0] == '.' && is_digit(s[1]));
}

enum num_error num_parse_decimal(const char *s, unsigned places, int64_t *ret_scaled)
{
	uint64_t value = 0;
	size_t decimals = 0;
	enum num_error end;

	s = skip_blanks(s);
	if (*s == '-' && starts_decimal(s + 1))
		return NUM_NEGATIVE;
	if (*s == '+')
		s++;
	if (!starts_decimal(s))
		return NUM_INVALID;

	for (; is_digit(*s); s++) {
		if (!append_digit(&value, 10, digit_of(*s)))
			return NUM_TOO_BIG;
	}
	if (*s == '.') {
		s++;
		decimals = strspn(s, "0123456789");
	}

	for (size_t i = 0; i < places; i++) {
		if (!append_digit(&value, 10, i < decimals ? digit_of(s[i]) : 0))
			return NUM_TOO_BIG;
	}
	if (decimals > places && s[places] >= '5' && !append_digit(&value, 1, 1))
		return NUM_TOO_BIG;
	if (value > INT64_MAX)
		return NUM_TOO_BIG;

	*ret_scaled = (int64_t)value;
	end = check_end(s + decimals);
	return end == NUM_OK && decimals > places ? NUM_TOO_PRECISE : end;
}

char *num_format_decimal(int64_t scaled, unsigned places, char buf[NUM_DECIMAL_LEN])
{
	uint64_t rest = scaled < 0 ? -(uint64_t)scaled : (uint64_t)scaled;
	char *end = buf + NUM_DECIMAL_LEN - 1;
	char *p = end;

	assert(places <= NUM_DECIMAL_LEN - sizeof("-0."));

	*end = '\0';
	for (; places > 0; places--, rest /= 10) {
		if (p < end || rest % 10 > 0)
			*--p = (char)('0' + rest % 10);
	}
	if (p < end)
		*--p = '.';
	do {
		*--p = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (scaled < 0)
		*--p = '-';
	return memmove(buf, p, (size_t)(end - p) + 1);
}
