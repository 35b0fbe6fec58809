/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/net/addr.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

bool addr_parse(const char *s, struct addr *ret_addr)
{
	struct addr a = { .family = ADDR_IPV4 };

	if (inet_pton(AF_INET, s, a.bytes) != 1) {
		a = (struct addr){ .family = ADDR_IPV6 };
		if (inet_pton(AF_INET6, s, a.bytes) != 1)
			return false;
	}

	*ret_addr = a;
	return true;
}

char *addr_format(const struct addr *a, char buf[ADDR_LEN])
{
	buf[0] = '\0';
	if (a->family == ADDR_IPV4)
		inet_ntop(AF_INET, a->bytes, buf, ADDR_LEN);
	else if (a->family == ADDR_IPV6)
		inet_ntop(AF_INET6, a->bytes, buf, ADDR_LEN);
	return buf;
}

bool addr_equal(const struct addr *a, const struct addr *b)
{
	return a->family == b->family && memcmp(a->bytes, b->bytes, addr_bits(a) / 8) == 0;
}

bool addr_is_multicast(const struct addr *a)
{
	if (a->family == ADDR_IPV4)
		return (a->bytes[0] & 0xf0) == 0xe0;
	return a->family == ADDR_IPV6 && a->bytes[0] == 0xff;
}

bool addr_is_link_local(const struct addr *a)
{
	if (a->family == ADDR_IPV4)
		return a->bytes[0] == 169 && a->bytes[1] == 254;
	return a->family == ADDR_IPV6 && a->bytes[0] == 0xfe && (a->bytes[1] & 0xc0) == 0x80;
}

bool addr_is_unspecified(const struct addr *a)
{
	static const uint8_t zero[sizeof(a->bytes)];

	return addr_bits(a) > 0 && memcmp(a->bytes, zero, addr_bits(a) / 8) == 0;
}

uint8_t addr_bits(const struct addr *a)
{
	if (a->family == ADDR_IPV4)
		return 32;
	return a->family == ADDR_IPV6 ? 128 : 0;
}

uint8_t addr_multicast_scope(const struct addr *a)
{
	if (a->family != ADDR_IPV6 || !addr_is_multicast(a))
		return 0;
	return a->bytes[1] & 0x0f;
}

/* Digits only, at most @max. */
static bool parse_len(const char *s, unsigned max, uint8_t *ret_len)
{
	unsigned len = 0;

	if (!*s)
		return false;

	for (; *s; s++) {
		if (*s < '0' || *s > '9')
			return false;
		len = len * 10 + (unsigned)(*s - '0');
		if (len > max)
			return false;
	}
	*ret_len = (uint8_t)len;
	return true;
}

enum prefix_error prefix_parse(const char *s, struct prefix *ret_prefix, bool *ret_has_len)
{
	const char *slash = strchrnul(s, '/');
	size_t addr_len = (size_t)(slash - s);
	char text[ADDR_LEN] = "";
	struct prefix p;
	bool has_len;

	if (addr_len >= sizeof(text))
		return PREFIX_BAD_ADDR;
	memcpy(text, s, addr_len);
	if (!addr_parse(text, &p.addr))
		return PREFIX_BAD_ADDR;

	p.len = addr_bits(&p.addr);
	has_len = *slash && parse_len(slash + 1, p.len, &p.len);
	*ret_prefix = p;
	*ret_has_len = has_len;
	return *slash && !has_len ? PREFIX_BAD_LEN : PREFIX_OK;
}

char *prefix_format(const struct prefix *p, char buf[PREFIX_LEN])
{
	size_t len = strlen(addr_format(&p->addr, buf));

	if (len > 0)
		snprintf(buf + len, PREFIX_LEN - len, "/%u", p->len);
	return buf;
}

bool prefix_equal(const struct prefix *a, const struct prefix *b)
{
	return addr_equal(&a->addr, &b->addr) && a->len == b->len;
}
