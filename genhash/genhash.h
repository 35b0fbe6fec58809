/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * genhash - fetches a page and prints the digest that HTTP_GET and SSL_GET compare with.
 *
 * What it does is done with the modules that the checkers use, so the digests agree. A digest is all
 * that ever stands on standard output, unless -v asks for more; whatever went wrong stands on
 * standard error, and then the status is not 0.
 */
#pragma once

enum genhash_status {
	GENHASH_STATUS_GOOD = 0,
	GENHASH_STATUS_USAGE = 1,
	GENHASH_STATUS_FAILED = 2, /* no page, or no place for its digest */
};

/*
 * @program: what the usage text calls it. @words: the command line behind it. @letters: options
 * that stand before the words, in one word without its dash ("vs"); NULL for none.
 * Returns an exit status.
 */
int genhash_run(const char *program, const char *letters, int n_words, char *const *words);
