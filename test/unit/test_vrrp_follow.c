/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tracking.md 6.1: which interfaces an instance depends on beside its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "keepalived/model/conf_vrrp.h"
#include "keepalived/vrrp/core/vrrp_follow.h"
#include "lib/base/ka.h"
#include "test/unit/model_fixture.h"

#define INSTANCE(more) \
	"global_defs {\n dynamic_interfaces\n}\n" \
	"vrrp_instance V {\n interface eth0\n virtual_router_id 1\n priority 150\n" more "}\n"
#define VIPS(more) "virtual_ipaddress {\n192.0.2.1/24\n" more "}\n"
#define STATIC(members) \
	"track_group T {\n group {\n" members "\n }\n}\n" \
	"static_ipaddress {\n192.0.2.8/24 dev eth3 track_group T\n192.0.2.9/24 dev eth4\n}\n"
#define GROUP(more) "vrrp_sync_group G {\n group {\n V\n }\n" more "}\n"

static const struct {
	const char *text;
	const char *follows; /* "NAME WEIGHT [r];" */
} rows[] = {
	{ INSTANCE(VIPS("")), "" },
	{ INSTANCE(VIPS("192.0.2.2/24 dev eth1\n192.0.2.3/24 dev eth1\n192.0.2.4/24 dev eth0\n")), "eth1 0;" },
	{ INSTANCE(VIPS("192.0.2.2/24 dev eth1 no_track\n")), "" },
	{ INSTANCE(VIPS("") "virtual_ipaddress_excluded {\n192.0.2.9/24 dev eth2\n}\n"), "eth2 0;" },
	{ INSTANCE(VIPS("") "track_interface {\neth1\neth2 weight 5 reverse\n}\n"), "eth1 0;eth2 5 r;" },
	{ INSTANCE(VIPS("192.0.2.2/24 dev eth1\n") "track_interface {\neth1 weight 5\n}\n"), "eth1 0;" },
	{ INSTANCE(VIPS("192.0.2.2/24 dev eth1\n") "track_interface {\neth1 weight 0 reverse\n}\n"), "eth1 0 r;" },
	{ INSTANCE(VIPS("192.0.2.2/24 dev eth1 no_track\n") "track_interface {\neth1 weight 5\n}\n"), "eth1 5;" },
	{ INSTANCE(VIPS("") "dont_track_primary\n"), "" },
	{ INSTANCE(VIPS("192.0.2.2/24 dev eth0\n") "dont_track_primary\n"), "" },
	{ INSTANCE(VIPS("")) GROUP("track_interface {\neth1\neth0\n}\n"), "eth1 0;" },
	{ INSTANCE(VIPS("")) STATIC("V"), "eth3 0;" },
	{ INSTANCE(VIPS("") "track_interface {\neth3 weight 5\n}\n") STATIC("V"), "eth3 0;" },
	{ INSTANCE(VIPS("")) STATIC("W") "vrrp_instance W {\n interface eth1\n virtual_router_id 2\n" VIPS("") "}\n", "" },
	{ INSTANCE(VIPS("") "track_interface {\neth2\n}\n") GROUP("track_interface {\neth1\neth2\n}\n"), "eth2 0;eth1 0;" },
};

static void show(struct sbuf *out, const struct config *c)
{
	struct vrrp_follows all = vrrp_follows_of(c, c->vrrps.first);

	for (size_t i = 0; i < all.v.n; i++)
		sbuf_addf(out, "%s %d%s;", all.v.at[i].name, all.v.at[i].weight, all.v.at[i].is_reversed ? " r" : "");
	vec_release(&all.v);
}

static void test_all(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct model_fixture f;
		struct sbuf          out;

		model_fixture_init(&f);
		model_fixture_add(&f, "main.conf", rows[i].text, strlen(rows[i].text));
		model_fixture_read(&f);
		assert_true(f.config->vrrps.n > 0);
		sbuf_init(&out);
		show(&out, f.config);
		if (strcmp(sbuf_text(&out), rows[i].follows) != 0)
			fail_msg("%s: %s, not %s", rows[i].text, sbuf_text(&out), rows[i].follows);
		sbuf_release(&out);
		model_fixture_release(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
