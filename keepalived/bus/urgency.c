/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/bus/urgency.h"

#include <inttypes.h>
#include <signal.h>

#include "lib/sys/log.h"
#include "lib/sys/sched_rt.h"

static bool has_cpus(const struct conf_process *conf)
{
	for (size_t i = 0; i < ARRAY_SIZE(conf->cpus); i++) {
		if (conf->cpus[i])
			return true;
	}
	return false;
}

static void check(const struct urgency *u, int error, const char *what)
{
	if (error < 0)
		log_errno(error, "%s process: %s", u->label, what);
}

static void run_in_real_time(struct urgency *u, unsigned priority)
{
	int error = u->priority ? 0 : sched_rt_limit(u->conf->rlimit_rttime);

	if (error == 0)
		error = sched_rt_priority(priority);
	check(u, error, "real-time priority");
	u->is_refused = error < 0;
	if (error == 0)
		u->priority = priority;
}

static void on_too_long(struct ev_signal *signal)
{
	struct urgency *u = container_of(signal, struct urgency, too_long);

	log_info("%s process has used too much CPU time, %s_rlimit_rttime may need to be increased", u->label, u->label);
}

void urgency_begin(struct urgency *u, struct loop *loop, const char *label, const struct conf_process *conf,
		   const struct conf_global *global)
{
	*u = (struct urgency){
		.label = label,
		.conf = conf,
		.global = global,
		.too_long = { .ev = { "too much CPU time" }, .on_signal = on_too_long },
	};
	ev_signal_start(loop, &u->too_long, SIGXCPU);
	loop->lateness.tolerated = span_us(global->min_auto_priority_delay);
	if (conf->nice)
		check(u, sched_rt_nice(conf->nice), "priority");
	if (has_cpus(conf))
		check(u, sched_rt_cpus(conf->cpus, ARRAY_SIZE(conf->cpus)), "CPU affinity");
	if (conf->no_swap)
		check(u, sched_rt_no_swap(), "locking of memory");
	if (conf->rt_priority)
		run_in_real_time(u, conf->rt_priority);
}

void urgency_end(struct urgency *u)
{
	ev_signal_stop(&u->too_long);
}

/* What tools look for is the first line; what it was, the second. */
static void say_late(const struct lateness_report *report)
{
	const int64_t s = USEC_PER_SEC;

	log_info("A thread timer expired %" PRId64 ".%06" PRId64 " seconds ago", report->by.us / s, report->by.us % s);
	if (report->overslept.us > report->took.us || !report->slowest)
		log_info("%s was late: this process was not run for %" PRId64 ".%06" PRId64 " seconds", report->name,
			 report->overslept.us / s, report->overslept.us % s);
	else
		log_info("%s was late: %s took %" PRId64 ".%06" PRId64 " seconds", report->name, report->slowest,
			 report->took.us / s, report->took.us % s);
}

void urgency_late(struct urgency *u, const struct lateness_report *report)
{
	say_late(report);
	if (u->global->max_auto_priority <= (int32_t)u->priority || u->is_refused)
		return;
	run_in_real_time(u, u->priority + 1);
	if (!u->is_refused)
		log_info("Set realtime priority %u", u->priority);
}

void urgency_share(const struct conf_process *conf)
{
	if (conf->nice)
		(void)!sched_rt_nice(conf->nice);
	if (has_cpus(conf))
		(void)!sched_rt_cpus(conf->cpus, ARRAY_SIZE(conf->cpus));
	if (conf->rt_priority)
		(void)!sched_rt_priority(conf->rt_priority);
}
