/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * explain_keyword - keepalived --explain-keyword: what a word of the configuration means.
 */
#pragma once

/* Returns the exit status: 0, or 1 if there is no such keyword or nobody can be told. */
int explain_keyword_run(const char *word);
