/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/vrrp_hand.h"

#include <fcntl.h>

#include "keepalived/bus/vrrp_start.h"
#include "keepalived/vrrp/vrrp_own.h"
#include "lib/sys/fdutil.h"
#include "lib/sys/log.h"

void vrrp_hand_send(struct vrrp_role *r)
{
	if (r->hand.fd < 0)
		return;
	hand_on_writable(&r->hand);
	ev_io_want(&r->hand_io, EV_READ | (hand_wants_write(&r->hand) ? EV_WRITE : 0));
}

static void forget(struct vrrp_role *r)
{
	ev_io_stop(&r->hand_io);
	fd_close(&r->hand_watch);
}

static void on_hand(struct ev_io *io, unsigned ready)
{
	static const char wanted = VRRP_SAYS_HAND;
	struct vrrp_role *r = container_of(io, struct vrrp_role, hand_io);
	bool              is_lost = false;

	if (ready & EV_READ)
		is_lost = hand_on_readable(&r->hand) < 0;
	if (is_lost) {
		forget(r);
		if (channel_send(&r->parent, &wanted, 1, NULL, 0) < 0)
			log_info("the parent does not listen");
		return;
	}
	vrrp_hand_send(r);
}

void vrrp_hand_attach(struct vrrp_role *r, int fd)
{
	forget(r);
	hand_attach(&r->hand, fd);
	r->hand_watch = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	r->hand_io = (struct ev_io){ .ev = { "hand" }, .on_ready = on_hand };
	ev_io_start(&r->loop, &r->hand_io, r->hand_watch, EV_READ);
	vrrp_hand_send(r);
}

void vrrp_hand_open(struct vrrp_role *r, int fd)
{
	r->hand_watch = -1;
	hand_init(&r->hand);
	if (fd >= 0)
		vrrp_hand_attach(r, fd);
}

void vrrp_hand_close(struct vrrp_role *r)
{
	forget(r);
	hand_release(&r->hand);
}
