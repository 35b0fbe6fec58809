/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * k_link - asks the driver of an interface whether it has a link, for those that do not tell by themselves.
 *
 * The kernel takes a lock for that: a worker leaves it to its hand.
 */
#pragma once

#include "keepalived/model/conf_static.h"
#include "lib/base/ka.h"

/* @fd: any socket. 1: up, 0: down; a negative errno if the driver does not know this method. */
must_use int k_link_ask(int fd, enum conf_linkbeat_method method, const char *name);
