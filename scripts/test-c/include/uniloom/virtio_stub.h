/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A virtio device as a driver's ports `virtio`, `virtqueue`, `dma` and `cpu` show it: a configuration, two queues, and what the
 * test lets it do. What the driver hands over it checks.
 */
#ifndef UNILOOM_VIRTIO_STUB_H
#define UNILOOM_VIRTIO_STUB_H

#include <ports.h>
#include <uniloom/panics.h>
#include <uniloom/test.h>

#define CHAINS 256

/* A test that defines STUB_TOLD as the number of a queue is called when the driver tells the device of it. */
void stub_told(void);

struct virtqueue {
	unsigned size;
	struct chain {
		void *token;
		struct virtqueue_piece pieces[20];
		unsigned readable;
		unsigned writable;
	} chains[CHAINS];
	unsigned first;  /* chain that the device has longest */
	unsigned count;  /* that it has */
	struct done {
		void *token;
		size_t written;
	} done[CHAINS];
	unsigned done_first;
	unsigned done_count;
	bool listens;
	bool broken;
	unsigned added;      /* since should_notify */
	unsigned told;
};

struct virtio_device {
	unsigned type;
	uint8_t config[64];
	size_t config_size;
	uint64_t offered;
	uint64_t accepted;
	int find_error;
	int claim_error;
	unsigned limit;
	bool is_ready;
	bool is_broken;
	unsigned failed;
	virtio_handler *handlers[2];
	virtio_handler *change;
	struct virtqueue queues[2];
};

static struct virtio_device cards[3];
static unsigned card_count = 1;
static struct virtio_device *card = cards;
static unsigned queues_made;
static _Alignas(4096) uint8_t dma_memory[1 << 20];
static size_t dma_used;
static unsigned irqs_off;

#define DMA_BASE 0x100000000ull

int virtio_find(unsigned type, unsigned index, struct virtio_device **out)
{
	CHECK_EQ(type, cards[0].type);
	if (index >= card_count)
		return -ENOENT;
	if (cards[index].find_error != 0)
		return cards[index].find_error;
	*out = &cards[index];
	return 0;
}

int virtio_claim(struct virtio_device *device)
{
	card = device;
	return device->claim_error;
}

void virtio_release(struct virtio_device *device)
{
	(void)device;
}

int virtio_negotiate(struct virtio_device *device, uint64_t wanted, uint64_t *accepted)
{
	device->accepted = *accepted = device->offered & wanted;
	return 0;
}

int virtio_config(struct virtio_device *device, size_t offset, void *data, size_t size)
{
	if (offset > device->config_size || size > device->config_size - offset)
		return -EINVAL;
	memcpy(data, device->config + offset, size);
	return 0;
}

int virtio_queue_limit(struct virtio_device *device, unsigned queue, unsigned *limit)
{
	(void)queue;
	*limit = device->limit;
	return 0;
}

int virtio_queue_start(struct virtio_device *device, unsigned queue, const struct virtio_rings *rings,
		       virtio_handler *handler, void *ctx)
{
	CHECK_EQ(rings->size, device->queues[queue].size);
	CHECK(ctx == NULL);
	device->handlers[queue] = handler;
	return 0;
}

int virtio_on_change(struct virtio_device *device, virtio_handler *handler, void *ctx)
{
	(void)ctx;
	device->change = handler;
	return 0;
}

void virtio_ready(struct virtio_device *device)
{
	device->is_ready = true;
}

void virtio_notify(struct virtio_device *device, unsigned queue)
{
	CHECK(device->is_ready);
	device->queues[queue].told++;
#ifdef STUB_TOLD
	if (queue == STUB_TOLD)
		stub_told();
#endif
}

bool virtio_broken(struct virtio_device *device)
{
	return device->is_broken;
}

void virtio_fail(struct virtio_device *device)
{
	device->failed++;
}

int virtqueue_create(unsigned size, bool event_index, struct virtqueue **out)
{
	(void)event_index;
	*out = &card->queues[queues_made++ % 2];
	**out = (struct virtqueue){ .size = size };
	return 0;
}

void virtqueue_rings(struct virtqueue *queue, struct virtio_rings *out)
{
	*out = (struct virtio_rings){ .size = queue->size };
}

void virtqueue_restart(struct virtqueue *queue, bool event_index)
{
	(void)queue;
	(void)event_index;
}

int virtqueue_add(struct virtqueue *queue, const struct virtqueue_piece *pieces, unsigned readable, unsigned writable,
		  void *token)
{
	CHECK(irqs_off > 0);
	REQUIRE(token != NULL && readable + writable <= 20);
	if (queue->broken)
		return -EIO;
	if (queue->count + queue->done_count == queue->size)
		return -EAGAIN;

	struct chain *chain = &queue->chains[(queue->first + queue->count++) % CHAINS];

	*chain = (struct chain){ .token = token, .readable = readable, .writable = writable };
	for (unsigned i = 0; i < readable + writable; i++) {
		chain->pieces[i] = pieces[i];
		REQUIRE(pieces[i].size > 0);
		REQUIRE(pieces[i].address >= DMA_BASE && pieces[i].address + pieces[i].size <= DMA_BASE + dma_used);
	}
	queue->added++;
	return 0;
}

bool virtqueue_should_notify(struct virtqueue *queue)
{
	bool any = queue->added != 0;

	queue->added = 0;
	return any;
}

void *virtqueue_take(struct virtqueue *queue, size_t *written)
{
	CHECK(irqs_off > 0);
	if (queue->broken || queue->done_count == 0)
		return NULL;

	struct done *done = &queue->done[queue->done_first++ % CHAINS];

	queue->done_count--;
	*written = done->written;
	return done->token;
}

bool virtqueue_listen(struct virtqueue *queue)
{
	queue->listens = true;
	return queue->done_count != 0 && !queue->broken;
}

void virtqueue_mute(struct virtqueue *queue)
{
	queue->listens = false;
}

bool virtqueue_broken(const struct virtqueue *queue)
{
	return queue->broken;
}

void *virtqueue_abandon(struct virtqueue *queue)
{
	queue->broken = true;
	if (queue->done_count > 0) {
		queue->done_count--;
		return queue->done[queue->done_first++ % CHAINS].token;
	}
	if (queue->count == 0)
		return NULL;
	queue->count--;
	return queue->chains[queue->first++ % CHAINS].token;
}

void *dma_alloc(size_t size, size_t align)
{
	dma_used = (dma_used + align - 1) / align * align;
	if (size > sizeof dma_memory - dma_used)
		return NULL;
	dma_used += size;
	return dma_memory + dma_used - size;
}

uint64_t dma_address(const void *at)
{
	return DMA_BASE + (uint64_t)((const uint8_t *)at - dma_memory);
}

unsigned long cpu_irq_save(void)
{
	return irqs_off++;
}

void cpu_irq_restore(unsigned long state)
{
	CHECK_EQ(state, --irqs_off);
}

void cpu_idle(void)
{
}

uint64_t cpu_cycles(void)
{
	return 0;
}

/* The device uses the chain that it has longest, and says that it wrote `written` bytes. */
static inline void *use(struct virtqueue *queue, size_t written)
{
	REQUIRE(queue->count > 0);

	struct chain *chain = &queue->chains[queue->first++ % CHAINS];

	queue->count--;
	queue->done[(queue->done_first + queue->done_count++) % CHAINS] = (struct done){ chain->token, written };
	return chain->token;
}

static inline uint8_t *memory_of(struct virtqueue_piece piece)
{
	return dma_memory + (piece.address - DMA_BASE);
}

static inline void interrupt(unsigned queue)
{
	if (card->queues[queue].listens && card->queues[queue].done_count > 0)
		card->handlers[queue](NULL);
}

/* Devices of `type`, one of which the bus shows. */
static inline void new_cards(unsigned type, uint64_t offered, size_t config_size)
{
	memset(cards, 0, sizeof cards);
	card_count = 1;
	for (unsigned i = 0; i < 3; i++) {
		cards[i].type = type;
		cards[i].config_size = config_size;
		cards[i].limit = 64;
		cards[i].offered = offered;
	}
	dma_used = 0;
	queues_made = 0;
}

#endif
