/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * replay - the main of a test that runs a fuzz target over files: its corpus, or those given.
 *
 * To be included once, by the test_fuzz_*.c that has the target; top_srcdir is where the tree is.
 */
#pragma once

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "test/fuzz/fuzz.h"

/* False: it cannot be read. */
static bool replay_file(const char *path)
{
	struct stat st;
	FILE *file = fopen(path, "rb");
	uint8_t *bytes;
	size_t len;

	if (!file)
		return false;
	if (fstat(fileno(file), &st) < 0 || !S_ISREG(st.st_mode)) {
		fclose(file);
		return false;
	}
	bytes = malloc((size_t)st.st_size + 1);
	len = bytes ? fread(bytes, 1, (size_t)st.st_size, file) : 0;
	fclose(file);
	if (bytes)
		bytes = realloc(bytes, len ? len : 1); /* so that reading too far is noticed */
	if (bytes)
		LLVMFuzzerTestOneInput(bytes, len);
	free(bytes);
	return bytes != NULL;
}

static int replay_all(char *const *paths, int n)
{
	int n_failed = 0;

	printf("1..%d\n", n);
	for (int i = 0; i < n; i++) {
		bool is_good;

		fflush(stdout);
		is_good = replay_file(paths[i]);
		n_failed += !is_good;
		printf("%sok %d - %s\n", is_good ? "" : "not ", i + 1, paths[i]);
	}
	return n_failed;
}

static int replay_is_file(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int replay_corpus(const char *name)
{
	const char *top = getenv("top_srcdir");
	char folder[4096];
	struct dirent **entries;
	char **paths;
	int n;
	int n_failed;

	snprintf(folder, sizeof(folder), "%s/test/fuzz/corpus/%s", top ? top : ".", name);
	n = scandir(folder, &entries, replay_is_file, alphasort);
	if (n <= 0) {
		printf("1..1\nnot ok 1 - nothing in %s\n", folder);
		return 1;
	}
	paths = calloc((size_t)n, sizeof(*paths));
	if (!paths)
		abort();
	for (int i = 0; i < n; i++)
		if (asprintf(&paths[i], "%s/%s", folder, entries[i]->d_name) < 0)
			abort();
	n_failed = replay_all(paths, n);
	for (int i = 0; i < n; i++) {
		free(paths[i]);
		free(entries[i]);
	}
	free(paths);
	free(entries);
	return n_failed;
}
