/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memfd - an image: memory that one process fills and others read at the same address.
 *
 * In order: create, map writable at its address, fill, unmap, seal. From then on neither its bytes
 * nor its size can change, whoever holds the descriptor, and every reader maps it to where the
 * pointers inside it point. Nothing is ever mapped over something else: a range that was reserved
 * is unmapped by its owner first.
 */
#pragma once

#include <stddef.h>

#include "lib/base/ka.h"

/* An empty one; the descriptor, or a negative errno. @name shows up in /proc/PID/maps. */
must_use int memfd_image_create(const char *name);

/* Grow @fd to @size and map it. -EEXIST: something is mapped there. */
must_use int memfd_image_map_to_fill(int fd, void *at, size_t size);

/* Cut to @size and make it final. -EBUSY: it is still mapped writable. */
must_use int memfd_image_seal(int fd, size_t size);

/* Map a sealed one for reading. -EPERM: it is not sealed. -EEXIST: something is mapped there. */
must_use int memfd_image_map(int fd, void *at, size_t *ret_size);

void memfd_image_unmap(void *at, size_t size);
