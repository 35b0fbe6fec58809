/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bind - words become values: fills the structs of the model by the rows of the schema.
 *
 * The reader (lib/conf/read.h) finds out what the lines of a file are; for each statement it calls in
 * here. Objects are laid into the image as they are read; everything else is scratch. What a row's own
 * functions need of the reading they find in struct conf_bind.
 */
#pragma once

#include "lib/base/arena.h"
#include "lib/base/map.h"
#include "lib/conf/diag.h"
#include "lib/conf/expand.h"
#include "lib/conf/lex.h"
#include "lib/conf/places.h"
#include "lib/conf/schema.h"

struct conf_index;

struct conf_bind {
	struct arena      *image;
	struct arena      *scratch;
	struct diag_list  *diags;
	struct expand     *expand;
	void              *root;        /* the object of the outermost block */
	void              *context;     /* of the model's own functions */
	bool               is_test;     /* numbers with trailing text are not used */
	bool               is_stopped;  /* a missing parameter: nothing more is read */

	/* The statement at hand; its words live until the next line. */
	struct arena            words_arena;
	const struct conf_line *line;
	struct conf_words       words;
	size_t                  at;         /* lines: the word at hand */
	void                   *parent;     /* begin, end, lines: the object around */
	const char             *object_name; /* of the nearest named block */
	const char             *block_text;  /* "vrrp_instance VI_1", NULL at top level */
	struct conf_place       block_place;

	struct conf_places        places;
	VEC(struct conf_index *)  indexes;
};

void conf_bind_init(struct conf_bind *b, struct arena *image, struct arena *scratch, struct diag_list *diags,
		    struct expand *expand, void *root, void *context, bool is_test);
void conf_bind_release(struct conf_bind *b);

/* The row called @name, NULL if none. */
const struct conf_key *conf_bind_key(struct conf_bind *b, const struct conf_block *block, const char *name);

/* One statement "keyword values" of a keyword block. False: the object has to go. */
bool conf_bind_statement(struct conf_bind *b, const struct conf_key *key, void *object);

/* Split b->line[from..to) into b->words the way that @key's values want it. False: nothing can be read. */
bool conf_bind_split(struct conf_bind *b, const struct conf_key *key, size_t from, size_t to);

/*
 * A keyword block opens; its words are b->words. NULL: its content has to be skipped, which has been
 * reported.
 */
void *conf_bind_begin(struct conf_bind *b, const struct conf_key *key, void *parent);
void  conf_bind_end(struct conf_bind *b, const struct conf_key *key, void *parent, void *object,
		    struct conf_place place);

/* A list block opens. False: it was given before and its content has to be skipped, which is reported. */
bool conf_bind_list(struct conf_bind *b, const struct conf_key *key, void *parent);
/* It closes without an entry. */
void conf_bind_empty(struct conf_bind *b, const struct conf_key *key, struct conf_place place);
/* One entry of a LINES or WORDS block. */
void conf_bind_entry(struct conf_bind *b, const struct conf_key *key, void *parent);

/* An object by name, among those of @block that were kept so far. */
void *conf_bind_find(struct conf_bind *b, const struct conf_block *block, const char *name);

void  conf_bind_forget(struct conf_bind *b, const struct conf_block *block, const char *name);

void *conf_bind_new(struct conf_bind *b, const struct conf_block *block, const char *name,
		    struct conf_place place);
void  conf_list_append(struct conf_list_any *list, struct conf_head *head);
void  conf_list_remove(struct conf_list_any *list, struct conf_head *head);
#define conf_append(list, object) conf_list_append((struct conf_list_any *)(list), &(object)->head)
#define conf_remove(list, object) conf_list_remove((struct conf_list_any *)(list), &(object)->head)

/* Note that the statement at hand gave @key's member a value. */
void conf_bind_given(struct conf_bind *b, const struct conf_key *key, void *object, size_t word);

/* Values, for rows that bring their own parse: the word at @index, or a complaint and NULL. */
const char *conf_bind_word(struct conf_bind *b, size_t index);
struct conf_place conf_bind_place(const struct conf_bind *b, size_t word);
bool conf_bind_number(struct conf_bind *b, size_t word, int64_t min, int64_t max, bool is_auto_base,
		      int64_t *ret);
/* The same for a number that is a part of the word. */
bool conf_bind_number_in(struct conf_bind *b, size_t word, const char *text, int64_t min, int64_t max,
			 bool is_auto_base, int64_t *ret);
struct conf_span_rule {
	int64_t  min;
	int64_t  max;
	unsigned places;
	bool     zero_is_good;
	bool     uses_trailing;
	bool     is_in_ms;
};
bool conf_bind_span(struct conf_bind *b, size_t word, const struct conf_span_rule *rule, struct span *ret);
/* An address; a mask or a range behind it was always accepted by some keywords, and never used. */
bool conf_bind_addr(struct conf_bind *b, size_t word, struct addr *ret);
bool conf_parse_bool(const char *text, bool *ret);

/* A finding at word @index of the statement. */
struct diag *conf_bind_report(struct conf_bind *b, enum diag_code code, size_t word, const char *fmt, ...)
	printf_like(4, 5);
/* The same with a row's sentence and its {words}. */
struct diag *conf_bind_complain(struct conf_bind *b, enum diag_code code, const struct conf_key *key,
				size_t word, const char *sentence);
/* Reading cannot go on: the parameter at @word is missing. */
void conf_bind_missing(struct conf_bind *b, size_t word);

/* Findings about finished objects: at the object, or at one of its members if that was given. */
struct conf_place conf_bind_object_place(const struct conf_bind *b, const struct conf_head *head);
/* The closing brace of a block; a line has none. */
struct conf_place conf_bind_end_place(const struct conf_bind *b, const struct conf_head *head);
struct conf_place conf_bind_member_place(const struct conf_bind *b, const struct conf_head *head,
					 size_t offset);
