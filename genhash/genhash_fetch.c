/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "genhash/genhash_fetch.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/sys/tls.h"

/*
 * The dump of a body starts anew with every piece. The pieces of genhash have always been of this
 * size, so a dump is what it was.
 */
#define VERBOSE_PIECE 4095
#define PIECE         262144

struct fetch {
	const struct genhash_options *options;
	struct genhash_taker *taker;
	struct stream stream;
	struct tls_client *tls_client;
	struct http_response response;
	struct mono deadline;
	const char *detail;
	char *buffer;
	size_t buffer_size;
};

const char *genhash_outcome_text(enum genhash_outcome outcome)
{
#define GENHASH_OUTCOME(name, text) [GENHASH_##name] = text,
	static const char *const texts[] = { GENHASH_OUTCOMES(GENHASH_OUTCOME) };
#undef GENHASH_OUTCOME

	return texts[outcome];
}

static struct mono now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (struct mono){ .us = t.tv_sec * USEC_PER_SEC + t.tv_nsec / 1000 };
}

static void allow_time(struct fetch *f)
{
	f->deadline = mono_after(now(), f->options->timeout);
}

/* False: the deadline has passed. */
static bool wait_for(struct fetch *f, enum io_result wish)
{
	struct pollfd p = {
		.fd = f->stream.fd,
		.events = wish == IO_WANT_WRITE ? POLLOUT : POLLIN,
	};

	for (;;) {
		int64_t left = f->deadline.us - now().us;
		int64_t ms = MIN((left + 999) / 1000, (int64_t)INT32_MAX);

		if (left <= 0)
			return false;
		if (poll(&p, 1, (int)ms) > 0)
			return true;
	}
}

static bool is_wish(enum io_result result)
{
	return result == IO_WANT_READ || result == IO_WANT_WRITE;
}

static enum genhash_outcome fail(struct fetch *f, enum genhash_outcome outcome)
{
	f->detail = stream_error(&f->stream);
	return outcome;
}

static enum genhash_outcome connect_failure(const struct fetch *f)
{
	if (f->stream.error != ENETUNREACH)
		return GENHASH_CONNECT_FAILED;
	return f->options->use_tls ? GENHASH_TLS_UNREACHABLE : GENHASH_UNREACHABLE;
}

static enum genhash_outcome connect_to_server(struct fetch *f)
{
	enum io_result result;
	int r;

	allow_time(f);
	r = stream_open(&f->stream, &f->options->peer);
	if (r < 0) {
		f->detail = strerrordesc_np(-r);
		return GENHASH_NO_SOCKET;
	}

	while (is_wish(result = stream_connected(&f->stream))) {
		if (!wait_for(f, result))
			return GENHASH_CONNECT_TIMEOUT;
	}
	return result == IO_DONE ? GENHASH_FETCHED : fail(f, connect_failure(f));
}

/* In what is left of the time to connect. */
static enum genhash_outcome shake_hands(struct fetch *f)
{
	const char *name = f->options->use_sni ? f->options->virtualhost : NULL;
	enum io_result result;

	f->tls_client = tls_client_new();
	if (!f->tls_client || !stream_secure(&f->stream, f->tls_client, name))
		return GENHASH_NO_TLS;

	while (is_wish(result = stream_handshake(&f->stream))) {
		if (!wait_for(f, result))
			return GENHASH_CONNECT_TIMEOUT;
	}
	return result == IO_DONE ? GENHASH_FETCHED : fail(f, GENHASH_HANDSHAKE_FAILED);
}

static enum genhash_outcome send_bytes(struct fetch *f, const char *at, size_t left)
{
	allow_time(f);
	while (left) {
		size_t n = 0;
		enum io_result result = stream_send(&f->stream, at, left, &n);

		if (is_wish(result)) {
			if (!wait_for(f, result))
				return GENHASH_SEND_TIMEOUT;
			continue;
		}
		if (result != IO_DONE)
			return fail(f, GENHASH_SEND_FAILED);
		at += n;
		left -= n;
	}
	return GENHASH_FETCHED;
}

static enum genhash_outcome send_request(struct fetch *f)
{
	const struct genhash_options *o = f->options;
	const struct http_request request = {
		.path = o->url,
		.virtualhost = o->virtualhost,
		.addr = o->peer.addr,
		.port = o->peer.port,
		.protocol = o->protocol,
	};
	struct sbuf bytes;
	enum genhash_outcome outcome;

	sbuf_init(&bytes);
	http_request_encode(&request, &bytes);
	outcome = send_bytes(f, sbuf_text(&bytes), bytes.len);
	sbuf_release(&bytes);
	return outcome;
}

static void hand_on(struct fetch *f, size_t n)
{
	bool had_header = http_response_has_header(&f->response);
	struct str body = http_response_add(&f->response, f->buffer, n);

	if (!had_header && http_response_has_header(&f->response)) {
		struct str header = { .at = f->response.header.at, .len = f->response.header.len };

		f->taker->header(f->taker, header);
	}
	if (body.len)
		f->taker->body(f->taker, body);
}

static bool is_over(const struct fetch *f)
{
	return f->response.phase == HTTP_COMPLETE || f->response.phase == HTTP_TOO_LONG;
}

static enum genhash_outcome read_timeout(const struct fetch *f, bool has_data)
{
	if (f->options->use_tls)
		return GENHASH_TLS_READ_TIMEOUT;
	return has_data ? GENHASH_READ_TIMEOUT : GENHASH_ANSWER_TIMEOUT;
}

/* Every piece that comes gives time for the next. */
static enum genhash_outcome read_answer(struct fetch *f)
{
	bool has_data = false;

	allow_time(f);
	while (!is_over(f)) {
		size_t n = 0;
		enum io_result result = stream_receive(&f->stream, f->buffer, f->buffer_size, &n);

		switch (result) {
		case IO_DONE:
			has_data = true;
			hand_on(f, n);
			allow_time(f);
			break;
		case IO_WANT_READ:
		case IO_WANT_WRITE:
			if (!wait_for(f, result))
				return read_timeout(f, has_data);
			break;
		case IO_FAILED:
			return fail(f, f->options->use_tls ? GENHASH_TLS_READ_FAILED
							   : GENHASH_READ_FAILED);
		case IO_CLOSED:
			return http_response_has_header(&f->response) ? GENHASH_FETCHED
								      : GENHASH_NO_HEADER;
		}
	}
	return f->response.phase == HTTP_COMPLETE ? GENHASH_FETCHED : GENHASH_NO_HEADER;
}

static enum genhash_outcome run(struct fetch *f)
{
	enum genhash_outcome outcome = connect_to_server(f);

	if (outcome == GENHASH_FETCHED && f->options->use_tls)
		outcome = shake_hands(f);
	if (outcome == GENHASH_FETCHED)
		outcome = send_request(f);
	if (outcome == GENHASH_FETCHED)
		outcome = read_answer(f);
	return outcome;
}

void genhash_fetch(const struct genhash_options *options, struct genhash_taker *taker,
		   struct genhash_result *ret)
{
	struct mono start = now();
	struct fetch f = {
		.options = options,
		.taker = taker,
		.detail = "",
		.buffer_size = options->is_verbose ? VERBOSE_PIECE : PIECE,
	};

	f.buffer = malloc(f.buffer_size);
	if (!f.buffer)
		abort();
	stream_init(&f.stream);
	http_response_init(&f.response);

	*ret = (struct genhash_result){ .outcome = run(&f) };
	ret->detail = f.detail;
	ret->is_short = http_response_is_short(&f.response);
	ret->announced = f.response.length;
	ret->received = f.response.received;
	ret->time = span_us(now().us - start.us);

	http_response_release(&f.response);
	stream_close(&f.stream);
	tls_client_free(f.tls_client);
	free(f.buffer);
}
