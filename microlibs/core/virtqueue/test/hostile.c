/* SPDX-License-Identifier: BSD-3-Clause */
/* A device that writes anything anywhere it may: no token comes back twice or that was not given, and nothing runs for ever. */
#include <ports.h>
#include <uniloom/regions.h>
#include <uniloom/test.h>

#include "device.h"

#define TOKENS 300u

static struct test_random random_state = { 11 };
static bool given[TOKENS];

void *dma_alloc(size_t size, size_t align)
{
	return region_claim(size, align);
}

uint64_t dma_address(const void *at)
{
	return (uintptr_t)at;
}

static unsigned below(unsigned limit)
{
	return (unsigned)test_below(&random_state, limit);
}

static void misbehave(struct device *device)
{
	switch (below(8)) {
	case 0: /* the index runs ahead, or back */
		device->used[1] = (uint16_t)test_next(&random_state);
		break;
	case 1: /* a chain that is not there */
		device_use(device, (uint32_t)test_next(&random_state), 1);
		break;
	case 2: /* one in range, in use or not, perhaps twice */
		device_use(device, below(device->size), UINT32_MAX);
		break;
	case 3: { /* descriptors that lead in circles */
		struct device_descriptor *at = &device->descriptors[below(device->size)];

		at->next = (uint16_t)below(device->size);
		at->flags = (uint16_t)test_next(&random_state);
		at->size = (uint32_t)test_next(&random_state);
		break;
	}
	case 4: /* the driver's own ring */
		device->available[below(device->size + 3)] = (uint16_t)test_next(&random_state);
		break;
	default: { /* honest work */
		int first = device_next(device);

		if (first >= 0)
			device_use(device, (uint32_t)first, below(5000));
		break;
	}
	}
}

static void take(struct virtqueue *queue)
{
	size_t written = 0;
	unsigned char *token = virtqueue_take(queue, &written);

	if (token == NULL)
		return;
	size_t which = (size_t)(token - (unsigned char *)given);

	REQUIRE(which < TOKENS);
	CHECK(given[which]);
	CHECK(written <= 4000);
	given[which] = false;
}

static void one_case(unsigned size, bool event_index, struct virtqueue *queue)
{
	struct device device;

	virtqueue_restart(queue, event_index);
	device_open(&device, queue, event_index);
	memset(given, 0, sizeof given);
	(void)size;
	for (unsigned i = 0; i < 40; i++) {
		unsigned which = below(TOKENS);
		struct virtqueue_piece pieces[3] = { { 1, 16 }, { 2, 3000 }, { 3, 1000 } };

		if (!given[which] && virtqueue_add(queue, pieces, 1, below(3), &given[which]) == 0)
			given[which] = true;
		(void)virtqueue_should_notify(queue);
		misbehave(&device);
		if (below(3) == 0)
			virtqueue_mute(queue);
		take(queue);
		(void)virtqueue_listen(queue);
	}
	bool was_broken = virtqueue_broken(queue);

	for (unsigned char *token = virtqueue_abandon(queue); token != NULL; token = virtqueue_abandon(queue)) {
		size_t which = (size_t)(token - (unsigned char *)given);

		REQUIRE(which < TOKENS);
		CHECK(given[which]);
		given[which] = false;
	}
	/* Each came back once. */
	for (unsigned i = 0; i < TOKENS; i++)
		CHECK(!given[i]);
	size_t written;

	CHECK(!was_broken || virtqueue_take(queue, &written) == NULL);
}

int main(void)
{
	for (unsigned size = 4; size <= 64; size *= 4) {
		struct virtqueue *queue;

		REQUIRE(virtqueue_create(size, true, &queue) == 0);
		for (unsigned long i = 0; i < scaled(1000); i++)
			one_case(size, below(2) != 0, queue);
	}
	return test_done();
}
