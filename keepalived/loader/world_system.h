/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * world_system - the machine itself as the model's world (keepalived/model/world.h).
 *
 * Nothing is looked up before it is asked for, and interfaces and addresses only once: what the model
 * sees of them does not change while it binds. Strings that are handed out live until the close.
 */
#pragma once

#include "keepalived/model/world.h"
#include "lib/base/ka.h"

struct world_system;

must_use int world_system_open(struct world_system **ret_world);
void world_system_close(struct world_system *world); /* NULL is fine */

/* Negative errno if the interfaces could not be read, in which case there seem to be none. */
int world_system_links_error(const struct world_system *world);

/* Their first argument is a struct world_system. */
extern const struct world_ops world_system_ops;
