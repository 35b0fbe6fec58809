/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sync groups of three, by the rules that members follow each other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "vrrp_fixture.h"

static const struct vrrp_event expiry = { .kind = VRRP_EXPIRY };

static void set_up(struct vrrp_fixture *f, enum vrrp_state state)
{
	vrrp_fixture_init(f, 3);
	vrrp_fixture_reach(f, state);
	assert_int_equal(vrrp_sync_state(&f->sync), state);
}

static const char *hear(struct vrrp_fixture *f, uint16_t member, uint8_t priority)
{
	struct vrrp_event event = vrrp_fixture_hear(priority, 9);

	return vrrp_fixture_step(f, member, &event);
}

static void assert_all(const struct vrrp_fixture *f, enum vrrp_state state)
{
	for (uint16_t i = 0; i < f->sync.n; i++)
		assert_int_equal(f->fsm[i].state, state);
	assert_int_equal(vrrp_sync_state(&f->sync), state);
}

static void test_1_to_master_when_all_want(void **state)
{
	struct vrrp_fixture f;

	(void)state;
	set_up(&f, VRRP_BACKUP);
	vrrp_fixture_wait(&f, 3200); /* 3.7 s */
	assert_string_equal(vrrp_fixture_step(&f, 0, &expiry), "log TIMEOUT; deadline 7.309375");
	assert_true(f.fsm[0].wants_master);
	assert_string_equal(vrrp_fixture_step(&f, 2, &expiry), "2:log TIMEOUT; 2:deadline 7.309375");
	assert_all(&f, VRRP_BACKUP);
	assert_string_equal(
		vrrp_fixture_step(&f, 1, &expiry),
		"1:log TIMEOUT; "
		"1:send 100; 1:log MASTER; 1:install; 1:announce x5; 1:notify MASTER 100; 1:sync-daemon MASTER; "
		"1:deadline 4.700000; group:log SYNC MASTER; "
		"send 100; log MASTER; install; announce x5; notify MASTER 100; sync-daemon MASTER; deadline 4.700000; "
		"2:send 100; 2:log MASTER; 2:install; 2:announce x5; 2:notify MASTER 100; 2:sync-daemon MASTER; "
		"2:deadline 4.700000; "
		"group:notify MASTER 0");
	assert_all(&f, VRRP_MASTER);
	vrrp_fixture_release(&f);
}

static void test_2_to_backup_together(void **state)
{
	struct vrrp_fixture f;

	(void)state;
	set_up(&f, VRRP_MASTER);
	assert_string_equal(
		hear(&f, 1, 150),
		"1:log HIGHER; 1:log MASTER_SET; "
		"1:log BACKUP; 1:sync-daemon BACKUP; 1:hush; 1:withdraw; 1:notify BACKUP 100; 1:deadline 14.109375; "
		"group:log SYNC BACKUP; "
		"log BACKUP; sync-daemon BACKUP; hush; withdraw; notify BACKUP 100; deadline 14.109375; "
		"2:log BACKUP; 2:sync-daemon BACKUP; 2:hush; 2:withdraw; 2:notify BACKUP 100; 2:deadline 14.109375; "
		"group:notify BACKUP 0");
	assert_all(&f, VRRP_BACKUP);
	vrrp_fixture_release(&f);
}

static void test_3_to_fault_together(void **state)
{
	struct vrrp_event   bad = vrrp_fixture_facts(true, false);
	struct vrrp_fixture f;
	const char         *effects;
	unsigned            zeros = 0;

	(void)state;
	set_up(&f, VRRP_MASTER);
	effects = vrrp_fixture_step(&f, 1, &bad);
	for (const char *p = effects; (p = strstr(p, "send 0")); p++)
		zeros++;
	assert_int_equal(zeros, 3);
	assert_non_null(strstr(effects, "1:log FAULT; 1:send 0; 1:log SENT_ZERO; 1:sync-daemon BACKUP; 1:hush; 1:withdraw; "
					"1:notify FAULT 100; 1:deadline never; group:log SYNC FAULT; "));
	assert_non_null(strstr(effects, "2:notify FAULT 100; 2:deadline never; group:notify FAULT 0"));
	assert_all(&f, VRRP_FAULT);
	assert_int_equal(vrrp_sync_faults(&f.sync, 1).bits, 1 << FAULT_INTERFACE);
	assert_int_equal(vrrp_sync_faults(&f.sync, 0).bits, 1 << FAULT_SYNC_GROUP);
	vrrp_fixture_release(&f);
}

static void test_4_out_of_fault_together(void **state)
{
	struct vrrp_event   good = vrrp_fixture_facts(false, false), awaiting = vrrp_fixture_facts(false, true);
	struct vrrp_fixture f;

	(void)state;
	set_up(&f, VRRP_FAULT);
	assert_string_equal(vrrp_fixture_step(&f, 0, &good), "");
	assert_string_equal(vrrp_fixture_step(&f, 1, &awaiting), "");
	assert_string_equal(vrrp_fixture_step(&f, 2, &good), "");
	assert_all(&f, VRRP_FAULT);
	assert_string_equal(vrrp_fixture_step(&f, 1, &good),
			    "1:log BACKUP; 1:notify BACKUP 100; 1:deadline 4.109375; group:log SYNC BACKUP; "
			    "log BACKUP; notify BACKUP 100; deadline 4.109375; "
			    "2:log BACKUP; 2:notify BACKUP 100; 2:deadline 4.109375; "
			    "group:notify BACKUP 0");
	assert_all(&f, VRRP_BACKUP);
	vrrp_fixture_release(&f);
}

static void test_5_accepted_advert_cancels_the_want(void **state)
{
	struct vrrp_fixture f;

	(void)state;
	set_up(&f, VRRP_BACKUP);
	vrrp_fixture_wait(&f, 3200);
	vrrp_fixture_step(&f, 0, &expiry);
	hear(&f, 0, 150);
	assert_false(f.fsm[0].wants_master);
	vrrp_fixture_step(&f, 1, &expiry);
	vrrp_fixture_step(&f, 2, &expiry);
	assert_all(&f, VRRP_BACKUP);
	hear(&f, 1, 50); /* discarded: wants to go on */
	assert_true(f.fsm[1].wants_master);
	hear(&f, 1, 0); /* nobody there is no reason to want less */
	assert_true(f.fsm[1].wants_master);
	vrrp_fixture_release(&f);
}

static void test_6_lost_object(void **state)
{
	struct vrrp_event   lost = { .kind = VRRP_LOST };
	struct vrrp_fixture f;
	const char         *effects;

	(void)state;
	set_up(&f, VRRP_MASTER);
	assert_string_equal(vrrp_fixture_step(&f, 1, &lost), "1:log PUT_BACK; 1:install; 1:announce x5");
	lost.object.is_too_often = true;
	effects = vrrp_fixture_step(&f, 1, &lost);
	assert_non_null(strstr(effects, "1:send 0"));
	assert_non_null(strstr(effects, "; send 0"));
	assert_non_null(strstr(effects, "2:send 0"));
	assert_all(&f, VRRP_BACKUP);
	for (uint16_t i = 0; i < 3; i++)
		assert_float_equal(vrrp_fixture_patience(&f, i), 0.609375, 1e-9);
	vrrp_fixture_release(&f);
}

static void test_7_inferior_advert(void **state)
{
	struct vrrp_fixture f;

	(void)state;
	vrrp_fixture_init(&f, 3);
	f.params[2].announce.lower_repeat = 2;
	vrrp_fixture_reach(&f, VRRP_MASTER);
	assert_string_equal(hear(&f, 1, 50), "1:log LOWER; 1:send 100; 1:announce x4; 1:notify-lower; 1:deadline 11.500000; "
					     "announce x4; 2:announce x2");
	vrrp_fixture_release(&f);
}

static void test_8_all_are_owners(void **state)
{
	struct vrrp_fixture f;

	(void)state;
	vrrp_fixture_init(&f, 3);
	for (int i = 0; i < 3; i++) {
		f.params[i].priority = 255;
		f.params[i].starts_as_master = true;
	}
	vrrp_fixture_start(&f);
	assert_all(&f, VRRP_MASTER);
	assert_non_null(strstr(sbuf_text(&f.text), "2:deadline 1.000000; group:notify MASTER 0"));
	vrrp_fixture_release(&f);
}

static void test_8_one_is_no_owner(void **state)
{
	struct vrrp_fixture f;

	(void)state;
	vrrp_fixture_init(&f, 3);
	f.params[0].priority = f.params[1].priority = 255;
	f.params[0].starts_as_master = f.params[1].starts_as_master = true;
	vrrp_fixture_start(&f);
	assert_all(&f, VRRP_BACKUP);
	assert_false(f.fsm[0].wants_master);
	assert_float_equal(vrrp_fixture_patience(&f, 0), 3 + 1 / 256.0, 1e-6);
	vrrp_fixture_release(&f);
}

static void test_9_start_and_stop_of_the_group(void **state)
{
	struct vrrp_fixture f;

	(void)state;
	vrrp_fixture_init(&f, 2);
	vrrp_fixture_start(&f);
	assert_string_equal(sbuf_text(&f.text), "log BACKUP_INIT; notify BACKUP 100; deadline 3.609375; "
						"1:log BACKUP_INIT; 1:notify BACKUP 100; 1:deadline 3.609375; "
						"group:notify BACKUP 0");
	assert_string_equal(vrrp_fixture_step(&f, 0, &(struct vrrp_event){ .kind = VRRP_QUIT }),
			    "notify STOP 100; deadline never; 1:notify STOP 100; 1:deadline never");
	assert_string_equal(vrrp_fixture_quit(&f), "group:notify STOP 0");
	vrrp_fixture_release(&f);
}

static void test_9_nobody_speaks_for_one_alone(void **state)
{
	struct vrrp_fixture f;

	(void)state;
	vrrp_fixture_init(&f, 1);
	vrrp_fixture_reach(&f, VRRP_MASTER);
	assert_null(strstr(hear(&f, 0, 150), "group"));
	assert_string_equal(vrrp_fixture_quit(&f), "");
	vrrp_fixture_release(&f);
}

static void test_start_with_one_at_fault(void **state)
{
	struct vrrp_event   bad = vrrp_fixture_facts(true, false), start = { .kind = VRRP_START };
	struct vrrp_fixture f;

	(void)state;
	vrrp_fixture_init(&f, 2);
	for (uint16_t i = 0; i < 2; i++)
		vrrp_fsm_init(&f.fsm[i], &f.params[i], 100);
	vrrp_fixture_step(&f, 1, &bad);
	start.hears_from = f.now;
	assert_string_equal(vrrp_fixture_step(&f, 0, &start), "log FAULT_INIT; notify FAULT 100; "
							      "1:log FAULT_INIT; 1:notify FAULT 100; group:notify FAULT 0");
	vrrp_fixture_release(&f);
}

static void test_init_until_all_results_are_there(void **state)
{
	struct vrrp_event   good = vrrp_fixture_facts(false, false), bad = vrrp_fixture_facts(true, false);
	struct vrrp_fixture f;

	(void)state;
	set_up(&f, VRRP_INIT);
	assert_string_equal(vrrp_fixture_step(&f, 0, &good), "");
	assert_string_equal(vrrp_fixture_step(&f, 1, &good), "");
	assert_all(&f, VRRP_INIT);
	assert_string_equal(vrrp_fixture_step(&f, 2, &bad), "2:notify FAULT 100; notify FAULT 100; 1:notify FAULT 100; "
							    "group:notify FAULT 0");
	assert_all(&f, VRRP_FAULT);
	vrrp_fixture_release(&f);
}

/* Late and at fault at once: gives way without a word, all of it. */
static void test_late_and_at_fault(void **state)
{
	struct vrrp_event   bad = vrrp_fixture_facts(true, false);
	struct vrrp_fixture f;

	(void)state;
	vrrp_fixture_init(&f, 3);
	for (int i = 0; i < 3; i++) {
		f.params[i].nopreempt = true;
		f.params[i].best_other = 200;
	}
	vrrp_fixture_reach(&f, VRRP_MASTER);
	vrrp_fixture_wait(&f, 20000);
	assert_null(strstr(vrrp_fixture_step(&f, 1, &bad), "send"));
	assert_all(&f, VRRP_FAULT);
	vrrp_fixture_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_1_to_master_when_all_want),
		cmocka_unit_test(test_2_to_backup_together),
		cmocka_unit_test(test_3_to_fault_together),
		cmocka_unit_test(test_4_out_of_fault_together),
		cmocka_unit_test(test_5_accepted_advert_cancels_the_want),
		cmocka_unit_test(test_6_lost_object),
		cmocka_unit_test(test_7_inferior_advert),
		cmocka_unit_test(test_8_all_are_owners),
		cmocka_unit_test(test_8_one_is_no_owner),
		cmocka_unit_test(test_9_start_and_stop_of_the_group),
		cmocka_unit_test(test_9_nobody_speaks_for_one_alone),
		cmocka_unit_test(test_start_with_one_at_fault),
		cmocka_unit_test(test_init_until_all_results_are_there),
		cmocka_unit_test(test_late_and_at_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
