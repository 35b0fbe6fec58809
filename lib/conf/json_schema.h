/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * json_schema - what lib/conf/json.h prints, as a JSON Schema (draft 2020-12), made from the rows.
 *
 * Made rather than written by hand: a row knows the type, the range and the words of its keyword, and its
 * sentence of help, so each keyword is described as tightly as it is read, and a new one cannot be
 * forgotten. The result is kept as doc/config.schema.json, which can be read and used without a build;
 * test/conf/json.t fails while the two differ, and test/conf/json.t --update writes it anew.
 *
 * Beyond the rows it says what json.h promises: which members an origin brings, that nothing else is
 * there, that spans are seconds, that secrets are masked.
 */
#pragma once

#include "lib/conf/schema.h"

void conf_json_schema(const struct conf_block *root, struct sbuf *out);
