/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/sys/memfd.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL)

int memfd_image_create(const char *name)
{
	int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);

	/* Linux before 6.3 does not know NOEXEC_SEAL. */
	if (fd < 0 && errno == EINVAL)
		fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
	return fd < 0 ? -errno : fd;
}

static int map_at(int fd, void *at, size_t size, int protection)
{
	void *got = mmap(at, size, protection, MAP_SHARED | MAP_FIXED_NOREPLACE, fd, 0);

	if (got == MAP_FAILED)
		return -errno;
	/* Linux before 4.17 takes the address for a mere wish. */
	if (got != at) {
		munmap(got, size);
		return -EEXIST;
	}
	return 0;
}

int memfd_image_map_to_fill(int fd, void *at, size_t size)
{
	if (ftruncate(fd, (off_t)size) < 0)
		return -errno;
	return map_at(fd, at, size, PROT_READ | PROT_WRITE);
}

int memfd_image_seal(int fd, size_t size)
{
	if (ftruncate(fd, (off_t)size) < 0)
		return -errno;
	return fcntl(fd, F_ADD_SEALS, SEALS) < 0 ? -errno : 0;
}

int memfd_image_map(int fd, void *at, size_t *ret_size)
{
	int seals = fcntl(fd, F_GET_SEALS);
	struct stat st;
	int r;

	if (seals < 0)
		return -errno;
	if ((seals & SEALS) != SEALS)
		return -EPERM;
	if (fstat(fd, &st) < 0)
		return -errno;

	r = map_at(fd, at, (size_t)st.st_size, PROT_READ);
	if (r < 0)
		return r;
	*ret_size = (size_t)st.st_size;
	return 0;
}

void memfd_image_unmap(void *at, size_t size)
{
	int r = munmap(at, size);

	assert(r == 0);
	(void)r;
}
