/* SPDX-License-Identifier: BSD-3-Clause */
#include "socket.h"

#define BYTES 2048u
#define HEADROOM 114u /* the IP header is aligned then */
#define ETHERNET 14u
#define MTU 1500u

static struct netdev_buffer buffers[CONFIG_BUFFERS];
static _Alignas(16) uint8_t memory[CONFIG_BUFFERS][BYTES];
static struct netdev_buffer *free_buffers;
static struct netdev_counts counts;
static int descriptor;
static bool link;
static netdev_handler *user;
static void *user_ctx;
static struct sched_work work;

static struct netdev_buffer *take(void)
{
	struct netdev_buffer *buffer = free_buffers;

	if (buffer == NULL)
		return NULL;
	free_buffers = buffer->next;
	*buffer = (struct netdev_buffer){
		.data = memory[buffer - buffers] + HEADROOM,
		.headroom = HEADROOM,
		.tailroom = BYTES - HEADROOM,
	};
	return buffer;
}

static void give(struct netdev_buffer *buffer)
{
	while (buffer != NULL) {
		struct netdev_buffer *next = buffer->next;

		buffer->next = free_buffers;
		free_buffers = buffer;
		buffer = next;
	}
}

static void set_down(void)
{
	if (!link)
		return;
	link = false;
	sched_defer(&work);
}

/* Deferred context. */
static void run_user(void *ctx)
{
	(void)ctx;
	if (user != NULL)
		user(user_ctx);
}

/* Interrupt context. */
static void arrived(void *ctx)
{
	(void)ctx;
	sched_defer(&work);
}

int init(void)
{
	work = (struct sched_work)SCHED_WORK_INIT(run_user, NULL);
	counts = (struct netdev_counts){ 0 };
	user = NULL;
	free_buffers = NULL;
	for (unsigned i = 0; i < CONFIG_BUFFERS; i++) {
		buffers[i].next = free_buffers;
		free_buffers = &buffers[i];
	}
	link = CONFIG_PATH[0] != '\0';
	if (!link)
		return 0;
	descriptor = socket_open(CONFIG_PATH);
	if (descriptor < 0)
		panic_about(COMPONENT_NAME ": nobody listens at the socket ", CONFIG_PATH);
	return irq_attach((unsigned)descriptor, arrived, NULL);
}

int netdev_info(struct netdev_info *out)
{
	*out = (struct netdev_info){
		.mac = { 2, 0, 0, 0, 0, CONFIG_MAC_LAST },
		.mtu = MTU,
		.buffer_bytes = BYTES - HEADROOM,
		.link = link,
	};
	return 0;
}

int netdev_attach(netdev_handler *handler, void *ctx)
{
	if (user != NULL)
		return -EBUSY;
	user_ctx = ctx;
	user = handler;
	/* What came before did not interrupt for long. */
	sched_defer(&work);
	return 0;
}

struct netdev_buffer *netdev_buffer(void)
{
	unsigned long state = cpu_irq_save();
	struct netdev_buffer *buffer = take();

	cpu_irq_restore(state);
	return buffer;
}

void netdev_release(struct netdev_buffer *buffer)
{
	unsigned long state = cpu_irq_save();

	give(buffer);
	cpu_irq_restore(state);
}

/* The bytes of a frame; 0 for one that cannot be carried. */
static size_t size_of(const struct netdev_buffer *frame)
{
	size_t size = 0;
	unsigned count = 0;

	if ((frame->flags & NETDEV_CHECKSUM_NEEDED) != 0)
		return 0;
	for (; frame != NULL; frame = frame->next) {
		if (++count > 16 || frame->size > BYTES)
			return 0;
		size += frame->size;
	}
	return size < ETHERNET || size > FRAME_MOST ? 0 : size;
}

size_t netdev_send(struct netdev_buffer **frames, size_t count)
{
	unsigned long state = cpu_irq_save();
	size_t done = 0;

	for (; link && done < count; done++) {
		size_t size = size_of(frames[done]);

		if (size == 0) {
			counts.send_dropped++;
		} else if (socket_send(descriptor, frames[done], size)) {
			counts.sent++;
			counts.sent_bytes += size;
		} else {
			set_down();
			break;
		}
		give(frames[done]);
	}
	cpu_irq_restore(state);
	return done;
}

size_t netdev_receive(struct netdev_buffer **frames, size_t limit)
{
	unsigned long state = cpu_irq_save();
	size_t done = 0;
	struct netdev_buffer *buffer = NULL;

	while (link && done < limit && (buffer = take()) != NULL) {
		long size = socket_frame(descriptor, buffer->data, BYTES - HEADROOM);

		if (size <= 0) {
			give(buffer);
			if (size < 0)
				set_down();
			break;
		}
		if (size < (long)ETHERNET || size > (long)FRAME_MOST) {
			counts.receive_dropped++;
			give(buffer);
			continue;
		}
		buffer->size = (uint32_t)size;
		buffer->tailroom = (uint32_t)(BYTES - HEADROOM - (size_t)size);
		counts.received++;
		counts.received_bytes += (size_t)size;
		frames[done++] = buffer;
	}
	cpu_irq_restore(state);
	return done;
}

void netdev_counts(struct netdev_counts *out)
{
	unsigned long state = cpu_irq_save();

	*out = counts;
	cpu_irq_restore(state);
}
