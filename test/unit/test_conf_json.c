/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A configuration as JSON: what becomes of each kind of row, and where a value is said to come from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "lib/conf/dump.h"
#include "lib/conf/json.h"
#include "test/unit/conf_fixture.h"

/* Values that were read */

static const char *const fixture_files[] = { NULL, CONF_FIXTURE_MAIN, "/etc/keepalived/more.conf" };

struct reading {
	struct conf_fixture f;
	struct sbuf         out;
};

static const char *read_as_json(struct reading *r, const char *text, bool is_complete)
{
	const struct conf_json_about about = {
		.status = 0,
		.is_complete = is_complete,
		.files = fixture_files,
		.n_files = 3,
	};

	sbuf_init(&r->out);
	conf_fixture_init(&r->f);
	conf_fixture_add(&r->f, "more.conf", "priority 7\n");
	conf_fixture_load(&r->f, text);
	conf_json(&conf_fixture_root_block, &r->f.root, &about, &r->out);
	return sbuf_text(&r->out);
}

static void forget(struct reading *r)
{
	sbuf_release(&r->out);
	conf_fixture_release(&r->f);
}

#define HEAD                                                                                       \
	"{\n"                                                                                      \
	"  \"version\": 1,\n"                                                                      \
	"  \"status\": 0,\n"                                                                       \
	"  \"files\": [\n"                                                                         \
	"    \"/etc/keepalived/keepalived.conf\",\n"                                               \
	"    \"/etc/keepalived/more.conf\"\n"                                                      \
	"  ],\n"                                                                                   \
	"  \"configuration\": {"

#define HERE "\"file\":\"/etc/keepalived/keepalived.conf\",\"line\":"
#define GIVEN(line) ",\"origin\":\"given\"," HERE #line "}"

static void test_blocks_and_lists(void **state)
{
	struct reading r;

	(void)state;
	assert_string_equal(
		read_as_json(&r,
			     "global_defs {\n"
			     " notification_email {\n"
			     "  a@example.com\n"
			     "  \"b c\"\n"
			     " }\n"
			     "}\n"
			     "vrrp_instance VI_1 {\n"
			     " include more.conf\n"
			     " peer {\n"
			     "  address 192.0.2.1\n"
			     " }\n"
			     " virtual_ipaddress {\n"
			     "  192.0.2.9/24 dev eth0 no_track mark mark\n"
			     "  2001:db8::9/64 weight -3 scope link\n"
			     " }\n"
			     "}\n",
			     false),
		HEAD "\n"
		     "    \"global_defs\": {\n"
		     "      \"file\": \"/etc/keepalived/keepalived.conf\",\n"
		     "      \"line\": 1,\n"
		     "      \"keywords\": {\n"
		     "        \"notification_email\": [\n"
		     "          {\"value\":\"a@example.com\"" GIVEN(3) ",\n"
		     "          {\"value\":\"b c\"" GIVEN(4) "\n"
		     "        ]\n"
		     "      }\n"
		     "    },\n"
		     "    \"vrrp_instance\": [\n"
		     "      {\n"
		     "        \"name\": \"VI_1\",\n"
		     "        \"file\": \"/etc/keepalived/keepalived.conf\",\n"
		     "        \"line\": 7,\n"
		     "        \"keywords\": {\n"
		     "          \"priority\": {\"value\":7,\"origin\":\"given\",\"file\":\"/etc/keepalived/more.conf\",\"line\":1},\n"
		     "          \"peer\": [\n"
		     "            {\n"
		     "              \"file\": \"/etc/keepalived/keepalived.conf\",\n"
		     "              \"line\": 9,\n"
		     "              \"keywords\": {\n"
		     "                \"address\": {\"value\":\"192.0.2.1\"" GIVEN(10) "\n"
		     "              }\n"
		     "            }\n"
		     "          ],\n"
		     "          \"virtual_ipaddress\": [\n"
		     "            {" HERE "13,\"words\":{\"address\":\"192.0.2.9/24\",\"dev\":\"eth0\",\"no_track\":true,\"mark\":\"2\"}},\n"
		     "            {" HERE "14,\"words\":{\"address\":\"2001:db8::9/64\",\"scope\":\"link\",\"weight\":-3}}\n"
		     "          ]\n"
		     "        }\n"
		     "      }\n"
		     "    ]\n"
		     "  }\n"
		     "}\n");
	forget(&r);
}

static void test_nothing_was_read(void **state)
{
	struct reading r;

	(void)state;
	assert_string_equal(read_as_json(&r, "", false), HEAD "}\n}\n");
	forget(&r);
}

/* One statement of vrrp_instance or policy, and the line that it gives. */
static void expect_line(const char *block, const char *statement, const char *line)
{
	struct reading r;
	struct sbuf    text;
	const char    *json;

	sbuf_init(&text);
	sbuf_addf(&text, "%s X {\n%s\n}\n", block, statement);
	json = read_as_json(&r, sbuf_text(&text), false);
	if (!strstr(json, line))
		fail_msg("%s\n%s\n--- lacks\n%s", statement, json, line);
	forget(&r);
	sbuf_release(&text);
}

static void test_kinds(void **state)
{
	(void)state;
	expect_line("policy", "keep 5", "\"keep\": {\"value\":5" GIVEN(2));
	expect_line("policy", "whole_range 4294967295", "\"whole_range\": {\"value\":4294967295" GIVEN(2));
	expect_line("policy", "signed_range -2147483648", "\"signed_range\": {\"value\":-2147483648" GIVEN(2));
	expect_line("policy", "optional", "\"optional\": {\"value\":5" GIVEN(2));
	expect_line("policy", "seconds 3", "\"seconds\": {\"value\":3" GIVEN(2));
	expect_line("policy", "micros 0.000001", "\"micros\": {\"value\":0.000001" GIVEN(2));
	expect_line("policy", "zero_span 0", "\"zero_span\": {\"value\":0" GIVEN(2));
	expect_line("policy", "word link", "\"word\": {\"value\":\"link\"" GIVEN(2));
	expect_line("policy", "flag", "\"flag\": {\"value\":true" GIVEN(2));
	expect_line("policy", "strict_bool off", "\"strict_bool\": {\"value\":false" GIVEN(2));
	expect_line("policy", "text \"a b\"", "\"text\": {\"value\":\"a b\"" GIVEN(2));
	expect_line("vrrp_instance", "network 192.0.2.7/24", "\"network\": {\"value\":\"192.0.2.7/24\"" GIVEN(2));
	expect_line("vrrp_instance", "mcast_src_ip ::1", "\"mcast_src_ip\": {\"value\":\"::1\"" GIVEN(2));
	expect_line("vrrp_instance", "notify_backup \"/bin/x 'a b' c\" nobody adm",
		    "\"notify_backup\": {\"value\":{\"argv\":[\"/bin/x\",\"a b\",\"c\"],\"path\":\"/bin/x\","
		    "\"user\":\"nobody\",\"group\":\"adm\"}" GIVEN(2));
}

/* Both spellings fill one member, which is shown once. */
static void test_opposites_and_other_names(void **state)
{
	struct reading r;
	const char    *json;

	(void)state;
	expect_line("policy", "no_flag", "\"flag\": {\"value\":false" GIVEN(2));
	expect_line("vrrp_instance", "preempt", "\"nopreempt\": {\"value\":false" GIVEN(2));
	json = read_as_json(&r, "global_defs {\n lvs_id x\n}\npolicy P {\n no_flag\n}\n", true);
	assert_non_null(strstr(json, "\"router_id\": {\"value\":\"x\"" GIVEN(2)));
	assert_null(strstr(json, "lvs_id"));
	assert_null(strstr(json, "no_flag"));
	forget(&r);
}

static void test_secrets(void **state)
{
	struct reading r;
	struct sbuf    dump;
	const char    *json;

	(void)state;
	json = read_as_json(&r, "vrrp_instance V {\n authentication {\n  auth_pass s3cr3t\n }\n}\n", true);
	assert_non_null(strstr(json, "\"auth_pass\": {\"value\":\"********\"" GIVEN(3)));
	assert_null(strstr(json, "s3cr3t"));

	sbuf_init(&dump);
	conf_dump(&conf_fixture_root_block, &r.f.root, &dump);
	assert_non_null(strstr(sbuf_text(&dump), "auth_pass ********\n"));
	assert_null(strstr(sbuf_text(&dump), "s3cr3t"));
	sbuf_release(&dump);
	forget(&r);
}

/* What nobody gave is shown where it has a value, and not at all where defaults were not applied. */
static void test_only_given(void **state)
{
	struct reading r;

	(void)state;
	assert_null(strstr(read_as_json(&r, "vrrp_instance V {\n}\n", false), "\"default\""));
	forget(&r);
	assert_non_null(strstr(read_as_json(&r, "vrrp_instance V {\n}\n", true),
			       "\"nopreempt\": {\"value\":false,\"origin\":\"default\"}"));
	assert_null(strstr(sbuf_text(&r.out), "\"network\""));
	assert_null(strstr(sbuf_text(&r.out), "\"notify_backup\""));
	assert_null(strstr(sbuf_text(&r.out), "\"state\""));
	assert_null(strstr(sbuf_text(&r.out), "\"virtual_ipaddress\""));
	assert_null(strstr(sbuf_text(&r.out), "\"authentication\""));
	/* 0 is out of its range, so nobody has decided; 1 is the default in words */
	assert_null(strstr(sbuf_text(&r.out), "\"virtual_router_id\""));
	assert_non_null(strstr(sbuf_text(&r.out),
			       "\"priority\": {\"value\":null,\"origin\":\"default\",\"default\":\"100\"}"));
	forget(&r);
}

/* Rows that the little language lacks, over objects made by hand */

struct thing {
	struct conf_head head;
	uint32_t         delay;
	uint32_t         off;
	struct span      pause;
	const char      *text;
	uint32_t         first;
	const char      *path;
	bool             is_open;
};

static bool parse_nothing(struct conf_bind *b, const struct conf_key *key, void *object)
{
	(void)b;
	(void)key;
	(void)object;
	return true;
}

static void format_text(const struct conf_key *key, const void *object, struct sbuf *out)
{
	sbuf_add(out, *(const char *const *)conf_field_const(key, object));
}

static void format_first(const struct conf_key *key, const void *object, struct sbuf *out)
{
	uint32_t value = *(const uint32_t *)conf_field_const(key, object);

	if (value == 1)
		sbuf_addf(out, " one");
}

static void format_second(const struct conf_key *key, const void *object, struct sbuf *out)
{
	if (*(const uint32_t *)conf_field_const(key, object) == 2)
		sbuf_addf(out, " two");
}

static const struct conf_custom text_functions = { parse_nothing, format_text, NULL };
static const struct conf_custom first_functions = { parse_nothing, format_first, NULL };
static const struct conf_custom second_functions = { parse_nothing, format_second, NULL };

#define T struct thing

static const struct conf_key thing_keys[] = {
	{ .name = "delay", CONF_UINT(T, delay), .max = 9, .def = "3", .inherit = "global.delay", .help = "H." },
	{ .name = "off", CONF_UINT(T, off), .min = 1, .max = 9, .def = "0", .help = "H." },
	{ .name = "pause", CONF_SPAN(T, pause), .min = 1000, .max = USEC_PER_SEC, .def = "0", .help = "H." },
	{ .name = "text", CONF_CUSTOM(T, text, &text_functions), .help = "H." },
	{ .name = "one", CONF_CUSTOM(T, first, &first_functions), .help = "H." },
	{ .name = "two", CONF_CUSTOM(T, first, &second_functions), .help = "H." },
	{ .name = "path", CONF_STRING(T, path), .inherit = "global.path", .help = "H." },
	{ .name = "closed", CONF_UNFLAG(T, is_open), .help = "H." },
};

static const struct conf_block thing_block = { .name = "thing", CONF_BLOCK_OF(T, thing_keys) };

#define IS_GIVEN(member, next_one)                                                                 \
	(&(struct conf_origin){ .next = (next_one), .offset = offsetof(T, member), .file = 1, .line = 5 })

/* Without what stands around the keywords, which is the same each time. */
static void expect_keywords(const struct thing *thing, const char *keywords)
{
	static const char *const     files[] = { NULL, "a.conf" };
	const struct conf_json_about about = { .status = 5, .is_complete = true, .files = files, .n_files = 2 };
	static const char            head[] = "{\n  \"version\": 1,\n  \"status\": 5,\n  \"files\": [\n"
					      "    \"a.conf\"\n  ],\n  \"configuration\": ";
	struct sbuf                  out;
	struct sbuf                  expected;

	sbuf_init(&out);
	sbuf_init(&expected);
	conf_json(&thing_block, thing, &about, &out);
	sbuf_addf(&expected, "%s{%s\n  }\n}\n", head, keywords);
	assert_string_equal(sbuf_text(&out), sbuf_text(&expected));
	sbuf_release(&out);
	sbuf_release(&expected);
}

#define FELL_BACK                                                                                  \
	"\n    \"delay\": {\"value\":3,\"origin\":\"inherited\",\"from\":\"global.delay\"},"           \
	"\n    \"off\": {\"value\":0,\"origin\":\"default\"},"                                     \
	"\n    \"pause\": {\"value\":0,\"origin\":\"default\"}"
#define CLOSED ",\n    \"closed\": {\"value\":true,\"origin\":\"default\"}"
#define IN_A   ",\"origin\":\"given\",\"file\":\"a.conf\",\"line\":5}"

static void test_inherited_and_default(void **state)
{
	(void)state;
	expect_keywords(&(struct thing){ .delay = 3 }, FELL_BACK CLOSED);
	expect_keywords(&(struct thing){ .delay = 3, .path = "/x" },
			FELL_BACK ",\n    \"path\": {\"value\":\"/x\",\"origin\":\"inherited\",\"from\":\"global.path\"}"
				  CLOSED);
}

/* Read, then put aside by a rule: it was given all the same. */
static void test_given_and_set_aside(void **state)
{
	(void)state;
	expect_keywords(&(struct thing){ .delay = 3, .head.origins = IS_GIVEN(path, NULL) },
			FELL_BACK ",\n    \"path\": {\"value\":null" IN_A CLOSED);
}

static void test_functions_of_rows(void **state)
{
	static const struct {
		const char *printed, *json;
	} cases[] = {
		{ " ", "true" },
		{ " a b", "\"a b\"" },
		{ " \"a b\"", "\"a b\"" },
		{ " \"\"", "\"\"" },
		{ " \"a\" \"b\"", "\"\\\"a\\\" \\\"b\\\"\"" },
		{ " \"a\\\"\"", "\"\\\"a\\\\\\\"\\\"\"" },
		{ " \"", "\"\\\"\"" },
		{ " a\nkey b", "\"a\\nkey b\"" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct sbuf expected;

		sbuf_init(&expected);
		sbuf_addf(&expected, FELL_BACK ",\n    \"text\": {\"value\":%s" IN_A CLOSED, cases[i].json);
		expect_keywords(&(struct thing){ .delay = 3, .text = cases[i].printed,
						 .head.origins = IS_GIVEN(text, NULL) },
				sbuf_text(&expected));
		sbuf_release(&expected);
	}
}

/* Two keywords of one member: the one that was meant prints something. */
static void test_shared_member(void **state)
{
	(void)state;
	expect_keywords(&(struct thing){ .delay = 3, .first = 2, .head.origins = IS_GIVEN(first, NULL) },
			FELL_BACK ",\n    \"two\": {\"value\":\"two\"" IN_A CLOSED);
}

/* Blocks of the outermost level: one that was opened, one with defaults, one with neither. */

struct part {
	struct conf_head head;
	const char      *text;
};

struct whole {
	struct conf_head head;
	struct part      opened;
	struct thing     thing;
	struct part      closed;
	bool             last;
};

static const struct conf_key part_keys[] = {
	{ .name = "text", CONF_STRING(struct part, text), .help = "H." },
};

static const struct conf_block part_block = { .name = "part", CONF_BLOCK_OF(struct part, part_keys) };

static const struct conf_key whole_keys[] = {
	{ .name = "opened", CONF_SINGLE(struct whole, opened, struct part, &part_block), .help = "H." },
	{ .name = "thing", CONF_SINGLE(struct whole, thing, T, &thing_block), .help = "H." },
	{ .name = "closed", CONF_SINGLE(struct whole, closed, struct part, &part_block), .help = "H." },
	{ .name = "last", CONF_FLAG(struct whole, last), .help = "H." },
};

static const struct conf_block whole_block = { .name = "whole", CONF_BLOCK_OF(struct whole, whole_keys) };

static void test_blocks_that_nobody_opened(void **state)
{
	static const char *const     files[] = { NULL, "a.conf" };
	const struct conf_json_about about = { .is_complete = true, .files = files, .n_files = 2 };
	struct conf_origin           origin = { .offset = offsetof(struct whole, opened), .file = 1, .line = 2 };
	const struct whole           whole = {
			  .head.origins = &origin,
			  .opened.head = { .file = 1, .line = 2 },
			  .thing.delay = 3,
	};
	struct sbuf out;

	(void)state;
	sbuf_init(&out);
	conf_json(&whole_block, &whole, &about, &out);
	assert_non_null(strstr(sbuf_text(&out),
			       "\"opened\": {\n      \"file\": \"a.conf\",\n      \"line\": 2,\n      \"keywords\": {}\n    },\n"
			       "    \"thing\": {\n      \"keywords\": {\n        \"delay\": "));
	assert_null(strstr(sbuf_text(&out), "\"closed\": {\n"));
	assert_non_null(strstr(sbuf_text(&out), "\n      }\n    },\n    \"last\": {\"value\":false,\"origin\":\"default\"}\n  }\n}\n"));
	sbuf_release(&out);
}

/* A place in a file that is not in the table is no reason to read beyond it. */
static void test_unknown_file(void **state)
{
	struct conf_origin origin = { .offset = offsetof(T, is_open), .file = 77, .line = 5 };

	(void)state;
	expect_keywords(&(struct thing){ .delay = 3, .is_open = true, .head.origins = &origin },
			FELL_BACK ",\n    \"closed\": {\"value\":false,\"origin\":\"given\",\"file\":\"\",\"line\":5}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blocks_and_lists),
		cmocka_unit_test(test_nothing_was_read),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_opposites_and_other_names),
		cmocka_unit_test(test_secrets),
		cmocka_unit_test(test_only_given),
		cmocka_unit_test(test_inherited_and_default),
		cmocka_unit_test(test_given_and_set_aside),
		cmocka_unit_test(test_functions_of_rows),
		cmocka_unit_test(test_shared_member),
		cmocka_unit_test(test_blocks_that_nobody_opened),
		cmocka_unit_test(test_unknown_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
