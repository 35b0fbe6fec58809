/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/bus/idents.h"

const struct log_ident idents[IDENT_N] = {
	[IDENT_PARENT] = { .name = "Keepalived", .file_suffix = "" },
	[IDENT_VRRP] = { .name = "Keepalived_vrrp", .file_suffix = "_vrrp" },
	[IDENT_CHECK] = { .name = "Keepalived_healthcheckers", .file_suffix = "_check" },
	[IDENT_BFD] = { .name = "Keepalived_bfd", .file_suffix = "_bfd" },
};
