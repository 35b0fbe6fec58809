/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/kernel/k_view.h"

#include <errno.h>

#include "keepalived/kernel/k_notice.h"

/* How often the tables may change under an answer before it is taken as it is. */
#define MOST_TRIES 10

static void tell_news(struct k_view *kv)
{
	for (size_t i = 0; i < kv->news.v.n; i++)
		kv->on_iface(kv, &kv->news.v.at[i]);
	kv->news.v.n = 0;
}

/* Asking */

static void ask(struct k_view *kv);

static struct k_view *view_of(struct hand_job *job)
{
	return container_of(job, struct k_view, ask);
}

static void on_part(struct hand_job *job, const struct nlmsghdr *message)
{
	struct k_view *kv = view_of(job);
	struct view_notice notice;

	if (k_notice_read(message, &notice))
		view_collect(&kv->view, &notice);
}

static void finish(struct k_view *kv)
{
	kv->is_asking = false;
	view_renewed(&kv->view, &kv->news);
	tell_news(kv);
	kv->on_renewed(kv, 0);
}

static void give_up(struct k_view *kv, int error)
{
	kv->is_asking = false;
	view_stay(&kv->view);
	kv->on_renewed(kv, error);
}

/* False: it has been asked again, or given up. That a hand died costs no try. */
static bool is_answered(struct k_view *kv)
{
	int error = kv->ask.status;

	if (error == -ECONNRESET) {
		ask(kv);
		return false;
	}
	if (error == 0 || (error == -EAGAIN && kv->tries >= MOST_TRIES))
		return true;
	if (kv->tries < MOST_TRIES)
		ask(kv);
	else
		give_up(kv, error);
	return false;
}

static void on_addrs(struct hand_job *job)
{
	struct k_view *kv = view_of(job);

	if (!is_answered(kv))
		return;
	if (kv->is_stale && kv->tries < MOST_TRIES)
		ask(kv);
	else
		finish(kv);
}

static void on_links(struct hand_job *job)
{
	const struct ifaddrmsg addrs = k_ask_addrs();
	struct k_view *kv = view_of(job);

	if (!is_answered(kv))
		return;
	kv->ask.on_done = on_addrs;
	hand_dump(kv->hand, &kv->ask, RTM_GETADDR, &addrs, sizeof(addrs));
}

static void ask(struct k_view *kv)
{
	const struct k_ask_links links = k_ask_links();

	kv->is_asking = true;
	kv->is_stale = false;
	kv->tries += kv->ask.status != -ECONNRESET;
	view_renew(&kv->view);
	kv->ask.on_done = on_links;
	kv->ask.on_part = on_part;
	hand_dump(kv->hand, &kv->ask, RTM_GETLINK, &links, sizeof(links));
}

static void ask_for_all(struct k_view *kv)
{
	kv->is_stale = true;
	if (kv->is_asking)
		return;
	kv->tries = 0;
	ask(kv);
}

/* Listening */

static void on_notice(void *context, const struct view_notice *notice)
{
	struct k_view *kv = context;
	bool is_addr = notice->subject == VIEW_ADDR;
	bool was_there = is_addr && addr_table_find(&kv->view.addrs, &notice->addr);

	view_notice(&kv->view, notice, &kv->news);
	tell_news(kv);
	if (is_addr)
		kv->on_addr(kv, notice, was_there);
}

int k_view_on_readable(struct k_view *kv)
{
	int r = k_monitor_read(&kv->monitor, on_notice, kv);

	if (r != -ENOBUFS)
		return r;
	ask_for_all(kv);
	return 0;
}

int k_view_fd(const struct k_view *kv)
{
	return netlink_fd(kv->monitor.netlink);
}

bool k_view_is_asking(const struct k_view *kv)
{
	return kv->is_asking;
}

int k_view_open(struct k_view *kv, struct hand *hand)
{
	int r;

	kv->hand = hand;
	kv->monitor = (struct k_monitor){ 0 };
	kv->news = (struct iface_news_list){ 0 };
	kv->is_asking = false;
	kv->n_adding = 0;
	kv->is_deleting = false;
	kv->waiting.at = NULL;
	kv->waiting.n = kv->waiting.cap = 0;
	view_init(&kv->view);
	hand_job_init(&kv->ask, on_links);
	r = k_monitor_open(&kv->monitor);
	if (r < 0)
		return r;
	ask_for_all(kv);
	return 0;
}

void k_view_close(struct k_view *kv)
{
	hand_forget(kv->hand, &kv->ask);
	hand_job_release(&kv->ask);
	k_monitor_close(&kv->monitor);
	iface_news_release(&kv->news);
	vec_release(&kv->waiting);
	view_release(&kv->view);
}
