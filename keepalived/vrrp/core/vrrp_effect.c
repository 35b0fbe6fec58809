/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/core/vrrp_effect.h"

const char *vrrp_effect_name(enum vrrp_effect_kind kind)
{
	switch (kind) {
#define X(constant, name)                                                                          \
	case constant:                                                                             \
		return name;
		VRRP_EFFECTS(X)
#undef X
	}
	return "?";
}

const char *vrrp_line_name(enum vrrp_line line)
{
	switch (line) {
#define X(constant)                                                                                \
	case constant:                                                                             \
		return #constant;
		VRRP_LINES(X)
#undef X
	}
	return "?";
}
