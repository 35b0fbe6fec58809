/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * source_files - the files of a configuration, from the disk (lib/conf/source.h).
 *
 * The working directory is never changed. A name that was written relative to a directory stays so in
 * what is returned; the directory itself may be relative or NULL, and then the working directory is
 * meant.
 */
#pragma once

#include "lib/conf/source.h"

struct source_files;

struct source_files *source_files_open(void);
void source_files_close(struct source_files *files); /* NULL is fine */

/* Their first argument is a struct source_files. */
extern const struct source_ops source_files_ops;
