/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * k_arp - sends ARP frames as they are, from any interface; hears nothing.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/base/ka.h"

struct k_arp {
	int fd; /* owned; -1 while it is not open */
};

struct k_arp_frame {
	const void *bytes; /* from the header of the link on */
	size_t      len;
	uint32_t    index; /* of the interface */
};

must_use int k_arp_open(struct k_arp *a);
void         k_arp_close(struct k_arp *a);

/*
 * Send @frames in their order without waiting. Returns how many went out; when not all did,
 * *ret_error says why the next did not: -EAGAIN and -ENOBUFS pass by, anything else is that frame's
 * fault or its interface's, and those behind it may do better.
 */
size_t k_arp_send(const struct k_arp *a, const struct k_arp_frame frames[], size_t n,
		  int *ret_error);
