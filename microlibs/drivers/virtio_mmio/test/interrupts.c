/* SPDX-License-Identifier: BSD-3-Clause */
/* What a device says while its interrupt is being handled: nothing of it is lost, whenever it comes, and a hostile one ends. */
#include <ports.h>
#include <uniloom/test.h>

#define VERSION 0x004u
#define DEVICE_ID 0x008u
#define QUEUE_SIZE_MOST 0x034u
#define INTERRUPT_STATUS 0x060u
#define INTERRUPT_ACKNOWLEDGE 0x064u
#define STATUS 0x070u
#define QUEUE 1u
#define CHANGE 2u

/* The device in slot 0; its line asks again when it rises. */
static struct {
	uint32_t pending;
	uint32_t status;
	bool requested;
	unsigned acknowledged; /* how often */
	/* What it says before, or after, the acknowledgement of this number is taken. */
	unsigned at;
	uint32_t before, after;
	uint32_t always; /* says it again after each */
} device;

static irq_handler *handler;
static void *handler_ctx;
static unsigned change_calls;
/* What the driver knows: work that the device had announced when it last looked. */
static unsigned announced, seen;
static uint32_t said;

static void say(uint32_t events)
{
	said |= events;
	if ((events & QUEUE) != 0)
		announced++;
	if (device.pending == 0 && events != 0)
		device.requested = true;
	device.pending |= events;
}

uint32_t mmio_read32(uint64_t address)
{
	switch (address - CONFIG_BASE) {
	case 0:
		return 0x74726976;
	case VERSION:
		return 2;
	case DEVICE_ID:
		return 1;
	case QUEUE_SIZE_MOST:
		return 16;
	case INTERRUPT_STATUS:
		return device.pending;
	case STATUS:
		return device.status;
	default:
		return 0;
	}
}

uint16_t mmio_read16(uint64_t address)
{
	return (uint16_t)mmio_read32(address);
}

uint8_t mmio_read8(uint64_t address)
{
	return (uint8_t)mmio_read32(address);
}

void mmio_write32(uint64_t address, uint32_t value)
{
	if (address - CONFIG_BASE == STATUS)
		device.status = value;
	if (address - CONFIG_BASE != INTERRUPT_ACKNOWLEDGE)
		return;
	device.acknowledged++;
	if (device.acknowledged == device.at)
		say(device.before);
	device.pending &= ~value;
	if (device.acknowledged == device.at)
		say(device.after);
	say(device.always);
}

int irq_attach(unsigned line, irq_handler *call, void *ctx)
{
	CHECK_EQ(line, CONFIG_IRQ_BASE);
	handler = call;
	handler_ctx = ctx;
	return 0;
}

int irq_detach(unsigned line)
{
	(void)line;
	return 0;
}

static void on_queue(void *ctx)
{
	(void)ctx;
	seen = announced;
}

static void on_change(void *ctx)
{
	(void)ctx;
	change_calls++;
}

/* The line is served until it is quiet. */
static void serve(void)
{
	for (unsigned turn = 0; device.requested; turn++) {
		REQUIRE(turn < 8);
		device.requested = false;
		handler(handler_ctx);
	}
}

/* `first` raises the line; `before` and `after` come around the acknowledgement number `at`. */
static void rounds(uint32_t first, unsigned at, uint32_t before, uint32_t after)
{
	device.acknowledged = 0;
	device.at = at;
	device.before = before;
	device.after = after;
	change_calls = announced = seen = 0;
	said = 0;
	say(first);
	serve();
	CHECK_EQ(device.pending, 0);
	CHECK_EQ(seen, announced);
	CHECK_EQ(change_calls > 0, (said & CHANGE) != 0);
}

int main(void)
{
	const struct virtio_rings rings = { .size = 16 };
	struct virtio_device *found;

	REQUIRE(component_init() == 0);
	REQUIRE(virtio_find(1, 0, &found) == 0);
	REQUIRE(virtio_claim(found) == 0);
	REQUIRE(virtio_queue_start(found, 0, &rings, on_queue, NULL) == 0);
	REQUIRE(virtio_on_change(found, on_change, NULL) == 0);

	/* Everything that can be said first, and everything around each acknowledgement. */
	for (uint32_t first = 1; first <= 3; first++) {
		for (uint32_t before = 0; before <= 3; before++) {
			for (uint32_t after = 0; after <= 3; after++) {
				rounds(first, 1, before, after);
				rounds(first, 2, before, after);
			}
		}
	}

	/* A device that never stops holds the processor no longer than a few looks. */
	device.acknowledged = 0;
	device.always = QUEUE | CHANGE;
	say(QUEUE);
	device.requested = false;
	handler(handler_ctx);
	CHECK(device.acknowledged <= 8);
	return test_done();
}
