/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/layout.h"

#include "keepalived/model/config.h"

#define MAX_BLOCKS 128

struct walk {
	const struct conf_block *seen[MAX_BLOCKS];
	size_t                   n;
	uint64_t                 hash;
};

static void mix(struct walk *w, uint64_t value)
{
	/* FNV-1a, byte by byte. */
	for (unsigned i = 0; i < 8; i++)
		w->hash = (w->hash ^ (value >> (8 * i) & 0xff)) * UINT64_C(0x100000001b3);
}

static void mix_text(struct walk *w, const char *text)
{
	for (; *text; text++)
		mix(w, (unsigned char)*text);
}

static void mix_block(struct walk *w, const struct conf_block *block)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->seen[i] == block)
			return;
	if (w->n == MAX_BLOCKS)
		return;
	w->seen[w->n++] = block;
	mix(w, block->size);
	for (size_t i = 0; i < block->n_keys; i++) {
		mix_text(w, block->keys[i].name);
		mix(w, block->keys[i].kind);
		mix(w, block->keys[i].offset);
		if (block->keys[i].block)
			mix_block(w, block->keys[i].block);
	}
}

uint64_t model_layout(void)
{
	struct walk w = { .hash = UINT64_C(0xcbf29ce484222325) };

	mix_block(&w, &config_block);
	return w.hash;
}
