/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/reason.h"

static const struct {
	const char *text;
	const char *name;
} reasons[] = {
#define X(constant, text, name) [constant] = { text, name },
	FAULT_REASONS(X)
#undef X
};

const char *fault_text(enum fault_reason reason)
{
	return reasons[reason].text;
}

const char *fault_name(enum fault_reason reason)
{
	return reasons[reason].name;
}
