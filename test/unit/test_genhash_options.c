/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "genhash/genhash_options.h"

static struct genhash_options got;
static struct sbuf complaints;

#define PARSE(...)       parse((char *[]){ "genhash", __VA_ARGS__, NULL })
#define WITH_SERVER(...) PARSE("-s", "192.0.2.1", "-p", "80", __VA_ARGS__)

static const char *parse(char *argv[])
{
	int argc = 0;

	while (argv[argc])
		argc++;
	sbuf_clear(&complaints);
	genhash_options_parse(argc, argv, &got, &complaints);
	return sbuf_text(&complaints);
}

static int teardown(void **state)
{
	(void)state;
	sbuf_release(&complaints);
	return 0;
}

static void test_defaults(void **state)
{
	struct addr a;

	(void)state;
	assert_true(addr_parse("192.0.2.1", &a));
	assert_string_equal(WITH_SERVER(NULL), "");
	assert_int_equal(got.action, GENHASH_FETCH);
	assert_true(addr_equal(&got.peer.addr, &a));
	assert_int_equal(got.peer.port, 80);
	assert_int_equal(got.peer.zone, 0);
	assert_int_equal(got.peer.mark, 0);
	assert_string_equal(got.url, "/");
	assert_null(got.virtualhost);
	assert_int_equal(got.protocol.version, HTTP_1_0);
	assert_int_equal(got.protocol.connection, HTTP_CONNECTION_UNSAID);
	assert_int_equal(got.timeout.us, span_seconds(30).us);
	assert_int_equal(got.hash, DIGEST_MD5);
	assert_false(got.use_tls || got.use_sni || got.is_verbose || got.is_old_format);
}

static void check_all(void)
{
	assert_int_equal(got.action, GENHASH_FETCH);
	assert_int_equal(got.peer.addr.family, ADDR_IPV6);
	assert_int_equal(got.peer.port, 65535);
	assert_int_equal(got.peer.mark, UINT32_MAX);
	assert_string_equal(got.url, "/a?b");
	assert_string_equal(got.virtualhost, "www.example");
	assert_int_equal(got.protocol.version, HTTP_1_1);
	assert_int_equal(got.protocol.connection, HTTP_CONNECTION_CLOSE);
	assert_int_equal(got.timeout.us, span_seconds(7).us);
	assert_int_equal(got.hash, DIGEST_SHA1);
	assert_true(got.use_tls && got.use_sni && got.is_verbose && got.is_old_format);
}

static void test_every_form(void **state)
{
	(void)state;
	assert_string_equal(PARSE("-s", "::1", "-p", "65535", "-u", "/a?b", "-S", "-I", "-V",
				  "www.example", "-v", "-m", "4294967295", "-P", "1.1", "-t", "7",
				  "-H", "sha1"),
			    "");
	check_all();
	assert_string_equal(PARSE("-SIvs::1", "-p65535", "-u/a?b", "-Vwww.example", "-m4294967295",
				  "-P1.1", "-t7", "-HSHA1"),
			    "");
	check_all();
	assert_string_equal(PARSE("--server", "::1", "--port", "65535", "--url", "/a?b",
				  "--use-ssl", "--use-sni", "--use-virtualhost", "www.example",
				  "--verbose", "--fwmark", "4294967295", "--protocol", "1.1",
				  "--timeout", "7", "--hash", "Sha1"),
			    "");
	check_all();
	assert_string_equal(PARSE("--se=::1", "--po=65535", "--ur=/a?b", "--use-ss", "--use-sn",
				  "--use-v=www.example", "--ver", "--fw=4294967295", "--pr=1.1",
				  "--ti=7", "--ha=sHA1"),
			    "");
	check_all();
}

static void test_last_one_counts(void **state)
{
	(void)state;
	assert_string_equal(WITH_SERVER("-u", "/a", "-u", "/b", "-s", "::1", "-p", "8"), "");
	assert_string_equal(got.url, "/b");
	assert_int_equal(got.peer.addr.family, ADDR_IPV6);
	assert_int_equal(got.peer.port, 8);
}

static void test_zones(void **state)
{
	(void)state;
	assert_string_equal(WITH_SERVER("-s", "fe80::1%lo"), "");
	assert_int_equal(got.peer.zone, 1);
	assert_string_equal(WITH_SERVER("-s", "fe80::1%77"), "");
	assert_int_equal(got.peer.zone, 77);
	assert_string_equal(WITH_SERVER("-s", "fe80::1%lo", "-s", "fe80::1"), "");
	assert_int_equal(got.peer.zone, 0);
}

static void test_protocols(void **state)
{
	static const struct {
		char *word;
		struct http_protocol protocol;
	} known[] = {
		{ "1.0", { HTTP_1_0, HTTP_CONNECTION_UNSAID } },
		{ "1.0c", { HTTP_1_0, HTTP_CONNECTION_CLOSE } },
		{ "1.0C", { HTTP_1_0, HTTP_CONNECTION_CLOSE } },
		{ "1.1", { HTTP_1_1, HTTP_CONNECTION_CLOSE } },
		{ "1.0k", { HTTP_1_0, HTTP_CONNECTION_KEEP_ALIVE } },
		{ "1.1k", { HTTP_1_1, HTTP_CONNECTION_KEEP_ALIVE } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		assert_string_equal(WITH_SERVER("-P", known[i].word), "");
		assert_int_equal(got.protocol.version, known[i].protocol.version);
		assert_int_equal(got.protocol.connection, known[i].protocol.connection);
	}
}

static void test_bad_values(void **state)
{
	static const struct {
		char *option;
		const char *sentence; /* %s: the value */
		char *values[12];
	} bad[] = {
		{ "-s",
		  "server should be an IP, not %s\n",
		  { "", "localhost", "192.0.2", "192.0.2.1/24", "192.0.2.1%lo", "[::1]", "::1%",
		    "::1%nowhere", "::1%0", "::1%-1", "192.0.2.256",
		    "0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0" } },
		{ "-p",
		  "invalid port number '%s'\n",
		  { "", "0", "65536", "-1", "http", "80x", "0x50", "1.5",
		    "99999999999999999999" } },
		{ "-m",
		  "invalid fwmark '%s'\n",
		  { "", "-1", "4294967296", "0x10", "mark", "1 2", "99999999999999999999" } },
		{ "-P",
		  "invalid HTTP protocol version '%s'\n",
		  { "", "1", "2", "1.2", "1.1c", "HTTP/1.0", "1.0K" } },
		{ "-t",
		  "invalid timeout '%s'\n",
		  { "", "0", "-1", "1.5", "5s", "4294967296", "99999999999999999999" } },
		{ "-H", "unknown hash algorithm: %s\n", { "", "MD4", "SHA256", "md5 " } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		for (size_t k = 0; k < ARRAY_SIZE(bad[i].values) && bad[i].values[k]; k++) {
			char expected[200];
			const char *percent = strstr(bad[i].sentence, "%s");

			snprintf(expected, sizeof(expected), "%.*s%s%s",
				 (int)(percent - bad[i].sentence), bad[i].sentence,
				 bad[i].values[k], percent + 2);
			assert_string_equal(WITH_SERVER(bad[i].option, bad[i].values[k]), expected);
			assert_int_equal(got.action, GENHASH_USAGE);
		}
	}
}

static void test_bad_words(void **state)
{
	(void)state;
	assert_string_equal(WITH_SERVER("-Z"), "Unknown option -Z\n");
	assert_int_equal(got.action, GENHASH_USAGE);
	assert_string_equal(WITH_SERVER("-vZv"), "Unknown option -Z\n");
	assert_true(got.is_verbose);
	assert_string_equal(WITH_SERVER("--verbose", "-Zv"), "Unknown option -Z\n");
	assert_string_equal(WITH_SERVER("-v\xe4"), "Unknown option -\xe4\n");
	assert_string_equal(WITH_SERVER("--bogus"), "Unknown option --bogus\n");
	assert_string_equal(WITH_SERVER("--bogus=3"), "Unknown option --bogus=3\n");
	assert_string_equal(WITH_SERVER("--use-ssl=3"), "Unknown option --use-ssl=3\n");
	assert_string_equal(WITH_SERVER("--use"), "Unknown option --use\n");
	assert_string_equal(WITH_SERVER("-u"), "Missing parameter for option -u\n");
	assert_string_equal(WITH_SERVER("-vu"), "Missing parameter for option -u\n");
	assert_string_equal(WITH_SERVER("--url"), "Missing parameter for option --url\n");
	assert_string_equal(WITH_SERVER("--ur"), "Missing parameter for option --url\n");
	assert_string_equal(PARSE("a", "-s", "192.0.2.1", "-p", "80", "b"),
			    "Unexpected argument(s): a b\n");
	assert_string_equal(WITH_SERVER("--", "-v"), "Unexpected argument(s): -v\n");
	assert_string_equal(
		WITH_SERVER("-Z", "-Y", "-t", "x", "a"),
		"Unknown option -Z\nUnknown option -Y\ninvalid timeout 'x'\nUnexpected argument(s): a\n");
	assert_int_equal(got.action, GENHASH_USAGE);
}

static void test_usage(void **state)
{
	(void)state;
	assert_string_equal(parse((char *[]){ NULL }), "");
	assert_int_equal(got.action, GENHASH_USAGE);
	assert_string_equal(PARSE(NULL), "");
	assert_int_equal(got.action, GENHASH_USAGE);
	assert_string_equal(PARSE("-s", "192.0.2.1"), "");
	assert_int_equal(got.action, GENHASH_USAGE);
	assert_string_equal(PARSE("-p", "80", "-u", "/"), "");
	assert_int_equal(got.action, GENHASH_USAGE);
	assert_string_equal(WITH_SERVER("-h"), "");
	assert_int_equal(got.action, GENHASH_USAGE);
	assert_string_equal(WITH_SERVER("--help", "-r"), "");
	assert_int_equal(got.action, GENHASH_USAGE);
	assert_string_equal(PARSE("-r"), "");
	assert_int_equal(got.action, GENHASH_RELEASE);
	assert_string_equal(PARSE("--release"), "");
	assert_int_equal(got.action, GENHASH_RELEASE);
}

static void test_usage_text(void **state)
{
	static const char *const lines[] = { "   --use-ssl         -S ", "   --use-sni         -I ",
					     "   --server          -s ", "   --port            -p ",
					     "   --url             -u ", "   --use-virtualhost -V ",
					     "   --verbose         -v ", "   --help            -h ",
					     "   --fwmark          -m ", "   --protocol        -P ",
					     "   --timeout         -t " };
	struct sbuf text;

	(void)state;
	sbuf_init(&text);
	genhash_options_usage("x --genhash", &text);
	assert_int_equal(strncmp(sbuf_text(&text),
				 "Usage: x --genhash COMMAND [OPTIONS]\nCommands:\n"
				 "   -s server-address -p port -u url\n"
				 "   -S -s server-address -p port -u url\n   -h\n\nOptions:\n",
				 strlen("Usage: x --genhash COMMAND [OPTIONS]\nCommands:\n") + 33 +
					 36 + 6 + 1 + 9),
			 0);
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		assert_non_null(strstr(sbuf_text(&text), lines[i]));
	assert_null(strstr(sbuf_text(&text), "-H"));
	assert_null(strstr(sbuf_text(&text), "--release"));
	sbuf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),        cmocka_unit_test(test_every_form),
		cmocka_unit_test(test_last_one_counts), cmocka_unit_test(test_zones),
		cmocka_unit_test(test_protocols),       cmocka_unit_test(test_bad_values),
		cmocka_unit_test(test_bad_words),       cmocka_unit_test(test_usage),
		cmocka_unit_test(test_usage_text),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
