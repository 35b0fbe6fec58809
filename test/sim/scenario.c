/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scenario.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "lib/base/ka.h"
#include "lib/text/num.h"

#define WORDS   64
#define RULES   8

enum rule_kind { RULE_DUAL, RULE_NONE, RULE_SILENT };

struct rule {
	enum rule_kind kind;
	struct span    most;
	uint8_t        router;
};

struct target {
	uint8_t router;
	uint8_t instance;
};

struct scenario {
	const char  *file;
	FILE        *out;
	unsigned     line;
	char        *words[WORDS + 1]; /* of the line; NULL-terminated */
	char       **next;
	struct world w;
	struct check c;
	struct rule  rules[RULES];
	unsigned     n_rules;
	bool         is_wrong; /* said why */
};

printf_like(2, 3) static void wrong(struct scenario *s, const char *format, ...)
{
	va_list args;

	if (s->is_wrong)
		return;
	s->is_wrong = true;
	fprintf(s->out, "%s:%u: ", s->file, s->line);
	va_start(args, format);
	vfprintf(s->out, format, args);
	va_end(args);
	fprintf(s->out, " (at %.6f s)\n", (double)(s->w.now.us - USEC_PER_SEC) / 1e6);
}

/* -- words ----------------------------------------------------------------------------------- */

static const char *peek(const struct scenario *s)
{
	return *s->next ? *s->next : "";
}

static const char *take(struct scenario *s)
{
	if (!*s->next)
		wrong(s, "something is missing at the end");
	return *s->next ? *s->next++ : "";
}

static bool take_if(struct scenario *s, const char *word)
{
	bool is_it = !strcmp(peek(s), word);

	s->next += is_it;
	return is_it;
}

static void expect_words(struct scenario *s, const char *words)
{
	char copy[64], *rest = copy, *word;

	snprintf(copy, sizeof(copy), "%s", words);
	while ((word = strsep(&rest, " "))) {
		if (!take_if(s, word))
			wrong(s, "'%s' is expected, not '%s'", word, peek(s));
	}
}

static int64_t take_number(struct scenario *s)
{
	const char *word = take(s);
	int64_t     n = 0;

	if (num_parse_int(word, &n) != NUM_OK)
		wrong(s, "'%s' is no number", word);
	return n;
}

static struct span take_span(struct scenario *s)
{
	char    text[32];
	size_t  unit;
	int64_t us = 0;

	snprintf(text, sizeof(text), "%s", take(s));
	unit = strspn(text, "0123456789.");
	if (!strcmp(text + unit, "s") || !strcmp(text + unit, "ms")) {
		bool is_ms = text[unit] == 'm';

		text[unit] = 0;
		if (num_parse_decimal(text, is_ms ? 3 : 6, &us) == NUM_OK)
			return span_us(us);
	}
	wrong(s, "a time is expected, such as 1.5s or 200ms");
	return span_us(0);
}

static struct mono take_time(struct scenario *s)
{
	return mono_after((struct mono){ USEC_PER_SEC }, take_span(s));
}

static struct addr take_address(struct scenario *s)
{
	struct addr a = { 0 };

	if (!addr_parse(take(s), &a))
		wrong(s, "an address is expected");
	return a;
}

static uint8_t take_router(struct scenario *s)
{
	const char *name = take(s);
	uint8_t     r = world_find(&s->w, name);

	if (r == WORLD_NOBODY)
		wrong(s, "there is no router '%s'", name);
	return r == WORLD_NOBODY ? 0 : r;
}

static struct target take_target(struct scenario *s)
{
	struct target t = { 0 };
	char          text[32], *dot;
	int64_t       n = 0;

	snprintf(text, sizeof(text), "%s", take(s));
	dot = strchr(text, '.');
	if (dot) {
		*dot = 0;
		if (num_parse_int(dot + 1, &n) != NUM_OK || n < 0 || n >= s->w.n_instances)
			wrong(s, "there is no such instance");
	}
	t.router = world_find(&s->w, text);
	t.instance = (uint8_t)n;
	if (t.router == WORLD_NOBODY) {
		wrong(s, "there is no router '%s'", text);
		t.router = 0;
	}
	return t;
}

/* -- settings -------------------------------------------------------------------------------- */

enum setting_type { SET_FLAG, SET_BYTE, SET_UINT, SET_SPAN };

static const struct setting {
	const char       *name;
	enum setting_type type;
	size_t            offset; /* in struct vrrp_params */
} settings[] = {
#define SETTING(name, type, member) { name, type, offsetof(struct vrrp_params, member) }
	SETTING("priority", SET_BYTE, priority),
	SETTING("version", SET_BYTE, version),
	SETTING("interval", SET_SPAN, interval),
	SETTING("down_adverts", SET_BYTE, down_adverts),
	SETTING("nopreempt", SET_FLAG, nopreempt),
	SETTING("preempt_delay", SET_SPAN, preempt_delay),
	SETTING("lower_prio_no_advert", SET_FLAG, lower_prio_no_advert),
	SETTING("higher_prio_send_advert", SET_FLAG, higher_prio_send_advert),
	SETTING("owner_ignore_adverts", SET_FLAG, owner_ignore_adverts),
	SETTING("timer_expired_backup", SET_BYTE, best_other),
	SETTING("garp_repeat", SET_UINT, announce.repeat),
	SETTING("garp_delay", SET_SPAN, announce.delay),
	SETTING("garp_refresh", SET_SPAN, announce.refresh),
	SETTING("garp_lower_repeat", SET_UINT, announce.lower_repeat),
	SETTING("garp_lower_delay", SET_SPAN, announce.lower_delay),
#undef SETTING
};

static const struct setting *setting_of(const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(settings); i++) {
		if (!strcmp(settings[i].name, word))
			return &settings[i];
	}
	return NULL;
}

static bool is_setting(const char *word)
{
	return setting_of(word) || !strcmp(word, "startup_delay") || !strcmp(word, "address") ||
	       !strcmp(word, "state");
}

static void take_setting(struct scenario *s, uint8_t from, uint8_t to)
{
	const char           *word = take(s);
	const struct setting *setting = setting_of(word);
	struct span           span = { 0 };
	struct addr           address = { 0 };
	int64_t               n = 0;

	if (!setting && !strcmp(word, "address"))
		address = take_address(s);
	else if (!setting && !strcmp(word, "state"))
		expect_words(s, "MASTER");
	else if (!setting || setting->type == SET_SPAN)
		span = take_span(s);
	else if (setting->type != SET_FLAG)
		n = take_number(s);

	for (uint8_t r = from; r <= to; r++) {
		struct router *router = &s->w.routers[r];
		char          *at = (char *)&router->params[0] + (setting ? setting->offset : 0);

		if (!setting && address.family)
			router->address = address;
		else if (!setting && !strcmp(word, "state"))
			router->params[0].starts_as_master = true;
		else if (!setting)
			router->startup_delay = span;
		else if (setting->type == SET_FLAG)
			*(bool *)at = true;
		else if (setting->type == SET_BYTE)
			*(uint8_t *)at = (uint8_t)n;
		else if (setting->type == SET_UINT)
			*(uint32_t *)at = (uint32_t)n;
		else
			*(struct span *)at = span;
	}
}

static void take_settings(struct scenario *s)
{
	uint8_t from = 0, to = (uint8_t)(s->w.n_routers - 1);

	while (*s->next && !s->is_wrong) {
		if (take_if(s, "all")) {
			from = 0;
			to = (uint8_t)(s->w.n_routers - 1);
		} else if (is_setting(peek(s))) {
			take_setting(s, from, to);
		} else {
			from = to = take_router(s);
		}
	}
}

/* What a configuration without further keywords comes to. */
static const struct vrrp_params defaults = {
	.version = 2,
	.priority = 100,
	.down_adverts = 3,
	.interval = { USEC_PER_SEC },
	.announce = {
		.repeat = 5,
		.delay = { 5 * USEC_PER_SEC },
		.refresh_repeat = 1,
		.lower_repeat = 5,
		.lower_delay = { 5 * USEC_PER_SEC },
	},
};

static void take_routers(struct scenario *s)
{
	while (*s->next && !is_setting(peek(s)) && strcmp(peek(s), "all") != 0 &&
	       world_find(&s->w, peek(s)) == WORLD_NOBODY) {
		struct router *r = &s->w.routers[s->w.n_routers];

		if (s->w.n_routers == WORLD_ROUTERS) {
			wrong(s, "too many routers");
			return;
		}
		snprintf(r->name, sizeof(r->name), "%s", take(s));
		r->address = (struct addr){ ADDR_IPV4, { 192, 0, 2, ++s->w.n_routers } };
		r->params[0] = defaults;
	}
	take_settings(s);
}

/* -- what happens ---------------------------------------------------------------------------- */

static void cut_or_heal(struct scenario *s, bool is_cut)
{
	uint8_t a = take_router(s);
	bool    one_way = take_if(s, ">");
	uint8_t b = take_router(s);
	int64_t only = take_if(s, "instance") ? take_number(s) : -1;

	for (uint8_t i = 0; i < s->w.n_instances; i++) {
		if (only >= 0 && only != i)
			continue;
		world_cut(&s->w, a, b, i, is_cut);
		if (!one_way)
			world_cut(&s->w, b, a, i, is_cut);
	}
}

static void fault(struct scenario *s)
{
	uint8_t            r = take_router(s);
	const char        *name = take(s);
	struct vrrp_health health = s->w.routers[r].health;

	for (unsigned i = 0; i < FAULT_N; i++) {
		if (!strcmp(fault_name(i), name)) {
			health.faults = fault_with(health.faults, i);
			world_set_health(&s->w, r, health);
			return;
		}
	}
	wrong(s, "there is no reason '%s'", name);
}

static void hear(struct scenario *s)
{
	struct target     t = take_target(s);
	struct vrrp_heard advert = {
		.version = s->w.routers[t.router].params[0].version,
		.interval = s->w.routers[t.router].params[0].interval,
	};

	expect_words(s, "priority");
	advert.priority = (uint8_t)take_number(s);
	expect_words(s, "from");
	advert.source = take_address(s);
	world_inject(&s->w, t.router, t.instance, &advert);
}

static void steal(struct scenario *s)
{
	struct target t = take_target(s);
	int64_t       times = *s->next ? take_number(s) : 1;

	while (times-- > 0)
		world_steal(&s->w, t.router, t.instance);
}

static void each_router(struct scenario *s, void (*act)(struct world *w, uint8_t router))
{
	do
		act(&s->w, take_router(s));
	while (*s->next && !s->is_wrong);
}

static void act(struct scenario *s)
{
	const char *word = take(s);

	if (!strcmp(word, "start")) {
		each_router(s, world_start);
	} else if (!strcmp(word, "stop")) {
		each_router(s, world_stop);
	} else if (!strcmp(word, "kill")) {
		each_router(s, world_kill);
	} else if (!strcmp(word, "pause")) {
		each_router(s, world_pause);
	} else if (!strcmp(word, "resume")) {
		each_router(s, world_resume);
	} else if (!strcmp(word, "cut") || !strcmp(word, "heal")) {
		cut_or_heal(s, *word == 'c');
	} else if (!strcmp(word, "fault")) {
		fault(s);
	} else if (!strcmp(word, "clear")) {
		world_set_health(&s->w, take_router(s), (struct vrrp_health){ 0 });
	} else if (!strcmp(word, "await")) {
		world_set_health(&s->w, take_router(s), (struct vrrp_health){ .is_awaiting = true });
	} else if (!strcmp(word, "priority")) {
		uint8_t r = take_router(s);

		world_set_priority(&s->w, r, (uint8_t)take_number(s));
	} else if (!strcmp(word, "address")) {
		uint8_t     r = take_router(s);
		struct addr a = take_address(s);

		world_set_address(&s->w, r, &a);
	} else if (!strcmp(word, "steal")) {
		steal(s);
	} else if (!strcmp(word, "hear")) {
		hear(s);
	} else {
		wrong(s, "'%s' is nothing that happens", word);
	}
}

/* -- what has to be so ----------------------------------------------------------------------- */

static const char *state_of(const struct scenario *s, struct target t)
{
	return s->w.routers[t.router].is_on ? vrrp_state_name(world_state(&s->w, t.router, t.instance)) : "OFF";
}

static void expect_state(struct scenario *s, struct target t, const char *state)
{
	if (strcmp(state_of(s, t), state) != 0)
		wrong(s, "%s is %s, not %s", s->w.routers[t.router].name, state_of(s, t), state);
}

static unsigned notified(struct scenario *s, struct target t, const char *what)
{
	const struct router *r = &s->w.routers[t.router];

	if (!strcmp(what, "LOWER"))
		return r->notified_lower[t.instance];
	for (unsigned i = 0; i <= VRRP_DELETED; i++) {
		if (!strcmp(vrrp_state_name(i), what))
			return r->notified[t.instance][i];
	}
	wrong(s, "nobody is notified of '%s'", what);
	return 0;
}

static void expect(struct scenario *s)
{
	struct target t;

	if (take_if(s, "announced")) {
		t = take_target(s);
		if (s->w.last_announcer[t.instance] != t.router)
			wrong(s, "the last announcement is not that of %s", s->w.routers[t.router].name);
		return;
	}
	t = take_target(s);
	if (take_if(s, "notified")) {
		const char *what = take(s);
		int64_t     n = take_number(s), got = notified(s, t, what);

		if (n != got)
			wrong(s, "%s was notified of %s %d times", s->w.routers[t.router].name, what, (int)got);
	} else if (take_if(s, "effective")) {
		uint8_t got = vrrp_fsm_priority(&s->w.routers[t.router].fsm[t.instance]);

		if (got != take_number(s))
			wrong(s, "the priority of %s is %u", s->w.routers[t.router].name, got);
	} else {
		expect_state(s, t, take(s));
	}
}

static void take_rule(struct scenario *s)
{
	struct rule *rule = &s->rules[s->n_rules++];

	if (s->n_rules == RULES) {
		wrong(s, "too many rules");
		return;
	}
	if (take_if(s, "both")) {
		rule->kind = RULE_DUAL;
		expect_words(s, "MASTER while linked");
	} else if (take_if(s, "no")) {
		rule->kind = RULE_NONE;
		expect_words(s, "MASTER");
	} else {
		rule->kind = RULE_SILENT;
		rule->router = take_router(s);
		expect_words(s, "silent");
	}
	expect_words(s, "for more than");
	rule->most = take_span(s);
}

static bool is_longer(const struct scenario *s, struct mono since, struct span most)
{
	return mono_before(since, s->w.now) && mono_between(since, s->w.now).us > most.us;
}

static void check_rule(struct scenario *s, const struct rule *rule)
{
	for (uint8_t i = 0; i < s->w.n_instances; i++) {
		switch (rule->kind) {
		case RULE_DUAL:
			for (uint8_t a = 0; a < s->w.n_routers; a++) {
				for (uint8_t b = 0; b < a; b++) {
					if (is_longer(s, s->c.dual_since[a][b][i], rule->most))
						wrong(s, "two are MASTER for too long");
				}
			}
			break;
		case RULE_NONE:
			if (is_longer(s, s->c.none_since[i], rule->most))
				wrong(s, "nobody is MASTER for too long");
			break;
		case RULE_SILENT:
			if (world_is_awake(&s->w, rule->router) &&
			    world_state(&s->w, rule->router, i) == VRRP_MASTER &&
			    is_longer(s, s->c.sent_last[rule->router][i], rule->most))
				wrong(s, "%s is silent for too long", s->w.routers[rule->router].name);
			break;
		}
	}
}

/* -- lines ----------------------------------------------------------------------------------- */

static void on_passing(void *owner)
{
	struct scenario *s = container_of(owner, struct scenario, c);

	check_passed(owner);
	for (unsigned i = 0; i < s->n_rules; i++)
		check_rule(s, &s->rules[i]);
}

static void run_until(struct scenario *s, struct mono until, const struct target *t, const char *state)
{
	bool goes_on;

	if (mono_before(until, s->w.now))
		wrong(s, "this time is over");
	do {
		goes_on = !s->is_wrong && world_go(&s->w, until);
		if (t)
			expect_state(s, *t, state);
		if (s->c.failed)
			wrong(s, "%s: %s", s->c.failed, s->c.why);
	} while (goes_on && !s->is_wrong);
}

static void take_instances(struct scenario *s)
{
	int64_t n = take_number(s);

	if (n < 1 || n > WORLD_INSTANCES)
		wrong(s, "too many instances");
	else
		s->w.n_instances = (uint8_t)n;
	s->w.is_group = take_if(s, "group");
}

/* The settings are complete with the first thing that happens. */
static void spread_settings(struct scenario *s)
{
	for (uint8_t r = 0; r < s->w.n_routers; r++) {
		struct router *router = &s->w.routers[r];

		for (uint8_t i = 1; i < WORLD_INSTANCES; i++)
			router->params[i] = router->params[0];
		if (!router->is_on && !router->priority)
			router->priority = router->params[0].priority;
	}
}

static void obey(struct scenario *s)
{
	if (take_if(s, "routers")) {
		take_routers(s);
	} else if (take_if(s, "instances")) {
		take_instances(s);
	} else if (take_if(s, "delay")) {
		s->w.delay_least = s->w.delay_most = take_span(s);
	} else if (take_if(s, "never")) {
		take_rule(s);
	} else if (take_if(s, "at")) {
		spread_settings(s);
		run_until(s, take_time(s), NULL, NULL);
		act(s);
	} else if (take_if(s, "by")) {
		run_until(s, take_time(s), NULL, NULL);
		expect(s);
	} else if (take_if(s, "until")) {
		struct mono   until = take_time(s);
		struct target t = take_target(s);

		run_until(s, until, &t, take(s));
	} else {
		take_settings(s);
	}
	if (*s->next)
		wrong(s, "'%s' is too much", peek(s));
}

static void split(struct scenario *s, char *line)
{
	unsigned n = 0;
	char    *word;

	line[strcspn(line, "#\n")] = 0;
	while (n < WORDS && (word = strsep(&line, " \t"))) {
		if (*word)
			s->words[n++] = word;
	}
	s->words[n] = NULL;
	s->next = s->words;
}

bool scenario_run(const char *file, FILE *out, FILE *trace)
{
	struct scenario s = { .file = file, .out = out };
	char            line[512];
	FILE           *in = fopen(file, "re");

	if (!in) {
		fprintf(out, "%s: %s\n", file, strerror(errno));
		return false;
	}
	world_init(&s.w, 1);
	s.w.trace = trace;
	check_init(&s.c, &s.w);
	s.w.watch.passed = on_passing;
	while (!s.is_wrong && fgets(line, sizeof(line), in)) {
		s.line++;
		split(&s, line);
		if (*s.next)
			obey(&s);
	}
	if (!s.line)
		wrong(&s, "nothing in it");
	fclose(in);
	world_release(&s.w);
	if (!s.is_wrong)
		fprintf(out, "%s: as written\n", file);
	return !s.is_wrong;
}
