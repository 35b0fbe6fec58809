/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/vrrp_sock.h"

#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/filter.h>

#include "keepalived/vrrp/core/vrrp_adv.h"
#include "lib/sys/fdutil.h"

/* Compared one by one in the filter; a program may have 4096 instructions, a VRID is one of 255. */
#define VRIDS_MAX 255

bool vrrp_sock_key_equal(const struct vrrp_sock_key *a, const struct vrrp_sock_key *b)
{
	return a->index == b->index && a->is_unicast == b->is_unicast && addr_equal(&a->address, &b->address);
}

static struct sockaddr_in sockaddr_of(const struct addr *addr)
{
	struct sockaddr_in sa = { .sin_family = AF_INET };

	memcpy(&sa.sin_addr, addr->bytes, sizeof(sa.sin_addr));
	return sa;
}

static int set(int fd, int level, int option, int value)
{
	return setsockopt(fd, level, option, &value, sizeof(value)) < 0 ? -errno : 0;
}

static int open_on(const struct vrrp_sock_key *key)
{
	_cleanup_close_ int fd = socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, VRRP_PROTOCOL);

	if (fd < 0)
		return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, key->interface, (socklen_t)strlen(key->interface) + 1) < 0)
		return -errno;
	return take_fd(&fd);
}

/* Nothing is to be heard on the sending socket. */
static int deafen(int fd)
{
	struct sock_filter nothing = BPF_STMT(BPF_RET | BPF_K, 0);
	struct sock_fprog  program = { .len = 1, .filter = &nothing };

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) < 0 ? -errno : 0;
}

static int open_out(const struct vrrp_sock_key *key)
{
	_cleanup_close_ int fd = open_on(key);
	struct ip_mreqn     via = { .imr_ifindex = (int)key->index };
	int                 error;

	if (fd < 0)
		return fd;
	error = deafen(fd);
	if (!error)
		error = set(fd, IPPROTO_IP, IP_HDRINCL, 1);
	if (!error)
		error = set(fd, SOL_SOCKET, SO_RCVBUF, 0);
	if (!error)
		error = set(fd, IPPROTO_IP, IP_TOS, VRRP_TOS);
	if (!error && !key->is_unicast) {
		if (setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &via, sizeof(via)) < 0)
			return -errno;
		error = set(fd, IPPROTO_IP, IP_MULTICAST_LOOP, 0);
	}
	return error ? error : take_fd(&fd);
}

static int open_in(const struct vrrp_sock_key *key)
{
	_cleanup_close_ int fd = open_on(key);
	struct sockaddr_in  sa = sockaddr_of(&key->address);
	int                 error;

	if (fd < 0)
		return fd;
	error = key->is_unicast ? set(fd, IPPROTO_IP, IP_FREEBIND, 1) : set(fd, IPPROTO_IP, IP_MULTICAST_ALL, 0);
	if (error)
		return error;
	if (bind(fd, (const struct sockaddr *)&sa, sizeof(sa)) < 0)
		return -errno;
	return take_fd(&fd);
}

int vrrp_sock_open(struct vrrp_sock_pair *pair, const struct vrrp_sock_key *key)
{
	*pair = (struct vrrp_sock_pair){ .in = -1, .out = -1 };
	pair->in = open_in(key);
	if (pair->in < 0)
		return pair->in;
	pair->out = open_out(key);
	if (pair->out < 0) {
		int error = pair->out;

		vrrp_sock_close(pair);
		return error;
	}
	return 0;
}

void vrrp_sock_close(struct vrrp_sock_pair *pair)
{
	fd_close(&pair->in);
	fd_close(&pair->out);
}

int vrrp_sock_filter(const struct vrrp_sock_pair *pair, const uint8_t *vrids, size_t n)
{
	struct sock_filter code[VRIDS_MAX + 8];
	struct sock_fprog  program = { .filter = code };
	size_t             at = 0;

	if (n > VRIDS_MAX)
		return -E2BIG;
	/* The packet begins with the IP header; the VRID is the second byte behind it. */
	code[at++] = (struct sock_filter)BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0);
	code[at++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_B | BPF_IND, 1);
	for (size_t i = 0; i < n; i++)
		code[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, vrids[i], (uint8_t)(n - i), 0);
	code[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, 0);
	code[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, UINT32_MAX);
	program.len = (unsigned short)at;
	return setsockopt(pair->in, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) < 0 ? -errno : 0;
}

int vrrp_sock_buffer(const struct vrrp_sock_pair *pair, uint32_t bytes)
{
	return set(pair->in, SOL_SOCKET, SO_RCVBUF, (int)MIN(bytes, (uint32_t)INT_MAX));
}

int vrrp_sock_send(const struct vrrp_sock_pair *pair, const struct addr *to, const void *bytes, size_t len)
{
	struct sockaddr_in sa = sockaddr_of(to);

	if (sendto(pair->out, bytes, len, MSG_DONTWAIT | MSG_NOSIGNAL, (const struct sockaddr *)&sa, sizeof(sa)) < 0)
		return -errno;
	return 0;
}
