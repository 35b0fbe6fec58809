/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * explore - drives a fuzz target where libFuzzer is not at hand; takes those of its options that are of use.
 *
 *   fuzz_x [-max_total_time=S] [-max_len=N] [-timeout=S] [-seed=N] [-artifact_prefix=P] NEW [SEEDS...]
 *   fuzz_x -merge=1 INTO FROM...
 *   fuzz_x FILE...
 *
 * The compiler has a call put before each piece of code (-fsanitize-coverage=trace-pc); an input that
 * reaches a piece that no other one did goes to the folder NEW and is changed further. The input at hand
 * is written down when the sanitizers, an abort or the alarm end the process.
 */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/ka.h"
#include "lib/base/vec.h"
#include "test/fuzz/fuzz.h"
#include "test/fuzz/mutate.h"

#define MAX_INPUT (1024 * 1024)
#define MAP_SIZE  ((size_t)1 << 16)

/* Of the address sanitizer. */
void __sanitizer_set_death_callback(void (*callback)(void));
void __sanitizer_cov_trace_pc(void);

struct input {
	uint8_t *bytes;
	size_t   len;
};

struct options {
	unsigned    seconds; /* 0: no end */
	unsigned    seed;
	unsigned    timeout;
	size_t      max_len;
	bool        is_merge;
	const char *prefix;
	char      **paths;
	int         n_paths;
};

static uint8_t           reached[MAP_SIZE]; /* by the input at hand */
static uint8_t           known[MAP_SIZE];   /* by any input */
static VEC(struct input) inputs;
static const uint8_t    *current;
static size_t            current_len;
static const char       *artifact_prefix = "";
static unsigned          random_state;

__attribute__((no_sanitize_coverage)) void __sanitizer_cov_trace_pc(void)
{
	uintptr_t at = (uintptr_t)__builtin_return_address(0);

	reached[(at ^ at >> 16) % MAP_SIZE] = 1;
}

static unsigned pick(size_t n)
{
	return n ? (unsigned)rand_r(&random_state) % (unsigned)n : 0;
}

static uint64_t hash_of(const uint8_t *bytes, size_t len)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ bytes[i]) * UINT64_C(0x100000001b3);
	return hash;
}

static void write_input(const char *path, const uint8_t *bytes, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd < 0 || write(fd, bytes, len) != (ssize_t)len)
		fprintf(stderr, "explore: cannot write %s\n", path);
	if (fd >= 0)
		close(fd);
}

/* The end */

static void write_finding(void)
{
	char path[4096];

	if (!current)
		return;
	snprintf(path, sizeof(path), "%scrash-%016llx", artifact_prefix,
		 (unsigned long long)hash_of(current, current_len));
	write_input(path, current, current_len);
	fprintf(stderr, "artifact_prefix='%s'; Test unit written to %s\n", artifact_prefix, path);
	current = NULL;
}

static void on_signal(int number)
{
	fprintf(stderr, "explore: ended by %s\n", strsignal(number));
	write_finding();
	_exit(77);
}

/* One input. True: it reached something new, which is known from now on. */

static bool run(const uint8_t *bytes, size_t len, unsigned timeout)
{
	bool     is_new = false;
	uint8_t *exact = malloc(len ? len : 1); /* so that reading too far is noticed */

	if (!exact)
		abort();
	if (len)
		memcpy(exact, bytes, len);
	memset(reached, 0, sizeof(reached));
	current = exact;
	current_len = len;
	alarm(timeout);
	LLVMFuzzerTestOneInput(exact, len);
	alarm(0);
	current = NULL;
	for (size_t i = 0; i < MAP_SIZE; i++) {
		is_new |= reached[i] && !known[i];
		known[i] |= reached[i];
	}
	free(exact);
	return is_new;
}

/* Inputs */

static void keep(const uint8_t *bytes, size_t len)
{
	struct input input = { .bytes = malloc(len ? len : 1), .len = len };

	if (!input.bytes)
		abort();
	if (len)
		memcpy(input.bytes, bytes, len);
	vec_push(&inputs, input);
}

/* To the folder, by a name that tells the content. */
static void store(const char *folder, const uint8_t *bytes, size_t len)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%016llx", folder, (unsigned long long)hash_of(bytes, len));
	write_input(path, bytes, len);
}

/* False: no regular file of a size that makes sense. */
static bool read_input(const char *path, struct input *ret)
{
	struct stat st;
	int         fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t     n = -1;

	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= MAX_INPUT) {
		ret->bytes = malloc((size_t)st.st_size + 1);
		n = ret->bytes ? read(fd, ret->bytes, (size_t)st.st_size) : -1;
		ret->len = n > 0 ? (size_t)n : 0;
	}
	close(fd);
	return n >= 0;
}

typedef void (*input_fn)(const struct options *o, const uint8_t *bytes, size_t len);

static void visit_file(const struct options *o, const char *path, input_fn visit)
{
	struct input input;

	if (!read_input(path, &input))
		return;
	visit(o, input.bytes, input.len);
	free(input.bytes);
}

static void visit_path(const struct options *o, const char *path, input_fn visit)
{
	struct dirent **entries;
	char            full[4096];
	int             n = scandir(path, &entries, NULL, alphasort);

	if (n < 0) {
		visit_file(o, path, visit);
		return;
	}
	for (int i = 0; i < n; i++) {
		if (snprintf(full, sizeof(full), "%s/%s", path, entries[i]->d_name) < (int)sizeof(full))
			visit_file(o, full, visit);
		free(entries[i]);
	}
	free(entries);
}

static void visit_all(const struct options *o, int from, input_fn visit)
{
	for (int i = from; i < o->n_paths; i++)
		visit_path(o, o->paths[i], visit);
}

static void only_run(const struct options *o, const uint8_t *bytes, size_t len)
{
	run(bytes, len, o->timeout);
}

static void run_and_keep(const struct options *o, const uint8_t *bytes, size_t len)
{
	run(bytes, len, o->timeout);
	if (len <= o->max_len)
		keep(bytes, len);
}

static void collect(const struct options *o, const uint8_t *bytes, size_t len)
{
	(void)o;
	keep(bytes, len);
}

/* Changing */

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max)
{
	size_t at = pick(size + 1);

	switch (pick(4)) {
	case 0:
		if (size)
			data[at % size] = (uint8_t)pick(256);
		return size;
	case 1:
		if (size)
			data[at % size] ^= (uint8_t)(1u << pick(8));
		return size;
	case 2:
		if (size == max)
			return size;
		memmove(data + at + 1, data + at, size - at);
		data[at] = (uint8_t)pick(256);
		return size + 1;
	default:
		if (!size)
			return size;
		at %= size;
		memmove(data + at, data + at + 1, size - at - 1);
		return size - 1;
	}
}

/* The start of one input and the end of another. */
static size_t cross(const struct input *a, const struct input *b, uint8_t *bytes, size_t max)
{
	size_t from = pick(a->len + 1);
	size_t to = pick(b->len + 1);
	size_t rest = MIN(b->len - to, max - MIN(from, max));

	from = MIN(from, max);
	memcpy(bytes, a->bytes, from);
	memcpy(bytes + from, b->bytes + to, rest);
	return from + rest;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void explore(const struct options *o)
{
	uint8_t      *bytes = malloc(o->max_len + 1);
	double        start = now();
	unsigned long n = 0;
	size_t        n_seeds;

	if (!bytes)
		abort();
	keep((const uint8_t *)"", 0);
	visit_all(o, 0, run_and_keep);
	n_seeds = inputs.n;
	while (!o->seconds || now() - start < o->seconds) {
		const struct input *input = &inputs.at[pick(inputs.n)];
		size_t              len = MIN(input->len, o->max_len);

		if (!pick(8))
			len = cross(input, &inputs.at[pick(inputs.n)], bytes, o->max_len);
		else if (len)
			memcpy(bytes, input->bytes, len);
		for (unsigned steps = 1 + pick(4); steps; steps--)
			len = LLVMFuzzerCustomMutator(bytes, len, o->max_len, (unsigned)rand_r(&random_state));
		n++;
		if (!run(bytes, len, o->timeout))
			continue;
		keep(bytes, len);
		if (o->n_paths)
			store(o->paths[0], bytes, len);
	}
	free(bytes);
	printf("stat::number_of_executed_units: %lu\nstat::average_exec_per_sec: %.0f\nstat::new_units_added: %zu\n", n,
	       (double)n / (now() - start), inputs.n - n_seeds);
}

static int by_length(const void *a, const void *b)
{
	size_t first = ((const struct input *)a)->len;
	size_t second = ((const struct input *)b)->len;

	return (first > second) - (first < second);
}

/* Into the first folder comes what reaches more than is in there, the shortest first. */
static void merge(const struct options *o)
{
	visit_path(o, o->paths[0], only_run);
	visit_all(o, 1, collect);
	qsort(inputs.at, inputs.n, sizeof(*inputs.at), by_length);
	for (size_t i = 0; i < inputs.n; i++)
		if (run(inputs.at[i].bytes, inputs.at[i].len, o->timeout))
			store(o->paths[0], inputs.at[i].bytes, inputs.at[i].len);
}

/* The value of "-NAME=VALUE"; NULL: another option. */
static const char *value_of(const char *arg, const char *name)
{
	size_t len = strlen(name);

	return strncmp(arg, name, len) == 0 && arg[len] == '=' ? arg + len + 1 : NULL;
}

static unsigned number(const char *text)
{
	return (unsigned)strtoul(text, NULL, 10);
}

static struct options parse(int argc, char *argv[])
{
	struct options o = { .seed = (unsigned)time(NULL), .timeout = 20, .max_len = 4096, .prefix = "" };
	const char    *value;
	int            i;

	for (i = 1; i < argc && argv[i][0] == '-'; i++) {
		if ((value = value_of(argv[i], "-max_total_time")))
			o.seconds = number(value);
		else if ((value = value_of(argv[i], "-seed")))
			o.seed = number(value);
		else if ((value = value_of(argv[i], "-timeout")))
			o.timeout = number(value);
		else if ((value = value_of(argv[i], "-max_len")))
			o.max_len = MIN((size_t)number(value), (size_t)MAX_INPUT);
		else if ((value = value_of(argv[i], "-merge")))
			o.is_merge = number(value) != 0;
		else if ((value = value_of(argv[i], "-artifact_prefix")))
			o.prefix = value;
	}
	o.paths = argv + i;
	o.n_paths = argc - i;
	return o;
}

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

int main(int argc, char *argv[])
{
	struct options o = parse(argc, argv);

	random_state = o.seed;
	artifact_prefix = o.prefix;
	signal(SIGABRT, on_signal);
	signal(SIGALRM, on_signal);
	__sanitizer_set_death_callback(write_finding);
	if (o.n_paths && !is_folder(o.paths[0]))
		visit_all(&o, 0, only_run);
	else if (o.is_merge)
		merge(&o);
	else
		explore(&o);
	for (size_t i = 0; i < inputs.n; i++)
		free(inputs.at[i].bytes);
	vec_release(&inputs);
	return 0;
}
