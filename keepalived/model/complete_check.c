/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks: references, and what they inherit from their server and its service. */
#include <string.h>

#include "keepalived/model/complete.h"

struct checks {
	struct conf_bind          *b;
	const struct conf_global  *g;
	const struct conf_virtual *v;
	struct conf_real          *r;
};

/* The first of those that were given, from the inside out. */
#define INHERIT(s, check, member, otherwise)                                                       \
	do {                                                                                       \
		if (conf_is_given((check), member))                                                \
			break;                                                                     \
		(check)->member = conf_is_given((s)->r, member)	    ? (s)->r->member               \
				  : conf_is_given((s)->v, member) ? (s)->v->member                 \
								  : (otherwise);                   \
	} while (0)

struct defaults {
	uint32_t    retry;
	struct span delay_before_retry; /* 0: as delay_loop */
};

static struct defaults defaults_of(enum conf_check_kind kind)
{
	switch (kind) {
	case CONF_CHECK_HTTP:
	case CONF_CHECK_SSL:
		return (struct defaults){ 1, span_seconds(3) };
	case CONF_CHECK_MISC:
		return (struct defaults){ 0, span_seconds(1) };
	case CONF_CHECK_DNS:
		return (struct defaults){ 3, span_seconds(0) };
	case CONF_CHECK_TCP:
	case CONF_CHECK_SMTP:
	case CONF_CHECK_UDP:
	case CONF_CHECK_PING:
	case CONF_CHECK_BFD:
	case CONF_CHECK_FILE:
		break;
	}
	return (struct defaults){ 1, span_seconds(1) };
}

static void inherit_timing(struct checks *s, struct conf_check *check)
{
	struct defaults d = defaults_of(check->head.kind);

	if (!conf_is_given(check, delay_loop))
		check->delay_loop = s->r->delay_loop;
	INHERIT(s, check, retry, d.retry);
	INHERIT(s, check, delay_before_retry, d.delay_before_retry.us ? d.delay_before_retry : check->delay_loop);
	INHERIT(s, check, warmup, check->delay_loop);
	INHERIT(s, check, alpha, false);
	if (!conf_is_given(check, log_all_failures))
		check->log_all_failures = s->g->checker_log_all_failures;
}

static void inherit_connect(struct checks *s, struct conf_check *check)
{
	struct conf_connect *c = &check->connect;

	if (!c->port)
		c->port = s->r->written_port ? s->r->written_port : s->r->port;
	if (!conf_is_given(check, connect.timeout))
		c->timeout = s->r->connect_timeout;
}

/* HTTP_GET and SSL_GET */

static void check_pattern(struct checks *s, struct conf_url *url)
{
	struct model_load *m = model_of(s->b);
	const char        *why = NULL;
	size_t             at = 0;

	if (!url->regex)
		return;
	if (url->regex_max_offset != CONF_NO_OFFSET && url->regex_min_offset > url->regex_max_offset) {
		complete_report_line(s->b, DIAG_LINT_REGEX, &url->head, NULL, &url->regex_min_offset,
				     "regex_min_offset is beyond regex_max_offset: neither is used");
		url->regex_min_offset = 0;
		url->regex_max_offset = CONF_NO_OFFSET;
	}
	if (m->ops->regex(m->world, url->regex, url->regex_options, &why, &at))
		return;
	complete_report_line(s->b, DIAG_BAD_VALUE, &url->head, NULL, &url->regex,
			     "Invalid regex '%.200s' at offset %zu: %s - ignoring", url->regex, at, why);
	url->regex = NULL;
}

static void complete_url(struct checks *s, const struct conf_check_http *http, struct conf_url *url)
{
	check_pattern(s, url);
	if (!conf_is_given(url, status))
		for (uint32_t code = 200; code <= 299; code++)
			url->status.bits[(code - CONF_STATUS_MIN) / 64] |= UINT64_C(1) << (code - CONF_STATUS_MIN) % 64;
	if (!url->virtualhost)
		url->virtualhost = http->virtualhost ? http->virtualhost : s->r->virtualhost;
	if (!conf_is_given(url, tls_compliant))
		url->tls_compliant = http->tls_compliant;
}

static void complete_http(struct checks *s, struct conf_check_http *http)
{
	if (http->sni_name && !conf_origin_find(&http->check.head, offsetof(struct conf_check_http, enable_sni)))
		http->enable_sni = true;
	conf_each(struct conf_url, url, http->urls)
		complete_url(s, http, url);
}

static void complete_misc(struct checks *s, struct conf_check_misc *misc)
{
	if (!conf_origin_find(&misc->check.head, offsetof(struct conf_check_misc, timeout)))
		misc->timeout = s->v->delay_loop;
}

/* UDP_CHECK without a payload */
static void complete_udp(struct checks *s, struct conf_check_udp *udp)
{
	static const char text[] = "keepalived check - keepalived ch";

	if (!udp->payload.n)
		udp->payload = (struct conf_bytes){ .at = arena_memdup(s->b->image, text, 32), .n = 32 };
}

/* SMTP_CHECK with hosts is as many checks; itself only if it says whom to check. */

static bool talks_itself(const struct conf_check *check)
{
	return conf_is_given(check, connect.ip) || conf_is_given(check, connect.port) ||
	       conf_is_given(check, connect.bind) || conf_is_given(check, connect.bind_port) ||
	       conf_is_given(check, connect.bind_if) || conf_is_given(check, connect.fwmark) ||
	       conf_is_given(check, connect.timeout);
}

static void complete_smtp(struct checks *s, struct conf_check_smtp *smtp)
{
	if (!smtp->helo_name)
		smtp->helo_name = arena_strdup(s->b->image, "smtpchecker.keepalived.org");
	conf_each(struct conf_check, host, smtp->hosts) {
		inherit_timing(s, host);
		inherit_connect(s, host);
	}
	smtp->talks_itself = !smtp->hosts.n || talks_itself(&smtp->check);
}

/* References. False: the check is dropped. */

static bool complete_bfd(struct checks *s, struct conf_check_bfd *bfd)
{
	const char *server = s->r->head.name;

	bfd->target = conf_bind_find(s->b, &conf_bfd_block, bfd->name);
	if (!bfd->target || !bfd->target->tells_checkers) {
		complete_report_line(s->b, DIAG_UNKNOWN_NAME, &bfd->check.head, NULL, &bfd->name,
				     "(%s) BFD_CHECK - BFD %s not configured", server, bfd->name);
		return false;
	}
	for (const struct conf_head *h = bfd->check.head.previous; h; h = h->previous) {
		if (h->kind != CONF_CHECK_BFD || ((const struct conf_check_bfd *)h)->target != bfd->target)
			continue;
		complete_report_line(s->b, DIAG_REPEATED, &bfd->check.head, NULL, &bfd->name,
				     "(%s) BFD_CHECK - RS already monitoring %s", server, bfd->name);
		return false;
	}
	return true;
}

static bool complete_file(struct checks *s, struct conf_check_file *file)
{
	file->target = conf_bind_find(s->b, &conf_track_file_block, file->name);
	if (!file->target) {
		complete_report_line(s->b, DIAG_UNKNOWN_NAME, &file->check.head, NULL, &file->name,
				     "track_file %s not found", file->name);
		diag_add(s->b->diags, DIAG_INCOMPLETE, conf_bind_end_place(s->b, &file->check.head),
			 "FILE_CHECK has no track_file specified - ignoring");
		return false;
	}
	((struct conf_track_file *)file->target)->n_references++;
	if (!file->weight.is_given)
		file->weight = file->target->weight;
	return true;
}

static bool complete_check(struct checks *s, struct conf_check *check)
{
	inherit_timing(s, check);
	inherit_connect(s, check);
	switch ((enum conf_check_kind)check->head.kind) {
	case CONF_CHECK_HTTP:
	case CONF_CHECK_SSL:
		complete_http(s, (struct conf_check_http *)check);
		return true;
	case CONF_CHECK_MISC:
		complete_misc(s, (struct conf_check_misc *)check);
		return true;
	case CONF_CHECK_SMTP:
		complete_smtp(s, (struct conf_check_smtp *)check);
		return true;
	case CONF_CHECK_UDP:
		complete_udp(s, (struct conf_check_udp *)check);
		return true;
	case CONF_CHECK_BFD:
		return complete_bfd(s, (struct conf_check_bfd *)check);
	case CONF_CHECK_FILE:
		return complete_file(s, (struct conf_check_file *)check);
	case CONF_CHECK_TCP:
	case CONF_CHECK_DNS:
	case CONF_CHECK_PING:
		break;
	}
	return true;
}

static void complete_server(struct checks *s, struct conf_real *r)
{
	struct conf_check *next;

	s->r = r;
	for (struct conf_check *check = r->checks.first; check; check = next) {
		next = (struct conf_check *)check->head.next;
		if (!complete_check(s, check))
			conf_remove(&r->checks, check);
	}
}

void complete_checks(struct conf_bind *b, struct config *c, struct conf_virtual *v)
{
	struct checks s = { .b = b, .g = &c->global, .v = v };

	conf_each(struct conf_real, r, v->reals)
		complete_server(&s, r);
	conf_each(struct conf_real, r, v->backups)
		complete_server(&s, r);
}
