/* SPDX-License-Identifier: GPL-2.0-or-later */
/* greeting - the lines at a start that say what was started, and what of it this build does not do. */
#pragma once

struct config;
struct parent_orders;

void greeting_say(const struct parent_orders *orders);
void greeting_say_not_served(const struct config *config, const struct parent_orders *orders);
