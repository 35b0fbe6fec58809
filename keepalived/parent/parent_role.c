/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/parent/parent_role.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keepalived/bus/idents.h"
#include "keepalived/model/config.h"
#include "keepalived/parent/daemonise.h"
#include "keepalived/parent/greeting.h"
#include "keepalived/parent/loading.h"
#include "keepalived/parent/places.h"
#include "keepalived/parent/programs.h"
#include "keepalived/parent/worker.h"
#include "lib/conf/image.h"
#include "lib/sys/fdutil.h"
#include "lib/sys/memfd.h"
#include "lib/sys/sdnotify.h"

/* Exit statuses, besides those of load_order.h. */
#define STATUS_FATAL      1
#define STATUS_NO_RIGHT   4

/* What service managers call the two permanent errors of a child. */
#define NUMBER_OF_ERROR(status) ((status) == STATUS_NO_RIGHT ? EPERM : EINVAL)

enum request { /* signals, by what they ask for */
	REQUEST_STOP,
	REQUEST_INTERRUPT,
	REQUEST_RELOAD,
	REQUEST_DATA,
	REQUEST_STATS,
	REQUEST_JSON,
	REQUEST_CLEAR,
};
#define N_REQUESTS (REQUEST_CLEAR + 1)

struct parent {
	const struct parent_orders *orders;
	struct loop                 loop;
	struct ev_signal            signals[N_REQUESTS];
	struct loading              loading;
	struct load_order           order;

	const struct config *config; /* mapped; NULL: not yet */
	size_t               config_size;
	int                  image_fd;   /* these five are owned */
	int                  secrets_fd;
	int                  sysctls_fd; /* outlives the worker, for it has to know what there was before */
	struct pidfile       pid_file;
	struct sdnotify      manager;
	struct places        places;
	const char          *netns; /* lived in; NULL: where we were */

	struct worker   vrrp;
	struct programs programs;
	struct ev_timer stop_late;
	bool            is_stopping;
	bool            is_winding_up; /* no worker is left */
	bool            is_told; /* that the start is complete */
	int             status;
};

/* -- signals --------------------------------------------------------------------------------- */

static void stop(struct parent *p, int status);

static void on_stop(struct ev_signal *signal)
{
	stop(container_of(signal, struct parent, signals[REQUEST_STOP]), EXIT_SUCCESS);
}

static void on_interrupt(struct ev_signal *signal)
{
	struct parent *p = container_of(signal, struct parent, signals[REQUEST_INTERRUPT]);

	if (!p->orders->ignores_sigint)
		stop(p, EXIT_SUCCESS);
}

static void on_reload(struct ev_signal *signal)
{
	(void)signal;
	log_info("A reload is not part of this build yet - nothing changes");
}

static void on_dump(struct ev_signal *signal)
{
	log_info("Dump files are not part of this build yet - none is written on signal %d", signal->number);
}

static void listen_to_signals(struct parent *p)
{
	const struct {
		int         number;
		const char *name;
		void (*on_signal)(struct ev_signal *signal);
	} rows[N_REQUESTS] = {
		[REQUEST_STOP] = { SIGTERM, "TERM", on_stop },
		[REQUEST_INTERRUPT] = { SIGINT, "INT", on_interrupt },
		[REQUEST_RELOAD] = { SIGHUP, "HUP", on_reload },
		[REQUEST_DATA] = { SIGUSR1, "USR1", on_dump },
		[REQUEST_STATS] = { SIGUSR2, "USR2", on_dump },
		[REQUEST_JSON] = { SIGRTMIN + 2, "JSON", on_dump },
		[REQUEST_CLEAR] = { SIGRTMAX - 1, "STATS_CLEAR", on_dump },
	};

	/* Urgent: who stops all of us at once has not killed a worker. */
	for (size_t i = 0; i < N_REQUESTS; i++) {
		p->signals[i] = (struct ev_signal){ .ev = { rows[i].name, .urgent = true },
						    .on_signal = rows[i].on_signal };
		ev_signal_start(&p->loop, &p->signals[i], rows[i].number);
	}
}

static void stop_listening(struct parent *p)
{
	for (size_t i = 0; i < N_REQUESTS; i++)
		ev_signal_stop(&p->signals[i]);
}

/* None kills before there is a loop, and none is lost. */
static void block_signals(void)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* -- the end --------------------------------------------------------------------------------- */

static void on_stop_late(struct ev_timer *timer)
{
	worker_late(&container_of(timer, struct parent, stop_late)->vrrp);
}

/* Whatever is to be run after the workers; then the runner leaves. */
static void wind_up(struct parent *p)
{
	const struct conf_script *script = &p->config->global.shutdown_script;

	if (p->is_winding_up)
		return;
	p->is_winding_up = true;
	ev_timer_stop(&p->stop_late);
	if (!script->argv || p->programs.news[0] < 0) {
		programs_stop(&p->programs);
		return;
	}
	log_detail(1, "Running shutdown script %s", script->argv[0]);
	programs_order(&p->programs, RUN_SHUTDOWN);
}

static void on_no_runner(struct programs *programs)
{
	struct parent *p = container_of(programs, struct parent, programs);

	if (p->is_stopping)
		loop_leave(&p->loop);
}

/* From here on only the end of children matters. */
static void stop(struct parent *p, int status)
{
	if (p->is_stopping)
		return;
	p->is_stopping = true;
	p->status = status;
	stop_listening(p);
	log_info("Stopping");
	(void)!sdnotify_stopping(&p->manager, NULL);
	if (!p->config) { /* still loading */
		loop_leave(&p->loop);
		return;
	}
	if (worker_is_none(&p->vrrp)) {
		wind_up(p);
		return;
	}
	p->stop_late = (struct ev_timer){ .ev = { "stop", .urgent = true }, .on_due = on_stop_late };
	ev_timer_start(&p->loop, &p->stop_late, mono_after(loop_now(&p->loop), p->config->global.child_wait_time));
	worker_stop(&p->vrrp);
}

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static void say_usage(void)
{
	struct rusage self, children;

	if (getrusage(RUSAGE_SELF, &self) < 0 || getrusage(RUSAGE_CHILDREN, &children) < 0)
		return;
	log_detail(1, "CPU usage (self/children) user: %.6f/%.6f system: %.6f/%.6f", seconds(self.ru_utime),
		   seconds(children.ru_utime), seconds(self.ru_stime), seconds(children.ru_stime));
}

static void say_stopped(const struct parent *p)
{
	say_usage();
	log_info("Stopped %s", p->orders->program);
}

/* -- workers --------------------------------------------------------------------------------- */

static void tell_start(struct parent *p)
{
	if (p->is_told)
		return;
	p->is_told = true;
	(void)!sdnotify_ready(&p->manager, getpid(), NULL);
}

static void on_ready(struct worker *w)
{
	struct parent *p = container_of(w, struct parent, vrrp);

	if (!p->is_told)
		log_info("Startup complete");
	tell_start(p);
}

static void on_end_all(struct worker *w, int status)
{
	struct parent *p = container_of(w, struct parent, vrrp);

	(void)!sdnotify_errno(&p->manager, NUMBER_OF_ERROR(status));
	stop(p, status);
}

static void on_none(struct worker *w)
{
	struct parent *p = container_of(w, struct parent, vrrp);

	if (p->is_stopping)
		wind_up(p);
}

static bool wants_vrrp(const struct parent *p)
{
	const struct config *c = p->config;

	if (p->orders->no_vrrp)
		return false;
	return p->orders->runs_all || c->vrrps.n || c->static_addresses.n || c->static_routes.n || c->static_rules.n;
}

static bool has_other_work(const struct parent *p)
{
	return (p->config->virtuals.n && !p->orders->no_check) || (p->config->bfds.n && !p->orders->no_bfd);
}

static void start_workers(struct parent *p)
{
	if (!wants_vrrp(p)) {
		if (!has_other_work(p))
			log_info("Warning - keepalived has no configuration to run");
		tell_start(p);
		return;
	}
	programs_open_fifos(&p->programs);
	p->sysctls_fd = memfd_image_create("settings"); /* without it they are put back only in order */
	p->vrrp.loop = &p->loop;
	p->vrrp.orders = (struct worker_orders){
		.run = p->orders->roles.vrrp,
		.hand = p->orders->roles.hand,
		.config = p->config,
		.secrets_fd = p->secrets_fd,
		.news_fd = p->programs.news[1],
		.sysctls_fd = p->sysctls_fd,
		.fifo_fds = { p->programs.fifos[VRRP_FIFO].fd, p->programs.fifos[VRRP_OWN_FIFO].fd },
		.comm = p->config->global.vrrp.name,
		.pid_path = p->places.vrrp_pid_file,
		.may_respawn = !p->orders->never_respawns,
		.keeps_addresses = p->orders->keeps_addresses,
	};
	p->vrrp.on_ready = on_ready;
	p->vrrp.on_end_all = on_end_all;
	p->vrrp.on_none = on_none;
	worker_start(&p->vrrp);
}

static void on_program_done(struct programs *programs, enum run_order order)
{
	struct parent *p = container_of(programs, struct parent, programs);

	if (order == RUN_SHUTDOWN)
		programs_stop(&p->programs);
	else if (!p->is_stopping)
		start_workers(p);
}

static void start_all(struct parent *p)
{
	const struct conf_script *script = &p->config->global.startup_script;

	p->programs.loop = &p->loop;
	p->programs.config = p->config;
	p->programs.run = p->orders->roles.runner;
	p->programs.on_done = on_program_done;
	p->programs.on_none = on_no_runner;
	programs_start(&p->programs);
	if (!script->argv || p->programs.news[0] < 0) {
		start_workers(p);
		return;
	}
	log_info("Running startup script %s", script->argv[0]);
	programs_order(&p->programs, RUN_STARTUP);
}

/* -- the configuration ----------------------------------------------------------------------- */

static void on_loaded(struct loading *l)
{
	loop_leave(&container_of(l, struct parent, loading)->loop);
}

static int take_image(struct parent *p)
{
	p->image_fd = take_fd(&p->loading.fds[LOAD_FD_IMAGE]);
	p->secrets_fd = take_fd(&p->loading.fds[LOAD_FD_SECRETS]);
	p->config = p->orders->roles.map(p->image_fd, p->order.slot, &p->config_size);
	if (p->config)
		return LOAD_USABLE;
	log_info("The configuration that was read cannot be mapped");
	return LOAD_FAILED;
}

/* LOAD_USABLE, or the status to end with. A signal may have ended it: then is_stopping is set. */
static int load(struct parent *p)
{
	int r;

	p->order = p->orders->load;
	if (getrandom(p->order.digest_key, sizeof(p->order.digest_key), 0) < (ssize_t)sizeof(p->order.digest_key))
		return log_errno(-errno, "getrandom"), LOAD_FAILED;
	p->loading = (struct loading){ .loop = &p->loop, .order = &p->order, .run = p->orders->roles.load,
				       .on_done = on_loaded };
	r = loading_start(&p->loading);
	if (r < 0)
		return log_errno(r, "cannot start the loader"), LOAD_FAILED;
	loop_run(&p->loop);
	if (p->is_stopping) {
		loading_stop(&p->loading);
		return LOAD_FAILED;
	}
	if (p->loading.verdict.status == LOAD_USABLE)
		return take_image(p);
	if (!p->loading.has_answered)
		log_info("The process that reads the configuration has died (pid %d)", (int)p->loading.pid);
	if (p->loading.verdict.is_fatal) {
		log_info("%s exited with permanent error CONFIG. Terminating", idents[IDENT_VRRP].name);
		(void)!sdnotify_errno(&p->manager, EINVAL);
	}
	return p->loading.verdict.status;
}

/* A loop of its own: the daemon's begins when the last fork is done. */
static int load_in_loop(struct parent *p)
{
	int status;
	int r = loop_open(&p->loop);

	if (r < 0)
		return log_errno(r, "cannot wait for anything"), LOAD_FAILED;
	log_watch(&p->loop);
	listen_to_signals(p);
	status = load(p);
	stop_listening(p);
	log_watch(NULL);
	loop_close(&p->loop);
	return status;
}

/* -- the start ------------------------------------------------------------------------------- */

static void apply_umask(const struct parent *p)
{
	umask(p->orders->has_umask ? p->orders->umask : (mode_t)p->config->global.umask);
}

static void apply_name(const struct parent *p)
{
	if (p->config->global.process_name)
		prctl(PR_SET_NAME, p->config->global.process_name);
}

static void apply_core_limit(const struct parent *p)
{
	const struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };

	if (p->orders->dumps_core && setrlimit(RLIMIT_CORE, &unlimited) < 0)
		log_errno(-errno, "cannot allow core files");
}

static bool settle(struct parent *p)
{
	const struct conf_global *global = &p->config->global;

	p->netns = p->orders->load.netns ? p->orders->load.netns : global->net_namespace;
	places_init(&p->places, &(struct places_orders){ .pid_file = p->orders->pid_file,
							 .vrrp_pid_file = p->orders->vrrp_pid_file,
							 .netns = p->netns,
							 .instance = global->instance,
							 .use_pid_dir = global->use_pid_dir });
	if (*p->places.suffix) {
		log_info("Changing syslog ident to %s%s", idents[IDENT_PARENT].name, p->places.suffix);
		if (log_rename(p->places.suffix) < 0)
			log_info("cannot open all log files");
	}
	return places_enter(&p->places, p->netns);
}

/* 0, or the status to end with. */
static int hold(const struct parent *p, struct pidfile *file, const char *path)
{
	int r = pidfile_open(file, path);

	if (r == 0)
		return 0;
	*file = (struct pidfile){ .fd = -1 };
	if (r != -EAGAIN) {
		log_info("pidfile_write : Cannot open %s pidfile", path);
		return STATUS_NO_RIGHT;
	}
	log_info("Another process has pid file %s locked", path);
	log_info("daemon is already running");
	/* Init scripts start twice and are content; a service manager would take it for success. */
	return sdnotify_is_heard(&p->manager) || getpid() == 1 ? STATUS_FATAL : EXIT_SUCCESS;
}

static bool is_held(struct parent *p, int *ret_status)
{
	*ret_status = hold(p, &p->pid_file, p->places.pid_file);
	if (p->pid_file.fd < 0)
		return false;
	if (!wants_vrrp(p))
		return true;
	*ret_status = hold(p, &p->vrrp.pid_file, p->places.vrrp_pid_file);
	if (p->vrrp.pid_file.fd < 0)
		pidfile_remove(&p->pid_file);
	return p->vrrp.pid_file.fd >= 0;
}

static void advise(const struct parent *p)
{
	if (!p->config->global.max_auto_priority)
		log_info("NOTICE: setting config option max_auto_priority should result in better keepalived performance");
	greeting_say_not_served(p->config, p->orders);
}

/* @first: who waits for us to stand; -1: nobody. */
static int live(struct parent *p, int first)
{
	int r;

	apply_core_limit(p);
	r = pidfile_write(&p->pid_file, getpid());
	if (r == 0)
		r = loop_open(&p->loop);
	if (r < 0) {
		log_errno(r, "cannot start");
		daemonise_tell(&first, STATUS_FATAL);
		return STATUS_FATAL;
	}
	daemonise_tell(&first, EXIT_SUCCESS);
	log_watch(&p->loop);
	listen_to_signals(p);
	advise(p);
	start_all(p);
	loop_run(&p->loop);

	ev_timer_stop(&p->stop_late);
	programs_close(&p->programs);
	stop_listening(p);
	log_watch(NULL);
	loop_close(&p->loop);
	return p->status;
}

/* Behind what no second daemon may pass. */
static int run_alone(struct parent *p)
{
	int first = -1;
	int status;

	if (!p->orders->stays) {
		if (!daemonise(&first, &status)) { /* the locks go on with the daemon */
			pidfile_close(&p->pid_file);
			pidfile_close(&p->vrrp.pid_file);
			return status;
		}
		log_forked(IDENT_PARENT);
	}
	status = live(p, first);
	pidfile_remove(&p->vrrp.pid_file);
	pidfile_remove(&p->pid_file);
	places_leave(&p->places);
	say_stopped(p);
	return status;
}

static int run_configured(struct parent *p)
{
	int status = STATUS_FATAL;

	apply_umask(p);
	apply_name(p);
	if (settle(p) && is_held(p, &status))
		status = run_alone(p);
	places_release(&p->places);
	return status;
}

static void release(struct parent *p)
{
	if (p->config)
		memfd_image_unmap(IMAGE_SLOT_AT(p->order.slot), p->config_size);
	fd_close(&p->image_fd);
	fd_close(&p->secrets_fd);
	fd_close(&p->sysctls_fd);
	sdnotify_close(&p->manager);
	log_close();
}

static bool open_log(const struct parent_orders *orders)
{
	struct log_settings settings = orders->log;
	int                 r;

	settings.idents = idents;
	settings.n_idents = IDENT_N;
	r = log_open(&settings);
	if (r < 0)
		log_errno(r, "cannot open log file %s", settings.file);
	return r == 0;
}

int parent_run(const struct parent_orders *orders)
{
	struct parent p = {
		.orders = orders,
		.image_fd = -1,
		.secrets_fd = -1,
		.sysctls_fd = -1,
		.pid_file.fd = -1,
		.vrrp.pid_file.fd = -1,
	};
	int status;
	int r;

	programs_init(&p.programs);
	block_signals();
	umask(orders->umask);
	(void)open_log(orders); /* the other targets do */
	r = sdnotify_open_environment(&p.manager);
	if (r < 0)
		log_errno(r, "cannot talk to the service manager");
	greeting_say(orders);
	status = load_in_loop(&p);
	if (status == LOAD_USABLE)
		status = run_configured(&p);
	else
		say_stopped(&p);
	if (p.is_stopping && !p.config)
		status = p.status;
	release(&p);
	return status;
}
