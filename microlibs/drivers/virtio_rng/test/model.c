/* SPDX-License-Identifier: BSD-3-Clause */
/* with: virtio_mmio virtqueue virtio_slots rng_model */
/* The driver on the model of its device, through the transport that it has on microvm. */
#include <ports.h>
#include <rng_model_ports.h>
#include <virtio_mmio_ports.h>
#include <virtio_slots_ports.h>
#include <uniloom/deferred.h>
#include <uniloom/regions.h>

#define TEST_DEVICES(use) use(rng)
#include "../../../models/virtio_slots/test/glue.h"

void *dma_alloc(size_t size, size_t align)
{
	return region_claim(size, align);
}

uint64_t dma_address(const void *at)
{
	return (uintptr_t)at;
}

static void test_idle(void)
{
	cpu_idle();
}

int main(void)
{
	uint8_t bytes[200];
	unsigned long seen[256] = { 0 };

	CHECK_EQ(virtio_mmio_init(), 0);
	CHECK_EQ(component_init(), 0);
	CHECK_STR(entropy_source(), "virtio-rng");
	CHECK_EQ(entropy_gather(bytes, 0), -EINVAL);
	for (unsigned i = 0; i < 1000; i++) {
		memset(bytes, 0xa5, sizeof bytes);
		size_t size = 1 + i % sizeof bytes;
		long got = entropy_gather(bytes, size);

		/* The model gives 32 at most. */
		CHECK_EQ(got, size < 32 ? size : 32);
		for (long k = 0; k < got; k++)
			seen[bytes[k]]++;
		for (size_t k = (size_t)got; k < sizeof bytes; k++)
			CHECK_EQ(bytes[k], 0xa5);
	}
	for (unsigned i = 0; i < 256; i++)
		CHECK(seen[i] > 50 && seen[i] < 200);
	CHECK_EQ(test_timeouts, 0);
	return test_done();
}
