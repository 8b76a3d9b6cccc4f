/* SPDX-License-Identifier: BSD-3-Clause */
/* OASIS virtio 1.2, 2.7. Fields are little-endian, and so are all processors that this is built for. */
#include <ports.h>

#include <stdatomic.h>

#define SIZE_MOST 32768u
#define CACHE_LINE 64u

#define DESCRIPTOR_NEXT 1u
#define DESCRIPTOR_WRITE 2u
#define AVAILABLE_NO_INTERRUPT 1u
#define USED_NO_NOTIFY 1u

struct descriptor {
	uint64_t address;
	uint32_t size;
	uint16_t flags;
	uint16_t next;
};

_Static_assert(sizeof(struct descriptor) == 16, "the device's layout");

/* Behind the ring stands the used event. */
struct available {
	_Atomic uint16_t flags;
	_Atomic uint16_t index;
	uint16_t ring[];
};

struct used_element {
	uint32_t id;
	uint32_t size;
};

/* Behind the ring stands the available event. */
struct used {
	_Atomic uint16_t flags;
	_Atomic uint16_t index;
	struct used_element ring[];
};

/* What the device has, by the first descriptor. */
struct chain {
	void *token;     /* NULL: it has none that begins here */
	uint64_t room;   /* bytes that it may write */
	uint16_t last;   /* descriptor */
	uint16_t pieces;
};

struct virtqueue {
	struct descriptor *descriptors;
	struct available *available;
	volatile struct used *used;
	struct chain *chains;
	uint16_t *next;           /* of each descriptor: in its chain, or of the free ones */
	uint32_t size;
	uint32_t free;            /* how many */
	uint32_t busy;            /* chains that the device has */
	uint16_t first_free;
	uint16_t available_index;
	uint16_t told_index;      /* available_index at the last should_notify */
	uint16_t used_index;
	uint32_t abandoned;       /* where abandon goes on */
	bool event_index;
	bool broken;
};

static _Atomic uint16_t *used_event(struct virtqueue *queue)
{
	return (_Atomic uint16_t *)&queue->available->ring[queue->size];
}

static volatile _Atomic uint16_t *available_event(struct virtqueue *queue)
{
	return (volatile _Atomic uint16_t *)&queue->used->ring[queue->size];
}

void virtqueue_restart(struct virtqueue *queue, bool event_index)
{
	for (uint32_t i = 0; i < queue->size; i++)
		queue->next[i] = (uint16_t)(i + 1);
	queue->free = queue->size;
	queue->busy = 0;
	queue->first_free = 0;
	queue->available_index = 0;
	queue->told_index = 0;
	queue->used_index = 0;
	queue->abandoned = 0;
	queue->event_index = event_index;
	queue->broken = false;
	atomic_store_explicit(&queue->available->flags, 0, memory_order_relaxed);
	atomic_store_explicit(&queue->available->index, 0, memory_order_relaxed);
	atomic_store_explicit(used_event(queue), 0, memory_order_relaxed);
	atomic_store_explicit(&queue->used->flags, 0, memory_order_relaxed);
	atomic_store_explicit(&queue->used->index, 0, memory_order_relaxed);
	/* The next device has not asked for anything yet: it hears of the first chain. */
	atomic_store_explicit(available_event(queue), 0, memory_order_relaxed);
}

int virtqueue_create(unsigned size, bool event_index, struct virtqueue **out)
{
	if (size == 0 || size > SIZE_MOST || (size & (size - 1)) != 0)
		return -EINVAL;

	/* Each part on a cache line of its own: the device writes the last one, the driver the others. */
	size_t table = size * sizeof(struct descriptor);
	size_t available = sizeof(struct available) + (size + 1) * sizeof(uint16_t);
	size_t used = sizeof(struct used) + size * sizeof(struct used_element) + sizeof(uint16_t);
	size_t used_at = (table + available + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
	uint8_t *rings = dma_alloc(used_at + used, CACHE_LINE);
	struct virtqueue *queue = region_claim(sizeof *queue, _Alignof(struct virtqueue));
	struct chain *chains = region_claim(size * sizeof *chains, _Alignof(struct chain));
	uint16_t *next = region_claim(size * sizeof *next, _Alignof(uint16_t));

	if (rings == NULL || queue == NULL || chains == NULL || next == NULL)
		return -ENOMEM;
	/* A chain without a token is free. All else is written before it is read. */
	memset(chains, 0, size * sizeof *chains);
	queue->descriptors = (struct descriptor *)rings;
	queue->available = (struct available *)(rings + table);
	queue->used = (volatile struct used *)(rings + used_at);
	queue->chains = chains;
	queue->next = next;
	queue->size = size;
	virtqueue_restart(queue, event_index);
	*out = queue;
	return 0;
}

void virtqueue_rings(struct virtqueue *queue, struct virtio_rings *out)
{
	out->size = queue->size;
	out->descriptors = dma_address(queue->descriptors);
	out->available = dma_address(queue->available);
	out->used = dma_address((const void *)queue->used);
}

int virtqueue_add(struct virtqueue *queue, const struct virtqueue_piece *pieces, unsigned readable, unsigned writable,
		  void *token)
{
	unsigned count = readable + writable;

	if (count == 0 || count < readable || count > queue->size || token == NULL)
		return -EINVAL;
	if (queue->broken)
		return -EIO;
	if (count > queue->free)
		return -EAGAIN;

	uint16_t first = queue->first_free;
	uint16_t at = first;
	uint16_t last = first;
	uint64_t room = 0;

	/* Free descriptors hang together as their chain will, so that taking them is looking for the last. */
	for (unsigned i = 0; i < count; i++) {
		struct descriptor *descriptor = &queue->descriptors[at];
		bool writes = i >= readable;

		if (pieces[i].size == 0)
			return -EINVAL;
		if (writes)
			room += pieces[i].size;
		descriptor->address = pieces[i].address;
		descriptor->size = pieces[i].size;
		descriptor->flags = (uint16_t)((writes ? DESCRIPTOR_WRITE : 0) | (i + 1 < count ? DESCRIPTOR_NEXT : 0));
		descriptor->next = queue->next[at];
		last = at;
		at = queue->next[at];
	}
	queue->first_free = at;
	queue->free -= count;
	queue->busy++;
	queue->chains[first] = (struct chain){ token, room, last, (uint16_t)count };
	queue->available->ring[queue->available_index & (queue->size - 1)] = first;
	queue->available_index++;
	/* The device sees the chain before the index that counts it. */
	atomic_store_explicit(&queue->available->index, queue->available_index, memory_order_release);
	return 0;
}

bool virtqueue_should_notify(struct virtqueue *queue)
{
	uint16_t told = queue->told_index;
	uint16_t now = queue->available_index;

	queue->told_index = now;
	if (told == now)
		return false;
	/* The device shows what it wants to hear of, then looks at the index once more; so one of both sees the other. */
	atomic_thread_fence(memory_order_seq_cst);
	if (!queue->event_index)
		return (atomic_load_explicit(&queue->used->flags, memory_order_relaxed) & USED_NO_NOTIFY) == 0;

	uint16_t event = atomic_load_explicit(available_event(queue), memory_order_relaxed);

	return (uint16_t)(now - event - 1) < (uint16_t)(now - told);
}

static void *give_up(struct virtqueue *queue)
{
	queue->broken = true;
	return NULL;
}

/* Returns the descriptors of the chain at `first`, and its token. */
static void *finish(struct virtqueue *queue, uint16_t first)
{
	struct chain *chain = &queue->chains[first];
	void *token = chain->token;

	chain->token = NULL;
	queue->next[chain->last] = queue->first_free;
	queue->first_free = first;
	queue->free += chain->pieces;
	queue->busy--;
	return token;
}

void *virtqueue_take(struct virtqueue *queue, size_t *written)
{
	uint16_t index = atomic_load_explicit(&queue->used->index, memory_order_acquire);
	uint16_t waiting = (uint16_t)(index - queue->used_index);

	if (waiting == 0 || queue->broken)
		return NULL;
	if (waiting > queue->busy)
		return give_up(queue);

	volatile struct used_element *element = &queue->used->ring[queue->used_index & (queue->size - 1)];
	uint32_t id = element->id;
	uint32_t size = element->size;

	if (id >= queue->size || queue->chains[id].token == NULL)
		return give_up(queue);
	queue->used_index++;
	*written = size < queue->chains[id].room ? size : (size_t)queue->chains[id].room;
	return finish(queue, (uint16_t)id);
}

bool virtqueue_listen(struct virtqueue *queue)
{
	if (queue->broken)
		return false;
	if (queue->event_index)
		atomic_store_explicit(used_event(queue), queue->used_index, memory_order_relaxed);
	else
		atomic_store_explicit(&queue->available->flags, 0, memory_order_relaxed);
	/* As in should_notify, with the parts exchanged. */
	atomic_thread_fence(memory_order_seq_cst);
	return atomic_load_explicit(&queue->used->index, memory_order_acquire) != queue->used_index;
}

void virtqueue_mute(struct virtqueue *queue)
{
	/* With an event index, the device is silent from the event on that it was last asked for. */
	if (!queue->event_index)
		atomic_store_explicit(&queue->available->flags, AVAILABLE_NO_INTERRUPT, memory_order_relaxed);
}

bool virtqueue_broken(const struct virtqueue *queue)
{
	return queue->broken;
}

void *virtqueue_abandon(struct virtqueue *queue)
{
	queue->broken = true;
	for (; queue->abandoned < queue->size; queue->abandoned++) {
		if (queue->chains[queue->abandoned].token != NULL)
			return finish(queue, (uint16_t)queue->abandoned);
	}
	return NULL;
}
