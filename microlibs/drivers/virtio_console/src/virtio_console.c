/* SPDX-License-Identifier: BSD-3-Clause */
/* OASIS virtio 1.2, 5.3, without multiport. */
#include <ports.h>

#define RECEIVE 0u
#define SEND 1u

#define PAGE 4096u          /* what is contiguous stays so for the device within one */
#define PIECES 8u           /* most of a request */
#define QUEUE_MOST 64u
#define LOOKS 65536u        /* at the queue before the device is asked whether it works */

#define STRING(x) #x
#define VALUE(x) STRING(x)
#define WANTED "console number " VALUE(CONFIG_INDEX)

static struct virtio_device *device;
static struct virtqueue *queues[2];
static uint8_t *buffers;
/* Input that is being read: a buffer of which `at` bytes are taken. */
static uint8_t *current;
static size_t current_size;
static size_t current_at;
static unsigned pieces_most; /* of a request */
static bool ready;

static void give_up(void)
{
	ready = false;
	virtio_fail(device);
	/* No token is taken any more: those who waited are gone. */
	for (unsigned queue = 0; queue < 2; queue++) {
		while (virtqueue_abandon(queues[queue]) != NULL)
			;
	}
}

/* Interrupts off. */
static void offer(uint8_t *buffer)
{
	struct virtqueue_piece piece = { dma_address(buffer), CONFIG_BUFFER_BYTES };

	(void)virtqueue_add(queues[RECEIVE], &piece, 0, 1, buffer);
}

static void tell(unsigned queue)
{
	if (virtqueue_should_notify(queues[queue]))
		virtio_notify(device, queue);
}

/* Interrupt context. Ends the idling of whoever waits for input; `read` takes it. */
static void arrived(void *ctx)
{
	(void)ctx;
	virtqueue_mute(queues[RECEIVE]);
}

static int make_queue(unsigned queue, bool event_index)
{
	unsigned limit = 0;
	unsigned size = 1;
	struct virtio_rings rings;
	int error = virtio_queue_limit(device, queue, &limit);

	if (error < 0)
		return error;
	while (size * 2 <= limit && size * 2 <= QUEUE_MOST)
		size *= 2;
	error = virtqueue_create(size, event_index, &queues[queue]);
	if (error < 0)
		return error;
	pieces_most = size < PIECES ? size : PIECES;
	virtqueue_mute(queues[queue]);
	virtqueue_rings(queues[queue], &rings);
	return virtio_queue_start(device, queue, &rings, queue == RECEIVE ? arrived : NULL, NULL);
}

static int open_device(void)
{
	uint64_t features = 0;
	int error = virtio_find(VIRTIO_CONSOLE, CONFIG_INDEX, &device);

	if (error == 0)
		error = virtio_claim(device);
	if (error == 0)
		error = virtio_negotiate(device, (uint64_t)1 << VIRTIO_F_EVENT_IDX, &features);
	for (unsigned queue = 0; queue < 2 && error == 0; queue++)
		error = make_queue(queue, (features >> VIRTIO_F_EVENT_IDX & 1) != 0);
	if (error < 0)
		return error;
	buffers = dma_alloc((size_t)CONFIG_BUFFERS * CONFIG_BUFFER_BYTES, 16);
	return buffers == NULL ? -ENOMEM : 0;
}

int init(void)
{
	ready = false;
	current = NULL;

	int error = open_device();

	if (error < 0)
		panic_about(virtio_refusal(error), WANTED);
	virtio_ready(device);

	unsigned long state = cpu_irq_save();

	for (unsigned i = 0; i < CONFIG_BUFFERS; i++)
		offer(buffers + (size_t)i * CONFIG_BUFFER_BYTES);
	tell(RECEIVE);
	ready = true;
	cpu_irq_restore(state);
	return 0;
}

/* Takes what the device is done with. False when it is broken. */
static bool collect(unsigned looks)
{
	size_t written;
	unsigned long state = cpu_irq_save();
	volatile bool *done = virtqueue_take(queues[SEND], &written);
	bool works = ready && !virtqueue_broken(queues[SEND]);

	if (done != NULL)
		*done = true;
	if (works && done == NULL && looks % LOOKS == LOOKS - 1)
		works = !virtio_broken(device);
	if (works && done == NULL && looks >= CONFIG_TX_POLLS)
		works = false;
	if (!works && ready)
		give_up();
	cpu_irq_restore(state);
	return works;
}

/* The first of `size` bytes as pieces of memory that are contiguous for the device; how many bytes they are. */
static size_t pieces_of(const char *data, size_t size, struct virtqueue_piece pieces[PIECES], unsigned *count)
{
	size_t used = 0;

	for (*count = 0; *count < pieces_most && used < size; (*count)++) {
		size_t part = PAGE - (uintptr_t)(data + used) % PAGE;

		if (part > size - used)
			part = size - used;
		pieces[*count] = (struct virtqueue_piece){ dma_address(data + used), (uint32_t)part };
		used += part;
	}
	return used;
}

static bool send(const struct virtqueue_piece *pieces, unsigned count)
{
	volatile bool done = false;
	int error = -EAGAIN;

	for (unsigned looks = 0; !done; looks++) {
		if (error == -EAGAIN) {
			unsigned long state = cpu_irq_save();

			error = virtqueue_add(queues[SEND], pieces, count, 0, (void *)&done);
			if (error == 0)
				tell(SEND);
			cpu_irq_restore(state);
		}
		if ((error < 0 && error != -EAGAIN) || !collect(looks))
			return done;
	}
	return true;
}

long console_write(const char *data, size_t size)
{
	size_t written = 0;

	if (!ready)
		return -EIO;
	while (written < size) {
		struct virtqueue_piece pieces[PIECES];
		unsigned count;
		size_t part = pieces_of(data + written, size - written, pieces, &count);

		if (!send(pieces, count))
			return written != 0 ? (long)written : -EIO;
		written += part;
	}
	return (long)written;
}

/* Interrupts off. Whether there is input to read. */
static bool next_input(void)
{
	while (current == NULL) {
		current = virtqueue_take(queues[RECEIVE], &current_size);
		current_at = 0;
		if (current == NULL && virtqueue_broken(queues[RECEIVE]))
			give_up();
		if (current == NULL && (!ready || !virtqueue_listen(queues[RECEIVE])))
			return false;
		if (current != NULL && current_size == 0) {
			offer(current);
			current = NULL;
		}
	}
	return true;
}

long console_read(char *data, size_t size)
{
	unsigned long state = cpu_irq_save();
	size_t done = 0;

	while (ready && done < size && next_input()) {
		size_t part = size - done < current_size - current_at ? size - done : current_size - current_at;

		memcpy(data + done, current + current_at, part);
		done += part;
		current_at += part;
		if (current_at == current_size) {
			offer(current);
			current = NULL;
		}
	}
	if (ready)
		tell(RECEIVE);
	cpu_irq_restore(state);
	return done != 0 || ready ? (long)done : -EIO;
}
