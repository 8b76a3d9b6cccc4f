/* SPDX-License-Identifier: BSD-3-Clause */
#include "net.h"

void net_refill(void)
{
	while (!net.broken && net.ready < net.wanted) {
		struct netdev_buffer *buffer = net_take_buffer();

		if (buffer == NULL)
			break;

		struct virtqueue_piece piece = { net_address(buffer), HEADER + ROOM };

		if (virtqueue_add(net.queues[RECEIVE], &piece, 0, 1, buffer) < 0) {
			net_give_buffer(buffer);
			break;
		}
		net.ready++;
	}
	if (!net.broken && virtqueue_should_notify(net.queues[RECEIVE]))
		virtio_notify(net.device, RECEIVE);
}

static struct netdev_buffer *take(size_t *written)
{
	struct netdev_buffer *buffer = virtqueue_take(net.queues[RECEIVE], written);

	if (buffer != NULL)
		net.ready--;
	else if (virtqueue_broken(net.queues[RECEIVE]))
		net_give_up();
	return buffer;
}

/* The buffers that follow the first, which the device uses together with it. False when there is not what it says. */
static bool take_rest(struct netdev_buffer *first, unsigned buffers, size_t *size)
{
	struct netdev_buffer *last = first;

	for (unsigned i = 1; i < buffers; i++) {
		size_t written;
		struct netdev_buffer *next = take(&written);

		if (next == NULL)
			return false;
		/* These have no header: the data begins where it would be. */
		next->data -= HEADER;
		next->size = (uint32_t)written;
		next->tailroom = (uint32_t)(ROOM + HEADER - written);
		next->headroom = HEADROOM - HEADER;
		last->next = next;
		last = next;
		*size += written;
		if (written == 0)
			return false;
	}
	return true;
}

static bool read_checksum(struct netdev_buffer *frame, const struct net_header *header, size_t size)
{
	if ((header->flags & HEADER_NEEDS_CHECKSUM) != 0) {
		size_t end = (size_t)header->checksum_start + header->checksum_offset + sizeof(uint16_t);

		frame->flags = NETDEV_CHECKSUM_NEEDED;
		frame->checksum_start = header->checksum_start;
		frame->checksum_offset = header->checksum_offset;
		return end <= size;
	}
	frame->flags = (header->flags & HEADER_CHECKSUM_GOOD) != 0 ? NETDEV_CHECKSUM_GOOD : 0;
	return true;
}

/* The next frame; NULL and `*any` false when there is none, NULL and `*any` true when it had to be dropped. */
static struct netdev_buffer *receive_one(bool *any)
{
	size_t written;
	struct netdev_buffer *frame = take(&written);
	struct net_header header;

	*any = frame != NULL;
	if (frame == NULL)
		return NULL;
	memcpy(&header, frame->data - HEADER, sizeof header);

	size_t size = written < HEADER ? 0 : written - HEADER;
	unsigned buffers = net.mergeable ? header.buffers : 1;
	bool whole = size != 0 && buffers != 0;

	frame->size = (uint32_t)size;
	frame->tailroom = (uint32_t)(ROOM - size);
	whole = whole && take_rest(frame, buffers, &size);
	if (!whole || size < ETHERNET || size > ETHERNET + TAG + net.info.mtu || !read_checksum(frame, &header, size)) {
		net.counts.receive_dropped++;
		net_give_buffer(frame);
		return NULL;
	}
	net.counts.received++;
	net.counts.received_bytes += size;
	return frame;
}

size_t netdev_receive(struct netdev_buffer **frames, size_t limit)
{
	unsigned long state = cpu_irq_save();
	size_t done = 0;
	unsigned looked = 0;

	/* Frames that are dropped count as well: the device does not decide how long this takes. */
	while (done < limit && looked < 2 * limit && !net.broken) {
		bool any;
		struct netdev_buffer *frame = receive_one(&any);

		looked++;
		if (frame != NULL)
			frames[done++] = frame;
		else if (!any && (done != 0 || net.handler == NULL || !virtqueue_listen(net.queues[RECEIVE])))
			break;
	}
	/* None for now: the user hears of the others, as of frames that arrive. */
	if (done == 0 && looked == 2 * limit)
		sched_defer(&net.work);
	if (net.ready < net.wanted / 2 || done == 0)
		net_refill();
	cpu_irq_restore(state);
	return done;
}
