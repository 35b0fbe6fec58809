/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lvs_words - values of virtual and real servers that fit no kind of the schema.
 */
#pragma once

#include "keepalived/model/conf_lvs.h"

struct sbuf;

extern const struct conf_custom lvs_ip_family;
extern const struct conf_custom lvs_forward;
extern const struct conf_custom lvs_real_forward;
extern const struct conf_custom lvs_sorry_forward;
extern const struct conf_custom lvs_sorry_server;
extern const struct conf_custom lvs_granularity;
extern const struct conf_custom lvs_ssl_password;

/* ADDR [PORT], fwmark MARK or group NAME, behind virtual_server. False: the block is skipped. */
bool lvs_begin_virtual(struct conf_bind *b, void *object);
void lvs_virtual_title(const void *object, struct sbuf *out);

/* ADDR [PORT] behind real_server. */
bool lvs_begin_real(struct conf_bind *b, void *object);
void lvs_real_title(const void *object, struct sbuf *out);
void lvs_identity(const void *object, struct sbuf *out);

/* ADDR [PORT] in the words from @word on; complaints about the port are made here. */
bool lvs_read_server(struct conf_bind *b, size_t word, struct addr *ret_addr, uint32_t *ret_port);
