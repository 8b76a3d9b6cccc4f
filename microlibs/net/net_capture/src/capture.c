/* SPDX-License-Identifier: BSD-3-Clause */
#include "ring.h"

#include <control_types.h>

#define BATCH 64u

static uint32_t dropped;
static bool telling;

static void tell_all(void *ctx);

static struct sched_work work = SCHED_WORK_INIT(tell_all, NULL);

static uint64_t time_now(void)
{
	uint64_t ns;

	if (WALL_WIRED && wall_read(&ns) == 0)
		return ns;
	return clock_now_ns();
}

/* Tells the first frame, in as many records as it takes. False when there is none. */
static bool tell_first(void)
{
	static struct {
		struct control_capture head;
		uint8_t bytes[CONTROL_MAX_PAYLOAD - sizeof(struct control_capture)];
	} record;
	struct ring_head head;
	unsigned long state = cpu_irq_save();
	bool any = ring_first(&head);

	cpu_irq_restore(state);
	for (uint32_t at = 0; any; at += sizeof record.bytes) {
		size_t size = head.keep - at < sizeof record.bytes ? head.keep - at : sizeof record.bytes;

		record.head = (struct control_capture){
			.time_ns = head.time_ns, .size = head.size, .keep = head.keep, .at = at, .dropped = dropped,
		};
		state = cpu_irq_save();
		ring_copy(at, record.bytes, size);
		cpu_irq_restore(state);
		(void)control_send(CONTROL_CAPTURE, &record, sizeof record.head + size);
		if (head.keep - at <= sizeof record.bytes)
			break;
	}
	if (any) {
		state = cpu_irq_save();
		ring_drop();
		cpu_irq_restore(state);
	}
	return any;
}

/* Deferred context; once more after the last main. One at a time: the first one in the ring is the one that is being told. */
static void tell_all(void *ctx)
{
	(void)ctx;
	if (telling)
		return;
	telling = true;
	while (tell_first())
		;
	telling = false;
}

void fini(void)
{
	tell_all(NULL);
}

static void keep(const struct netdev_buffer *frame, uint64_t time_ns)
{
	struct ring_head head = { .time_ns = time_ns };
	unsigned long state;

	for (const struct netdev_buffer *part = frame; part != NULL; part = part->next)
		head.size += part->size;
	head.keep = head.size < CONFIG_BYTES ? head.size : CONFIG_BYTES;
	state = cpu_irq_save();
	if (!ring_put(&head, frame))
		dropped++;
	cpu_irq_restore(state);
}

int netdev_info(struct netdev_info *out)
{
	return card_info(out);
}

int netdev_attach(netdev_handler *handler, void *ctx)
{
	return card_attach(handler, ctx);
}

struct netdev_buffer *netdev_buffer(void)
{
	return card_buffer();
}

void netdev_release(struct netdev_buffer *buffer)
{
	card_release(buffer);
}

/*
 * What the card takes is its own and cannot be looked at any more: so all are kept before, and the rest is taken back. Nobody tells
 * any of them meanwhile.
 */
static size_t send_batch(struct netdev_buffer **frames, size_t count, uint64_t now)
{
	struct {
		size_t end;
		uint32_t dropped;
	} after[BATCH + 1] = { { ring_end(), dropped } };

	for (size_t i = 0; i < count; i++) {
		keep(frames[i], now);
		after[i + 1].end = ring_end();
		after[i + 1].dropped = dropped;
	}

	size_t taken = card_send(frames, count);

	ring_cut(after[taken].end);
	dropped = after[taken].dropped;
	return taken;
}

size_t netdev_send(struct netdev_buffer **frames, size_t count)
{
	size_t sent = 0;
	uint64_t now = time_now();
	unsigned long state = cpu_irq_save();

	while (sent < count) {
		size_t batch = count - sent < BATCH ? count - sent : BATCH;
		size_t taken = send_batch(frames + sent, batch, now);

		sent += taken;
		if (taken < batch)
			break;
	}
	cpu_irq_restore(state);
	if (sent > 0)
		sched_defer(&work);
	return sent;
}

size_t netdev_receive(struct netdev_buffer **frames, size_t limit)
{
	size_t got = card_receive(frames, limit);
	uint64_t now = got > 0 ? time_now() : 0;

	for (size_t i = 0; i < got; i++)
		keep(frames[i], now);
	if (got > 0)
		sched_defer(&work);
	return got;
}

void netdev_counts(struct netdev_counts *out)
{
	card_counts(out);
}
