/* SPDX-License-Identifier: BSD-3-Clause */
/* with: virtio_mmio virtqueue virtio_slots */
/* config: BUFFERS=3 */
/* config: BUFFER_BYTES=16 */
/* The driver on a device that works, through the transport that it has on microvm: what is written arrives, and so does what is typed. */
#include <ports.h>
#include <virtio_mmio_ports.h>
#include <virtio_slots_ports.h>
#include <uniloom/panics.h>
#include <uniloom/regions.h>
#include <virtdev_types.h>

static uint8_t shown[1 << 17];
static size_t shown_size;
static const char *typed = "";

static unsigned far_type(void)
{
	return VIRTIO_CONSOLE;
}

static uint64_t far_features(void)
{
	return 0;
}

static void far_accept(uint64_t features)
{
	(void)features;
}

static unsigned far_queues(void)
{
	return 2;
}

static uint8_t far_config(size_t offset)
{
	(void)offset;
	return 0;
}

static bool far_changed(void)
{
	return false;
}

static long far_serve(unsigned queue, const struct virtdev_piece *pieces, unsigned readable, unsigned writable)
{
	if (queue == 1) {
		for (unsigned i = 0; i < readable; i++) {
			REQUIRE(pieces[i].size <= sizeof shown - shown_size);
			memcpy(shown + shown_size, pieces[i].at, pieces[i].size);
			shown_size += pieces[i].size;
		}
		return 0;
	}
	size_t left = strlen(typed);

	if (left == 0)
		return -EAGAIN;
	REQUIRE(readable == 0 && writable == 1);
	size_t part = left < pieces[0].size ? left : pieces[0].size;

	memcpy(pieces[0].at, typed, part);
	typed += part;
	return (long)part;
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

int main(void)
{
	static const char line[] = "a line that takes more than one of the small buffers, and more than all of them at once";
	static char text[60000];
	char back[sizeof line] = "";
	size_t got = 0;

	for (size_t i = 0; i < sizeof text; i++)
		text[i] = (char)('a' + i % 23);
	CHECK_EQ(virtio_mmio_init(), 0);
	CHECK_EQ(component_init(), 0);
	for (size_t at = 0, size = 1; at < sizeof text; at += size, size = size * 3 % 7919 + 1) {
		size_t part = size < sizeof text - at ? size : sizeof text - at;

		CHECK_EQ(console_write(text + at, part), part);
	}
	CHECK_EQ(shown_size, sizeof text);
	CHECK(memcmp(shown, text, sizeof text) == 0);

	CHECK_EQ(console_read(back, sizeof back), 0);
	typed = line;
	for (unsigned i = 0; i < 100 && got < sizeof line - 1; i++) {
		long more;

		cpu_idle();
		more = console_read(back + got, 7);
		REQUIRE(more >= 0);
		got += (size_t)more;
	}
	CHECK_EQ(got, sizeof line - 1);
	CHECK(memcmp(back, line, got) == 0);
	CHECK_EQ(console_read(back, sizeof back), 0);
	return test_done();
}
