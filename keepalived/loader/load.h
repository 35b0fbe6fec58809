/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * load - from files to a sealed image, and what there was to say about them.
 *
 * The one way in which a configuration is read: at start, at a reload, and for a test. It runs once,
 * in a process that may do with files, name services and memory what it likes, since nobody waits for
 * it. Everybody else maps the result.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/arena.h"
#include "lib/base/ka.h"
#include "lib/conf/diag.h"

struct config;
struct source_files;

struct load_request {
	const char *conf_file;       /* a pattern, relative to the working directory unless absolute */
	const char *config_id;       /* NULL: the name of this host, up to its first dot */
	bool        checks_includes; /* -e */
	bool        is_test;
	unsigned    slot;            /* where the image is made, of IMAGE_SLOTS */
	uint8_t     digest_key[32];
};

struct load {
	struct diag_list     diags;
	struct arena         scratch;
	struct source_files *files;       /* their bytes are in the findings */
	int                  image_fd;    /* sealed; -1: nothing usable came out */
	int                  secrets_fd;
	size_t               image_size;
	int                  error;       /* negative errno: the machine could not do it */
};

/* Always to be followed by load_release(). False: see error; a bad configuration is no such failure. */
must_use bool load_run(struct load *l, const struct load_request *request);
void          load_release(struct load *l);

/* Map an image that was made; NULL if it is none of this build. The caller unmaps. */
const struct config *load_map(int image_fd, unsigned slot, size_t *ret_size);
