/* SPDX-License-Identifier: BSD-3-Clause */
/* OASIS virtio 1.2, 5.1. What is sent comes back. */
#include <ports.h>

#define F_MAC 5u
#define F_MRG_RXBUF 15u
#define F_STATUS 16u

#define HEADER_BYTES 12u
#define AT_BUFFERS 10u /* num_buffers in the header */

enum { QUEUE_RECEIVE, QUEUE_SEND, QUEUES };

static struct {
	uint32_t size;
	uint8_t bytes[CONFIG_FRAME_BYTES];
} frames[CONFIG_FRAMES];

static unsigned first;
static unsigned count;

unsigned net_type(void)
{
	return VIRTIO_NET;
}

uint64_t net_features(void)
{
	return 1u << F_MAC | 1u << F_STATUS | (CONFIG_MERGEABLE ? 1u << F_MRG_RXBUF : 0);
}

void net_accept(uint64_t features)
{
	(void)features;
	count = 0;
}

unsigned net_queues(void)
{
	return QUEUES;
}

bool net_changed(void)
{
	return false;
}

uint8_t net_config(size_t offset)
{
	/* Address, status with the link up. */
	static const uint8_t bytes[] = { 0x52, 0x54, 0x00, 0x4d, 0x4f, 0x44, 1, 0 };

	return offset < sizeof bytes ? bytes[offset] : UINT8_MAX;
}

static long send(const struct virtdev_piece *pieces, unsigned readable)
{
	uint32_t size = 0;
	uint8_t *to = frames[(first + count) % CONFIG_FRAMES].bytes;

	if (count == CONFIG_FRAMES)
		return 0;
	for (unsigned i = 0; i < readable; i++) {
		if (pieces[i].size > CONFIG_FRAME_BYTES - size)
			return 0;
		memcpy(to + size, pieces[i].at, pieces[i].size);
		size += pieces[i].size;
	}
	if (size < HEADER_BYTES)
		return 0;
	memset(to, 0, HEADER_BYTES);
	to[AT_BUFFERS] = 1;
	frames[(first + count++) % CONFIG_FRAMES].size = size;
	return 0;
}

static long receive(const struct virtdev_piece *pieces, unsigned writable)
{
	if (count == 0)
		return -EAGAIN;

	const uint8_t *from = frames[first].bytes;
	uint32_t size = frames[first].size;
	uint32_t done = 0;

	for (unsigned i = 0; i < writable && done < size; i++) {
		uint32_t part = pieces[i].size < size - done ? pieces[i].size : size - done;

		memcpy(pieces[i].at, from + done, part);
		done += part;
	}
	first = (first + 1) % CONFIG_FRAMES;
	count--;
	return done;
}

long net_serve(unsigned queue, const struct virtdev_piece *pieces, unsigned readable, unsigned writable)
{
	return queue == QUEUE_SEND ? send(pieces, readable) : receive(pieces + readable, writable);
}
