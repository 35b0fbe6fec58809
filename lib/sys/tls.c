/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/sys/tls.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

struct tls_client {
	SSL_CTX *context;
};

struct tls {
	SSL *ssl;
	const char *error; /* a constant of OpenSSL or libc */
};

struct tls_client *tls_client_new(void)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	struct tls_client *client;

	if (!context)
		return NULL;
	SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
	SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);
	SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE |
					  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
					  SSL_MODE_RELEASE_BUFFERS);

	client = malloc(sizeof(*client));
	if (!client)
		abort();
	*client = (struct tls_client){ .context = context };
	return client;
}

struct tls_client *tls_client_free(struct tls_client *client)
{
	if (client)
		SSL_CTX_free(client->context);
	free(client);
	return NULL;
}

struct tls *tls_new(struct tls_client *client, int fd, const char *name)
{
	SSL *ssl = SSL_new(client->context);
	struct tls *tls;

	if (!ssl || !SSL_set_fd(ssl, fd) || (name && !SSL_set_tlsext_host_name(ssl, name))) {
		SSL_free(ssl);
		return NULL;
	}
	SSL_set_connect_state(ssl);

	tls = malloc(sizeof(*tls));
	if (!tls)
		abort();
	*tls = (struct tls){ .ssl = ssl, .error = "" };
	return tls;
}

struct tls *tls_free(struct tls *tls)
{
	if (tls)
		SSL_free(tls->ssl);
	free(tls);
	return NULL;
}

static const char *reason(int error)
{
	const char *said = ERR_reason_error_string(ERR_peek_error());

	if (said)
		return said;
	return error ? strerrordesc_np(error) : "connection closed";
}

/* @r is what the call returned, made with an empty queue of errors and errno 0. */
static enum io_result result_of(struct tls *tls, int r)
{
	int error = errno;

	if (r > 0)
		return IO_DONE;

	switch (SSL_get_error(tls->ssl, r)) {
	case SSL_ERROR_WANT_READ: return IO_WANT_READ;
	case SSL_ERROR_WANT_WRITE: return IO_WANT_WRITE;
	case SSL_ERROR_ZERO_RETURN: return IO_CLOSED;
	default: tls->error = reason(error); return IO_FAILED;
	}
}

static void clear_errors(void)
{
	ERR_clear_error();
	errno = 0;
}

enum io_result tls_handshake(struct tls *tls)
{
	enum io_result result;

	clear_errors();
	result = result_of(tls, SSL_do_handshake(tls->ssl));
	if (result == IO_CLOSED) {
		tls->error = reason(0);
		return IO_FAILED;
	}
	return result;
}

enum io_result tls_read(struct tls *tls, void *bytes, size_t len, size_t *ret_n)
{
	clear_errors();
	return result_of(tls, SSL_read_ex(tls->ssl, bytes, len, ret_n));
}

enum io_result tls_write(struct tls *tls, const void *bytes, size_t len, size_t *ret_n)
{
	clear_errors();
	return result_of(tls, SSL_write_ex(tls->ssl, bytes, len, ret_n));
}

void tls_notify_close(struct tls *tls)
{
	clear_errors();
	(void)SSL_shutdown(tls->ssl);
}

const char *tls_error(const struct tls *tls)
{
	return tls->error;
}
