/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test/unit/packet_bytes.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "lib/base/ka.h"
#include "lib/text/hex.h"

struct packet packet_of(const char *hex)
{
	struct packet p = { .len = 0 };

	for (; *hex; hex += 2) {
		while (*hex == ' ')
			hex++;
		if (!*hex)
			break;
		if (hex_digit(hex[0]) < 0 || hex_digit(hex[1]) < 0 || p.len == sizeof(p.bytes))
			fail_msg("bad packet at '%s'", hex);
		p.bytes[p.len++] = (uint8_t)(hex_digit(hex[0]) << 4 | hex_digit(hex[1]));
	}
	return p;
}

void packet_add(struct packet *p, const void *bytes, size_t len)
{
	assert_true(p->len + len <= sizeof(p->bytes));
	memcpy(p->bytes + p->len, bytes, len);
	p->len += len;
}

static void show(const char *what, const uint8_t *bytes, size_t len)
{
	fprintf(stderr, "# %s (%zu):", what, len);
	for (size_t i = 0; i < len; i++)
		fprintf(stderr, "%s%02x", i % 16 ? " " : "\n#   ", bytes[i]);
	fputc('\n', stderr);
}

void packet_must_be(const uint8_t *bytes, size_t len, const struct packet *expected)
{
	size_t at = 0;

	while (at < MIN(len, expected->len) && bytes[at] == expected->bytes[at])
		at++;
	if (at == len && at == expected->len)
		return;
	show("is", bytes, len);
	show("should be", expected->bytes, expected->len);
	fail_msg("packets differ at byte %zu", at);
}

struct addr packet_addr(const char *text)
{
	struct addr a;

	if (!addr_parse(text, &a))
		fail_msg("'%s' is no address", text);
	return a;
}
