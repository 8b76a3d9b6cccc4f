/* SPDX-License-Identifier: BSD-3-Clause */
/* with: virtio_mmio virtqueue virtio_slots net_model */
/* config: net_model.MERGEABLE=y */
/* A card that could spread a frame over buffers. */
#include "model.inc"
