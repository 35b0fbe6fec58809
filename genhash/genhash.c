/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "genhash/genhash.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "genhash/genhash_fetch.h"
#include "genhash/genhash_options.h"
#include "genhash/genhash_report.h"

struct page {
	struct genhash_taker taker;
	const struct genhash_options *options;
	struct digest_sum *sum;
	struct sbuf text; /* for standard output */
	bool has_body;
};

/* What has been collected goes out, so that a page of any length takes the same memory. */
static void put(struct page *page)
{
	fwrite(sbuf_text(&page->text), 1, page->text.len, stdout);
	sbuf_clear(&page->text);
}

static void take_header(struct genhash_taker *taker, struct str header)
{
	struct page *page = container_of(taker, struct page, taker);

	if (!page->options->is_verbose)
		return;
	genhash_report_header(header, &page->text);
	put(page);
}

static void take_body(struct genhash_taker *taker, struct str body)
{
	struct page *page = container_of(taker, struct page, taker);

	digest_sum_add(page->sum, body.at, body.len);
	if (!page->options->is_verbose)
		return;
	if (!page->has_body)
		genhash_report_title(GENHASH_BODY, &page->text);
	page->has_body = true;
	genhash_report_dump(body.at, body.len, &page->text);
	put(page);
}

static void report_digest(struct page *page)
{
	const struct genhash_options *o = page->options;
	uint8_t digest[DIGEST_SUM_MAX];
	size_t len = digest_sum_finish(page->sum, digest);

	if (o->is_verbose) {
		sbuf_add_char(&page->text, '\n');
		genhash_report_title(GENHASH_DIGEST, &page->text);
		genhash_report_dump(digest, len, &page->text);
		genhash_report_title(GENHASH_DIGEST_FINAL, &page->text);
	}

	if (o->is_old_format)
		genhash_report_old_digest(o->hash, digest, len, &page->text);
	else
		genhash_report_digest(digest, len, &page->text);
	put(page);
}

static void warn_if_short(const struct genhash_result *result)
{
	if (result->is_short)
		fprintf(stderr,
			"WARNING - Content-Length (%" PRIu64
			") does not match received bytes (%" PRIu64 ").\n",
			result->announced, result->received);
}

/* The sentence stands alone in its line; why it is so is for who wants to know more. */
static void report_failure(struct page *page, const struct genhash_result *result)
{
	if (page->options->is_verbose && result->outcome == GENHASH_NO_HEADER) {
		genhash_report_title(GENHASH_DIGEST_FINAL, &page->text);
		put(page);
	}
	fflush(stdout);
	fprintf(stderr, "%s\n", genhash_outcome_text(result->outcome));
	if (page->options->is_verbose && *result->detail)
		fprintf(stderr, "  %s\n", result->detail);
}

/* A digest that has not arrived is none. */
static bool flush_output(void)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return true;
	fprintf(stderr, "Unable to write the digest: %s\n", strerror(errno));
	return false;
}

static int fetch(const struct genhash_options *options)
{
	struct page page = {
		.taker = { .header = take_header, .body = take_body },
		.options = options,
		.sum = digest_sum_new(options->hash),
	};
	struct genhash_result result;
	bool is_good;

	sbuf_init(&page.text);
	genhash_fetch(options, &page.taker, &result);
	is_good = result.outcome == GENHASH_FETCHED;
	if (is_good) {
		warn_if_short(&result);
		report_digest(&page);
	} else {
		report_failure(&page, &result);
	}
	if (options->is_verbose) {
		genhash_report_time(options->url, result.time, &page.text);
		put(&page);
	}

	sbuf_release(&page.text);
	digest_sum_free(page.sum);
	return flush_output() && is_good ? GENHASH_STATUS_GOOD : GENHASH_STATUS_FAILED;
}

static int run(const char *program, int argc, char *argv[])
{
	struct genhash_options options;
	struct sbuf text;
	int status = GENHASH_STATUS_GOOD;

	sbuf_init(&text);
	genhash_options_parse(argc, argv, &options, &text);
	switch (options.action) {
	case GENHASH_FETCH: status = fetch(&options); break;
	case GENHASH_USAGE:
		genhash_options_usage(program, &text);
		status = GENHASH_STATUS_USAGE;
		break;
	case GENHASH_RELEASE:
		sbuf_addf(&text, "genhash v%s (%s)\n", PACKAGE_VERSION, RELEASE_DATE);
		break;
	}
	fputs(sbuf_text(&text), stderr);
	sbuf_release(&text);
	return status;
}

int genhash_run(const char *program, const char *letters, int n_words, char *const *words)
{
	char **argv = calloc((size_t)n_words + 3, sizeof(*argv));
	char *bundle = NULL;
	char name[] = "genhash";
	int argc = 0;
	int status;

	/* OpenSSL writes to a socket whose other end may be gone. */
	signal(SIGPIPE, SIG_IGN);

	if (!argv || (letters && asprintf(&bundle, "-%s", letters) < 0))
		abort();
	argv[argc++] = name;
	if (bundle)
		argv[argc++] = bundle;
	for (int i = 0; i < n_words; i++)
		argv[argc++] = words[i];

	status = run(program, argc, argv);
	free(bundle);
	free(argv);
	return status;
}
