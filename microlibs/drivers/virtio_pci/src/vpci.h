/* SPDX-License-Identifier: BSD-3-Clause */
/* OASIS virtio 1.2, 4.1. */
#ifndef VPCI_H
#define VPCI_H

#include <ports.h>

/* The common structure (4.1.4.3). */
#define COMMON_DEVICE_SELECT 0x00u
#define COMMON_DEVICE_FEATURES 0x04u
#define COMMON_DRIVER_SELECT 0x08u
#define COMMON_DRIVER_FEATURES 0x0cu
#define COMMON_CHANGE_VECTOR 0x10u /* 16 bits, as all below but the addresses and: */
#define COMMON_STATUS 0x14u        /* 8 bits */
#define COMMON_GENERATION 0x15u    /* 8 bits */
#define COMMON_QUEUE_SELECT 0x16u
#define COMMON_QUEUE_SIZE 0x18u
#define COMMON_QUEUE_VECTOR 0x1au
#define COMMON_QUEUE_ENABLE 0x1cu
#define COMMON_QUEUE_NOTIFY 0x1eu
#define COMMON_QUEUE_DESCRIPTORS 0x20u
#define COMMON_QUEUE_AVAILABLE 0x28u
#define COMMON_QUEUE_USED 0x30u
#define COMMON_BYTES 0x38u

#define NO_VECTOR 0xffffu

struct vpci_queue {
	virtio_handler *call;
	void *ctx;
	uint64_t notify;
	int message; /* its own; -1 - none */
};

/* Registers that a capability names. */
struct vpci_block {
	uint64_t address;
	uint32_t size; /* 0: there is none */
};

struct virtio_device {
	uint32_t function;
	bool claimed;
	bool open; /* its registers are known */
	struct vpci_block common;
	struct vpci_block notify;
	struct vpci_block config;
	uint32_t notify_step;
	uint64_t vectors;         /* address of the MSI-X table */
	unsigned vector_count;
	unsigned message_control; /* where its capability is; 0 - there is none */
	bool on_common;           /* its vector 0 sends the message that devices share */
	virtio_handler *change;
	void *change_ctx;
	struct vpci_queue queues[CONFIG_QUEUES];
};

/* Finds the device's registers. -EPROTO, -ENOSPC. */
int vpci_open(struct virtio_device *device);

/* The device behind `before`, the first one behind NULL; NULL at the end. */
struct virtio_device *vpci_next(struct virtio_device *before);

/* The number of the message that devices share; -1 - not taken yet. */
extern int vpci_common;

/* Takes and gives messages; the device is told by the caller. A number of a vector, or NO_VECTOR. */
unsigned vpci_queue_vector(struct virtio_device *device, unsigned queue);
unsigned vpci_change_vector(struct virtio_device *device);
void vpci_detach(struct virtio_device *device);

#endif
