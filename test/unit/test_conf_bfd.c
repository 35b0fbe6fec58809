/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * BFD sessions as they are once completed: defaults that depend on the family, who is told, and which
 * of two rivals stays. What is said of wrong ones stands in test/conf.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <inttypes.h>

#include "keepalived/model/complete.h"
#include "lib/conf/read.h"
#include "lib/text/num.h"
#include "lib/text/sbuf.h"

static struct source_matches match(void *text, const char *directory, const char *pattern)
{
	static const char *const paths[] = { "/k.conf" };

	(void)text;
	(void)directory;
	(void)pattern;
	return (struct source_matches){ .paths = paths, .n = 1 };
}

static enum source_error read_file(void *text, const char *directory, const char *path,
				   struct source_bytes *ret_bytes)
{
	(void)directory;
	(void)path;
	*ret_bytes = (struct source_bytes){ .at = sbuf_text(text), .len = ((struct sbuf *)text)->len, .directory = "/" };
	return SOURCE_OK;
}

static const struct source_ops source = { .match = match, .read = read_file };

static void add_ms(struct sbuf *out, struct span span)
{
	char text[NUM_DECIMAL_LEN];

	sbuf_addf(out, " %s", num_format_decimal(span.us, 3, text));
}

static void show_timers(const struct conf_bfd *bfd, struct sbuf *out)
{
	add_ms(out, bfd->min_rx);
	add_ms(out, bfd->min_tx);
	add_ms(out, bfd->idle_tx);
	sbuf_addf(out, " x%" PRIu32, bfd->multiplier);
}

static void show_hops(const struct conf_bfd *bfd, struct sbuf *out)
{
	sbuf_addf(out, " %" PRIu32 " %" PRIu32 " %" PRId32, bfd->ttl, bfd->arrival_ttl, bfd->max_hops);
}

static void show_users(const struct conf_bfd *bfd, struct sbuf *out)
{
	sbuf_addf(out, "%s%s", bfd->tells_vrrp ? " vrrp" : "", bfd->tells_checkers ? " checkers" : "");
}

static void show_addresses(const struct conf_bfd *bfd, struct sbuf *out)
{
	char text[ADDR_LEN];

	sbuf_addf(out, " %s", addr_format(&bfd->neighbor, text));
	if (bfd->source.family)
		sbuf_addf(out, " from %s", addr_format(&bfd->source, text));
	sbuf_addf(out, "%s%s", bfd->is_multihop ? " multihop" : "", bfd->is_passive ? " passive" : "");
}

static void show_nothing(const struct conf_bfd *bfd, struct sbuf *out)
{
	(void)bfd;
	(void)out;
}

typedef void show_fn(const struct conf_bfd *bfd, struct sbuf *out);

/* What @show says of each session that is left of @text, after its name. */
static void expect(const char *text, show_fn *show, const char *expected)
{
	struct config    config = { 0 };
	struct sbuf      input;
	struct sbuf      got;
	struct arena     image;
	struct arena     scratch;
	struct diag_list diags;
	struct expand    expand;
	struct conf_bind bind;
	struct conf_read reader;

	sbuf_init(&input);
	sbuf_init(&got);
	sbuf_add(&input, text);
	arena_init(&image);
	arena_init(&scratch);
	diag_init(&diags, &scratch);
	expand_init(&expand, &source, &input, &diags, &scratch, "", 0);
	conf_bind_init(&bind, &image, &scratch, &diags, &expand, &config, NULL, true);
	conf_read_init(&reader, &bind, &config_block);
	expand.on_line = conf_read_line;
	expand.sink = &reader;
	expand_run(&expand, "/", "k.conf");
	conf_read_finish(&reader);
	complete_bfds(&bind, &config);

	conf_each(const struct conf_bfd, bfd, config.bfds) {
		assert_ptr_equal(conf_bind_find(&bind, &conf_bfd_block, bfd->head.name), bfd);
		sbuf_addf(&got, "%s%s", got.len ? "; " : "", bfd->head.name);
		show(bfd, &got);
	}
	assert_string_equal(sbuf_text(&got), expected);

	conf_read_release(&reader);
	conf_bind_release(&bind);
	expand_release(&expand);
	diag_release(&diags);
	arena_release(&image);
	arena_release(&scratch);
	sbuf_release(&input);
	sbuf_release(&got);
}

#define IPV4 " neighbor_ip 192.0.2.1\n"
#define IPV6 " neighbor_ip 2001:db8::1\n"
#define A(...) "bfd_instance a {\n" __VA_ARGS__ "}\n"
#define B(...) "bfd_instance b {\n" __VA_ARGS__ "}\n"

static void test_timers(void **state)
{
	(void)state;
	expect(A(IPV4), show_timers, "a 10 10 1000 x5");
	expect(A(IPV4 " min_rx 1.5\n min_tx 4294967\n idle_tx 1000.001\n multiplier 255\n"), show_timers,
	       "a 1.5 4294967 1000.001 x255");
	expect(A(IPV4 " min_rx 20\n min_rx x\n min_tx 0\n idle_tx 999\n multiplier 0\n"), show_timers,
	       "a 20 10 1000 x5");
}

/* Sent with, arrives with, tolerated hops. */
static void test_hops(void **state)
{
	(void)state;
	expect(A(IPV4), show_hops, "a 255 255 0");
	expect(A(IPV6), show_hops, "a 255 64 0"); /* other implementations may send 64 */
	expect(A(IPV4 " ttl 64\n max_hops 5\n"), show_hops, "a 64 64 5");
	expect(A(IPV6 " hoplimit 70\n max_hops 69\n"), show_hops, "a 70 70 69");
	expect(A(IPV4 " max_hops -1\n"), show_hops, "a 255 255 255");
	expect(A(IPV4 " max_hops 255\n ttl 3\n"), show_hops, "a 3 3 3");
	expect(A(IPV6 " max_hops -1\n"), show_hops, "a 255 64 64");
}

static void test_who_is_told(void **state)
{
	(void)state;
	expect(A(IPV4), show_users, "a vrrp checkers");
	expect(A(IPV4 " vrrp\n"), show_users, "a vrrp");
	expect(A(IPV4 " checker\n"), show_users, "a checkers");
	expect(A(" checker\n" IPV4 " vrrp\n"), show_users, "a vrrp checkers");
}

static void test_addresses(void **state)
{
	(void)state;
	expect(A(" source_ip 192.0.2.2\n passive\n" IPV4), show_addresses, "a 192.0.2.1 from 192.0.2.2 passive");
	expect(A(IPV6 " multihop\n source_ip 2001:DB8::0:2/64\n"), show_addresses,
	       "a 2001:db8::1 from 2001:db8::2 multihop");
	expect(A(IPV6 " multihop\n multihop no\n source_ip x\n"), show_addresses, "a 2001:db8::1");
	expect(A(IPV6 " source_ip 192.0.2.2\n"), show_addresses, "");
	expect(A(" source_ip 192.0.2.2\n"), show_addresses, "");
	expect(A(IPV4 " neighbor_ip x\n"), show_addresses, "");
}

/* What two sessions of one neighbour say beside it, and which of them stay. */
static void test_rivals(void **state)
{
	static const struct {
		const char *a, *b, *left;
	} cases[] = {
		{ "", "", "a" },
		{ "", " source_ip 192.0.2.2\n", "a" },
		{ " source_ip 192.0.2.2\n", "", "a" },
		{ " source_ip 192.0.2.2\n", " source_ip 192.0.2.2\n", "a" },
		{ " source_ip 192.0.2.2\n", " source_ip 192.0.2.3\n", "a; b" },
		{ " multihop\n", "", "a; b" },
		{ "", " multihop\n", "a; b" },
		{ " multihop\n", " multihop\n", "a" },
		{ " multihop\n source_ip 192.0.2.2\n", " multihop\n source_ip 192.0.2.3\n", "a; b" },
		{ " multihop\n", " multihop\n source_ip 192.0.2.3\n", "a" },
		{ " vrrp\n", " checker\n", "a" },
		{ "", " neighbor_ip 192.0.2.2\n", "a; b" },
		{ " source_ip 2001:db8::2\n", "", "b" }, /* the first one is no rival, being disabled */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct sbuf text;

		sbuf_init(&text);
		sbuf_addf(&text, A(IPV4 "%s") B(IPV4 "%s"), cases[i].a, cases[i].b);
		expect(sbuf_text(&text), show_nothing, cases[i].left);
		sbuf_release(&text);
	}
}

static void test_many(void **state)
{
	struct sbuf text;
	struct sbuf left;

	(void)state;
	sbuf_init(&text);
	sbuf_init(&left);
	for (unsigned i = 0; i < 1000; i++) {
		sbuf_addf(&text, "bfd_instance n%u {\n neighbor_ip 192.0.2.1\n source_ip 10.0.%u.%u\n}\n", i,
			  i / 2 / 256, i / 2 % 256);
		if (i % 2 == 0)
			sbuf_addf(&left, "%sn%u", i ? "; " : "", i);
	}
	expect(sbuf_text(&text), show_nothing, sbuf_text(&left));
	sbuf_release(&text);
	sbuf_release(&left);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_timers),	  cmocka_unit_test(test_hops),
		cmocka_unit_test(test_who_is_told), cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_rivals),	  cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
