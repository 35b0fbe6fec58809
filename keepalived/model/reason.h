/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reason - why things are as they are: the one list of causes, each with the text people read and the
 * name programs read.
 *
 * Causes of one object form a set. The set is worked out anew from what is known whenever that
 * changes; nothing is counted up and down, so nothing can be left over.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Why an instance is in FAULT. */
#define FAULT_REASONS(X)                                                                           \
	X(FAULT_INTERFACE, "interface down", "interface_down")                                     \
	X(FAULT_BASE_INTERFACE, "base interface down", "base_interface_down")                      \
	X(FAULT_NO_SOURCE, "no source address", "no_source_address")                               \
	X(FAULT_SCRIPT, "tracked script failed", "script")                                         \
	X(FAULT_FILE, "tracked file", "file")                                                      \
	X(FAULT_PROCESS, "tracked process quorum not achieved", "process")                         \
	X(FAULT_BFD, "tracked BFD session down", "bfd")                                            \
	X(FAULT_DUPLICATE_VRID, "duplicate VRID", "duplicate_vrid")                                \
	X(FAULT_CONFIG, "configuration error", "configuration")                                    \
	X(FAULT_SYNC_GROUP, "another member of the sync group", "sync_group")

enum fault_reason {
#define X(constant, text, name) constant,
	FAULT_REASONS(X)
#undef X
	FAULT_N
};

_Static_assert(FAULT_N <= 32, "the reasons fit into a set");

struct fault_set {
	uint32_t bits; /* 1 << enum fault_reason */
};

static inline bool fault_any(struct fault_set s)
{
	return s.bits != 0;
}

static inline bool fault_has(struct fault_set s, enum fault_reason reason)
{
	return s.bits >> reason & 1;
}

static inline struct fault_set fault_with(struct fault_set s, enum fault_reason reason)
{
	return (struct fault_set){ s.bits | UINT32_C(1) << reason };
}

const char *fault_text(enum fault_reason reason); /* for people */
const char *fault_name(enum fault_reason reason); /* for programs */
