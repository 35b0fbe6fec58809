/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/sys/fdutil.h"
#include "lib/sys/memfd.h"

#define SIZE ((size_t)1 << 20)

static void *const slot = (void *)(uintptr_t)0x10000000;

static int filled_image(const char *text)
{
	int fd = memfd_image_create("test");

	assert_true(fd >= 0);
	assert_int_equal(memfd_image_map_to_fill(fd, slot, SIZE), 0);
	memcpy(slot, text, strlen(text) + 1);
	return fd;
}

static void test_what_is_filled_is_read(void **state)
{
	_cleanup_close_ int fd = filled_image("VI_1");
	size_t size;

	(void)state;
	memfd_image_unmap(slot, SIZE);
	assert_int_equal(memfd_image_seal(fd, 5000), 0);
	assert_int_equal(memfd_image_map(fd, slot, &size), 0);
	assert_int_equal(size, 5000);
	assert_string_equal(slot, "VI_1");
	memfd_image_unmap(slot, size);
}

static void test_sealed_is_final(void **state)
{
	_cleanup_close_ int fd = filled_image("VI_1");

	(void)state;
	memfd_image_unmap(slot, SIZE);
	assert_int_equal(memfd_image_seal(fd, 100), 0);
	assert_int_equal(pwrite(fd, "x", 1, 0), -1);
	assert_int_equal(ftruncate(fd, 50), -1);
	assert_int_equal(ftruncate(fd, 200), -1);
	assert_int_equal(memfd_image_map_to_fill(fd, slot, 100), -EPERM);
	assert_int_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
}

static void test_order_is_enforced(void **state)
{
	_cleanup_close_ int fd = filled_image("VI_1");
	size_t size = 7;

	(void)state;
	assert_int_equal(memfd_image_seal(fd, SIZE), -EBUSY);
	memfd_image_unmap(slot, SIZE);
	assert_int_equal(memfd_image_map(fd, slot, &size), -EPERM);
	assert_int_equal(size, 7);
}

static void test_nothing_is_mapped_over(void **state)
{
	_cleanup_close_ int fd = filled_image("VI_1");
	void *other;
	size_t size;

	(void)state;
	memfd_image_unmap(slot, SIZE);
	assert_int_equal(memfd_image_seal(fd, SIZE), 0);
	other = mmap(slot, SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1,
		     0);
	assert_ptr_equal(other, slot);
	assert_int_equal(memfd_image_map(fd, slot, &size), -EEXIST);
	munmap(other, SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_filled_is_read),
		cmocka_unit_test(test_sealed_is_final),
		cmocka_unit_test(test_order_is_enforced),
		cmocka_unit_test(test_nothing_is_mapped_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
