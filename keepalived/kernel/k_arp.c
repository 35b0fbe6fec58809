/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/kernel/k_arp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <linux/if_ether.h>
#include <linux/if_packet.h>

#include "lib/sys/fdutil.h"

/* As many as are handed to the kernel in one system call. */
#define MOST_AT_ONCE 64

/* For the frames of a takeover that a card has not sent yet; the system's limit may be lower. */
#define SEND_BUFFER (1024 * 1024)

int k_arp_open(struct k_arp *a)
{
	const int buffer = SEND_BUFFER;

	/* Of protocol 0, so that the kernel has nothing to hand to it. */
	a->fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (a->fd < 0)
		return -errno;
	if (setsockopt(a->fd, SOL_SOCKET, SO_SNDBUFFORCE, &buffer, sizeof(buffer)) < 0)
		(void)setsockopt(a->fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof(buffer));
	return 0;
}

void k_arp_close(struct k_arp *a)
{
	fd_close(&a->fd);
}

/* How many were sent; negative errno if not even the first was. */
static int send_some(const struct k_arp *a, const struct k_arp_frame frames[], unsigned n)
{
	struct sockaddr_ll to[MOST_AT_ONCE];
	struct iovec parts[MOST_AT_ONCE];
	struct mmsghdr messages[MOST_AT_ONCE];
	int r;

	for (unsigned i = 0; i < n; i++) {
		to[i] = (struct sockaddr_ll){
			.sll_family = AF_PACKET,
			.sll_protocol = htons(ETH_P_ARP),
			.sll_ifindex = (int)frames[i].index,
		};
		parts[i] = (struct iovec){ (void *)(uintptr_t)frames[i].bytes, frames[i].len };
		messages[i] = (struct mmsghdr){ .msg_hdr = { .msg_name = &to[i],
							     .msg_namelen = sizeof(to[i]),
							     .msg_iov = &parts[i],
							     .msg_iovlen = 1 } };
	}
	do
		r = sendmmsg(a->fd, messages, n, 0);
	while (r < 0 && errno == EINTR);
	return r < 0 ? -errno : r;
}

size_t k_arp_send(const struct k_arp *a, const struct k_arp_frame frames[], size_t n,
		  int *ret_error)
{
	size_t sent = 0;

	while (sent < n) {
		int r = send_some(a, frames + sent, (unsigned)MIN(n - sent, MOST_AT_ONCE));

		if (r < 0) {
			*ret_error = r;
			return sent;
		}
		sent += (size_t)r;
	}
	return sent;
}
