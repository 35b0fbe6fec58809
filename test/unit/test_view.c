/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables of interfaces and addresses, as notices and answers change them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keepalived/kernel/core/view.h"
#include "lib/base/ka.h"
#include "model_kernel.h"

struct bed {
	struct view view;
	struct iface_news_list news;
};

static int setup(void **state)
{
	struct bed *bed = calloc(1, sizeof(*bed));

	if (!bed)
		return -1;
	view_init(&bed->view);
	*state = bed;
	return 0;
}

static int teardown(void **state)
{
	struct bed *bed = *state;

	iface_news_release(&bed->news);
	view_release(&bed->view);
	free(bed);
	return 0;
}

static struct kstate_iface iface_of(uint32_t index, const char *name)
{
	struct kstate_iface iface = {
		.index = index,
		.flags = IFF_UP | IFF_RUNNING,
		.mtu = 1500,
		.mac_len = 6,
		.mac = { 2, 0, 0, 0, 0, (uint8_t)index },
	};

	snprintf(iface.name, sizeof(iface.name), "%s", name);
	return iface;
}

static struct view_notice link_notice(uint32_t index, const char *name)
{
	return (struct view_notice){ .subject = VIEW_IFACE, .iface = iface_of(index, name) };
}

static struct view_notice addr_notice(const char *text, bool is_gone)
{
	return (struct view_notice){
		.subject = VIEW_ADDR,
		.is_gone = is_gone,
		.addr = model_addr(1, text),
	};
}

static void tell(struct bed *bed, struct view_notice notice)
{
	view_notice(&bed->view, &notice, &bed->news);
}

static void answer(struct bed *bed, struct view_notice notice)
{
	view_collect(&bed->view, &notice);
}

static void tell_gone(struct bed *bed, uint32_t index)
{
	struct view_notice notice = link_notice(index, "");

	notice.is_gone = true;
	tell(bed, notice);
}

/* The news since the last call, as "WHAT:BEFORE>NOW ...", in letters. */
static void assert_news(struct bed *bed, const char *expected)
{
	static const struct {
		unsigned what;
		char letter;
	} letters[] = {
		{ IFACE_WENT, 'W' }, { IFACE_CAME, 'C' }, { IFACE_STATE, 'S' },
		{ IFACE_MAC, 'M' },  { IFACE_MTU, 'T' },  { IFACE_PLACE, 'P' },
	};
	char text[1000] = "";
	size_t len = 0;

	for (size_t i = 0; i < bed->news.v.n; i++) {
		const struct iface_news *news = &bed->news.v.at[i];

		if (i > 0)
			text[len++] = ' ';
		for (size_t j = 0; j < ARRAY_SIZE(letters); j++) {
			if (news->what & letters[j].what)
				text[len++] = letters[j].letter;
		}
		len += (size_t)snprintf(text + len, sizeof(text) - len, ":%s>%s", news->before.name,
					news->now.name);
	}
	assert_string_equal(text, expected);
	bed->news.v.n = 0;
}

static void test_came_and_went(void **state)
{
	struct bed *bed = *state;

	for (uint32_t i = 30; i > 0; i--) {
		char name[KSTATE_NAME_SIZE];

		snprintf(name, sizeof(name), "if%u", i * 7 % 31);
		tell(bed, link_notice(i, name));
	}
	assert_int_equal(bed->news.v.n, 30);
	bed->news.v.n = 0;
	for (uint32_t i = 1; i <= 30; i++) {
		char name[KSTATE_NAME_SIZE];

		snprintf(name, sizeof(name), "if%u", i * 7 % 31);
		assert_int_equal(ifaces_find_name(&bed->view.ifaces, name)->index, i);
		assert_string_equal(ifaces_find(&bed->view.ifaces, i)->name, name);
	}
	assert_null(ifaces_find(&bed->view.ifaces, 31));
	assert_null(ifaces_find_name(&bed->view.ifaces, "if31"));
	for (uint32_t i = 1; i <= 30; i += 2)
		tell_gone(bed, i);
	tell_gone(bed, 1);
	assert_int_equal(bed->news.v.n, 15);
	for (uint32_t i = 1; i <= 30; i++)
		assert_int_equal(!ifaces_find(&bed->view.ifaces, i), i % 2);
}

static void test_each_change_is_news_once(void **state)
{
	struct bed *bed = *state;
	struct view_notice notice = link_notice(1, "a");

	tell(bed, notice);
	assert_news(bed, "C:>a");
	tell(bed, notice);
	assert_news(bed, "");
	notice.iface.flags = IFF_UP;
	tell(bed, notice);
	assert_news(bed, "S:a>a");
	notice.iface.flags = IFF_UP | IFF_PROMISC;
	tell(bed, notice);
	assert_news(bed, "");
	notice.iface.mac[0] = 6;
	notice.iface.mtu = 9000;
	tell(bed, notice);
	assert_news(bed, "MT:a>a");
	notice.iface.master_index = 9;
	tell(bed, notice);
	assert_news(bed, "P:a>a");
}

static void test_renamed(void **state)
{
	struct bed *bed = *state;

	tell(bed, link_notice(1, "a"));
	bed->news.v.n = 0;
	tell(bed, link_notice(1, "b"));
	assert_news(bed, "WC:a>b");
	assert_null(ifaces_find_name(&bed->view.ifaces, "a"));
	assert_int_equal(ifaces_find_name(&bed->view.ifaces, "b")->index, 1);
}

static void test_recreated_unheard(void **state)
{
	struct bed *bed = *state;

	tell(bed, link_notice(1, "a"));
	bed->news.v.n = 0;
	tell(bed, link_notice(7, "a"));
	assert_news(bed, "W:a> C:>a");
	assert_null(ifaces_find(&bed->view.ifaces, 1));
	assert_int_equal(ifaces_find_name(&bed->view.ifaces, "a")->index, 7);
}

static void test_addresses(void **state)
{
	struct bed *bed = *state;
	struct kstate_addr addr = model_addr(1, "192.0.2.1/24");

	tell(bed, addr_notice("192.0.2.1/24", false));
	assert_non_null(addr_table_find(&bed->view.addrs, &addr));
	tell(bed, addr_notice("192.0.2.1/24", true));
	assert_null(addr_table_find(&bed->view.addrs, &addr));
}

static void test_renewed(void **state)
{
	struct bed *bed = *state;
	struct kstate_addr stays = model_addr(1, "192.0.2.1/24");
	struct kstate_addr unheard = model_addr(1, "192.0.2.2/24");

	tell(bed, link_notice(1, "a"));
	tell(bed, link_notice(2, "b"));
	tell(bed, addr_notice("192.0.2.1/24", false));
	tell(bed, addr_notice("192.0.2.2/24", false));
	bed->news.v.n = 0;

	view_renew(&bed->view);
	answer(bed, link_notice(1, "a"));
	answer(bed, link_notice(3, "c"));
	answer(bed, addr_notice("192.0.2.1/24", false));
	assert_news(bed, "");
	assert_non_null(addr_table_find(&bed->view.addrs, &unheard));
	view_renewed(&bed->view, &bed->news);
	assert_news(bed, "W:b> C:>c");
	assert_non_null(addr_table_find(&bed->view.addrs, &stays));
	assert_null(addr_table_find(&bed->view.addrs, &unheard));
}

/* The answer is older than what was told while it came. */
static void test_told_meanwhile(void **state)
{
	struct bed *bed = *state;
	struct kstate_addr gone = model_addr(1, "192.0.2.1/24");
	struct kstate_addr came = model_addr(1, "192.0.2.2/24");

	tell(bed, link_notice(1, "a"));
	tell(bed, addr_notice("192.0.2.1/24", false));
	bed->news.v.n = 0;

	view_renew(&bed->view);
	answer(bed, link_notice(1, "a"));
	tell(bed, addr_notice("192.0.2.1/24", true));
	tell(bed, addr_notice("192.0.2.2/24", false));
	tell(bed, link_notice(1, "b"));
	assert_news(bed, "WC:a>b");
	answer(bed, addr_notice("192.0.2.1/24", false));
	view_renewed(&bed->view, &bed->news);
	assert_news(bed, "");
	assert_null(addr_table_find(&bed->view.addrs, &gone));
	assert_non_null(addr_table_find(&bed->view.addrs, &came));
	assert_int_equal(ifaces_find_name(&bed->view.ifaces, "b")->index, 1);
}

/* An answer that was not complete is forgotten, with what was told while it came. */
static void test_asked_again(void **state)
{
	struct bed *bed = *state;

	view_renew(&bed->view);
	answer(bed, link_notice(1, "a"));
	tell(bed, link_notice(2, "b"));
	view_renew(&bed->view);
	answer(bed, link_notice(3, "c"));
	bed->news.v.n = 0;
	view_renewed(&bed->view, &bed->news);
	assert_news(bed, "W:b> C:>c");
	assert_int_equal(bed->view.ifaces.v.n, 1);
}

/* No answer will come: what is in use stays, and goes on being told. */
static void test_not_renewed(void **state)
{
	struct bed *bed = *state;

	tell(bed, link_notice(1, "a"));
	view_renew(&bed->view);
	answer(bed, link_notice(3, "c"));
	tell(bed, link_notice(2, "b"));
	bed->news.v.n = 0;
	view_stay(&bed->view);
	tell(bed, link_notice(4, "d"));
	assert_news(bed, "C:>d");
	assert_int_equal(bed->view.ifaces.v.n, 3);
	assert_null(ifaces_find(&bed->view.ifaces, 3));
	assert_int_equal(bed->view.meanwhile.n, 0);
}

int main(void)
{
#define WITH_BED(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		WITH_BED(test_came_and_went),
		WITH_BED(test_each_change_is_news_once),
		WITH_BED(test_renamed),
		WITH_BED(test_recreated_unheard),
		WITH_BED(test_addresses),
		WITH_BED(test_renewed),
		WITH_BED(test_told_meanwhile),
		WITH_BED(test_asked_again),
		WITH_BED(test_not_renewed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
