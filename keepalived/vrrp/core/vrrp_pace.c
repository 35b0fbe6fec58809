/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/core/vrrp_pace.h"

#include <string.h>

#include "lib/base/ka.h"

void vrrp_pace_init(struct vrrp_pace *p, struct span interval)
{
	*p = (struct vrrp_pace){ .interval = interval };
}

static void remove_at(struct vrrp_pace *p, size_t n)
{
	vec_release(&p->bursts.at[n].targets);
	p->bursts.n--;
	memmove(p->bursts.at + n, p->bursts.at + n + 1, (p->bursts.n - n) * sizeof(p->bursts.at[0]));
}

void vrrp_pace_release(struct vrrp_pace *p)
{
	while (p->bursts.n)
		remove_at(p, p->bursts.n - 1);
	vec_release(&p->bursts);
}

static bool is_of(const struct vrrp_burst *b, const struct vrrp_target targets[], size_t n)
{
	if (b->targets.n != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (b->targets.at[i].index != targets[i].index || !addr_equal(&b->targets.at[i].addr, &targets[i].addr))
			return false;
	return true;
}

static struct vrrp_burst *find(struct vrrp_pace *p, uint32_t owner, const struct vrrp_target targets[], size_t n)
{
	for (size_t i = 0; i < p->bursts.n; i++)
		if (p->bursts.at[i].owner == owner && is_of(&p->bursts.at[i], targets, n))
			return &p->bursts.at[i];
	return NULL;
}

void vrrp_pace_add(struct vrrp_pace *p, uint32_t owner, const struct vrrp_target targets[], size_t n, uint32_t repeat)
{
	struct vrrp_burst *same = find(p, owner, targets, n);
	struct vrrp_burst  burst = { .owner = owner, .left = repeat };

	if (!n || !repeat)
		return;
	if (same) { /* a round that has begun does not count for those who had their turn */
		same->left = MAX(same->left, repeat + (same->at != 0));
		return;
	}
	for (size_t i = 0; i < n; i++)
		vec_push(&burst.targets, targets[i]);
	vec_push(&p->bursts, burst);
}

void vrrp_pace_drop(struct vrrp_pace *p, uint32_t owner)
{
	for (size_t i = p->bursts.n; i-- > 0;)
		if (p->bursts.at[i].owner == owner)
			remove_at(p, i);
}

bool vrrp_pace_due(const struct vrrp_pace *p, struct mono now, uint32_t *ret_owner, struct vrrp_target *ret)
{
	const struct vrrp_burst *b = p->bursts.at;

	if (!p->bursts.n || mono_before(now, p->next))
		return false;
	*ret_owner = b->owner;
	*ret = b->targets.at[b->at];
	return true;
}

static void move_to_end(struct vrrp_pace *p)
{
	struct vrrp_burst first = p->bursts.at[0];

	memmove(p->bursts.at, p->bursts.at + 1, (p->bursts.n - 1) * sizeof(first));
	p->bursts.at[p->bursts.n - 1] = first;
}

void vrrp_pace_done(struct vrrp_pace *p, struct mono now)
{
	struct vrrp_burst *b = p->bursts.at;

	p->next = mono_after(now, p->interval);
	if (++b->at == b->targets.n) {
		b->at = 0;
		b->left--;
	}
	if (b->left)
		move_to_end(p);
	else
		remove_at(p, 0);
}

void vrrp_pace_wait(struct vrrp_pace *p, struct mono until)
{
	p->next = until;
}

bool vrrp_pace_is_idle(const struct vrrp_pace *p, struct mono now)
{
	return !p->bursts.n && !mono_before(now, p->next);
}

struct mono vrrp_pace_deadline(const struct vrrp_pace *p)
{
	return p->next;
}
