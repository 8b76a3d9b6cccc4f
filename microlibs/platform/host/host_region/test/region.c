/* SPDX-License-Identifier: BSD-3-Clause */
/* config: LIMIT_MB=2 */
/* The limit from the option and from the environment, alignment, zeroed memory, and what is left. */
#define _POSIX_C_SOURCE 200809L
#include <ports.h>
#include <uniloom/locks.h>
#include <uniloom/test.h>

#include <stdlib.h>

static void claims(size_t limit)
{
	size_t left = region_available();

	CHECK_EQ(left, limit);
	unsigned char *a = region_claim(1000, 16);
	unsigned char *b = region_claim(1000, 4096);
	CHECK(a != NULL && b != NULL && b >= a + 1000);
	CHECK_EQ((uintptr_t)b % 4096, 0);
	memset(b, 2, 1000);
	memset(a, 1, 1000);
	CHECK_EQ(b[0], 2);
	CHECK(region_claim(limit, 16) == NULL);
	CHECK(region_claim(SIZE_MAX, 16) == NULL);
	CHECK(region_claim(1, 3) == NULL);
	CHECK(region_claim(1, 0) == NULL);
	CHECK(region_claim(1, (size_t)1 << 63) == NULL);
	left = region_available();
	CHECK(region_claim(left, 16) != NULL);
	CHECK_EQ(region_available(), 0);
	CHECK(region_claim(1, 1) == NULL);
}

int main(void)
{
	static const char *const wrong[] = { "", "M", "64X", "4MB", "-1M", "0", "17179869184G", "99999999999999999999" };

	CHECK(region_claim(1, 1) == NULL);
	unsetenv("UNILOOM_MEMORY");
	CHECK_EQ(component_init(), 0);
	claims(2u << 20);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		setenv("UNILOOM_MEMORY", wrong[i], 1);
		CHECK_EQ(component_init(), -EINVAL);
	}
	/* More than any address space has, whatever the system thinks of overcommitting. */
	setenv("UNILOOM_MEMORY", "17000000000G", 1);
	CHECK_EQ(component_init(), -ENOMEM);
	setenv("UNILOOM_MEMORY", "512K", 1);
	CHECK_EQ(component_init(), 0);
	claims(512u << 10);
	setenv("UNILOOM_MEMORY", "1G", 1);
	CHECK_EQ(component_init(), 0);
	CHECK_EQ(region_available(), 1u << 30);
	return test_done();
}
