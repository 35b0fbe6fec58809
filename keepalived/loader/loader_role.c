/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/loader/loader_role.h"

#include <errno.h>
#include <string.h>

#include "keepalived/bus/idents.h"
#include "keepalived/loader/load.h"
#include "keepalived/model/config.h"
#include "lib/conf/image.h"
#include "lib/sys/channel.h"
#include "lib/sys/fdutil.h"
#include "lib/sys/loop.h"
#include "lib/sys/memfd.h"
#include "lib/sys/netns.h"

/* -- what is said ---------------------------------------------------------------------------- */

static bool begins_with(const char *text, const char *word)
{
	return strncmp(text, word, strlen(word)) == 0;
}

/* Whose block is it? What is outside of blocks belongs to the parent, unless it is about an instance. */
static enum ident owner_of(const struct diag *d)
{
	static const struct {
		const char *block;
		enum ident  ident;
	} rows[] = {
		{ "vrrp_", IDENT_VRRP },	 { "static_", IDENT_VRRP },
		{ "track_", IDENT_VRRP },	 { "garp_group", IDENT_VRRP },
		{ "linkbeat_", IDENT_VRRP },	 { "interface_up_down_delays", IDENT_VRRP },
		{ "virtual_server", IDENT_CHECK }, { "SSL", IDENT_CHECK },
		{ "bfd_instance", IDENT_BFD },
	};

	for (size_t i = 0; d->block && i < ARRAY_SIZE(rows); i++) {
		if (begins_with(d->block, rows[i].block))
			return rows[i].ident;
	}
	return begins_with(d->text, "(") ? IDENT_VRRP : IDENT_PARENT;
}

/* Advice is for those who ask: keepalived -t. */
static bool is_for_log(const struct diag *d)
{
	return d->class != DIAG_NOTE || d->code == DIAG_NOT_SERVED;
}

static void log_finding(const struct diag_list *diags, const struct diag *d)
{
	struct sbuf line;

	sbuf_init(&line);
	diag_render_log_line(diags, d, &line);
	log_as(owner_of(d), LOG_INFO, "%.*s", (int)strcspn(sbuf_text(&line), "\n"), sbuf_text(&line));
	sbuf_release(&line);
}

static void log_findings(const struct diag_list *diags, const char *conf_file)
{
	for (size_t i = 1; i < diags->files.n; i++)
		log_detail(1, "Opening file '%s'.", diags->files.at[i].path);
	if (diags->files.n > 1)
		log_info("Configuration file %s", conf_file);
	for (size_t i = 0; i < diags->found.n; i++) {
		if (is_for_log(&diags->found.at[i]))
			log_finding(diags, &diags->found.at[i]);
	}
	if (diags->dropped)
		log_info("%zu more findings are not shown", diags->dropped);
}

/* -- what is answered ------------------------------------------------------------------------ */

static bool has_no_main_file(const struct diag_list *diags)
{
	for (size_t i = 0; i < diags->found.n; i++) {
		const struct diag *d = &diags->found.at[i];

		if (d->is_fatal && !d->place.file &&
		    (d->code == DIAG_FILE_MISSING || d->code == DIAG_FILE_UNUSABLE))
			return true;
	}
	return false;
}

static struct load_verdict verdict_of(const struct load *l, const struct config *config)
{
	const struct diag_list *diags = &l->diags;

	if (!config)
		return (struct load_verdict){ .status = LOAD_FAILED };
	if (has_no_main_file(diags))
		return (struct load_verdict){ .status = LOAD_NO_FILE };
	if (diags->worst == DIAG_MISSING)
		return (struct load_verdict){ .status = LOAD_UNUSABLE };
	if (diags->unusable)
		return (struct load_verdict){ .status = LOAD_UNUSABLE, .is_fatal = true };
	/* Who wants reloads to be checked that strictly gets a start that is. */
	if (config->global.reload_check_config && diag_status(diags))
		return (struct load_verdict){ .status = LOAD_UNUSABLE };
	return (struct load_verdict){ .status = LOAD_USABLE };
}

static void on_nothing(struct channel *c, const void *bytes, size_t len, int *fds, size_t n_fds)
{
	(void)c, (void)bytes, (void)len, (void)fds, (void)n_fds;
}

static void on_end(struct channel *c, int error)
{
	(void)c, (void)error;
}

/* The only message there is: the socket takes it at once. */
static int answer(int fd, const struct load_verdict *verdict, const struct load *l)
{
	const int      fds[] = { [LOAD_FD_IMAGE] = l->image_fd, [LOAD_FD_SECRETS] = l->secrets_fd };
	struct channel channel = { .io.ev.name = "to the parent", .on_message = on_nothing, .on_end = on_end };
	struct loop    loop;
	int            r = loop_open(&loop);

	if (r < 0) {
		fd_close(&fd);
		return r;
	}
	channel_open(&channel, &loop, fd, CHANNEL_MESSAGE_MAX);
	r = channel_send(&channel, verdict, sizeof(*verdict), fds,
			 verdict->status == LOAD_USABLE ? (size_t)LOAD_N_FDS : 0);
	channel_close(&channel);
	loop_close(&loop);
	return r;
}

/* -- reading --------------------------------------------------------------------------------- */

/* Interfaces are looked up where the daemon will live. That it is missing, the parent says. */
static bool enter(const char *netns)
{
	_cleanup_close_ int fd = netns_open(netns);

	return fd >= 0 && netns_enter(fd) == 0;
}

static bool read_once(struct load *l, const struct load_order *order)
{
	struct load_request request = {
		.conf_file = order->conf_file,
		.config_id = order->config_id,
		.checks_includes = order->checks_includes,
		.slot = order->slot,
	};

	memcpy(request.digest_key, order->digest_key, sizeof(request.digest_key));
	if (load_run(l, &request))
		return true;
	log_errno(l->error, "cannot read the configuration");
	return false;
}

struct reading { /* a result, and what it is mapped as */
	struct load          load;
	const struct config *config; /* NULL: there is no result */
	size_t               size;
};

static void read_files(struct reading *r, const struct load_order *order)
{
	*r = (struct reading){ 0 };
	if (read_once(&r->load, order))
		r->config = load_map(r->load.image_fd, order->slot, &r->size);
}

static void release(struct reading *r, const struct load_order *order)
{
	if (r->config)
		memfd_image_unmap(IMAGE_SLOT_AT(order->slot), r->size);
	load_release(&r->load);
}

int loader_role_run(const struct load_order *order)
{
	struct load_verdict verdict;
	struct reading      r;
	int                 error;

	if (order->netns)
		(void)enter(order->netns);
	read_files(&r, order);
	if (r.config && !order->netns && r.config->global.net_namespace && enter(r.config->global.net_namespace)) {
		release(&r, order);
		read_files(&r, order);
	}
	if (r.config)
		log_findings(&r.load.diags, order->conf_file);
	verdict = verdict_of(&r.load, r.config);
	error = answer(order->channel, &verdict, &r.load);
	release(&r, order);
	log_close();
	return error ? LOAD_FAILED : 0;
}
