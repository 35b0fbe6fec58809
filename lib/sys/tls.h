/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tls - the client's side of TLS over a connected, non-blocking socket, by OpenSSL.
 *
 * Certificates of servers are not verified: what is checked are machines of one's own, whose
 * certificates are mostly private. Versions and ciphers are OpenSSL's defaults and the system's
 * policy. An end of the connection without close_notify counts as an end, as HTTP servers leave it
 * out. The process must ignore SIGPIPE.
 */
#pragma once

#include <stddef.h>

#include "lib/base/ka.h"
#include "lib/sys/io.h"

struct tls_client; /* what connections have in common */
struct tls;        /* one connection */

/* NULL: OpenSSL cannot be used as the system has configured it. */
struct tls_client *tls_client_new(void);
struct tls_client *tls_client_free(struct tls_client *client); /* NULL is fine; returns NULL */

/*
 * @fd stays the caller's and outlives the result, as does @client. @name is for SNI, NULL for none.
 * NULL: OpenSSL does not take the name or the socket.
 */
struct tls *tls_new(struct tls_client *client, int fd, const char *name);
struct tls *tls_free(struct tls *tls); /* sends nothing */

must_use enum io_result tls_handshake(struct tls *tls);

/* IO_DONE: *@ret_n bytes, at least one, have moved. @len is at least one. */
must_use enum io_result tls_read(struct tls *tls, void *bytes, size_t len, size_t *ret_n);
must_use enum io_result tls_write(struct tls *tls, const void *bytes, size_t len, size_t *ret_n);

/* Say that nothing more will be sent; the answer is not waited for. */
void tls_notify_close(struct tls *tls);

/* Why the last operation failed, in OpenSSL's words or the system's. */
const char *tls_error(const struct tls *tls);
