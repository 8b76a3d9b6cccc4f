/* SPDX-License-Identifier: BSD-3-Clause */
/* with: virtio_mmio virtqueue virtio_slots blk_model */
/* config: MATCH_INDEX=n */
/* config: MATCH_SERIAL=y */
/* config: SERIAL=another */
/* config: blk_model.SERIAL=disk-one */
/* The disk that is wanted is not there: the boot stops and says which. Without memory it stops, too. */
#include "on_model.h"

int main(void)
{
	CHECK_EQ(virtio_mmio_init(), 0);
	CHECK_PANICS(component_init(), "component: there is no virtio disk with the serial number another");
	/* The disk that was asked is free again. */
	struct virtio_device *device;

	CHECK_EQ(virtio_find(VIRTIO_BLOCK, 0, &device), 0);
	CHECK_EQ(virtio_claim(device), 0);
	CHECK_EQ(virtio_claim(device), -EBUSY);
	virtio_release(device);
	/* Each claim fails in turn. */
	static unsigned refused;

	static size_t left;

	for (left = 0; left < 20000; left += 64) {
		region_left = left;
		test_panic_expected = 1;
		if (setjmp(test_panic_return) != 0)
			refused += strstr(test_panic_reason, "no memory for buffers and queues of the virtio disk with") != NULL;
		else if (component_init() == -ENOMEM)
			refused++;
		test_panic_expected = 0;
	}
	CHECK(refused > 100);
	return test_done();
}
