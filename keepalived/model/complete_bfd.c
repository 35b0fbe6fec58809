/* SPDX-License-Identifier: GPL-2.0-or-later */
/* BFD sessions: which of them can be had side by side, and what they do by default. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "keepalived/model/complete.h"

/*
 * Packets are matched to sessions by neighbour and source, so no two may have the same, and none may
 * be without a source beside another one of the same neighbour.
 */
struct taken {
	struct map neighbors; /* "NEIGHBOR PORT": any session */
	struct map pairs;     /* "NEIGHBOR PORT SOURCE": that session; "NEIGHBOR PORT -": without a source */
};

enum { IPV6_DEFAULT_ARRIVAL = 64 }; /* what older peers send, instead of the 255 of RFC 5881 */

/* A finding about the session as a whole stands at its closing brace. */
static printf_like(4, 5) struct diag *report_end(struct conf_bind *b, enum diag_code code,
						 const struct conf_bfd *bfd, const char *fmt, ...)
{
	char         text[1024];
	struct diag *d;
	va_list      args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	d = diag_add(b->diags, code, conf_bind_end_place(b, &bfd->head), "%s", text);
	d->block = arena_printf(b->scratch, "bfd_instance %s", bfd->head.name);
	d->block_place = conf_bind_object_place(b, &bfd->head);
	return d;
}

static bool has_good_addresses(struct conf_bind *b, const struct conf_bfd *bfd)
{
	char neighbor[ADDR_LEN];
	char source[ADDR_LEN];

	if (!bfd->neighbor.family) {
		report_end(b, DIAG_INCOMPLETE, bfd,
			   "Configuration error: BFD instance %s has no neighbor address set, disabling instance",
			   bfd->head.name);
		return false;
	}
	if (bfd->source.family && bfd->source.family != bfd->neighbor.family) {
		report_end(b, DIAG_CONFLICT, bfd,
			   "Configuration error: BFD instance %s source address %s and neighbor address %s are"
			   " not of the same family, disabling instance",
			   bfd->head.name, addr_format(&bfd->source, source),
			   addr_format(&bfd->neighbor, neighbor));
		return false;
	}
	return true;
}

static const struct conf_bfd *find_rival(const struct taken *t, const char *neighbor, const char *pair,
					 const char *pair_without_source, bool has_source)
{
	const struct conf_bfd *rival;

	if (!has_source)
		return map_find(&t->neighbors, neighbor);
	rival = map_find(&t->pairs, pair);
	return rival ? rival : map_find(&t->pairs, pair_without_source);
}

static void report_rival(struct conf_bind *b, const struct conf_bfd *bfd, const struct conf_bfd *rival)
{
	char         neighbor[ADDR_LEN];
	char         source[ADDR_LEN];
	const char  *source_text = bfd->source.family ? addr_format(&bfd->source, source) : "";
	struct diag *d;

	d = report_end(b, DIAG_DUPLICATE, bfd,
		       "Configuration error: BFD instance %s has duplicate %sneighbor address %s%s%s, ignoring"
		       " instance",
		       bfd->head.name, *source_text ? "source/" : "", source_text, *source_text ? "/" : "",
		       addr_format(&bfd->neighbor, neighbor));
	diag_help(b->diags, d, "%s, in line %" PRIu32 ", has it already; give each of them a source_ip of its own",
		  rival->head.name, rival->head.line);
}

/* False: another session has what this one wants. */
static bool take(struct conf_bind *b, struct taken *t, struct conf_bfd *bfd)
{
	bool                   has_source = bfd->source.family != ADDR_NONE;
	char                   text[ADDR_LEN];
	const char            *neighbor;
	const char            *no_pair;
	const char            *pair;
	const struct conf_bfd *rival;

	neighbor = arena_printf(b->scratch, "%s %d", addr_format(&bfd->neighbor, text), bfd->is_multihop);
	no_pair = arena_printf(b->scratch, "%s -", neighbor);
	pair = has_source ? arena_printf(b->scratch, "%s %s", neighbor, addr_format(&bfd->source, text)) : no_pair;
	rival = find_rival(t, neighbor, pair, no_pair, has_source);
	if (rival) {
		report_rival(b, bfd, rival);
		return false;
	}
	map_put(&t->neighbors, neighbor, bfd);
	map_put(&t->pairs, pair, bfd);
	return true;
}

static void complete_hops(struct conf_bind *b, struct conf_bfd *bfd)
{
	if (!conf_is_given(bfd, ttl)) {
		bfd->ttl = 255;
		bfd->arrival_ttl = bfd->neighbor.family == ADDR_IPV6 ? IPV6_DEFAULT_ARRIVAL : 255;
	} else {
		bfd->arrival_ttl = bfd->ttl;
	}
	if (bfd->max_hops < 0)
		bfd->max_hops = 255;
	if (bfd->max_hops > (int32_t)bfd->arrival_ttl) {
		report_end(b, DIAG_CONFLICT, bfd,
			   "BFD instance %s: max_hops exceeds ttl/hoplimit - setting to ttl/hoplimit",
			   bfd->head.name);
		bfd->max_hops = (int32_t)bfd->arrival_ttl;
	}
}

static void advise_timer(struct conf_bind *b, const struct conf_bfd *bfd, const struct span *timer,
			 const char *name)
{
	if (timer->us > 10 * USEC_PER_SEC)
		complete_report_line(b, DIAG_LOGGED, &bfd->head, "bfd_instance", timer,
				     "BFD instance %s: %s is more than 10000 ms", bfd->head.name, name);
}

static void complete_session(struct conf_bind *b, struct conf_bfd *bfd)
{
	complete_hops(b, bfd);
	advise_timer(b, bfd, &bfd->min_rx, "min_rx");
	advise_timer(b, bfd, &bfd->min_tx, "min_tx");
	advise_timer(b, bfd, &bfd->idle_tx, "idle_tx");
	if (!bfd->tells_vrrp && !bfd->tells_checkers)
		bfd->tells_vrrp = bfd->tells_checkers = true;
}

void complete_bfds(struct conf_bind *b, struct config *c)
{
	struct taken     t;
	struct conf_bfd *next;

	map_init(&t.neighbors);
	map_init(&t.pairs);
	for (struct conf_bfd *bfd = c->bfds.first; bfd; bfd = next) {
		next = (struct conf_bfd *)bfd->head.next;
		if (has_good_addresses(b, bfd) && take(b, &t, bfd)) {
			complete_session(b, bfd);
			continue;
		}
		conf_bind_forget(b, &conf_bfd_block, bfd->head.name);
		conf_remove(&c->bfds, bfd);
	}
	map_release(&t.neighbors);
	map_release(&t.pairs);
}
