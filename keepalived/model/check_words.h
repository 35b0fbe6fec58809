/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * check_words - values of checks that fit no kind of the schema.
 */
#pragma once

#include "keepalived/model/conf_check.h"

extern const struct conf_custom check_status_code;
extern const struct conf_custom check_digest;
extern const struct conf_custom check_regex;
extern const struct conf_custom check_regex_options;
extern const struct conf_custom check_regex_offset;
extern const struct conf_custom check_regex_stack;
extern const struct conf_custom check_sni_name;
extern const struct conf_custom check_user;
extern const struct conf_custom check_dns_name;
extern const struct conf_custom check_payload;
extern const struct conf_custom check_reply;
extern const struct conf_custom check_bfd_name;
extern const struct conf_custom check_track_file;

/* Names of regex_options; bit I of conf_url.regex_options is the I-th one. NULL-terminated. */
extern const char *const conf_regex_options[];
