/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <string.h>

#include "keepalived/parent/core/respawn.h"
#include "lib/base/ka.h"

#define EXITED(status) ((status) << 8)

static struct mono at(int64_t seconds)
{
	return (struct mono){ .us = seconds * USEC_PER_SEC };
}

/*
 * What a cell does, as a word: the state after it, then the effects. Written as a picture of its own,
 * so that it takes two to make a mistake in the table.
 */
static const char *const cells[RESPAWN_N_STATES][RESPAWN_N_EVENTS] = {
	/*                   START  NO_BIRTH DIED  DIED_LAST GAVE_UP LEFT  DUE    STOP  LATE */
	[RESPAWN_NONE]     = { "R:f",   "N:",   "N:",    "N:",    "N:",    "N:",   "N:",   "N:",   "N:" },
	[RESPAWN_RUNNING]  = { "R:",    "W:w",  "W:sw",  "N:xe",  "N:ge",  "N:",   "R:",   "S:t",  "R:" },
	[RESPAWN_WAITING]  = { "W:",    "W:",   "W:",    "W:",    "W:",    "W:",   "R:f",  "N:",   "W:" },
	[RESPAWN_STOPPING] = { "S:",    "S:",   "N:",    "N:",    "N:",    "N:",   "S:",   "S:",   "K:ck" },
	[RESPAWN_KILLED]   = { "K:",    "K:",   "N:",    "N:",    "N:",    "N:",   "K:",   "K:",   "K:" },
};

static const char state_letters[RESPAWN_N_STATES] = { 'N', 'R', 'W', 'S', 'K' };

static const char effect_letters[] = {
	[RESPAWN_FORK] = 'f',	       [RESPAWN_WAIT] = 'w',	     [RESPAWN_TELL] = 't',
	[RESPAWN_KILL] = 'k',	       [RESPAWN_END_ALL] = 'e',	     [RESPAWN_SAY_RESPAWNING] = 's',
	[RESPAWN_SAY_EXITING] = 'x',   [RESPAWN_SAY_GAVE_UP] = 'g', [RESPAWN_SAY_FORCING] = 'c',
};

static void test_every_cell(void **state)
{
	(void)state;
	for (unsigned from = 0; from < RESPAWN_N_STATES; from++) {
		for (unsigned event = 0; event < RESPAWN_N_EVENTS; event++) {
			struct respawn      r = { .state = from, .born = at(100) };
			struct respawn_step step = respawn_step(&r, event, at(101));
			char                got[8] = { state_letters[r.state], ':' };

			for (size_t i = 0; step.effects[i]; i++)
				got[2 + i] = effect_letters[step.effects[i]];
			if (strcmp(got, cells[from][event]) != 0)
				fail_msg("state %u, event %u: %s, not %s", from, event, got,
					 cells[from][event]);
		}
	}
}

static void test_delays_grow(void **state)
{
	static const unsigned delays[] = { 0, 1, 2, 4, 8, 16, 32, 60, 60, 60 };
	struct respawn        r = { 0 };
	struct mono           now = at(1000);

	(void)state;
	respawn_step(&r, RESPAWN_START, now);
	for (size_t i = 0; i < ARRAY_SIZE(delays); i++) {
		struct respawn_step step;

		now = mono_after(now, span_seconds(59));
		step = respawn_step(&r, RESPAWN_DIED, now);
		assert_false(step.was_long);
		assert_int_equal(step.delay_s, delays[i]);
		assert_int_equal(mono_between(now, step.due).us, delays[i] * USEC_PER_SEC);
		now = step.due;
		respawn_step(&r, RESPAWN_DUE, now);
	}
}

static void test_long_life_begins_anew(void **state)
{
	struct respawn      r = { 0 };
	struct respawn_step step;

	(void)state;
	respawn_step(&r, RESPAWN_START, at(0));
	for (int i = 0; i < 4; i++) {
		respawn_step(&r, RESPAWN_DIED, at(i));
		respawn_step(&r, RESPAWN_DUE, at(i));
	}
	step = respawn_step(&r, RESPAWN_DIED, at(63));
	assert_true(step.was_long);
	assert_int_equal(step.delay_s, 0);
	assert_int_equal(step.due.us, at(63).us);
	respawn_step(&r, RESPAWN_DUE, at(63));
	step = respawn_step(&r, RESPAWN_DIED, mono_after(at(123), span_us(-1)));
	assert_false(step.was_long);
	assert_int_equal(step.delay_s, 0);
	respawn_step(&r, RESPAWN_DUE, at(123));
	assert_int_equal(respawn_step(&r, RESPAWN_DIED, at(124)).delay_s, 1);
}

static void test_failed_births_are_slowed(void **state)
{
	struct respawn r = { 0 };

	(void)state;
	respawn_step(&r, RESPAWN_START, at(0));
	assert_int_equal(respawn_step(&r, RESPAWN_NO_BIRTH, at(0)).delay_s, 0);
	respawn_step(&r, RESPAWN_DUE, at(0));
	assert_int_equal(respawn_step(&r, RESPAWN_NO_BIRTH, at(0)).delay_s, 1);
}

static void test_statuses(void **state)
{
	static const struct {
		int                status;
		enum respawn_event with_respawn, without;
	} rows[] = {
		{ EXITED(0), RESPAWN_DIED, RESPAWN_DIED_LAST },
		{ EXITED(1), RESPAWN_GAVE_UP, RESPAWN_GAVE_UP },
		{ EXITED(2), RESPAWN_GAVE_UP, RESPAWN_GAVE_UP },
		{ EXITED(3), RESPAWN_DIED, RESPAWN_DIED_LAST },
		{ EXITED(4), RESPAWN_GAVE_UP, RESPAWN_GAVE_UP },
		{ EXITED(70), RESPAWN_DIED, RESPAWN_DIED_LAST },
		{ EXITED(204), RESPAWN_DIED, RESPAWN_DIED_LAST },
		{ SIGKILL, RESPAWN_DIED, RESPAWN_DIED_LAST },
		{ SIGHUP, RESPAWN_DIED, RESPAWN_DIED_LAST }, /* 1, 2 and 4 as signals */
		{ SIGINT, RESPAWN_DIED, RESPAWN_DIED_LAST },
		{ SIGILL, RESPAWN_DIED, RESPAWN_DIED_LAST },
		{ -1, RESPAWN_DIED, RESPAWN_DIED_LAST }, /* nobody knows */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(respawn_event_of(rows[i].status, true), rows[i].with_respawn);
		assert_int_equal(respawn_event_of(rows[i].status, false), rows[i].without);
		assert_int_equal(respawn_event_of_helper(rows[i].status),
				 rows[i].status == EXITED(0) ? RESPAWN_LEFT : RESPAWN_DIED);
	}
}

static void test_is_alive(void **state)
{
	static const bool alive[RESPAWN_N_STATES] = {
		[RESPAWN_RUNNING] = true, [RESPAWN_STOPPING] = true, [RESPAWN_KILLED] = true
	};

	(void)state;
	for (unsigned s = 0; s < RESPAWN_N_STATES; s++)
		assert_int_equal(respawn_is_alive(&(struct respawn){ .state = s }), alive[s]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_cell),
		cmocka_unit_test(test_delays_grow),
		cmocka_unit_test(test_long_life_begins_anew),
		cmocka_unit_test(test_failed_births_are_slowed),
		cmocka_unit_test(test_statuses),
		cmocka_unit_test(test_is_alive),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
