/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/loader/users.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>

#include "lib/text/num.h"

/* A group may have very many members; an entry longer than this is no entry. */
#define MOST_ENTRY ((size_t)16 * 1024 * 1024)

/* The overflow group of the kernel, which is nobody's and may do nothing. */
#define NOGROUP ((uint32_t)65534)

/* The texts of an entry. */
struct entry {
	char *at;
	size_t n;
	size_t cap;
};

/* The look-up said @error: is it worth another try with more room? */
static bool wants_more(int error, struct entry *entry)
{
	if (error == EINTR)
		return true;
	if (error != ERANGE || entry->cap >= MOST_ENTRY)
		return false;
	vec_reserve(entry, 2 * entry->cap);
	return true;
}

/* By @name, or by @uid if that is NULL. The texts of @ret_user lie in @entry. */
static bool find_passwd(const char *name, uint32_t uid, struct entry *entry,
			struct passwd *ret_user)
{
	struct passwd *found = NULL;
	int r;

	vec_reserve(entry, 1024);
	do {
		r = name ? getpwnam_r(name, ret_user, entry->at, entry->cap, &found)
			 : getpwuid_r(uid, ret_user, entry->at, entry->cap, &found);
	} while (!found && wants_more(r, entry));
	return found;
}

/* -1 is not an id: chown() and its like take it for "leave as it is". */
static bool parse_id(const char *text, uint32_t *ret_id)
{
	uint64_t id;

	if (text[strspn(text, "0123456789")] || num_parse_uint(text, &id) != NUM_OK ||
	    id >= UINT32_MAX)
		return false;
	*ret_id = (uint32_t)id;
	return true;
}

bool users_find(const char *name, struct world_user *ret_user)
{
	struct entry entry = { 0 };
	struct passwd user;
	uint32_t uid = 0;
	bool is_known = find_passwd(name, 0, &entry, &user);
	bool is_number = !is_known && parse_id(name, &uid);

	if (is_number)
		is_known = find_passwd(NULL, uid, &entry, &user);
	if (is_known)
		*ret_user = (struct world_user){ .uid = user.pw_uid, .gid = user.pw_gid };
	else if (is_number)
		*ret_user = (struct world_user){ .uid = uid, .gid = uid == 0 ? 0 : NOGROUP };
	vec_release(&entry);
	return is_known || is_number;
}

bool users_find_group(const char *name, uint32_t *ret_gid)
{
	struct entry entry = { 0 };
	struct group group;
	struct group *found = NULL;
	int r;

	vec_reserve(&entry, 1024);
	do {
		r = getgrnam_r(name, &group, entry.at, entry.cap, &found);
	} while (!found && wants_more(r, &entry));
	if (found)
		*ret_gid = group.gr_gid;
	vec_release(&entry);
	return found || parse_id(name, ret_gid);
}

void users_groups_read(uint32_t uid, uint32_t gid, struct users_groups *groups)
{
	struct entry entry = { 0 };
	struct passwd user;
	int n = 32;

	groups->n = 0;
	if (find_passwd(NULL, uid, &entry, &user)) {
		vec_reserve(groups, (size_t)n);
		/* It says how many there are when there was no room for them. */
		while (getgrouplist(user.pw_name, gid, groups->at, &n) < 0)
			vec_reserve(groups, (size_t)n);
		groups->n = (size_t)n;
	}
	vec_release(&entry);
}
