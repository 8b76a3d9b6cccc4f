/* SPDX-License-Identifier: BSD-3-Clause */
#include "p9.h"

#define NS_PER_S 1000000000u
#define SMALLEST 7u /* of an answer: its size, type and tag */

/* Interrupts off. */
static void wake_all(struct request *from)
{
	while (from != NULL) {
		struct request *next = from->next;

		sched_sem_post(&from->wake);
		from = next;
	}
}

/* Interrupts off. Whoever wakes resets the device, which no interrupt may do. */
static void lose(void)
{
	if (share.lost)
		return;
	share.lost = true;
	wake_all(share.answers);
	wake_all(share.room);
	share.room = NULL;
}

/* Until the request is woken, or the device has had its time. */
static void wait(struct request *request)
{
	const uint64_t limit = CONFIG_TIMEOUT_S == 0 ? SCHED_FOREVER : (uint64_t)CONFIG_TIMEOUT_S * NS_PER_S;

	if (sched_sem_wait(&request->wake, limit) == 0)
		return;
	unsigned long state = cpu_irq_save();

	if (!request->done)
		lose();
	cpu_irq_restore(state);
}

void share_changed(void *ctx)
{
	unsigned long state = cpu_irq_save();

	(void)ctx;
	if (virtio_broken(share.device))
		lose();
	cpu_irq_restore(state);
}

/* Interrupts off. */
static void remove_answer(const struct request *request)
{
	struct request **at = &share.answers;

	while (*at != NULL && *at != request)
		at = &(*at)->next;
	if (*at != NULL)
		*at = request->next;
}

/* Interrupts off. */
static void wake_for_room(void)
{
	struct request *first = share.room;

	if (first == NULL)
		return;
	share.room = first->next;
	sched_sem_post(&first->wake);
}

void share_interrupt(void *ctx)
{
	unsigned long state = cpu_irq_save();

	(void)ctx;
	do {
		struct request *request;
		size_t written;

		while (!share.lost && (request = virtqueue_take(share.queue, &written)) != NULL) {
			request->written = written;
			request->done = true;
			remove_answer(request);
			sched_sem_post(&request->wake);
			wake_for_room();
		}
	} while (!share.lost && virtqueue_listen(share.queue));
	if (virtqueue_broken(share.queue))
		lose();
	cpu_irq_restore(state);
}

static unsigned add_pieces(const void *data, size_t size, struct virtqueue_piece *pieces)
{
	const uint8_t *at = data;
	unsigned count = 0;

	while (size > 0) {
		size_t part = PAGE - (uintptr_t)at % PAGE;

		if (part > size)
			part = size;
		pieces[count++] = (struct virtqueue_piece){ dma_address(at), (uint32_t)part };
		at += part;
		size -= part;
	}
	return count;
}

/* Makes the request the device's. 0, or -EIO; may wait for room. */
static int submit(struct request *request, const struct virtqueue_piece *pieces, unsigned out, unsigned in)
{
	while (true) {
		unsigned long state = cpu_irq_save();
		int error = share.lost ? -EIO : virtqueue_add(share.queue, pieces, out, in, request);

		if (error == 0) {
			request->next = share.answers;
			share.answers = request;
			if (virtqueue_should_notify(share.queue))
				virtio_notify(share.device, QUEUE);
		} else if (error == -EAGAIN) {
			struct request **last = &share.room;

			while (*last != NULL)
				last = &(*last)->next;
			request->next = NULL;
			*last = request;
		}
		cpu_irq_restore(state);
		if (error != -EAGAIN)
			return error == 0 ? 0 : -EIO;
		wait(request);
	}
}

/* After this the device reaches no memory of any request. */
static void reset_lost(void)
{
	unsigned long state = cpu_irq_save();

	if (!share.reset) {
		share.reset = true;
		virtio_fail(share.device);
		while (virtqueue_abandon(share.queue) != NULL)
			;
		share.answers = NULL;
	}
	cpu_irq_restore(state);
}

int p9_request(const void *message, size_t size, void *answer, size_t *answer_size)
{
	struct virtqueue_piece pieces[2 * PIECES];
	struct request request = { .wake = SCHED_SEM_INIT(0) };

	if (size > share.most || *answer_size > share.most)
		return -EMSGSIZE;
	if (size < SMALLEST || *answer_size < SMALLEST)
		return -EINVAL;

	unsigned out = add_pieces(message, size, pieces);
	unsigned in = add_pieces(answer, *answer_size, pieces + out);
	int error = submit(&request, pieces, out, in);

	if (error == 0) {
		wait(&request);
		error = request.done && request.written >= SMALLEST ? 0 : -EIO;
	}
	if (!request.done)
		reset_lost();
	if (error == 0)
		*answer_size = request.written;
	return error;
}

size_t p9_most(void)
{
	return share.most;
}
