/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/kernel/core/ifaces.h"

#include <string.h>

void ifaces_init(struct ifaces *t)
{
	*t = (struct ifaces){ 0 };
}

void ifaces_release(struct ifaces *t)
{
	vec_release(&t->v);
	vec_release(&t->by_name);
}

void iface_news_release(struct iface_news_list *news)
{
	vec_release(&news->v);
}

/* Where the interface of @index is, or would be. */
static size_t place_of(const struct ifaces *t, uint32_t index)
{
	size_t low = 0;
	size_t high = t->v.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (t->v.at[middle].index < index)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct kstate_iface *ifaces_find(const struct ifaces *t, uint32_t index)
{
	size_t at = place_of(t, index);

	return at < t->v.n && t->v.at[at].index == index ? &t->v.at[at] : NULL;
}

static const char *name_at(const struct ifaces *t, size_t at)
{
	return ifaces_find(t, t->by_name.at[at])->name;
}

/* The same for a name, in by_name. */
static size_t place_of_name(const struct ifaces *t, const char *name)
{
	size_t low = 0;
	size_t high = t->by_name.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(name_at(t, middle), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct kstate_iface *ifaces_find_name(const struct ifaces *t, const char *name)
{
	size_t at = place_of_name(t, name);

	if (at == t->by_name.n || strcmp(name_at(t, at), name) != 0)
		return NULL;
	return ifaces_find(t, t->by_name.at[at]);
}

/* Both tables at once, so that each can look into the other. */
static void insert(struct ifaces *t, const struct kstate_iface *iface)
{
	size_t by_name = place_of_name(t, iface->name);
	size_t at = place_of(t, iface->index);

	vec_push(&t->v, *iface);
	memmove(&t->v.at[at + 1], &t->v.at[at], (t->v.n - 1 - at) * sizeof(t->v.at[0]));
	t->v.at[at] = *iface;

	vec_push(&t->by_name, iface->index);
	memmove(&t->by_name.at[by_name + 1], &t->by_name.at[by_name],
		(t->by_name.n - 1 - by_name) * sizeof(t->by_name.at[0]));
	t->by_name.at[by_name] = iface->index;
}

static void take_out(struct ifaces *t, uint32_t index)
{
	size_t at = place_of(t, index);
	size_t by_name = place_of_name(t, t->v.at[at].name);

	t->by_name.n--;
	memmove(&t->by_name.at[by_name], &t->by_name.at[by_name + 1],
		(t->by_name.n - by_name) * sizeof(t->by_name.at[0]));
	t->v.n--;
	memmove(&t->v.at[at], &t->v.at[at + 1], (t->v.n - at) * sizeof(t->v.at[0]));
}

static bool has_same_mac(const struct kstate_iface *a, const struct kstate_iface *b)
{
	return a->mac_len == b->mac_len && memcmp(a->mac, b->mac, a->mac_len) == 0;
}

static unsigned difference(const struct kstate_iface *before, const struct kstate_iface *now)
{
	unsigned what = 0;

	if (strcmp(before->name, now->name) != 0)
		what |= IFACE_WENT | IFACE_CAME;
	if (kstate_iface_is_up(before) != kstate_iface_is_up(now))
		what |= IFACE_STATE;
	if (!has_same_mac(before, now))
		what |= IFACE_MAC;
	if (before->mtu != now->mtu)
		what |= IFACE_MTU;
	if (before->type != now->type || before->kind != now->kind ||
	    before->base_index != now->base_index || before->master_index != now->master_index)
		what |= IFACE_PLACE;
	return what;
}

void ifaces_remove(struct ifaces *t, uint32_t index, struct iface_news_list *news)
{
	const struct kstate_iface *gone = ifaces_find(t, index);
	struct iface_news item = { .what = IFACE_WENT };

	if (!gone)
		return;
	item.before = *gone;
	take_out(t, index);
	vec_push(&news->v, item);
}

void ifaces_put(struct ifaces *t, const struct kstate_iface *iface, struct iface_news_list *news)
{
	const struct kstate_iface *before = ifaces_find(t, iface->index);
	const struct kstate_iface *namesake = ifaces_find_name(t, iface->name);
	struct iface_news item = { .what = IFACE_CAME, .now = *iface };

	if (namesake && namesake->index != iface->index) {
		ifaces_remove(t, namesake->index, news);
		before = ifaces_find(t, iface->index);
	}
	if (before) {
		item.before = *before;
		item.what = difference(before, iface);
		take_out(t, iface->index);
	}
	insert(t, iface);
	if (item.what)
		vec_push(&news->v, item);
}

/* Backwards, since what is removed closes its gap. */
static void remove_unseen(struct ifaces *t, const struct ifaces *seen, struct iface_news_list *news)
{
	for (size_t i = t->v.n; i > 0; i--) {
		if (!ifaces_find(seen, t->v.at[i - 1].index))
			ifaces_remove(t, t->v.at[i - 1].index, news);
	}
}

void ifaces_follow(struct ifaces *t, const struct ifaces *seen, struct iface_news_list *news)
{
	remove_unseen(t, seen, news);
	for (size_t i = 0; i < seen->v.n; i++)
		ifaces_put(t, &seen->v.at[i], news);
}
