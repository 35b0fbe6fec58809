/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * watchable - whether changes of a file will be noticed by watching the directory it is in.
 */
#pragma once

#include "keepalived/model/world.h"
#include "lib/base/arena.h"

/* @file need not exist; symbolic links are followed, also to where a file may appear. */
enum world_directory watchable_directory(struct arena *a, const char *file);
