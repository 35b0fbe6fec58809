/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_rows - the keywords of a vrrp_instance.
 */
#pragma once

#include "keepalived/model/conf_vrrp.h"

extern const struct conf_block conf_vrrp_block;
