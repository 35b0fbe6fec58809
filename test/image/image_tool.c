/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * image_tool - looks at the image that a configuration file becomes.
 *
 *   digest FILE   its size and a digest of its bytes
 *   walk FILE     map it in a second process, visit every value there, and say what memory that process
 *                 has for itself
 *   write FILE    try to write to it in a second process, which has to die of that
 *   map FILE      how long a second process needs to map it and visit each of its pages
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "keepalived/loader/load.h"
#include "keepalived/model/config.h"
#include "lib/conf/dump.h"
#include "lib/conf/image.h"
#include "lib/sys/digest.h"

#define SLOT 1

static int load_file(const char *file, struct load *load)
{
	struct load_request request = { .conf_file = file, .config_id = "test", .slot = SLOT };

	if (load_run(load, &request))
		return 0;
	fprintf(stderr, "%s: %s\n", file, strerror(-load->error));
	return 1;
}

static int show_digest(const struct load *load)
{
	static const uint8_t key[DIGEST_LEN];
	uint8_t              digest[DIGEST_LEN];
	size_t               size;

	if (!load_map(load->image_fd, SLOT, &size))
		return 1;
	digest_keyed(key, IMAGE_SLOT_AT(SLOT), load->image_size, digest);
	printf("%zu ", load->image_size);
	for (size_t i = 0; i < sizeof(digest); i++)
		printf("%02x", digest[i]);
	printf("\n");
	return 0;
}

/*
 * kB of private dirty memory of this process. Not the pages of the image: while nobody else maps them
 * the kernel counts them here, but they are the file's, and one copy serves everybody.
 */
static long private_dirty(void)
{
	FILE *f = fopen("/proc/self/smaps", "re");
	char  line[512];
	long  sum = f ? 0 : -1;
	bool  is_image = false;

	while (f && fgets(line, sizeof(line), f)) {
		unsigned long from;
		unsigned long to;
		long          kb;

		if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
			is_image = from == (unsigned long)IMAGE_SLOT_AT(SLOT);
		else if (!is_image && sscanf(line, "Private_Dirty: %ld kB", &kb) == 1)
			sum += kb;
	}
	if (f)
		fclose(f);
	return sum;
}

static size_t count_objects(const struct config *c)
{
	size_t n = c->scripts.n + c->vrrp_groups.n + c->vrrps.n;

	conf_each(const struct conf_vrrp, vi, c->vrrps)
		n += vi->vips.n + vi->evips.n + vi->tracks.scripts.n + vi->peers.n;
	return n;
}

/* Every pointer of every object is followed by counting and, for a sample, by printing. */
static int walk(int fd)
{
	const struct config *config;
	struct sbuf          text;
	size_t               size;
	size_t               n;
	long                 total = 0;

	config = load_map(fd, SLOT, &size);
	if (!config)
		return 1;
	n = count_objects(config);
	conf_each(const struct conf_vrrp, vi, config->vrrps) {
		total += (long)strlen(vi->interface) + (long)vi->priority;
		conf_each(const struct conf_vip, vip, vi->vips)
			total += (long)strlen(vip->dev) + vip->address.len;
		conf_each(const struct conf_track, t, vi->tracks.scripts)
			total += (long)strlen(((const struct conf_vrrp_script *)t->target)->script.argv[0]);
	}
	printf("objects %zu bytes %zu dirty_kb %ld sum %ld\n", n, size, private_dirty(), total);
	sbuf_init(&text);
	conf_dump(&config_block, config, &text);
	printf("dumped %zu\n", text.len);
	sbuf_release(&text);
	return 0;
}

static int write_to_it(int fd)
{
	size_t size;

	if (!load_map(fd, SLOT, &size))
		return 1;
	*(volatile char *)IMAGE_SLOT_AT(SLOT) = 1;
	return 0;
}

static long long now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

static int time_mapping(int fd)
{
	long long      began = now_us();
	const char    *at = IMAGE_SLOT_AT(SLOT);
	volatile char  byte;
	size_t         size;

	if (!load_map(fd, SLOT, &size))
		return 1;
	for (size_t i = 0; i < size; i += (size_t)sysconf(_SC_PAGESIZE))
		byte = at[i];
	(void)byte;
	printf("mapped %zu bytes in %lld us\n", size, now_us() - began);
	return 0;
}

/* Forked without exec, as the daemon's workers are. */
static int in_second_process(int (*work)(int fd), int fd)
{
	int   status;
	pid_t pid = fork();

	if (pid < 0)
		return 1;
	if (!pid) {
		status = work(fd);
		fflush(stdout);
		_exit(status);
	}
	if (waitpid(pid, &status, 0) != pid)
		return 1;
	if (WIFSIGNALED(status)) {
		printf("died of signal %d\n", WTERMSIG(status));
		return 0;
	}
	return WEXITSTATUS(status);
}

int main(int argc, char *argv[])
{
	struct load load;
	int         status;

	if (argc != 3) {
		fprintf(stderr, "usage: image_tool digest|walk|write|map FILE\n");
		return 2;
	}

	status = load_file(argv[2], &load);
	if (status)
		return status;
	fflush(stdout);
	if (strcmp(argv[1], "digest") == 0)
		status = show_digest(&load);
	else if (strcmp(argv[1], "walk") == 0)
		status = in_second_process(walk, load.image_fd);
	else if (strcmp(argv[1], "write") == 0)
		status = in_second_process(write_to_it, load.image_fd);
	else
		status = in_second_process(time_mapping, load.image_fd);
	load_release(&load);
	return status;
}
