/* SPDX-License-Identifier: BSD-3-Clause */
/* OASIS virtio 1.2, 5.4. One request at a time. */
#include <ports.h>

#define QUEUE 0u
#define NS_PER_MS 1000000ull
/* Interrupts for which nothing is there, before a wait is over all the same. */
#define WAKES_MOST 64u

static struct {
	struct virtio_device *device; /* NULL: there is none, or no more */
	struct virtqueue *queue;
	uint8_t *bytes;               /* the device's while a request is on its way */
	bool asked;
	volatile bool give_up;
	volatile bool woken;          /* `answered` is posted, and nobody has taken it yet */
	struct sched_sem turn;
	struct sched_sem answered;
} rng;

/* Once a wake: what comes before anybody waits, or is another's that shares the interrupt, does not add up. */
static void wake(void)
{
	if (rng.woken)
		return;
	rng.woken = true;
	sched_sem_post(&rng.answered);
}

/* Interrupt context. Whoever waits looks into the queue itself. */
static void interrupt(void *ctx)
{
	(void)ctx;
	wake();
}

static void changed(void *ctx)
{
	struct virtio_device *device = rng.device;

	(void)ctx;
	/* It may still say something while it is given up. */
	if (device != NULL && virtio_broken(device))
		rng.give_up = true;
	wake();
}

static int open_device(void)
{
	uint64_t features = 0;
	unsigned limit = 0;
	struct virtio_rings rings;
	int error = virtio_claim(rng.device);

	if (error == 0)
		error = virtio_negotiate(rng.device, (uint64_t)1 << VIRTIO_F_EVENT_IDX, &features);
	if (error == 0)
		error = virtio_queue_limit(rng.device, QUEUE, &limit);
	if (error == 0)
		error = virtqueue_create(1, (features >> VIRTIO_F_EVENT_IDX & 1) != 0, &rng.queue);
	if (error < 0)
		return error;
	rng.bytes = dma_alloc(CONFIG_BYTES, 64);
	if (rng.bytes == NULL)
		return -ENOMEM;
	virtqueue_rings(rng.queue, &rings);
	error = virtio_queue_start(rng.device, QUEUE, &rings, interrupt, NULL);
	if (error == 0)
		error = virtio_on_change(rng.device, changed, NULL);
	if (error == 0)
		virtio_ready(rng.device);
	return error;
}

int init(void)
{
	rng.device = NULL;
	rng.queue = NULL;
	rng.asked = false;
	rng.give_up = false;
	rng.woken = false;
	rng.turn = (struct sched_sem)SCHED_SEM_INIT(1);
	rng.answered = (struct sched_sem)SCHED_SEM_INIT(0);
	if (virtio_find(VIRTIO_ENTROPY, CONFIG_INDEX, &rng.device) < 0) {
		rng.device = NULL;
		return 0;
	}

	int error = open_device();

	if (error < 0)
		rng.device = NULL;
	/* Without memory the image is not what it was meant to be; without the device there are other sources. */
	return error == -ENOMEM ? error : 0;
}

static int lose_device(void)
{
	struct virtio_device *device = rng.device;

	rng.device = NULL;
	virtio_fail(device);
	return -ENODEV;
}

static void ask(void)
{
	struct virtqueue_piece piece = { dma_address(rng.bytes), CONFIG_BYTES };

	if (virtqueue_add(rng.queue, &piece, 0, 1, rng.bytes) < 0)
		return;
	rng.asked = true;
	if (virtqueue_should_notify(rng.queue))
		virtio_notify(rng.device, QUEUE);
}

/* Waits until the queue has something to take. 0, -EAGAIN, or -EIO when the device is lost. */
static int wait_for_answer(void)
{
	for (unsigned wakes = 0; wakes < WAKES_MOST && !rng.give_up; wakes++) {
		if (virtqueue_listen(rng.queue))
			return 0;
		if (sched_sem_wait(&rng.answered, CONFIG_TIMEOUT_MS * NS_PER_MS) < 0)
			break;
		rng.woken = false;
	}
	return rng.give_up || virtqueue_broken(rng.queue) || virtio_broken(rng.device) ? -EIO : -EAGAIN;
}

/* The device's answer, to `data`. Number of bytes, or an error. */
static long answer(uint8_t *data, size_t size)
{
	size_t written;
	int error = wait_for_answer();

	if (error == -EAGAIN)
		return error;
	if (error < 0 || virtqueue_take(rng.queue, &written) == NULL)
		return lose_device();
	rng.asked = false;
	if (written == 0)
		return -EAGAIN;
	if (size > written)
		size = written;
	memcpy(data, rng.bytes, size);
	memset(rng.bytes, 0, CONFIG_BYTES);
	return (long)size;
}

long entropy_gather(void *data, size_t size)
{
	long got = -ENODEV;

	if (size == 0)
		return -EINVAL;
	(void)sched_sem_wait(&rng.turn, SCHED_FOREVER);
	if (rng.device != NULL) {
		if (!rng.asked)
			ask();
		got = answer(data, size);
	}
	sched_sem_post(&rng.turn);
	return got;
}

const char *entropy_source(void)
{
	return "virtio-rng";
}
