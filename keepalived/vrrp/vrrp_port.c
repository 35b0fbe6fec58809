/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/vrrp/vrrp_port.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "keepalived/vrrp/core/vrrp_prio.h"
#include "keepalived/vrrp/vrrp_hand.h"
#include "keepalived/vrrp/vrrp_inst.h"
#include "keepalived/vrrp/vrrp_own.h"
#include "lib/sys/log.h"

#define PACKETS_A_TURN 64
#define PACKET_MAX     2048

/* Receiving */

/* @i: the instance that the remark is about, NULL while it belongs to none. */
static void complain(struct vrrp_port *port, struct vrrp_inst *i, const struct vrrp_remark *remark,
		     const struct addr *source)
{
	struct vrrp_role   *r = port->role;
	struct vrrp_quiet **quiet = i ? &i->quiet : &port->quiet;
	enum vrrp_say       say = vrrp_verdict_say(remark->verdict);
	unsigned            suppressed = 0;
	struct sbuf         text;

	if ((say == VRRP_SAY_IN_DETAIL && !log_has_detail(1)) ||
	    (say == VRRP_SAY_IF_ASKED && !r->config->global.log_unknown_vrids))
		return;
	if (!*quiet) {
		*quiet = malloc(sizeof(**quiet));
		if (!*quiet)
			abort();
		vrrp_quiet_init(*quiet);
	}
	if (!vrrp_quiet_may_say(*quiet, source, remark->verdict, loop_now(&r->loop), &suppressed))
		return;
	sbuf_init(&text);
	vrrp_remark_add(&text, remark, i ? i->conf->head.name : NULL, port->key.interface, suppressed);
	if (text.len)
		log_info("%s", sbuf_text(&text));
	sbuf_release(&text);
}

static void remember_checksum(struct vrrp_inst *i, const struct vrrp_heard *heard)
{
	for (size_t n = 0; n < i->expect.n_peers; n++)
		if (addr_equal(&i->expect.peers[n].address, &heard->source))
			i->peer_has_old_checksum[n] = heard->has_old_checksum;
}

static void count(struct vrrp_inst *i, const struct vrrp_ruling *ruling)
{
	i->received += vrrp_ruling_has(ruling, VRRP_COUNT_RECEIVED);
	if (!(ruling->counted & ~(1U << VRRP_COUNT_RECEIVED)))
		return;
	if (!i->counters)
		i->counters = vec_fixed(VRRP_N_COUNTERS, sizeof(*i->counters));
	for (unsigned c = VRRP_COUNT_RECEIVED + 1; c < VRRP_N_COUNTERS; c++)
		i->counters[c] += vrrp_ruling_has(ruling, c);
}

static void take(struct vrrp_inst *i, const struct vrrp_frame *frame)
{
	struct vrrp_ruling ruling;
	struct vrrp_event  event = { .kind = VRRP_ADVERT };
	struct mono        deadline = i->fsm.master_down;

	vrrp_judge(frame, vrrp_inst_expect(i), &ruling);
	count(i, &ruling);
	for (unsigned n = 0; n < ruling.n_remarks; n++)
		complain(i->port, i, &ruling.remarks[n], &frame->source);
	if (ruling.verdict != VRRP_GOOD)
		return;
	remember_checksum(i, &ruling.heard);
	event.advert = ruling.heard;
	vrrp_role_step(i, &event);
	if (i->fsm.master_down.us != deadline.us) /* as BACKUP it has followed the advert */
		i->expect.last_accepted = ruling.heard.source;
}

/* What belongs to no instance. */
static void refuse(struct vrrp_port *port, const struct vrrp_remark *remark)
{
	port->role->counters[vrrp_verdict_counter(remark->verdict)]++;
	complain(port, NULL, remark, &remark->address);
}

/* The VRID, or -1 if the packet is none's. */
static int dispatch(struct vrrp_port *port, const struct vrrp_packet *packet)
{
	const struct vrrp_expect *candidates[256];
	struct vrrp_inst         *insts[256];
	struct vrrp_frame         frame;
	struct vrrp_remark        remark;
	size_t                    n = 0;
	size_t                    index;

	if (vrrp_judge_open(packet, &frame, &remark) != VRRP_GOOD) {
		refuse(port, &remark);
		return -1;
	}
	for (size_t k = 0; k < port->insts.n && n < 256; k++) {
		if (port->insts.at[k]->expect.vrid != frame.vrid)
			continue;
		insts[n] = port->insts.at[k];
		candidates[n++] = vrrp_inst_expect(port->insts.at[k]);
	}
	if (vrrp_judge_pick(&frame, candidates, n, &index, &remark) != VRRP_GOOD) {
		refuse(port, &remark);
		return -1;
	}
	take(insts[index], &frame);
	return frame.vrid;
}

/*
 * Because: adverts that have piled up are taken one of each router at a time, so that timers are looked
 * at in between; a flood of them cannot hold up what else is due.
 */
static void on_readable(struct ev_io *io, unsigned ready)
{
	struct vrrp_port *port = container_of(io, struct vrrp_port, io);
	bool              is_seen[256] = { false };
	uint8_t           bytes[PACKET_MAX];

	(void)ready;
	for (unsigned n = 0; n < PACKETS_A_TURN; n++) {
		ssize_t            len = recv(port->pair.in, bytes, sizeof(bytes), MSG_DONTWAIT | MSG_TRUNC);
		struct vrrp_packet packet = { .bytes = bytes, .family = ADDR_IPV4 };
		int                vrid;

		if (len < 0)
			return;
		packet.len = MIN((size_t)len, sizeof(bytes));
		packet.is_truncated = (size_t)len > sizeof(bytes);
		vrid = dispatch(port, &packet);
		if (vrid >= 0 && is_seen[vrid])
			return;
		if (vrid >= 0)
			is_seen[vrid] = true;
	}
}

/* Membership */

static void on_joined(struct hand_job *job)
{
	struct vrrp_port *port = container_of(job, struct vrrp_port, membership);
	char              text[ADDR_LEN];

	port->is_waiting = false;
	if (job->status == -ECONNRESET) { /* the next hand shall do it */
		port->is_waiting = true;
		hand_join(&port->role->hand, &port->membership, port->pair.in, &port->key.address, port->key.index);
		vrrp_hand_send(port->role);
		return;
	}
	if (job->status && job->status != -EADDRINUSE)
		log_errno(job->status, "joining %s on %s", addr_format(&port->key.address, text), port->key.interface);
}

static void join(struct vrrp_port *port)
{
	if (port->key.is_unicast || port->is_waiting)
		return;
	hand_job_init(&port->membership, on_joined);
	port->is_waiting = true;
	hand_join(&port->role->hand, &port->membership, port->pair.in, &port->key.address, port->key.index);
	vrrp_hand_send(port->role);
}

void vrrp_port_join_again(struct vrrp_role *r)
{
	for (size_t n = 0; n < r->ports.n; n++)
		join(r->ports.at[n]);
}

static void refilter(struct vrrp_port *port)
{
	uint8_t vrids[256];
	size_t  n = 0;
	int     error;

	if (port->role->config->global.log_unknown_vrids)
		return; /* all of them are wanted */
	for (size_t k = 0; k < port->insts.n && n < 256; k++)
		vrids[n++] = port->insts.at[k]->expect.vrid;
	error = vrrp_sock_filter(&port->pair, vrids, n);
	if (error < 0)
		log_errno(error, "filter on %s", port->key.interface);
}

/* As far as any of the instances asks for it. */
static void resize(struct vrrp_port *port)
{
	const struct vrrp_role    *r = port->role;
	const struct kstate_iface *iface = ifaces_find(&r->view.view.ifaces, port->key.index);
	uint64_t                   bytes = 0;
	int                        error;

	for (size_t k = 0; k < port->insts.n; k++) {
		const struct conf_vrrp *conf = port->insts.at[k]->conf;
		size_t len = VRRP_IP_LEN + vrrp_adv_message_len((uint8_t)conf->version, ADDR_IPV4, conf->vips.n);

		bytes += vrrp_buffer_share(conf, &r->config->global, iface ? iface->mtu : 0, (uint32_t)len);
	}
	if (!bytes)
		return;
	error = vrrp_sock_buffer(&port->pair, (uint32_t)MIN(bytes, (uint64_t)UINT32_MAX));
	if (error < 0)
		log_errno(error, "receive buffer on %s", port->key.interface);
}

static struct vrrp_port *open_port(struct vrrp_role *r, const struct vrrp_sock_key *key)
{
	struct vrrp_port *port = calloc(1, sizeof(*port));
	char              text[ADDR_LEN];
	int               error;

	if (!port)
		abort();
	port->role = r;
	port->key = *key;
	error = vrrp_sock_open(&port->pair, key);
	if (error < 0) {
		log_errno(error, "sockets on %s", key->interface);
		free(port);
		return NULL;
	}
	log_info("VRRP sockpool: [ifindex(%3u), family(IPv4), proto(112), fd(%d,%d)%s, address(%s)]", key->index,
		 port->pair.in, port->pair.out, key->is_unicast ? " , unicast" : " multicast",
		 addr_format(&key->address, text));
	port->io = (struct ev_io){ .ev = { "adverts", .urgent = true }, .on_ready = on_readable };
	ev_io_start(&r->loop, &port->io, port->pair.in, EV_READ);
	join(port);
	vec_push(&r->ports, port);
	return port;
}

static struct vrrp_port *find_port(struct vrrp_role *r, const struct vrrp_sock_key *key)
{
	for (size_t n = 0; n < r->ports.n; n++)
		if (vrrp_sock_key_equal(&r->ports.at[n]->key, key))
			return r->ports.at[n];
	return open_port(r, key);
}

static void leave(struct vrrp_inst *i)
{
	struct vrrp_port *port = i->port;
	size_t            kept = 0;

	if (!port)
		return;
	for (size_t n = 0; n < port->insts.n; n++)
		if (port->insts.at[n] != i)
			port->insts.at[kept++] = port->insts.at[n];
	port->insts.n = kept;
	i->port = NULL;
}

static bool key_of(const struct vrrp_inst *i, struct vrrp_sock_key *ret)
{
	const char                *name = i->conf->interface;
	const struct kstate_iface *iface = name ? ifaces_find_name(&i->role->view.view.ifaces, name) : NULL;

	if (!iface || vrrp_inst_unserved(i->conf))
		return false;
	*ret = (struct vrrp_sock_key){
		.index = iface->index,
		.interface = i->conf->interface,
		.is_unicast = i->conf->is_unicast,
		.address = i->conf->is_unicast ? i->fsm.source : i->conf->mcast_dst,
	};
	return ret->address.family == ADDR_IPV4;
}

void vrrp_port_choose(struct vrrp_inst *i)
{
	struct vrrp_sock_key key;
	bool                 is_wanted = key_of(i, &key);

	if (is_wanted && i->port && vrrp_sock_key_equal(&i->port->key, &key))
		return;
	leave(i);
	if (!is_wanted)
		return;
	i->port = find_port(i->role, &key);
	if (!i->port)
		return;
	vec_push(&i->port->insts, i);
	refilter(i->port);
	resize(i->port);
}

static void free_port(struct vrrp_port *port)
{
	if (port->is_waiting)
		hand_forget(&port->role->hand, &port->membership);
	hand_job_release(&port->membership);
	vec_release(&port->insts);
	free(port->quiet);
	free(port);
}

static void on_left(struct hand_job *job)
{
	struct vrrp_port *port = container_of(job, struct vrrp_port, membership);
	struct vrrp_role *r = port->role;
	size_t            n = 0;

	port->is_waiting = false;
	while (r->leaving.at[n] != port)
		n++;
	r->leaving.at[n] = r->leaving.at[--r->leaving.n];
	free_port(port);
}

/* Nobody hears or sends here any more; what may have to wait for the kernel is the hand's. */
static void close_port(struct vrrp_port *port)
{
	struct vrrp_role *r = port->role;

	ev_io_stop(&port->io);
	vrrp_sock_close(&port->pair);
	if (port->key.is_unicast) {
		free_port(port);
		return;
	}
	if (port->is_waiting)
		hand_forget(&r->hand, &port->membership);
	hand_job_release(&port->membership);
	hand_job_init(&port->membership, on_left);
	port->is_waiting = true;
	vec_push(&r->leaving, port);
	hand_leave(&r->hand, &port->membership, &port->key.address, port->key.index);
	vrrp_hand_send(r);
}

void vrrp_port_sweep(struct vrrp_role *r)
{
	size_t kept = 0;

	for (size_t n = 0; n < r->ports.n; n++) {
		if (r->ports.at[n]->insts.n)
			r->ports.at[kept++] = r->ports.at[n];
		else
			close_port(r->ports.at[n]);
	}
	r->ports.n = kept;
}

void vrrp_port_close_all(struct vrrp_role *r)
{
	for (size_t n = 0; n < r->ports.n; n++) {
		ev_io_stop(&r->ports.at[n]->io);
		vrrp_sock_close(&r->ports.at[n]->pair);
		free_port(r->ports.at[n]);
	}
	for (size_t n = 0; n < r->leaving.n; n++)
		free_port(r->leaving.at[n]);
	vec_release(&r->ports);
	vec_release(&r->leaving);
}

/* Sending */

/* That an interface which was set down has no network any more is no news. */
static void report(struct vrrp_inst *i, uint8_t priority, int error)
{
	if (priority == VRRP_PRIO_LEAVE && error == -ENETUNREACH)
		return;
	if (error == 0) {
		i->send_failed = false;
	} else if (!i->send_failed) {
		i->send_failed = true;
		log_errno(error, "(%s) sending an advert", i->conf->head.name);
	}
}

static int send_to(struct vrrp_inst *i, struct vrrp_adv_send *send, const struct addr *to)
{
	uint8_t bytes[PACKET_MAX];

	if (i->adv->len > sizeof(bytes))
		return -EMSGSIZE;
	send->destination = *to;
	vrrp_adv_stamp(i->adv, send, bytes);
	return vrrp_sock_send(&i->port->pair, to, bytes, i->adv->len);
}

void vrrp_port_send(struct vrrp_inst *i, uint8_t priority)
{
	struct vrrp_adv_send send = { .priority = priority };
	int                  error = 0;

	if (!i->port || !i->adv)
		return;
	i->adv_id = vrrp_adv_next_id(i->adv_id);
	send.id = i->adv_id;
	if (!i->conf->is_unicast) {
		report(i, priority, send_to(i, &send, &i->conf->mcast_dst));
		return;
	}
	for (size_t n = 0; n < i->expect.n_peers; n++) {
		int failed;

		send.has_old_checksum = i->conf->old_unicast_checksum == CONF_CHECKSUM_OLD || i->peer_has_old_checksum[n];
		failed = send_to(i, &send, &i->expect.peers[n].address);
		error = failed ? failed : error;
	}
	report(i, priority, error);
}
