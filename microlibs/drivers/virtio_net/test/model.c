/* SPDX-License-Identifier: BSD-3-Clause */
/* with: virtio_mmio virtqueue virtio_slots net_model */
/* A buffer holds a whole frame. */
#include "model.inc"
