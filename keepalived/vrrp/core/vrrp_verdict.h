/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrrp_verdict - what can be wrong with a received packet, and what follows from it.
 *
 * One list, in the order in which a packet is looked at (vrrp_judge): what becomes of the packet,
 * what is counted, how often it may be said in the log. vrrp_remark_add() has the sentences; the
 * ones that keepalived has as well are its own, byte for byte.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/ka.h"
#include "lib/net/addr.h"
#include "lib/text/sbuf.h"

/* Of an instance, but for the VRID errors, which are counted once for all. */
#define VRRP_COUNTERS(C)             \
	C(RECEIVED)                  \
	C(PRIORITY_ZERO_RECEIVED)    \
	C(VRID_ERRORS)               \
	C(LENGTH_ERRORS)             \
	C(TTL_ERRORS)                \
	C(VERSION_ERRORS)            \
	C(CHECKSUM_ERRORS)           \
	C(INVALID_TYPES)             \
	C(INTERVAL_ERRORS)           \
	C(ADDRESS_LIST_ERRORS)       \
	C(AUTH_INVALID_TYPES)        \
	C(AUTH_TYPE_MISMATCHES)      \
	C(AUTH_FAILURES)             \
	C(EXT_MISSING)               \
	C(EXT_MALFORMED)             \
	C(EXT_UNKNOWN_KEYS)          \
	C(EXT_INVALID_HMACS)         \
	C(EXT_STALE)                 \
	C(EXT_REPLAYS)

enum vrrp_counter {
	VRRP_COUNT_NOTHING,
#define VRRP_COUNTER(name) VRRP_COUNT_##name,
	VRRP_COUNTERS(VRRP_COUNTER)
#undef VRRP_COUNTER
	VRRP_N_COUNTERS
};

enum vrrp_fate { VRRP_KEEP, VRRP_DROP };

enum vrrp_say {
	VRRP_SAY_NEVER,
	VRRP_SAY_IN_DETAIL,   /* with detailed logging */
	VRRP_SAY_IF_ASKED,    /* with log_unknown_vrids; at most as the next */
	VRRP_SAY_SOMETIMES,   /* once in ten seconds, kind and sender: vrrp_quiet */
};

/* clang-format off */
#define VRRP_VERDICTS(V) \
	/* name              fate  counter               say */          \
	V(GOOD,              KEEP, NOTHING,              NEVER)          \
	V(TRUNCATED,         DROP, NOTHING,              SOMETIMES)      \
	V(TOO_EARLY,         DROP, NOTHING,              NEVER)          \
	V(BAD_HEADER,        DROP, NOTHING,              SOMETIMES)      \
	V(UNKNOWN_VRID,      DROP, VRID_ERRORS,          IF_ASKED)       \
	V(NOBODYS_PEER,      DROP, NOTHING,              NEVER)          \
	V(NOT_LISTENING,     DROP, NOTHING,              NEVER)          \
	V(WRONG_SCOPE,       DROP, NOTHING,              IN_DETAIL)      \
	V(AH_MISMATCH,       DROP, AUTH_TYPE_MISMATCHES, SOMETIMES)      \
	V(BAD_LENGTH,        DROP, LENGTH_ERRORS,        SOMETIMES)      \
	V(BAD_TTL,           DROP, TTL_ERRORS,           SOMETIMES)      \
	V(BAD_VERSION,       DROP, VERSION_ERRORS,       SOMETIMES)      \
	V(EXT_MISSING,       DROP, EXT_MISSING,          SOMETIMES)      \
	V(EXT_MALFORMED,     DROP, EXT_MALFORMED,        SOMETIMES)      \
	V(EXT_STALE,         DROP, EXT_STALE,            SOMETIMES)      \
	V(EXT_UNKNOWN_KEY,   DROP, EXT_UNKNOWN_KEYS,     SOMETIMES)      \
	V(EXT_INVALID_HMAC,  DROP, EXT_INVALID_HMACS,    SOMETIMES)      \
	V(EXT_NOT_A_PEER,    DROP, NOTHING,              SOMETIMES)      \
	V(EXT_REPLAY,        DROP, EXT_REPLAYS,          SOMETIMES)      \
	V(AUTH_INVALID_TYPE, DROP, AUTH_INVALID_TYPES,   SOMETIMES)      \
	V(AUTH_MISMATCH,     DROP, AUTH_TYPE_MISMATCHES, SOMETIMES)      \
	V(BAD_PASSWORD,      DROP, AUTH_FAILURES,        SOMETIMES)      \
	V(AH_FOREIGN,        DROP, NOTHING,              NEVER)          \
	V(BAD_AH_DIGEST,     DROP, AUTH_FAILURES,        SOMETIMES)      \
	V(BAD_AH_SPI,        DROP, AUTH_FAILURES,        SOMETIMES)      \
	V(OLD_AH_SEQUENCE,   DROP, AUTH_FAILURES,        SOMETIMES)      \
	V(BAD_INTERVAL,      DROP, INTERVAL_ERRORS,      SOMETIMES)      \
	V(BAD_TYPE,          DROP, INVALID_TYPES,        SOMETIMES)      \
	V(BAD_IP_LENGTH,     DROP, LENGTH_ERRORS,        SOMETIMES)      \
	V(OTHER_INTERVAL,    KEEP, NOTHING,              SOMETIMES)      \
	V(BAD_CHECKSUM,      DROP, CHECKSUM_ERRORS,      SOMETIMES)      \
	V(BAD_DESTINATION,   DROP, ADDRESS_LIST_ERRORS,  SOMETIMES)      \
	V(OWNER_IGNORES,     DROP, NOTHING,              SOMETIMES)      \
	V(ADDRESS_COUNT,     KEEP, ADDRESS_LIST_ERRORS,  SOMETIMES)      \
	V(ADDRESS_MISSING,   KEEP, ADDRESS_LIST_ERRORS,  SOMETIMES)      \
	V(NOT_A_PEER,        DROP, NOTHING,              SOMETIMES)      \
	V(PEER_TTL,          DROP, TTL_ERRORS,           SOMETIMES)
/* clang-format on */

enum vrrp_verdict {
#define VRRP_VERDICT(name, fate, counter, say) VRRP_##name,
	VRRP_VERDICTS(VRRP_VERDICT)
#undef VRRP_VERDICT
	VRRP_N_VERDICTS
};

/* A verdict with what its sentence needs. */
struct vrrp_remark {
	uint8_t     verdict; /* enum vrrp_verdict */
	uint32_t    got;
	uint32_t    expected;
	struct addr address; /* the sender; for ADDRESS_MISSING the address */
};

enum vrrp_fate    vrrp_verdict_fate(enum vrrp_verdict v);
enum vrrp_counter vrrp_verdict_counter(enum vrrp_verdict v);
enum vrrp_say     vrrp_verdict_say(enum vrrp_verdict v);

/*
 * Add the line for @r, without an end of line; nothing for what is never said. @name is the
 * instance's; before it is known (NULL) a line begins with @interface, where the packet came in.
 * @suppressed: how often it was not said since the last time.
 */
void vrrp_remark_add(struct sbuf *out, const struct vrrp_remark *r, const char *name,
		     const char *interface, unsigned suppressed);
