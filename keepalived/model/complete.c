/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/complete.h"

#include <stdarg.h>
#include <stdio.h>

static struct diag *report(struct conf_bind *b, enum diag_code code, const struct conf_head *head,
			   const char *kind, const void *member, bool is_placed, const char *fmt, va_list args)
{
	char              text[1024];
	struct conf_place place = conf_bind_object_place(b, head);
	struct diag      *d;

	if (member)
		place = conf_bind_member_place(b, head, (size_t)((const char *)member - (const char *)head));
	vsnprintf(text, sizeof(text), fmt, args);
	d = diag_add(b->diags, code, place, "%s", text);
	d->is_placed = is_placed;
	if (head->name && kind) {
		d->block = arena_printf(b->scratch, "%s %s", kind, head->name);
		d->block_place = conf_bind_object_place(b, head);
	}
	return d;
}

struct diag *complete_report(struct conf_bind *b, enum diag_code code, const struct conf_head *head,
			     const char *kind, const void *member, const char *fmt, ...)
{
	struct diag *d;
	va_list      args;

	va_start(args, fmt);
	d = report(b, code, head, kind, member, false, fmt, args);
	va_end(args);
	return d;
}

struct diag *complete_report_line(struct conf_bind *b, enum diag_code code, const struct conf_head *head,
				  const char *kind, const void *member, const char *fmt, ...)
{
	struct diag *d;
	va_list      args;

	va_start(args, fmt);
	d = report(b, code, head, kind, member, true, fmt, args);
	va_end(args);
	return d;
}

void complete_fatal(struct conf_bind *b, struct diag *d)
{
	d->is_fatal = true;
	b->diags->unusable = true;
}

void config_complete(struct conf_bind *b, struct config *c)
{
	if (b->is_stopped) { /* of what was read before, interfaces are still worth a word */
		complete_interfaces(b, c);
		return;
	}
	conf_global_complete(b, &c->global);
	complete_bfds(b, c);
	complete_users(b, c);
	complete_groups(b, c);
	complete_tracks(b, c);
	complete_lvs(b, c);
	complete_interfaces(b, c);
	complete_scripts(b, c);
	complete_vrrp(b, c);
	complete_static(b, c);
	complete_weights(b, c);
	complete_cross(b, c);
	complete_lint(b, c);
}
