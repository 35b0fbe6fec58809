/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/kernel/hand.h"

#include <assert.h>
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "keepalived/kernel/hand_wire.h"
#include "lib/sys/fdutil.h"

#define MANY 64 /* jobs at once */

struct hand_packet {
	struct hand_job *job; /* NULL: forgotten */
	size_t first;         /* of the messages of the job */
	int passed;           /* the owner's socket, or -1 */
	struct hand_request request;
	size_t len;
	char bytes[];
};

void hand_job_init(struct hand_job *job, void (*on_done)(struct hand_job *job))
{
	*job = (struct hand_job){ .on_done = on_done };
}

void hand_job_release(struct hand_job *job)
{
	vec_release(&job->errors);
}

void hand_init(struct hand *h)
{
	*h = (struct hand){ .fd = -1 };
}

void hand_release(struct hand *h)
{
	fd_close(&h->fd);
	for (size_t i = h->head; i < h->queue.n; i++)
		free(h->queue.at[i]);
	vec_release(&h->queue);
	free(h->buffer);
	h->buffer = NULL;
}

void hand_attach(struct hand *h, int fd)
{
	fd_close(&h->fd);
	h->fd = fd;
	h->is_ready = false;
}

bool hand_has_port(const struct hand *h, uint32_t port)
{
	for (unsigned i = 0; i < MIN(h->n_ports, HAND_PORTS); i++) {
		if (h->ports[i] == port)
			return true;
	}
	return false;
}

/* The queue */

static void push(struct hand *h, struct hand_job *job, struct hand_request request, size_t first,
		 const void *bytes, size_t len)
{
	struct hand_packet *packet = malloc(sizeof(*packet) + len);

	if (!packet)
		abort();
	request.seq = h->seq++;
	packet->job = job;
	packet->first = first;
	packet->passed = -1;
	packet->request = request;
	packet->len = len;
	memcpy(packet->bytes, bytes, len);
	vec_push(&h->queue, packet);
	job->left++;
}

static void pop(struct hand *h)
{
	free(h->queue.at[h->head++]);
	h->n_sent--;
	if (h->head * 2 <= h->queue.n)
		return;
	h->queue.n -= h->head;
	memmove(h->queue.at, h->queue.at + h->head, h->queue.n * sizeof(h->queue.at[0]));
	h->head = 0;
}

void hand_forget(struct hand *h, struct hand_job *job)
{
	if (job->left == 0)
		return;
	for (size_t i = h->head; i < h->queue.n; i++) {
		if (h->queue.at[i]->job == job)
			h->queue.at[i]->job = NULL;
	}
	job->left = 0;
}

/* Sending */

static bool send_packet(const struct hand *h, const struct hand_packet *packet)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} extra = { .header = { .cmsg_level = SOL_SOCKET,
				.cmsg_type = SCM_RIGHTS,
				.cmsg_len = CMSG_LEN(sizeof(int)) } };
	struct iovec parts[] = {
		{ (void *)(uintptr_t)&packet->request, sizeof(packet->request) },
		{ (void *)(uintptr_t)packet->bytes, packet->len },
	};
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = ARRAY_SIZE(parts) };

	if (packet->passed >= 0) {
		memcpy(CMSG_DATA(&extra.header), &packet->passed, sizeof(packet->passed));
		message.msg_control = &extra;
		message.msg_controllen = sizeof(extra);
	}
	if (sendmsg(h->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
		return true;
	assert(errno != EBADF && errno != EMSGSIZE && errno != EINVAL);
	return false;
}

/* What is forgotten before it was sent is not sent at all. */
static void drop_unsent(struct hand *h)
{
	size_t n = h->head + h->n_sent;

	for (size_t i = n; i < h->queue.n; i++) {
		if (h->queue.at[i]->job)
			h->queue.at[n++] = h->queue.at[i];
		else
			free(h->queue.at[i]);
	}
	h->queue.n = n;
}

/* If it cannot be sent, the socket will say when it can, or that the hand has died. */
void hand_on_writable(struct hand *h)
{
	if (!h->is_ready)
		return;
	drop_unsent(h);
	while (h->head + h->n_sent < h->queue.n &&
	       send_packet(h, h->queue.at[h->head + h->n_sent]))
		h->n_sent++;
}

bool hand_wants_write(const struct hand *h)
{
	return h->is_ready && h->head + h->n_sent < h->queue.n;
}

/* Jobs */

static void begin(struct hand_job *job, size_t n_messages)
{
	assert(job->left == 0);
	job->status = 0;
	job->errors.n = 0;
	for (size_t i = 0; i < n_messages; i++)
		vec_push(&job->errors, -ECONNRESET);
}

void hand_batch(struct hand *h, struct hand_job *job, const struct netlink_batch *batch)
{
	const size_t room = HAND_PACKET_SIZE - sizeof(struct hand_request);
	struct hand_request request = { .verb = HAND_BATCH };
	size_t first = 0;
	size_t from = 0;
	size_t at = 0;

	assert(batch->n > 0);
	begin(job, batch->n);
	while (at < batch->bytes.n) {
		struct nlmsghdr message;

		memcpy(&message, batch->bytes.at + at, sizeof(message));
		if (at > from && at + message.nlmsg_len - from > room) {
			push(h, job, request, first, batch->bytes.at + from, at - from);
			first += request.n;
			from = at;
			request.n = 0;
		}
		request.n++;
		at += message.nlmsg_len;
	}
	push(h, job, request, first, batch->bytes.at + from, at - from);
	hand_on_writable(h);
}

void hand_dump(struct hand *h, struct hand_job *job, uint16_t type, const void *payload, size_t len)
{
	struct hand_request request = { .verb = HAND_DUMP, .n = type };

	begin(job, 0);
	push(h, job, request, 0, payload, len);
	hand_on_writable(h);
}

void hand_join(struct hand *h, struct hand_job *job, int fd, const struct addr *group,
	       uint32_t index)
{
	const struct hand_join wish = { .group = *group, .index = index };
	struct hand_request request = { .verb = HAND_JOIN };

	begin(job, 0);
	push(h, job, request, 0, &wish, sizeof(wish));
	h->queue.at[h->queue.n - 1]->passed = fd;
	hand_on_writable(h);
}

void hand_leave(struct hand *h, struct hand_job *job, const struct addr *group, uint32_t index)
{
	const struct hand_join wish = { .group = *group, .index = index };
	struct hand_request request = { .verb = HAND_LEAVE };

	begin(job, 0);
	push(h, job, request, 0, &wish, sizeof(wish));
	hand_on_writable(h);
}

void hand_link(struct hand *h, struct hand_job *job, unsigned method, const char *name)
{
	struct hand_request request = { .verb = HAND_LINK, .n = method };

	begin(job, 0);
	push(h, job, request, 0, name, strlen(name));
	hand_on_writable(h);
}

/* Answers */

static void on_ready(struct hand *h, uint32_t port)
{
	h->ports[h->n_ports++ % HAND_PORTS] = port;
	h->is_ready = true;
}

static void on_part(struct hand_job *job, const char *bytes, size_t len)
{
	size_t at = 0;

	while (at < len) {
		const struct nlmsghdr *message = (const struct nlmsghdr *)(bytes + at);

		job->on_part(job, message);
		at += NLMSG_ALIGN(message->nlmsg_len);
	}
}

static void note_errors(struct hand_job *job, size_t first, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len / sizeof(int32_t); i++) {
		int32_t error;

		memcpy(&error, bytes + i * sizeof(error), sizeof(error));
		job->errors.at[first + i] = error;
	}
}

/* The job may give itself again, so it is told when nothing is left to do here. */
static void on_done(struct hand *h, const struct hand_answer *answer, const char *bytes, size_t len)
{
	const struct hand_packet *packet = h->queue.at[h->head];
	struct hand_job *job = packet->job;

	if (job) {
		note_errors(job, packet->first, bytes, len);
		if (answer->status != 0)
			job->status = answer->status;
	}
	pop(h);
	if (job && --job->left == 0)
		job->on_done(job);
}

/* False: it makes no sense, so it is not a hand that speaks. */
static bool on_answer(struct hand *h, const struct hand_answer *answer, const char *bytes,
		      size_t len)
{
	const struct hand_packet *packet;

	if (answer->word == HAND_READY) {
		on_ready(h, answer->n);
		return true;
	}
	if (h->n_sent == 0)
		return false;
	packet = h->queue.at[h->head];
	if (packet->request.seq != answer->seq || answer->n * sizeof(int32_t) > len ||
	    (packet->request.verb == HAND_BATCH && answer->n > packet->request.n))
		return false;
	if (answer->word == HAND_DONE)
		on_done(h, answer, bytes, answer->n * sizeof(int32_t));
	else if (packet->job)
		on_part(packet->job, bytes, len);
	return true;
}

/* Each job that had been sent, once; also those of its packets that had not been. */
static void lose(struct hand *h)
{
	fd_close(&h->fd);
	h->is_ready = false;
	while (h->n_sent > 0) {
		struct hand_job *job = h->queue.at[h->head]->job;

		pop(h);
		if (!job)
			continue;
		hand_forget(h, job);
		job->status = -ECONNRESET;
		job->on_done(job);
	}
	drop_unsent(h);
}

/* The length of a packet; 0 when there is none, negative when there never will be one. */
static ssize_t receive(struct hand *h)
{
	ssize_t len;

	if (!h->buffer)
		h->buffer = malloc(HAND_PACKET_SIZE);
	if (!h->buffer)
		abort();
	do
		len = recv(h->fd, h->buffer, HAND_PACKET_SIZE, MSG_DONTWAIT);
	while (len < 0 && errno == EINTR);
	if (len < 0 && errno == EAGAIN)
		return 0;
	return len < (ssize_t)sizeof(struct hand_answer) ? -1 : len;
}

/*
 * Because: what many jobs and their owners needed for a moment lies between what stays, and the C library
 * gives nothing of that back to the system by itself.
 */
static void tidy(struct hand *h)
{
	if (h->head < h->queue.n || h->queue.cap <= MANY)
		return;
	vec_release(&h->queue);
	malloc_trim(0);
}

int hand_on_readable(struct hand *h)
{
	while (h->fd >= 0) {
		ssize_t len = receive(h);
		struct hand_answer answer;

		if (len == 0) {
			hand_on_writable(h);
			tidy(h);
			return 0;
		}
		if (len > 0) {
			memcpy(&answer, h->buffer, sizeof(answer));
			len -= (ssize_t)sizeof(answer);
		}
		if (len < 0 || !on_answer(h, &answer, h->buffer + sizeof(answer), (size_t)len))
			lose(h);
	}
	return -ECONNRESET;
}
