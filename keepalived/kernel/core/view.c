/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/kernel/core/view.h"

void view_init(struct view *v)
{
	*v = (struct view){ 0 };
	ifaces_init(&v->ifaces);
	addr_table_init(&v->addrs);
	ifaces_init(&v->next_ifaces);
	addr_table_init(&v->next_addrs);
}

static void drop_next(struct view *v)
{
	ifaces_release(&v->next_ifaces);
	addr_table_release(&v->next_addrs);
	vec_release(&v->meanwhile);
	v->is_renewing = false;
}

void view_release(struct view *v)
{
	drop_next(v);
	ifaces_release(&v->ifaces);
	addr_table_release(&v->addrs);
}

static void apply(struct ifaces *ifaces, struct addr_table *addrs, const struct view_notice *notice,
		  struct iface_news_list *news)
{
	switch (notice->subject) {
	case VIEW_IFACE:
		if (notice->is_gone)
			ifaces_remove(ifaces, notice->iface.index, news);
		else
			ifaces_put(ifaces, &notice->iface, news);
		return;
	case VIEW_ADDR:
		if (notice->is_gone)
			addr_table_remove(addrs, &notice->addr);
		else
			addr_table_put(addrs, &notice->addr);
		return;
	}
}

void view_notice(struct view *v, const struct view_notice *notice, struct iface_news_list *news)
{
	if (v->is_renewing)
		vec_push(&v->meanwhile, *notice);
	apply(&v->ifaces, &v->addrs, notice, news);
}

void view_renew(struct view *v)
{
	drop_next(v);
	v->is_renewing = true;
}

void view_stay(struct view *v)
{
	drop_next(v);
}

/* What is new to the next view is no news: that is what differs from the view in use. */
void view_collect(struct view *v, const struct view_notice *notice)
{
	struct iface_news_list unused = { 0 };

	apply(&v->next_ifaces, &v->next_addrs, notice, &unused);
	iface_news_release(&unused);
}

static void move_addrs(struct view *v)
{
	addr_table_release(&v->addrs);
	v->addrs = v->next_addrs;
	addr_table_init(&v->next_addrs);
}

void view_renewed(struct view *v, struct iface_news_list *news)
{
	for (size_t i = 0; i < v->meanwhile.n; i++)
		view_collect(v, &v->meanwhile.at[i]);
	ifaces_follow(&v->ifaces, &v->next_ifaces, news);
	move_addrs(v);
	drop_next(v);
}
