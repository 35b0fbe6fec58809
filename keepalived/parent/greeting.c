/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/parent/greeting.h"

#include <string.h>
#include <sys/utsname.h>

#include <linux/version.h>

#include "keepalived/bus/idents.h"
#include "keepalived/model/served.h"
#include "keepalived/parent/parent_orders.h"
#include "lib/text/sbuf.h"

#define COMMAND_LINE "Command line: "
#define INDENT       "              "
#define LINE_WIDTH   200

static void say_kernel(void)
{
	struct utsname host;

	if (uname(&host) == 0)
		log_info("Running on %s %s %s (built for Linux %d.%d.%d)", host.sysname, host.release, host.version,
			 LINUX_VERSION_CODE >> 16, LINUX_VERSION_CODE >> 8 & 0xff, LINUX_VERSION_CODE & 0xff);
}

static void say_command_line(int argc, char *const *argv)
{
	struct sbuf line;

	sbuf_init(&line);
	sbuf_add(&line, COMMAND_LINE);
	for (int i = 0; i < argc; i++) {
		if (i && line.len > LINE_WIDTH) {
			log_info("%s", sbuf_text(&line));
			sbuf_release(&line);
			sbuf_init(&line);
			sbuf_add(&line, INDENT);
		} else if (i) {
			sbuf_add(&line, " ");
		}
		sbuf_addf(&line, "'%s'", argv[i]);
	}
	log_info("%s", sbuf_text(&line));
	sbuf_release(&line);
}

void greeting_say(const struct parent_orders *orders)
{
	log_info("Starting %s", orders->program);
	say_kernel();
	say_command_line(orders->argc, orders->argv);
}

/* What was said last, since what is the same comes in a row. */
struct saying {
	const struct parent_orders *orders;
	const char                 *last;
};

static bool is_run(const struct parent_orders *orders, enum served_owner owner)
{
	switch (owner) {
	case SERVED_VRRP:
		return !orders->no_vrrp;
	case SERVED_CHECK:
		return !orders->no_check;
	case SERVED_BFD:
		return !orders->no_bfd;
	case SERVED_PARENT:
		break;
	}
	return true;
}

static void say_not_served(void *context, const struct served_lack *lack)
{
	static const enum ident idents_of[] = {
		[SERVED_PARENT] = IDENT_PARENT, [SERVED_VRRP] = IDENT_VRRP,
		[SERVED_CHECK] = IDENT_CHECK,   [SERVED_BFD] = IDENT_BFD,
	};
	struct saying *s = context;

	/* Which instances stay in FAULT, the VRRP process says. */
	if (lack->is_refused || !is_run(s->orders, lack->owner) || (s->last && strcmp(s->last, lack->what) == 0))
		return;
	s->last = lack->what;
	log_as(idents_of[lack->owner], LOG_INFO, "%s: not served by this build yet", lack->what);
}

void greeting_say_not_served(const struct config *config, const struct parent_orders *orders)
{
	struct saying saying = { .orders = orders };

	served_each(config, say_not_served, &saying);
}
