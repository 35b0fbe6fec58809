/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the keywords of an instance to what its state machine goes by; strict mode; the timers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "keepalived/model/config.h"
#include "keepalived/model/model_load.h"
#include "keepalived/vrrp/core/vrrp_params.h"
#include "lib/conf/read.h"
#include "lib/text/sbuf.h"

/* -- a machine with one interface, and one file ---------------------------------------------- */

static bool iface(void *world, const char *name, struct world_iface *ret_iface)
{
	(void)world;
	*ret_iface = (struct world_iface){ .index = 2, .mtu = 1500, .is_up = true, .is_multicast = true,
					   .is_ethernet = true };
	return !strcmp(name, "eth0") || !strcmp(name, "eth1");
}

static const char *iface_name(void *world, uint32_t index)
{
	(void)world;
	return index == 2 ? "eth0" : NULL;
}

static bool has_address(void *world, const struct addr *addr, const char *name)
{
	(void)world;
	(void)addr;
	(void)name;
	return false;
}

static const char *node_name(void *world)
{
	(void)world;
	return "lb1";
}

static bool user(void *world, const char *name, struct world_user *ret_user)
{
	(void)world;
	(void)name;
	(void)ret_user;
	return false;
}

static void own_user(void *world, struct world_user *ret_user)
{
	(void)world;
	*ret_user = (struct world_user){ 0 };
}

static uint32_t n_cpus(void *world)
{
	(void)world;
	return 1;
}

static const struct world_ops world = {
	.iface = iface,
	.iface_name = iface_name,
	.has_address = has_address,
	.node_name = node_name,
	.user = user,
	.own_user = own_user,
	.n_cpus = n_cpus,
};

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

/* Of the one instance in @globals and @keywords. */
static struct vrrp_params params_of(const char *globals, const char *keywords)
{
	struct config      config = { 0 };
	struct model_load  load = { .ops = &world, .global = &config.global };
	struct vrrp_params params;
	struct sbuf        input;
	struct arena       image;
	struct arena       scratch;
	struct diag_list   diags;
	struct expand      expand;
	struct conf_bind   bind;
	struct conf_read   reader;

	sbuf_init(&input);
	sbuf_addf(&input,
		  "global_defs {\n%s}\nvrrp_instance a {\n interface eth0\n virtual_router_id 51\n%s"
		  " virtual_ipaddress {\n  192.0.2.100\n }\n}\n",
		  globals, keywords);
	arena_init(&image);
	arena_init(&scratch);
	diag_init(&diags, &scratch);
	expand_init(&expand, &source, &input, &diags, &scratch, "", 0);
	conf_bind_init(&bind, &image, &scratch, &diags, &expand, &config, &load, true);
	conf_read_init(&reader, &bind, &config_block);
	expand.on_line = conf_read_line;
	expand.sink = &reader;
	expand_run(&expand, "/", "k.conf");
	conf_read_finish(&reader);
	config_complete(&bind, &config);
	assert_int_equal(config.vrrps.n, 1);
	params = vrrp_params_of(config.vrrps.first);
	conf_read_release(&reader);
	conf_bind_release(&bind);
	expand_release(&expand);
	diag_release(&diags);
	arena_release(&image);
	arena_release(&scratch);
	sbuf_release(&input);
	return params;
}

/* -- keywords -------------------------------------------------------------------------------- */

static void test_defaults(void **state)
{
	struct vrrp_params p = params_of("", "");

	(void)state;
	assert_int_equal(p.version, 2);
	assert_int_equal(p.priority, 100);
	assert_int_equal(p.down_adverts, 3);
	assert_int_equal(p.interval.us, USEC_PER_SEC);
	assert_int_equal(p.preempt_delay.us, 0);
	assert_int_equal(p.best_other, 0);
	assert_false(p.starts_as_master || p.is_ipv6 || p.announces_source || p.nopreempt || p.lower_prio_no_advert ||
		     p.higher_prio_send_advert || p.owner_ignore_adverts || p.tells_priority);
	assert_int_equal(p.announce.repeat, 5);
	assert_int_equal(p.announce.delay.us, 5 * USEC_PER_SEC);
	assert_int_equal(p.announce.refresh.us, 0);
	assert_int_equal(p.announce.refresh_repeat, 1);
	assert_int_equal(p.announce.lower_repeat, 5);
	assert_int_equal(p.announce.lower_delay.us, 5 * USEC_PER_SEC);
	assert_int_equal(p.announce.extra.us, 0);
}

static void test_all_keywords(void **state)
{
	struct vrrp_params p =
		params_of("", " version 3\n priority 77\n advert_int 0.25\n down_timer_adverts 5\n nopreempt\n"
			      " timer_expired_backup 200\n lower_prio_no_advert\n higher_prio_send_advert\n"
			      " notify_priority_changes\n garp_master_repeat 2\n garp_master_delay 3\n"
			      " garp_master_refresh 60\n garp_master_refresh_repeat 4\n garp_lower_prio_repeat 6\n"
			      " garp_lower_prio_delay 7\n");

	(void)state;
	assert_int_equal(p.version, 3);
	assert_int_equal(p.priority, 77);
	assert_int_equal(p.interval.us, 250000);
	assert_int_equal(p.down_adverts, 5);
	assert_int_equal(p.best_other, 200);
	assert_true(p.nopreempt && p.lower_prio_no_advert && p.higher_prio_send_advert && p.tells_priority);
	assert_int_equal(p.announce.repeat, 2);
	assert_int_equal(p.announce.delay.us, 3 * USEC_PER_SEC);
	assert_int_equal(p.announce.refresh.us, 60 * USEC_PER_SEC);
	assert_int_equal(p.announce.refresh_repeat, 4);
	assert_int_equal(p.announce.lower_repeat, 6);
	assert_int_equal(p.announce.lower_delay.us, 7 * USEC_PER_SEC);
	assert_int_equal(params_of("", " preempt_delay 60\n").preempt_delay.us, 60 * USEC_PER_SEC);
}

/* Only where there is an address that it is for. */
static void test_extra(void **state)
{
	const char *elsewhere = " virtual_ipaddress_excluded {\n 192.0.2.9 dev eth1\n }\n";
	struct sbuf text;

	(void)state;
	sbuf_init(&text);
	sbuf_addf(&text, " garp_extra_if all 8\n%s", elsewhere);
	assert_int_equal(params_of("", sbuf_text(&text)).announce.extra.us, 8 * USEC_PER_SEC);
	assert_int_equal(params_of("", " garp_extra_if all 8\n").announce.extra.us, 0);
	sbuf_release(&text);
	sbuf_addf(&text, " garp_extra_if 8\n%s", elsewhere); /* not on a VMAC */
	assert_int_equal(params_of("", sbuf_text(&text)).announce.extra.us, 0);
	sbuf_release(&text);
}

static void test_owner(void **state)
{
	(void)state;
	assert_true(params_of("", " priority 255\n").starts_as_master);
	assert_true(params_of("", " state MASTER\n").starts_as_master); /* no priority: 255 */
	assert_false(params_of("", " priority 255\n state BACKUP\n").starts_as_master);
	assert_false(params_of("", " priority 254\n state MASTER\n").starts_as_master);
	assert_false(params_of("", " priority 255\n").owner_ignore_adverts);
}

static void test_unicast(void **state)
{
	(void)state;
	assert_true(params_of("", " unicast_src_ip 192.0.2.1\n unicast_peer {\n  192.0.2.2\n }\n").announces_source);
}

/* What strict mode changes of the behaviour at run time. */
static void test_strict(void **state)
{
	const char        *loose = " higher_prio_send_advert\n preempt_delay 5\n down_timer_adverts 7\n"
				   " garp_lower_prio_repeat 3\n garp_lower_prio_delay 4\n";
	struct vrrp_params p = params_of(" vrrp_strict\n", loose);

	(void)state;
	assert_true(p.lower_prio_no_advert);
	assert_false(p.higher_prio_send_advert);
	assert_int_equal(p.preempt_delay.us, 0);
	assert_int_equal(p.down_adverts, 3);
	assert_int_equal(p.announce.lower_repeat, 0);
	assert_int_equal(p.announce.lower_delay.us, 0);
	assert_false(p.owner_ignore_adverts);
	assert_true(params_of(" vrrp_strict\n", " priority 255\n").owner_ignore_adverts);
	assert_false(params_of(" vrrp_strict\n", " priority 100\n state MASTER\n").starts_as_master);
}

/* -- timers ---------------------------------------------------------------------------------- */

static int64_t down(uint8_t version, int64_t interval, uint8_t priority, uint8_t adverts)
{
	struct vrrp_params params = { .version = version, .down_adverts = adverts };

	return vrrp_master_down(&params, span_us(interval), priority).us;
}

static void test_timers(void **state)
{
	(void)state;
	assert_int_equal(down(2, 1000000, 100, 3), 3609375);
	assert_int_equal(down(2, 2000000, 100, 3), 6609375); /* the skew is of one second in version 2 */
	assert_int_equal(down(2, 1000000, 255, 3), 3003906);
	assert_int_equal(down(3, 200000, 150, 3), 682812);
	assert_int_equal(down(3, 500000, 100, 3), 1804687);
	assert_int_equal(down(3, 40950000, 1, 100), 100 * INT64_C(40950000) + INT64_C(255) * 4095 * 625 / 16);
	assert_int_equal(down(3, 10000, 254, 1), 10078);
	assert_int_equal(vrrp_skew(2, span_seconds(9), 100).us, 609375);
	assert_int_equal(vrrp_skew(3, span_us(200000), 150).us, 82812);
	assert_int_equal(vrrp_skew(3, span_us(200000), 255).us, 781);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults), cmocka_unit_test(test_all_keywords), cmocka_unit_test(test_extra),
		cmocka_unit_test(test_owner),	 cmocka_unit_test(test_unicast),      cmocka_unit_test(test_strict),
		cmocka_unit_test(test_timers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
