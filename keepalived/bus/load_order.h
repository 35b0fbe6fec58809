/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * load_order - what the loader is to read, and what it answers.
 *
 * It logs what there is to say about the files, sends one verdict, and leaves. Descriptors come along
 * with a verdict of status 0 only: the sealed image, and the secrets.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct load_order {
	const char *conf_file;       /* absolute, or a pattern that is */
	const char *config_id;       /* NULL: the name of this host */
	bool        checks_includes; /* -e */
	const char *netns;           /* -s: wins over what the file says; NULL: not given */
	unsigned    slot;
	uint8_t     digest_key[32];
	int         channel;         /* SOCK_SEQPACKET to the parent; owned from now on */
};

enum { LOAD_FD_IMAGE, LOAD_FD_SECRETS, LOAD_N_FDS };

/* Exit statuses of the daemon. */
enum { LOAD_USABLE = 0, LOAD_FAILED = 1, LOAD_UNUSABLE = 2, LOAD_NO_FILE = 6 };

struct load_verdict {
	int  status;
	bool is_fatal; /* read to the end, but no child could run with it */
};
