/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <netinet/in.h>

#include "keepalived/model/conf_lvs.h"
#include "keepalived/model/lvs_words.h"
#include "lib/conf/bind.h"

#define V struct conf_virtual
#define R struct conf_real
#define S struct conf_ssl

/* Because: the order is that of the kernel's modules, and index 0 means that none was given. */
const struct conf_word_value conf_schedulers[] = {
	{ "rr", 1 },   { "wrr", 2 },  { "lc", 3 },   { "wlc", 4 }, { "lblc", 5 }, { "sh", 6 },    { "mh", 7 }, { "dh", 8 },
	{ "fo", 9 },   { "ovf", 10 }, { "lblcr", 11 }, { "sed", 12 }, { "nq", 13 }, { "twos", 14 }, { NULL, 0 },
};

static const struct conf_word_value protocols[] = {
	{ "TCP", IPPROTO_TCP }, { "UDP", IPPROTO_UDP }, { "SCTP", IPPROTO_SCTP }, { NULL, 0 },
};

/* Timers that those below inherit. */
#define MAX_SPAN   INT64_MAX
#define MAX_TIMER  INT64_C(4294967295)
#define TIMER(T, word, low, high, sentence, from, text, ...)                                       \
	{ .name = #word, CONF_SPAN(T, word), .min = (low), .max = (high), .uses_trailing = true,   \
	  .complaint = sentence, .inherit = from, .help = text, __VA_ARGS__ }

#define SCRIPT(T, word, member, text)                                                              \
	{ .name = word, CONF_SCRIPT(T, member), .repeat = CONF_FIRST_WINS,                         \
	  .repeated = "({object}) {key} script already specified - ignoring {value}", .help = text }

#define FLAG(word, member, text) { .name = (word), CONF_FLAG(V, member), .help = (text) }

#define SCHEDULER(word)                                                                            \
	.name = (word), CONF_WORD(V, scheduler, conf_schedulers), .def = "wlc",                    \
	.complaint = "Invalid lvs_scheduler '{value}' - ignoring",                                 \
	.help = "How the kernel spreads connections over the real servers."

#define METHOD(word)                                                                               \
	.name = (word), CONF_CUSTOM(V, forward, &lvs_forward), .def = "NAT",                       \
	.help = "How packets get to the real servers: NAT, DR, or TUN with type, port and checksum."

static const struct conf_key virtual_keys[] = {
	/* the service */
	{ .name = "ip_family", CONF_CUSTOM(V, family, &lvs_ip_family),
	  .help = "Family of a mark whose servers are all tunnelled: inet or inet6." },
	{ .name = "protocol", CONF_WORD(V, protocol, protocols), .ignores_case = true, .def = "UDP",
	  .complaint = "Unknown protocol {value} - ignoring", .help = "TCP, UDP or SCTP." },
	{ SCHEDULER("lb_algo") },
	{ SCHEDULER("lvs_sched"), .is_alias = true },
	{ METHOD("lb_kind") },
	{ METHOD("lvs_method"), .is_alias = true },
	FLAG("ops", ops, "Schedule each UDP packet on its own."),
	FLAG("hashed", hashed, "Accepted, without effect: the kernel sets that flag itself."),
	FLAG("flag-1", flag_1, "First flag of the scheduler."),
	FLAG("flag-2", flag_2, "Second flag of the scheduler."),
	FLAG("flag-3", flag_3, "Third flag of the scheduler."),
	FLAG("sh-fallback", sh_fallback, "sh: take another server when the chosen one has weight 0."),
	FLAG("sh-port", sh_port, "sh: hash the source port as well."),
	FLAG("mh-fallback", mh_fallback, "mh: take another server when the chosen one has weight 0."),
	FLAG("mh-port", mh_port, "mh: hash the source port as well."),
	{ .name = "nat_mask", CONF_STRING(V, nat_mask), .help = "Of very old files; accepted, without effect." },
	{ .name = "persistence_engine", CONF_STRING(V, persistence_engine), .max_length = 16, .is_truncated = true,
	  .too_long = "persistence_name too long, truncating - {value}",
	  .help = "Module that finds out what belongs together, such as sip." },
	{ .name = "persistence_timeout", CONF_UINT(V, persistence_timeout), .min = 1, .max = 2678400, .absent = "360",
	  .complaint = "persistence_timeout invalid",
	  .help = "Seconds for which a client stays with its server." },
	{ .name = "persistence_granularity", CONF_CUSTOM(V, granularity, &lvs_granularity),
	  .help = "Which clients are one client: a mask for IPv4, a prefix length for IPv6." },
	FLAG("ha_suspend", ha_suspend, "Do not check while the address of the service is not on this machine."),
	{ .name = "virtualhost", CONF_STRING(V, virtualhost), .missing = "virtual server virtualhost missing",
	  .help = "Host that HTTP_GET and SSL_GET ask for." },
	{ .name = "snmp_name", CONF_STRING(V, snmp_name), .extra_is_bad = true,
	  .missing = "virtual server snmp_name missing or extra parameters",
	  .extra = "virtual server snmp_name missing or extra parameters", .help = "Name for SNMP." },
	{ .name = "smtp_alert", CONF_BOOL(V, smtp_alert), .complaint = "Invalid virtual_server smtp_alert parameter {value}",
	  .inherit = "global_defs.smtp_alert_checker, global_defs.smtp_alert",
	  .help = "Send mail when the quorum is lost or gained." },

	/* defaults of the real servers and of their checks */
	TIMER(V, delay_loop, 1, MAX_SPAN, "virtual server delay loop '{value}' invalid - ignoring", NULL,
	      "Time from one check to the next.", .def = "60"),
	TIMER(V, connect_timeout, 1, MAX_TIMER, "virtual server connect_timeout {value} invalid - ignoring", NULL,
	      "How long a connection may take.", .def = "5"),
	{ .name = "retry", CONF_UINT(V, retry), .min = 1, .max = UINT32_MAX,
	  .complaint = "retry value invalid - {value}", .help = "Failures that are forgiven." },
	TIMER(V, delay_before_retry, 0, MAX_SPAN, "virtual server delay before retry '{value}' invalid - ignoring", NULL,
	      "Time to the next attempt after such a failure."),
	TIMER(V, warmup, 0, MAX_SPAN, "virtual server warmup '{value}' invalid - ignoring", "delay_loop",
	      "Within which time, at random, checks start."),
	{ .name = "weight", CONF_UINT(V, weight), .min = 1, .max = INT32_MAX, .def = "1",
	  .complaint = "Virtual server weight {value} is outside range 1-2147483647",
	  .help = "Weight of real servers that give none." },
	FLAG("inhibit_on_failure", inhibit_on_failure, "Set the weight of failed servers to 0 instead of removing them."),

	/* states */
	FLAG("alpha", alpha, "Servers count as down until they have been checked."),
	FLAG("omega", omega, "Run the down scripts when the daemon stops."),
	{ .name = "quorum", CONF_UINT(V, quorum), .min = 1, .max = UINT32_MAX, .bad = CONF_BAD_USE, .bad_value = 1, .def = "1",
	  .complaint = "Quorum {value} must be in [1, 4294967295]. Setting to 1.",
	  .help = "Total weight of living servers that makes the service work." },
	{ .name = "hysteresis", CONF_UINT(V, hysteresis), .max = UINT32_MAX, .def = "0",
	  .complaint = "Hysteresis {value} must be in [0, 4294967295] - ignoring",
	  .help = "How far the weight has to be above or below the quorum for a change." },
	SCRIPT(V, "quorum_up", quorum_up, "Program to run when the quorum is gained."),
	SCRIPT(V, "quorum_down", quorum_down, "Program to run when the quorum is lost."),
	{ .name = "failover_threshold", CONF_UINT(V, failover_threshold), .min = 1, .max = 100, .def = "100",
	  .complaint = "Virtual server {object}: failover_threshold '{value}' must be in [1, 100] - ignoring",
	  .help = "Per cent of real servers that have to be down for the backup servers to serve." },
	SCRIPT(V, "failover_up", failover_up, "Program to run when the backup servers start to serve."),
	SCRIPT(V, "failover_down", failover_down, "Program to run when they stop."),

	/* servers */
	{ .name = "sorry_server", CONF_CUSTOM(V, sorry, &lvs_sorry_server),
	  .help = "Server that takes over when the quorum is lost." },
	FLAG("sorry_server_inhibit", sorry_inhibit, "Keep the sorry server with weight 0 while it is not needed."),
	{ .name = "sorry_server_lvs_method", CONF_CUSTOM(V, sorry_forward, &lvs_sorry_forward), .inherit = "lb_kind",
	  .help = "How packets get to the sorry server." },
	{ .name = "real_server", CONF_BLOCKS(V, reals, R, &conf_real_block), .help = "A server that does the work." },
	{ .name = "backup_real_server", CONF_BLOCKS(V, backups, R, &conf_backup_block),
	  .help = "A server that helps when too many real servers are down." },
};

static const struct conf_key real_keys[] = {
	{ .name = "weight", CONF_UINT(R, weight), .max = INT32_MAX, .inherit = "virtual_server.weight",
	  .complaint = "Real server weight {value} is outside range 0-2147483647",
	  .help = "Share of the connections; 0: no new ones." },
	{ .name = "lvs_method", CONF_CUSTOM(R, forward, &lvs_real_forward), .inherit = "virtual_server.lb_kind",
	  .help = "How packets get to this server: NAT, DR, or TUN with type, port and checksum." },
	{ .name = "uthreshold", CONF_UINT(R, upper_threshold), .max = UINT32_MAX, .def = "0",
	  .complaint = "Invalid real_server uthreshold '{value}' - ignoring",
	  .help = "Connections from which on the server gets no more; 0: no limit." },
	{ .name = "lthreshold", CONF_UINT(R, lower_threshold), .max = UINT32_MAX, .def = "0",
	  .complaint = "Invalid real_server lthreshold '{value}' - ignoring",
	  .help = "Connections below which it gets some again." },
	{ .name = "inhibit_on_failure", CONF_BOOL(R, inhibit_on_failure),
	  .complaint = "Invalid inhibit_on_failure parameter {value}", .inherit = "virtual_server.inhibit_on_failure",
	  .help = "Set the weight to 0 on failure instead of removing the server." },
	{ .name = "alpha", CONF_BOOL(R, alpha), .complaint = "Invalid alpha parameter {value}",
	  .inherit = "virtual_server.alpha", .help = "The server counts as down until it has been checked." },
	{ .name = "smtp_alert", CONF_BOOL(R, smtp_alert), .complaint = "Invalid real_server smtp_alert parameter {value}",
	  .inherit = "global_defs.smtp_alert_checker, global_defs.smtp_alert", .def = "true",
	  .help = "Send mail when the server goes down or comes up." },
	SCRIPT(R, "notify_up", notify_up, "Program to run when the server comes up."),
	SCRIPT(R, "notify_down", notify_down, "Program to run when the server goes down."),
	{ .name = "retry", CONF_UINT(R, retry), .min = 1, .max = UINT32_MAX,
	  .complaint = "retry value invalid - {value}", .inherit = "virtual_server.retry",
	  .help = "Failures that are forgiven." },
	{ .name = "nb_get_retry", CONF_UINT(R, retry), .min = 1, .max = UINT32_MAX, .is_alias = true,
	  .complaint = "retry value invalid - {value}",
	  .deprecated = "nb_get_retry is deprecated - please use 'retry'", .help = "Old name of retry." },
	TIMER(R, delay_before_retry, 0, MAX_SPAN, "real server delay_before_retry '{value}' invalid - ignoring",
	      "virtual_server.delay_before_retry", "Time to the next attempt after such a failure."),
	TIMER(R, warmup, 0, MAX_SPAN, "real server warmup '{value}' invalid - ignoring", "virtual_server.warmup",
	      "Within which time, at random, checks start."),
	TIMER(R, connect_timeout, 1, MAX_TIMER, "real server connect_timeout {value} invalid - ignoring",
	      "virtual_server.connect_timeout", "How long a connection may take."),
	TIMER(R, delay_loop, 1, MAX_SPAN, "real server delay_loop '{value}' invalid - ignoring",
	      "virtual_server.delay_loop", "Time from one check to the next."),
	{ .name = "virtualhost", CONF_STRING(R, virtualhost), .missing = "real server virtualhost missing",
	  .inherit = "virtual_server.virtualhost", .help = "Host that HTTP_GET and SSL_GET ask for." },
	{ .name = "snmp_name", CONF_STRING(R, snmp_name), .extra_is_bad = true,
	  .missing = "real server snmp_name missing or extra parameters",
	  .extra = "real server snmp_name missing or extra parameters", .help = "Name for SNMP." },
	CONF_CHECK_BLOCKS(R, checks),
};

#define REAL_BLOCK(word, text)                                                                     \
	.name = (word), CONF_BLOCK_OF(R, real_keys), .begin = lvs_begin_real,                     \
	.title = lvs_real_title, .identity = lvs_identity, .help = (text)

const struct conf_block conf_real_block = { REAL_BLOCK("real_server", "A server that does the work.") };
const struct conf_block conf_backup_block = {
	REAL_BLOCK("backup_real_server", "A server that helps when too many real servers are down."),
};

const struct conf_block conf_virtual_block = {
	.name = "virtual_server",
	CONF_BLOCK_OF(V, virtual_keys),
	.help = "A service, and the servers behind it.",
	.begin = lvs_begin_virtual,
	.title = lvs_virtual_title,
	.identity = lvs_identity,
};

#define SSL_FILE(word, member, noun, text)                                                         \
	{ .name = word, CONF_STRING(S, member), .missing = "SSL " noun " missing",                 \
	  .repeated = "SSL " noun " already specified - replacing", .help = text }

static const struct conf_key ssl_keys[] = {
	{ .name = "password", CONF_CUSTOM(S, password, &lvs_ssl_password), .is_secret = true,
	  .missing = "SSL password missing", .repeated = "SSL password already specified - replacing",
	  .help = "Pass phrase of the key." },
	SSL_FILE("ca", ca, "cafile", "File with certificates of authorities."),
	SSL_FILE("certificate", certificate, "certfile", "File with the certificates that the client shows."),
	SSL_FILE("key", key, "keyfile", "File with the client's private key."),
};

const struct conf_block conf_ssl_block = {
	.name = "SSL",
	CONF_BLOCK_OF(S, ssl_keys),
	.replaces = true,
	.help = "Who SSL_GET is to the servers.",
};
