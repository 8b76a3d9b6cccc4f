/* SPDX-License-Identifier: BSD-3-Clause */
/* with: virtio_mmio virtqueue virtio_hostile */
/* config: virtio_mmio.SLOTS=1 */
/* config: virtio_mmio.RESET_POLLS=8 */
/* A device that lies: gathering returns, and never more than was asked for. */
#include <ports.h>

#define TEST_TYPE VIRTIO_ENTROPY
#include "../../../models/virtio_hostile/test/cases.h"

static unsigned long got_some;
static unsigned long got_none;

static void one_case(struct test_random *random)
{
	if (component_init() < 0)
		return;
	for (unsigned i = 0; i < 20; i++) {
		size_t size = 1 + (size_t)test_below(random, 100);
		long got = entropy_gather(case_alloc(size, 1), size);

		CHECK(got <= (long)size && got != 0);
		if (got > 0)
			got_some++;
		else
			got_none++;
		/* For ever. */
		if (got == -ENODEV)
			CHECK_EQ(entropy_gather(case_alloc(1, 1), 1), -ENODEV);
	}
}

int main(void)
{
	run_cases(scaled(10000));
	printf("%lu gathered, %lu not\n", got_some, got_none);
	if (getenv("HOSTILE_CASE") == NULL)
		CHECK(got_some > 1000 && got_none > 1000);
	return test_done();
}
