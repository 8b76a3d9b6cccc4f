/* SPDX-License-Identifier: BSD-3-Clause */
#include "net.h"

static struct netdev_buffer buffers[CONFIG_BUFFERS];
static uint8_t *memory;
static uint64_t memory_address;

static uint8_t *start_of(const struct netdev_buffer *buffer)
{
	return memory + (size_t)(buffer - buffers) * CONFIG_BUFFER_BYTES;
}

int net_make_buffers(void)
{
	memory = dma_alloc((size_t)CONFIG_BUFFERS * CONFIG_BUFFER_BYTES, 64);
	if (memory == NULL)
		return -ENOMEM;
	memory_address = dma_address(memory);
	net.free = NULL;
	for (unsigned i = 0; i < CONFIG_BUFFERS; i++) {
		buffers[i].next = net.free;
		net.free = &buffers[i];
	}
	return 0;
}

uint64_t net_address(const struct netdev_buffer *buffer)
{
	return memory_address + (uint64_t)(buffer->data - memory) - HEADER;
}

struct netdev_buffer *net_take_buffer(void)
{
	struct netdev_buffer *buffer = net.free;

	if (buffer == NULL)
		return NULL;
	net.free = buffer->next;
	buffer->data = start_of(buffer) + HEADER + HEADROOM;
	buffer->size = 0;
	buffer->headroom = HEADROOM;
	buffer->tailroom = ROOM;
	buffer->flags = 0;
	buffer->next = NULL;
	return buffer;
}

void net_give_buffer(struct netdev_buffer *buffer)
{
	while (buffer != NULL) {
		struct netdev_buffer *next = buffer->next;

		buffer->next = net.free;
		net.free = buffer;
		buffer = next;
	}
}

struct netdev_buffer *netdev_buffer(void)
{
	unsigned long state = cpu_irq_save();

	if (net.free == NULL)
		net_reclaim();

	struct netdev_buffer *buffer = net_take_buffer();

	cpu_irq_restore(state);
	return buffer;
}

void netdev_release(struct netdev_buffer *buffer)
{
	unsigned long state = cpu_irq_save();

	net_give_buffer(buffer);
	/* Frames may wait for nothing but a buffer. In batches: each telling costs an exit. */
	if (net.ready < net.wanted / 2)
		net_refill();
	cpu_irq_restore(state);
}
