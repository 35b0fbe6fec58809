/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/conf/image.h"

#include <string.h>

static const char magic[8] = "KA-IMAGE";

struct image_head *image_begin(struct arena *arena)
{
	return arena_new(arena, struct image_head);
}

void image_finish(struct image_head *head, const struct arena *arena, uint64_t layout, const void *root)
{
	memcpy(head->magic, magic, sizeof(magic));
	head->layout = layout;
	head->size = arena->used;
	head->at = head;
	head->root = root;
}

enum image_error image_check(const void *at, size_t size, uint64_t layout, const void **ret_root)
{
	const struct image_head *head = at;

	if (size < sizeof(*head))
		return IMAGE_TOO_SHORT;
	if (memcmp(head->magic, magic, sizeof(magic)) != 0)
		return IMAGE_NO_IMAGE;
	if (head->layout != layout)
		return IMAGE_OTHER_LAYOUT;
	if (head->size > size)
		return IMAGE_TOO_SHORT;
	if (head->at != at)
		return IMAGE_OTHER_PLACE;
	if ((uintptr_t)head->root <= (uintptr_t)at || (uintptr_t)head->root >= (uintptr_t)at + size)
		return IMAGE_NO_ROOT;
	*ret_root = head->root;
	return IMAGE_OK;
}
