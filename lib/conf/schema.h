/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * schema - what a configuration may contain, as tables.
 *
 * A row owns the whole life of a keyword: how it is read, what is said when it is wrong, where its
 * value goes, how it is printed and compared, what a reload does with it, and its sentence of help.
 * A block is a list of rows and the struct that they fill. A line with options, such as an address or
 * a route, is a block that is written on one line: the same rows describe its words.
 *
 * CONF_UINT(struct S, member) and its kin put type and offset into a row and do not compile when the
 * member's C type is another one; that all rows of a block fill the block's own struct is checked by
 * schema_verify(), which a unit test runs over everything.
 *
 * The sentences of complaints may hold {object} (name of the nearest named block), {key}, {value},
 * {first} (the first word of the line), {old} (the text that the member holds), {min}, {max} and {rest} (the words from the offending one on).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/mono.h"
#include "lib/net/addr.h"

struct conf_bind;
struct conf_block;
struct conf_key;
struct sbuf;

/* First member of every struct that a block fills. */
struct conf_head {
	struct conf_head   *next;    /* in its list */
	struct conf_head   *previous;
	const char         *name;    /* of a named block, else NULL */
	struct conf_origin *origins; /* members that were given, the last one first */
	uint32_t            file;    /* where the block or line starts: index into config.files */
	uint32_t            line;
	uint32_t            place;   /* index into the places of the reading; of no use afterwards.
				      * The next one is that of a block's closing brace. */
	uint32_t            number : 24; /* position in the file, from 0, among its kind; no image has room for more */
	uint32_t            kind : 8;    /* of its block: what an entry of a mixed list is */
};

/* One member was set by the user. What is not listed has its default, inherited or built in. */
struct conf_origin {
	struct conf_origin *next;
	uint32_t            offset; /* of the member */
	uint32_t            file;
	uint32_t            line;
	uint32_t            place;
};

struct conf_list_any {
	struct conf_head *first;
	struct conf_head *last;
	uint32_t          n;
};

/* A list of objects with a conf_head; the same shape as conf_list_any. */
#define CONF_LIST(T)                                                                               \
	struct {                                                                                   \
		T       *first;                                                                    \
		T       *last;                                                                     \
		uint32_t n;                                                                        \
	}

#define conf_each(T, var, list)                                                                    \
	for (T *var = (T *)(list).first; var; var = (T *)var->head.next)

/* One word of a WORDS block, or a reference by name that has been resolved. */
struct conf_name {
	struct conf_head head; /* head.name is the word */
	const void      *target;
};

struct conf_script {
	const char *const *argv;    /* NULL-terminated; NULL: no script */
	const char        *path;    /* what is executed; argv[0] is what the script is told */
	const char        *text;    /* as configured, for people */
	const char        *user;    /* as configured, NULL if not given */
	const char        *group;
	uint32_t           uid;
	uint32_t           gid;
	bool               has_all_groups;   /* ":" before the group */
	const uint32_t    *groups;           /* with that: those of the user; n_groups of them */
	bool               is_file_test;     /* "</path": succeeds if the file can be read */
	bool               needs_shell;      /* no #! line: through /bin/sh */
	uint32_t           argc;
	uint32_t           n_groups;
};

struct conf_secret {
	uint32_t index;   /* in the memory of the secrets, from 1; 0: none */
	uint32_t length;
	uint8_t  digest[32]; /* keyed: equal secrets of one daemon have equal digests */
};

enum conf_kind {
	CONF_KIND_FLAG,
	CONF_KIND_BOOL,
	CONF_KIND_UINT,
	CONF_KIND_INT,
	CONF_KIND_SPAN,
	CONF_KIND_STRING,
	CONF_KIND_ADDR,
	CONF_KIND_PREFIX,
	CONF_KIND_WORD,    /* one of a set, stored as uint8_t */
	CONF_KIND_SCRIPT,
	CONF_KIND_CUSTOM,  /* brings its functions */
	CONF_KIND_BLOCK,   /* { keywords }, each adds an object to a list */
	CONF_KIND_SINGLE,  /* { keywords }, all fill one object that lies in its parent */
	CONF_KIND_LINES,   /* { lines }, each adds an object to a list */
	CONF_KIND_WORDS,   /* { words }, each adds a conf_name to a list */
	CONF_KIND_OPAQUE,  /* { anything }: known by name, not read by this version */
};

enum conf_repeat {
	CONF_LAST_WINS,
	CONF_FIRST_WINS,
};

enum conf_bad {
	CONF_BAD_KEEP,  /* as if the keyword were not there */
	CONF_BAD_CLAMP, /* the nearest good value */
	CONF_BAD_USE,   /* bad_value */
	CONF_BAD_DROP,  /* the whole object goes */
};

enum conf_reload {
	CONF_LIVE,  /* a new value takes effect at a reload */
	CONF_START, /* at the next start */
	CONF_FIXED, /* a change makes the reload be refused */
};

struct conf_word_value {
	const char *word;
	uint8_t     value;
};

/* Functions of a row that fits no kind. */
struct conf_custom {
	/* Words of the statement are b->words; false: the object has to go. */
	bool (*parse)(struct conf_bind *b, const struct conf_key *key, void *object);
	/*
	 * What follows the keyword in canonical text; nothing: the keyword is not printed. It tells the
	 * value, whether it was given or not: that is asked before.
	 */
	void (*format)(const struct conf_key *key, const void *object, struct sbuf *out);
	/* Where that is not the same as being printed alike: secrets, for one. Optional. */
	bool (*equal)(const struct conf_key *key, const void *a, const void *b);
};

struct conf_key {
	const char                   *name;
	enum conf_kind                kind;
	const char                   *owner;
	size_t                        offset;

	int64_t                       min;         /* spans in microseconds */
	int64_t                       max;
	bool                          zero_is_good; /* beside the range */
	bool                          is_auto_base; /* 0x and leading 0 are understood */
	uint8_t                       places;      /* SPAN: decimals that can be given */
	bool                          is_in_ms;    /* SPAN: written in milliseconds, not in seconds */
	int64_t                       flag_value;  /* FLAG: what it sets */
	const struct conf_word_value *words;
	const char                   *absent;      /* the value is optional, and this if not there */
	uint32_t                      max_length;  /* STRING */
	bool                          is_truncated; /* STRING: too long is cut, not refused */
	bool                          takes_rest;  /* further words are somebody's: never a complaint */
	bool                          takes_line;  /* SCRIPT: further words are its arguments, not a user */
	bool                          ignores_case; /* WORD */
	bool                          drops_mask;  /* ADDR: what stands behind '/' or '-' is not used */

	const struct conf_block      *block;
	/* LINES: a last look at a finished entry by the block around it; false: it is not kept. */
	bool (*keep)(struct conf_bind *b, void *parent, void *object);

	enum conf_repeat              repeat;
	enum conf_bad                 bad;
	int64_t                       bad_value;
	const char                   *missing;     /* complaint; NULL: reading stops */
	const char                   *complaint;   /* about a bad value, after the general one */
	const char                   *too_long;
	const char                   *repeated;
	const char                   *deprecated;
	bool                          deprecation_is_logged; /* it never counted as a finding */
	const char                   *zero;        /* complaint about 0, which then counts as 1 */
	const char                   *extra;       /* complaint about further words */
	bool                          extra_is_bad; /* ... and the value is not used either */
	const char                   *empty;       /* complaint about a list without entries */
	bool                          uses_trailing; /* SPAN: what stands before a stray character is used */
	bool                          is_quiet;    /* no general complaint before the own one */
	bool                          is_script;   /* CUSTOM: its words are split like those of a script */
	bool                          is_ordered;  /* LINES, WORDS: another order is a change */
	bool                          is_positional; /* lines: stands without its name */
	bool                          is_alias;    /* another row of the member is the canonical one */
	bool                          is_root_only; /* top level: also understood in global_defs */

	enum conf_reload              reload;
	bool                          is_secret;
	const struct conf_custom     *custom;
	const char                   *def;
	const char                   *inherit;
	const char                   *help;
};

enum conf_naming {
	CONF_UNNAMED,
	CONF_NAMED,
};

struct conf_block {
	const char            *name; /* as people call it */
	const char            *owner;
	size_t                 size;
	const struct conf_key *keys;
	size_t                 n_keys;

	enum conf_naming       naming;
	uint8_t                kind;       /* number among the blocks of a mixed list, else 0 */
	bool                   merges;     /* several blocks fill one object (kind SINGLE) */
	bool                   replaces;   /* a second block begins anew (kind SINGLE) */
	bool                   is_list;    /* holds the entries of its only row, a LINES one */
	bool                   is_line;
	bool                   is_kept;    /* a line that complained about a word is kept all the same */
	const char            *no_name;    /* NULL: reading stops */
	const char            *extra_name; /* NULL: further words are ignored */
	const char            *duplicate;  /* NULL: there may be several, and the first one is meant */
	const char            *duplicate_first; /* said before .duplicate; where tradition has two sentences */
	const char            *help;

	/* All optional. False from any of them: the object is not kept. */
	bool (*begin)(struct conf_bind *b, void *object);
	bool (*end)(struct conf_bind *b, void *object);
	/* A word of a line that no row knows, at b->at; moves b->at past what it used. */
	bool (*other)(struct conf_bind *b, void *object);
	/* The words behind the block's keyword, each after a blank; NULL: the name, if it has one. */
	void (*title)(const void *object, struct sbuf *out);

	/*
	 * What makes @object the same one in two configurations, as text. Without it that is the name
	 * of a named one, and everything in any other.
	 */
	void (*identity)(const void *object, struct sbuf *out);
};

#define CONF_OFFSET(T, m, C) _Generic(((T *)0)->m, C : offsetof(T, m))

/* In two steps, so that a T that is itself a macro is named by what it stands for. */
#define CONF_TEXT(...) #__VA_ARGS__
#define CONF_OWNER(T)  .owner = CONF_TEXT(T)

#define CONF_MEMBER(K, T, m, C) .kind = CONF_KIND_##K, CONF_OWNER(T), .offset = CONF_OFFSET(T, m, C)

#define CONF_FLAG(T, m)	  CONF_MEMBER(FLAG, T, m, bool), .flag_value = 1
#define CONF_UNFLAG(T, m) CONF_MEMBER(FLAG, T, m, bool), .flag_value = 0
#define CONF_BOOL(T, m)	  CONF_MEMBER(BOOL, T, m, bool), .absent = "true"
#define CONF_UINT(T, m)	  CONF_MEMBER(UINT, T, m, uint32_t)
#define CONF_INT(T, m)	  CONF_MEMBER(INT, T, m, int32_t)
#define CONF_SPAN(T, m)	  CONF_MEMBER(SPAN, T, m, struct span), .places = 6
#define CONF_MSPAN(T, m)  CONF_MEMBER(SPAN, T, m, struct span), .places = 3
#define CONF_SECONDS(T, m) CONF_MEMBER(SPAN, T, m, struct span), .places = 0
#define CONF_MILLISECONDS(T, m) CONF_MEMBER(SPAN, T, m, struct span), .places = 3, .is_in_ms = true
#define CONF_STRING(T, m) CONF_MEMBER(STRING, T, m, const char *)
#define CONF_ADDR(T, m)	  CONF_MEMBER(ADDR, T, m, struct addr)
#define CONF_PREFIX(T, m) CONF_MEMBER(PREFIX, T, m, struct prefix)
#define CONF_WORD(T, m, set) CONF_MEMBER(WORD, T, m, uint8_t), .words = (set)
#define CONF_SCRIPT(T, m) CONF_MEMBER(SCRIPT, T, m, struct conf_script)
#define CONF_CUSTOM(T, m, functions)                                                               \
	.kind = CONF_KIND_CUSTOM, CONF_OWNER(T), .offset = offsetof(T, m), .custom = (functions)

#define CONF_LIST_OFFSET(T, m, E) _Generic(((T *)0)->m.first, E * : offsetof(T, m))

#define CONF_BLOCKS(T, m, E, b)                                                                    \
	.kind = CONF_KIND_BLOCK, CONF_OWNER(T), .offset = CONF_LIST_OFFSET(T, m, E), .block = (b)
#define CONF_LINES(T, m, E, b)                                                                     \
	.kind = CONF_KIND_LINES, CONF_OWNER(T), .offset = CONF_LIST_OFFSET(T, m, E), .block = (b)
#define CONF_WORDS(T, m)                                                                           \
	.kind = CONF_KIND_WORDS, CONF_OWNER(T), .offset = CONF_LIST_OFFSET(T, m, struct conf_name)
#define CONF_SINGLE(T, m, E, b)                                                                    \
	.kind = CONF_KIND_SINGLE, CONF_OWNER(T), .offset = CONF_OFFSET(T, m, E), .block = (b)

#define CONF_BLOCK_OF(T, table)                                                                    \
	CONF_OWNER(T), .size = sizeof(T), .keys = (table), .n_keys = sizeof(table) / sizeof((table)[0])

/* Decimals of a span's unit that make a microsecond. */
static inline unsigned conf_unit_places(bool is_in_ms)
{
	return is_in_ms ? 3 : 6;
}

/* Where @key's value lies in @object. */
static inline void *conf_field(const struct conf_key *key, void *object)
{
	return (char *)object + key->offset;
}

static inline const void *conf_field_const(const struct conf_key *key, const void *object)
{
	return (const char *)object + key->offset;
}

/* From @entry on, the first one in a list that @key's row adds to: others may, too. NULL: none. */
static inline const struct conf_head *conf_entry_of(const struct conf_key *key, const struct conf_head *entry)
{
	while (entry && key->kind == CONF_KIND_BLOCK && entry->kind != key->block->kind)
		entry = entry->next;
	return entry;
}

#define conf_each_entry(var, key, object)                                                          \
	for (const struct conf_head *var = conf_entry_of(                                          \
		     (key), ((const struct conf_list_any *)conf_field_const((key), (object)))->first); \
	     var; var = conf_entry_of((key), var->next))

/* Was the member at @offset of @object given by the user? */
const struct conf_origin *conf_origin_find(const struct conf_head *head, size_t offset);

#define conf_is_given(object, member)                                                              \
	(conf_origin_find(&(object)->head, (size_t)((const char *)&(object)->member - (const char *)(object))) != NULL)

/*
 * The row that speaks for @key's member, which several may fill: for an alias the row that it is another
 * name of, for "no_accept" that of "accept"; NULL if the member is at home in another block.
 */
const struct conf_key *conf_key_main(const struct conf_block *block, const struct conf_key *key);

/* The default of a number or span (in microseconds), if its row says one in digits. */
bool conf_key_default(const struct conf_key *key, int64_t *ret);

/* Stands for the value of a secret wherever a configuration is printed. */
#define CONF_MASK "********"

/*
 * Checks the tables below @root: owners agree, names are unique in their block, ranges hold together,
 * every row has help and what its kind needs. Calls @complain with one sentence per fault; returns
 * their number.
 */
size_t schema_verify(const struct conf_block *root, void (*complain)(void *ctx, const char *what), void *ctx);
