/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * diag - findings: what is wrong with a configuration, where, and what was probably meant.
 *
 * A finding is data: the reader and the model only collect; rendering is for people or for machines,
 * at the end. The first line of the text form is the sentence that other programs know, after
 * "(Line N)" or "(FILE: Line N)"; everything that this program adds stands on lines that begin with
 * white space, so a filter on the first column gives exactly the known lines.
 *
 * The class decides the exit status of a configuration test, and the worst one counts, where the
 * order is historical: security hides errors, errors hide fatal ones.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/arena.h"
#include "lib/base/vec.h"
#include "lib/conf/span.h"
#include "lib/text/sbuf.h"

enum diag_class {
	DIAG_NOTE,     /* advice; never changes the status */
	DIAG_LOG,      /* a plain log line of the original: shown, never changes the status */
	DIAG_FATAL,    /* status 4 */
	DIAG_ERROR,    /* status 5 */
	DIAG_SECURITY, /* status 6 */
	DIAG_MISSING,  /* status 2: reading stopped */
};

/*      code                        stable name              class */
#define DIAG_CODES(X)                                                                              \
	X(DIAG_FILE_MISSING,        "file-missing",          DIAG_LOG)                             \
	X(DIAG_FILE_UNUSABLE,       "file-unusable",         DIAG_LOG)                             \
	X(DIAG_INCLUDE_CHECK,       "include-check",         DIAG_SECURITY)                        \
	X(DIAG_INCLUDE_DEPTH,       "include-depth",         DIAG_ERROR)                           \
	X(DIAG_MULTIPLE_FILES,      "multiple-files",        DIAG_LOG)                             \
	X(DIAG_EMBEDDED_NUL,        "embedded-nul",          DIAG_ERROR)                           \
	X(DIAG_LINE_TOO_LONG,       "line-too-long",         DIAG_ERROR)                           \
	X(DIAG_UNTERMINATED_QUOTE,  "unterminated-quote",    DIAG_ERROR)                           \
	X(DIAG_DEFINITION,          "definition",            DIAG_ERROR)                           \
	X(DIAG_UNDEFINED,           "undefined-definition",  DIAG_ERROR)                           \
	X(DIAG_RECURSION,           "definition-recursion",  DIAG_ERROR)                           \
	X(DIAG_SEQUENCE,            "sequence",              DIAG_ERROR)                           \
	X(DIAG_UNKNOWN_KEYWORD,     "unknown-keyword",       DIAG_ERROR)                           \
	X(DIAG_UNEXPECTED_OPEN,     "unexpected-open-brace", DIAG_ERROR)                           \
	X(DIAG_MISSING_OPEN,        "missing-open-brace",    DIAG_ERROR)                           \
	X(DIAG_NO_OPEN_IN_LIST,     "missing-list-brace",    DIAG_LOG)                             \
	X(DIAG_UNEXPECTED_CLOSE,    "unexpected-close-brace", DIAG_ERROR)                          \
	X(DIAG_MISSING_CLOSE,       "missing-close-brace",   DIAG_ERROR)                           \
	X(DIAG_EXTRA_WORDS,         "extra-words",           DIAG_ERROR)                           \
	X(DIAG_MISSING_PARAMETER,   "missing-parameter",     DIAG_MISSING)                         \
	X(DIAG_MISSING_VALUE,       "missing-value",         DIAG_ERROR)                           \
	X(DIAG_INVALID_NUMBER,      "invalid-number",        DIAG_ERROR)                           \
	X(DIAG_OUT_OF_RANGE,        "out-of-range",          DIAG_ERROR)                           \
	X(DIAG_BAD_VALUE,           "bad-value",             DIAG_ERROR)                           \
	X(DIAG_BAD_ADDRESS,         "bad-address",           DIAG_ERROR)                           \
	X(DIAG_TOO_LONG,            "too-long",              DIAG_ERROR)                           \
	X(DIAG_REPEATED,            "repeated",              DIAG_ERROR)                           \
	X(DIAG_DUPLICATE,           "duplicate",             DIAG_ERROR)                           \
	X(DIAG_NO_NAME,             "no-name",               DIAG_ERROR)                           \
	X(DIAG_UNKNOWN_NAME,        "unknown-name",          DIAG_ERROR)                           \
	X(DIAG_NO_INTERFACE,        "no-interface",          DIAG_ERROR)                           \
	X(DIAG_CONFLICT,            "conflict",              DIAG_ERROR)                           \
	X(DIAG_INCOMPLETE,          "incomplete",            DIAG_ERROR)                           \
	X(DIAG_UNUSABLE,            "unusable",              DIAG_ERROR)                           \
	X(DIAG_BAD_INTERFACE,       "bad-interface",         DIAG_FATAL)                           \
	X(DIAG_DEPRECATED,          "deprecated",            DIAG_ERROR)                           \
	X(DIAG_SCRIPT,              "script",                DIAG_LOG)                             \
	X(DIAG_SCRIPT_DISABLED,     "script-disabled",       DIAG_ERROR)                           \
	X(DIAG_SCRIPT_SECURITY,     "script-security",       DIAG_SECURITY)                        \
	X(DIAG_KEY_FILE,            "key-file",              DIAG_SECURITY)                        \
	X(DIAG_LOGGED,              "logged",                DIAG_LOG)                             \
	X(DIAG_NOTICE,              "notice",                DIAG_NOTE)                            \
	X(DIAG_NOT_SERVED,          "not-served-yet",        DIAG_NOTE)                            \
	X(DIAG_LINT_WEIGHT,         "lint-weight",           DIAG_NOTE)                            \
	X(DIAG_LINT_NOPREEMPT,      "lint-nopreempt",        DIAG_NOTE)                            \
	X(DIAG_LINT_PROCESS,        "lint-process-check",    DIAG_NOTE)                            \
	X(DIAG_LINT_UNICAST,        "lint-unicast",          DIAG_NOTE)                            \
	X(DIAG_LINT_TIMING,         "lint-timing",           DIAG_NOTE)                            \
	X(DIAG_LINT_STRICT,         "lint-strict",           DIAG_NOTE)                            \
	X(DIAG_LINT_ADDRESS,        "lint-address",          DIAG_NOTE)                             \
	X(DIAG_LINT_SIZE,           "lint-size",             DIAG_NOTE)                             \
	X(DIAG_LINT_REGEX,          "lint-regex",            DIAG_NOTE)                             \
	X(DIAG_LINT_SHARED,         "lint-shared-service",   DIAG_NOTE)                             \
	X(DIAG_LINT_QUOTES,         "lint-quotes",           DIAG_NOTE)

enum diag_code {
#define X(code, name, class) code,
	DIAG_CODES(X)
#undef X
	DIAG_N_CODES
};

struct diag {
	enum diag_code    code;
	enum diag_class   class;
	struct conf_place place;
	const char       *text;  /* the known sentence, without place */
	const char       *help;  /* what was expected, or what to do; NULL */
	const char       *block; /* the block that the place is in: "vrrp_instance VI_1"; NULL */
	struct conf_place block_place;
	bool              is_fatal;    /* a running daemon could not use this configuration */
	bool              is_placed;   /* the first line begins with the place */
	bool              names_file;  /* ... and with the file: more than one had been opened */
};

/* One file that was opened; index 0 is not used. */
struct diag_file {
	const char *path; /* as opened */
	struct str  bytes; /* what it holds; lives as long as the reading */
	uint32_t    from_file; /* where the include stands; 0 for a main file */
	uint32_t    from_line;
};

struct diag_list {
	struct arena           *arena; /* texts; the owner's */
	VEC(struct diag)        found;
	VEC(struct diag_file)   files;
	size_t                  n_of[DIAG_N_CODES];
	size_t                  dropped; /* beyond DIAG_MAX of a kind */
	struct diag             beyond;  /* what diag_add() returns then */
	enum diag_class         worst;
	bool                    unusable; /* a fatal finding, a missing parameter or no file */
	bool                    ends_as_error; /* tradition ends its checks here: no worse status than that of an error */
};

/* So many of one kind are kept; of more, only the number. */
#define DIAG_MAX 20000

void diag_init(struct diag_list *l, struct arena *arena);
void diag_release(struct diag_list *l);

/* The new finding, for the caller to add help or block to, until the next call. */
struct diag *diag_add(struct diag_list *l, enum diag_code code, struct conf_place place,
		      const char *fmt, ...) printf_like(4, 5);
/* The same with another class than the code's own: what is an error in one place is fatal in another. */
struct diag *diag_add_as(struct diag_list *l, enum diag_code code, enum diag_class class,
			 struct conf_place place, const char *fmt, ...) printf_like(5, 6);
void diag_help(struct diag_list *l, struct diag *d, const char *fmt, ...) printf_like(3, 4);

const char     *diag_code_name(enum diag_code code);
enum diag_class diag_code_class(enum diag_code code);

/* Exit status of a configuration test. */
int diag_status(const struct diag_list *l);

struct diag_style {
	bool with_colour;
	bool with_context; /* the source line, caret, help; else first lines only */
};

/* "(Line N) text"; what keepalived would only have logged begins with "WARNING - " here. */
void diag_render_line(const struct diag_list *l, const struct diag *d, struct sbuf *out);
/* The same as the log has it: without that. */
void diag_render_log_line(const struct diag_list *l, const struct diag *d, struct sbuf *out);
void diag_render_text(const struct diag_list *l, const struct diag *d, const struct diag_style *style,
		      struct sbuf *out);
void diag_render_json(const struct diag_list *l, struct sbuf *out);
