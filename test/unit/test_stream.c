/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Streams to servers in this very process, over loopback; each step of each side is made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "lib/sys/fdutil.h"
#include "lib/sys/stream.h"
#include "lib/sys/tls.h"

struct pair {
	struct stream client;
	int listener;
	int server; /* non-blocking; -1 before accept_client() */
	struct stream_peer peer;
};

static int listen_on(int family, uint16_t *ret_port)
{
	struct sockaddr_in6 name = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	struct sockaddr_in name4 = { .sin_family = AF_INET,
				     .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	bool is_ipv6 = family == AF_INET6;
	struct sockaddr *any = is_ipv6 ? (struct sockaddr *)&name : (struct sockaddr *)&name4;
	socklen_t len = is_ipv6 ? sizeof(name) : sizeof(name4);
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	if (bind(fd, any, len) < 0 || listen(fd, 8) < 0) {
		close(fd);
		return -1;
	}
	assert_int_equal(getsockname(fd, any, &len), 0);
	*ret_port = ntohs(is_ipv6 ? name.sin6_port : name4.sin_port);
	return fd;
}

static void wait_on(int fd, short events)
{
	struct pollfd p = { .fd = fd, .events = events };

	assert_int_equal(poll(&p, 1, 10000), 1);
}

static void pair_start(struct pair *p)
{
	*p = (struct pair){ .server = -1 };
	p->listener = listen_on(AF_INET, &p->peer.port);
	assert_true(p->listener >= 0);
	assert_true(addr_parse("127.0.0.1", &p->peer.addr));
	stream_init(&p->client);
	assert_int_equal(stream_open(&p->client, &p->peer), 0);
}

static void pair_accept(struct pair *p)
{
	wait_on(p->listener, POLLIN);
	p->server = accept4(p->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	assert_true(p->server >= 0);
	wait_on(p->client.fd, POLLOUT);
	assert_int_equal(stream_connected(&p->client), IO_DONE);
}

static void pair_end(struct pair *p)
{
	stream_close(&p->client);
	fd_close(&p->server);
	fd_close(&p->listener);
}

/* Plain */

static void test_bytes_both_ways(void **state)
{
	struct pair p;
	char bytes[16];
	size_t n = 0;

	(void)state;
	pair_start(&p);
	pair_accept(&p);

	assert_int_equal(stream_receive(&p.client, bytes, sizeof(bytes), &n), IO_WANT_READ);
	assert_int_equal(stream_send(&p.client, "GET", 3, &n), IO_DONE);
	assert_int_equal(n, 3);
	wait_on(p.server, POLLIN);
	assert_int_equal(read(p.server, bytes, sizeof(bytes)), 3);
	assert_memory_equal(bytes, "GET", 3);

	assert_int_equal(write(p.server, "answer", 6), 6);
	wait_on(p.client.fd, POLLIN);
	assert_int_equal(stream_receive(&p.client, bytes, sizeof(bytes), &n), IO_DONE);
	assert_int_equal(n, 6);
	assert_memory_equal(bytes, "answer", 6);

	fd_close(&p.server);
	wait_on(p.client.fd, POLLIN);
	assert_int_equal(stream_receive(&p.client, bytes, sizeof(bytes), &n), IO_CLOSED);
	pair_end(&p);
	stream_close(&p.client);
	assert_int_equal(p.client.fd, -1);
}

static void test_sending_until_the_other_side_is_full(void **state)
{
	static char bytes[65536];
	struct pair p;
	size_t sent = 0;
	size_t n = 0;
	enum io_result r;

	(void)state;
	pair_start(&p);
	pair_accept(&p);
	while ((r = stream_send(&p.client, bytes, sizeof(bytes), &n)) == IO_DONE)
		sent += n;
	assert_int_equal(r, IO_WANT_WRITE);
	assert_true(sent > 0);

	while (read(p.server, bytes, sizeof(bytes)) > 0)
		;
	wait_on(p.client.fd, POLLOUT);
	assert_int_equal(stream_send(&p.client, bytes, sizeof(bytes), &n), IO_DONE);
	pair_end(&p);
}

static void test_refused(void **state)
{
	struct stream s;
	struct stream_peer peer = { .port = 0 };
	int listener = listen_on(AF_INET, &peer.port);
	enum io_result r;

	(void)state;
	assert_true(listener >= 0);
	close(listener);
	assert_true(addr_parse("127.0.0.1", &peer.addr));
	stream_init(&s);
	assert_int_equal(stream_open(&s, &peer), 0);
	while ((r = stream_connected(&s)) == IO_WANT_WRITE)
		wait_on(s.fd, POLLOUT);
	assert_int_equal(r, IO_FAILED);
	assert_int_equal(s.error, ECONNREFUSED);
	assert_string_equal(stream_error(&s), "Connection refused");
	stream_close(&s);
}

/* What connect() says at once comes by the same way as what it says later. */
static void test_failed_at_once(void **state)
{
	struct stream_peer peer = { .port = 80 };
	struct stream s;

	(void)state;
	assert_true(addr_parse("fe80::1", &peer.addr));
	stream_init(&s);
	assert_int_equal(stream_open(&s, &peer), 0);
	assert_int_equal(stream_connected(&s), IO_FAILED);
	assert_true(s.error == EINVAL || s.error == ENETUNREACH || s.error == EADDRNOTAVAIL);
	stream_close(&s);
}

static void test_reset(void **state)
{
	const struct linger at_once = { .l_onoff = 1 };
	struct pair p;
	char bytes[16];
	size_t n = 0;

	(void)state;
	pair_start(&p);
	pair_accept(&p);
	assert_int_equal(setsockopt(p.server, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once)), 0);
	fd_close(&p.server);
	wait_on(p.client.fd, POLLIN);
	assert_int_equal(stream_receive(&p.client, bytes, sizeof(bytes), &n), IO_FAILED);
	assert_int_equal(p.client.error, ECONNRESET);
	assert_int_equal(stream_send(&p.client, "x", 1, &n), IO_FAILED);
	assert_int_equal(p.client.error, EPIPE);
	pair_end(&p);
}

static void test_ipv6(void **state)
{
	struct pair p = { .server = -1 };

	(void)state;
	p.listener = listen_on(AF_INET6, &p.peer.port);
	if (p.listener < 0)
		skip();
	assert_true(addr_parse("::1", &p.peer.addr));
	p.peer.zone = 1; /* means nothing to an address that is not link-local */
	stream_init(&p.client);
	assert_int_equal(stream_open(&p.client, &p.peer), 0);
	pair_accept(&p);
	pair_end(&p);
}

/* TLS */

struct tls_pair {
	struct pair pair;
	struct tls_client *client;
	SSL_CTX *context;
	SSL *server;
	char name[64]; /* the SNI that came in; "" for none */
};

static int note_name(SSL *ssl, int *alert, void *arg)
{
	struct tls_pair *p = arg;
	const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);

	(void)alert;
	if (name && strlen(name) < sizeof(p->name))
		memcpy(p->name, name, strlen(name) + 1);
	return SSL_TLSEXT_ERR_OK;
}

/* Valid for nobody and never: clients are not to care. */
static void give_certificate(SSL_CTX *context)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *x = X509_new();

	assert_non_null(key);
	assert_non_null(x);
	X509_gmtime_adj(X509_getm_notBefore(x), -200);
	X509_gmtime_adj(X509_getm_notAfter(x), -100);
	X509_set_pubkey(x, key);
	assert_true(X509_sign(x, key, EVP_sha256()) > 0);
	assert_int_equal(SSL_CTX_use_certificate(context, x), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(context, key), 1);
	X509_free(x);
	EVP_PKEY_free(key);
}

static void tls_pair_start(struct tls_pair *p, const char *name)
{
	*p = (struct tls_pair){ .client = tls_client_new() };
	assert_non_null(p->client);
	p->context = SSL_CTX_new(TLS_server_method());
	assert_non_null(p->context);
	give_certificate(p->context);
	SSL_CTX_set_tlsext_servername_callback(p->context, note_name);
	SSL_CTX_set_tlsext_servername_arg(p->context, p);

	pair_start(&p->pair);
	pair_accept(&p->pair);
	p->server = SSL_new(p->context);
	assert_non_null(p->server);
	assert_int_equal(SSL_set_fd(p->server, p->pair.server), 1);
	SSL_set_accept_state(p->server);
	assert_true(stream_secure(&p->pair.client, p->client, name));
}

static void tls_pair_end(struct tls_pair *p)
{
	SSL_free(p->server);
	SSL_CTX_free(p->context);
	pair_end(&p->pair);
	tls_client_free(p->client);
}

/* Both sides in turn; the client waits for what it is told to. */
static enum io_result shake_hands(struct tls_pair *p)
{
	enum io_result r;
	bool is_server_done = false;

	for (int i = 0; i < 1000; i++) {
		r = stream_handshake(&p->pair.client);
		if (!is_server_done)
			is_server_done = SSL_do_handshake(p->server) == 1;
		if ((r == IO_DONE && is_server_done) || r == IO_FAILED)
			return r;
		usleep(1000);
	}
	fail_msg("the handshake does not end");
	return IO_FAILED;
}

static void server_writes(struct tls_pair *p, const char *text)
{
	assert_int_equal(SSL_write(p->server, text, (int)strlen(text)), strlen(text));
}

/* TLS 1.3 sends tickets before data, so that a read may find something and yet nothing for us. */
static enum io_result receive(struct tls_pair *p, char *bytes, size_t len, size_t *ret_n)
{
	enum io_result r;

	for (int i = 0; i < 1000; i++) {
		r = stream_receive(&p->pair.client, bytes, len, ret_n);
		if (r != IO_WANT_READ)
			return r;
		usleep(1000);
	}
	return r;
}

static void test_tls_both_ways(void **state)
{
	struct tls_pair p;
	char bytes[16];
	size_t n = 0;

	(void)state;
	tls_pair_start(&p, "www.example");
	assert_int_equal(stream_handshake(&p.pair.client), IO_WANT_READ);
	assert_int_equal(shake_hands(&p), IO_DONE);
	assert_string_equal(p.name, "www.example");

	assert_int_equal(stream_send(&p.pair.client, "GET", 3, &n), IO_DONE);
	assert_int_equal(n, 3);
	wait_on(p.pair.server, POLLIN);
	assert_int_equal(SSL_read(p.server, bytes, sizeof(bytes)), 3);

	while (stream_receive(&p.pair.client, bytes, sizeof(bytes), &n) == IO_DONE)
		fail_msg("bytes from nowhere");
	server_writes(&p, "answer");
	assert_int_equal(receive(&p, bytes, 4, &n), IO_DONE);
	assert_int_equal(n, 4);
	assert_int_equal(receive(&p, bytes, sizeof(bytes), &n), IO_DONE);
	assert_int_equal(n, 2);
	assert_memory_equal(bytes, "er", 2);
	assert_int_equal(stream_receive(&p.pair.client, bytes, sizeof(bytes), &n), IO_WANT_READ);
	tls_pair_end(&p);
}

static void test_no_name(void **state)
{
	struct tls_pair p;

	(void)state;
	tls_pair_start(&p, NULL);
	assert_int_equal(shake_hands(&p), IO_DONE);
	assert_string_equal(p.name, "");
	tls_pair_end(&p);
}

static void test_name_that_cannot_be_sent(void **state)
{
	char name[300];
	struct tls_client *client = tls_client_new();
	struct pair p;

	(void)state;
	memset(name, 'a', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	pair_start(&p);
	assert_false(stream_secure(&p.client, client, name));
	pair_end(&p);
	tls_client_free(client);
}

static void test_tls_sending_until_the_other_side_is_full(void **state)
{
	static char bytes[65536];
	struct tls_pair p;
	size_t sent = 0;
	size_t n = 0;
	enum io_result r;

	(void)state;
	tls_pair_start(&p, NULL);
	assert_int_equal(shake_hands(&p), IO_DONE);
	while ((r = stream_send(&p.pair.client, bytes, sizeof(bytes), &n)) == IO_DONE)
		sent += n;
	assert_int_equal(r, IO_WANT_WRITE);
	assert_true(sent > 0);

	for (int i = 0; i < 1000 && r == IO_WANT_WRITE; i++) {
		while (SSL_read(p.server, bytes, sizeof(bytes)) > 0)
			;
		usleep(1000);
		r = stream_send(&p.pair.client, bytes, sizeof(bytes), &n);
	}
	assert_int_equal(r, IO_DONE);
	tls_pair_end(&p);
}

/* Behind the back of TLS: nothing that passes here is read again. */
static void fill_way_to_server(int fd)
{
	static const char bytes[65536];

	while (send(fd, bytes, sizeof(bytes), MSG_DONTWAIT) > 0)
		;
}

static void test_handshake_that_wants_to_write(void **state)
{
	struct tls_pair p;

	(void)state;
	tls_pair_start(&p, NULL);
	fill_way_to_server(p.pair.client.fd);
	assert_int_equal(stream_handshake(&p.pair.client), IO_WANT_WRITE);
	tls_pair_end(&p);
}

/* A server may ask for another handshake before TLS 1.3, and reading is what answers it. */
static void test_reading_that_wants_to_write(void **state)
{
	struct tls_pair p;
	char bytes[16];
	size_t n = 0;

	(void)state;
	tls_pair_start(&p, NULL);
	SSL_set_max_proto_version(p.server, TLS1_2_VERSION);
	assert_int_equal(shake_hands(&p), IO_DONE);
	assert_int_equal(SSL_renegotiate(p.server), 1);
	assert_int_equal(SSL_do_handshake(p.server), 1);
	fill_way_to_server(p.pair.client.fd);
	assert_int_equal(receive(&p, bytes, sizeof(bytes), &n), IO_WANT_WRITE);
	tls_pair_end(&p);
}

static void expect_end(bool is_polite)
{
	struct tls_pair p;
	char bytes[16];
	size_t n = 0;

	tls_pair_start(&p, NULL);
	assert_int_equal(shake_hands(&p), IO_DONE);
	server_writes(&p, "end");
	if (is_polite)
		SSL_shutdown(p.server);
	shutdown(p.pair.server, SHUT_WR);
	assert_int_equal(receive(&p, bytes, sizeof(bytes), &n), IO_DONE);
	assert_int_equal(n, 3);
	assert_int_equal(receive(&p, bytes, sizeof(bytes), &n), IO_CLOSED);
	tls_pair_end(&p);
}

static void test_tls_ends(void **state)
{
	(void)state;
	expect_end(true);
	expect_end(false);
}

static void test_notify_close(void **state)
{
	struct tls_pair p;
	char bytes[16];

	(void)state;
	tls_pair_start(&p, NULL);
	assert_int_equal(shake_hands(&p), IO_DONE);
	tls_notify_close(p.pair.client.tls);
	wait_on(p.pair.server, POLLIN);
	assert_int_equal(SSL_read(p.server, bytes, sizeof(bytes)), 0);
	assert_int_equal(SSL_get_shutdown(p.server) & SSL_RECEIVED_SHUTDOWN, SSL_RECEIVED_SHUTDOWN);
	tls_pair_end(&p);
}

/* What comes instead of a server's hello. */
static void expect_failed_handshake(const char *bytes, const char *why)
{
	struct tls_client *client = tls_client_new();
	struct pair p;
	enum io_result r;

	pair_start(&p);
	pair_accept(&p);
	assert_true(stream_secure(&p.client, client, NULL));
	assert_int_equal(stream_handshake(&p.client), IO_WANT_READ);
	assert_int_equal(write(p.server, bytes, strlen(bytes)), strlen(bytes));
	shutdown(p.server, SHUT_WR);
	while ((r = stream_handshake(&p.client)) == IO_WANT_READ)
		wait_on(p.client.fd, POLLIN);
	assert_int_equal(r, IO_FAILED);
	assert_int_equal(p.client.error, 0);
	assert_string_equal(stream_error(&p.client), why);
	pair_end(&p);
	tls_client_free(client);
}

static void test_handshakes_that_fail(void **state)
{
	(void)state;
	expect_failed_handshake("HTTP/1.0 400 Bad Request\r\n\r\n", "wrong version number");
	expect_failed_handshake("", "connection closed");
	expect_failed_handshake("\x16\x03\x03", "connection closed");
}

static int ignore_sigpipe(void **state)
{
	(void)state;
	signal(SIGPIPE, SIG_IGN);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bytes_both_ways),
		cmocka_unit_test(test_sending_until_the_other_side_is_full),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_failed_at_once),
		cmocka_unit_test(test_reset),
		cmocka_unit_test(test_ipv6),
		cmocka_unit_test(test_tls_both_ways),
		cmocka_unit_test(test_no_name),
		cmocka_unit_test(test_name_that_cannot_be_sent),
		cmocka_unit_test(test_tls_sending_until_the_other_side_is_full),
		cmocka_unit_test(test_handshake_that_wants_to_write),
		cmocka_unit_test(test_reading_that_wants_to_write),
		cmocka_unit_test(test_tls_ends),
		cmocka_unit_test(test_notify_close),
		cmocka_unit_test(test_handshakes_that_fail),
	};

	return cmocka_run_group_tests(tests, ignore_sigpipe, NULL);
}
