/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/kernel/k_link.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include <linux/ethtool.h>
#include <linux/mii.h>
#include <linux/sockios.h>

static int ask(int fd, unsigned long request, struct ifreq *wish)
{
	return ioctl(fd, request, wish) < 0 ? -errno : 0;
}

static int read_mii(int fd, struct ifreq *wish, uint16_t *ret_value)
{
	struct mii_ioctl_data data;
	int                   error = ask(fd, SIOCGMIIREG, wish);

	memcpy(&data, &wish->ifr_ifru, sizeof(data));
	*ret_value = data.val_out;
	return error;
}

/* The bit remembers that the link was lost since it was read last, so it is read twice. */
static int ask_mii(int fd, struct ifreq *wish)
{
	struct mii_ioctl_data data;
	uint16_t              status;
	int                   error = ask(fd, SIOCGMIIPHY, wish);

	if (error < 0)
		return error;
	memcpy(&data, &wish->ifr_ifru, sizeof(data));
	data.reg_num = MII_BMSR;
	memcpy(&wish->ifr_ifru, &data, sizeof(data));
	error = read_mii(fd, wish, &status);
	if (!error)
		error = read_mii(fd, wish, &status);
	return error ? error : (status & BMSR_LSTATUS) != 0;
}

static int ask_ethtool(int fd, struct ifreq *wish)
{
	struct ethtool_value value = { .cmd = ETHTOOL_GLINK };
	int                  error;

	wish->ifr_data = (char *)&value;
	error = ask(fd, SIOCETHTOOL, wish);
	return error ? error : value.data != 0;
}

static int ask_flags(int fd, struct ifreq *wish)
{
	int error = ask(fd, SIOCGIFFLAGS, wish);

	return error ? error : (wish->ifr_flags & IFF_UP) && (wish->ifr_flags & IFF_RUNNING);
}

int k_link_ask(int fd, enum conf_linkbeat_method method, const char *name)
{
	struct ifreq wish = { 0 };

	snprintf(wish.ifr_name, sizeof(wish.ifr_name), "%s", name);
	switch (method) {
	case CONF_LINKBEAT_MII: return ask_mii(fd, &wish);
	case CONF_LINKBEAT_ETHTOOL: return ask_ethtool(fd, &wish);
	case CONF_LINKBEAT_IOCTL: return ask_flags(fd, &wish);
	case CONF_LINKBEAT_AUTO: break;
	}
	return -EINVAL;
}
