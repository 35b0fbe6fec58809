/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state machine of one instance: what every event brings in every state, as a table; then what takes
 * more than one event. All values of time are for version 2, one second, priority 100: Master_Down is
 * 3.609375 s, the skew 0.609375 s. A BACKUP began at 0 s and is asked at 0.5 s; a MASTER has sent its first
 * advert at 10 s and is asked at 10.5 s.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "keepalived/vrrp/core/vrrp_prio.h"
#include "keepalived/vrrp/core/vrrp_putback.h"
#include "vrrp_fixture.h"

#define HEAR(prio, octet)                                                                          \
	{ .kind = VRRP_ADVERT,                                                                     \
	  .advert = { .source = { ADDR_IPV4, { 192, 0, 2, octet } }, .version = 2, .priority = prio, \
		      .interval = { USEC_PER_SEC } } }
#define FACTS(fault_bits, awaits)                                                                  \
	{ .kind = VRRP_FACTS,                                                                      \
	  .facts = { { { fault_bits }, awaits }, { ADDR_IPV4, { 192, 0, 2, 5 } } } }

/* -- row 1: the start ------------------------------------------------------------------------ */

struct start_row {
	const char *name;
	uint8_t     priority;
	bool        is_master; /* state MASTER */
	bool        is_fault;
	bool        is_awaiting;
	int64_t     delay;     /* seconds */
	const char *effects;
	enum vrrp_state state;
};

static const struct start_row start_rows[] = {
	{ "1: start", 100, false, false, false, 0,
	  "log BACKUP_INIT; notify BACKUP 100; deadline 3.609375", VRRP_BACKUP },
	{ "1: start of an owner", 255, true, false, false, 0,
	  "log TIMEOUT; "
	  "send 255; log MASTER; install; announce x5; notify MASTER 255; sync-daemon MASTER; deadline 1.000000",
	  VRRP_MASTER },
	{ "1: start of an owner with state BACKUP", 255, false, false, false, 0,
	  "log BACKUP_INIT; notify BACKUP 255; deadline 3.003906", VRRP_BACKUP },
	{ "1: start with a fault", 100, false, true, false, 0, "log FAULT_INIT; notify FAULT 100", VRRP_FAULT },
	{ "1: start of an owner with a fault", 255, true, true, false, 0, "log FAULT_INIT; notify FAULT 255",
	  VRRP_FAULT },
	{ "1: start without a first result", 100, false, false, true, 0, "", VRRP_INIT },
	{ "1: start of an owner without a first result", 255, true, false, true, 0, "", VRRP_INIT },
	{ "1: start with a fault and without a first result", 100, false, true, true, 0,
	  "log FAULT_INIT; notify FAULT 100", VRRP_FAULT },
	{ "1: start with a delay", 100, false, false, false, 3,
	  "log BACKUP_INIT; notify BACKUP 100; deadline 6.609375", VRRP_BACKUP },
	{ "1: start of an owner with a delay", 255, true, false, false, 3,
	  "log BACKUP_INIT; notify BACKUP 255; deadline 3.000000", VRRP_BACKUP },
};

static void test_start(void **state)
{
	const struct start_row *row = *state;
	struct vrrp_event       facts = vrrp_fixture_facts(row->is_fault, row->is_awaiting);
	struct vrrp_event       start = { .kind = VRRP_START };
	struct vrrp_fixture     f;

	vrrp_fixture_init(&f, 1);
	f.params[0].priority = row->priority;
	f.params[0].starts_as_master = row->is_master;
	vrrp_fsm_init(&f.fsm[0], &f.params[0], row->priority);
	assert_string_equal(vrrp_fixture_step(&f, 0, &facts), "");
	start.hears_from = mono_after(f.now, span_seconds(row->delay));
	assert_string_equal(vrrp_fixture_step(&f, 0, &start), row->effects);
	assert_int_equal(f.fsm[0].state, row->state);
	vrrp_fixture_release(&f);
}

/* -- rows 2 to 17 ---------------------------------------------------------------------------- */

struct row {
	const char       *name;
	enum vrrp_state   before;
	struct vrrp_event event;
	const char       *effects;
	enum vrrp_state   after;
	void (*configure)(struct vrrp_params *params);
};

static void set_nopreempt(struct vrrp_params *params)
{
	params->nopreempt = true;
}

static void set_delay(struct vrrp_params *params)
{
	params->preempt_delay = span_seconds(10);
}

static void set_higher_sends(struct vrrp_params *params)
{
	params->higher_prio_send_advert = true;
}

static void set_lower_is_silent(struct vrrp_params *params)
{
	params->lower_prio_no_advert = true;
}

static void set_strict(struct vrrp_params *params)
{
	params->lower_prio_no_advert = true;
	params->announce.lower_repeat = 0;
}

static void set_owner(struct vrrp_params *params)
{
	params->priority = 255;
}

static void set_ignoring_owner(struct vrrp_params *params)
{
	params->priority = 255;
	params->owner_ignore_adverts = true;
}

static void set_ipv6(struct vrrp_params *params)
{
	params->is_ipv6 = true;
}

static void set_unicast(struct vrrp_params *params)
{
	params->announces_source = true;
}

static void set_tells_priority(struct vrrp_params *params)
{
	params->tells_priority = true;
}

#define TO_BACKUP "log BACKUP; sync-daemon BACKUP; hush; withdraw; notify BACKUP 100; "
#define TO_FAULT                                                                                   \
	"log FAULT; send 0; log SENT_ZERO; sync-daemon BACKUP; hush; withdraw; notify FAULT 100; "

static const struct row rows[] = {
	{ "3 INIT: deadline", VRRP_INIT, { .kind = VRRP_EXPIRY }, "", VRRP_INIT, NULL },
	{ "3 BACKUP: too early", VRRP_BACKUP, { .kind = VRRP_EXPIRY }, "", VRRP_BACKUP, NULL },
	{ "3 MASTER: too early", VRRP_MASTER, { .kind = VRRP_EXPIRY }, "", VRRP_MASTER, NULL },
	{ "3 FAULT: deadline", VRRP_FAULT, { .kind = VRRP_EXPIRY }, "", VRRP_FAULT, NULL },

	{ "4 INIT: priority 0", VRRP_INIT, HEAR(0, 9), "", VRRP_INIT, NULL },
	{ "4 BACKUP: priority 0", VRRP_BACKUP, HEAR(0, 9), "log BACKUP_HEARD_ZERO; deadline 1.109375", VRRP_BACKUP,
	  NULL },
	{ "4 BACKUP: priority 0 with nopreempt", VRRP_BACKUP, HEAR(0, 9), "log BACKUP_HEARD_ZERO; deadline 1.109375",
	  VRRP_BACKUP, set_nopreempt },
	{ "4 BACKUP: priority 0 with preempt_delay", VRRP_BACKUP, HEAR(0, 9),
	  "log BACKUP_HEARD_ZERO; deadline 1.109375", VRRP_BACKUP, set_delay },
	{ "4 MASTER: priority 0", VRRP_MASTER, HEAR(0, 9),
	  "log MASTER_HEARD_ZERO; send 100; announce x4; deadline 11.500000", VRRP_MASTER, NULL },
	{ "4 FAULT: priority 0", VRRP_FAULT, HEAR(0, 9), "", VRRP_FAULT, NULL },

	{ "5 BACKUP: higher", VRRP_BACKUP, HEAR(101, 4), "log MASTER_SET; deadline 4.109375", VRRP_BACKUP, NULL },
	{ "5 BACKUP: equal, lower address", VRRP_BACKUP, HEAR(100, 4), "log MASTER_SET; deadline 4.109375", VRRP_BACKUP,
	  NULL },
	{ "5 BACKUP: lower with nopreempt", VRRP_BACKUP, HEAR(1, 4), "log MASTER_SET; deadline 4.109375", VRRP_BACKUP,
	  set_nopreempt },
	{ "5 BACKUP: lower with preempt_delay", VRRP_BACKUP, HEAR(1, 4),
	  "log PREEMPT_DELAY; log MASTER_SET; deadline 4.109375", VRRP_BACKUP, set_delay },
	{ "5 BACKUP: of an owner that ignores adverts", VRRP_BACKUP, HEAR(255, 4), "log OWNER_IGNORES", VRRP_BACKUP,
	  set_ignoring_owner },

	{ "6 INIT: superior", VRRP_INIT, HEAR(101, 4), "", VRRP_INIT, NULL },
	{ "6 MASTER: higher", VRRP_MASTER, HEAR(101, 4),
	  "log HIGHER; log MASTER_SET; " TO_BACKUP "deadline 14.109375", VRRP_BACKUP, NULL },
	{ "6 MASTER: equal, higher address", VRRP_MASTER, HEAR(100, 6),
	  "log HIGHER_ADDRESS; log MASTER_SET; " TO_BACKUP "deadline 14.109375", VRRP_BACKUP, NULL },
	{ "6 MASTER: higher, nopreempt", VRRP_MASTER, HEAR(101, 4),
	  "log HIGHER; log MASTER_SET; " TO_BACKUP "deadline 14.109375", VRRP_BACKUP, set_nopreempt },
	{ "6 MASTER: higher, with higher_prio_send_advert", VRRP_MASTER, HEAR(101, 4),
	  "log HIGHER; send 100; log MASTER_SET; " TO_BACKUP "deadline 14.109375", VRRP_BACKUP, set_higher_sends },
	{ "6 MASTER: another owner", VRRP_MASTER, HEAR(255, 6),
	  "log TWO_OWNERS; log HIGHER_ADDRESS; log MASTER_SET; log BACKUP; sync-daemon BACKUP; hush; withdraw; "
	  "notify BACKUP 255; deadline 13.503906",
	  VRRP_BACKUP, set_owner },
	{ "6 MASTER: of an owner that ignores adverts", VRRP_MASTER, HEAR(255, 6), "log OWNER_IGNORES", VRRP_MASTER,
	  set_ignoring_owner },
	{ "6 FAULT: superior", VRRP_FAULT, HEAR(101, 4), "", VRRP_FAULT, NULL },

	{ "7 INIT: inferior", VRRP_INIT, HEAR(99, 9), "", VRRP_INIT, NULL },
	{ "7 BACKUP: inferior", VRRP_BACKUP, HEAR(99, 9), "log DISCARDING; log MASTER_SET", VRRP_BACKUP, NULL },
	{ "7 MASTER: lower", VRRP_MASTER, HEAR(99, 9), "log LOWER; send 100; announce x4; notify-lower; deadline 11.500000",
	  VRRP_MASTER, NULL },
	{ "7 MASTER: equal, lower address", VRRP_MASTER, HEAR(100, 4),
	  "log LOWER; send 100; announce x4; notify-lower; deadline 11.500000", VRRP_MASTER, NULL },
	{ "7 MASTER: lower, with lower_prio_no_advert", VRRP_MASTER, HEAR(99, 9), "log LOWER; announce x4; notify-lower",
	  VRRP_MASTER, set_lower_is_silent },
	{ "7 MASTER: lower, in strict mode", VRRP_MASTER, HEAR(99, 9), "log LOWER; notify-lower", VRRP_MASTER, set_strict },
	{ "7 FAULT: inferior", VRRP_FAULT, HEAR(99, 9), "", VRRP_FAULT, NULL },

	{ "8 INIT: own address", VRRP_INIT, HEAR(100, 5), "", VRRP_INIT, NULL },
	{ "8 BACKUP: equal, own address", VRRP_BACKUP, HEAR(100, 5), "log MASTER_SET; deadline 4.109375", VRRP_BACKUP,
	  NULL },
	{ "8 MASTER: equal, own address", VRRP_MASTER, HEAR(100, 5), "log OWN_ADDRESS", VRRP_MASTER, NULL },
	{ "8 FAULT: own address", VRRP_FAULT, HEAR(100, 5), "", VRRP_FAULT, NULL },

	{ "10 INIT: first fault", VRRP_INIT, FACTS(1, true), "notify FAULT 100", VRRP_FAULT, NULL },
	{ "10 BACKUP: first fault", VRRP_BACKUP, FACTS(1, false), "log FAULT; notify FAULT 100; deadline never", VRRP_FAULT,
	  NULL },
	{ "10 MASTER: first fault", VRRP_MASTER, FACTS(1, false), TO_FAULT "deadline never", VRRP_FAULT, NULL },
	{ "10 MASTER: no source address, IPv4", VRRP_MASTER,
	  { .kind = VRRP_FACTS, .facts = { .health = { .faults = { 1 << FAULT_NO_SOURCE } } } },
	  TO_FAULT "deadline never", VRRP_FAULT, NULL },
	{ "10 MASTER: no source address, IPv6", VRRP_MASTER,
	  { .kind = VRRP_FACTS, .facts = { .health = { .faults = { 1 << FAULT_NO_SOURCE } } } },
	  "log FAULT; sync-daemon BACKUP; hush; withdraw; notify FAULT 100; deadline never", VRRP_FAULT, set_ipv6 },
	{ "10 FAULT: another fault", VRRP_FAULT, FACTS(3, false), "", VRRP_FAULT, NULL },

	{ "11 FAULT: last fault cleared", VRRP_FAULT, FACTS(0, false), "log BACKUP; notify BACKUP 100; deadline 4.109375",
	  VRRP_BACKUP, NULL },
	{ "11 FAULT: last fault of an owner cleared", VRRP_FAULT, FACTS(0, false),
	  "log BACKUP; notify BACKUP 255; deadline 3.503906", VRRP_BACKUP, set_owner },
	{ "11 FAULT: cleared, unicast", VRRP_FAULT, FACTS(0, false),
	  "announce-source; log BACKUP; notify BACKUP 100; deadline 4.109375", VRRP_BACKUP, set_unicast },
	{ "11 FAULT: cleared, but no first result", VRRP_FAULT, FACTS(0, true), "", VRRP_FAULT, NULL },

	{ "12 INIT: first result good", VRRP_INIT, FACTS(0, false), "log BACKUP; notify BACKUP 100; deadline 4.109375",
	  VRRP_BACKUP, NULL },
	{ "12 INIT: first result good, another one missing", VRRP_INIT, FACTS(0, true), "", VRRP_INIT, NULL },
	{ "12 BACKUP: a new script without result", VRRP_BACKUP, FACTS(0, true), "", VRRP_BACKUP, NULL },
	{ "12 MASTER: a new script without result", VRRP_MASTER, FACTS(0, true), "", VRRP_MASTER, NULL },

	{ "13 INIT: first result bad", VRRP_INIT, FACTS(1 << FAULT_SCRIPT, false), "notify FAULT 100", VRRP_FAULT, NULL },

	{ "14 INIT: object lost", VRRP_INIT, { .kind = VRRP_LOST }, "", VRRP_INIT, NULL },
	{ "14 BACKUP: object lost", VRRP_BACKUP, { .kind = VRRP_LOST }, "", VRRP_BACKUP, NULL },
	{ "14 MASTER: object lost", VRRP_MASTER, { .kind = VRRP_LOST }, "log PUT_BACK; install; announce x5", VRRP_MASTER,
	  NULL },
	{ "14 MASTER: object lost too often", VRRP_MASTER, { .kind = VRRP_LOST, .object.is_too_often = true },
	  "log ROBBED; log BACKUP; send 0; log SENT_ZERO; sync-daemon BACKUP; hush; withdraw; notify BACKUP 100; "
	  "deadline 11.109375",
	  VRRP_BACKUP, NULL },
	{ "14 FAULT: object lost", VRRP_FAULT, { .kind = VRRP_LOST }, "", VRRP_FAULT, NULL },
	{ "14a INIT: object found", VRRP_INIT, { .kind = VRRP_FOUND }, "log NOT_MINE_YET; withdraw", VRRP_INIT, NULL },
	{ "14a BACKUP: object found", VRRP_BACKUP, { .kind = VRRP_FOUND }, "log NOT_MINE_YET; withdraw", VRRP_BACKUP, NULL },
	{ "14a MASTER: object found", VRRP_MASTER, { .kind = VRRP_FOUND }, "", VRRP_MASTER, NULL },
	{ "14a FAULT: object found", VRRP_FAULT, { .kind = VRRP_FOUND }, "log NOT_MINE_YET; withdraw", VRRP_FAULT, NULL },

	{ "15 INIT: priority", VRRP_INIT, { .kind = VRRP_PRIORITY, .priority = 200 }, "log PRIORITY 100 200", VRRP_INIT,
	  set_tells_priority },
	{ "15 BACKUP: priority rises", VRRP_BACKUP, { .kind = VRRP_PRIORITY, .priority = 200 },
	  "log PRIORITY 100 200; deadline 3.218750", VRRP_BACKUP, NULL },
	{ "15 BACKUP: priority falls", VRRP_BACKUP, { .kind = VRRP_PRIORITY, .priority = 50 },
	  "log PRIORITY 100 50; notify-priority BACKUP 50; deadline 3.804687", VRRP_BACKUP, set_tells_priority },
	{ "15 BACKUP: the same priority", VRRP_BACKUP, { .kind = VRRP_PRIORITY, .priority = 100 }, "", VRRP_BACKUP,
	  set_tells_priority },
	{ "15 MASTER: priority", VRRP_MASTER, { .kind = VRRP_PRIORITY, .priority = 50 },
	  "log PRIORITY 100 50; notify-priority MASTER 50", VRRP_MASTER, set_tells_priority },
	{ "15 FAULT: priority", VRRP_FAULT, { .kind = VRRP_PRIORITY, .priority = 50 }, "log PRIORITY 100 50", VRRP_FAULT,
	  set_tells_priority },

	{ "17 INIT: stop", VRRP_INIT, { .kind = VRRP_QUIT }, "notify STOP 100", VRRP_INIT, NULL },
	{ "17 BACKUP: stop", VRRP_BACKUP, { .kind = VRRP_QUIT }, "notify STOP 100; deadline never", VRRP_INIT, NULL },
	{ "17 MASTER: stop", VRRP_MASTER, { .kind = VRRP_QUIT },
	  "send 0; log SENT_ZERO; sync-daemon BACKUP; hush; withdraw; notify STOP 100; deadline never", VRRP_INIT, NULL },
	{ "17 MASTER: stop, without letting go", VRRP_MASTER, { .kind = VRRP_QUIT, .keeps = true },
	  "notify STOP 100; deadline never", VRRP_INIT, NULL },
	{ "17 FAULT: stop", VRRP_FAULT, { .kind = VRRP_QUIT }, "notify STOP 100", VRRP_INIT, NULL },
};

static void test_row(void **state)
{
	const struct row   *row = *state;
	struct vrrp_fixture f;

	vrrp_fixture_init(&f, 1);
	if (row->configure)
		row->configure(&f.params[0]);
	vrrp_fixture_reach(&f, row->before);
	assert_int_equal(f.fsm[0].state, row->before);
	assert_string_equal(vrrp_fixture_step(&f, 0, &row->event), row->effects);
	assert_int_equal(f.fsm[0].state, row->after);
	vrrp_fixture_release(&f);
}

/* -- more than one event --------------------------------------------------------------------- */

static struct vrrp_fixture *set_up(struct vrrp_fixture *f, enum vrrp_state state)
{
	vrrp_fixture_init(f, 1);
	vrrp_fixture_reach(f, state);
	return f;
}

static const char *hear(struct vrrp_fixture *f, uint8_t priority, uint8_t octet)
{
	struct vrrp_event event = vrrp_fixture_hear(priority, octet);

	return vrrp_fixture_step(f, 0, &event);
}

static void test_row_2_master_down(void **state)
{
	struct vrrp_fixture f;

	(void)state;
	set_up(&f, VRRP_BACKUP);
	assert_string_equal(vrrp_fixture_expire(&f),
			    "log TIMEOUT; send 100; log MASTER; install; announce x5; notify MASTER 100; "
			    "sync-daemon MASTER; deadline 4.609375");
	assert_int_equal(f.fsm[0].counts.became_master, 1);
	assert_int_equal(f.fsm[0].counts.sent, 1);
	vrrp_fixture_release(&f);
}

static void test_row_3_steady_pace(void **state)
{
	struct vrrp_fixture f;

	(void)state;
	set_up(&f, VRRP_MASTER);
	assert_string_equal(vrrp_fixture_expire(&f), "send 100; deadline 12.000000");
	vrrp_fixture_wait(&f, 1300); /* 0.3 s late: the next one is on time */
	assert_string_equal(vrrp_fixture_step(&f, 0, &(struct vrrp_event){ .kind = VRRP_EXPIRY }),
			    "send 100; deadline 13.000000");
	vrrp_fixture_wait(&f, 2200); /* more than one late: no backlog */
	assert_string_equal(vrrp_fixture_step(&f, 0, &(struct vrrp_event){ .kind = VRRP_EXPIRY }),
			    "send 100; deadline 15.500000");
	vrrp_fixture_release(&f);
}

static void test_received_adverts_do_not_move_the_next_one(void **state)
{
	struct vrrp_fixture f;

	(void)state;
	vrrp_fixture_init(&f, 1);
	f.params[0].lower_prio_no_advert = true;
	vrrp_fixture_reach(&f, VRRP_MASTER);
	for (int i = 0; i < 5; i++) {
		assert_null(strstr(hear(&f, 1, 9), "deadline"));
		assert_null(strstr(hear(&f, 100, 5), "deadline"));
	}
	assert_string_equal(vrrp_fixture_expire(&f), "send 100; deadline 12.000000");
	vrrp_fixture_release(&f);
}

static void test_long_silence_is_followed_by_announcements(void **state)
{
	struct vrrp_fixture f;

	(void)state;
	set_up(&f, VRRP_MASTER);
	vrrp_fixture_wait(&f, 10000);
	assert_string_equal(vrrp_fixture_step(&f, 0, &(struct vrrp_event){ .kind = VRRP_EXPIRY }),
			    "send 100; announce x5; deadline 21.500000");
	vrrp_fixture_release(&f);
}

/* After the advert, if both are due. */
static void test_bursts_that_are_due(void **state)
{
	struct vrrp_fixture f;

	(void)state;
	vrrp_fixture_init(&f, 1);
	f.params[0].announce.delay = span_seconds(2);
	f.params[0].announce.refresh = span_us(2500000);
	f.params[0].announce.extra = span_seconds(3);
	vrrp_fixture_reach(&f, VRRP_MASTER);
	assert_string_equal(vrrp_fixture_expire(&f), "send 100; deadline 12.000000");
	assert_string_equal(vrrp_fixture_expire(&f), "send 100; announce x5; deadline 12.500000");
	assert_string_equal(vrrp_fixture_expire(&f), "announce x1; deadline 13.000000");
	assert_string_equal(vrrp_fixture_expire(&f), "send 100; announce-extra; deadline 14.000000");
	vrrp_fixture_release(&f);
}

static void test_row_16_late(void **state)
{
	struct vrrp_fixture f;

	(void)state;
	vrrp_fixture_init(&f, 1);
	f.params[0].nopreempt = true;
	f.params[0].best_other = 200;
	vrrp_fixture_reach(&f, VRRP_MASTER);
	f.now = mono_after(f.fsm[0].last_sent, span_us(3218750)); /* 3 + 56/256 s: not yet */
	assert_string_equal(vrrp_fixture_step(&f, 0, &(struct vrrp_event){ .kind = VRRP_EXPIRY }),
			    "send 100; announce x5; deadline 14.218750");
	f.now = mono_after(f.fsm[0].last_sent, span_us(3218751));
	assert_string_equal(vrrp_fixture_step(&f, 0, &(struct vrrp_event){ .kind = VRRP_EXPIRY }),
			    "log LATE; log BACKUP; sync-daemon BACKUP; hush; withdraw; notify BACKUP 100; "
			    "deadline 20.046876");
	vrrp_fixture_release(&f);
}

static void test_not_started_hears_nothing(void **state)
{
	struct vrrp_fixture f;

	(void)state;
	vrrp_fixture_init(&f, 1);
	vrrp_fsm_init(&f.fsm[0], &f.params[0], 100);
	assert_string_equal(hear(&f, 200, 9), "");
	assert_int_equal(f.fsm[0].counts.heard, 0);
	vrrp_fixture_release(&f);
}

static void test_stopped_is_not_started(void **state)
{
	struct vrrp_event   good = vrrp_fixture_facts(false, false);
	struct vrrp_fixture f;

	(void)state;
	set_up(&f, VRRP_BACKUP);
	vrrp_fixture_step(&f, 0, &(struct vrrp_event){ .kind = VRRP_QUIT });
	assert_string_equal(vrrp_fixture_step(&f, 0, &good), "");
	assert_string_equal(hear(&f, 0, 9), "");
	vrrp_fixture_release(&f);
}

static void test_deaf_during_startup_delay(void **state)
{
	struct vrrp_event   start = { .kind = VRRP_START };
	struct vrrp_fixture f;

	(void)state;
	vrrp_fixture_init(&f, 1);
	vrrp_fsm_init(&f.fsm[0], &f.params[0], 100);
	start.hears_from = mono_after(f.now, span_seconds(2));
	vrrp_fixture_step(&f, 0, &start);
	vrrp_fixture_wait(&f, 1999);
	assert_string_equal(hear(&f, 0, 9), "");
	assert_string_equal(hear(&f, 200, 9), "");
	assert_int_equal(f.fsm[0].counts.heard, 0);
	vrrp_fixture_wait(&f, 1);
	assert_string_equal(hear(&f, 0, 9), "log BACKUP_HEARD_ZERO; deadline 2.609375");
	vrrp_fixture_release(&f);
}

static void test_recovery_during_startup_delay(void **state)
{
	struct vrrp_event   start = { .kind = VRRP_START };
	struct vrrp_event   bad = vrrp_fixture_facts(true, false), good = vrrp_fixture_facts(false, false);
	struct vrrp_fixture f;

	(void)state;
	vrrp_fixture_init(&f, 1);
	vrrp_fsm_init(&f.fsm[0], &f.params[0], 100);
	vrrp_fixture_step(&f, 0, &bad);
	start.hears_from = mono_after(f.now, span_seconds(2));
	vrrp_fixture_step(&f, 0, &start);
	vrrp_fixture_wait(&f, 1000);
	assert_string_equal(vrrp_fixture_step(&f, 0, &good), "log BACKUP; notify BACKUP 100; deadline 5.609375");
	vrrp_fixture_release(&f);
}

static void test_master_is_remembered(void **state)
{
	struct vrrp_fixture f;

	(void)state;
	set_up(&f, VRRP_BACKUP);
	hear(&f, 150, 9);
	assert_int_equal(f.fsm[0].master.bytes[3], 9);
	assert_int_equal(f.fsm[0].master_priority, 150);
	assert_string_equal(hear(&f, 150, 9), ""); /* at the same time: not even the deadline is another one */
	hear(&f, 50, 8);                           /* discarded, but remembered */
	assert_int_equal(f.fsm[0].master.bytes[3], 8);
	assert_int_equal(f.fsm[0].master_priority, 50);
	vrrp_fixture_release(&f);
}

static const struct vrrp_effect *effect_of(const struct vrrp_fixture *f, enum vrrp_effect_kind kind, uint8_t what)
{
	for (size_t i = 0; i < f->effects.list.n; i++) {
		if (f->effects.list.at[i].kind == kind && f->effects.list.at[i].what == what)
			return &f->effects.list.at[i];
	}
	fail();
	return NULL;
}

/* Who sent what, and what we have: all that a line or a script is told. */
static void test_effects_tell_all(void **state)
{
	const struct vrrp_effect *e;
	struct vrrp_fixture       f;

	(void)state;
	set_up(&f, VRRP_MASTER);
	hear(&f, 50, 9);
	e = effect_of(&f, VRRP_LOG, VRRP_LINE_LOWER);
	assert_int_equal(e->peer.bytes[3], 9);
	assert_int_equal(e->priority, 50);
	assert_int_equal(e->own, 100);
	e = effect_of(&f, VRRP_NOTIFY_LOWER, 0);
	assert_int_equal(e->peer.bytes[3], 9);
	assert_int_equal(e->priority, 100);
	hear(&f, 150, 9);
	hear(&f, 150, 8);
	e = effect_of(&f, VRRP_LOG, VRRP_LINE_MASTER_SET);
	assert_int_equal(e->peer.bytes[3], 8);
	assert_int_equal(e->old.bytes[3], 9);
	vrrp_fixture_release(&f);
}

static void test_nothing_is_announced_after_leaving(void **state)
{
	struct vrrp_fixture f;

	(void)state;
	vrrp_fixture_init(&f, 1);
	f.params[0].announce.delay = span_seconds(1);
	f.params[0].announce.refresh = span_seconds(1);
	vrrp_fixture_reach(&f, VRRP_MASTER);
	assert_true(f.fsm[0].wants_master);
	hear(&f, 150, 9);
	assert_false(f.fsm[0].wants_master);
	vrrp_fixture_wait(&f, 2000);
	assert_string_equal(vrrp_fixture_step(&f, 0, &(struct vrrp_event){ .kind = VRRP_EXPIRY }), "");
	vrrp_fixture_release(&f);
}

static void test_counts(void **state)
{
	struct vrrp_fixture f;

	(void)state;
	set_up(&f, VRRP_MASTER);
	hear(&f, 50, 9);
	hear(&f, 0, 9);
	vrrp_fixture_step(&f, 0, &(struct vrrp_event){ .kind = VRRP_QUIT });
	assert_int_equal(f.fsm[0].counts.heard, 2);
	assert_int_equal(f.fsm[0].counts.heard_zero, 1);
	assert_int_equal(f.fsm[0].counts.sent, 4);
	assert_int_equal(f.fsm[0].counts.sent_zero, 1);
	assert_int_equal(f.fsm[0].counts.became_master, 1);
	assert_int_equal(f.fsm[0].counts.released_master, 1);
	vrrp_fixture_release(&f);
}

/* A transition voids what is left of the one before. */
static void test_epochs(void **state)
{
	struct vrrp_fixture f;
	uint32_t            epoch;

	(void)state;
	set_up(&f, VRRP_MASTER);
	epoch = f.fsm[0].epoch;
	hear(&f, 50, 9);
	assert_int_equal(f.fsm[0].epoch, epoch);
	hear(&f, 150, 9);
	assert_int_equal(f.fsm[0].epoch, epoch + 1);
	assert_int_equal(f.fsm[0].last_transition.us, f.now.us);
	for (size_t i = 0; i < f.effects.list.n; i++) {
		if (f.effects.list.at[i].kind == VRRP_WITHDRAW)
			assert_int_equal(f.effects.list.at[i].epoch, epoch + 1);
	}
	vrrp_fixture_release(&f);
}

/* What a copy of the state goes on to do is what the original would have done. */
static void test_state_is_a_value(void **state)
{
	struct vrrp_fixture f;
	struct vrrp_fsm     copy;
	char                first[512];

	(void)state;
	set_up(&f, VRRP_BACKUP);
	hear(&f, 150, 9);
	copy = f.fsm[0];
	snprintf(first, sizeof(first), "%s", vrrp_fixture_expire(&f));
	f.fsm[0] = copy;
	assert_string_equal(vrrp_fixture_expire(&f), first);
	vrrp_fixture_release(&f);
}

/* -- section 4: intervals -------------------------------------------------------------------- */

static void set_up_v3(struct vrrp_fixture *f, enum vrrp_state state)
{
	vrrp_fixture_init(f, 1);
	f->params[0].version = 3;
	f->params[0].interval = span_us(500000);
	vrrp_fixture_reach(f, state);
}

static const char *hear_v3(struct vrrp_fixture *f, uint8_t priority, int64_t interval)
{
	struct vrrp_event event = vrrp_fixture_hear(priority, 9);

	event.advert.version = 3;
	event.advert.interval = span_us(interval);
	return vrrp_fixture_step(f, 0, &event);
}

static void test_interval_is_learnt(void **state)
{
	struct vrrp_fixture f;

	(void)state;
	set_up_v3(&f, VRRP_BACKUP);
	assert_non_null(strstr(hear_v3(&f, 150, 200000), "log INTERVAL")); /* 3 x 0.2 + 156/256 x 0.2 */
	assert_float_equal(vrrp_fixture_patience(&f, 0), 0.721875, 1e-9);
	assert_null(strstr(hear_v3(&f, 150, 200000), "log"));
	hear_v3(&f, 0, 900000); /* the skew of the master, not of who leaves */
	assert_float_equal(vrrp_fixture_patience(&f, 0), 0.121875, 1e-9);
	hear_v3(&f, 150, 0); /* nobody can mean that */
	assert_float_equal(vrrp_fixture_patience(&f, 0), 0.721875, 1e-9);
	hear_v3(&f, 50, 2000000); /* not accepted, not learnt */
	assert_int_equal(f.fsm[0].master_interval.us, 200000);
	vrrp_fixture_release(&f);
}

static void test_own_interval_as_master(void **state)
{
	struct vrrp_fixture f;

	(void)state;
	set_up_v3(&f, VRRP_BACKUP);
	hear_v3(&f, 150, 2000000);
	assert_non_null(strstr(vrrp_fixture_expire(&f), "log MASTER; log OWN_INTERVAL; install"));
	assert_int_equal(f.fsm[0].master_interval.us, 500000);
	assert_int_equal(mono_between(f.now, f.fsm[0].advert).us, 500000);
	hear_v3(&f, 150, 2000000); /* superior: learnt at once */
	assert_float_equal(vrrp_fixture_patience(&f, 0), 6 + 156 / 256.0 * 2, 1e-9);
	vrrp_fixture_release(&f);
}

static void test_own_interval_after_fault(void **state)
{
	struct vrrp_event   bad = vrrp_fixture_facts(true, false), good = vrrp_fixture_facts(false, false);
	struct vrrp_fixture f;

	(void)state;
	set_up_v3(&f, VRRP_BACKUP);
	hear_v3(&f, 150, 2000000);
	vrrp_fixture_step(&f, 0, &bad);
	vrrp_fixture_step(&f, 0, &good);
	assert_float_equal(vrrp_fixture_patience(&f, 0), 1.5 + 156 / 256.0 * 0.5, 1e-6);
	assert_int_equal(f.fsm[0].master_interval.us, 500000);
	vrrp_fixture_release(&f);
}

static void test_no_interval_is_learnt_in_version_2(void **state)
{
	struct vrrp_event   event = vrrp_fixture_hear(150, 9);
	struct vrrp_fixture f;

	(void)state;
	set_up(&f, VRRP_BACKUP);
	event.advert.interval = span_seconds(9);
	vrrp_fixture_step(&f, 0, &event);
	assert_float_equal(vrrp_fixture_patience(&f, 0), 3.609375, 1e-9);
	vrrp_fixture_release(&f);
}

/* Shifted while only the skew is left: by the same difference. */
static void test_priority_after_zero(void **state)
{
	struct vrrp_fixture f;

	(void)state;
	set_up(&f, VRRP_BACKUP);
	hear(&f, 0, 9);
	vrrp_fixture_step(&f, 0, &(struct vrrp_event){ .kind = VRRP_PRIORITY, .priority = 200 });
	assert_float_equal(vrrp_fixture_patience(&f, 0), 56 / 256.0, 1e-9);
	vrrp_fixture_release(&f);
}

/* -- section 6.2: preempt_delay -------------------------------------------------------------- */

static void set_up_delay(struct vrrp_fixture *f)
{
	vrrp_fixture_init(f, 1);
	f->params[0].preempt_delay = span_seconds(10);
	vrrp_fixture_reach(f, VRRP_BACKUP);
}

static bool is_accepted(struct vrrp_fixture *f, uint8_t priority)
{
	hear(f, priority, 9);
	return vrrp_fixture_patience(f, 0) > 3.6;
}

static void test_delay_from_first_inferior(void **state)
{
	struct vrrp_fixture f;

	(void)state;
	set_up_delay(&f);
	for (int i = 0; i < 10; i++) {
		assert_true(is_accepted(&f, 50));
		vrrp_fixture_wait(&f, 1000);
	}
	assert_false(is_accepted(&f, 50));
	vrrp_fixture_release(&f);
}

static void test_delay_is_cancelled(void **state)
{
	struct vrrp_fixture f;

	(void)state;
	set_up_delay(&f);
	assert_true(is_accepted(&f, 50));
	vrrp_fixture_wait(&f, 3000);
	assert_string_equal(hear(&f, 100, 9), "log NO_PREEMPT_DELAY; deadline 7.109375");
	assert_string_equal(hear(&f, 100, 9), "");
	vrrp_fixture_wait(&f, 3000);
	assert_true(is_accepted(&f, 50)); /* a new one */
	vrrp_fixture_wait(&f, 3000);
	assert_true(is_accepted(&f, 50));
	vrrp_fixture_wait(&f, 3000);
	assert_true(is_accepted(&f, 50));
	vrrp_fixture_release(&f);
}

static void test_delay_is_forgotten(void **state)
{
	struct vrrp_event   bad = vrrp_fixture_facts(true, false), good = vrrp_fixture_facts(false, false);
	struct vrrp_fixture f;

	(void)state;
	set_up_delay(&f);
	hear(&f, 50, 9);
	vrrp_fixture_wait(&f, 11000);
	vrrp_fixture_step(&f, 0, &bad);
	vrrp_fixture_step(&f, 0, &good);
	vrrp_fixture_wait(&f, 1000);
	assert_true(is_accepted(&f, 50));
	vrrp_fixture_release(&f);
}

static void test_delay_without_master(void **state)
{
	struct vrrp_fixture f;

	(void)state;
	set_up_delay(&f);
	vrrp_fixture_expire(&f);
	assert_int_equal(f.fsm[0].state, VRRP_MASTER);
	assert_float_equal((double)(f.now.us % USEC_PER_SEC), 609375, 1e-9);
	vrrp_fixture_release(&f);
}

/* -- section 6.3: two owners ----------------------------------------------------------------- */

static void set_up_owner(struct vrrp_fixture *f)
{
	vrrp_fixture_init(f, 1);
	f->params[0].priority = 255;
	f->params[0].starts_as_master = true;
	vrrp_fixture_start(f); /* at 0 s */
}

/* Heard at 0.1 s and answered; 1.0 s: own advert; so it has until 2.2 s. */
static void let_rival_be_heard(struct vrrp_fixture *f)
{
	vrrp_fixture_wait(f, 100);
	assert_non_null(strstr(hear(f, 255, 4), "log TWO_OWNERS"));
	vrrp_fixture_wait(f, 900);
	vrrp_fixture_expire(f); /* 1.1 s */
}

static void test_rival_goes_on(void **state)
{
	struct vrrp_fixture f;

	(void)state;
	set_up_owner(&f);
	let_rival_be_heard(&f);
	vrrp_fixture_wait(&f, 1199);
	assert_null(strstr(hear(&f, 255, 4), "TWO_OWNERS"));
	assert_int_equal(vrrp_fsm_priority(&f.fsm[0]), 255);
	vrrp_fixture_wait(&f, 1);
	assert_string_equal(hear(&f, 255, 4),
			    "log PRIORITY 255 254; log OWNER_YIELDS; log LOWER; send 254; announce x4; notify-lower; "
			    "deadline 3.300000");
	assert_non_null(strstr(hear(&f, 255, 4), "log HIGHER;"));
	assert_int_equal(f.fsm[0].state, VRRP_BACKUP);
	assert_float_equal(vrrp_fixture_patience(&f, 0), 3 + 1 / 256.0, 1e-6); /* still that of an owner */
	vrrp_fixture_release(&f);
}

static void yield(struct vrrp_fixture *f)
{
	set_up_owner(f);
	let_rival_be_heard(f);
	vrrp_fixture_wait(f, 1200);
	hear(f, 255, 4);
	hear(f, 255, 4);
	assert_int_equal(f->fsm[0].state, VRRP_BACKUP);
	assert_int_equal(vrrp_fsm_priority(&f->fsm[0]), 254);
}

static void test_owner_again_as_master(void **state)
{
	struct vrrp_fixture f;

	(void)state;
	yield(&f);
	hear(&f, 255, 4);
	assert_int_equal(vrrp_fsm_priority(&f.fsm[0]), 254);
	assert_non_null(strstr(vrrp_fixture_expire(&f), "log PRIORITY 254 255; send 255; log MASTER;"));
	vrrp_fixture_release(&f);
}

static void test_owner_again_with_another_master(void **state)
{
	struct vrrp_fixture f;

	(void)state;
	yield(&f);
	assert_non_null(strstr(hear(&f, 255, 3), "log PRIORITY 254 255"));
	vrrp_fixture_release(&f);
	yield(&f);
	assert_non_null(strstr(hear(&f, 254, 4), "log PRIORITY 254 255"));
	vrrp_fixture_release(&f);
}

/* It left, and came back at once: the conflict begins anew. */
static void test_rival_comes_back(void **state)
{
	struct vrrp_fixture f;

	(void)state;
	yield(&f);
	hear(&f, 0, 4);
	vrrp_fixture_expire(&f);
	assert_int_equal(f.fsm[0].state, VRRP_MASTER);
	assert_non_null(strstr(hear(&f, 255, 4), "log TWO_OWNERS"));
	vrrp_fixture_release(&f);
}

static void test_rival_with_a_slow_interval(void **state)
{
	struct vrrp_event   event = vrrp_fixture_hear(255, 4);
	struct vrrp_fixture f;

	(void)state;
	set_up_owner(&f);
	event.advert.interval = span_seconds(5);
	vrrp_fixture_step(&f, 0, &event);
	vrrp_fixture_expire(&f);
	vrrp_fixture_wait(&f, 5999);
	vrrp_fixture_step(&f, 0, &event);
	assert_int_equal(vrrp_fsm_priority(&f.fsm[0]), 255);
	vrrp_fixture_wait(&f, 1);
	vrrp_fixture_step(&f, 0, &event);
	assert_int_equal(vrrp_fsm_priority(&f.fsm[0]), 254);
	vrrp_fixture_release(&f);
}

/* -- row 14: how often ----------------------------------------------------------------------- */

static void test_putback(void **state)
{
	struct vrrp_putback p = { 0 };
	struct mono         t = { 100 * USEC_PER_SEC };

	(void)state;
	assert_true(vrrp_putback_may(&p, t));
	assert_true(vrrp_putback_may(&p, mono_after(t, span_seconds(1))));
	assert_true(vrrp_putback_may(&p, mono_after(t, span_seconds(2))));
	assert_false(vrrp_putback_may(&p, mono_after(t, span_us(9999999))));
	assert_true(vrrp_putback_may(&p, mono_after(t, span_seconds(10))));
	assert_false(vrrp_putback_may(&p, mono_after(t, span_us(10999999))));
	assert_true(vrrp_putback_may(&p, mono_after(t, span_seconds(11))));
}

/* -- all of them ----------------------------------------------------------------------------- */

static const struct CMUnitTest more[] = {
	cmocka_unit_test(test_row_2_master_down),
	cmocka_unit_test(test_row_3_steady_pace),
	cmocka_unit_test(test_received_adverts_do_not_move_the_next_one),
	cmocka_unit_test(test_long_silence_is_followed_by_announcements),
	cmocka_unit_test(test_bursts_that_are_due),
	cmocka_unit_test(test_row_16_late),
	cmocka_unit_test(test_not_started_hears_nothing),
	cmocka_unit_test(test_stopped_is_not_started),
	cmocka_unit_test(test_deaf_during_startup_delay),
	cmocka_unit_test(test_recovery_during_startup_delay),
	cmocka_unit_test(test_master_is_remembered),
	cmocka_unit_test(test_effects_tell_all),
	cmocka_unit_test(test_nothing_is_announced_after_leaving),
	cmocka_unit_test(test_counts),
	cmocka_unit_test(test_epochs),
	cmocka_unit_test(test_state_is_a_value),
	cmocka_unit_test(test_interval_is_learnt),
	cmocka_unit_test(test_own_interval_as_master),
	cmocka_unit_test(test_own_interval_after_fault),
	cmocka_unit_test(test_no_interval_is_learnt_in_version_2),
	cmocka_unit_test(test_priority_after_zero),
	cmocka_unit_test(test_delay_from_first_inferior),
	cmocka_unit_test(test_delay_is_cancelled),
	cmocka_unit_test(test_delay_is_forgotten),
	cmocka_unit_test(test_delay_without_master),
	cmocka_unit_test(test_rival_goes_on),
	cmocka_unit_test(test_owner_again_as_master),
	cmocka_unit_test(test_owner_again_with_another_master),
	cmocka_unit_test(test_rival_comes_back),
	cmocka_unit_test(test_rival_with_a_slow_interval),
	cmocka_unit_test(test_putback),
};

int main(void)
{
	static struct CMUnitTest tests[ARRAY_SIZE(start_rows) + ARRAY_SIZE(rows) + ARRAY_SIZE(more)];
	size_t                   n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(start_rows); i++)
		tests[n++] = (struct CMUnitTest){ start_rows[i].name, test_start, NULL, NULL, (void *)&start_rows[i] };
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		tests[n++] = (struct CMUnitTest){ rows[i].name, test_row, NULL, NULL, (void *)&rows[i] };
	for (size_t i = 0; i < ARRAY_SIZE(more); i++)
		tests[n++] = more[i];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
