/* SPDX-License-Identifier: BSD-3-Clause */
/* Random traffic with a device that works when it is notified, and a driver that takes when it is interrupted: nothing stalls. */
#include <ports.h>
#include <uniloom/regions.h>
#include <uniloom/test.h>

#include "device.h"

#define CHAINS 64u
#define PIECES_MOST 5u

void *dma_alloc(size_t size, size_t align)
{
	return region_claim(size, align);
}

uint64_t dma_address(const void *at)
{
	return (uintptr_t)at;
}

struct chain {
	bool busy;
	unsigned readable;
	unsigned writable;
	struct virtqueue_piece pieces[PIECES_MOST];
	uint32_t room;
};

static struct chain chains[CHAINS];
static struct test_random random_state = { 5 };

static unsigned below(unsigned limit)
{
	return (unsigned)test_below(&random_state, limit);
}

/* The device follows the chain and compares it with what was added. */
static void check_chain(struct device *device, unsigned first)
{
	struct device_descriptor *at = &device->descriptors[first];
	struct chain *chain = &chains[at->address >> 32];

	CHECK(chain->busy);
	for (unsigned i = 0; i < chain->readable + chain->writable; i++) {
		CHECK_EQ(at->address, chain->pieces[i].address);
		CHECK_EQ(at->size, chain->pieces[i].size);
		CHECK_EQ((at->flags & 2) != 0, i >= chain->readable);
		CHECK_EQ((at->flags & 1) != 0, i + 1 < chain->readable + chain->writable);
		if (at->flags & 1) {
			REQUIRE(at->next < device->size);
			at = &device->descriptors[at->next];
		}
	}
}

static bool add_one(struct virtqueue *queue)
{
	struct chain *chain = &chains[below(CHAINS)];

	if (chain->busy)
		return false;
	unsigned count = 1 + below(PIECES_MOST);

	chain->readable = below(count + 1);
	chain->writable = count - chain->readable;
	chain->room = 0;
	for (unsigned i = 0; i < count; i++) {
		chain->pieces[i].address = (uint64_t)(chain - chains) << 32 | i;
		chain->pieces[i].size = 1 + below(5000);
		if (i >= chain->readable)
			chain->room += chain->pieces[i].size;
	}
	int error = virtqueue_add(queue, chain->pieces, chain->readable, chain->writable, chain);

	CHECK(error == 0 || error == -EAGAIN);
	chain->busy = error == 0;
	return error == 0;
}

/* The device uses what it holds, in any order. Returns whether it interrupts. */
static bool device_work(struct device *device, int *held, unsigned *held_count, bool all)
{
	for (int first = device_next(device); first >= 0; first = device_next(device)) {
		check_chain(device, (unsigned)first);
		held[(*held_count)++] = first;
	}
	device_listen(device, true);
	while (*held_count > 0 && (all || below(3) != 0)) {
		unsigned which = below(*held_count);

		/* Says now and then that it wrote more than there is room for. */
		device_use(device, (uint32_t)held[which], below(30000));
		held[which] = held[--*held_count];
	}
	return device_interrupts(device);
}

static unsigned take_all(struct virtqueue *queue)
{
	unsigned taken = 0;

	do {
		size_t written;

		virtqueue_mute(queue);
		for (struct chain *chain = virtqueue_take(queue, &written); chain != NULL;
		     chain = virtqueue_take(queue, &written)) {
			CHECK(chain->busy);
			CHECK(written <= chain->room);
			chain->busy = false;
			taken++;
		}
	} while (virtqueue_listen(queue));
	return taken;
}

static void traffic(unsigned size, bool event_index, unsigned long rounds)
{
	struct virtqueue *queue;
	struct device device;
	int held[256];
	unsigned held_count = 0;
	unsigned long added = 0;
	unsigned long taken = 0;

	CHECK_EQ(virtqueue_create(size, event_index, &queue), 0);
	device_open(&device, queue, event_index);
	memset(chains, 0, sizeof chains);
	for (unsigned long i = 0; i < rounds; i++) {
		for (unsigned k = below(6); k > 0; k--)
			added += add_one(queue);
		/* A device that was not notified sleeps, unless it holds something. */
		bool notified = virtqueue_should_notify(queue);
		bool interrupt = notified || held_count > 0 ? device_work(&device, held, &held_count, false) : false;

		if (interrupt)
			taken += take_all(queue);
		CHECK(!virtqueue_broken(queue));
	}
	/* What the driver was not told of is not there: the device has it all, or it was interrupted. */
	if (device_work(&device, held, &held_count, true))
		taken += take_all(queue);
	CHECK_EQ(taken, added);
	CHECK(added > rounds);
	/* All descriptors are free again. */
	struct virtqueue_piece whole[256];

	for (unsigned i = 0; i < size; i++)
		whole[i] = (struct virtqueue_piece){ 1, 1 };
	CHECK_EQ(virtqueue_add(queue, whole, size, 0, whole), 0);
	CHECK_EQ(virtqueue_add(queue, whole, 1, 0, whole), -EAGAIN);
	CHECK(virtqueue_abandon(queue) == whole);
	CHECK(virtqueue_abandon(queue) == NULL);
	CHECK_EQ(virtqueue_add(queue, whole, 1, 0, whole), -EIO);
	virtqueue_restart(queue, event_index);
	CHECK(!virtqueue_should_notify(queue));
	CHECK_EQ(virtqueue_add(queue, whole, size, 0, whole), 0);
	CHECK(virtqueue_should_notify(queue));
	CHECK(!virtqueue_should_notify(queue));
}

static void arguments(void)
{
	struct virtqueue *queue;
	struct virtqueue_piece pieces[3] = { { 1, 1 }, { 2, 0 }, { 3, 1 } };
	static const unsigned wrong[] = { 0, 3, 65536, 32769 };

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		CHECK_EQ(virtqueue_create(wrong[i], false, &queue), -EINVAL);
	region_left = 100;
	CHECK_EQ(virtqueue_create(256, false, &queue), -ENOMEM);
	region_left = SIZE_MAX;
	CHECK_EQ(virtqueue_create(2, false, &queue), 0);
	CHECK_EQ(virtqueue_add(queue, pieces, 0, 0, queue), -EINVAL);
	CHECK_EQ(virtqueue_add(queue, pieces, 2, 1, queue), -EINVAL);
	CHECK_EQ(virtqueue_add(queue, pieces, 1, 1, queue), -EINVAL);
	CHECK_EQ(virtqueue_add(queue, pieces, 1, 0, NULL), -EINVAL);
	CHECK_EQ(virtqueue_add(queue, pieces, UINT32_MAX, 2, queue), -EINVAL);
	CHECK_EQ(virtqueue_add(queue, pieces, 1, 0, queue), 0);
	CHECK_EQ(virtqueue_create(32768, true, &queue), 0);
}

int main(void)
{
	arguments();
	for (unsigned size = 1; size <= 256; size *= 4) {
		if (size < 16)
			continue;
		traffic(size, false, scaled(20000));
		traffic(size, true, scaled(20000));
	}
	return test_done();
}
