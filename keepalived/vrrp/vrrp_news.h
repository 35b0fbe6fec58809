/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_news - what it means for instances that an interface has come, gone or become another one.
 *
 * A name counts, not the interface that has it: one that is deleted and made again is the same to an
 * instance, whatever kind it is now. That two instances of one VRID find themselves on one base that way
 * is seen only then; the one whose interface has come is in FAULT until that is over.
 */
#pragma once

#include <stdbool.h>

struct iface_news;
struct vrrp_role;

/* Something was different in the view. True: instances have to be looked at. */
bool vrrp_news_take(struct vrrp_role *r, const struct iface_news *news);

/* After that: an interface may have come by its name with addresses on it that nobody is to have. */
void vrrp_news_tidy(struct vrrp_role *r);
