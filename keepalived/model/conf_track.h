/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * conf_track - what can be tracked, and how an instance or a group refers to it.
 */
#pragma once

#include "lib/conf/schema.h"

/* weight N [reverse]: a struct of its own, since objects and references share it. */
struct conf_weight {
	int32_t value;
	bool    is_reversed;
	bool    is_given;
};

struct conf_vrrp_script {
	struct conf_head   head;
	struct conf_script script;
	struct span        interval;
	struct span        timeout;
	struct conf_weight weight;
	uint32_t           rise;
	uint32_t           fall;
	const char        *user;
	const char        *group;
	bool               user_has_all_groups;
	bool               init_fail;
	bool               is_disabled; /* its file is not fit to run; nobody refers to it any more */
	uint32_t           n_references;
};

struct conf_track_file {
	struct conf_head   head;
	const char        *file;
	struct conf_weight weight;
	bool               has_init;
	int32_t            init_value;
	bool               init_overwrites;
	uint32_t           n_references;
};

enum conf_param_match { CONF_PARAM_ANY, CONF_PARAM_EXACT, CONF_PARAM_PARTIAL, CONF_PARAM_INITIAL };

struct conf_track_process {
	struct conf_head   head;
	const char *const *argv;     /* NULL-terminated: name and parameters */
	uint32_t           argc;
	uint8_t            param_match; /* enum conf_param_match */
	bool               full_command;
	struct conf_weight weight;
	uint32_t           quorum;
	uint32_t           quorum_max;
	struct span        fork_delay;
	struct span        terminate_delay;
	struct span        delay; /* as given; the other two hold the result */
	uint32_t           n_references;
};

/* One line of track_interface, track_script, track_file, track_process or track_bfd. */
struct conf_track {
	struct conf_head   head;
	const char        *name;
	struct conf_weight weight; /* as given here; completion puts that of the object */
	const void        *target; /* the object; NULL for interfaces */
};

struct conf_tracks {
	CONF_LIST(struct conf_track) interfaces;
	CONF_LIST(struct conf_track) scripts;
	CONF_LIST(struct conf_track) files;
	CONF_LIST(struct conf_track) processes;
	CONF_LIST(struct conf_track) bfds;
};

/* A row of a conf_weight; with CONF_BAD_USE a bad weight counts as 0. */
extern const struct conf_custom conf_weight_functions;

extern const struct conf_block conf_vrrp_script_block;
extern const struct conf_block conf_track_file_block;
extern const struct conf_block conf_track_process_block;

extern const struct conf_block conf_track_interface_line;
extern const struct conf_block conf_track_script_line;
extern const struct conf_block conf_track_file_line;
extern const struct conf_block conf_track_process_line;
extern const struct conf_block conf_track_bfd_line;

/* The five blocks of references, for whoever has a struct conf_tracks. */
#define CONF_TRACK_ROWS(T, member)                                                                 \
	{ .name = "track_interface", CONF_LINES(T, member.interfaces, struct conf_track,           \
						&conf_track_interface_line),                       \
	  .help = "Interfaces whose failure counts." },                                            \
	{ .name = "track_script", CONF_LINES(T, member.scripts, struct conf_track,                 \
					     &conf_track_script_line),                             \
	  .help = "Scripts whose result counts." },                                                \
	{ .name = "track_file", CONF_LINES(T, member.files, struct conf_track, &conf_track_file_line), \
	  .help = "Files whose content counts." },                                                 \
	{ .name = "track_process", CONF_LINES(T, member.processes, struct conf_track,              \
					      &conf_track_process_line),                           \
	  .help = "Processes whose presence counts." },                                            \
	{ .name = "track_bfd", CONF_LINES(T, member.bfds, struct conf_track, &conf_track_bfd_line), \
	  .help = "BFD sessions whose state counts." }
