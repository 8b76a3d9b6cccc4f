/* SPDX-License-Identifier: BSD-3-Clause */
/* with: virtio_mmio virtqueue virtio_slots */
/* config: MESSAGE_BYTES=20000 */
/* The driver on a device that works, through the transport that it has on microvm: whole messages arrive, and whole answers come back. */
#include <ports.h>
#include <virtio_mmio_ports.h>
#include <virtio_slots_ports.h>
#include <uniloom/deferred.h>
#include <uniloom/panics.h>
#include <uniloom/regions.h>
#include <virtdev_types.h>

#define MOST 20000u

static unsigned far_type(void)
{
	return VIRTIO_9P;
}

static uint64_t far_features(void)
{
	return 1;
}

static void far_accept(uint64_t features)
{
	CHECK((features & 1) != 0);
}

static unsigned far_queues(void)
{
	return 1;
}

static uint8_t far_config(size_t offset)
{
	return offset < 6 ? (uint8_t)"\4\0here"[offset] : UINT8_MAX;
}

static bool far_changed(void)
{
	return false;
}

/* Answers with the message, each byte one more, as far as there is room. */
static long far_serve(unsigned queue, const struct virtdev_piece *pieces, unsigned readable, unsigned writable)
{
	static uint8_t message[MOST];
	size_t size = 0;
	size_t done = 0;

	CHECK_EQ(queue, 0);
	for (unsigned i = 0; i < readable; i++) {
		REQUIRE(pieces[i].size <= MOST - size);
		memcpy(message + size, pieces[i].at, pieces[i].size);
		size += pieces[i].size;
	}
	for (unsigned i = readable; i < readable + writable; i++) {
		for (size_t k = 0; k < pieces[i].size && done < size; k++)
			pieces[i].at[k] = (uint8_t)(message[done++] + 1);
	}
	return (long)done;
}

#define TEST_DEVICES(use) use(far)
#include "../../../models/virtio_slots/test/glue.h"

void *dma_alloc(size_t size, size_t align)
{
	return region_claim(size, align);
}

uint64_t dma_address(const void *at)
{
	return (uintptr_t)at;
}

static void test_idle(void)
{
	cpu_idle();
}

int main(void)
{
	static uint8_t message[MOST + 4096];
	static uint8_t answer[MOST + 4096];
	struct test_random random = { 5 };

	CHECK_EQ(virtio_mmio_init(), 0);
	CHECK_EQ(component_init(), 0);
	CHECK_STR(p9_tag(), "here");
	CHECK(p9_most() > 7 && p9_most() <= MOST);
	for (unsigned i = 0; i < scaled(500); i++) {
		size_t size = 7 + (size_t)test_below(&random, p9_most() - 6);
		size_t room = 7 + (size_t)test_below(&random, p9_most() - 6);
		uint8_t *from = message + test_below(&random, 4096);
		uint8_t *to = answer + test_below(&random, 4096);
		size_t got = room;

		for (size_t k = 0; k < size; k++)
			from[k] = (uint8_t)test_next(&random);
		CHECK_EQ(p9_request(from, size, to, &got), 0);
		REQUIRE(got == (size < room ? size : room));
		for (size_t k = 0; k < got; k++)
			REQUIRE(to[k] == (uint8_t)(from[k] + 1));
	}
	CHECK_EQ(test_timeouts, 0);
	return test_done();
}
