/* SPDX-License-Identifier: BSD-3-Clause */
/* with: virtio_mmio virtqueue virtio_slots blk_model */
/* config: virtio_slots.VERSION=1 */
#include "on_model.h"

int main(void)
{
	CHECK_EQ(virtio_mmio_init(), 0);
	CHECK_PANICS(component_init(), "component: the disk speaks no virtio 1");
	return test_done();
}
