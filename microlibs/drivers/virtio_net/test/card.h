/* SPDX-License-Identifier: BSD-3-Clause */
/* A network card as the driver's ports show it: two queues, a configuration, and moods. */
#ifndef CARD_H
#define CARD_H

#include <ports.h>
#include <uniloom/panics.h>
#include <uniloom/test.h>

#define CHAINS 256

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
	uint8_t mac[6];
	uint16_t status;
	uint16_t mtu;
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
static uint8_t dma_memory[1 << 20];
static size_t dma_used;
static unsigned irqs_off;
static struct sched_work *deferred;

#define DMA_BASE 0x100000000ull

int virtio_find(unsigned type, unsigned index, struct virtio_device **out)
{
	CHECK_EQ(type, VIRTIO_NET);
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
	uint8_t config[12];

	memcpy(config, device->mac, 6);
	memcpy(config + 6, &device->status, 2);
	memset(config + 8, 0, 2);
	memcpy(config + 10, &device->mtu, 2);
	if (offset + size > sizeof config)
		return -EINVAL;
	memcpy(data, config + offset, size);
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

void sched_defer(struct sched_work *work)
{
	deferred = work;
}

static inline void run_deferred(void)
{
	struct sched_work *work = deferred;

	deferred = NULL;
	if (work != NULL)
		work->handler(work->ctx);
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

/* A frame arrives: a header of 12 bytes that says `flags` and `buffers`, then `size` bytes of `data`. */
static inline void arrive(const uint8_t header[12], const void *data, size_t size)
{
	struct virtqueue *queue = &card->queues[0];
	struct virtqueue_piece piece = queue->chains[queue->first % CHAINS].pieces[0];

	REQUIRE(queue->count > 0 && size + 12 <= piece.size);
	memcpy(memory_of(piece), header, 12);
	memcpy(memory_of(piece) + 12, data, size);
	use(queue, size + 12);
}

static inline void interrupt(unsigned queue)
{
	if (card->queues[queue].listens && card->queues[queue].done_count > 0)
		card->handlers[queue](NULL);
}

static inline void new_card(uint64_t offered)
{
	memset(cards, 0, sizeof cards);
	card_count = 1;
	for (unsigned i = 0; i < 3; i++) {
		cards[i].limit = 64;
		cards[i].offered = offered;
		cards[i].status = 1;
		cards[i].mtu = 1500;
		memcpy(cards[i].mac, "\x52\x54\x00\x00\x00", 5);
		cards[i].mac[5] = (uint8_t)(i + 1);
	}
	dma_used = 0;
	queues_made = 0;
	deferred = NULL;
}


#endif
