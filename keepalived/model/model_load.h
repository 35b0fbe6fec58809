/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * model_load - what the rows of the model find in conf_bind.context while a configuration is read.
 */
#pragma once

#include "keepalived/model/world.h"
#include "lib/conf/bind.h"

struct conf_global;

struct model_load {
	const struct world_ops *ops;
	void                   *world;
	struct conf_global     *global;
	struct arena           *secrets;    /* bytes that only one process may see; NULL: not wanted */
	const uint8_t          *digest_key; /* 32 bytes */
	void (*digest)(const uint8_t key[32], const void *bytes, size_t len, uint8_t ret[32]);
	unsigned                n_secrets;
	const char             *main_directory; /* of the main configuration file */
	bool                    checks_includes; /* -e */
};

static inline struct model_load *model_of(const struct conf_bind *b)
{
	return b->context;
}
