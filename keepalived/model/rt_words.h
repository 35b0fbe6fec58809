/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rt_words - words that the lines of routes and of rules share: addresses, realms, named numbers.
 *
 * Functions that are given the index of a word report what is wrong with it, and the caller adds
 * the sentence of the option. Those that are given a text only say whether it can be used.
 */
#pragma once

#include "keepalived/model/world.h"
#include "lib/conf/bind.h"

/* IP, or ADDR[/LEN]; a bad length is reported and counts as none. False: reported. */
bool rt_words_address(struct conf_bind *b, size_t word, struct addr *ret_addr);
bool rt_words_prefix(struct conf_bind *b, size_t word, struct prefix *ret_prefix);

bool rt_words_is_any(const char *text); /* default, any, all */

/* 64 bits, decimal. False: reported. */
bool rt_words_uint64(struct conf_bind *b, size_t word, uint64_t *ret_value);

/* Index of the word after the option at b->at. 0: missing, reported, and reading ends. */
size_t rt_words_value(struct conf_bind *b);

/* A number up to @max (decimal, 0x), or its name. */
bool rt_words_number(struct conf_bind *b, enum world_rt kind, const char *text, uint32_t max,
		     uint32_t *ret_number);

/* [FROM/]TO, names or numbers. */
bool rt_words_realms(struct conf_bind *b, const char *text, uint32_t *ret_realms);
void rt_words_add_realms(struct sbuf *out, uint32_t realms);

/* A word as it has to be written: in quotes if it is empty or would be taken apart. */
void rt_words_add_text(struct sbuf *out, const char *text);

/* Type of a route by name or number: RTN_ of the kernel. */
bool        rt_words_type(const char *text, uint8_t *ret_type);
const char *rt_words_type_name(uint8_t type); /* NULL if it has none */

/* Help of @d, about an unknown word: the option of @block that was probably meant. */
void rt_words_hint(struct conf_bind *b, struct diag *d, const struct conf_block *block,
		   const char *word);

/* A finding at a member of a finished object, or at the object if that was not given. */
struct diag *rt_words_report(struct conf_bind *b, enum diag_code code, const struct conf_head *head,
			     size_t offset, const char *fmt, ...) printf_like(5, 6);

/* Does @name exist? If not, and unless @is_dynamic, says that it is missing for @what. */
bool rt_words_iface(struct conf_bind *b, const struct conf_head *head, size_t offset,
		    const char *name, const char *what, bool is_dynamic);
