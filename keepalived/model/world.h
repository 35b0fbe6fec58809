/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * world - what the model has to know of the machine, as questions with answers.
 *
 * Binding a configuration is pure but for these: whether an interface exists, who a user is, what a
 * script's path leads to. The loader answers from the system, a test from a table. Every answer is a
 * fact; what follows from it is decided in the model.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/net/addr.h"

enum world_link_kind {
	WORLD_LINK_OTHER,
	WORLD_LINK_MACVLAN_PRIVATE,
	WORLD_LINK_MACVLAN,
	WORLD_LINK_IPVLAN,
	WORLD_LINK_VRF,
};

struct world_iface {
	uint32_t             index;
	uint32_t             base_index; /* of a macvlan or ipvlan; else 0 */
	uint32_t             mtu;
	enum world_link_kind kind;
	bool                 is_up;      /* IFF_UP and IFF_RUNNING */
	bool                 is_loopback;
	bool                 is_multicast;
	bool                 is_noarp;
	bool                 is_ethernet;
	struct addr          address4;   /* first, ADDR_NONE if it has none */
	struct addr          address6;   /* link-local */
};

struct world_user {
	uint32_t uid;
	uint32_t gid; /* primary */
};

/* Numbers that iproute2 knows by name. */
enum world_rt {
	WORLD_RT_TABLE,
	WORLD_RT_PROTOCOL,
	WORLD_RT_REALM,
	WORLD_RT_SCOPE,
	WORLD_RT_DSFIELD,
	WORLD_RT_GROUP,
};

struct world_script_query {
	const char *program;
	uint32_t    uid; /* who would run it */
	uint32_t    gid;
	bool        has_all_groups;  /* the user's supplementary groups count too */
	const char *directory;       /* a relative path with a slash is meant from here */
	bool        is_via_symlink;  /* use_symlink_paths: the configured path is what is run */
};

/* One component of a path that somebody else than root could change. */
struct world_insecure {
	const char *path;
	uint32_t    owner;
	uint32_t    group;
	uint32_t    mode;
};

struct world_script {
	bool                  is_searched;     /* had no slash: looked for in PATH */
	bool                  is_found;
	bool                  is_directory_error; /* found in PATH, but may not be executed */
	int                   error;           /* errno of the look-up, when not found */
	const char           *path;            /* tidied: what argv[0] says */
	const char           *executed;        /* resolved */
	bool                  is_regular;
	bool                  is_executable;   /* for that user */
	bool                  is_privileged;   /* setuid or setgid to root */
	bool                  is_insecure;     /* for one who runs it as root */
	struct world_insecure why;             /* the first component found */
	bool                  has_interpreter; /* starts with #!, or is an ELF file */
};

enum world_directory {
	WORLD_DIR_GOOD,
	WORLD_DIR_MISSING,
	WORLD_DIR_NO_ACCESS,
	WORLD_DIR_NOT_WATCHABLE, /* read-only or without working inotify */
};

struct world_key_file {
	int         error; /* errno, else 0; EFBIG: longer than asked for */
	const char *bytes;
	size_t      length;
	bool        is_readable_by_others;
};

struct world_ops {
	bool (*iface)(void *world, const char *name, struct world_iface *ret_iface);
	const char *(*iface_name)(void *world, uint32_t index); /* NULL if there is none */
	bool (*has_address)(void *world, const struct addr *addr, const char *iface); /* NULL: on any */
	bool (*user)(void *world, const char *name, struct world_user *ret_user); /* names and decimal ids */
	bool (*group)(void *world, const char *name, uint32_t *ret_gid);
	void (*own_user)(void *world, struct world_user *ret_user);
	/* All groups of a user, @gid among them; good until the next question. */
	const uint32_t *(*groups)(void *world, uint32_t uid, uint32_t gid, size_t *ret_n);
	void (*script)(void *world, const struct world_script_query *query, struct world_script *ret_script);
	/* @names_etc, @names_usr: iproute2's directories, NULL for the usual ones. */
	bool (*rt_number)(void *world, enum world_rt kind, const char *name, uint32_t *ret_number);
	void (*rt_directories)(void *world, const char *names_etc, const char *names_usr);
	enum world_directory (*watch_directory)(void *world, const char *file);
	void (*key_file)(void *world, const char *path, size_t most, struct world_key_file *ret_file);
	/* Can @pattern be used? @options: bits by conf_regex_options. False: @ret_why and where. */
	bool (*regex)(void *world, const char *pattern, uint32_t options, const char **ret_why, size_t *ret_at);
	uint32_t (*n_cpus)(void *world);
	const char *(*node_name)(void *world);
};
