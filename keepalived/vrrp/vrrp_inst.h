/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_inst - what one virtual router sends and expects, what it depends on, which addresses it has.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct addr;
struct conf_vrrp;
struct view;
struct vrrp_expect;
struct vrrp_inst;
struct vrrp_role;

/* What is configured and not served by this build: NULL, or the first of it. */
const char *vrrp_inst_unserved(const struct conf_vrrp *conf);

void vrrp_inst_init(struct vrrp_inst *i, struct vrrp_role *role, const struct conf_vrrp *conf, const void *secrets,
		    size_t secrets_len);
void vrrp_inst_release(struct vrrp_inst *i);

/* Work out again what follows from interfaces and addresses. True: something of it is different. */
bool vrrp_inst_look(struct vrrp_inst *i, const struct view *view, struct addr *ret_source);

/* As the facts are now, for the log. */
void vrrp_inst_say_faults(const struct vrrp_inst *i);

/* Whether an address is one of its virtual ones, wherever it is. */
bool vrrp_inst_has_virtual(const struct vrrp_inst *i, const struct addr *addr);

/* Addresses that are virtual, by interface, into i->virtuals. */
void vrrp_inst_want(struct vrrp_inst *i, const struct view *view);

/* The advert for @source from now on. */
void vrrp_inst_source(struct vrrp_inst *i, const struct addr *source);

/* What it expects of a packet now. */
const struct vrrp_expect *vrrp_inst_expect(struct vrrp_inst *i);
