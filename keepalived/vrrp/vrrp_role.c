/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/vrrp_role.h"

#include <assert.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "keepalived/vrrp/core/vrrp_prio.h"
#include "keepalived/vrrp/vrrp_garp.h"
#include "keepalived/vrrp/vrrp_hand.h"
#include "keepalived/vrrp/vrrp_ifaces.h"
#include "keepalived/vrrp/vrrp_inst.h"
#include "keepalived/vrrp/vrrp_kernel.h"
#include "keepalived/vrrp/vrrp_lane.h"
#include "keepalived/vrrp/vrrp_news.h"
#include "keepalived/vrrp/vrrp_own.h"
#include "keepalived/vrrp/vrrp_poll.h"
#include "keepalived/vrrp/vrrp_port.h"
#include "keepalived/vrrp/vrrp_say.h"
#include "keepalived/vrrp/vrrp_settings.h"
#include "keepalived/vrrp/vrrp_static.h"
#include "keepalived/vrrp/vrrp_tell.h"
#include "lib/sys/log.h"

#define OUTBOX   65536
#define GRACE_S  1 /* for scripts and leaves of groups, after a stop */

/* Effects */

static void arm(struct vrrp_inst *i, struct mono at)
{
	if (at.us == MONO_NEVER.us)
		ev_timer_stop(&i->due);
	else
		ev_timer_start(&i->role->loop, &i->due, at);
}

static const char *iface_name(const struct vrrp_role *r, uint32_t index)
{
	const struct kstate_iface *iface = ifaces_find(&r->view.view.ifaces, index);

	return iface ? iface->name : "?";
}

static void perform(struct vrrp_unit *u, const struct vrrp_effect *e)
{
	struct vrrp_inst *i = e->member == VRRP_THE_GROUP ? NULL : u->insts[e->member];

	if (!i) {
		if (e->kind == VRRP_LOG)
			vrrp_say(u->conf->head.name, e, NULL);
		else if (e->kind == VRRP_NOTIFY)
			vrrp_tell_group(u, e);
		return;
	}
	switch ((enum vrrp_effect_kind)e->kind) {
	case VRRP_SEND:
		vrrp_port_send(i, e->priority);
		return;
	case VRRP_LOG:
		vrrp_say(i->conf->head.name, e, iface_name(u->role, e->index));
		return;
	case VRRP_DEADLINE:
		arm(i, e->at);
		return;
	case VRRP_HUSH: /* also for what the lane, where it waits for the kernel, has announced before */
		vrrp_garp_hush(i);
		return;
	case VRRP_INSTALL:
	case VRRP_WITHDRAW:
	case VRRP_ANNOUNCE:
	case VRRP_ANNOUNCE_EXTRA:
	case VRRP_ANNOUNCE_SOURCE:
	case VRRP_NOTIFY:
	case VRRP_NOTIFY_LOWER:
	case VRRP_NOTIFY_PRIORITY:
	case VRRP_SYNC_DAEMON:
		vrrp_lane_add(i, e);
		return;
	}
}

static void perform_all(struct vrrp_unit *u)
{
	struct vrrp_effects *effects = &u->role->effects;

	for (size_t n = 0; n < effects->list.n; n++) {
		struct vrrp_effect e = effects->list.at[n];

		perform(u, &e);
	}
	effects->list.n = 0;
}

void vrrp_role_step(struct vrrp_inst *i, const struct vrrp_event *event)
{
	vrrp_sync_step(&i->unit->sync, i->member, event, loop_now(&i->role->loop), &i->role->effects);
	perform_all(i->unit);
}

static void on_due(struct ev_timer *timer)
{
	struct vrrp_inst *i = container_of(timer, struct vrrp_inst, due);

	vrrp_role_step(i, &(struct vrrp_event){ .kind = VRRP_EXPIRY });
}

void vrrp_role_notify(struct vrrp_inst *i, const struct vrrp_effect *e)
{
	vrrp_tell_instance(i, e);
}

void vrrp_role_idle(struct vrrp_inst *i)
{
	vrrp_tell_idle(i->unit);
}

/* Facts */

static void tell_facts(struct vrrp_inst *i, const struct addr *source)
{
	struct vrrp_event facts = { .kind = VRRP_FACTS };
	struct vrrp_event priority = { .kind = VRRP_PRIORITY };

	facts.facts.health = vrrp_fault_health(i->facts, i->n_facts);
	facts.facts.source = *source;
	priority.priority = vrrp_prio_effective((uint8_t)i->conf->priority, i->facts, i->n_facts);
	if (!i->fsm.is_started) { /* what it starts from */
		i->fsm.health = facts.facts.health;
		i->fsm.source = *source;
		i->fsm.priority = priority.priority;
		return;
	}
	vrrp_role_step(i, &facts);
	vrrp_role_step(i, &priority);
}

static void look(struct vrrp_inst *i)
{
	struct addr source;

	if (!vrrp_inst_look(i, &i->role->view.view, &source))
		return;
	if (!addr_equal(&source, &i->adv_source))
		vrrp_inst_source(i, &source);
	tell_facts(i, &source);
}

void vrrp_role_look(struct vrrp_role *r)
{
	for (size_t n = 0; n < r->n_insts; n++) {
		look(&r->insts[n]);
		vrrp_inst_want(&r->insts[n], &r->view.view);
		vrrp_port_choose(&r->insts[n]);
	}
	vrrp_port_sweep(r);
}

/* The kernel */

void vrrp_role_on_link(struct vrrp_role *r, const struct iface_news *news)
{
	if (!r->is_started)
		return;
	if (news->what & IFACE_CAME)
		vrrp_settings_apply(r);
	if (!vrrp_news_take(r, news))
		return;
	vrrp_role_look(r);
	vrrp_news_tidy(r);
}

void vrrp_role_on_addrs(struct vrrp_role *r)
{
	for (size_t n = 0; n < r->n_insts; n++) {
		look(&r->insts[n]);
		vrrp_port_choose(&r->insts[n]);
	}
}

/* Start */

static struct span delay_at_start(const struct conf_global *global)
{
	struct span     delay = global->startup_delay;
	struct timespec up;
	struct span     left;

	if (!global->delay_after_boot.us || clock_gettime(CLOCK_BOOTTIME, &up) < 0)
		return delay;
	left = span_us(global->delay_after_boot.us - up.tv_sec * USEC_PER_SEC - up.tv_nsec / 1000);
	return left.us > delay.us ? left : delay;
}

static void begin(struct vrrp_role *r)
{
	static const char ready = VRRP_SAYS_READY;
	struct vrrp_event start = { .kind = VRRP_START };

	start.hears_from = mono_after(loop_now(&r->loop), delay_at_start(&r->config->global));
	vrrp_settings_apply(r);
	vrrp_ifaces_begin(r);
	vrrp_poll_begin(r);
	vrrp_role_look(r);
	for (size_t n = 0; n < r->n_insts; n++)
		vrrp_lane_review(&r->insts[n]); /* none is MASTER yet: what was left over goes */
	r->is_started = true;
	for (size_t n = 0; n < r->n_insts; n++)
		vrrp_inst_say_faults(&r->insts[n]);
	for (size_t n = 0; n < r->n_units; n++)
		vrrp_role_step(r->units[n].insts[0], &start);
	if (channel_send(&r->parent, &ready, 1, NULL, 0) < 0)
		log_info("the parent does not listen");
}

/* Stop */

static bool is_busy(const struct vrrp_role *r)
{
	for (size_t n = 0; n < r->n_insts; n++)
		if (!vrrp_lane_is_empty(&r->insts[n]))
			return true;
	return vrrp_static_is_busy(r);
}

static void on_grace_over(struct ev_timer *timer)
{
	struct vrrp_role *r = container_of(timer, struct vrrp_role, grace);

	if (is_busy(r))
		log_info("the kernel has not answered in time; addresses may be left");
	for (size_t n = 0; n < r->n_insts; n++)
		vrrp_lane_give_up(&r->insts[n]);
	for (size_t n = 0; n < r->n_units; n++)
		vrrp_tell_rest(&r->units[n]);
	vrrp_settings_restore(r);
	loop_leave(&r->loop);
}

static void stop(struct vrrp_role *r)
{
	if (r->is_stopping)
		return;
	r->is_stopping = true;
	for (size_t n = 0; r->is_started && n < r->n_units; n++) {
		vrrp_role_step(r->units[n].insts[0], &(struct vrrp_event){ .kind = VRRP_QUIT, .keeps = r->keeps_addresses });
		vrrp_sync_quit(&r->units[n].sync, &r->effects);
		perform_all(&r->units[n]);
	}
	ev_timer_start(&r->loop, &r->grace,
		       mono_after(loop_now(&r->loop), span_seconds(r->statics.has_begun ? GRACE_S : 0)));
	if (r->statics.has_begun)
		vrrp_static_end(r);
}

void vrrp_role_on_static(struct vrrp_role *r)
{
	bool has_run = r->is_started && r->n_insts; /* and may have a script to wait for */

	if (!r->is_stopping && !r->is_started)
		begin(r);
	else if (r->is_stopping && !has_run)
		ev_timer_start(&r->loop, &r->grace, loop_now(&r->loop));
}

static void on_stop_signal(struct ev_signal *signal)
{
	stop(container_of((signal - (signal->number == SIGINT)), struct vrrp_role, stops));
}

/* The parent */

static void on_message(struct channel *c, const void *bytes, size_t len, int *fds, size_t n_fds)
{
	struct vrrp_role *r = container_of(c, struct vrrp_role, parent);

	if (len != 1 || *(const char *)bytes != VRRP_TOLD_HAND || n_fds != 1)
		return;
	vrrp_hand_attach(r, fds[0]);
	fds[0] = -1;
	vrrp_port_join_again(r);
}

static void on_parent_gone(struct channel *c, int error)
{
	(void)error;
	stop(container_of(c, struct vrrp_role, parent));
}

/* Making it */

static struct vrrp_inst *inst_of(struct vrrp_role *r, const struct conf_vrrp *conf)
{
	for (size_t n = 0; n < r->n_insts; n++)
		if (r->insts[n].conf == conf)
			return &r->insts[n];
	return NULL;
}

/* Of those that were put into order last, @n of them before @end. */
static void fill_unit(struct vrrp_role *r, const struct conf_vrrp_group *group, size_t end, size_t n)
{
	struct vrrp_unit *u = &r->units[r->n_units++];

	*u = (struct vrrp_unit){
		.role = r,
		.conf = group,
		.insts = r->order + end - n,
		.members = r->members + end - n,
	};
	for (size_t k = 0; k < n; k++) {
		u->members[k] = (struct vrrp_member){ &u->insts[k]->fsm, &u->insts[k]->params };
		u->insts[k]->unit = u;
		u->insts[k]->member = (uint16_t)k;
	}
	u->sync = (struct vrrp_sync){ .members = u->members, .n = (uint16_t)n, .is_group = group != NULL };
}

static void make_units(struct vrrp_role *r)
{
	size_t end = 0;

	r->units = vec_fixed(r->n_insts, sizeof(*r->units));
	r->order = vec_fixed(r->n_insts, sizeof(struct vrrp_inst *));
	r->members = vec_fixed(r->n_insts, sizeof(*r->members));
	conf_each(const struct conf_vrrp_group, g, r->config->vrrp_groups) {
		assert(end + g->members.n <= r->n_insts); /* nobody is in two groups */
		conf_each(const struct conf_name, m, g->members)
			r->order[end++] = inst_of(r, m->target);
		fill_unit(r, g, end, g->members.n);
	}
	for (size_t n = 0; n < r->n_insts; n++) {
		if (r->insts[n].unit)
			continue;
		r->order[end++] = &r->insts[n];
		fill_unit(r, NULL, end, 1);
	}
}

static void make_insts(struct vrrp_role *r, const struct vrrp_role_start *start)
{
	r->insts = vec_fixed(r->config->vrrps.n, sizeof(*r->insts));
	conf_each(const struct conf_vrrp, conf, r->config->vrrps) {
		struct vrrp_inst *i = &r->insts[r->n_insts++];
		const char       *unserved = vrrp_inst_unserved(conf);

		vrrp_inst_init(i, r, conf, start->secrets, start->secrets_len);
		i->due = (struct ev_timer){ .ev = { "advert", .urgent = true }, .on_due = on_due };
		if (conf->config_fault)
			log_info("(%s) %s - the instance stays in FAULT", conf->head.name, conf->config_fault);
		else if (unserved)
			log_info("(%s) %s: not served by this build yet - the instance stays in FAULT", conf->head.name,
				 unserved);
	}
	make_units(r);
}

static void on_late(struct loop *loop, const struct lateness_report *report)
{
	urgency_late(&container_of(loop, struct vrrp_role, loop)->urgency, report);
}

static int open_all(struct vrrp_role *r, const struct vrrp_role_start *start)
{
	int error = loop_open(&r->loop);

	if (error < 0)
		return log_errno(error, "event loop");
	log_watch(&r->loop);
	r->loop.on_late = on_late;
	urgency_begin(&r->urgency, &r->loop, "vrrp", &r->config->global.vrrp, &r->config->global);
	r->stops[0] = r->stops[1] = (struct ev_signal){ .ev = { "stop", .urgent = true }, .on_signal = on_stop_signal };
	ev_signal_start(&r->loop, &r->stops[0], SIGTERM);
	ev_signal_start(&r->loop, &r->stops[1], SIGINT);
	r->grace = (struct ev_timer){ .ev = { "grace" }, .on_due = on_grace_over };
	r->parent = (struct channel){ .io = { .ev = { "parent" } }, .on_message = on_message, .on_end = on_parent_gone };
	channel_open(&r->parent, &r->loop, start->channel, OUTBOX);
	vrrp_tell_open(&r->tell, &r->loop, start);
	vrrp_settings_open(r, start->sysctls);

	vrrp_hand_open(r, start->hand);
	error = vrrp_kernel_open(r);
	if (error < 0)
		return error;
	log_info("Registering gratuitous ARP shared channel");
	error = k_arp_open(&r->arp);
	return error < 0 ? log_errno(error, "gratuitous ARP channel") : 0;
}

static void close_all(struct vrrp_role *r)
{
	vrrp_garp_close(r);
	for (size_t n = 0; n < r->n_insts; n++) {
		vrrp_lane_release(&r->insts[n]);
		vrrp_inst_release(&r->insts[n]);
	}
	vrrp_static_release(r);
	vrrp_port_close_all(r);
	vrrp_poll_release(r);
	vrrp_ifaces_release(r);
	for (size_t n = 0; n < r->n_units; n++)
		vec_release(&r->units[n].told);
	free(r->units);
	free(r->order);
	free(r->members);
	free(r->insts);
	vec_release(&r->effects.list);
	ev_timer_stop(&r->grace);
	urgency_end(&r->urgency);
	ev_signal_stop(&r->stops[0]);
	ev_signal_stop(&r->stops[1]);
	channel_close(&r->parent);
	vrrp_tell_close(&r->tell);
	vrrp_settings_close(r);
	vrrp_kernel_close(r);
	vrrp_hand_close(r);
	k_arp_close(&r->arp);
	log_watch(NULL);
	loop_close(&r->loop);
}

static double seconds(struct timeval time)
{
	return (double)time.tv_sec + (double)time.tv_usec / USEC_PER_SEC;
}

static void say_stopped(void)
{
	struct rusage used;

	if (!log_has_detail(1) || getrusage(RUSAGE_SELF, &used) < 0)
		log_info("Stopped");
	else
		log_info("Stopped - used %.6f user time, %.6f system time", seconds(used.ru_utime), seconds(used.ru_stime));
}

int vrrp_role_run(const struct vrrp_role_start *start)
{
	struct vrrp_role r = { .config = start->config, .keeps_addresses = start->keeps_addresses };

	vrrp_ifaces_init(&r);
	if (open_all(&r, start) < 0)
		return EXIT_FAILURE;
	make_insts(&r, start);
	vrrp_static_init(&r);
	loop_run(&r.loop);
	close_all(&r);
	say_stopped();
	return r.is_started || r.is_stopping ? EXIT_SUCCESS : EXIT_FAILURE;
}
