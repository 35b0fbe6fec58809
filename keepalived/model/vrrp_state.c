/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/vrrp_state.h"

const char *vrrp_state_name(enum vrrp_state state)
{
	switch (state) {
#define X(constant, name)                                                                          \
	case constant:                                                                             \
		return name;
		VRRP_STATES(X)
#undef X
	}
	return "?";
}
