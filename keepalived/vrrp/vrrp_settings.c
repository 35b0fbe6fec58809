/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/vrrp_settings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "keepalived/vrrp/vrrp_own.h"
#include "lib/sys/log.h"

#define IGMP_REPORTS "net/ipv4/igmp_link_local_mcast_reports"

void vrrp_settings_open(struct vrrp_role *r, int memory)
{
	sysctls_init(&r->settings, memory);
}

static char *promote_path(const struct conf_vrrp *conf)
{
	char *made;

	if (asprintf(&made, "net/ipv4/conf/%s/promote_secondaries", conf->interface) < 0)
		abort();
	return made;
}

static void say_refused(const struct sysctl_wish *wish)
{
	if (wish->error == -ENOENT)
		log_info("kernel does not support /proc/sys/%s", wish->name);
	else if (wish->error < 0)
		log_errno(wish->error, "cannot set /proc/sys/%s to %s", wish->name, wish->value);
}

void vrrp_settings_apply(struct vrrp_role *r)
{
	VEC(struct sysctl_wish) wishes = { 0 };
	VEC(char *) paths = { 0 };

	if (r->config->global.disable_local_igmp)
		vec_push(&wishes, ((struct sysctl_wish){ .name = IGMP_REPORTS, .value = "0" }));
	for (size_t n = 0; n < r->n_insts; n++) {
		const struct conf_vrrp *conf = r->insts[n].conf;

		if (!conf->promote_secondaries || !conf->interface)
			continue;
		vec_push(&paths, promote_path(conf));
		vec_push(&wishes, ((struct sysctl_wish){ .name = paths.at[paths.n - 1], .value = "1" }));
	}
	sysctls_want(&r->settings, wishes.at, wishes.n);
	for (size_t n = 0; n < wishes.n; n++)
		say_refused(&wishes.at[n]);
	for (size_t n = 0; n < paths.n; n++)
		free(paths.at[n]);
	vec_release(&paths);
	vec_release(&wishes);
}

void vrrp_settings_restore(struct vrrp_role *r)
{
	sysctls_want(&r->settings, NULL, 0);
}

void vrrp_settings_close(struct vrrp_role *r)
{
	sysctls_release(&r->settings);
}
