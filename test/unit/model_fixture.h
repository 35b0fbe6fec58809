/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * model_fixture - a configuration of the daemon's own language, read in the fixed world.
 *
 * Used once: initialise, set what is to differ, add files or name a real one, read. The files that were
 * added lie in FIXED_DIRECTORY; the first one is the main file. What was read stays until the release.
 */
#pragma once

#include "keepalived/model/config.h"
#include "keepalived/model/model_load.h"
#include "lib/conf/bind.h"
#include "lib/conf/read.h"
#include "test/conf/fixed_world.h"

struct model_fixture_file {
	const char *path;
	const char *bytes;
	size_t      len;
};

struct model_fixture {
	const char *id;              /* "lb1" */
	bool        checks_includes; /* -e */
	bool        is_test;         /* true */
	bool        is_only_read;    /* not completed: what the lines say, and no more */
	uint32_t    max_bytes;       /* of an expansion, and ... */
	uint32_t    max_files;       /* ... included; 0: as many as the daemon takes */
	VEC(struct model_fixture_file) files;

	struct arena         image;
	struct arena         secrets;
	struct arena         scratch;
	struct diag_list     diags;
	struct expand        expand;
	struct conf_bind     bind;
	struct conf_read     reader;
	struct model_load    load;
	struct fixed_world   world;
	struct fixed_source  source; /* of real files */
	char                *directory;
	struct config       *config;
	struct sbuf          dump;
};

void model_fixture_init(struct model_fixture *f);
void model_fixture_release(struct model_fixture *f);

/* The bytes must stay. */
void model_fixture_add(struct model_fixture *f, const char *name, const char *bytes, size_t len);
/* One string with several files: a line "--- NAME" starts another one. */
void model_fixture_add_marked(struct model_fixture *f, const char *bytes, size_t len);
void model_fixture_read(struct model_fixture *f);
/* A real one, below the working directory. */
void model_fixture_read_real(struct model_fixture *f, const char *path);

/* Its canonical text. */
const char *model_fixture_dump(struct model_fixture *f);
