/* SPDX-License-Identifier: BSD-3-Clause */
/* with: virtio_mmio virtqueue virtio_slots blk_model */
/* config: blk_model.READ_ONLY=y */
#include "on_model.h"

int main(void)
{
	struct blkdev_info info;
	static uint8_t data[512];

	CHECK_EQ(virtio_mmio_init(), 0);
	CHECK_EQ(component_init(), 0);
	CHECK_EQ(blkdev_info(&info), 0);
	CHECK(info.read_only);
	CHECK_EQ(blkdev_transfer(BLKDEV_WRITE, 0, data, 1), -EROFS);
	CHECK_EQ(blkdev_transfer(BLKDEV_READ, 0, data, 1), 0);
	CHECK_EQ(blkdev_transfer(BLKDEV_FLUSH, 0, NULL, 0), 0);
	return test_done();
}
