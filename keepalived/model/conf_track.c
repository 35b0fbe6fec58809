/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/model/conf_track.h"

#include <inttypes.h>
#include <string.h>

#include "lib/conf/bind.h"
#include "keepalived/model/model_load.h"
#include "keepalived/model/words.h"
#include "lib/text/num.h"
#include "lib/text/sbuf.h"

#define SPAN_S(s) (INT64_C(1000000) * (s))

/* weight N [reverse | noreverse] of an object */

static bool parse_weight(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_weight *weight = conf_field(key, object);
	int64_t             value;

	if (b->words.v.n < 2) {
		if (key->missing)
			conf_bind_complain(b, DIAG_MISSING_VALUE, key, 1, key->missing);
		else
			conf_bind_missing(b, 1);
		return true;
	}
	if (key->repeated && weight->is_given) {
		conf_bind_complain(b, DIAG_REPEATED, key, 1, key->repeated);
		return true;
	}
	if (!conf_bind_number(b, 1, key->min, key->max, false, &value)) {
		conf_bind_complain(b, DIAG_OUT_OF_RANGE, key, 1, key->complaint);
		if (key->bad == CONF_BAD_USE)
			*weight = (struct conf_weight){ 0 };
		return true;
	}
	*weight = (struct conf_weight){ .value = (int32_t)value, .is_given = true };
	if (word(b, 2) && strcmp(word(b, 2), "reverse") == 0)
		weight->is_reversed = true;
	else if (word(b, 2) && strcmp(word(b, 2), "noreverse") != 0)
		conf_bind_complain(b, DIAG_BAD_VALUE, key, 2, key->extra);
	conf_bind_given(b, key, object, 1);
	return true;
}

static void format_weight(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_weight *weight = conf_field_const(key, object);

	sbuf_addf(out, " %" PRId32 "%s", weight->value, weight->is_reversed ? " reverse" : "");
}

const struct conf_custom conf_weight_functions = { parse_weight, format_weight, NULL };

/* user USER [[:]GROUP] of a script; looked up when all is read */

static bool parse_user(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_vrrp_script *s = object;
	const char              *group = word(b, 2);

	if (b->words.v.n < 2) {
		conf_bind_missing(b, 1);
		return true;
	}
	s->user = arena_strdup(b->image, word(b, 1));
	s->user_has_all_groups = group && group[0] == ':';
	if (s->user_has_all_groups)
		group = group[1] ? group + 1 : word(b, 3);
	s->group = group ? arena_strdup(b->image, group) : NULL;
	conf_bind_given(b, key, object, 1);
	return true;
}

static void format_user(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_vrrp_script *s = object;

	(void)key;
	if (!s->user)
		return;
	add_word(out, s->user);
	if (s->user_has_all_groups)
		sbuf_add(out, " :");
	if (s->group)
		add_word(out, s->group);
}

static const struct conf_custom user_functions = { parse_user, format_user, NULL };

/* vrrp_script */

static const struct conf_key script_keys[] = {
	{ .name = "script", CONF_SCRIPT(struct conf_vrrp_script, script), .absent = "",
	  .help = "The command; its arguments stand in the same quotes." },
	{ .name = "interval", CONF_MSPAN(struct conf_vrrp_script, interval), .max = SPAN_S(4294),
	  .zero = "({object}): vrrp script interval must be greater than 0, setting to 1",
	  .complaint = "({object}): vrrp script interval '{value}' must be between 1 and 4294 - ignoring",
	  .def = "1", .help = "Time from one start of it to the next." },
	{ .name = "timeout", CONF_MSPAN(struct conf_vrrp_script, timeout), .max = SPAN_S(4294),
	  .zero = "({object}): vrrp script timeout must be greater than 0, setting to 1",
	  .complaint = "({object}): vrrp script timeout '{value}' invalid - ignoring", .inherit = "interval",
	  .help = "How long it may run; longer counts as a failure." },
	{ .name = "weight", CONF_CUSTOM(struct conf_vrrp_script, weight, &conf_weight_functions), .min = -253,
	  .max = 253, .bad = CONF_BAD_USE, .complaint = "vrrp_script {object} weight {value} must be in [-253, 253]",
	  .extra = "vrrp_script {object} unknown weight option {value}", .def = "0",
	  .help = "What its result adds to the priority; 0: a failure is a fault." },
	{ .name = "rise", CONF_UINT(struct conf_vrrp_script, rise), .min = 1, .max = INT32_MAX,
	  .bad = CONF_BAD_USE, .bad_value = 1, .def = "1",
	  .complaint = "({object}): vrrp script rise value '{value}' invalid, defaulting to 1",
	  .help = "Successes in a row that make it good." },
	{ .name = "fall", CONF_UINT(struct conf_vrrp_script, fall), .min = 1, .max = INT32_MAX,
	  .bad = CONF_BAD_USE, .bad_value = 1, .def = "1",
	  .complaint = "({object}): vrrp script fall value '{value}' invalid, defaulting to 1",
	  .help = "Failures in a row that make it bad." },
	{ .name = "user", CONF_CUSTOM(struct conf_vrrp_script, user, &user_functions),
	  .inherit = "global_defs.script_user", .help = "User, and group, that it runs as." },
	{ .name = "init_fail", CONF_FLAG(struct conf_vrrp_script, init_fail),
	  .help = "It counts as failed until it has succeeded." },
};

static bool begin_script(struct conf_bind *b, void *object)
{
	struct conf_vrrp_script *s = object;

	(void)b;
	s->interval = span_seconds(1);
	s->rise = 1;
	s->fall = 1;
	return true;
}

static bool end_script(struct conf_bind *b, void *object)
{
	struct conf_vrrp_script *s = object;

	if (!s->script.argc) {
		diag_add(b->diags, DIAG_INCOMPLETE, conf_bind_end_place(b, &s->head),
			 "No script set for vrrp_script %s - removing", s->head.name);
		return false;
	}
	if (!conf_is_given(s, timeout))
		s->timeout = s->interval;
	return true;
}

const struct conf_block conf_vrrp_script_block = {
	.name = "vrrp_script",
	CONF_BLOCK_OF(struct conf_vrrp_script, script_keys),
	.naming = CONF_NAMED,
	.no_name = "vrrp_script must have a name",
	.duplicate = "vrrp_script {value} already defined - ignoring",
	.help = "A program whose result counts.",
	.begin = begin_script,
	.end = end_script,
};

/* track_file */

static bool parse_init_file(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_track_file *f = object;
	size_t                  i = 1;

	f->has_init = true;
	f->init_value = 0;
	conf_bind_given(b, key, object, 0);
	if (word(b, i) && strspn(word(b, i), "+-0123456789")) {
		int64_t value = 0;

		if (!conf_bind_number(b, i, INT32_MIN, INT32_MAX, false, &value))
			conf_bind_report(b, DIAG_INVALID_NUMBER, i, "Track file %s init value %s is invalid",
					 b->object_name, word(b, i));
		else if (value < -254 || value > 254)
			conf_bind_report(b, DIAG_OUT_OF_RANGE, i,
					 "Track file %s init value %" PRId64
					 " is outside sensible range [-254, 254]",
					 b->object_name, value);
		f->init_value = (int32_t)value;
		i++;
	}
	for (; i < b->words.v.n; i++) {
		if (strcmp(word(b, i), "overwrite") == 0)
			f->init_overwrites = true;
		else
			conf_bind_report(b, DIAG_BAD_VALUE, i, "Unknown track file init option %s", word(b, i));
	}
	return true;
}

static void format_init_file(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_track_file *f = object;

	(void)key;
	if (f->has_init)
		sbuf_addf(out, " %" PRId32 "%s", f->init_value, f->init_overwrites ? " overwrite" : "");
}

static const struct conf_custom init_file_functions = { parse_init_file, format_init_file, NULL };

static const struct conf_key file_keys[] = {
	{ .name = "file", CONF_STRING(struct conf_track_file, file), .repeat = CONF_FIRST_WINS,
	  .missing = "track file file name missing",
	  .repeated = "File already set for track file {object} - ignoring {value}",
	  .help = "The file that holds a number." },
	{ .name = "weight", CONF_CUSTOM(struct conf_track_file, weight, &conf_weight_functions), .min = -INT32_MAX,
	  .max = INT32_MAX, .missing = "No weight specified for track file {object} - ignoring",
	  .repeated = "Weight already set for track file {object} - ignoring {value}",
	  .complaint = "Weight ({value}) for track_file {object} must be between [-254..254] inclusive. Ignoring...",
	  .extra = "track_file {object} unknown weight option {value}", .def = "1",
	  .help = "What the number is multiplied by; 0: not 0 is a fault." },
	{ .name = "init_file", CONF_CUSTOM(struct conf_track_file, has_init, &init_file_functions),
	  .help = "Create the file at start, with this number; overwrite: even if it exists." },
};

static bool begin_file(struct conf_bind *b, void *object)
{
	struct conf_track_file *f = object;

	(void)b;
	f->weight.value = 1;
	return true;
}

static bool end_file(struct conf_bind *b, void *object)
{
	struct conf_track_file *f = object;

	if (f->file)
		return true;
	diag_add(b->diags, DIAG_INCOMPLETE, conf_bind_end_place(b, &f->head),
		 "No file set for track_file %s - ignoring", f->head.name);
	return false;
}

const struct conf_block conf_track_file_block = {
	.name = "track_file",
	CONF_BLOCK_OF(struct conf_track_file, file_keys),
	.naming = CONF_NAMED,
	.no_name = "track_file must have a name",
	.duplicate = "track_file {value} already defined - ignoring",
	.help = "A file whose content counts.",
	.begin = begin_file,
	.end = end_file,
};

/* vrrp_track_process */

static bool parse_process(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_track_process *p = object;
	const char               **argv;

	if (b->words.v.n < 2) {
		conf_bind_missing(b, 1);
		return true;
	}
	if (p->argv) {
		conf_bind_report(b, DIAG_REPEATED, 1, "Process already set for track process %s - ignoring %s",
				 b->object_name, word(b, 1));
		return true;
	}
	p->argc = (uint32_t)b->words.v.n - 1;
	argv = arena_alloc(b->image, (p->argc + 1) * sizeof(*argv));
	for (uint32_t i = 0; i < p->argc; i++)
		argv[i] = arena_strdup(b->image, word(b, i + 1));
	p->argv = argv;
	conf_bind_given(b, key, object, 1);
	return true;
}

static void format_process(const struct conf_key *key, const void *object, struct sbuf *out)
{
	const struct conf_track_process *p = object;

	(void)key;
	for (uint32_t i = 0; i < p->argc; i++)
		add_word(out, p->argv[i]);
}

static const struct conf_custom process_functions = { parse_process, format_process, NULL };

static bool parse_param_match(struct conf_bind *b, const struct conf_key *key, void *object)
{
	uint8_t *field = conf_field(key, object);

	if (!word(b, 1)) {
		*field = CONF_PARAM_EXACT;
	} else if (strcmp(word(b, 1), "initial") == 0) {
		*field = CONF_PARAM_INITIAL;
	} else if (strcmp(word(b, 1), "partial") == 0) {
		*field = CONF_PARAM_PARTIAL;
	} else {
		struct diag *d = conf_bind_report(b, DIAG_BAD_VALUE, 1, "Invalid param_match type %s - ignoring",
						  word(b, 1));

		diag_help(b->diags, d, "expected nothing, initial or partial");
		return true;
	}
	conf_bind_given(b, key, object, 0);
	return true;
}

static void format_param_match(const struct conf_key *key, const void *object, struct sbuf *out)
{
	static const char *const names[] = { NULL, " ", " partial", " initial" };
	uint8_t                  value = *(const uint8_t *)conf_field_const(key, object);

	if (value)
		sbuf_add(out, names[value]);
}

static const struct conf_custom param_match_functions = { parse_param_match, format_param_match, NULL };

static bool parse_quorum(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_track_process *p = object;
	uint32_t                  *field = conf_field(key, object);
	bool                       is_max = field == &p->quorum_max;
	int64_t                    value;

	if (b->words.v.n < 2) {
		conf_bind_missing(b, 1);
		return true;
	}
	if (!conf_bind_number(b, 1, key->min, key->max, false, &value)) {
		conf_bind_complain(b, DIAG_OUT_OF_RANGE, key, 1, key->complaint);
		return true;
	}
	if (is_max && conf_is_given(p, quorum) && value < p->quorum) {
		conf_bind_report(b, DIAG_CONFLICT, 1, "quorum_max is less than quorum - ignoring");
		return true;
	}
	if (!is_max && conf_is_given(p, quorum_max) && value > p->quorum_max) {
		conf_bind_report(b, DIAG_CONFLICT, 1, "Quorum is greater than quorum_max - ignoring");
		return true;
	}
	*field = (uint32_t)value;
	conf_bind_given(b, key, object, 1);
	return true;
}

static void format_quorum(const struct conf_key *key, const void *object, struct sbuf *out)
{
	uint32_t value = *(const uint32_t *)conf_field_const(key, object);

	if (value != UINT32_MAX)
		sbuf_addf(out, " %" PRIu32, value);
}

static const struct conf_custom quorum_functions = { parse_quorum, format_quorum, NULL };

#define PROCESS_DELAY(word, text)                                                                  \
	{ .name = #word, CONF_SPAN(struct conf_track_process, word), .min = 1, .max = SPAN_S(3600), \
	  .uses_trailing = true,                                                                   \
	  .complaint = "{key} ({value}) for vrrp_track_process {object} must be between "          \
		       "[0.000001..3600] inclusive. Ignoring...",                                  \
	  .def = "0", .help = text }

static const struct conf_key process_keys[] = {
	{ .name = "process", CONF_CUSTOM(struct conf_track_process, argv, &process_functions),
	  .help = "Name of the process, and parameters if they are to be compared." },
	{ .name = "param_match", CONF_CUSTOM(struct conf_track_process, param_match, &param_match_functions),
	  .help = "How parameters are compared: exactly, initial or partial." },
	{ .name = "full_command", CONF_FLAG(struct conf_track_process, full_command),
	  .help = "Compare with the command as started, not with the short name." },
	{ .name = "weight", CONF_CUSTOM(struct conf_track_process, weight, &conf_weight_functions), .min = -254,
	  .max = 254, .missing = "No weight specified for track process {object} - ignoring",
	  .repeated = "Weight already set for track process {object} - ignoring {value}",
	  .complaint = "Weight ({value}) for vrrp_track_process {object} must be between [-254..254] inclusive."
		       " Ignoring...",
	  .extra = "vrrp_track_process {object} unknown weight option {value}", .def = "0",
	  .help = "What it adds to the priority; 0: a lost quorum is a fault." },
	{ .name = "quorum", CONF_CUSTOM(struct conf_track_process, quorum, &quorum_functions), .min = 1,
	  .max = 65535, .def = "1",
	  .complaint = "Quorum ({value}) for vrrp_track_process {object} must be between [1..65535] inclusive."
		       " Ignoring...",
	  .help = "How many have to run." },
	{ .name = "quorum_max", CONF_CUSTOM(struct conf_track_process, quorum_max, &quorum_functions),
	  .max = 65535, .def = "unlimited",
	  .complaint = "quorum_max ({value}) for vrrp_track_process {object} must be between [0..65535] inclusive."
		       " Ignoring...",
	  .help = "How many may run at most." },
	PROCESS_DELAY(delay, "Both of the next."),
	PROCESS_DELAY(fork_delay, "How long a quorum has to hold before it counts as gained."),
	PROCESS_DELAY(terminate_delay, "How long a quorum may be lost before that counts."),
};

static bool begin_process(struct conf_bind *b, void *object)
{
	struct conf_track_process *p = object;

	(void)b;
	p->quorum = 1;
	p->quorum_max = UINT32_MAX;
	return true;
}

static bool end_process(struct conf_bind *b, void *object)
{
	struct conf_track_process *p = object;

	if (!p->argv) {
		diag_add(b->diags, DIAG_INCOMPLETE, conf_bind_end_place(b, &p->head),
			 "track process '%s' process name not specified", p->head.name);
		return false;
	}
	if (!conf_is_given(p, fork_delay))
		p->fork_delay = p->delay;
	if (!conf_is_given(p, terminate_delay))
		p->terminate_delay = p->delay;
	if (conf_is_given(p, quorum_max) && !p->quorum_max && !conf_is_given(p, quorum))
		p->quorum = 0;
	if (p->argc > 1 && p->param_match == CONF_PARAM_ANY)
		p->param_match = CONF_PARAM_EXACT;
	if (p->param_match != CONF_PARAM_ANY)
		p->full_command = true;
	return true;
}

const struct conf_block conf_track_process_block = {
	.name = "vrrp_track_process",
	CONF_BLOCK_OF(struct conf_track_process, process_keys),
	.naming = CONF_NAMED,
	.no_name = "vrrp_track_process must have a name",
	.duplicate = "vrrp_track_process {value} already defined - ignoring",
	.help = "A process whose presence counts.",
	.begin = begin_process,
	.end = end_process,
};

/* References: NAME [weight N [reverse|noreverse]] */

static bool parse_reference(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_track *t = object;

	t->name = arena_strdup(b->image, word(b, 0));
	conf_bind_given(b, key, object, 0);
	return true;
}

static void format_reference(const struct conf_key *key, const void *object, struct sbuf *out)
{
	(void)key;
	add_word(out, ((const struct conf_track *)object)->name);
}

static const struct conf_custom reference_functions = { parse_reference, format_reference, NULL };

/* A weight of 254 is nearly right: that much means "fault" for a file, and 253 for everything else. */
static bool parse_reference_weight(struct conf_bind *b, const struct conf_key *key, void *object)
{
	struct conf_track *t = object;
	size_t             i = b->at + 1;
	bool               is_clamped = key->bad == CONF_BAD_CLAMP;
	int64_t            value;

	if (!word(b, i)) {
		conf_bind_complain(b, DIAG_MISSING_VALUE, key, b->at, key->missing);
		return false;
	}
	b->at += 2;
	if (!conf_bind_number(b, i, key->min - is_clamped, key->max + is_clamped, false, &value)) {
		conf_bind_complain(b, DIAG_OUT_OF_RANGE, key, i, key->complaint);
		b->at = b->words.v.n;
		return true;
	}
	if (value < key->min || value > key->max) {
		conf_bind_report(b, DIAG_OUT_OF_RANGE, i, "(%s) weight for %s cannot be +/-254. Setting to +/-253",
				 b->object_name, word(b, 0));
		value = value < 0 ? key->min : key->max;
	}
	t->weight = (struct conf_weight){ .value = (int32_t)value, .is_given = true };
	conf_bind_given(b, key, object, i);
	if (word(b, i + 1) && strcmp(word(b, i + 1), "reverse") == 0)
		t->weight.is_reversed = true;
	else if (word(b, i + 1) && strcmp(word(b, i + 1), "noreverse") != 0)
		conf_bind_complain(b, DIAG_BAD_VALUE, key, i + 1, key->extra);
	b->at = b->words.v.n;
	return true;
}

static const struct conf_custom reference_weight_functions = { parse_reference_weight, format_weight, NULL };

/* The same thing is tracked, with whatever weight. */
static void identify_reference(const void *object, struct sbuf *out)
{
	sbuf_add(out, ((const struct conf_track *)object)->name);
}

static bool report_unknown(struct conf_bind *b, const char *before, const char *after)
{
	conf_bind_report(b, DIAG_BAD_VALUE, b->at, "(%s) unknown %s%s%s option %s - ignoring", b->object_name, before,
			 after ? " " : "", after ? after : "", word(b, b->at));
	return false;
}

static bool other_interface(struct conf_bind *b, void *object)
{
	(void)object;
	return report_unknown(b, "track_interface", word(b, 0));
}

static bool other_script(struct conf_bind *b, void *object)
{
	(void)object;
	return report_unknown(b, "track script", NULL);
}

static bool other_file(struct conf_bind *b, void *object)
{
	(void)object;
	return report_unknown(b, "track file", NULL);
}

static bool other_process(struct conf_bind *b, void *object)
{
	(void)object;
	return report_unknown(b, "track process", NULL);
}

static bool other_bfd(struct conf_bind *b, void *object)
{
	(void)object;
	return report_unknown(b, "track bfd", word(b, 0));
}

#define REFERENCE(what, limit, policy, no_value, bad_value, bad_option)                            \
	{ .name = "name", CONF_CUSTOM(struct conf_track, name, &reference_functions),              \
	  .is_positional = true, .help = "The " what " that is tracked." },                        \
	{ .name = "weight", CONF_CUSTOM(struct conf_track, weight, &reference_weight_functions),   \
	  .min = -(limit), .max = (limit), .bad = policy,                                          \
	  .missing = "({object}) weight without value specified for " no_value " {first} - ignoring", \
	  .complaint = "({object}) " bad_value,                                                    \
	  .extra = "({object}) unknown " bad_option " {first} weight option {value} - ignoring",    \
	  .help = "What the " what " adds to the priority here." }

static const struct conf_key interface_reference[] = {
	REFERENCE("interface", 253, CONF_BAD_CLAMP, "track_interface",
		  "weight {value} for {first} must be between [-253..253] inclusive. Ignoring...",
		  "track_interace"),
};

static const struct conf_key script_reference[] = {
	REFERENCE("script", 253, CONF_BAD_CLAMP, "track script",
		  "track script {first}: weight must be between [-253..253] inclusive, ignoring...", "track_script"),
};

static const struct conf_key file_reference[] = {
	REFERENCE("file", 254, CONF_BAD_KEEP, "track file",
		  "weight for track file {first} must be in [-254..254] inclusive. Ignoring...", "track file"),
};

static const struct conf_key process_reference[] = {
	REFERENCE("process", 254, CONF_BAD_KEEP, "track process",
		  "weight for track process {first} must be in [-254..254] inclusive. Ignoring...",
		  "track_process"),
};

static const struct conf_key bfd_reference[] = {
	REFERENCE("BFD session", 253, CONF_BAD_KEEP, "track bfd",
		  "weight for track bfd {first} must be in [-253..253] inclusive. Ignoring...", "track bfd"),
};

#define REFERENCE_LINE(what)                                                                       \
	const struct conf_block conf_track_##what##_line = {                                       \
		.name = "track_" #what,                                                            \
		CONF_BLOCK_OF(struct conf_track, what##_reference),                                \
		.is_line = true,                                                                   \
		.help = "A reference to something that is tracked.",                               \
		.other = other_##what,                                                             \
		.identity = identify_reference,                                                    \
	}

REFERENCE_LINE(interface);
REFERENCE_LINE(script);
REFERENCE_LINE(file);
REFERENCE_LINE(process);
REFERENCE_LINE(bfd);
