/* SPDX-License-Identifier: BSD-3-Clause */
#include "net.h"

#define LAST_POLLS 5000000u /* a second or so; then the card will not send them */

void net_reclaim(void)
{
	size_t written;
	struct netdev_buffer *frame;

	while ((frame = virtqueue_take(net.queues[SEND], &written)) != NULL) {
		net.sending--;
		net_give_buffer(frame);
	}
	if (virtqueue_broken(net.queues[SEND]))
		net_give_up();
}

/* How many fragments; 0 when the device cannot carry the frame. */
static unsigned fragments_of(const struct netdev_buffer *frame)
{
	unsigned count = 0;
	size_t size = 0;

	for (const struct netdev_buffer *at = frame; at != NULL; at = at->next) {
		if (++count > net.fragments || at->size == 0 || at->size > CONFIG_BUFFER_BYTES)
			return 0;
		size += at->size;
	}
	if (size < ETHERNET || size > ETHERNET + TAG + net.info.mtu)
		return 0;
	if ((frame->flags & NETDEV_CHECKSUM_NEEDED) == 0)
		return count;

	size_t end = (size_t)frame->checksum_start + frame->checksum_offset + sizeof(uint16_t);

	return net.info.checksums && end <= size ? count : 0;
}

static void write_header(const struct netdev_buffer *frame)
{
	struct net_header header = { .flags = 0 };

	if ((frame->flags & NETDEV_CHECKSUM_NEEDED) != 0) {
		header.flags = HEADER_NEEDS_CHECKSUM;
		header.checksum_start = frame->checksum_start;
		header.checksum_offset = frame->checksum_offset;
	}
	/* The data may stand at any byte. */
	memcpy(frame->data - HEADER, &header, sizeof header);
}

/* False when the queue is full; else the frame is the device's, or dropped. */
static bool send_one(struct netdev_buffer *frame)
{
	struct virtqueue_piece pieces[FRAGMENTS];
	unsigned count = fragments_of(frame);

	if (count == 0) {
		net.counts.send_dropped++;
		net_give_buffer(frame);
		return true;
	}

	size_t size = 0;
	unsigned i = 0;

	for (const struct netdev_buffer *at = frame; at != NULL; at = at->next, i++) {
		pieces[i] = (struct virtqueue_piece){ net_address(at) + HEADER, at->size };
		size += at->size;
	}
	write_header(frame);
	pieces[0].address -= HEADER;
	pieces[0].size += HEADER;

	if (virtqueue_add(net.queues[SEND], pieces, count, 0, frame) < 0)
		return false;
	net.sending++;
	net.counts.sent++;
	net.counts.sent_bytes += size;
	return true;
}

size_t netdev_send(struct netdev_buffer **frames, size_t count)
{
	unsigned long state = cpu_irq_save();
	size_t done = 0;

	if (!net.broken && net.info.link) {
		net_reclaim();
		while (done < count && !net.broken && send_one(frames[done]))
			done++;
		net.wants_room = done < count;
		/* Some may have been done meanwhile: then there is room already. */
		if (net.wants_room && !net.broken && virtqueue_listen(net.queues[SEND]))
			sched_defer(&net.work);
		if (!net.broken && virtqueue_should_notify(net.queues[SEND]))
			virtio_notify(net.device, SEND);
	}
	cpu_irq_restore(state);
	return done;
}

/* Context: thread. A card that is switched off with frames in its queue never sends them, and the last words of a program are among them. */
void fini(void)
{
	bool more = true;

	for (unsigned i = 0; i < LAST_POLLS && more; i++) {
		unsigned long state = cpu_irq_save();

		if (!net.broken)
			net_reclaim();
		more = !net.broken && net.sending != 0;
		cpu_irq_restore(state);
	}
}
