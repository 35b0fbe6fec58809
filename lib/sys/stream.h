/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stream - one outgoing TCP connection, plain or with TLS, that never waits.
 *
 *   stream_open()       the connection is under way, or has failed already
 *   stream_connected()  until IO_DONE or IO_FAILED
 *   stream_secure()     only with TLS; then
 *   stream_handshake()  until IO_DONE or IO_FAILED
 *   stream_send(), stream_receive()
 *   stream_close()      at any time after stream_init(), any number of times
 *
 * Waiting is the caller's business, with the loop or the call that it has: a result names what to
 * wait for on stream.fd.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/ka.h"
#include "lib/net/addr.h"
#include "lib/sys/io.h"

struct tls;
struct tls_client;

struct stream_peer {
	struct addr addr;
	uint32_t zone; /* index of an interface; only for IPv6, 0: none */
	uint16_t port;
	uint32_t mark; /* SO_MARK, which takes CAP_NET_ADMIN; 0: none */
};

struct stream {
	int fd;          /* owned; -1: closed */
	struct tls *tls; /* owned; NULL: plain */
	int error;       /* errno of what has failed; 0: TLS has its own words */
};

void stream_init(struct stream *s);
void stream_close(struct stream *s); /* without a word of TLS */

/* Negative errno: this host could not even try, and @s is closed. */
must_use int stream_open(struct stream *s, const struct stream_peer *to);
must_use enum io_result stream_connected(struct stream *s);

/* @name is for SNI, NULL for none. False: the name cannot be sent. */
must_use bool stream_secure(struct stream *s, struct tls_client *client, const char *name);
must_use enum io_result stream_handshake(struct stream *s);

/* IO_DONE: *@ret_n bytes, at least one, have moved. @len is at least one. */
must_use enum io_result stream_send(struct stream *s, const void *bytes, size_t len, size_t *ret_n);
must_use enum io_result stream_receive(struct stream *s, void *bytes, size_t len, size_t *ret_n);

/* Why the last operation failed. */
const char *stream_error(const struct stream *s);
