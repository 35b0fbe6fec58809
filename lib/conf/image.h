/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * image - a configuration that has become memory.
 *
 * FORMAT. An image begins with a struct image_head and is one stretch of bytes. Everything in it was
 * allocated by one arena in one order, so the same text gives the same bytes. Pointers are plain and
 * absolute: an image is valid only where it was made, at one of two addresses, which every process
 * keeps free. The two exist so that an old and a new image can be mapped at the same time.
 *
 * VALID is an image if
 *   1. it is at least as long as its head, and as long as its head says;
 *   2. the magic is right;
 *   3. the layout number is that of the reader: another build has other structs;
 *   4. it lies where the head says it was made;
 *   5. the root lies inside of it.
 * Whether anybody could have changed it since is not asked here: it comes in a sealed memfd.
 *
 * READER: map the descriptor at its slot, image_check(), use the root. Nothing is copied or parsed, and
 * nothing may be written: the mapping is read-only.
 *
 * AFTER A CRASH nothing has to be rebuilt: the parent holds the descriptor and hands it out again.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/base/arena.h"

#define IMAGE_SLOT_SIZE  (256u * 1024 * 1024)
#define IMAGE_SLOTS      2
/* Below 2 GiB, and free natively, under the sanitizers and valgrind, and in user-mode-linux. */
#define IMAGE_SLOT_AT(n) ((void *)(uintptr_t)(0x10000000u * ((n) + 1u)))

struct image_head {
	char        magic[8];
	uint64_t    layout;
	uint64_t    size;
	const void *at;
	const void *root;
};

enum image_error { IMAGE_OK, IMAGE_TOO_SHORT, IMAGE_NO_IMAGE, IMAGE_OTHER_LAYOUT, IMAGE_OTHER_PLACE, IMAGE_NO_ROOT };

/* The first allocation of @arena, which fills a slot. */
struct image_head *image_begin(struct arena *arena);
void               image_finish(struct image_head *head, const struct arena *arena, uint64_t layout,
				const void *root);

enum image_error image_check(const void *at, size_t size, uint64_t layout, const void **ret_root);
