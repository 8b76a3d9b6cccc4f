/* SPDX-License-Identifier: BSD-3-Clause */
/* For these tests: the device's side of a queue, told only what a transport is told. */
#ifndef DEVICE_H
#define DEVICE_H

#include <ports.h>
#include <uniloom/test.h>

struct device_descriptor {
	uint64_t address;
	uint32_t size;
	uint16_t flags;
	uint16_t next;
};

struct device_element {
	uint32_t id;
	uint32_t size;
};

struct device {
	unsigned size;
	bool event_index;
	struct device_descriptor *descriptors;
	uint16_t *available; /* flags, index, ring, used event */
	uint16_t *used;      /* flags, index, elements, available event */
	uint16_t seen;       /* of the available ring */
	uint16_t done;       /* of the used ring */
	uint16_t told;       /* of the used ring, at the last question about an interrupt */
};

static inline void device_open(struct device *device, struct virtqueue *queue, bool event_index)
{
	struct virtio_rings rings;

	virtqueue_rings(queue, &rings);
	*device = (struct device){
		.size = rings.size,
		.event_index = event_index,
		.descriptors = (struct device_descriptor *)(uintptr_t)rings.descriptors,
		.available = (uint16_t *)(uintptr_t)rings.available,
		.used = (uint16_t *)(uintptr_t)rings.used,
	};
}

static inline struct device_element *device_elements(struct device *device)
{
	return (struct device_element *)(void *)(device->used + 2);
}

/* The first descriptor of the next chain; -1 when there is none. */
static inline int device_next(struct device *device)
{
	if (device->seen == device->available[1])
		return -1;
	return device->available[2 + device->seen++ % device->size];
}

/* Asks to hear of the next chain. */
static inline void device_listen(struct device *device, bool on)
{
	if (device->event_index)
		device->used[2 + 4 * device->size] = (uint16_t)(on ? device->seen : device->seen - 1);
	else
		device->used[0] = on ? 0 : 1;
}

static inline void device_use(struct device *device, uint32_t id, uint32_t size)
{
	device_elements(device)[device->done % device->size] = (struct device_element){ id, size };
	device->used[1] = ++device->done;
}

/* Whether it interrupts for what it has used since it was last asked. */
static inline bool device_interrupts(struct device *device)
{
	uint16_t told = device->told;

	device->told = device->done;
	if (told == device->done)
		return false;
	if (!device->event_index)
		return (device->available[0] & 1) == 0;
	return (uint16_t)(device->done - device->available[2 + device->size] - 1) < (uint16_t)(device->done - told);
}

#endif
