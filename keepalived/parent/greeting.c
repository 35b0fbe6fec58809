/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/parent/greeting.h"

#include <sys/utsname.h>

#include <linux/version.h>

#include "keepalived/bus/idents.h"
#include "keepalived/model/config.h"
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

static bool has_alert(const struct config *config)
{
	conf_each(const struct conf_vrrp, v, config->vrrps) {
		if (v->smtp_alert)
			return true;
	}
	conf_each(const struct conf_vrrp_group, g, config->vrrp_groups) {
		if (g->smtp_alert)
			return true;
	}
	return false;
}

void greeting_say_not_served(const struct config *config, const struct parent_orders *orders)
{
	const struct conf_global *global = &config->global;
	const bool                vrrp = !orders->no_vrrp;
	const struct {
		bool        is_wanted;
		const char *what;
		enum ident  ident;
	} rows[] = {
		{ config->virtuals.n && !orders->no_check, "virtual_server", IDENT_CHECK },
		{ config->bfds.n && !orders->no_bfd, "bfd_instance", IDENT_BFD },
		{ config->scripts.n && vrrp, "vrrp_script", IDENT_VRRP },
		{ config->track_files.n && vrrp, "track_file", IDENT_VRRP },
		{ config->track_processes.n && vrrp, "vrrp_track_process", IDENT_VRRP },
		{ config->linkbeats.n && vrrp, "linkbeat_interfaces", IDENT_VRRP },
		{ config->garp_groups.n && vrrp, "garp_group", IDENT_VRRP },
		{ config->static_addresses.n && vrrp, "static_ipaddress", IDENT_VRRP },
		{ config->static_routes.n && vrrp, "static_routes", IDENT_VRRP },
		{ config->static_rules.n && vrrp, "static_rules", IDENT_VRRP },
		{ global->sync_daemon.interface, "lvs_sync_daemon", IDENT_VRRP },
		{ has_alert(config) && vrrp, "smtp_alert", IDENT_VRRP },
		{ global->lvs_notify_fifo.path, "lvs_notify_fifo", IDENT_CHECK },
		{ global->snmp_vrrp || global->snmp_checker || global->snmp_rfcv2 || global->snmp_rfcv3, "SNMP",
		  IDENT_PARENT },
		{ global->enable_dbus, "D-Bus", IDENT_PARENT },
		{ global->reload_time_file || global->reload_file, "a reload by file", IDENT_PARENT },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (rows[i].is_wanted)
			log_as(rows[i].ident, LOG_INFO, "%s: not served by this build yet", rows[i].what);
	}
}
