/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sched.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "keepalived/loader/world_system.h"
#include "lib/sys/fdutil.h"
#include "test/unit/scratch.h"

#define NOBODY 65534u

static struct world_system *world;
static const struct world_ops *ops = &world_system_ops;

static int setup(void **state)
{
	assert_int_equal(world_system_open(&world), 0);
	return scratch_setup(state);
}

static int teardown(void **state)
{
	world_system_close(world);
	return scratch_teardown(state);
}

static void need_root(void)
{
	if (geteuid() != 0)
		skip();
}

/* Interfaces; those of the machine first, then some of our own */

static void test_loopback(void **state)
{
	struct addr localhost;
	struct world_iface lo;
	struct world_iface *untouched = &(struct world_iface){ .index = 4711 };

	(void)state;
	if (!ops->iface(world, "lo", &lo))
		skip();
	assert_int_equal(world_system_links_error(world), 0);
	assert_true(lo.is_loopback);
	assert_false(lo.is_ethernet);
	assert_true(lo.mtu > 0);
	assert_int_equal(lo.kind, WORLD_LINK_OTHER);
	assert_int_equal(lo.base_index, 0);
	assert_string_equal(ops->iface_name(world, lo.index), "lo");
	assert_true(addr_parse("127.0.0.1", &localhost));
	assert_int_equal(ops->has_address(world, &localhost, "lo"),
			 lo.address4.family == ADDR_IPV4);

	assert_false(ops->iface(world, "no-such-iface", untouched));
	assert_int_equal(untouched->index, 4711);
	assert_null(ops->iface_name(world, UINT32_MAX));
	assert_null(ops->iface_name(world, 0));
	assert_false(ops->has_address(world, &localhost, "no-such-iface"));
	assert_true(addr_parse("192.0.2.77", &localhost));
	assert_false(ops->has_address(world, &localhost, NULL));
}

static bool ip(struct scratch *s, const char *commands)
{
	const char *file = scratch_file(s, "ip.batch", commands, 0644);
	char *argv[] = { "ip", "-batch", arena_strdup(&s->arena, file), NULL };
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int status = -1;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	if (posix_spawnp(&pid, "ip", &actions, NULL, argv, environ) == 0)
		waitpid(pid, &status, 0);
	posix_spawn_file_actions_destroy(&actions);
	return status == 0;
}

static void assert_address(const struct addr *addr, const char *expected)
{
	char text[ADDR_LEN];

	assert_string_equal(addr->family == ADDR_NONE ? "none" : addr_format(addr, text), expected);
}

static bool has(const char *address, const char *on)
{
	struct addr addr;

	assert_true(addr_parse(address, &addr));
	return ops->has_address(world, &addr, on);
}

static void look_at_own_interfaces(struct scratch *s)
{
	bool has_ipvlan = ip(s, "link add link v1 name i0 type ipvlan\n");
	bool has_vrf = ip(s, "link add red type vrf table 10\n");
	struct world_iface v0, v1, m0, m1, other;

	assert_true(ops->iface(world, "v0", &v0));
	assert_true(v0.is_up && v0.is_ethernet && v0.is_multicast && !v0.is_noarp &&
		    !v0.is_loopback);
	assert_int_equal(v0.mtu, 1400);
	assert_int_equal(v0.kind, WORLD_LINK_OTHER);
	assert_int_equal(v0.base_index, 0); /* though the kernel tells the other end as its link */
	assert_address(&v0.address4, "192.0.2.5");
	assert_address(&v0.address6, "fe80::5");

	assert_true(ops->iface(world, "v1", &v1));
	assert_true(v1.is_noarp);
	assert_address(&v1.address4, "198.51.100.1"); /* ours, not the peer's */
	assert_address(&v1.address6, "none");

	assert_true(ops->iface(world, "m0", &m0) && ops->iface(world, "m1", &m1));
	assert_int_equal(m0.kind, WORLD_LINK_MACVLAN_PRIVATE);
	assert_int_equal(m1.kind, WORLD_LINK_MACVLAN);
	assert_false(m1.is_up);
	assert_int_equal(m0.base_index, v0.index);
	assert_int_equal(m1.base_index, v0.index);
	assert_string_equal(ops->iface_name(world, m0.base_index), "v0");
	if (has_ipvlan) {
		assert_true(ops->iface(world, "i0", &other));
		assert_int_equal(other.kind, WORLD_LINK_IPVLAN);
		assert_int_equal(other.base_index, v1.index);
	}
	if (has_vrf) {
		assert_true(ops->iface(world, "red", &other));
		assert_int_equal(other.kind, WORLD_LINK_VRF);
		assert_int_equal(other.base_index, 0);
	}

	assert_true(has("192.0.2.5", NULL) && has("192.0.2.5", "v0") && !has("192.0.2.5", "v1"));
	assert_true(has("192.0.2.6", "v0") && has("192.0.2.6", "m0") && !has("192.0.2.6", "m1"));
	assert_true(has("2001:db8::5", "v0") && has("fe80::5", NULL));
	assert_false(has("198.51.100.2", NULL));

	/* What was seen once stays. */
	assert_true(ip(s, "link delete m0\nlink add v9 type veth peer name v8\n"));
	assert_true(ops->iface(world, "m0", &m0));
	assert_false(ops->iface(world, "v9", &other));
}

static void test_own_interfaces(void **state)
{
	_cleanup_close_ int before = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	struct scratch *s = *state;
	bool is_built;

	need_root();
	if (before < 0 || unshare(CLONE_NEWNET) < 0)
		skip();
	is_built = ip(s, "link add v0 mtu 1400 type veth peer name v1\n"
			 "link set v0 addrgenmode none\n"
			 "link set v1 addrgenmode none\n"
			 "link set v1 arp off\n"
			 "link set v0 up\n"
			 "link set v1 up\n"
			 "link add link v0 name m0 type macvlan mode private\n"
			 "link add link v0 name m1 type macvlan mode bridge\n"
			 "addr add 192.0.2.5/24 dev v0\n"
			 "addr add 192.0.2.6/24 dev v0\n"
			 "addr add 192.0.2.6/32 dev m0\n"
			 "addr add 2001:db8::5/64 dev v0 nodad\n"
			 "addr add fe80::5/64 dev v0 nodad\n"
			 "addr add 198.51.100.1 peer 198.51.100.2 dev v1\n");
	if (is_built)
		look_at_own_interfaces(s);
	assert_int_equal(setns(before, CLONE_NEWNET), 0);
	if (!is_built)
		skip(); /* no ip, or no veth and macvlan in this kernel */
}

/* What lies below a macvlan in another namespace has an index there, not here. */
static void test_base_in_another_namespace(void **state)
{
	_cleanup_close_ int before = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	_cleanup_close_ int inside = -1;
	struct scratch *s = *state;
	struct world_iface m0 = { .base_index = 4711 };
	bool is_built;

	need_root();
	if (before < 0 || unshare(CLONE_NEWNET) < 0)
		skip();
	inside = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	assert_int_equal(unshare(CLONE_NEWNET), 0);
	is_built = ip(s, arena_printf(&s->arena,
				      "link add v0 type veth peer name v1\n"
				      "link add link v0 name m0 type macvlan mode private\n"
				      "link set m0 netns /proc/%d/fd/%d\n",
				      (int)getpid(), inside));
	assert_int_equal(setns(inside, CLONE_NEWNET), 0);
	if (is_built)
		assert_true(ops->iface(world, "m0", &m0));
	assert_int_equal(setns(before, CLONE_NEWNET), 0);
	if (!is_built)
		skip();
	assert_int_equal(m0.kind, WORLD_LINK_MACVLAN_PRIVATE);
	assert_int_equal(m0.base_index, 0);
}

/* Users */

static void test_users(void **state)
{
	struct world_user user = { 1, 1 };
	struct passwd *self = getpwuid(geteuid());
	uint32_t gid = 1;

	(void)state;
	assert_true(ops->user(world, "root", &user));
	assert_int_equal(user.uid, 0);
	assert_int_equal(user.gid, 0);
	assert_true(ops->group(world, "root", &gid));
	assert_int_equal(gid, 0);
	assert_true(ops->user(world, "0", &user));
	assert_int_equal(user.gid, 0);

	/* Numbers that nobody has. */
	assert_true(ops->user(world, "3999999999", &user));
	assert_int_equal(user.uid, 3999999999u);
	assert_int_equal(user.gid, NOBODY);
	assert_true(ops->group(world, "3999999999", &gid));
	assert_int_equal(gid, 3999999999u);

	user = (struct world_user){ 7, 8 };
	assert_false(ops->user(world, "no-such-user", &user));
	assert_false(ops->user(world, "4294967295", &user));
	assert_false(ops->user(world, "4294967296", &user));
	assert_false(ops->user(world, "-1", &user));
	assert_false(ops->user(world, "+1", &user));
	assert_false(ops->user(world, " 1", &user));
	assert_false(ops->user(world, "0x10", &user));
	assert_false(ops->user(world, "", &user));
	assert_int_equal(user.uid, 7);
	assert_int_equal(user.gid, 8);
	gid = 9;
	assert_false(ops->group(world, "no-such-group", &gid));
	assert_false(ops->group(world, "4294967295", &gid));
	assert_int_equal(gid, 9);

	ops->own_user(world, &user);
	assert_int_equal(user.uid, geteuid());
	assert_int_equal(user.gid, getegid());
	if (self && self->pw_uid) {
		assert_true(ops->user(world, self->pw_name, &user));
		assert_int_equal(user.uid, self->pw_uid);
	}
}

/* Scripts */

static struct world_script script_as(struct scratch *s, const char *program, uint32_t uid,
				     uint32_t gid)
{
	struct world_script_query query = {
		.program = program, .uid = uid, .gid = gid, .directory = s->path
	};
	struct world_script found;

	ops->script(world, &query, &found);
	return found;
}

static struct world_script script(struct scratch *s, const char *program)
{
	return script_as(s, program, geteuid(), getegid());
}

static void test_plain_script(void **state)
{
	struct scratch *s = *state;
	const char *path = scratch_file(s, "ok.sh", "#!/bin/sh\n", 0755);
	struct world_script found = script(s, path);

	assert_true(found.is_found);
	assert_false(found.is_searched);
	assert_string_equal(found.path, path);
	assert_string_equal(found.executed, path);
	assert_true(found.is_regular && found.is_executable && found.has_interpreter);
	assert_false(found.is_privileged);
	assert_int_equal(found.is_insecure, geteuid() != 0);

	found = script(s, "./ok.sh");
	assert_true(found.is_found);
	assert_string_equal(found.path, path);
}

static void test_what_a_script_starts_with(void **state)
{
	struct scratch *s = *state;

	assert_false(script(s, scratch_file(s, "text", "echo\n", 0755)).has_interpreter);
	assert_false(script(s, scratch_file(s, "empty", "", 0755)).has_interpreter);
	assert_false(script(s, scratch_file(s, "short", "#", 0755)).has_interpreter);
	assert_true(script(s, scratch_file(s, "two", "#!", 0755)).has_interpreter);
	assert_true(script(s, scratch_file(s, "elf", "\177ELF\2", 0755)).has_interpreter);
	assert_true(script(s, "/proc/self/exe").has_interpreter);
}

static void test_script_that_is_not_there(void **state)
{
	struct scratch *s = *state;
	struct world_script found = script(s, scratch_path(s, "gone"));

	assert_false(found.is_found);
	assert_int_equal(found.error, ENOENT);
	scratch_file(s, "file", "", 0755);
	assert_int_equal(script(s, "./file/gone").error, ENOTDIR);
	assert_int_equal(script(s, "./file/../file").error, ENOTDIR);
	assert_int_equal(script(s, "./file/.").error, ENOTDIR);
	scratch_link(s, "loop", "loop");
	assert_int_equal(script(s, "./loop").error, ELOOP);
	scratch_link(s, "dangling", "gone");
	assert_int_equal(script(s, "./dangling").error, ENOENT);
	assert_int_equal(script(s, "").error, ENOENT);

	scratch_directory(s, "dir", 0755);
	found = script(s, "./dir");
	assert_true(found.is_found);
	assert_false(found.is_regular || found.is_executable);
	assert_int_equal(mkfifo(scratch_path(s, "fifo"), 0755), 0);
	found = script(s, "./fifo");
	assert_true(found.is_found);
	assert_false(found.is_regular || found.is_executable);
}

static void test_paths_are_tidied_and_resolved(void **state)
{
	static const struct {
		const char *written;
		const char *path;
		const char *executed;
	} rows[] = {
		{ "%s//real///dir/./x.sh", "%s/real/dir/x.sh", "%s/real/dir/x.sh" },
		{ "%s/real/dir/../dir/x.sh", "%s/real/dir/x.sh", "%s/real/dir/x.sh" },
		{ "%s/real/../../../../../../../../%s/real/dir/x.sh", "%s/real/dir/x.sh",
		  "%s/real/dir/x.sh" },
		{ "%s/dirlink/x.sh", "%s/dirlink/x.sh", "%s/real/dir/x.sh" },
		{ "%s/link.sh", "%s/link.sh", "%s/real/dir/x.sh" },
		{ "%s/chain.sh", "%s/chain.sh", "%s/real/dir/x.sh" },
		/* Not %s/link.sh: the directory above is that above the link's target. */
		{ "%s/dirlink/../y.sh", "%s/real/y.sh", "%s/real/y.sh" },
		{ "%s/dirlink/../dir/x.sh", "%s/real/dir/x.sh", "%s/real/dir/x.sh" },
		{ "%s/here/real/y.sh", "%s/here/real/y.sh", "%s/real/y.sh" },
	};
	struct scratch *s = *state;

	scratch_directory(s, "real", 0755);
	scratch_directory(s, "real/dir", 0755);
	scratch_file(s, "real/dir/x.sh", "#!/bin/sh\n", 0755);
	scratch_file(s, "real/y.sh", "#!/bin/sh\n", 0755);
	scratch_link(s, "dirlink", "real/dir");
	scratch_link(s, "link.sh", arena_printf(&s->arena, "%s/real/dir/x.sh", s->path));
	scratch_link(s, "chain.sh", "dirlink/..//dir/../../link.sh");
	scratch_link(s, "here", ".");

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct sbuf written;
		struct world_script found;

		sbuf_init(&written);
		for (const char *c = rows[i].written; *c; c++) {
			if (c[0] == '%')
				sbuf_add(&written, s->path);
			else if (c == rows[i].written || c[-1] != '%')
				sbuf_add_char(&written, *c);
		}
		found = script(s, sbuf_text(&written));
		assert_true(found.is_found);
		assert_string_equal(found.path, scratch_path(s, rows[i].path + strlen("%s/")));
		assert_string_equal(found.executed,
				    scratch_path(s, rows[i].executed + strlen("%s/")));
		sbuf_release(&written);
	}
}

static void test_use_symlink_paths(void **state)
{
	struct scratch *s = *state;
	struct world_script_query query = { .program = "./a//link",
					    .directory = s->path,
					    .is_via_symlink = true };
	struct world_script found;

	scratch_directory(s, "a", 0755);
	scratch_file(s, "x.sh", "#!/bin/sh\n", 0755);
	scratch_link(s, "a/link", "../x.sh");
	ops->script(world, &query, &found);
	assert_true(found.is_found);
	assert_string_equal(found.path, scratch_path(s, "a/link"));
	assert_string_equal(found.executed, scratch_path(s, "a/link"));
}

static void test_relative_without_directory(void **state)
{
	_cleanup_close_ int before = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct scratch *s = *state;
	struct world_script_query query = { .program = "a/x.sh" };
	struct world_script found;

	scratch_directory(s, "a", 0755);
	scratch_file(s, "a/x.sh", "#!/bin/sh\n", 0755);
	assert_int_equal(chdir(s->path), 0);
	ops->script(world, &query, &found);
	assert_string_equal(found.path, scratch_path(s, "a/x.sh"));
	query.program = "../a/x.sh";
	query.directory = "a";
	ops->script(world, &query, &found);
	assert_string_equal(found.path, scratch_path(s, "a/x.sh"));
	assert_int_equal(fchdir(before), 0);
}

static void owned(struct scratch *s, const char *name, uint32_t uid, uint32_t gid, mode_t mode)
{
	const char *path = scratch_path(s, name);

	assert_int_equal(lchown(path, uid, gid), 0);
	if (mode)
		assert_int_equal(chmod(path, mode), 0);
}

static void test_who_may_run(void **state)
{
	static const struct {
		mode_t mode;
		bool as_owner, as_group, as_other, as_root;
	} rows[] = {
		{ 0700, true, false, false, true }, { 0070, false, true, false, true },
		{ 0007, false, false, true, true }, { 0666, false, false, false, false },
		{ 0100, true, false, false, true }, { 0011, false, true, true, true },
		{ 0605, false, false, true, true },
	};
	struct scratch *s = *state;

	need_root();
	scratch_file(s, "x.sh", "#!/bin/sh\n", 0755);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		owned(s, "x.sh", 1001, 1002, rows[i].mode);
		assert_int_equal(script_as(s, "./x.sh", 1001, 1002).is_executable,
				 rows[i].as_owner);
		assert_int_equal(script_as(s, "./x.sh", 1003, 1002).is_executable,
				 rows[i].as_group);
		assert_int_equal(script_as(s, "./x.sh", 1003, 1003).is_executable,
				 rows[i].as_other);
		assert_int_equal(script_as(s, "./x.sh", 0, 0).is_executable, rows[i].as_root);
	}
}

static void test_directories_bar_the_way(void **state)
{
	struct scratch *s = *state;

	need_root();
	scratch_directory(s, "private", 0700);
	scratch_file(s, "private/x.sh", "#!/bin/sh\n", 0755);
	scratch_link(s, "link.sh", "private/x.sh");
	assert_true(script_as(s, "./private/x.sh", 0, 0).is_executable);
	assert_false(script_as(s, "./private/x.sh", 1001, 1001).is_executable);
	assert_false(script_as(s, "./link.sh", 1001, 1001).is_executable);
	owned(s, "private", 0, 1001, 0710);
	assert_true(script_as(s, "./link.sh", 1001, 1001).is_executable);
}

static void test_all_groups_of_a_user(void **state)
{
	struct scratch *s = *state;
	struct passwd *user;
	gid_t groups[64];
	int n = ARRAY_SIZE(groups);
	struct world_script_query query = { .program = "./x.sh", .directory = s->path };
	struct world_script found;

	need_root();
	/* Somebody with a group beside his own. */
	setpwent();
	do {
		user = getpwent();
		n = ARRAY_SIZE(groups);
	} while (user &&
		 (user->pw_uid == 0 || getgrouplist(user->pw_name, user->pw_gid, groups, &n) < 2));
	endpwent();
	if (!user)
		skip();

	scratch_file(s, "x.sh", "#!/bin/sh\n", 0755);
	owned(s, "x.sh", 0, groups[1], 0710);
	query.uid = user->pw_uid;
	query.gid = user->pw_gid;
	ops->script(world, &query, &found);
	assert_false(found.is_executable);
	query.has_all_groups = true;
	ops->script(world, &query, &found);
	assert_true(found.is_executable);
	query.uid = 3999999999u;
	ops->script(world, &query, &found);
	assert_false(found.is_executable);
}

static void assert_insecure(struct scratch *s, const char *program, const char *why)
{
	struct world_script found = script(s, program);

	assert_true(found.is_found);
	assert_int_equal(found.is_insecure, why != NULL);
	if (why)
		assert_string_equal(found.why.path, scratch_path(s, why));
	else
		assert_null(found.why.path);
}

static void test_who_may_change(void **state)
{
	struct scratch *s = *state;

	need_root();
	scratch_directory(s, "a", 0755);
	scratch_directory(s, "a/b", 0755);
	scratch_file(s, "a/b/x.sh", "#!/bin/sh\n", 0755);
	assert_insecure(s, "./a/b/x.sh", NULL);

	owned(s, "a/b/x.sh", 0, 0, 0775);
	assert_insecure(s, "./a/b/x.sh", NULL);
	owned(s, "a/b/x.sh", 0, 1001, 0775);
	assert_insecure(s, "./a/b/x.sh", "a/b/x.sh");
	owned(s, "a/b/x.sh", 0, 0, 0757);
	assert_insecure(s, "./a/b/x.sh", "a/b/x.sh");
	owned(s, "a/b/x.sh", 0, 0, 01777);
	assert_insecure(s, "./a/b/x.sh", "a/b/x.sh");
	owned(s, "a/b/x.sh", 1001, 0, 0755);
	assert_insecure(s, "./a/b/x.sh", "a/b/x.sh");
	owned(s, "a", 1001, 1001, 0755);
	assert_insecure(s, "./a/b/x.sh", "a"); /* the first */
	assert_int_equal(script(s, "./a/b/x.sh").why.owner, 1001);

	owned(s, "a/b/x.sh", 0, 0, 0755);
	owned(s, "a", 0, 1001, 0775);
	assert_insecure(s, "./a/b/x.sh", "a");
	assert_int_equal(script(s, "./a/b/x.sh").why.group, 1001);
	assert_int_equal(script(s, "./a/b/x.sh").why.mode & 07777, 0775);
	owned(s, "a", 0, 0, 0757);
	assert_insecure(s, "./a/b/x.sh", "a");
	owned(s, "a", 0, 1001, 01777);
	assert_insecure(s, "./a/b/x.sh", NULL);
}

static void test_who_may_change_the_links(void **state)
{
	struct scratch *s = *state;

	need_root();
	scratch_directory(s, "good", 0755);
	scratch_directory(s, "bad", 0755);
	scratch_file(s, "good/x.sh", "#!/bin/sh\n", 0755);
	scratch_file(s, "bad/x.sh", "#!/bin/sh\n", 0755);
	owned(s, "bad", 1001, 0, 0);
	scratch_link(s, "good/to-bad", "../bad/x.sh");
	scratch_link(s, "good/to-good", "x.sh");
	scratch_link(s, "bad/to-good", "../good/x.sh");
	scratch_link(s, "good/by-bad", "../bad/to-good");
	scratch_link(s, "good/of-another", "x.sh");
	owned(s, "good/of-another", 1001, 1001, 0);
	scratch_directory(s, "shared", 01777);
	scratch_link(s, "shared/mine", "../good/x.sh");
	scratch_link(s, "shared/of-another", "../good/x.sh");
	owned(s, "shared/of-another", 1001, 1001, 0);

	assert_insecure(s, "./good/to-good", NULL);
	assert_insecure(s, "./good/to-bad", "bad"); /* the resolved path */
	assert_insecure(s, "./bad/to-good", "bad"); /* the configured one */
	assert_insecure(s, "./good/by-bad", "bad"); /* on neither, but on the way */
	/* Who owns a link may not change it; who may remove it can make another. */
	assert_insecure(s, "./good/of-another", NULL);
	assert_insecure(s, "./shared/mine", NULL);
	assert_insecure(s, "./shared/of-another", "shared/of-another");
}

/* An access list that lets user 1001 do anything; its mask shows up as the group's bits. */
static bool add_access_list(const char *path)
{
	struct {
		uint32_t version;
		struct {
			uint16_t tag;
			uint16_t permissions;
			uint32_t id;
		} entries[5];
	} list = { 2,
		   {
			   { 0x01, 7, UINT32_MAX }, /* owner */
			   { 0x02, 7, 1001 },       /* user */
			   { 0x04, 0, UINT32_MAX }, /* group */
			   { 0x10, 7, UINT32_MAX }, /* mask */
			   { 0x20, 0, UINT32_MAX }, /* others */
		   } };

	return setxattr(path, "system.posix_acl_access", &list, sizeof(list), 0) == 0;
}

static void test_access_lists(void **state)
{
	struct scratch *s = *state;

	need_root();
	scratch_directory(s, "d", 0755);
	scratch_file(s, "d/x.sh", "#!/bin/sh\n", 0770);
	assert_false(script_as(s, "./d/x.sh", 1001, 1001).is_executable);
	assert_insecure(s, "./d/x.sh", NULL);
	if (!add_access_list(scratch_path(s, "d/x.sh")))
		skip(); /* not on this file system */
	assert_true(script_as(s, "./d/x.sh", 1001, 1001).is_executable);
	assert_insecure(s, "./d/x.sh", "d/x.sh");
	assert_true(add_access_list(scratch_path(s, "d")));
	assert_true(script_as(s, "./d/x.sh", 1001, 1001).is_executable);
	assert_insecure(s, "./d/x.sh", "d");
}

static void test_privileged(void **state)
{
	struct scratch *s = *state;

	need_root();
	scratch_file(s, "x.sh", "#!/bin/sh\n", 0755);
	owned(s, "x.sh", 0, 1001, 04755);
	assert_true(script(s, "./x.sh").is_privileged);
	owned(s, "x.sh", 0, 1001, 02755);
	assert_false(script(s, "./x.sh").is_privileged);
	owned(s, "x.sh", 1001, 0, 02755);
	assert_true(script(s, "./x.sh").is_privileged);
	owned(s, "x.sh", 1001, 0, 02745);
	assert_false(script(s, "./x.sh").is_privileged);
	owned(s, "x.sh", 1001, 0, 04755);
	assert_false(script(s, "./x.sh").is_privileged);
}

static void test_path_search(void **state)
{
	struct scratch *s = *state;
	char *saved = arena_strdup(&s->arena, getenv("PATH"));
	struct world_script found;

	scratch_directory(s, "one", 0755);
	scratch_directory(s, "two", 0755);
	scratch_directory(s, "one/both", 0755);
	scratch_file(s, "one/denied", "#!/bin/sh\n", 0644);
	scratch_file(s, "two/both", "#!/bin/sh\n", 0755);
	scratch_file(s, "two/tool", "#!/bin/sh\n", 0755);
	scratch_file(s, "here", "#!/bin/sh\n", 0755);
	setenv("PATH",
	       arena_printf(&s->arena, ":%s/gone:%s/one:.:%s//two", s->path, s->path, s->path), 1);

	found = script(s, "tool");
	assert_true(found.is_searched && found.is_found && found.is_executable);
	assert_string_equal(found.path, scratch_path(s, "two/tool"));
	assert_string_equal(script(s, "both").path, scratch_path(s, "two/both"));

	found = script(s, "denied");
	assert_true(found.is_searched && found.is_directory_error);
	assert_false(found.is_found);
	assert_int_equal(found.error, EACCES);
	found = script(s, "no-such-tool");
	assert_true(found.is_searched);
	assert_false(found.is_found || found.is_directory_error);
	assert_int_equal(found.error, ENOENT);
	assert_string_equal(found.path, "no-such-tool");
	assert_false(script(s, "here").is_found);

	unsetenv("PATH");
	found = script(s, "sh");
	assert_true(found.is_found && found.has_interpreter);
	setenv("PATH", saved, 1);
}

static void test_path_search_as_the_user(void **state)
{
	struct scratch *s = *state;
	char *saved = arena_strdup(&s->arena, getenv("PATH"));

	need_root();
	scratch_directory(s, "one", 0700);
	scratch_directory(s, "two", 0755);
	scratch_file(s, "one/tool", "#!/bin/sh\n", 0755);
	scratch_file(s, "two/tool", "#!/bin/sh\n", 0755);
	setenv("PATH", arena_printf(&s->arena, "%s/one:%s/two", s->path, s->path), 1);
	assert_string_equal(script_as(s, "tool", 0, 0).path, scratch_path(s, "one/tool"));
	assert_string_equal(script_as(s, "tool", 1001, 1001).path, scratch_path(s, "two/tool"));
	setenv("PATH", saved, 1);
}

/* Names of iproute2 */

static bool is_number(enum world_rt kind, const char *name, uint32_t expected)
{
	uint32_t number;

	return ops->rt_number(world, kind, name, &number) && number == expected;
}

static bool is_unknown(enum world_rt kind, const char *name)
{
	uint32_t number = 4711;
	bool is_known = ops->rt_number(world, kind, name, &number);

	assert_true(is_known || number == 4711);
	return !is_known;
}

static void test_built_in_names(void **state)
{
	struct scratch *s = *state;

	ops->rt_directories(world, scratch_path(s, "no-etc"), scratch_path(s, "no-usr"));
	assert_true(is_number(WORLD_RT_TABLE, "main", 254) &&
		    is_number(WORLD_RT_TABLE, "local", 255));
	assert_true(is_number(WORLD_RT_TABLE, "default", 253) &&
		    is_number(WORLD_RT_TABLE, "unspec", 0));
	assert_true(is_number(WORLD_RT_SCOPE, "host", 254) &&
		    is_number(WORLD_RT_SCOPE, "link", 253));
	assert_true(is_number(WORLD_RT_SCOPE, "site", 200) &&
		    is_number(WORLD_RT_SCOPE, "global", 0));
	assert_true(is_number(WORLD_RT_SCOPE, "nowhere", 255));
	assert_true(is_number(WORLD_RT_PROTOCOL, "kernel", 2) &&
		    is_number(WORLD_RT_PROTOCOL, "boot", 3));
	assert_true(is_number(WORLD_RT_PROTOCOL, "static", 4) &&
		    is_number(WORLD_RT_PROTOCOL, "keepalived", 18));
	assert_true(is_number(WORLD_RT_GROUP, "default", 0));
	assert_true(is_unknown(WORLD_RT_TABLE, "host"));
	assert_true(is_unknown(WORLD_RT_TABLE, "Main"));
	assert_true(is_unknown(WORLD_RT_TABLE, ""));
}

static void test_numbers_are_names_of_themselves(void **state)
{
	(void)state;
	assert_true(is_number(WORLD_RT_TABLE, "4294967295", UINT32_MAX));
	assert_true(is_number(WORLD_RT_TABLE, "0x1f", 31));
	assert_true(is_number(WORLD_RT_TABLE, "010", 10));
	assert_true(is_number(WORLD_RT_SCOPE, "255", 255));
	assert_true(is_number(WORLD_RT_REALM, "65535", 65535));
	assert_true(is_unknown(WORLD_RT_SCOPE, "256"));
	assert_true(is_unknown(WORLD_RT_REALM, "65536"));
	assert_true(is_unknown(WORLD_RT_TABLE, "4294967296"));
	assert_true(is_unknown(WORLD_RT_TABLE, "12x"));
	assert_true(is_unknown(WORLD_RT_TABLE, "-1"));
	assert_true(is_unknown(WORLD_RT_TABLE, "0x"));
}

static void test_names_from_files(void **state)
{
	struct scratch *s = *state;

	scratch_directory(s, "etc", 0755);
	scratch_directory(s, "usr", 0755);
	scratch_file(
		s, "etc/rt_tables",
		"# comment\n#1 commented\n\n 100\tblue  # trailing\n0x65 hexadecimal\n0102 decimal\n"
		"bad line\n103\n-1 negative\n4294967296 large\n104 with#hash\r\n300 main\n105 last",
		0644);
	scratch_file(s, "usr/rt_tables", "200 hidden\n", 0644);
	scratch_file(s, "usr/rt_scopes", "40 campus\n256 beyond\n", 0644);
	scratch_directory(s, "etc/rt_tables.d", 0755);
	scratch_directory(s, "usr/rt_tables.d", 0755);
	scratch_file(s, "etc/rt_tables.d/a.conf", "110 from-etc\n111 twice\n", 0644);
	scratch_file(s, "usr/rt_tables.d/a.conf", "112 replaced\n", 0644);
	scratch_file(s, "usr/rt_tables.d/b.conf", "113 from-usr\n114 twice\n", 0644);
	scratch_file(s, "usr/rt_tables.d/c.txt", "115 other-suffix\n", 0644);
	scratch_directory(s, "usr/rt_tables.d/d.conf", 0755);

	ops->rt_directories(world, scratch_path(s, "etc"), scratch_path(s, "usr"));
	assert_true(is_number(WORLD_RT_TABLE, "blue", 100));
	assert_true(is_number(WORLD_RT_TABLE, "hexadecimal", 101));
	assert_true(is_number(WORLD_RT_TABLE, "decimal", 102));
	assert_true(is_number(WORLD_RT_TABLE, "with#hash", 104));
	assert_true(is_number(WORLD_RT_TABLE, "last", 105));
	assert_true(is_number(WORLD_RT_TABLE, "main", 300));
	assert_true(is_number(WORLD_RT_TABLE, "local", 255));
	assert_true(is_unknown(WORLD_RT_TABLE, "commented") && is_unknown(WORLD_RT_TABLE, "line"));
	assert_true(is_unknown(WORLD_RT_TABLE, "negative") && is_unknown(WORLD_RT_TABLE, "large"));
	assert_true(is_unknown(WORLD_RT_TABLE, "hidden") && is_unknown(WORLD_RT_TABLE, "replaced"));
	assert_true(is_number(WORLD_RT_TABLE, "from-etc", 110) &&
		    is_number(WORLD_RT_TABLE, "from-usr", 113));
	assert_true(is_number(WORLD_RT_TABLE, "twice", 111));
	assert_true(is_unknown(WORLD_RT_TABLE, "other-suffix"));
	assert_true(is_number(WORLD_RT_SCOPE, "campus", 40) &&
		    is_unknown(WORLD_RT_SCOPE, "beyond"));
	assert_true(is_unknown(WORLD_RT_SCOPE, "blue"));

	/* Other directories, other names. */
	ops->rt_directories(world, scratch_path(s, "usr"), scratch_path(s, "etc"));
	assert_true(is_number(WORLD_RT_TABLE, "hidden", 200) && is_unknown(WORLD_RT_TABLE, "blue"));
	ops->rt_directories(world, NULL, NULL);
	assert_true(is_unknown(WORLD_RT_TABLE, "hidden") && is_number(WORLD_RT_TABLE, "main", 254));
}

/* Watching */

static void assert_watch(struct scratch *s, const char *name, enum world_directory expected)
{
	assert_int_equal(ops->watch_directory(world, scratch_path(s, name)), expected);
}

static void test_directories_to_watch(void **state)
{
	struct scratch *s = *state;

	scratch_directory(s, "d", 0755);
	scratch_file(s, "d/file", "", 0644);
	scratch_link(s, "d/to-proc", "/proc/self/stat");
	scratch_link(s, "d/to-be", "../e/file");
	scratch_link(s, "d/chain", "to-be");
	scratch_link(s, "d/loop", "loop");
	scratch_link(s, "dirlink", "d");
	scratch_link(s, "proclink", "/proc");

	assert_watch(s, "d/file", WORLD_DIR_GOOD);
	assert_watch(s, "d/gone", WORLD_DIR_GOOD);
	assert_watch(s, "dirlink/gone", WORLD_DIR_GOOD);
	assert_watch(s, "e/file", WORLD_DIR_MISSING);
	assert_watch(s, "d/file/x", WORLD_DIR_MISSING);
	assert_watch(s, "d/to-be", WORLD_DIR_MISSING);
	assert_watch(s, "d/chain", WORLD_DIR_MISSING);
	assert_watch(s, "d/loop", WORLD_DIR_MISSING);
	assert_watch(s, "d/to-proc", WORLD_DIR_NOT_WATCHABLE);
	assert_watch(s, "proclink/x", WORLD_DIR_NOT_WATCHABLE);
	scratch_directory(s, "e", 0755);
	assert_watch(s, "d/chain", WORLD_DIR_GOOD);
	assert_int_equal(ops->watch_directory(world, "/proc/loadavg"), WORLD_DIR_NOT_WATCHABLE);
	assert_int_equal(ops->watch_directory(world, "/sys/x"), WORLD_DIR_NOT_WATCHABLE);
	assert_int_equal(ops->watch_directory(world, "/x"), WORLD_DIR_GOOD);

	if (geteuid() == 0)
		return;
	scratch_directory(s, "closed", 0);
	assert_watch(s, "closed/x", WORLD_DIR_NO_ACCESS);
	assert_watch(s, "closed/y/x", WORLD_DIR_NO_ACCESS);
	assert_int_equal(rmdir(scratch_path(s, "closed")), 0);
}

/* Keys */

static struct world_key_file key_file(const char *path, size_t most)
{
	struct world_key_file file;

	ops->key_file(world, path, most, &file);
	return file;
}

static void test_key_files(void **state)
{
	struct scratch *s = *state;
	const char *path = scratch_file(s, "key", "0123456789\n", 0600);
	struct world_key_file file = key_file(path, 11);

	assert_int_equal(file.error, 0);
	assert_int_equal(file.length, 11);
	assert_memory_equal(file.bytes, "0123456789\n", 11);
	assert_false(file.is_readable_by_others);
	assert_int_equal(key_file(path, 10).error, EFBIG);
	assert_int_equal(key_file(path, 0).error, EFBIG);
	file = key_file(scratch_file(s, "empty", "", 0600), 0);
	assert_int_equal(file.error, 0);
	assert_int_equal(file.length, 0);

	assert_int_equal(key_file(scratch_path(s, "gone"), 10).error, ENOENT);
	assert_int_equal(key_file(s->path, 10).error, EISDIR);
	assert_int_equal(key_file("/dev/zero", 10).error, EINVAL);
	assert_int_equal(mkfifo(scratch_path(s, "fifo"), 0600), 0);
	assert_int_equal(key_file(scratch_path(s, "fifo"), 10).error, EINVAL);
}

static void test_who_may_read_a_key(void **state)
{
	struct scratch *s = *state;
	const char *credentials = scratch_directory(s, "credentials", 0755);
	const char *path = scratch_file(s, "credentials/key", "x", 0440);

	unsetenv("CREDENTIALS_DIRECTORY");
	assert_true(key_file(path, 10).is_readable_by_others);
	assert_true(key_file(scratch_file(s, "other", "x", 0604), 10).is_readable_by_others);
	scratch_link(s, "link", "credentials/key");
	scratch_link(s, "credentials/out", "../other");
	scratch_file(s, "credentials-too", "x", 0644);

	setenv("CREDENTIALS_DIRECTORY", credentials, 1);
	assert_false(key_file(path, 10).is_readable_by_others);
	assert_false(key_file(scratch_path(s, "link"), 10).is_readable_by_others);
	assert_true(key_file(scratch_path(s, "credentials/out"), 10).is_readable_by_others);
	assert_true(key_file(scratch_path(s, "credentials/../other"), 10).is_readable_by_others);
	assert_true(key_file(scratch_path(s, "credentials-too"), 10).is_readable_by_others);
	setenv("CREDENTIALS_DIRECTORY", "", 1);
	assert_true(key_file(path, 10).is_readable_by_others);
	unsetenv("CREDENTIALS_DIRECTORY");
}

static void test_machine(void **state)
{
	struct utsname name;

	(void)state;
	assert_int_equal(uname(&name), 0);
	assert_string_equal(ops->node_name(world), name.nodename);
	assert_true(ops->n_cpus(world) >= 1);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_loopback),
		TEST(test_own_interfaces),
		TEST(test_base_in_another_namespace),
		TEST(test_users),
		TEST(test_plain_script),
		TEST(test_what_a_script_starts_with),
		TEST(test_script_that_is_not_there),
		TEST(test_paths_are_tidied_and_resolved),
		TEST(test_use_symlink_paths),
		TEST(test_relative_without_directory),
		TEST(test_who_may_run),
		TEST(test_directories_bar_the_way),
		TEST(test_all_groups_of_a_user),
		TEST(test_who_may_change),
		TEST(test_who_may_change_the_links),
		TEST(test_access_lists),
		TEST(test_privileged),
		TEST(test_path_search),
		TEST(test_path_search_as_the_user),
		TEST(test_built_in_names),
		TEST(test_numbers_are_names_of_themselves),
		TEST(test_names_from_files),
		TEST(test_directories_to_watch),
		TEST(test_key_files),
		TEST(test_who_may_read_a_key),
		TEST(test_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
