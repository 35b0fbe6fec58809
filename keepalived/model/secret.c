/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/secret.h"

#include <string.h>

#include "keepalived/model/model_load.h"

/* Where the first secret lies: an index of 0 is none at all. */
#define SECRETS_START 16

void secret_keep(struct model_load *m, const void *bytes, size_t len, struct conf_secret *ret_secret)
{
	const char *copy;

	ret_secret->length = (uint32_t)len;
	if (m->digest)
		m->digest(m->digest_key, bytes, len, ret_secret->digest);
	if (!m->secrets)
		return;
	if (!m->secrets->used)
		(void)arena_alloc(m->secrets, SECRETS_START);
	copy = arena_memdup(m->secrets, bytes, len);
	ret_secret->index = (uint32_t)((uintptr_t)copy - (uintptr_t)m->secrets->base);
}
