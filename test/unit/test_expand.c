/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/base/ka.h"
#include "test/unit/conf_fixture.h"

/* What a text expands to, and what is found on the way. */
struct expansion {
	const char *text, *lines, *findings;
};

static void assert_expanded(struct conf_fixture *f, const struct expansion *expected)
{
	const char *lines = conf_fixture_expand(f, expected->text);
	const char *findings = conf_fixture_findings(f);

	if (strcmp(lines, expected->lines) != 0 || strcmp(findings, expected->findings) != 0)
		fail_msg("%s\n--- lines\n%s--- instead of\n%s--- findings\n%s--- instead of\n%s",
			 expected->text ? expected->text : "", lines, expected->lines, findings,
			 expected->findings);
}

static void assert_all_expanded(const struct expansion *cases, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++) {
		struct conf_fixture f;

		conf_fixture_init(&f);
		f.id = id;
		assert_expanded(&f, &cases[i]);
		conf_fixture_release(&f);
	}
}

#define ASSERT_EXPANDED(cases) assert_all_expanded((cases), ARRAY_SIZE(cases), "lb1")

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Physical lines */

static void test_line_ends(void **state)
{
	static const struct expansion cases[] = {
		{ "", "", "" },
		{ "\n\n  \n", "", "" },
		{ "a\nb", "a\nb\n", "" },
		{ "a\r\nb\r\n", "a\nb\n", "" },
		{ "a\r\r\n \t b \f\v\n", "a\nb\n", "" },
		{ "a\rb\n", "a\rb\n", "" },
		{ "\xef\xbb\xbf"
		  "a\nb\n",
		  "a\nb\n", "" },
		{ "a\n\xef\xbb\xbf"
		  "b\n",
		  "a\n\xef\xbb\xbf"
		  "b\n",
		  "" }, /* only at the start of a file */
		{ "\xef\xbb\xbf", "", "" },
		{ "caf\xc3\xa9 \xff\n", "caf\xc3\xa9 \xff\n", "" },
		{ "a \\\nb\n", "a \\\nb\n", "" }, /* no continuation */
		{ "x # y\n! z\n  # z\n", "x\n", "" },
		{ "a \"b\n", "a \"b\n", "(Line 1) Unterminated quote 'a \"b'\n" },
	};

	(void)state;
	ASSERT_EXPANDED(cases);
}

static void test_embedded_nul(void **state)
{
	struct conf_fixture f;

	(void)state;
	conf_fixture_init(&f);
	conf_fixture_add_bytes(&f, CONF_FIXTURE_MAIN, "a\nb\0c\nd\n\0", 9);
	assert_expanded(
		&f,
		&(struct expansion){
			NULL, "a\nd\n",
			"(Line 2) configuration appears to have embedded NULs - ignoring line\n"
			"(Line 4) configuration appears to have embedded NULs - ignoring line\n" });
	conf_fixture_release(&f);
}

/* @before, @len times 'a', @after. */
static char *padded(const char *before, size_t len, const char *after)
{
	size_t n_before = strlen(before);
	size_t n_after = strlen(after);
	char *text = malloc(n_before + len + n_after + 1);

	memcpy(text, before, n_before);
	memset(text + n_before, 'a', len);
	memcpy(text + n_before + len, after, n_after + 1);
	return text;
}

static void test_line_length(void **state)
{
	static const struct {
		size_t len;
		bool is_good;
	} cases[] = {
		{ 65536, true },
		{ EXPAND_MAX_LINE, true },
		{ EXPAND_MAX_LINE + 1, false },
		{ 10000000, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct conf_fixture f;
		char *text = padded("x\n", cases[i].len, "\ny\n");
		const char *lines;

		conf_fixture_init(&f);
		lines = conf_fixture_expand(&f, text);
		assert_int_equal(strlen(lines), cases[i].is_good ? cases[i].len + 5 : 4);
		assert_string_equal(conf_fixture_findings(&f),
				    cases[i].is_good ? "" : "(Line 2) line too long - ignoring\n");
		conf_fixture_release(&f);
		free(text);
	}
}

/* Conditional lines */

static void test_conditionals(void **state)
{
	static const struct expansion cases[] = {
		{ "@main priority 33\n@^main priority 44\n@foo priority 55\n", "priority 33\n",
		  "" },
		{ "@^foo a\n@^main b\n", "a\n", "" },
		{ "  @main\t a # x\n", "a\n", "" },
		{ "@Main a\n@mai b\n@main1 c\n", "", "" },
		{ "@main @main x\n@main @^b x\n", "@main x\n@^b x\n",
		  "" }, /* one prefix per line */
		{ "@main\n@ main x\n@\n@^\n@other\n@^main\n", "", "" },
		{ "@^ x\n", "x\n", "" }, /* nobody is called "" */
		{ "@!main x\n", "", "" },
		{ "@main # x\n", "", "" },
		{ "$IF=@main\n$IF a\n$UNLESS=@^main\n$UNLESS b\n", "a\n", "" },
		{ "$IF=@main\n@main $IF a\n", "a\n", "" },
		{ "@main $P=240\n@other $P=1\nx $P\n", "x 240\n", "" },
		{ "@main x { y\n@other }\n", "x { y\n", "" }, /* the line goes with its braces */
		{ "@main ~SEQ(A,2) x$A\n@other ~SEQ(A,2) y\n", "x1\nx2\n", "" },
		{ "x @main y\n", "x @main y\n", "" },
	};

	(void)state;
	assert_all_expanded(cases, ARRAY_SIZE(cases), "main");
}

/* Definitions */

static void test_definitions(void **state)
{
	static const struct expansion cases[] = {
		{ "$A=1\nx $A\n", "x 1\n", "" },
		{ "$A=  1 2 \t\nx $A\n", "x 1 2\n", "" },
		{ "$A=1 # c\nx $A\n", "x 1\n", "" },
		{ "$A=\nx $A y\n", "x  y\n", "" },
		{ "$_Az09=1\nx $_Az09\n", "x 1\n", "" },
		{ "$A=1\n$A=2\nx $A\n", "x 2\n", "" },
		{ "x ${A}\n$A=1\nx ${A}\n", "x ${A}\nx 1\n",
		  "(Line 1) Undefined definition ${A}\n" },
		{ "a {\n$A=1\n}\nx $A\n", "a {\n}\nx 1\n", "" },
		{ "$A={ }\nx $A\n", "x { }\n", "" },
		{ "$A=\"a # b\"\nx $A\n", "x \"a # b\"\n", "" },
		{ "$_PWD=here\nx ${_PWD}\n", "x here\n", "" }, /* built-ins can be overridden */
		{ "$B = 1\n$1=1\n$ A=1\n$=1\n", "$B = 1\n$1=1\n$ A=1\n$=1\n",
		  "" }, /* no definitions */
		{ "x $A=1\n", "x $A=1\n", "" },
		{ "$A=$B\n$B=1\nx $A\n", "x 1\n", "" }, /* value at the time of use */
		{ "$A=1\n$B=$A\n$A=2\nx $B\n", "x 2\n", "" },
		{ "$A=B\n$B=1\n$A=C\n", "", "" },
		{ "$D=$A=5\n$D\nx $A\n", "x 5\n", "" }, /* a value may be a definition */
		{ "$A=~SEQ(I,2)\n$A x${I}\n", "x1\nx2\n", "" },
		{ "$A=}\n$B={\nx $B y $A\n", "x { y }\n", "" },
		{ "$A=x # y\n${A} z\n", "x z\n", "" },
		{ "$A=${_HASH} y\nx ${A}\n", "x # y\n", "" },
	};

	(void)state;
	ASSERT_EXPANDED(cases);
}

static void test_references(void **state)
{
	static const struct expansion cases[] = {
		{ "$N=1\na $N b\n", "a 1 b\n", "" },
		{ "$N=1\na $N\tb\n", "a 1\tb\n", "" },
		{ "$N=1\na $N,b $N) c$N\n", "a 1,b 1) c1\n", "" },
		{ "$N=1\n10.9.$N.7\n", "10.9.$N.7\n", "" },
		{ "$N=1\n$N/24 $N;a $N\"\"\n", "$N/24 $N;a $N\"\"\n", "" },
		{ "$N=1\n10.9.${N}.7\n", "10.9.1.7\n", "" },
		{ "$N=1\nx \"a${N}b $N c\"\n", "x \"a1b 1 c\"\n", "" },
		{ "$N=1\na${N}${N}b\n", "a11b\n", "" },
		{ "$N=1\n$$N $${N}\n", "$1 $1\n", "" },
		{ "$N=1\na ${ N} ${N x} ${N\n", "a ${ N} ${N x} ${N\n", "" },
		{ "$N=1\na $NN $n ${n}\n", "a $NN $n ${n}\n",
		  "(Line 2) Undefined definition ${n}\n" },
		{ "a $HOME $ $1 x\n", "a $HOME $ $1 x\n", "" },
		{ "a \"${X}\" ${Y}\n", "a \"${X}\" ${Y}\n",
		  "(Line 1) NOTE - Undefined definition ${X}\n"
		  "(Line 1) Undefined definition ${Y}\n" },
		{ "$E=\na$E b${E}c\n", "a bc\n", "" },
		{ "$E=\n$E\n${E}\n", "", "" },
		{ "$E=\n$E x\n", "x\n", "" },
		{ "a\\#${X}\n$X=1\na\\#${X} # c\n", "a#${X}\na#1\n",
		  "(Line 1) Undefined definition ${X}\n" },
		{ "$A=\"x\n y $A\n", "y \"x\n",
		  "(Line 1) Unterminated quote '$A=\"x'\n(Line 2) Unterminated quote 'y \"x'\n" },
	};

	(void)state;
	ASSERT_EXPANDED(cases);
}

static void test_multiline_definitions(void **state)
{
	static const struct expansion cases[] = {
		{ "$I= \\\nvrrp_instance VI_${NUM} { \\\n    interface eth0.${NUM} \\\n"
		  "    @lb1 priority 130 \\\n    @lb2 priority 120 \\\n"
		  "    virtual_router_id ${NUM} \\\n}\n"
		  "$NUM=1\n$I\n$NUM=2\n$I\n",
		  "vrrp_instance VI_1 {\ninterface eth0.1\npriority 130\nvirtual_router_id 1\n}\n"
		  "vrrp_instance VI_2 {\ninterface eth0.2\npriority 130\nvirtual_router_id 2\n}\n",
		  "" },
		{ "$A= a \\\n b\n$A\nc\n", "a\nb\nc\n",
		  "" }, /* text behind the =; the last without \ */
		{ "$A=\\\na \\\n\nb\n$A\n", "b\na\n",
		  "" }, /* an empty line ends it, and is consumed */
		{ "$A=\\\na \\\n\r\nb\n$A\n", "b\na\n", "" },
		{ "$A=\\\na \\\n  \n\t# c\nb\nc\n$A\n", "c\na\nb\n",
		  "" }, /* blank and comment do not */
		{ "$A=\\ # c\na \\ # c\nb # c\n$A\n", "a\nb\n", "" },
		{ "$A=\\\n\nx\n$A\ny\n", "x\ny\n", "" }, /* no lines at all */
		{ "$A=\\\na \\\n", "", "" },             /* not ended: silent */
		{ "$A=\\\na\\\nb\n$A\n", "a\nb\n", "" },
		{ "$A=\\\na \\\nb\nx $A\n", "x a\nb\n", "" }, /* text may precede */
		{ "$A=\\\na \\\nb\nx $A  # c\n", "x a\nb\n", "" },
		{ "$A=\\\na \\\nb\nx $A y\n${A}.\n", "x $A y\n${A}.\n",
		  "(Line 5) Undefined definition ${A}\n" },
		{ "$A=\\\na \\\nb\n$X=1\n${X}${A}\n", "1a\nb\n", "" },
		{ "$A=\\\na$I \\\nb${I}\n~SEQ(I,2) $A\n", "a1\nb1\na2\nb2\n", "" },
		{ "$A=\\\na \\\n$B\n$B=\\\nb \\\nc\n$A\nd\n", "a\nb\nc\nd\n", "" }, /* nested */
		{ "$A=\\\n$X=1 \\\nx $X\n$A\n", "x 1\n", "" }, /* definition inside */
		{ "$A=\\\n$A=2 \\\nx $A\n$A\n", "x 2\n", "" }, /* even of itself */
		{ "$A=\\\n~SEQ(I,2) x${I} \\\n@^lb1 y\n$A\n", "x1\nx2\n", "" },
		{ "$A=\\\na \"# b\" \\\nc\\#d # e\n$A\n", "a \"# b\"\nc\n",
		  "" }, /* comments are removed again */
		{ "@lb1 $A=\\\na \\\nb\n@lb2 $B=\\\nc\n$A\n", "c\na\nb\n", "" },
		{ "$A=\\\n\"a \\\nb\n$A\n", "\"a\nb\n", "(Line 2) Unterminated quote '\"a \\'\n" },
		{ "$A=\\\na \\\nb\n$B=$A\n$B\n", "a\nb\n", "" },
	};

	(void)state;
	ASSERT_EXPANDED(cases);
}

static void test_builtin_definitions(void **state)
{
	static const struct expansion cases[] = {
		{ "x ${_PWD} $_PWD y\n", "x /etc/keepalived /etc/keepalived y\n", "" },
		{ "x ${_INSTANCE}\n", "x lb1\n", "" },
		{ "x ${_ENV USER}\n", "x ops\n", "" },
		{ "x a${_ENV NONE}b\n", "x ab\n", "" },
		{ "x ${_HASH} y ${_BANG} z # c\n", "x # y ! z\n", "" },
		{ "x$_HASH $_BANG y\n", "x# ! y\n", "" },
		{ "$P=a${_HASH}b\n$Q=${P}\nx ${Q} ${_BANG} $Q # c\n", "x a#b ! a#b\n", "" },
		{ "x ${_RANDOM 5 5} ${_RANDOM -7 -7}\n", "x 5 -7\n", "" },
		{ "x ${_RANDOM 9 3}\n", "x 9\n",
		  "(Line 1) ${_RANDOM}: min 9 exceeds max 3, using 9\n" },
		{ "x \"${_RANDOM a}\"\n", "x \"${_RANDOM a}\"\n",
		  "(Line 1) Definition _RANDOM requires numeric parameters only.\n" },
		{ "x \"${_RANDOM 1 2 3}\"\n", "x \"${_RANDOM 1 2 3}\"\n",
		  "(Line 1) Definition _RANDOM requires between 0 and 2 parameters, 3 specified.\n" },
		{ "x \"${_RANDOM 1 99999999999}\"\n", "x \"${_RANDOM 1 99999999999}\"\n",
		  "(Line 1) Definition _RANDOM requires numeric parameters only.\n" },
		{ "x \"${_ENV}\"\n", "x \"${_ENV}\"\n",
		  "(Line 1) Definition _ENV requires between 1 and 1 parameters, 0 specified.\n"
		  "(Line 1) NOTE - Undefined definition ${_ENV}\n" },
		{ "x \"${_ENV}\" ${_PWD} \"${_RANDOM a}\" ${_INSTANCE}\n", /* each said once */
		  "x \"${_ENV}\" /etc/keepalived \"${_RANDOM a}\" lb1\n",
		  "(Line 1) Definition _ENV requires between 1 and 1 parameters, 0 specified.\n"
		  "(Line 1) Definition _RANDOM requires numeric parameters only.\n"
		  "(Line 1) NOTE - Undefined definition ${_ENV}\n" },
		{ "x \"${_ENV A B}\"\n", "x \"${_ENV A B}\"\n",
		  "(Line 1) Definition _ENV requires between 1 and 1 parameters, 2 specified.\n" },
		{ "x \"${_PWD 1}\" ${_NONE}\n", "x \"${_PWD 1}\" ${_NONE}\n",
		  "(Line 1) Undefined definition ${_NONE}\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct conf_fixture f;

		conf_fixture_init(&f);
		f.environment[0] = "USER";
		f.environment[1] = "ops";
		assert_expanded(&f, &cases[i]);
		conf_fixture_release(&f);
	}
}

static char *random_lines(uint32_t seed, const char *text)
{
	struct conf_fixture f;
	char *lines;

	conf_fixture_init(&f);
	f.seed = seed;
	lines = strdup(conf_fixture_expand(&f, text));
	assert_string_equal(conf_fixture_findings(&f), "");
	conf_fixture_release(&f);
	return lines;
}

static void test_random_numbers(void **state)
{
	char *all = random_lines(1, "~SEQ(I,500) ${_RANDOM}\n");
	char *few = random_lines(1, "~SEQ(I,500) ${_RANDOM 10 13}\n");
	char *again = random_lines(1, "~SEQ(I,500) ${_RANDOM}\n");
	char *other = random_lines(2, "~SEQ(I,500) ${_RANDOM}\n");
	bool seen[4] = { false };
	long lowest = 32767;
	long highest = 0;

	(void)state;
	assert_string_equal(all, again);
	assert_string_not_equal(all, other);
	for (char *s = strtok(all, "\n"); s; s = strtok(NULL, "\n")) {
		lowest = MIN(lowest, atol(s));
		highest = MAX(highest, atol(s));
	}
	assert_in_range(lowest, 0, 1000);
	assert_in_range(highest, 31000, 32767);
	for (char *s = strtok(few, "\n"); s; s = strtok(NULL, "\n")) {
		assert_in_range(atol(s), 10, 13);
		seen[atol(s) - 10] = true;
	}
	assert_true(seen[0] && seen[1] && seen[2] && seen[3]);
	free(all);
	free(few);
	free(again);
	free(other);
}

/* Sequences */

static void test_sequences(void **state)
{
	static const struct expansion cases[] = {
		{ "~SEQ(A,3) 10.9.1.${A}\n", "10.9.1.1\n10.9.1.2\n10.9.1.3\n", "" },
		{ "~SEQ(A,2,2,8) 10.9.1.${A}\n", "10.9.1.2\n10.9.1.4\n10.9.1.6\n10.9.1.8\n", "" },
		{ "~SEQ(A,2,3,9) x${A}\n", "x2\nx5\nx8\n", "" }, /* never overshoots */
		{ "~SEQ(A,5,1) 10.9.1.${A}\n", "10.9.1.5\n10.9.1.4\n10.9.1.3\n10.9.1.2\n10.9.1.1\n",
		  "" },
		{ "~SEQ(A,5,-2,1) x${A}\n", "x5\nx3\nx1\n", "" },
		{ "~SEQ(A,-2) x${A}\n", "x-1\nx-2\n", "" },
		{ "~SEQ(A,0) x${A}\n", "x1\nx0\n", "" },
		{ "~SEQ(A,1) x${A}\n", "x1\n", "" },
		{ "~SEQ(A,3,3) x${A}\n", "x3\n", "" },
		{ "~SEQ(A,-1,1) x${A}\n", "x-1\nx0\nx1\n", "" },
		{ "~SEQx(A,10,12) fe80::${A}\n", "fe80::a\nfe80::b\nfe80::c\n", "" },
		{ "~SEQx(A,0xfe,0x100) ${A}\n", "fe\nff\n100\n", "" },
		{ "~SEQ(A,0x9,012) ${A}\n", "9\n10\n", "" },
		{ "~SEQ ( A , 2 ) x${A}\n", "x1\nx2\n", "" },
		{ "~SEQ(A,2)x${A}\n", "x1\nx2\n", "" },
		{ "  ~SEQ(A,2)  x $A, y # c\n", "x 1, y\nx 2, y\n", "" },
		{ "~SEQ(A,1,2) ~LST(B,7,9) 10.9.${A}.${B}\n",
		  "10.9.1.7\n10.9.1.9\n10.9.2.7\n10.9.2.9\n", "" },
		{ "~SEQ(A,2) ~SEQ(B,$A) ${A}${B}\n", "11\n21\n22\n", "" },
		{ "$MAX=2\n~SEQ(A,$MAX) x${A}\n$R=1, 2\n~SEQ(A,$R) y${A}\n~SEQ(A,${MAX}) z${A}\n",
		  "x1\nx2\ny1\ny2\nz1\nz2\n", "" },
		{ "~SEQ(A,2) @lb1 x${A}\n~SEQ(A,2) @lb2 y${A}\n", "x1\nx2\n", "" },
		{ "~SEQ(A,2) $B${A}=${A}\nx ${B1}${B2}\n", "x 12\n", "" }, /* names can be made */
		{ "~SEQ(A,2)\n", "", "" },
		{ "x ~SEQ(A,2)\n", "x ~SEQ(A,2)\n", "" },
		{ "~FOO(A,2) x\n", "~FOO(A,2) x\n", "" },

		{ "~LST(A,7, 8 ,9) x${A}\n", "x7\nx8\nx9\n", "" },
		{ "~LST(A,a) x${A}\n", "xa\n", "" },
		{ "~LST(A,) x${A}\n~LST(A,1,) y${A}\n", "x\ny1\ny\n", "" },
		{ "~LST({A,B},{1,2},{3,4}) 10.9.${A}.${B}\n", "10.9.1.2\n10.9.3.4\n", "" },
		{ "~LST({ A , B }, { 1 , 2 }, 3) ${A}-${B}\n", "1-2\n3-\n", "" },
		{ "~LST({A},{1}) ${A}\n~LST({A,B},{,3}) ${A}-${B}\n", "1\n-3\n", "" },
		{ "$L=x, y\n~LST(A,$L) ${A}\n", "x\ny\n", "" },
	};

	(void)state;
	ASSERT_EXPANDED(cases);
}

static void test_bad_sequences(void **state)
{
	static const struct {
		const char *line, *complaint; /* before "Invalid ~SEQ specification"; NULL: none */
	} cases[] = {
		{ "~SEQ(A,1,-1,5) x", "Invalid ~SEQ values" },
		{ "~SEQ(A,5,1,1) x", "Invalid ~SEQ values" },
		{ "~SEQ(A,1,0,5) x", "Invalid ~SEQ values" },
		{ "~SEQ(A) x", "Invalid ~SEQ definition" },
		{ "~SEQ() x", "Invalid ~SEQ definition" },
		{ "~SEQ(A,1,2,3,4) x", "Invalid ~SEQ definition" },
		{ "~SEQ(9,2) x", "Invalid ~SEQ definition" },
		{ "~SEQ(A b,2) x", "Invalid ~SEQ definition" },
		{ "~SEQ(A,x) x", "Invalid ~SEQ definition" },
		{ "~SEQ(A,2x) x", "Invalid ~SEQ definition" },
		{ "~SEQ(A,2 3) x", "Invalid ~SEQ definition" },
		{ "~SEQ(A,$NONE) x", "Invalid ~SEQ definition" },
		{ "~SEQ(A,99999999999) x", "Invalid ~SEQ definition" },
		{ "~SEQ(A,{1,2}) x", "Invalid ~SEQ definition" },
		{ "~SEQ(A,}1,2) x", "Invalid ~SEQ definition" },
		{ "~SEQ(A,2 x", "~SEQ missing terminating ')'" },
		{ "~SEQx(A,-1,1) x", "~SEQx is only valid for positive numbers" },
		{ "~SEQx(A,-1) x", "~SEQx is only valid for positive numbers" },
		{ "~SEQ(A,$ML) x", "~SEQ parameter is multiline definition" },
		{ "~SEQ(A,1,$ML,3) x", "~SEQ parameter is multiline definition" },
		{ "~SEQ x", NULL },
		{ "~SEQ", NULL },
		{ "~SEQfoo(A,3) x", NULL },

		{ "~LST({A,B},{1,2},{3,4,5}) x", "~LST specification has too many values" },
		{ "~LST(A,{1,2}) x", "~LST specification has too many values" },
		{ "~LST(A) x", NULL },
		{ "~LST() x", NULL },
		{ "~LST(A,a b,c) x", NULL },
		{ "~LST({A,B},{1,2) x", NULL },
		{ "~LST({A,{B}},1) x", NULL },
		{ "~LST(A,{{1}}) x", NULL },
		{ "~LST(A,{1}b) x", NULL },
		{ "~LST(A,{) x", NULL },
		{ "~LST(9,1) x", NULL },
		{ "~LST(A,1 x", NULL },
		{ "~LST x", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct conf_fixture f;
		const char *line = cases[i].line;
		struct sbuf text;
		struct sbuf findings;

		sbuf_init(&text);
		sbuf_init(&findings);
		sbuf_addf(&text, "$ML=\\\na \\\nb\n%s\nafter\n", line);
		if (cases[i].complaint)
			sbuf_addf(&findings, "(Line 4) %s '%s'\n", cases[i].complaint, line);
		sbuf_addf(&findings, "(Line 4) Invalid %.4s specification '%s'\n", line, line);
		conf_fixture_init(&f);
		assert_expanded(&f, &(struct expansion){ sbuf_text(&text), "after\n",
							 sbuf_text(&findings) });
		conf_fixture_release(&f);
		sbuf_release(&text);
		sbuf_release(&findings);
	}
}

/* Bounds */

static void assert_one_finding(struct conf_fixture *f, const char *expected)
{
	assert_string_equal(conf_fixture_findings(f), expected);
}

#define TOO_MUCH(line) \
	"(Line " #line \
	") Expansion of one line exceeds 1000000 lines or 536870912 bytes - rest ignored\n"

static bool count_only(struct conf_fixture *f, const struct conf_line *line)
{
	(void)f;
	(void)line;
	return true;
}

static void test_a_million_lines_and_no_more(void **state)
{
	static const struct {
		const char *text, *findings;
		size_t n_lines;
	} cases[] = {
		{ "~SEQ(A,1000000) x${A}\ny\n", "", 1000001 },
		{ "~SEQ(A,1000001) x${A}\ny\n", TOO_MUCH(1), 1000001 },
		{ "~SEQ(A,2147483647)\ny\n", TOO_MUCH(1),
		  1 }, /* lines that come to nothing count too */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct conf_fixture f;

		conf_fixture_init(&f);
		f.on_line = count_only;
		(void)conf_fixture_expand(&f, cases[i].text);
		assert_one_finding(&f, cases[i].findings);
		assert_int_equal(f.n_lines, cases[i].n_lines);
		conf_fixture_release(&f);
	}
}

static void test_endless_definitions(void **state)
{
	static const struct expansion cases[] = {
		{ "$B=${B}\nx\n$B\ny\n", "x\ny\n",
		  "(Line 3) Definition recursion too deep for '$B'\n" },
		{ "$B=$B\n$B\ny\n", "y\n", "(Line 2) Definition recursion too deep for '$B'\n" },
		{ "$A=$B\n$B=$A\nz $A\ny\n", "y\n",
		  "(Line 3) Definition recursion too deep for '$A'\n" },
		{ "$B=${B}\n~SEQ(A,1000000) ${B}\ny\n", "y\n",
		  "(Line 2) Definition recursion too deep for '$B'\n" },
		{ "$B=${B}\n~SEQ(A,${B}) x\ny\n", "y\n",
		  "(Line 2) Definition recursion too deep for '$B'\n" },
		{ "$M=\\\na \\\n$M\n$M\ny\n", NULL,
		  "(Line 4) Definition recursion too deep for '$M'\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct conf_fixture f;
		double started = seconds();
		const char *lines;

		conf_fixture_init(&f);
		lines = conf_fixture_expand(&f, cases[i].text);
		assert_one_finding(&f, cases[i].findings);
		if (cases[i].lines)
			assert_string_equal(lines, cases[i].lines);
		else
			assert_string_equal(lines + strlen(lines) - 4, "a\ny\n");
		assert_true(seconds() - started < 5);
		conf_fixture_release(&f);
	}
}

static void test_growing_definitions(void **state)
{
	struct conf_fixture f;
	char *text = padded("$A=", 1000, "\n");
	struct sbuf all;
	const char *lines;

	(void)state;
	sbuf_init(&all);
	sbuf_add(&all, text);
	for (char c = 'B'; c <= 'Z'; c++)
		sbuf_addf(&all, "$%c=${%c}${%c}\n", c, c - 1, c - 1);
	sbuf_add(&all, "x ${Z} ${Z}\n$G=x${G}\n$G\nx ${A}\n");
	conf_fixture_init(&f);
	lines = conf_fixture_expand(&f, sbuf_text(&all));
	assert_int_equal(strlen(lines), 2 + 1000 + 1);
	assert_non_null(strstr(conf_fixture_findings(&f), "(Line 27) "));
	assert_non_null(strstr(conf_fixture_findings(&f),
			       "(Line 29) Definition recursion too deep for '$G'\n"));
	assert_int_equal(f.diags.found.n, 2);
	conf_fixture_release(&f);
	sbuf_release(&all);
	free(text);
}

static void test_growing_beyond_the_line_limit(void **state)
{
	struct conf_fixture f;
	char *text = padded("$A=", EXPAND_MAX_LINE / 2, "\nx ${A} ${A}\nx ${A}\n");

	(void)state;
	conf_fixture_init(&f);
	assert_int_equal(strlen(conf_fixture_expand(&f, text)), EXPAND_MAX_LINE / 2 + 3);
	assert_one_finding(
		&f,
		"(Line 2) Parameter substitution on line 'x ${A} ${A}' would exceed maximum line length\n");
	conf_fixture_release(&f);
	free(text);
}

static void test_exponential_definitions(void **state)
{
	struct conf_fixture f;
	struct sbuf text;

	(void)state;
	sbuf_init(&text);
	sbuf_add(&text, "$L_0=\\\n@other x \\\n@other y\n");
	for (int i = 1; i < 60; i++)
		sbuf_addf(&text, "$L_%d=\\\n$L_%d \\\n$L_%d\n", i, i - 1, i - 1);
	sbuf_add(&text, "$L_59\nz\n");
	conf_fixture_init(&f);
	assert_string_equal(conf_fixture_expand(&f, sbuf_text(&text)), "z\n");
	assert_one_finding(&f, TOO_MUCH(181));
	conf_fixture_release(&f);
	sbuf_release(&text);
}

/* A long line costs more with every replacement: the limit on bytes comes before that on replacements. */
static void test_long_endless_definition(void **state)
{
	struct conf_fixture f;
	char *text = padded("$B=${B}\n", EXPAND_MAX_LINE - 100, "${B}\ny\n");

	(void)state;
	conf_fixture_init(&f);
	assert_string_equal(conf_fixture_expand(&f, text), "y\n");
	assert_one_finding(&f, TOO_MUCH(2));
	conf_fixture_release(&f);
	free(text);
}

/* Includes */

static void add_some_files(struct conf_fixture *f)
{
	conf_fixture_add(f, "a.conf", "a1\na2\n");
	conf_fixture_add(f, "b.conf", "b1");
	conf_fixture_add(f, "with blank.conf", "blank\n");
	conf_fixture_add(f, ".hidden.conf", "hidden\n");
	conf_fixture_add(f, "conf.d/20.conf", "twenty\n");
	conf_fixture_add(f, "conf.d/10.conf", "ten ${_PWD}\n");
	conf_fixture_add(f, "sub/s.conf", "s ${_PWD}\ninclude t.conf\n");
	conf_fixture_add(f, "sub/t.conf", "t ${_PWD}\ninclude ../a.conf\n");
	conf_fixture_add(f, "/else/e.conf", "e ${_PWD}\n");
	conf_fixture_add(f, "open.conf", "block {\n");
	conf_fixture_add(f, "ml.conf", "$ML=\\\nm \\\n");
	conf_fixture_add(f, "def.conf", "$D=from-def\n");
	conf_fixture_add(f, "{curly.conf", "curly\n");
	conf_fixture_add_bad(f, "dir/", SOURCE_DIRECTORY);
	conf_fixture_add_bad(f, "exec.conf", SOURCE_NOT_PLAIN);
	conf_fixture_add_bad(f, "shut.conf", SOURCE_UNREADABLE);
	conf_fixture_add_bad(f, "huge.conf", SOURCE_TOO_BIG);
	conf_fixture_add_bad(f, "gone.conf", SOURCE_MISSING);
}

static void test_includes(void **state)
{
	static const struct expansion cases[] = {
		{ "x\ninclude a.conf\ny\n", "x\na1\na2\ny\n", "" },
		{ "include \t b.conf \t # c\n", "b1\n", "" },
		{ "include \"b.conf\"\n", "b1\n", "" },
		{ "include with blank.conf\n", "blank\n", "" },
		{ "include \"with blank.conf\"\n", "blank\n", "" },
		{ "include /etc/keepalived/b.conf\n", "b1\n", "" },
		{ "include conf.d/*.conf\n", "ten /etc/keepalived/conf.d\ntwenty\n",
		  "" }, /* sorted */
		{ "include conf.d/[13]0.conf\n", "ten /etc/keepalived/conf.d\n", "" },
		{ "include ?.conf\n", "a1\na2\nb1\n", "" },
		{ "include {b,a}.conf\n", "a1\na2\nb1\n", "" },
		{ "include conf.d/{10,2?}.conf\n", "ten /etc/keepalived/conf.d\ntwenty\n", "" },
		{ "include {curly.conf\n", "curly\n", "" },
		{ "include /else/e.conf\nx ${_PWD}\n", "e /else\nx /etc/keepalived\n", "" },
		{ "include sub/s.conf\nx ${_PWD}\n",
		  "s /etc/keepalived/sub\nt /etc/keepalived/sub\na1\na2\nx /etc/keepalived\n", "" },
		{ "include open.conf\n}\n", "block {\n}\n", "" }, /* need not balance */
		{ "block {\ninclude b.conf\n}\n", "block {\nb1\n}\n", "" },
		{ "@lb1 include b.conf\n@lb2 include a.conf\n", "b1\n", "" },
		{ "$I=include\n$I b.conf\n$J=include b.conf\n$J\n$N=b\ninclude ${N}.conf\n",
		  "b1\nb1\nb1\n", "" },
		{ "$M=\\\nx \\\ninclude b.conf \\\ny\n$M\n", "x\nb1\ny\n", "" },
		{ "~LST(A,b,b) include ${A}.conf\n", "b1\nb1\n", "" },
		{ "~LST(A,b,c) include def.conf\nx $D ${A}\n", "x from-def c\n", "" },
		{ "include ml.conf\nx\n$ML\ny\n", "x\nm\ny\n",
		  "" }, /* the end of a file ends a definition */
		{ "x { include b.conf }\n", "x { include b.conf }\n", "" },
		{ "Include b.conf\nincluded b.conf\ninclude\"b.conf\"\n",
		  "Include b.conf\nincluded b.conf\ninclude\"b.conf\"\n", "" },
		{ "include\nincludea \"\"\n", "",
		  "(Line 1) include without a file name - ignoring\n"
		  "(Line 2) includea without a file name - ignoring\n" },
		{ "include ~/b.conf\ninclude b.conf {\n", "",
		  "(Line 1) Config files missing '~/b.conf'.\n"
		  "(Line 2) Config files missing 'b.conf {'.\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct conf_fixture f;

		conf_fixture_init(&f);
		add_some_files(&f);
		assert_expanded(&f, &cases[i]);
		conf_fixture_release(&f);
	}
}

#define MISSING(name)  "(Line 1) Config files missing '" name "'.\n"
#define NO_MATCH(name) "(Line 1) No config files matched '" name "'.\n"
#define SOME(name)     "(Line 1) Some config files missing: \"" name "\".\n"

static void test_checked_includes(void **state)
{
	/* Exit status of a test with: include, includer, includem, includew, includeb, includea. */
	static const struct {
		const char *pattern, *finding;
		const char *without; /* the finding where it is not checked, if another one */
		char status[7];
	} cases[] = {
		{ "b.conf", "", NULL, "000000" },
		{ "conf.d/*.conf", "", NULL, "000000" },
		{ "{a,b}.conf", "", NULL, "000000" },
		{ "none.conf", MISSING("none.conf"), NULL, "006606" },
		{ "none/x.conf", MISSING("none/x.conf"), NULL, "006606" },
		{ "none*.conf", NO_MATCH("none*.conf"), "", "000606" },
		{ "none/*.conf", MISSING("none/*.conf"), NULL, "006606" },
		{ "dir/", "(Line 1) Configuration file 'dir/' is a directory - skipping\n", NULL,
		  "066666" },
		{ "exec.conf",
		  "(Line 1) Configuration file 'exec.conf' is not a regular non-executable file - skipping\n",
		  NULL, "066666" },
		{ "shut.conf", "(Line 1) Failed to open configuration file shut.conf\n", NULL,
		  "066666" },
		{ "gone.conf", MISSING("gone.conf"), NULL, "066666" },
		{ "huge.conf", "(Line 1) Configuration file 'huge.conf' is too big - skipping\n",
		  NULL, "555555" },
		{ "{a,none}.conf", SOME("{a,none}.conf"),
		  "(Line 1) WARNING - Some config files missing: \"{a,none}.conf\".\n", "000066" },
		{ "{none,nor}.conf", MISSING("{none,nor}.conf"), NULL, "000066" },
		{ "conf.d/{10,{20,none}}.conf", SOME("conf.d/{10,{20,none}}.conf"),
		  "(Line 1) WARNING - Some config files missing: \"conf.d/{10,{20,none}}.conf\".\n",
		  "000066" },
		{ "conf.d/{10,{20,10}}.conf", "", NULL, "000000" },
	};
	static const char *const keywords[] = { "include",  "includer", "includem",
						"includew", "includeb", "includea" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		for (size_t k = 0; k < ARRAY_SIZE(keywords); k++) {
			struct conf_fixture f;
			struct sbuf text;
			bool is_checked = cases[i].status[k] != '0';
			const char *expected = cases[i].without && !is_checked ? cases[i].without
									       : cases[i].finding;

			sbuf_init(&text);
			sbuf_addf(&text, "%s %s\nafter\n", keywords[k], cases[i].pattern);
			conf_fixture_init(&f);
			add_some_files(&f);
			assert_non_null(
				strstr(conf_fixture_expand(&f, sbuf_text(&text)), "after\n"));
			if (strcmp(conf_fixture_findings(&f), expected) != 0 ||
			    diag_status(&f.diags) != cases[i].status[k] - '0')
				fail_msg("%s %s: %d %s", keywords[k], cases[i].pattern,
					 diag_status(&f.diags), conf_fixture_findings(&f));
			conf_fixture_release(&f);
			sbuf_release(&text);
		}
	}
}

static void test_checks_in_force(void **state)
{
	struct conf_fixture f;

	(void)state;
	conf_fixture_init(&f); /* -e */
	f.checks = INCLUDE_ALL;
	(void)conf_fixture_expand(&f, "include none.conf\n");
	assert_int_equal(diag_status(&f.diags), 6);
	conf_fixture_release(&f);

	conf_fixture_init(&f); /* what an included file sets ends with it */
	conf_fixture_add(&f, "g.conf", "global_defs {\ninclude_checks 2\n}\ninclude none1.conf\n");
	(void)conf_fixture_load(&f, "include g.conf\ninclude none2.conf\nincluder none3.conf\n");
	assert_int_equal(f.diags.found.n, 3);
	assert_int_equal(f.diags.found.at[0].class, DIAG_SECURITY);
	assert_int_equal(f.diags.found.at[1].class, DIAG_LOG);
	assert_int_equal(f.diags.found.at[2].class, DIAG_LOG);
	conf_fixture_release(&f);

	conf_fixture_init(&f); /* a variant adds to what is in force */
	(void)conf_fixture_load(&f, "global_defs {\ninclude_checks 2\n}\nincludeb none.conf\n");
	assert_int_equal(diag_status(&f.diags), 6);
	conf_fixture_release(&f);
}

static void test_glob_failure(void **state)
{
	struct conf_fixture f;

	(void)state;
	conf_fixture_init(&f);
	f.glob_error = 2;
	(void)conf_fixture_load_pattern(&f, "x*");
	assert_false(f.was_read);
	assert_one_finding(&f,
			   "Error reading config file(s): glob(\"x*\") returned 2, skipping.\n");
	assert_int_equal(diag_status(&f.diags), 0);
	conf_fixture_release(&f);
}

static void test_main_files(void **state)
{
	static const struct {
		enum source_error error;
		const char *finding;
	} cases[] = {
		{ SOURCE_MISSING, "Config files missing '" CONF_FIXTURE_MAIN "'.\n" },
		{ SOURCE_DIRECTORY,
		  "Configuration file '" CONF_FIXTURE_MAIN "' is a directory - skipping\n" },
		{ SOURCE_NOT_PLAIN, "Configuration file '" CONF_FIXTURE_MAIN
				    "' is not a regular non-executable file - skipping\n" },
		{ SOURCE_UNREADABLE, "Failed to open configuration file " CONF_FIXTURE_MAIN "\n" },
		{ SOURCE_TOO_BIG,
		  "Configuration file '" CONF_FIXTURE_MAIN "' is too big - skipping\n" },
	};
	struct conf_fixture f;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		conf_fixture_init(&f);
		conf_fixture_add_bad(&f, CONF_FIXTURE_MAIN, cases[i].error);
		(void)conf_fixture_expand(&f, NULL);
		assert_one_finding(&f, cases[i].finding);
		assert_false(f.was_read);
		conf_fixture_release(&f);
	}

	conf_fixture_init(&f); /* not even there */
	(void)conf_fixture_expand(&f, NULL);
	assert_one_finding(&f, cases[0].finding);
	assert_false(f.was_read);
	conf_fixture_release(&f);

	conf_fixture_init(&f); /* a pattern */
	conf_fixture_add(&f, "2.conf", "vrrp_instance B {\n}\nfoo\n");
	conf_fixture_add(&f, "1.conf", "vrrp_instance A {\n}\n");
	assert_string_equal(conf_fixture_load_pattern(&f, "?.conf"),
			    "vrrp_instance [A] { } vrrp_instance [B] { }");
	assert_one_finding(
		&f, "WARNING, multiple configuration file matches of ?.conf, starting with 1.conf\n"
		    "(2.conf: Line 3) Unknown keyword 'foo'\n");
	conf_fixture_release(&f);

	conf_fixture_init(&f);
	conf_fixture_add_bad(&f, CONF_FIXTURE_MAIN, SOURCE_CHANGED);
	conf_fixture_let_others_write(&f);
	(void)conf_fixture_expand(&f, NULL);
	assert_one_finding(&f, "WARNING - Configuration file '" CONF_FIXTURE_MAIN
			       "' changed while it was read\n"
			       "WARNING - Configuration file '" CONF_FIXTURE_MAIN
			       "' can be written by users other than root\n");
	assert_true(f.was_read);
	conf_fixture_release(&f);
}

static void test_including_oneself(void **state)
{
	static const char *const texts[] = {
		"x\ninclude keepalived.conf\ny\n",
		/* 2^64 files, if followed */
		"x\ninclude keepalived.conf\ninclude keepalived.conf\ny\n",
		"x\ninclude {keepalived,./keepalived}.conf\ny\n",
		"x\n~SEQ(A,1000000) include keepalived.conf\ny\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct conf_fixture f;
		double started = seconds();

		conf_fixture_init(&f);
		(void)conf_fixture_expand(&f, texts[i]);
		assert_true(f.n_lines >= 2 * (size_t)EXPAND_MAX_FILES_DEEP);
		assert_string_equal(diag_code_name(f.diags.found.at[0].code), "include-depth");
		assert_true(strstr(conf_fixture_findings(&f),
				   "Includes nested more than 64 deep at '") != NULL);
		assert_int_equal(diag_status(&f.diags), 5);
		assert_true(seconds() - started < 20);
		conf_fixture_release(&f);
	}
}

/* What stands behind the include that has no end is read all the same. */
static void test_after_a_chain_without_end(void **state)
{
	struct conf_fixture f;
	const char *lines;

	(void)state;
	conf_fixture_init(&f);
	add_some_files(&f);
	conf_fixture_add(&f, "loop.conf", "include loop.conf\ninclude b.conf\n");
	lines = conf_fixture_expand(&f, "include loop.conf\ninclude a.conf\nx\n");
	assert_string_equal(lines, "a1\na2\nx\n");
	assert_int_equal(f.diags.found.n, 1);
	conf_fixture_release(&f);
}

static void test_the_chain_is_named(void **state)
{
	struct conf_fixture f;
	const char *context;

	(void)state;
	conf_fixture_init(&f);
	conf_fixture_add(&f, "a.conf", "include b.conf\n");
	conf_fixture_add(&f, "b.conf", "include c.conf\n");
	conf_fixture_add(&f, "c.conf", "include a.conf\n");
	(void)conf_fixture_expand(&f, "include a.conf\nx\n");
	assert_int_equal(f.n_lines, 1);
	assert_int_equal(f.diags.found.n, 1);
	assert_int_equal(f.diags.files.n - 1, EXPAND_MAX_FILES_DEEP);
	context = conf_fixture_context(&f);
	assert_non_null(strstr(
		context,
		"(c.conf: Line 1) Includes nested more than 64 deep at 'a.conf' - skipping\n"));
	assert_non_null(strstr(
		context,
		"help: b.conf includes c.conf, which includes a.conf: does a file include itself?\n"));
	assert_non_null(strstr(context, "included from b.conf:1\n"));
	conf_fixture_release(&f);
}

static void test_depth_64(void **state)
{
	for (unsigned deepest = 63; deepest <= 65; deepest++) {
		struct conf_fixture f;

		(void)state;
		conf_fixture_init(&f);
		for (unsigned i = 2; i <= deepest; i++) {
			char name[16];
			char text[32];

			snprintf(name, sizeof(name), "%u.conf", i);
			snprintf(text, sizeof(text),
				 i == deepest ? "bottom\n" : "include %u.conf\n", i + 1);
			conf_fixture_add(&f, name, text);
		}
		assert_string_equal(conf_fixture_expand(&f, "include 2.conf\n"),
				    deepest <= 64 ? "bottom\n" : "");
		assert_int_equal(f.diags.found.n, deepest <= 64 ? 0 : 1);
		conf_fixture_release(&f);
	}
}

static void test_too_many_files(void **state)
{
	struct conf_fixture f;

	(void)state;
	conf_fixture_init(&f);
	conf_fixture_add(&f, "a.conf", "");
	(void)conf_fixture_expand(&f, "~SEQ(A,1000000) include a.conf\nx\ninclude a.conf\n");
	assert_one_finding(&f, "(" CONF_FIXTURE_MAIN
			       ": Line 1) More than 100000 files included - skipping 'a.conf'\n");
	assert_int_equal(f.n_lines, 1);
	conf_fixture_release(&f);
}

/* Places */

static void test_places(void **state)
{
	static const struct {
		const char *text, *places;
	} cases[] = {
		{ "  foo bar\n", "1:3+3 unknown-keyword 'foo'\n" },
		{ "\tfoo # c\n", "1:2+3 unknown-keyword 'foo'\n" },
		{ "\n\n x\\#y z\n", "3:2+4 unknown-keyword 'x\\#y'\n" },
		{ "$A=foo\n  $A bar\n", "2:3+2 unknown-keyword '$A'\n" },
		{ "$A=foo\n x${A}y bar\n", "2:2+6 unknown-keyword 'x${A}y'\n" },
		{ "$A=foo\n ${A}${A}z bar\n", "2:2+9 unknown-keyword '${A}${A}z'\n" },
		{ "$A=$B\n$B=foo bar\n  $A\n", "3:3+2 unknown-keyword '$A'\n" },
		{ "$A=x\nvrrp_instance V {\n priority $A\n}\n",
		  "3:11+2 invalid-number '$A'\n3:11+2 out-of-range '$A'\n" },
		{ "@lb1   foo\n", "1:8+3 unknown-keyword 'foo'\n" },
		{ "~SEQ(A,2) foo${A} x\n",
		  "1:11+7 unknown-keyword 'foo${A}'\n1:11+7 unknown-keyword 'foo${A}'\n" },
		{ "~SEQ(A,1) ~LST(B,1)   x${B}\n", "1:23+5 unknown-keyword 'x${B}'\n" },
		{ " ~SEQ(A,) x\n", "1:2+8 sequence '~SEQ(A,)'\n1:2+8 sequence '~SEQ(A,)'\n" },
		{ "$M=\\\na b \\\nc d\n  $M\n",
		  "4:3+2 unknown-keyword '$M'\n4:3+2 unknown-keyword '$M'\n" },
		{ "$M=\\\na b \\\nc d\n  x $M\n",
		  "4:3+1 unknown-keyword 'x'\n4:5+2 unknown-keyword '$M'\n" },
		{ " include  nope.conf # c\n", "1:11+9 file-missing 'nope.conf'\n" },
		{ " x ${NO} y\n",
		  "1:4+5 undefined-definition '${NO}'\n1:2+1 unknown-keyword 'x'\n" },
		{ "global_defs { foo }\n", "1:15+3 unknown-keyword 'foo'\n" },
		{ " foo{ bar\n}\n", "1:2+3 unknown-keyword 'foo'\n1:5+1 unexpected-open-brace '{'\n"
				    "1:7+3 unknown-keyword 'bar'\n2:1+1 unknown-keyword '}'\n" },
		{ "  x \"a b\" \"\n",
		  "1:3+9 unterminated-quote 'x \"a b\" \"'\n"
		  "1:3+9 unterminated-quote 'x \"a b\" \"'\n1:3+1 unknown-keyword 'x'\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct conf_fixture f;

		conf_fixture_init(&f);
		(void)conf_fixture_load(&f, cases[i].text);
		if (strcmp(conf_fixture_places(&f), cases[i].places) != 0)
			fail_msg("%s\n%s--- instead of\n%s", cases[i].text, conf_fixture_places(&f),
				 cases[i].places);
		conf_fixture_release(&f);
	}
}

static void test_reading_can_be_stopped(void **state)
{
	struct conf_fixture f;

	(void)state;
	conf_fixture_init(&f);
	conf_fixture_add(&f, "a.conf", "policy A {\n needed\n}\nfoo\n");
	(void)conf_fixture_load(
		&f, "$M=\\\ninclude a.conf \\\nbar\n~SEQ(A,3) $M\ninclude a.conf\nbaz\n");
	assert_int_equal(f.diags.found.n, 1);
	assert_string_equal(diag_code_name(f.diags.found.at[0].code), "missing-parameter");
	assert_int_equal(f.n_lines, 2);
	conf_fixture_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_line_ends),
		cmocka_unit_test(test_embedded_nul),
		cmocka_unit_test(test_line_length),
		cmocka_unit_test(test_conditionals),
		cmocka_unit_test(test_definitions),
		cmocka_unit_test(test_references),
		cmocka_unit_test(test_multiline_definitions),
		cmocka_unit_test(test_builtin_definitions),
		cmocka_unit_test(test_random_numbers),
		cmocka_unit_test(test_sequences),
		cmocka_unit_test(test_bad_sequences),
		cmocka_unit_test(test_a_million_lines_and_no_more),
		cmocka_unit_test(test_endless_definitions),
		cmocka_unit_test(test_growing_definitions),
		cmocka_unit_test(test_growing_beyond_the_line_limit),
		cmocka_unit_test(test_exponential_definitions),
		cmocka_unit_test(test_long_endless_definition),
		cmocka_unit_test(test_includes),
		cmocka_unit_test(test_checked_includes),
		cmocka_unit_test(test_checks_in_force),
		cmocka_unit_test(test_glob_failure),
		cmocka_unit_test(test_main_files),
		cmocka_unit_test(test_including_oneself),
		cmocka_unit_test(test_after_a_chain_without_end),
		cmocka_unit_test(test_the_chain_is_named),
		cmocka_unit_test(test_depth_64),
		cmocka_unit_test(test_too_many_files),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_reading_can_be_stopped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
