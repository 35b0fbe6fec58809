/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expand - from files to logical lines: includes, conditional lines, definitions, sequences.
 *
 * One physical line goes through these steps, and what an expansion produces goes through them again
 * from the conditional on:
 *
 *   strip CR LF -> comment, blanks -> open definition? -> @id -> $NAME= -> ~SEQ/~LST -> ${NAME}
 *   -> include -> the sink
 *
 * Everything is bounded: the nesting of files and of definitions, the replacements of one line, its
 * length, and the number of lines and bytes that one physical line may grow into.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/arena.h"
#include "lib/base/map.h"
#include "lib/conf/diag.h"
#include "lib/conf/line.h"
#include "lib/conf/source.h"

#define EXPAND_MAX_LINE         (1024u * 1024)
#define EXPAND_MAX_REPLACEMENTS 10000u
#define EXPAND_MAX_FILES_DEEP   64u
#define EXPAND_MAX_FILES        100000u
#define EXPAND_MAX_LINES_DEEP   64u
#define EXPAND_MAX_LINES        1000000u
#define EXPAND_MAX_BYTES        (512u * 1024 * 1024)

/* What an include must find; a missing thing is then an error. */
enum include_check {
	INCLUDE_READABLE = 1 << 0,
	INCLUDE_MATCH = 1 << 1,
	INCLUDE_WILDCARD = 1 << 2,
	INCLUDE_BRACE = 1 << 3,
	INCLUDE_ALL = 15,
};

struct expand_open; /* a file that is being read */
struct expand_def;

struct expand {
	const struct source_ops *ops;
	void                    *source;
	struct diag_list        *diags;
	struct arena            *arena;       /* definitions, vias; lives as long as the findings */
	const char              *id;          /* of conditional lines */
	bool (*on_line)(void *sink, const struct conf_line *line); /* false: stop reading */
	void                    *sink;

	struct map               defs;
	struct expand_def       *all_defs;    /* chain, for release */
	struct expand_def       *collecting;  /* a multi-line definition that is still open */
	struct expand_open      *open;
	unsigned                 include_checks;
	uint64_t                 random_state;
	uint32_t                 max_lines; /* EXPAND_MAX_LINES and so on; who has little time sets less */
	uint32_t                 max_bytes;
	uint32_t                 max_files;
	bool                     is_stopped;
	bool                     is_line_dropped; /* the rest of this physical line's expansion */
	bool                     is_too_deep; /* no more includes until the main file is reached again */
	bool                     is_too_many; /* no more files at all */
	size_t                   files_opened;
	uint32_t                 lines_out;   /* of the current physical line */
	uint64_t                 bytes_out;   /* the same with all steps on the way and what they cost */
};

/* @checks: in force for everything (-e), else 0. */
void expand_init(struct expand *x, const struct source_ops *ops, void *source, struct diag_list *diags,
		 struct arena *arena, const char *id, unsigned checks);
void expand_release(struct expand *x);

/* Read everything that @pattern names. False: no file could be read, findings say why. */
bool expand_run(struct expand *x, const char *directory, const char *pattern);

/* For the keywords that change how the rest is read. */
void     expand_set_include_checks(struct expand *x, unsigned checks);
unsigned expand_include_checks(const struct expand *x);
void     expand_seed_random(struct expand *x, uint32_t seed);

const char *expand_directory(const struct expand *x);
