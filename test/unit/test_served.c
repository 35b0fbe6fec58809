/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is not served, and that nothing else is said to be. A line of these configurations that ends in
 * "# - WHAT" is the place of one finding, and "# x WHAT" of one that keeps its instance in FAULT.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "keepalived/model/served.h"
#include "test/unit/model_fixture.h"

#define VIP      "virtual_ipaddress {\n192.0.2.100\n}\n"
#define INSTANCE "interface eth0\nvirtual_router_id 51\n"

static const char everything[] =
	"global_defs {\n"
	"enable_script_security\n"
	"script_user root\n"
	"startup_script /usr/bin/true\n"
	"shutdown_script /usr/bin/true\n"
	"notify_fifo /run/a\n"
	"vrrp_notify_fifo /run/b\n"
	"lvs_notify_fifo /run/c # - lvs_notify_fifo\n"
	"lvs_sync_daemon eth0 # - lvs_sync_daemon\n"
	"enable_snmp_vrrp # - SNMP\n"
	"enable_snmp_checker # - SNMP\n"
	"enable_snmp_rfc # - SNMP\n"
	"enable_snmp_rfcv2 # - SNMP\n"
	"enable_snmp_rfcv3 # - SNMP\n"
	"enable_dbus # - D-Bus\n"
	"reload_time_file /run/d # - a reload by file\n"
	"reload_file /run/e # - a reload by file\n"
	"process_names\n"
	"vrrp_priority -10\n"
	"vrrp_no_swap\n"
	"vrrp_rt_priority 10\n"
	"vrrp_cpu_affinity 0\n"
	"vrrp_delay_after_boot 10\n"
	"disable_local_igmp\n"
	"vrrp_rx_bufs_policy MTU\n"
	"}\n"
	"linkbeat_interfaces {\neth1\neth2\n}\n"
	"interface_up_down_delays {\neth1 1 1\n}\n"
	"garp_group {\ngarp_interval 1\ninterface eth1\n}\n"
	"static_ipaddress {\n192.0.2.7/32 dev eth0\n2001:db8::7/128 dev eth0 # - IPv6 among static_ipaddress\n}\n"
	"static_routes {\n198.51.100.0/24 dev eth0 # - static_routes\n}\n"
	"static_rules {\nfrom 192.0.2.0/24 table 5 # - static_rules\n}\n"
	"vrrp_script s { # - vrrp_script\nscript /usr/bin/true\n}\n"
	"track_file f { # - track_file\nfile /etc/hostname\n}\n"
	"vrrp_track_process p { # - vrrp_track_process\nprocess nginx\n}\n"
	"bfd_instance b { # - bfd_instance\nneighbor_ip 192.0.2.9\nsource_ip 192.0.2.2\n}\n"
	"vrrp_sync_group g {\ngroup {\nmember\nother\n}\n"
	"track_interface {\neth1\n}\ntrack_script {\ns\n}\n"
	"smtp_alert # - smtp_alert\n"
	"notify_master /usr/bin/true\n"
	"notify_backup /usr/bin/true\n"
	"notify_fault /usr/bin/true\n"
	"notify_stop /usr/bin/true\n"
	"notify /usr/bin/true\n}\n"
	"vrrp_instance member { # x what its sync group tracks\n" INSTANCE VIP "}\n"
	"vrrp_instance other { # x what its sync group tracks\ninterface eth1\nvirtual_router_id 51\n"
	"virtual_ipaddress {\n192.0.2.101\n}\n}\n"
	"vrrp_instance plain {\ninterface eth0\nvirtual_router_id 52\n"
	"no_accept # - no_accept\n"
	"promote_secondaries\n"
	"kernel_rx_buf_size 65536\n"
	"linkbeat_use_polling\n"
	"notify_master /usr/bin/true\n"
	"notify_backup /usr/bin/true\n"
	"notify_fault /usr/bin/true\n"
	"notify_stop /usr/bin/true\n"
	"notify_deleted /usr/bin/true\n"
	"notify /usr/bin/true\n"
	"notify_master_rx_lower_pri /usr/bin/true\n"
	"smtp_alert # - smtp_alert\n"
	"virtual_ipaddress {\n192.0.2.102\n}\n}\n"
	"vrrp_instance six {\ninterface eth0\nvirtual_router_id 53\n"
	"virtual_ipaddress { # x IPv6\nfe80::53\n}\n}\n"
	"vrrp_instance mixed {\ninterface eth0\nvirtual_router_id 54\n"
	"virtual_ipaddress_excluded { # x IPv6 among virtual_ipaddress_excluded\n2001:db8::1\n}\n"
	"virtual_ipaddress {\n192.0.2.104\n}\n}\n"
	"vrrp_instance links {\ninterface eth0\nvirtual_router_id 55\n"
	"use_vmac # x use_vmac and use_ipvlan\n"
	"use_vmac_addr # x use_vmac_addr\n"
	"virtual_ipaddress {\n192.0.2.105\n}\n}\n"
	"vrrp_instance routes {\ninterface eth0\nvirtual_router_id 56\n"
	"virtual_routes { # x virtual_routes\n203.0.113.0/24 dev eth0\n}\n"
	"virtual_rules { # x virtual_rules\nfrom 203.0.113.0/24 table 5\n}\n"
	"virtual_ipaddress {\n192.0.2.106\n}\n}\n"
	"vrrp_instance tracker {\ninterface eth0\nvirtual_router_id 57\n"
	"track_interface {\neth1\n}\ntrack_script {\ns\n}\n"
	"track_script { # x track_script\ns\n}\n"
	"track_file { # x track_file\nf\n}\n"
	"track_process { # x track_process\np\n}\n"
	"track_bfd { # x track_bfd\nb\n}\n"
	"virtual_ipaddress {\n192.0.2.107\n}\n}\n"
	"vrrp_instance signed {\ninterface eth0\nvirtual_router_id 58\n"
	"authentication { # x auth_type AH\nauth_type AH\nauth_pass secret\n}\n"
	"virtual_ipaddress {\n192.0.2.108\n}\n}\n"
	"vrrp_instance digests {\ninterface eth0\nvirtual_router_id 59\nversion 3\n"
	"auth_hmac { # x auth_hmac\nkey 1 0123456789abcdef0123456789abcdef\nactive_key 1\n}\n"
	"virtual_ipaddress {\n192.0.2.109\n}\n}\n"
	"vrrp_instance anywhere { # x an instance without interface\nvirtual_router_id 60\n"
	"vrf blue # x vrf\n"
	"unicast_src_ip 192.0.2.2\nunicast_peer {\n192.0.2.9\n}\n"
	"virtual_ipaddress {\n192.0.2.110/24 dev eth0\n}\n}\n"
	"virtual_server 192.0.2.100 80 { # - virtual_server\nreal_server 192.0.2.8 80 {\n}\n}\n"
	"virtual_server 192.0.2.100 81 { # - virtual_server\nreal_server 192.0.2.8 81 {\n}\n}\n";

static const char nothing[] =
	"global_defs {\nrouter_id lb1\nvrrp_startup_delay 1\n}\n"
	"vrrp_sync_group g {\ngroup {\na\nb\n}\n}\n"
	"vrrp_instance a {\n" INSTANCE "track_interface {\neth1\n}\ntrack_script {\ns\n}\n" VIP "}\n"
	"vrrp_instance b {\ninterface eth1\nvirtual_router_id 51\npriority 200\nversion 3\nadvert_int 0.5\n"
	"preempt_delay 3\nunicast_src_ip 192.0.2.3\nunicast_peer {\n192.0.2.9\n}\n"
	"virtual_ipaddress {\n192.0.2.101/24 dev eth1 label eth1:v\n}\n}\n";

struct mark {
	char line[128]; /* "(Line 3) NOTE - WHAT: ..." */
	bool was_said;
};

/* The lines that @text, of one line after the other, says there are to be. */
static size_t read_marks(const char *text, struct mark *marks, size_t max)
{
	size_t   n = 0;
	unsigned line = 1;

	for (const char *p = text; *p; p += strcspn(p, "\n") + 1, line++) {
		const char *mark = memmem(p, strcspn(p, "\n"), "# ", 2);
		bool        is_refused;

		if (!mark)
			continue;
		assert_true(n < max);
		is_refused = mark[2] == 'x';
		snprintf(marks[n++].line, sizeof(marks->line), "(Line %u) NOTE - %.*s: not served by this build yet%s\n",
			 line, (int)strcspn(mark + 4, "\n"), mark + 4,
			 is_refused ? " - the instance stays in FAULT" : "");
	}
	return n;
}

static void check_finding(const struct diag_list *diags, const struct diag *d, struct mark *marks, size_t n)
{
	struct sbuf line;
	size_t      i;

	sbuf_init(&line);
	diag_render_line(diags, d, &line);
	for (i = 0; i < n && strcmp(marks[i].line, sbuf_text(&line)) != 0; i++)
		;
	if (i == n || marks[i].was_said)
		fail_msg("not expected, or for the second time: %s", sbuf_text(&line));
	marks[i].was_said = true;
	sbuf_release(&line);
}

static void read_text(struct model_fixture *f, const char *text)
{
	model_fixture_init(f);
	model_fixture_add(f, "keepalived.conf", text, strlen(text));
	model_fixture_read(f);
	served_report(&f->bind, f->config);
}

static void check_marks(const char *text)
{
	struct model_fixture f;
	struct mark          marks[128] = { 0 };
	size_t               n = read_marks(text, marks, ARRAY_SIZE(marks));

	read_text(&f, text);
	for (size_t i = 0; i < f.diags.found.n; i++) {
		if (f.diags.found.at[i].code == DIAG_NOT_SERVED)
			check_finding(&f.diags, &f.diags.found.at[i], marks, n);
	}
	for (size_t i = 0; i < n; i++) {
		if (!marks[i].was_said)
			fail_msg("missing: %s", marks[i].line);
	}
	model_fixture_release(&f);
}

static void test_everything(void **state)
{
	(void)state;
	check_marks(everything);
}

static void test_nothing(void **state)
{
	(void)state;
	check_marks(nothing);
}

/* The first of it is the reason; who can run has none. */
static void test_refusal(void **state)
{
	struct model_fixture f;

	(void)state;
	read_text(&f, everything);
	conf_each(const struct conf_vrrp, v, f.config->vrrps) {
		const char *why = served_refusal(v);

		if (strcmp(v->head.name, "plain") == 0)
			assert_null(why);
		if (strcmp(v->head.name, "signed") == 0)
			assert_string_equal(why, "auth_type AH");
	}
	model_fixture_release(&f);
}

static void test_status(void **state)
{
	static const char    text[] = "bfd_instance b {\nneighbor_ip 192.0.2.9\nsource_ip 192.0.2.2\n}\n";
	struct model_fixture f;

	(void)state;
	read_text(&f, text);
	assert_int_equal(f.diags.n_of[DIAG_NOT_SERVED], 1);
	assert_int_equal(diag_status(&f.diags), 0);
	model_fixture_release(&f);
}

struct last {
	const char *what;
	const char *seen[64];
	size_t      n;
};

static void note_change(void *context, const struct served_lack *lack)
{
	struct last *l = context;

	if (lack->is_refused || (l->what && strcmp(l->what, lack->what) == 0))
		return;
	for (size_t i = 0; i < l->n; i++)
		assert_string_not_equal(l->seen[i], lack->what);
	assert_true(l->n < ARRAY_SIZE(l->seen));
	l->what = l->seen[l->n++] = lack->what;
}

static void test_in_a_row(void **state)
{
	struct model_fixture f;
	struct last          last = { 0 };

	(void)state;
	read_text(&f, everything);
	served_each(f.config, note_change, &last);
	assert_true(last.n > 1);
	model_fixture_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_everything), cmocka_unit_test(test_nothing),  cmocka_unit_test(test_refusal),
		cmocka_unit_test(test_status),	   cmocka_unit_test(test_in_a_row),
	};

	return cmocka_run_group_tests_name("served", tests, NULL, NULL);
}
