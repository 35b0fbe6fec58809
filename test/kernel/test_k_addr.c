/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Requests, answers and notices on a real kernel; and that the model of the kernel is true. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keepalived/kernel/core/view.h"
#include "keepalived/kernel/k_addr.h"
#include "keepalived/kernel/k_monitor.h"
#include "keepalived/kernel/k_notice.h"
#include "keepalived/model/world.h"
#include "lib/base/ka.h"
#include "lib/sys/netlink.h"
#include "lib/sys/netlink_batch.h"
#include "netns.h"
#include "test/unit/model_kernel.h"

struct bed {
	struct netlink *requests;
	struct k_monitor monitor;
	struct netlink_batch batch;
	struct view view; /* by notices */
	struct iface_news_list news;
	VEC(struct view_notice) notices; /* of addresses */
	uint32_t index;                  /* of t0 */
	uint32_t other;                  /* of t1, its peer */
};

static int setup(void **state)
{
	struct bed *bed = calloc(1, sizeof(*bed));

	if (!bed)
		return -1;
	*state = bed;
	if (!netns_is_ours())
		return 0;
	netns_add_veth("t0", "t1");
	bed->index = netns_index("t0");
	bed->other = netns_index("t1");
	netlink_batch_init(&bed->batch);
	view_init(&bed->view);
	if (netlink_open(NETLINK_ROUTE, &bed->requests) < 0)
		return -1;
	return k_monitor_open(&bed->monitor);
}

static int teardown(void **state)
{
	struct bed *bed = *state;

	if (netns_is_ours())
		netns_run("ip link delete t0");
	netlink_batch_release(&bed->batch);
	view_release(&bed->view);
	iface_news_release(&bed->news);
	vec_release(&bed->notices);
	netlink_close(&bed->requests);
	k_monitor_close(&bed->monitor);
	free(bed);
	return 0;
}

/* What the kernel has, by asking for all of it. */

static void on_answer(void *context, const struct nlmsghdr *message)
{
	struct view_notice notice;

	if (k_notice_read(message, &notice))
		view_collect(context, &notice);
}

static void look(struct view *view, struct iface_news_list *news)
{
	_cleanup_netlink_close_ struct netlink *netlink = NULL;
	struct k_ask_links links = k_ask_links();
	struct ifaddrmsg addrs = k_ask_addrs();

	view_renew(view);
	assert_int_equal(netlink_open(NETLINK_ROUTE, &netlink), 0);
	assert_int_equal(
		netlink_dump(netlink, RTM_GETLINK, &links, sizeof(links), on_answer, view), 0);
	assert_int_equal(
		netlink_dump(netlink, RTM_GETADDR, &addrs, sizeof(addrs), on_answer, view), 0);
	view_renewed(view, news);
}

/* Only what the tests put there. */
static void look_at_addresses(const struct bed *bed, struct addr_table *seen)
{
	struct iface_news_list news = { 0 };
	struct view view;

	view_init(&view);
	look(&view, &news);
	addr_table_each(addr, &view.addrs) {
		if (addr->addr.family == ADDR_IPV4 &&
		    (addr->index == bed->index || addr->index == bed->other))
			addr_table_put(seen, addr);
	}
	iface_news_release(&news);
	view_release(&view);
}

/* Operations */

static int do_op(struct bed *bed, enum addr_op_kind kind, const struct kstate_addr *addr)
{
	struct addr_op op = { .kind = kind, .addr = *addr };
	int error;

	netlink_batch_clear(&bed->batch);
	k_addr_put(&bed->batch, &op);
	assert_int_equal(
		netlink_run(bed->requests, bed->batch.bytes.at, bed->batch.bytes.n, &error, 1), 0);
	return error;
}

/* Notices */

static void on_notice(void *context, const struct view_notice *notice)
{
	struct bed *bed = context;

	view_notice(&bed->view, notice, &bed->news);
	if (notice->subject == VIEW_ADDR && notice->addr.addr.family == ADDR_IPV4)
		vec_push(&bed->notices, *notice);
}

static int listen_now(struct bed *bed)
{
	bed->notices.n = 0;
	return k_monitor_read(&bed->monitor, on_notice, bed);
}

/* Lifetimes run while the test does. */
static bool is_near(uint32_t seen, uint32_t wanted)
{
	return seen == wanted || (wanted != KSTATE_FOREVER && seen < wanted && wanted - seen < 100);
}

static void test_each_attribute_arrives(void **state)
{
	struct bed *bed = *state;
	struct kstate_addr wanted[5];
	struct addr_table seen;

	NEED_NETNS();
	wanted[0] = model_addr(bed->index, "192.0.2.1/24");
	wanted[0].broadcast = model_addr(1, "192.0.2.255").addr;
	snprintf(wanted[0].label, sizeof(wanted[0].label), "t0:some-label-x");
	wanted[0].protocol = 18;
	wanted[1] = model_addr(bed->index, "198.51.100.1/32");
	wanted[1].scope = RT_SCOPE_LINK;
	wanted[1].flags = IFA_F_NOPREFIXROUTE;
	wanted[2] = model_addr(bed->index, "203.0.113.1 peer 203.0.113.99/26");
	wanted[3] = model_addr(bed->index, "203.0.113.1/32");
	wanted[3].preferred_lft = 0;
	wanted[4] = model_addr(bed->index, "10.9.8.7/8");
	wanted[4].preferred_lft = 5000;
	wanted[4].valid_lft = 9000;

	addr_table_init(&seen);
	for (unsigned i = 0; i < ARRAY_SIZE(wanted); i++)
		assert_int_equal(do_op(bed, ADDR_OP_ADD, &wanted[i]), 0);
	look_at_addresses(bed, &seen);
	assert_int_equal(seen.n, ARRAY_SIZE(wanted));
	for (unsigned i = 0; i < ARRAY_SIZE(wanted); i++) {
		const struct kstate_addr *found = addr_table_find(&seen, &wanted[i]);

		assert_non_null(found);
		if (!wanted[i].label[0])
			snprintf(wanted[i].label, sizeof(wanted[i].label), "t0");
		assert_true(kstate_addr_is_alike(found, &wanted[i]));
		assert_true(is_near(found->valid_lft, wanted[i].valid_lft));
		assert_true(is_near(found->preferred_lft, wanted[i].preferred_lft));
		/* Before Linux 5.18 nobody is told who added it. */
		assert_true(found->protocol == wanted[i].protocol || found->protocol == 0);
	}
	addr_table_release(&seen);
}

static void test_lifetimes_are_replaced_in_place(void **state)
{
	struct bed *bed = *state;
	struct kstate_addr addr = model_addr(bed->index, "192.0.2.1/24");
	struct kstate_addr second = model_addr(bed->index, "192.0.2.2/24");
	struct addr_table seen;

	NEED_NETNS();
	addr_table_init(&seen);
	assert_int_equal(do_op(bed, ADDR_OP_ADD, &addr), 0);
	assert_int_equal(do_op(bed, ADDR_OP_ADD, &second), 0);
	addr.preferred_lft = 0;
	assert_int_equal(do_op(bed, ADDR_OP_REPLACE, &addr), 0);
	look_at_addresses(bed, &seen);
	assert_int_equal(seen.n, 2);
	assert_int_equal(addr_table_find(&seen, &addr)->preferred_lft, 0);
	assert_false(addr_table_find(&seen, &addr)->flags & IFA_F_SECONDARY);
	addr_table_release(&seen);
}

/* Each answer belongs to its operation, however many are sent. */
static void test_answers_of_a_large_batch(void **state)
{
	enum { N = 1500 };
	struct bed *bed = *state;
	struct addr_op ops[N];
	struct addr_table seen;
	int errors[N];

	NEED_NETNS();
	addr_table_init(&seen);
	netlink_batch_clear(&bed->batch);
	for (int i = 0; i < N; i++) {
		char text[32];

		/* Every seventh is there already, every eleventh is on no interface. */
		snprintf(text, sizeof(text), "10.1.%d.%d/16", (i % 7 == 6 ? i - 1 : i) / 250,
			 (i % 7 == 6 ? i - 1 : i) % 250 + 1);
		ops[i] = (struct addr_op){ .addr = model_addr(bed->index, text) };
		if (i % 11 == 10)
			ops[i].addr.index = 99999;
		k_addr_put(&bed->batch, &ops[i]);
	}
	assert_int_equal(bed->batch.n, N);
	assert_int_equal(
		netlink_run(bed->requests, bed->batch.bytes.at, bed->batch.bytes.n, errors, N), 0);
	for (int i = 0; i < N; i++) {
		bool is_repeated = i % 7 == 6 && (i - 1) % 11 != 10;
		int expected = i % 11 == 10 ? -ENODEV : is_repeated ? -EEXIST : 0;

		assert_int_equal(errors[i], expected);
		assert_int_equal(k_addr_is_done(&ops[i], errors[i]), i % 11 != 10);
	}
	look_at_addresses(bed, &seen);
	for (int i = 0; i < N; i++)
		assert_int_equal(!!addr_table_find(&seen, &ops[i].addr), i % 11 != 10);
	addr_table_release(&seen);
}

/* Every single one is an error, and none of them is lost. */
static void test_answers_that_are_all_errors(void **state)
{
	enum { N = 1000 };
	struct bed *bed = *state;
	struct addr_op op = { .kind = ADDR_OP_DELETE };
	int errors[N];

	NEED_NETNS();
	op.addr = model_addr(bed->index, "192.0.2.1/24");
	netlink_batch_clear(&bed->batch);
	for (int i = 0; i < N; i++)
		k_addr_put(&bed->batch, &op);
	assert_int_equal(
		netlink_run(bed->requests, bed->batch.bytes.at, bed->batch.bytes.n, errors, N), 0);
	for (int i = 0; i < N; i++)
		assert_int_equal(errors[i], -EADDRNOTAVAIL);
}

static void test_refused(void **state)
{
	struct bed *bed = *state;
	struct kstate_addr addr = model_addr(bed->index, "192.0.2.1/24");
	int errors[2];

	NEED_NETNS();
	assert_int_equal(do_op(bed, ADDR_OP_DELETE, &addr), -EADDRNOTAVAIL);
	assert_true(k_addr_is_done(&(struct addr_op){ .kind = ADDR_OP_DELETE }, -EADDRNOTAVAIL));
	assert_false(k_addr_is_done(&(struct addr_op){ .kind = ADDR_OP_ADD }, -EADDRNOTAVAIL));
	assert_false(k_addr_is_done(&(struct addr_op){ .kind = ADDR_OP_DELETE }, -EPERM));
	/* Half a message is none. */
	assert_int_equal(netlink_run(bed->requests, bed->batch.bytes.at, bed->batch.bytes.n - 4,
				     errors, 1),
			 -EMSGSIZE);
	assert_int_equal(
		netlink_run(bed->requests, bed->batch.bytes.at, bed->batch.bytes.n, errors, 2),
		-EMSGSIZE);
}

/* The model of the unit tests and Linux */

static uint32_t next_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

static struct kstate_addr random_addr(const struct bed *bed, uint32_t *seed)
{
	static const char *const ends[] = { "", "", "", " peer 10.0.0.9", " peer 10.0.1.9" };
	static const int lens[] = { 24, 24, 24, 28, 32 };
	struct kstate_addr addr;
	char text[64];

	snprintf(text, sizeof(text), "10.0.%u.%u%s/%d", next_random(seed) % 3,
		 1 + next_random(seed) % 6, ends[next_random(seed) % ARRAY_SIZE(ends)],
		 lens[next_random(seed) % ARRAY_SIZE(lens)]);
	addr = model_addr(next_random(seed) % 2 ? bed->index : bed->other, text);
	if (next_random(seed) % 10 == 0)
		addr.scope = RT_SCOPE_LINK;
	return addr;
}

static void assert_same(const struct addr_table *model, const struct addr_table *seen)
{
	assert_int_equal(model->n, seen->n);
	addr_table_each(addr, model) {
		const struct kstate_addr *found = addr_table_find(seen, addr);

		assert_non_null(found);
		assert_int_equal(found->flags & IFA_F_SECONDARY, addr->flags & IFA_F_SECONDARY);
	}
}

static void test_model_is_true(void **state)
{
	struct bed *bed = *state;
	struct model_kernel model;
	struct addr_table seen;
	uint32_t seed = 4711;

	NEED_NETNS();
	model_kernel_init(&model);
	addr_table_init(&seen);
	netns_run("echo 1 >/proc/sys/net/ipv4/conf/t1/promote_secondaries");
	model.promoting[model.n_promoting++] = bed->other;
	for (unsigned i = 0; i < 3000; i++) {
		struct kstate_addr addr = random_addr(bed, &seed);
		struct addr_op op = { .addr = addr };

		op.kind = next_random(&seed) % 2 ? ADDR_OP_ADD : ADDR_OP_DELETE;
		assert_int_equal(do_op(bed, op.kind, &addr), model_kernel_do(&model, &op));
		if (i % 50 == 0) {
			addr_table_clear(&seen);
			look_at_addresses(bed, &seen);
			assert_same(&model.addrs, &seen);
		}
	}
	addr_table_release(&seen);
	model_kernel_release(&model);
}

/* What the kernel tells */

static void test_own_acts_have_our_port(void **state)
{
	struct bed *bed = *state;
	struct kstate_addr first = model_addr(bed->index, "192.0.2.1/24");
	struct kstate_addr second = model_addr(bed->index, "192.0.2.2/24");
	uint32_t port;

	NEED_NETNS();
	port = netlink_port(bed->requests);
	assert_int_equal(listen_now(bed), 0);

	assert_int_equal(do_op(bed, ADDR_OP_ADD, &first), 0);
	assert_int_equal(do_op(bed, ADDR_OP_ADD, &second), 0);
	assert_int_equal(listen_now(bed), 0);
	assert_int_equal(bed->notices.n, 2);
	assert_int_equal(bed->notices.at[0].port, port);
	assert_non_null(addr_table_find(&bed->view.addrs, &second));

	/* The second goes with the first, and is told of as our act. */
	assert_int_equal(do_op(bed, ADDR_OP_DELETE, &first), 0);
	assert_int_equal(listen_now(bed), 0);
	assert_int_equal(bed->notices.n, 2);
	for (unsigned i = 0; i < 2; i++) {
		assert_true(bed->notices.at[i].is_gone);
		assert_int_equal(bed->notices.at[i].port, port);
	}
	assert_int_equal(bed->view.addrs.n, 0);
}

static void test_acts_of_others_do_not(void **state)
{
	struct bed *bed = *state;
	struct kstate_addr addr = model_addr(bed->index, "192.0.2.1/24");
	uint32_t port;

	NEED_NETNS();
	port = netlink_port(bed->requests);
	assert_int_equal(do_op(bed, ADDR_OP_ADD, &addr), 0);
	assert_int_equal(listen_now(bed), 0);
	netns_run("ip address delete 192.0.2.1/24 dev t0");
	assert_int_equal(listen_now(bed), 0);
	assert_int_equal(bed->notices.n, 1);
	assert_true(bed->notices.at[0].is_gone);
	assert_true(kstate_addr_is_same(&bed->notices.at[0].addr, &addr));
	assert_int_not_equal(bed->notices.at[0].port, port);
	netns_run("ip address add 192.0.2.1/24 dev t0");
	assert_int_equal(listen_now(bed), 0);
	assert_int_equal(bed->notices.n, 1);
	assert_false(bed->notices.at[0].is_gone);
	assert_int_not_equal(bed->notices.at[0].port, port);
}

/* News of t0 since the last call. */
static unsigned what_happened(struct bed *bed)
{
	unsigned what = 0;

	assert_int_equal(listen_now(bed), 0);
	for (size_t i = 0; i < bed->news.v.n; i++) {
		if (bed->news.v.at[i].before.index == bed->index ||
		    bed->news.v.at[i].now.index == bed->index)
			what |= bed->news.v.at[i].what;
	}
	bed->news.v.n = 0;
	return what;
}

/* The kernel speaks of a carrier when it gets round to it. */
static void expect(struct bed *bed, const char *command, unsigned expected)
{
	struct pollfd ready = { .fd = netlink_fd(bed->monitor.netlink), .events = POLLIN };
	unsigned what;

	netns_run(command);
	what = what_happened(bed);
	while ((what & expected) != expected) {
		assert_int_equal(poll(&ready, 1, 10000), 1);
		what |= what_happened(bed);
	}
	assert_int_equal(what, expected);
}

static void test_interfaces(void **state)
{
	struct bed *bed = *state;
	const struct kstate_iface *iface;

	NEED_NETNS();
	look(&bed->view, &bed->news);
	iface = ifaces_find_name(&bed->view.ifaces, "t0");
	assert_int_equal(iface->index, bed->index);
	assert_int_equal(iface->mtu, 1500);
	assert_int_equal(iface->mac_len, 6);
	what_happened(bed);
	if (!kstate_iface_is_up(ifaces_find_name(&bed->view.ifaces, "t0")))
		expect(bed, "true", IFACE_STATE);

	expect(bed, "ip link set t1 down", IFACE_STATE);
	assert_false(kstate_iface_is_up(ifaces_find_name(&bed->view.ifaces, "t0")));
	expect(bed, "ip link set t1 up", IFACE_STATE);
	expect(bed, "ip link set t0 mtu 1400", IFACE_MTU);
	expect(bed, "ip link set t0 address 02:00:00:00:00:42", IFACE_MAC);
	iface = ifaces_find_name(&bed->view.ifaces, "t0");
	assert_memory_equal(iface->mac, "\x02\x00\x00\x00\x00\x42", 6);

	/* A bridge tells of the end of its port: the interface is still there. */
	netns_run("ip link add bridge0 type bridge");
	expect(bed, "ip link set t0 master bridge0", IFACE_PLACE);
	iface = ifaces_find_name(&bed->view.ifaces, "t0");
	assert_int_equal(iface->master_index, netns_index("bridge0"));
	expect(bed, "ip link set t0 nomaster", IFACE_PLACE);
	netns_run("ip link delete bridge0");

	expect(bed, "ip link set t0 name t9", IFACE_WENT | IFACE_CAME);
	assert_non_null(ifaces_find_name(&bed->view.ifaces, "t9"));
	expect(bed, "ip link set t9 down", IFACE_STATE);
	expect(bed, "ip link delete t9", IFACE_WENT);
	assert_null(ifaces_find(&bed->view.ifaces, bed->index));
	netns_add_veth("t0", "t1");
	assert_int_equal(listen_now(bed), 0);
	assert_int_equal(ifaces_find_name(&bed->view.ifaces, "t0")->index, netns_index("t0"));
}

static void test_macvlan(void **state)
{
	struct bed *bed = *state;
	const struct kstate_iface *iface;

	NEED_NETNS();
	netns_run("ip link add v1 link t0 type macvlan mode private");
	look(&bed->view, &bed->news);
	iface = ifaces_find_name(&bed->view.ifaces, "v1");
	assert_int_equal(iface->kind, WORLD_LINK_MACVLAN_PRIVATE);
	assert_int_equal(iface->base_index, bed->index);
}

/* More happens than there is room for: that is said, and asking for all makes it good. */
static void test_overrun(void **state)
{
	struct bed *bed = *state;
	struct kstate_addr addr;
	struct addr_table seen;
	char text[32];

	NEED_NETNS();
	addr_table_init(&seen);
	assert_int_equal(netlink_set_buffer(bed->monitor.netlink, 4096, false), 0);
	for (unsigned i = 1; i < 200; i++) {
		snprintf(text, sizeof(text), "192.0.2.%u/24", i);
		addr = model_addr(bed->index, text);
		assert_int_equal(do_op(bed, ADDR_OP_ADD, &addr), 0);
	}
	assert_int_equal(listen_now(bed), -ENOBUFS);
	assert_true(bed->notices.n < 199);
	assert_int_equal(listen_now(bed), 0);
	look(&bed->view, &bed->news);
	look_at_addresses(bed, &seen);
	assert_int_equal(seen.n, 199);
	addr_table_each(there, &seen)
		assert_non_null(addr_table_find(&bed->view.addrs, there));
	addr_table_release(&seen);
}

/* A plan, done */

static void perform(struct bed *bed, struct addr_plan *plan, const struct addr_wish *wish,
		    struct addr_table *owned)
{
	int errors[64];

	assert_true(plan->ops.n < ARRAY_SIZE(errors));
	addr_plan_begin(plan, owned);
	netlink_batch_clear(&bed->batch);
	for (size_t i = 0; i < plan->ops.n; i++)
		k_addr_put(&bed->batch, &plan->ops.at[i]);
	assert_int_equal(netlink_run(bed->requests, bed->batch.bytes.at, bed->batch.bytes.n, errors,
				     plan->ops.n),
			 0);
	for (size_t i = 0; i < plan->ops.n; i++) {
		assert_int_equal(errors[i], 0);
		addr_plan_done(&plan->ops.at[i], owned);
	}
	addr_plan_settle(wish, owned);
	assert_int_equal(listen_now(bed), 0);
}

/* Wishes that change at random beside an address of the administrator's in each network. */
static void test_plans_come_true(void **state)
{
	struct bed *bed = *state;
	struct addr_table wanted;
	struct addr_table owned;
	struct addr_plan plan;
	uint32_t seed = 1;

	NEED_NETNS();
	addr_table_init(&wanted);
	addr_table_init(&owned);
	addr_plan_init(&plan);
	look(&bed->view, &bed->news);
	assert_int_equal(listen_now(bed), 0);
	for (unsigned i = 0; i < 100; i++) {
		struct addr_wish wish = { .wanted = &wanted,
					  .owned = &owned,
					  .observed = &bed->view.addrs };

		addr_table_clear(&wanted);
		for (unsigned n = next_random(&seed) % 12; n > 0; n--) {
			struct kstate_addr addr = random_addr(bed, &seed);

			addr.scope = RT_SCOPE_UNIVERSE;
			if (next_random(&seed) % 4 == 0)
				snprintf(addr.label, sizeof(addr.label), "t:%u",
					 next_random(&seed) % 2);
			addr_table_put(&wanted, &addr);
		}
		addr_plan_restart(&plan);
		if (addr_plan_pass(&plan, &wish) == ADDR_PASS_WORK)
			perform(bed, &plan, &wish, &owned);
		assert_int_equal(addr_plan_pass(&plan, &wish), ADDR_PASS_SETTLED);
		addr_table_each(addr, &wanted)
			assert_non_null(addr_table_find(&bed->view.addrs, addr));
		assert_int_equal(owned.n, wanted.n);
		if (i % 10 == 0) {
			netns_run("ip address add 10.0.0.100/24 dev t0 2>/dev/null || "
				  "ip address delete 10.0.0.100/24 dev t0");
			assert_int_equal(listen_now(bed), 0);
		}
	}
	addr_plan_release(&plan);
	addr_table_release(&owned);
	addr_table_release(&wanted);
}

int main(void)
{
#define WITH_BED(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		WITH_BED(test_each_attribute_arrives),
		WITH_BED(test_lifetimes_are_replaced_in_place),
		WITH_BED(test_answers_of_a_large_batch),
		WITH_BED(test_answers_that_are_all_errors),
		WITH_BED(test_refused),
		WITH_BED(test_model_is_true),
		WITH_BED(test_own_acts_have_our_port),
		WITH_BED(test_acts_of_others_do_not),
		WITH_BED(test_interfaces),
		WITH_BED(test_macvlan),
		WITH_BED(test_overrun),
		WITH_BED(test_plans_come_true),
	};

	return cmocka_run_group_tests(tests, netns_setup, NULL);
}
