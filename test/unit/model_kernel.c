/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model_kernel.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void model_kernel_init(struct model_kernel *m)
{
	*m = (struct model_kernel){ 0 };
	addr_table_init(&m->addrs);
}

void model_kernel_release(struct model_kernel *m)
{
	addr_table_release(&m->addrs);
}

static bool is_promoting(const struct model_kernel *m, uint32_t index)
{
	for (size_t i = 0; i < m->n_promoting; i++) {
		if (m->promoting[i] == index)
			return true;
	}
	return false;
}

int model_kernel_add(struct model_kernel *m, const struct kstate_addr *addr)
{
	struct kstate_addr record = *addr;

	if (addr_table_find(&m->addrs, addr))
		return -EEXIST;
	record.flags = (record.flags & KSTATE_ADDR_ASKED) | IFA_F_PERMANENT;
	addr_table_each(other, &m->addrs) {
		if (!kstate_addr_is_kin(other, addr))
			continue;
		if (other->scope != addr->scope)
			return -EINVAL;
		record.flags |= IFA_F_SECONDARY;
	}
	addr_table_put(&m->addrs, &record);
	return 0;
}

static void promote(struct model_kernel *m, const struct kstate_addr *secondary)
{
	struct kstate_addr record = *secondary;

	record.flags &= ~(uint32_t)IFA_F_SECONDARY;
	addr_table_put(&m->addrs, &record);
}

int model_kernel_delete(struct model_kernel *m, const struct kstate_addr *addr)
{
	const struct kstate_addr *found = addr_table_find(&m->addrs, addr);
	struct kstate_addr gone;

	if (!found)
		return -EADDRNOTAVAIL;
	gone = *found;
	addr_table_remove(&m->addrs, &gone);
	if (gone.addr.family != ADDR_IPV4 || gone.flags & IFA_F_SECONDARY)
		return 0;
	addr_table_each(other, &m->addrs) {
		if (!kstate_addr_is_kin(other, &gone))
			continue;
		if (is_promoting(m, gone.index)) {
			promote(m, other);
			return 0;
		}
		addr_table_remove(&m->addrs, other);
	}
	return 0;
}

static int replace(struct model_kernel *m, const struct kstate_addr *addr)
{
	const struct kstate_addr *found = addr_table_find(&m->addrs, addr);
	struct kstate_addr record;

	if (!found)
		return model_kernel_add(m, addr);
	record = *found;
	record.preferred_lft = addr->preferred_lft;
	record.valid_lft = addr->valid_lft;
	addr_table_put(&m->addrs, &record);
	return 0;
}

int model_kernel_do(struct model_kernel *m, const struct addr_op *op)
{
	switch (op->kind) {
	case ADDR_OP_ADD: return model_kernel_add(m, &op->addr);
	case ADDR_OP_DELETE: return model_kernel_delete(m, &op->addr);
	case ADDR_OP_REPLACE: return replace(m, &op->addr);
	}
	abort();
}

struct kstate_addr model_addr(uint32_t index, const char *text)
{
	struct kstate_addr addr = {
		.index = index,
		.preferred_lft = KSTATE_FOREVER,
		.valid_lft = KSTATE_FOREVER,
	};
	const char *peer = strstr(text, " peer ");
	char *local = strndup(text, peer ? (size_t)(peer - text) : strlen(text));
	struct prefix prefix;
	bool has_len;

	if (!local || prefix_parse(local, &prefix, &has_len) != PREFIX_OK)
		abort();
	free(local);
	addr.addr = prefix.addr;
	if (peer) {
		if (prefix_parse(peer + strlen(" peer "), &prefix, &has_len) != PREFIX_OK)
			abort();
		addr.peer = prefix.addr;
	}
	addr.len = prefix.len;
	return addr;
}
