/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * conf_lvs - virtual servers, and the real servers behind them.
 */
#pragma once

#include "keepalived/model/conf_check.h"
#include "lib/conf/schema.h"

enum conf_forward_method { CONF_FORWARD_UNSET, CONF_FORWARD_NAT, CONF_FORWARD_DR, CONF_FORWARD_TUN };
enum conf_tunnel_kind { CONF_TUNNEL_IPIP, CONF_TUNNEL_GUE, CONF_TUNNEL_GRE };
enum conf_tunnel_sum { CONF_TUNNEL_NOCSUM, CONF_TUNNEL_CSUM, CONF_TUNNEL_REMCSUM };

/* How packets get from the director to a server; inherited as a whole. */
struct conf_forward {
	uint8_t  method; /* enum conf_forward_method */
	uint8_t  tunnel;
	uint8_t  sum;
	uint16_t port;   /* of a gue tunnel */
};

/* virtual_server_group: one line. */
struct conf_vs_entry {
	struct conf_head head;
	struct addr      first;   /* no family: a mark */
	struct addr      last;    /* the same for a single address */
	uint32_t         port;
	uint32_t         fwmark;
	uint8_t          family;  /* of a mark: enum addr_family, none if not given */
	const char      *text;    /* as written */
};

struct conf_vs_group {
	struct conf_head                head;
	CONF_LIST(struct conf_vs_entry) entries;
	uint32_t                        n_users;
	bool                            has_address;
	bool                            has_ipv4;      /* of addresses and of marks that say so */
	bool                            has_ipv6;
	bool                            has_mark;      /* without a family */
	bool                            has_zero_port; /* an address without a port */
};

enum conf_service_key { CONF_SERVICE_ADDR, CONF_SERVICE_MARK, CONF_SERVICE_GROUP };

struct conf_virtual;

/* A real server, a backup real server, or, with few of the members, the sorry server. */
struct conf_real {
	struct conf_head             head; /* completed: its name is the one of messages */
	const struct conf_virtual   *service;
	struct addr                  addr;
	uint32_t                     written_port; /* 0: none */
	uint32_t                     port;         /* completed: of the destination in the kernel */
	uint32_t                     weight;
	struct conf_forward          forward;
	uint32_t                     upper_threshold;
	uint32_t                     lower_threshold;
	bool                         inhibit_on_failure;
	bool                         alpha;
	bool                         smtp_alert;
	struct conf_script           notify_up;
	struct conf_script           notify_down;
	uint32_t                     retry;
	struct span                  delay_before_retry;
	struct span                  warmup;
	struct span                  connect_timeout;
	struct span                  delay_loop;
	const char                  *virtualhost;
	const char                  *snmp_name;
	CONF_LIST(struct conf_check) checks;
};

struct conf_virtual {
	struct conf_head      head; /* completed: its name is the one of messages */
	uint8_t               key;  /* enum conf_service_key */
	struct addr           addr;
	uint32_t              port;
	uint32_t              fwmark;
	const char           *group_name;
	struct conf_vs_group *group;
	uint32_t              ordinal; /* among those of the group */

	uint8_t             family; /* enum addr_family; completed */
	uint8_t             protocol; /* IPPROTO_*; 0: none */
	uint8_t             scheduler; /* index into conf_schedulers */
	uint32_t            flags; /* completed: as the kernel has them */
	bool                ops;
	bool                hashed;
	bool                flag_1;
	bool                flag_2;
	bool                flag_3;
	bool                sh_fallback;
	bool                sh_port;
	bool                mh_fallback;
	bool                mh_port;
	struct conf_forward forward;
	const char         *nat_mask;
	const char         *persistence_engine;
	uint32_t            persistence_timeout; /* 0: not persistent */
	struct addr         granularity; /* IPv4: a mask, IPv6: bytes[0] is the prefix length */
	bool                ha_suspend;
	bool                smtp_alert;
	const char         *virtualhost;
	const char         *snmp_name;
	bool                alpha;
	bool                omega;
	uint32_t            quorum;
	uint32_t            hysteresis;
	struct conf_script  quorum_up;
	struct conf_script  quorum_down;
	uint32_t            failover_threshold;
	struct conf_script  failover_up;
	struct conf_script  failover_down;
	uint32_t            weight;
	bool                inhibit_on_failure;
	struct conf_real   *sorry; /* NULL: none */
	bool                sorry_inhibit;
	struct conf_forward sorry_forward;

	/* For those below. */
	struct span delay_loop;
	struct span connect_timeout;
	struct span delay_before_retry;
	struct span warmup;
	uint32_t    retry;

	CONF_LIST(struct conf_real) reals;
	CONF_LIST(struct conf_real) backups;
};

struct conf_ssl {
	struct conf_head   head;
	struct conf_secret password;
	const char        *ca;
	const char        *certificate;
	const char        *key;
};

extern const struct conf_word_value conf_schedulers[];

extern const struct conf_block conf_vs_group_block;
extern const struct conf_block conf_virtual_block;
extern const struct conf_block conf_real_block;
extern const struct conf_block conf_backup_block;
extern const struct conf_block conf_ssl_block;

struct arena;

/* "[10.0.0.1]:tcp:80", "FWM 5", "[G]:0" */
const char *conf_virtual_name(struct arena *arena, const struct conf_virtual *v);
/* "[10.0.0.2]:tcp:80", with what the file says of the port */
const char *conf_real_name(struct arena *arena, const struct conf_virtual *v, const struct conf_real *r);
